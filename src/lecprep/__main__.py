"""The program `lecprep`, also `python -m lecprep`."""

from __future__ import annotations

import gc
import sys

from lecprep import early


def main() -> None:
    """Run the command line."""
    # A course makes no circles of objects, and what is imported stays: collecting would take a quarter of the time and find
    # nothing.
    gc.disable()
    if sys.argv[1:2] == ["build"] and not any(argument.startswith("--jobs") for argument in sys.argv):
        early.begin(_read)
    from lecprep import cli  # takes as long to import as what reads lectures

    cli.main()


def _read(waiting: early.Waiting) -> None:
    from lecprep import build, processes

    build.load_reader()
    processes.serve(waiting)


if __name__ == "__main__":
    main()
