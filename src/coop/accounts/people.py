"""Adding people, and changing who they are, what they may do and where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop import clock, history
from coop.accounts import passwords, rules
from coop.accounts.facts import NewUser, Profile, clean_email, email_key
from coop.accounts.sign_ins import end_all_of
from coop.accounts.tables import Person
from coop.db import refusing, run, save, serialise, transaction
from coop.errors import Invalid, NotFound, require
from coop.i18n.message import _
from coop.viewer import ANONYMOUS, Role, Viewer

if TYPE_CHECKING:
    from coop.i18n.message import Message


def _taken() -> dict[tuple[str, ...], tuple[str, Message]]:
    return {("email_key",): ("email", _("Somebody with this e-mail address is here already."))}


async def add_user(viewer: Viewer, wanted: NewUser) -> int:
    """Add a person with their roles and memberships; gives their number. They cannot sign in before they have a password.

    Raises Forbidden, Invalid.
    """
    require(rules.may_manage_people(viewer))
    wanted = wanted.check()
    hashed = await passwords.hash_password(wanted.password) if wanted.password else ""
    now, profile = clock.now(), wanted.profile
    with refusing(_taken()):
        async with transaction():
            row = Person(
                email=wanted.email,
                email_key=email_key(wanted.email),
                name=profile.name,
                address_as=profile.address_as,
                locale=profile.locale,
                zone=profile.zone,
                password_hash=hashed,
                active=True,
                created_at=now,
                created_by=viewer.user_id,
                revised_at=now,
                revised_by=viewer.user_id,
            )
            person_id = int((await Person.insert(row).returning(Person.id))[0]["id"])
            for role in sorted(wanted.roles):
                await _insert_role(viewer, person_id, role)
            for organisation_id in sorted(wanted.organisation_ids):
                await _insert_membership(viewer, person_id, organisation_id)
            facts = {"email": wanted.email, "name": profile.name, "address_as": profile.address_as, "locale": profile.locale}
            held = {"zone": profile.zone, "roles": wanted.roles, "organisations": wanted.organisation_ids}
            await history.record(viewer, "added", "person", person_id, after={**facts, **held})
    return person_id


async def edit_profile(viewer: Viewer, version: int, wanted: Profile) -> int:
    """Change the viewer's own name, language and zone; gives the new version. Raises Forbidden, Invalid, Stale."""
    person_id = rules.own_id(viewer)
    wanted = wanted.check()
    after = {"name": wanted.name, "address_as": wanted.address_as, "locale": wanted.locale, "zone": wanted.zone}
    async with transaction():
        rows = await run("SELECT name, address_as, locale, zone FROM person WHERE id = {}", person_id)
        saved = await save(Person, person_id, version, after, viewer)
        await history.record(viewer, "edited", "person", person_id, before=rows[0], after=after)
    return saved


async def change_email(viewer: Viewer, person_id: int, version: int, email: str) -> int:
    """Give a person another e-mail address to sign in with; gives the new version. Their sign-ins and links end.

    Raises Forbidden, Invalid, NotFound, Stale.
    """
    require(rules.may_manage_people(viewer))
    wanted = clean_email(email)
    with refusing(_taken()):
        async with transaction():
            rows = await run("SELECT email FROM person WHERE id = {}", person_id)
            saved = await save(Person, person_id, version, {"email": wanted, "email_key": email_key(wanted)}, viewer)
            await end_all_of(person_id)
            await run("DELETE FROM one_time_link WHERE person_id = {}", person_id)
            await history.record(viewer, "changed the e-mail address", "person", person_id, before=rows[0], after={"email": wanted})
    return saved


async def grant(viewer: Viewer, person_id: int, role: Role) -> None:
    """Give a person a role. Their sign-ins end, so that the next one carries it. Raises Forbidden, NotFound."""
    require(rules.may_manage_people(viewer))
    async with transaction():
        await _there(person_id)
        if await _insert_role(viewer, person_id, role):
            await end_all_of(person_id)
            await history.record(viewer, "granted", "person", person_id, after={"role": role})


async def withdraw(viewer: Viewer, person_id: int, role: Role) -> None:
    """Take a role from a person. Their sign-ins end. Raises Forbidden, NotFound, Invalid for the last administrator."""
    require(rules.may_manage_people(viewer))
    async with transaction():
        await _there(person_id)
        if role is Role.ADMINISTRATOR:
            await _another_administrator(person_id)
        if await run("DELETE FROM role_grant WHERE person_id = {} AND role = {} RETURNING id", person_id, role.value):
            await end_all_of(person_id)
            await history.record(viewer, "withdrew", "person", person_id, before={"role": role})


