"""A partner of whom 5,000 interactions are on record: its timeline and the log.

``python tools/bench/timeline.py`` measures these alone; ``run.py`` calls ``timelines(report, place)``.
"""

import shutil
import tempfile
from pathlib import Path

from installation import sign_in_for, token_for
from load import need_wrk, wrk
from servers import coop, free_port, install, serve

from register import asked, beside, raw_hello

ITEMS = 5_000
PAGES = {
    "timeline, page 1": "/en/partners/1/timeline",
    "timeline, page 1, in Arabic": "/ar/partners/1/timeline",
    "timeline, page 100": "/en/partners/1/timeline?page=100",
    "the log, page 1": "/en/desk/interactions",
    "the log of one theme": "/en/desk/interactions?theme=hydrogen",
}


def timelines(report, place: Path) -> None:
    """Pages for a liaison officer and the timeline for programs, each beside a raw app that says hello under the same server."""
    folder = place / "timeline"
    folder.mkdir(parents=True, exist_ok=True)
    coop(folder, "secret", str(folder / "secret"))
    coop(folder, "migrate")
    print(f"filling with {ITEMS:,} interactions ...", flush=True)
    sizes = {"conferences": 0, "projects": 0, "organisations": 1, "interactions": ITEMS, "seed": 1}
    coop(folder, "seed", "synthetic", *(word for name, size in sizes.items() for word in (f"--{name}", str(size))))
    token, cookie = token_for(folder), sign_in_for(folder)
    server, hello = serve(folder, free_port()), raw_hello(folder)
    try:
        _ceiling, raw_cpu = wrk(hello, "/", {})
        for what, path in PAGES.items():
            wall, cpu = asked(server, path, {"cookie": cookie})
            report.at_most(f"{what}, {ITEMS:,} interactions, slowest of 20 ({beside(cpu, raw_cpu)})", wall, "ms", 100)
        wall, cpu = asked(server, "/api/v1/organisations/1/timeline", {"authorization": f"Bearer {token}"})
        report.at_most(f"timeline as JSON, {ITEMS:,} interactions, slowest of 20 ({beside(cpu, raw_cpu)})", wall, "ms", 100)
    finally:
        server.stop()
        hello.stop()


def main() -> None:
    """Measure these alone, in a folder of their own that is thrown away."""
    from run import Report

    need_wrk()
    install()
    place = Path(tempfile.mkdtemp(prefix="coop-bench-"))
    try:
        report = Report()
        timelines(report, place)
        print(report.table())
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
