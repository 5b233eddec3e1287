"""The register and the list of partners under load: 120,000 made-up records of ROR, 20,000 made-up organisations.

``python tools/bench/register.py`` measures these alone; ``run.py`` calls ``register(report, place)``.
"""

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import quote

from installation import token_for
from load import Client, need_wrk, wrk
from servers import Server, coop, free_port, install, serve, serve_raw

RECORDS, ORGANISATIONS = 120_000, 20_000
LOOK_UPS = (
    "xmu", "厦门", "Xiamen univ", "厦", "university", "un", "Institute of Energy", "جامعة", "มหาวิทยาลัย", "大学", "CMU", "hydrogen lab",
    "000000010000", "qingdao research", "zz nothing",
)  # fmt: skip
LISTS = {
    "page 1": "/en/partners",
    "page 1, in Thai": "/th/partners",
    "page 300": "/en/partners?page=300",
    "one country": "/en/partners?country=CN",
    "one kind": "/en/partners?kind=company",
    "searched": "/en/partners?q=hydrogen",
    "searched in Chinese": "/en/partners?q=%E5%AE%9E%E9%AA%8C%E5%AE%A4",
}
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_PLACES = [
    ("CN", "Xiamen", "厦门", 1790645),
    ("CN", "Qingdao", "青岛", 1797929),
    ("TH", "Bangkok", "กรุงเทพ", 1609350),
    ("MA", "Rabat", "الرباط", 2538475),
    ("DE", "Freiburg", "Freiburg", 2925177),
    ("US", "Golden", "Golden", 5423294),
    ("BR", "Recife", "Recife", 3390760),
    ("JP", "Osaka", "大阪", 1853909),
]
_FIELDS = ["Energy", "Hydrogen", "Carbon", "Transport", "Marine Science", "Chemistry", "Medicine", "Law", "Agriculture", "Materials"]
_BODIES = [
    ("University of {field}", "{place}{n}大学", "zh"),
    ("Institute of {field}", "สถาบัน{field}{place}", "th"),
    ("{field} Laboratory", "{place}{n}实验室", "zh"),
    ("{field} University", "جامعة {place}", "ar"),
    ("Ministry of {field}", "Ministère {field}", "fr"),
    ("{field} Company", "มหาวิทยาลัย{place}", "th"),
]


def ror_of(number: int) -> str:
    """The identifier that encodes ``number``."""
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(25, -1, -5))
    return f"0{letters}{98 - 100 * number % 97:02d}"


def made_up(count: int) -> Iterator[dict[str, object]]:
    """Records of schema version 2, the same each time, of the length real ones have."""
    chance = Random(1)  # noqa: S311 - drawing made-up records, not secrets
    for at in range(count):
        country, city, native, geonames = chance.choice(_PLACES)
        field = chance.choice(_FIELDS)
        english, other, language = chance.choice(_BODIES)
        word = "".join(chance.choice("aeioubdgklmnprst") for _each in range(6)).title()
        name = f"{word} {english.format(field=field)} {city}"
        names = [
            {"value": name, "lang": "en", "types": ["ror_display", "label"]},
            {"value": other.format(place=native, field=field, n=word), "lang": language, "types": ["label"]},
            {"value": f"{word} {city} Centre", "lang": "en", "types": ["alias"]},
            {"value": "".join(part[0] for part in name.split()), "lang": None, "types": ["acronym"]},
        ]
        yield {
            "id": f"https://ror.org/{ror_of(1_000_000 + 8_191 * at)}",
            "names": names,
            "types": ["education"],
            "status": "active" if at % 50 else "inactive",
            "established": 1800 + at % 220,
            "locations": [{"geonames_id": geonames, "geonames_details": {"country_code": country, "name": city, "lat": 1.5, "lng": 2.5}}],
            "links": [{"type": "website", "value": f"https://{word.lower()}{at}.example.org"}],
            "external_ids": [
                {"type": "isni", "all": [f"0000 0001 {at:08d}"], "preferred": None},
                {"type": "grid", "all": [f"grid.{at}.a"]},
            ],
            "relationships": [{"type": "related", "id": "https://ror.org/00mcjh785", "label": f"{word} Hospital"}] * 3,
            "admin": {"last_modified": {"date": "2026-06-23", "schema_version": "2.1"}},
        }


