"""Two organisations of the register that are one: what moved when they were merged, so that it can be undone."""

STATEMENTS = [
    """CREATE TABLE organisation_merge (
        id {id},
        kept INTEGER NOT NULL CONSTRAINT organisation_merge_kept_fk REFERENCES organisation (id) ON DELETE CASCADE,
        merged INTEGER NOT NULL CONSTRAINT organisation_merge_merged_fk REFERENCES organisation (id) ON DELETE CASCADE,
        taken TEXT NOT NULL,
        before TEXT NOT NULL,
        moved TEXT NOT NULL,
        merged_at TIMESTAMPTZ NOT NULL,
        merged_by INTEGER,
        undone_at TIMESTAMPTZ,
        undone_by INTEGER,
        CONSTRAINT organisation_merge_two_ck CHECK (kept <> merged)
    )""",
    "CREATE INDEX organisation_merge_kept_ix ON organisation_merge (kept)",
    "CREATE UNIQUE INDEX organisation_merge_standing_uq ON organisation_merge (merged) WHERE undone_at IS NULL",
]
