"""Forms from elsewhere are refused: Fetch Metadata or Origin first, then a token bound to the session, or to the day for visitors."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coop import clock
from coop.errors import Forbidden

if TYPE_CHECKING:
    from datetime import date

    from coop.web.kit.visit import Visit

FIELD = "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignForm(Forbidden):
    """The form was not sent from a page of ours, or its token is too old."""


def token(visit: Visit) -> str:
    """The token a form on this page carries.

    Signed in, it is bound to the session. For a visitor it is bound to the day and to visitors' forms, the same for all,
    so that a public page can be kept; the check of Fetch Metadata and Origin stands beside it.
    """
    if visit.session and visit.viewer.is_signed_in:
        return _sign(visit, f"session\n{visit.session}")
    return _of_day(visit, clock.today())


def require(visit: Visit, sent: str) -> None:
    """Check where the form came from and the token it ``sent``. Raises ForeignForm."""
    require_origin(visit)
    if not _is_valid(visit, sent):
        raise ForeignForm


def require_origin(visit: Visit) -> None:
    """Check by what the browser says of the sender. Raises ForeignForm.

    ``Sec-Fetch-Site`` decides where a browser sends it (Fetch Metadata); otherwise ``Origin`` must be our own. A client that
    sends neither is no browser of today, and the token alone decides.
    """
    site = visit.headers.get(b"sec-fetch-site")
    if site is not None and site != b"same-origin":
        raise ForeignForm
    origin = visit.headers.get(b"origin")
    if origin is None or (origin == b"null" and site is not None):
        return
    if not _is_own(visit, origin):
        raise ForeignForm


def signature(visit: Visit, purpose: str, words: str) -> str:
    """A keyed digest of ``words`` for one purpose, in URL-safe letters."""
    return _sign(visit, f"{purpose}\n{words}")


def matches(wanted: str, sent: str) -> bool:
    """Compare two signatures in constant time; anything that is not ASCII does not match."""
    return sent.isascii() and hmac.compare_digest(wanted.encode(), sent.encode())


def _is_own(visit: Visit, origin: bytes) -> bool:
    if not origin.isascii():
        return False
    sent = origin.decode("ascii").lower()
    if sent == visit.site.origin:
        return True
    try:
        parts = urlsplit(sent)
    except ValueError:
        return False
    host = visit.headers.get(b"host", b"").decode("latin-1").lower()
    return parts.netloc == host and parts.scheme == urlsplit(visit.site.origin).scheme


def _is_valid(visit: Visit, sent: str) -> bool:
    if visit.session and visit.viewer.is_signed_in:
        return matches(_sign(visit, f"session\n{visit.session}"), sent)
    today = clock.today()
    return any(matches(_of_day(visit, day), sent) for day in (today, today - timedelta(days=1)))


def _of_day(visit: Visit, day: date) -> str:
    return _sign(visit, f"visitor\n{day.isoformat()}")


def _sign(visit: Visit, words: str) -> str:
    return hmac.new(visit.site.settings.secret, words.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:43]
