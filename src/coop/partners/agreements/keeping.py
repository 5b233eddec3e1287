"""Keeping agreements: record, edit, sign, move, renew, trash, restore; each in one transaction with history and search document."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from coop import clock, db, history, search
from coop.db import leads_to, made_by, run, run_many, save, serialise, transaction
from coop.errors import IllegalMove, Invalid, NotFound, Stale, require
from coop.faults import Faults
from coop.i18n.message import _
from coop.multilingual import encode, encode_optional
from coop.partners import queries as partners
from coop.partners.agreements import findable, queries, rules
from coop.partners.agreements.dates import Renewal
from coop.partners.agreements.facts import NewAgreement, check_signature
from coop.partners.agreements.states import NEXT, SIGNED, State, require_move
from coop.partners.agreements.tables import Agreement
from coop.partners.contacts import queries as contacts
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coop.partners.agreements.dates import Period
    from coop.viewer import Viewer

_KIND = queries.KIND
_PLAIN = ("reference", "binding", "confidential", "parent", "supersedes", "signed_at", "prevailing", "officer", "effective_on")
_MORE = ("term_months", "ends_on", "renewal_months", "notice_months", "ended_on", "note", "illustrative", "source")
_PARTY = ("organisation", "unlisted", "capacity", "name_as_signed", "signatory", "signed_on", "signed_in")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of one party: the day, the contact who signed, the place."""

    signed_on: date | None
    signatory: int | None = None
    signed_in: str = ""


async def record_agreement(viewer: Viewer, wanted: NewAgreement) -> int:
    """Put an agreement on record, in whatever state it stands; returns its id. Raises Forbidden, or Invalid with every field at fault."""
    require(rules.keeps_agreements(viewer))
    facts = wanted.check()
    async with transaction():
        await serialise("agreements")
        await _check_others(viewer, 0, facts, None)
        facts = await _named_as_signed(facts)
        rows = await Agreement.insert(Agreement({**_row(facts), **made_by(viewer)})).returning(Agreement.id)
        agreement_id: int = rows[0]["id"]
        await _write_parts(agreement_id, facts)
        await history.record(viewer, "recorded", _KIND, agreement_id, after=_told(facts))
        await findable.put(agreement_id, facts)
    return agreement_id


async def edit_agreement(viewer: Viewer, agreement_id: int, version: int, wanted: NewAgreement, reason: str = "") -> int:
    """Save ``wanted`` over the agreement as it stood at ``version``; returns the version that stands then.

    Nothing is written when nothing differs. A translation that was not touched while its original changed becomes stale. Raises NotFound
    for what the viewer may not see, Forbidden, Invalid, IllegalMove for a state that may not follow, or Stale when somebody saved
    meanwhile.
    """

    def edited(standing: NewAgreement) -> NewAgreement:
        require_move(standing.state, wanted.state)
        return wanted

    return await _change(viewer, agreement_id, version, "edited", edited, reason)


async def sign(
    viewer: Viewer,
    agreement_id: int,
    version: int,
    signatures: Mapping[int, Signature],
    effective_on: date | None = None,
    signed_at: int | None = None,
) -> int:
    """Put signatures on record, each by the place of the party from 0; returns the version that stands then.

    With the last that is needed the agreement is signed, and in force if ``effective_on`` has come: without one, the day of the last
    signature is the first day. ``signed_at`` is the conference where it happened. Raises as `edit_agreement` does; IllegalMove when the
    agreement is not approved yet, or has ended.
    """

    def signed(standing: NewAgreement) -> NewAgreement:
        if standing.state is not State.APPROVED and standing.state not in SIGNED:
            raise IllegalMove(_("Only an approved agreement can be signed. Approve it first."), NEXT[standing.state])
        faults = Faults()
        parties = list(standing.parties)
        for place, each in signatures.items():
            if not 0 <= place < len(parties):
                raise NotFound
            check_signature(faults, f"parties.{place}.signed_on", each.signed_on)
            if each.signed_on is None:
                faults.say(f"parties.{place}.signed_on", _("Enter the day this party signed."))
            parties[place] = replace(
                parties[place], signed_on=each.signed_on, signatory=each.signatory, signed_in=each.signed_in, name_as_signed=""
            )
        if not signatures:
            faults.say("", _("Enter the signature of at least one party."))
        faults.finish()
        now = replace(standing, parties=tuple(parties), signed_at=signed_at or standing.signed_at)
        if standing.state is not State.APPROVED or now.signed_on is None:
            return replace(now, effective_on=effective_on or standing.effective_on)
        begins = effective_on or standing.effective_on or now.signed_on
        return replace(now, effective_on=begins, state=State.IN_FORCE if begins <= clock.today() else State.SIGNED)

    return await _change(viewer, agreement_id, version, "signed", signed)


