"""One timeline of an organisation: conferences, agreements, interactions and joint projects, the latest first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from piccolo.querystring import QueryString

from coop.db import run
from coop.liaison import queries
from coop.liaison.views import Moment
from coop.partners.agreements import queries as agreements
from coop.projects import queries as projects

if TYPE_CHECKING:
    from coop.viewer import Viewer

PAGE_SIZE = 30


async def of_partner(viewer: Viewer, organisation_id: int, number: int = 1) -> tuple[list[Moment], int]:
    """One page of it, and how many moments there are in all, for staff; others see nothing. Two statements, however long it is."""
    if not viewer.is_staff:
        return [], 0
    moments = QueryString(
        "SELECT 'interaction' AS kind, i.id AS id, i.happened_on AS day FROM interaction_organisation t"
        " JOIN interaction i ON i.id = t.interaction WHERE t.organisation = {} AND {}"
        " UNION ALL SELECT 'agreement', a.id, a.effective_on FROM agreement_party t JOIN agreement a ON a.id = t.agreement"
        " WHERE t.organisation = {} AND a.effective_on IS NOT NULL AND {}"
        " UNION ALL SELECT DISTINCT 'project', p.id, p.begins_on FROM participation t JOIN project p ON p.id = t.project"
        " WHERE t.organisation = {} AND p.begins_on IS NOT NULL AND {}"
        " UNION ALL SELECT DISTINCT 'conference', c.id, c.starts_on FROM conference_host t JOIN conference c ON c.id = t.conference"
        " WHERE t.organisation = {} AND c.trashed_at IS NULL",
        *(organisation_id, queries.visible_to(viewer)),
        *(organisation_id, agreements.visible_to(viewer)),
        *(organisation_id, projects.visible_to(viewer)),
        organisation_id,
    )
    total = (await run("SELECT count(*) AS n FROM ({}) m", moments))[0]["n"]
    rows = await run(
        "SELECT m.kind, m.id, m.day FROM ({}) m ORDER BY m.day DESC, m.kind, m.id DESC LIMIT {} OFFSET {}",
        moments,
        PAGE_SIZE,
        (max(1, number) - 1) * PAGE_SIZE,
    )
    return [Moment(row["kind"], row["id"], _day(row["day"])) for row in rows], total


def _day(value: date | str) -> date:
    """SQLite says a day of several tables as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
