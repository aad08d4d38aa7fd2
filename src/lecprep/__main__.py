"""`python -m lecprep`."""

from lecprep.cli import main

main()
