"""Made-up requests to every operation the OpenAPI document describes: no fault of ours, and no answer but those described."""

import subprocess
import sys
from pathlib import Path

import pytest

from coop import db, history
from coop.web.api.reference import OPERATIONS

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,"
    "unsupported_method,use_after_free"
)
SECONDS = 60


@pytest.mark.parametrize("key", ["administrator", "visitor"])
async def test_every_answer_is_one_the_document_describes(server, token, tmp_path, key):
    await server.start()
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "run", f"{server.base}/api/v1/openapi.json", "--checks", CHECKS),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", "30" if key == "administrator" else "8", "--max-time", f"{SECONDS}"),
        *("--generation-deterministic", "--continue-on-failure", "--no-shrink", "--warnings", "off", "--no-color"),
        *(("-H", f"Authorization: Bearer {token}") if key == "administrator" else ()),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=SECONDS * 4, check=False)
    assert ran.returncode == 0, ran.stdout[-12_000:] + server.log[-4_000:]
    assert f"Tested: {len(OPERATIONS)}" in ran.stdout, ran.stdout[-3_000:]
    assert await history.verify() is None
    written = (await db.run("SELECT count(*) AS n FROM conference"))[0]["n"]
    assert (written > 0) == (key == "administrator")
