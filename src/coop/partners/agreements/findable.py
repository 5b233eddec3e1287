"""What search knows of agreements, and keeping it true when an organisation changes its name."""

from __future__ import annotations

from coop import search
from coop.db import among, run
from coop.partners.agreements import queries, reading, rules
from coop.partners.agreements.facts import NewAgreement, unlisted_names


async def put(agreement_id: int, facts: NewAgreement) -> None:
    """Let the agreement be found by those who may. Belongs inside the transaction that changes it."""
    await search.put(await document(agreement_id, facts))


async def document(agreement_id: int, facts: NewAgreement) -> search.Document:
    """What search knows of an agreement: titles and scope, each in its language, its reference, and its parties by every name."""
    rows = await run(
        "SELECT n.text FROM organisation_name n JOIN organisation o ON o.id = n.organisation"
        " WHERE {} AND o.visibility = 'public' AND o.trashed_at IS NULL ORDER BY o.id, n.place",
        among("o.id", facts.organisations),
    )
    called = [row["text"] for row in rows]
    called += [*unlisted_names(facts.parties), *(each.name_as_signed for each in facts.parties if each.name_as_signed)]
    tags = {**facts.titles.texts, **facts.scope.texts}
    return search.Document(
        kind=queries.KIND,
        object_id=agreement_id,
        audiences=rules.audiences(facts),
        texts={**{tag: (facts.titles.text(tag), facts.scope.text(tag)) for tag in tags}, "und": ("", " · ".join(dict.fromkeys(called)))},
        names=(facts.reference,) if facts.reference else (),
    )


async def follow_organisation(organisation_id: int) -> None:
    """Let the agreements of an organisation be found by the names it has now."""
    rows = await run(
        "SELECT a.* FROM agreement a WHERE a.trashed_at IS NULL"
        " AND a.id IN (SELECT p.agreement FROM agreement_party p WHERE p.organisation = {})",
        organisation_id,
    )
    if rows:
        for number, facts in (await reading.facts(rows)).items():
            await put(number, facts)
