"""Handing a message to the mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiosmtplib

from coop.jobs import Never

if TYPE_CHECKING:
    from email.message import Message

    from coop.settings import Settings

SECONDS = 30
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_PERMANENT = 500
FAULTS: tuple[type[Exception], ...] = (aiosmtplib.SMTPException, OSError)
"""What can go wrong with a mail server: worth another try."""


async def send(message: Message, settings: Settings) -> None:
    """Hand the message to the server of ``COOP_SMTP_URL`` and wait until it has accepted it.

    A password goes over an encrypted connection only, unless the server is on this machine. Raises Never when the server will not take
    mail for this address (a 5xx answer, RFC 5321 4.2.1), one of FAULTS for what may pass.
    """
    parts = urlsplit(settings.smtp_url)
    host, is_tls = parts.hostname or "", parts.scheme == "smtps"
    try:
        await aiosmtplib.send(
            message,
            hostname=host,
            port=parts.port or (465 if is_tls else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=is_tls,
            start_tls=True if parts.username and not is_tls and host not in _LOCAL else None,
            timeout=SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        if any(each.code >= _PERMANENT for each in refused.recipients):
            raise Never("The mail server does not take mail for this address.") from None
        raise
