"""What the web door refuses before the domain is asked, each with its status and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.errors import CoopError
from coop.i18n.message import _

if TYPE_CHECKING:
    from coop.i18n.message import Message


class Refused(CoopError):
    """A request that cannot be served as it was sent: an HTTP status from 400 to 499, what is wrong, what to do, and headers to add."""

    def __init__(self, status: int, detail: Message, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail.text)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def unreadable_body() -> Refused:
    """The body is not what its Content-Type says."""
    return Refused(400, _("What was sent could not be read. Go back, load the page again and send the form once more."))


def unreadable_address() -> Refused:
    """The query holds bytes or fields no page of ours has."""
    return Refused(400, _("This address holds characters that no page of ours uses. Check it, or start from the home page."))


def address_too_long() -> Refused:
    """The query is longer than any of ours."""
    return Refused(414, _("This address is too long. Choose fewer filters."))


def too_large(limit: int) -> Refused:
    """The body is over ``limit`` bytes."""
    return Refused(
        413,
        _("What was sent is larger than %(limit)s kB. Shorten the text and send it again.", limit=limit // 1024),
    )


def file_too_large(limit: int) -> Refused:
    """The body of a form with a file is over ``limit`` bytes."""
    return Refused(413, _("This file is larger than %(most)s MB. Make it smaller, or enter a link to it.", most=limit // 1024**2))


def too_slow() -> Refused:
    """The body did not arrive in time."""
    return Refused(408, _("The rest of what you sent did not arrive in time. Please send it again."))


def wrong_kind() -> Refused:
    """A form sent in an encoding we do not read."""
    return Refused(415, _("This kind of content is not read here. Send the form as the page offers it."))


def foreign_host() -> Refused:
    """The Host header is missing, repeated, or names another site (RFC 9110 7.4)."""
    return Refused(421, _("This address belongs to another site."))
