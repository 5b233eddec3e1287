"""Pages, feeds and the API over HTTP: one module a subject, each with its ``routes``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Router

from coop.web import (
    about,
    accounts,
    agreements,
    conferences,
    contacts,
    desk,
    desk_agreement_history,
    desk_agreement_moves,
    desk_agreements,
    desk_conference_history,
    desk_conference_moves,
    desk_conference_shares,
    desk_conferences,
    desk_contact_data,
    desk_contacts,
    desk_duplicates,
    desk_follow_ups,
    desk_interactions,
    desk_merges,
    desk_project_history,
    desk_projects,
    desk_register,
    desk_relations,
    desk_reminders,
    dev,
    documents,
    downloads,
    feeds,
    health,
    home,
    interactions,
    mails,
    own_account,
    partner_desk,
    partners,
    people,
    personal_feed,
    preferences,
    projects,
    search,
    series,
    sitemap,
)
from coop.web.api import reference

if TYPE_CHECKING:
    from coop.settings import Settings

ROUTES: list[Any] = [
    *home.routes,
    *conferences.routes,
    *series.routes,
    *desk_conferences.routes,
    *desk_conference_moves.routes,
    *desk_conference_shares.routes,
    *desk_conference_history.routes,
    *partners.routes,
    *partner_desk.routes,
    *desk_register.routes,
    *desk_duplicates.routes,
    *contacts.routes,
    *desk_contacts.routes,
    *desk_contact_data.routes,
    *desk_relations.routes,
    *agreements.routes,
    *desk_agreements.routes,
    *desk_agreement_moves.routes,
    *desk_agreement_history.routes,
    *interactions.routes,
    *desk_follow_ups.routes,
    *desk_interactions.routes,
    *desk_merges.routes,
    *documents.routes,
    *downloads.routes,
    *projects.routes,
    *desk_projects.routes,
    *desk_project_history.routes,
    *feeds.routes,
    *search.routes,
    *desk.routes,
    *about.routes,
    *reference.page_routes,
    *accounts.routes,
    *own_account.routes,
    *personal_feed.routes,
    *mails.routes,
    *desk_reminders.routes,
    *people.routes,
    *preferences.routes,
]
"""What stands below ``/{locale}``: handlers of Litestar, each with ``opt={"access": ...}``."""

OUTSIDE: list[Any] = [
    *health.routes,
    *sitemap.routes,
    *mails.outside,
    Router("/api/v1", route_handlers=reference.api_routes, include_in_schema=False),
]
"""What stands beside the languages: probes, robots.txt, the sitemap, the API below ``/api/v1``."""


def pages(chosen: Settings) -> list[Any]:
    """Everything below ``/{locale}``; while developing also the preview of all parts."""
    return [*ROUTES, *dev.routes] if chosen.development else ROUTES
