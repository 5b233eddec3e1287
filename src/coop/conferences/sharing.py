"""What the members of a co-organising organisation may edit: granted by an organiser part by part, and nothing beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop.conferences import rules, writing
from coop.conferences.states import CO_ORGANISING, Answer, Part
from coop.conferences.tables import Share
from coop.db import run, transaction
from coop.errors import Invalid, Stale, require
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.conferences.rules import Shares
    from coop.conferences.views import ConferenceView, HostView
    from coop.i18n.message import Message
    from coop.viewer import Viewer

_PART_OF: Mapping[str, Part] = {
    **dict.fromkeys(("names", "summary", "description"), Part.TEXTS),
    **dict.fromkeys(("starts_on", "ends_on", "precision", "opens_at", "closes_at", "zone"), Part.DATES),
    **dict.fromkeys(("format", "venue", "street", "city", "country", "latitude", "longitude"), Part.DATES),
    "deadlines": Part.DEADLINES,
}
_DERIVED = frozenset({"starts_at", "ends_at", "last_day", "hosts"})
"""They change with what they are derived from, which is judged."""
_FIELDS = {"parties": "hosts"}


def co_organisers(parties: Iterable[HostView]) -> tuple[int, ...]:
    """The organisations that hold the conference and said yes, each once: those a part of it may be given to."""
    return tuple(dict.fromkeys(each.organisation for each in parties if each.role in CO_ORGANISING and each.answer is Answer.ACCEPTED))


async def share(viewer: Viewer, conference_id: int, version: int, wanted: Mapping[int, Iterable[Part]]) -> ConferenceView:
    """Say for each co-organising organisation what its members may edit; what ``wanted`` does not name is taken back.

    Raises NotFound, Forbidden, Stale, or Invalid for an organisation that does not hold this conference.
    """
    async with transaction():
        before = await writing.standing_before(viewer, conference_id)
        require(rules.may_share(viewer, before.standing))
        shared = frozenset((organisation, part) for organisation, parts in wanted.items() for part in parts)
        strangers = {organisation for organisation, _part in shared} - set(co_organisers(before.parties))
        if strangers:
            raise Invalid(
                {f"parts.{each}": _("This organisation does not hold the conference, or has not accepted yet.") for each in strangers}
            )
        if shared == before.shared and version == before.version:
            return before
        after = await writing.change(viewer, before, version, "shared", {"shared": shared})
        await store(conference_id, shared)
    return after


async def store(conference_id: int, shared: Shares) -> None:
    """Replace what is shared of a conference."""
    await run("DELETE FROM conference_share WHERE conference = {}", conference_id)
    if shared:
        await Share.insert(*(Share(conference=conference_id, organisation=each, part=part) for each, part in sorted(shared)))


def still_shared(before: ConferenceView, parties: Iterable[HostView]) -> Shares:
    """What stays shared when the hosts become ``parties``: who no longer holds the conference no longer edits it."""
    holding = set(co_organisers(parties))
    return frozenset(each for each in before.shared if each[0] in holding)


def check_parts(viewer: Viewer, before: ConferenceView, version: int, changes: Mapping[str, Any]) -> None:
    """Refuse changes beyond what the viewer's organisation was given. Raises Stale, or Invalid naming each such field."""
    parts = rules.parts(viewer, before.standing)
    if parts is None:
        return
    if version != before.version:
        raise Stale(before.version)
    beyond = [name for name in changes if name not in _DERIVED and _PART_OF.get(name) not in parts]
    if beyond:
        raise Invalid({_FIELDS.get(name, name): _refused() for name in beyond})


def _refused() -> Message:
    return _("Your organisation was not given this part of the conference. Ask its organiser to change it, or to let you.")
