"""Install what the browser tests need where it is missing: Debian's chromium and fonts, axe-core from npm."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "var" / "node"
AXE = "axe-core@4.14.1"
PACKAGES = ["chromium", "fonts-noto-core", "fonts-noto-cjk", "fonts-thai-tlwg"]
FONTS = [Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/truetype/tlwg")]


def main() -> None:
    if shutil.which("chromium") is None or not all(folder.is_dir() for folder in FONTS):
        as_root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*as_root, "apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*as_root, "apt-get", "install", "-y", "-q", *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    if not (NODE / "node_modules" / "axe-core" / "axe.min.js").is_file():
        NODE.mkdir(parents=True, exist_ok=True)
        if shutil.which("npm") is None:
            sys.exit("npm is needed for axe-core: install Node.js and npm.")
        subprocess.run(["npm", "install", "--silent", "--no-save", "--no-package-lock", "--prefix", str(NODE), AXE], check=True)


if __name__ == "__main__":
    main()
