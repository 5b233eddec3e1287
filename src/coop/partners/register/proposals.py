"""What the register says otherwise since it was last asked: one proposal a change, each taken over or declined by a person.

Every claim that was answered is remembered with its answer. So a declined one does not come back, what a person corrected by hand is not
proposed away, and when the register itself changes, its new claim is a new question.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import clock, history
from coop.db import run, run_many, serialise, transaction
from coop.errors import IllegalMove, NotFound, require
from coop.i18n.message import _
from coop.partners import keeping, queries, rules
from coop.partners.facts import NewOrganisation
from coop.partners.identifiers import Scheme
from coop.partners.register import claims
from coop.partners.register.claims import Claim, Field
from coop.partners.register.queries import Entry, by_identifiers
from coop.partners.views import Profile
from coop.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.viewer import Viewer

PAGE_SIZE = 20
"""Organisations on one page of proposals."""
_CHUNK = 200
_ANSWERS = {
    "kept": _("This proposal is settled: the facts say the same."),
    "accepted": _("This proposal was taken over already."),
    "declined": _("This proposal was declined already."),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that the register proposes: the facts as they would stand. ``successor`` is the organisation that would be named."""

    id: int
    claim: Claim
    wanted: NewOrganisation
    successor: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The open proposals of one organisation, with its record where the register still has one."""

    profile: Profile
    ror: str
    entry: Entry | None
    proposals: tuple[Proposal, ...]
    successors: dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of organisations with open proposals."""

    groups: list[Group]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


async def compare() -> int:
    """Compare every linked organisation with the register as it stands now; returns how many proposals are open then."""
    last = 0
    while True:
        rows = await run(
            "SELECT i.organisation, i.value FROM organisation_identifier i JOIN organisation o ON o.id = i.organisation"
            " WHERE i.scheme = 'ror' AND o.trashed_at IS NULL AND i.organisation > {} ORDER BY i.organisation LIMIT {}",
            last,
            _CHUNK,
        )
        if not rows:
            break
        last = rows[-1]["organisation"]
        async with transaction():
            await serialise("register")
            await _compare({row["organisation"]: row["value"] for row in rows}, settling=False)
    return await waiting()


async def waiting() -> int:
    """How many proposals nobody has answered."""
    rows = await run(
        "SELECT count(*) AS n FROM ror_proposal p JOIN organisation o ON o.id = p.organisation"
        " WHERE p.answer = 'open' AND o.trashed_at IS NULL"
    )
    return int(rows[0]["n"])


async def settle(viewer: Viewer, organisation_id: int) -> None:
    """Take all that the register says of one organisation now for answered, but for its state: somebody has just looked through it."""
    require(rules.keeps_partners(viewer))
    rows = await run("SELECT value FROM organisation_identifier WHERE scheme = {} AND organisation = {}", Scheme.ROR.value, organisation_id)
    async with transaction():
        await serialise("register")
        await _compare(dict.fromkeys([organisation_id], rows[-1]["value"]) if rows else {}, settling=True)


async def page(viewer: Viewer, number: int) -> Page:
    """One page of organisations with open proposals. For who keeps partners. A constant number of statements."""
    require(rules.keeps_partners(viewer))
    where = (
        "organisation o WHERE o.trashed_at IS NULL"
        " AND EXISTS (SELECT 1 FROM ror_proposal p WHERE p.organisation = o.id AND p.answer = 'open')"
    )
    total = (await run(f"SELECT count(*) AS n FROM {where}"))[0]["n"]
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(f"SELECT o.id FROM {where} ORDER BY o.id LIMIT {{}} OFFSET {{}}", PAGE_SIZE, (number - 1) * PAGE_SIZE)
    return Page(await groups([row["id"] for row in rows]), number, total)


async def groups(organisation_ids: Collection[int]) -> list[Group]:
    """The open proposals of each of these organisations; those with none are left out. Seven statements, whatever they hold."""
    if not organisation_ids:
        return []
    rows = await run(
        "SELECT id, organisation, ror, told FROM ror_proposal WHERE answer = 'open'"
        f" AND organisation IN ({_marks(organisation_ids)}) ORDER BY id",
        *organisation_ids,
    )
    profiles = await queries.profiles([row["organisation"] for row in rows])
    told = [(row, claims.decode(row["told"])) for row in rows if row["organisation"] in profiles]
    named = {successor for _row, claim in told for successor in claim.successors}
    entries = await by_identifiers({row["ror"] for row in rows} | named)
    here = await queries.with_identifiers((Scheme.ROR, each) for each in sorted(named))
    found: dict[int, list[Proposal]] = defaultdict(list)
    rors: dict[int, str] = {}
    for row, claim in told:
        facts = profiles[row["organisation"]].facts
        entry = entries.get(row["ror"])
        successor = next((number for each in claim.successors if (number := here.get((Scheme.ROR, each))) is not None), None)
        wanted = claims.taken_over(claim, facts, entry.record if entry else None, successor)
        rors[row["organisation"]] = row["ror"]
        found[row["organisation"]].append(Proposal(row["id"], claim, wanted, successor))
    return [
        Group(
            profiles[number],
            rors[number],
            entries.get(rors[number]),
            tuple(sorted(each, key=lambda proposal: proposal.claim.field is not Field.STATUS)),
            {ror: entries[ror] for proposal in each for ror in proposal.claim.successors if ror in entries},
        )
        for number, each in found.items()
    ]


