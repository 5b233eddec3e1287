"""What the API gives out of the register (ROR), of its proposals and of likely duplicates."""

from __future__ import annotations

import msgspec

from coop.partners.facts import Kind, NewIdentifier, NewName, NewOrganisation


class RegisterLine(msgspec.Struct, frozen=True):
    """A record of ROR in a list. ``organisation`` is the one on record here that has it, ``vanished`` whether the newest dump lacks it."""

    ror: str
    name: str
    name_locale: str
    state: str
    kinds: tuple[str, ...]
    country: str
    city: str
    organisation: int | None
    vanished: bool


class RegisterFound(msgspec.Struct, frozen=True):
    """The records found, the best first, and the dump they were loaded from; ``dump`` is empty where none was loaded."""

    dump: str
    records: int
    items: list[RegisterLine]


class RegisterRecord(msgspec.Struct, frozen=True):
    """A whole record of ROR as it is read here. ``successors`` are ROR identifiers; ``modified_on`` is a day in ISO 8601."""

    ror: str
    state: str
    names: tuple[NewName, ...]
    kinds: tuple[Kind, ...]
    country: str
    city: str
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    founded: int | None
    website: str
    identifiers: tuple[NewIdentifier, ...]
    successors: tuple[str, ...]
    modified_on: str
    organisation: int | None
    vanished: bool


class ProposalLine(msgspec.Struct, frozen=True):
    """A change that ROR proposes: what it ``says`` about which ``field``, and the facts of the organisation as they would stand.

    ``successors`` are ROR identifiers; ``successor`` is the organisation on record that would be named.
    """

    id: int
    organisation: int
    ror: str
    field: str
    says: str
    successors: tuple[str, ...]
    successor: int | None
    wanted: NewOrganisation


class ProposalPage(msgspec.Struct, frozen=True):
    """One page of proposals; ``total`` and ``pages`` count organisations. ``next`` is the address of the following page or empty."""

    total: int
    page: int
    pages: int
    next: str
    items: list[ProposalLine]


class GroundLine(msgspec.Struct, frozen=True):
    """Why two may be one: the reason, and what they share."""

    reason: str
    detail: str


class PairLine(msgspec.Struct, frozen=True):
    """Two organisations that may be one; ``weight`` is strong, likely or hint. ``declined_reason`` is set where somebody said otherwise."""

    id: int
    first: int
    second: int
    weight: str
    grounds: list[GroundLine]
    declined_reason: str


class PairPage(msgspec.Struct, frozen=True):
    """One page of pairs; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[PairLine]
