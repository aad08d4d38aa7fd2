"""lecprep against the least that its libraries cost: `python -m benchmarks.build`.

Cold, nothing changed, one edit; 14, 100 and 1,000 lectures; whole processes in turn, medians, and ratios within the run.
"""

from __future__ import annotations

from benchmarks.contest import Project, arguments, as_values, contest, floor, lecprep, save, table
from benchmarks.measure import warn_if_busy


def main() -> None:
    """Measure, print, keep."""
    options = arguments(__doc__ or "").parse_args()
    warn_if_busy()
    builds = []
    for size in options.sizes:
        projects = [Project(tool, size) for tool in (lecprep(), floor())]
        results = contest(projects, options.rounds, options.patience, work=options.work)
        print(f"{size} lectures\n{table(results, 'floor')}\n", flush=True)
        builds += as_values(results)
    if options.keep:
        save("build", builds=builds)


if __name__ == "__main__":
    main()
