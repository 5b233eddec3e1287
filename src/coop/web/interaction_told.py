"""The facts of an interaction in words: what the history tells, and what stands when two have saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coop import i18n, themes
from coop.accounts import queries as accounts
from coop.conferences import queries as conferences
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _, ngettext
from coop.liaison.facts import Kind, NewInteraction, NewPerson, Part
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.views import said
from coop.projects import queries as projects
from coop.web import interaction_words as words
from coop.web import merge_words
from coop.web.conflicts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.web.kit.visit import Visit

FIELDS: Mapping[str, Message] = {
    "titles": _("Title"),
    "kind": _("Kind"),
    "happened_on": _("Day"),
    "until_on": _("Last day"),
    "begins": _("Hour"),
    "zone": _("Time zone"),
    "place": _("Place"),
    "organisations": _("Organisations"),
    "people": _("People"),
    "summary": _("What was said"),
    "outcome": _("What came of it"),
    "programme": _("Programme"),
    "topics": _("Themes and topics"),
    "officer": _("Officer"),
    "conference": _("Conference"),
    "project": _("Joint project"),
    "agreement": _("Agreement"),
    "confidential": _("Confidential"),
    "illustrative": _("Made up for demonstration"),
    "text": _("What is to be done"),
    "assignee": _("Given to"),
    "due_on": _("Due on"),
    "done_on": _("Done on"),
    "trashed": _("In the trash"),
}
"""What each fact is called, in the order of the form; then those of follow-ups."""
ACTS: Mapping[str, Message] = {
    **merge_words.NAMES_ANOTHER,
    "logged": _("Logged"),
    "edited": _("Edited"),
    "gave a follow-up": _("Follow-up given"),
    "edited a follow-up": _("Follow-up edited"),
    "finished a follow-up": _("Follow-up done"),
    "reopened a follow-up": _("Follow-up opened again"),
    "trashed": _("Moved to the trash"),
    "restored": _("Taken out of the trash"),
}
_OF_RECORDS = ("conference", "project", "agreement")


@dataclass(frozen=True, slots=True)
class Related:
    """The names that facts refer to by number, by the fact that names them; ``unknown`` for what the reader may not know of."""

    named: Mapping[tuple[str, int], str]
    unknown: str

    def name(self, what: str, number: int) -> str:
        """The name of record ``number``."""
        return self.named.get((what, number), self.unknown)


def told(facts: NewInteraction, related: Related, people: Mapping[int, str], locale: str) -> dict[str, str]:
    """Each fact in finished words, a line for each of several, ``people`` with their names: what the conflict page sets side by side."""
    said_plainly = {name: recorded(name, value, related, locale) for name, value in plain(facts).items()}
    return {**said_plainly, "people": "\n".join(_person(each, related, people, locale) for each in facts.people)}


def _person(person: NewPerson, related: Related, people: Mapping[int, str], locale: str) -> str:
    name = people.get(person.contact, related.unknown) if person.contact else person.name
    organisation = related.name("organisations", person.organisation) if person.organisation else ""
    return ", ".join(filter(None, (name, organisation, i18n.translate(words.ROLES[person.role], locale))))


async def related_to(visit: Visit, changed: Iterable[tuple[str, Any]]) -> Related:
    """The names of what facts refer to by number, as far as the viewer may know them."""
    viewer, locale = visit.viewer, visit.locale
    ids = _numbers_in(changed)
    named: dict[tuple[str, int], str] = {}
    for number, name_of in (await partners.named(viewer, ids["organisations"], locale)).items():
        named["organisations", number] = name_of.text
    for number, person in (await accounts.officers(viewer, ids["officer"])).items():
        named["officer", number] = person
    for number, titles in (await agreements.titled(viewer, ids["agreement"])).items():
        named["agreement", number] = said(titles, locale).text
    for card in await conferences.by_ids(viewer, sorted(ids["conference"])):
        named["conference", card.id] = said(card.names, locale).text
    for joint in await projects.by_ids(viewer, sorted(ids["project"])):
        named["project", joint.id] = said(joint.names, locale).text
    return Related(named, i18n.translate(_("Not public"), locale))


def _numbers_in(changed: Iterable[tuple[str, Any]]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {name: set() for name in ("organisations", "officer", *_OF_RECORDS)}
    for name, value in changed:
        if not value:
            continue
        if name in {"organisations", "people"}:
            ids["organisations"] |= {each["organisation"] for each in value if each["organisation"]}
        elif name in {"officer", "assignee"}:
            ids["officer"].add(value)
        elif name in _OF_RECORDS:
            ids[name].add(value)
    return ids


def recorded(name: str, value: Any, related: Related, locale: str) -> str:  # noqa: ANN401 - what the ledger kept: plain values of any shape
    """A fact as the ledger keeps it, in finished words."""
    if value in (None, "", [], {}) or (value is False and name != "trashed"):
        return ""
    if name in _RECORDED:
        return _RECORDED[name](value, related, locale)
    if isinstance(value, bool):
        return i18n.translate(_("Yes") if value else _("No"), locale)
    if isinstance(value, dict):
        return "\n".join(
            i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=text), locale)
            for tag, text in sorted(value.items())
        )
    return str(value)


def _organisations(value: list[dict[str, Any]], related: Related, locale: str) -> str:
    return "\n".join(
        f"{related.name('organisations', each['organisation'])} ({i18n.translate(words.PARTS[Part(each['part'])], locale)})"
        for each in value
    )


def _people(value: list[dict[str, Any]], _related: Related, locale: str) -> str:
    return i18n.translate(ngettext("%(count)s person", "%(count)s people", len(value)), locale)


_RECORDED: Mapping[str, Callable[[Any, Related, str], str]] = {
    "kind": lambda value, _related, locale: i18n.translate(words.KINDS[Kind(value)], locale),
    **dict.fromkeys(
        ("happened_on", "until_on", "due_on", "done_on"), lambda value, _related, locale: dates.day(date.fromisoformat(value), locale)
    ),
    "begins": lambda value, _related, _locale: value[:5],
    "topics": lambda value, _related, locale: ", ".join(
        said(themes.topic(code).name, locale).text if themes.is_code(code) else code for code in value
    ),
    "organisations": _organisations,
    "people": _people,
    "officer": lambda value, related, _locale: related.name("officer", value),
    "assignee": lambda value, related, _locale: related.name("officer", value),
    "conference": lambda value, related, _locale: related.name("conference", value),
    "project": lambda value, related, _locale: related.name("project", value),
    "agreement": lambda value, related, _locale: related.name("agreement", value),
}
