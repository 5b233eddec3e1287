"""The people and relations of the sample's organisations: contacts, all made up, and what one organisation is to another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from coop import sample
from coop.db import run
from coop.partners import relations
from coop.partners.contacts import keeping
from coop.partners.contacts.facts import Basis, NewContact, NewPost, Role
from coop.partners.relations import NewRelation, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coop.viewer import Viewer


async def load_contacts(keeper: Viewer, organisations: Mapping[str, int], say: Callable[[str], None]) -> dict[str, int]:
    """Every contact of the sample, by e-mail address; ``organisations`` are numbers by ROR id."""
    ids = {each.email: await keeping.add_contact(keeper, contact_of(each, organisations)) for each in sample.contacts()}
    say(f"Contacts: {len(ids)}, all illustrative")
    return ids


def contact_of(row: sample.Contact, organisations: Mapping[str, int]) -> NewContact:
    """The facts of one contact of the sample."""
    return NewContact(
        name=row.name,
        posts=tuple(
            NewPost(organisations[post.ror], Role(post.role), post.title, _day(post.since), _day(post.until)) for post in row.posts
        ),
        address_as=row.address_as,
        email=row.email,
        phone=row.phone,
        languages=row.languages,
        basis=Basis(row.basis),
        consented_on=_day(row.consented_on),
        may_publish=row.may_publish,
        retain_until=_day(row.retain_until),
        illustrative=True,
    )


async def load_relations(keeper: Viewer, organisations: Mapping[str, int], say: Callable[[str], None]) -> None:
    """The relations of the sample, each organisation's at once."""
    rows = sample.relations()
    for ror in dict.fromkeys(each.ror for each in rows):
        wanted = [NewRelation(Relation(each.kind), organisations[each.other], source=each.source) for each in rows if each.ror == ror]
        version = (await run("SELECT version FROM organisation WHERE id = {}", organisations[ror]))[0]["version"]
        await relations.save_relations(keeper, organisations[ror], version, wanted)
    say(f"Relations: {len(rows)}")


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
