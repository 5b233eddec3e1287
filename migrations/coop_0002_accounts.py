"""People, their roles and memberships, sign-ins, one-time links, API tokens and the attempts that sign-in limits count."""

STATEMENTS = [
    """CREATE TABLE person (
        id {id},
        {editable},
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        name TEXT NOT NULL,
        address_as TEXT NOT NULL,
        locale TEXT NOT NULL,
        zone TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        active BOOLEAN NOT NULL,
        CONSTRAINT person_email_uq UNIQUE (email_key),
        CONSTRAINT person_email_ck CHECK (length(email) BETWEEN 3 AND 254),
        CONSTRAINT person_name_ck CHECK (length(name) BETWEEN 1 AND 200)
    )""",
    """CREATE TABLE role_grant (
        id {id},
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        granted_at TIMESTAMPTZ NOT NULL,
        granted_by INTEGER,
        CONSTRAINT role_grant_once_uq UNIQUE (person_id, role),
        CONSTRAINT role_grant_role_ck CHECK (role IN ('organiser', 'liaison', 'administrator'))
    )""",
    # organisation_id is a plain integer: organisations stand on a higher floor and come in a later step. Whoever grants a
    # membership has looked the organisation up first; whoever deletes an organisation ends its memberships.
    """CREATE TABLE membership (
        id {id},
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        organisation_id INTEGER NOT NULL,
        joined_at TIMESTAMPTZ NOT NULL,
        joined_by INTEGER,
        CONSTRAINT membership_once_uq UNIQUE (person_id, organisation_id)
    )""",
    "CREATE INDEX membership_organisation_ix ON membership (organisation_id)",
    """CREATE TABLE sign_in (
        id {id},
        token_hash {bytes} NOT NULL,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        created_at TIMESTAMPTZ NOT NULL,
        seen_at TIMESTAMPTZ NOT NULL,
        user_agent TEXT NOT NULL,
        CONSTRAINT sign_in_token_uq UNIQUE (token_hash)
    )""",
    "CREATE INDEX sign_in_person_ix ON sign_in (person_id)",
    "CREATE INDEX sign_in_created_ix ON sign_in (created_at)",
    """CREATE TABLE one_time_link (
        id {id},
        kind TEXT NOT NULL,
        token_hash {bytes} NOT NULL,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        created_at TIMESTAMPTZ NOT NULL,
        created_by INTEGER,
        expires_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT one_time_link_token_uq UNIQUE (token_hash),
        CONSTRAINT one_time_link_person_uq UNIQUE (person_id),
        CONSTRAINT one_time_link_kind_ck CHECK (kind IN ('invitation', 'reset'))
    )""",
    """CREATE TABLE reset_request (
        id {id},
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        asked_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT reset_request_person_uq UNIQUE (person_id)
    )""",
    """CREATE TABLE api_token (
        id {id},
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        token_hash {bytes} NOT NULL,
        scope TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        last_used_on DATE,
        CONSTRAINT api_token_token_uq UNIQUE (token_hash),
        CONSTRAINT api_token_name_uq UNIQUE (person_id, name),
        CONSTRAINT api_token_scope_ck CHECK (scope IN ('read', 'write'))
    )""",
    "CREATE TABLE attempt (id {id}, key TEXT NOT NULL, at TIMESTAMPTZ NOT NULL)",
    "CREATE INDEX attempt_key_ix ON attempt (key)",
    "CREATE INDEX attempt_at_ix ON attempt (at)",
]
