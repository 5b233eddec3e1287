"""Relations of organisations in the reader's words, read from either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coop import i18n
from coop.i18n.message import Message, _
from coop.partners.relations import Relation
from coop.web import partner_words
from coop.web.partner_words import ShownPartner

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.multilingual import Said
    from coop.partners.relations import Chain, RelationView
    from coop.web.kit.urls import Urls

KINDS: Mapping[str, Message] = {
    "part_of": _("Part of"),
    "part_of.inverse": _("Has as a part"),
    "member_of": _("Member of"),
    "member_of.inverse": _("Has as a member"),
    "partner_of": _("Partner of"),
    "follows": _("Came after"),
    "follows.inverse": _("Was followed by"),
    "funds": _("Funds"),
    "funds.inverse": _("Funded by"),
    "hosts": _("Hosts"),
    "hosts.inverse": _("Hosted by"),
    "oversees": _("Oversees"),
    "oversees.inverse": _("Overseen by"),
}
"""What one organisation is to another, as its page says it; the key is the kind, with ``.inverse`` as the other one is to it."""


@dataclass(frozen=True, slots=True)
class ShownRelation:
    """One relation on the page of an organisation."""

    words: str
    other: ShownPartner
    period: str
    source: str
    is_past: bool


def key(kind: Relation, *, inverse: bool) -> str:
    """The key of KINDS for a relation."""
    return f"{kind.value}.inverse" if inverse else kind.value


def shown(found: Iterable[RelationView], urls: Urls) -> list[ShownRelation]:
    """Relations as the organisation's page shows them."""
    return [
        ShownRelation(
            words=i18n.translate(KINDS[key(each.facts.kind, inverse=each.facts.inverse)], urls.locale),
            other=partner_words.shown([each.other], urls)[0],
            period=partner_words.period(each.facts.valid_from, each.facts.valid_to, urls.locale),
            source=each.facts.source,
            is_past=each.is_past,
        )
        for each in found
    ]


def links(chain: Chain, urls: Urls) -> tuple[list[ShownPartner], list[ShownPartner]]:
    """What came before and what came after, the oldest first."""
    return partner_words.shown(chain.before, urls), partner_words.shown(chain.after, urls)


def recorded(value: Any, named: Mapping[int, Said], locale: str) -> str:  # noqa: ANN401 - what the ledger kept
    """Relations as the ledger keeps them, a line for each."""
    return "\n".join(_line(each, named, locale) for each in value or ())


def others_in(value: Any) -> set[int]:  # noqa: ANN401 - what the ledger kept
    """The organisations that recorded relations are to."""
    return {each["other"] for each in value or ()}


def _line(relation: Mapping[str, Any], named: Mapping[int, Said], locale: str) -> str:
    words = i18n.translate(KINDS[key(Relation(relation["kind"]), inverse=relation["inverse"])], locale)
    other = named[relation["other"]].text if relation["other"] in named else f"#{relation['other']}"
    days = partner_words.period(relation["valid_from"], relation["valid_to"], locale)
    line = i18n.translate(_("%(name)s: %(about)s", name=words, about=other), locale)
    return f"{line} ({days})" if days else line
