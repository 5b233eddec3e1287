"""Where the interface's own files are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def static() -> Path:
    return ROOT / "src" / "coop" / "static"


@pytest.fixture(scope="session")
def templates() -> Path:
    return ROOT / "templates"
