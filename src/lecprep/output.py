"""Files to disk: only those that changed, the old site or the new one at every instant, nothing touched that is not ours."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from lecprep.diagnostics import LecprepError, WrongUse
from lecprep.folders import exchange, held, write_bytes
from lecprep.tuples import NamedTuple

MANIFEST = ".lecprep.json"
# What keeps a whole version of the site may be found by a browser when all of it is there.
WORKER = "sw.js"
QUESTIONS = "questions.json"
CREATED, UPDATED, IDENTICAL = STATES = ("created", "updated", "identical")
LONGEST_PAUSE = 600  # seconds in which a build that lives puts something aside
MOST_STRANGE_FILES = 10_000  # that take part when folders change places

# What each file showed, by its name: digests, then its path, size, stamp and own digest.
Record: TypeAlias = dict[str, tuple[dict[str, str], str, int, int, str]]

_TEMPORARY = ".lecprep-tmp"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Written(NamedTuple):
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


def _identity(path: Path) -> object:
    """Return what a file or folder is the same by, under whatever names: some disks take `Content` for `content`."""
    try:
        found = path.stat()
    except OSError:
        return path
    return found.st_dev, found.st_ino


def check_place(output: Path, root: Path, sources: Iterable[Path]) -> None:
    """Raise WrongUse when `output` is no place for a site.

    It may not be or hold the course's folder `root`, nor be, hold or lie in one of its `sources`, nor be full of other files.
    """
    output, root = output.resolve(), root.resolve()
    here, *above = map(_identity, (output, *output.parents))
    for source in (root, *(source.resolve() for source in sources)):
        it, *holding = map(_identity, (source, *source.parents))
        if here in (it, *holding) or (source != root and it in above):
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


def write_file(file: Path, data: bytes, sources: Iterable[Path], option: str = "--output", begins: bytes = b"") -> None:
    """Write a file that is no part of a site, whole or not at all; `option` is what its name was given by.

    Where only ours begin in one way, a file that does is written over wherever it lies, and no other one.

    Raises WrongUse where it would be read or written over as one of the `sources`, files and folders, or is a folder, and
    LecprepError when the disk refuses.
    """
    place = file.resolve()
    is_ours = bool(begins) and place.is_file() and place.read_bytes().startswith(begins)
    is_inside = not {source.resolve() for source in sources}.isdisjoint((place, *place.parents))
    if is_inside and (place.suffix == ".md" or (place.exists() and not is_ours)):
        raise WrongUse(f"{file} lies among the sources of the course. Choose another {option}.")
    if begins and place.is_file() and not is_ours:
        raise WrongUse(f"{file} is there, and lecprep did not write it. Choose another {option}.")
    if place.is_dir():
        raise WrongUse(f"{file} is a folder. Name a file for {option}.")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if _contents(place) != data:
            _replace(place, data)
    except OSError as problem:
        raise LecprepError(f"{file} could not be written: {problem.strerror or problem}.") from problem


def check_unpublished(file: Path, static: Path | None) -> None:
    """Raise WrongUse when a file would be published: in a site, or in `static`, whose files become a part of one."""
    place = file.resolve()
    if static and static.resolve() in place.parents:
        raise WrongUse(f"{file} would become a part of the site. Choose a file outside {static}.")
    for folder in place.parents:
        if (folder / MANIFEST).is_file():
            raise WrongUse(f"{file} would be published: {folder} is a site. Choose a file elsewhere.")


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files of an author's course: all of them put aside first, so that a full disk leaves none of them half.

    Raises LecprepError when the disk refuses.
    """
    aside: dict[Path, Path] = {}
    place = Path()
    try:
        for place, data in files.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            aside[place] = place.with_name(f".{place.name[:100]}.{os.getpid()}{_TEMPORARY}")
            aside[place].write_bytes(data)
        for place, temporary in aside.items():
            temporary.replace(place)
    except OSError as problem:
        raise LecprepError(f"{place} could not be written: {problem.strerror or problem}.") from problem
    finally:
        for temporary in aside.values():
            temporary.unlink(missing_ok=True)


