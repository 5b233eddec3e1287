"""What the ``coop user`` commands do: the operator adds a person and gets the link to hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.accounts import rules
from coop.accounts.facts import NewUser, Profile
from coop.accounts.links import Link, LinkKind, invite
from coop.accounts.people import add_user
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Iterable


def path_of(link: Link) -> str:
    """The path of the page a one-time link opens, in the language of whoever will open it."""
    page = "invitation" if link.kind is LinkKind.INVITATION else "reset"
    return f"/{link.locale}/{page}/{link.token}"


async def add_person(
    email: str, name: str, *, roles: Iterable[str] = (), organisations: Iterable[int] = (), locale: str = "en", zone: str = "UTC"
) -> str:
    """Add a person as the operator of the installation; gives the path of their invitation. Raises Invalid.

    That ``organisations`` exist is for the caller to make sure: they live on a higher floor.
    """
    wanted = NewUser(email, Profile(name, "", locale, zone), frozenset(Role(each) for each in roles), frozenset(organisations))
    person_id = await add_user(rules.OPERATOR, wanted)
    return path_of(await invite(rules.OPERATOR, person_id))
