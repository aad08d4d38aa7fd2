"""The course's folder: which files there are, their text, their images. Reads nothing outside it."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from lecprep.diagnostics import Diagnostic, Span, WrongUse, error, warning
from lecprep.model import Image, SourceFile, with_plain_ends
from lecprep.tuples import NamedTuple
from lecprep.unchanged import tick

SETTINGS_NAME = "course.yml"
LARGEST_SOURCE = 8_000_000  # bytes; `reader` has the bound that authors are told of
LARGEST_ASSET = 20_000_000
# What a link may lead to beside lectures: files that no browser runs as a page of this site.
ATTACHMENT_TYPES = frozenset(
    {".pdf", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ipynb", ".py", ".zip", ".yaml", ".yml", ".toml"}
)
NOT_LECTURES = frozenset({"readme", "changelog", "contributing", "license", "licence", "security", "code_of_conduct"})

_SIGNATURES: Mapping[str, re.Pattern[bytes]] = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.S),
    ".avif": re.compile(rb"....ftyp(?:avif|avis|mif1|miaf)", re.S),
    ".svg": re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.S),
}


class Folder(NamedTuple):
    """Where a course lies: `root` is what the author named, `content` holds its text ("content" below root, or root itself)."""

    root: Path
    content: Path

    @property
    def name(self) -> str:
        """The content folder's path below the root, "" when they are the same."""
        return "" if self.content == self.root else self.content.name

    @property
    def templates(self) -> Path | None:
        """The course's own templates, which override ours file by file."""
        return folder_or_none(self.root / "templates")

    @property
    def static(self) -> Path | None:
        """The course's own static files, which override ours file by file."""
        return folder_or_none(self.root / "static")

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders with a name that an author may have: for the content, templates and static files, there or not."""
        inside = ("lectures", "images") if self.content == self.root else ("",)
        return (*(self.content / name for name in inside), self.root / "templates", self.root / "static")

    @property
    def written_by_hand(self) -> tuple[Path, ...]:
        """The folders and files of the author, there or not; all that lies beside them where no folder is for the lectures."""
        is_flat = self.content == self.root and not folder_or_none(self.root / "lectures")
        return (self.root,) if is_flat else (*self.folders, self.content / SETTINGS_NAME)


class Sources(NamedTuple):
    """What was found in a course's folder: course.yml (None if there is none), the lectures' files, and what is wrong with them."""

    settings: SourceFile | None
    lectures: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def find(root: Path) -> Folder:
    """Return the course that lies at `root`. Raises WrongUse when there is no such folder."""
    try:
        root = root.resolve(strict=True)
    except (OSError, RuntimeError):
        raise WrongUse(
            f"There is no folder {root}. Name the folder that holds your course, or make one with `lecprep init`."
        ) from None
    if not root.is_dir():
        raise WrongUse(f"{root} is a file. Name the folder that holds your course.")
    return Folder(root, folder_or_none(root / "content") or root)


def load(folder: Folder) -> Sources:
    """Read course.yml and every lecture of a course, in the order of their paths."""
    problems: list[Diagnostic] = []
    settings = _read_text(folder, SETTINGS_NAME, problems) if _is((folder.content / SETTINGS_NAME).exists) else None
    lectures = [source for path in _lecture_paths(folder, problems) if (source := _read_text(folder, path, problems))]
    return Sources(settings, tuple(lectures), tuple(problems))


def exists(folder: Folder, path: str) -> bool:
    """Tell whether a path of the content folder is a plain file that no symbolic link leads to."""
    return _look(folder, path) is not None


def is_attachment(folder: Folder, path: str) -> bool:
    """Tell whether a path is a file that a link of the course may lead to: there, of a harmless type, and not too large."""
    look = _look(folder, path) if Path(path).suffix.lower() in ATTACHMENT_TYPES else None
    return look is not None and look.st_size <= LARGEST_ASSET


def read_image(folder: Folder, path: str) -> Image | str:
    """Return an image's size and dark variant, or in words why it cannot be used."""
    data = read_asset(folder, path)
    if isinstance(data, str):
        return data
    suffix = Path(path).suffix.lower()
    if not has_signature(path, data):
        return f"it is not the {suffix[1:].upper()} image that its name says"
    import imagesize  # slow to import, and seldom needed

    width, height = imagesize.get(io.BytesIO(data))
    known = width > 0 and height > 0
    dark = _look(folder, _dark(path))
    return Image(
        path=path,
        width=round(width) if known else None,
        height=round(height) if known else None,
        dark=_dark(path) if dark else None,
        weight=max(len(data), dark.st_size if dark else 0),
    )


