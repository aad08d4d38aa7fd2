"""The site's own files: one stylesheet and one script joined from many, named by their content, and what is copied as it is."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from lecprep.diagnostics import LecprepError

STYLESHEET = "css/main.css"
SCRIPT = "js/main.js"
BOOT = "js/boot.js"
FAVICON = "icons/favicon.svg"
TOUCH_ICON = "icons/touch-icon.png"

_CSS_IMPORT = re.compile(r"""^@import\s+(?:url\()?["']([^"']+)["']\)?\s*;[ \t]*\n?""", re.M)
_CSS_COMMENT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|/\*.*?\*/""", re.S)
_JS_IMPORT = re.compile(r"""^import\s*\{[^}]*\}\s*from\s*["']([^"']+)["'];?[ \t]*\n?""", re.M)
_JS_EXPORT = re.compile(r"^export (?=async function|function|const|let|class)", re.M)
_JS_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Assets:
    """The files to write, by their path below the site's top, and under which of these paths pages find what they load."""

    files: Mapping[str, bytes]
    names: Mapping[str, str]


def default_folder(name: str) -> Path:
    """Return our own `templates` or `static` folder: inside the installed package, or at the top of its repository."""
    packaged = Path(str(resources.files("lecprep"))) / name
    folder = packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / name
    if not folder.is_dir():
        raise LecprepError(f"lecprep is not installed whole: its folder {name} is missing. Install it again.")
    return folder


def collect(own: Path | None) -> Assets:
    """Return the site's assets; files in `own`, a course's `static` folder, take the place of ours at the same path.

    Raises LecprepError when a stylesheet or module names a file that does not exist, or modules import in a circle.
    """
    sources = _Sources([folder for folder in (own, default_folder("static")) if folder])
    joined = {
        "stylesheet": ("lecprep.css", join_styles(sources, STYLESHEET)),
        "script": ("lecprep.js", join_modules(sources, SCRIPT)),
        "boot": ("boot.js", _JS_COMMENT.sub("", sources.text(BOOT))),
    }
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for role, (name, text) in joined.items():
        data = text.encode()
        stem, ending = name.rsplit(".", 1)
        names[role] = f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{ending}"
        files[names[role]] = data
    for path in sources.paths():
        if not path.startswith(("css/", "js/")):
            files[f"assets/{path}"] = sources.bytes(path)
    names |= {"favicon": f"assets/{FAVICON}", "touch_icon": f"assets/{TOUCH_ICON}"}
    return Assets(files, names)


def join_styles(sources: _Sources, path: str) -> str:
    """Return a stylesheet with what it imports in its place, and without comments and indentation."""

    def inline(match: re.Match[str]) -> str:
        return join_styles(sources, _beside(path, match[1]))

    text = _CSS_COMMENT.sub(lambda match: match[1] or "", sources.text(path))
    text = _CSS_IMPORT.sub(inline, text)
    return re.sub(r"\n\s*", "\n", text).strip() + "\n"


def join_modules(sources: _Sources, path: str) -> str:
    """Return an ES module and everything that it imports as one classic script.

    Modules do not load from disk, and each costs a round trip. Ours have named imports and exports alone, and no two of
    them use one name, so that in the order of their imports they make one function body.
    """
    order: list[str] = []
    _visit(sources, path, order, ())
    bodies = (
        _JS_COMMENT.sub("", _JS_EXPORT.sub("", _JS_IMPORT.sub("", sources.text(module)))).strip() for module in order
    )
    body = re.sub(r"\n{2,}", "\n", "\n".join(bodies))
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


def _visit(sources: _Sources, path: str, order: list[str], importing: Sequence[str]) -> None:
    if path in importing:
        raise LecprepError(f"These modules import each other in a circle: {' → '.join([*importing, path])}.")
    if path in order:
        return
    for match in _JS_IMPORT.finditer(sources.text(path)):
        _visit(sources, _beside(path, match[1]), order, (*importing, path))
    order.append(path)


def _beside(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


class _Sources:
    """Static files by path; the first of the folders that has one wins."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._files: dict[str, Path] = {}
        for folder in reversed(folders):
            for where, names, files in os.walk(folder):
                names[:] = [name for name in names if not name.startswith(".")]
                for name in files:
                    file = Path(where, name)
                    if not name.startswith(".") and not file.is_symlink():
                        self._files[file.relative_to(folder).as_posix()] = file

    def paths(self) -> list[str]:
        return sorted(self._files)

    def bytes(self, path: str) -> bytes:
        file = self._files.get(path)
        if file is None:
            raise LecprepError(f"The static file {path} does not exist, but another asks for it.")
        return _contents(file, file.stat().st_mtime_ns)

    def text(self, path: str) -> str:
        return self.bytes(path).decode("utf-8").replace("\r\n", "\n")


@cache
def _contents(file: Path, changed: int) -> bytes:
    return file.read_bytes()
