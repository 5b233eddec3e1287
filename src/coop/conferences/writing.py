"""What every change of a conference shares: the row, the line in the ledger, search and calendar, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from coop import calendar, clock, history, search, themes
from coop.conferences import entries, rules
from coop.conferences.reading import PLAIN, TEXTS, whole
from coop.conferences.states import Visibility
from coop.conferences.tables import Conference
from coop.db import is_postgres, run, save
from coop.errors import Gone, NotFound
from coop.i18n import locales, names
from coop.multilingual import Multilingual, encode_optional
from coop.partners import queries as partners
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from coop.conferences.views import ConferenceView
    from coop.viewer import Viewer

KIND = entries.KIND
NOTHING = Multilingual()
_CALENDAR_PLACE_AND_TIME = (
    *("starts_at", "ends_at", "starts_on", "ends_on", "precision", "opens_at", "closes_at", "zone", "status", "format"),
    *("venue", "street", "city", "country", "latitude", "longitude"),
)


async def standing_before(viewer: Viewer, conference_id: int) -> ConferenceView:
    """The conference a change starts from, in one piece: others who would change it wait until this transaction ends.

    Raises NotFound for what the viewer may not know of, Gone for what lies in the trash.
    """
    if is_postgres() and 0 < conference_id < 2**31:  # on SQLite the transaction itself keeps others waiting
        # NO KEY: another conference may name this one meanwhile; two that each name the other would else wait for one another.
        await run("SELECT 1 FROM conference WHERE id = {} FOR NO KEY UPDATE", conference_id)
    found = await whole(conference_id)
    if found is None:
        raise NotFound
    rules.require_seen(viewer, found.standing)
    if found.trashed_at is not None:
        raise Gone
    return found


async def in_trash(viewer: Viewer, conference_id: int) -> ConferenceView:
    """A conference in the trash that the viewer may bring back. Raises NotFound for any other."""
    found = await whole(conference_id)
    if found is None or found.trashed_at is None or not rules.may_edit(viewer, found.standing):
        raise NotFound
    return found


async def is_there(viewer: Viewer, conference_id: int) -> bool:
    """Whether the viewer sees a conference with this id. Its row is not locked (see `standing_before`)."""
    found = await whole(conference_id)
    return found is not None and found.trashed_at is None and rules.may_see(viewer, found.standing)


def bumped(before: ConferenceView, after: ConferenceView) -> bool:
    """Whether time, place or status differ, so that SEQUENCE rises (RFC 5546 2.1.4)."""
    return any(getattr(before, name) != getattr(after, name) for name in _CALENDAR_PLACE_AND_TIME)


async def change(
    viewer: Viewer, before: ConferenceView, version: int, act: str, changes: dict[str, Any], reason: str = ""
) -> ConferenceView:
    """Store ``changes`` (fields of the view) of one conference still at ``version``, with all that follows; returns what stands then.

    Raises Stale when somebody saved meanwhile.
    """
    wanted = msgspec.structs.replace(before, **changes)
    now = clock.now()
    follow: dict[str, Any] = {}
    if any(name not in {"visibility", "trashed_at", "granted", "shared"} for name in changes):
        follow = {"entry_revised_at": now, "sequence": before.sequence + bumped(before, wanted)}
    values = {name: stored(value) for name, value in {**changes, **follow}.items() if name in _COLUMNS}
    fresh = await save(Conference, before.id, version, values, viewer)
    after = msgspec.structs.replace(wanted, **follow, version=fresh, revised_at=now, revised_by=viewer.user_id)
    await history.record(viewer, act, KIND, before.id, before=chronicle(before), after=chronicle(after), reason=reason)
    await announce(after)
    return after


def stored(value: object) -> object:
    """A view's value as its column holds it."""
    match value:
        case Multilingual():
            return encode_optional(value)
        case tuple():
            return " ".join(value)
        case _:
            return value


async def announce(conference: ConferenceView) -> None:
    """Put the conference where search and calendars find it, or take it away: calendars hold published ones only."""
    await put_in_search(conference)
    if conference.visibility is Visibility.PUBLISHED and conference.trashed_at is None:
        await put_on_calendar(conference)
    else:
        await calendar.remove(KIND, conference.id)
        await calendar.remove(entries.DEADLINE_KIND, conference.id)


async def put_in_search(conference: ConferenceView) -> None:
    """Let those find it who may see it, nobody else."""
    who = rules.audiences(conference.standing)
    if who:
        await search.put(_document(conference, who))
    else:
        await search.remove(KIND, conference.id)


async def put_on_calendar(conference: ConferenceView) -> None:
    """Store the entries of a published conference and of its deadlines."""
    if not conference.deadlines and conference.version > 1:
        await calendar.remove(entries.DEADLINE_KIND, conference.id)
    await calendar.put(entries.entries_of(conference, await _organiser(conference)))


async def _organiser(conference: ConferenceView) -> calendar.Organiser | None:
    """Who answers for it in calendars: the first host that the public may know, else who is said to organise it."""
    for host in conference.parties:
        if host.organisation in conference.hosts:
            try:
                profile = await partners.get(ANONYMOUS, host.organisation)
            except (NotFound, Gone):
                continue
            return calendar.Organiser(profile.names, conference.contact)
    if conference.organised_by:
        return calendar.Organiser(Multilingual.of("en", en=conference.organised_by), conference.contact)
    return None


def _document(conference: ConferenceView, who: frozenset[str]) -> search.Document:
    """What search knows: the words of each language, with the names of topics and country where we have them."""
    texts: dict[str, tuple[str, str]] = {}
    topics = [themes.topic(code).name for code in conference.topics]
    own = dict.fromkeys(tag for name in TEXTS for tag in getattr(conference, name).texts)
    for tag in dict.fromkeys((*own, *locales().tags)):
        words = [getattr(conference, name).text(tag) for name in TEXTS[1:]]
        words += [topic.text(tag) for topic in topics]
        if conference.country and tag in locales():
            words.append(names.country(conference.country, tag))
        texts[tag] = (conference.names.text(tag), " ".join(word for word in words if word))
    first, (title, words_of_first) = next(iter(texts.items()))
    texts[first] = (title, f"{words_of_first} {conference.organised_by}".strip())
    return search.Document(
        kind=KIND, object_id=conference.id, audiences=who, texts=texts, names=(conference.edition,) if conference.edition else ()
    )


def chronicle(conference: ConferenceView) -> dict[str, object]:
    """The facts of a conference as the ledger keeps them, field by field."""
    found: dict[str, object] = {name: getattr(conference, name) for name in _CHRONICLED}
    found["trashed"] = conference.trashed_at is not None
    found["hosts"] = [[each.organisation, each.role, each.answer] for each in conference.parties]
    found["shared"] = [[organisation, part] for organisation, part in sorted(conference.shared)]
    found["deadlines"] = [
        [each.kind, each.round, each.label, each.due_on, each.due_time, each.zone, each.original_on, each.extended_on]
        for each in conference.deadlines
    ]
    found["previous"] = [[each.kind, each.starts_on, each.ends_on, each.precision, each.announced_on] for each in conference.previous]
    return found


_CHRONICLED = (*TEXTS, *PLAIN, "status", "status_reason", "visibility")
_COLUMNS = frozenset({*_CHRONICLED, "sequence", "entry_revised_at", "starts_at", "ends_at", "last_day", "trashed_at"}) - {"topics"}
