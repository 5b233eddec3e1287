"""Links that let somebody in, sent by mail: an invitation, and a new password for who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from coop import jobs
from coop.accounts import limits, links, rules
from coop.accounts.facts import email_key
from coop.accounts.links import LinkKind
from coop.db import run, transaction
from coop.errors import Invalid
from coop.i18n.message import _
from coop.notices import outbox
from coop.notices.letter import Letter

if TYPE_CHECKING:
    from coop.accounts.links import Link
    from coop.jobs import Handler, Job, Work
    from coop.settings import Settings
    from coop.viewer import Viewer

ASKED = "reset asked for"


async def hand_out(settings: Settings, viewer: Viewer, person_id: int, kind: LinkKind) -> tuple[Link, bool]:
    """Make a one-time link for a person; where mail is sent it goes to them too. Returns it, and whether it goes.

    Raises Forbidden, NotFound, Invalid.
    """
    make = links.invite if kind is LinkKind.INVITATION else links.offer_reset
    async with transaction():
        link = await make(viewer, person_id)
        if not settings.sends_mail:
            return link, False
        return link, await _put(settings, link)


async def ask_reset(settings: Settings, email: str, network: str) -> None:
    """Somebody asks for a new password: where mail is sent a link goes to the address, else the administrators are told.

    Says and costs the same whether the account exists or not: who it is, is looked up later by the worker.
    Raises TooMany: nobody's mailbox is filled by others, from however many networks they ask.
    """
    if not settings.sends_mail:
        await links.ask_reset(email, network)
        return
    await limits.reserve(limits.of_account("reset", email_key(email)), limits.of_network("reset", network))
    async with transaction():
        await jobs.enqueue(ASKED, uuid4().hex, {"email": email_key(email)})


def reset_sender(settings: Settings) -> Handler:
    """Who does the jobs that ``ask_reset`` puts down: looks the person up and sends the link."""

    async def handle(job: Job) -> Work:
        async def send() -> None:
            found = await run("SELECT id FROM person WHERE email_key = {} AND active AND password_hash <> ''", job.payload["email"])
            for person in found:
                try:
                    await _put(settings, await links.offer_reset(rules.OPERATOR, person["id"]))
                except Invalid:  # closed at this very moment
                    continue

        return send

    return handle


async def _put(settings: Settings, link: Link) -> bool:
    address = f"{settings.base_url}/{{locale}}/{link.kind.value}/{link.token}"
    if link.kind is LinkKind.INVITATION:
        letter = Letter(
            subject=_("Your invitation to %(site)s", site=settings.site_name),
            greeting=_("You are invited to %(site)s.", site=settings.site_name),
            paragraphs=(_("Choose a password to sign in. The link works once, until %(moment)s.", moment=link.expires_at),),
            link=(_("Choose a password"), address),
            reason=_("You get this because an administrator invited this address. If you do not know of it, do nothing."),
        )
    else:
        letter = Letter(
            subject=_("A new password for %(site)s", site=settings.site_name),
            greeting=_("Somebody asked for a new password for this address."),
            paragraphs=(_("The link works once, until %(moment)s. Until you use it, the old password stays.", moment=link.expires_at),),
            link=(_("Choose a new password"), address),
            reason=_("If it was not you, do nothing: nobody can use the link but who reads this mail."),
        )
    return await outbox.put(settings, link.person_id, link.kind.value, link.token_digest, letter) is not None
