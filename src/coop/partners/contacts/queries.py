"""Questions about contacts. What the viewer may see is part of every one, and how much of each person too."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from piccolo.querystring import QueryString

from coop import clock, i18n, search
from coop.db import all_of, among, any_of, possible, run
from coop.errors import NotFound
from coop.i18n.message import _
from coop.multilingual import decode
from coop.partners import queries as partners
from coop.partners.contacts import rules
from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role
from coop.partners.contacts.rules import Sight
from coop.partners.contacts.views import Card, Choices, ContactView, Page
from coop.partners.facts import Visibility

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from coop.i18n.message import Message
    from coop.multilingual import Multilingual
    from coop.viewer import Viewer

KIND = "contact"
PAGE_SIZE = 30
MOST_LISTED = 200
MOST_CHOICES = 60
"""Organisations that the list offers to narrow it to: those with most contacts."""
FORMER: Mapping[Role, Message] = {
    Role.LIAISON: _("former liaison officer"),
    Role.SIGNATORY: _("former signatory"),
    Role.INVESTIGATOR: _("former principal investigator"),
    Role.FINANCE: _("former finance officer"),
    Role.PRESS: _("former press officer"),
    Role.OTHER: _("former contact"),
}
"""What stands for somebody whose data were erased, by what they were to us."""
_HELD = "(p.from_on IS NULL OR p.from_on <= {}) AND (p.to_on IS NULL OR p.to_on >= {})"
_STANDS = "c.trashed_at IS NULL AND c.erased_at IS NULL"


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What the list of contacts is narrowed to; empty facts narrow nothing. Organisation and role are those of a post held now.

    ``due``: only those whose data must be looked at again, because the day to keep them until has come.
    """

    text: str = ""
    organisations: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()
    languages: tuple[str, ...] = ()
    due: bool = False

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the facts that narrow something."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name))

    def without(self, field: str) -> ContactFilter:
        """This filter with one fact narrowing nothing."""
        empty: dict[str, Any] = {"text": "", "organisations": (), "roles": (), "languages": (), "due": False}
        return replace(self, **{field: empty[field]})


def visible_to(viewer: Viewer) -> QueryString:
    """The condition on ``contact c`` that holds for what the viewer may see: nothing erased, nothing from the trash."""
    if viewer.is_staff:
        return QueryString(_STANDS)
    today = clock.today()
    published = QueryString(
        "c.may_publish AND EXISTS (SELECT 1 FROM contact_post p JOIN organisation o ON o.id = p.organisation"
        f" WHERE p.contact = c.id AND o.visibility = 'public' AND o.trashed_at IS NULL AND {_HELD})",
        today,
        today,
    )
    if not viewer.organisation_ids:
        return QueryString(f"{_STANDS} AND {{}}", published)
    own = QueryString(
        f"EXISTS (SELECT 1 FROM contact_post p WHERE p.contact = c.id AND {{}} AND {_HELD})",
        among("p.organisation", viewer.organisation_ids),
        today,
        today,
    )
    return QueryString(f"{_STANDS} AND ({{}} OR {{}})", own, published)


async def get(viewer: Viewer, contact_id: int) -> ContactView:
    """One contact as far as the viewer sees, for staff also one that was erased. Raises NotFound, for one in the trash too."""
    found = await _view(viewer, contact_id)
    if found is None or found.trashed_at is not None or found.sight is Sight.NOTHING:
        raise NotFound
    return found


async def in_trash(viewer: Viewer, contact_id: int) -> ContactView:
    """One contact in the trash, for who keeps contacts. Raises NotFound for others, and when it is not there."""
    found = await _view(viewer, contact_id) if rules.keeps_contacts(viewer) else None
    if found is None or found.trashed_at is None:
        raise NotFound
    return found


