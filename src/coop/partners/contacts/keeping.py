"""Keeping contacts: add, edit, move to another post, end one, trash, restore; each in one transaction with history and search document."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from coop import clock, history, search
from coop.db import made_by, run, run_many, save, serialise, transaction
from coop.errors import Invalid, NotFound, Stale, require
from coop.history import Sealed
from coop.i18n import locales
from coop.i18n.collation import sort_key
from coop.i18n.message import Message, _
from coop.partners import queries as partners
from coop.partners.contacts import findable, queries, rules
from coop.partners.contacts.facts import NewContact
from coop.partners.contacts.tables import Contact

if TYPE_CHECKING:
    from collections.abc import Callable

    from coop.partners.contacts.facts import NewPost
    from coop.viewer import Viewer

PERSONAL = frozenset({"name", "address_as", "email", "phone", "languages", "note", "posts"})
"""The facts that say who somebody is: sealed in the ledger."""
_KIND = queries.KIND
_SORT_BYTES = 200
_PLAIN = ("name", "address_as", "email", "phone", "note", "consented_on", "may_publish", "retain_until", "illustrative")


async def add_contact(viewer: Viewer, wanted: NewContact) -> int:
    """Keep a person as a contact; returns its id. Raises Forbidden, or Invalid with every field at fault."""
    require(rules.keeps_contacts(viewer))
    facts = wanted.check()
    async with transaction():
        await serialise("contacts")
        await _check_organisations(viewer, facts, frozenset())
        rows = await Contact.insert(Contact({**_row(facts), **made_by(viewer)})).returning(Contact.id)
        contact_id: int = rows[0]["id"]
        await _write_parts(contact_id, facts)
        await history.record(viewer, "added", _KIND, contact_id, after=_told(facts), sealed=sealed(contact_id))
        await findable.put(contact_id, facts)
    return contact_id


async def edit_contact(viewer: Viewer, contact_id: int, version: int, wanted: NewContact) -> int:
    """Save ``wanted`` over the contact as it stood at ``version``; returns the version that stands then.

    Nothing is written when nothing differs. Raises NotFound for what the viewer may not see or what was erased, Forbidden, Invalid, or
    Stale when somebody saved meanwhile.
    """
    return await _change(viewer, contact_id, version, "edited", lambda _standing: wanted)


async def move_post(viewer: Viewer, contact_id: int, version: int, leaving: int, new: NewPost, email: str = "", phone: str = "") -> int:
    """Put on record that somebody went from one post to another; returns the version that stands then.

    ``leaving`` is the place of the post they leave among their posts; it ends on the day before the new one begins. The addresses of the
    old post go with it: ``email`` and ``phone`` are those at the new one. Raises as `edit_contact` does.
    """

    def moved(standing: NewContact) -> NewContact:
        if new.from_on is None:
            raise Invalid({"from_on": _("Enter the day on which the new post begins.")})
        posts = _ended(standing, leaving, new.from_on - timedelta(days=1), "from_on")
        return replace(standing, posts=(new, *posts), email=email, phone=phone)

    return await _change(viewer, contact_id, version, "moved", moved)


async def end_post(viewer: Viewer, contact_id: int, version: int, leaving: int, last: date) -> int:
    """Put on record that ``last`` is or was somebody's last day in a post; returns the version that stands. Raises as `edit_contact`."""
    return await _change(
        viewer, contact_id, version, "left", lambda standing: replace(standing, posts=_ended(standing, leaving, last, "to_on"))
    )


async def trash_contact(viewer: Viewer, contact_id: int, version: int) -> None:
    """Put the contact into the trash. Raises NotFound, Forbidden or Stale."""
    async with transaction():
        found = await queries.get(viewer, contact_id)
        require(rules.keeps_contacts(viewer))
        if found.erased_at is not None:
            raise NotFound
        await save(Contact, contact_id, version, {"trashed_at": clock.now()}, viewer)
        await history.record(viewer, "trashed", _KIND, contact_id, before={"trashed": False}, after={"trashed": True})
        await search.remove(_KIND, contact_id)


