"""Questions about organisations. What the viewer may see is part of every one."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from piccolo.querystring import QueryString

from coop import search
from coop.db import all_of, among, any_of, engine, possible, revision, run
from coop.errors import Gone, NotFound
from coop.multilingual import decode
from coop.partners import rules
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status, Visibility
from coop.partners.identifiers import Scheme
from coop.partners.views import Card, Choices, Page, Profile, said
from coop.text import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from coop.db.engines import Engine
    from coop.multilingual import Said
    from coop.viewer import Viewer

PAGE_SIZE = 30
SEARCH_KIND = "organisation"
_LONGEST_CHAIN = 8
_AT_ONCE = 2_000
_MOST_KEPT = 500
"""Filters whose counts are kept, those asked for last."""
_CARD = "o.id, o.names, o.kinds, o.status, o.country, o.city, o.visibility"


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; empty facts narrow nothing. Within one fact any choice will do, all facts must hold."""

    text: str = ""
    countries: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the facts that narrow something."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name))

    def without(self, field: str) -> OrganisationFilter:
        """This filter with one fact narrowing nothing."""
        empty: dict[str, Any] = {"text": "", "countries": (), "kinds": ()}
        return replace(self, **{field: empty[field]})


_PUBLIC = "visibility = 'public' AND status <> 'merged' AND trashed_at IS NULL"
_kept: WeakKeyDictionary[Engine, OrderedDict[tuple[frozenset[Any], OrganisationFilter], _Counts]] = WeakKeyDictionary()


def visible_to(viewer: Viewer) -> QueryString:
    """The condition on ``organisation o`` that holds for what the viewer may see: nothing from the trash."""
    if viewer.is_staff:
        return QueryString("o.trashed_at IS NULL")
    if not viewer.organisation_ids:
        return QueryString("o.trashed_at IS NULL AND o.visibility = 'public'")
    return QueryString("o.trashed_at IS NULL AND (o.visibility = 'public' OR {})", among("o.id", viewer.organisation_ids))


async def get(viewer: Viewer, organisation_id: int) -> Profile:
    """One organisation. Raises NotFound for what the viewer may not know of, Gone for a public one in the trash."""
    profile = await _profile(organisation_id)
    if profile is None:
        raise NotFound
    if profile.trashed_at is not None:
        if profile.facts.visibility is not Visibility.PUBLIC:
            raise NotFound
        raise Gone(f"/partners/{profile.facts.successor}" if profile.facts.successor else "")
    if not rules.may_see(viewer, organisation_id, profile.facts.visibility):
        raise NotFound
    return profile


async def in_trash(viewer: Viewer, organisation_id: int) -> Profile:
    """One organisation in the trash, for who keeps partners. Raises NotFound for others, and when it is not there."""
    profile = await _profile(organisation_id) if rules.keeps_partners(viewer) else None
    if profile is None or profile.trashed_at is None:
        raise NotFound
    return profile


async def trashed(viewer: Viewer, locale: str) -> list[Card]:
    """What lies in the trash, newest first, for who keeps partners; others see nothing."""
    if not rules.keeps_partners(viewer):
        return []
    rows = await run(f"SELECT {_CARD} FROM organisation o WHERE o.trashed_at IS NOT NULL ORDER BY o.trashed_at DESC LIMIT 200")
    return [_card(row, locale) for row in rows]


async def page(viewer: Viewer, wanted: OrganisationFilter, number: int, locale: str) -> Page:
    """One page of the list in the order of the reader's language, with counts per choice.

    Four statements, whatever is found; one where the counts were taken before and nothing has changed since.
    """
    total, choices = await _counted(viewer, wanted)
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    rows = await _rows(_SORTED if wanted.active else _IN_ORDER, viewer, wanted, locale, start) if total else []
    if len(rows) < min(PAGE_SIZE, total - start):  # the language is offered since lately, and not all have their place in it yet
        rows = await _rows(_SORTED, viewer, wanted, locale, start)
    return Page([_card(row, locale) for row in rows], number, PAGE_SIZE, total, choices)


