"""Everything kept about one person, for that person to have: GDPR article 15 and 20, PIPL article 45."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coop import clock, history
from coop.db import transaction
from coop.errors import NotFound, require
from coop.history import Entry
from coop.multilingual import Multilingual
from coop.partners.contacts import queries, rules
from coop.partners.contacts.views import ContactView
from coop.viewer import Viewer

Section = Callable[[Viewer, int], Awaitable[list[dict[str, Any]]]]
"""What another subject keeps that names a contact by number: the viewer and the contact's number give plain records with their ids."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is kept about a person: their facts, every line of the ledger about them opened, and what other subjects keep by section."""

    contact: ContactView
    organisations: Mapping[int, Multilingual]
    entries: list[Entry]
    sections: Mapping[str, list[dict[str, Any]]]
    made_at: datetime


async def export_subject(viewer: Viewer, contact_id: int, sections: Mapping[str, Section]) -> Subject:
    """Gather everything kept about a contact, and put on record that it was handed out.

    ``sections`` are what other subjects keep, by name. Raises NotFound, also for one that was erased; Forbidden.
    """
    async with transaction():
        found = await queries.get(viewer, contact_id)
        require(rules.keeps_contacts(viewer))
        if found.erased_at is not None:
            raise NotFound
        named = await queries.organisations(viewer, {post.organisation for post in found.facts.posts})
        entries = await history.of(queries.KIND, contact_id)
        kept = {name: await gather(viewer, contact_id) for name, gather in sections.items()}
        await history.record(viewer, "exported", queries.KIND, contact_id)
    return Subject(found, named, entries, kept, clock.now())
