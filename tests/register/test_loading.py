"""Loading: new, changed and equal records, vanished ones, an interrupted load, and the commands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coop.db import run
from coop.partners.register import loading, queries
from coop.partners.register.dump import UnreadableError
from coop.partners.register.loading import TooManyVanishedError
from coop.partners.register.records import State
from coop.viewer import Role, Viewer

EXTRACT = Path(__file__).with_name("ror-extract.json")
KEEPER = Viewer(user_id=None, name="Somchai", roles=frozenset({Role.LIAISON}))


def quiet(_line):
    """Nobody listens."""


async def found(text):
    return [entry.record.ror for entry in await queries.look_up(KEEPER, text)]


async def test_a_dump_is_loaded_once_and_an_equal_one_writes_nothing(register, dump, records):
    assert (register.name, register.records, register.written, register.missing) == ("ror-extract.json", 20, 20, 0)
    again = await loading.load(EXTRACT, quiet)
    assert (again.records, again.written, again.missing) == (20, 0, 0)
    load = await queries.last_load()
    assert (load.name, load.records) == ("ror-extract.json", 20)


async def test_a_changed_record_replaces_the_one_of_its_identifier(register, dump, records):
    records["00mcjh785"]["names"].append({"lang": None, "types": ["alias"], "value": "Harbourside University"})
    records["05v78jy10"]["status"] = "inactive"
    loaded = await loading.load(dump(records), quiet)
    assert (loaded.records, loaded.written) == (20, 2)
    assert await found("harbourside") == ["00mcjh785"]
    assert (await queries.get(KEEPER, "05v78jy10")).record.state is State.INACTIVE
    del records["00mcjh785"]["names"][-1]
    await loading.load(dump(records), quiet)
    assert await found("harbourside") == []


async def test_what_is_in_the_dump_no_more_is_marked_and_comes_back(register, dump, records):
    taken = records.pop("03rc6as71")
    loaded = await loading.load(dump(records), quiet)
    assert (loaded.missing, loaded.marked) == (1, True)
    gone = await queries.get(KEEPER, "03rc6as71")
    assert gone.vanished_at is not None
    assert (await loading.load(dump(records), quiet)).missing == 0
    records["03rc6as71"] = taken
    assert (await loading.load(dump(records), quiet)).written == 1
    assert (await queries.get(KEEPER, "03rc6as71")).vanished_at is None


async def test_when_more_than_a_fifth_is_missing_a_person_must_say_so(register, dump, records):
    few = {ror: records[ror] for ror in ("00mcjh785", "01285e189")}
    few["00mcjh785"]["established"] = 1922
    with pytest.raises(TooManyVanishedError) as refused:
        await loading.load(dump(few), quiet)
    assert refused.value.loaded.missing == 18
    assert (await queries.get(KEEPER, "00mcjh785")).record.founded == 1922
    assert (await queries.get(KEEPER, "05v78jy10")).vanished_at is None
    with pytest.raises(TooManyVanishedError):
        await loading.load(dump(few), quiet, accepting=17)
    assert (await loading.load(dump(few), quiet, accepting=18)).marked
    assert (await queries.get(KEEPER, "05v78jy10")).vanished_at is not None
    assert len(await run("SELECT id FROM ror_load WHERE finished_at IS NULL")) == 2


async def test_a_load_that_was_cut_off_is_run_again(register, dump, records, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 4)
    records["00mcjh785"]["established"] = 1922
    records["05bqach95"]["established"] = 1929
    whole = dump(records).read_bytes()
    path = dump(records, "cut.json")
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(UnreadableError, match="ends in the middle"):
        await loading.load(path, quiet)
    assert (await queries.get(KEEPER, "00mcjh785")).record.founded == 1922
    assert (await queries.get(KEEPER, "05bqach95")).record.founded == 1928
    assert await run("SELECT id FROM ror_record WHERE vanished_at IS NOT NULL") == []
    path.write_bytes(whole)
    assert (await loading.load(path, quiet)).written == 1


async def test_unusable_records_are_counted_and_the_first_schema_is_refused(register, dump, records):
    loaded = await loading.load(dump([*records.values(), {"id": "https://ror.org/000000000", "names": []}, {}]), quiet)
    assert (loaded.records, loaded.refused) == (20, 2)
    with pytest.raises(UnreadableError, match="schema version 1"):
        await loading.load(dump([{"id": "https://ror.org/00mcjh785", "name": "Xiamen University"}]), quiet)


async def test_progress_is_told(register, dump, records, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 10)
    monkeypatch.setattr(loading, "_SAID_EVERY", 10)
    said = []
    await loading.load(dump(records), said.append)
    assert said[-1] == "20 records read, 100 per cent of the file"


def coop(database, tmp_path, *words):
    secret = tmp_path / "secret"
    secret.write_text("s" * 48)
    environment = {
        **os.environ,
        "COOP_DATABASE_URL": database,
        "COOP_SECRET_FILE": str(secret),
        "COOP_BASE_URL": "https://coop.example.org",
    }
    return subprocess.run([sys.executable, "-m", "coop", *words], env=environment, capture_output=True, text=True, check=False)


async def test_the_commands_say_what_was_loaded_and_what_is_proposed(database, tmp_path, dump, records):
    done = coop(database, tmp_path, "ror", "load", str(EXTRACT))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "ror-extract.json: 20 records, 20 new or changed, 0 no longer there.",
        "Proposed changes to organisations: 0. Look at them with `coop ror diff` or at /desk/ror.",
    ]
    assert coop(database, tmp_path, "ror", "diff").stdout == "Proposed changes: 0.\n"
    few = coop(database, tmp_path, "ror", "load", str(dump([records["00mcjh785"]])))
    assert few.returncode == 1
    assert few.stderr == (
        "Error: 19 records of the register are not in this dump, more than a fifth of it. What it has is loaded, and nothing is"
        " marked as gone. If the dump is whole, run the command again with --vanished 19.\n"
    )
    assert coop(database, tmp_path, "ror", "load", str(dump([records["00mcjh785"]])), "--vanished", "19").returncode == 0
    path = tmp_path / "none.json"
    path.write_text("no dump")
    wrong = coop(database, tmp_path, "ror", "load", str(path))
    assert (wrong.returncode, wrong.stderr) == (
        1,
        "Error: The file does not begin with a JSON array: a dump of ROR is one array of records.\n",
    )
