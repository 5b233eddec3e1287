"""One linear history of the schema, run from empty on both databases.

A migration is a module ``migrations/coop_NNNN_name.py`` with a list ``STATEMENTS`` of SQL, and lists ``SQLITE`` and ``POSTGRES``
that follow it where the databases need different words. In the SQL ``{id}`` stands for the primary key column's type, ``{bytes}``
for the type of octets, ``{editable}`` for the columns of every row that people edit.
The statements of one migration and its ledger row are one transaction, under a lock: two starters migrate once, a killed one leaves nothing
half done.
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import clock
from coop.db.engines import engine, is_postgres
from coop.db.statements import run
from coop.db.tables import EDITABLE_SQL
from coop.db.transactions import serialise, transaction
from coop.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"coop_(\d{4})_[a-z0-9_]+\.py")
_LEDGER = "CREATE TABLE IF NOT EXISTS migration_ledger (number INTEGER PRIMARY KEY, name TEXT NOT NULL, run_at TIMESTAMPTZ NOT NULL)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number, its name and the statements for the database in use."""

    number: int
    name: str
    statements: tuple[str, ...]


def known() -> list[Migration]:
    """All steps in order, for the open database."""
    steps = [_read(path) for path in sorted(folder("migrations").glob("coop_*.py")) if _NAME.fullmatch(path.name)]
    numbers = [step.number for step in steps]
    if numbers != list(range(1, len(steps) + 1)):
        message = f"The migrations are not numbered one after another: {numbers}."
        raise ValueError(message)
    return steps


def _read(path: Path) -> Migration:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        message = f"{path} cannot be read as Python."
        raise ValueError(message)
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    statements = [*getattr(module, "STATEMENTS", ()), *getattr(module, "POSTGRES" if is_postgres() else "SQLITE", ())]
    words = (
        {"{id}": "SERIAL PRIMARY KEY", "{bytes}": "BYTEA"}
        if is_postgres()
        else {"{id}": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "{bytes}": "BLOB"}
    )
    words["{editable}"] = EDITABLE_SQL
    return Migration(int(path.stem.split("_")[1]), path.stem, tuple(_spoken(statement, words) for statement in statements))


def _spoken(statement: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        statement = statement.replace(mark, word)
    return statement


async def pending() -> list[Migration]:
    """The steps not yet recorded in the open database; nothing is written."""
    recorded = await _recorded()
    return [step for step in known() if step.number not in recorded]


async def _recorded() -> set[int]:
    if is_postgres():
        found = await run("SELECT to_regclass('migration_ledger') IS NOT NULL AS there")
        if not found[0]["there"]:
            return set()
    elif not await run("SELECT 1 FROM sqlite_master WHERE name = 'migration_ledger'"):
        return set()
    return {row["number"] for row in await run("SELECT number FROM migration_ledger")}


async def migrate() -> list[str]:
    """Bring the open database up to the newest step; returns the names of the steps that ran here."""
    done: list[str] = []
    while True:
        async with transaction():
            await serialise("migrations")
            await engine().run_ddl(_LEDGER)
            recorded = await _recorded()
            step = next((step for step in known() if step.number not in recorded), None)
            if step is None:
                return done
            for statement in step.statements:
                await engine().run_ddl(statement)
            await run("INSERT INTO migration_ledger (number, name, run_at) VALUES ({}, {}, {})", step.number, step.name, clock.now())
            done.append(step.name)