async def trashed(viewer: Viewer) -> list[Card]:
    """What lies in the trash, newest first, for who keeps contacts; others see nothing."""
    if not rules.keeps_contacts(viewer):
        return []
    rows = await run("SELECT c.* FROM contact c WHERE c.trashed_at IS NOT NULL ORDER BY c.trashed_at DESC LIMIT {}", MOST_LISTED)
    return await _cards(viewer, rows)


async def page(viewer: Viewer, wanted: ContactFilter, number: int, locale: str) -> Page:
    """One page of the list in the order of the reader's language, for staff; the same number of statements whatever is found."""
    where = _where(viewer, wanted)
    total = (await run("SELECT count(*) AS n FROM contact c WHERE {}", where))[0]["n"]
    number = max(1, min(number, -(-total // PAGE_SIZE)))
    rows = await run(
        "SELECT c.* FROM contact c LEFT JOIN contact_order s ON s.contact = c.id AND s.locale = {}"
        " WHERE {} ORDER BY s.key, c.id LIMIT {} OFFSET {}",
        locale,
        where,
        PAGE_SIZE,
        (number - 1) * PAGE_SIZE,
    )
    cards = await _cards(viewer, rows)
    choices = await _choices(viewer, wanted)
    named = await organisations(viewer, {*choices.organisations, *wanted.organisations})
    return Page(cards, number, PAGE_SIZE, total, choices, named)


async def in_full(viewer: Viewer, wanted: ContactFilter, locale: str, most: int) -> list[Card]:
    """The whole list at once in the order of the reader's language, for staff, at most ``most``.

    The same number of statements whatever is found.
    """
    rows = await run(
        "SELECT c.* FROM contact c LEFT JOIN contact_order s ON s.contact = c.id AND s.locale = {} WHERE {} ORDER BY s.key, c.id LIMIT {}",
        locale,
        _where(viewer, wanted),
        most,
    )
    return await _cards(viewer, rows)


async def way_out(viewer: Viewer, wanted: ContactFilter) -> tuple[str, int] | None:
    """For a list that came out empty: the fact whose dropping brings back most, and how many; None where none alone brings any."""
    best: tuple[str, int] | None = None
    for field in wanted.active:
        rows = await run("SELECT count(*) AS n FROM contact c WHERE {}", _where(viewer, wanted.without(field)))
        if rows[0]["n"] and (best is None or rows[0]["n"] > best[1]):
            best = (field, rows[0]["n"])
    return best


async def due(viewer: Viewer) -> int:
    """How many contacts must be looked at again; 0 for who does not keep them."""
    if not rules.keeps_contacts(viewer):
        return 0
    found: int = (await run(f"SELECT count(*) AS n FROM contact c WHERE {_STANDS} AND c.retain_until <= {{}}", clock.today()))[0]["n"]
    return found


async def named(viewer: Viewer, ids: Collection[int], locale: str = "") -> dict[int, str]:
    """What to call those of ``ids`` the viewer may see: their name, or words for an erased one, in ``locale`` or the viewer's language.

    An erased one is shown to staff and to members of an organisation it held a post at. At most two statements; none for no ids.
    """
    ids = possible(ids)
    if not ids:
        return {}
    seen = QueryString("({} OR (c.erased_at IS NOT NULL AND c.trashed_at IS NULL AND {}))", visible_to(viewer), _remembered_by(viewer))
    rows = await run("SELECT c.id, c.name, c.erased_at FROM contact c WHERE {} AND {}", among("c.id", ids), seen)
    erased = [row["id"] for row in rows if row["erased_at"] is not None]
    posts = await _posts(erased)
    words = {each: former(posts[each], locale or viewer.locale) for each in erased}
    return {row["id"]: words.get(row["id"], row["name"]) for row in rows}


def former(posts: Iterable[NewPost], locale: str) -> str:
    """What to call somebody who was erased: by the role of their last post."""
    roles = [post.role for post in posts]
    return i18n.translate(FORMER[roles[0] if roles else Role.OTHER], locale)


async def by_ids(viewer: Viewer, ids: Collection[int]) -> list[Card]:
    """The cards of those of ``ids`` the viewer may see, in the order asked. Three statements; none for no ids."""
    ids = possible(ids)
    if not ids:
        return []
    rows = await run("SELECT c.* FROM contact c WHERE {} AND {}", among("c.id", ids), visible_to(viewer))
    found = {card.id: card for card in await _cards(viewer, rows)}
    return [found[each] for each in ids if each in found]


async def suggest(viewer: Viewer, text: str, limit: int = 8) -> list[Card]:
    """Contacts whose name, post or e-mail address matches what is being typed, an exact name first."""
    found = await search.best(viewer, text, KIND, limit)
    if not found and "@" in text and viewer.is_staff:
        rows = await run("SELECT c.id FROM contact c WHERE {} AND {} LIMIT {}", visible_to(viewer), _email_like(text), limit)
        found = [row["id"] for row in rows]
    return await by_ids(viewer, found)


async def of_partner(viewer: Viewer, organisation_id: int) -> list[Card]:
    """Who holds a post at the organisation now, as far as the viewer sees: by role as the roles are listed, then by name."""
    today = clock.today()
    rows = await run(
        "SELECT DISTINCT c.* FROM contact c JOIN contact_post p ON p.contact = c.id"
        f" WHERE p.organisation = {{}} AND {_HELD} AND {{}} ORDER BY c.id LIMIT {{}}",
        organisation_id,
        today,
        today,
        visible_to(viewer),
        MOST_LISTED,
    )
    cards = [
        replace(card, posts=tuple(post for post in card.posts if post.organisation == organisation_id and post.is_held(today)))
        for card in await _cards(viewer, rows)
    ]
    order = list(Role)
    return sorted((card for card in cards if card.posts), key=lambda card: (order.index(card.posts[0].role), card.name, card.id))


async def former_of(viewer: Viewer, organisation_id: int, locale: str) -> list[tuple[int, str, bool, NewPost]]:
    """Who held a post at the organisation earlier, for staff, the latest first.

    Each by number, name or words for one who was erased, whether that is so, and the post.
    """
    if not viewer.is_staff:
        return []
    rows = await run(
        "SELECT c.id, c.name, c.erased_at, p.organisation, p.role, p.title, p.from_on, p.to_on"
        " FROM contact_post p JOIN contact c ON c.id = p.contact"
        " WHERE p.organisation = {} AND c.trashed_at IS NULL AND (c.erased_at IS NOT NULL OR p.to_on < {})"
        " ORDER BY coalesce(p.to_on, p.from_on) DESC NULLS LAST, p.id DESC LIMIT {}",
        organisation_id,
        clock.today(),
        MOST_LISTED,
    )
    found = [(row, _post(row)) for row in rows]
    return [(row["id"], row["name"] or former([post], locale), row["erased_at"] is not None, post) for row, post in found]


async def ever_at(viewer: Viewer, organisation_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Who holds or held a post at each of these organisations, by number and name, as far as the viewer sees. One statement."""
    ids = possible(organisation_ids)
    found: dict[int, list[tuple[int, str]]] = {}
    rows = (
        await run(
            "SELECT DISTINCT p.organisation, c.id, c.name FROM contact_post p JOIN contact c ON c.id = p.contact"
            " WHERE {} AND {} ORDER BY c.name, c.id",
            among("p.organisation", ids),
            visible_to(viewer),
        )
        if ids
        else []
    )
    for row in rows:
        found.setdefault(row["organisation"], []).append((row["id"], row["name"]))
    return found


async def with_email(viewer: Viewer, email: str, but: int = 0) -> list[Card]:
    """The contacts with this e-mail address, other than the one numbered ``but``, for who keeps contacts: perhaps the same person."""
    if not rules.keeps_contacts(viewer) or "@" not in email:
        return []
    rows = await run(
        f"SELECT c.* FROM contact c WHERE {_STANDS} AND lower(c.email) = {{}} AND c.email <> '' AND c.id <> {{}} ORDER BY c.id LIMIT 5",
        _lower(email.strip()),
        but,
    )
    return await _cards(viewer, rows)


async def organisations(viewer: Viewer, ids: Collection[int]) -> dict[int, Multilingual]:
    """The names of the organisations of posts, those the viewer may see. One statement; none for no ids."""
    ids = possible(ids)
    if not ids:
        return {}
    rows = await run("SELECT o.id, o.names FROM organisation o WHERE {} AND {}", among("o.id", ids), partners.visible_to(viewer))
    return {row["id"]: decode(row["names"]) for row in rows}


async def _view(viewer: Viewer, contact_id: int) -> ContactView | None:
    rows = await run("SELECT * FROM contact WHERE id = {}", contact_id) if possible([contact_id]) else []
    if not rows:
        return None
    row, posts = rows[0], (await _posts([contact_id]))[contact_id]
    facts = _facts(row, posts)
    record = {field: row[field] for field in ("id", "uuid", "version", "created_at", "revised_at", "trashed_at", "erased_at")}
    if row["erased_at"] is not None:
        return ContactView(**record, facts=facts, sight=Sight.STAFF if viewer.is_staff else Sight.NOTHING)
    open_to_all = await public_organisations({post.organisation for post in posts})
    seen = rules.sight(viewer, facts, open_to_all)
    return ContactView(**record, facts=rules.told(viewer, facts, seen, open_to_all), sight=seen)


async def whole(contact_id: int) -> tuple[NewContact, int] | None:
    """The facts of a contact and its version whoever looks, None for one that is erased or in the trash: for verbs."""
    rows = await run(f"SELECT c.* FROM contact c WHERE c.id = {{}} AND {_STANDS}", contact_id) if possible([contact_id]) else []
    return (_facts(rows[0], (await _posts([contact_id]))[contact_id]), rows[0]["version"]) if rows else None


async def public_organisations(ids: Collection[int]) -> frozenset[int]:
    """Which of ``ids`` are organisations that everybody may see. One statement; none for no ids."""
    if not ids:
        return frozenset()
    rows = await run(
        "SELECT o.id FROM organisation o WHERE {} AND o.trashed_at IS NULL AND o.visibility = {}",
        among("o.id", ids),
        str(Visibility.PUBLIC),
    )
    return frozenset(row["id"] for row in rows)


async def _cards(viewer: Viewer, rows: list[dict[str, Any]]) -> list[Card]:
    posts = await _posts([row["id"] for row in rows])
    open_to_all = await public_organisations({post.organisation for held in posts.values() for post in held})
    keeps, today = rules.keeps_contacts(viewer), clock.today()
    cards = []
    for row in rows:
        facts = _facts(row, posts[row["id"]])
        told = rules.told(viewer, facts, rules.sight(viewer, facts, open_to_all), open_to_all)
        cards.append(
            Card(
                id=row["id"],
                name=told.name,
                email=told.email,
                phone=told.phone,
                languages=told.languages,
                posts=tuple(sorted(told.posts, key=lambda post: not post.is_held(today))),
                is_published=keeps and told.may_publish,
                retain_until=told.retain_until,
                is_due=told.retain_until is not None and told.retain_until <= today,
                is_illustrative=told.illustrative,
            )
        )
    return cards


async def _posts(ids: Collection[int]) -> dict[int, tuple[NewPost, ...]]:
    """The posts of each contact in the order entered, the latest first. One statement; none for no ids."""
    found: dict[int, list[NewPost]] = defaultdict(list)
    for row in await run("SELECT * FROM contact_post WHERE {} ORDER BY contact, place", among("contact", ids)) if ids else []:
        found[row["contact"]].append(_post(row))
    return {each: tuple(found[each]) for each in ids}


def _post(row: dict[str, Any]) -> NewPost:
    return NewPost(row["organisation"], Role(row["role"]), row["title"], row["from_on"], row["to_on"])


def _facts(row: dict[str, Any], posts: tuple[NewPost, ...]) -> NewContact:
    plain = ("name", "address_as", "email", "phone", "note", "consented_on", "retain_until")
    return NewContact(
        **{field: row[field] for field in plain},
        posts=posts,
        languages=tuple(row["languages"].split()),
        basis=Basis(row["basis"]),
        may_publish=bool(row["may_publish"]),
        illustrative=bool(row["illustrative"]),
    )


async def _choices(viewer: Viewer, wanted: ContactFilter) -> Choices:
    today = clock.today()
    bodies = await run(
        f"SELECT p.organisation, count(DISTINCT c.id) AS n FROM contact_post p JOIN contact c ON c.id = p.contact WHERE {_HELD} AND {{}}"
        " GROUP BY p.organisation ORDER BY 2 DESC, 1 LIMIT {}",
        today,
        today,
        _where(viewer, wanted.without("organisations")),
        MOST_CHOICES,
    )
    roles = await run(
        f"SELECT p.role, count(DISTINCT c.id) AS n FROM contact_post p JOIN contact c ON c.id = p.contact WHERE {_HELD} AND {{}}"
        " GROUP BY p.role",
        today,
        today,
        _where(viewer, wanted.without("roles")),
    )
    languages: Counter[str] = Counter()
    for row in await run(
        "SELECT c.languages, count(*) AS n FROM contact c WHERE {} GROUP BY c.languages", _where(viewer, wanted.without("languages"))
    ):
        for tag in row["languages"].split():
            languages[tag] += row["n"]
    counted = {row["role"]: row["n"] for row in roles}
    late = await run("SELECT count(*) AS n FROM contact c WHERE {}", _where(viewer, replace(wanted, due=True)))
    found = {row["organisation"]: row["n"] for row in bodies}
    return Choices(found, {role: counted[role] for role in Role if role in counted}, languages, late[0]["n"])


def _where(viewer: Viewer, wanted: ContactFilter) -> QueryString:
    parts = [visible_to(viewer)]
    if wanted.text:
        found = search.matching(viewer, KIND, wanted.text, "c.id").querystring
        parts.append(QueryString("({} OR {})", found, _email_like(wanted.text)) if "@" in wanted.text and viewer.is_staff else found)
    if wanted.organisations or wanted.roles:
        today = clock.today()
        conditions = [QueryString(_HELD, today, today)]
        conditions += [among("p.organisation", wanted.organisations)] if wanted.organisations else []
        conditions += [among("p.role", [str(role) for role in wanted.roles])] if wanted.roles else []
        parts.append(QueryString("EXISTS (SELECT 1 FROM contact_post p WHERE p.contact = c.id AND {})", all_of(conditions)))
    if wanted.languages:
        parts.append(any_of([QueryString("c.languages LIKE {}", f"% {tag} %") for tag in wanted.languages]))
    if wanted.due:
        keeps = rules.keeps_contacts(viewer)
        parts.append(QueryString("c.retain_until <= {}", clock.today()) if keeps else QueryString("1 = 0"))
    return all_of(parts)


def _remembered_by(viewer: Viewer) -> QueryString:
    """The condition on ``contact c`` under which the viewer may know that somebody was a contact, though not who."""
    if viewer.is_staff:
        return QueryString("1 = 1")
    if not viewer.organisation_ids:
        return QueryString("1 = 0")
    return QueryString(
        "EXISTS (SELECT 1 FROM contact_post p WHERE p.contact = c.id AND {})", among("p.organisation", viewer.organisation_ids)
    )


def _email_like(text: str) -> QueryString:
    """The condition on ``contact c`` that its e-mail address holds ``text``."""
    escaped = _lower(text.strip()).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return QueryString("lower(c.email) LIKE {} ESCAPE '!'", f"%{escaped}%")


def _lower(text: str) -> str:
    """Latin capitals made small, as both databases do it alike."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
