"""The register of research organisations (ROR) as it was last loaded, what it proposes, and what organisations are recognised by."""

STATEMENTS = [
    # The number of a record is the one its ROR identifier encodes, so that the index over its names needs no other.
    """CREATE TABLE ror_record (
        id INTEGER PRIMARY KEY NOT NULL,
        ror TEXT NOT NULL CONSTRAINT ror_record_ror_uq UNIQUE,
        status TEXT NOT NULL,
        modified_on TEXT NOT NULL,
        facts TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        vanished_at TIMESTAMPTZ,
        CONSTRAINT ror_record_ror_ck CHECK (length(ror) = 9),
        CONSTRAINT ror_record_status_ck CHECK (status IN ('active', 'inactive', 'withdrawn'))
    )""",
    """CREATE TABLE ror_load (
        id {id},
        name TEXT NOT NULL,
        started_at TIMESTAMPTZ NOT NULL,
        finished_at TIMESTAMPTZ,
        records INTEGER NOT NULL,
        written INTEGER NOT NULL,
        vanished INTEGER NOT NULL,
        refused INTEGER NOT NULL
    )""",
    # One row for each thing the register says of an organisation of ours, once it was answered or waits to be.
    """CREATE TABLE ror_proposal (
        id {id},
        organisation INTEGER NOT NULL CONSTRAINT ror_proposal_organisation_fk REFERENCES organisation (id) ON DELETE CASCADE,
        ror TEXT NOT NULL,
        claim TEXT NOT NULL,
        field TEXT NOT NULL,
        told TEXT NOT NULL,
        found_at TIMESTAMPTZ NOT NULL,
        answer TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        answered_at TIMESTAMPTZ,
        answered_by INTEGER CONSTRAINT ror_proposal_answered_by_fk REFERENCES person (id) ON DELETE SET NULL,
        CONSTRAINT ror_proposal_claim_uq UNIQUE (organisation, claim),
        CONSTRAINT ror_proposal_answer_ck CHECK (answer IN ('open', 'kept', 'accepted', 'declined'))
    )""",
    "CREATE INDEX ror_proposal_open_ix ON ror_proposal (organisation, id) WHERE answer = 'open'",
    "CREATE INDEX ror_proposal_answered_by_ix ON ror_proposal (answered_by)",
    # What an organisation is recognised by: its identifiers, names, website and place in folded form.
    """CREATE TABLE organisation_sign (
        kind TEXT NOT NULL,
        sign TEXT NOT NULL,
        organisation INTEGER NOT NULL CONSTRAINT organisation_sign_organisation_fk REFERENCES organisation (id) ON DELETE CASCADE,
        PRIMARY KEY (organisation, kind, sign)
    )""",
    # Both ways round and whole, so that either question is answered from its index alone.
    "CREATE INDEX organisation_sign_ix ON organisation_sign (kind, sign, organisation)",
    """CREATE TABLE organisation_pair (
        id {id},
        first INTEGER NOT NULL CONSTRAINT organisation_pair_first_fk REFERENCES organisation (id) ON DELETE CASCADE,
        second INTEGER NOT NULL CONSTRAINT organisation_pair_second_fk REFERENCES organisation (id) ON DELETE CASCADE,
        score INTEGER NOT NULL,
        reasons TEXT NOT NULL,
        found_at TIMESTAMPTZ NOT NULL,
        declined_at TIMESTAMPTZ,
        declined_by INTEGER CONSTRAINT organisation_pair_declined_by_fk REFERENCES person (id) ON DELETE SET NULL,
        declined_reason TEXT NOT NULL DEFAULT '',
        CONSTRAINT organisation_pair_uq UNIQUE (first, second),
        CONSTRAINT organisation_pair_order_ck CHECK (first < second)
    )""",
    "CREATE INDEX organisation_pair_second_ix ON organisation_pair (second)",
    "CREATE INDEX organisation_pair_score_ix ON organisation_pair (score, id)",
    "CREATE INDEX organisation_pair_declined_by_ix ON organisation_pair (declined_by)",
    # The list of organisations is read in the order of one language, a page at a time, and counted by country and by kind.
    "CREATE INDEX organisation_order_key_ix ON organisation_order (locale, key, organisation)",
    "DROP INDEX organisation_country_ix",
    "CREATE INDEX organisation_country_ix ON organisation (country, trashed_at, visibility)",
    "CREATE INDEX organisation_kinds_ix ON organisation (kinds, trashed_at, visibility)",
]

SQLITE = [
    "CREATE TABLE ror_document (id INTEGER PRIMARY KEY NOT NULL, names TEXT NOT NULL, words TEXT NOT NULL, marks TEXT NOT NULL)",
    # The tokenizer "ascii" takes every letter outside ASCII as it stands: what a word is, is decided in coop.search.words alone.
    """CREATE VIRTUAL TABLE ror_index USING fts5(
        names, words, marks, content='ror_document', content_rowid='id', tokenize='ascii', prefix='2 3'
    )""",
    """CREATE TRIGGER ror_document_added AFTER INSERT ON ror_document BEGIN
        INSERT INTO ror_index (rowid, names, words, marks) VALUES (new.id, new.names, new.words, new.marks);
    END""",
    """CREATE TRIGGER ror_document_removed AFTER DELETE ON ror_document BEGIN
        INSERT INTO ror_index (ror_index, rowid, names, words, marks) VALUES ('delete', old.id, old.names, old.words, old.marks);
    END""",
    """CREATE TRIGGER ror_document_changed AFTER UPDATE ON ror_document BEGIN
        INSERT INTO ror_index (ror_index, rowid, names, words, marks) VALUES ('delete', old.id, old.names, old.words, old.marks);
        INSERT INTO ror_index (rowid, names, words, marks) VALUES (new.id, new.names, new.words, new.marks);
    END""",
]

POSTGRES = [
    "CREATE TABLE ror_document (id INTEGER PRIMARY KEY NOT NULL, vector TSVECTOR NOT NULL)",
    "CREATE INDEX ror_document_vector_ix ON ror_document USING GIN (vector)",
]
