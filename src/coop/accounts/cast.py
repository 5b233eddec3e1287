"""The fixed cast of tests, demonstration and documentation. Only the demonstration and the tests ever make these people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop.accounts.facts import NewUser, Profile
from coop.accounts.people import add_user
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the cast. ``organisation`` is the acronym of the organisation they belong to, in the sample data; empty for none."""

    key: str
    email: str
    profile: Profile
    password: str
    roles: frozenset[Role] = frozenset()
    organisation: str = ""


ADA = CastMember(
    "ada",
    "ada@example.org",
    Profile("Ada Fernando", "Ada", "en", "Asia/Colombo"),
    "velvet anchor under a quiet bridge",
    frozenset({Role.ADMINISTRATOR}),
)
MEI = CastMember(
    "mei",
    "mei@example.org",
    Profile("Lin Mei (林梅)", "Ms Lin", "zh-Hans", "Asia/Shanghai"),
    "teapot canal violin before dusk",
    frozenset({Role.ORGANISER}),
)
SOMCHAI = CastMember(
    "somchai",
    "somchai@example.org",
    Profile("สมชาย วงศ์ทอง", "คุณสมชาย", "th", "Asia/Bangkok"),
    "lantern mango ferry on saffron rain",
    frozenset({Role.LIAISON}),
)
LAYLA = CastMember(
    "layla",
    "layla@example.org",
    Profile("ليلى بناني", "", "ar", "Africa/Casablanca"),
    "cedar kettle and nine tall dunes",
    organisation="IRESEN",
)
STRANGER = CastMember(
    "stranger",
    "stranger@example.org",
    Profile("Sam Stranger", "", "en", "Europe/Lisbon"),
    "umbrella left on the last tram",
)

CAST = (ADA, MEI, SOMCHAI, LAYLA, STRANGER)


def introductions() -> list[str]:
    """A line for each of the cast: who they are, their address and their demonstration password."""
    return [f"{each.email:22} {each.password:38} {_standing(each)}" for each in CAST]


def _standing(member: CastMember) -> str:
    if member.roles:
        return ", ".join(sorted(member.roles))
    return f"member of {member.organisation}" if member.organisation else "no role"


async def add_cast(viewer: Viewer, organisation_ids: Mapping[str, int]) -> dict[str, int]:
    """Add everybody with their demonstration passwords; gives each one's number by key.

    ``organisation_ids`` says which organisation an acronym names; a member of one that is not there belongs to none yet.
    """
    return {
        each.key: await add_user(
            viewer,
            NewUser(
                each.email,
                each.profile,
                each.roles,
                frozenset({organisation_ids[each.organisation]} if each.organisation in organisation_ids else ()),
                each.password,
            ),
        )
        for each in CAST
    }
