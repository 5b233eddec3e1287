"""The agreements of the sample: real ones as their sources state them, and invented ones kept by Somchai."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from coop import sample
from coop.multilingual import Multilingual
from coop.partners.agreements import keeping
from coop.partners.agreements.dates import Period, Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Capacity, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coop.viewer import Viewer


async def load_agreements(
    seeder: Viewer,
    organisations: Mapping[str, int],
    contacts: Mapping[str, int],
    conferences: Mapping[str, int],
    people: Mapping[str, Viewer],
    say: Callable[[str], None],
) -> dict[str, int]:
    """Every agreement of the sample, by its ref: real ones put on record by ``seeder``, made-up ones by Somchai."""
    ids: dict[str, int] = {}
    rows = sample.agreements()
    for row in rows:
        keeper = people["somchai"] if row.is_illustrative else seeder
        officer = people[row.officer].user_id if row.officer else None
        ids[row.ref] = await keeping.record_agreement(keeper, agreement_of(row, organisations, contacts, conferences, ids, officer))
    say(f"Agreements: {len(ids)}, {sum(row.is_illustrative for row in rows)} of them illustrative")
    return ids


def agreement_of(
    row: sample.Agreement,
    organisations: Mapping[str, int],
    contacts: Mapping[str, int],
    conferences: Mapping[str, int],
    agreements: Mapping[str, int],
    officer: int | None,
) -> NewAgreement:
    """The facts of one agreement of the sample."""
    return NewAgreement(
        titles=sample.said(row.names),
        kind=Kind(row.kind),
        state=State(row.state),
        parties=tuple(
            NewParty(
                organisation=organisations[each.ror] if each.ror else None,
                unlisted=each.unlisted,
                capacity=Capacity(each.capacity),
                signatory=contacts[each.signatory] if each.signatory else None,
                signed_on=_day(each.signed_on),
                signed_in=each.signed_in,
            )
            for each in row.parties
        ),
        reference=row.reference,
        binding=row.binding,
        confidential=row.confidential,
        scope=sample.said(row.scope) if row.scope else Multilingual(),
        topics=row.topics,
        parent=agreements[row.parent] if row.parent else None,
        signed_at=conferences[row.signed_at] if row.signed_at else None,
        languages=row.languages,
        prevailing=row.prevailing,
        officer=officer,
        effective_on=_day(row.effective_on),
        term_months=row.term_months,
        ends_on=_day(row.ends_on),
        renewal=Renewal(row.renewal),
        renewal_months=row.renewal_months,
        notice_months=row.notice_months,
        periods=tuple(Period(date.fromisoformat(each.from_on), date.fromisoformat(each.ends_on)) for each in row.periods),
        note=row.note,
        illustrative=row.is_illustrative,
        source="; ".join(row.sources),
    )


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
