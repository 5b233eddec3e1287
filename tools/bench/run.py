"""The benchmark: ratios against a raw ASGI app with the same bytes under the same server, CPU time a request, memory.

``python tools/bench/run.py [--quick]`` prints a table and writes it to var/bench.md. Nothing here is a test: figures belong to the machine.
"""

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from installation import build, token_for
from load import Client, each, need_wrk, wrk
from servers import ROOT, Server, free_port, install, serve, serve_raw
from timeline import timelines

from register import register

LOCALES = ("en", "zh-Hans", "th", "ar")
FEED = "/en/feeds/conferences.ics?from=2000-01-01&size=all"
GZIP = {"accept-encoding": "gzip"}
WORDS = ("energy", "氢能", "碳中", "พลัง", "ขน", "الطاقة", "wind", "储能", "ไฮ", "Xiamen")


@dataclass
class Report:
    """Lines of the table: what was measured, the figure, the aim, and whether it is met."""

    lines: list[tuple[str, str, str, str]] = field(default_factory=list)

    def ratio(self, what: str, ours: float, ceiling: float, aim: float, extra: str = "") -> None:
        self._say(what, f"{ours / ceiling:.2f} of the ceiling{extra}", f">= {aim}", ours / ceiling >= aim)

    def at_most(self, what: str, figure: float, unit: str, aim: float) -> None:
        self._say(what, f"{figure:.2f} {unit}", f"<= {aim:g} {unit}", figure <= aim)

    def _say(self, what: str, figure: str, aim: str, met: bool) -> None:  # noqa: FBT001 - the verdict itself
        line = (what, figure, aim, "met" if met else "not met")
        self.lines.append(line)
        print(" | ".join(line), flush=True)

    def table(self) -> str:
        head = "| what | measured | aim | |\n|---|---|---|---|\n"
        return head + "\n".join("| " + " | ".join(line) + " |" for line in self.lines) + "\n"


def raw_of(folder: Path, answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Server:
    """A raw app that returns ``answers`` by path."""
    described = {}
    for number, (path, (status, headers, body)) in enumerate(answers.items()):
        name = f"raw-{number}"
        (folder / name).write_bytes(body)
        kept = [[key.lower(), value] for key, value in headers.items() if key.lower() not in {"date", "server", "transfer-encoding"}]
        described[path] = {"status": status, "headers": kept, "file": name}
    (folder / "raw.json").write_text(json.dumps(described))
    return serve_raw(folder, free_port())


def against_raw(report: Report, folder: Path, ours: Server, what: str, path: str, aims: dict[str, float], rounds: int) -> None:
    """Interleaved rounds of ours and the raw app: identity, gzip, 304."""
    client = Client(ours)
    _status, plain_headers, _body = client.ask("GET", path)
    kinds = {
        "identity": {"accept-encoding": "identity"},
        "gzip": GZIP,
        "304": {"accept-encoding": "identity", "if-none-match": plain_headers.get("ETag") or plain_headers["etag"]},
    }
    answers = {f"/{kind}": client.ask("GET", path, headers=headers) for kind, headers in kinds.items()}
    raw = raw_of(folder, answers)
    try:
        for kind, headers in kinds.items():
            rates, ceilings, cpu, raw_cpu = [], [], [], []
            for _round in range(rounds):
                rate, spent = wrk(ours, path, headers)
                ceiling, raw_spent = wrk(raw, f"/{kind}", headers)
                rates.append(rate)
                ceilings.append(ceiling)
                cpu.append(spent)
                raw_cpu.append(raw_spent)
            extra = f" ({statistics.median(cpu) * 1000:.0f} against {statistics.median(raw_cpu) * 1000:.0f} µs CPU a request)"
            report.ratio(f"{what}, {kind}", statistics.median(rates), statistics.median(ceilings), aims[kind], extra)
    finally:
        raw.stop()


def after_an_edit(server: Server, token: str, path: str, times: int) -> float:
    """Median milliseconds of the first feed after the venue of one conference was changed."""
    client, taken = Client(server), []
    auth = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    _status, _headers, body = client.ask("GET", "/api/v1/conferences?partner=&sort=latest")
    number = json.loads(body)["items"][0]["id"]
    client.ask("GET", path)
    for turn in range(times):
        _status, _headers, body = client.ask("GET", f"/api/v1/conferences/{number}")
        whole = json.loads(body)
        whole["facts"]["venue"] = {"source": "en", "texts": {"en": f"Hall {turn}"}}
        sent = json.dumps({"version": whole["version"], "facts": whole["facts"]}).encode()
        status, _headers, body = client.ask("PUT", f"/api/v1/conferences/{number}", sent, auth)
        if status != 200:
            sys.exit(f"The edit was refused: {status} {body[:300]!r}")
        began = time.perf_counter()
        client.ask("GET", path)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def creating(server: Server, token: str, times: int) -> float:
    """Median milliseconds of scheduling and publishing one conference over HTTP."""
    client, taken = Client(server), []
    auth = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    for turn in range(times):
        facts = {
            "names": {"source": "en", "texts": {"en": f"Bench forum {turn}", "th": f"เวทีทดสอบ {turn}", "zh-Hans": f"测试论坛 {turn}"}},
            "topics": ["h2"],
            "zone": "Asia/Bangkok",
            "starts_on": "2027-05-03",
            "ends_on": "2027-05-05",
            "country": "TH",
            "city": {"source": "en", "texts": {"en": "Bangkok"}},
        }
        body = json.dumps({"facts": facts, "visibility": "published"}).encode()
        began = time.perf_counter()
        status, _headers, answer = client.ask("POST", "/api/v1/conferences", body, auth)
        taken.append((time.perf_counter() - began) * 1000)
        if status != 201:
            sys.exit(f"Creating was refused: {status} {answer[:300]!r}")
    return statistics.median(taken)


def two_workers(report: Report, folder: Path, token: str) -> None:
    """An edit through one worker is in the other's next answer, and never an older one after a newer one."""
    server = serve(folder, free_port(), workers=2)
    try:
        writer, late, worst = Client(server), 0, 0.0
        auth = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        for turn in range(10):
            _status, _headers, body = writer.ask("GET", "/api/v1/conferences?sort=latest")
            number = json.loads(body)["items"][0]["id"]
            _status, _headers, body = writer.ask("GET", f"/api/v1/conferences/{number}")
            whole = json.loads(body)
            word = f"Annex {turn} {time.time_ns()}"
            whole["facts"]["venue"] = {"source": "en", "texts": {"en": word}}
            sent = json.dumps({"version": whole["version"], "facts": whole["facts"]}).encode()
            writer.ask("PUT", f"/api/v1/conferences/{number}", sent, auth)
            began = time.perf_counter()
            seen_new = False
            for reader in [Client(server) for _ in range(6)] * 3:
                _status, _headers, body = reader.ask("GET", f"/en/conferences/{number}")
                _status, _headers, body = reader.ask("GET", FEED)
                has = word.encode() in body.replace(b"\r\n ", b"")
                if has and not seen_new:
                    seen_new = True
                    worst = max(worst, time.perf_counter() - began)
                elif not has:
                    late += 1
        report.at_most("two workers: old answers after an edit", float(late), "answers", 0)
        report.at_most("two workers: until the edit was seen", worst, "s", 1)
        for locale in LOCALES:
            for reader in [Client(server) for _ in range(6)]:
                reader.ask("GET", FEED.replace("/en/", f"/{locale}/"))
        report.at_most("memory of two workers after feeds in four languages", server.pss(), "MB PSS", 170)
    finally:
        server.stop()


def pages(report: Report, server: Server, numbers: list[int]) -> None:
    """CPU of pages that nobody has asked for yet, each address once."""
    report.at_most("conference page, uncached", _redirected(server, numbers), "ms CPU", 3)
    days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 15)]
    report.at_most("list of 50 cards, uncached", each(server, [f"/en/conferences?from={day}" for day in days])[0], "ms CPU", 5)
    report.at_most("JSON of 50, uncached", each(server, [f"/api/v1/conferences?from={day}" for day in days])[0], "ms CPU", 1.5)
    for word in WORDS:
        cost, _latency = each(server, [f"/en/search?q={_quoted(word)}&n={n}" for n in range(1, 101)])
        report.at_most(f"search page for {word}", cost, "ms CPU", 3)


