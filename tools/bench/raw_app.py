"""A raw ASGI app that returns finished bytes: the ceiling under the same server."""

import json
import os
from pathlib import Path

FOLDER = Path(os.environ["RAW_FOLDER"])


def _read():
    described = json.loads((FOLDER / "raw.json").read_text())
    answers = {}
    for path, one in described.items():
        headers = [(name.encode(), value.encode()) for name, value in one["headers"]]
        answers[path] = (one["status"], headers, (FOLDER / one["file"]).read_bytes())
    return answers


ANSWERS = _read()
NOTHING = (200, [(b"content-length", b"2")], b"ok")


async def app(scope, receive, send):
    """Answer at once by the path; the work of any server that has its bytes ready."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    status, headers, body = ANSWERS.get(scope["path"], NOTHING)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
