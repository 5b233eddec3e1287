"""A world with something of everybody's: public, drafted, proposed, hidden, thrown away; and everybody's browser and program."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import httpx
import pytest
import pytest_asyncio

from coop import clock, db
from coop.accounts import api_tokens, cast, people, rules, sign_ins
from coop.accounts.facts import Browser, NewToken, NewUser, Profile, Scope
from coop.accounts.queries import viewer_of_person
from coop.conferences import scheduling, series, sharing
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewConference, NewHost, NewSeries
from coop.conferences.states import DeadlineKind, Part, Visibility
from coop.liaison import log
from coop.liaison.facts import Kind as InteractionKind
from coop.liaison.facts import NewFollowUp, NewInteraction, NewPresence
from coop.merging import merging
from coop.multilingual import Multilingual
from coop.partners import keeping
from coop.partners.agreements import keeping as agreements
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.states import Kind as AgreementKind
from coop.partners.agreements.states import State
from coop.partners.contacts import keeping as contacts
from coop.partners.contacts.facts import NewContact, NewPost
from coop.partners.documents import keeping as documents
from coop.partners.documents.facts import NewDocument, NewFile, Owner, OwnerKind
from coop.partners.facts import Kind, NewName, NewOrganisation
from coop.partners.facts import Visibility as OrganisationVisibility
from coop.partners.register import claims, records
from coop.projects import logbook
from coop.projects.facts import NewEntry, NewParticipation, NewProject
from coop.projects.states import Visibility as ProjectVisibility
from coop.viewer import Role

BASE_URL = "https://coop.example.org"
OTHERS = {
    "omar": Profile("Omar of another partner", "", "en", "UTC"),
    "closed": Profile("Closed account", "", "en", "UTC"),
    "ended": Profile("Ended sign-in", "", "en", "UTC"),
    "target": Profile("Target of the walk", "", "en", "UTC"),
}


@dataclass
class World:
    """Numbers by name of everything there is, the secrets of everybody's browser and program, and the viewers they are."""

    ids: dict[str, int] = field(default_factory=dict)
    viewers: dict[str, object] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    deadlines: dict[str, str] = field(default_factory=dict)


def organisation(name, country="CN", visibility=OrganisationVisibility.PUBLIC):
    return NewOrganisation(names=(NewName(name, "en", preferred=True),), kinds=(Kind.EDUCATION,), country=country, visibility=visibility)


def conference(name, day=1, **changes):
    first = date(clock.today().year + 1, 3, day)
    facts = {
        "names": Multilingual.of("en", en=name),
        "topics": ("h2",),
        "zone": "Asia/Shanghai",
        "starts_on": first,
        "ends_on": first,
        "country": "CN",
        "city": Multilingual.of("en", en="Xiamen"),
        "deadlines": (NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(clock.today().year + 1, 1, day)),),
    }
    return NewConference(**{**facts, **changes})


def project(name, partners, visibility=ProjectVisibility.PUBLIC, **changes):
    facts = {"names": Multilingual.of("en", en=name), "topics": ("h2",), "visibility": visibility}
    return NewProject(**facts, participations=tuple(NewParticipation(each) for each in partners), **changes)


async def _people(world):
    """Add the cast and the others, without passwords: nobody here types one."""
    ids = world.ids
    belongs = {"layla": "iresen", "omar": "xiamen", "closed": "iresen", "ended": "iresen"}
    holds = {"ada": Role.ADMINISTRATOR, "mei": Role.ORGANISER, "somchai": Role.LIAISON, "closed": Role.ORGANISER, "ended": Role.ORGANISER}
    for key, profile in ({each.key: each.profile for each in cast.CAST} | OTHERS).items():
        roles = frozenset({holds[key]} if key in holds else ())
        member = frozenset({ids[belongs[key]]} if key in belongs else ())
        ids[key] = await people.add_user(rules.OPERATOR, NewUser(f"{key}@example.org", profile, roles, member))
        world.viewers[key] = viewer = await viewer_of_person(ids[key])
        async with db.transaction():
            world.cookies[key] = await sign_ins.open_sign_in(viewer, Browser("192.0.2.0/24"))
        world.tokens[key] = await api_tokens.issue_token(viewer, NewToken("walk", Scope.WRITE))
    await people.close_account(rules.OPERATOR, ids["closed"])
    await sign_ins.end_other_sign_ins(world.viewers["ended"], "")
    rows = await db.run("SELECT id FROM api_token WHERE person_id = {} AND name = 'walk'", ids["ended"])
    await api_tokens.revoke_token(world.viewers["ended"], rows[0]["id"])


