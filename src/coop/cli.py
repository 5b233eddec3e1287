"""The ``coop`` command: serve, worker, migrate, demo, user, seed, ror, check, secret."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from coop import clock, db, i18n, settings, zones
from coop.db import migrations
from coop.errors import Invalid
from coop.partners import queries as partners
from coop.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Coroutine

Answer = TypeVar("Answer")

_WRITTEN_ON = date(2026, 1, 1)
"""No clock that is right shows an earlier day."""


def main() -> None:
    """Run the command; settings that cannot be used end it with one sentence."""
    try:
        commands(prog_name="coop")
    except SettingsError as error:
        click.echo(f"coop: {error}", err=True)
        sys.exit(2)


@click.group()
def commands() -> None:
    """International science cooperation on green technology: scheduled, kept and shared."""


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site. The database must be migrated."""
    chosen = settings.from_environment()
    waiting = _run(_pending(chosen))
    if waiting:
        raise click.ClickException(f"The database lacks {len(waiting)} migrations: run `coop migrate` first.")
    _serve(chosen, host, port, workers)


@commands.command()
def worker() -> None:
    """Do the jobs behind the pages until stopped: mails and reminders. Any number may run, beside `coop serve` too."""
    chosen = settings.from_environment()
    waiting = _run(_pending(chosen))
    if waiting:
        raise click.ClickException(f"The database lacks {len(waiting)} migrations: run `coop migrate` first.")
    click.echo("Working. Stop with Ctrl+C.")
    _run(_within(chosen, _until_stopped(chosen)))


@commands.command()
def migrate() -> None:
    """Bring the database up to the newest schema; safe to run by several starters at once."""
    done = _run(_migrate(settings.from_environment()))
    for name in done:
        click.echo(f"migrated {name}")
    click.echo("The database is up to date.")


@commands.command()
@click.argument("path", type=click.Path(path_type=Path))
def secret(path: Path) -> None:
    """Write a fresh random secret to PATH, unless one is there."""
    settings.make_secret(path)
    click.echo(f"{path} holds the secret: set COOP_SECRET_FILE={path}")


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(host: str, port: int) -> None:
    """Load the sample data once and serve it on this machine, with demonstration sign-ins."""
    from coop.accounts import cast  # slow import  # noqa: PLC0415

    os.environ.setdefault("COOP_DATABASE_URL", "sqlite:///var/demo/coop.sqlite")
    os.environ.setdefault("COOP_SECRET_FILE", "var/demo/secret")
    os.environ.setdefault("COOP_BASE_URL", f"http://{host}:{port}")
    settings.make_secret(Path(os.environ["COOP_SECRET_FILE"]))
    chosen = settings.from_environment()
    if not (settings.is_local(host) and settings.is_local(urlsplit(chosen.base_url).hostname or "")):
        raise click.ClickException("Everybody knows the passwords of the demonstration: it is for 127.0.0.1 or localhost only.")
    _refuse_taken(host, port)
    if not _run(_is_filled(chosen)):
        from coop.seed import load_sample  # slow import  # noqa: PLC0415

        _run(_demo(chosen, load_sample))
    base = chosen.base_url
    click.echo(f"\ncoop is at {base}/en/")
    click.echo("Calendar feeds:")
    for tag in chosen.locales:
        click.echo(f"  {base}/{tag}/feeds/conferences.ics")
    click.echo("Demonstration sign-ins (this machine only):")
    for line in cast.introductions():
        click.echo(f"  {line}")
    click.echo("Stop with Ctrl+C. The data stays in var/demo.\n")
    _serve(chosen, host, port, 1)


