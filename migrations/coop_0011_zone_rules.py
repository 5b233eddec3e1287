"""Which rules of time zones the instants on record were derived by."""

STATEMENTS = [
    """CREATE TABLE zone_rules (
        id INTEGER PRIMARY KEY,
        version TEXT NOT NULL,
        CONSTRAINT zone_rules_one_ck CHECK (id = 1)
    )""",
]
