"""What merging two organisations is called on pages: acts in histories, kinds of records, the groups of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop import i18n
from coop.i18n.message import Message, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES_ANOTHER: Mapping[str, Message] = {
    "organisation merged": _("An organisation that it names was merged into another"),
    "organisation parted": _("A merge of an organisation that it names was undone"),
}
"""Acts in the history of what names an organisation."""
OF_ORGANISATIONS: Mapping[str, Message] = {
    **NAMES_ANOTHER,
    "merged another": _("Another organisation was merged into this one"),
    "merged": _("Merged into another"),
    "parted": _("The merge was undone"),
    "restored from a merge": _("Back from a merge"),
}
GROUPS: Mapping[str, Message] = {
    "kinds": _("Kinds"),
    "country": _("Country or area"),
    "city": _("City, position and time zone"),
    "founded": _("Founded"),
    "website": _("Website"),
    "parent": _("Part of"),
    "visibility": _("Who may see it"),
    "source": _("Source"),
}


def counts(found: Mapping[str, int], locale: str) -> list[str]:
    """How many records of each kind, in words."""
    return [i18n.translate(_counted(kind, count), locale) for kind, count in found.items()]


def _counted(kind: str, count: int) -> Message:
    match kind:
        case "conference":
            return ngettext("%(count)s conference", "%(count)s conferences", count)
        case "series":
            return ngettext("%(count)s series of conferences", "%(count)s series of conferences", count)
        case "project":
            return ngettext("%(count)s joint project", "%(count)s joint projects", count)
        case "agreement":
            return ngettext("%(count)s agreement", "%(count)s agreements", count)
        case "interaction":
            return ngettext("%(count)s interaction", "%(count)s interactions", count)
        case "contact":
            return ngettext("%(count)s contact", "%(count)s contacts", count)
        case "document":
            return ngettext("%(count)s document", "%(count)s documents", count)
        case "person":
            return ngettext("%(count)s member who signs in", "%(count)s members who sign in", count)
        case _:
            return ngettext("%(count)s relation to another organisation", "%(count)s relations to other organisations", count)
