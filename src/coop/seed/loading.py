"""The sample, loaded once: organisations, the cast, series, conferences with their moves, agreements, projects with their logbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from typing import TYPE_CHECKING

from coop import sample
from coop.accounts import cast
from coop.conferences import extending, moving, scheduling, series
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost, NewSeries
from coop.conferences.states import DeadlineKind, Format, HostRole, Precision, Status, Visibility
from coop.db import transaction
from coop.multilingual import Multilingual, Translation
from coop.partners import keeping
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source
from coop.partners.identifiers import Scheme
from coop.partners.queries import with_identifiers
from coop.projects import logbook
from coop.projects.facts import NewEntry, NewParticipation, NewProject
from coop.projects.periods import first_day
from coop.projects.states import Honesty, Role, Stage
from coop.seed.contacts_log import load_interactions
from coop.seed.papers import load_agreements
from coop.seed.people import load_contacts, load_relations
from coop.viewer import Role as Duty
from coop.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coop.conferences.views import ConferenceView
    from coop.settings import Settings

SEEDER = Viewer(name="Sample data", roles=frozenset(Duty))
"""Who puts real facts on record: nobody of the cast, so that only who keeps the site edits them."""

_STATUS = {"tentative": Status.TENTATIVE}
_PRECISION = {len("2026"): Precision.YEAR, len("2026-11"): Precision.MONTH, len("2026-11-22"): Precision.DAY}
_NO_CITY = sample.City(country="", at=(0.0, 0.0), zone="", names={})


async def load_sample(_settings: Settings, say: Callable[[str], None] = print) -> bool:
    """Load the sample unless it is there already; returns whether anything was loaded. All of it or nothing, in one transaction.

    ``say`` is told how far it is, a line at a time. The database must be open and migrated.
    """
    found = await with_identifiers((Scheme.ROR, each.ror) for each in sample.organisations())
    if found:
        say("The sample data is there already.")
        return False
    async with transaction():
        organisations = await _organisations(say)
        people = await _people(organisations)
        say(f"The cast: {len(people)} people")
        await load_relations(SEEDER, organisations, say)
        contacts = await load_contacts(people["somchai"], organisations, say)
        brands = {each.key: (await series.add_series(SEEDER, _series(each))).id for each in sample.series()}
        say(f"Series: {len(brands)}")
        conferences = await _conferences(organisations, brands, people, say)
        papers = await load_agreements(SEEDER, organisations, contacts, conferences, people, say)
        joint = await _projects(organisations, conferences, papers, people, say)
        numbers = {
            "organisations": organisations,
            "contacts": contacts,
            "conferences": conferences,
            "projects": joint,
            "agreements": papers,
        }
        await load_interactions(people, numbers, say)
    return True


async def _organisations(say: Callable[[str], None]) -> dict[str, int]:
    """Every organisation of the sample, by ROR id."""
    ids = {each.ror: await keeping.add_organisation(SEEDER, organisation_of(each)) for each in sample.organisations()}
    say(f"Organisations: {len(ids)}")
    return ids


def organisation_of(row: sample.Organisation) -> NewOrganisation:
    """The facts of one organisation of the sample, as the register has them."""
    city = sample.cities()[row.city]
    identifiers = [(Scheme.ROR, row.ror), (Scheme.ISNI, row.isni), (Scheme.WIKIDATA, row.wikidata)]
    return NewOrganisation(
        names=tuple(
            NewName(
                each.text,
                each.tag,
                NameKind(each.kind),
                preferred=each.preferred,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
                source=Source.MANUAL if each.locked else Source.ROR,
                locked=each.locked,
            )
            for each in row.names
        ),
        kinds=tuple(Kind(each) for each in row.kinds),
        country=city.country,
        city=city.name,
        geonames_id=city.geonames,
        latitude=city.at[0],
        longitude=city.at[1],
        zone=city.zone,
        founded=row.founded,
        website=row.website,
        identifiers=tuple(NewIdentifier(scheme, value, Source.ROR) for scheme, value in identifiers if value),
        source=f"{row.source} {row.note}".strip(),
    )


async def _people(organisations: Mapping[str, int]) -> dict[str, Viewer]:
    """The cast, as viewers by key."""
    acronyms = {
        name.text: organisations[row.ror] for row in sample.organisations() for name in row.names if name.kind == NameKind.ACRONYM.value
    }
    wanted = {each.organisation: acronyms[each.organisation] for each in cast.CAST if each.organisation}
    ids = await cast.add_cast(SEEDER, wanted)
    return {
        each.key: Viewer(
            ids[each.key],
            each.profile.name,
            each.roles,
            frozenset({wanted[each.organisation]} if each.organisation else ()),
            each.profile.locale,
            each.profile.zone,
        )
        for each in cast.CAST
    }


def _series(row: sample.Series) -> NewSeries:
    return NewSeries(names=sample.said(row.names), topics=row.topics, acronym=row.acronym, website=row.website)


async def _conferences(
    organisations: Mapping[str, int], brands: Mapping[str, int], people: Mapping[str, Viewer], say: Callable[[str], None]
) -> dict[str, int]:
    """Every conference of the sample, by its reference: real ones put on record by the seeder, made-up ones by Mei, who may run them."""
    ids: dict[str, int] = {}
    rows = sample.conferences()
    for row in rows:
        maker = people["mei"] if row.is_illustrative else SEEDER
        ids[row.ref] = (await _conference(maker, row, organisations, brands)).id
        if len(ids) % 20 == 0:
            say(f"Conferences: {len(ids)} of {len(rows)}")
    say(f"Conferences: {len(ids)}, {sum(row.is_illustrative for row in rows)} of them illustrative")
    return ids


async def _conference(maker: Viewer, row: sample.Conference, organisations: Mapping[str, int], brands: Mapping[str, int]) -> ConferenceView:
    """Schedule with the first dates that were announced, then live through what happened to it."""
    wanted = conference_of(row, organisations, brands)
    spans = [*row.previous, sample.Days(row.first, row.last)]
    reason = Multilingual.of("en", en=row.reason)
    conference = await scheduling.schedule_conference(maker, _on(wanted, spans[0]), Visibility.PUBLISHED)
    for given_up, new in pairwise(spans):
        announced = first_day(given_up.announced_on)
        conference = await moving.move_conference(maker, conference.id, conference.version, _on(wanted, new).when, announced, reason)
    for each in row.deadlines:
        if each.original:
            standing = next(one for one in conference.deadlines if one.kind.value == each.kind)
            later = NewDeadline(
                kind=standing.kind,
                due_on=date.fromisoformat(each.on),
                due_time=time.fromisoformat(each.time),
                zone=each.zone,
                uuid=standing.uuid,
            )
            announced = first_day(each.extended_on)
            conference = await extending.extend_deadline(maker, conference.id, conference.version, later, announced)
    match row.status:
        case "cancelled":
            conference = await moving.cancel(maker, conference.id, conference.version, reason)
        case "held":
            conference = await moving.hold(maker, conference.id, conference.version)
        case _:
            pass
    return conference


def _on(wanted: NewConference, days: sample.Days) -> NewConference:
    """``wanted`` on other days."""
    starts_on, ends_on = first_day(days.first), first_day(days.last)
    precision = _PRECISION[len(days.first)]
    if precision is not Precision.DAY:
        ends_on = ends_on or starts_on
    return replace(wanted, starts_on=starts_on, ends_on=ends_on, precision=precision)


def conference_of(row: sample.Conference, organisations: Mapping[str, int], brands: Mapping[str, int]) -> NewConference:
    """The facts of one conference of the sample, with its latest dates and the first days of its deadlines."""
    city = sample.cities()[row.city] if row.city else _NO_CITY
    facts = NewConference(
        names=sample.said(row.names),
        topics=row.topics,
        zone=row.zone or city.zone,
        starts_on=first_day(row.first),
        opens_at=time.fromisoformat(row.opens) if row.opens else None,
        closes_at=time.fromisoformat(row.closes) if row.closes else None,
        status=_STATUS.get(row.status, Status.CONFIRMED),
        series=brands[row.series] if row.series else None,
        edition=row.edition,
        description=Multilingual.of("en", en=row.note),
        format=Format(row.format),
        venue=Multilingual.of("en", en=row.venue),
        city=city.name,
        country=city.country,
        latitude=city.at[0] if row.city else None,
        longitude=city.at[1] if row.city else None,
        languages=row.languages,
        website=row.website,
        illustrative=row.is_illustrative,
        source="; ".join(row.sources),
        hosts=tuple(NewHost(organisations[each.ror], HostRole(each.role)) for each in row.hosts),
        organised_by=row.organised_by,
        deadlines=tuple(
            NewDeadline(
                kind=DeadlineKind(each.kind),
                due_on=date.fromisoformat(each.original or each.on),
                due_time=time.fromisoformat(each.time),
                zone=each.zone,
            )
            for each in row.deadlines
        ),
    )
    return _on(facts, sample.Days(row.first, row.last))


async def _projects(
    organisations: Mapping[str, int],
    conferences: Mapping[str, int],
    papers: Mapping[str, int],
    people: Mapping[str, Viewer],
    say: Callable[[str], None],
) -> dict[str, int]:
    ids: dict[str, int] = {}
    rows = sample.projects()
    for row in rows:
        keeper = people["somchai"] if row.is_illustrative else SEEDER
        ids[row.ref] = await logbook.log_project(keeper, project_of(row, organisations, conferences, papers, ids))
        for entry in row.entries:
            await logbook.log_entry(people[entry.author], ids[row.ref], NewEntry(date.fromisoformat(entry.on), entry.text, entry.language))
    say(f"Projects: {len(ids)}, {sum(row.is_illustrative for row in rows)} of them illustrative")
    return ids


def project_of(
    row: sample.Project,
    organisations: Mapping[str, int],
    conferences: Mapping[str, int],
    papers: Mapping[str, int],
    projects: Mapping[str, int],
) -> NewProject:
    """The facts of one project of the sample; funding stays a sentence with its source in the notes."""
    notes = "\n\n".join([*([f"Funding as stated: {row.funding}"] if row.funding else []), *([row.note] if row.note else [])])
    objective = Multilingual("en", {"en": Translation(row.objective), **sample.said(row.objectives).texts})
    return NewProject(
        names=sample.said(row.names),
        topics=row.topics,
        acronym=row.acronym,
        objective=objective,
        stage=Stage(row.stage),
        planned_start=row.planned_start,
        planned_end=row.planned_end,
        start=row.start,
        end=row.end,
        parent=projects[row.parent] if row.parent else None,
        agreed_at=conferences[row.agreed_at] if row.agreed_at else None,
        agreement=papers[row.agreement] if row.agreement else None,
        website=row.website,
        honesty=Honesty(row.honesty),
        honesty_note=Multilingual.of("en", en=row.honesty_note),
        notes=Multilingual.of("en", en=notes),
        illustrative=row.is_illustrative,
        source="; ".join(row.sources),
        participations=tuple(
            NewParticipation(organisations[each.ror] if each.ror else None, each.unlisted, Role(each.role), each.joined)
            for each in row.partners
        ),
    )
