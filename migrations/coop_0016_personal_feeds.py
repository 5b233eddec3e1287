"""The private calendar address of each person, and what keeps entries the same whose days are computed: UID, SEQUENCE, last revision."""

STATEMENTS = [
    # content and changed say when what the feed holds last became another: what vanishes from it leaves no other trace. Seconds since 1970.
    """CREATE TABLE personal_feed (
        id {id},
        person_id INTEGER NOT NULL CONSTRAINT personal_feed_person_fk REFERENCES person (id) ON DELETE CASCADE,
        token_hash {bytes} NOT NULL,
        made_at TIMESTAMPTZ NOT NULL,
        last_used_on DATE,
        content {bytes} NOT NULL,
        changed BIGINT NOT NULL,
        CONSTRAINT personal_feed_person_uq UNIQUE (person_id),
        CONSTRAINT personal_feed_token_uq UNIQUE (token_hash)
    )""",
    """CREATE TABLE calendar_identity (
        id {id},
        kind TEXT NOT NULL,
        object_id INTEGER NOT NULL,
        part TEXT NOT NULL,
        uid TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        revised BIGINT NOT NULL,
        days TEXT NOT NULL,
        status TEXT NOT NULL,
        placed {bytes} NOT NULL,
        said {bytes} NOT NULL,
        CONSTRAINT calendar_identity_part_uq UNIQUE (kind, object_id, part),
        CONSTRAINT calendar_identity_uid_uq UNIQUE (uid),
        CONSTRAINT calendar_identity_status_ck CHECK (status IN ('TENTATIVE', 'CONFIRMED', 'CANCELLED'))
    )""",
]
