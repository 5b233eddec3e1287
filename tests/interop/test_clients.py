"""Real calendar clients take our feeds: right count, times and titles; a second look moves nothing, one edit moves one entry."""

import functools
import http.server
import re
import shutil
import subprocess
import threading

import pytest

pytestmark = pytest.mark.interop


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, **options)


@pytest.fixture
def served(files):
    """The folder of the files over HTTP; gives its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            pass

    folder = files.paths["en"].parent
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def synced(served, tmp_path):
    """Lets vdirsyncer fetch the Thai feed into a folder; gives the folder and the way to do it again."""
    config, store = tmp_path / "config", tmp_path / "store"
    config.write_text(
        f"""[general]
status_path = "{tmp_path}/status/"
[pair feed]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "{served}/th.ics"
[storage local]
type = "filesystem"
path = "{store}"
fileext = ".ics"
"""
    )
    store.mkdir()
    run("vdirsyncer", "-c", config, "discover")

    def sync():
        run("vdirsyncer", "-c", config, "sync")
        return {path.name: (path.stat().st_mtime_ns, path.read_text("utf-8")) for path in store.iterdir()}

    return store, sync


def test_vdirsyncer_takes_each_entry_once_and_moves_only_what_changed(files, synced):
    _store, sync = synced
    first = sync()
    assert len(first) == len(files.expected["th"])
    assert sync() == first
    path = files.paths["th"]
    octets = path.read_bytes()
    path.write_bytes(octets.replace("วันไฮโดรเจน 2\r\n".encode(), "วันไฮโดรเจน สอง\r\n".encode()))
    second = sync()
    (gone,), (new,) = first.keys() - second.keys(), second.keys() - first.keys()  # its HTTP storage names an entry by its content
    assert "วันไฮโดรเจน 2\n" in first[gone][1].replace("\r", "")
    assert "วันไฮโดรเจน สอง\n" in second[new][1].replace("\r", "")
    assert all(second[name] == first[name] for name in first if name != gone)
    begin = path.read_bytes().index(b"BEGIN:VEVENT")
    end = path.read_bytes().index(b"BEGIN:VEVENT", begin + 1)
    path.write_bytes(path.read_bytes()[:begin] + path.read_bytes()[end:])
    assert len(sync()) == len(first) - 1


def test_khal_shows_days_and_times_in_the_readers_zone(files, tmp_path):
    config = tmp_path / "khal.conf"
    store = tmp_path / "khal"
    config.write_text(
        f"[calendars]\n[[feed]]\npath = {store}\n[locale]\nlocal_timezone = Asia/Bangkok\ndefault_timezone = Asia/Bangkok\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    store.mkdir()
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    run("khal", "-c", config, "import", "--batch", "-a", "feed", files.paths["en"], env=environment)
    assert len(list(store.iterdir())) == len(files.expected["en"])
    listed = run(
        "khal", "-c", config, "list", "--format", "{uid}|{start-date} {start-time}|{end-date} {end-time}|{title}", "--day-format", "",
        "2026-03-28", "4d", env=environment,
    ).stdout.splitlines()  # fmt: skip
    shown = {line.split("|")[0]: line.split("|")[1:] for line in listed if line.count("|") == 3}
    wanted = {uid: facts for uid, facts in files.expected["en"].items() if re.match("2026-03-(29|30)T", facts["start"])}
    assert len(wanted) > 5
    for uid, facts in wanted.items():
        hour = int(facts["start"][11:13]) + 7
        assert shown[uid][0].endswith(f"{hour % 24:02}:{facts['start'][14:16]}"), facts
        assert shown[uid][2] == facts["title"]


def test_calcurse_imports_every_entry(files, tmp_path):
    environment = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TERM": "dumb"}
    for locale, path in files.paths.items():
        folder = tmp_path / f"calcurse-{locale}"
        folder.mkdir()
        told = run("calcurse", "-q", "-D", folder, "-i", path, env=environment)
        assert "error" not in (told.stdout + told.stderr).lower()
        apts = (folder / "apts").read_text("utf-8").splitlines()
        assert len(apts) >= len(files.expected[locale])


def test_the_clients_are_there():
    assert [name for name in ("khal", "vdirsyncer", "calcurse", "node") if shutil.which(name) is None] == []
