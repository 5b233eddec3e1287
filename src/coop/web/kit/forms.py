"""Forms: parsed once at the door, read in typed pieces that gather what is wrong in words, shown again as they were typed."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from coop.errors import Invalid
from coop.i18n.message import _
from coop.multilingual import Multilingual
from coop.text import clean_line, clean_text
from coop.web.kit import multipart
from coop.web.kit.body import takes_files
from coop.web.kit.refusals import unreadable_body, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from litestar.connection import ASGIConnection, Request

    from coop.i18n.message import Message
    from coop.web.kit.multipart import Upload

KEY = "coop.form"
MOST_FIELDS = 1_000
GREATEST = 2**31 - 2
"""The greatest whole number taken. PostgreSQL takes none greater than a column holds even to compare with; a version rises by one."""
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_ROW = re.compile(r"([a-z_]+)\.([0-9]{1,5})\.[^.]+(?:\.[^.]+)?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
# A typed year of these is one of the Buddhist Era, 543 ahead.
_BUDDHIST = range(2400, 2701)
_BUDDHIST_AHEAD = 543


class Form:
    """What was typed, and what is wrong with it so far.

    The readers (``line``, ``text``, ``integer``, ``date`` ...) never raise: they note the fault under the field's name in ``errors``
    and give an empty value. ``answer()`` raises Invalid when anything was noted. ``files`` are those of a form that sends some.
    """

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)
        self.errors: dict[str, Message] = {}
        self.files: dict[str, Upload] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    @property
    def names(self) -> list[str]:
        """The names of the fields sent, in order."""
        return list(self._fields)

    def typed(self, name: str, otherwise: str = "") -> str:
        """Exactly what was typed, to be shown again; the first value of a repeated field."""
        values = self._fields.get(name)
        return values[0] if values else otherwise

    def all_typed(self, name: str) -> list[str]:
        """Every value sent under ``name``."""
        return list(self._fields.get(name, ()))

    def rows(self, group: str, most: int) -> list[int]:
        """The places of the rows sent of a repeated group, in order, at most ``most``: of fields named ``group.place.name``."""
        named = (found for name in self._fields if (found := _ROW.fullmatch(name)) and found[1] == group)
        return sorted({int(found[2]) for found in named})[:most]

    def error(self, name: str, message: Message) -> None:
        """Note a fault; the first of a field stands."""
        self.errors.setdefault(name, message)

    def take(self, invalid: Invalid, fields: Mapping[str, str] | None = None) -> None:
        """Note the faults the domain found, under this form's names where they differ (domain's name -> form's name)."""
        for name, message in invalid.fields.items():
            self.error((fields or {}).get(name, name), message)

    def answer(self) -> None:
        """Raise Invalid when any fault was noted."""
        if self.errors:
            raise Invalid(self.errors)

    def answer_with(self, check: Callable[[], object], fields: Mapping[str, str]) -> None:
        """Raise Invalid when any fault was noted, together with those that ``check`` finds in the facts; ``fields`` as for `take`."""
        if self.errors:
            try:
                check()
            except Invalid as invalid:
                self.take(invalid, fields)
        self.answer()

    def require(self, *names: str) -> None:
        """Note each of ``names`` that was left empty."""
        for name in names:
            if not self.typed(name).strip():
                self.error(name, _("Fill in this field."))

    def line(self, name: str) -> str:
        """One line of text, tidied."""
        return self._cleaned(name, clean_line, self.typed(name))

    def text(self, name: str) -> str:
        """Several lines of text, tidied."""
        return self._cleaned(name, clean_text, self.typed(name))

    def many(self, name: str) -> list[str]:
        """The values of a repeated field (checkboxes, several choices), tidied, each once, empty ones left out."""
        values = (self._cleaned(name, clean_line, each) for each in self._fields.get(name, ()))
        return list(dict.fromkeys(each for each in values if each))

    def checked(self, name: str) -> bool:
        """Whether a checkbox was ticked."""
        return self.typed(name) not in {"", "0", "off", "false", "no"}

    def integer(self, name: str, least: int | None = None, most: int | None = None) -> int | None:
        """A whole number in the digits of any script, within what can be stored; None where empty or wrong."""
        typed = self.typed(name).strip()
        if not typed:
            return None
        if not re.fullmatch(r"[+-]?\d{1,15}", typed):
            self.error(name, _("Enter a whole number, such as 12."))
            return None
        value = int(typed)
        least = -GREATEST if least is None else least
        most = GREATEST if most is None else most
        if value < least:
            self.error(name, _("Enter a number of at least %(least)s.", least=least))
            return None
        if value > most:
            self.error(name, _("Enter a number of at most %(most)s.", most=most))
            return None
        return value

    def integers(self, name: str) -> list[int]:
        """The whole numbers of a repeated field, each once: ids of what was chosen."""
        found: list[int] = []
        for each in self.many(name):
            if re.fullmatch(r"\d{1,15}", each) and int(each) <= GREATEST:
                found.append(int(each))
            else:
                self.error(name, _("Choose from the list."))
        return list(dict.fromkeys(found))

    def version(self) -> int:
        """The version of the object the form was filled from; 0 where it is missing, which is older than any."""
        typed = self.typed("version")
        return int(typed) if re.fullmatch(r"[0-9]{1,15}", typed) and int(typed) <= GREATEST else 0

    def decimal(self, name: str) -> Decimal | None:
        """A number with a decimal point; None where empty or wrong."""
        typed = self.typed(name).strip()
        if not typed:
            return None
        try:
            value = Decimal(typed) if len(typed) <= 30 else Decimal("NaN")  # noqa: PLR2004 - longer than any figure of ours
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value.adjusted() > 15:  # noqa: PLR2004 - the same
            self.error(name, _("Enter a number with a point before the decimals, such as 24.48."))
            return None
        return value

    def date(self, name: str) -> date | None:
        """A day as ``2026-05-18``; a year from 2400 to 2700 is one of the Buddhist Era. None where empty or wrong."""
        typed = self.typed(name).strip()
        if not typed:
            return None
        found = _DAY.fullmatch(typed)
        if found:
            with suppress(ValueError):
                return date(_common_year(int(found[1])), int(found[2]), int(found[3]))
        self.error(name, _("Enter a day as year-month-day, such as 2026-05-18."))
        return None

    def time(self, name: str) -> time | None:
        """A time of day as ``09:30``; None where empty or wrong."""
        typed = self.typed(name).strip()
        if not typed:
            return None
        found = _TIME.fullmatch(typed)
        if found and int(found[1]) < 24 and int(found[2]) < 60:  # noqa: PLR2004 - hours and minutes
            return time(int(found[1]), int(found[2]))
        self.error(name, _("Enter a time from 00:00 to 23:59, such as 09:30."))
        return None

    def wall(self, name: str) -> datetime | None:
        """A naive local time from the fields ``<name>.date`` and ``<name>.time``; None unless both are right."""
        day, hour = self.date(f"{name}.date"), self.time(f"{name}.time")
        if day is None or hour is None:
            if day is not None and not self.typed(f"{name}.time").strip():
                self.error(f"{name}.time", _("Enter the time as well."))
            if hour is not None and not self.typed(f"{name}.date").strip():
                self.error(f"{name}.date", _("Enter the day as well."))
            return None
        return datetime.combine(day, hour)

    def choice(self, name: str, choices: Iterable[str], otherwise: str = "") -> str:
        """One of ``choices``; ``otherwise`` where empty or wrong."""
        typed = self.typed(name)
        if not typed:
            return otherwise
        if typed in set(choices):
            return typed
        self.error(name, _("Choose from the list."))
        return otherwise

    def choices(self, name: str, choices: Iterable[str]) -> list[str]:
        """Some of ``choices``, each once, in the order sent."""
        known = set(choices)
        typed = [each for each in dict.fromkeys(self._fields.get(name, ())) if each]
        if not known.issuperset(typed):
            self.error(name, _("Choose from the list."))
        return [each for each in typed if each in known]

    def multilingual(self, name: str, source: str = "en") -> Multilingual:
        """One line in several languages: the fields ``<name>.<tag>`` and ``<name>.source``."""
        return self._multilingual(name, source, clean_line)

    def multilingual_text(self, name: str, source: str = "en") -> Multilingual:
        """Several lines in several languages: the fields ``<name>.<tag>`` and ``<name>.source``."""
        return self._multilingual(name, source, clean_text)

    def _multilingual(self, name: str, source: str, clean: Callable[[str, str], str]) -> Multilingual:
        texts: dict[str, str] = {}
        for field in self._fields:
            tag = field.removeprefix(f"{name}.")
            if tag != field and _TAG.fullmatch(tag):
                texts[tag] = self._cleaned(field, clean, self.typed(field))
        wanted = self.typed(f"{name}.source", source)
        if not texts.get(wanted):
            wanted = next((tag for tag, text in texts.items() if text), wanted if _TAG.fullmatch(wanted) else source)
        return Multilingual.from_texts(wanted, texts)

    def _cleaned(self, name: str, clean: Callable[[str, str], str], value: str) -> str:
        try:
            return clean(value, name)
        except Invalid as invalid:
            self.take(invalid)
            return ""


