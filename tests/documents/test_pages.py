"""Documents over HTTP: adding, giving out, taking away; how large a form may be, and for whom."""

import re
from urllib.parse import quote

import pytest

from coop import history
from coop.accounts import cast
from coop.db import run
from coop.errors import Invalid, NotFound, Stale
from coop.partners import keeping as partners
from coop.partners.documents import keeping, queries
from coop.partners.documents.facts import DocumentKind, NewDocument, NewFile, Owner, OwnerKind
from coop.viewer import ANONYMOUS

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8
ENTERED = {"title": "Call for papers 2027", "kind": "call", "language": "en", "url": ""}


def path_of(number):
    return f"/en/desk/partners/{number}/documents"


async def test_a_file_is_added_listed_and_given_out(world, browser):
    here = path_of(world.iresen)
    async with browser() as layla, browser() as visitor:
        await layla.sign_in(cast.LAYLA)
        assert "No documents yet" in (await layla.get(here)).text
        answer = await layla.fill(here, ENTERED, here, files={"file": ("دعوة 2027.pdf", PDF, "text/html")})
        assert (answer.status_code, answer.headers["location"]) == (303, here)
        listed = (await layla.get(here)).text
        assert "Call for papers · English · PDF · 2 kB" in listed
        page = (await visitor.get(f"/en/partners/{world.iresen}-iresen")).text
        assert '<a href="/en/documents/1-call-for-papers-2027">' in page
        given = await visitor.get("/en/documents/1", follow_redirects=True)
    assert (given.status_code, given.content) == (200, PDF)
    heads = given.headers
    assert heads["content-type"] == "application/pdf"
    assert heads["content-disposition"] == f"attachment; filename=\"____ 2027.pdf\"; filename*=UTF-8''{quote('دعوة 2027.pdf')}"
    assert heads["x-content-type-options"] == "nosniff"
    assert heads["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert heads["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("name", ["合作 备忘录.pdf", "บันทึกความเข้าใจ.pdf", "مذكرة تفاهم.pdf", "a'b(1);x=y.pdf", "plain.pdf"])
async def test_names_of_every_script_are_written_as_rfc_8187_has_it(world, browser, name):
    number = await keeping.add_document(world.somchai, Owner(OwnerKind.ORGANISATION, world.iresen), NewDocument("Text"), NewFile(name, PDF))
    async with browser() as visitor:
        told = (await visitor.get(f"/en/documents/{number}-text")).headers["content-disposition"]
    assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9 ._-]+\"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+", told)
    from urllib.parse import unquote

    assert unquote(told.rpartition("''")[2]) == name


async def test_a_file_is_not_sent_twice_to_who_has_it(world, browser):
    number = await keeping.add_document(
        world.somchai, Owner(OwnerKind.ORGANISATION, world.iresen), NewDocument("Text"), NewFile("a.pdf", PDF)
    )
    async with browser() as visitor:
        first = await visitor.get(f"/en/documents/{number}-text")
        again = await visitor.get(f"/en/documents/{number}-text", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, first.headers["cache-control"]) == (304, b"", "public, max-age=0, must-revalidate")


async def test_a_page_in_disguise_is_refused_and_what_was_typed_stays(world, browser):
    here = path_of(world.iresen)
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        for name, content in (("a.pdf", b"<html><script>alert(1)</script>"), ("logo.svg", b"<svg/>"), ("a.html", b"words"), ("a.txt", b"")):
            answer = await layla.fill(here, ENTERED, here, files={"file": (name, content, "application/pdf")})
            assert (answer.status_code, 'href="#f-file"' in answer.text) == (422, True), name
            assert 'value="Call for papers 2027"' in answer.text
        answer = await layla.fill(here, {**ENTERED, "title": "", "language": "klingon!", "kind": "x"}, here)
        assert answer.status_code == 422
        assert sorted(re.findall(r'<li><a href="#f-([^"]+)">', answer.text)) == ["kind"]
        answer = await layla.fill(here, {**ENTERED, "title": "", "language": "klingon!"}, here)
        assert sorted(re.findall(r'<li><a href="#f-([^"]+)">', answer.text)) == ["language", "title", "url"]
        both = await layla.fill(here, {**ENTERED, "url": "https://example.org"}, here, files={"file": ("a.pdf", PDF, "")})
        assert re.findall(r'<li><a href="#f-([^"]+)">', both.text) == ["url"]
        bad = await layla.fill(here, {**ENTERED, "url": "javascript:alert(1)"}, here)
        assert bad.status_code == 422
    assert await run("SELECT id FROM document") == []


