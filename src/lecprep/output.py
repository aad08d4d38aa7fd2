"""Files to disk: only those that changed, nothing half-written, nothing that is not ours touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lecprep.diagnostics import LecprepError, WrongUse

MANIFEST = ".lecprep.json"
# What keeps a whole version of the site may be found by a browser when all of it is there.
WORKER = "sw.js"
QUESTIONS = "questions.json"
CREATED, UPDATED, IDENTICAL = STATES = ("created", "updated", "identical")
LONGEST_PAUSE = 600  # seconds in which a build that lives puts something aside

# What each file showed, by its name: digests, then its path, size, stamp and own digest.
Record: TypeAlias = dict[str, tuple[dict[str, str], str, int, int, str]]

_TEMPORARY = ".lecprep-tmp"


@dataclass(frozen=True)
class Written:
    """What publishing did: paths created, updated, left as they were, and removed; and the size of the whole site in bytes.

    `why` says why files were made anew, those that came out as they were among them; `files` holds the path, size and
    time of each.
    """

    created: tuple[str, ...]
    updated: tuple[str, ...]
    identical: tuple[str, ...]
    removed: tuple[str, ...]
    size: int
    why: Mapping[str, str]
    files: tuple[tuple[str, int, int], ...]


def check_place(output: Path, root: Path, sources: Iterable[Path]) -> None:
    """Raise WrongUse when `output` is no place for a site.

    It may not be or hold the course's folder `root`, nor be, hold or lie in one of its `sources`, nor be full of other files.
    """
    output = output.resolve()
    for source in (root, *sources):
        source = source.resolve()
        if output == source or output in source.parents or (source != root.resolve() and source in output.parents):
            raise WrongUse(
                f"The site cannot be written to {output}: it is, holds or lies in the course's folder {source}. Choose another --output."
            )
    if output.exists() and not output.is_dir():
        raise WrongUse(f"The site cannot be written to {output}: that is a file. Choose another --output.")
    # Another build may be about to begin there.
    is_taken = output.is_dir() and any(not file.name.endswith(_TEMPORARY) for file in output.iterdir())
    if is_taken and not (output / MANIFEST).is_file():
        raise WrongUse(
            f"{output} holds files that lecprep did not write, and they stay. Choose an empty folder for --output, or empty this one."
        )


def write_file(file: Path, data: bytes, content: Path) -> None:
    """Write a file that is no part of a site, whole or not at all.

    Raises WrongUse where it would lie in `content`, the folder of the sources, or is a folder, and LecprepError when the
    disk refuses.
    """
    place = file.resolve()
    if content.resolve() in place.parents and (place.suffix == ".md" or place.exists()):
        raise WrongUse(f"{file} lies among the sources of the course. Choose another --output.")
    if place.is_dir():
        raise WrongUse(f"{file} is a folder. Name a file for --output.")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if _contents(place) != data:
            _replace(place, data)
    except OSError as problem:
        raise LecprepError(f"{file} could not be written: {problem.strerror or problem}.") from problem


@dataclass(frozen=True)
class File:
    """A file of the site: its size in bytes, when it was written (in the file system's nanoseconds), what became of it.

    `digest` changes with what it holds (SHA-256, as hexadecimal digits).
    """

    path: str
    size: int
    stamp: int
    state: str
    digest: str


class Site:
    """A site on its way to disk. Files that differ from those that are there are put aside until `publish`.

    So what was there before still stands, whole, when something goes wrong. Use it as a context: what was put aside and
    not published is removed at its end. `record` is that of the last build, in any state; after `publish` it is that of
    this one. Files have a name besides their path, for that may depend on what they hold.
    """

    def __init__(self, output: Path, record: object = None) -> None:
        self._output = output
        self._known: Record = record if isinstance(record, dict) else {}
        self._why: dict[str, str] = {}
        self.record: Record = {}
        self.files: dict[str, File] = {}
        self._aside = output / f".{os.getpid()}{_TEMPORARY}"

    def __enter__(self) -> Site:
        with _explained(self._output):
            self._output.mkdir(parents=True, exist_ok=True)
            self._earlier = _manifest(self._output)
            if not (self._output / MANIFEST).exists():
                # From here on the folder is known for ours, whatever happens.
                _replace(self._output / MANIFEST, _manifest_text(()))
            _remove_leftovers(self._output)
        return self

    def __exit__(self, *problem: object) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)

    def keep(self, name: str, shows: Mapping[str, str]) -> str:
        """Keep the file of an earlier build if it shows the same; return why that cannot be, or nothing."""
        if name not in self._known:
            return "it is new"
        showed, path, size, stamp, digest = self._known[name]
        changed = [what for what in {**shows, **showed} if shows.get(what) != showed.get(what)]
        if changed:
            return ", ".join(changed)
        try:
            found = os.lstat(f"{self._output}/{path}")
        except OSError:
            return "its file is gone"
        if not stat.S_ISREG(found.st_mode) or (found.st_size, found.st_mtime_ns) != (size, stamp):
            return "its file was written by something else"
        self.note(name, shows, File(path, size, stamp, IDENTICAL, digest), "")
        return ""

    def note(self, name: str, shows: Mapping[str, str], file: File, why: str) -> None:
        """Note a file of this build, what it shows, and why it was made anew."""
        self.files[name] = file
        self.record[name] = (dict(shows), file.path, file.size, file.stamp, file.digest)
        if why:
            self._why[file.path] = why

    def add(self, path: str, data: bytes) -> File:
        """Put a file aside unless it is there already, byte for byte. Safe in any process, for different paths."""
        with _explained(self._output):
            file = _inside(self._output, path)
            existing = _contents(file)
            digest = hashlib.sha256(data).hexdigest()
            if existing == data:
                return File(path, len(data), file.stat().st_mtime_ns, IDENTICAL, digest)
            aside = self._aside / path
            aside.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(data)
            return File(path, len(data), aside.stat().st_mtime_ns, CREATED if existing is None else UPDATED, digest)

    def publish(self) -> Written:
        """Put the files of the whole site in their places, and remove those that an earlier build wrote and this one does not.

        Every file is replaced whole. What pages load comes before them and goes after them, so that a visitor who comes
        in the middle finds an old page or a new one, each with all that it needs. Raises LecprepError when the disk refuses.
        """
        with _explained(self._output):
            by_path = {file.path: file for file in self.files.values()}
            # Named before they are written: after an interruption the next build still knows which files are ours.
            if not self._earlier >= by_path.keys():
                _replace(self._output / MANIFEST, _manifest_text({*self._earlier, *by_path}))
            for path in sorted(by_path, key=_publishing_order):
                if by_path[path].state != IDENTICAL:
                    file = self._output / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    (self._aside / path).replace(file)
            removed = tuple(path for path in sorted(self._earlier - by_path.keys()) if _remove(self._output, path))
            text = _manifest_text(by_path)
            if _contents(self._output / MANIFEST) != text:
                _replace(self._output / MANIFEST, text)
        of = {state: tuple(sorted(path for path, file in by_path.items() if file.state == state)) for state in STATES}
        size = sum(file.size for file in by_path.values())
        looks = tuple((file.path, file.size, file.stamp) for file in by_path.values())
        return Written(of[CREATED], of[UPDATED], of[IDENTICAL], removed, size, self._why, looks)


@contextmanager
def _explained(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        name = f" ({problem.filename})" if problem.filename else ""
        raise LecprepError(
            f"The site could not be written to {output}: {problem.strerror or problem}{name}."
        ) from problem


def _remove_leftovers(output: Path) -> None:
    """Remove what a build put aside that was killed; another that is at work just now has touched its own folder."""
    for folder in output.glob(f".*{_TEMPORARY}"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > LONGEST_PAUSE:
                shutil.rmtree(folder, ignore_errors=True)


def _publishing_order(path: str) -> tuple[int, str]:
    """Assets and images first, then what names those of the search, then pages, the home page, what keeps them all."""
    if path == WORKER:
        return 4, path
    rank = 3 if path == "index.html" else 2 if path.endswith(".html") else 1 if path.endswith("-entry.json") else 0
    return rank, path


def _manifest(output: Path) -> set[str]:
    try:
        found = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {path for path in found if isinstance(path, str)} if isinstance(found, list) else set()


def _manifest_text(paths: Iterable[str]) -> bytes:
    note = "Written by lecprep: the files of this folder that it may replace and remove."
    return (json.dumps({"note": note, "files": sorted(paths)}, indent=0) + "\n").encode()


def _inside(output: Path, path: str) -> Path:
    """Return the file at a path of the output. Raises LecprepError where a symbolic link would lead out of it."""
    file = output
    for part in path.split("/"):
        file = file / part
        if part in ("", ".", "..") or file.is_symlink():
            raise LecprepError(
                f"{file} is a symbolic link or no plain name; the site is not written through it. Remove it."
            )
    return file


def _contents(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _replace(file: Path, data: bytes) -> None:
    temporary = file.with_name(f".{file.name[:100]}.{os.getpid()}{_TEMPORARY}")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _remove(output: Path, path: str) -> bool:
    """Remove a file that an earlier build wrote, and its folder if that leaves it empty."""
    try:
        file = _inside(output, path)
        file.unlink()
    except (FileNotFoundError, LecprepError):
        return False
    for folder in file.parents:
        if folder == output or any(folder.iterdir()):
            break
        folder.rmdir()
    return True
