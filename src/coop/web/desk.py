"""The desk of signed-in people: first steps, what waits for them, and the trash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar import Request, get

from coop.accounts import rules as account_rules
from coop.conferences import queries as conferences
from coop.conferences import rules as conference_rules
from coop.i18n.message import Message, _
from coop.liaison import queries as interactions
from coop.liaison import rules as interaction_rules
from coop.multilingual import Said
from coop.notices import outbox
from coop.partners import queries as partners
from coop.partners import rules as partner_rules
from coop.partners.agreements import queries as agreements
from coop.partners.agreements import rules as agreement_rules
from coop.partners.contacts import queries as contacts
from coop.partners.contacts import rules as contact_rules
from coop.partners.documents import queries as documents
from coop.projects import queries as projects
from coop.projects import rules as project_rules
from coop.web import conference_words, interaction_words
from coop.web.agreements import USUAL_SPAN
from coop.web.kit.pages import Page, page
from coop.web.kit.visit import Visit, visit_of

SIGNED_IN = {"access": "signed_in"}
ON_THE_DESK = 6
"""How many of one's own conferences the desk shows; the rest is a link away."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the viewer may begin: its words and its form."""

    words: Message
    url: str
    sign: str


@dataclass(frozen=True, slots=True)
class Thrown:
    """Something in the trash: its name, and where a form posts to bring it back."""

    name: Said
    kind: Message
    restore_url: str


@get("/desk", opt=SIGNED_IN)
async def show_desk(request: Request[Any, Any, Any]) -> Page:
    """My work: what I may begin, my drafts, what waits for review, my own organisations."""
    visit = visit_of(request)
    viewer, urls = visit.viewer, visit.urls
    waiting = await conferences.drafts(viewer)
    own = [each for each in await conferences.own(viewer) if each.id not in {card.id for card in waiting}]
    organisations = await partners.by_ids(viewer, sorted(viewer.organisation_ids), visit.locale)
    return page(
        request,
        "desk/show.html",
        section="desk",
        deeds=_deeds(visit),
        waiting=await conference_words.shown(viewer, waiting, urls),
        own=await conference_words.shown(viewer, own[:ON_THE_DESK], urls),
        own_count=len(own),
        organisations=[(each.name, urls.page(f"desk/partners/{each.id}/edit")) for each in organisations],
        may_look_up=partner_rules.may_look_up(viewer),
        keeps_partners=partner_rules.keeps_partners(viewer),
        may_see_contacts=viewer.is_staff,
        contacts_due=await contacts.due(viewer),
        follow_ups=interaction_words.follow_ups(await interactions.open_follow_ups(viewer, viewer.user_id), urls),
        may_see_agreements=viewer.is_staff or bool(viewer.organisation_ids),
        agreements_due=len(await agreements.due(viewer, timedelta(days=USUAL_SPAN))),
        may_manage_people=account_rules.may_manage_people(viewer),
        mails_failed=await outbox.failed() if account_rules.may_manage_people(viewer) else 0,
    )


@get("/desk/trash", opt=SIGNED_IN)
async def show_trash(request: Request[Any, Any, Any]) -> Page:
    """What the viewer may bring back, for 30 days."""
    visit = visit_of(request)
    viewer, urls = visit.viewer, visit.urls
    thrown = [
        Thrown(conference_words.choose(each.names, visit.locale), _("Conference"), urls.page(f"desk/conferences/{each.id}/restore"))
        for each in await conferences.trashed(viewer)
    ]
    thrown += [
        Thrown(each.name, _("Organisation"), urls.page(f"desk/partners/{each.id}/restore"))
        for each in await partners.trashed(viewer, visit.locale)
    ]
    thrown += [
        Thrown(conference_words.choose(each.names, visit.locale), _("Joint project"), urls.page(f"desk/projects/{each.id}/restore"))
        for each in await projects.trashed(viewer)
    ]
    thrown += [
        Thrown(Said(each.name, visit.locale), _("Contact"), urls.page(f"desk/contacts/{each.id}/restore"))
        for each in await contacts.trashed(viewer)
    ]
    thrown += [
        Thrown(Said(each.facts.title, each.facts.language), _("Document"), urls.page(f"desk/documents/{each.id}/restore"))
        for each in await documents.trashed(viewer)
    ]
    thrown += [
        Thrown(conference_words.choose(each.titles, visit.locale), _("Agreement"), urls.page(f"desk/agreements/{each.id}/restore"))
        for each in await agreements.trashed(viewer)
    ]
    thrown += [
        Thrown(conference_words.choose(each.titles, visit.locale), _("Interaction"), urls.page(f"desk/interactions/{each.id}/restore"))
        for each in await interactions.trashed(viewer)
    ]
    return page(request, "desk/trash.html", section="desk", thrown=thrown)


def _deeds(visit: Visit) -> list[Deed]:
    viewer, urls = visit.viewer, visit.urls
    deeds = []
    if conference_rules.may_schedule(viewer):
        deeds.append(Deed(_("Schedule a conference"), urls.page("desk/conferences/new"), "calendar-plus"))
    if interaction_rules.keeps_interactions(viewer):
        deeds.append(Deed(_("Log an interaction"), urls.page("desk/interactions/new"), "users"))
    if partner_rules.keeps_partners(viewer):
        deeds.append(Deed(_("Add an organisation"), urls.page("desk/partners/new"), "building-2"))
    if contact_rules.keeps_contacts(viewer):
        deeds.append(Deed(_("Add a contact"), urls.page("desk/contacts/new"), "users"))
    if agreement_rules.keeps_agreements(viewer):
        deeds.append(Deed(_("Record an agreement"), urls.page("desk/agreements/new"), "file-text"))
    if project_rules.keeps_projects(viewer):
        deeds.append(Deed(_("Log a joint project"), urls.page("desk/projects/new"), "handshake"))
    if conference_rules.may_propose(viewer) and not conference_rules.may_schedule(viewer):
        deeds.append(Deed(_("Propose a conference"), urls.page("desk/conferences/new"), "calendar-plus"))
    return deeds


routes = [show_desk, show_trash]