async def parse(connection: ASGIConnection[Any, Any, Any, Any]) -> Form:
    """The form of an unsafe request, parsed once; with files only where files are taken.

    Raises Refused: 415 for another encoding, 400 for bytes that are no form.
    """
    found = connection.scope.get(KEY)
    if found is None:
        request = cast("Request[Any, Any, Any]", connection)
        kind = request.headers.get("content-type", "")
        if takes_files(connection.scope["path"]) and multipart.is_kind(kind):
            typed, files = multipart.read(await request.body(), kind)
            found = Form(typed)
            found.files = files
        else:
            found = read_fields(await request.body(), kind)
        cast("dict[str, Any]", connection.scope)[KEY] = found
    return cast("Form", found)


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """The form the handler works with; its token and origin were checked before the handler ran."""
    return await parse(request)


def read_fields(body: bytes, content_type: str) -> Form:
    """Parse ``application/x-www-form-urlencoded`` bytes. Raises Refused (400, 415)."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body and not kind:
        return Form()
    if kind != "application/x-www-form-urlencoded":
        raise wrong_kind()
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:  # bytes that are no UTF-8, or too many fields
        raise unreadable_body() from None
    return Form(fields)


def _common_year(year: int) -> int:
    return year - _BUDDHIST_AHEAD if year in _BUDDHIST else year
