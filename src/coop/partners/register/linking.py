"""Linking an organisation to its record: only what is empty is filled, shown first; and a new organisation made from a record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coop import zones
from coop.db import run, transaction
from coop.errors import Invalid, Stale, require
from coop.i18n.message import _
from coop.partners import keeping, queries, rules
from coop.partners.facts import NewOrganisation, Source
from coop.partners.identifiers import Scheme
from coop.partners.register import proposals
from coop.partners.register.claims import Claim, claims_of, filled, holds
from coop.partners.register.queries import Entry, get
from coop.partners.views import Profile

if TYPE_CHECKING:
    from coop.partners.register.records import Record
    from coop.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Preview:
    """What linking would do: the facts as they would stand, and what the register says otherwise, which is left alone."""

    entry: Entry
    profile: Profile
    wanted: NewOrganisation
    left_alone: tuple[Claim, ...]


async def preview(viewer: Viewer, ror: str, organisation_id: int) -> Preview:
    """What linking the organisation to the record would fill. Nothing is written.

    Raises Forbidden, NotFound or Gone, and Invalid for an organisation that is linked to another record.
    """
    require(rules.keeps_partners(viewer))
    entry, profile = await get(viewer, ror), await queries.get(viewer, organisation_id)
    if any(each.scheme is Scheme.ROR and each.value != ror for each in profile.facts.identifiers):
        raise Invalid({"organisation": _("This organisation has another ROR identifier. Correct that first.")})
    wanted = await _zoned(filled(profile.facts, entry.record))
    left = tuple(each for each in claims_of(entry.record) if not holds(each, wanted))
    return Preview(entry, profile, wanted, left)


async def link(viewer: Viewer, ror: str, organisation_id: int, version: int) -> int:
    """Fill what the organisation lacks from the record, and take what it has otherwise for answered; returns the version that stands then.

    Raises as `preview` does, Stale when somebody saved meanwhile, and Invalid for an identifier that another organisation has.
    """
    async with transaction():
        found = await preview(viewer, ror, organisation_id)
        if found.profile.version != version:
            raise Stale(found.profile.version)
        raised = await keeping.edit_organisation(viewer, organisation_id, version, found.wanted, found.entry.record.source)
        await proposals.settle(viewer, organisation_id)
    return raised


async def as_new(record: Record) -> NewOrganisation:
    """The facts of an organisation not yet on record, as the register gives them."""
    return await _zoned(filled(NewOrganisation(names=(), kinds=()), record))


async def add(viewer: Viewer, wanted: NewOrganisation, record: Record) -> int:
    """Enter an organisation whose facts were taken over from a record and looked through by a person; returns its id.

    What stands as the register has it keeps the register as its source. Raises as adding an organisation does.
    """
    async with transaction():
        number = await keeping.add_organisation(viewer, with_sources(wanted, record))
        await proposals.settle(viewer, number)
    return number


def with_sources(wanted: NewOrganisation, record: Record) -> NewOrganisation:
    """``wanted`` with the register as the source of each name and identifier that is exactly what the record says."""
    names = {(name.text, name.tag) for name in record.names}
    identifiers = {(each.scheme, each.value) for each in record.identifiers} | {(Scheme.ROR, record.ror)}
    return replace(
        wanted,
        names=tuple(replace(name, source=Source.ROR) if (name.text, name.tag) in names else name for name in wanted.names),
        identifiers=tuple(
            replace(each, source=Source.ROR) if (each.scheme, each.value) in identifiers else each for each in wanted.identifiers
        ),
    )


async def _zoned(facts: NewOrganisation) -> NewOrganisation:
    """The facts with their time zone where it is certain: the only one of the country, or that of every organisation at the same place."""
    if facts.zone or not facts.country:
        return facts
    there = [zone for zone, country in zones.countries().items() if country == facts.country]
    if len(there) != 1 and facts.geonames_id is not None:
        rows = await run(
            "SELECT DISTINCT zone FROM organisation WHERE geonames_id = {} AND country = {} AND zone <> '' AND trashed_at IS NULL LIMIT 2",
            facts.geonames_id,
            facts.country,
        )
        there = [row["zone"] for row in rows]
    return replace(facts, zone=there[0]) if len(there) == 1 else facts
