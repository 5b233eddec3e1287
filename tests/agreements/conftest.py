"""An agreement of two organisations of the world, and a day that stands still."""

from datetime import UTC, date, datetime

import pytest

from coop import clock
from coop.multilingual import Multilingual
from coop.partners.agreements.dates import Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind, State

TODAY = date(2026, 5, 18)


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_at(datetime(2026, 5, 18, 8, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def facts(world):
    """A framework of Xiamen and IRESEN in force, renewed every year unless notice is given two months before."""
    return NewAgreement(
        titles=Multilingual.of("en", en="Framework on hydrogen", zh_Hans="氢能框架协议"),
        kind=Kind.FRAMEWORK,
        state=State.IN_FORCE,
        parties=(
            NewParty(world.xiamen, signed_on=date(2023, 8, 1), signed_in="Xiamen"),
            NewParty(world.iresen, signed_on=date(2023, 8, 20)),
            NewParty(unlisted="Ministry of the Sea", signed_on=date(2023, 8, 21)),
        ),
        reference="COOP-7",
        topics=("h2",),
        effective_on=date(2023, 8, 29),
        ends_on=date(2025, 8, 28),
        renewal=Renewal.TACIT,
        renewal_months=12,
        notice_months=2,
        officer=world.somchai.user_id,
        note="Ask before August.",
    )
