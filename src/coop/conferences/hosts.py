"""What a change of an organisation means for the conferences it stands behind: their calendar entries name it as the organiser."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from coop.conferences import writing
from coop.conferences.reading import whole
from coop.conferences.states import Visibility
from coop.db import run, transaction
from coop.errors import Gone, NotFound
from coop.partners import queries as partners
from coop.viewer import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from coop.multilingual import Multilingual


@asynccontextmanager
async def calendars_following(organisation_id: int) -> AsyncIterator[None]:
    """One transaction around a change of an organisation, at whose end the calendars say of it what everybody may know then."""
    async with transaction():
        before = await _public_names(organisation_id)
        yield
        if await _public_names(organisation_id) != before:
            await _put_again(organisation_id)


async def _public_names(organisation_id: int) -> Multilingual | None:
    try:
        return (await partners.get(ANONYMOUS, organisation_id)).names
    except (NotFound, Gone):
        return None


async def _put_again(organisation_id: int) -> None:
    rows = await run(
        "SELECT DISTINCT c.id FROM conference c JOIN conference_host h ON h.conference = c.id"
        " WHERE h.organisation = {} AND h.answer <> 'declined' AND c.visibility = {} AND c.trashed_at IS NULL ORDER BY c.id",
        organisation_id,
        Visibility.PUBLISHED.value,
    )
    for row in rows:
        conference = await whole(row["id"])
        if conference is not None:
            await writing.put_on_calendar(conference)


async def announce(ids: Iterable[int]) -> None:
    """Let search and calendars tell conferences that name other organisations now. Belongs inside the transaction of that change."""
    for each in ids:
        conference = await whole(each)
        if conference is not None and conference.trashed_at is None:
            await writing.announce(conference)