async def organisation_of(viewer: Viewer, proposal_id: int) -> int:
    """The organisation a proposal is about. Raises Forbidden or NotFound."""
    return int((await _proposal(viewer, proposal_id))["organisation"])


async def accept(viewer: Viewer, proposal_id: int) -> int:
    """Take a proposed change over, through the verb that every edit goes through; returns the version of the organisation that stands then.

    Raises Forbidden, NotFound, IllegalMove for one that was answered before, and Invalid where the organisation's rules refuse it.
    """
    async with transaction():
        await serialise("register")
        row = await _open(viewer, proposal_id)
        profile = await queries.get(viewer, row["organisation"])
        group = next(iter(await groups([row["organisation"]])))
        proposal = next(each for each in group.proposals if each.id == proposal_id)
        source = group.entry.record.source if group.entry else row["ror"]
        version = await keeping.edit_organisation(viewer, profile.id, profile.version, proposal.wanted, source)
        await _answer(viewer, proposal_id, "accepted", "")
    return version


async def decline(viewer: Viewer, proposal_id: int, reason: str = "") -> None:
    """Leave the facts as they are; the change is not proposed again unless the register changes once more.

    Raises Forbidden, NotFound, IllegalMove for one that was answered before, and Invalid for a reason that is no line of text.
    """
    said = clean_line(reason, "reason")
    async with transaction():
        await serialise("register")
        row = await _open(viewer, proposal_id)
        await _answer(viewer, proposal_id, "declined", said)
        await history.record(
            viewer, "declined", queries.SEARCH_KIND, row["organisation"], after={"register": claims.decode(row["told"]).gist}, reason=said
        )


async def _proposal(viewer: Viewer, proposal_id: int) -> dict[str, Any]:
    require(rules.keeps_partners(viewer))
    rows = await run("SELECT * FROM ror_proposal WHERE id = {}", proposal_id) if 0 < proposal_id < 2**31 else []
    if not rows:
        raise NotFound
    return rows[0]


async def _open(viewer: Viewer, proposal_id: int) -> dict[str, Any]:
    row = await _proposal(viewer, proposal_id)
    await queries.get(viewer, row["organisation"])
    if row["answer"] != "open":
        raise IllegalMove(_ANSWERS[row["answer"]], [])
    return row


async def _answer(viewer: Viewer, proposal_id: int, answer: str, reason: str) -> None:
    await run(
        "UPDATE ror_proposal SET answer = {}, reason = {}, answered_at = {}, answered_by = {} WHERE id = {}",
        answer,
        reason,
        clock.now(),
        viewer.user_id,
        proposal_id,
    )


async def _compare(linked: dict[int, str], *, settling: bool) -> None:
    """Bring what is remembered of each organisation to what its record says now. ``settling``: nothing is asked but about its state."""
    entries = await by_identifiers(set(linked.values()))
    profiles = await queries.profiles(linked.keys())
    standing: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    if linked:
        marks = _marks(linked)
        for row in await run(f"SELECT id, organisation, ror, claim, answer FROM ror_proposal WHERE organisation IN ({marks})", *linked):
            standing[row["organisation"]][row["claim"]] = row
    now, fresh, stale, held = clock.now(), [], [], []
    for number, profile in profiles.items():
        ror = linked[number]
        known = {claim: row for claim, row in standing[number].items() if row["ror"] == ror}
        said = {claim.key: claim for claim in claims.claims_of(entries[ror].record)} if ror in entries else {}
        stale += [(row["id"],) for claim, row in standing[number].items() if claim not in known or (claim not in said and ror in entries)]
        for key, claim in said.items():
            must_ask = not claims.holds(claim, profile.facts) and not claims.is_shut(claim, profile.facts)
            if key in known:
                if known[key]["answer"] == "open" and (not must_ask or (settling and claim.field is not Field.STATUS)):
                    held.append((known[key]["id"],))
                continue
            if not known and claims.is_answered(claim, profile.facts):
                must_ask = False
            asks = must_ask and (not settling or claim.field is Field.STATUS)
            fresh.append((number, ror, key, claim.field.value, claims.encode(claim), now, "open" if asks else "kept"))
    await run_many("DELETE FROM ror_proposal WHERE id = {}", stale)
    await run_many("UPDATE ror_proposal SET answer = 'kept' WHERE id = {}", held)
    await run_many(
        "INSERT INTO ror_proposal (organisation, ror, claim, field, told, found_at, answer) VALUES ({}, {}, {}, {}, {}, {}, {})", fresh
    )


def _marks(values: Collection[object]) -> str:
    return ", ".join(["{}"] * len(values))