def build(folder: Path) -> tuple[float, float]:
    """Fill ``folder`` with organisations and records; gives the seconds the first and an equal second load of the dump took."""
    if not (folder / "coop.sqlite").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        coop(folder, "secret", str(folder / "secret"))
        coop(folder, "migrate")
        print(f"filling with {ORGANISATIONS:,} organisations ...", flush=True)
        coop(folder, "seed", "synthetic", "--conferences", "0", "--projects", "0", "--organisations", str(ORGANISATIONS), "--seed", "1")
    dump = folder / "dump.json"
    with dump.open("w", encoding="utf-8") as out:
        for at, record in enumerate(made_up(RECORDS)):
            out.write(("[" if at == 0 else ",\n") + json.dumps(record, ensure_ascii=False))
        out.write("]")
    print(f"loading {RECORDS:,} records, {dump.stat().st_size / 1e6:.0f} MB ...", flush=True)
    taken = []
    for _turn in range(2):
        began = time.perf_counter()
        coop(folder, "ror", "load", str(dump))
        taken.append(time.perf_counter() - began)
    return taken[0], taken[1]


def register(report, place: Path) -> None:
    """Look-ups and lists, each beside a raw app that says hello under the same server."""
    folder = place / "register"
    first, second = build(folder)
    report.at_most(f"loading {RECORDS:,} records of ROR", first, "s", 300)
    report.at_most("loading the same dump again", second, "s", 60)
    token = token_for(folder)
    server = serve(folder, free_port())
    hello = raw_hello(folder)
    try:
        ceiling, raw_cpu = wrk(hello, "/", {})
        print(f"a raw hello: {ceiling:,.0f} requests a second, {raw_cpu * 1000:.0f} µs CPU", flush=True)
        auth = {"authorization": f"Bearer {token}"}
        for text in LOOK_UPS:
            wall, cpu = asked(server, f"/api/v1/ror?q={quote(text)}", auth)
            report.at_most(f"look-up of “{text}” among {RECORDS:,}, slowest of 20 ({beside(cpu, raw_cpu)})", wall, "ms", 100)
        for what, path in LISTS.items():
            wall, cpu = asked(server, path, {"cookie": "uncached=1"}, vary=True)
            report.at_most(f"partners, {ORGANISATIONS:,}: {what}, slowest of 20 ({beside(cpu, raw_cpu)})", wall, "ms", 100)
    finally:
        server.stop()
        hello.stop()


def asked(server: Server, path: str, headers: dict[str, str], *, vary: bool = False, times: int = 20) -> tuple[float, float]:
    """The slowest of ``times`` answers after a first one in milliseconds, and the CPU milliseconds of one. ``vary`` asks anew each time."""
    client, taken = Client(server), []
    mark = "&" if "?" in path else "?"
    client.ask("GET", path, headers=headers)
    before = server.cpu()
    for turn in range(times):
        address = f"{path}{mark}utm={time.time_ns()}{turn}" if vary else path
        began = time.perf_counter()
        status, _headers, _body = client.ask("GET", address, headers=headers)
        taken.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise SystemExit(f"{address}: {status}")
    print(f"  {path}: median {statistics.median(taken):.1f} ms", flush=True)
    return max(taken), (server.cpu() - before) * 1000 / times


def beside(cpu: float, raw: float) -> str:
    """What one answer costs, also in those of a raw app."""
    return f"{cpu:.1f} ms CPU, {cpu / raw:,.0f} raw hellos"


def raw_hello(folder: Path) -> Server:
    """A raw app that says hello under the same server."""
    (folder / "hello").write_bytes(b"hello")
    (folder / "raw.json").write_text(json.dumps({"/": {"status": 200, "headers": [["content-type", "text/plain"]], "file": "hello"}}))
    return serve_raw(folder, free_port())


def main() -> None:
    """Measure these alone, in a folder of their own that is thrown away."""
    from run import Report

    need_wrk()
    install()
    place = Path(tempfile.mkdtemp(prefix="coop-bench-"))
    try:
        report = Report()
        register(report, place)
        print(report.table())
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
