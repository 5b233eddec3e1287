"""A feed of all kinds in each language, written to files, and what every reader must understand of it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from coop import calendar, clock, i18n
from coop.accounts import personal_feeds
from coop.calendar import AllDay, Entry, Mark, Organiser, Standing, Timed, words
from coop.calendar.transitions import changes
from coop.conferences.filters import ConferenceFilter, Kind
from coop.feeds.conferences import Feed, Size, compose
from coop.feeds.personal import Personal
from coop.feeds.personal import compose as composed
from coop.i18n.message import _
from coop.liaison import log
from coop.liaison.facts import Kind as Contact
from coop.liaison.facts import NewFollowUp, NewInteraction, NewPresence
from coop.multilingual import Multilingual
from coop.partners.agreements import keeping
from coop.partners.agreements.dates import Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind as Paper
from coop.partners.agreements.states import State

BASE = "https://coop.example.org"
LOCALES = ("en", "zh-Hans", "th", "ar")
ZONES = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Santiago", "Africa/Casablanca", "Africa/Cairo"),
    *("Asia/Bangkok", "Asia/Shanghai", "Asia/Kolkata", "Asia/Dubai", "Australia/Lord_Howe", "Asia/Gaza"),
)
TODAY = datetime(2026, 1, 15, 12, tzinfo=UTC)
MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Files:
    """The path of each language's file, and what must be read in it by UID."""

    paths: dict
    expected: dict
    in_casablanca_after_2026: set


def _entry(number, span, **changes):
    facts = {
        "kind": "conference",
        "object_id": number,
        "uid": str(UUID(int=0x9E3779B97F4A7C15F39CC0605CEDC834 * (number + 1) % (1 << 128))),
        "span": span,
        "title": Multilingual.of(
            "en", en=f"Hydrogen days {number}", zh_Hans=f"氢能日 {number}", th=f"วันไฮโดรเจน {number}", ar=f"أيام {number}"
        ),
        "path": f"/{{locale}}/conferences/{number}-氢能",
        "created_at": MADE,
        "revised_at": MADE + timedelta(minutes=number),
    }
    return Entry(**{**facts, **changes})


def _all_day():
    first = AllDay(date(2026, 5, 18), date(2026, 5, 20))
    long = Multilingual.of(
        "en",
        en='Scientists, cities; and companies: compare results.\nBring "papers", posters 👩‍🔬 and questions. ' * 6,
        zh_Hans="科学家、城市与企业；比较成果，\n带上论文和问题。" * 12,
        th="นักวิทยาศาสตร์ เมือง และบริษัท; เปรียบเทียบผลงาน, ก็ได้\nนำบทความมาด้วย " * 8,
        ar="العلماء والمدن؛ والشركات، يقارنون النتائج\nأحضروا الأوراق " * 10,
    )
    place = Multilingual.of("en", en="Hall 4; north, upper floor", zh_Hans="四号厅；北侧，楼上", th="ห้อง 4; ทิศเหนือ", ar="القاعة 4؛ الشمال")
    yield _entry(
        1, first, description=long, venue=place, address=Multilingual.of("en", en="Xiamen", th="เซี่ยเหมิน"), country="CN",
        geo=(24.4798, 118.0894), themes=("hydrogen", "storage"), topics=("h2",), website="https://example.org/会议?a=1&b=2",
        registration="https://example.org/r", online="https://例え.jp/live", organiser=Organiser(long, "desk@example.org"),
    )  # fmt: skip
    yield _entry(2, AllDay(date(2026, 12, 31), date(2027, 1, 1)), status=Standing.TENTATIVE, is_transparent=True)
    yield _entry(
        3, first, status=Standing.CANCELLED, mark=Mark.CANCELLED, sequence=3, organiser=Organiser(Multilingual.of("en", en='A "B"; C'))
    )
    yield _entry(4, AllDay(date(2027, 2, 28), date(2027, 3, 1)), mark=Mark.MOVED, sequence=1)
    yield _entry(5, first, status=Standing.TENTATIVE, mark=Mark.POSTPONED, sequence=2)
    yield _entry(6, AllDay(date(2028, 2, 29), date(2028, 2, 29)), title=Multilingual.of("de", de="Nur auf Deutsch: Grüße, Ölräder"))
    due = _("Due at %(time)s anywhere on Earth (UTC-12), which is %(utc)s UTC.", time="23:59", utc="2026-09-02 11:59")
    yield _entry(
        7, AllDay(date(2026, 9, 1), date(2026, 9, 1)), kind="deadline", wording=_("Abstract deadline: %(title)s"), lines=(due,),
        is_transparent=True, related_to=_entry(1, first).uid,
    )  # fmt: skip
    yield _entry(8, Timed(datetime(2026, 9, 2, 10, tzinfo=UTC), datetime(2026, 9, 2, 11, 59, tzinfo=UTC), "AoE"), kind="deadline")