async def move(viewer: Viewer, agreement_id: int, version: int, state: State, on: date | None = None, reason: str = "") -> int:
    """Take the agreement to another state; returns the version that stands then.

    ``on`` is the last day for a state that ends it, the first day for "in force"; without it today. Raises as `edit_agreement` does,
    IllegalMove with the states that are open for one that may not follow, and for signing and renewing, which have verbs of their own.
    """

    def moved(standing: NewAgreement) -> NewAgreement:
        if state in {State.SIGNED, State.RENEWED} or state is standing.state:
            raise IllegalMove(
                _("The agreement cannot go to this state from where it stands. Choose one of the states offered."), moves(standing)
            )
        require_move(standing.state, state)
        day = on or clock.today()
        if state in {State.TERMINATED, State.SUPERSEDED} or (state is State.EXPIRED and not _has_run_out(standing)):
            return replace(standing, state=state, ended_on=day)
        if state is State.IN_FORCE and standing.state is State.SIGNED:
            return replace(standing, state=state, effective_on=on or standing.effective_on or day)
        return replace(standing, state=state)

    return await _change(viewer, agreement_id, version, "moved", moved, reason)


async def renew(viewer: Viewer, agreement_id: int, version: int, period: Period) -> int:
    """Write the period for which the parties renewed the agreement; returns the version that stands then.

    The period begins when the one before it ends, or later. Raises as `edit_agreement` does; IllegalMove when its terms do not run.
    """

    def renewed(standing: NewAgreement) -> NewAgreement:
        require_move(standing.state, State.RENEWED)
        renewal = Renewal.EXPRESS if standing.renewal is Renewal.NONE else standing.renewal
        periods = (*standing.periods, period)
        return replace(standing, state=State.RENEWED, renewal=renewal, periods=periods, ended_on=None)

    def told(invalid: Invalid) -> Invalid:
        """The faults of the new period under the names of its own form."""
        return Invalid({name.split(".")[-1] if name.startswith("periods.") else name: said for name, said in invalid.fields.items()})

    try:
        return await _change(viewer, agreement_id, version, "renewed", renewed)
    except Invalid as invalid:
        raise told(invalid) from invalid


def moves(facts: NewAgreement) -> tuple[State, ...]:
    """The states `move` can take the agreement to."""
    return tuple(each for each in NEXT[facts.state] if each not in {State.SIGNED, State.RENEWED})


async def trash(viewer: Viewer, agreement_id: int, version: int) -> None:
    """Put the agreement into the trash. Raises NotFound, Forbidden or Stale."""
    async with transaction():
        await queries.get(viewer, agreement_id)
        require(rules.keeps_agreements(viewer))
        await save(Agreement, agreement_id, version, {"trashed_at": clock.now()}, viewer)
        await history.record(viewer, "trashed", _KIND, agreement_id, before={"trashed": False}, after={"trashed": True})
        await search.remove(_KIND, agreement_id)


async def restore(viewer: Viewer, agreement_id: int) -> None:
    """Take the agreement out of the trash. Raises NotFound when it is not there or the viewer does not keep agreements."""
    async with transaction():
        found = await queries.in_trash(viewer, agreement_id)
        await save(Agreement, agreement_id, found.version, {"trashed_at": None}, viewer)
        await history.record(viewer, "restored", _KIND, agreement_id, before={"trashed": True}, after={"trashed": False})
        await findable.put(agreement_id, found.facts)


async def empty_trash() -> int:
    """Delete for good the agreements that have lain in the trash for 30 days; returns how many."""

    async def told(agreement_id: int) -> None:
        await history.record(ANONYMOUS, "deleted", _KIND, agreement_id, before={"trashed": True})

    return await db.empty_trash(Agreement, told)


async def follow_the_day() -> int:
    """Let states follow their dates: signed ones whose first day has come are in force, those past their last day have ended.

    One to which notice was given is terminated, any other expires; tacit renewal ends nothing. Returns how many changed; twice a day
    changes nothing more.
    """
    today, changed = clock.today(), 0
    for agreement_id in await queries.running_out(today):
        async with transaction():
            await serialise("agreements")
            found = await queries.whole(agreement_id)
            if found is None:
                continue
            facts, version = found
            state = _state_by_day(facts, today)
            if state is facts.state:
                continue
            after = replace(facts, state=state)
            await save(Agreement, agreement_id, version, {"state": str(state)}, ANONYMOUS)
            await history.record(ANONYMOUS, "moved", _KIND, agreement_id, before=_told(facts), after=_told(after))
            await findable.put(agreement_id, after)
            changed += 1
    return changed


def _state_by_day(facts: NewAgreement, today: date) -> State:
    if facts.state is State.SIGNED:
        return State.IN_FORCE if facts.effective_on is not None and facts.effective_on <= today else facts.state
    last = facts.dates_on(today).last_day
    if last is None or last >= today:
        return facts.state
    return State.TERMINATED if facts.ended_on is not None else State.EXPIRED


def _has_run_out(facts: NewAgreement) -> bool:
    last = facts.dates_on(clock.today()).last_day
    return last is not None and last < clock.today()


