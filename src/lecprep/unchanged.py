"""Whether anything could have changed since the last build. Looks at no file's content, and imports next to nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeVar

from lecprep.cache import Cache, modules, program, user_folder
from lecprep.folders import ours

_Value = TypeVar("_Value")

# The look of a file: its size, when it and what is known of it were changed, and which file it is.
Look = tuple[int, int, int, int]

NOT_LOOKED_INTO = frozenset({"node_modules", "__pycache__"})


def looks(course: Path, site: Path) -> dict[str, Look]:
    """Return how every file looks that a course's site is made from, those of the theme among them, but none of the site."""
    content = course / "content"
    is_below = content.is_dir() and not content.is_symlink()
    theme = (course / "templates", course / "static", ours("templates"), ours("static"))
    return dict(
        chain(
            content_looks(content if is_below else course, site).items(),
            *(_looks(str(folder), str(site), frozenset()) for folder in theme),
        )
    )


def content_looks(content: Path, site: Path | str = "") -> dict[str, Look]:
    """Return how every file of the content folder looks, of which lectures, settings, images and attachments are taken."""
    return dict(_looks(str(content), str(site), NOT_LOOKED_INTO))


def remember(
    cache: Cache,
    name: str,
    folders: Iterable[Path],
    compute: Callable[[], _Value],
    passed_over: Collection[str] = frozenset(),
) -> _Value:
    """Return what is computed from the files of some folders: what it came to when they looked the same, or now.

    Folders with names that are `passed_over` are no part of them.
    """
    found = dict(chain.from_iterable(_looks(str(folder), "", passed_over) for folder in folders))
    known = cache.recall(name, found)
    if known is not None:
        value: _Value = known[0]
        return value
    value = compute()
    if not is_fresh(found):
        cache.save(name, (found, value))
    return value


def version(course: Path) -> str:
    """Return `program`, reading its modules only if one of them looks new."""
    here = [Path(__file__).parent]
    return program(remember(Cache(user_folder(course)), "modules", here, modules, {"__pycache__"}))


def is_fresh(found: dict[str, Look]) -> bool:
    """Tell whether a file was written a moment ago: it could change again within the same tick, and look the same."""
    now = time.time_ns()
    return any(now - changed < tick(changed) for _, changed, _, _ in found.values())


def tick(changed: int) -> int:
    """Return how many nanoseconds one time of a file may stand for, to be sure; some disks count in seconds."""
    return 50_000_000 if changed % 1_000_000 else 2_000_000_000


def note(cache: Cache, name: str, key: object, files: Iterable[tuple[str, int, int]], answer: object) -> None:
    """Keep what a build came to. `files` are those of the site, with size and time; `key` holds the looks of all sources."""
    cache.save(name, (key, tuple(files), answer))


def recall(cache: Cache, name: str, key: object, site: Path) -> object:
    """Return what the last build came to if it would come to the same today, or None."""
    found = cache.load(name)
    if not isinstance(found, tuple) or len(found) != 3 or found[0] != key:
        return None
    _, files, answer = found
    try:
        for path, size, changed in files:
            now = os.lstat(f"{site}/{path}")
            if (now.st_size, now.st_mtime_ns) != (size, changed):
                return None
    except OSError:
        return None
    return answer


def _looks(folder: str, site: str, passed_over: Collection[str]) -> Iterator[tuple[str, Look]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in passed_over or entry.path == site:
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _looks(entry.path, site, passed_over)
            else:
                found = entry.stat(follow_symlinks=False)
                yield entry.path, (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        except OSError:
            yield entry.path, (-1, 0, 0, 0)
