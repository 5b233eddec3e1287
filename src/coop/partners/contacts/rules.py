"""Who may do what with a contact, and how much of one each reader is shown."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from coop import clock
from coop.partners.contacts.facts import Basis
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.partners.contacts.facts import NewContact
    from coop.viewer import Viewer

PROTECTION = ("basis", "consented_on", "may_publish", "retain_until")
"""The facts of data protection: for those who answer for them."""


class Sight(IntEnum):
    """How much of a contact a reader sees: nothing; name, post and work address; their colleague's; all but data protection; all."""

    NOTHING = 0
    PUBLIC = 1
    COLLEAGUE = 2
    STAFF = 3
    WHOLE = 4


def keeps_contacts(viewer: Viewer) -> bool:
    """Whether the viewer keeps the contacts: adds, edits, trashes and erases any, and answers for them."""
    return viewer.has(Role.LIAISON, Role.ADMINISTRATOR)


def sight(viewer: Viewer, facts: NewContact, public_organisations: Collection[int]) -> Sight:
    """How much of a contact that is neither erased nor in the trash ``viewer`` sees.

    Members of an organisation see who holds a post there now; everyone sees who agreed to it and holds a post at one of
    ``public_organisations``.
    """
    if keeps_contacts(viewer):
        return Sight.WHOLE
    if viewer.is_staff:
        return Sight.STAFF
    today = clock.today()
    now = {post.organisation for post in facts.posts if post.is_held(today)}
    if not viewer.organisation_ids.isdisjoint(now):
        return Sight.COLLEAGUE
    return Sight.PUBLIC if facts.may_publish and not now.isdisjoint(public_organisations) else Sight.NOTHING


def told(viewer: Viewer, facts: NewContact, seen: Sight, public_organisations: Collection[int]) -> NewContact:
    """Those of the facts that a reader with this sight is told; the others are empty."""
    if seen is Sight.WHOLE:
        return facts
    plain = replace(facts, basis=Basis.LEGITIMATE_INTEREST, consented_on=None, may_publish=False, retain_until=None)
    if seen is Sight.STAFF:
        return plain
    today = clock.today()
    own = viewer.organisation_ids if seen is Sight.COLLEAGUE else frozenset()
    shown = {*own, *(public_organisations if facts.may_publish else ())}
    posts = tuple(post for post in facts.posts if post.organisation in shown and post.is_held(today))
    plain = replace(plain, note="", posts=posts)
    return plain if seen is Sight.COLLEAGUE else replace(plain, address_as="", phone="", languages=())


def audiences(facts: NewContact, public_organisations: Collection[int]) -> frozenset[str]:
    """Who finds the contact in search; what the public may find is their name and post alone."""
    today = clock.today()
    now = {post.organisation for post in facts.posts if post.is_held(today)}
    found = {"staff", *(f"organisation:{each}" for each in now)}
    return frozenset({*found, "public"} if facts.may_publish and not now.isdisjoint(public_organisations) else found)
