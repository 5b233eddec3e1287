"""Joint projects, with their topics, who takes part in them, and their logbook."""

STATEMENTS = [
    """
    CREATE TABLE project (
        id {id},
        {editable},
        acronym VARCHAR(40) NOT NULL DEFAULT '',
        names TEXT NOT NULL,
        objective TEXT NOT NULL DEFAULT '',
        stage VARCHAR(12) NOT NULL,
        planned_start VARCHAR(10) NOT NULL DEFAULT '',
        planned_end VARCHAR(10) NOT NULL DEFAULT '',
        started VARCHAR(10) NOT NULL DEFAULT '',
        ended VARCHAR(10) NOT NULL DEFAULT '',
        begins_on DATE,
        finishes_on DATE,
        parent INTEGER CONSTRAINT project_parent_fk REFERENCES project (id) ON DELETE SET NULL,
        agreed_at INTEGER CONSTRAINT project_agreed_at_fk REFERENCES conference (id) ON DELETE SET NULL,
        website VARCHAR(2000) NOT NULL DEFAULT '',
        links TEXT NOT NULL DEFAULT '[]',
        visibility VARCHAR(8) NOT NULL,
        honesty VARCHAR(20) NOT NULL DEFAULT '',
        honesty_note TEXT NOT NULL DEFAULT '',
        notes TEXT NOT NULL DEFAULT '',
        illustrative BOOLEAN NOT NULL DEFAULT FALSE,
        source VARCHAR(1000) NOT NULL DEFAULT '',
        CONSTRAINT project_names_ck CHECK (names <> ''),
        CONSTRAINT project_stage_ck CHECK (stage IN ('idea', 'proposed', 'approved', 'active', 'suspended', 'completed', 'cancelled')),
        CONSTRAINT project_visibility_ck CHECK (visibility IN ('public', 'partners', 'staff')),
        CONSTRAINT project_honesty_ck CHECK (honesty IN ('', 'fossil_hydrogen', 'not_renewable')),
        CONSTRAINT project_parent_ck CHECK (parent <> id)
    )
    """,
    "CREATE INDEX project_parent_ix ON project (parent)",
    "CREATE INDEX project_agreed_at_ix ON project (agreed_at)",
    "CREATE INDEX project_begins_on_ix ON project (begins_on)",
    "CREATE INDEX project_trashed_at_ix ON project (trashed_at)",
    """
    CREATE TABLE project_topic (
        id {id},
        project INTEGER NOT NULL CONSTRAINT project_topic_project_fk REFERENCES project (id) ON DELETE CASCADE,
        topic VARCHAR(40) NOT NULL,
        CONSTRAINT project_topic_uq UNIQUE (project, topic)
    )
    """,
    "CREATE INDEX project_topic_topic_ix ON project_topic (topic, project)",
    """
    CREATE TABLE participation (
        id {id},
        project INTEGER NOT NULL CONSTRAINT participation_project_fk REFERENCES project (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        organisation INTEGER CONSTRAINT participation_organisation_fk REFERENCES organisation (id) ON DELETE RESTRICT,
        unlisted VARCHAR(300) NOT NULL DEFAULT '',
        role VARCHAR(12) NOT NULL,
        joined VARCHAR(10) NOT NULL DEFAULT '',
        left_project VARCHAR(10) NOT NULL DEFAULT '',
        CONSTRAINT participation_place_uq UNIQUE (project, place),
        CONSTRAINT participation_once_uq UNIQUE (project, organisation, role),
        CONSTRAINT participation_who_ck CHECK ((organisation IS NULL) <> (unlisted = '')),
        CONSTRAINT participation_role_ck CHECK (role IN ('coordinator', 'participant', 'associated', 'third_party', 'funder', 'in_kind'))
    )
    """,
    "CREATE INDEX participation_organisation_ix ON participation (organisation, project)",
    """
    CREATE TABLE project_entry (
        id {id},
        uuid UUID NOT NULL UNIQUE,
        project INTEGER NOT NULL CONSTRAINT project_entry_project_fk REFERENCES project (id) ON DELETE CASCADE,
        happened_on DATE NOT NULL,
        text TEXT NOT NULL,
        language VARCHAR(35) NOT NULL,
        author INTEGER CONSTRAINT project_entry_author_fk REFERENCES person (id) ON DELETE SET NULL,
        author_name VARCHAR(200) NOT NULL,
        written_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT project_entry_text_ck CHECK (text <> '')
    )
    """,
    "CREATE INDEX project_entry_project_ix ON project_entry (project, happened_on)",
    "CREATE INDEX project_entry_author_ix ON project_entry (author)",
]