def has_signature(path: str, data: bytes) -> bool:
    """Tell whether bytes begin as an image of the kind that the ending of a path names."""
    signature = _SIGNATURES.get(Path(path).suffix.lower())
    return signature is not None and signature.match(data[:4096]) is not None


def stamp(folder: Folder, path: str) -> tuple[int, ...] | None:
    """Return what changes when a file is written anew, without reading it, or None where no plain file is.

    A file that was written a moment ago has a stamp that is never met again: it could change within the same tick.
    """
    found = _look(folder, path)
    if found is None:
        return None
    now = time.time_ns()
    fresh = (now,) if now - found.st_mtime_ns < tick(found.st_mtime_ns) else ()
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, *fresh)


def changed(folder: Folder, paths: Iterable[str]) -> int:
    """Return when the newest of some files was written, in seconds since 1970; 0 where there is none."""
    looks = (_look(folder, path) for path in paths)
    return max((int(look.st_mtime) for look in looks if look), default=0)


def image_stamp(folder: Folder, path: str) -> tuple[object, ...] | None:
    """Return what changes with an image, its dark variant or their being there, or None where there is no image."""
    own = stamp(folder, path)
    return (own, stamp(folder, _dark(path))) if own else None


def _dark(path: str) -> str:
    stem, dot, ending = path.rpartition(".")
    return f"{stem}.dark{dot}{ending}"


def read_asset(folder: Folder, path: str) -> bytes | str:
    """Return the bytes of an image or attachment, or in words why they cannot be had."""
    look = _look(folder, path)
    if look is None:
        if _is((folder.content / path).is_symlink):
            return "it is a symbolic link"
        if why := _why_unreachable(folder, path):
            return f"it cannot be read ({why})"
        form = unicodedata.normalize("NFC", path)
        looks_the_same = any(unicodedata.normalize("NFC", other) == form for other in similar_paths(folder, path))
        return "there is no such file" + ", only one that writes its accents in another Unicode form" * looks_the_same
    try:
        if look.st_size > LARGEST_ASSET:
            return f"it is larger than {LARGEST_ASSET // 1_000_000} MB"
        return _bytes(folder, path)
    except OSError as problem:
        return f"it cannot be read ({problem.strerror})"


def similar_paths(folder: Folder, path: str) -> list[str]:
    """Return the paths of the files beside a missing one, for a suggestion."""
    beside = (folder.content / path).parent
    try:
        return sorted(file.relative_to(folder.content).as_posix() for file in beside.iterdir() if file.is_file())
    except (OSError, ValueError):
        return []


def _lecture_paths(folder: Folder, problems: list[Diagnostic]) -> list[str]:
    top = folder.content / "lectures"
    start = folder_or_none(top) or folder.content
    paths = []

    def unreadable(problem: OSError) -> None:
        where = Path(problem.filename)
        path = where.relative_to(folder.content).as_posix()
        problems.append(_unreadable("" if path == "." else path, "folder", problem.strerror or str(problem)))

    for where, names in _walk(start, unreadable):
        below = where.relative_to(folder.content).as_posix()
        for name in names:
            if not name.lower().endswith(".md") or name[:-3].lower() in NOT_LECTURES or name.startswith("_"):
                continue
            path = name if below == "." else f"{below}/{name}"
            if os.path.islink(f"{where}/{name}"):  # noqa: PTH114  # a thousand times a build
                problems.append(_no_link(path))
            else:
                paths.append(path)
    return sorted(paths)


