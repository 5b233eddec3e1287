"""Interactions with partner organisations, who took part, and what is owed after them."""

STATEMENTS = [
    """CREATE TABLE interaction (
        id {id},
        {editable},
        kind TEXT NOT NULL,
        confidential BOOLEAN NOT NULL DEFAULT FALSE,
        happened_on DATE NOT NULL,
        until_on DATE,
        begins TEXT NOT NULL DEFAULT '',
        zone TEXT NOT NULL,
        titles TEXT NOT NULL,
        summary TEXT NOT NULL DEFAULT '',
        outcome TEXT NOT NULL DEFAULT '',
        programme TEXT NOT NULL DEFAULT '',
        place TEXT NOT NULL DEFAULT '',
        officer INTEGER CONSTRAINT interaction_officer_fk REFERENCES person (id) ON DELETE RESTRICT,
        conference INTEGER CONSTRAINT interaction_conference_fk REFERENCES conference (id) ON DELETE RESTRICT,
        project INTEGER CONSTRAINT interaction_project_fk REFERENCES project (id) ON DELETE RESTRICT,
        agreement INTEGER CONSTRAINT interaction_agreement_fk REFERENCES agreement (id) ON DELETE RESTRICT,
        illustrative BOOLEAN NOT NULL DEFAULT FALSE,
        CONSTRAINT interaction_kind_ck CHECK (
            kind IN ('meeting', 'call', 'mail', 'visit_in', 'visit_out', 'delegation', 'signing', 'side_event')
        ),
        CONSTRAINT interaction_days_ck CHECK (until_on >= happened_on)
    )""",
    "CREATE INDEX interaction_happened_on_ix ON interaction (happened_on, id)",
    "CREATE INDEX interaction_officer_ix ON interaction (officer)",
    "CREATE INDEX interaction_conference_ix ON interaction (conference)",
    "CREATE INDEX interaction_project_ix ON interaction (project)",
    "CREATE INDEX interaction_agreement_ix ON interaction (agreement)",
    "CREATE INDEX interaction_trashed_at_ix ON interaction (trashed_at)",
    """CREATE TABLE interaction_organisation (
        interaction INTEGER NOT NULL CONSTRAINT interaction_organisation_interaction_fk REFERENCES interaction (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        organisation INTEGER NOT NULL CONSTRAINT interaction_organisation_organisation_fk REFERENCES organisation (id) ON DELETE RESTRICT,
        role TEXT NOT NULL,
        PRIMARY KEY (interaction, organisation),
        CONSTRAINT interaction_organisation_role_ck CHECK (role IN ('participant', 'host', 'visitor'))
    )""",
    "CREATE INDEX interaction_organisation_ix ON interaction_organisation (organisation, interaction)",
    # Who is no contact stands by name alone. The ledger never names them, so that taking a name off leaves none behind.
    """CREATE TABLE interaction_person (
        interaction INTEGER NOT NULL CONSTRAINT interaction_person_interaction_fk REFERENCES interaction (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        contact INTEGER CONSTRAINT interaction_person_contact_fk REFERENCES contact (id) ON DELETE RESTRICT,
        name TEXT NOT NULL DEFAULT '',
        organisation INTEGER CONSTRAINT interaction_person_organisation_fk REFERENCES organisation (id) ON DELETE RESTRICT,
        role TEXT NOT NULL,
        PRIMARY KEY (interaction, place),
        CONSTRAINT interaction_person_who_ck CHECK ((contact IS NULL) <> (name = '')),
        CONSTRAINT interaction_person_role_ck CHECK (role IN ('member', 'head', 'host', 'interpreter', 'other'))
    )""",
    "CREATE INDEX interaction_person_contact_ix ON interaction_person (contact)",
    "CREATE INDEX interaction_person_organisation_ix ON interaction_person (organisation)",
    """CREATE TABLE interaction_topic (
        interaction INTEGER NOT NULL CONSTRAINT interaction_topic_interaction_fk REFERENCES interaction (id) ON DELETE CASCADE,
        topic TEXT NOT NULL,
        PRIMARY KEY (interaction, topic)
    )""",
    "CREATE INDEX interaction_topic_ix ON interaction_topic (topic, interaction)",
    """CREATE TABLE follow_up (
        id {id},
        uuid UUID NOT NULL UNIQUE,
        interaction INTEGER NOT NULL CONSTRAINT follow_up_interaction_fk REFERENCES interaction (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        assignee INTEGER NOT NULL CONSTRAINT follow_up_assignee_fk REFERENCES person (id) ON DELETE RESTRICT,
        due_on DATE NOT NULL,
        done_on DATE,
        made_at TIMESTAMPTZ NOT NULL,
        made_by INTEGER,
        CONSTRAINT follow_up_text_ck CHECK (text <> '')
    )""",
    "CREATE INDEX follow_up_interaction_ix ON follow_up (interaction)",
    "CREATE INDEX follow_up_assignee_ix ON follow_up (assignee, due_on)",
]
