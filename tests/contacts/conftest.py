"""A contact at one of the organisations of the world."""

from datetime import date

import pytest

from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role


@pytest.fixture
def facts(world):
    """Amina of IRESEN, who agreed to be kept and not to be published."""
    return NewContact(
        name="أمينة زروالي",
        posts=(NewPost(world.iresen, Role.LIAISON, "مسؤولة الشراكات", date(2024, 3, 1)),),
        address_as="الأستاذة أمينة",
        email="Amina.Zerouali@example.org",
        phone="+212 537 00 00 41",
        languages=("ar", "fr"),
        note="Prefers a call before noon.",
        basis=Basis.CONSENT,
        consented_on=date(2026, 1, 15),
        retain_until=date(2028, 1, 15),
    )
