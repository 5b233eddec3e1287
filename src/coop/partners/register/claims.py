"""What a record of the register says of an organisation, claim by claim: whether it holds here, and what taking it over would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from coop.multilingual import Multilingual
from coop.partners.facts import IDENTIFIERS, NAMES, Kind, NameKind, NewIdentifier, NewName, NewOrganisation, Source, Status
from coop.partners.identifiers import Scheme
from coop.partners.likeness import distance
from coop.partners.register.records import State
from coop.search import fold

if TYPE_CHECKING:
    from coop.partners.register.records import Record

_CORRECTION = 2
"""Letters by which a new spelling of a name differs from the old at most; more is another name, and the old one was its former."""


class Field(StrEnum):
    """What a claim is about."""

    LABEL = "label"
    NAME = "name"
    PLACE = "place"
    STATUS = "status"
    WEBSITE = "website"
    FOUNDED = "founded"
    KINDS = "kinds"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the register says the body is; the city as the register writes it."""

    country: str
    city: str
    geonames_id: int | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the register says. Only the facts of its ``field`` are set; ``successors`` are ROR identifiers."""

    field: Field
    name: NewName | None = None
    place: Place | None = None
    state: State = State.ACTIVE
    successors: tuple[str, ...] = ()
    website: str = ""
    founded: int | None = None
    kinds: tuple[Kind, ...] = ()
    identifier: NewIdentifier | None = None

    @property
    def key(self) -> str:
        """What it says, in one line: the same claim of two loads has the same key, a changed one another."""
        return " ".join([self.field.value, *self._said()])

    @property
    def gist(self) -> str:
        """What it says, as the ledger keeps it."""
        if self.name is not None:
            return self.name.text
        if self.place is not None:
            return ", ".join(each for each in (self.place.city, self.place.country) if each)
        return " ".join(self._said())

    def _said(self) -> list[str]:
        if self.name is not None:
            return [self.name.kind.value, self.name.tag, self.name.text]
        if self.place is not None:
            return [str(self.place.geonames_id or ""), self.place.country, "" if self.place.geonames_id else fold(self.place.city)]
        if self.identifier is not None:
            return [self.identifier.scheme.value, self.identifier.value]
        match self.field:
            case Field.STATUS:
                return [self.state.value, *self.successors]
            case Field.WEBSITE:
                return [self.website]
            case Field.FOUNDED:
                return [str(self.founded)]
            case _:
                return sorted(self.kinds)


_decoder = msgspec.json.Decoder(Claim)


def encode(claim: Claim) -> str:
    """The stored form: compact JSON."""
    return msgspec.json.encode(claim).decode()


def decode(stored: str) -> Claim:
    """Read the stored form back."""
    return _decoder.decode(stored)


def claims_of(record: Record) -> list[Claim]:
    """Everything the register says of an organisation, what weighs most first. That a body is active is no claim."""
    found: list[Claim] = []
    if record.state is not State.ACTIVE:
        found.append(Claim(Field.STATUS, state=record.state, successors=record.successors))
    found += [Claim(Field.LABEL if name.preferred else Field.NAME, name=name) for name in record.names]
    if record.city or record.geonames_id is not None or record.country:
        place = Place(record.country, record.city, record.geonames_id, record.latitude, record.longitude)
        found.append(Claim(Field.PLACE, place=place))
    if record.website:
        found.append(Claim(Field.WEBSITE, website=record.website))
    if record.founded is not None:
        found.append(Claim(Field.FOUNDED, founded=record.founded))
    found.append(Claim(Field.KINDS, kinds=record.kinds))
    found += [Claim(Field.IDENTIFIER, identifier=each) for each in record.identifiers]
    return found


def holds(claim: Claim, facts: NewOrganisation) -> bool:
    """Whether the facts say the same already."""
    if claim.name is not None:
        same = [each for each in facts.names if _is_same(each, claim.name)]
        return any(each.kind is NameKind.LABEL for each in same) if claim.field is Field.LABEL else bool(same)
    if claim.place is not None:
        return _is_at(facts, claim.place)
    if claim.identifier is not None:
        return any((each.scheme, each.value) == (claim.identifier.scheme, claim.identifier.value) for each in facts.identifiers)
    match claim.field:
        case Field.STATUS:
            return facts.status is Status.MERGED or (facts.status is Status.INACTIVE and not claim.successors)
        case Field.WEBSITE:
            return facts.website == claim.website
        case Field.FOUNDED:
            return facts.founded == claim.founded
        case _:
            return set(facts.kinds) == set(claim.kinds)


def is_answered(claim: Claim, facts: NewOrganisation) -> bool:
    """Whether the facts have something else where the claim would go: then it is not filled, only proposed once the register changes."""
    match claim.field:
        case Field.LABEL if claim.name is not None:
            return _label_of(facts, claim.name.tag) is not None
        case Field.PLACE if claim.place is not None:
            has_place = not facts.city.is_empty or facts.geonames_id is not None or facts.latitude is not None
            return has_place or bool(facts.country and facts.country != claim.place.country)
        case Field.WEBSITE:
            return bool(facts.website)
        case Field.FOUNDED:
            return facts.founded is not None
        case Field.KINDS:
            return bool(facts.kinds)
        case Field.IDENTIFIER if claim.identifier is not None:
            return any(each.scheme is claim.identifier.scheme for each in facts.identifiers)
        case _:
            return False


def is_shut(claim: Claim, facts: NewOrganisation) -> bool:
    """Whether a person locked the name that the claim would replace: then nothing is proposed."""
    standing = _label_of(facts, claim.name.tag) if claim.field is Field.LABEL and claim.name is not None else None
    return standing is not None and standing.locked


def taken_over(claim: Claim, facts: NewOrganisation, record: Record | None, successor: int | None) -> NewOrganisation:
    """The facts with the claim taken over. ``successor`` is the organisation on record that is the first of its successors, if any is."""
    if claim.name is not None:
        others = frozenset(fold(each.text) for each in record.names if not each.preferred) if record else frozenset()
        return replace(facts, names=_renamed(facts, claim.name, others) if claim.field is Field.LABEL else (*facts.names, claim.name))
    if claim.place is not None:
        return _moved(facts, claim.place)
    if claim.identifier is not None:
        kept = tuple(each for each in facts.identifiers if each.scheme is not claim.identifier.scheme)
        return replace(facts, identifiers=(*kept, claim.identifier))
    match claim.field:
        case Field.STATUS if successor is not None:
            return replace(facts, status=Status.MERGED, successor=successor)
        case Field.STATUS:
            return replace(facts, status=Status.INACTIVE)
        case Field.WEBSITE:
            return replace(facts, website=claim.website)
        case Field.FOUNDED:
            return replace(facts, founded=claim.founded)
        case _:
            return replace(facts, kinds=claim.kinds)


def filled(facts: NewOrganisation, record: Record) -> NewOrganisation:
    """The facts with what they lack filled from the record, and nothing else changed; the state is never filled."""
    wanted = facts
    for claim in claims_of(record):
        if claim.field is Field.PLACE and claim.place is not None:
            wanted = _place_filled(wanted, claim.place) if _is_at(facts, claim.place) or not is_answered(claim, facts) else wanted
        elif claim.field is not Field.STATUS and not holds(claim, wanted) and not is_answered(claim, wanted):
            has_room = len(wanted.names) < NAMES and len(wanted.identifiers) < IDENTIFIERS - 1
            wanted = taken_over(claim, wanted, record, None) if has_room else wanted
    own = NewIdentifier(Scheme.ROR, record.ror, Source.ROR)
    if (own.scheme, own.value) not in [(each.scheme, each.value) for each in wanted.identifiers]:
        wanted = replace(wanted, identifiers=(own, *wanted.identifiers))
    return replace(wanted, source=wanted.source or record.source)


def _is_same(one: NewName, other: NewName) -> bool:
    """Whether two names are one to a reader: the same but for what search folds, in one language or in none that is known."""
    return fold(one.text) == fold(other.text) and ("und" in {one.tag, other.tag} or _language(one.tag) == _language(other.tag))


def _language(tag: str) -> str:
    return tag.partition("-")[0]


def _label_of(facts: NewOrganisation, tag: str) -> NewName | None:
    """The label that readers of ``tag`` see; for a tag of no language, the name at home."""
    labels = [each for each in facts.names if each.kind is NameKind.LABEL]
    if tag == "und":
        return next((each for each in labels if each.preferred), None)
    alike = [each for each in labels if each.tag == tag or each.tag == _language(tag) or _language(each.tag) == tag]
    return next((each for each in alike if each.preferred), alike[0] if alike else None)


def _renamed(facts: NewOrganisation, name: NewName, others: frozenset[str]) -> tuple[NewName, ...]:
    """The names with ``name`` as the label of its language. The old label stays as another name where the register says so, as a former
    name otherwise; a mere correction of its spelling replaces it.
    """  # noqa: D205 - one sentence about what becomes of the old label reads better whole
    old = _label_of(facts, name.tag)
    kept = [each for each in facts.names if each is old or not _is_same(each, name)]
    if old is None:
        taken = any(each.preferred and each.tag == name.tag for each in kept)
        return (*kept, replace(name, preferred=name.preferred and not taken))
    new = replace(name, tag=old.tag if name.tag == "und" else name.tag, preferred=old.preferred)
    is_correction = distance(fold(old.text), fold(new.text), _CORRECTION) is not None
    if is_correction:
        return tuple(new if each is old else each for each in kept)
    past = replace(old, kind=NameKind.ALIAS if fold(old.text) in others else NameKind.FORMER, preferred=False)
    return (*(new if each is old else each for each in kept), past)


def _is_at(facts: NewOrganisation, place: Place) -> bool:
    if facts.geonames_id is not None and place.geonames_id is not None:
        return facts.geonames_id == place.geonames_id
    said = {fold(each.text) for each in facts.city.texts.values()}
    return facts.country == place.country and (fold(place.city) in said or not (place.city or said))


def _place_filled(facts: NewOrganisation, place: Place) -> NewOrganisation:
    lacks = facts.latitude is None or facts.longitude is None
    return replace(
        facts,
        country=facts.country or place.country,
        city=Multilingual.of("en", en=place.city) if facts.city.is_empty and place.city else facts.city,
        geonames_id=facts.geonames_id or place.geonames_id,
        latitude=place.latitude if lacks else facts.latitude,
        longitude=place.longitude if lacks else facts.longitude,
    )


def _moved(facts: NewOrganisation, place: Place) -> NewOrganisation:
    """The facts at another place. Its clocks are not the register's: the zone stays within one country and is asked for otherwise."""
    return replace(
        facts,
        country=place.country,
        city=Multilingual.of("en", en=place.city) if place.city else Multilingual(),
        geonames_id=place.geonames_id,
        latitude=place.latitude,
        longitude=place.longitude,
        zone=facts.zone if facts.country == place.country else "",
    )
