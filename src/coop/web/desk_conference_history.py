"""The desk of conferences: what was changed, by whom and when, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from coop import history, i18n, themes
from coop.conferences import queries, rules
from coop.conferences.states import DEADLINE_WORDS, Precision
from coop.errors import Forbidden
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.web import conference_words as words
from coop.web import merge_words
from coop.web.conference_form import LABELS
from coop.web.kit.pages import Page, page
from coop.web.kit.visit import visit_of

ACTS: Mapping[str, Message] = {
    **merge_words.NAMES_ANOTHER,
    "drafted": _("Drafted"),
    "proposed": _("Proposed"),
    "scheduled": _("Published at once"),
    "edited": _("Edited"),
    "submitted": _("Submitted for review"),
    "returned": _("Returned to its author"),
    "published": _("Published"),
    "withdrawn": _("Made a draft again"),
    "archived": _("Archived"),
    "confirmed": _("Confirmed"),
    "held": _("Marked as held"),
    "moved": _("Dates changed"),
    "postponed": _("Postponed"),
    "cancelled": _("Cancelled"),
    "extended": _("Deadline extended"),
    "shared": _("Co-organisers' parts changed"),
    "rezoned": _("Moved with the rules of its time zone: the announced time stays"),
    "rezoned_gap": _("Moved with the rules of its time zone: clocks skip the announced time, so it is the later one"),
    "trashed": _("Moved to the trash"),
    "restored": _("Brought back"),
}
_MORE: Mapping[str, Message] = {
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "precision": _("What is known"),
    "opens_at": _("Opens at"),
    "closes_at": _("Closes at"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "stream_url": _("Link for taking part online"),
    "stream_private": _("Only people who are signed in"),
    "status": _("Status"),
    "status_reason": _("Reason"),
    "visibility": _("Who may see it"),
    "successor": _("Conference that takes its place"),
    "previous": _("Dates that no longer stand"),
    "trashed": _("In the trash"),
    "shared": _("What co-organisers may edit"),
}
_WORDS: Mapping[str, Mapping[Any, Message]] = {
    "status": words.STATUSES,
    "visibility": words.VISIBILITIES,
    "format": words.FORMATS,
    "precision": words.PRECISIONS,
}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the history; ``rows`` are label, before, after."""

    when: str
    iso: str
    act: str
    who: str
    reason: str
    rows: list[tuple[str, str, str]]


@get("/desk/conferences/{conference_id:int}/history", opt={"access": "editor"})
async def show_history(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """What was changed on a conference."""
    visit = visit_of(request)
    conference = await queries.get(visit.viewer, conference_id)
    if not (visit.viewer.is_staff or rules.may_edit_part(visit.viewer, conference.standing)):
        raise Forbidden
    found = await history.of("conference", conference_id)
    hosts = {row[0] for entry in found for field in ("hosts", "shared") for side in entry.changes.get(field, ()) for row in side or ()}
    named = await partners.named(visit.viewer, hosts, visit.locale)
    zone = visit.zone or visit.site.settings.default_zone
    return page(
        request,
        "conferences/history.html",
        section="desk",
        conference=conference,
        title=words.choose(conference.names, visit.locale),
        entries=[_shown(entry, named, zone, visit.locale) for entry in found],
    )


def _shown(entry: history.Entry, named: Mapping[int, Said], zone: str, locale: str) -> ShownEntry:
    rows = []
    for field, (before, after) in entry.changes.items():
        label = LABELS.get(field) or _MORE.get(field)
        sides = _told(field, before, named, locale), _told(field, after, named, locale)
        if label is not None and sides[0] != sides[1]:
            rows.append((i18n.translate(label, locale), *sides))
    act = i18n.translate(ACTS[entry.act], locale) if entry.act in ACTS else entry.act
    return ShownEntry(dates.instant(entry.at, zone, locale), entry.at.isoformat(), act, entry.actor_name, entry.reason, rows)


def _told(field: str, value: Any, named: Mapping[int, Said], locale: str) -> str:  # noqa: ANN401 - what the ledger holds
    """A value of the ledger in words."""
    match field, value:
        case _, None | "" | []:
            return ""
        case _, bool():
            return i18n.translate(_("Yes") if value else _("No"), locale)
        case _, dict():
            return "\n".join(
                i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=text), locale)
                for tag, text in value.items()
            )
        case (("starts_on" | "ends_on"), str()):
            return dates.day_full(date.fromisoformat(value), locale)
        case (("opens_at" | "closes_at"), str()):
            return value[:5]
        case "country", str():
            return places.country(value, locale)
        case (("topics" | "languages" | "hosts" | "deadlines" | "previous" | "shared"), list()):
            return "\n".join(_line(field, each, named, locale) for each in value)
        case ((("status" | "visibility" | "format" | "precision") as kind), str()):
            return next((i18n.translate(said, locale) for code, said in _WORDS[kind].items() if code.value == value), value)
        case _:
            return str(value)


def _line(field: str, value: Any, named: Mapping[int, Said], locale: str) -> str:  # noqa: ANN401 - an item of a list in the ledger
    match field:
        case "topics":
            return words.choose(themes.topic(value).name, locale).text if themes.is_code(value) else str(value)
        case "languages":
            return places.language(value, locale)
        case "hosts":
            organisation, role, _answer = value
            said = next((i18n.translate(each, locale) for code, each in words.ROLES.items() if code.value == role), role)
            return f"{named[organisation].text if organisation in named else f'#{organisation}'}, {said}"
        case "shared":
            organisation, part = value
            said = next((i18n.translate(each, locale) for code, each in words.PARTS.items() if code.value == part), part)
            return f"{named[organisation].text if organisation in named else f'#{organisation}'}, {said}"
        case "deadlines":
            kind, number, _label, due_on, due_time, zone, *_rest = value
            said = next((i18n.translate(each, locale) for code, each in DEADLINE_WORDS.items() if code.value == kind), kind)
            when = dates.glued(dates.day(date.fromisoformat(due_on), locale), f"{due_time[:5]} {zone}", locale)
            return f"{said} ({number}): {when}"
        case _:
            first, last = (date.fromisoformat(each) if each else None for each in value[1:3])
            return (
                dates.span(first, last, Precision(value[3]).value, locale)
                if first and last
                else "".join(dates.day(each, locale) for each in (first, last) if each)
            )


routes: list[Any] = [show_history]
