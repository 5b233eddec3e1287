"""Who changed what: one append-only, hash-chained ledger, written in the transaction of every change."""

from coop.history.ledger import Entry, Fault, of, plain, record, verify
from coop.history.sealing import ERASED, Sealed, destroy

__all__ = ["ERASED", "Entry", "Fault", "Sealed", "destroy", "of", "plain", "record", "verify"]
