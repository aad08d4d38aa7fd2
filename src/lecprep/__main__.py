"""The program `lecprep`, also `python -m lecprep`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line."""
    # A course makes no circles of objects, and what is imported stays: collecting would take a quarter of the time and find
    # nothing.
    gc.disable()
    from lecprep.cli import building, terminal

    command = building.plain(sys.argv[1:])
    if command is None:
        from lecprep.cli import commands

        command = commands.run
    terminal.finish(command)


if __name__ == "__main__":
    main()
