"""Whoever may see or change what a document belongs to may see or change the document: asked of the owner's own subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from coop.errors import Gone, NotFound, require
from coop.partners import queries as partners
from coop.partners import rules as partner_rules
from coop.partners.agreements import queries as agreements
from coop.partners.agreements import rules as agreement_rules
from coop.partners.documents.facts import OwnerKind

if TYPE_CHECKING:
    from coop.partners.documents.facts import Owner
    from coop.viewer import Viewer


async def require_seen(viewer: Viewer, owner: Owner) -> None:
    """Raise NotFound unless the viewer may see the owner; a document of something in the trash is not there either."""
    try:
        match owner.kind:
            case OwnerKind.ORGANISATION:
                await partners.get(viewer, owner.id)
            case OwnerKind.AGREEMENT:
                await agreements.get(viewer, owner.id)
            case _:
                assert_never(owner.kind)
    except Gone:
        raise NotFound from None


def may_edit(viewer: Viewer, owner: Owner) -> bool:
    """Whether the viewer may add documents to an owner they see, and take them away."""
    match owner.kind:
        case OwnerKind.ORGANISATION:
            return partner_rules.may_edit(viewer, owner.id)
        case OwnerKind.AGREEMENT:
            return agreement_rules.keeps_agreements(viewer)
        case _:
            assert_never(owner.kind)


async def require_edit(viewer: Viewer, owner: Owner) -> None:
    """Raise NotFound for what the viewer may not see, Forbidden for what they may not change."""
    await require_seen(viewer, owner)
    require(may_edit(viewer, owner))
