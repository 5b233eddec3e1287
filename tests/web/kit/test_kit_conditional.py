"""ETags for each coding, 304 by tag and by date, as RFC 9110 has them."""

import gzip
from datetime import UTC, datetime

import pytest

from coop.web.kit.conditional import Answer, accepts_gzip

HTML = (b"content-type", b"text/html; charset=utf-8")
BODY = b"<p>green hydrogen</p>" * 100
GZIP = {b"accept-encoding": b"gzip, br"}


def answer(**facts):
    return Answer(BODY, [HTML], etag="v1", **facts)


def test_identity_and_gzip_are_two_representations_with_a_strong_tag_each():
    status, headers, body = answer().reply({})
    assert (status, body) == (200, BODY)
    assert headers == [HTML, (b"vary", b"accept-encoding"), (b"etag", b'"v1"'), (b"content-length", b"2100")]
    status, headers, body = answer().reply(GZIP)
    assert (status, gzip.decompress(body)) == (200, BODY)
    assert dict(headers)[b"etag"] == b'"v1-gz"'
    assert dict(headers)[b"content-encoding"] == b"gzip"
    assert dict(headers)[b"content-length"] == str(len(body)).encode()


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (b'"v1"', 304), (b'W/"v1"', 304), (b"*", 304), (b'"v0", "v1"', 304), (b'"v0",W/"v1" , "v2"', 304), (b'"v1-gz"', 304), (b'"v0"', 200), (b"v1", 200),
        (b"", 200), (b'"V1"', 200), (b'W/"v0"', 200),
    ],
)  # fmt: skip
def test_if_none_match_is_compared_weakly_over_the_whole_list(known, status):
    assert answer().reply({b"if-none-match": known})[0] == status


@pytest.mark.parametrize(
    ("asked", "known", "tag"),
    [({}, b'"v1"', b'"v1"'), (GZIP, b'"v1-gz"', b'"v1-gz"'), (GZIP, b'"v1"', b'"v1"'), ({}, b'"v1-gz"', b'"v1-gz"'), (GZIP, b"*", b'"v1-gz"'), (GZIP, b'"v1", "v1-gz"', b'"v1-gz"')],
)  # fmt: skip
def test_a_304_names_the_representation_that_the_client_has(asked, known, tag):
    status, headers, body = answer().reply({**asked, b"if-none-match": known})
    assert (status, body) == (304, b"")
    assert headers == [(b"vary", b"accept-encoding"), (b"etag", tag)]


MODIFIED = datetime(2026, 5, 18, 9, 30, 15, 700_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (b"Mon, 18 May 2026 09:30:15 GMT", 304), (b"Mon, 18 May 2026 09:30:14 GMT", 200), (b"Tue, 19 May 2026 00:00:00 GMT", 304), (b"yesterday", 200), (b"\xff", 200),
        (b"Mon, 18 May 2026 11:30:15 +0200", 304), (b"Mon, 18 May 2026 09:30:15", 304),
    ],
)  # fmt: skip
def test_if_modified_since_counts_whole_seconds(since, status):
    answered, headers, _body = answer(modified=MODIFIED).reply({b"if-modified-since": since})
    assert answered == status
    assert dict(headers)[b"last-modified"] == b"Mon, 18 May 2026 09:30:15 GMT"


def test_the_tag_comes_before_the_date():
    asked = {b"if-modified-since": b"Tue, 19 May 2026 00:00:00 GMT", b"if-none-match": b'"v0"'}
    assert answer(modified=MODIFIED).reply(asked)[0] == 200


def test_without_a_tag_of_the_caller_the_bytes_decide():
    one, same, other = Answer(b"a", [HTML]), Answer(b"a", [HTML]), Answer(b"b", [HTML])
    tags = [dict(each.reply({})[1])[b"etag"] for each in (one, same, other)]
    assert tags[0] == tags[1] != tags[2]


def test_only_a_200_has_conditions():
    gone = Answer(b"gone", [HTML], status=410, etag="v1")
    assert gone.reply({b"if-none-match": b'"v1"'})[0] == 410


def test_short_and_incompressible_bytes_are_not_packed():
    assert b"vary" not in dict(Answer(b"short", [HTML]).reply(GZIP)[1])
    assert b"content-encoding" not in dict(Answer(b"x" * 5000, [(b"content-type", b"font/woff2")]).reply(GZIP)[1])


def test_gzip_made_by_the_caller_is_sent_as_it_is():
    packed = gzip.compress(BODY, 1)
    assert answer(packed=packed).reply(GZIP)[2] is packed


@pytest.mark.parametrize(
    ("header", "accepted"),
    [(b"gzip", True), (b"br, gzip;q=0.5", True), (b"gzip;q=0", False), (b"*", True), (b"*;q=0", False), (b"", False), (b"br", False), (b"GZIP;q=0.0, *", False), (b"identity;q=0, *;q=0.1", True)],
)  # fmt: skip
def test_gzip_is_sent_to_those_who_accept_it(header, accepted):
    assert accepts_gzip(header) is accepted
