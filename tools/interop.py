"""Installs what the interop tests read our feeds with: two npm packages, and Debian's calendar clients where that can be done.

python tools/interop.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "interop"
CLIENTS = ("khal", "vdirsyncer", "calcurse")


def main() -> None:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("The interop tests need Node.js with npm: install them with your system's package manager, then run this again.")
    if not all((FOLDER / "node_modules" / name).is_dir() for name in ("ical.js", "node-ical")):
        print("Installing ical.js and node-ical (first time only) ...")
        # No lock file: it would name the registry this machine happens to use. Versions are exact in package.json.
        quiet = ("--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run([npm, "install", *quiet], cwd=FOLDER, check=True)
    missing = [name for name in CLIENTS if shutil.which(name) is None]
    apt = shutil.which("apt-get")
    if missing and apt and os.geteuid() == 0:
        print(f"Installing {', '.join(missing)} (first time only) ...")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=True, env=environment, stdout=subprocess.DEVNULL)
        subprocess.run(
            [apt, "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, env=environment, stdout=subprocess.DEVNULL
        )
    elif missing:
        print(f"Without {', '.join(missing)} the tests with real clients fail: install them with your system's package manager.")


if __name__ == "__main__":
    main()
