"""What the members of a co-organising organisation may edit of a conference."""

STATEMENTS = [
    """
    CREATE TABLE conference_share (
        id {id},
        conference INTEGER NOT NULL CONSTRAINT conference_share_conference_fk REFERENCES conference (id) ON DELETE CASCADE,
        organisation INTEGER NOT NULL CONSTRAINT conference_share_organisation_fk REFERENCES organisation (id) ON DELETE CASCADE,
        part VARCHAR(9) NOT NULL,
        CONSTRAINT conference_share_uq UNIQUE (conference, organisation, part),
        CONSTRAINT conference_share_part_ck CHECK (part IN ('texts', 'dates', 'deadlines'))
    )
    """,
    "CREATE INDEX conference_share_organisation_ix ON conference_share (organisation)",
]
