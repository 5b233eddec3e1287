"""Keeping the register of organisations: add, edit, trash, restore; each in one transaction with its history and search document."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from coop import clock, db, history, search
from coop.accounts.people import leave_deleted
from coop.db import leads_to, made_by, refusing, run, run_many, save, serialise, transaction
from coop.errors import IllegalMove, Invalid, Stale, require
from coop.i18n import locales
from coop.i18n import names as places
from coop.i18n.collation import sort_key
from coop.i18n.message import Message, _
from coop.multilingual import decode, encode, encode_optional
from coop.partners import duplicates, queries, rules
from coop.partners.agreements import findable as agreements
from coop.partners.contacts import findable
from coop.partners.documents import keeping as documents
from coop.partners.documents.facts import Owner, OwnerKind
from coop.partners.facts import NewOrganisation, Source, Status, Visibility, chosen
from coop.partners.tables import Organisation
from coop.partners.views import said
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.multilingual import Multilingual
    from coop.viewer import Viewer

_KIND = queries.SEARCH_KIND
_SORT_BYTES = 200
_MERGED = "SELECT id FROM organisation_merge WHERE merged = {} AND undone_at IS NULL"
_MERGED_INTO = "SELECT id FROM organisation_merge WHERE kept = {} AND undone_at IS NULL"
_PLAIN = ("country", "geonames_id", "latitude", "longitude", "zone", "founded", "website", "parent", "successor", "source")
_TAKEN: dict[tuple[str, ...], tuple[str, Message]] = {
    ("scheme", "value"): ("identifiers", _("One of these identifiers already belongs to another organisation."))
}


async def add_organisation(viewer: Viewer, wanted: NewOrganisation) -> int:
    """Enter an organisation into the register; returns its id.

    Never joined with another by its name: two universities may share one. Raises Forbidden, or Invalid with every field at fault,
    among them an identifier that another organisation has.
    """
    require(rules.keeps_partners(viewer))
    facts = wanted.check()
    async with transaction():
        await serialise("organisations")
        await _check_others(viewer, 0, facts)
        rows = await Organisation.insert(Organisation({**_row(facts), **made_by(viewer)})).returning(Organisation.id)
        organisation_id: int = rows[0]["id"]
        await _write_parts(organisation_id, facts)
        await put_again(organisation_id, facts)
        await history.record(viewer, "added", _KIND, organisation_id, after=told(facts))
    return organisation_id


async def edit_organisation(viewer: Viewer, organisation_id: int, version: int, wanted: NewOrganisation, reason: str = "") -> int:
    """Save ``wanted`` over the organisation as it stood at ``version``; returns the version that stands then.

    Nothing is written when nothing differs. A name or identifier that stays keeps the source it came from.
    ``reason`` stands in the history: where the change came from.
    Raises NotFound or Gone for what the viewer may not see, Forbidden, Invalid, or Stale when somebody saved meanwhile.
    """
    await queries.get(viewer, organisation_id)
    require(rules.may_edit(viewer, organisation_id))
    keeps = rules.keeps_partners(viewer)
    async with transaction():
        await serialise("organisations")
        before = await queries.get(viewer, organisation_id)
        facts = _with_sources(before.facts, wanted if keeps else _by_hand(wanted)).check()
        if not keeps:
            _check_kept(before.facts, facts)
        if before.version != version:
            raise Stale(before.version)
        if facts == before.facts:
            return version
        await _check_others(viewer, organisation_id, facts)
        raised = await store(viewer, organisation_id, version, facts)
        await history.record(viewer, "edited", _KIND, organisation_id, before=told(before.facts), after=told(facts), reason=reason)
        if facts.visibility is not before.facts.visibility:
            await findable.follow_organisation(organisation_id)
        if facts.visibility is not before.facts.visibility or facts.names != before.facts.names:
            await agreements.follow_organisation(organisation_id)
    return raised


async def store(viewer: Viewer, organisation_id: int, version: int, facts: NewOrganisation) -> int:
    """Write checked facts over an organisation still at ``version``, with what it is recognised and found by; returns the new version.

    For verbs: belongs inside their transaction, and writes no history. Raises Stale, or Invalid for an identifier that another one has.
    """
    raised = await save(Organisation, organisation_id, version, _row(facts), viewer)
    for table in ("organisation_name", "organisation_identifier"):
        await run(f"DELETE FROM {table} WHERE organisation = {{}}", organisation_id)
    await _write_parts(organisation_id, facts)
    await put_again(organisation_id, facts)
    return raised


async def put_again(organisation_id: int, facts: NewOrganisation) -> None:
    """Let an organisation stand in lists, be recognised and be found by ``facts``. Belongs inside the transaction that changed it."""
    await run("DELETE FROM organisation_order WHERE organisation = {}", organisation_id)
    await _put_in_order(organisation_id, chosen(facts.names), locales().tags)
    if facts.status is Status.MERGED and await run(_MERGED, organisation_id):  # its names are those of the one it was merged into
        return
    await duplicates.note(organisation_id, facts)
    await search.put(document(organisation_id, facts))


async def follow(organisation_id: int) -> None:
    """Let contacts and agreements be found by what an organisation is now. Belongs inside the transaction that changed it."""
    await findable.follow_organisation(organisation_id)
    await agreements.follow_organisation(organisation_id)


async def trash_organisation(viewer: Viewer, organisation_id: int, version: int) -> None:
    """Put the organisation into the trash. Raises NotFound, Gone, Forbidden, Stale, or IllegalMove for one others were merged into."""
    async with transaction():
        before = await queries.get(viewer, organisation_id)
        require(rules.keeps_partners(viewer))
        if await run(_MERGED_INTO, organisation_id):
            raise IllegalMove(_("Another organisation was merged into this one. Undo that before you move it to the trash."), [])
        await save(Organisation, organisation_id, version, {"trashed_at": clock.now()}, viewer)
        await history.record(viewer, "trashed", _KIND, organisation_id, before={"trashed": False}, after={"trashed": True})
        await search.remove(_KIND, before.id)
        await follow(organisation_id)


async def restore_organisation(viewer: Viewer, organisation_id: int) -> None:
    """Take the organisation out of the trash. Raises NotFound when it is not there or the viewer does not keep partners."""
    async with transaction():
        profile = await queries.in_trash(viewer, organisation_id)
        await save(Organisation, organisation_id, profile.version, {"trashed_at": None}, viewer)
        await history.record(viewer, "restored", _KIND, organisation_id, before={"trashed": True}, after={"trashed": False})
        await put_again(organisation_id, profile.facts)
        await follow(organisation_id)


async def put_in_order() -> int:
    """Give organisations their place in the lists of languages that are offered since lately; returns how many had none in some."""
    done = 0
    for tag in locales().tags:
        async with transaction():
            rows = await run(
                "SELECT o.id, o.names FROM organisation o"
                " WHERE NOT EXISTS (SELECT 1 FROM organisation_order s WHERE s.organisation = o.id AND s.locale = {})",
                tag,
            )
            for row in rows:
                await _put_in_order(row["id"], decode(row["names"]), [tag])
        done += len(rows)
    return done


async def empty_trash() -> int:
    """Delete for good the organisations that have lain in the trash for 30 days, with their memberships; returns how many.

    One that a conference, a joint project or the post of a contact still names stays: what it took part in must go on saying so.
    """

    async def tell(organisation_id: int) -> None:
        await leave_deleted(organisation_id)
        await documents.delete_of(Owner(OwnerKind.ORGANISATION, organisation_id))
        await history.record(ANONYMOUS, "deleted", _KIND, organisation_id, before={"trashed": True})

    return await db.empty_trash(Organisation, tell)


def document(organisation_id: int, facts: NewOrganisation) -> search.Document:
    """What search knows of an organisation: all its names, its place in every language, its identifiers."""
    labels = chosen(facts.names)
    words = [each.text for each in facts.city.texts.values()]
    words += [places.country(facts.country, locale.tag) for locale in locales()] if facts.country else []
    words += [each.value for each in facts.identifiers] + [facts.website]
    return search.Document(
        kind=_KIND,
        object_id=organisation_id,
        audiences=frozenset({"public"} if facts.visibility is Visibility.PUBLIC else {"staff", f"organisation:{organisation_id}"}),
        texts={
            **{tag: (each.text, "") for tag, each in labels.texts.items()},
            "und": ("", " · ".join(dict.fromkeys(word for word in words if word))),
        },
        names=tuple(name.text for name in facts.names if not name.preferred),
    )


async def _check_others(viewer: Viewer, organisation_id: int, facts: NewOrganisation) -> None:
    """Refuse an identifier that another organisation has, and relatives the viewer cannot see or that would form a circle."""
    faults: dict[str, Message] = {}
    holders = await queries.with_identifiers((each.scheme, each.value) for each in facts.identifiers)
    others = {holder for holder in holders.values() if holder != organisation_id}
    named = await queries.named(viewer, others, viewer.locale)
    for at, each in enumerate(facts.identifiers):
        holder = holders.get((each.scheme, each.value), organisation_id)
        if holder != organisation_id:
            known = named.get(holder)
            faults[f"identifiers.{at}.value"] = (
                _("This identifier already belongs to %(name)s.", name=known.text)
                if known
                else _("This identifier already belongs to another organisation, which may be in the trash.")
            )
    relatives = {"parent": facts.parent, "successor": facts.successor}
    seen = await queries.named(viewer, [each for each in relatives.values() if each is not None], viewer.locale)
    for field, relative in relatives.items():
        if relative is None:
            continue
        if relative not in seen:
            faults[field] = _("Choose an organisation from the list.")
        elif relative == organisation_id or await leads_to("organisation", field, relative, organisation_id):
            faults[field] = _("An organisation cannot stand above or after itself.")
    if faults:
        raise Invalid(faults)


def _check_kept(before: NewOrganisation, after: NewOrganisation) -> None:
    """Refuse a member's change of what only liaison officers change, locked names among it."""
    faults = {
        field: _("Only a liaison officer can change this.")
        for field in rules.KEPT_BY_STAFF
        if getattr(before, field) != getattr(after, field)
    }
    if [name for name in before.names if name.locked] != [name for name in after.names if name.locked]:
        faults["names"] = _("A locked name can only be changed by a liaison officer.")
    if faults:
        raise Invalid(faults)


