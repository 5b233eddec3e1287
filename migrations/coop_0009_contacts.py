"""Contacts with their posts, the keys that seal what the ledger keeps of a person, relations of organisations, and documents."""

STATEMENTS = [
    # One random key a person: with it goes the only way to read what the ledger sealed.
    """CREATE TABLE history_key (
        kind TEXT NOT NULL,
        subject INTEGER NOT NULL,
        key {bytes} NOT NULL,
        made_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (kind, subject),
        CONSTRAINT history_key_length_ck CHECK (length(key) = 32)
    )""",
    """CREATE TABLE contact (
        id {id},
        {editable},
        name TEXT NOT NULL,
        address_as TEXT NOT NULL DEFAULT '',
        email TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        languages TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        basis TEXT NOT NULL,
        consented_on DATE,
        may_publish BOOLEAN NOT NULL DEFAULT FALSE,
        retain_until DATE,
        illustrative BOOLEAN NOT NULL DEFAULT FALSE,
        erased_at TIMESTAMPTZ,
        CONSTRAINT contact_name_ck CHECK ((name = '') = (erased_at IS NOT NULL)),
        CONSTRAINT contact_basis_ck CHECK (basis IN ('consent', 'contract', 'public_task', 'legitimate_interest')),
        CONSTRAINT contact_consent_ck CHECK (consented_on IS NOT NULL OR NOT may_publish),
        CONSTRAINT contact_erased_ck CHECK (
            erased_at IS NULL OR (address_as = '' AND email = '' AND phone = '' AND languages = '' AND note = '' AND NOT may_publish)
        )
    )""",
    "CREATE INDEX contact_email_ix ON contact (lower(email)) WHERE email <> ''",
    "CREATE INDEX contact_retain_until_ix ON contact (retain_until)",
    "CREATE INDEX contact_trashed_at_ix ON contact (trashed_at)",
    """CREATE TABLE contact_post (
        id {id},
        contact INTEGER NOT NULL CONSTRAINT contact_post_contact_fk REFERENCES contact (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        organisation INTEGER NOT NULL CONSTRAINT contact_post_organisation_fk REFERENCES organisation (id) ON DELETE RESTRICT,
        role TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        from_on DATE,
        to_on DATE,
        CONSTRAINT contact_post_place_uq UNIQUE (contact, place),
        CONSTRAINT contact_post_role_ck CHECK (
            role IN ('liaison', 'signatory', 'principal_investigator', 'finance', 'press', 'other')
        ),
        CONSTRAINT contact_post_days_ck CHECK (to_on >= from_on)
    )""",
    "CREATE INDEX contact_post_organisation_ix ON contact_post (organisation, contact)",
    """CREATE TABLE contact_order (
        locale TEXT NOT NULL,
        contact INTEGER NOT NULL CONSTRAINT contact_order_contact_fk REFERENCES contact (id) ON DELETE CASCADE,
        key {bytes} NOT NULL,
        PRIMARY KEY (contact, locale)
    )""",
    "CREATE INDEX contact_order_key_ix ON contact_order (locale, key, contact)",
    """CREATE TABLE organisation_relation (
        id {id},
        organisation INTEGER NOT NULL CONSTRAINT organisation_relation_organisation_fk REFERENCES organisation (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        other INTEGER NOT NULL CONSTRAINT organisation_relation_other_fk REFERENCES organisation (id) ON DELETE CASCADE,
        valid_from TEXT NOT NULL DEFAULT '',
        valid_to TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL DEFAULT '',
        CONSTRAINT organisation_relation_uq UNIQUE (organisation, kind, other, valid_from),
        CONSTRAINT organisation_relation_kind_ck CHECK (
            kind IN ('part_of', 'member_of', 'partner_of', 'follows', 'funds', 'hosts', 'oversees')
        ),
        CONSTRAINT organisation_relation_other_ck CHECK (organisation <> other)
    )""",
    "CREATE INDEX organisation_relation_other_ix ON organisation_relation (other, kind)",
    # The file itself stands in a table of its own, so that no list ever reads it.
    """CREATE TABLE document (
        id {id},
        {editable},
        owner_kind TEXT NOT NULL,
        owner_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        language TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT NOT NULL DEFAULT '',
        filename TEXT NOT NULL DEFAULT '',
        media_type TEXT NOT NULL DEFAULT '',
        size INTEGER NOT NULL DEFAULT 0,
        digest TEXT NOT NULL DEFAULT '',
        CONSTRAINT document_owner_ck CHECK (owner_kind IN ('organisation', 'agreement')),
        CONSTRAINT document_kind_ck CHECK (kind IN ('call', 'agreement', 'presentation', 'report', 'logo', 'other')),
        CONSTRAINT document_title_ck CHECK (title <> ''),
        CONSTRAINT document_what_ck CHECK ((url = '') = (filename <> '')),
        CONSTRAINT document_size_ck CHECK (size BETWEEN 0 AND 5242880)
    )""",
    "CREATE INDEX document_owner_ix ON document (owner_kind, owner_id)",
    "CREATE INDEX document_trashed_at_ix ON document (trashed_at)",
    """CREATE TABLE document_file (
        document INTEGER PRIMARY KEY NOT NULL CONSTRAINT document_file_document_fk REFERENCES document (id) ON DELETE CASCADE,
        content {bytes} NOT NULL
    )""",
]
