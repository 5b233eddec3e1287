"""Work to be done behind the pages: put down in the transaction that asks for it, claimed by one worker at a time, done once."""

from coop.jobs.queue import Job, dead, enqueue, revive, waiting
from coop.jobs.working import Handler, Later, Never, Work, keep_working, sweep, work_off

__all__ = ["Handler", "Job", "Later", "Never", "Work", "dead", "enqueue", "keep_working", "revive", "sweep", "waiting", "work_off"]