class File(NamedTuple):
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

    So what was there before still stands, whole, when something goes wrong. Use it as a context, in which no other build
    has the folder; what was put aside and not published is removed at its end. `record` is that of the last build, in any
    state; after `publish` it is that of this one. Files have a name besides their path, for that may depend on what they hold.
    """

    def __init__(self, output: Path, record: object = None) -> None:
        self._output = output.resolve()  # a link to it stays one
        self._known: Record = record if isinstance(record, dict) else {}
        self._why: dict[str, str] = {}
        self.record: Record = {}
        self.files: dict[str, File] = {}
        self._names: dict[str, str] = {}
        self._held = ExitStack()

    def __enter__(self) -> Site:
        try:
            with _explained(self._output):
                was_there = self._output.exists()
                self._output.mkdir(parents=True, exist_ok=True)
                is_alone = self._held.enter_context(held(self._output))
                if not os.access(self._output, os.W_OK):
                    raise PermissionError(errno.EACCES, "this folder may not be written to")
                _remove_leftovers(self._output, is_alone)
                if not (self._output / MANIFEST).exists():
                    # From here on the folder is known for ours, whatever happens.
                    _replace(self._output / MANIFEST, _manifest_text(()))
                self._earlier = _manifest(self._output)
                self._is_new = not was_there and not self._earlier  # another build may have come first
                self._aside = self._place_aside(is_alone)
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(self, *problem: object) -> None:
        with suppress(OSError):
            _discard(self._aside, self._output)
        self._held.close()

    def _place_aside(self, is_alone: bool) -> Path:
        """Return where files are put aside: beside the output where the two can change places, else inside it."""
        beside = self._output.with_name(f".{self._output.name}.{os.getpid()}{_TEMPORARY}")
        self._may_exchange = is_alone and _can_exchange(self._output, beside)
        return beside if self._may_exchange else self._output / f".{os.getpid()}{_TEMPORARY}"

    def keep(self, name: str, shows: Mapping[str, str]) -> str:
        """Keep the file of an earlier build if it shows the same; return why that cannot be, or nothing."""
        if name not in self._known:
            return "it is new"
        showed, path, size, stamp, digest = self._known[name]
        if shows != showed:
            return ", ".join(what for what in {**shows, **showed} if shows.get(what) != showed.get(what))
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
        other = self._names.setdefault(_folded(file.path), file.path)
        if other != file.path or name in self.files:
            raise LecprepError(
                f"{file.path} and {other} have one name on some disks, and the site needs both: "
                "one is a file of yours, the other yours or lecprep's. Rename it."
            )
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
                return File(path, len(data), os.stat(file).st_mtime_ns, IDENTICAL, digest)  # noqa: PTH116  # see _inside
            if existing is not None and path not in self._earlier:
                raise LecprepError(
                    f"{file} was not written by lecprep, and the site needs that name. Move it away, or choose another --output."
                )
            aside = f"{self._aside}/{path}"
            write_bytes(aside, data)
            stamp = os.stat(aside).st_mtime_ns  # noqa: PTH116  # see _inside
            return File(path, len(data), stamp, CREATED if existing is None else UPDATED, digest)

    def publish(self) -> Written:
        """Put the files of the whole site in their places, and remove those that an earlier build wrote and this one does not.

        Whoever looks finds the old site or the new one: the folder changes places with one that holds the new site; one that
        was there before is brought up to date where nobody sees it, and comes back, since a server may hold on to it. Where
        folders cannot change places, every file is replaced whole, in an order in which an old page and a new one each have
        all that they need. Raises LecprepError when the disk refuses.
        """
        by_path = {file.path: file for file in self.files.values()}
        changed = [path for path in sorted(by_path, key=_publishing_order) if by_path[path].state != IDENTICAL]
        left = sorted(self._earlier.difference(by_path))
        gone = [path for path in left if os.path.lexists(self._output / path)]
        with _explained(self._output):
            is_new = changed or left or self._earlier != by_path.keys()
            if is_new and not (self._may_exchange and self._exchange(by_path, changed, gone)):
                self._replace_in_order(by_path, changed, gone)
        of = {state: tuple(sorted(path for path, file in by_path.items() if file.state == state)) for state in STATES}
        size = sum(file.size for file in by_path.values())
        looks = tuple((file.path, file.size, file.stamp) for file in by_path.values())
        return Written(of[CREATED], of[UPDATED], of[IDENTICAL], tuple(gone), size, self._why, looks)

    def _exchange(self, by_path: Iterable[str], changed: Sequence[str], gone: Sequence[str]) -> bool:
        """Publish by letting folders change places; return whether that could be begun."""
        fresh, old = self._aside, self._output
        strange = list(_strange(old, {*self._earlier, *by_path, MANIFEST}))
        if len(strange) > MOST_STRANGE_FILES:
            return False
        try:
            for path in (*sorted(set(by_path).difference(changed)), *strange):
                _link(f"{old}/{path}", f"{fresh}/{path}")
            fresh.chmod(stat.S_IMODE(old.stat().st_mode))
            (fresh / MANIFEST).write_bytes(_manifest_text(by_path))
            self._held.enter_context(held(fresh))
            exchange(old, fresh)
        except OSError as problem:
            (fresh / MANIFEST).unlink(missing_ok=True)
            if problem.errno in _FULL:
                raise
            return False
        # The new site is there. Whatever happens now, it stays.
        if self._is_new:  # nobody holds on to a folder that was not there before
            return True
        kept = {_folded(path): path for path in by_path}
        fresh, old = old, fresh
        with suppress(OSError):
            for path in gone:
                _remove(old, path, kept)
            # Its own list comes last: until then it names whatever may still be there.
            for folder in {path.rpartition("/")[0] for path in changed}:
                (old / folder).mkdir(parents=True, exist_ok=True)
            temporary = f"{old}/{_TEMPORARY}"
            for path in (*changed, MANIFEST):
                _link(f"{fresh}/{path}", temporary)
                os.replace(temporary, f"{old}/{path}")  # noqa: PTH105  # see _link
            exchange(old, fresh)
        return True

    def _replace_in_order(self, by_path: Iterable[str], changed: Sequence[str], gone: Sequence[str]) -> None:
        """Publish file by file: what pages load before them and what is not needed any more at the end."""
        # All that needs room on the disk comes first.
        self._aside.mkdir(exist_ok=True)
        manifest = self._aside / "manifest.new"
        manifest.write_bytes(_manifest_text(by_path))
        for path in changed:
            (self._output / path).parent.mkdir(parents=True, exist_ok=True)
        # Named before they are written: after an interruption the next build still knows which files are ours.
        if not self._earlier >= set(by_path):
            _replace(self._output / MANIFEST, _manifest_text({*self._earlier, *by_path}))
        for path in changed:
            (self._aside / path).replace(self._output / path)
        kept = {_folded(path): path for path in by_path}
        for path in gone:
            _remove(self._output, path, kept)
        manifest.replace(self._output / MANIFEST)


def _can_exchange(output: Path, beside: Path) -> bool:
    """Make a folder beside the output, and tell whether the two can change places and share files.

    Another disk, one without links, and a folder that something is mounted on cannot.
    """
    try:
        beside.mkdir()
    except OSError:
        return False
    trials = [beside / name for name in ("one", "other")]
    try:
        os.link(output / MANIFEST, beside / "link")
        (beside / "link").unlink()
        for folder in trials:
            folder.mkdir()
        exchange(*trials)
        for folder in trials:
            folder.rmdir()
    except OSError:
        _remove_tree(beside)
        return False
    return True


@contextmanager
def _explained(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        name = f" ({problem.filename})" if problem.filename else ""
        raise LecprepError(
            f"The site could not be written to {output}: {problem.strerror or problem}{name}."
        ) from problem


def _remove_leftovers(output: Path, is_alone: bool) -> None:
    """Remove what a build put aside that was killed; another that is at work just now has touched its own folder."""
    with suppress(OSError):
        beside = [file for file in output.parent.iterdir() if file.name.startswith(f".{output.name}.")]
        inside = [file for file in output.iterdir() if file.name.startswith(".")]
        for folder in (file for file in (*inside, *beside) if file.name.endswith(_TEMPORARY)):
            with suppress(OSError):
                if is_alone or time.time() - folder.stat().st_mtime > LONGEST_PAUSE:
                    _discard(folder, output)


def _discard(folder: Path, site: Path) -> None:
    """Remove a folder that held a version of the site; what was put there by somebody else goes into the site."""
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink()
        return
    if not (folder / MANIFEST).exists():  # nobody has ever seen it
        _remove_tree(folder)
        return
    ours = {*_manifest(folder), *_manifest(site), MANIFEST}
    for at, _, names in os.walk(folder, topdown=False):
        for name in names:
            file = os.path.join(at, name)  # noqa: PTH118  # see _link
            path = file[len(str(folder)) + 1 :].replace(os.sep, "/")
            with suppress(OSError):
                is_ours = path in ours or name.endswith(_TEMPORARY)
                if not is_ours and not _is_same(Path(file), site / path):
                    # Not over what is there: then it stays where it is.
                    _link(file, f"{site}/{path}")
                os.unlink(file)  # noqa: PTH108  # see _link
        with suppress(OSError):
            os.rmdir(at)  # noqa: PTH106  # os.walk names it as text


def _remove_tree(folder: Path) -> None:
    import shutil  # seldom needed

    shutil.rmtree(folder, ignore_errors=True)


def _is_same(one: Path, other: Path) -> bool:
    if one.is_symlink():
        return other.is_symlink() and one.readlink() == other.readlink()
    return other.exists() and one.samefile(other)


def _strange(folder: Path, ours: Collection[str]) -> Iterator[str]:
    """Yield the paths of the files below a folder that are not ours, and of folders that hold nothing of ours."""
    own = {path.rpartition("/")[0] for path in ours}
    own |= {parent.as_posix() for path in own for parent in PurePosixPath(path).parents}
    waiting = [""]
    while waiting:
        at = waiting.pop()
        for entry in os.scandir(f"{folder}/{at}"):
            path = f"{at}/{entry.name}" if at else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if (path in ours and not is_folder) or (not at and entry.name.endswith(_TEMPORARY)):
                continue
            if is_folder:
                waiting.append(path)
            if not is_folder or path not in own:
                yield path


def _link(path: str, other: str) -> None:
    """Put a file at a second place, too, or a folder that holds nothing of ours."""
    # Thousands of times a build, as `_inside`.
    mode = os.lstat(path).st_mode
    if stat.S_ISREG(mode):
        try:
            os.link(path, other)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(other), exist_ok=True)  # noqa: PTH103, PTH120  # as above
            os.link(path, other)
        return
    Path(other).parent.mkdir(parents=True, exist_ok=True)
    if stat.S_ISLNK(mode):
        Path(other).symlink_to(Path(path).readlink())
    elif stat.S_ISDIR(mode):
        Path(other).mkdir(exist_ok=True)
    else:
        os.link(path, other)


def _publishing_order(path: str) -> tuple[int, str]:
    """Assets and images first, then what names those of the search, then pages, the home page, what keeps them all."""
    if path == WORKER:
        return 4, path
    rank = 3 if path == "index.html" else 2 if path.endswith(".html") else 1 if path.endswith("-entry.json") else 0
    return rank, path


def _manifest(output: Path) -> set[str]:
    import json  # not before there is something to write

    try:
        found = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    paths = {path for path in found if isinstance(path, str)} if isinstance(found, list) else set()
    return {path for path in paths if not {"", ".", ".."} & {*path.split("/")}}


def _manifest_text(paths: Iterable[str]) -> bytes:
    import json

    note = "Written by lecprep: the files of this folder that it may replace and remove."
    return (json.dumps({"note": note, "files": sorted(paths)}, indent=0) + "\n").encode()


def _inside(output: Path, path: str) -> str:
    """Return the file at a path of the output. Raises LecprepError where a symbolic link would lead out of it."""
    # Thousands of times a build: a Path would take ten times as long as what the system does.
    file = str(output)
    for part in path.split("/"):
        file = f"{file}/{part}"
        if part in ("", ".", "..") or os.path.islink(file):  # noqa: PTH114
            raise LecprepError(
                f"{file} is a symbolic link or no plain name; the site is not written through it. Remove it."
            )
    return file


def _contents(file: Path | str) -> bytes | None:
    try:
        with open(file, "rb", buffering=0) as found:  # noqa: PTH123  # see _inside
            return found.readall()
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


def _remove(output: Path, path: str, kept: Mapping[str, str]) -> None:
    """Remove a file that an earlier build wrote, and its folder if that leaves it empty."""
    try:
        file = Path(_inside(output, path))
        # Where names differ by nothing that the disk tells apart, it is a file that we have just written.
        if (other := kept.get(_folded(path))) and file.samefile(output / other):
            return
        file.unlink()
    except (FileNotFoundError, LecprepError):
        return
    for folder in file.parents:
        if folder == output or any(folder.iterdir()):
            break
        folder.rmdir()


def _folded(path: str) -> str:
    """Return what is equal for names that some disks take for one."""
    return (
        path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
    )
