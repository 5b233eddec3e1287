"""Gathering everything that is wrong with the facts before saying so, and the checks that several facts share."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from coop import text, themes, zones
from coop.errors import Invalid
from coop.i18n import dates
from coop.i18n.message import _, ngettext
from coop.multilingual import Multilingual, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import time
    from typing import Literal

    from coop.i18n.message import Message

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = zones.EARLIEST_YEAR, zones.LATEST_YEAR - 1
MOST_LANGUAGES = 15
BUDDHIST_YEARS = range(2400, 2701)
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\".]+(\.[^\s@,;<>\".]+)+")
_ADDRESS_LIMIT = 254


class Faults:
    """What was found wrong so far, one message a field: the first said stays."""

    def __init__(self) -> None:
        self.found: dict[str, Message] = {}

    def say(self, field: str, message: Message) -> None:
        """Note that ``field`` is wrong."""
        self.found.setdefault(field, message)

    def trying(self, act: Callable[[], T], instead: T) -> T:
        """The result of ``act``; when it raises Invalid, note what it says and go on with ``instead``."""
        try:
            return act()
        except Invalid as error:
            for field, message in error.fields.items():
                self.say(field, message)
            return instead

    def finish(self) -> None:
        """Raise Invalid when anything was wrong."""
        if self.found:
            raise Invalid(self.found)


class Cleaner(Protocol):
    """A way to tidy a text, such as `coop.text.clean_line`."""

    def __call__(self, value: str, field: str, *, longest: int) -> str:
        """The tidy text; raises Invalid for ``field``."""


def line(faults: Faults, field: str, value: str, longest: int) -> str:
    """``value`` as one tidy line of at most ``longest`` characters."""
    return faults.trying(lambda: text.clean_line(value, field, longest=longest), "")


def lines(faults: Faults, field: str, value: Multilingual, longest: int, clean: Cleaner = text.clean_line) -> Multilingual:
    """``value`` tidied in each of its languages; faults are named ``field.tag``. The source language must have a text if any has."""
    texts: dict[str, Translation] = {}
    for tag, said in value.texts.items():
        name = f"{field}.{tag}"
        if not _TAG.fullmatch(tag):
            faults.say(field, _("%(tag)s is not a language code such as en, zh-Hans or th.", tag=tag[:40]))
            continue
        tidy = faults.trying(partial(clean, said.text, name, longest=longest), "")
        if tidy:
            texts[tag] = Translation(tidy, said.state)
    if texts and value.source not in texts and f"{field}.{value.source}" not in faults.found:
        faults.say(f"{field}.{value.source}", _("Enter this in the original language too; the others are translations of it."))
    return Multilingual(value.source, texts)


def url(faults: Faults, field: str, value: str) -> str:
    """``value`` as an http or https address, or empty."""
    return faults.trying(lambda: text.clean_url(value, field), "") if value.strip() else ""


def address(faults: Faults, field: str, value: str) -> str:
    """``value`` as an e-mail address, or empty."""
    tidy = value.strip()
    if tidy and (len(tidy) > _ADDRESS_LIMIT or not _ADDRESS.fullmatch(tidy)):
        faults.say(field, _("Enter an email address in the format name@example.org."))
    return tidy


def subject_codes(faults: Faults, field: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Topic codes, or codes of whole themes, each once and in the order of the themes; at least one."""
    asked = set(wanted)
    unknown = sorted(code for code in asked if not themes.is_code(code))
    if unknown:
        faults.say(field, _("%(code)s is not a topic we know. Choose from the list.", code=unknown[0][:60]))
    elif not asked:
        faults.say(field, _("Choose at least one theme or topic."))
    return tuple(code for code in themes.CODES if code in asked)


def language_tags(faults: Faults, field: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Language codes, each once, sorted; as many as fit their column, whatever their length."""
    tags = sorted({tag.strip() for tag in wanted if tag.strip()})
    for tag in tags:
        if not _TAG.fullmatch(tag):
            faults.say(field, _("%(tag)s is not a language code such as en, zh-Hans or th.", tag=tag[:40]))
    if len(tags) > MOST_LANGUAGES:
        faults.say(field, ngettext("At most %(count)s language fits.", "At most %(count)s languages fit.", MOST_LANGUAGES))
    return tuple(tags)


def day(faults: Faults, field: str, value: date | None) -> None:
    """Refuse a year that cannot be meant; one of the Buddhist Era is named with the year it stands for."""
    if value is None:
        return
    if value.year in BUDDHIST_YEARS:
        faults.say(
            field,
            _(
                "The year %(year)s looks like the Buddhist Era. Enter the common era year %(common)s.",
                year=value.year,
                common=value.year - 543,
            ),
        )
    elif not FIRST_YEAR <= value.year <= LAST_YEAR:
        faults.say(field, _("Enter a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))


def zone(faults: Faults, field: str, value: str) -> str:
    """The canonical name of a known zone; ``UTC`` stands in when it is not known, so that the other checks can go on."""
    tidy = value.strip()
    if not tidy:
        faults.say(field, _("Choose a time zone."))
        return "UTC"
    if not zones.is_known(tidy):
        faults.say(field, _("%(zone)s is not a time zone we know. Enter a name such as Asia/Shanghai.", zone=tidy[:60]))
        return "UTC"
    return zones.canonical(tidy)


def instant(faults: Faults, field: str, on: date, at: time, zone_name: str, fold: Literal[0, 1] | None) -> datetime | None:
    """The UTC instant of a wall time; a time that the clocks skip or show twice is a fault that names the two ways out."""
    try:
        return zones.resolve(datetime.combine(on, at), zone_name, fold).astimezone(UTC)
    except zones.ZoneError as error:
        faults.say(field, dates.refusal(error))
        return None