def _redirected(server: Server, numbers: list[int]) -> float:
    """CPU of the pages themselves: the addresses are asked for first, so that no redirect is counted."""
    client, paths = Client(server), []
    for number in numbers:
        _status, _headers, body = client.ask("GET", f"/api/v1/conferences/{number}")
        address = json.loads(body)["url"]
        paths.append("/" + address.split("/", 3)[3])
    return each(server, paths)[0]


def _quoted(word: str) -> str:
    return quote(word)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true", help="fewer rounds and 1,000 conferences only")
    asked.add_argument("--keep", type=Path, help="a folder to keep the filled databases in")
    chosen = asked.parse_args()
    need_wrk()
    install()
    report = Report()
    place = chosen.keep or Path(tempfile.mkdtemp(prefix="coop-bench-"))
    rounds = 2 if chosen.quick else 3
    try:
        for size in (1_000,) if chosen.quick else (1_000, 10_000):
            folder = place / str(size)
            build(folder, size)
            token = token_for(folder)
            feed = FEED
            server = serve(folder, free_port())
            began = time.perf_counter()
            _status, _headers, body = Client(server).ask("GET", feed)
            first = (time.perf_counter() - began) * 1000
            print(f"feed of {size:,}: {len(body):,} bytes, {body.count(b'BEGIN:VEVENT')} entries", flush=True)
            report.at_most(f"first feed of a fresh process, {size:,} conferences", first, "ms", 1_000)
            against_raw(report, folder, server, f"feed of {size:,} conferences", feed, {"identity": 0.9, "gzip": 0.9, "304": 0.8}, rounds)
            against_raw(report, folder, server, f"home page at {size:,}", "/en/", {"identity": 0.5, "gzip": 0.5, "304": 0.5}, rounds)
            most = 20 if size == 1_000 else 150
            report.at_most(f"first feed after an edit, {size:,} conferences", after_an_edit(server, token, feed, 7), "ms", most)
            numbers = list(range(10, 310))
            pages(report, server, numbers)
            report.at_most(f"creating a conference over HTTP at {size:,}, median", creating(server, token, 60), "ms", 8)
            for locale in LOCALES:
                Client(server).ask("GET", feed.replace("/en/", f"/{locale}/"))
            report.at_most(f"memory of one worker after feeds of {size:,} in four languages", server.pss(), "MB PSS", 110)
            server.stop()
            starts = []
            for _ in range(3):
                again = serve(folder, free_port())
                starts.append(again.started_in)
                again.stop()
            report.at_most(f"start to first page, {size:,} conferences", statistics.median(starts), "s", 2)
            two_workers(report, folder, token)
        if not chosen.quick:
            register(report, place)
            timelines(report, place)
    finally:
        if chosen.keep is None:
            shutil.rmtree(place, ignore_errors=True)
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    head = f"{platform.machine()}, Python {platform.python_version()}, revision {revision}\n\n"
    out = ROOT / "var" / "bench.md"
    out.parent.mkdir(exist_ok=True)
    out.write_text(head + report.table(), encoding="utf-8")
    print(f"\n{out.relative_to(ROOT)} holds the table.")


if __name__ == "__main__":
    main()
