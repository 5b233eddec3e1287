"""The cast on a fresh database, and the ways they come in."""

import pytest

from coop.accounts import cast, rules


@pytest.fixture
async def ids(database):
    """The cast's numbers by key. Layla belongs to organisation 12."""
    return await cast.add_cast(rules.OPERATOR, {"IRESEN": 12})
