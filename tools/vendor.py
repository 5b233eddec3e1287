"""Fetch the third-party files of vendor.toml, check them and copy them to src/coop/static; draw the icon sprite."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src" / "coop" / "static"
VENDOR = STATIC / "vendor"
SUMS = VENDOR / "sha256.txt"
OWN_ICONS = STATIC / "icons"
SPRITE = STATIC / "icons.svg"
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class VendorError(Exception):
    """A package is not what vendor.toml says it is."""


def fetch(package: dict[str, Any], into: Path) -> Path:
    """Pack one package into ``into`` and give its archive, after its sha512 agreed with vendor.toml."""
    wanted = f"{package['name']}@{package['version']}"
    packed = subprocess.run(["npm", "pack", wanted, "--json", "--pack-destination", str(into)], check=True, capture_output=True, text=True)
    name: str = json.loads(packed.stdout)[0]["filename"]
    archive = into / name.replace("@", "").replace("/", "-")
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package["integrity"]:
        raise VendorError(f"{wanted} has integrity {found}, vendor.toml says {package['integrity']}")
    return archive


def read(archive: Path, name: str) -> bytes:
    """One file of a packed package, named from the package's own root."""
    with tarfile.open(archive) as opened:
        member = opened.extractfile(f"package/{name}")
        if member is None:
            raise VendorError(f"{archive.name} holds no file {name}")
        return member.read()


def symbol(name: str, drawing: str) -> str:
    """An SVG file's drawing as a sprite symbol of one line."""
    inner = _INNER.search(drawing)
    if inner is None:
        raise VendorError(f"{name} is not an SVG")
    box = re.search(r'viewBox="([^"]+)"', drawing)
    shapes = re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", re.sub(r">\s+<", "><", inner[1].strip())))
    return f'<symbol id="{name}" viewBox="{box[1] if box else "0 0 24 24"}">{shapes}</symbol>'


def draw(archive: Path, names: list[str]) -> str:
    """The sprite: the named icons of the icon package, then our own drawings."""
    theirs = [symbol(name, read(archive, f"icons/{name}.svg").decode()) for name in sorted(names)]
    ours = [symbol(own.stem, own.read_text("utf-8")) for own in sorted(OWN_ICONS.glob("*.svg"))]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(theirs + ours) + "\n</svg>\n"


def copy(package: dict[str, Any], archive: Path) -> None:
    """Copy a package's named files beside each other into its folder."""
    folder = VENDOR / f"{package['folder']}-{package['version']}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in package["files"]:
        (folder / Path(name).name).write_bytes(read(archive, name))


def sums() -> str:
    """The list of SHA-256 sums of every file that came from outside, the drawn sprite included."""
    files = sorted(each for each in VENDOR.rglob("*") if each.is_file() and each != SUMS)
    return "".join(f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(STATIC).as_posix()}\n" for each in [SPRITE, *files])


def main() -> int:
    """Fetch, check and copy everything; 1 when a package is not what it should be."""
    packages = tomllib.loads((ROOT / "vendor.toml").read_text("utf-8"))["package"]
    with tempfile.TemporaryDirectory() as folder:
        for package in packages:
            try:
                archive = fetch(package, Path(folder))
                copy(package, archive)
                if "icons" in package:
                    SPRITE.write_text(draw(archive, package["icons"]), "utf-8")
            except VendorError as error:
                print(error)
                return 1
            print(f"{package['name']} {package['version']} ({package['licence']})")
    SUMS.write_text(sums(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
