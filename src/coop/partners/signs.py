"""The signs an organisation is recognised by: its identifiers in any form, website, names, acronyms and place, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coop.partners.facts import NameKind
from coop.partners.identifiers import Scheme, read
from coop.partners.likeness import core_of
from coop.partners.register.queries import by_identifiers
from coop.search import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.partners.facts import NewOrganisation

Signs = dict[tuple[str, str], str]
"""(kind, sign) -> what a reader would recognise in it."""
_NEAR_NAMES = 12
"""Names of an organisation that are looked at for slips of typing."""


async def of(facts: NewOrganisation) -> Signs:
    """The signs of an organisation. Identifiers count in any form, and so do those that the register (ROR) knows of it."""
    signs: Signs = {}
    for scheme, value in [*_identifiers(facts), *await _known_to_register(facts)]:
        signs["identifier", f"{scheme}|{value}"] = value
    if host := (urlsplit(facts.website).hostname or "").removeprefix("www."):
        signs["host", host] = host
    places = _places(facts)
    signs |= {("place", place): name for place, name in places.items()}
    for name in facts.names:
        folded = fold(name.text)
        if name.kind is NameKind.ACRONYM:
            signs |= {("acronym", f"{folded}|{place}"): name.text for place in places if folded}
        elif folded:
            signs["name", f"{facts.country}|{folded}"] = name.text
    for name in [each for each in facts.names if each.kind in {NameKind.LABEL, NameKind.ALIAS}][:_NEAR_NAMES]:
        core = core_of(name.text)
        if core.letters:
            signs["core", name.text] = name.text
            signs |= {("piece", piece): name.text for piece in core.pieces}
    return signs


def _identifiers(facts: NewOrganisation) -> Iterable[tuple[str, str]]:
    """Each identifier as its register writes it. One entered as our own number or with wrong digits counts for what it looks like."""
    for each in facts.identifiers:
        yield each.scheme.value, each.value.lower()
        for scheme in Scheme if each.scheme is Scheme.LOCAL else ():
            value, fault = read(scheme, each.value)
            if fault is None and scheme is not Scheme.LOCAL:
                yield scheme.value, value.lower()


async def _known_to_register(facts: NewOrganisation) -> list[tuple[str, str]]:
    found = await by_identifiers([each.value for each in facts.identifiers if each.scheme is Scheme.ROR])
    return [(each.scheme.value, each.value.lower()) for entry in found.values() for each in entry.record.identifiers]


def _places(facts: NewOrganisation) -> dict[str, str]:
    """The place by its number, and by its name in each language."""
    shown = facts.city.text(facts.city.source)
    places = {f"{facts.country}|{fold(each.text)}": each.text for each in facts.city.texts.values() if each.text}
    if facts.geonames_id is not None:
        places[f"g{facts.geonames_id}"] = shown
    return places