@commands.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice(["organiser", "liaison", "administrator"]))
@click.option("--organisation", "organisations", multiple=True, type=int, help="The number of an organisation they belong to.")
@click.option("--locale", default="en", show_default=True)
def add_user(email: str, name: str, roles: tuple[str, ...], organisations: tuple[int, ...], locale: str) -> None:
    """Add a person and print the link by which they choose their password."""
    from coop.accounts import commands as accounts  # slow import  # noqa: PLC0415

    chosen = settings.from_environment()
    add = accounts.add_person(email, name, roles=roles, organisations=organisations, locale=locale)
    try:
        path = _run(_within(chosen, _of_known(organisations, add)))
    except Invalid as error:
        raise click.ClickException(" ".join(i18n.translate(each, "en") for each in error.fields.values())) from error
    click.echo(f"{chosen.base_url}{path}")


@commands.group("seed")
def seeding() -> None:
    """Data to try the product with."""


@seeding.command()
@click.option("--conferences", default=1000, show_default=True, type=click.IntRange(0))
@click.option("--organisations", default=500, show_default=True, type=click.IntRange(0))
@click.option("--projects", default=100, show_default=True, type=click.IntRange(0))
@click.option("--interactions", default=0, show_default=True, type=click.IntRange(0))
@click.option("--seed", "number", default=1, show_default=True, type=int)
def synthetic(conferences: int, organisations: int, projects: int, interactions: int, number: int) -> None:
    """Fill the database with made-up records, the same for the same seed: for benchmarks."""
    from coop.seed import synthetic as fill  # slow import  # noqa: PLC0415

    chosen = settings.from_environment()
    _run(
        _within(
            chosen,
            fill(conferences=conferences, organisations=organisations, projects=projects, interactions=interactions, number=number),
        )
    )


@commands.group()
def ror() -> None:
    """The Research Organization Registry, loaded from its public dump."""


