"""The form of a conference: facts into fields, fields into facts, and what each group of fields says in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from coop import themes, zones
from coop.asked import read_number
from coop.conferences.deadlines import END_OF_DAY, NewDeadline
from coop.conferences.facts import NewConference, NewHost
from coop.conferences.reading import TEXTS
from coop.conferences.spans import When
from coop.conferences.states import Answer, DeadlineKind, Format, HostRole, Part, Precision, Status
from coop.i18n import dates
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.multilingual import Multilingual, Said, Translation
from coop.web.kit.forms import Form
from coop.web.kit.templates import direction_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


BLANKS = 2
"""Empty rows for more deadlines; every save brings as many again."""
WORKING_LANGUAGES = ("en", "zh-Hans", "th", "ar", "fr", "es", "pt", "ru", "de", "it", "ja", "ko", "id", "ms", "vi", "hi", "fa", "tr")
_LINES = ("names", "summary", "venue", "street", "city")
PLAIN = ("edition", "zone", "website", "registration_url", "stream_url", "conduct_url", "contact", "source", "organised_by")
_MOST_ROWS = 100

LABELS: Mapping[str, Message] = {
    "names": _("Name"),
    "summary": _("Summary"),
    "description": _("Description"),
    "topics": _("Themes and topics"),
    "series": _("Series"),
    "edition": _("Edition"),
    "dates": _("Dates and hours"),
    "zone": _("Time zone"),
    "format": _("Format"),
    "venue": _("Venue"),
    "street": _("Street"),
    "city": _("City"),
    "country": _("Country or area"),
    "position": _("Latitude and longitude"),
    "languages": _("Working languages"),
    "hosts": _("Hosts"),
    "organised_by": _("Organisers not on record"),
    "deadlines": _("Deadlines"),
    "website": _("Website"),
    "registration_url": _("Registration link"),
    "stream": _("Link for taking part online"),
    "expected_attendance": _("People expected"),
    "conduct_url": _("Code of conduct"),
    "contact": _("Contact address"),
    "source": _("Source"),
    "illustrative": _("Made up for demonstration"),
}
"""What groups of fields are called; a conflict is settled group by group."""

_IN_GROUP = {
    "starts_on": "dates",
    "ends_on": "dates",
    "precision": "dates",
    "opens_at": "dates",
    "closes_at": "dates",
    "opens_fold": "dates",
    "closes_fold": "dates",
    "latitude": "position",
    "longitude": "position",
    "stream_url": "stream",
    "stream_private": "stream",
}
_SENT = frozenset({*TEXTS, *PLAIN, *_IN_GROUP, "topics", "series", "format", "country", "languages", "expected_attendance", "illustrative"})

Fields = list[tuple[str, str]]

GROUPS_OF: Mapping[Part, frozenset[str]] = {
    Part.TEXTS: frozenset({"names", "summary", "description"}),
    Part.DATES: frozenset({"dates", "zone", "format", "venue", "street", "city", "country", "position"}),
    Part.DEADLINES: frozenset({"deadlines"}),
}
"""The groups of fields in each part that co-organisers may be given."""


@dataclass(frozen=True, slots=True)
class HostRow:
    """An organisation in the form; ``number`` is its place in the names of its fields."""

    number: int
    organisation: str
    name: Said | str
    role: str
    answer: str


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline in the form as it was typed."""

    number: int
    uuid: str
    kind: str
    round: str
    due_on: str
    due_time: str
    zone: str
    fold: str
    label: str
    understood: str


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A language that the site does not offer but a text is written in, as the field macros take it."""

    tag: str

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return places.own_language(self.tag)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return direction_of(self.tag)


def group_of(field: str) -> str:
    """The group a field of the form belongs to; empty for one that is not part of the facts."""
    first = field.partition(".")[0]
    if first in {"hosts", "deadlines"}:
        return first
    return _IN_GROUP.get(first, first) if first in _SENT else ""


def place_of(field: str) -> int:
    """Where a field stands in the form, for the summary of what is wrong; the whole form comes first."""
    group = group_of(field)
    return _PLACES.get(group, -1 if not field else len(_PLACES))


_PLACES = {group: place for place, group in enumerate(LABELS)}


def filled(facts: NewConference) -> Fields:
    """The fields of a form that holds ``facts``."""
    found: Fields = []
    for name in TEXTS:
        value: Multilingual = getattr(facts, name)
        found.append((f"{name}.source", value.source if value.texts else facts.names.source))
        found += [(f"{name}.{tag}", said.text) for tag, said in value.texts.items()]
    found += [(name, getattr(facts, name)) for name in PLAIN]
    found += [("topics", code) for code in facts.topics]
    found += [("languages", tag) for tag in facts.languages]
    plain: dict[str, object] = {
        "precision": facts.precision.value,
        "format": facts.format.value,
        "country": facts.country,
        "series": facts.series,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
        "expected_attendance": facts.expected_attendance,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "opens_at": f"{facts.opens_at:%H:%M}" if facts.opens_at else None,
        "closes_at": f"{facts.closes_at:%H:%M}" if facts.closes_at else None,
        "opens_fold": facts.opens_fold,
        "closes_fold": facts.closes_fold,
        "stream_private": "on" if facts.stream_private else None,
        "illustrative": "on" if facts.illustrative else None,
    }
    found += [(name, str(value)) for name, value in plain.items() if value is not None]
    for n, host in enumerate(facts.hosts):
        found += [(f"hosts.{n}.organisation", str(host.organisation)), (f"hosts.{n}.role", host.role), (f"hosts.{n}.answer", host.answer)]
    for n, deadline in enumerate(facts.deadlines):
        found += _deadline_fields(n, deadline)
    return found


def _deadline_fields(n: int, deadline: NewDeadline) -> Fields:
    values = {
        "uuid": str(deadline.uuid or ""),
        "kind": deadline.kind.value,
        "round": str(deadline.round),
        "due_on": deadline.due_on.isoformat() if deadline.due_on else "",
        "due_time": f"{deadline.due_time:%H:%M}",
        "zone": deadline.zone,
        "fold": "" if deadline.fold is None else str(deadline.fold),
        "label": deadline.label.say(deadline.label.source).text,
    }
    return [(f"deadlines.{n}.{name}", value) for name, value in values.items()]


def sent(form: Form) -> Fields:
    """All fields of the facts as they were typed, to be shown or sent again."""
    return [(name, value) for name in form.names if group_of(name) for value in form.all_typed(name)]


def with_the_rest(form: Form, before: NewConference, parts: frozenset[Part]) -> Form:
    """A form that holds ``parts`` only, with what stands in the groups that it neither shows nor was sent."""
    given = {group for part in parts for group in GROUPS_OF[part]} | {group_of(name) for name in form.names}
    typed = [(name, value) for name in form.names for value in form.all_typed(name)]
    return Form([*typed, *((name, value) for name, value in filled(before) if group_of(name) not in given)])


def facts(form: Form, before: NewConference | None = None) -> NewConference:
    """The facts of a form. Faults of reading gather in ``form.errors``; what the form does not show is taken from ``before``."""
    source = form.typed("names.source", "en")
    texts: dict[str, Any] = {name: form.multilingual(name, source) for name in _LINES}
    texts["description"] = form.multilingual_text("description", source)
    if before is not None:
        texts = {name: _keeping_states(getattr(before, name), value) for name, value in texts.items()}
    when = when_of(form)
    return NewConference(
        **texts,
        topics=tuple(form.choices("topics", themes.CODES)),
        zone=when.zone,
        starts_on=when.starts_on,
        ends_on=when.ends_on,
        precision=when.precision,
        opens_at=when.opens_at,
        closes_at=when.closes_at,
        opens_fold=when.opens_fold,
        closes_fold=when.closes_fold,
        status=Status(form.choice("status", (Status.TENTATIVE.value, Status.CONFIRMED.value), Status.TENTATIVE.value)),
        series=form.integer("series", 1),
        edition=form.line("edition"),
        format=Format(form.choice("format", [each.value for each in Format], Format.IN_PERSON.value)),
        country=form.choice("country", zones.country_codes()),
        latitude=_degrees(form, "latitude"),
        longitude=_degrees(form, "longitude"),
        languages=tuple(form.many("languages")),
        website=form.line("website"),
        registration_url=form.line("registration_url"),
        stream_url=form.line("stream_url"),
        stream_private=form.checked("stream_private"),
        expected_attendance=form.integer("expected_attendance"),
        conduct_url=form.line("conduct_url"),
        contact=form.line("contact"),
        illustrative=form.checked("illustrative"),
        source=form.line("source"),
        organised_by=form.line("organised_by"),
        successor=before.successor if before is not None else None,
        hosts=_hosts(form),
        deadlines=_deadlines(form, source, before),
    )


def when_of(form: Form) -> When:
    """Dates, hours and zone of a form."""
    return When(
        starts_on=form.date("starts_on"),
        ends_on=form.date("ends_on"),
        precision=Precision(form.choice("precision", [each.value for each in Precision], Precision.DAY.value)),
        opens_at=form.time("opens_at"),
        closes_at=form.time("closes_at"),
        opens_fold=fold_of(form, "opens_fold"),
        closes_fold=fold_of(form, "closes_fold"),
        zone=form.line("zone"),
    )


def fold_of(form: Form, name: str) -> Literal[0, 1] | None:
    """The first or second of two equal wall times, where one was chosen."""
    typed = form.typed(name)
    return 1 if typed == "1" else 0 if typed == "0" else None


def _degrees(form: Form, name: str) -> float | None:
    value = form.decimal(name)
    return None if value is None else float(value)


def _rows(form: Form, kind: str) -> list[int]:
    """The numbers of the rows of ``kind``, in order."""
    return form.rows(kind, _MOST_ROWS)


def _hosts(form: Form) -> tuple[NewHost, ...]:
    found = []
    for n in _rows(form, "hosts"):
        organisation = form.integer(f"hosts.{n}.organisation", 1)
        if organisation is None or form.checked(f"hosts.{n}.remove"):
            continue
        role = HostRole(form.choice(f"hosts.{n}.role", [each.value for each in HostRole], HostRole.HOST.value))
        answer = Answer(form.choice(f"hosts.{n}.answer", [each.value for each in Answer], Answer.ACCEPTED.value))
        found.append(NewHost(organisation, role, answer))
    taken = {host.organisation for host in found}
    found += [NewHost(each) for each in form.integers("add_host") if each not in taken]
    return tuple(found)


def _deadlines(form: Form, source: str, before: NewConference | None) -> tuple[NewDeadline, ...]:
    known = {each.uuid: each for each in before.deadlines} if before is not None else {}
    found = []
    for n in _rows(form, "deadlines"):
        prefix = f"deadlines.{n}."
        if not form.typed(f"{prefix}kind") and not form.typed(f"{prefix}due_on"):
            continue
        if form.checked(f"{prefix}remove"):
            continue
        uuid = _uuid(form.typed(f"{prefix}uuid"))
        said = form.line(f"{prefix}label")
        standing = known.get(uuid) if uuid else None
        kept = standing is not None and standing.label.say(standing.label.source).text == said
        found.append(
            NewDeadline(
                kind=DeadlineKind(form.choice(f"{prefix}kind", [each.value for each in DeadlineKind], DeadlineKind.OTHER.value)),
                due_on=form.date(f"{prefix}due_on"),
                due_time=form.time(f"{prefix}due_time") or END_OF_DAY,
                zone=form.line(f"{prefix}zone") or zones.AOE,
                fold=fold_of(form, f"{prefix}fold"),
                round=form.integer(f"{prefix}round", 1) or 1,
                label=standing.label if kept and standing is not None else Multilingual.from_texts(source, {source: said}),
                uuid=uuid,
            )
        )
    return tuple(found)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _keeping_states(before: Multilingual, typed: Multilingual) -> Multilingual:
    """Typed texts with the state they had, where nobody touched them: a form cannot tell a draft from what is done."""
    texts = {
        tag: Translation(said.text, before.texts[tag].state) if tag in before.texts and before.texts[tag].text == said.text else said
        for tag, said in typed.texts.items()
    }
    return Multilingual(typed.source, texts)


def text_of(form: Form, name: str, before: Multilingual | None = None) -> Multilingual:
    """What the form's own field macros show for a multilingual field: the typed texts, with the states they had."""
    typed = {field.partition(".")[2]: form.typed(field) for field in form.names if field.startswith(f"{name}.")}
    source = typed.pop("source", "en")
    value = Multilingual(source, {tag: Translation(text) for tag, text in typed.items() if text})
    return _keeping_states(before, value) if before is not None else value