def _timed():
    """In every zone: the day before, of and after each change of clocks from 2026 to 2029, before and after the hour of the change."""
    number = 100
    for zone in ZONES:
        rules = ZoneInfo(zone)
        found = changes(rules, datetime(2026, 2, 1, tzinfo=UTC), datetime(2029, 12, 31, tzinfo=UTC))
        instants = [
            change.at + shift
            for change in found
            for shift in (timedelta(days=-1), timedelta(hours=-3), timedelta(hours=3), timedelta(days=1))
        ]
        instants += [change.at + timedelta(minutes=30) for change in found]
        for instant in instants or [datetime(2026, 7, 1, 2, 30, tzinfo=UTC)]:
            number += 1
            yield _entry(number, Timed(instant, instant + timedelta(hours=8), zone))


def _when(span):
    if isinstance(span, AllDay):
        return span.first.isoformat(), (span.last + timedelta(days=1)).isoformat()
    return tuple(each.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for each in (span.starts_at, span.ends_at))


def _understood(entry, locale):
    said = words.say(entry, locale, words.pages(entry, BASE))
    start, end = _when(entry.span)
    return {
        "uid": entry.uid,
        "start": start,
        "end": end,
        "title": said.title.text,
        "description": said.description.text,
        "place": said.place.text,
        "status": entry.status.value,
        "sequence": entry.sequence,
    }


@pytest_asyncio.fixture
async def files(database, tmp_path):
    """The four files, with what they must say."""
    i18n.configure(LOCALES)
    calendar.configure(BASE, LOCALES)
    entries = [*_all_day(), *_timed()]
    with clock.standing_at(TODAY):
        await calendar.put(entries)
        paths, expected = {}, {}
        for locale in LOCALES:
            feed = Feed(ConferenceFilter(kinds=(Kind.CONFERENCE, Kind.DEADLINE)), locale, size=Size.ALL)
            paths[locale] = tmp_path / f"{locale}.ics"
            paths[locale].write_bytes((await compose(feed, "Asia/Shanghai", "coop")).octets)
            expected[locale] = {entry.uid: _understood(entry, locale) for entry in entries}
    assert len(entries) > 150
    late = datetime(2026, 8, 1, tzinfo=UTC)
    moved = {entry.uid for entry in entries if getattr(entry.span, "zone", "") == "Africa/Casablanca" and entry.span.ends_at > late}
    return Files(paths, expected, moved)


@pytest.fixture
def agree(files):
    """Compares what a reader understood with what must be there, field by field."""

    def compare(locale, read, without=()):
        wanted = {uid: facts for uid, facts in files.expected[locale].items() if uid not in without}
        read = [event for event in read if event["uid"] not in without]
        assert len(read) == len(wanted)
        differing = [
            (event["uid"], name, event[name], wanted[event["uid"]][name])
            for event in read
            for name in wanted[event["uid"]]
            if event[name] != wanted[event["uid"]][name]
        ]
        assert differing == [], differing
        assert {event["uid"] for event in read} == set(wanted)

    return compare


@pytest_asyncio.fixture
async def personal(world, tmp_path):
    """The personal feed of Somchai in each language: an agreement whose notice day is cancelled, a visit before clocks change, what is owed."""
    i18n.configure(LOCALES)
    calendar.configure(BASE, LOCALES)
    somchai, titles = world.somchai, Multilingual.of("en", en="Tests; of hydrogen, twice", zh_Hans="氢能测试", th="การทดสอบ", ar="اختبارات")
    agreed = NewAgreement(
        titles=titles,
        kind=Paper.FRAMEWORK,
        state=State.IN_FORCE,
        parties=(NewParty(world.xiamen, signed_on=date(2023, 8, 1)),),
        effective_on=date(2023, 8, 29),
        ends_on=date(2026, 8, 28),
        renewal=Renewal.EXPRESS,
        notice_months=2,
        officer=somchai.user_id,
    )
    seen = NewInteraction(
        titles=titles,
        kind=Contact.VISIT_OUT,
        happened_on=date(2026, 3, 29),
        begins=time(1, 30),
        zone="Europe/Berlin",
        organisations=(NewPresence(world.xiamen),),
        place="Hall 4; north, upper floor",
        officer=somchai.user_id,
    )
    several = replace(seen, kind=Contact.DELEGATION, happened_on=date(2026, 6, 2), until_on=date(2026, 6, 4), begins=None)
    with clock.standing_at(TODAY):
        number = await keeping.record_agreement(somchai, agreed)
        holder = await personal_feeds.holder_of(await personal_feeds.make_feed(somchai), "")
        await composed(holder, Personal((), "en"), "Asia/Shanghai")
        await keeping.edit_agreement(somchai, number, 1, replace(agreed, ended_on=date(2026, 8, 28)))
        visited = await log.log_interaction(somchai, seen)
        await log.log_interaction(somchai, several)
        await log.add_follow_up(somchai, visited, NewFollowUp("发送，协议; soon, please", somchai.user_id, date(2026, 1, 20)))
        paths = {locale: tmp_path / f"personal-{locale}.ics" for locale in LOCALES}
        for locale, path in paths.items():
            path.write_bytes((await composed(holder, Personal((), locale), "Asia/Shanghai")).octets)
    return paths
