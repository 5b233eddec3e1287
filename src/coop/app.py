"""The application: every route behind one door, made by a factory."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from litestar import Litestar, Router
from litestar.di import Provide

from coop import calendar, db, i18n, resources, settings, upkeep, web
from coop.conferences import rezoning
from coop.db import migrations, revision
from coop.feeds import renewal
from coop.notices import working
from coop.web.kit import access, log, problems, viewers
from coop.web.kit.cache import Kept
from coop.web.kit.door import Door
from coop.web.kit.feeds import Feeds
from coop.web.kit.headers import security_headers
from coop.web.kit.site import Site
from coop.web.kit.static import Assets
from coop.web.kit.templates import environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from litestar.types import ControllerRouterHandler

    from coop.settings import Settings

RETRY_SECONDS = 1.0
SETTLING_SECONDS = 60.0
"""How long a fresh process serves visitors before it does its daily round."""

_log = structlog.get_logger()


def create_app(
    chosen: Settings,
    pages: Sequence[ControllerRouterHandler] | None = None,
    outside: Sequence[ControllerRouterHandler] | None = None,
) -> Door:
    """The ASGI application of an installation.

    ``pages`` stand below ``/{locale}``, ``outside`` beside the languages; by default all of ``coop.web``.
    """
    log.configure(chosen)
    locales = i18n.configure(chosen.locales)
    calendar.configure(chosen.base_url, chosen.locales)
    i18n.warm()
    security = security_headers(chosen)
    assets = Assets(resources.folder("static"), security)
    templates = environment(chosen, assets)
    known = frozenset(name for name in templates.list_templates() if name.startswith("errors/"))
    site = Site(chosen, locales, assets, templates, Kept(), Feeds(chosen, security), security, known)
    return Door(_framework(chosen, web.pages(chosen) if pages is None else pages, web.OUTSIDE if outside is None else outside), site)


def serve_app() -> Door:
    """The application with the settings of the environment: what ``granian --factory`` calls."""
    return create_app(settings.from_environment())


@asynccontextmanager
async def prepared(chosen: Settings) -> AsyncIterator[None]:
    """The open database with its counters followed and the languages set: what the domain needs outside of a request."""
    i18n.configure(chosen.locales)
    calendar.configure(chosen.base_url, chosen.locales)
    await db.open_database(chosen.database_url)
    try:
        await revision.start_watching()
        yield
    finally:
        await _close()


def _framework(chosen: Settings, pages: Sequence[ControllerRouterHandler], outside: Sequence[ControllerRouterHandler]) -> Litestar:
    in_language = Router("/{locale:str}", route_handlers=list(pages), include_in_schema=False)
    return Litestar(
        [in_language, *outside],
        dependencies={"viewer": Provide(viewers.provide_viewer)},
        guards=[access.guard],
        exception_handlers={Exception: problems.handle},
        lifespan=[_Lifespan(chosen)],
        request_max_body_size=None,  # the door bounds every body before it comes here
        logging_config=None,
        openapi_config=None,  # coop.web.api.reference describes the API
    )


class _Lifespan:
    """Opens the database when the server starts. One that cannot be reached is tried again until it can: meanwhile pages answer 503."""

    def __init__(self, chosen: Settings) -> None:
        self._chosen = chosen
        self._is_open = False

    @asynccontextmanager
    async def __call__(self, _app: Litestar) -> AsyncIterator[None]:
        behind = asyncio.create_task(self._work() if await self._open() else self._keep_trying())
        try:
            yield
        finally:
            behind.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await behind
            if self._is_open:
                await _close()

    async def _open(self) -> bool:
        try:
            if not self._is_open:
                await db.open_database(self._chosen.database_url)
                self._is_open = True
            await revision.start_watching()
        except problems.DATABASE_AWAY as error:
            _log.warning("the database cannot be reached", reason=str(error))
            return False
        return True

    async def _keep_trying(self) -> None:
        while True:
            await asyncio.sleep(RETRY_SECONDS)
            if await self._open():
                await self._work()
                return

    async def _work(self) -> None:
        """What goes on behind the pages as long as the server runs."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_house())
            if self._chosen.works:
                group.create_task(self._do_jobs())

    async def _do_jobs(self) -> None:
        """Mails and reminders: what ``coop worker`` does, for who runs no worker of its own."""
        while True:
            try:
                await working.work(self._chosen, asyncio.Event())
            except* problems.DATABASE_AWAY as away:
                _log.warning("jobs wait for the database", reason=str(away.exceptions[0]))
            await asyncio.sleep(SETTLING_SECONDS)

    async def _keep_house(self) -> None:
        await self._derive_anew()
        await self._renew()
        await asyncio.sleep(SETTLING_SECONDS)
        while True:
            await self._keep_up()
            await asyncio.sleep(upkeep.DAILY)

    async def _derive_anew(self) -> None:
        try:
            moved = 0 if await migrations.pending() else await rezoning.derive_anew()
        except problems.DATABASE_AWAY as error:
            _log.warning("the rules of time zones could not be compared", reason=str(error))
            return
        if moved:
            _log.info("the rules of time zones changed", conferences=moved)

    async def _renew(self) -> None:
        try:
            await renewal.renew()
        except problems.DATABASE_AWAY as error:
            _log.warning("calendar entries could not be rendered anew", reason=str(error))

    async def _keep_up(self) -> None:
        try:
            await upkeep.keep_up()
        except problems.DATABASE_AWAY as error:
            _log.warning("the daily round was left out", reason=str(error))


async def _close() -> None:
    await revision.stop_watching()
    await db.close_database()