_SORTED = "organisation o LEFT JOIN organisation_order s ON s.organisation = o.id AND s.locale = {} WHERE {}"
_IN_ORDER = "organisation_order s CROSS JOIN organisation o WHERE o.id = s.organisation AND s.locale = {} AND {}"
"""All organisations in the order of the keys' index: SQLite keeps to the order of a CROSS JOIN, so nothing is sorted."""


async def _rows(source: str, viewer: Viewer, wanted: OrganisationFilter, locale: str, start: int) -> list[dict[str, Any]]:
    """The rows of one page out of ``source``. Their ids are found first, so that what is sorted is small."""
    return await run(
        f"SELECT {_CARD} FROM (SELECT o.id, s.key FROM {source} ORDER BY s.key, s.organisation, o.id LIMIT {{}} OFFSET {{}}) p"
        " JOIN organisation o ON o.id = p.id ORDER BY p.key, o.id",
        locale,
        _where(viewer, wanted),
        PAGE_SIZE,
        start,
    )


async def in_full(viewer: Viewer, wanted: OrganisationFilter, locale: str, most: int) -> list[Profile]:
    """The whole list at once in the order of the reader's language, at most ``most``. One statement, and three for every two thousand."""
    rows = await run(
        f"SELECT o.id FROM {_SORTED} ORDER BY s.key, s.organisation, o.id LIMIT {{}}",
        locale,
        _where(viewer, wanted),
        most,
    )
    found: dict[int, Profile] = {}
    for start in range(0, len(rows), _AT_ONCE):
        found |= await _profiles([row["id"] for row in rows[start : start + _AT_ONCE]])
    return [found[row["id"]] for row in rows if row["id"] in found]


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many there are and how many each choice would leave, as they stood at a revision."""

    revision: int
    total: int
    choices: Choices


async def _counted(viewer: Viewer, wanted: OrganisationFilter) -> tuple[int, Choices]:
    """How many there are, and how many each choice would leave. Three statements, none as long as no organisation has changed since.

    Whoever sees the same is told the same: staff, visitors, the members of one organisation.
    """
    if engine().held() is not None:  # what is not committed yet is nobody else's
        return await _count(viewer, wanted)
    now = revision.of(SEARCH_KIND)
    kept = _kept.setdefault(engine(), OrderedDict())
    key = (frozenset({"staff"}) if viewer.is_staff else viewer.organisation_ids, wanted)
    found = kept.get(key)
    if found is None or found.revision != now:
        found = kept[key] = _Counts(now, *await _count(viewer, wanted))
    kept.move_to_end(key)
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
    return found.total, found.choices


async def _count(viewer: Viewer, wanted: OrganisationFilter) -> tuple[int, Choices]:
    total = (await run("SELECT count(*) AS n FROM organisation o WHERE {}", _where(viewer, wanted)))[0]["n"]
    return total, await _choices(viewer, wanted)


async def way_out(viewer: Viewer, wanted: OrganisationFilter) -> tuple[str, int] | None:
    """For a list that came out empty: the fact whose dropping brings back most, and how many; None where none alone brings any."""
    best: tuple[str, int] | None = None
    for field in wanted.active:
        rows = await run("SELECT count(*) AS n FROM organisation o WHERE {}", _where(viewer, wanted.without(field)))
        if rows[0]["n"] and (best is None or rows[0]["n"] > best[1]):
            best = (field, rows[0]["n"])
    return best


async def named(viewer: Viewer, ids: Collection[int], locale: str) -> dict[int, Said]:
    """The names of those of ``ids`` the viewer may see. One statement; none for no ids."""
    ids = possible(ids)
    if not ids:
        return {}
    rows = await run("SELECT o.id, o.names FROM organisation o WHERE {} AND {}", among("o.id", ids), visible_to(viewer))
    return {row["id"]: said(decode(row["names"]), locale) for row in rows}


async def present(viewer: Viewer, ids: Collection[int]) -> tuple[int, ...]:
    """Those of ``ids`` the viewer may see, each one that was merged replaced by what it was merged into: for old addresses and feeds.

    One statement, one more for each step of a chain of merges; none for no ids.
    """
    found: set[int] = set()
    sought = set(possible(ids))
    for _step in range(_LONGEST_CHAIN):
        if not sought:
            break
        rows = await run(
            "SELECT o.id, o.status, o.successor FROM organisation o WHERE {} AND {}", among("o.id", sought), visible_to(viewer)
        )
        merged = {row["id"]: row["successor"] for row in rows if row["status"] == Status.MERGED and row["successor"]}
        found |= {row["id"] for row in rows} - merged.keys()
        sought = set(merged.values()) - found
    return tuple(sorted(found))


async def by_ids(viewer: Viewer, ids: Collection[int], locale: str) -> list[Card]:
    """The cards of those of ``ids`` the viewer may see, in the order asked. One statement; none for no ids."""
    ids = possible(ids)
    if not ids:
        return []
    rows = await run(f"SELECT {_CARD} FROM organisation o WHERE {{}} AND {{}}", among("o.id", ids), visible_to(viewer))
    found = {row["id"]: row for row in rows}
    return [_card(found[each], locale) for each in ids if each in found]


async def suggest(viewer: Viewer, text: str, locale: str, limit: int = 8) -> list[Card]:
    """Organisations whose names, places or identifiers match what is being typed, an exact name first."""
    return await by_ids(viewer, await search.best(viewer, text, SEARCH_KIND, limit), locale)


async def parts_of(viewer: Viewer, organisation_id: int, locale: str) -> list[Card]:
    """The organisations that name this one as their parent."""
    rows = await run(
        f"SELECT {_CARD} FROM organisation o LEFT JOIN organisation_order s ON s.organisation = o.id AND s.locale = {{}}"
        " WHERE o.parent = {} AND o.status <> 'merged' AND {} ORDER BY s.key, o.id LIMIT 200",
        locale,
        organisation_id,
        visible_to(viewer),
    )
    return [_card(row, locale) for row in rows]


async def public_count() -> int:
    """How many organisations everybody may see; those merged into another are not counted. One statement."""
    rows = await run(f"SELECT count(*) AS n FROM organisation WHERE {_PUBLIC}")
    return int(rows[0]["n"])


async def public_pages(offset: int, limit: int) -> list[tuple[str, datetime]]:
    """The pages of those, by number, and when each last changed. One statement."""
    rows = await run(f"SELECT id, names, revised_at FROM organisation WHERE {_PUBLIC} ORDER BY id LIMIT {{}} OFFSET {{}}", limit, offset)
    named = ((row, decode(row["names"])) for row in rows)
    return [(f"partners/{row['id']}-{slug(names.text(names.source))}", row["revised_at"]) for row, names in named]


async def known(ids: Collection[int]) -> frozenset[int]:
    """Which of ``ids`` are organisations that stand in the register, hidden ones too: for who grants memberships."""
    if not ids:
        return frozenset()
    rows = await run("SELECT o.id FROM organisation o WHERE {} AND o.trashed_at IS NULL", among("o.id", ids))
    return frozenset(row["id"] for row in rows)


async def with_identifiers(identifiers: Iterable[tuple[Scheme, str]]) -> dict[tuple[Scheme, str], int]:
    """Which organisation has each of the normalised ``identifiers``, those in the trash and hidden ones too: for imports and verbs."""
    wanted = list(identifiers)
    if not wanted:
        return {}
    pairs = any_of([QueryString("(scheme = {} AND value = {})", str(scheme), value) for scheme, value in wanted])
    rows = await run("SELECT scheme, value, organisation FROM organisation_identifier WHERE {}", pairs)
    return {(Scheme(row["scheme"]), row["value"]): row["organisation"] for row in rows}


async def profiles(ids: Collection[int]) -> dict[int, Profile]:
    """Those of ``ids`` that stand in the register, whole, hidden ones too: for verbs that go through many. Three statements."""
    return {number: profile for number, profile in (await _profiles(possible(ids))).items() if profile.trashed_at is None}


async def _profile(organisation_id: int) -> Profile | None:
    return (await _profiles(possible([organisation_id]))).get(organisation_id)


async def _profiles(ids: list[int]) -> dict[int, Profile]:
    rows = await run("SELECT * FROM organisation WHERE {}", among("id", ids)) if ids else []
    if not rows:
        return {}
    names, identifiers = defaultdict(list), defaultdict(list)
    for each in await run("SELECT * FROM organisation_name WHERE {} ORDER BY organisation, place", among("organisation", ids)):
        names[each["organisation"]].append(each)
    for each in await run("SELECT * FROM organisation_identifier WHERE {} ORDER BY id", among("organisation", ids)):
        identifiers[each["organisation"]].append(each)
    return {row["id"]: _whole(row, names[row["id"]], identifiers[row["id"]]) for row in rows}


def _whole(row: dict[str, Any], names: list[dict[str, Any]], identifiers: list[dict[str, Any]]) -> Profile:
    facts = NewOrganisation(
        names=tuple(_name(each) for each in names),
        kinds=_kinds(row["kinds"]),
        country=row["country"],
        city=decode(row["city"]),
        status=Status(row["status"]),
        visibility=Visibility(row["visibility"]),
        identifiers=tuple(
            NewIdentifier(Scheme(each["scheme"]), each["value"], Source(each["source"]), bool(each["suspect"])) for each in identifiers
        ),
    )
    plain = ("geonames_id", "latitude", "longitude", "zone", "founded", "website", "parent", "successor", "source")
    facts = replace(facts, **{field: row[field] for field in plain})
    record = ("id", "uuid", "version", "created_at", "revised_at", "trashed_at")
    return Profile(**{field: row[field] for field in record}, names=decode(row["names"]), facts=facts)


def _name(row: dict[str, Any]) -> NewName:
    return NewName(
        text=row["text"],
        tag=row["tag"],
        kind=NameKind(row["kind"]),
        preferred=bool(row["preferred"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        source=Source(row["source"]),
        locked=bool(row["locked"]),
    )


def _card(row: dict[str, Any], locale: str) -> Card:
    names = decode(row["names"])
    return Card(
        id=row["id"],
        name=said(names, locale),
        home_name=names.text(names.source),
        kinds=_kinds(row["kinds"]),
        status=Status(row["status"]),
        country=row["country"],
        city=said(decode(row["city"]), locale),
        is_hidden=row["visibility"] == Visibility.HIDDEN,
    )


def _kinds(stored: str) -> tuple[Kind, ...]:
    return tuple(Kind(each) for each in stored.split())


async def _choices(viewer: Viewer, wanted: OrganisationFilter) -> Choices:
    countries = await run(
        "SELECT o.country, count(*) AS n FROM organisation o WHERE o.country <> '' AND {} GROUP BY o.country",
        _where(viewer, wanted.without("countries")),
    )
    kinds: Counter[Kind] = Counter()
    for row in await run(
        "SELECT o.kinds, count(*) AS n FROM organisation o WHERE {} GROUP BY o.kinds", _where(viewer, wanted.without("kinds"))
    ):
        for kind in _kinds(row["kinds"]):
            kinds[kind] += row["n"]
    return Choices({row["country"]: row["n"] for row in countries}, {kind: kinds[kind] for kind in Kind if kinds[kind]})


def _where(viewer: Viewer, wanted: OrganisationFilter) -> QueryString:
    parts = [visible_to(viewer)] if viewer.is_staff else [visible_to(viewer), QueryString("o.status <> 'merged'")]
    if wanted.text:
        parts.append(search.matching(viewer, SEARCH_KIND, wanted.text, "o.id").querystring)
    if wanted.countries:
        parts.append(among("o.country", wanted.countries))
    if wanted.kinds:
        parts.append(any_of([QueryString("o.kinds LIKE {}", f"% {kind} %") for kind in wanted.kinds]))
    return all_of(parts)
