"""Work to be done behind the pages, mails on their way, who refuses which notices, and when whom to remind."""

STATEMENTS = [
    """CREATE TABLE job (
        id {id},
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        payload TEXT NOT NULL,
        made_at TIMESTAMPTZ NOT NULL,
        run_at TIMESTAMPTZ NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        claimed_by TEXT NOT NULL DEFAULT '',
        claimed_until TIMESTAMPTZ,
        done_at TIMESTAMPTZ,
        failed_at TIMESTAMPTZ,
        fault TEXT NOT NULL DEFAULT '',
        CONSTRAINT job_once_uq UNIQUE (kind, key),
        CONSTRAINT job_end_ck CHECK (done_at IS NULL OR failed_at IS NULL)
    )""",
    "CREATE INDEX job_due_ix ON job (run_at, id) WHERE done_at IS NULL AND failed_at IS NULL",
    "CREATE INDEX job_failed_at_ix ON job (failed_at) WHERE failed_at IS NOT NULL",
    "CREATE INDEX job_done_at_ix ON job (done_at) WHERE done_at IS NOT NULL",
    # What a mail says is kept until it was sent, and no longer: it may hold a link that lets somebody in.
    """CREATE TABLE mail (
        id {id},
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        person INTEGER CONSTRAINT mail_person_fk REFERENCES person (id) ON DELETE CASCADE,
        recipient TEXT NOT NULL,
        locale TEXT NOT NULL,
        message_id TEXT NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        html TEXT NOT NULL,
        made_at TIMESTAMPTZ NOT NULL,
        sent_at TIMESTAMPTZ,
        withdrawn_at TIMESTAMPTZ,
        CONSTRAINT mail_once_uq UNIQUE (kind, key),
        CONSTRAINT mail_message_id_uq UNIQUE (message_id),
        CONSTRAINT mail_kind_ck CHECK (kind IN ('invitation', 'reset', 'reminder')),
        CONSTRAINT mail_kept_ck CHECK ((sent_at IS NULL AND withdrawn_at IS NULL) = (text <> ''))
    )""",
    "CREATE INDEX mail_person_ix ON mail (person)",
    "CREATE INDEX mail_made_at_ix ON mail (made_at)",
    """CREATE TABLE notice_refusal (
        person INTEGER NOT NULL CONSTRAINT notice_refusal_person_fk REFERENCES person (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        refused_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (person, kind),
        CONSTRAINT notice_refusal_kind_ck CHECK (kind IN ('reminder'))
    )""",
    """CREATE TABLE reminder_rule (
        id {id},
        anchor TEXT NOT NULL,
        days INTEGER NOT NULL,
        recipients TEXT NOT NULL,
        made_at TIMESTAMPTZ NOT NULL,
        made_by INTEGER,
        ended_at TIMESTAMPTZ,
        CONSTRAINT reminder_rule_anchor_ck CHECK (anchor IN ('notice', 'end', 'review', 'follow_up')),
        CONSTRAINT reminder_rule_days_ck CHECK (days BETWEEN 0 AND 730),
        CONSTRAINT reminder_rule_recipients_ck CHECK (recipients IN ('officer', 'keepers'))
    )""",
    # A reminder that was passed over, because a nearer one stood for it, has no mail.
    """CREATE TABLE reminder (
        id {id},
        object_kind TEXT NOT NULL,
        object_id INTEGER NOT NULL,
        anchor TEXT NOT NULL,
        anchor_on DATE NOT NULL,
        rule INTEGER NOT NULL CONSTRAINT reminder_rule_fk REFERENCES reminder_rule (id) ON DELETE CASCADE,
        person INTEGER NOT NULL CONSTRAINT reminder_person_fk REFERENCES person (id) ON DELETE CASCADE,
        fired_at TIMESTAMPTZ NOT NULL,
        mail INTEGER CONSTRAINT reminder_mail_fk REFERENCES mail (id) ON DELETE SET NULL,
        CONSTRAINT reminder_once_uq UNIQUE (object_kind, object_id, anchor, anchor_on, rule, person)
    )""",
    "CREATE INDEX reminder_rule_ix ON reminder (rule)",
    "CREATE INDEX reminder_person_ix ON reminder (person)",
    "CREATE INDEX reminder_mail_ix ON reminder (mail)",
    """INSERT INTO reminder_rule (anchor, days, recipients, made_at) VALUES
        ('notice', 90, 'officer', CURRENT_TIMESTAMP),
        ('notice', 30, 'officer', CURRENT_TIMESTAMP),
        ('notice', 7, 'officer', CURRENT_TIMESTAMP),
        ('end', 30, 'officer', CURRENT_TIMESTAMP),
        ('review', 0, 'officer', CURRENT_TIMESTAMP),
        ('follow_up', 0, 'officer', CURRENT_TIMESTAMP)""",
]