def _by_hand(wanted: NewOrganisation) -> NewOrganisation:
    """``wanted`` with every name and identifier as typed by a person: a member cannot say that something came from a register."""
    return replace(
        wanted,
        names=tuple(replace(name, source=Source.MANUAL) for name in wanted.names),
        identifiers=tuple(replace(each, source=Source.MANUAL) for each in wanted.identifiers),
    )


def _with_sources(before: NewOrganisation, wanted: NewOrganisation) -> NewOrganisation:
    """``wanted`` with names and identifiers that were there already keeping the source they came from."""
    names = {(name.text, name.tag, name.kind): name.source for name in before.names}
    identifiers = {(each.scheme, each.value): each.source for each in before.identifiers}
    return replace(
        wanted,
        names=tuple(
            replace(name, source=names.get((name.text, name.tag, name.kind), Source.MANUAL)) if name.source is Source.MANUAL else name
            for name in wanted.names
        ),
        identifiers=tuple(
            replace(each, source=identifiers.get((each.scheme, each.value), Source.MANUAL)) if each.source is Source.MANUAL else each
            for each in wanted.identifiers
        ),
    )


def _row(facts: NewOrganisation) -> dict[Any, Any]:
    return {
        **{field: getattr(facts, field) for field in _PLAIN},
        "names": encode(chosen(facts.names)),
        "kinds": f" {' '.join(facts.kinds)} ",
        "status": str(facts.status),
        "visibility": str(facts.visibility),
        "city": encode_optional(facts.city),
    }


