"""A real mail server on this machine, and settings that send through it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP

from coop import i18n, jobs
from coop.notices import working
from coop.settings import Settings


class Postman:
    """Takes mail; ``refuse`` holds answers to give instead, the next first. ``last`` is done after a mail was taken and before that is said."""

    def __init__(self):
        self.taken, self.refuse, self.last = [], [], None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - what aiosmtpd calls
        if self.refuse and self.refuse[0].startswith("5"):
            return self.refuse.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - what aiosmtpd calls
        if self.refuse:
            return self.refuse.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@pytest.fixture
async def postman():
    found = Postman()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(found, hostname="mail.example.org"), "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    await server.wait_closed()


@pytest.fixture
def settings(postman):
    i18n.configure(("en", "zh-Hans", "th", "ar"))
    return Settings(
        "",
        "https://coop.example.org",
        b"test-secret-test-secret-test-secret",
        smtp_url=f"smtp://127.0.0.1:{postman.port}",
        mail_from="coop@example.org",
    )


@pytest.fixture
def quiet(settings):
    """The same without a mail server."""
    return replace(settings, smtp_url="")


@pytest.fixture
def work_off():
    """Do what is due as a worker does."""
    return lambda settings: jobs.work_off("tests", working.handlers(settings))


def parts(mail):
    """The text and the HTML of a mail."""
    text, html = mail.get_payload()
    return text.get_content(), html.get_content()


@pytest.fixture(name="parts")
def _parts():
    return parts
