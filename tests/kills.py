"""Builds that are killed at any step, and what they leave: `python -m tests.kills 200` does it two hundred times.

A step is what Python tells of itself (https://docs.python.org/3/library/audit_events.html): a file opened, a folder listed, a
name moved, a folder exchanged. A fork of this process builds and kills itself at one of them, so that the moment is random
and does not depend on how fast a machine is.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lecprep.build import build, cache_of

TEXT = (
    "# Title {n}\n\nVersion {version}.\n\n![A figure](../images/a.svg)\n\n"
    "## Practice questions\n\n### Q {{#q{n}-{version}}}\n\nWhat?\n\n- [x] a {version}\n- [ ] b\n"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{version}" height="2"></svg>'

_watchers: list[Callable[[str], None]] = []


def _on_event(event: str, _: object) -> None:
    for watcher in _watchers:
        watcher(event)


sys.addaudithook(_on_event)


@contextmanager
def watched(watcher: Callable[[str], None]) -> Iterator[None]:
    """Have every step told to a function that is not told of its own."""
    is_busy = False

    def tell(event: str) -> None:
        nonlocal is_busy
        if not is_busy and event.startswith(("os.", "open", "shutil.", "ctypes.")):
            is_busy = True
            try:
                watcher(event)
            finally:
                is_busy = False

    _watchers.append(tell)
    try:
        yield
    finally:
        _watchers.remove(tell)


def write(root: Path, version: int) -> None:
    """Write a course of that version: every file differs from the last, and one lecture or another is missing."""
    lectures = root / "content" / "lectures"
    shutil.rmtree(root / "content", ignore_errors=True)
    lectures.mkdir(parents=True)
    (root / "content" / "images").mkdir()
    (root / "content" / "images" / "a.svg").write_text(SVG.format(version=version + 1))
    for n in range(3):
        if n != version % 3:
            (lectures / f"{n}.md").write_text(TEXT.format(n=n, version=version), "utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths, but for the list of those that are ours."""
    found = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return {path: file.read_bytes() for path, file in found.items() if path != ".lecprep.json"}


def make(root: Path, out: Path) -> None:
    """Build as the command does, but for the search, which is another program's work."""
    _, written = build(root, out, searchable=False, cache=cache_of(root))
    assert written


def killed(root: Path, out: Path, step: int) -> bool:
    """Build in a fork that kills itself at that step; return whether it came so far."""
    child = os.fork()
    if not child:
        left = step

        def count(event: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        with watched(count):
            make(root, out)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL, status
    return status != 0


def steps(root: Path, out: Path) -> int:
    """Return how many steps a build has."""
    counted = 0

    def count(event: str) -> None:
        nonlocal counted
        counted += 1

    with watched(count):
        make(root, out)
    return counted


def run(count: int, seed: int, folder: Path) -> tuple[int, int, int]:
    """Kill so many builds, each at a random step; return how many were killed, left the old site, left the new one.

    Raises AssertionError for one that leaves anything else, loses a file of somebody else's, or cannot be mended by the next.
    """
    chance = random.Random(seed)
    root, out = folder / "course", folder / "out"
    write(root, 0)
    make(root, out)
    kills = olds = news = 0
    for turn in range(1, count + 1):
        (out / "theirs").mkdir(exist_ok=True)
        theirs = {"theirs/notes.txt": b"mine %d" % turn, "readme.txt": b"mine, too"}
        for path, data in theirs.items():
            (out / path).write_bytes(data)
        before = contents(out)
        write(root, turn)
        clean = folder / f"clean{turn}"
        number = steps(root, clean)
        after = {**contents(clean), **theirs}
        shutil.rmtree(clean)
        # The second half of the steps is what happens on disk.
        kills += killed(root, out, chance.randrange(number) if turn % 2 else number - 1 - chance.randrange(number // 3))
        found = contents(out)
        assert found in (before, after), (turn, found.keys() ^ before.keys(), found.keys() ^ after.keys())
        olds, news = olds + (found == before), news + (found == after)
        make(root, out)
        found = contents(out)
        assert found == after, (turn, sorted(path for path in {**found, **after} if found.get(path) != after.get(path)))
        assert not [path.name for path in (*folder.iterdir(), *out.iterdir()) if path.name.endswith("-tmp")]
    return kills, olds, news


def main() -> None:
    """Print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder, "cache"))
        kills, olds, news = run(count, 5, Path(folder))
    print(
        f"{count} builds, {kills} killed: {olds} times the old site was there, {news} times the new one, never another."
    )


if __name__ == "__main__":
    main()
