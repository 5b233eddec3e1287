"""Two organisations of the register that are one, named by a little of everything, and what the whole database says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from coop import clock
from coop.conferences import scheduling, series, sharing
from coop.conferences.facts import NewConference, NewHost, NewSeries
from coop.conferences.states import HostRole, Part, Visibility
from coop.db import is_postgres, run
from coop.liaison import facts as liaison_facts
from coop.liaison import log
from coop.liaison.facts import NewInteraction, NewPerson, NewPresence
from coop.multilingual import Multilingual
from coop.partners import duplicates
from coop.partners.agreements import facts as agreement_facts
from coop.partners.agreements import keeping as agreements
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.contacts.facts import NewContact, NewPost
from coop.partners.contacts.keeping import add_contact
from coop.partners.documents import keeping as documents
from coop.partners.documents.facts import NewDocument, Owner, OwnerKind
from coop.partners.facts import Kind, NameKind, NewIdentifier, NewName, NewOrganisation
from coop.partners.identifiers import Scheme
from coop.partners.keeping import add_organisation, edit_organisation
from coop.partners.queries import get
from coop.partners.relations import NewRelation, Relation, save_relations
from coop.projects.facts import NewParticipation, NewProject
from coop.projects.logbook import log_project
from coop.projects.states import Role

NOT_COMPARED = ("history", "revision", "organisation_merge", "search", "calendar", "migration", "coop_", "sqlite_", "sign_in", "limit_")
COUNTERS = ("version", "revised_at", "revised_by", "entry_revised_at")


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_at(datetime(2026, 5, 18, 8, 0, tzinfo=UTC)):
        yield


async def tables():
    """The tables of the open database."""
    statement = (
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        if is_postgres()
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    return sorted(row["name"] for row in await run(statement))


@pytest.fixture
def dump():
    """Every row of every table as text, but for the ledger, what is derived, and the counters of saves."""

    async def dumped():
        found = {}
        for table in await tables():
            if not table.startswith(NOT_COMPARED):
                rows = await run(f"SELECT * FROM {table}")
                found[table] = sorted(repr(sorted((key, value) for key, value in row.items() if key not in COUNTERS)) for row in rows)
        return found

    return dumped


@dataclass
class Rich:
    """Numbers of what names the two."""

    kept: int
    other: int
    third: int
    both_host: int
    other_hosts: int
    series: int
    both_take_part: int
    other_leads: int
    both_sign: int
    other_signs: int
    both_meet: int
    other_meets: int
    contact: int
    document: int


@pytest_asyncio.fixture
async def rich(world, app):
    """IRESEN entered twice: as ``kept`` with little, and as ``other``, of which Layla is a member, with most of what is on record."""
    somchai, other = world.somchai, world.iresen
    kept = await add_organisation(
        somchai,
        NewOrganisation(
            names=(NewName("Solar Energy Institute", "en", preferred=True), NewName("IRESEN", "fr", kind=NameKind.ACRONYM)),
            kinds=(Kind.FACILITY,),
            identifiers=(NewIdentifier(Scheme.WIKIDATA, "Q42"),),
            parent=world.xiamen,
        ),
    )
    facts = NewOrganisation(
        names=(
            NewName("IRESEN", "en", preferred=True),
            NewName("معهد البحث", "ar", preferred=True),
            NewName("Institut solaire", "fr", kind=NameKind.FORMER),
        ),
        kinds=(Kind.FACILITY, Kind.GOVERNMENT),
        country="MA",
        website="https://iresen.example.org",
        identifiers=(NewIdentifier(Scheme.WIKIDATA, "Q937"),),
        founded=2011,
    )
    await edit_organisation(somchai, other, 1, facts)
    third = await add_organisation(
        somchai, NewOrganisation((NewName("Part of it", "en", preferred=True),), (Kind.OTHER,), country="MA", parent=other, successor=other)
    )
    version = (await get(somchai, other)).version
    relations = (
        NewRelation(Relation.PARTNER_OF, kept),
        NewRelation(Relation.FUNDS, third, source="A report."),
        NewRelation(Relation.PART_OF, world.xiamen),
    )
    await save_relations(somchai, other, version, relations)
    await save_relations(somchai, kept, (await get(somchai, kept)).version, (NewRelation(Relation.FUNDS, third), *(await _standing(kept))))

    def conference(name, *hosts):
        names = Multilingual.of("en", en=name)
        return NewConference(
            names=names,
            topics=("h2",),
            zone="Africa/Casablanca",
            starts_on=date(2027, 3, 1),
            ends_on=date(2027, 3, 2),
            country="MA",
            hosts=hosts,
        )

    async def published(facts):
        return (await scheduling.schedule_conference(world.mei, facts, Visibility.PUBLISHED)).id

    both_host = await published(conference("Both host", NewHost(kept), NewHost(other), NewHost(other, HostRole.SPONSOR)))
    other_hosts = await published(conference("Other hosts", NewHost(other, HostRole.HOST)))
    await sharing.share(world.mei, other_hosts, 1, {other: [Part.TEXTS]})
    names = Multilingual.of("en", en="Yearly")
    yearly = (await series.add_series(world.mei, NewSeries(names=names, topics=("h2",), home_organisation=other))).id

    async def project(name, *partners):
        return await log_project(somchai, NewProject(names=Multilingual.of("en", en=name), topics=("h2",), participations=partners))

    both_take_part = await project(
        "Both take part",
        NewParticipation(kept),
        NewParticipation(other, joined="2025"),
        NewParticipation(world.xiamen, role=Role.COORDINATOR),
    )
    other_leads = await project("Other leads", NewParticipation(other, role=Role.COORDINATOR, joined="2024-05", left="2025-06"))
    contact = await add_contact(
        somchai,
        NewContact(name="Yusuf Amrani", posts=(NewPost(kept, title="Adviser"), NewPost(other, title="Head", from_on=date(2024, 1, 1)))),
    )

    async def agreement(title, *parties):
        return await agreements.record_agreement(
            somchai, NewAgreement(kind=agreement_facts.Kind.MOU, titles=Multilingual.of("en", en=title), parties=parties)
        )

    both_sign = await agreement(
        "Both sign",
        NewParty(kept),
        NewParty(other, signatory=contact, signed_on=date(2026, 1, 2), signed_in="Rabat"),
        NewParty(world.xiamen),
    )
    other_signs = await agreement("Other signs", NewParty(other), NewParty(world.xiamen))

    async def meeting(title, *, bodies, people=()):
        return await log.log_interaction(
            somchai,
            NewInteraction(
                kind=liaison_facts.Kind.MEETING,
                titles=Multilingual.of("en", en=title),
                happened_on=date(2026, 5, 4),
                zone="Africa/Casablanca",
                organisations=tuple(NewPresence(each) for each in bodies),
                people=people,
            ),
        )

    both_meet = await meeting("Both meet", bodies=(kept, other), people=(NewPerson(name="Omar", organisation=other),))
    other_meets = await meeting("Other meets", bodies=(other,), people=(NewPerson(contact=contact, organisation=other),))
    document = await documents.add_document(
        somchai, Owner(OwnerKind.ORGANISATION, other), NewDocument("Report", url="https://example.org/r")
    )
    proposed = "INSERT INTO ror_proposal (organisation, ror, claim, field, told, found_at, answer) VALUES ({}, {}, {}, {}, {}, {}, {})"
    for organisation in (kept, other):
        for claim in ("website https://a.example.org", f"founded {organisation}"):
            await run(proposed, organisation, "05hnb4n85", claim, claim.partition(" ")[0], "", clock.now(), "open")
    pairs = await duplicates.page(somchai, 1, "en")
    for each in pairs.pairs[:1]:
        await duplicates.decline(somchai, each.id, "Looked at.")
    return Rich(
        kept, other, third, both_host, other_hosts, yearly, both_take_part, other_leads, both_sign, other_signs, both_meet, other_meets, contact, document
    )  # fmt: skip


async def _standing(organisation_id):
    rows = await run("SELECT * FROM organisation_relation WHERE other = {}", organisation_id)
    return [NewRelation(Relation(row["kind"]), row["organisation"], inverse=row["kind"] != "partner_of") for row in rows]
