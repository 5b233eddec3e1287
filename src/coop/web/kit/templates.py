"""The template environment: one a process, escaping always, strict about missing names while developing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, StrictUndefined

from coop import i18n, resources, text
from coop.i18n import dates, names
from coop.i18n.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Macro

    from coop.multilingual import Multilingual, Said
    from coop.settings import Settings
    from coop.web.kit.static import Assets


def environment(settings: Settings, assets: Assets) -> Environment:
    """Make the environment. Words follow the language being spoken (``i18n.speaking``), in imported macros too."""
    made = Environment(
        loader=FileSystemLoader(resources.folder("templates")),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined if settings.development else ChainableUndefined,
        auto_reload=settings.development,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    install: Callable[..., None] = made.install_gettext_callables  # type: ignore[attr-defined] # the i18n extension brings it
    install(i18n.gettext, i18n.ngettext, newstyle=True)
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(
        static=assets.address,
        language_name=_language_name,
        direction_of=direction_of,
        drawn=Fragments().draw,
        site_name=settings.site_name,
    )
    made.filters.update(_filters())
    return made


class Fragments:
    """Pieces of pages drawn before, by everything they show: a card or a chip of the same values in the same language is the same one.

    A macro that draws costs some 5 µs for each piece it is made of, a piece found here 1 µs.
    """

    def __init__(self, most: int = 3_000) -> None:
        self._most = most
        self._drawn: dict[tuple[object, ...], str] = {}

    def draw(self, macro: Macro, *values: object) -> str:
        """What ``macro``, known by its name, makes of ``values``, which must be immutable through and through to be remembered."""
        key = (i18n.spoken(), macro.name, *values)
        try:
            found = self._drawn.get(key)
        except TypeError:  # a dict or a list among the values: drawn each time
            return macro(*values)
        if found is None:
            if len(self._drawn) >= self._most:
                self._drawn.clear()
            found = self._drawn[key] = macro(*values)
        return found


def direction_of(tag: str) -> str:
    """``ltr`` or ``rtl`` for any language tag, offered or not."""
    if tag in i18n.locales():
        return i18n.locales()[tag].direction
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def _language_name(tag: str) -> str:
    return names.language(tag, i18n.spoken())


def _said(value: Message | str) -> str:
    return i18n.translate(value, i18n.spoken()) if isinstance(value, Message) else value


def _choose(value: Multilingual) -> Said:
    return value.say(i18n.spoken(), i18n.locales()[i18n.spoken()].chain)


def _spoken(form: Callable[..., str]) -> Callable[..., str]:
    """A formatter whose last argument is the locale, with the language being spoken."""
    return lambda *values: form(*values, i18n.spoken())


def _filters() -> dict[str, Callable[..., Any]]:
    """Dates and names in the language being spoken; ``said`` translates a message of the domain, ``choose`` picks a multilingual text."""
    of_dates = ("day", "day_long", "day_full", "day_of_week", "day_of_year", "day_range", "month", "month_short", "year", "span", "instant")
    return {
        **{name: _spoken(getattr(dates, name)) for name in (*of_dates, "time_in_zone")},
        **{name: _spoken(getattr(names, name)) for name in ("country", "language", "zone")},
        "choose": _choose,
        "direction_of": direction_of,
        "markdown": text.markdown,
        "said": _said,
    }
