"""Load: wrk for throughput, one patient client for CPU time and latency of single requests."""

import http.client
import re
import shutil
import statistics
import subprocess
import sys
import time
from urllib.parse import urlsplit

from servers import Server

CONNECTIONS = 8


def need_wrk() -> None:
    """Install Debian's wrk where it is missing."""
    if shutil.which("wrk") is None:
        subprocess.run(["apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-q", "wrk"], check=True, stdout=subprocess.DEVNULL)


def wrk(server: Server, path: str, headers: dict[str, str], seconds: int = 3) -> tuple[float, float]:
    """Requests a second over 8 connections, and CPU milliseconds a request of the server."""
    before = server.cpu()
    words = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *words, server.address + path]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = server.cpu() - before
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    if failed:
        sys.exit(f"{path}: {failed.group(1)} failed answers")
    count = int(re.search(r"(\d+) requests in", printed).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", printed).group(1))
    return rate, spent * 1000 / count


class Client:
    """One kept connection."""

    def __init__(self, server: Server) -> None:
        parts = urlsplit(server.address)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None):
        """Status, headers and body of one request."""
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def each(server: Server, paths: list[str], headers: dict[str, str] | None = None) -> tuple[float, float]:
    """Ask for each path once, one after another: CPU milliseconds a request, median latency in milliseconds."""
    client, taken = Client(server), []
    before = server.cpu()
    for path in paths:
        began = time.perf_counter()
        status, _headers, _body = client.ask("GET", path, headers=headers)
        taken.append((time.perf_counter() - began) * 1000)
        if status != 200:
            sys.exit(f"{path}: {status}")
    return (server.cpu() - before) * 1000 / len(paths), statistics.median(taken)
