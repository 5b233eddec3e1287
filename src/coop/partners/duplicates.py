"""Which organisations may be one and the same: found by signs they share, told with reasons, never joined by themselves.

The signs of an organisation are written with it, so that its likenesses cost a few look-ups and not a walk through the register.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from coop import clock, history
from coop.db import run, run_many, serialise, transaction
from coop.errors import Invalid, NotFound, require
from coop.i18n.message import _
from coop.partners import queries, rules
from coop.partners.facts import Status
from coop.partners.likeness import are_near, core_of
from coop.partners.signs import of as signs_of
from coop.partners.views import Card
from coop.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.partners.facts import NewOrganisation
    from coop.partners.signs import Signs
    from coop.viewer import Viewer

KIND = "duplicate"
"""What the ledger calls a pair."""
PAGE_SIZE = 20
CROWD = 20
"""A website, or an acronym in a city, that so many others have says nothing of any two of them."""
_MOST_ROWS = {"identifier": 100, "name": 400, "host": CROWD + 1, "acronym": 200, "piece": 2_000}
_CHUNK = 100


class Reason(StrEnum):
    """Why two organisations may be one."""

    IDENTIFIER = "identifier"
    HOST = "host"
    NAME = "name"
    NEAR = "near"
    ACRONYM = "acronym"
    PLACE = "place"


class Weight(StrEnum):
    """How much the reasons weigh together."""

    STRONG = "strong"
    LIKELY = "likely"
    HINT = "hint"


_POINTS = {Reason.IDENTIFIER: 100, Reason.HOST: 40, Reason.NAME: 40, Reason.NEAR: 25, Reason.ACRONYM: 20, Reason.PLACE: 20}
_STRONG, _LIKELY = 80, 55


class Ground(NamedTuple):
    """One reason with what the two share: an identifier, a host, a name, an acronym, a place."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """An organisation on record that may be the one in question, and why."""

    organisation: int
    grounds: tuple[Ground, ...]

    @property
    def score(self) -> int:
        """The points of its grounds. Equal names alone, in whatever script, never come to more than a hint."""
        return sum(_POINTS[each.reason] for each in self.grounds)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations that may be one. ``declined_at`` is set where somebody said that they are not."""

    id: int
    first: Card
    second: Card
    weight: Weight
    grounds: tuple[Ground, ...]
    declined_at: datetime | None
    declined_reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of pairs, those with most reasons first."""

    pairs: list[Pair]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def weight(score: int) -> Weight:
    """What a score means in words."""
    return Weight.STRONG if score >= _STRONG else Weight.LIKELY if score >= _LIKELY else Weight.HINT


async def note(organisation_id: int, facts: NewOrganisation) -> None:
    """Keep the signs of an organisation and its pairs, in the transaction of the verb that changed it."""
    signs = await signs_of(facts)
    await run("DELETE FROM organisation_sign WHERE organisation = {}", organisation_id)
    await run_many(
        "INSERT INTO organisation_sign (kind, sign, organisation) VALUES ({}, {}, {})", [(*sign, organisation_id) for sign in signs]
    )
    found = {each.organisation: each for each in await _alike(facts, signs, organisation_id)}
    rows = await run(
        "SELECT first, second FROM organisation_pair WHERE declined_at IS NULL AND (first = {} OR second = {})",
        organisation_id,
        organisation_id,
    )
    gone = [(row["first"], row["second"]) for row in rows if ({row["first"], row["second"]} - {organisation_id}).isdisjoint(found)]
    await run_many("DELETE FROM organisation_pair WHERE first = {} AND second = {}", gone)
    now = clock.now()
    await run_many(
        "INSERT INTO organisation_pair (first, second, score, reasons, found_at) VALUES ({}, {}, {}, {}, {})"
        " ON CONFLICT (first, second) DO UPDATE SET score = EXCLUDED.score, reasons = EXCLUDED.reasons",
        [(*sorted((organisation_id, other)), each.score, msgspec.json.encode(each.grounds).decode(), now) for other, each in found.items()],
    )


async def similar(viewer: Viewer, facts: NewOrganisation) -> list[Likeness]:
    """The organisations on record that may be the one about to be entered, most reasons first. For who keeps partners."""
    require(rules.keeps_partners(viewer))
    return await _alike(facts, await signs_of(facts), 0)


async def near(text: str) -> list[int]:
    """The organisations with a name like the one being typed, but for a slip or two. At most two statements."""
    core = core_of(text)
    if not core.letters:
        return []
    found = await run(
        f"SELECT DISTINCT organisation FROM organisation_sign WHERE kind = 'piece' AND sign IN ({_marks(core.probes)}) LIMIT {CROWD * 10}",
        *core.probes,
    )
    if not found:
        return []
    rows = await run(
        f"SELECT organisation, sign FROM organisation_sign WHERE kind = 'core' AND organisation IN ({_marks(found)})",
        *(row["organisation"] for row in found),
    )
    return sorted({row["organisation"] for row in rows if are_near(core, core_of(row["sign"]))})


async def page(viewer: Viewer, number: int, locale: str, *, declined: bool = False) -> Page:
    """One page of the pairs nobody has judged yet, or of those ``declined``. For who keeps partners. Three statements."""
    require(rules.keeps_partners(viewer))
    where = (
        "organisation_pair p JOIN organisation a ON a.id = p.first JOIN organisation b ON b.id = p.second"
        f" WHERE p.declined_at IS {'NOT ' if declined else ''}NULL AND a.trashed_at IS NULL AND b.trashed_at IS NULL"
        " AND a.status <> 'merged' AND b.status <> 'merged'"
    )
    total = (await run(f"SELECT count(*) AS n FROM {where}"))[0]["n"]
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(
        f"SELECT p.* FROM {where} ORDER BY p.score DESC, p.id DESC LIMIT {{}} OFFSET {{}}", PAGE_SIZE, (number - 1) * PAGE_SIZE
    )
    cards = {
        card.id: card for card in await queries.by_ids(viewer, sorted({row[side] for row in rows for side in ("first", "second")}), locale)
    }
    return Page([_pair(row, cards) for row in rows], number, total)


async def get(viewer: Viewer, pair_id: int, locale: str) -> Pair:
    """One pair. Raises Forbidden, or NotFound also where one of the two is in the trash."""
    require(rules.keeps_partners(viewer))
    rows = await run("SELECT * FROM organisation_pair WHERE id = {}", pair_id) if 0 < pair_id < 2**31 else []
    cards = {card.id: card for row in rows for card in await queries.by_ids(viewer, [row["first"], row["second"]], locale)}
    if len(cards) != 2:  # noqa: PLR2004 - both of the pair
        raise NotFound
    return _pair(rows[0], cards)


async def decline(viewer: Viewer, pair_id: int, reason: str) -> None:
    """Say that the two are not one; the pair is remembered and not suggested again.

    Raises Forbidden, NotFound, or Invalid for an empty reason.
    """
    require(rules.keeps_partners(viewer))
    said = clean_line(reason, "reason")
    if not said:
        raise Invalid({"reason": _("Say why these are two organisations.")})
    async with transaction():
        pair = await _standing(pair_id)
        await run(
            "UPDATE organisation_pair SET declined_at = {}, declined_by = {}, declined_reason = {} WHERE id = {}",
            clock.now(),
            viewer.user_id,
            said,
            pair_id,
        )
        await history.record(viewer, "declined", KIND, pair_id, before={}, after=pair, reason=said)


async def take_back(viewer: Viewer, pair_id: int) -> None:
    """Suggest a declined pair again. Raises Forbidden or NotFound."""
    require(rules.keeps_partners(viewer))
    async with transaction():
        pair = await _standing(pair_id)
        await run(
            "UPDATE organisation_pair SET declined_at = NULL, declined_by = NULL, declined_reason = '' WHERE id = {}",
            pair_id,
        )
        await history.record(viewer, "taken back", KIND, pair_id, before=pair, after={})


async def catch_up() -> int:
    """Find the signs of organisations that were entered before signs were kept; returns how many."""
    done = after = 0
    while True:
        rows = await run(
            "SELECT o.id FROM organisation o WHERE o.trashed_at IS NULL AND o.id > {}"
            " AND NOT EXISTS (SELECT 1 FROM organisation_sign s WHERE s.organisation = o.id)"
            f" ORDER BY o.id LIMIT {_CHUNK}",
            after,
        )
        if not rows:
            return done
        async with transaction():
            await serialise("organisations")
            standing = await queries.profiles([row["id"] for row in rows])
            for number, profile in standing.items():
                await note(number, profile.facts)
        done += len(standing)
        after = rows[-1]["id"]


async def _standing(pair_id: int) -> dict[str, int]:
    rows = await run("SELECT first, second FROM organisation_pair WHERE id = {}", pair_id) if 0 < pair_id < 2**31 else []
    if not rows:
        raise NotFound
    return {"first": rows[0]["first"], "second": rows[0]["second"]}


def _pair(row: dict[str, Any], cards: dict[int, Card]) -> Pair:
    return Pair(
        id=row["id"],
        first=cards[row["first"]],
        second=cards[row["second"]],
        weight=weight(row["score"]),
        grounds=tuple(msgspec.json.decode(row["reasons"], type=list[Ground])),
        declined_at=row["declined_at"],
        declined_reason=row["declined_reason"],
    )


async def _alike(facts: NewOrganisation, signs: Signs, own: int) -> list[Likeness]:
    shared = await _sharing(signs, own)
    if not shared:
        return []
    others = await run(
        f"SELECT id, country, parent, successor, status FROM organisation WHERE trashed_at IS NULL AND id IN ({_marks(shared)})", *shared
    )
    told: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in await run(
        f"SELECT organisation, kind, sign FROM organisation_sign WHERE kind IN ('core', 'place') AND organisation IN ({_marks(shared)})",
        *shared,
    ):
        told[row["organisation"]][row["kind"]].append(row["sign"])
    related = {facts.parent, facts.successor}
    found = []
    for row in others:
        if row["id"] in related or own in {row["parent"], row["successor"]} or row["status"] == Status.MERGED:
            continue
        grounds = _grounds(signs, shared[row["id"]], told[row["id"]], is_home=row["country"] == facts.country)
        if grounds:
            found.append(Likeness(row["id"], grounds))
    return sorted(found, key=lambda each: (-each.score, each.organisation))


async def _sharing(signs: Signs, own: int) -> dict[int, set[tuple[str, str]]]:
    """The organisations that share a sign with this one, or a piece of a name that may be near one of its own."""
    asked = {kind: {sign for found, sign in signs if found == kind} for kind in ("identifier", "name", "host", "acronym")}
    asked["piece"] = {probe for kind, sign in signs if kind == "core" for probe in core_of(sign).probes}
    parts, values = [], []
    for kind, wanted in asked.items():
        if wanted:
            parts.append(
                "SELECT * FROM (SELECT kind, sign, organisation FROM organisation_sign"
                f" WHERE kind = {{}} AND sign IN ({_marks(wanted)}) AND organisation <> {{}} LIMIT {_MOST_ROWS[kind]}) of_{kind}"
            )
            values += [kind, *wanted, own]
    if not parts:
        return {}
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in await run(" UNION ALL ".join(parts), *values):
        holders[row["kind"], row["sign"]].add(row["organisation"])
    shared: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for sign, found in holders.items():
        if len(found) < CROWD or sign[0] in {"identifier", "name", "piece"}:
            for each in found:
                shared[each].add(sign)
        elif own and len(found) == CROWD:
            await _disperse({own, *found})
    return shared


async def _disperse(crowd: set[int]) -> None:
    """Suggest no two of ``crowd`` any more that have nothing in common but what the whole crowd has."""
    marks = _marks(crowd)
    await run(
        "DELETE FROM organisation_pair WHERE declined_at IS NULL AND reasons NOT LIKE '%],[%'"
        f" AND score IN ({_POINTS[Reason.HOST]}, {_POINTS[Reason.ACRONYM]}) AND first IN ({marks}) AND second IN ({marks})"
        " AND (reasons LIKE '[[\"host\"%' OR reasons LIKE '[[\"acronym\"%')",
        *crowd,
        *crowd,
    )


def _grounds(
    signs: Signs,
    shared: set[tuple[str, str]],
    told: dict[str, list[str]],
    *,
    is_home: bool,
) -> tuple[Ground, ...]:
    """Why the other organisation may be this one; ``is_home`` says that both are of one country."""
    grounds: dict[Reason, Ground] = {}
    for kind, sign in sorted(shared):
        if kind != "piece":
            grounds.setdefault(Reason(kind), Ground(Reason(kind), signs[kind, sign]))
    if Reason.NAME not in grounds and is_home:
        for name in (sign for kind, sign in signs if kind == "core"):
            other = next((each for each in told["core"] if are_near(core_of(name), core_of(each))), "")
            if other:
                grounds[Reason.NEAR] = Ground(Reason.NEAR, other)
                break
    place = next((signs["place", sign] for sign in told["place"] if ("place", sign) in signs), "")
    if place and grounds.keys() & {Reason.NAME, Reason.NEAR}:
        grounds[Reason.PLACE] = Ground(Reason.PLACE, place)
    return tuple(grounds[reason] for reason in Reason if reason in grounds)


def _marks(values: Collection[object]) -> str:
    return ", ".join(["{}"] * len(values))
