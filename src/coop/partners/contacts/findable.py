"""What search knows of contacts, and keeping it true when organisations or the calendar change who may find them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coop import clock, search
from coop.db import run, transaction
from coop.partners.contacts import queries, rules

if TYPE_CHECKING:
    from collections.abc import Collection

    from coop.partners.contacts.facts import NewContact

_LOOKED_BACK = timedelta(days=31)
"""How long a round of upkeep may have been missed without anything staying wrong."""


def document(contact_id: int, facts: NewContact, public_organisations: Collection[int]) -> search.Document:
    """What search knows of a contact: name and post; e-mail and telephone only where the public does not find them.

    A document has one text for all its audiences. So it names no post that one of them may not know of.
    """
    today = clock.today()
    held = [post for post in facts.posts if post.is_held(today)]
    audiences = rules.audiences(facts, public_organisations)
    is_public = "public" in audiences
    known = [post for post in held if post.organisation in public_organisations] if is_public else held
    titles = [post.title for post in known if post.title] if is_public or len({post.organisation for post in held}) == 1 else []
    words = [*titles, *([] if is_public else [facts.email, facts.phone, facts.phone.replace(" ", "")])]
    return search.Document(
        kind=queries.KIND,
        object_id=contact_id,
        audiences=audiences,
        texts={"und": (facts.name, " · ".join(dict.fromkeys(word for word in words if word)))},
    )


async def put(contact_id: int, facts: NewContact) -> None:
    """Let the contact be found by those who may. Belongs inside the transaction that changes it."""
    open_to_all = await queries.public_organisations({post.organisation for post in facts.posts})
    await search.put(document(contact_id, facts, open_to_all))


async def follow_organisation(organisation_id: int) -> None:
    """Let the people of an organisation be found as it is now: for when it is hidden, shown, trashed or restored."""
    rows = await run("SELECT DISTINCT contact FROM contact_post WHERE organisation = {}", organisation_id)
    await _put_again([row["contact"] for row in rows])


async def catch_up() -> int:
    """Let those be found as the day has it whose post began or ended lately; returns how many were looked at."""
    today = clock.today()
    rows = await run(
        "SELECT DISTINCT contact FROM contact_post WHERE from_on BETWEEN {} AND {} OR to_on BETWEEN {} AND {}",
        today - _LOOKED_BACK,
        today,
        today - _LOOKED_BACK,
        today,
    )
    async with transaction():
        await _put_again([row["contact"] for row in rows])
    return len(rows)


async def _put_again(ids: Collection[int]) -> None:
    for each in ids:
        found = await queries.whole(each)
        if found is not None:
            await put(each, found[0])
