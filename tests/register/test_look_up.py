"""Looking up in any script, what is found first, and what cannot break it."""

import pytest

from coop.db import engine
from coop.errors import Forbidden, NotFound
from coop.partners.register import queries
from coop.viewer import ANONYMOUS, Role, Viewer

SOMCHAI = Viewer(user_id=None, name="Somchai", roles=frozenset({Role.LIAISON}))
MEI = Viewer(user_id=None, name="Mei", roles=frozenset({Role.ORGANISER}))
LAYLA = Viewer(user_id=1, name="Layla", organisation_ids=frozenset({1}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xmu", ["00mcjh785", "01285e189"]),
        ("XMUT", ["01285e189"]),
        ("厦门大学", ["00mcjh785"]),
        ("厦门", ["00mcjh785", "01285e189", "006mtxa58"]),
        ("厦", ["00mcjh785", "01285e189", "006mtxa58"]),
        ("厦门市科技局", ["006mtxa58"]),
        ("Xiamen univ", ["00mcjh785", "01285e189"]),
        ("univ xiamen", ["00mcjh785", "01285e189"]),
        ("XIÀMÉN DÀXUÉ", ["00mcjh785"]),
        ("Amoy", ["025gq5q04"]),
        ("中国石油大学", ["041qf4r12", "05gbn2817"]),
        ("CMU", ["05m2fqn25", "05x2bcf33"]),
        ("NTU", ["05bqach95", "02e7b5302"]),
        ("UM", ["00rzspn62", "00jmfr291"]),
        ("جامعة خليفة", ["05hffr360"]),
        ("الجامعة حمد", ["03eyq4y97"]),
        ("جامعه حمد", ["03eyq4y97"]),
        ("จุฬาลงกรณ์", ["028wp3y58"]),
        ("同濟大學", ["03rc6as71"]),
        ("QEERI", ["05v78jy10"]),
        ("fujian", ["00tr9az64"]),
        ("pittsburgh cmu", ["05x2bcf33"]),
        ("https://ror.org/00mcjh785", ["00mcjh785"]),
        ("00MCJH785", ["00mcjh785"]),
        ("0000 0001 2264 7233", ["00mcjh785"]),
        ("0000000122647233", ["00mcjh785"]),
        ("00000001", []),
        ("Q1153539", ["00mcjh785"]),
        ("grid.12955.3a", ["00mcjh785"]),
        ("nothing of the kind", []),
        ("", []),
        ("\"'*(): ¦ & | ! <->", []),
        ("NEAR(xmu)", []),
    ],
)
async def test_records_are_found_in_any_script_an_exact_name_first(register, text, found):
    entries = await queries.look_up(SOMCHAI, text)
    assert [entry.record.ror for entry in entries][: max(1, len(found))] == found


async def test_one_still_active_comes_before_one_that_is_not(register, dump, records):
    from coop.partners.register import loading

    records["00jmfr291"]["names"] = [{"lang": "en", "types": ["ror_display", "label"], "value": "University of Malaya"}]
    records["00rzspn62"]["status"] = "withdrawn"
    await loading.load(dump(records), lambda _line: None)
    assert [entry.record.ror for entry in await queries.look_up(SOMCHAI, "University of Malaya")] == ["00jmfr291", "00rzspn62"]


async def test_a_look_up_takes_two_statements_whatever_is_found(register):
    async def counted(text):
        before = engine().statements
        found = await queries.look_up(SOMCHAI, text)
        return len(found), engine().statements - before

    assert await counted("NTU") == (2, 2)
    assert (await counted("university"))[1] == 2
    assert await counted("nothing of the kind") == (0, 1)
    assert await counted("00mcjh785") == (1, 1)
    assert await counted("?!") == (0, 0)


async def test_only_staff_looks_up(register):
    assert [entry.record.ror for entry in await queries.look_up(MEI, "xmut")] == ["01285e189"]
    for viewer in (ANONYMOUS, LAYLA):
        with pytest.raises(Forbidden):
            await queries.look_up(viewer, "xmu")
        with pytest.raises(Forbidden):
            await queries.get(viewer, "00mcjh785")
    for ror in ("00mcjh786", "05xxxxx", "", "0" * 9, "厦门"):
        with pytest.raises(NotFound):
            await queries.get(SOMCHAI, ror)


async def test_an_empty_register_says_so(database):
    assert await queries.look_up(SOMCHAI, "xmu") == []
    assert await queries.last_load() is None
