"""Who changed what: one append-only, hash-chained ledger, written in the transaction of every change."""

from coop.history.ledger import Entry, Fault, of, record, verify

__all__ = ["Entry", "Fault", "of", "record", "verify"]
