"""What can be wrong with a contact, and how it is stored."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from coop.clock import standing_at
from coop.errors import Invalid
from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role

PLAIN = NewContact(name="Nora Lindqvist", posts=(NewPost(1),))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def faults(**changes):
    with standing_at(NOON), pytest.raises(Invalid) as refused:
        replace(PLAIN, **changes).check()
    return sorted(refused.value.fields)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": "  "}, ["name"]),
        ({"name": "Nora\u202eLindqvist"}, ["name"]),
        ({"name": "N" * 201}, ["name"]),
        ({"posts": ()}, ["posts"]),
        ({"posts": (NewPost(1),) * 41}, ["posts"]),
        ({"posts": (NewPost(1, from_on=date(2026, 5, 2), to_on=date(2026, 5, 1)),)}, ["posts.0.to_on"]),
        ({"posts": (NewPost(1), NewPost(2, title="x" * 201))}, ["posts.1.title"]),
        ({"posts": (NewPost(1, from_on=date(2567, 5, 2)),)}, ["posts.0.from_on"]),
        ({"email": "nora"}, ["email"]),
        ({"email": "nora@example.org, eve@example.org"}, ["email"]),
        ({"phone": "call me"}, ["phone"]),
        ({"languages": ("english",)}, ["languages"]),
        ({"languages": tuple(f"a{chr(97 + each)}" for each in range(13))}, ["languages"]),
        ({"note": "x" * 4_001}, ["note"]),
        ({"basis": Basis.CONSENT}, ["consented_on"]),
        ({"may_publish": True}, ["consented_on"]),
        ({"consented_on": date(2026, 11, 23)}, ["consented_on"]),
        ({"retain_until": date(2057, 1, 1)}, ["retain_until"]),
        ({"name": "", "email": "x", "phone": "x", "posts": ()}, ["email", "name", "phone", "posts"]),
    ],
)
def test_each_fault_names_its_field(changes, fields):
    assert faults(**changes) == fields


def test_facts_are_stored_tidy():
    tidy = replace(PLAIN, name=" Nora  Lindqvist ", email=" nora@example.org", phone="+٢١٢ ٥٣٧ 00", languages=("sv", " en ", "sv")).check()
    assert (tidy.name, tidy.email, tidy.phone, tidy.languages) == ("Nora Lindqvist", "nora@example.org", "+212 537 00", ("sv", "en"))


@pytest.mark.parametrize("number", ["+212 537 00 00 41", "(0)20 7946 0018", "+1-304-555-0142 ext 12", "02 123 4567"])
def test_telephone_numbers_as_people_write_them(number):
    assert replace(PLAIN, phone=number).check().phone == number


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (None, None, True),
        (date(2026, 11, 22), None, True),
        (date(2026, 11, 23), None, False),
        (None, date(2026, 11, 22), True),
        (None, date(2026, 11, 21), False),
    ],
)
def test_a_post_is_held_from_its_first_day_to_its_last(first, last, held):
    assert NewPost(1, Role.PRESS, "", first, last).is_held(date(2026, 11, 22)) is held
