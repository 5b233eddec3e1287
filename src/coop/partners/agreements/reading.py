"""Agreements out of the rows that keep them: facts and cards."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from coop import clock, themes
from coop.db import among, run
from coop.multilingual import Multilingual, decode
from coop.partners import queries as partners
from coop.partners.agreements.dates import Counts, Dates, Period, Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import RUNNING, SIGNED, Capacity, Kind, State
from coop.partners.agreements.views import AgreementCard, PartyView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coop.viewer import Viewer

_PLAIN = ("reference", "parent", "supersedes", "signed_at", "prevailing", "officer", "effective_on", "term_months", "ends_on")
_MORE = ("renewal_months", "notice_months", "ended_on", "note", "source")


async def facts(rows: Sequence[dict[str, Any]]) -> dict[int, NewAgreement]:
    """The facts of whole rows of ``agreement``, by number. Three statements."""
    ids = [row["id"] for row in rows]
    parties: dict[int, list[NewParty]] = defaultdict(list)
    for each in await run("SELECT * FROM agreement_party WHERE {} ORDER BY agreement, place", among("agreement", ids)):
        parties[each["agreement"]].append(_party(each))
    topics, periods = await _topics(ids), await _periods(ids)
    return {row["id"]: _facts(row, parties[row["id"]], topics[row["id"]], periods[row["id"]]) for row in rows}


async def cards(viewer: Viewer, rows: Sequence[dict[str, Any]]) -> list[AgreementCard]:
    """The cards of whole rows of ``agreement``. Three statements; none for no rows."""
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    topics, periods, parties = await _topics(ids), await _periods(ids), await _parties(viewer, ids)
    today = clock.today()
    found = []
    for row in rows:
        state = State(row["state"])
        kept = _facts(row, (), topics[row["id"]], periods[row["id"]])
        plain = ("id", "uuid", "version", "reference", "effective_on", "revised_at")
        found.append(
            AgreementCard(
                **{field: row[field] for field in plain},
                kind=kept.kind,
                titles=kept.titles,
                state=state,
                confidential=kept.confidential,
                illustrative=kept.illustrative,
                renewal=kept.renewal,
                officer=kept.officer if viewer.is_staff else None,
                dates=kept.dates_on(today) if state in RUNNING or (state in SIGNED and kept.renewal is not Renewal.TACIT) else Dates(),
                topics=kept.topics,
                parties=tuple(parties[row["id"]]),
            )
        )
    return found


async def _topics(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, set[str]] = {each: set() for each in ids}
    for row in await run("SELECT agreement, topic FROM agreement_topic WHERE {}", among("agreement", ids)):
        found[row["agreement"]].add(row["topic"])
    return {each: themes.in_order(codes) for each, codes in found.items()}


async def _periods(ids: Sequence[int]) -> dict[int, tuple[Period, ...]]:
    found: dict[int, list[Period]] = {each: [] for each in ids}
    for row in await run("SELECT * FROM agreement_period WHERE {} ORDER BY agreement, place", among("agreement", ids)):
        found[row["agreement"]].append(Period(row["from_on"], row["ends_on"], row["agreed_on"]))
    return {each: tuple(listed) for each, listed in found.items()}


async def _parties(viewer: Viewer, ids: Sequence[int]) -> dict[int, list[PartyView]]:
    """The parties as the viewer may call them: an organisation they may not know of goes by the name in the paper, once it is signed."""
    rows = await run(
        "SELECT p.agreement, p.unlisted, p.capacity, p.name_as_signed, p.signed_on, o.id AS organisation, o.names FROM agreement_party p"
        " LEFT JOIN organisation o ON o.id = p.organisation AND {} WHERE {} ORDER BY p.agreement, p.place",
        partners.visible_to(viewer),
        among("p.agreement", ids),
    )
    found: dict[int, list[PartyView]] = {each: [] for each in ids}
    for row in rows:
        called = row["unlisted"] or row["name_as_signed"]
        names = decode(row["names"]) if row["organisation"] else Multilingual.from_texts("und", {"und": called} if called else {})
        found[row["agreement"]].append(PartyView(row["organisation"], names, Capacity(row["capacity"]), row["signed_on"]))
    return found


def _party(row: dict[str, Any]) -> NewParty:
    plain = ("organisation", "unlisted", "name_as_signed", "signatory", "signed_on", "signed_in")
    return NewParty(**{field: row[field] for field in plain}, capacity=Capacity(row["capacity"]))


def _facts(row: dict[str, Any], parties: Iterable[NewParty], topics: tuple[str, ...], periods: tuple[Period, ...]) -> NewAgreement:
    return NewAgreement(
        **{field: row[field] for field in (*_PLAIN, *_MORE)},
        binding=bool(row["binding"]),
        confidential=bool(row["confidential"]),
        illustrative=bool(row["illustrative"]),
        titles=decode(row["titles"]),
        scope=decode(row["scope"]),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        parties=tuple(parties),
        topics=topics,
        languages=tuple(row["languages"].split()),
        end_counts=Counts(row["end_counts"]),
        renewal=Renewal(row["renewal"]),
        periods=periods,
    )
