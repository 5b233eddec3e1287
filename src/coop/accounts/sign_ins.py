"""Signing in and out: a random secret for the browser, its digest for us, and nothing a client chose."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from coop import clock, history
from coop.accounts import limits, passwords, queries, rules
from coop.accounts.browsers import summary_of
from coop.accounts.facts import Browser, email_key
from coop.accounts.strength import LONGEST, fault_of
from coop.accounts.tables import Person, SignIn
from coop.accounts.tokens import digest, new_secret
from coop.db import run, transaction
from coop.errors import Invalid, NotFound, TooMany
from coop.i18n.message import _
from coop.viewer import Viewer

_log = structlog.get_logger()

_LONGEST_PASSWORD_TRIED = LONGEST * 4
"""Beyond this nothing is hashed: no password of ours, even before NFC, is that long."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that was let in: ``token`` goes into its cookie and is kept nowhere else."""

    token: str
    viewer: Viewer


async def sign_in(email: str, password: str, browser: Browser) -> SignedIn:
    """Let somebody in. The sign-in that ``browser`` had before is ended, whoever's it was.

    Raises Invalid with the same words whether the account is unknown, closed, without a password, or the password wrong,
    after the same time; TooMany beyond 5 failures per account or 20 per network in 15 minutes, or when the hashing queue is full.
    """
    key = email_key(email)
    try:
        reserved = await limits.reserve(limits.of_account("sign-in", key), limits.of_network("sign-in", browser.network))
    except TooMany:
        _log.warning("sign-in limited", network=browser.network)
        raise
    found = await run("SELECT id, password_hash, active FROM person WHERE email_key = {}", key)
    stored = found[0]["password_hash"] if found else ""
    try:
        is_right = await passwords.matches(stored, password[:_LONGEST_PASSWORD_TRIED])
    except TooMany:
        await limits.release(reserved)
        raise
    if not (is_right and found and found[0]["active"]):
        _log.warning("sign-in refused", network=browser.network)
        raise Invalid({"": _("The e-mail address or the password is not right.")})
    person_id = found[0]["id"]
    renewed = await passwords.hash_password(password) if passwords.is_outdated(stored) else ""
    async with transaction():
        await limits.release(reserved)
        await sweep()
        if not await _still_opens(person_id, stored, renewed or stored):
            raise Invalid({"": _("The e-mail address or the password is not right.")})
        viewer = await queries.viewer_of_person(person_id)
        token = await open_sign_in(viewer, browser)
    _log.info("signed in", person=person_id)
    return SignedIn(token, viewer)


async def _still_opens(person_id: int, stored: str, kept: str) -> bool:
    """Whether ``stored`` is a person's password hash as it was when it was compared; ``kept`` takes its place.

    Comparing takes time, in which the password may have been changed or the account closed. Belongs inside the transaction that lets
    somebody in: the row is held until its end, and who ends all sign-ins of the person comes before it or after it.
    """
    words = "UPDATE person SET password_hash = {} WHERE id = {} AND password_hash = {} AND active RETURNING id"
    return bool(await run(words, kept, person_id, stored))


async def open_sign_in(viewer: Viewer, browser: Browser) -> str:
    """A fresh sign-in for ``viewer`` in the caller's transaction, in place of the one ``browser`` had; gives the secret for its cookie."""
    old = digest(browser.token)
    if old is not None:
        await SignIn.delete().where(SignIn.token_hash == old)
    token, now = new_secret(), clock.now()
    words = summary_of(browser.user_agent)
    row = SignIn(token_hash=digest(token), person_id=viewer.user_id, created_at=now, seen_at=now, user_agent=words)
    made = await SignIn.insert(row).returning(SignIn.id)
    await history.record(viewer, "signed in", "sign_in", made[0]["id"], after={"person": viewer.user_id, "browser": words})
    return token


async def sign_out(viewer: Viewer, token: str) -> None:
    """End the sign-in that holds ``token``. One that is unknown or over is none to end."""
    hashed = digest(token)
    async with transaction():
        ended = await SignIn.delete().where(SignIn.token_hash == hashed).returning(SignIn.id) if hashed else []
        for each in ended:
            await history.record(viewer, "signed out", "sign_in", each["id"])


async def end_sign_in(viewer: Viewer, sign_in_id: int) -> None:
    """End one of the viewer's own sign-ins, in whichever browser. Raises NotFound for anybody else's."""
    own = rules.own_id(viewer)
    async with transaction():
        ended = await SignIn.delete().where(SignIn.id == sign_in_id, SignIn.person_id == own).returning(SignIn.id)
        if not ended:
            raise NotFound
        await history.record(viewer, "ended", "sign_in", sign_in_id)


async def end_other_sign_ins(viewer: Viewer, token: str) -> int:
    """End all of the viewer's sign-ins but the one that holds ``token``; gives how many."""
    own, kept = rules.own_id(viewer), digest(token) or b""
    async with transaction():
        ended = await SignIn.delete().where(SignIn.person_id == own, SignIn.token_hash != kept).returning(SignIn.id)
        if ended:
            await history.record(viewer, "ended other sign-ins", "person", own, after={"sign_ins": sorted(row["id"] for row in ended)})
    return len(ended)


async def end_all_of(person_id: int) -> None:
    """End every sign-in of a person, in the caller's transaction: what they may do has changed."""
    await SignIn.delete().where(SignIn.person_id == person_id)


async def change_password(viewer: Viewer, present: str, wanted: str, browser: Browser) -> SignedIn:
    """Choose a new password, knowing the present one. All sign-ins end; ``browser`` gets a fresh one.

    Raises Invalid (``present`` or ``wanted``), and TooMany as sign-in does: a browser left open is no way to guess.
    """
    own = await queries.own(viewer)
    if fault := fault_of(wanted, (own.email, own.name)):
        raise Invalid({"wanted": fault})
    reserved = await limits.reserve(limits.of_account("password", email_key(own.email)))
    person_id = rules.own_id(viewer)
    stored = (await run("SELECT password_hash FROM person WHERE id = {}", person_id))[0]["password_hash"]
    if not await passwords.matches(stored, present[:_LONGEST_PASSWORD_TRIED]):
        raise Invalid({"present": _("This is not your current password.")})
    hashed = await passwords.hash_password(wanted)
    async with transaction():
        await limits.release(reserved)
        if not await _still_opens(person_id, stored, hashed):
            raise Invalid({"present": _("This is not your current password.")})
        fresh = await queries.viewer_of_person(person_id)
        await set_password(fresh, person_id, hashed, act="changed the password")
        return SignedIn(await open_sign_in(fresh, browser), fresh)


async def set_password(viewer: Viewer, person_id: int, hashed: str, *, act: str) -> None:
    """Store a new password hash in the caller's transaction; every sign-in, link and open reset request of the person ends."""
    await Person.update({"password_hash": hashed}, force=True).where(Person.id == person_id)
    await end_all_of(person_id)
    await run("DELETE FROM one_time_link WHERE person_id = {}", person_id)
    await run("DELETE FROM reset_request WHERE person_id = {}", person_id)
    await history.record(viewer, act, "person", person_id)


async def sweep() -> None:
    """Delete what has run out: sign-ins past the longest lifetime, links past their end. Called at every sign-in and once a day."""
    now = clock.now()
    await run("DELETE FROM sign_in WHERE created_at <= {} OR seen_at <= {}", now - rules.MEMBER.whole, now - rules.MEMBER.idle)
    await run("DELETE FROM one_time_link WHERE expires_at <= {}", now)
