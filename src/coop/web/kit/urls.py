"""Addresses: built in one place, absolute only from the configured base, and never trusted when they come from outside."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit

from coop.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.web.kit.static import Assets

# What may stand unescaped in a path (RFC 3986 3.3), beside letters and digits.
_PATH_SAFE = "/-._~!$&'()*+,;=:@"
# Query fields that change how a page is shown, not what it is: they have no place in a canonical address.
_NOT_CANONICAL = frozenset({"tz"})
_MOST_FIELDS = 1_000
_SHORT = 80
"""Characters of a query value that is remembered in its encoded form."""
# Controls, spaces and lone surrogates: no address of ours holds them, and browsers read some of them in their own way.
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")
_GREATEST_ID = 2**31 - 1

Value = str | int | None


@lru_cache(maxsize=8_192)
def encode_path(path: str) -> str:
    """The path ready for a header or an attribute: Han, Thai and Arabic letters percent-encoded as UTF-8."""
    return quote(path, safe=_PATH_SAFE)


def encode_query(fields: Iterable[tuple[str, str]]) -> str:
    """Query fields in the order given; empty values are left out."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields if value != "")


def _quoted(text: str) -> str:
    return _remembered(text) if len(text) <= _SHORT else quote(text, safe="/:,@")


@lru_cache(maxsize=4_096)
def _remembered(text: str) -> str:
    """A page says the same few words in dozens of addresses."""
    return quote(text, safe="/:,@")


def read_query(query: str) -> list[tuple[str, str]]:
    """The fields of a raw query, empty ones left out, in order. Raises ValueError for more than a thousand fields."""
    return list(_fields(query))


def read_repeated(query: str) -> dict[str, list[str]]:
    """The fields of a raw query by name, each with all its values in order. Raises as `read_query` does."""
    found: dict[str, list[str]] = {}
    for name, value in read_query(query):
        found.setdefault(name, []).append(value)
    return found


@lru_cache(maxsize=64)
def _fields(query: str) -> tuple[tuple[str, str], ...]:
    """Asked some twenty times while one page is drawn."""
    return tuple(parse_qsl(query, keep_blank_values=False, encoding="utf-8", errors="replace", max_num_fields=_MOST_FIELDS))


def without_empty_fields(query: str) -> str:
    """The raw query without fields that have no value, so that a form sent with empty filters has one short address."""
    return "&".join(each for each in query.split("&") if "=" in each and unquote_plus(each.partition("=")[2]).strip() != "")


def safe_next(wanted: str, otherwise: str) -> str:
    """The path and query to go to after a form, or ``otherwise`` when ``wanted`` could lead off this site.

    Accepted is a local path only: exactly one leading slash, no backslash, no control character, no scheme, no host.
    """
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted or len(wanted) > 2_000:  # noqa: PLR2004 - longer than any address of ours
        return otherwise
    if _NO_ADDRESS.search(wanted):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return otherwise
    return _ascii(parts.path) + (f"?{_ascii(parts.query)}" if parts.query else "")


def _ascii(part: str) -> str:
    """Encode what is not yet encoded, leaving percent signs alone."""
    return quote(part, safe=_PATH_SAFE + "%?[]", encoding="utf-8", errors="replace")


def read_id(segment: str) -> tuple[int, str]:
    """The number and the slug of a segment such as ``42-氢能``. Raises NotFound where no number of ours stands first."""
    number, _, slug = segment.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 10 or int(number) > _GREATEST_ID:  # noqa: PLR2004 - digits of the greatest
        raise NotFound
    return int(number), slug


class Urls:
    """The addresses of this site as seen from one page: its language, its path, its query."""

    __slots__ = ("_assets", "_base", "_path", "_query", "locale")

    def __init__(self, base: str, assets: Assets, locale: str, path: str, query: str) -> None:
        self._base = base.rstrip("/")
        self._assets = assets
        self._path = path
        self._query = query
        self.locale = locale

    def page(self, path: str = "", /, **fields: Value | Iterable[object]) -> str:
        """A page in this page's language: ``url.page("conferences", theme=["ccus", "storage"])``; ``""`` is home.

        ``path`` is plain text without the language; fields that are None or empty are left out; a list repeats its field.
        """
        return self.page_in(self.locale, path, **fields)

    def page_in(self, locale: str, path: str = "", /, **fields: Value | Iterable[object]) -> str:
        """A page in the language ``locale``."""
        return _with_query(f"/{locale}/{encode_path(path.removeprefix('/'))}", fields)

    def plain(self, path: str, /, **fields: Value | Iterable[object]) -> str:
        """A place outside the languages, such as ``/api/v1/conferences``."""
        return _with_query(encode_path(path), fields)

    def absolute(self, address: str) -> str:
        """An address of this site with the configured base before it: for feeds, canonical links, mail."""
        return self._base + address

    def static(self, name: str) -> str:
        """A file that ships with the code, under the name that carries its content hash: ``url.static("app.css")``."""
        return self._assets.address(name)

    def here(self, locale: str = "", /, **changes: Value | Iterable[object]) -> str:
        """This page, in another language if named, with some query fields set, or dropped where None.

        A change of a field goes back to the first page of the list, unless ``page`` itself is given.
        """
        if changes:
            changes.setdefault("page", None)
        kept = [(name, value) for name, value in read_query(self._query) if name not in changes]
        path = self._path_in(locale) if locale else self._path
        return _path_and_query(encode_path(path), [*kept, *_pairs(changes)])

    def asked_of(self, path: str) -> str:
        """The page at ``path`` asked what this page is asked, whatever the page of its list: the same filters at another place."""
        kept = [(name, value) for name, value in read_query(self._query) if name != "page"]
        return _path_and_query(f"/{self.locale}/{encode_path(path)}", kept)

    def without(self, field: str, value: str = "") -> str:
        """This page with one query field dropped, or only its one ``value`` where the field is repeated."""
        kept = [
            (name, each)
            for name, each in read_query(self._query)
            if name != "page" and not (name == field and (not value or each == value))
        ]
        return _path_and_query(encode_path(self._path), kept)

    @property
    def canonical(self) -> str:
        """The one absolute address of this page: without time zone, first page number and empty fields."""
        return self.canonical_in(self.locale)

    def canonical_in(self, locale: str) -> str:
        """The canonical address of this page in another language."""
        fields = [(name, value) for name, value in read_query(self._query) if name not in _NOT_CANONICAL and (name, value) != ("page", "1")]
        return self._base + _path_and_query(encode_path(self._path_in(locale)), fields)

    def _path_in(self, locale: str) -> str:
        first, slash, rest = self._path.removeprefix("/").partition("/")
        return f"/{locale}/{rest}" if first == self.locale and (slash or not rest) else f"/{locale}/"


def _pairs(fields: dict[str, Value | Iterable[object]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, (str, int)):
            found.append((name, str(value)))
        else:
            found.extend((name, str(each)) for each in value)
    return found


def _with_query(path: str, fields: dict[str, Value | Iterable[object]]) -> str:
    return _path_and_query(path, _pairs(fields)) if fields else path


def _path_and_query(path: str, fields: Iterable[tuple[str, str]]) -> str:
    query = encode_query(fields)
    return f"{path}?{query}" if query else path
