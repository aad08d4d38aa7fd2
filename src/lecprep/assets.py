"""The site's own files: stylesheets and scripts joined from many, named by their content, and what is copied as it is.

They are remembered: what joins them is not imported before there is something to join.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from lecprep.diagnostics import LecprepError
from lecprep.folders import ours
from lecprep.tuples import NamedTuple
from lecprep.words import Catalogue, catalogue

STYLESHEET = "css/main.css"
SCRIPT = "js/main.js"
HOME_SCRIPT = "js/home.js"
# The pages of the exam have more to show and other things to do.
EXAM_STYLESHEET = "css/exam.css"
EXAM_SCRIPT = "js/exam.js"
RECORD_SCRIPT = "js/record.js"
# Those of the review and of the progress have plans and plots besides.
RECORD_STYLESHEET = "css/record.css"
REVIEW_SCRIPT = "js/review.js"
# Fetched when the search is opened.
SEARCH_STYLESHEET = "css/search.css"
SEARCH_SCRIPT = "js/search.js"
# Of the page for authors, which no site has.
STATS_STYLESHEET = "css/stats.css"
# Of the exam that is exported on paper.
PAPER_STYLESHEET = "css/exam-on-paper.css"
BOOT = "js/boot.js"
PREVIEW = "js/preview.js"
# Service workers stand alone, too.
OFFLINE_WORKER = "js/workers/offline.js"
NO_WORKER = "js/workers/gone.js"
FAVICON = "icons/favicon.svg"
TOUCH_ICON = "icons/touch-icon.png"


class Assets(NamedTuple):
    """The files to write, by their path below the site's top, and under which of these paths pages find what they load.

    `boot` is the script that stands in every page itself: it runs before the first paint, which waits for no file.
    `worker` is the program of the service worker, which is no file before it is known what it has to keep.
    """

    files: Mapping[str, bytes]
    names: Mapping[str, str]
    boot: str
    worker: str


def default_folder(name: str) -> Path:
    """Return our own `templates` or `static` folder. Raises LecprepError where there is none."""
    folder = ours(name)
    if not folder.is_dir():
        raise LecprepError(f"lecprep is not installed whole: its folder {name} is missing. Install it again.")
    return folder


def digest_of(folders: Sequence[Path]) -> str:
    """Return what changes with any file of some folders: its path, or what it holds."""
    sources = _Sources(folders)
    state = hashlib.sha256()
    for path in sources.paths():
        data = sources.bytes(path)
        state.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
    return state.hexdigest()[:16]


def template_folders(own: Path | None) -> list[Path]:
    """Return where templates lie, the course's own first."""
    return [folder for folder in (own, default_folder("templates")) if folder]


def static_folders(own: Path | None) -> list[Path]:
    """Return where styles, scripts and icons lie, the course's own first."""
    return [folder for folder in (own, default_folder("static")) if folder]


def alone(own: Path | None, path: str) -> str:
    """Return a script that stands alone; one in `own`, a course's `static` folder, takes the place of ours."""
    from lecprep.joining import compact

    return compact(_Sources(static_folders(own)).text(path)) + "\n"


def styles_alone(own: Path | None, path: str) -> str:
    """Return a stylesheet joined, for a page that holds it; files in `own` take the place of ours, and it cannot end early."""
    from lecprep.joining import join_styles

    return join_styles(_Sources(static_folders(own)).text, path).replace("</", r"<\/")


def static_file(path: str) -> bytes:
    """Return a file of our own static folder."""
    return _Sources(static_folders(None)).bytes(path)


def collect(
    own: Path | None, words: Catalogue | None = None, *, fingerprints: bool = True, search: bool = True
) -> Assets:
    """Return the site's assets; files in `own`, a course's `static` folder, take the place of ours at the same path.

    Scripts say what they say in `words`, which are English unless they are given.
    Without `fingerprints`, what is joined has the same name whatever it holds; without `search` there are none of its.
    Raises LecprepError when a stylesheet or module names a file that does not exist, or modules import in a circle.
    """
    from lecprep.joining import compact, join_styles, modules

    sources = _Sources(static_folders(own))
    join_modules = modules(sources.text, words or catalogue("en"))
    joined = {
        "stylesheet": ("lecprep.css", join_styles(sources.text, STYLESHEET)),
        "script": ("lecprep.js", join_modules(SCRIPT)),
        "home_script": ("home.js", join_modules(HOME_SCRIPT)),
        "exam_stylesheet": ("exam.css", join_styles(sources.text, EXAM_STYLESHEET)),
        "exam_script": ("exam.js", join_modules(EXAM_SCRIPT)),
        "record_stylesheet": ("record.css", join_styles(sources.text, RECORD_STYLESHEET)),
        "review_script": ("review.js", join_modules(REVIEW_SCRIPT)),
        "record_script": ("record.js", join_modules(RECORD_SCRIPT)),
    }
    if search:
        joined["search_stylesheet"] = ("search.css", join_styles(sources.text, SEARCH_STYLESHEET))
        joined["search_script"] = ("search.js", join_modules(SEARCH_SCRIPT))
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for role, (name, text) in joined.items():
        data = text.encode()
        names[role] = fingerprinted(f"assets/{name}", data) if fingerprints else f"assets/{name}"
        files[names[role]] = data
    for path in sources.paths():
        if not path.startswith(("css/", "js/")):
            files[f"assets/{path}"] = sources.bytes(path)
    names |= {"favicon": f"assets/{FAVICON}", "touch_icon": f"assets/{TOUCH_ICON}"}
    return Assets(files, names, compact(sources.text(BOOT)), compact(sources.text(OFFLINE_WORKER)) + "\n")


def fingerprinted(path: str, data: bytes) -> str:
    """Return a path with the fingerprint of what the file holds: another content has another address."""
    stem, ending = path.rsplit(".", 1)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{ending}"


class _Sources:
    """Static files by path; the first of the folders that has one wins."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._files: dict[str, str] = {}
        for folder in reversed(folders):
            self._files.update(_below(str(folder), ""))

    def paths(self) -> list[str]:
        return sorted(self._files)

    def bytes(self, path: str) -> bytes:
        file = self._files.get(path)
        if file is None:
            raise LecprepError(f"The static file {path} does not exist, but another asks for it.")
        try:
            look = os.stat(file)  # noqa: PTH116  # hundreds of times a build
            return _contents(file, look.st_mtime_ns, look.st_ctime_ns)
        except OSError as problem:
            _refuse(problem)

    def text(self, path: str) -> str:
        try:
            return self.bytes(path).decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise LecprepError(f"The static file {path} is not UTF-8 text. Save it again with that encoding.") from None


def _below(folder: str, above: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each file below a folder, behind that of what is `above`, and where it is."""
    try:
        for entry in list(os.scandir(folder)):  # a folder is not kept open while those below it are looked into
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{above}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield f"{above}{entry.name}", entry.path
    except OSError as problem:
        _refuse(problem)


def _refuse(problem: OSError) -> NoReturn:
    raise LecprepError(f"{problem.filename} cannot be read: {problem.strerror or problem}.")


@cache
def _contents(file: str, *changed: int) -> bytes:
    with open(file, "rb", buffering=0) as found:  # noqa: PTH123  # as above
        return found.read()
