"""What lecprep promises of its speed, and whether the last runs kept it: `python -m benchmarks.targets`.

Ends with 1 when a promise was not kept. What was not measured is named, and is no failure.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.contest import Result, kept
from benchmarks.reading import Reading
from benchmarks.serve import Edit, percentile

Verdict = tuple[str, float | None, float]  # what, the figure, its limit


def verdicts(runs: Mapping[str, Any]) -> Iterator[Verdict]:
    """Yield every promise with its figure, None where there is none."""
    yield from _against_floor(_results(runs, "build"))
    yield from _against_peers(_results(runs, "peers"))
    for values in runs.get("peers", {}).get("readings", ()):
        reading = Reading(**values)
        if reading.tool == "lecprep":
            of = f"a page of {reading.lectures:,} lectures"
            yield f"{of}: KB on the wire", reading.bytes / 1000, 60
            yield f"{of}: KB of scripts", reading.scripts / 1000, 25
            yield f"{of}: KB of styles", reading.styles / 1000, 15
            yield f"{of}: layout shift", reading.shift, 0.001
            yield f"{of}: first paint waits for scripts", float(reading.blocked), 0
    for served in runs.get("serve", {}).get("served", ()):
        limit = 0.25 if served["lectures"] <= 14 else 0.6
        for kind, edits in served["calm"].items():
            median = percentile([Edit(**edit) for edit in edits], 0.5)
            median = math.inf if median is None else median
            yield f"{served['lectures']:,} lectures: s from the save of a {kind} to the screen", median, limit
        yield f"{served['lectures']:,} lectures: lost of {len(served['row'])} edits in a row", served["lost"], 0
        yield f"{served['lectures']:,} lectures: reloads for edits of styles", served["style_reloads"], 0
        yield f"{served['lectures']:,} lectures: reloads for a save of ten files", served["reloads_of_ten_files"], 1
        lost = 2 - served["scroll_kept"] - served["answers_kept"]
        yield f"{served['lectures']:,} lectures: of scroll position and open answers, lost in a reload", lost, 0


def _results(runs: Mapping[str, Any], name: str) -> Mapping[tuple[str, int], Result]:
    results = [Result(**values) for values in runs.get(name, {}).get("builds", ())]
    return {(result.tool, result.lectures): result for result in results}


def _against_floor(results: Mapping[tuple[str, int], Result]) -> Iterator[Verdict]:
    own = results.get(("lecprep", 1000))
    yield "1,000 lectures: cold, against the floor", _ratio(own, results.get(("floor", 1000)), "cold"), 1.3
    yield "1,000 lectures: MB at the peak", own.memory if own else None, 300


def _against_peers(results: Mapping[tuple[str, int], Result]) -> Iterator[Verdict]:
    own = results.get(("lecprep", 1000))
    for peer, limit in (("material", 1 / 3), ("pelican", 1.0)):
        yield f"1,000 lectures: cold, against {peer}", _ratio(own, results.get((peer, 1000)), "cold"), limit
    for size in (14, 100, 1000):
        for mode, words in (("same", "nothing changed"), ("edit", "one edit")):
            figure = _ratio(results.get(("lecprep", size)), results.get(("hugo", size)), mode)
            yield f"{size:,} lectures: {words}, against hugo", figure, 1.0


def _ratio(own: Result | None, other: Result | None, mode: str) -> float | None:
    ours, theirs = own.median(mode) if own else None, other.median(mode) if other else None
    return ours / theirs if ours and theirs else None


def main() -> None:
    """Print a line a promise."""
    missed = 0
    for what, figure, limit in verdicts(kept()):
        is_kept = figure is not None and figure <= limit
        missed += figure is not None and not is_kept
        shown = "not measured" if figure is None else f"{figure:.3g}, at most {limit:.3g}"
        print(f"{'kept  ' if is_kept else '      ' if figure is None else 'MISSED'}  {what}: {shown}")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
