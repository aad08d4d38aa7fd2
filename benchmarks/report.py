"""The figures of the last runs as tables and a plot: `python -m benchmarks.report` writes them into docs/performance.md.

Only what stands between the two markers is replaced, and the picture beside it. Figures come from the runs alone; what was
not measured has no row.
"""

from __future__ import annotations

import argparse
import math
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.contest import MODES, Result, kept
from benchmarks.reading import Reading

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = REPOSITORY / "docs" / "performance.md"
PICTURE = "images/performance.svg"
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of the figures -->"
NAMES = {
    "lecprep": "lecprep",
    "searchable": "lecprep, with search",
    "floor": "the floor",
    "material": "MkDocs Material, mkdocs-quiz",
    "zensical": "Zensical",
    "pelican": "Pelican",
    "sphinx": "Sphinx, MyST",
    "hugo": "Hugo",
    "eleventy": "Eleventy",
}
WORDS = {"cold": "cold", "same": "nothing changed", "edit": "one edit"}


def figures(runs: Mapping[str, Any]) -> tuple[str, str]:
    """Return the tables as Markdown and the plot as SVG, from what the runs kept (by the name of the benchmark)."""
    machines = {run["machine"] for run in runs.values()}
    parts = [f"Measured on a machine of this class: {'; '.join(sorted(machines))}."]
    picture = ""
    if "peers" in runs:
        results = [Result(**values) for values in runs["peers"]["builds"]]
        picture = plot(results)
        parts += [f"![{_described(results)}]({PICTURE})"]
        parts += [_contest(group, "lecprep") for group in _by_size(results)]
        parts += [f"Not measured: {name}, {why}." for name, why in runs["peers"]["missing"].items()]
        readings = [Reading(**values) for values in runs["peers"]["readings"]]
        parts += ["### What a page costs its reader", _readings(readings)] if readings else []
    if "build" in runs:
        results = [Result(**values) for values in runs["build"]["builds"]]
        parts += ["### Against the floor", *[_contest(group, "floor") for group in _by_size(results)]]
    if "serve" in runs:
        parts += ["### From the save to the screen", _served(runs["serve"]["served"])]
    return "\n\n".join(parts), picture


def _by_size(results: Sequence[Result]) -> Iterable[list[Result]]:
    for size in sorted({result.lectures for result in results}):
        yield [result for result in results if result.lectures == size]


def _contest(results: Sequence[Result], reference: str) -> str:
    """Return a table of one size: medians, each with its ratio to the reference's."""
    base = next(result for result in results if result.tool == reference)
    rows = [[f"{base.lectures:,} lectures", *(WORDS[mode] for mode in MODES), "peak memory"]]
    for result in sorted(results, key=lambda result: result.median("cold") or math.inf):
        cells = [_seconds(result.median(mode), base.median(mode)) for mode in MODES]
        rows.append([_name(result), *cells, f"{result.memory:.0f} MB" if result.memory else "–"])
    return _table(rows)


def _seconds(value: float | None, base: float | None) -> str:
    if value is None:
        return "failed"
    shown = f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
    return shown if base is None or value == base else f"{shown} ({value / base:.2g} ×)"


def _name(result: Result) -> str:
    name = f"{NAMES[result.tool]} {result.version}".strip()
    return "**lecprep**" if result.tool == "lecprep" else name


def _readings(readings: Sequence[Reading]) -> str:
    rows = [
        [
            "a lecture's page",
            "of",
            "on the wire",
            "html",
            "scripts",
            "styles",
            "requests",
            "first paint waits for scripts",
            "layout shift",
        ]
    ]
    for reading in readings:
        sizes = (reading.bytes, reading.html, reading.scripts, reading.styles)
        requests = f"{reading.requests}" + (f", {reading.elsewhere} to other hosts" if reading.elsewhere else "")
        kilobytes = (f"{size / 1000:.0f} KB" for size in sizes)
        name = NAMES[reading.tool]
        rows.append(
            [
                name,
                f"{reading.lectures:,}",
                *kilobytes,
                requests,
                "yes" if reading.blocked else "no",
                f"{reading.shift:.3f}",
            ]
        )
    return _table(rows)


def _served(served: Sequence[Mapping[str, Any]]) -> str:
    rows = [["an edit of", *(f"{course['lectures']:,} lectures: median" + " | 95 % within" for course in served)]]
    kinds = [*served[0]["calm"], "row"]
    for kind in kinds:
        cells = []
        for course in served:
            edits = course["row"] if kind == "row" else course["calm"][kind]
            latencies = sorted(math.inf if edit["latency"] is None else edit["latency"] for edit in edits)
            late = latencies[min(len(latencies) - 1, int(0.95 * len(latencies)))]
            cells.append(f"{_milliseconds(statistics.median(latencies))} | {_milliseconds(late)}")
        rows.append([f"any of these, {len(edits)} in a row" if kind == "row" else kind, *cells])
    lost = [f"{course['lost']} of {len(course['row'])} | " for course in served]
    return _table([*rows, ["lost in that row", *lost]])


