"""Lists as files: what a list shows with its filters, whole, as CSV, XLSX or JSON."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from litestar import Request, get
from litestar.params import FromPath

from coop import clock
from coop.conferences import queries as conferences
from coop.conferences.filters import from_query as conference_filter
from coop.db import transaction
from coop.errors import NotFound, TooMany
from coop.exports import Format, write
from coop.history import record
from coop.liaison import queries as interactions
from coop.liaison.filters import from_query as interaction_filter
from coop.partners import queries as partners
from coop.partners.agreements import queries as agreements
from coop.partners.agreements.filters import from_query as agreement_filter
from coop.partners.contacts import queries as contacts
from coop.projects import queries as projects
from coop.projects.filters import from_query as project_filter
from coop.web import sheets
from coop.web.agreements import span_of
from coop.web.contacts import filter_of as contact_filter
from coop.web.kit.files import attachment
from coop.web.kit.pages import Page
from coop.web.kit.urls import read_query, read_repeated
from coop.web.kit.visit import visit_of
from coop.web.partners import filter_of as partner_filter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from coop.exports import Sheet
    from coop.web.kit.visit import Visit

PUBLIC = {"access": "public"}
EDITOR = {"access": "editor"}
STAFF = {"access": "staff"}
MOST = 30_000
"""Rows of one file; a list of more is cut there. PostgreSQL takes no more numbers in one statement than 32,767."""
MOST_WAITING = 6
"""How many requests may wait while one file is made: making one takes a processor."""


class _Queue:
    """One file at a time; who comes when too many wait is asked to come back."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn. Raises TooMany."""
        if self._waiting > MOST_WAITING:
            raise TooMany(10)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1


_of_visitors, _of_people = _Queue(), _Queue()
"""Visitors wait for visitors only, so that nobody from outside keeps those from their work who sign in."""


@get("/downloads/{name:str}", opt=PUBLIC)
async def download(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """Conferences, organisations or joint projects."""
    lists = {"conferences": _conferences, "partners": _organisations, "projects": _projects}
    return await _file(visit_of(request), name, lists)


@get("/agreements/downloads/{name:str}", opt=EDITOR)
async def download_agreements(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """Agreements, or what of them is due, for who sees their register."""
    return await _file(visit_of(request), name, {"agreements": _agreements, "due": _due})


@get("/desk/downloads/{name:str}", opt=STAFF)
async def download_from_desk(request: Request[Any, Any, Any], name: FromPath[str]) -> Page:
    """Interactions, follow-ups or contacts, for staff."""
    return await _file(visit_of(request), name, {"interactions": _interactions, "follow-ups": _follow_ups, "contacts": _contacts})


async def _file(visit: Visit, name: str, lists: Mapping[str, Callable[[Visit], Awaitable[Sheet]]]) -> Page:
    of, _dot, ending = name.partition(".")
    if of not in lists or ending not in set(Format):
        raise NotFound
    kind = Format(ending)
    async with (_of_people if visit.viewer.is_signed_in else _of_visitors).turn():
        sheet = await lists[of](visit)
        made = await asyncio.to_thread(write, sheet, kind)
    return attachment(made, kind.media_type, f"{sheet.title} {clock.today().isoformat()}.{kind}")


async def _conferences(visit: Visit) -> Sheet:
    return await sheets.conferences(visit, await conferences.in_full(visit.viewer, conference_filter(read_repeated(visit.query)), MOST))


async def _organisations(visit: Visit) -> Sheet:
    wanted = partner_filter(read_query(visit.query))
    return await sheets.organisations(visit, await partners.in_full(visit.viewer, wanted, visit.locale, MOST))


async def _projects(visit: Visit) -> Sheet:
    return await sheets.projects(visit, await projects.in_full(visit.viewer, project_filter(read_repeated(visit.query)), MOST))


async def _agreements(visit: Visit) -> Sheet:
    return await sheets.agreements(visit, await agreements.in_full(visit.viewer, agreement_filter(read_repeated(visit.query)), MOST))


async def _interactions(visit: Visit) -> Sheet:
    return await sheets.interactions(visit, await interactions.in_full(visit.viewer, interaction_filter(read_repeated(visit.query)), MOST))


async def _due(visit: Visit) -> Sheet:
    return await sheets.due(visit, await agreements.due(visit.viewer, timedelta(days=span_of(visit))))


async def _follow_ups(visit: Visit) -> Sheet:
    everybody = dict(read_query(visit.query)).get("all") == "1"
    return await sheets.follow_ups(
        visit, await interactions.open_follow_ups(visit.viewer, None if everybody else visit.viewer.user_id, MOST)
    )


async def _contacts(visit: Visit) -> Sheet:
    """Contacts; the ledger says who took how many, and by which filter, because they are people."""
    wanted = contact_filter(read_query(visit.query))
    found = await contacts.in_full(visit.viewer, wanted, visit.locale, MOST)
    async with transaction():
        told = {"count": len(found), "filter": sorted(wanted.active)}
        await record(visit.viewer, "downloaded contacts", "contact list", visit.viewer.user_id or 0, after=told)
    return await sheets.contacts(visit, found)


routes: list[Any] = [download, download_agreements, download_from_desk]
