"""Text at the door: what people type, cleaned or refused with the reason; slugs, addresses and markdown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from coop.errors import Invalid
from coop.i18n.message import _, ngettext

if TYPE_CHECKING:
    from coop.i18n.message import Message

LINE_LENGTH = 300
TEXT_LENGTH = 20_000
URL_LENGTH = 2_000
SLUG_LENGTH = 60
MARKDOWN_BYTES = 20_000
"""Beyond this a text is shown as plain paragraphs: the time markdown takes grows with the square of what is written to abuse it."""
MARKDOWN_CELLS = 2_000
"""As many cells as a table may have at most, counted as its widest line on every line: each row is filled up to the width of the first."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SEPARATOR = re.compile(r"[\u2028\u2029]")
_NULL = re.compile(r"\x00")
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_PLANES = range(0, 0x110000, 0x10000)
_UNASSIGNABLE = re.compile("[\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES) + "]")
_SPACES = re.compile(r"\s+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URI_SAFE = "/%:@!$&'()*+,;=~-._"


def clean_line(value: str, field: str, *, longest: int = LINE_LENGTH) -> str:
    """One line as it is stored: NFC, ends trimmed, runs of spaces made one; empty where nothing can be seen.

    ``longest`` counts characters. Raises Invalid for ``field`` where a character has no place in a line, or the line is too long.
    """
    _refuse(value, field)
    if "\n" in value or "\t" in value:
        raise Invalid({field: _("Write this on one line, without line breaks or tabs.")})
    return _bounded(_SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip(), field, longest)


def clean_text(value: str, field: str, *, longest: int = TEXT_LENGTH) -> str:
    """A text of several lines as it is stored: NFC, line ends made newlines, ends trimmed; empty where nothing can be seen.

    ``longest`` counts characters. Raises Invalid for ``field`` where a character has no place in a text, or the text is too long.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    _refuse(value, field)
    return _bounded(unicodedata.normalize("NFC", value).strip(), field, longest)


def clean_url(value: str, field: str) -> str:
    """A web address as it is stored: absolute, http or https, readable (see ``ascii_uri`` for the form machines want); empty stays empty.

    Raises Invalid for ``field``: other schemes, no host, a name or password before the host, spaces, too long.
    """
    address = clean_line(value, field, longest=URL_LENGTH)
    if not address:
        return ""
    wrong = Invalid({field: _("Enter a web address that starts with https://, such as https://example.org.")})
    if " " in address or "\\" in address:
        raise wrong
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
        ascii_host = host.encode("idna")
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not ascii_host or "@" in parts.netloc or not _is_host(host):
        raise wrong
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, parts.query, parts.fragment))


def ascii_uri(url: str) -> str:
    """A cleaned web address as a URI of ASCII letters (RFC 3987 3.1): the host in Punycode, the rest percent-encoded UTF-8."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"
    place = f"{host}:{parts.port}" if parts.port is not None else host
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part), safe=safe)
        for part, safe in (
            (parts.path, _URI_SAFE),
            (parts.query, _URI_SAFE + "?"),
            (parts.fragment, _URI_SAFE + "?"),
        )
    )
    return urlunsplit((parts.scheme, place, path, query, fragment))


