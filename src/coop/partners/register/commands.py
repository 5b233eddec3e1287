"""What the command line does with the register: load a dump, and say what it proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop.db import run
from coop.i18n import locales
from coop.partners.register import loading, proposals
from coop.partners.views import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 50


async def load_dump(path: Path, say: Callable[[str], None], accepting: int | None = None) -> None:
    """Load the dump and compare every linked organisation with it; ``say`` is told how far it is, and what came of it.

    Raises UnreadableError, and TooManyVanishedError as `loading.load` does.
    """
    loaded = await loading.load(path, say, accepting)
    say(f"{loaded.name}: {loaded.records:,} records, {loaded.written:,} new or changed, {loaded.missing:,} no longer there.")
    if loaded.refused:
        say(f"{loaded.refused:,} records lack a right identifier or a name and were left out.")
    say(f"Proposed changes to organisations: {await proposals.compare():,}. Look at them with `coop ror diff` or at /desk/ror.")


async def tell_proposals(say: Callable[[str], None]) -> None:
    """Compare every linked organisation with the register as it stands, and say every change that is proposed."""
    total = await proposals.compare()
    rows = await run("SELECT DISTINCT organisation FROM ror_proposal WHERE answer = 'open' ORDER BY organisation")
    ids = [row["organisation"] for row in rows]
    for start in range(0, len(ids), _CHUNK):
        for group in await proposals.groups(ids[start : start + _CHUNK]):
            name = said(group.profile.names, locales().default).text
            say(
                f"{group.profile.id} {name} (ROR {group.ror}{', no longer in the dump' if group.entry and group.entry.vanished_at else ''})"
            )
            for each in group.proposals:
                successors = ", ".join(f"{ror} {entry.record.name.text}" for ror, entry in group.successors.items())
                more = f", succeeded by {successors}" if each.claim.successors and successors else ""
                say(f"  {each.claim.field.value}: {each.claim.gist}{more}")
    say(f"Proposed changes: {total:,}.")
