"""Lines of the ledger in finished words, as the pages of history show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop import i18n
from coop.i18n import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coop.history import Entry
    from coop.i18n.message import Message


def lines(
    entries: Iterable[Entry],
    acts: Mapping[str, Message],
    fields: Mapping[str, Message],
    recorded: Callable[[str, Any], str],
    place: tuple[str, str],
) -> list[dict[str, Any]]:
    """What each entry says: when, who, which act, why, and its changes as label, before and after in the order of ``fields``.

    ``recorded`` says a fact as the ledger keeps it in words, "" for one that says nothing; ``place`` is the reader's zone and language.
    """
    zone, locale = place
    return [
        {
            "when": dates.instant(each.at, zone, locale),
            "iso": each.at.isoformat(),
            "who": each.actor_name,
            "act": i18n.translate(acts[each.act], locale) if each.act in acts else each.act,
            "reason": each.reason,
            "changes": [
                (i18n.translate(label, locale), before, after)
                for name, label in fields.items()
                if name in each.changes
                for before, after in [[recorded(name, value) for value in each.changes[name]]]
                if before or after
            ],
        }
        for each in entries
    ]