def _walk(folder: Path, unreadable: Callable[[OSError], None]) -> Iterator[tuple[Path, list[str]]]:
    """Yield each folder with the names of its files, without hidden ones, those of programs, and whatever a symbolic link leads to."""
    for where, folders, files in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = [
            name
            for name in folders
            if not name.startswith((".", "_")) and name not in ("node_modules", "templates", "static")
        ]
        yield Path(where), [name for name in files if not name.startswith(".")]


def _read_text(folder: Folder, path: str, problems: list[Diagnostic]) -> SourceFile | None:
    span = Span(path)
    look = _look(folder, path)
    if look is None:
        why = _why_unreachable(folder, path)
        problems.append(_unreadable(path, "file", why) if why else _no_link(path))
        return None
    try:
        if look.st_size > LARGEST_SOURCE:
            problems.append(
                error(
                    span,
                    "file-too-large",
                    "this file is far too large to be a text of yours",
                    "Divide it, or move it out of the course.",
                )
            )
            return None
        data = _bytes(folder, path).removeprefix(codecs.BOM_UTF8)
    except OSError as problem:
        problems.append(_unreadable(path, "file", problem.strerror or str(problem)))
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        problems.append(
            error(
                Span(path, line),
                "not-utf-8",
                "this file is not UTF-8 text",
                "Save it again with the encoding UTF-8 (in most editors under “Save with encoding”).",
            )
        )
        return None
    if "\0" in text:
        problems.append(
            error(
                Span(path, text.count("\n", 0, text.index("\0")) + 1),
                "not-text",
                "this file holds a zero byte: it is not text",
                "Restore the text file.",
            )
        )
        return None
    return SourceFile(path, with_plain_ends(text))


def _look(folder: Folder, path: str) -> os.stat_result | None:
    """Return how the file at a path of the content folder looks, or None where no plain file is or any step to it is a symbolic link."""
    # Thousands of times a build: a Path would take longer than what the system does.
    file = str(folder.content)
    parts = path.split("/")
    if not path or ".." in parts or path.startswith("/"):
        return None
    try:
        for part in parts:
            file = f"{file}/{part}"
            look = os.lstat(file)
            if stat.S_ISLNK(look.st_mode):
                return None
        return look if stat.S_ISREG(look.st_mode) else None
    except (OSError, ValueError):
        return None


def _bytes(folder: Folder, path: str) -> bytes:
    with open(f"{folder.content}/{path}", "rb", buffering=0) as file:  # noqa: PTH123  # as above
        return file.read()


def _why_unreachable(folder: Folder, path: str) -> str:
    """Return why the system does not let us come to a file; "" where it does, or where nothing is."""
    try:
        os.lstat(folder.content / path)
    except PermissionError as problem:
        return problem.strerror or str(problem)
    except (OSError, ValueError):
        pass
    return ""


def _unreadable(path: str, kind: str, why: str) -> Diagnostic:
    return error(
        Span(path),
        "unreadable-file",
        f"this {kind} cannot be read: {why}",
        "Check that it still exists and that you may read it.",
    )


def _no_link(path: str) -> Diagnostic:
    return warning(
        Span(path),
        "symbolic-link",
        "this file is a symbolic link (or cannot be reached), and is left out",
        "Put the file itself into the course's folder.",
    )


def _is(question: Callable[[], bool]) -> bool:
    """Tell what the system says of a path; where it does not let us ask, there is nothing for us."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def folder_or_none(path: Path) -> Path | None:
    """Return a path when a folder is there that no symbolic link leads to."""
    return path if _is(path.is_dir) and not _is(path.is_symlink) else None


def all_paths(images: Iterable[Image]) -> list[str]:
    """Return the paths of images and of their dark variants."""
    return sorted({path for image in images for path in (image.path, image.dark) if path})
