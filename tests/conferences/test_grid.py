from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from coop.conferences.states import Format, Precision, Status, Visibility
from coop.conferences.views import ConferenceCard
from coop.multilingual import Multilingual
from coop.web import conference_grid as grid
from coop.web.kit.urls import Urls

MONDAY = date(2026, 12, 7)
WEEK = [MONDAY + timedelta(n) for n in range(7)]
EMPTY = Multilingual()


def card(number, first, last, status=Status.CONFIRMED):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return ConferenceCard(
        id=number,
        uuid=UUID(int=number),
        names=Multilingual.of("en", en=f"C{number}"),
        summary=EMPTY,
        edition="",
        series=None,
        status=status,
        visibility=Visibility.PUBLISHED,
        format=Format.IN_PERSON,
        venue=EMPTY,
        city=EMPTY,
        country="TH",
        zone="UTC",
        starts_on=MONDAY + timedelta(first),
        ends_on=MONDAY + timedelta(last),
        precision=Precision.DAY,
        opens_at=None,
        closes_at=None,
        starts_at=moment,
        ends_at=moment,
        last_day=MONDAY + timedelta(last),
        languages=(),
        website="",
        illustrative=False,
        sequence=0,
        version=1,
        revised_at=moment,
        topics=("h2",),
    )


def urls():
    return Urls("https://coop.example.org", SimpleNamespace(), "en", "/en/conferences", "")


def drawn(cards):
    """Each lane as the title and span of its bars; dots for empty days."""
    return [[(str(bar.title) or "·", bar.span) for bar in lane] for lane in grid.lanes(WEEK, cards, urls())]


def test_conferences_that_share_a_day_stand_in_lanes_of_their_own():
    assert drawn([card(1, 0, 2), card(2, 2, 3), card(3, 3, 4)]) == [
        [("C1", 3), ("C3", 2), ("·", 2)],
        [("·", 2), ("C2", 2), ("·", 3)],
    ]


def test_bars_are_cut_at_the_week_and_say_that_they_go_on():
    (lane,) = grid.lanes(WEEK, [card(1, -3, 1), card(2, 5, 9)], urls())
    assert [(str(bar.title), bar.span, bar.opens, bar.runs_on) for bar in lane] == [
        ("C1", 2, True, False),
        ("", 3, False, False),
        ("C2", 2, False, True),
    ]


def test_a_crowded_week_shows_as_many_lanes_as_fit():
    assert len(drawn([card(n, 0, 6) for n in range(1, 20)])) == 6


@given(st.lists(st.tuples(st.integers(-5, 6), st.integers(0, 9)), max_size=12))
def test_lanes_are_whole_weeks_and_every_conference_is_in_one_lane_at_most(spans):
    cards = [card(n, first, first + length) for n, (first, length) in enumerate(spans, start=1) if first + length >= 0]
    lanes = drawn(cards)
    assert all(sum(span for _title, span in lane) == 7 for lane in lanes)
    shown = [title for lane in lanes for title, _span in lane if title != "·"]
    assert len(shown) == len(set(shown))
    if len(lanes) < 6:
        assert len(shown) == len(cards)


def test_the_month_before_and_after():
    assert grid.month_before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert grid.month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert grid.month_after(date(2026, 1, 1)) == date(2026, 2, 1)