def host_rows(form: Form, named: Mapping[int, Said]) -> list[HostRow]:
    """The hosts of a form, with the names of those the viewer may know."""
    found = []
    for n in _rows(form, "hosts"):
        typed = form.typed(f"hosts.{n}.organisation")
        found.append(
            HostRow(
                n,
                typed,
                named.get(read_number(typed) or 0, f"#{typed}"),
                form.typed(f"hosts.{n}.role"),
                form.typed(f"hosts.{n}.answer", "accepted"),
            )
        )
    return found


def deadline_rows(form: Form, locale: str) -> list[DeadlineRow]:
    """The deadlines of a form as typed, and some empty rows for more."""
    numbers = _rows(form, "deadlines")
    used = [n for n in numbers if form.typed(f"deadlines.{n}.kind") or form.typed(f"deadlines.{n}.due_on")]
    free = max(numbers, default=-1) + 1
    names = ("uuid", "kind", "round", "due_on", "due_time", "zone", "fold", "label")
    found = []
    for n in (*used, *range(free, free + BLANKS)):
        typed = {name: form.typed(f"deadlines.{n}.{name}") for name in names}
        found.append(DeadlineRow(number=n, understood=understood(form, f"deadlines.{n}.due_on", locale), **typed))
    return found


def understood(form: Form, name: str, locale: str) -> str:
    """A typed day in the page's own words, so that a misread order of day and month shows."""
    day: date | None = Form([(name, form.typed(name))]).date(name)
    return dates.day_full(day, locale) if day else ""
