"""Mails: composed in the reader's language, kept in an outbox, sent by the worker; and the reminders that fill it."""