async def _change(
    viewer: Viewer, agreement_id: int, version: int, act: str, revise: Callable[[NewAgreement], NewAgreement], reason: str = ""
) -> int:
    await queries.get(viewer, agreement_id)
    require(rules.keeps_agreements(viewer))
    async with transaction():
        await serialise("agreements")
        found = await queries.whole(agreement_id)
        if found is None:
            raise NotFound
        before, standing = found
        if standing != version:
            raise Stale(standing)
        facts = _with_stale(before, revise(before).check())
        if facts == before:
            return version
        await _check_others(viewer, agreement_id, facts, before)
        facts = await _named_as_signed(facts)
        raised = await save(Agreement, agreement_id, version, _row(facts), viewer)
        for part in ("agreement_party", "agreement_topic", "agreement_period"):
            await run(f"DELETE FROM {part} WHERE agreement = {{}}", agreement_id)
        await _write_parts(agreement_id, facts)
        await history.record(viewer, act, _KIND, agreement_id, before=_told(before), after=_told(facts), reason=reason)
        await findable.put(agreement_id, facts)
    return raised


async def _check_others(viewer: Viewer, agreement_id: int, facts: NewAgreement, before: NewAgreement | None) -> None:
    """Refuse records that are not there for the viewer, unless they stood there before, and an agreement above itself."""
    faults = Faults()
    await _check_parties(viewer, faults, facts, before)
    other = await queries.titled(viewer, [each for each in (facts.parent, facts.supersedes) if each is not None])
    for field in ("parent", "supersedes"):
        number = getattr(facts, field)
        if number is None or (before is not None and number == getattr(before, field)):
            continue
        if number not in other:
            faults.say(field, _("Choose an agreement from the list."))
        elif number == agreement_id or await leads_to("agreement", field, number, agreement_id):
            faults.say(field, _("An agreement cannot stand above itself."))
    if facts.signed_at is not None and not await run("SELECT id FROM conference WHERE id = {} AND trashed_at IS NULL", facts.signed_at):
        faults.say("signed_at", _("Choose a conference from the list."))
    if facts.officer is not None and not await run("SELECT id FROM person WHERE id = {}", facts.officer):
        faults.say("officer", _("Choose a person from the list."))
    faults.finish()


async def _check_parties(viewer: Viewer, faults: Faults, facts: NewAgreement, before: NewAgreement | None) -> None:
    known = set(await partners.named(viewer, facts.organisations, viewer.locale))
    people = set(await contacts.named(viewer, [each.signatory for each in facts.parties if each.signatory is not None]))
    if before is not None:
        known |= before.organisations
        people |= {each.signatory for each in before.parties if each.signatory is not None}
    for at, each in enumerate(facts.parties):
        if each.organisation is not None and each.organisation not in known:
            faults.say(f"parties.{at}.organisation", _("Choose an organisation from the list."))
        if each.signatory is not None and each.signatory not in people:
            faults.say(f"parties.{at}.signatory", _("Choose a contact from the list."))


async def _named_as_signed(facts: NewAgreement) -> NewAgreement:
    """The facts with the name that each organisation had on the day it signed, where none was entered."""
    missing = [each.organisation for each in facts.parties if each.organisation and each.signed_on and not each.name_as_signed]
    if not missing:
        return facts
    profiles = await partners.profiles(missing)
    tag = facts.prevailing or (facts.languages[0] if len(facts.languages) == 1 else facts.titles.source)
    parties = tuple(
        replace(each, name_as_signed=profiles[each.organisation].name_on(each.signed_on.isoformat(), tag))
        if each.organisation in profiles and each.signed_on and not each.name_as_signed
        else each
        for each in facts.parties
    )
    return replace(facts, parties=parties)


def _with_stale(before: NewAgreement, after: NewAgreement) -> NewAgreement:
    return replace(after, titles=before.titles.revised(after.titles), scope=before.scope.revised(after.scope))


def _row(facts: NewAgreement) -> dict[Any, Any]:
    return {
        **{field: getattr(facts, field) for field in (*_PLAIN, *_MORE)},
        **{field: str(getattr(facts, field)) for field in ("kind", "state", "end_counts", "renewal")},
        "titles": encode(facts.titles),
        "scope": encode_optional(facts.scope),
        "languages": " ".join(facts.languages),
    }


async def _write_parts(agreement_id: int, facts: NewAgreement) -> None:
    columns, places = ", ".join(_PARTY), ", ".join(["{}"] * len(_PARTY))
    await run_many(
        f"INSERT INTO agreement_party (agreement, place, {columns}) VALUES ({{}}, {{}}, {places})",
        [
            (agreement_id, place, *(str(each.capacity) if field == "capacity" else getattr(each, field) for field in _PARTY))
            for place, each in enumerate(facts.parties)
        ],
    )
    await run_many("INSERT INTO agreement_topic (agreement, topic) VALUES ({}, {})", [(agreement_id, code) for code in facts.topics])
    await run_many(
        "INSERT INTO agreement_period (agreement, place, from_on, ends_on, agreed_on) VALUES ({}, {}, {}, {}, {})",
        [(agreement_id, place, each.from_on, each.ends_on, each.agreed_on) for place, each in enumerate(facts.periods)],
    )


def _told(facts: NewAgreement) -> dict[str, object]:
    """The facts as history keeps them: people by number alone."""
    return {each.name: getattr(facts, each.name) for each in fields(NewAgreement)}
