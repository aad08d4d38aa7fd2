"""`lecprep build`, the command that is run most: after each edit. What it needs is loaded when it is known to be needed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from lecprep.cli import terminal
from lecprep.cli.terminal import count, printable, say, say_all, shown_path, shown_progress

DEFAULT_OUTPUT = "site"

# The options without a value, with the parameters of `build` that they set.
FLAGS = {
    "--drafts": "drafts",
    "--strict": "strict",
    "--no-search": "without_search",
    "--no-offline": "no_offline",
    "--explain": "explain",
}


def plain(arguments: Sequence[str]) -> Callable[[], None] | None:
    """Return the command that a command line asks for, if it is this one with a course and flags at most.

    To understand whatever else there may be, and to say what is wrong with it, click has to be loaded: a fifth of what an
    edit takes.
    """
    # On Windows programs are expected to know patterns such as *.md; where a shell asks what could come next, click answers.
    if arguments[:1] != ["build"] or sys.platform == "win32" or "_LECPREP_COMPLETE" in os.environ:
        return None
    courses = [argument for argument in arguments[1:] if argument not in FLAGS]
    if len(courses) > 1 or any(course.startswith("-") for course in courses):
        return None
    flags: dict[str, Any] = {FLAGS[argument]: True for argument in arguments[1:] if argument in FLAGS}
    return partial(build, Path(*courses), **flags)


def jobs_by_default() -> int:
    """Return how many processes share the work where nobody has said it."""
    return min(os.cpu_count() or 1, 8)


def build(
    course: Path,
    output: Path | None = None,
    base_url: str = "",
    drafts: bool = False,
    strict: bool = False,
    without_search: bool = False,
    no_offline: bool = False,
    explain: bool = False,
    jobs: int | None = None,
) -> None:
    """Make the site, and say what there is now.

    Raises LecprepError when there is no course, or no place for a site; SystemExit when the course has errors.
    """
    from lecprep import unchanged
    from lecprep.cache import Cache, name_of, user_folder

    started = time.perf_counter()
    destination = output or course / DEFAULT_OUTPUT
    version = unchanged.version(course)
    outcomes = Cache(user_folder(course), version)
    name = f"last-{name_of(destination.resolve())}"
    looks = unchanged.looks(course.resolve(), destination.resolve())
    key = (looks, base_url, drafts, strict, without_search, no_offline)
    outcome = unchanged.recall(outcomes, name, key, destination)
    if outcome is not None:
        _tell(outcome, destination, started, explain=explain)
        return
    may_note = not unchanged.is_fresh(looks)

    from lecprep.build import build as build_site
    from lecprep.build import cache_of

    with shown_progress() as progress:
        checked, written = build_site(
            course,
            destination,
            base_url=_checked_url(base_url),
            drafts=drafts,
            strict=strict,
            keep_offline=not no_offline,
            jobs=jobs or jobs_by_default(),
            searchable=not without_search,
            progress=progress,
            cache=cache_of(course, version),
        )
    lines = terminal.lines(checked, hints=False)
    if written is None:
        say_all(lines)
        say("Nothing was written; the site is as it was." if destination.exists() else "Nothing was written.", err=True)
        raise SystemExit(terminal.CONTENT_ERRORS)
    has_address = bool(base_url or (checked.course and checked.course.url))
    changed = {*written.created, *written.updated}
    why = [(path, reason, path in changed) for path, reason in sorted(written.why.items())]
    total = len(changed) + len(written.identical)
    lacks = ["Without `url` in course.yml (or --base-url) there is no sitemap and no canonical address."] * (
        not has_address
    )
    from lecprep import search

    if not without_search and not search.program():
        lacks.append(
            "There is no search: Pagefind is not installed here. `pip install pagefind-bin` where it is made for your machine."
        )
    _tell((lines, total, len(changed), len(written.removed), written.size, why, lacks), destination, started,
          explain=explain)  # fmt: skip
    if may_note:
        same_again: tuple[object, ...] = (lines, total, 0, 0, written.size, [], lacks)
        unchanged.note(outcomes, name, key, written.files, same_again)


def _checked_url(url: str) -> str:
    if not url:
        return ""
    from urllib.parse import urlsplit

    from lecprep.diagnostics import WrongUse

    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        valid = False
    if not valid:
        raise WrongUse(f"--base-url {url!r} is not an address. Write it whole: https://example.org/genai/")
    return url if url.endswith("/") else url + "/"


def _tell(outcome: Any, destination: Path, started: float, *, explain: bool) -> None:
    """Say what a build came to: what it found, why it made what it made, and what there is now."""
    lines, total, changes, removals, size, why, lacks = outcome
    say_all(lines)
    for path, reason, is_changed in why if explain else ():
        say(f"{printable(path)}: {printable(reason)}{'' if is_changed else '; it came out as it was'}")
    if explain:
        say(f"{count(total - len(why), 'file')} left alone: nothing that they show has changed.")
    site = shown_path(destination)
    removed = f", {removals} removed" if removals else ""
    seconds = time.perf_counter() - started
    say(f"{site}: {count(total, 'file')}, {terminal.size(size)}; {changes} written{removed}, in {seconds:.2f} s.")
    for lack in lacks:
        say(lack)
    say(f"Open {site}{os.sep}index.html, or copy the folder to any host.")
