"""The rules of the house that no other tool checks: sizes, inline imports, lock files, templates, the documents."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 500
DISTRIBUTIONS = 45
REASONS = ("slow import", "optional dependency")
CONFESSION = re.compile(rf"#.*({'|'.join(REASONS)})")


def tracked(*patterns: str) -> list[Path]:
    """Files git knows or would know, by pattern."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def too_long() -> list[str]:
    """No room with two ideas: no source, test or template over 500 lines."""
    faults = []
    for path in tracked("*.py", "*.html", "*.css", "*.js"):
        if "/vendor/" in str(path):
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST:
            faults.append(f"{path.relative_to(ROOT)} has {lines} lines: split it by idea.")
    return faults


def inline_imports() -> list[str]:
    """An import inside a function needs its reason beside it."""
    faults = []
    for path in tracked("src/*.py"):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                faults.extend(
                    f"{path.relative_to(ROOT)}:{inner.lineno} imports inside a function without a reason."
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom) and not CONFESSION.search(lines[inner.lineno - 1])
                )
    return faults


def locks() -> list[str]:
    """Lock files hold names, versions and hashes only, and the run time stays small."""
    faults = []
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        if "://" in text:
            faults.append(f"{name} names a host.")
    count = len(re.findall(r"(?m)^[a-z]", (ROOT / "requirements.lock").read_text(encoding="utf-8")))
    if count > DISTRIBUTIONS:
        faults.append(f"requirements.lock lists {count} distributions; at most {DISTRIBUTIONS} are wanted at run time.")
    return faults


def templates() -> list[str]:
    """Nothing in a template that the Content Security Policy forbids, and no text marked safe."""
    faults = []
    forbidden = re.compile(r"""\sstyle=|\son[a-z]+=["']|hx-on|<style|\|\s*safe\b""")
    for path in tracked("templates/*.html"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if forbidden.search(line):
                faults.append(f"{path.relative_to(ROOT)}:{number} breaks the Content Security Policy or marks text safe.")
    return faults


def documents() -> list[str]:
    """Every setting and command stands in the documents, and the README in its place."""
    faults = []
    settings = set(re.findall(r'"(COOP_[A-Z_]+)"', (ROOT / "src/coop/settings.py").read_text(encoding="utf-8")))
    page = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    faults.extend(f"docs/operators.md does not explain {name}." for name in sorted(settings) if name not in page)
    commands = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    words = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    faults.extend(
        f"README.md and CONTRIBUTING.md do not mention `make {name}`." for name in sorted(commands) if f"make {name}" not in words
    )
    return faults


def main() -> None:
    faults = [fault for check in (too_long, inline_imports, locks, templates, documents) for fault in check()]
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
