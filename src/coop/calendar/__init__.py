"""Calendar entries of any kind: subjects put facts, finished component bytes are stored. Knows no subject."""

from coop.calendar.entry import PUBLIC, AllDay, Entry, Mark, Organiser, Standing, Timed

__all__ = ["PUBLIC", "AllDay", "Entry", "Mark", "Organiser", "Standing", "Timed"]
