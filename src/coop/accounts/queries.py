"""Questions about people: who holds this cookie or token, who is there, where am I signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from piccolo.querystring import QueryString

from coop import clock
from coop.accounts import rules
from coop.accounts.facts import Scope
from coop.accounts.tokens import digest
from coop.db import run
from coop.errors import NotFound, require
from coop.viewer import Role, Viewer

if TYPE_CHECKING:
    from collections.abc import Iterable

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last request of a sign-in is noted: a write a minute at most, not one a request."""

PAGE_SIZE = 50

_WHO = "p.id, p.name, p.locale, p.zone, r.role, m.organisation_id"
# A row per role and organisation: a handful.
_AND_ROLES = " LEFT JOIN role_grant r ON r.person_id = p.id LEFT JOIN membership m ON m.person_id = p.id"


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program with a valid API token: it acts for ``viewer`` within ``scope``."""

    viewer: Viewer
    scope: Scope

    @property
    def may_write(self) -> bool:
        """Whether the token was issued for writing too."""
        return self.scope is Scope.WRITE


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the administrator sees them."""

    id: int
    version: int
    email: str
    name: str
    address_as: str
    locale: str
    zone: str
    active: bool
    has_password: bool
    created_at: datetime
    roles: frozenset[Role] = frozenset()
    organisation_ids: tuple[int, ...] = ()
    seen_at: datetime | None = None
    asked_at: datetime | None = None
    link_kind: str = ""
    link_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class People:
    """One page of people, and how many there are in all."""

    rows: list[PersonRow]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Own:
    """What a person sees of their own account."""

    version: int
    email: str
    name: str
    address_as: str
    locale: str
    zone: str


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One browser in which the viewer is signed in."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One API token of the viewer; the secret itself is nowhere."""

    id: int
    name: str
    scope: Scope
    created_at: datetime
    last_used_on: date | None


async def viewer_of(token: str) -> Viewer | None:
    """Whoever is signed in with the cookie ``token``; None for one that is unknown, ended, idle too long or of a closed account.

    One query, and once a minute one write that notes the request.
    """
    hashed = digest(token)
    if hashed is None:
        return None
    rows = await run(
        f"SELECT s.id AS sign_in_id, s.created_at, s.seen_at, {_WHO} FROM sign_in s JOIN person p ON p.id = s.person_id{_AND_ROLES}"
        " WHERE s.token_hash = {} AND p.active",
        hashed,
    )
    if not rows:
        return None
    viewer, now, first = _viewer(rows), clock.now(), rows[0]
    lifetime = rules.lifetime_of(viewer.roles)
    if now >= first["created_at"] + lifetime.whole or now >= first["seen_at"] + lifetime.idle:
        return None
    if now - first["seen_at"] >= SEEN_EVERY:
        await run("UPDATE sign_in SET seen_at = {} WHERE id = {}", now, first["sign_in_id"])
    return viewer


async def viewer_of_api_token(token: str) -> Bearer | None:
    """Whoever the program with the API token ``token`` acts for; None for one that is unknown, revoked or of a closed account."""
    hashed = digest(token)
    if hashed is None:
        return None
    rows = await run(
        f"SELECT t.id AS token_id, t.scope, t.last_used_on, {_WHO} FROM api_token t JOIN person p ON p.id = t.person_id{_AND_ROLES}"
        " WHERE t.token_hash = {} AND p.active",
        hashed,
    )
    if not rows:
        return None
    if rows[0]["last_used_on"] != clock.today():
        await run("UPDATE api_token SET last_used_on = {} WHERE id = {}", clock.today(), rows[0]["token_id"])
    return Bearer(_viewer(rows), Scope(rows[0]["scope"]))


async def viewer_of_person(person_id: int) -> Viewer:
    """The viewer an active person is. For verbs that let somebody in; raises NotFound."""
    rows = await run(f"SELECT {_WHO} FROM person p{_AND_ROLES} WHERE p.id = {{}} AND p.active", person_id)
    if not rows:
        raise NotFound
    return _viewer(rows)


def _viewer(rows: list[dict[str, Any]]) -> Viewer:
    first = rows[0]
    return Viewer(
        user_id=first["id"],
        name=first["name"],
        roles=frozenset(Role(row["role"]) for row in rows if row["role"] is not None),
        organisation_ids=frozenset(row["organisation_id"] for row in rows if row["organisation_id"] is not None),
        locale=first["locale"],
        zone=first["zone"],
    )


async def people(viewer: Viewer, text: str = "", number: int = 1) -> People:
    """Page ``number`` (from 1) of the people whose name or address holds ``text``, those who wait for a link first. Administrators only."""
    require(rules.may_manage_people(viewer))
    sought = f"%{_literal(text.strip().casefold())}%"
    where = "WHERE (p.email_key LIKE {} ESCAPE '!' OR lower(p.name) LIKE {} ESCAPE '!')"
    total = (await run(f"SELECT count(*) AS n FROM person p {where}", sought, sought))[0]["n"]
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    found = await run(
        f"SELECT p.id FROM person p LEFT JOIN reset_request q ON q.person_id = p.id {where}"
        " ORDER BY CASE WHEN q.id IS NULL THEN 1 ELSE 0 END, p.email_key LIMIT {} OFFSET {}",
        sought,
        sought,
        PAGE_SIZE,
        (number - 1) * PAGE_SIZE,
    )
    by_id = await _rows(row["id"] for row in found)
    return People([by_id[row["id"]] for row in found], total, number)


