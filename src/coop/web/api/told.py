"""What a reader is told of an object's facts, and what stands when they send the same facts back.

Facts name other objects by number: hosts, partners, a parent, a successor. Numbers of what the reader may not see are left out. What comes
back as it was told stays as it stands, with what was left out and with the state of each translation, which the API does not show.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from coop.conferences import queries as conferences
from coop.errors import Gone, NotFound
from coop.multilingual import Multilingual
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.projects import queries as projects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.conferences.facts import NewConference, NewSeries
    from coop.liaison.facts import NewInteraction
    from coop.partners.agreements.facts import NewAgreement
    from coop.partners.facts import NewOrganisation
    from coop.projects.facts import NewProject
    from coop.viewer import Viewer

Facts = TypeVar("Facts", "NewAgreement", "NewConference", "NewInteraction", "NewSeries", "NewOrganisation", "NewProject")


async def conference(viewer: Viewer, facts: NewConference) -> NewConference:
    """A conference without hosts and a successor the viewer may not see."""
    seen = await organisations(viewer, (host.organisation for host in facts.hosts))
    hosts = tuple(host for host in facts.hosts if host.organisation in seen)
    return replace(facts, hosts=hosts, successor=_if_seen(facts.successor, await meetings(viewer, (facts.successor,))))


async def series(viewer: Viewer, facts: NewSeries) -> NewSeries:
    """A series without a home the viewer may not see."""
    return at_home(facts, await organisations(viewer, (facts.home_organisation,)))


def at_home(facts: NewSeries, seen: set[int]) -> NewSeries:
    """A series with its home organisation only where that is ``seen``."""
    return replace(facts, home_organisation=_if_seen(facts.home_organisation, seen))


async def organisation(viewer: Viewer, facts: NewOrganisation) -> NewOrganisation:
    """An organisation without relatives the viewer may not see."""
    seen = await organisations(viewer, (facts.parent, facts.successor))
    return replace(facts, parent=_if_seen(facts.parent, seen), successor=_if_seen(facts.successor, seen))


async def project(viewer: Viewer, facts: NewProject) -> NewProject:
    """A project without partners, a conference, an agreement and a parent the viewer may not see."""
    seen = await organisations(viewer, (each.organisation for each in facts.participations))
    above = await projects.by_ids(viewer, [facts.parent]) if facts.parent is not None else []
    return replace(
        facts,
        participations=tuple(each for each in facts.participations if each.organisation is None or each.organisation in seen),
        agreed_at=_if_seen(facts.agreed_at, await meetings(viewer, (facts.agreed_at,))),
        agreement=_if_seen(facts.agreement, set(await agreements.titled(viewer, [facts.agreement] if facts.agreement else []))),
        parent=facts.parent if above else None,
    )


def settled(wanted: Facts, told: Facts, standing: Facts) -> Facts:
    """What is meant by ``wanted``, sent by somebody who was ``told`` of the facts that stand."""
    meant: dict[str, Any] = {
        each.name: _meant(*(getattr(facts, each.name) for facts in (wanted, told, standing))) for each in fields(standing)
    }
    return replace(wanted, **meant)


def _meant(wanted: object, told: object, standing: object) -> object:
    if isinstance(wanted, Multilingual) and isinstance(standing, Multilingual):
        return _with_states(wanted, standing)
    if wanted == told:
        return standing
    if isinstance(wanted, tuple) and isinstance(told, tuple) and isinstance(standing, tuple):
        return (*wanted, *(each for each in standing if each not in told and each not in wanted))
    return wanted


def _with_states(wanted: Multilingual, standing: Multilingual) -> Multilingual:
    """``wanted`` with each text that nobody touched in the state it was in."""
    texts = {
        tag: standing.texts[tag] if tag in standing.texts and standing.texts[tag].text == said.text else said
        for tag, said in wanted.texts.items()
    }
    return Multilingual(wanted.source, texts)


async def organisations(viewer: Viewer, numbers: Iterable[int | None]) -> set[int]:
    """Those of ``numbers`` that are organisations the viewer may see. One statement; none for no numbers."""
    return set(await partners.named(viewer, {each for each in numbers if each is not None}, viewer.locale))


async def meetings(viewer: Viewer, numbers: Iterable[int | None]) -> set[int]:
    """Those of ``numbers`` that are conferences the viewer may see. One statement where all are in lists."""
    asked = {each for each in numbers if each is not None}
    seen = {card.id for card in await conferences.by_ids(viewer, sorted(asked))}
    for each in asked - seen:  # archived ones are in no list, and yet anybody may read them
        with suppress(NotFound, Gone):
            seen.add((await conferences.get(viewer, each)).id)
    return seen


def _if_seen(number: int | None, seen: set[int]) -> int | None:
    return number if number in seen else None
