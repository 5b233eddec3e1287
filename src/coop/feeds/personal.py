"""The personal feed: what is due for one person, with what they may see at this moment, in one calendar."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import structlog

from coop import calendar, clock
from coop.accounts import personal_feeds
from coop.calendar import at_once, identities
from coop.errors import Invalid
from coop.feeds import ical
from coop.feeds.conferences import LIMIT_OCTETS, PAST_DAYS, Composed, Size
from coop.feeds.personal_entries import Kind, of_agreement, of_follow_up, of_visit
from coop.i18n import translate
from coop.i18n.message import _, ngettext
from coop.liaison import queries as liaison
from coop.partners.agreements import queries as agreements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from coop.accounts.personal_feeds import Holder
    from coop.calendar.at_once import Rendered
    from coop.calendar.entry import Entry
    from coop.calendar.identities import Key
    from coop.i18n.message import Message
    from coop.viewer import Viewer

MOST = 10_000
LET_IN = 50
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Personal:
    """What an address asks for: the kinds (none named: all), the language, how much."""

    kinds: tuple[Kind, ...]
    locale: str
    size: Size = Size.LIMITED


async def compose(holder: Holder, wanted: Personal, site_zone: str) -> Composed:
    """The octets of a person's feed. ``site_zone`` fills an empty calendar.

    The number of statements does not grow with what is in it. ``changed_at`` is when anything in the feed last became another, whatever
    is asked for: what the owner may not see any more counts too.
    """
    entries = await _entries(holder.viewer)
    changed_at = await personal_feeds.note_read(holder, _digest(entries))
    asked = [each for each in entries if not wanted.kinds or each.kind in wanted.kinds]
    found = sorted([each async for each in _rendered(asked, wanted.locale)], key=lambda each: (each.starts, each.octets))
    shown = found if wanted.size is Size.ALL else _nearest(found)
    rows = [{"octets": each.octets, "zone": each.zone, "revised": each.revised, "starts": each.starts} for each in shown]
    head = _head(holder.viewer, wanted, len(shown), len(found))
    window = _past().year
    stretches = [ical.stretch(rows)] if rows else []
    first_year = min(window, datetime.fromtimestamp(shown[0].starts, UTC).year) if shown else window
    return Composed(head.name, ical.calendar(head, stretches, first_year, site_zone), changed_at, len(shown), len(found))


async def _rendered(entries: Sequence[Entry], locale: str) -> AsyncIterator[Rendered]:
    """The entries as octets. Rendering them all anew takes a fifth of a millisecond each: others are let in between."""
    for at, each in enumerate(entries, 1):
        yield at_once.render(each, locale)
        if at % LET_IN == 0:
            await asyncio.sleep(0)


async def _entries(viewer: Viewer) -> list[Entry]:
    """Everything in the window that concerns the viewer and that they may see now."""
    today = clock.today()
    wanted: dict[Key, Entry] = {}
    for agreement in await agreements.watched(viewer):
        wanted |= dict(of_agreement(agreement, today))
    for owed in await liaison.open_follow_ups(viewer, viewer.user_id, MOST):
        wanted |= [of_follow_up(owed)]
    for visit in await liaison.visits(viewer):
        wanted |= [of_visit(visit)]
    earliest = int(_past().timestamp())
    return [each for each in _sound(await identities.settle(wanted)) if calendar.epochs(each)[1] > earliest]


def _sound(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Those that can be published: one that cannot must not cost its owner the others."""
    for each in entries:
        try:
            each.check()
        except Invalid as invalid:
            _log.warning("left out of a personal feed", kind=each.kind, number=each.object_id, fields=sorted(invalid.fields))
        else:
            yield each


def _past() -> datetime:
    """The first moment of the window."""
    return datetime.combine(clock.today() - timedelta(days=PAST_DAYS), time(), UTC)


def _digest(entries: Sequence[Entry]) -> bytes:
    """What the feed holds and with what words, in a digest."""
    told = sorted(f"{each.uid} {int(each.revised_at.timestamp())} {each.status}" for each in entries)
    words = [f"{tag} {mark}" for tag, mark in sorted(calendar.setting().fingerprints.items())]
    return hashlib.blake2b("\n".join([*words, *told]).encode(), digest_size=16).digest()


def _nearest(found: Sequence[Rendered]) -> list[Rendered]:
    """As much as any client takes: what is to come, soonest first, then what is past, latest first; by start."""
    today = int(datetime.combine(clock.today(), time(), UTC).timestamp())
    used, kept = 0, []
    for each in sorted(found, key=lambda each: (each.starts < today, abs(each.starts - today))):
        used += len(each.octets)
        if used > LIMIT_OCTETS:
            break
        kept.append(each)
    return sorted(kept, key=lambda each: (each.starts, each.octets))


def _head(viewer: Viewer, wanted: Personal, shown: int, total: int) -> ical.Head:
    """What the calendar says about itself. Its own address is a secret and stands nowhere in it."""
    base = calendar.setting().base_url
    sentences: list[Message] = [
        _("For its owner alone: whoever has the address of this calendar reads it."),
        _("What ended in the last 12 months, and everything to come. A day that no longer counts stays for 90 days, marked as cancelled."),
        _("Kept by %(address)s.", address=base),
    ]
    if shown < total:
        sentences.append(
            ngettext(
                "Only the nearest %(shown)s of %(count)s entry is here, because calendar apps refuse larger files. Choose fewer kinds.",
                "Only the nearest %(shown)s of %(count)s entries are here, because calendar apps refuse larger files. Choose fewer kinds.",
                total,
                shown=shown,
            )
        )
    return ical.Head(
        name=translate(_("What is due: %(name)s", name=viewer.name), wanted.locale),
        description=" ".join(translate(each, wanted.locale) for each in sentences),
        locale=wanted.locale,
        page=f"{base}/{wanted.locale}/desk/account/feed",
        source="",
    )