async def person(viewer: Viewer, person_id: int) -> PersonRow:
    """One person as the administrator sees them. Raises Forbidden, NotFound."""
    require(rules.may_manage_people(viewer))
    by_id = await _rows([person_id])
    if person_id not in by_id:
        raise NotFound
    return by_id[person_id]


async def _rows(ids: Iterable[int]) -> dict[int, PersonRow]:
    wanted = list(ids)
    if not wanted:
        return {}
    among = ", ".join("{}" for _each in wanted)
    rows = await run(
        "SELECT p.id, p.version, p.email, p.name, p.address_as, p.locale, p.zone, p.active, p.password_hash <> '' AS has_password,"
        " p.created_at, r.role, m.organisation_id, q.asked_at, l.kind, l.expires_at"
        f" FROM person p{_AND_ROLES}"
        " LEFT JOIN reset_request q ON q.person_id = p.id LEFT JOIN one_time_link l ON l.person_id = p.id"
        f" WHERE p.id IN ({among}) ORDER BY p.id, m.organisation_id",
        *wanted,
    )
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["id"], []).append(row)
    seen = await run(f"SELECT person_id, seen_at FROM sign_in WHERE person_id IN ({among}) ORDER BY seen_at", *wanted)
    last = {row["person_id"]: row["seen_at"] for row in seen}  # not max() in SQL: SQLite would give text
    return {person_id: _person_row(each, last.get(person_id)) for person_id, each in grouped.items()}


def _person_row(rows: list[dict[str, Any]], seen_at: datetime | None) -> PersonRow:
    first, now = rows[0], clock.now()
    has_link = first["expires_at"] is not None and first["expires_at"] > now
    return PersonRow(
        id=first["id"],
        version=first["version"],
        email=first["email"],
        name=first["name"],
        address_as=first["address_as"],
        locale=first["locale"],
        zone=first["zone"],
        active=bool(first["active"]),
        has_password=bool(first["has_password"]),
        created_at=first["created_at"],
        roles=frozenset(Role(row["role"]) for row in rows if row["role"] is not None),
        organisation_ids=tuple(dict.fromkeys(row["organisation_id"] for row in rows if row["organisation_id"] is not None)),
        seen_at=seen_at,
        asked_at=first["asked_at"],
        link_kind=first["kind"] if has_link else "",
        link_expires_at=first["expires_at"] if has_link else None,
    )


def _literal(text: str) -> str:
    """``text`` with what LIKE would read as a pattern made plain."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


async def officers(viewer: Viewer, named: Iterable[int] = ()) -> dict[int, str]:
    """Liaison officers and administrators whose accounts are open, and those of ``named`` whatever they are now: for staff, by name."""
    if not viewer.is_staff:
        return {}
    wanted = list(named)
    also = "p.id IN (" + ", ".join(["{}"] * len(wanted)) + ")" if wanted else "1 = 0"
    rows = await run(
        "SELECT p.id, p.name FROM person p WHERE (p.active AND EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = p.id"
        f" AND r.role IN ('liaison', 'administrator'))) OR {also} ORDER BY p.name, p.id",
        *wanted,
    )
    return {row["id"]: row["name"] for row in rows}


def answered_by(viewer: Viewer, column: str) -> QueryString:
    """The condition that the person in ``column`` is the viewer; for a liaison officer also that it is nobody who works here any more.

    Whoever is told of what is due follows the same rule: the officer who answers for it, all liaison officers where there is none.
    """
    own = QueryString(f"{column} = {{}}", viewer.user_id or 0)
    if not viewer.has(Role.LIAISON):
        return own
    works_here = f"SELECT 1 FROM person q JOIN role_grant g ON g.person_id = q.id WHERE q.id = {column} AND q.active"
    return QueryString(f"({{}} OR NOT EXISTS ({works_here}))", own)


async def own(viewer: Viewer) -> Own:
    """The viewer's own account. Raises Forbidden for visitors."""
    rows = await run("SELECT version, email, name, address_as, locale, zone FROM person WHERE id = {}", rules.own_id(viewer))
    if not rows:
        raise NotFound
    return Own(**rows[0])


async def own_sign_ins(viewer: Viewer, token: str) -> list[SignInRow]:
    """The browsers in which the viewer is signed in, the last used first; the one that holds ``token`` is marked."""
    rows = await run(
        "SELECT id, token_hash, user_agent, created_at, seen_at FROM sign_in WHERE person_id = {} ORDER BY seen_at DESC, id DESC",
        rules.own_id(viewer),
    )
    now, lifetime, this = clock.now(), rules.lifetime_of(viewer.roles), digest(token)
    return [
        SignInRow(row["id"], row["user_agent"], row["created_at"], row["seen_at"], row["token_hash"] == this)
        for row in rows
        if now < row["created_at"] + lifetime.whole and now < row["seen_at"] + lifetime.idle
    ]


async def own_tokens(viewer: Viewer) -> list[TokenRow]:
    """The viewer's API tokens by name."""
    rows = await run(
        "SELECT id, name, scope, created_at, last_used_on FROM api_token WHERE person_id = {} ORDER BY name, id", rules.own_id(viewer)
    )
    return [TokenRow(**{**row, "scope": Scope(row["scope"])}) for row in rows]
