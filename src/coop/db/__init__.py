"""The database ground: engines, transactions, shared columns, revision counters, migrations."""

from coop.db.chains import leads_to
from coop.db.conditions import all_of, among, any_of, possible
from coop.db.engines import close_database, engine, is_postgres, open_database
from coop.db.faults import Violation, refusing, violation
from coop.db.scrubbing import scrub
from coop.db.statements import run, run_many
from coop.db.tables import Editable, made_by, save
from coop.db.transactions import serialise, transaction
from coop.db.trash import empty_trash

__all__ = [
    "Editable",
    "Violation",
    "all_of",
    "among",
    "any_of",
    "close_database",
    "empty_trash",
    "engine",
    "is_postgres",
    "leads_to",
    "made_by",
    "open_database",
    "possible",
    "refusing",
    "run",
    "run_many",
    "save",
    "scrub",
    "serialise",
    "transaction",
    "violation",
]
