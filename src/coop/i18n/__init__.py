"""Languages: what is offered, which is spoken now, and how a message is said in each."""

from coop.i18n.catalogues import faults
from coop.i18n.locale import DEFAULT_TAGS, Locales, OfferedLocale, UnknownLocale
from coop.i18n.offered import configure, locales, negotiate
from coop.i18n.speaking import gettext, ngettext, speaking, spoken, translate, warm

__all__ = [
    "DEFAULT_TAGS",
    "Locales",
    "OfferedLocale",
    "UnknownLocale",
    "configure",
    "faults",
    "gettext",
    "locales",
    "negotiate",
    "ngettext",
    "speaking",
    "spoken",
    "translate",
    "warm",
]
