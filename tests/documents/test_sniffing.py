"""What a file is: by its bytes; what is not on the list, or is another thing than its name says, is refused."""

import io
import zipfile

import pytest

from coop.errors import Invalid
from coop.partners.documents.sniffing import MOST_BYTES, checked_name, media_type_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
OFFICE = "application/vnd.openxmlformats-officedocument."


def archive(*names, mimetype=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "<x/>")
    return packed.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP, "image/webp"),
        (DOCX, OFFICE + "wordprocessingml.document"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        ("ชื่อ,เมือง\nกขค,กรุงเทพ\n".encode(), "text/plain"),
        ("\ufeffname;city\n".encode(), "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"  \n<!doctype html><script>1</script>", ""),
        ("\ufeff<html>".encode(), ""),
        (b"<?xml version='1.0'?><x/>", ""),
        (b"a\x00b", ""),
        (b"\x1b[31mred", ""),
        ("ไทย".encode("cp874"), ""),
        (b"GIF89a" + bytes(20), ""),
        (b"MZ\x90\x00", ""),
        (b"PK\x03\x04 broken", ""),
        (archive("a.txt"), ""),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), ""),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.zzzz"), ""),
        (archive("word/document.xml"), ""),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", ""),
    ],
)
def test_the_bytes_tell(content, kind):
    assert media_type_of(content) == kind


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_broken_archive_is_refused_however_it_is_packed(packing):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    start = 30 + len("mimetype")
    content = bytearray(written.getvalue())
    content[start : start + 8] = b"\xff" * 8
    assert media_type_of(bytes(content)) == ""


@pytest.mark.parametrize(
    ("filename", "content", "name"),
    [
        ("แผน งาน.PDF", PDF, "แผน งาน.pdf"),
        ("报告", PDF, "报告.pdf"),
        ("تقرير.docx", DOCX, "تقرير.docx"),
        ("C:\\docs\\..\\a.jpeg", JPEG, "C docs .. a.jpeg"),
        ("../../etc/passwd.txt", b"words", "etc passwd.txt"),
        ("", PNG, "file.png"),
        ("\u202egnp.exe.png", PNG, "file.png"),
        ("a\r\nb.png", PNG, "file.png"),
        ("x" * 500 + ".csv", b"a,b", "x" * 150 + ".csv"),
        ('a"b<c>.txt', b"words", "a b c.txt"),
    ],
)
def test_a_name_is_kept_in_its_script_without_paths_and_marks(filename, content, name):
    assert checked_name(filename, content)[0] == name


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("a.html", b"words"),
        ("a.svg", PNG),
        ("a.exe", PDF),
        ("a.pdf", b"words"),
        ("a.txt", b""),
        ("a.txt", b"x" * (MOST_BYTES + 1)),
        ("a.gif", b"GIF89a"),
    ],
)
def test_what_is_not_kept_is_refused_in_words(filename, content):
    with pytest.raises(Invalid, match="file"):
        checked_name(filename, content)


def test_the_largest_file_that_fits_is_kept():
    assert checked_name("a.txt", b"x" * MOST_BYTES) == ("a.txt", "text/plain")
