"""What the API gives out of agreements, and what it takes in beside their facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from coop.partners.agreements.dates import Dates, Period
from coop.partners.agreements.facts import NewAgreement
from coop.partners.agreements.states import State


class PartyLine(msgspec.Struct, frozen=True):
    """A party with its name for a reader of ``locale``; ``organisation`` is null for a body outside the register or not for you to know."""

    organisation: int | None
    name: str
    capacity: str
    signed_on: date | None


class AgreementLine(msgspec.Struct, frozen=True):
    """An agreement in a list. ``dates`` are what its terms come to today: civil days; of one whose terms do not run they are null."""

    id: int
    uuid: UUID
    reference: str
    kind: str
    title: str
    title_locale: str
    state: str
    confidential: bool
    renewal: str
    effective_on: date | None
    dates: Dates
    themes: tuple[str, ...]
    topics: tuple[str, ...]
    parties: list[PartyLine]
    illustrative: bool
    revised_at: datetime
    url: str


class AgreementPage(msgspec.Struct, frozen=True):
    """One page of agreements; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[AgreementLine]


class DueLine(msgspec.Struct, frozen=True):
    """An agreement somebody must look at ``by`` a day: ``why`` is notice, end, renewal, review or lapsed."""

    by: date
    why: str
    agreement: AgreementLine


class AgreementAnswer(msgspec.Struct, frozen=True):
    """A whole agreement: hand ``facts`` back with a change to save it. What is not for you to know is empty.

    ``moves`` are the states it can be moved to; signing and renewing have operations of their own.
    """

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    url: str
    dates: Dates
    moves: tuple[State, ...]
    facts: NewAgreement


@dataclass(frozen=True, slots=True)
class ChangedAgreement:
    """An agreement's facts over the version that was read, and why they change."""

    version: int
    facts: NewAgreement
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PartySignature:
    """The signature of the party at ``place`` among the parties, from 0."""

    place: int
    signed_on: date
    signatory: int | None = None
    signed_in: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """Signatures over the version that was read. Without ``effective_on`` the day of the last signature is the first day."""

    version: int
    signatures: tuple[PartySignature, ...]
    effective_on: date | None = None
    signed_at: int | None = None


@dataclass(frozen=True, slots=True)
class NewState:
    """The state an agreement goes to, over the version that was read. ``on``: the last day of one that ends, the first of one in force."""

    version: int
    state: State
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRenewal:
    """The period for which the parties renewed it, over the version that was read."""

    version: int
    period: Period
