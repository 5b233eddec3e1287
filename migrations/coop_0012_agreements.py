"""Agreements with their parties, topics and periods; the agreement that a joint project belongs to."""

STATEMENTS = [
    """CREATE TABLE agreement (
        id {id},
        {editable},
        reference TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        binding BOOLEAN NOT NULL DEFAULT FALSE,
        confidential BOOLEAN NOT NULL DEFAULT FALSE,
        titles TEXT NOT NULL,
        scope TEXT NOT NULL,
        state TEXT NOT NULL,
        parent INTEGER CONSTRAINT agreement_parent_fk REFERENCES agreement (id) ON DELETE RESTRICT,
        supersedes INTEGER CONSTRAINT agreement_supersedes_fk REFERENCES agreement (id) ON DELETE RESTRICT,
        signed_at INTEGER CONSTRAINT agreement_signed_at_fk REFERENCES conference (id) ON DELETE RESTRICT,
        languages TEXT NOT NULL DEFAULT '',
        prevailing TEXT NOT NULL DEFAULT '',
        officer INTEGER CONSTRAINT agreement_officer_fk REFERENCES person (id) ON DELETE RESTRICT,
        effective_on DATE,
        term_months INTEGER,
        ends_on DATE,
        end_counts TEXT NOT NULL,
        renewal TEXT NOT NULL,
        renewal_months INTEGER,
        notice_months INTEGER NOT NULL DEFAULT 0,
        ended_on DATE,
        note TEXT NOT NULL DEFAULT '',
        illustrative BOOLEAN NOT NULL DEFAULT FALSE,
        source TEXT NOT NULL DEFAULT '',
        CONSTRAINT agreement_kind_ck CHECK (
            kind IN ('intent', 'mou', 'framework', 'laboratory', 'project', 'nda', 'data', 'amendment', 'protocol')
        ),
        CONSTRAINT agreement_state_ck CHECK (
            state IN ('draft', 'negotiation', 'approved', 'signed', 'in_force', 'renewed', 'suspended', 'expired', 'terminated',
                'superseded', 'abandoned')
        ),
        CONSTRAINT agreement_parent_ck CHECK (parent <> id AND supersedes <> id),
        CONSTRAINT agreement_end_counts_ck CHECK (end_counts IN ('last_day', 'first_day_after')),
        CONSTRAINT agreement_renewal_ck CHECK (renewal IN ('none', 'tacit', 'express')),
        CONSTRAINT agreement_tacit_ck CHECK (renewal <> 'tacit' OR renewal_months IS NOT NULL),
        CONSTRAINT agreement_months_ck CHECK (term_months > 0 AND renewal_months > 0 AND notice_months >= 0),
        CONSTRAINT agreement_term_ck CHECK (term_months IS NULL OR ends_on IS NULL)
    )""",
    "CREATE UNIQUE INDEX agreement_reference_uq ON agreement (reference) WHERE reference <> ''",
    "CREATE INDEX agreement_parent_ix ON agreement (parent)",
    "CREATE INDEX agreement_supersedes_ix ON agreement (supersedes)",
    "CREATE INDEX agreement_signed_at_ix ON agreement (signed_at)",
    "CREATE INDEX agreement_officer_ix ON agreement (officer)",
    "CREATE INDEX agreement_state_ix ON agreement (state)",
    "CREATE INDEX agreement_trashed_at_ix ON agreement (trashed_at)",
    """CREATE TABLE agreement_party (
        id {id},
        agreement INTEGER NOT NULL CONSTRAINT agreement_party_agreement_fk REFERENCES agreement (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        organisation INTEGER CONSTRAINT agreement_party_organisation_fk REFERENCES organisation (id) ON DELETE RESTRICT,
        unlisted TEXT NOT NULL DEFAULT '',
        capacity TEXT NOT NULL,
        name_as_signed TEXT NOT NULL DEFAULT '',
        signatory INTEGER CONSTRAINT agreement_party_signatory_fk REFERENCES contact (id) ON DELETE RESTRICT,
        signed_on DATE,
        signed_in TEXT NOT NULL DEFAULT '',
        CONSTRAINT agreement_party_place_uq UNIQUE (agreement, place),
        CONSTRAINT agreement_party_organisation_uq UNIQUE (agreement, organisation),
        CONSTRAINT agreement_party_who_ck CHECK ((organisation IS NULL) <> (unlisted = '')),
        CONSTRAINT agreement_party_capacity_ck CHECK (capacity IN ('party', 'lead', 'funder', 'guarantor', 'witness'))
    )""",
    "CREATE INDEX agreement_party_organisation_ix ON agreement_party (organisation, agreement)",
    "CREATE INDEX agreement_party_signatory_ix ON agreement_party (signatory)",
    """CREATE TABLE agreement_topic (
        agreement INTEGER NOT NULL CONSTRAINT agreement_topic_agreement_fk REFERENCES agreement (id) ON DELETE CASCADE,
        topic TEXT NOT NULL,
        PRIMARY KEY (agreement, topic)
    )""",
    "CREATE INDEX agreement_topic_ix ON agreement_topic (topic, agreement)",
    # Each express renewal writes the period that it opened.
    """CREATE TABLE agreement_period (
        agreement INTEGER NOT NULL CONSTRAINT agreement_period_agreement_fk REFERENCES agreement (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        from_on DATE NOT NULL,
        ends_on DATE NOT NULL,
        agreed_on DATE,
        PRIMARY KEY (agreement, place),
        CONSTRAINT agreement_period_days_ck CHECK (ends_on > from_on)
    )""",
    "ALTER TABLE project ADD COLUMN agreement INTEGER CONSTRAINT project_agreement_fk REFERENCES agreement (id) ON DELETE RESTRICT",
    "CREATE INDEX project_agreement_ix ON project (agreement)",
]