@ror.command("load")
@click.argument("dump", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--vanished", type=click.IntRange(0), help="How many missing records you have seen and accept as gone.")
def load_register(dump: Path, vanished: int | None) -> None:
    """Load DUMP (the zip or JSON of schema version 2) over what was loaded before. It may be interrupted and run again."""
    from coop.partners.register import commands as register  # slow import  # noqa: PLC0415
    from coop.partners.register.dump import UnreadableError  # slow import  # noqa: PLC0415
    from coop.partners.register.loading import TooManyVanishedError  # slow import  # noqa: PLC0415

    try:
        _run(_within(settings.from_environment(), register.load_dump(dump, click.echo, vanished)))
    except UnreadableError as error:
        raise click.ClickException(str(error)) from error
    except TooManyVanishedError as error:
        missing = error.loaded.missing
        raise click.ClickException(
            f"{missing:,} records of the register are not in this dump, more than a fifth of it. What it has is loaded, and nothing is"
            f" marked as gone. If the dump is whole, run the command again with --vanished {missing}."
        ) from error


@ror.command("diff")
def tell_register() -> None:
    """Compare every linked organisation with the register and print the changes it proposes."""
    from coop.partners.register import commands as register  # slow import  # noqa: PLC0415

    _run(_within(settings.from_environment(), register.tell_proposals(click.echo)))


@commands.command()
def check() -> None:
    """Say in sentences whether configuration, database, catalogues, clock and zones are as they must be."""
    chosen = settings.from_environment()
    faults = _run(_faults(chosen))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo("Configuration, database, catalogues, clock and zones are in order.")


def _run(work: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run(work)


async def _pending(chosen: Settings) -> list[migrations.Migration]:
    await db.open_database(chosen.database_url)
    try:
        return await migrations.pending()
    finally:
        await db.close_database()


async def _migrate(chosen: Settings) -> list[str]:
    await db.open_database(chosen.database_url)
    try:
        return await migrations.migrate()
    finally:
        await db.close_database()


async def _within(chosen: Settings, work: Coroutine[Any, Any, Answer]) -> Answer:
    from coop.app import prepared  # slow import  # noqa: PLC0415

    async with prepared(chosen):
        return await work


async def _until_stopped(chosen: Settings) -> None:
    """Work until a signal to end comes; the job in hand is finished."""
    from coop.notices import working  # slow import  # noqa: PLC0415

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await working.work(chosen, stop)


async def _of_known(organisations: tuple[int, ...], work: Coroutine[Any, Any, Answer]) -> Answer:
    """Do ``work`` only when all ``organisations`` stand in the register."""
    known = await partners.known(organisations)
    unknown = [str(each) for each in organisations if each not in known]
    if unknown:
        work.close()
        raise click.ClickException(f"There is no organisation with the number {unknown[0]}.")
    return await work


async def _is_filled(chosen: Settings) -> bool:
    """Whether the demonstration was loaded before: then nothing that loads it need be imported."""
    await db.open_database(chosen.database_url)
    try:
        return not await migrations.pending() and bool(await db.run("SELECT 1 FROM conference LIMIT 1"))
    finally:
        await db.close_database()


async def _demo(chosen: Settings, load: Any) -> None:  # noqa: ANN401 - the seed's loader
    await _migrate(chosen)
    await _within(chosen, load_where_nobody_is(load(chosen)))


async def load_where_nobody_is(loading: Coroutine[Any, Any, Any]) -> None:
    """Load the demonstration unless it stands already, as it does when a newer version has migrated it.

    Raises ClickException where somebody has an account and nothing stands: its people come with passwords that everybody knows.
    """
    if await db.run("SELECT 1 FROM conference LIMIT 1"):
        loading.close()
    elif await db.run("SELECT 1 FROM person LIMIT 1"):
        loading.close()
        raise click.ClickException("People have accounts in this database: choose another one for the demonstration.")
    else:
        await loading


async def _faults(chosen: Settings) -> list[str]:
    faults = []
    try:
        waiting = await _pending(chosen)
    except (OSError, ValueError) as error:
        return [f"The database at {chosen.database_url.split('@')[-1]} cannot be reached: {error}."]
    if waiting:
        faults.append(f"The database lacks {len(waiting)} migrations: run `coop migrate`.")
    else:
        await db.open_database(chosen.database_url)
        try:
            faults.extend(await _faults_in_data())
        finally:
            await db.close_database()
    faults.extend(i18n.faults(chosen.locales))
    if clock.today() < _WRITTEN_ON:
        faults.append(f"The clock says {clock.today()}, which cannot be.")
    return faults


async def _faults_in_data() -> list[str]:
    from coop import history  # slow import  # noqa: PLC0415
    from coop.conferences import queries as conferences  # slow import  # noqa: PLC0415
    from coop.conferences import rezoning  # slow import  # noqa: PLC0415

    broken = await history.verify()
    faults = [] if broken is None else [f"History line {broken.id} {broken.what}."]
    strange = sorted(each for each in await conferences.zones_in_use() if not zones.is_known(each))
    if strange:
        faults.append(f"The zone rules ({zones.version()}) do not know {', '.join(strange)}, which conferences are kept in.")
    if await rezoning.is_waiting():
        faults.append(f"Conferences were not looked at with the zone rules {zones.version()} yet: the next start of `coop serve` does it.")
    return faults


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"Port {port} is taken on {host}: choose another with PORT=8001 or --port 8001.") from error


def _serve(chosen: Settings, host: str, port: int, workers: int) -> None:
    """Become the server: the process that watches the workers then holds the server alone, not all of coop."""
    os.environ["COOP_DATABASE_URL"] = chosen.database_url
    # Each connection to SQLite has a thread; without a bound every thread would keep an arena of freed memory of its own.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    words = {"interface": "asgi", "host": host, "port": port, "workers": workers, "loop": "uvloop", "log-level": "warning"}
    options = [word for name, value in words.items() for word in (f"--{name}", str(value))]
    sys.stdout.flush()
    os.execv(  # noqa: S606 - our own Python with words of our own
        sys.executable,
        [sys.executable, "-m", "granian", *options, "--factory", "--no-ws", "--respawn-failed-workers", "coop.app:serve_app"],
    )
