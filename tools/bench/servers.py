"""Servers under measurement: coop itself, and a raw ASGI app that returns the same finished bytes, both under granian."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
RAW = Path(__file__).with_name("raw_app.py")


RUNTIME = ROOT / "var" / "runtime"
PYTHON = RUNTIME / "bin" / "python"


def install() -> None:
    """An environment with what requirements.lock lists and nothing else: the tests' own packages would weigh on start and memory."""
    if not PYTHON.is_file():
        subprocess.run([sys.executable, "-m", "venv", RUNTIME], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r"]
    subprocess.run([*pip, "requirements.lock"], cwd=ROOT, check=True)
    subprocess.run([PYTHON, "tools/link.py"], cwd=ROOT, check=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server: its address, its process and how long it took to its first answer (seconds)."""

    address: str
    process: subprocess.Popen[bytes]
    started_in: float

    def family(self) -> list[psutil.Process]:
        """The server's process and its children."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def cpu(self) -> float:
        """CPU seconds spent so far by all its processes."""
        total = 0.0
        for each in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
        return total

    def pss(self) -> float:
        """Memory in MB (10^6 bytes), shared pages counted in part."""
        return sum(each.memory_full_info().pss for each in self.family()) / 1e6

    def stop(self) -> None:
        """End it, children included."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def environment(folder: Path) -> dict[str, str]:
    """The settings of a benchmark installation in ``folder``."""
    return {
        **os.environ,
        "COOP_DATABASE_URL": f"sqlite:///{folder}/coop.sqlite",
        "COOP_SECRET_FILE": f"{folder}/secret",
        "COOP_BASE_URL": "http://127.0.0.1:8000",  # the same whatever the port: stored entries hold it and would be rendered anew
        "COOP_LOG_FORMAT": "json",
    }


def coop(folder: Path, *words: str) -> str:
    """Run a coop command on the installation; gives what it printed."""
    done = subprocess.run([PYTHON, "-m", "coop", *words], cwd=ROOT, env=environment(folder), check=True, capture_output=True, text=True)
    return done.stdout


def serve(folder: Path, port: int, workers: int = 1, probe: str = "/en/") -> Server:
    """Start coop and wait for its first page."""
    return _wait(
        [PYTHON, "-m", "coop", "serve", "--port", str(port), "--workers", str(workers)],
        environment(folder),
        port,
        probe,
        folder / f"serve-{port}.log",
    )


def serve_raw(folder: Path, port: int) -> Server:
    """Start the raw app; it answers with the files named in ``folder``/raw.json."""
    env = {**os.environ, "RAW_FOLDER": str(folder)}
    command = [
        str(PYTHON), "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--no-ws",
        "--log-level", "warning", f"{RAW}:app",
    ]  # fmt: skip
    return _wait(command, env, port, "/", folder / f"raw-{port}.log")


def _wait(command: list[str], env: dict[str, str], port: int, probe: str, log: Path) -> Server:
    began = time.perf_counter()
    with log.open("wb") as sink:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=sink, stderr=subprocess.STDOUT)
    while True:
        if process.poll() is not None:
            sys.exit(f"The server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5):
                return Server(f"http://127.0.0.1:{port}", process, time.perf_counter() - began)
        except OSError:
            time.sleep(0.01)
