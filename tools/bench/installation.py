"""An installation to measure: a migrated database with synthetic records, and an organiser with an API token."""

import asyncio
import os
from pathlib import Path

from servers import coop, environment


def build(folder: Path, conferences: int) -> None:
    """Fill ``folder`` unless it is filled."""
    if (folder / "coop.sqlite").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    coop(folder, "secret", str(folder / "secret"))
    coop(folder, "migrate")
    print(f"filling with {conferences:,} conferences ...", flush=True)
    sizes = {"conferences": conferences, "organisations": conferences // 5, "projects": conferences // 10, "seed": 1}
    coop(folder, "seed", "synthetic", *(word for name, size in sizes.items() for word in (f"--{name}", str(size))))


def token_for(folder: Path) -> str:
    """The secret of a fresh writing token of an administrator made for the benchmark."""
    os.environ.update(environment(folder))
    return asyncio.run(_issue())


def sign_in_for(folder: Path) -> str:
    """The cookie of a fresh sign-in of an administrator made for the benchmark."""
    os.environ.update(environment(folder))
    return asyncio.run(_issue(signs_in=True))


async def _issue(*, signs_in: bool = False) -> str:
    from time import time_ns

    from coop import db, settings
    from coop.accounts import rules, sign_ins
    from coop.accounts.api_tokens import issue_token
    from coop.accounts.facts import Browser, NewToken, NewUser, Profile, Scope
    from coop.accounts.people import add_user
    from coop.accounts.queries import viewer_of_person
    from coop.app import prepared
    from coop.viewer import Role

    async with prepared(settings.from_environment()):
        name = f"bench{time_ns()}"
        roles = frozenset({Role.ADMINISTRATOR, Role.ORGANISER})
        person = await add_user(rules.OPERATOR, NewUser(f"{name}@example.org", Profile("Bench", "", "en", "UTC"), roles))
        viewer = await viewer_of_person(person)
        if signs_in:
            async with db.transaction():
                return f"sid={await sign_ins.open_sign_in(viewer, Browser('127.0.0.0/24'))}"
        return await issue_token(viewer, NewToken(name, Scope.WRITE))
