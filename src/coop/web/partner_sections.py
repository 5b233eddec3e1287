"""What stands on an organisation's page beside its own facts: contacts, agreements, relations and the chain of successors, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop.liaison import queries as interactions
from coop.partners import relations
from coop.partners.agreements import queries as agreements
from coop.partners.agreements import rules as agreement_rules
from coop.partners.contacts import queries as contacts
from coop.partners.contacts import rules as contact_rules
from coop.partners.documents import queries as documents
from coop.partners.documents.facts import Owner, OwnerKind
from coop.web import agreement_words, contact_words, document_words, interaction_words, relation_words
from coop.web.agreement_words import ShownAgreement
from coop.web.contact_words import ShownContact
from coop.web.document_words import ShownDocument
from coop.web.interaction_words import ShownInteraction
from coop.web.partner_words import ShownPartner
from coop.web.relation_words import ShownRelation

if TYPE_CHECKING:
    from coop.web.kit.visit import Visit


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who held a post there earlier; one who was erased has no name and no page."""

    name: str
    url: str
    role: str
    period: str


@dataclass(frozen=True, slots=True)
class Sections:
    """What the reader may see of these."""

    contacts: list[ShownContact]
    former: list[Former]
    keeps_contacts: bool
    relations: list[ShownRelation]
    before: list[ShownPartner]
    after: list[ShownPartner]
    documents: list[ShownDocument]
    agreements: list[ShownAgreement]
    keeps_agreements: bool
    interactions: list[ShownInteraction]
    is_staff: bool


async def of_partner(visit: Visit, organisation_id: int) -> Sections:
    """The sections of an organisation that the viewer is known to see; the same number of statements whatever stands there."""
    viewer, urls, locale = visit.viewer, visit.urls, visit.locale
    before, after = relation_words.links(await relations.chain(viewer, organisation_id, locale), urls)
    return Sections(
        contacts=await contact_words.shown(viewer, await contacts.of_partner(viewer, organisation_id), urls),
        former=[
            Former(
                name,
                "" if is_erased else contact_words.address(urls, number, name),
                contact_words.role(post.role, locale),
                contact_words.period(post.from_on, post.to_on, locale),
            )
            for number, name, is_erased, post in await contacts.former_of(viewer, organisation_id, locale)
        ],
        keeps_contacts=contact_rules.keeps_contacts(viewer),
        relations=relation_words.shown(await relations.of_partner(viewer, organisation_id, locale), urls),
        before=before,
        after=after,
        documents=document_words.shown(await documents.listed(Owner(OwnerKind.ORGANISATION, organisation_id)), urls),
        agreements=agreement_words.shown(await agreements.of_partner(viewer, organisation_id), urls),
        interactions=interaction_words.shown(await interactions.of_partner(viewer, organisation_id), urls),
        is_staff=viewer.is_staff,
        keeps_agreements=agreement_rules.keeps_agreements(viewer),
    )
