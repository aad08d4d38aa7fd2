"""The program `lecprep`, also `python -m lecprep`."""

import gc

# A course makes no circles of objects, nor does what is imported: collecting them would take a quarter of the time and find
# nothing.
gc.disable()

from lecprep.cli import main  # noqa: E402  # it imports much

if __name__ == "__main__":
    main()
