"""The outbox: mails kept until the mail server has accepted them, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from coop import clock, i18n, jobs
from coop.db import run, transaction
from coop.errors import NotFound, require
from coop.notices import letter as letters
from coop.notices import message, refusals, smtp
from coop.viewer import Role

if TYPE_CHECKING:
    from coop.jobs import Handler, Job, Work
    from coop.notices.letter import Letter
    from coop.settings import Settings
    from coop.viewer import Viewer

KIND = "mail"
LASTS = timedelta(days=7)
"""How old a mail may be when it is sent: what waited longer than this is no news any more."""
_RESTS = timedelta(minutes=10)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A mail as an administrator is shown it: never what it says. ``state``: waiting, sent, withdrawn or failed."""

    id: int
    kind: str
    recipient: str
    made_at: datetime
    sent_at: datetime | None
    state: str
    job: int
    attempts: int
    fault: str


async def put(settings: Settings, person_id: int, kind: str, key: str, letter: Letter, run_at: datetime | None = None) -> int | None:
    """Put a letter to a person into the outbox, in their language, to be sent from ``run_at`` on; returns its number.

    None when they refuse this kind, or when the same ``key`` was put before. Belongs inside the transaction that gives the reason for it.
    """
    if kind in await refusals.refused_by(person_id):
        return None
    found = await run("SELECT email, locale, zone FROM person WHERE id = {} AND active", person_id)
    if not found:
        return None
    locale = found[0]["locale"] if found[0]["locale"] in i18n.locales() else i18n.locales().default
    said = replace(letter, link=(letter.link[0], letter.link[1].replace("{locale}", locale)))
    written = letters.write(
        said, locale, found[0]["zone"] or settings.default_zone, settings.site_name, _unsubscribe(settings, person_id, kind)
    )
    rows = await run(
        "INSERT INTO mail (kind, key, person, recipient, locale, message_id, subject, text, html, made_at)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (kind, key) DO NOTHING RETURNING id",
        *(kind, key, person_id, found[0]["email"], locale, f"<{uuid4()}@{urlsplit(settings.base_url).hostname}>"),
        *(written.subject, written.text, written.html, clock.now()),
    )
    if not rows:
        return None
    number: int = rows[0]["id"]
    await jobs.enqueue(KIND, str(number), {"mail": number}, run_at)
    return number


def deliverer(settings: Settings) -> Handler:
    """Who does the jobs of kind ``mail``: hands one to the mail server, then puts on record that it went."""

    async def deliver(job: Job) -> Work | None:
        rows = await run("SELECT m.*, p.active FROM mail m LEFT JOIN person p ON p.id = m.person WHERE m.id = {}", job.payload["mail"])
        if not rows or rows[0]["sent_at"] is not None or rows[0]["withdrawn_at"] is not None:
            return None
        mail = rows[0]
        is_old = clock.now() - mail["made_at"] > LASTS
        if is_old or not mail["active"] or mail["kind"] in await refusals.refused_by(mail["person"]):
            return lambda: _close(mail["id"], "withdrawn_at")
        if not settings.sends_mail:
            raise jobs.Later(clock.now() + _RESTS, "No mail server is set.")
        await smtp.send(
            message.compose(
                message.Outgoing(
                    sender=settings.mail_from,
                    unsubscribe=_unsubscribe(settings, mail["person"], mail["kind"]),
                    at=mail["made_at"],
                    **{field: mail[field] for field in ("recipient", "subject", "text", "html", "locale", "message_id")},
                )
            ),
            settings,
        )
        return lambda: _close(mail["id"], "sent_at")

    return deliver


async def recent(viewer: Viewer) -> list[Standing]:
    """The last mails and what became of them, the newest first, for administrators. Raises Forbidden."""
    require(viewer.has(Role.ADMINISTRATOR))
    rows = await run(
        "SELECT m.id, m.kind, m.recipient, m.made_at, m.sent_at, m.withdrawn_at, j.id AS job, j.attempts, j.fault, j.failed_at FROM mail m"
        " LEFT JOIN job j ON j.kind = 'mail' AND j.key = CAST(m.id AS TEXT) ORDER BY m.id DESC LIMIT {}",
        _SHOWN,
    )
    return [
        Standing(
            **{field: row[field] for field in ("id", "kind", "recipient", "made_at", "sent_at")},
            state=_state(row["sent_at"], row["withdrawn_at"], row["failed_at"]),
            job=row["job"] or 0,
            attempts=row["attempts"] or 0,
            fault=row["fault"] or "",
        )
        for row in rows
    ]


async def failed() -> int:
    """How many mails were given up and wait for somebody to look."""
    found: int = (await run("SELECT count(*) AS n FROM job WHERE kind = 'mail' AND failed_at IS NOT NULL"))[0]["n"]
    return found


async def try_again(viewer: Viewer, job_id: int) -> None:
    """Let a job that was given up be tried anew. Raises Forbidden, NotFound."""
    require(viewer.has(Role.ADMINISTRATOR))
    async with transaction():
        if not await jobs.revive(job_id):
            raise NotFound


async def sweep() -> int:
    """Forget mails of long ago; returns how many."""
    return len(await run("DELETE FROM mail WHERE made_at <= {} AND text = '' RETURNING id", clock.now() - timedelta(days=90)))


def _unsubscribe(settings: Settings, person_id: int, kind: str) -> str:
    return f"{settings.base_url}/unsubscribe/{refusals.token(settings, person_id, kind)}" if kind in refusals.REFUSABLE else ""


async def _close(mail_id: int, column: str) -> None:
    """What a mail said is kept no longer than until it went."""
    await run(f"UPDATE mail SET {column} = {{}}, subject = '', text = '', html = '' WHERE id = {{}}", clock.now(), mail_id)


def _state(sent_at: datetime | None, withdrawn_at: datetime | None, failed_at: datetime | None) -> str:
    if sent_at is not None:
        return "sent"
    if withdrawn_at is not None:
        return "withdrawn"
    return "failed" if failed_at is not None else "waiting"