async def _write_parts(organisation_id: int, facts: NewOrganisation) -> None:
    await run_many(
        "INSERT INTO organisation_name (organisation, place, text, tag, kind, preferred, valid_from, valid_to, source, locked)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        [
            (
                organisation_id,
                at,
                name.text,
                name.tag,
                str(name.kind),
                name.preferred,
                name.valid_from,
                name.valid_to,
                str(name.source),
                name.locked,
            )
            for at, name in enumerate(facts.names)
        ],
    )
    with refusing(_TAKEN):
        await run_many(
            "INSERT INTO organisation_identifier (organisation, scheme, value, source, suspect) VALUES ({}, {}, {}, {}, {})",
            [(organisation_id, str(each.scheme), each.value, str(each.source), each.suspect) for each in facts.identifiers],
        )


async def _put_in_order(organisation_id: int, labels: Multilingual, tags: Iterable[str]) -> None:
    await run_many(
        "INSERT INTO organisation_order (locale, organisation, key) VALUES ({}, {}, {}) ON CONFLICT (locale, organisation) DO NOTHING",
        [(tag, organisation_id, sort_key(said(labels, tag).text, tag)[0][:_SORT_BYTES]) for tag in tags],
    )


def told(facts: NewOrganisation) -> dict[str, object]:
    """The facts as history keeps them."""
    return {**asdict(facts), "city": facts.city}