async def restore_contact(viewer: Viewer, contact_id: int) -> None:
    """Take the contact out of the trash. Raises NotFound when it is not there or the viewer does not keep contacts."""
    async with transaction():
        found = await queries.in_trash(viewer, contact_id)
        await save(Contact, contact_id, found.version, {"trashed_at": None}, viewer)
        await history.record(viewer, "restored", _KIND, contact_id, before={"trashed": True}, after={"trashed": False})
        if found.erased_at is None:
            await findable.put(contact_id, found.facts)


def sealed(contact_id: int) -> Sealed:
    """What the ledger seals of a contact, under the key of that person."""
    return Sealed(_KIND, contact_id, PERSONAL)


async def _change(viewer: Viewer, contact_id: int, version: int, act: str, revise: Callable[[NewContact], NewContact]) -> int:
    await queries.get(viewer, contact_id)
    require(rules.keeps_contacts(viewer))
    async with transaction():
        await serialise("contacts")
        found = await queries.whole(contact_id)
        if found is None:
            raise NotFound
        before, standing = found
        if standing != version:
            raise Stale(standing)
        facts = revise(before).check()
        if facts == before:
            return version
        await _check_organisations(viewer, facts, frozenset(post.organisation for post in before.posts))
        raised = await save(Contact, contact_id, version, _row(facts), viewer)
        await run("DELETE FROM contact_post WHERE contact = {}", contact_id)
        await run("DELETE FROM contact_order WHERE contact = {}", contact_id)
        await _write_parts(contact_id, facts)
        await history.record(viewer, act, _KIND, contact_id, before=_told(before), after=_told(facts), sealed=sealed(contact_id))
        await findable.put(contact_id, facts)
    return raised


def _ended(standing: NewContact, leaving: int, last: date, field: str) -> tuple[NewPost, ...]:
    """The posts with the one at place ``leaving`` ended on ``last``. Raises Invalid for ``field``."""
    if not 0 <= leaving < len(standing.posts):
        raise Invalid({"leaving": _("Choose the post they leave.")})
    post = standing.posts[leaving]
    if post.from_on is not None and last < post.from_on:
        raise Invalid({field: _("They cannot leave a post before they came to it.")})
    return (*standing.posts[:leaving], replace(post, to_on=last), *standing.posts[leaving + 1 :])


async def _check_organisations(viewer: Viewer, facts: NewContact, standing: frozenset[int]) -> None:
    """Refuse posts at organisations that are not there; one that went to the trash meanwhile may stay."""
    known = await partners.named(viewer, {post.organisation for post in facts.posts}, viewer.locale)
    faults: dict[str, Message] = {
        f"posts.{at}.organisation": _("Choose an organisation from the list.")
        for at, post in enumerate(facts.posts)
        if post.organisation not in known and post.organisation not in standing
    }
    if faults:
        raise Invalid(faults)


def _row(facts: NewContact) -> dict[Any, Any]:
    return {
        **{field: getattr(facts, field) for field in _PLAIN},
        "languages": f" {' '.join(facts.languages)} " if facts.languages else "",
        "basis": str(facts.basis),
    }


async def _write_parts(contact_id: int, facts: NewContact) -> None:
    await run_many(
        "INSERT INTO contact_post (contact, place, organisation, role, title, from_on, to_on) VALUES ({}, {}, {}, {}, {}, {}, {})",
        [(contact_id, at, post.organisation, str(post.role), post.title, post.from_on, post.to_on) for at, post in enumerate(facts.posts)],
    )
    await run_many(
        "INSERT INTO contact_order (locale, contact, key) VALUES ({}, {}, {})",
        [(tag, contact_id, sort_key(facts.name, tag)[0][:_SORT_BYTES]) for tag in locales().tags],
    )


def _told(facts: NewContact) -> dict[str, object]:
    """The facts as history keeps them."""
    return {each.name: getattr(facts, each.name) for each in fields(NewContact)}
