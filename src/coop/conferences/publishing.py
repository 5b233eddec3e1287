"""Who may see a conference: drafts, review, publication, the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop import clock
from coop.conferences import rules, writing
from coop.conferences.states import Step, Visibility, seen_after
from coop.conferences.tables import Grant
from coop.db import transaction
from coop.errors import require

if TYPE_CHECKING:
    from coop.conferences.views import ConferenceView
    from coop.viewer import Viewer

_ACTS = {
    Step.SUBMIT: "submitted",
    Step.RETURN: "returned",
    Step.PUBLISH: "published",
    Step.WITHDRAW: "withdrawn",
    Step.ARCHIVE: "archived",
}


async def submit(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Hand a draft to the organisers for review. Raises NotFound, Forbidden, IllegalMove or Stale, as all these steps do."""
    return await take(viewer, conference_id, version, Step.SUBMIT)


async def return_to_author(viewer: Viewer, conference_id: int, version: int, reason: str = "") -> ConferenceView:
    """Give a proposal back to whoever made it; ``reason`` stands in its history."""
    return await take(viewer, conference_id, version, Step.RETURN, reason)


async def publish(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Let everybody see the conference. Who publishes somebody else's proposal answers for it from then on, and may edit it."""
    return await take(viewer, conference_id, version, Step.PUBLISH)


async def withdraw(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Make a published conference a draft again: out of every list and feed at once."""
    return await take(viewer, conference_id, version, Step.WITHDRAW)


async def archive(viewer: Viewer, conference_id: int, version: int) -> ConferenceView:
    """Take a published conference out of lists, search and feeds; its page stays where it is."""
    return await take(viewer, conference_id, version, Step.ARCHIVE)


async def take(viewer: Viewer, conference_id: int, version: int, step: Step, reason: str = "") -> ConferenceView:
    """Change the visibility by one ``step``."""
    async with transaction():
        before = await writing.standing_before(viewer, conference_id)
        require(rules.may_step(viewer, before.standing, step))
        changes: dict[str, Any] = {"visibility": seen_after(before.visibility, step)}
        if changes["visibility"] is Visibility.PUBLISHED and not rules.may_run(viewer, before.standing) and viewer.user_id is not None:
            await Grant.insert(Grant(conference=conference_id, user_id=viewer.user_id, granted_at=clock.now(), granted_by=viewer.user_id))
            changes["granted"] = before.granted | {viewer.user_id}
        return await writing.change(viewer, before, version, _ACTS[step], changes, reason)
