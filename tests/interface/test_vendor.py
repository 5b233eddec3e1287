"""What came from outside is byte for byte what vendor.toml names."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib

import pytest


@pytest.fixture(scope="module")
def packages(root) -> list[dict]:
    return tomllib.loads((root / "vendor.toml").read_text("utf-8"))["package"]


def listed(static) -> dict[str, str]:
    lines = (static / "vendor" / "sha256.txt").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_every_vendored_file_has_the_sum_written_down(static):
    found = {name: hashlib.sha256((static / name).read_bytes()).hexdigest() for name in listed(static)}
    assert found == listed(static)


def test_no_vendored_file_is_without_a_sum(static):
    held = {each.relative_to(static).as_posix() for each in (static / "vendor").rglob("*") if each.is_file()}
    assert held - {"vendor/sha256.txt"} == set(listed(static)) - {"icons.svg"}


def test_every_package_names_version_integrity_licence_and_its_licence_file(static, packages):
    assert [each["name"] for each in packages] == [
        "htmx.org",
        "lucide-static",
        "@fontsource-variable/noto-sans-thai",
        "@fontsource/noto-sans-arabic",
    ]
    for each in packages:
        assert re.fullmatch(r"\d+\.\d+\.\d+", each["version"])
        assert len(base64.b64decode(each["integrity"].removeprefix("sha512-"), validate=True)) == 64
        assert each["licence"] in {"0BSD", "ISC", "OFL-1.1"}
        folder = static / "vendor" / f"{each['folder']}-{each['version']}"
        for name in each["files"]:
            assert (folder / name.rpartition("/")[2]).is_file()
        assert (folder / "LICENSE").is_file()


def test_the_sprite_holds_exactly_the_icons_named_and_our_own(static, packages):
    held = re.findall(r'<symbol id="([^"]+)"', (static / "icons.svg").read_text("utf-8"))
    named = next(each["icons"] for each in packages if "icons" in each)
    assert held == [*sorted(named), "coop"]


def test_nothing_names_a_package_registry(root, static):
    for each in (root / "vendor.toml", root / "tools" / "vendor.py", static / "vendor" / "sha256.txt"):
        assert "://" not in each.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
