"""The ground: revision counters and the append-only ledger of every change."""

STATEMENTS = [
    "CREATE TABLE revision (scope TEXT PRIMARY KEY, n BIGINT NOT NULL)",
    """CREATE TABLE history (
        id {id},
        at TIMESTAMPTZ NOT NULL,
        actor INTEGER,
        actor_name TEXT NOT NULL,
        act TEXT NOT NULL,
        kind TEXT NOT NULL,
        object_id INTEGER NOT NULL,
        locale TEXT NOT NULL,
        reason TEXT NOT NULL,
        changes TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        CONSTRAINT history_hash_uq UNIQUE (hash),
        CONSTRAINT history_previous_uq UNIQUE (previous)
    )""",
    "CREATE INDEX history_object_ix ON history (kind, object_id)",
]

SQLITE = [
    "CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    "CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
]

POSTGRES = [
    """CREATE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$""",
    "CREATE TRIGGER history_no_update BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION history_append_only()",
    "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION history_append_only()",
]
