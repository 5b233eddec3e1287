"""Reminders: who is told of which day, how long before, once; the rules for that, and the sweep that finds what is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from coop import clock, zones
from coop.accounts import queries as accounts
from coop.db import run, serialise, transaction
from coop.errors import Invalid, NotFound, require
from coop.i18n.message import _
from coop.liaison import queries as interactions
from coop.multilingual import Multilingual
from coop.notices import outbox
from coop.notices.letter import Letter
from coop.partners.agreements import queries as agreements
from coop.partners.agreements.dates import Renewal
from coop.viewer import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from coop.i18n.message import Message
    from coop.partners.agreements.facts import NewAgreement
    from coop.settings import Settings
    from coop.viewer import Viewer

KIND = "reminder"
MISSED_DAYS = 7
"""How many days the sweep may have been down without anything being lost."""
MORNING = time(7)
"""When a reminder goes, on the reader's own clock."""
MOST_DAYS = 730
MOST_RULES = 60


class Anchor(StrEnum):
    """The day a reminder is about."""

    NOTICE = "notice"
    END = "end"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"


class Recipients(StrEnum):
    """Who is told: the officer who answers for it, all liaison officers where there is none; or all of them in any case."""

    OFFICER = "officer"
    KEEPERS = "keepers"


@dataclass(frozen=True, slots=True)
class Rule:
    """Tell ``recipients`` so many ``days`` before the day of ``anchor``."""

    id: int
    anchor: Anchor
    days: int
    recipients: Recipients


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day of one record. ``officer`` is who answers for it; ``until`` the last day of an agreement, where that is another day."""

    kind: str
    object_id: int
    anchor: Anchor
    on: date
    officer: int | None
    title: Multilingual
    path: str
    until: date | None = None


async def rules() -> list[Rule]:
    """The rules in force, by the day they are about and how long before."""
    rows = await run("SELECT id, anchor, days, recipients FROM reminder_rule WHERE ended_at IS NULL ORDER BY anchor, days DESC, id")
    return [Rule(row["id"], Anchor(row["anchor"]), row["days"], Recipients(row["recipients"])) for row in rows]


def may_set_rules(viewer: Viewer) -> bool:
    """Whether the viewer decides when people are reminded."""
    return viewer.has(Role.LIAISON, Role.ADMINISTRATOR)


async def add_rule(viewer: Viewer, anchor: Anchor, days: int, recipients: Recipients) -> int:
    """Remind of days of this kind so many days before; returns the rule's number. Raises Forbidden, Invalid."""
    require(may_set_rules(viewer))
    if not 0 <= days <= MOST_DAYS:
        raise Invalid({"days": _("Enter a number of days from %(least)s to %(most)s.", least=0, most=MOST_DAYS)})
    async with transaction():
        await serialise("reminder rules")
        standing = await rules()
        if any((each.anchor, each.days, each.recipients) == (anchor, days, recipients) for each in standing):
            raise Invalid({"days": _("There is such a rule already.")})
        if len(standing) >= MOST_RULES:
            raise Invalid({"days": _("There are enough rules: end one first.")})
        rows = await run(
            "INSERT INTO reminder_rule (anchor, days, recipients, made_at, made_by) VALUES ({}, {}, {}, {}, {}) RETURNING id",
            *(str(anchor), days, str(recipients), clock.now(), viewer.user_id),
        )
    number: int = rows[0]["id"]
    return number


async def end_rule(viewer: Viewer, rule_id: int) -> None:
    """Remind by this rule no more. Raises Forbidden, NotFound."""
    require(may_set_rules(viewer))
    ended = "UPDATE reminder_rule SET ended_at = {} WHERE id = {} AND ended_at IS NULL RETURNING id"
    if not await run(ended, clock.now(), rule_id):
        raise NotFound


async def sweep(settings: Settings) -> int:
    """Put a mail into the outbox for everybody who is to be reminded today; returns how many.

    The ledger knows each day of each record, rule and person once, so that a sweep may run twice, and after some days in which none
    ran; a day that was changed is another day. Of several rules whose time has come for the same day only the nearest is told.
    """
    today, told = clock.today(), 0
    standing = await rules()
    staff = await _staff()
    for occasion in await _occasions(today):
        for person, zone in _addressed(occasion, staff, standing):
            told += await _tell(settings, occasion, person, zone, standing)
    return told


async def _tell(settings: Settings, occasion: Occasion, person: int, zone: str, standing: Iterable[Rule]) -> int:
    """Remind one person of one day, if a rule says so by now on their clock and they may know of the record."""
    here = clock.now().astimezone(zones.tz(zone or settings.default_zone))
    if occasion.on < here.date() - timedelta(days=MISSED_DAYS):
        return 0
    came = [each for each in standing if each.anchor is occasion.anchor and occasion.on - timedelta(days=each.days) <= here.date()]
    if not came or not await _may_know(person, occasion):
        return 0
    async with transaction():
        await serialise("reminders")
        fresh = [each for each in came if await _noted(occasion, each, person)]
        nearest = min(came, key=lambda each: (each.days, each.id))
        if nearest not in fresh:
            return 0
        key = f"{occasion.kind}:{occasion.object_id}:{occasion.anchor}:{occasion.on}:{nearest.id}:{person}"
        morning = datetime.combine(here.date(), MORNING, zones.tz(zone or settings.default_zone)).astimezone(UTC)
        mail = await outbox.put(settings, person, KIND, key, _letter(settings, occasion), max(clock.now(), morning))
        if mail is None:
            return 0
        await run(
            "UPDATE reminder SET mail = {} WHERE object_kind = {} AND object_id = {} AND anchor = {} AND anchor_on = {} AND rule = {}"
            " AND person = {}",
            *(mail, occasion.kind, occasion.object_id, str(occasion.anchor), occasion.on, nearest.id, person),
        )
    return 1


