"""``python -m coop``: the same as the ``coop`` command."""

from coop.cli import main

if __name__ == "__main__":
    main()
