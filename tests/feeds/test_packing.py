"""The gzip form of a feed: made for the first who asks for it, the same octets and never a stale one."""

import asyncio
import gzip

ADDRESS = "/en/feeds/conferences.ics"
PLAIN = {"accept-encoding": "identity"}
PACKED = {"accept-encoding": "gzip"}


async def raw(client, headers):
    async with client.stream("GET", ADDRESS, headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


async def test_both_forms_hold_the_same_and_each_answers_304_to_either_tag(client, schedule):
    await schedule()
    plain, body = await raw(client, PLAIN)
    packed, squeezed = await raw(client, PACKED)
    assert gzip.decompress(squeezed) == body
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gz"'
    for headers in (PLAIN, PACKED):
        for tag in (plain.headers["etag"], packed.headers["etag"]):
            answer = await client.get(ADDRESS, headers={**headers, "if-none-match": tag})
            assert (answer.status_code, answer.headers["etag"]) == (304, tag)


async def test_a_client_that_knows_the_packed_form_of_before_an_edit_gets_the_new_one(client, schedule):
    await schedule()
    known = (await raw(client, PACKED))[0].headers["etag"]
    await schedule()
    for headers in (PLAIN, PACKED):
        answer = await client.get(ADDRESS, headers={**headers, "if-none-match": known})
        assert answer.status_code == 200
        assert answer.text.count("BEGIN:VEVENT") == 2
    assert (await client.get(ADDRESS, headers={**PLAIN, "if-none-match": known})).status_code == 200


async def test_many_who_ask_at_once_share_one_packing(client, schedule, monkeypatch):
    from coop.web.kit import feeds

    await schedule()
    made, real = [], feeds._pack
    monkeypatch.setattr(feeds, "_pack", lambda octets: made.append(len(octets)) or real(octets))
    answers = await asyncio.gather(*(raw(client, PACKED) for _ in range(8)))
    assert len({body for _answer, body in answers}) == 1
    assert len(made) == 1