async def _objects(world):
    ids, viewers = world.ids, world.viewers
    mei, layla, somchai = viewers["mei"], viewers["layla"], viewers["somchai"]
    kinds = {
        "open": (mei, conference("Open hydrogen forum", 1, hosts=(NewHost(ids["xiamen"]), NewHost(ids["quiet"]))), Visibility.PUBLISHED),
        "mei_draft": (mei, conference("Jadeplan Zjadeplan", 2), Visibility.DRAFT),
        "layla_proposal": (layla, conference("Saffronfair Zsaffronfair", 3, hosts=(NewHost(ids["iresen"]),)), Visibility.REVIEW),
        "layla_draft": (layla, conference("Cedarnote Zcedarnote", 4), Visibility.DRAFT),
        "thrown": (mei, conference("Tossedmeet Ztossedmeet", 5), Visibility.PUBLISHED),
        "shared": (mei, conference("Shared forum", 7, hosts=(NewHost(ids["iresen"]),)), Visibility.PUBLISHED),
        "shared_draft": (mei, conference("Dunepaper Zdunepaper", 8, hosts=(NewHost(ids["iresen"]),)), Visibility.DRAFT),
        "spare": (mei, conference("Spare forum", 6), Visibility.PUBLISHED),
    }
    for key, (viewer, facts, visibility) in kinds.items():
        made = await scheduling.schedule_conference(viewer, facts, visibility)
        ids[key] = made.id
        world.deadlines[key] = str(made.deadlines[0].uuid)
    for key in ("shared", "shared_draft"):
        await sharing.share(mei, ids[key], 1, {ids["iresen"]: [Part.TEXTS]})
    await scheduling.trash(mei, ids["thrown"], 1)
    made = await series.add_series(mei, NewSeries(names=Multilingual.of("en", en="Hydrogen forums"), topics=("h2",)))
    ids["series"] = made.id
    shared = (ids["iresen"], ids["xiamen"], ids["quiet"])
    ids["joint"] = await logbook.log_project(somchai, project("Open joint project", shared, agreed_at=ids["mei_draft"]))
    ids["private"] = await logbook.log_project(somchai, project("Velvetpact Zvelvetpact", (ids["iresen"],), ProjectVisibility.PARTNERS))
    ids["staff"] = await logbook.log_project(somchai, project("Granitefile Zgranitefile", (ids["iresen"],), ProjectVisibility.STAFF))
    ids["thrown_project"] = await logbook.log_project(somchai, project("Tossedpact Ztossedpact", (ids["iresen"],)))
    await logbook.trash(somchai, ids["thrown_project"], 1)
    await logbook.log_entry(somchai, ids["private"], NewEntry(date(2026, 1, 5), "Marbleline Zmarbleline was signed."))


async def _agreements(world):
    """Agreements of IRESEN: one in negotiation, a draft, a confidential one, one thrown away."""
    ids, somchai = world.ids, world.viewers["somchai"]
    states = {
        "deal": ("Lanternpact Zlanternpact", State.NEGOTIATION, False),
        "drafted_deal": ("Pebbledraft Zpebbledraft", State.DRAFT, False),
        "secret_deal": ("Onyxpact Zonyxpact", State.NEGOTIATION, True),
        "thrown_deal": ("Tossedtreaty Ztossedtreaty", State.NEGOTIATION, False),
    }
    for key, (title, state, is_secret) in states.items():
        facts = NewAgreement(
            titles=Multilingual.of("en", en=title),
            kind=AgreementKind.MOU,
            state=state,
            parties=(NewParty(ids["iresen"]), NewParty(ids["quiet"])),
            topics=("h2",),
            signed_at=ids["open"],
            confidential=is_secret,
        )
        ids[key] = await agreements.record_agreement(somchai, facts)
    await agreements.trash(somchai, ids["thrown_deal"], 1)
    await logbook.edit_project(
        somchai,
        ids["joint"],
        1,
        project(
            "Open joint project", (ids["iresen"], ids["xiamen"], ids["quiet"]), agreed_at=ids["mei_draft"], agreement=ids["secret_deal"]
        ),
    )


async def _interactions(world):
    """Interactions of IRESEN: one for staff, a confidential one, one thrown away, and what is owed after the first two."""
    ids, somchai = world.ids, world.viewers["somchai"]
    for key, title, is_secret in (
        ("talk", "Clovertalk Zclovertalk", False),
        ("secret_talk", "Ambertalk Zambertalk", True),
        ("thrown_talk", "Tossedtalk Ztossedtalk", False),
    ):
        facts = NewInteraction(
            titles=Multilingual.of("en", en=title),
            kind=InteractionKind.CALL,
            happened_on=date(2026, 1, 5),
            organisations=(NewPresence(ids["iresen"]), NewPresence(ids["quiet"])),
            topics=("h2",),
            conference=ids["open"],
            project=ids["joint"],
            agreement=ids["deal"],
            confidential=is_secret,
        )
        ids[key] = await log.log_interaction(somchai, facts)
    for key, title, owed in (("owed", "Fernduty Zfernduty", "talk"), ("secret_owed", "Thymeduty Zthymeduty", "secret_talk")):
        ids[key] = await log.add_follow_up(somchai, ids[owed], NewFollowUp(title, ids["somchai"], date(2026, 1, 9)))
    await log.trash(somchai, ids["thrown_talk"], 1)