async def _noted(occasion: Occasion, rule: Rule, person: int) -> bool:
    """Put into the ledger that this person was reminded by this rule; whether it was not there yet."""
    return bool(
        await run(
            "INSERT INTO reminder (object_kind, object_id, anchor, anchor_on, rule, person, fired_at) VALUES ({}, {}, {}, {}, {}, {}, {})"
            " ON CONFLICT (object_kind, object_id, anchor, anchor_on, rule, person) DO NOTHING RETURNING id",
            *(occasion.kind, occasion.object_id, str(occasion.anchor), occasion.on, rule.id, person, clock.now()),
        )
    )


async def _may_know(person: int, occasion: Occasion) -> bool:
    try:
        viewer = await accounts.viewer_of_person(person)
        await (agreements.get if occasion.kind == "agreement" else interactions.follow_up)(viewer, occasion.object_id)
    except NotFound:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who works here, each with their zone; ``keepers`` are the liaison officers among them."""

    zones: dict[int, str]
    keepers: frozenset[int]


async def _staff() -> _Staff:
    rows = await run(
        "SELECT p.id, p.zone, r.role FROM person p JOIN role_grant r ON r.person_id = p.id WHERE p.active ORDER BY p.id, r.role"
    )
    return _Staff({row["id"]: row["zone"] for row in rows}, frozenset(row["id"] for row in rows if row["role"] == "liaison"))


def _addressed(occasion: Occasion, staff: _Staff, standing: Collection[Rule]) -> list[tuple[int, str]]:
    """Who may be told of an occasion by any rule, with their zones."""
    wanted = {each.recipients for each in standing if each.anchor is occasion.anchor}
    told = {occasion.officer} & staff.zones.keys() if Recipients.OFFICER in wanted else set()
    if Recipients.KEEPERS in wanted or (wanted and not told):
        told |= staff.keepers
    return [(person, zone) for person, zone in staff.zones.items() if person in told]


async def _occasions(today: date) -> list[Occasion]:
    """Every day of every record that somebody may have to be told of, those of the last few days too."""
    found: list[Occasion] = []
    for number, facts in (await agreements.running()).items():
        found += _of_agreement(number, facts, today)
    for each in await interactions.owed():
        path = f"desk/interactions/{each.interaction}"
        title = Multilingual.of("en", en=each.text)
        found.append(Occasion("follow_up", each.id, Anchor.FOLLOW_UP, each.due_on, each.assignee, title, path))
    return found


def _of_agreement(number: int, facts: NewAgreement, today: date) -> list[Occasion]:
    """Its days as they stand today, and as they stood a few days ago: a review that was due then has moved on by a year."""
    days: dict[tuple[Anchor, date], date | None] = {}
    for at in (today - timedelta(days=MISSED_DAYS), today):
        dates = facts.dates_on(at)
        if dates.notice_by is not None:
            days[Anchor.NOTICE, dates.notice_by] = dates.last_day
        if dates.last_day is not None and facts.renewal is not Renewal.TACIT:
            days[Anchor.END, dates.last_day] = None
        if dates.review_on is not None:
            days[Anchor.REVIEW, dates.review_on] = None
    return [
        Occasion("agreement", number, anchor, on, facts.officer, facts.titles, f"agreements/{number}", until)
        for (anchor, on), until in days.items()
        if on >= today - timedelta(days=MISSED_DAYS)
    ]


def _letter(settings: Settings, occasion: Occasion) -> Letter:
    title, on = occasion.title, occasion.on
    subject, body = _words(occasion.anchor, title, on)
    until: tuple[Message, ...] = ()
    if occasion.until is not None:
        until = (_("Its current last day is %(day)s.", day=occasion.until),)
    return Letter(
        subject=subject,
        greeting=_("A day is coming that you should know of."),
        paragraphs=(body, *until),
        link=(_("Open it"), f"{settings.base_url}/{{locale}}/{occasion.path}"),
        reason=_("You get this because you look after this record, or because you are a liaison officer and nobody else does."),
    )


def _words(anchor: Anchor, title: Multilingual, on: date) -> tuple[Message, Message]:
    """The subject and the sentence of each kind of day."""
    match anchor:
        case Anchor.NOTICE:
            return (
                _("Notice by %(day)s: %(title)s", day=on, title=title),
                _("Notice to end the agreement “%(title)s” must be given by %(day)s.", title=title, day=on),
            )
        case Anchor.END:
            return (
                _("Ends on %(day)s: %(title)s", day=on, title=title),
                _("The agreement “%(title)s” ends on %(day)s. It does not renew itself.", title=title, day=on),
            )
        case Anchor.REVIEW:
            return (
                _("Yearly review on %(day)s: %(title)s", day=on, title=title),
                _("The agreement “%(title)s” has no end. It is to be looked at on %(day)s.", title=title, day=on),
            )
        case Anchor.FOLLOW_UP:
            return (
                _("Due on %(day)s: %(title)s", day=on, title=title),
                _("“%(title)s” is due on %(day)s.", title=title, day=on),
            )