async def test_how_large_a_form_may_be_and_for_whom(world, browser):
    here = path_of(world.iresen)
    five, six, most = b"x" * (5 * 1024 * 1024), b"x" * (6 * 1024 * 1024), b"x" * (70 * 1024)
    async with browser() as layla, browser() as stranger, browser() as visitor:
        await layla.sign_in(cast.LAYLA)
        await stranger.sign_in(cast.STRANGER)
        assert (await layla.fill(here, ENTERED, here, files={"file": ("a.txt", five, "")})).status_code == 303
        over = await layla.fill(here, ENTERED, here, files={"file": ("a.txt", five + b"x", "")})
        assert (over.status_code, "This file is larger than 5 MB." in over.text) == (422, True)
        refused = await layla.fill(here, ENTERED, here, files={"file": ("a.txt", six, "")})
        assert (refused.status_code, "This file is larger than 5 MB." in refused.text) == (413, True)
        for somebody in (stranger, visitor):
            assert (await somebody.post(here, data=ENTERED, files={"file": ("a.txt", most, "")})).status_code == 413
        # everywhere else the limit of 64 kB stands, and files are not read at all
        elsewhere = f"/en/desk/partners/{world.iresen}/edit"
        assert (await layla.fill(elsewhere, ENTERED, here, files={"file": ("a.txt", most, "")})).status_code == 413
        assert (await layla.fill(elsewhere, ENTERED, here, files={"file": ("a.txt", b"x", "")})).status_code == 415
    assert (await run("SELECT size FROM document")) == [{"size": 5 * 1024 * 1024}]


async def test_without_a_token_no_file_is_taken(world, browser):
    here = path_of(world.iresen)
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        answer = await layla.post(here, data={**ENTERED, "csrf_token": "x"}, files={"file": ("a.pdf", PDF, "")})
        assert answer.status_code == 403
        smuggled = await layla.post(here, data=ENTERED, files={"csrf_token": ("a.pdf", PDF, ""), "file": ("a.pdf", PDF, "")})
        assert smuggled.status_code == 403
    assert await run("SELECT id FROM document") == []


async def test_what_is_said_of_a_document_changes_and_who_comes_too_late_is_told(world, browser):
    owner = Owner(OwnerKind.ORGANISATION, world.iresen)
    number = await keeping.add_document(world.somchai, owner, NewDocument("Text", url="https://example.org/a"))
    path = f"/en/desk/documents/{number}/edit"
    typed = {"version": "1", "title": "Texte", "kind": "report", "language": "fr", "url": "https://example.org/b"}
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        assert (await layla.fill(path, {**typed, "title": ""}, path)).status_code == 422
        assert (await layla.fill(path, typed, path)).status_code == 303
        late = await layla.fill(path, {**typed, "title": "Late"}, path)
        assert (late.status_code, 'value="Late"' in late.text, 'name="version" value="2"' in late.text, "Texte" in late.text) == (
            409,
            True,
            True,
            True,
        )
    assert (await queries.get(ANONYMOUS, number)).facts == NewDocument("Texte", DocumentKind.REPORT, "fr", "https://example.org/b")
    assert [each.act for each in await history.of("organisation", world.iresen)] == ["document_edited", "document_added", "added"]
    with pytest.raises(Stale):
        await keeping.edit_document(world.layla, number, 1, NewDocument("Again", url="https://example.org"))


async def test_the_trash_hides_and_gives_back(world, browser):
    owner = Owner(OwnerKind.ORGANISATION, world.iresen)
    number = await keeping.add_document(world.somchai, owner, NewDocument("Text"), NewFile("a.pdf", PDF))
    here = path_of(world.iresen)
    async with browser() as layla:
        await layla.sign_in(cast.LAYLA)
        await layla.fill(f"/en/desk/documents/{number}/trash", {"version": "1"}, here)
        after = (await layla.get(here)).text
        assert ("The document is in the trash." in after, "No documents yet" in after) == (True, True)
        assert (await layla.get(f"/en/documents/{number}-text")).status_code == 404
        assert "Text" in (await layla.get("/en/desk/trash")).text
        assert (await layla.fill(f"/en/desk/documents/{number}/restore", {}, here)).status_code == 303
        assert (await layla.get(f"/en/documents/{number}-text")).content == PDF
        told = (await layla.get(f"/en/desk/partners/{world.iresen}/history")).text
        assert ("Took a document out of the trash" in told, "Text: Other document · English" in told) == (True, True)


async def test_documents_follow_their_owner(world):
    quiet, seen = Owner(OwnerKind.ORGANISATION, world.quiet), Owner(OwnerKind.ORGANISATION, world.iresen)
    hidden = await keeping.add_document(world.somchai, quiet, NewDocument("Hidden"), NewFile("a.pdf", PDF))
    shown = await keeping.add_document(world.somchai, seen, NewDocument("Shown"), NewFile("a.pdf", PDF))
    for viewer in (ANONYMOUS, world.stranger, world.layla):
        with pytest.raises(NotFound):
            await queries.get(viewer, hidden)
        with pytest.raises(NotFound):
            await keeping.add_document(viewer, quiet, NewDocument("X", url="https://example.org"))
    assert (await queries.get(world.mei, hidden)).facts.title == "Hidden"
    await partners.trash_organisation(world.somchai, world.iresen, 1)
    with pytest.raises(NotFound):
        await queries.get(world.somchai, shown)
    assert [each.id for each in await queries.trashed(world.somchai)] == []


async def test_an_organisation_has_at_most_two_hundred(world, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 1)
    owner = Owner(OwnerKind.ORGANISATION, world.iresen)
    await keeping.add_document(world.somchai, owner, NewDocument("One", url="https://example.org"))
    with pytest.raises(Invalid):
        await keeping.add_document(world.somchai, owner, NewDocument("Two", url="https://example.org"))
