"""Calendar entries of any kind: subjects put facts, finished octets are stored. Knows no subject."""

from coop.calendar.entry import PUBLIC, AllDay, Entry, Mark, Organiser, Standing, Timed
from coop.calendar.store import changed_at, configure, epochs, outdated, put, remove, setting

__all__ = [
    "PUBLIC",
    "AllDay",
    "Entry",
    "Mark",
    "Organiser",
    "Standing",
    "Timed",
    "changed_at",
    "configure",
    "epochs",
    "outdated",
    "put",
    "remove",
    "setting",
]
