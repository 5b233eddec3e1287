"""The facts of a joint project in words: what the history tells and what the conflict page sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import i18n, themes
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.projects.states import Honesty, Role, Stage, Visibility
from coop.web import merge_words
from coop.web import project_words as words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.projects.facts import NewProject

TEXTS = ("names", "objective", "honesty_note", "notes")
PERIODS = ("planned_start", "planned_end", "start", "end")
FIELDS: Mapping[str, Message] = {
    "names": _("Name"),
    "acronym": _("Acronym"),
    "objective": _("Purpose"),
    "topics": _("Themes and topics"),
    "stage": _("Stage"),
    "planned_start": _("Planned start"),
    "planned_end": _("Planned end"),
    "start": _("Actual start"),
    "end": _("Actual end"),
    "participations": _("Partners"),
    "agreed_at": _("Agreed at"),
    "agreement": _("Under the agreement"),
    "parent": _("Part of"),
    "website": _("Website"),
    "links": _("Links"),
    "honesty": _("Caution shown beside the theme"),
    "honesty_note": _("Reason for the caution"),
    "notes": _("Notes"),
    "visibility": _("Who may see it"),
    "source": _("Source"),
    "illustrative": _("Made up for demonstration"),
}
"""What each fact is called, in the order of the form."""
ACTS: Mapping[str, Message] = {
    **merge_words.NAMES_ANOTHER,
    "logged": _("Logged"),
    "edited": _("Edited"),
    "entered": _("Logbook entry"),
    "trashed": _("Moved to the trash"),
    "restored": _("Taken out of the trash"),
}
ENTRY_FIELDS: Mapping[str, Message] = {"on": _("Day"), "text": _("What happened"), "language": _("Language"), "trashed": _("In the trash")}


@dataclass(frozen=True, slots=True)
class Related:
    """The names that facts refer to by number; ``unknown`` stands for what the reader may not know of, its bare number where empty."""

    organisations: Mapping[int, Said]
    conferences: Mapping[int, Said]
    projects: Mapping[int, Said]
    agreements: Mapping[int, Said]
    unknown: str = ""


NOBODY = Related({}, {}, {}, {})


def told(facts: NewProject, related: Related, locale: str) -> dict[str, str]:
    """Each fact in finished words, a line for each of several: what the conflict page sets side by side."""
    said = {
        name: "\n".join(
            i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=each.text.strip()), locale)
            for tag, each in sorted(getattr(facts, name).texts.items())
        )
        for name in TEXTS
    }
    said |= {name: getattr(facts, name).strip() for name in ("acronym", "website", "source", *PERIODS)}
    partners = [
        _partner_line(each.organisation, each.unlisted, each.role, (each.joined, each.left), related, locale)
        for each in facts.participations
    ]
    return said | {
        "topics": _topics([code for code in themes.CODES if code in facts.topics], locale),
        "stage": i18n.translate(words.STAGES[facts.stage], locale),
        "participations": "\n".join(partners),
        "agreed_at": _named(facts.agreed_at, related.conferences, related),
        "agreement": _named(facts.agreement, related.agreements, related),
        "parent": _named(facts.parent, related.projects, related),
        "links": "\n".join(f"{each.url} {each.words}".strip() for each in facts.links),
        "honesty": words.honesty(facts.honesty, locale),
        "visibility": i18n.translate(words.VISIBILITIES[facts.visibility], locale),
        "illustrative": i18n.translate(_("Yes"), locale) if facts.illustrative else "",
    }


def recorded(name: str, value: Any, related: Related, locale: str) -> str:  # noqa: ANN401 - what the ledger kept: plain values of any shape
    """A fact as the ledger keeps it, in finished words."""
    if not value and value is not False:
        return ""
    match value:
        case bool():
            return i18n.translate(_("Yes") if value else _("No"), locale)
        case dict():
            return "\n".join(
                i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=said), locale)
                for tag, said in sorted(value.items())
            )
        case _ if name in _RECORDED:
            return _RECORDED[name](value, related, locale)
        case _:
            return str(value)


_RECORDED: Mapping[str, Callable[[Any, Related, str], str]] = {
    "topics": lambda value, _related, locale: _topics(value, locale),
    "stage": lambda value, _related, locale: i18n.translate(words.STAGES[Stage(value)], locale),
    "visibility": lambda value, _related, locale: i18n.translate(words.VISIBILITIES[Visibility(value)], locale),
    "honesty": lambda value, _related, locale: words.honesty(Honesty(value), locale),
    **dict.fromkeys((*PERIODS, "on"), lambda value, _related, locale: words.known(value, locale)),
    "language": lambda value, _related, locale: places.language(value, locale),
    "links": lambda value, _related, _locale: "\n".join(f"{each['url']} {each['words']}".strip() for each in value),
    "agreed_at": lambda value, related, _locale: _named(value, related.conferences, related),
    "agreement": lambda value, related, _locale: _named(value, related.agreements, related),
    "parent": lambda value, related, _locale: _named(value, related.projects, related),
    "participations": lambda value, related, locale: "\n".join(
        _partner_line(each["organisation"], each["unlisted"], Role(each["role"]), (each["joined"], each["left"]), related, locale)
        for each in value
    ),
}


def _topics(codes: Iterable[str], locale: str) -> str:
    return ", ".join(words.choose(themes.topic(code).name, locale).text if themes.is_code(code) else code for code in codes)


def _partner_line(organisation: int | None, unlisted: str, role: Role, span: tuple[str, str], related: Related, locale: str) -> str:
    about = [i18n.translate(words.ROLES[role], locale), words.period(*span, locale)]
    name = _named(organisation, related.organisations, related) if organisation else unlisted
    return f"{name} ({' · '.join(part for part in about if part)})"


def _named(number: int | None, names: Mapping[int, Said], related: Related) -> str:
    if number is None:
        return ""
    return names[number].text if number in names else related.unknown or f"#{number}"