async def _register(world):
    """A record of ROR, a change it proposes for Xiamen, and two organisations that may be one."""
    record = records.of_json(
        {"id": "https://ror.org/00mcjh785", "names": [{"value": "XMU", "lang": "en", "types": ["ror_display", "label"]}]}
    )
    stored = records.encode(record)
    await db.run(
        "INSERT INTO ror_record (id, ror, status, modified_on, facts, fingerprint) VALUES ({}, {}, 'active', '', {}, '')",
        record.number,
        record.ror,
        stored,
    )
    claim, now = claims.Claim(claims.Field.FOUNDED, founded=1921), clock.now()
    rows = await db.run(
        "INSERT INTO ror_proposal (organisation, ror, claim, field, told, found_at, answer) VALUES ({}, '00mcjh785', {}, 'founded', {}, {}, 'open')"
        " RETURNING id",
        world.ids["xiamen"],
        claim.key,
        claims.encode(claim),
        now,
    )
    world.ids["proposal"] = rows[0]["id"]
    rows = await db.run(
        "INSERT INTO organisation_pair (first, second, score, reasons, found_at) VALUES ({}, {}, 40, {}, {}) RETURNING id",
        world.ids["iresen"],
        world.ids["quiet"],
        '[["name","A body"]]',
        now,
    )
    world.ids["pair"] = rows[0]["id"]


async def _contacts(world):
    """Contacts of IRESEN and Xiamen, one of them published, one thrown away; documents of organisations seen and hidden."""
    ids, somchai = world.ids, world.viewers["somchai"]
    people = {
        "person": NewContact(name="Marigoldkin Zmarigoldkin", posts=(NewPost(ids["iresen"]),), email="marigoldkin@example.org"),
        "former": NewContact(name="Thistledown Zthistledown", posts=(NewPost(ids["iresen"], to_on=date(2020, 1, 1)),)),
        "shown": NewContact(name="Daisy Shown", posts=(NewPost(ids["xiamen"]),), may_publish=True, consented_on=date(2026, 1, 1)),
        "thrown_contact": NewContact(name="Tossedname Ztossedname", posts=(NewPost(ids["iresen"]),)),
    }
    for key, facts in people.items():
        ids[key] = await contacts.add_contact(somchai, facts)
    await contacts.trash_contact(somchai, ids["thrown_contact"], 1)
    papers = {
        "paper": ("iresen", "Open paper"),
        "quiet_paper": ("quiet", "Flintpaper Zflintpaper"),
        "thrown_paper": ("iresen", "Tossedpaper Ztossedpaper"),
    }
    for key, (owner, title) in papers.items():
        file = NewFile("paper.txt", b"Words.") if key != "thrown_paper" else None
        facts = NewDocument(title, url="" if file else "https://example.org/paper")
        ids[key] = await documents.add_document(somchai, Owner(OwnerKind.ORGANISATION, ids[owner]), facts, file)
    await documents.trash_document(somchai, ids["thrown_paper"], 1)


@pytest_asyncio.fixture
async def world(app):
    """Everything there is, on a started application."""
    made = World()
    keeper = rules.OPERATOR
    made.ids["xiamen"] = await keeping.add_organisation(keeper, organisation("Xiamen University"))
    made.ids["iresen"] = await keeping.add_organisation(keeper, organisation("IRESEN of Rabat", "MA"))
    made.ids["quiet"] = await keeping.add_organisation(keeper, organisation("Quietstone Zquietstone", "CH", OrganisationVisibility.HIDDEN))
    made.ids["thrown_organisation"] = await keeping.add_organisation(keeper, organisation("Tossedbody Ztossedbody"))
    await keeping.trash_organisation(keeper, made.ids["thrown_organisation"], 1)
    twins = [
        await keeping.add_organisation(keeper, organisation(f"Twin body {each}", visibility=OrganisationVisibility.HIDDEN))
        for each in ("one", "two")
    ]
    made.ids["merge"] = await merging.merge(keeper, *twins, (1, 1))
    await _people(made)
    await _objects(made)
    await _register(made)
    await _contacts(made)
    await _agreements(made)
    await _interactions(made)
    return made


@pytest.fixture
def go(app, world):
    """A browser and program of one person, or of a visitor: cookie on pages, token in the API. Use it with ``async with``."""

    def made(key=""):
        async def sign(request):
            if request.url.path.startswith("/api/"):
                if key:
                    request.headers["authorization"] = f"Bearer {world.tokens[key]}"
            elif key:
                request.headers["cookie"] = f"__Host-sid={world.cookies[key]}"

        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=BASE_URL, headers={"origin": BASE_URL}, event_hooks={"request": [sign]}
        )

    return made
