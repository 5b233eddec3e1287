"""Three partners in three countries, a conference, and people who may and may not touch their joint projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
import pytest_asyncio

from coop.db import run
from coop.multilingual import Multilingual
from coop.partners.facts import Kind, NewName, NewOrganisation, Visibility
from coop.partners.keeping import add_organisation
from coop.projects.facts import NewParticipation, NewProject
from coop.projects.states import Role, Stage
from coop.viewer import Role as Duty
from coop.viewer import Viewer

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
UUIDS = {n: UUID(int=n) for n in range(1, 5)}


async def organisation(name, country, tag="en", visibility=Visibility.PUBLIC):
    facts = NewOrganisation(names=(NewName(name, tag, preferred=True),), kinds=(Kind.EDUCATION,), country=country, visibility=visibility)
    return await add_organisation(Viewer(user_id=None, roles=frozenset({Duty.ADMINISTRATOR})), facts)


@dataclass(frozen=True)
class World:
    """Ids of three organisations, one hidden organisation, and viewers."""

    xiamen: int
    rabat: int
    bangkok: int
    hidden: int
    somchai: Viewer
    layla: Viewer
    stranger: Viewer
    mei: Viewer


@pytest_asyncio.fixture
async def world(database):
    for number, name in ((1, "somchai"), (2, "layla"), (3, "stranger"), (4, "mei")):
        await run(
            "INSERT INTO person (id, uuid, version, created_at, revised_at, email, email_key, name, address_as, locale, zone, password_hash, active)"
            " VALUES ({}, {}, 1, {}, {}, {}, {}, {}, '', 'en', 'UTC', '', {})",
            number,
            UUIDS[number],
            NOON,
            NOON,
            f"{name}@example.org",
            f"{name}@example.org",
            name.title(),
            True,
        )
    xiamen = await organisation("厦门大学", "CN", "zh-Hans")
    rabat = await organisation("Institut de Recherche en Energie Solaire", "MA", "fr")
    bangkok = await organisation("มหาวิทยาลัยเทคโนโลยีพระจอมเกล้าธนบุรี", "TH", "th")
    hidden = await organisation("Quiet Institute", "CH", visibility=Visibility.HIDDEN)
    return World(
        xiamen,
        rabat,
        bangkok,
        hidden,
        somchai=Viewer(1, "Somchai", frozenset({Duty.LIAISON}), locale="th"),
        layla=Viewer(2, "Layla", organisation_ids=frozenset({rabat}), locale="ar"),
        stranger=Viewer(3, "Stranger"),
        mei=Viewer(4, "Mei", frozenset({Duty.ORGANISER}), locale="zh-Hans"),
    )


@pytest.fixture
def facts(world):
    """A project of three partners."""
    return NewProject(
        names=Multilingual.of("en", en="One Test Method for Electrolysers", th="วิธีทดสอบเครื่องอิเล็กโทรไลเซอร์แบบเดียวกัน"),
        acronym="TESTELY",
        topics=("h2-electrolysis", "es"),
        objective=Multilingual.of("en", en="Three laboratories test the same stacks."),
        stage=Stage.ACTIVE,
        start="2026-11",
        planned_end="2029",
        participations=(
            NewParticipation(world.xiamen, role=Role.COORDINATOR, joined="2026-10-15"),
            NewParticipation(world.rabat),
            NewParticipation(world.bangkok),
            NewParticipation(unlisted="Example Foundation", role=Role.FUNDER),
        ),
    )
