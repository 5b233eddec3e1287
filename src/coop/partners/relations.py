"""Relations between organisations, typed and dated: what one is to another, read from either side, and the chain of those that followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coop import clock, history
from coop.db import run, run_many, save, serialise, transaction
from coop.errors import Invalid, Stale, require
from coop.i18n.message import Message, _, ngettext
from coop.partners import queries, rules
from coop.partners.facts import is_day
from coop.partners.tables import Organisation
from coop.partners.views import Card
from coop.text import clean_line

if TYPE_CHECKING:
    from coop.viewer import Viewer

MOST = 200
SOURCE_LENGTH = 1_000
_DEPTH = 12
_INSERT = "INSERT INTO organisation_relation (organisation, kind, other, valid_from, valid_to, source) VALUES ({}, {}, {}, {}, {}, {})"


class Relation(StrEnum):
    """What the first organisation is to the second. ``PARTNER_OF`` reads the same from both sides."""

    PART_OF = "part_of"
    MEMBER_OF = "member_of"
    PARTNER_OF = "partner_of"
    FOLLOWS = "follows"
    FUNDS = "funds"
    HOSTS = "hosts"
    OVERSEES = "oversees"


@dataclass(frozen=True, slots=True)
class NewRelation:
    """A relation as seen from one organisation: what it is to ``other``, or with ``inverse`` what the other is to it.

    ``valid_from`` and ``valid_to`` are a year, a month or a day in ISO 8601, or empty. ``source`` says where it was read.
    """

    kind: Relation
    other: int
    inverse: bool = False
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RelationView:
    """A relation with the card of the other organisation; ``is_past`` when it has ended."""

    facts: NewRelation
    other: Card
    is_past: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """What an organisation came from and what came of it, the oldest first, those next to it nearest."""

    before: Sequence[Card]
    after: Sequence[Card]


def check(wanted: Sequence[NewRelation], organisation_id: int) -> tuple[NewRelation, ...]:
    """The relations as they are stored. Raises Invalid with every field that breaks a rule."""
    faults: dict[str, Message] = {}
    tidy = tuple(_checked(faults, f"relations.{at}", each, organisation_id) for at, each in enumerate(wanted))
    seen: set[tuple[object, ...]] = set()
    ways: dict[tuple[Relation, int], bool] = {}
    for at, each in enumerate(tidy):
        key = (each.kind, each.inverse, each.other, each.valid_from)
        if key in seen:
            faults.setdefault(f"relations.{at}.other", _("This relation is entered twice."))
        elif ways.setdefault((each.kind, each.other), each.inverse) is not each.inverse:
            faults.setdefault(f"relations.{at}.kind", _("The same relation cannot hold both ways."))
        seen.add(key)
    if len(wanted) > MOST:
        faults["relations"] = ngettext("At most %(count)s relation fits.", "At most %(count)s relations fit.", MOST)
    if faults:
        raise Invalid(faults)
    return tidy


def _checked(faults: dict[str, Message], field: str, given: NewRelation, organisation_id: int) -> NewRelation:
    for side in ("valid_from", "valid_to"):
        value: str = getattr(given, side)
        if value and not is_day(value):
            faults[f"{field}.{side}"] = _("Enter a year, a month or a day, such as 1991, 1991-09 or 1991-09-16.")
    if given.valid_from and given.valid_to and given.valid_to[:10] < given.valid_from[: len(given.valid_to)]:
        faults.setdefault(f"{field}.valid_to", _("The end must not come before the start."))
    if given.other == organisation_id:
        faults[f"{field}.other"] = _("An organisation has no relation to itself.")
    source = ""
    try:
        source = clean_line(given.source, f"{field}.source", longest=SOURCE_LENGTH)
    except Invalid as invalid:
        faults.update(invalid.fields)
    return replace(given, source=source, inverse=given.inverse and given.kind is not Relation.PARTNER_OF)


async def of_partner(viewer: Viewer, organisation_id: int, locale: str) -> list[RelationView]:
    """The relations of an organisation to those the viewer may see, by kind, those that still hold first. Two statements at most."""
    found = await _standing(organisation_id)
    cards = {card.id: card for card in await queries.by_ids(viewer, list({each.other for each in found}), locale)}
    today = clock.today().isoformat()
    views = [
        RelationView(each, cards[each.other], bool(each.valid_to) and each.valid_to < today[: len(each.valid_to)])
        for each in found
        if each.other in cards
    ]
    order = list(Relation)
    return sorted(views, key=lambda each: (each.is_past, order.index(each.facts.kind), each.facts.inverse, each.other.home_name))


async def chain(viewer: Viewer, organisation_id: int, locale: str) -> Chain:
    """What came before and after an organisation, by its successor and by relations; what the viewer may not see is passed over."""
    before, after = await _walk(organisation_id, later=False), await _walk(organisation_id, later=True)
    cards = {card.id: card for card in await queries.by_ids(viewer, [*before, *after], locale)}
    return Chain([cards[each] for each in reversed(before) if each in cards], [cards[each] for each in after if each in cards])


async def save_relations(viewer: Viewer, organisation_id: int, version: int, wanted: Sequence[NewRelation]) -> int:
    """Save the relations of an organisation as it stood at ``version``; returns the version that stands then.

    Those to organisations in the trash stay as they are. Each organisation concerned has the change in its history.
    Raises NotFound or Gone, Forbidden, Invalid, or Stale when somebody saved meanwhile.
    """
    await queries.get(viewer, organisation_id)
    require(rules.keeps_partners(viewer))
    facts = check(wanted, organisation_id)
    async with transaction():
        await serialise("organisations")
        profile = await queries.get(viewer, organisation_id)
        if profile.version != version:
            raise Stale(profile.version)
        standing = await _standing(organisation_id)
        seen = await queries.named(viewer, {each.other for each in (*standing, *facts)}, viewer.locale)
        faults = {
            f"relations.{at}.other": _("Choose an organisation from the list.") for at, each in enumerate(facts) if each.other not in seen
        }
        if faults:
            raise Invalid(faults)
        before = [each for each in standing if each.other in seen]
        if set(before) == set(facts):
            return version
        for each in set(before) - set(facts):
            await run(
                "DELETE FROM organisation_relation WHERE organisation = {} AND kind = {} AND other = {} AND valid_from = {}",
                *_row(organisation_id, each)[:4],
            )
        await run_many(_INSERT, [_row(organisation_id, each) for each in facts if each not in before])
        raised = await save(Organisation, organisation_id, version, {}, viewer)
        await _record(viewer, organisation_id, before, list(facts))
    return raised


async def _record(viewer: Viewer, organisation_id: int, before: list[NewRelation], after: list[NewRelation]) -> None:
    await history.record(
        viewer, "related", queries.SEARCH_KIND, organisation_id, before={"relations": _told(before)}, after={"relations": _told(after)}
    )
    for other in sorted({each.other for each in set(before) ^ set(after)}):
        was, now = ([_from_other(organisation_id, each) for each in side if each.other == other] for side in (before, after))
        await history.record(
            viewer, "related", queries.SEARCH_KIND, other, before={"relations": _told(was)}, after={"relations": _told(now)}
        )


def _told(relations: list[NewRelation]) -> list[dict[str, Any]]:
    return [asdict(each) for each in relations]


def _from_other(organisation_id: int, relation: NewRelation) -> NewRelation:
    """A relation of this organisation as the other one reads it."""
    return replace(relation, other=organisation_id, inverse=not relation.inverse and relation.kind is not Relation.PARTNER_OF)


def _row(organisation_id: int, relation: NewRelation) -> tuple[Any, ...]:
    first, second = (relation.other, organisation_id) if relation.inverse else (organisation_id, relation.other)
    if relation.kind is Relation.PARTNER_OF:
        first, second = sorted((first, second))
    return first, str(relation.kind), second, relation.valid_from, relation.valid_to, relation.source


async def _standing(organisation_id: int) -> list[NewRelation]:
    """The relations of an organisation as seen from it, in the order entered. One statement."""
    rows = await run(
        "SELECT * FROM organisation_relation WHERE organisation = {} OR other = {} ORDER BY id", organisation_id, organisation_id
    )
    return [
        NewRelation(
            kind=Relation(row["kind"]),
            other=row["other"] if row["organisation"] == organisation_id else row["organisation"],
            inverse=row["other"] == organisation_id and row["kind"] != Relation.PARTNER_OF,
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            source=row["source"],
        )
        for row in rows
    ]


async def _walk(start: int, *, later: bool) -> list[int]:
    """The organisations that came after ``start``, or before it, nearest first; at most a dozen steps. One statement a step."""
    found: list[int] = []
    edge = [start]
    for _step in range(_DEPTH):
        marks = ", ".join(["{}"] * len(edge))
        sql = (
            f"SELECT successor AS id FROM organisation WHERE id IN ({marks}) AND successor IS NOT NULL"
            f" UNION SELECT organisation FROM organisation_relation WHERE kind = 'follows' AND other IN ({marks}) ORDER BY 1"
            if later
            else f"SELECT id FROM organisation WHERE successor IN ({marks})"
            f" UNION SELECT other FROM organisation_relation WHERE kind = 'follows' AND organisation IN ({marks}) ORDER BY 1"
        )
        edge = [row["id"] for row in await run(sql, *edge, *edge) if row["id"] not in {start, *found}]
        if not edge:
            break
        found += edge
    return found
