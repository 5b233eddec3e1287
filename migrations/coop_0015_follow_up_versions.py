"""A follow-up can be edited: a version, so that nobody writes over what somebody else saved meanwhile."""

STATEMENTS = ["ALTER TABLE follow_up ADD COLUMN version INTEGER NOT NULL DEFAULT 1"]
