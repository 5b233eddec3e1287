"""Series and conferences, with their topics, previous dates, hosts, deadlines and who else may edit them."""

STATEMENTS = [
    """
    CREATE TABLE series (
        id {id},
        {editable},
        names TEXT NOT NULL,
        acronym VARCHAR(40) NOT NULL DEFAULT '',
        home_organisation INTEGER CONSTRAINT series_home_organisation_fk REFERENCES organisation (id) ON DELETE SET NULL,
        cadence TEXT NOT NULL DEFAULT '',
        website VARCHAR(2000) NOT NULL DEFAULT '',
        CONSTRAINT series_names_ck CHECK (names <> '')
    )
    """,
    "CREATE INDEX series_home_organisation_ix ON series (home_organisation)",
    """
    CREATE TABLE series_topic (
        id {id},
        series INTEGER NOT NULL CONSTRAINT series_topic_series_fk REFERENCES series (id) ON DELETE CASCADE,
        topic VARCHAR(40) NOT NULL,
        CONSTRAINT series_topic_uq UNIQUE (series, topic)
    )
    """,
    """
    CREATE TABLE conference (
        id {id},
        {editable},
        series INTEGER CONSTRAINT conference_series_fk REFERENCES series (id) ON DELETE SET NULL,
        edition VARCHAR(40) NOT NULL DEFAULT '',
        names TEXT NOT NULL,
        summary TEXT NOT NULL DEFAULT '',
        description TEXT NOT NULL DEFAULT '',
        status VARCHAR(12) NOT NULL,
        status_reason TEXT NOT NULL DEFAULT '',
        successor INTEGER CONSTRAINT conference_successor_fk REFERENCES conference (id) ON DELETE SET NULL,
        format VARCHAR(12) NOT NULL,
        venue TEXT NOT NULL DEFAULT '',
        street TEXT NOT NULL DEFAULT '',
        city TEXT NOT NULL DEFAULT '',
        country VARCHAR(2) NOT NULL DEFAULT '',
        latitude DOUBLE PRECISION,
        longitude DOUBLE PRECISION,
        zone VARCHAR(64) NOT NULL,
        starts_on DATE NOT NULL,
        ends_on DATE,
        "precision" VARCHAR(5) NOT NULL,
        opens_at TIME,
        closes_at TIME,
        starts_at TIMESTAMPTZ NOT NULL,
        ends_at TIMESTAMPTZ NOT NULL,
        last_day DATE NOT NULL,
        languages VARCHAR(200) NOT NULL DEFAULT '',
        website VARCHAR(2000) NOT NULL DEFAULT '',
        registration_url VARCHAR(2000) NOT NULL DEFAULT '',
        stream_url VARCHAR(2000) NOT NULL DEFAULT '',
        stream_private BOOLEAN NOT NULL DEFAULT FALSE,
        visibility VARCHAR(9) NOT NULL,
        expected_attendance INTEGER,
        conduct_url VARCHAR(2000) NOT NULL DEFAULT '',
        contact VARCHAR(254) NOT NULL DEFAULT '',
        illustrative BOOLEAN NOT NULL DEFAULT FALSE,
        source VARCHAR(500) NOT NULL DEFAULT '',
        organised_by VARCHAR(300) NOT NULL DEFAULT '',
        sequence INTEGER NOT NULL DEFAULT 0,
        entry_revised_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT conference_names_ck CHECK (names <> ''),
        CONSTRAINT conference_status_ck CHECK (status IN ('tentative', 'confirmed', 'held', 'postponed', 'cancelled')),
        CONSTRAINT conference_format_ck CHECK (format IN ('in_person', 'online', 'hybrid')),
        CONSTRAINT conference_precision_ck CHECK ("precision" IN ('day', 'month', 'year')),
        CONSTRAINT conference_visibility_ck CHECK (visibility IN ('draft', 'review', 'published', 'archived')),
        CONSTRAINT conference_days_ck CHECK (ends_on >= starts_on),
        CONSTRAINT conference_last_day_ck CHECK (last_day >= starts_on),
        CONSTRAINT conference_span_ck CHECK (ends_at > starts_at),
        CONSTRAINT conference_hours_ck CHECK ((opens_at IS NULL) = (closes_at IS NULL)),
        CONSTRAINT conference_country_ck CHECK (country = '' OR length(country) = 2),
        CONSTRAINT conference_latitude_ck CHECK (latitude BETWEEN -90 AND 90),
        CONSTRAINT conference_longitude_ck CHECK (longitude BETWEEN -180 AND 180),
        CONSTRAINT conference_place_ck CHECK ((latitude IS NULL) = (longitude IS NULL)),
        CONSTRAINT conference_attendance_ck CHECK (expected_attendance > 0),
        CONSTRAINT conference_sequence_ck CHECK (sequence >= 0),
        CONSTRAINT conference_successor_ck CHECK (successor <> id)
    )
    """,
    "CREATE INDEX conference_series_ix ON conference (series)",
    "CREATE INDEX conference_successor_ix ON conference (successor)",
    "CREATE INDEX conference_starts_at_ix ON conference (starts_at)",
    "CREATE INDEX conference_created_by_ix ON conference (created_by)",
    "CREATE INDEX conference_trashed_at_ix ON conference (trashed_at)",
    """
    CREATE TABLE conference_topic (
        id {id},
        conference INTEGER NOT NULL CONSTRAINT conference_topic_conference_fk REFERENCES conference (id) ON DELETE CASCADE,
        topic VARCHAR(40) NOT NULL,
        CONSTRAINT conference_topic_uq UNIQUE (conference, topic)
    )
    """,
    """
    CREATE TABLE conference_previous (
        id {id},
        conference INTEGER NOT NULL CONSTRAINT conference_previous_conference_fk REFERENCES conference (id) ON DELETE CASCADE,
        kind VARCHAR(9) NOT NULL,
        starts_on DATE NOT NULL,
        ends_on DATE,
        "precision" VARCHAR(5) NOT NULL,
        announced_on DATE,
        CONSTRAINT conference_previous_kind_ck CHECK (kind IN ('moved', 'postponed')),
        CONSTRAINT conference_previous_precision_ck CHECK ("precision" IN ('day', 'month', 'year')),
        CONSTRAINT conference_previous_days_ck CHECK (ends_on >= starts_on)
    )
    """,
    "CREATE INDEX conference_previous_conference_ix ON conference_previous (conference)",
    """
    CREATE TABLE conference_host (
        id {id},
        conference INTEGER NOT NULL CONSTRAINT conference_host_conference_fk REFERENCES conference (id) ON DELETE CASCADE,
        organisation INTEGER NOT NULL CONSTRAINT conference_host_organisation_fk REFERENCES organisation (id) ON DELETE RESTRICT,
        role VARCHAR(20) NOT NULL,
        answer VARCHAR(10) NOT NULL,
        place INTEGER NOT NULL DEFAULT 0,
        CONSTRAINT conference_host_uq UNIQUE (conference, organisation, role),
        CONSTRAINT conference_host_role_ck
            CHECK (role IN ('host', 'co_host', 'organiser', 'supporter', 'sponsor', 'knowledge_partner')),
        CONSTRAINT conference_host_answer_ck CHECK (answer IN ('invited', 'accepted', 'declined'))
    )
    """,
    "CREATE INDEX conference_host_organisation_ix ON conference_host (organisation)",
    """
    CREATE TABLE conference_deadline (
        id {id},
        uuid UUID NOT NULL CONSTRAINT conference_deadline_uuid_uq UNIQUE,
        conference INTEGER NOT NULL CONSTRAINT conference_deadline_conference_fk REFERENCES conference (id) ON DELETE CASCADE,
        kind VARCHAR(20) NOT NULL,
        round INTEGER NOT NULL DEFAULT 1,
        label TEXT NOT NULL DEFAULT '',
        zone VARCHAR(64) NOT NULL,
        due_on DATE NOT NULL,
        due_time TIME NOT NULL,
        due_at TIMESTAMPTZ NOT NULL,
        original_on DATE,
        original_time TIME,
        extended_on DATE,
        sequence INTEGER NOT NULL DEFAULT 0,
        created_at TIMESTAMPTZ NOT NULL,
        entry_revised_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT conference_deadline_uq UNIQUE (conference, kind, round),
        CONSTRAINT conference_deadline_kind_ck CHECK (kind IN ('abstract', 'full_paper', 'notification', 'camera_ready',
            'early_registration', 'registration', 'visa_letter', 'travel_grant', 'exhibition', 'other')),
        CONSTRAINT conference_deadline_round_ck CHECK (round BETWEEN 1 AND 20),
        CONSTRAINT conference_deadline_extension_ck CHECK ((original_on IS NULL) = (extended_on IS NULL)),
        CONSTRAINT conference_deadline_sequence_ck CHECK (sequence >= 0)
    )
    """,
    "CREATE INDEX conference_deadline_due_at_ix ON conference_deadline (due_at)",
    """
    CREATE TABLE conference_grant (
        id {id},
        conference INTEGER NOT NULL CONSTRAINT conference_grant_conference_fk REFERENCES conference (id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL,
        granted_at TIMESTAMPTZ NOT NULL,
        granted_by INTEGER,
        CONSTRAINT conference_grant_uq UNIQUE (conference, user_id)
    )
    """,
    "CREATE INDEX conference_grant_user_ix ON conference_grant (user_id)",
]
