"""What just happened, carried from a form to the page after it: once, signed, in a cookie of its own."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Literal

import msgspec

from coop.web.kit import cookies, csrf

if TYPE_CHECKING:
    from coop.web.kit.visit import Visit

Kind = Literal["ok", "info", "warning", "error"]
_LONGEST = 3_500


class Notice(msgspec.Struct, frozen=True, array_like=True):
    """A finished sentence in the reader's language; ``undo_url`` is posted to by its undo button, empty for none."""

    kind: Kind
    text: str
    undo_url: str = ""


_decoder = msgspec.json.Decoder(Notice)


def send(visit: Visit, notice: Notice) -> None:
    """Have the next page show ``notice``. One too long for a cookie is let go: what it tells has happened all the same."""
    words = base64.urlsafe_b64encode(msgspec.json.encode(notice)).decode("ascii")
    if len(words) <= _LONGEST:
        value = f"{csrf.signature(visit, 'notice', words)}.{words}"
        visit.set_cookies.append(cookies.write(visit.site.settings, cookies.NOTICE, value, cookies.NOTICE_SECONDS, "HttpOnly"))


def receive(visit: Visit) -> Notice | None:
    """The notice this page is to show, if there is one of ours; it is taken from the browser."""
    value = visit.cookies.get(cookies.NOTICE, "")
    if not value:
        return None
    visit.set_cookies.append(cookies.write(visit.site.settings, cookies.NOTICE, "", 0, "HttpOnly"))
    sent, _, words = value.partition(".")
    if not csrf.matches(csrf.signature(visit, "notice", words), sent):
        return None
    try:
        return _decoder.decode(base64.urlsafe_b64decode(words))
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError):
        return None
