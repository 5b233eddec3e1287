"""How the API is asked: the language of names, the page, the version to save over; the same words in every list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop.errors import Invalid
from coop.i18n.message import _
from coop.web.api.operations import Parameter
from coop.web.kit.urls import read_repeated
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from litestar import Request

MOST_PAGES = 100_000
LOCALE = Parameter("locale", "The language to give names in (BCP 47), where they exist in it.", {"type": "string", "default": "en"})
NUMBER = Parameter("page", "The page of the list, from 1.", {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1})
WORDS = Parameter("q", "Words to look for, in any script.", {"type": "string", "maxLength": 200})
VERSION = Parameter("version", "The version you read: refused with 409 when another one stands.", {"type": "integer", "minimum": 1})


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of a request to the API: repeated fields kept, and what every list understands read out of it."""

    fields: dict[str, list[str]]
    locale: str
    number: int

    def one(self, name: str) -> str:
        """The last value of a field, or an empty string."""
        return self.fields.get(name, [""])[-1]


def asked(request: Request[Any, Any, Any]) -> Asked:
    """Read the query. Raises Invalid for a language not offered or a page that is no number."""
    visit = visit_of(request)
    fields = read_repeated(visit.query)
    locale = fields.get("locale", ["en"])[-1]
    if locale not in visit.site.locales.tags:
        raise Invalid({"locale": _("Choose one of the languages offered: %(offered)s.", offered=", ".join(visit.site.locales.tags))})
    return Asked(fields, locale, whole(fields.get("page", ["1"])[-1], "page", MOST_PAGES))


def version_of(request: Request[Any, Any, Any]) -> int:
    """The version named in the query. Raises Invalid when it is missing."""
    found = asked(request).one("version")
    if not found:
        raise Invalid({"version": _("Say which version you read, as ?version=3.")})
    return whole(found, "version", 2**31 - 1)


def whole(value: str, field: str, most: int) -> int:
    """A whole number from 1 to ``most``. Raises Invalid naming ``field``."""
    if not (value.isascii() and value.isdigit() and len(value) < 11 and 1 <= int(value) <= most):  # noqa: PLR2004 - digits of the greatest
        raise Invalid({field: _("Enter a whole number from 1 to %(most)s.", most=most)})
    return int(value)


def following(request: Request[Any, Any, Any], number: int, pages: int) -> str:
    """The absolute address of the next page of a list, or an empty string on the last."""
    if number >= pages:
        return ""
    urls = visit_of(request).urls
    return urls.absolute(urls.here(page=number + 1))