@lru_cache(maxsize=8_192)
def slug(text: str, fallback: str = "untitled") -> str:
    """``text`` for an address: letters, marks and digits of any script in lower case, hyphens between; 1 to 60 characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    spaced = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in folded)
    joined = "-".join(filter(None, map(_without_leading_marks, spaced.split())))
    return _cut(joined).strip("-") or fallback


@lru_cache(maxsize=64)
def markdown(text: str) -> Markup:
    """``text`` as HTML through the one allow-list: no raw HTML, pictures or scripts; links only to http, https and mailto.

    Headings begin at the third level, for the page's own stand above. The result is safe to put into a page as it is.
    """
    if len(text.encode("utf-8", "replace")) > MARKDOWN_BYTES or _cells(text) > MARKDOWN_CELLS:
        paragraphs = (Markup("<p>{}</p>").format(part) for part in text.split("\n\n"))
        return Markup("\n").join(paragraphs)
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    drawn = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(_cleaner.clean(drawn))  # noqa: S704 - nh3's output is what Markup is for


def _cells(text: str) -> int:
    """How many cells the tables of ``text`` can have in all; 0 for a text without tables."""
    lines = text.splitlines()
    widest = max((line.count("|") for line in lines), default=0)
    return (widest + 1) * len(lines) if widest else 0


_LINKS = frozenset({"http", "https", "mailto"})
_TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p"}
    | {"pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"},
)


def _only_absolute(tag: str, attribute: str, value: str) -> str | None:
    """Drop a link that names no scheme: ``//host`` would leave for another site under ours."""
    if tag == "a" and attribute == "href" and value.partition(":")[0].lower() not in _LINKS:
        return None
    return value


_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False, "maxNesting": 20}).disable("image")
_cleaner = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={"*": {"lang", "dir"}, "a": {"href", "title"}, "ol": {"start"}},
    attribute_filter=_only_absolute,
    url_schemes=set(_LINKS),
    link_rel="noopener noreferrer nofollow ugc",
)


def _refuse(value: str, field: str) -> None:
    """Raise Invalid for the first character that has no place in any text of ours, saying which and where."""
    refused: tuple[tuple[re.Pattern[str], Message], ...] = (
        (_SURROGATE, _("Character %(place)s is half of a broken character (%(code)s). Delete it and type it again.")),
        (_NULL, _("Character %(place)s is a null character (%(code)s). Delete it.")),
        (_CONTROL, _("Character %(place)s is an invisible control character (%(code)s). Delete it.")),
        (_DIRECTION, _("Character %(place)s is an invisible mark that reorders text (%(code)s). Delete it.")),
        (_SEPARATOR, _("Character %(place)s is an invisible line separator (%(code)s). Use the Enter key for a new line.")),
        (_UNASSIGNABLE, _("Character %(place)s is no character of any script (%(code)s). Delete it.")),
    )
    for pattern, message in refused:
        found = pattern.search(value)
        if found:
            values = {"place": found.start() + 1, "code": f"U+{ord(found[0]):04X}"}
            raise Invalid({field: replace(message, values=values)})


def _bounded(value: str, field: str, longest: int) -> str:
    if len(value) > longest:
        raise Invalid(
            {
                field: ngettext(
                    "Shorten this by %(count)s character; at most %(longest)s fit.",
                    "Shorten this by %(count)s characters; at most %(longest)s fit.",
                    len(value) - longest,
                    longest=longest,
                ),
            }
        )
    return value if any(unicodedata.category(letter)[0] in "LNPS" for letter in value) else ""


def _is_host(host: str) -> bool:
    """Whether ``host`` is an IPv6 address, as urlsplit has checked, or dotted labels of letters, marks, digits and hyphens."""
    if ":" in host:
        return True
    labels = host.removesuffix(".").split(".")
    return all(
        label and not label.startswith("-") and all(letter == "-" or unicodedata.category(letter)[0] in "LMN" for letter in label)
        for label in labels
    )


def _without_leading_marks(word: str) -> str:
    """``word`` from its first letter or digit on: a mark alone has nothing to sit on."""
    start = next((place for place, letter in enumerate(word) if not unicodedata.category(letter).startswith("M")), len(word))
    return word[start:]


def _cut(joined: str) -> str:
    """At most the slug's length, ended at a hyphen where one is near, else before a letter so that no mark loses its letter."""
    if len(joined) <= SLUG_LENGTH:
        return joined
    end = SLUG_LENGTH
    if joined[end] != "-":
        hyphen = joined.rfind("-", SLUG_LENGTH // 2, end)
        if hyphen > 0:
            end = hyphen
    while end > 0 and unicodedata.category(joined[end]).startswith("M"):
        end -= 1
    return joined[:end]
