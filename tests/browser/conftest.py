"""A served demonstration site and a real Chromium for the browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "var" / "node" / "node_modules" / "axe-core" / "axe.min.js"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demonstration site, served from its own folder; gives its address."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    environment = {
        **os.environ,
        "COOP_DATABASE_URL": f"sqlite:///{folder}/coop.sqlite",
        "COOP_SECRET_FILE": f"{folder}/secret",
        "COOP_BASE_URL": f"http://127.0.0.1:{port}",
        "COOP_DEVELOPMENT": "yes",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "coop", "demo", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(900):
            if process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{address}/readyz", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail(f"The site did not start: {(folder / 'log').read_text()[-2000:]}")
        if process.poll() is not None:
            pytest.fail(f"The site ended: {(folder / 'log').read_text()[-2000:]}")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, to be run inside a page."""
    return AXE.read_text(encoding="utf-8")
