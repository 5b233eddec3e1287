"""Forms with files out of raw bytes: what browsers send is read back whole; anything else is refused in words."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.web.kit import multipart
from coop.web.kit.refusals import Refused

# httpx doubles a backslash in a name, which no browser does.
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\\"), min_size=1, max_size=30)


def sent(fields, files):
    request = httpx.Request("POST", "https://example.org", data=fields, files=files)
    return request.read(), request.headers["content-type"]


@given(
    st.dictionaries(NAMES, st.text(st.characters(exclude_categories=("Cs",)), max_size=200), max_size=5), st.binary(max_size=2_000), NAMES
)
def test_what_was_sent_is_read_back(fields, content, filename):
    body, kind = sent(fields, {"file": (filename, content, "text/html")})
    typed, files = multipart.read(body, kind)
    assert typed == list(fields.items())
    assert files == {"file": multipart.Upload(filename, content)}


def test_names_of_every_script_and_quotation_marks():
    body, kind = sent({"ชื่อ": "氢能"}, {"file": ('دعوة "1".pdf', b"x", "")})
    assert multipart.read(body, kind) == ([("ชื่อ", "氢能")], {"file": multipart.Upload('دعوة "1".pdf', b"x")})


def test_a_file_field_left_empty_gives_no_file():
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n'
    assert multipart.read(body, "multipart/form-data; boundary=x") == ([], {})


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PART + b"--x--", "multipart/form-data"),
        (PART + b"--x--", "multipart/form-data; boundary="),
        (PART, "multipart/form-data; boundary=x"),
        (PART + b"--y--", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data; boundary=x"),
        (b"junk" + PART + b"--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n1\r\n--x--', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--', "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"a: b\r\n" * 1_000 + b"\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (PART * 101 + b"--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_form_is_refused(body, kind):
    with pytest.raises(Refused) as refused:
        multipart.read(body, kind)
    assert refused.value.status == 400


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(body):
    try:
        multipart.read(body, "multipart/form-data; boundary=x")
    except Refused as refused:
        assert refused.status == 400
