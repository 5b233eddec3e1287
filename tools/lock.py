"""Write requirements.lock (run time) and requirements-dev.lock (tests) with names, versions and hashes, and nothing else."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILE = [
    sys.executable,
    "-m",
    "uv",
    "pip",
    "compile",
    "pyproject.toml",
    "--quiet",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--python-version",
    "3.11",
]


def main() -> None:
    """The run-time lock obeys the overrides in pyproject.toml; the tests' lock is whole, at the same versions."""
    subprocess.run([*COMPILE, "-o", "requirements.lock"], cwd=ROOT, check=True)
    subprocess.run(
        [*COMPILE, "--no-config", "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"], cwd=ROOT, check=True
    )
    for name in ("requirements.lock", "requirements-dev.lock"):
        if "://" in (ROOT / name).read_text(encoding="utf-8"):
            sys.exit(f"{name} names a host: it must hold names, versions and hashes only.")


if __name__ == "__main__":
    main()
