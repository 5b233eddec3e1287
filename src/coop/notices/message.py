"""A mail as it goes over the wire: headers and both bodies (RFC 5322, 2045, 8058)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message


NO_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no header and no line of a mail has: controls, line ends, marks that turn the direction of what follows, lone surrogates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """The facts of a mail. ``message_id`` is kept over tries, so that whoever gets it twice can tell; ``at`` is when it was written.

    ``unsubscribe`` is the address that takes a one-click refusal (RFC 8058 3.1), or empty.
    """

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    locale: str
    message_id: str
    at: datetime
    unsubscribe: str = ""


def compose(mail: Outgoing) -> Message:
    """The message. The same facts give the same octets but for the boundary between its parts.

    Raises ValueError for a header that would run over its line.
    """
    message = MIMEMultipart("alternative", _subparts=(MIMEText(mail.text, "plain", "utf-8"), MIMEText(mail.html, "html", "utf-8")))
    headers = {"From": mail.sender, "To": mail.recipient, "Date": format_datetime(mail.at), "Message-ID": mail.message_id}
    headers |= {"Subject": mail.subject, "Content-Language": mail.locale, "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers |= {"List-Unsubscribe": f"<{mail.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    for name, value in headers.items():
        if NO_LINE.search(value):
            fault = f"The header {name} would hold a character that no line has."
            raise ValueError(fault)
        # Header encodes a text as a whole (RFC 2047 5); EmailMessage would lose the space between a Latin and a Thai word.
        message.add_header(name, Header(value, "utf-8", header_name=name).encode() if name == "Subject" else value)
    return message
