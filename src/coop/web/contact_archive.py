"""Everything kept about one person as one archive: JSON for programs, a page for people, both with the same facts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import msgspec

from coop import i18n
from coop.history import ERASED
from coop.i18n import dates
from coop.i18n.message import Message, _
from coop.liaison import queries as interactions
from coop.partners.agreements import queries as agreements
from coop.partners.views import said
from coop.web import contact_words as words
from coop.web.kit.pages import draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coop.partners.contacts.exporting import Section, Subject
    from coop.web.kit.visit import Visit

SECTIONS: dict[str, Section] = {"agreements": agreements.signed_by, "interactions": interactions.attended_by}
"""What other subjects keep that names a contact: its key in the archive, and what gathers it. Each subject that does has a line here."""
TITLES: Mapping[str, Message] = {"agreements": _("Agreements signed"), "interactions": _("Interactions")}
"""The heading of each of these sections."""


def archive(visit: Visit, subject: Subject) -> bytes:
    """A ZIP file with ``contact-<number>.json`` and ``contact-<number>.html``. The same facts give the same octets."""
    import zipfile  # slow import  # noqa: PLC0415

    name, made = f"contact-{subject.contact.id}", subject.made_at
    stamp = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for ending, content in (("json", as_json(subject, visit.locale)), ("html", _as_page(visit, subject))):
            file.writestr(zipfile.ZipInfo(f"{name}.{ending}", stamp), content)
    return packed.getvalue()


def as_json(subject: Subject, locale: str) -> bytes:
    """The facts as JSON, readable by people too."""
    return msgspec.json.format(msgspec.json.encode(told(subject, locale)), indent=2)


def told(subject: Subject, locale: str) -> dict[str, Any]:
    """The facts as plain values: days and instants in ISO 8601, what was erased earlier as null."""
    contact = subject.contact
    return {
        "made_at": subject.made_at.isoformat(),
        "contact": {
            "id": contact.id,
            "uuid": str(contact.uuid),
            "created_at": contact.created_at.isoformat(),
            "revised_at": contact.revised_at.isoformat(),
            **{field: value for field, value in msgspec.to_builtins(contact.facts).items() if field != "posts"},
            "posts": [
                {**msgspec.to_builtins(post), "organisation_name": _organisation(subject, post.organisation, locale)}
                for post in contact.facts.posts
            ],
        },
        "history": [
            {
                "at": each.at.isoformat(),
                "by": each.actor_name,
                "act": each.act,
                "reason": each.reason,
                "changes": {
                    field: None if ERASED in pair else {"before": pair[0], "after": pair[1]} for field, pair in each.changes.items()
                },
            }
            for each in subject.entries
        ],
        "elsewhere": {name: list(records) for name, records in subject.sections.items()},
    }


def _as_page(visit: Visit, subject: Subject) -> bytes:
    facts, locale = subject.contact.facts, visit.locale
    zone = visit.zone or visit.site.settings.default_zone
    return draw(
        visit,
        "contacts/archive.html",
        name=facts.name,
        made=dates.instant(subject.made_at, zone, locale),
        facts=[
            (i18n.translate(words.FIELDS[field], locale), value)
            for field, value in words.told(facts, {}, locale).items()
            if value and field != "posts"
        ],
        posts=[
            (
                _organisation(subject, post.organisation, locale),
                i18n.translate(words.ROLES[post.role], locale),
                post.title,
                words.period(post.from_on, post.to_on, locale),
            )
            for post in facts.posts
        ],
        entries=words.entries(subject.entries, {}, zone, locale),
        sections=[
            (
                i18n.translate(TITLES.get(key, _("Also kept")), locale),
                [[(field, str(value)) for field, value in each.items()] for each in records],
            )
            for key, records in subject.sections.items()
            if records
        ],
    )


def _organisation(subject: Subject, number: int, locale: str) -> str:
    return said(subject.organisations[number], locale).text if number in subject.organisations else f"#{number}"
