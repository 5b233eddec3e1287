"""Make the checkout importable in this environment and put the ``coop`` command beside its Python, without a build step."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    site = Path(sysconfig.get_paths()["purelib"])
    (site / "coop.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = Path(sys.executable).with_name("coop")
    command.write_text(f"#!{sys.executable}\nimport sys\n\nfrom coop.cli import main\n\nsys.exit(main())\n", encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    main()
