"""What an organisation is after another was merged into it, and after that was undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coop.partners.facts import NameKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coop.partners.facts import NewName, NewOrganisation

GROUPS: Mapping[str, tuple[str, ...]] = {
    "kinds": ("kinds",),
    "country": ("country",),
    "city": ("city", "geonames_id", "latitude", "longitude", "zone"),
    "founded": ("founded",),
    "website": ("website",),
    "parent": ("parent",),
    "visibility": ("visibility",),
    "source": ("source",),
}
"""What is taken from one of the two as a whole: its name, and the facts it consists of."""


def differing(kept: NewOrganisation, other: NewOrganisation) -> list[str]:
    """The groups in which the two differ, in order."""
    return [group for group, names in GROUPS.items() if any(getattr(kept, each) != getattr(other, each) for each in names)]


def filled(kept: NewOrganisation, other: NewOrganisation) -> frozenset[str]:
    """The groups to take from the other unless somebody says else: those of which the kept one says nothing."""
    return frozenset(group for group in differing(kept, other) if not any(_says(getattr(kept, each)) for each in GROUPS[group]))


def united(kept: NewOrganisation, other: NewOrganisation, taken: Collection[str]) -> NewOrganisation:
    """The facts of ``kept`` after ``other`` was merged into it: all names and identifiers of both, and the groups ``taken`` of the other.

    The other's label becomes the label of a language that had none, else a further name.
    """
    plain = {each: getattr(other, each) for group in taken for each in GROUPS[group]}
    known = {(each.scheme, each.value) for each in kept.identifiers}
    return replace(
        kept,
        **plain,
        names=(*kept.names, *_further(kept.names, other.names)),
        identifiers=(*kept.identifiers, *(each for each in other.identifiers if (each.scheme, each.value) not in known)),
    )


def parted(before: NewOrganisation, after: NewOrganisation, now: NewOrganisation) -> NewOrganisation:
    """The facts of the kept one when a merge is undone that others have edited since: what the merge brought goes, what they did stays.

    ``before`` and ``after`` are its facts around the merge, ``now`` those that stand.
    """
    brought_names = [each for each in after.names if each not in before.names]
    brought = [each for each in after.identifiers if each not in before.identifiers]
    changed = [each for names in GROUPS.values() for each in names if getattr(before, each) != getattr(after, each)]
    plain: dict[str, Any] = {each: getattr(before, each) for each in changed if getattr(now, each) == getattr(after, each)}
    names = tuple(each for each in now.names if each not in brought_names)
    if not any(each.preferred for each in names):  # what it was called then, rather than nothing
        names = (*before.names, *(each for each in names if each not in before.names))
    return replace(
        now,
        **plain,
        names=names,
        identifiers=tuple(each for each in now.identifiers if each not in brought),
    )


def _says(value: object) -> bool:
    return not (value is None or value in ("", ()) or getattr(value, "is_empty", False))


def _further(kept: tuple[NewName, ...], other: tuple[NewName, ...]) -> Iterator[NewName]:
    known = {(each.text, each.tag) for each in kept}
    labelled = {each.tag for each in kept if each.preferred}
    for each in other:
        if (each.text, each.tag) in known:
            continue
        if each.preferred and each.tag in labelled:
            yield replace(each, preferred=False, kind=NameKind.ALIAS)
        else:
            yield each
