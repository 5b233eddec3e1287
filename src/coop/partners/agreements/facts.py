"""The facts of an agreement: the same for form, API and seed, and everything that can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from coop import clock, text
from coop import faults as check
from coop.faults import Faults
from coop.i18n.message import _, ngettext
from coop.multilingual import Multilingual
from coop.partners.agreements.dates import Counts, Dates, Period, Renewal, Term, dates_on, initial_end
from coop.partners.agreements.states import RUNNING, SIGNED, Capacity, Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TITLE_LENGTH = 300
NAME_LENGTH = 300
MOST_PARTIES = 60
MOST_PERIODS = 40
LONGEST_MONTHS = 1_200
"""A hundred years: longer terms are typing mistakes."""
EMPTY = Multilingual()


@dataclass(frozen=True, slots=True)
class NewParty:
    """Who is bound: an organisation of the register, or by its ``unlisted`` name a body that is not in it.

    ``name_as_signed`` is the name in the paper; empty for an organisation of the register, it is filled with the name in force on
    ``signed_on``. ``signatory`` is the contact who signed, ``signed_in`` the place.
    """

    organisation: int | None = None
    unlisted: str = ""
    capacity: Capacity = Capacity.PARTY
    name_as_signed: str = ""
    signatory: int | None = None
    signed_on: date | None = None
    signed_in: str = ""

    @property
    def must_sign(self) -> bool:
        """Whether the paper needs this signature."""
        return self.capacity is not Capacity.WITNESS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgreement:
    """The facts needed to keep an agreement.

    ``parent`` is the agreement it hangs on (framework -> specific -> amendment), ``supersedes`` the one it takes the place of;
    ``signed_at`` the conference where it was signed. ``languages`` are BCP 47 tags of the versions, ``prevailing`` the one that decides.
    ``topics`` holds topic codes or codes of whole themes. ``officer`` is the person who answers for it. A confidential one is known to
    liaison officers and administrators alone. The terms of time are those of `coop.partners.agreements.dates.Term`; ``ended_on`` is also
    the last day of one to which notice was given. ``note`` is for staff. ``illustrative`` marks one made up for demonstration; ``source``
    says where the facts are from.
    """

    titles: Multilingual
    kind: Kind
    state: State = State.DRAFT
    parties: tuple[NewParty, ...] = ()
    reference: str = ""
    binding: bool = False
    confidential: bool = False
    scope: Multilingual = EMPTY
    topics: tuple[str, ...] = ()
    parent: int | None = None
    supersedes: int | None = None
    signed_at: int | None = None
    languages: tuple[str, ...] = ()
    prevailing: str = ""
    officer: int | None = None
    effective_on: date | None = None
    term_months: int | None = None
    ends_on: date | None = None
    end_counts: Counts = Counts.LAST_DAY
    renewal: Renewal = Renewal.NONE
    renewal_months: int | None = None
    notice_months: int = 0
    periods: tuple[Period, ...] = ()
    ended_on: date | None = None
    note: str = ""
    illustrative: bool = False
    source: str = ""

    @property
    def term(self) -> Term:
        """The terms of time, from which its dates are computed."""
        return Term(
            effective_on=self.effective_on,
            months=self.term_months,
            ends_on=self.ends_on,
            counts=self.end_counts,
            renewal=self.renewal,
            renewal_months=self.renewal_months,
            notice_months=self.notice_months,
            periods=self.periods,
            ended_on=self.ended_on,
        )

    def dates_on(self, today: date) -> Dates:
        """The dates that follow on ``today``."""
        return dates_on(self.term, today)

    @property
    def organisations(self) -> frozenset[int]:
        """The parties that stand in the register."""
        return frozenset(each.organisation for each in self.parties if each.organisation is not None)

    @property
    def is_signed_by_all(self) -> bool:
        """Whether every party that must sign has signed."""
        return all(each.signed_on is not None for each in self.parties if each.must_sign)

    @property
    def signed_on(self) -> date | None:
        """The day of the last signature, once all have signed."""
        days = [each.signed_on for each in self.parties if each.signed_on is not None and each.must_sign]
        return max(days) if days and self.is_signed_by_all else None

    def check(self) -> NewAgreement:
        """The facts as they are stored. Raises Invalid with every field that breaks a rule."""
        faults = Faults()
        tidy = replace(
            self,
            titles=check.lines(faults, "titles", self.titles, TITLE_LENGTH),
            scope=check.lines(faults, "scope", self.scope, 5_000, text.clean_text),
            reference=check.line(faults, "reference", self.reference, 80),
            topics=_topics(faults, self.topics),
            languages=check.language_tags(faults, "languages", self.languages),
            prevailing=self.prevailing.strip(),
            note=faults.trying(lambda: text.clean_text(self.note, "note", longest=10_000), ""),
            source=check.line(faults, "source", self.source, 1_000),
            parties=tuple(_party(faults, f"parties.{at}", each) for at, each in enumerate(self.parties)),
        )
        if tidy.titles.is_empty:
            faults.say(f"titles.{self.titles.source}", _("Enter a title."))
        if tidy.prevailing and tidy.prevailing not in tidy.languages:
            faults.say("prevailing", _("Choose one of the languages of the agreement."))
        _check_parties(faults, tidy.parties)
        _check_term(faults, tidy)
        _check_periods(faults, tidy)
        if not faults.found:
            _check_state(faults, tidy)
        faults.finish()
        return tidy


def _topics(faults: Faults, wanted: Sequence[str]) -> tuple[str, ...]:
    return check.subject_codes(faults, "topics", wanted) if wanted else ()


def _party(faults: Faults, field: str, given: NewParty) -> NewParty:
    tidy = replace(
        given,
        unlisted=check.line(faults, f"{field}.unlisted", given.unlisted, NAME_LENGTH),
        name_as_signed=check.line(faults, f"{field}.name_as_signed", given.name_as_signed, NAME_LENGTH),
        signed_in=check.line(faults, f"{field}.signed_in", given.signed_in, 200),
    )
    if tidy.organisation is None and not tidy.unlisted:
        faults.say(f"{field}.organisation", _("Choose an organisation, or enter the name of one that is not in the list."))
    elif tidy.organisation is not None and tidy.unlisted:
        faults.say(f"{field}.unlisted", _("Choose an organisation or enter a name, not both."))
    check_signature(faults, f"{field}.signed_on", tidy.signed_on)
    return tidy


def check_signature(faults: Faults, field: str, day: date | None) -> None:
    """Refuse a day of signature that cannot be meant or has not come."""
    check.day(faults, field, day)
    if day is not None and day > clock.today():
        faults.say(field, _("A signature cannot lie in the future. Enter a day up to today."))


def _check_parties(faults: Faults, parties: Sequence[NewParty]) -> None:
    if not any(each.must_sign for each in parties):
        faults.say("parties", _("Enter at least one party."))
    elif len(parties) > MOST_PARTIES:
        faults.say("parties", ngettext("At most %(count)s party fits.", "At most %(count)s parties fit.", MOST_PARTIES))
    seen: set[object] = set()
    for at, each in enumerate(parties):
        key: object = each.organisation or each.unlisted.casefold()
        if key and key in seen:
            field = "unlisted" if each.organisation is None else "organisation"
            faults.say(f"parties.{at}.{field}", _("This party is already named."))
        seen.add(key)


def _check_term(faults: Faults, facts: NewAgreement) -> None:
    for field in ("effective_on", "ends_on", "ended_on"):
        check.day(faults, field, getattr(facts, field))
    for field, least in (("term_months", 1), ("renewal_months", 1), ("notice_months", 0)):
        value = getattr(facts, field)
        if value is not None and not least <= value <= LONGEST_MONTHS:
            faults.say(field, _("Enter a number of months from %(least)s to %(most)s.", least=least, most=LONGEST_MONTHS))
    if facts.term_months is not None and facts.ends_on is not None:
        faults.say("ends_on", _("Enter the number of months or the end, not both."))
    if facts.term_months is not None and facts.effective_on is None:
        faults.say("effective_on", _("Enter the day from which the months count."))
    if facts.renewal is Renewal.TACIT:
        if facts.renewal_months is None:
            faults.say("renewal_months", _("Enter for how many months it renews itself."))
        if facts.term_months is None and facts.ends_on is None:
            faults.say("renewal", _("Without an end there is nothing to renew. Enter the months or the end, or choose “no renewal”."))
    _check_order(faults, facts)


def _check_order(faults: Faults, facts: NewAgreement) -> None:
    start, end = facts.effective_on, facts.ends_on
    if start is None:
        return
    if end is not None and (end < start or (end == start and facts.end_counts is Counts.FIRST_DAY_AFTER)):
        faults.say("ends_on", _("The end must not come before the start."))
    if facts.ended_on is not None and facts.ended_on < start and facts.state in SIGNED:
        faults.say("ended_on", _("The end must not come before the start."))


def _check_periods(faults: Faults, facts: NewAgreement) -> None:
    if facts.periods and facts.renewal is Renewal.NONE:
        faults.say("renewal", _("It was renewed: choose how it renews."))
    if len(facts.periods) > MOST_PERIODS:
        faults.say("periods", ngettext("At most %(count)s period fits.", "At most %(count)s periods fit.", MOST_PERIODS))
    before = initial_end(facts.term)
    for at, each in enumerate(facts.periods):
        for field in ("from_on", "ends_on", "agreed_on"):
            check.day(faults, f"periods.{at}.{field}", getattr(each, field))
        if each.ends_on <= each.from_on:
            faults.say(f"periods.{at}.ends_on", _("The end must come after the start."))
        if before is not None and each.from_on < before:
            faults.say(f"periods.{at}.from_on", _("A new period begins when the one before it ends, or later."))
        before = each.ends_on


def _check_state(faults: Faults, facts: NewAgreement) -> None:
    today = clock.today()
    if facts.state in SIGNED:
        for at, each in enumerate(facts.parties):
            if each.must_sign and each.signed_on is None:
                faults.say(f"parties.{at}.signed_on", _("Enter the day this party signed: in this state all must have signed."))
    if facts.state in RUNNING:
        if facts.effective_on is None:
            faults.say("effective_on", _("Enter the day on which it took effect."))
        elif facts.effective_on > today:
            faults.say("effective_on", _("It is in force only from a day that has come. Choose “signed” until then."))
    if facts.state is State.TERMINATED and facts.ended_on is None:
        faults.say("ended_on", _("Enter the day on which it ended."))
    if facts.state is State.EXPIRED:
        last = dates_on(facts.term, today).last_day
        if last is None or last >= today:
            faults.say("ended_on", _("Enter the day on which it ended: by its terms it has not."))


def unlisted_names(parties: Iterable[NewParty]) -> tuple[str, ...]:
    """The names of parties outside the register."""
    return tuple(each.unlisted for each in parties if each.unlisted)