def _milliseconds(seconds: float) -> str:
    return "never" if seconds == math.inf else f"{seconds * 1000:.0f} ms"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|---|" + "--:|" * (head.count("|") - 2)
    return "\n".join([head, rule, *body])


# --- the plot -------------------------------------------------------------------------------------------------------

_WIDTH, _LEFT, _ROW, _GAP = 860, 210, 22, 56
_MARKS = {
    "cold": '<rect x="{x0:.1f}" y="{y0:.1f}" width="9" height="9"/>',
    "same": '<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
    "edit": '<path d="M{x:.1f} {y0:.1f}l6 10h-12z"/>',
}
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1d2b28}.n{font-weight:700}line{stroke:#c8d6d1}.cold{fill:#0b6b57}"
    ".same{fill:#b4560f}.edit{fill:#3b5bb5}.paper{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#dfe9e5}line{stroke:#33443f}.paper{fill:#0d1117}"
    ".cold{fill:#5cc7ac}.same{fill:#f0a35e}.edit{fill:#93aef5}}"
)


def plot(results: Sequence[Result]) -> str:
    """Return an SVG: a panel a size, a row a tool, seconds on one logarithmic axis, a mark for each way to build."""
    medians = [value for result in results for mode in MODES if (value := result.median(mode))]
    low, high = math.floor(math.log10(min(medians))), math.ceil(math.log10(max(medians)))

    def at(seconds: float) -> float:
        return _LEFT + (math.log10(seconds) - low) / (high - low) * (_WIDTH - _LEFT - 30)

    body: list[str] = []
    y = 30.0
    for place, mode in enumerate(MODES):
        x = _LEFT + 150.0 * place
        mark = _MARKS[mode].format(x=x, y=y - 4, x0=x - 4.5, y0=y - 9)
        body.append(f'<g class="{mode}">{mark}</g><text x="{x + 12}" y="{y}">{WORDS[mode]}</text>')
    for group in _by_size(results):
        y += _GAP
        bottom = y + _ROW * len(group)
        body.append(f'<text class="n" x="10" y="{y - 12}">{group[0].lectures:,} lectures</text>')
        for power in range(low, high + 1):
            x = at(10.0**power)
            body.append(f'<line x1="{x:.1f}" y1="{y - 8}" x2="{x:.1f}" y2="{bottom - 6}"/>')
            body.append(f'<text x="{x:.1f}" y="{y - 12}" text-anchor="middle">{10.0**power:g} s</text>')
        for result in sorted(group, key=lambda result: result.median("cold") or math.inf):
            y += _ROW
            name = NAMES[result.tool]
            bold = ' class="n"' if result.tool == "lecprep" else ""
            body.append(f'<text{bold} x="10" y="{y - 6}">{name}</text>')
            for mode in MODES:
                if value := result.median(mode):
                    x = at(value)
                    body.append(f'<g class="{mode}">{_MARKS[mode].format(x=x, y=y - 10, x0=x - 4.5, y0=y - 15)}</g>')
    height = y + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height:.0f}" viewBox="0 0 {_WIDTH} {height:.0f}">'
        f'<style>{_STYLE}</style><rect class="paper" width="{_WIDTH}" height="{height:.0f}"/>'
        + "\n".join(body)
        + "</svg>\n"
    )


def _described(results: Sequence[Result]) -> str:
    largest = max(result.lectures for result in results)
    order = sorted((r for r in results if r.lectures == largest), key=lambda r: r.median("edit") or math.inf)
    names = ", ".join(NAMES[result.tool] for result in order)
    return (
        f"Seconds that each tool takes to build the course. One edit among {largest:,} lectures, fastest first: {names}"
    )


def main() -> None:
    """Put what was measured into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--page", type=Path, default=PAGE)
    page: Path = parser.parse_args().page
    runs = kept()
    if not runs:
        parser.error("nothing has been measured yet: `make bench` does")
    text = page.read_text("utf-8")
    if BEGIN not in text or END not in text:
        parser.error(f"{page} has no place for figures: the lines {BEGIN} and {END}")
    tables, picture = figures(runs)
    new = re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n\n{tables}\n\n{END}", text, flags=re.S)
    page.write_text(new, "utf-8")
    if picture:
        (page.parent / PICTURE).parent.mkdir(exist_ok=True)
        (page.parent / PICTURE).write_text(picture, "utf-8")
    print(f"{page}: figures of {', '.join(runs)}")


if __name__ == "__main__":
    main()
