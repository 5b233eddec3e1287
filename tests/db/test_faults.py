import sqlite3

import asyncpg
import pytest

from coop import db
from coop.db import violation
from coop.errors import Invalid
from coop.i18n.message import _

ANY = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)


async def refused(sql, *values):
    with pytest.raises(ANY) as caught:
        await db.run(sql, *values)
    return violation(caught.value)


async def test_a_unique_constraint_names_its_columns_on_both_databases(database):
    await db.run("INSERT INTO revision (scope, n) VALUES ('a', 1)")
    found = await refused("INSERT INTO revision (scope, n) VALUES ('a', 2)")
    assert (found.kind, found.table, found.columns) == ("unique", "revision", ("scope",))


async def test_a_foreign_key_bites_on_both_databases(database):
    found = await refused("INSERT INTO conference_topic (conference, topic) VALUES (4711, 'h2')")
    assert found.kind == "foreign key"


async def test_a_missing_value_is_refused_on_both_databases(database):
    found = await refused("INSERT INTO revision (scope, n) VALUES ('b', NULL)")
    assert (found.kind, found.columns) == ("not null", ("n",))


async def test_a_unique_violation_becomes_a_fault_of_the_form(database):
    await db.run("INSERT INTO revision (scope, n) VALUES ('a', 1)")
    with pytest.raises(Invalid) as caught, db.refusing({("scope",): ("name", _("Taken."))}):
        await db.run("INSERT INTO revision (scope, n) VALUES ('a', 2)")
    assert {field: message.text for field, message in caught.value.fields.items()} == {"name": "Taken."}


async def test_a_task_inside_a_transaction_never_waits_for_the_writer(database):
    async with db.transaction():
        await db.run("INSERT INTO revision (scope, n) VALUES ('a', 1)")
        await db.run("UPDATE revision SET n = 2 WHERE scope = 'a'")
        async with db.transaction():
            assert (await db.run("SELECT n FROM revision WHERE scope = 'a'"))[0]["n"] == 2
