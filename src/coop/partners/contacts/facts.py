"""The facts of a contact: the same for form, API and seed, and everything that can be wrong with them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from coop import clock, text
from coop.accounts.facts import clean_email
from coop.faults import Faults, line
from coop.i18n.message import _, ngettext

NAME_LENGTH = 200
TITLE_LENGTH = 200
NOTE_LENGTH = 4_000
POSTS = 40
LANGUAGES = 12
LONGEST_KEPT = timedelta(days=366 * 30)
"""No contact is kept longer than this without anybody looking at it again."""
_FIRST_YEAR, _LAST_YEAR = 1950, 2199
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_PHONE = re.compile(r"\+?[0-9(][0-9 ().\-/]{3,38}[0-9](?: ?(?:ext\.?|x|#) ?[0-9]{1,8})?")


class Role(StrEnum):
    """What a person is to us at an organisation."""

    LIAISON = "liaison"
    SIGNATORY = "signatory"
    INVESTIGATOR = "principal_investigator"
    FINANCE = "finance"
    PRESS = "press"
    OTHER = "other"


class Basis(StrEnum):
    """Why the law lets us keep somebody's data: what GDPR article 6 (1) and PIPL article 13 have in common for a work such as ours."""

    CONSENT = "consent"
    CONTRACT = "contract"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post at an organisation of the register. Days are civil days, the last one in the post included; one that is not known is None."""

    organisation: int
    role: Role = Role.LIAISON
    title: str = ""
    from_on: date | None = None
    to_on: date | None = None

    def is_held(self, day: date) -> bool:
        """Whether the person is in this post on ``day``."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or self.to_on >= day)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """The facts needed to keep a contact.

    ``name`` is one full-name field, in the script and order its bearer uses; ``address_as`` is how to address them in a letter.
    ``email`` and ``phone`` are those at work. ``languages`` are BCP 47 tags, the preferred one first. ``basis`` is why the law lets us
    keep this, ``consented_on`` the day they agreed, ``may_publish`` whether they agreed to stand on public pages, ``retain_until`` the
    day on which somebody must look whether it is still needed. ``illustrative`` marks somebody made up for demonstration.
    """

    name: str
    posts: tuple[NewPost, ...] = ()
    address_as: str = ""
    email: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()
    note: str = ""
    basis: Basis = Basis.LEGITIMATE_INTEREST
    consented_on: date | None = None
    may_publish: bool = False
    retain_until: date | None = None
    illustrative: bool = False

    def check(self) -> NewContact:
        """The facts as they are stored. Raises Invalid with every field that breaks a rule."""
        faults = Faults()
        tidy = replace(
            self,
            name=line(faults, "name", self.name, NAME_LENGTH),
            address_as=line(faults, "address_as", self.address_as, NAME_LENGTH),
            email=faults.trying(lambda: clean_email(self.email, "email"), "") if self.email.strip() else "",
            phone=_phone(faults, self.phone),
            languages=_languages(faults, self.languages),
            note=faults.trying(lambda: text.clean_text(self.note, "note", longest=NOTE_LENGTH), ""),
            posts=tuple(_post(faults, f"posts.{at}", each) for at, each in enumerate(self.posts)),
        )
        if not tidy.name:
            faults.say("name", _("Enter the full name."))
        if not self.posts:
            faults.say("posts", _("Enter at least one post: where they work and what they are to you there."))
        elif len(self.posts) > POSTS:
            faults.say("posts", ngettext("At most %(count)s post fits.", "At most %(count)s posts fit.", POSTS))
        _check_consent(faults, tidy)
        faults.finish()
        return tidy


def _check_consent(faults: Faults, facts: NewContact) -> None:
    _day(faults, "consented_on", facts.consented_on)
    _day(faults, "retain_until", facts.retain_until)
    if facts.consented_on is None and facts.basis is Basis.CONSENT:
        faults.say("consented_on", _("Enter the day on which they agreed: without consent there is no reason to keep this."))
    elif facts.consented_on is None and facts.may_publish:
        faults.say("consented_on", _("Enter the day on which they agreed to be shown on public pages."))
    elif facts.consented_on is not None and facts.consented_on > clock.today():
        faults.say("consented_on", _("Nobody can have agreed on a day to come. Enter a day up to today."))
    if facts.retain_until is not None and facts.retain_until > clock.today() + LONGEST_KEPT:
        faults.say("retain_until", _("Enter a day within the next 30 years."))


def _phone(faults: Faults, value: str) -> str:
    tidy = unicodedata.normalize("NFKC", faults.trying(lambda: text.clean_line(value, "phone"), ""))
    tidy = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in tidy)
    if tidy and not _PHONE.fullmatch(tidy):
        faults.say("phone", _("Enter a telephone number with its country code, such as +212 537 00 00 00."))
    return tidy


def _languages(faults: Faults, wanted: tuple[str, ...]) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(tag.strip() for tag in wanted if tag.strip()))
    for tag in tags:
        if not _TAG.fullmatch(tag):
            faults.say("languages", _("%(tag)s is not a language code such as en, zh-Hans or th.", tag=tag[:40]))
    if len(tags) > LANGUAGES:
        faults.say("languages", ngettext("At most %(count)s language fits.", "At most %(count)s languages fit.", LANGUAGES))
    return tags


def _post(faults: Faults, field: str, given: NewPost) -> NewPost:
    title = line(faults, f"{field}.title", given.title, TITLE_LENGTH)
    _day(faults, f"{field}.from_on", given.from_on)
    _day(faults, f"{field}.to_on", given.to_on)
    if given.from_on is not None and given.to_on is not None and given.to_on < given.from_on:
        faults.say(f"{field}.to_on", _("The end must not come before the start."))
    return replace(given, title=title)


def _day(faults: Faults, field: str, value: date | None) -> None:
    if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        faults.say(field, _("Enter a year between %(first)s and %(last)s.", first=_FIRST_YEAR, last=_LAST_YEAR))