async def join(viewer: Viewer, person_id: int, organisation_id: int) -> None:
    """Make a person a member of an organisation. Their sign-ins end.

    Organisations are known on a higher floor: the caller has made sure that this one exists and that ``viewer`` sees it.
    Raises Forbidden, NotFound.
    """
    require(rules.may_manage_people(viewer))
    async with transaction():
        await _there(person_id)
        if await _insert_membership(viewer, person_id, organisation_id):
            await end_all_of(person_id)
            await history.record(viewer, "joined", "person", person_id, after={"organisation": organisation_id})


async def leave(viewer: Viewer, person_id: int, organisation_id: int) -> None:
    """End a person's membership of an organisation. Their sign-ins end. Raises Forbidden, NotFound."""
    require(rules.may_manage_people(viewer))
    async with transaction():
        await _there(person_id)
        gone = "DELETE FROM membership WHERE person_id = {} AND organisation_id = {} RETURNING id"
        if await run(gone, person_id, organisation_id):
            await end_all_of(person_id)
            await history.record(viewer, "left", "person", person_id, before={"organisation": organisation_id})


async def leave_deleted(organisation_id: int) -> None:
    """End the memberships of an organisation that is deleted for good, in the caller's transaction. The members' sign-ins end."""
    for each in await run("DELETE FROM membership WHERE organisation_id = {} RETURNING person_id", organisation_id):
        await end_all_of(each["person_id"])
        await history.record(ANONYMOUS, "left", "person", each["person_id"], before={"organisation": organisation_id})


async def close_account(viewer: Viewer, person_id: int) -> None:
    """Keep a person out from the next request on: sign-ins end, links and API tokens no longer open anything.

    Raises Forbidden, NotFound, Invalid for the last administrator.
    """
    require(rules.may_manage_people(viewer))
    async with transaction():
        await _there(person_id)
        await _another_administrator(person_id)
        if await _switch(viewer, person_id, was="TRUE", will_be="FALSE"):
            await end_all_of(person_id)
            await run("DELETE FROM one_time_link WHERE person_id = {}", person_id)
            await run("DELETE FROM reset_request WHERE person_id = {}", person_id)
            await history.record(viewer, "closed the account", "person", person_id)


async def reopen_account(viewer: Viewer, person_id: int) -> None:
    """Let a person in again, with the roles and the password they had. Raises Forbidden, NotFound."""
    require(rules.may_manage_people(viewer))
    async with transaction():
        await _there(person_id)
        if await _switch(viewer, person_id, was="FALSE", will_be="TRUE"):
            await history.record(viewer, "reopened the account", "person", person_id)


async def _switch(viewer: Viewer, person_id: int, *, was: str, will_be: str) -> bool:
    changed = await run(
        f"UPDATE person SET active = {will_be}, version = version + 1, revised_at = {{}}, revised_by = {{}}"
        f" WHERE id = {{}} AND active = {was} RETURNING id",
        clock.now(),
        viewer.user_id,
        person_id,
    )
    return bool(changed)


async def _there(person_id: int) -> None:
    if not await run("SELECT 1 AS found FROM person WHERE id = {}", person_id):
        raise NotFound


async def _another_administrator(person_id: int) -> None:
    """Refuse when ``person_id`` is the only administrator who can still sign in: nobody could undo it."""
    await serialise("administrators")
    rows = await run(
        "SELECT p.id FROM person p JOIN role_grant r ON r.person_id = p.id WHERE r.role = {} AND p.active",
        Role.ADMINISTRATOR.value,
    )
    if {row["id"] for row in rows} == {person_id}:
        raise Invalid({"": _("This is the only administrator. Make somebody else an administrator first.")})


async def _insert_role(viewer: Viewer, person_id: int, role: Role) -> bool:
    made = await run(
        "INSERT INTO role_grant (person_id, role, granted_at, granted_by) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (person_id, role) DO NOTHING RETURNING id",
        person_id,
        role.value,
        clock.now(),
        viewer.user_id,
    )
    return bool(made)


async def _insert_membership(viewer: Viewer, person_id: int, organisation_id: int) -> bool:
    made = await run(
        "INSERT INTO membership (person_id, organisation_id, joined_at, joined_by) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (person_id, organisation_id) DO NOTHING RETURNING id",
        person_id,
        organisation_id,
        clock.now(),
        viewer.user_id,
    )
    return bool(made)
