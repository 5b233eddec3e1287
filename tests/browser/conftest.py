"""A served demonstration site and a real Chromium for the browser tests, and how a page is looked over."""

from __future__ import annotations

import json
import os
import re
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
ALL_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
SIZES = ((1280, 900), (390, 844))
NARROWEST = (320, 640)
SCHEMES = (("light", ALL_RULES), ("dark", OF_COLOUR))  # the scheme changes colours and nothing else


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demonstration site, served from its own folder; gives its address. COOP_BROWSER_SITE names one that is served already."""
    if os.environ.get("COOP_BROWSER_SITE"):
        yield os.environ["COOP_BROWSER_SITE"]
        return
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
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, to be run inside a page."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def text_of(site):
    """The source of a public page."""

    def read(path):
        with urllib.request.urlopen(f"{site}{path}", timeout=20) as answer:
            return answer.read().decode()

    return read


@pytest.fixture(scope="session")
def addresses(text_of):
    """Below a language: one conference, one that was cancelled, one organisation, one project."""

    def first(kind, page, words=""):
        return re.search(rf'href="/en/({kind}/\d+-{words}[^"/?#]*)"', text_of(f"/en/{page}"))[1]

    span = "from=2026-11-22&to=2027-12-31"
    return {
        "conference": first("conferences", f"conferences?{span}", "round-table"),
        "cancelled": first("conferences", f"conferences?{span}", "night-trains"),
        "organisation": first("partners", "partners?q=Xiamen+University", "xiamen-university"),
        "project": first("projects", "projects", "testely"),
    }


@pytest.fixture(scope="session")
def signed_in(site, chromium):
    """What a browser holds after somebody of the cast signed in, one sign-in each."""
    held = {}

    def state(person):
        if person.key not in held:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{site}/en/sign-in")
            page.fill("input[name=email]", person.email)
            page.fill("input[name=password]", person.password)
            page.click("main form button[type=submit]")
            page.wait_for_url(re.compile(r"/desk$"))
            held[person.key] = context.storage_state()
            context.close()
        return held[person.key]

    return state


@pytest.fixture
def opened(chromium):
    """Open a page of its own: ``opened(storage_state=..., java_script_enabled=...)``; ``page.heard`` is what its console said.

    That a form with errors, a conflict or an unknown page is answered with its own status is no complaint.
    """
    contexts = []

    def open_page(**options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.heard = []

        def hear(message):
            own_status = re.search(r"status of (404|409|422|401|403)\b", message.text) and message.location["url"] == page.url
            if message.type in {"error", "warning"} and not own_status:
                page.heard.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def faults_of(axe):
    """Look one page over as it stands: axe in both schemes at both widths, sideways scroll down to 320 px, the console."""

    def look(page, place):
        faults = []
        page.evaluate(axe)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            faults += _sideways(page, place, width)
            for scheme, rules in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate(f"axe.run(document, {json.dumps(rules)})")
                faults += [(place, width, scheme, each["id"], each["nodes"][0]["html"][:160]) for each in found["violations"]]
        page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
        faults += _sideways(page, place, NARROWEST[0])
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        faults += [(place, "console", text) for text in page.heard]
        page.heard.clear()
        return faults

    return look


def _sideways(page, place, width):
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [(place, width, f"scrolls sideways by {wider} px")] if wider > 1 else []
