"""Calendar entries as finished octets, one row an entry and language. Times are seconds since 1970: numbers on both databases."""

STATEMENTS = [
    """CREATE TABLE calendar_entry (
        id {id},
        kind TEXT NOT NULL,
        object_id INTEGER NOT NULL,
        locale TEXT NOT NULL,
        uid TEXT NOT NULL,
        audiences TEXT NOT NULL,
        status TEXT NOT NULL,
        starts BIGINT NOT NULL,
        ends BIGINT NOT NULL,
        revised BIGINT NOT NULL,
        zone TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        component {bytes} NOT NULL,
        item {bytes} NOT NULL,
        CONSTRAINT calendar_entry_uid_uq UNIQUE (uid, locale),
        CONSTRAINT calendar_entry_span_ck CHECK (ends > starts)
    )""",
    "CREATE INDEX calendar_entry_object_ix ON calendar_entry (kind, object_id)",
    "CREATE INDEX calendar_entry_starts_ix ON calendar_entry (locale, starts, uid)",
    "CREATE INDEX calendar_entry_fingerprint_ix ON calendar_entry (fingerprint, kind, object_id)",
    # One row: when anything in any calendar last changed. What was taken away leaves no other trace, and feeds must say they changed.
    "CREATE TABLE calendar_change (id INTEGER PRIMARY KEY, changed BIGINT NOT NULL, CONSTRAINT calendar_change_one_ck CHECK (id = 1))",
    "INSERT INTO calendar_change (id, changed) VALUES (1, 0)",
]
