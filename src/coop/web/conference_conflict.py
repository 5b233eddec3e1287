"""Two people saved the same conference: what each group of fields says on either side, and what stands once it is settled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import i18n, themes
from coop.conferences.reading import TEXTS
from coop.conferences.states import DEADLINE_WORDS, DeadlineKind, Format, HostRole, Precision
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.web import conference_words as words
from coop.web.conference_form import LABELS, PLAIN, deadline_rows, group_of, host_rows, text_of
from coop.web.kit.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.multilingual import Said
    from coop.web.conference_form import Fields


def told(fields: Iterable[tuple[str, str]], named: Mapping[int, Said], locale: str) -> dict[str, str]:
    """What each group of fields says, in words for people to compare; empty for a group that says nothing."""
    form = Form(fields)
    found: dict[str, str] = {}
    for name in TEXTS:
        value = text_of(form, name)
        found[name] = "\n".join(
            i18n.translate(_("%(language)s: %(words)s", language=places.language(tag, locale), words=said.text), locale)
            for tag, said in value.texts.items()
        )
    found |= {name: form.typed(name) for name in PLAIN}
    codes = [code for code in form.all_typed("topics") if themes.is_code(code)]
    found["topics"] = "\n".join(words.choose(themes.topic(code).name, locale).text for code in codes)
    found["languages"] = "\n".join(places.language(tag, locale) for tag in form.all_typed("languages"))
    found["country"] = places.country(form.typed("country"), locale) if form.typed("country") else ""
    found["series"] = form.typed("series")
    found["format"] = _word(words.FORMATS, Format, form.typed("format"), locale)
    found["position"] = " ".join(filter(None, (form.typed("latitude"), form.typed("longitude"))))
    found["stream"] = form.typed("stream_url")
    found["expected_attendance"] = form.typed("expected_attendance")
    found["illustrative"] = i18n.translate(_("Yes"), locale) if form.typed("illustrative") else ""
    days = _days(form, locale)
    hours = "–".join(filter(None, (form.typed("opens_at"), form.typed("closes_at"))))
    found["dates"] = "\n".join(filter(None, (days, hours, _word(words.PRECISIONS, Precision, form.typed("precision"), locale))))
    found["hosts"] = "\n".join(
        f"{row.name}, {_word(words.ROLES, HostRole, row.role, locale)}" for row in host_rows(form, named) if row.organisation
    )
    found["deadlines"] = "\n".join(
        " ".join(
            filter(
                None,
                (
                    row.label or _word(DEADLINE_WORDS, DeadlineKind, row.kind, locale),
                    row.round,
                    row.understood or row.due_on,
                    row.due_time,
                    row.zone,
                ),
            )
        )
        for row in deadline_rows(form, locale)
        if row.due_on
    )
    return found


def _days(form: Form, locale: str) -> str:
    first, last = form.date("starts_on"), form.date("ends_on")
    if first and last and first <= last:
        return dates.day_range(first, last, locale)
    return "\n".join(
        dates.day(each, locale) if each else typed
        for each, typed in ((first, form.typed("starts_on")), (last, form.typed("ends_on")))
        if typed
    )


def _word(said: Mapping[Any, Message], enum: type[Any], value: str, locale: str) -> str:
    return i18n.translate(said[enum(value)], locale) if value in {each.value for each in enum} else value


@dataclass(frozen=True, slots=True)
class Row:
    """A group of fields as both sides have it (templates/parts/conflict.html)."""

    name: str
    label: str
    mine: str
    theirs: str
    differs: bool


def rows(mine: Fields, theirs: Fields, named: Mapping[int, Said], locale: str) -> list[Row]:
    """Every group that says anything on either side."""
    own, other = told(mine, named, locale), told(theirs, named, locale)
    own_marks, other_marks = marks(mine), marks(theirs)
    return [
        Row(group, i18n.translate(label, locale), own.get(group, ""), other.get(group, ""), own_marks.get(group) != other_marks.get(group))
        for group, label in LABELS.items()
        if own.get(group) or other.get(group)
    ]


def marks(fields: Fields) -> dict[str, str]:
    """A short mark of what each group holds: a form carries those it began with, so that what nobody touched is known later."""
    groups: dict[str, list[str]] = {}
    for name, value in fields:
        group = group_of(name)
        if group and value and not name.endswith((".fold", ".source")):
            groups.setdefault(group, []).append(f"{name}={_normal(value)}")
    return {group: hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=6).hexdigest() for group, lines in groups.items()}


def _normal(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def settled(mine: Fields, theirs: Fields, began: Mapping[str, str], keep: Mapping[str, str]) -> Fields:
    """The fields after a conflict: group by group mine or theirs, as ``keep`` says; theirs where I never touched it.

    ``began`` are the marks of the fields my form was filled with; a group that was empty has none.
    """
    now = marks(mine)
    found: Fields = []
    for group in LABELS:
        untouched = bool(began) and began.get(group, "") == now.get(group, "")
        chosen = keep.get(group, "theirs" if untouched else "mine")
        found += [(name, value) for name, value in (theirs if chosen == "theirs" else mine) if group_of(name) == group]
    return found
