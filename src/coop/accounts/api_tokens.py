"""API tokens: a secret a person hands to a program, shown once, taken back at will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coop import clock, history
from coop.accounts import rules
from coop.accounts.tables import ApiToken
from coop.accounts.tokens import digest, new_api_secret
from coop.db import refusing, run, transaction
from coop.errors import Invalid, NotFound
from coop.i18n.message import _

if TYPE_CHECKING:
    from coop.accounts.facts import NewToken
    from coop.viewer import Viewer

MOST = 20
"""Tokens one person may have at a time: more than anybody can keep track of."""


async def issue_token(viewer: Viewer, wanted: NewToken) -> str:
    """Make an API token for the viewer; gives the secret, which is kept nowhere. Raises Forbidden, Invalid."""
    person_id = rules.own_id(viewer)
    wanted = wanted.check()
    secret = new_api_secret()
    taken = _("You have a token of this name already. Revoke it first, or choose another name.")
    with refusing({("person_id", "name"): ("name", taken)}):
        async with transaction():
            held = (await run("SELECT count(*) AS n FROM api_token WHERE person_id = {}", person_id))[0]["n"]
            if held >= MOST:
                raise Invalid({"": _("You have %(most)s tokens, which is as many as one person may have. Revoke one first.", most=MOST)})
            row = ApiToken(
                person_id=person_id,
                name=wanted.name,
                token_hash=digest(secret),
                scope=wanted.scope.value,
                created_at=clock.now(),
                last_used_on=None,
            )
            made = await ApiToken.insert(row).returning(ApiToken.id)
            facts = {"person": person_id, "name": wanted.name, "scope": wanted.scope}
            await history.record(viewer, "issued", "api_token", made[0]["id"], after=facts)
    return secret


async def revoke_token(viewer: Viewer, token_id: int) -> None:
    """Take one of the viewer's tokens back, with effect from the next request on. Raises Forbidden, and NotFound for anybody else's."""
    person_id = rules.own_id(viewer)
    async with transaction():
        gone = await run("DELETE FROM api_token WHERE id = {} AND person_id = {} RETURNING name, scope", token_id, person_id)
        if not gone:
            raise NotFound
        await history.record(viewer, "revoked", "api_token", token_id, before={"person": person_id, **gone[0]})
