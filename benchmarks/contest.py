"""Tools against each other on one corpus, in turn: a cold build, one with nothing changed, one after an edit."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.dialects import write
from benchmarks.measure import Run, machine, run

SCRATCH = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lecprep-bench"
KEPT = SCRATCH / "results"
SIZES = (14, 100, 1000)
MODES = ("cold", "same", "edit")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that builds the course in the folder it is started in; `page` is where it writes a lecture's page."""

    name: str
    dialect: str
    command: tuple[str, ...]
    page: str
    version: str = ""

    @property
    def folder(self) -> Path:
        """Where the tool and its projects lie."""
        return SCRATCH / self.name


@dataclass(slots=True)
class Result:
    """What was measured of a tool at one size: seconds by mode, a number a round; megabytes at the peak of a cold build."""

    tool: str
    version: str
    lectures: int
    seconds: dict[str, list[float]] = field(default_factory=lambda: {mode: [] for mode in MODES})
    memory: float = 0.0
    failure: str = ""

    def median(self, mode: str) -> float | None:
        """Return the middle of the rounds, or None where there was none."""
        return statistics.median(self.seconds[mode]) if self.seconds[mode] else None


def lecprep() -> Tool:
    """The command that is installed beside this Python."""
    command = (str(Path(sys.executable).with_name("lecprep")), "build", ".")
    return Tool("lecprep", "author", (*command, "--no-search"), "site/lectures/{slug}.html")


def lecprep_with_search() -> Tool:
    """The same with the search index, which most peers do not make."""
    return replace(lecprep(), name="searchable", command=lecprep().command[:-1])


def floor() -> Tool:
    """The least that lecprep's libraries cost."""
    script = str(Path(__file__).with_name("floor.py"))
    return Tool("floor", "author", (sys.executable, script, ".", "site", "--cache"), "site/{slug}.html")


class Project:
    """A tool's copy of the course: whatever is no source of it can be thrown away."""

    def __init__(self, tool: Tool, lectures: int) -> None:
        self.tool = tool
        self.folder = tool.folder / f"course-{lectures}"
        shutil.rmtree(self.folder, ignore_errors=True)
        write(self.folder, lectures, tool.dialect)
        self.lectures = sorted(self.folder.rglob("[0-9]*.md"))
        self._sources = {path.name for path in self.folder.iterdir()}
        self._edits = 0

    def page(self, file: Path) -> Path:
        """Return the page of a lecture's file."""
        return self.folder / self.tool.page.format(slug=file.stem)

    def build(self, mode: str, *, watch: bool = False) -> Run:
        """Build, and make sure that the site shows what the sources say. Raises RuntimeError where it does not."""
        for path in self.folder.iterdir() if mode == "cold" else ():
            if path.name not in self._sources:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        file = self.lectures[(len(self.lectures) // 2 + self._edits) % len(self.lectures)]
        if mode == "edit":
            self._edits += 1
            corpus.edit(file, self._edits)
        done = run(self.tool.command, self.folder, watch=watch)
        page = self.page(file)
        revision = file.read_text("utf-8").partition("Revised ")[2].partition(" ")[0]
        if not page.exists() or f"Revised {revision} times" not in page.read_text("utf-8"):
            raise RuntimeError(f"{self.tool.name} did not write what {file.name} says: {done.said[-800:]}")
        return done


def contest(projects: Sequence[Project], rounds: int, patience: float, *, work: bool = False) -> list[Result]:
    """Let every tool build its project in turn, so that all meet the same weather.

    First each builds once uncounted, which warms its compiled code and measures its memory; where that takes long, it
    counts as the first round's cold build. A tool plays one round, and further ones as long as they take it no more than
    `patience` seconds in all. With `work`, the seconds are those in
    which its processes held a core: a second-best figure, for when the machine is busy with other things.
    """
    results = [Result(p.tool.name, p.tool.version, len(p.lectures)) for p in projects]
    spent = [0.0] * len(projects)
    for turn in range(rounds + 1):
        for i, (project, result) in enumerate(zip(projects, results, strict=True)):
            if result.failure or (turn > 1 and spent[i] * turn / (turn - 1) > patience):
                continue
            started = time.perf_counter()
            try:
                if turn == 0:
                    done = project.build("cold", watch=True)
                    result.memory = done.memory
                    if done.seconds > patience / 4:
                        result.seconds["cold"].append(done.work if work else done.seconds)
                    continue
                for mode in MODES:
                    if len(result.seconds[mode]) < turn:
                        done = project.build(mode)
                        result.seconds[mode].append(done.work if work else done.seconds)
            except RuntimeError as problem:
                result.failure = str(problem)
                print(f"{result.tool}: {result.failure}", file=sys.stderr)
            spent[i] += time.perf_counter() - started
    return results


# --- what is printed and kept ---------------------------------------------------------------------------------------


def table(results: Sequence[Result], reference: str) -> str:
    """Return medians as text, each with its ratio to the reference's in the same run."""
    lines = [
        f"{'':24}" + "".join(f"{mode:>18}" for mode in ("cold", "nothing changed", "one edit")) + "   peak MB  rounds"
    ]
    base = next(result for result in results if result.tool == reference)
    for result in results:
        cells = ""
        for mode in MODES:
            own, other = result.median(mode), base.median(mode)
            cells += f"{own:9.3f} s {own / other:6.2f}x" if own and other else f"{'–':>18}"
        rounds = len(result.seconds["edit"])
        lines.append(f"{result.tool + ' ' + result.version:24}{cells}{result.memory:10.0f}{rounds:8}")
    return "\n".join(lines)


def save(name: str, **results: object) -> None:
    """Keep the figures of a run for the report."""
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{name}.json").write_text(json.dumps({"machine": machine(), **results}, indent=1) + "\n", "utf-8")


def kept() -> dict[str, Any]:
    """Return what was kept of each benchmark, by its name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(KEPT.glob("*.json"))}


def as_values(results: Sequence[Result]) -> list[dict[str, object]]:
    """Return results as JSON has them."""
    return [asdict(result) for result in results]


def arguments(description: str) -> argparse.ArgumentParser:
    """Return the options that the benchmarks of builds share."""
    parser = argparse.ArgumentParser(description=description.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of lectures")
    parser.add_argument("--rounds", type=int, default=5, help="at most so many rounds a size")
    parser.add_argument("--patience", type=float, default=45, help="seconds a tool may take for its rounds at a size")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--keep", action="store_true", help="keep the figures for the report")
    what.add_argument("--work", action="store_true", help="seconds of processor time, for a machine that is busy")
    return parser
