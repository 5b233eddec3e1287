"""A demonstration that stands already, as a newer version finds it after its migrations."""

from coop.cli import load_where_nobody_is
from coop.db import run


async def test_it_is_not_loaded_again_and_not_refused_for_its_own_people(demo):
    loaded = []

    async def load():
        loaded.append(True)

    assert await run("SELECT 1 FROM person LIMIT 1")
    await load_where_nobody_is(load())
    assert loaded == []
