"""Whoever looks: signed in or not. Passed in, never global."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may be; one person may be several. A partner member is a member of an organisation, not a role."""

    ORGANISER = "organiser"
    LIAISON = "liaison"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A visitor (``user_id`` is None) or a signed-in person with roles and the organisations they belong to."""

    user_id: int | None = None
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    locale: str = "en"
    zone: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody has signed in."""
        return self.user_id is not None

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works for the installation: organiser, liaison officer or administrator."""
        return bool(self.roles)

    def has(self, *roles: Role) -> bool:
        """Whether the viewer has one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    @property
    def audiences(self) -> frozenset[str]:
        """The audiences this viewer belongs to; an object names the audiences it may be seen by."""
        seen = {"public"}
        if self.user_id is not None:
            seen.add(f"user:{self.user_id}")
        if self.is_staff:
            seen.add("staff")
        if self.has(Role.LIAISON, Role.ADMINISTRATOR):
            seen.add("liaison")
        seen.update(f"organisation:{each}" for each in self.organisation_ids)
        return frozenset(seen)


ANONYMOUS = Viewer()
