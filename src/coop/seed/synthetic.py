"""Made-up records in any number, the same for the same seed: several languages, zones and states, for benchmarks and trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING, TypeVar

from coop import sample, themes
from coop.conferences import moving, scheduling
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.states import DeadlineKind, Format, HostRole, Precision, Status, Visibility
from coop.db import run, transaction
from coop.liaison import log
from coop.liaison.facts import Kind as Contact
from coop.liaison.facts import NewInteraction, NewPerson, NewPresence
from coop.multilingual import Multilingual
from coop.partners import keeping
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.projects import logbook
from coop.projects.facts import NewEntry, NewParticipation, NewProject
from coop.projects.states import Role, Stage
from coop.viewer import Role as Duty
from coop.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

MAKER = Viewer(name="Synthetic data", roles=frozenset(Duty))
FIRST_DAY, DAYS = date(2023, 1, 1), 365 * 8
"""All dates fall into eight fixed years, so that the same seed gives the same records on any day."""
PAST = date(2026, 1, 1)
"""What ended before may be known to have been held."""

_CHUNK = 200
_LANGUAGES = ("en", "zh-Hans", "th", "ar")
_WRITTEN_IN = ("en", "en", "en", "en", "en", "en", "zh-Hans", "zh-Hans", "th", "ar")
_MEETINGS = (
    {"en": "{city} Forum on {topic}", "zh-Hans": "{city}{topic}论坛", "th": "เวที{topic} {city}", "ar": "منتدى {city} حول {topic}"},
    {
        "en": "{city} Congress on {topic}",
        "zh-Hans": "{city}{topic}大会",
        "th": "การประชุมใหญ่{topic} {city}",
        "ar": "مؤتمر {city} حول {topic}",
    },
    {
        "en": "Workshop on {topic} in {city}",
        "zh-Hans": "{topic}{city}研讨会",
        "th": "การประชุมเชิงปฏิบัติการ{topic} {city}",
        "ar": "ورشة عمل حول {topic} في {city}",
    },
    {"en": "{city} School of {topic}", "zh-Hans": "{city}{topic}研习班", "th": "โรงเรียน{topic} {city}", "ar": "مدرسة {city} في {topic}"},
)
_BODIES = (
    {"en": "{city} Institute of {topic}", "zh-Hans": "{city}{topic}研究所", "th": "สถาบัน{topic} {city}", "ar": "معهد {city} في {topic}"},
    {
        "en": "{city} Laboratory for {topic}",
        "zh-Hans": "{city}{topic}实验室",
        "th": "ห้องปฏิบัติการ{topic} {city}",
        "ar": "مختبر {city} في {topic}",
    },
)
_WORKS = (
    {
        "en": "{topic} between {city} and partners",
        "zh-Hans": "{city}{topic}合作项目",
        "th": "โครงการร่วม{topic} {city}",
        "ar": "مشروع مشترك حول {topic} مع {city}",
    },
)
_SUMMARIES = {
    "en": "Researchers, cities and companies compare results on {topic}.",
    "zh-Hans": "研究人员、城市与企业交流{topic}方面的成果。",
    "th": "นักวิจัย เมือง และบริษัทแลกเปลี่ยนผลงานด้าน{topic}",
    "ar": "يتبادل الباحثون والمدن والشركات النتائج في مجال {topic}.",
}
_KINDS = (Kind.EDUCATION, Kind.FACILITY, Kind.GOVERNMENT, Kind.COMPANY, Kind.NONPROFIT)
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class _World:
    """What everything is drawn from."""

    chance: Random
    cities: Sequence[sample.City]

    def city(self) -> sample.City:
        return self.chance.choice(self.cities)

    def topic(self) -> str:
        return self.chance.choice(themes.CODES)

    def text(self, patterns: dict[str, str], city: sample.City, topic: str, number: int = 0) -> Multilingual:
        """A pattern filled in its source language and in most of the others."""
        source = self.chance.choice(_WRITTEN_IN)
        tags = [tag for tag in _LANGUAGES if tag == source or self.chance.random() < 0.7]  # noqa: PLR2004 - most are translated
        named = themes.topic(topic).name
        tail = f" {number}" if number else ""
        return Multilingual.from_texts(
            source, {tag: patterns[tag].format(city=city.names[tag], topic=named.say(tag).text) + tail for tag in tags}
        )

    def few(self, ids: Sequence[int], most: int) -> list[int]:
        return self.chance.sample(ids, min(len(ids), self.chance.randint(1, most))) if ids else []


async def synthetic(
    conferences: int, organisations: int, projects: int, number: int, interactions: int = 0, say: Callable[[str], None] = print
) -> None:
    """Add that many made-up records through the subjects' verbs, drawn with the seed ``number``; ``say`` is told how far it is.

    Hosts and partners are the organisations made here, with those on record where none are made. The database must be open and migrated.
    """
    cities = [each for each in sample.cities().values() if all(tag in each.names for tag in _LANGUAGES)]
    world = _World(Random(number), cities)  # noqa: S311 - drawing sample data, not secrets
    made = [each async for each in _chunked(organisations, "Organisations", say, lambda at: _organisation(world, at))]
    hosts = made or [row["id"] for row in await run("SELECT id FROM organisation WHERE trashed_at IS NULL ORDER BY id LIMIT 1000")]
    at_hand = [each async for each in _chunked(conferences, "Conferences", say, lambda at: _conference(world, at, hosts))]
    async for _each in _chunked(projects, "Projects", say, lambda at: _project(world, at, hosts, at_hand)):
        pass
    async for _each in _chunked(interactions, "Interactions", say, lambda at: _interaction(world, at, hosts)):
        pass


async def _chunked(count: int, words: str, say: Callable[[str], None], make: Callable[[int], Awaitable[_Made]]) -> AsyncIterator[_Made]:
    """What ``make`` gives for 1 to ``count``, a few hundred in each transaction."""
    for start in range(0, count, _CHUNK):
        async with transaction():
            found = [await make(at + 1) for at in range(start, min(start + _CHUNK, count))]
        say(f"{words}: {min(start + _CHUNK, count)} of {count}")
        for each in found:
            yield each


async def _organisation(world: _World, at: int) -> int:
    city = world.city()
    names = world.text(world.chance.choice(_BODIES), city, world.topic(), at)
    ordered = sorted(names.texts, key=lambda tag: tag != names.source)
    return await keeping.add_organisation(
        MAKER,
        NewOrganisation(
            names=tuple(NewName(names.text(tag), tag, preferred=True) for tag in ordered),
            kinds=(world.chance.choice(_KINDS),),
            country=city.country,
            city=city.name,
            geonames_id=city.geonames,
            latitude=city.at[0],
            longitude=city.at[1],
            zone=city.zone,
            founded=world.chance.randint(1850, 2022),
            website=f"https://example.org/organisations/{at}",
            source="Synthetic",
        ),
    )


async def _conference(world: _World, at: int, hosts: Sequence[int]) -> int:
    wanted = _wanted(world, at, hosts)
    conference = await scheduling.schedule_conference(MAKER, wanted, Visibility.PUBLISHED)
    fate = world.chance.random()
    reason = Multilingual.of("en", en="The hall is not free.")
    if fate < 0.03:  # noqa: PLR2004 - a few are cancelled
        await moving.cancel(MAKER, conference.id, conference.version, reason)
    elif fate < 0.06 and wanted.starts_on and wanted.ends_on:  # noqa: PLR2004 - a few are moved
        later = timedelta(days=world.chance.choice((7, 14, 28)))
        when = _shifted(wanted, later).when
        await moving.move_conference(MAKER, conference.id, conference.version, when, None, reason)
    elif fate < 0.3 and wanted.status is Status.CONFIRMED and conference.last_day < PAST:  # noqa: PLR2004 - some are known to have been held
        await moving.hold(MAKER, conference.id, conference.version)
    return conference.id


def _wanted(world: _World, at: int, hosts: Sequence[int]) -> NewConference:
    chance, city = world.chance, world.city()
    topic = world.topic()
    starts_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    form = chance.choices(tuple(Format), (6, 2, 2))[0]
    hours = form is Format.ONLINE and chance.random() < 0.6  # noqa: PLR2004 - more than half
    ends_on = starts_on if hours else starts_on + timedelta(days=chance.choice((0, 1, 2, 2, 3, 4)))
    precision = Precision.MONTH if chance.random() < 0.02 else Precision.DAY  # noqa: PLR2004 - a few
    named = themes.topic(topic).name
    return NewConference(
        names=world.text(chance.choice(_MEETINGS), city, topic, at),
        summary=Multilingual.from_texts("en", {tag: said.format(topic=named.say(tag).text) for tag, said in _SUMMARIES.items()}),
        topics=(topic, world.topic()) if chance.random() < 0.4 else (topic,),  # noqa: PLR2004 - two topics for some
        zone=city.zone,
        starts_on=starts_on,
        ends_on=ends_on,
        precision=precision,
        opens_at=time(chance.randint(8, 10)) if hours and precision is Precision.DAY else None,
        closes_at=time(chance.randint(12, 18)) if hours and precision is Precision.DAY else None,
        status=Status.TENTATIVE if chance.random() < 0.1 else Status.CONFIRMED,  # noqa: PLR2004 - one in ten
        edition=str(at),
        format=form,
        city=city.name,
        country=city.country,
        latitude=city.at[0],
        longitude=city.at[1],
        languages=tuple(sorted({"en", chance.choice(_LANGUAGES)})),
        website=f"https://example.org/conferences/{at}",
        source="Synthetic",
        hosts=tuple(NewHost(each, HostRole.CO_HOST if place else HostRole.HOST) for place, each in enumerate(world.few(hosts, 3))),
        deadlines=_deadlines(chance, starts_on),
    )


def _shifted(wanted: NewConference, later: timedelta) -> NewConference:
    changed = {name: getattr(wanted, name) for name in NewConference.__dataclass_fields__}
    for field in ("starts_on", "ends_on"):
        changed[field] += later
    return NewConference(**changed)


def _deadlines(chance: Random, starts_on: date) -> tuple[NewDeadline, ...]:
    """For two conferences in five an abstract deadline Anywhere on Earth, half a year before."""
    if chance.random() >= 0.4:  # noqa: PLR2004 - as said
        return ()
    return (NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=starts_on - timedelta(days=chance.randint(90, 200))),)


async def _project(world: _World, at: int, hosts: Sequence[int], conferences: Sequence[int]) -> int:
    chance, city, topic = world.chance, world.city(), world.topic()
    starts_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    stage = chance.choice(tuple(Stage))
    begun = stage in {Stage.ACTIVE, Stage.SUSPENDED, Stage.COMPLETED}
    named = themes.topic(topic).name
    taking_part = world.few(hosts, 5)
    project_id = await logbook.log_project(
        MAKER,
        NewProject(
            names=world.text(chance.choice(_WORKS), city, topic, at),
            acronym=f"SYN-{at}",
            objective=Multilingual.from_texts("en", {tag: said.format(topic=named.say(tag).text) for tag, said in _SUMMARIES.items()}),
            topics=(topic,),
            stage=stage,
            planned_start=starts_on.isoformat()[:7],
            planned_end=str(starts_on.year + chance.randint(1, 5)),
            start=starts_on.isoformat() if begun else "",
            agreed_at=chance.choice(conferences) if conferences and chance.random() < 0.3 else None,  # noqa: PLR2004 - some
            source="Synthetic",
            participations=tuple(
                NewParticipation(each, role=Role.PARTICIPANT if place else Role.COORDINATOR) for place, each in enumerate(taking_part)
            ),
        ),
    )
    if begun and starts_on < PAST:
        language = chance.choice(_LANGUAGES)
        await logbook.log_entry(
            MAKER, project_id, NewEntry(starts_on, _SUMMARIES[language].format(topic=named.say(language).text), language)
        )
    return project_id


async def _interaction(world: _World, at: int, hosts: Sequence[int]) -> int:
    chance, city, topic = world.chance, world.city(), world.topic()
    kind = chance.choice(tuple(Contact))
    day = FIRST_DAY + timedelta(days=chance.randrange((PAST - FIRST_DAY).days))
    present = world.few(hosts, 4)
    said = {tag: words.format(topic=themes.topic(topic).name.say(tag).text) for tag, words in _SUMMARIES.items()}
    return await log.log_interaction(
        MAKER,
        NewInteraction(
            titles=world.text(chance.choice(_MEETINGS), city, topic, at),
            kind=kind,
            happened_on=day,
            until_on=day + timedelta(days=2) if kind is Contact.DELEGATION else None,
            zone=city.zone,
            place=city.name.say("en").text,
            organisations=tuple(NewPresence(each) for each in present),
            people=tuple(NewPerson(name=f"Guest {at}.{place + 1}", organisation=each) for place, each in enumerate(present)),
            topics=(topic,),
            summary=Multilingual.from_texts("en", said),
            illustrative=True,
        ),
    )
