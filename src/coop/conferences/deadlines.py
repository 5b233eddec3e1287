"""Deadlines as facts: what is due, in which round, until when on which clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal
from uuid import UUID

from coop import faults as check
from coop import zones
from coop.conferences.states import DeadlineKind
from coop.faults import Faults
from coop.i18n.message import _
from coop.multilingual import Multilingual

MOST_ROUNDS = 20
END_OF_DAY = time(23, 59)
EMPTY = Multilingual()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeadline:
    """A dated step of a conference.

    ``due_on`` and ``due_time`` are wall values in ``zone``, which may be Anywhere on Earth: 23:59 AoE on 2026-09-01 is 2026-09-02T11:59Z.
    ``uuid`` names a deadline that stands already; without it a new one is made. ``label`` says what is due where the kind is ``other``.
    """

    kind: DeadlineKind
    due_on: date | None
    due_time: time = END_OF_DAY
    zone: str = zones.AOE
    fold: Literal[0, 1] | None = None
    round: int = 1
    label: Multilingual = EMPTY
    uuid: UUID | None = None

    def check(self) -> NewDeadline:
        """The facts as they will be stored. Raises Invalid naming every field that is wrong."""
        faults = Faults()
        tidy = self.tidied(faults)
        faults.finish()
        return tidy

    def tidied(self, faults: Faults, prefix: str = "") -> NewDeadline:
        """The tidy facts, with what is wrong said to ``faults`` under field names beginning with ``prefix``."""
        tidy = replace(
            self,
            zone=check.zone(faults, f"{prefix}zone", self.zone),
            label=check.lines(faults, f"{prefix}label", self.label, 200),
        )
        if self.kind is DeadlineKind.OTHER and tidy.label.is_empty:
            faults.say(f"{prefix}label.{self.label.source}", _("Say what is due."))
        if not 1 <= self.round <= MOST_ROUNDS:
            faults.say(f"{prefix}round", _("Enter a round between 1 and %(most)s.", most=MOST_ROUNDS))
        check.day(faults, f"{prefix}due_on", self.due_on)
        if self.due_on is None:
            faults.say(f"{prefix}due_on", _("Enter the day on which this is due."))
        elif f"{prefix}due_on" not in faults.found:
            check.instant(faults, f"{prefix}due_time", self.due_on, self.due_time, tidy.zone, self.fold)
        return tidy

    @property
    def due(self) -> date:
        """The day; only after check(), which makes sure that there is one."""
        if self.due_on is None:
            message = "The deadline was not checked."
            raise ValueError(message)
        return self.due_on

    @property
    def due_at(self) -> datetime:
        """The instant in UTC; only after check()."""
        return zones.resolve(datetime.combine(self.due, self.due_time), self.zone, self.fold).astimezone(UTC)
