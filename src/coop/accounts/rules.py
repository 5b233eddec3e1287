"""Who may do what to people and their ways in, and for how long a sign-in, a link and a count last."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from coop.errors import Forbidden
from coop.viewer import Role, Viewer


class Lifetime(NamedTuple):
    """How long a browser stays signed in: ``whole`` from the sign-in on, ``idle`` from its last request on."""

    whole: timedelta
    idle: timedelta


STAFF = Lifetime(timedelta(hours=12), timedelta(minutes=60))
"""Organisers, liaison officers and administrators: a working day, and a coffee break."""

MEMBER = Lifetime(timedelta(days=14), timedelta(days=3))
"""People without a role see and change only what belongs to their own organisation, and come by seldom: two weeks, and a long weekend."""

INVITATION = timedelta(days=7)
RESET = timedelta(hours=24)

OPERATOR = Viewer(name="operator", roles=frozenset({Role.ADMINISTRATOR}))
"""Whoever runs commands on the machine itself; never made from a request."""


def lifetime_of(roles: frozenset[Role]) -> Lifetime:
    """How long somebody with ``roles`` stays signed in."""
    return STAFF if roles else MEMBER


def may_manage_people(viewer: Viewer) -> bool:
    """Administrators add people, give and take roles and memberships, and hand out links."""
    return viewer.has(Role.ADMINISTRATOR)


def own_id(viewer: Viewer) -> int:
    """The person a signed-in viewer is; visitors are Forbidden."""
    if viewer.user_id is None:
        raise Forbidden
    return viewer.user_id
