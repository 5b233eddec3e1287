"""A delegation of two organisations of the world, on a day that stands still."""

from datetime import UTC, date, datetime, time

import pytest

from coop import clock
from coop.liaison.facts import Kind, NewInteraction, NewPerson, NewPresence, Part, Role
from coop.multilingual import Multilingual


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_at(datetime(2026, 5, 18, 8, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def facts(world):
    return NewInteraction(
        titles=Multilingual.of("en", en="Delegation on hydrogen", zh_Hans="氢能代表团"),
        kind=Kind.DELEGATION,
        happened_on=date(2026, 5, 11),
        until_on=date(2026, 5, 13),
        begins=time(9, 30),
        zone="Asia/Shanghai",
        organisations=(NewPresence(world.xiamen, Part.HOST), NewPresence(world.iresen, Part.VISITOR)),
        people=(NewPerson(name="Nora Lindqvist", organisation=world.iresen, role=Role.HEAD),),
        topics=("h2",),
        summary=Multilingual.of("en", en="They saw the *benches*."),
        outcome=Multilingual.of("en", en="A protocol is drafted."),
        programme="11 May: welcome",
        place="Xiamen",
        officer=world.somchai.user_id,
    )
