"""One-time links, handed over by an administrator: an invitation to choose the first password, a reset to choose another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from coop import clock, history
from coop.accounts import limits, passwords, queries, rules
from coop.accounts.facts import email_key
from coop.accounts.sign_ins import set_password
from coop.accounts.strength import fault_of
from coop.accounts.tables import OneTimeLink
from coop.accounts.tokens import digest, new_secret
from coop.db import run, transaction
from coop.errors import Gone, Invalid, NotFound, require
from coop.i18n.message import _
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from datetime import timedelta

    from coop.i18n.message import Message
    from coop.viewer import Viewer


class LinkKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as handed out, once: the secret is kept nowhere. ``locale`` is the language of whoever will open it."""

    kind: LinkKind
    token: str
    person_id: int
    locale: str
    expires_at: datetime

    @property
    def token_digest(self) -> str:
        """What names the link and opens nothing."""
        return (digest(self.token) or b"").hex()


@dataclass(frozen=True, slots=True)
class Invited:
    """Whoever a valid link was made for."""

    person_id: int
    name: str
    email: str


async def invite(viewer: Viewer, person_id: int) -> Link:
    """A link, valid for 7 days, by which a person chooses their first password. It replaces any link they had.

    Raises Forbidden, NotFound, Invalid when they have a password already or the account is closed.
    """
    return await _hand_out(viewer, person_id, LinkKind.INVITATION, rules.INVITATION)


async def offer_reset(viewer: Viewer, person_id: int) -> Link:
    """A link, valid for 24 hours, by which a person chooses a new password. It replaces any link they had.

    Raises Forbidden, NotFound, Invalid when they never had a password or the account is closed.
    """
    return await _hand_out(viewer, person_id, LinkKind.RESET, rules.RESET)


async def _hand_out(viewer: Viewer, person_id: int, kind: LinkKind, lasting: timedelta) -> Link:
    require(rules.may_manage_people(viewer))
    token, now = new_secret(), clock.now()
    async with transaction():
        rows = await run("SELECT locale, active, password_hash <> '' AS has_password FROM person WHERE id = {}", person_id)
        if not rows:
            raise NotFound
        if not rows[0]["active"]:
            raise Invalid({"": _("This account is closed. Reopen it first.")})
        if bool(rows[0]["has_password"]) is (kind is LinkKind.INVITATION):
            raise Invalid({"": _without(kind)})
        await run("DELETE FROM one_time_link WHERE person_id = {}", person_id)
        row = OneTimeLink(
            kind=kind.value,
            token_hash=digest(token),
            person_id=person_id,
            created_at=now,
            created_by=viewer.user_id,
            expires_at=now + lasting,
        )
        await OneTimeLink.insert(row)
        await run("DELETE FROM reset_request WHERE person_id = {}", person_id)
        act = "invited" if kind is LinkKind.INVITATION else "offered a reset"
        await history.record(viewer, act, "person", person_id, after={"link_expires_at": now + lasting})
    return Link(kind, token, person_id, rows[0]["locale"], now + lasting)


def _without(kind: LinkKind) -> Message:
    if kind is LinkKind.INVITATION:
        return _("This person has chosen a password already. Make a link to choose a new one instead.")
    return _("This person has not chosen a password yet. Make an invitation instead.")


async def invited(kind: LinkKind, token: str) -> Invited:
    """Whoever the link ``token`` was made for. Raises Gone when it was used, replaced, ran out, or never was: one answer for all."""
    hashed = digest(token)
    rows = (
        await run(
            "SELECT p.id, p.name, p.email FROM one_time_link l JOIN person p ON p.id = l.person_id"
            " WHERE l.token_hash = {} AND l.kind = {} AND l.expires_at > {} AND p.active",
            hashed,
            kind.value,
            clock.now(),
        )
        if hashed
        else []
    )
    if not rows:
        raise Gone
    return Invited(rows[0]["id"], rows[0]["name"], rows[0]["email"])


async def accept_invitation(token: str, password: str) -> int:
    """Choose the first password by an invitation link, which is used up; gives the person's number. Raises Gone, Invalid, TooMany."""
    return await _choose(LinkKind.INVITATION, token, password, act="accepted the invitation")


async def reset_password(token: str, password: str) -> int:
    """Choose a new password by a reset link, which is used up; every sign-in of the person ends. Raises Gone, Invalid, TooMany."""
    return await _choose(LinkKind.RESET, token, password, act="reset the password")


async def _choose(kind: LinkKind, token: str, password: str, *, act: str) -> int:
    holder = await invited(kind, token)
    if fault := fault_of(password, (holder.email, holder.name)):
        raise Invalid({"password": fault})
    hashed = await passwords.hash_password(password)
    async with transaction():
        used = await run("DELETE FROM one_time_link WHERE token_hash = {} AND kind = {} RETURNING person_id", digest(token), kind.value)
        if not used:
            raise Gone
        viewer = await queries.viewer_of_person(holder.person_id)
        await set_password(viewer, holder.person_id, hashed, act=act)
    return holder.person_id


async def ask_reset(email: str, network: str) -> None:
    """Note for the administrators that somebody asks for a new password. Says and costs the same whether the account exists or not.

    Raises TooMany beyond 20 asks per network in 15 minutes.
    """
    await limits.reserve(limits.of_network("reset", network))
    async with transaction():
        found = await run("SELECT id FROM person WHERE email_key = {} AND active", email_key(email))
        for person in found:
            noted = await run(
                "INSERT INTO reset_request (person_id, asked_at) VALUES ({}, {}) ON CONFLICT (person_id) DO NOTHING RETURNING id",
                person["id"],
                clock.now(),
            )
            if noted:
                await history.record(ANONYMOUS, "asked for a reset", "person", person["id"])
