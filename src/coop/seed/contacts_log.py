"""The interactions of the sample, all made up, as Somchai logged them."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from coop import sample
from coop.db import run
from coop.liaison import log
from coop.liaison.facts import Kind, NewFollowUp, NewInteraction, NewPerson, NewPresence, Part, Role
from coop.multilingual import Multilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coop.viewer import Viewer


async def load_interactions(people: Mapping[str, Viewer], numbers: Mapping[str, Mapping[str, int]], say: Callable[[str], None]) -> None:
    """Every interaction of the sample. ``numbers`` are those of organisations, contacts, conferences, projects and agreements."""
    rows = sample.interactions()
    for row in rows:
        number = await log.log_interaction(people["somchai"], interaction_of(row, numbers, people["somchai"].user_id))
        for each in row.follow_ups:
            wanted = NewFollowUp(each.text, people[each.assignee].user_id or 0, date.fromisoformat(each.due))
            given = await log.add_follow_up(people["somchai"], number, wanted)
            if each.done:
                await log.finish_follow_up(people["somchai"], given)
                await run("UPDATE follow_up SET done_on = {} WHERE id = {}", date.fromisoformat(each.done), given)
    say(f"Interactions: {len(rows)}, all illustrative")


def interaction_of(row: sample.Interaction, numbers: Mapping[str, Mapping[str, int]], officer: int | None) -> NewInteraction:
    """The facts of one interaction of the sample."""
    organisations, contacts = numbers["organisations"], numbers["contacts"]
    return NewInteraction(
        titles=sample.said(row.names),
        kind=Kind(row.kind),
        happened_on=date.fromisoformat(row.on),
        until_on=date.fromisoformat(row.until) if row.until else None,
        begins=time.fromisoformat(row.begins) if row.begins else None,
        zone=row.zone,
        place=row.place,
        confidential=row.confidential,
        organisations=tuple(NewPresence(organisations[each.ror], Part(each.part)) for each in row.organisations),
        people=tuple(
            NewPerson(contacts[each.email] if each.email else None, each.name, organisations[each.ror], Role(each.role))
            for each in row.people
        ),
        topics=row.topics,
        summary=Multilingual.of("en", en=row.summary),
        outcome=Multilingual.of("en", en=row.outcome),
        programme=row.programme,
        officer=officer,
        conference=numbers["conferences"][row.conference] if row.conference else None,
        project=numbers["projects"][row.project] if row.project else None,
        agreement=numbers["agreements"][row.agreement] if row.agreement else None,
        illustrative=True,
    )
