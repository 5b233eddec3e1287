"""A conference as a schema.org Event, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

from coop import themes, zones
from coop.conferences.states import Format, Precision, Status
from coop.text import ascii_uri
from coop.web import conference_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coop.conferences.views import ConferenceView
    from coop.web.kit.urls import Urls

_STATUSES = {Status.POSTPONED: "EventPostponed", Status.CANCELLED: "EventCancelled"}
_MODES = {Format.IN_PERSON: "Offline", Format.ONLINE: "Online", Format.HYBRID: "Mixed"}
_BREAKS_OUT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def event(conference: ConferenceView, hosts: Sequence[words.ShownHost], series: tuple[str, str] | None, urls: Urls) -> Markup:
    """The Event as JSON that is safe inside a script element. ``series``: name and address of its series, if it has one."""
    found = msgspec.json.encode(_event(conference, hosts, series, urls)).decode()
    return Markup(found.translate(_BREAKS_OUT))  # noqa: S704 - JSON in which nothing can end the script element


def _event(conference: ConferenceView, hosts: Sequence[words.ShownHost], series: tuple[str, str] | None, urls: Urls) -> dict[str, Any]:
    locale = urls.locale
    address = urls.absolute(urls.page(conference.path))
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "identifier": f"urn:uuid:{conference.uuid}",
        "url": address,
        "name": words.choose(conference.names, locale).text,
        "description": words.choose(conference.summary, locale).text,
        "startDate": _start(conference),
        "endDate": _end(conference),
        "eventStatus": f"https://schema.org/{_status(conference)}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[conference.format]}EventAttendanceMode",
        "previousStartDate": [_day(each.dates.first_day, each.precision) for each in conference.previous],
        "inLanguage": list(conference.languages),
        "organizer": [_organisation(each, urls) for each in hosts],
        "about": [words.choose(themes.theme(slug).name, locale).text for slug in conference.themes],
        "location": _places(conference, urls),
        "maximumAttendeeCapacity": conference.expected_attendance,
        "sameAs": ascii_uri(conference.website) if conference.website else "",
    }
    if conference.organised_by:
        found["organizer"].append({"@type": "Organization", "name": conference.organised_by})
    if series is not None:
        found["superEvent"] = {"@type": "EventSeries", "name": series[0], "url": urls.absolute(series[1])}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _status(conference: ConferenceView) -> str:
    if conference.status in _STATUSES:
        return _STATUSES[conference.status]
    return "EventRescheduled" if conference.previous else "EventScheduled"


def _start(conference: ConferenceView) -> str:
    if conference.is_timed:
        return conference.starts_at.astimezone(zones.tz(conference.zone)).isoformat(timespec="minutes")
    return _day(conference.first_day, conference.precision)


def _end(conference: ConferenceView) -> str:
    if conference.is_timed:
        return conference.ends_at.astimezone(zones.tz(conference.zone)).isoformat(timespec="minutes")
    return _day(conference.last_day, conference.precision) if conference.ends_on else ""


def _day(day: date, precision: Precision) -> str:
    """As much of an ISO 8601 date as is known."""
    return day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[precision]]


def _organisation(host: words.ShownHost, urls: Urls) -> dict[str, Any]:
    return {"@type": "Organization", "name": host.name.text, "url": urls.absolute(host.url)}


def _places(conference: ConferenceView, urls: Urls) -> list[dict[str, Any]]:
    locale = urls.locale
    found: list[dict[str, Any]] = []
    if conference.format is not Format.ONLINE:
        postal = {
            "@type": "PostalAddress",
            "streetAddress": words.choose(conference.street, locale).text,
            "addressLocality": words.choose(conference.city, locale).text,
            "addressCountry": conference.country,
        }
        place: dict[str, Any] = {
            "@type": "Place",
            "name": words.choose(conference.venue, locale).text or words.place(conference, locale),
            "address": {name: value for name, value in postal.items() if value},
        }
        if conference.latitude is not None:
            place["geo"] = {"@type": "GeoCoordinates", "latitude": conference.latitude, "longitude": conference.longitude}
        found.append(place)
    if conference.format is not Format.IN_PERSON:
        stream = "" if conference.stream_private else conference.stream_url
        shown = stream or conference.registration_url or conference.website
        found.append({"@type": "VirtualLocation", "url": ascii_uri(shown) if shown else urls.absolute(urls.page(conference.path))})
    return found
