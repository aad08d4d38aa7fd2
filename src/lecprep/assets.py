"""The site's own files: stylesheets and scripts joined from many, named by their content, and what is copied as it is."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

from lecprep.diagnostics import LecprepError
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
# Where modules ask for words, which are put in their place before scripts are joined.
WORDS = "js/core/catalogue.js"
BOOT = "js/boot.js"
PREVIEW = "js/preview.js"
# Service workers stand alone, too.
OFFLINE_WORKER = "js/workers/offline.js"
NO_WORKER = "js/workers/gone.js"
FAVICON = "icons/favicon.svg"
TOUCH_ICON = "icons/touch-icon.png"

_CSS_IMPORT = re.compile(r"""^@import\s+(?:url\()?["']([^"']+)["']\)?\s*;[ \t]*\n?""", re.M)
_CSS_STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_CSS_COMMENT = re.compile(_CSS_STRING + r"|/\*.*?\*/", re.S)
_CSS_SPACE = re.compile(_CSS_STRING + r"|\s*([{},;](?:\s*[\w-]+:(?=\s))?)\s*")
_CSS_SPARE = re.compile(
    _CSS_STRING + r"|;(?=\})|(?<![\w.#-])0(?=\.\d)|(?<=\.\d)0+(?=[ ,)])|(?<=\.\d\d)0+(?=[ ,)])| (?=>)|(?<=>) "
)
_JS_IMPORT = re.compile(r"""^import\s*\{[^}]*\}\s*from\s*["']([^"']+)["'];?[ \t]*\n?""", re.M)
_JS_EXPORT = re.compile(r"^export (?=async function|function|const|let|class)", re.M)
_JS_WORD = re.compile(r"""(?<![\w.])word\('([\w.-]+)'\)""")
_JS_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.S)
_JS_TEMPLATE = re.compile(r"[`}](?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)", re.S)
_JS_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
_JS_TOKEN = re.compile(r"""[^\s"'`/{}]+|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|.""", re.S)
# After these a slash begins a regular expression; after anything else it divides.
_JS_BEFORE_PATTERN = re.compile(
    r"(?:^|[(,=:\[!&|?{};+\-*%~^<>]|(?<![\w$.])(?:await|case|do|else|in|of|return|typeof|void|yield))$"
)
_JS_WORDS = re.compile(r"[\w$#]{2}")


# What an ES module imports, and what else it says.
_Module: TypeAlias = tuple[tuple[str, ...], str]


class Assets(NamedTuple):
    """The files to write, by their path below the site's top, and under which of these paths pages find what they load.

    `boot` is the script that stands in every page itself: it runs before the first paint, which waits for no file.
    """

    files: Mapping[str, bytes]
    names: Mapping[str, str]
    boot: str


def default_folder(name: str) -> Path:
    """Return our own `templates` or `static` folder: inside the installed package, or at the top of its repository."""
    packaged = Path(__file__).resolve().parent / name
    folder = packaged if packaged.is_dir() else packaged.parents[2] / name
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
    return compact(_Sources(static_folders(own)).text(path)) + "\n"


def styles_alone(own: Path | None, path: str) -> str:
    """Return a stylesheet joined, for a page that holds it; files in `own` take the place of ours, and it cannot end early."""
    return join_styles(_Sources(static_folders(own)), path).replace("</", r"<\/")


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
    sources = _Sources(static_folders(own))
    # Most modules are a part of several scripts.
    join_modules = partial(_join_modules, cache(partial(_module, sources, words or catalogue("en"))))
    joined = {
        "stylesheet": ("lecprep.css", join_styles(sources, STYLESHEET)),
        "script": ("lecprep.js", join_modules(SCRIPT)),
        "home_script": ("home.js", join_modules(HOME_SCRIPT)),
        "exam_stylesheet": ("exam.css", join_styles(sources, EXAM_STYLESHEET)),
        "exam_script": ("exam.js", join_modules(EXAM_SCRIPT)),
        "record_stylesheet": ("record.css", join_styles(sources, RECORD_STYLESHEET)),
        "review_script": ("review.js", join_modules(REVIEW_SCRIPT)),
        "record_script": ("record.js", join_modules(RECORD_SCRIPT)),
    }
    if search:
        joined["search_stylesheet"] = ("search.css", join_styles(sources, SEARCH_STYLESHEET))
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
    return Assets(files, names, compact(sources.text(BOOT)))


def fingerprinted(path: str, data: bytes) -> str:
    """Return a path with the fingerprint of what the file holds: another content has another address."""
    stem, ending = path.rsplit(".", 1)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{ending}"


def join_styles(sources: _Sources, path: str) -> str:
    """Return a stylesheet with what it imports in its place, without comments, white space and marks that say nothing."""
    text = _CSS_SPACE.sub(lambda match: match[1] or "".join(match[2].split()), _with_imports(sources, path)).strip()
    return _CSS_SPARE.sub(lambda match: match[1] or "", text) + "\n"


def _with_imports(sources: _Sources, path: str) -> str:
    text = _CSS_COMMENT.sub(lambda match: match[1] or "", sources.text(path))
    return _CSS_IMPORT.sub(lambda match: _with_imports(sources, _beside(path, match[1])), text)


def _join_modules(module: Callable[[str], _Module], path: str) -> str:
    """Return an ES module and everything that it imports as one classic script, which holds the words that it says.

    Modules do not load from disk, and each costs a round trip. Ours have named imports and exports alone, and no two of
    them use one name, so that in the order of their imports they make one function body.
    """
    order: list[str] = []
    _visit(module, path, order, ())
    body = "\n".join(body for path in order if (body := module(path)[1]))
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


def _module(sources: _Sources, words: Catalogue, path: str) -> _Module:
    """Return which modules an ES module imports, and what else it says, with the words, compact."""
    text = sources.text(path)
    imported = tuple(_beside(path, match[1]) for match in _JS_IMPORT.finditer(text))
    if path == WORDS:
        return imported, ""
    return imported, compact(_JS_EXPORT.sub("", _JS_IMPORT.sub("", _with_words(text, path, words))))


def _with_words(text: str, path: str, words: Catalogue) -> str:
    """Return a module with the words in the place of the keys that it asks for."""

    def literal(match: re.Match[str]) -> str:
        try:
            said = words.for_scripts(match[1])
        except KeyError:
            raise LecprepError(f"The static file {path} asks for words that there are not: {match[1]}.") from None
        return (
            "'" + re.sub(r"[\\'\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", said).replace("\n", "\\n") + "'"
        )

    return _JS_WORD.sub(literal, text)


@cache
def compact(script: str) -> str:
    """Return a script without comments, and without the white space that separates nothing.

    Strings, templates and regular expressions stay as they are; a line break stays where a statement may end. What is
    `const` becomes `let`: the type checker has seen to it that nothing else is assigned.
    """
    pieces: list[str] = []
    before = gap = ""
    depths: list[int] = []  # of braces in each template that is open
    at = 0
    while at < len(script):
        if match := _JS_GAP.match(script, at):
            gap = "\n" if "\n" in match[0] else gap or " "
            at = match.end()
            continue
        first = script[at]
        is_template = first == "`" or (first == "}" and depths[-1:] == [0])
        is_pattern = first == "/" and _JS_BEFORE_PATTERN.search(before)
        rule = _JS_TEMPLATE if is_template else _JS_PATTERN if is_pattern else _JS_TOKEN
        # What is no valid script is passed on as it is: the browser will say where.
        part = match[0] if (match := rule.match(script, at)) else first
        if is_template and first == "}":
            depths.pop()
        if is_template and part.endswith("${"):
            depths.append(0)
        elif depths and part in "{}":
            depths[-1] += 1 if part == "{" else -1
        if gap and before and _separates(before[-1], gap, part[0]):
            pieces.append(gap)
        pieces.append("let" if part == "const" else part)
        before, gap, at = part, "", at + len(part)
    return "".join(pieces)


def _separates(before: str, gap: str, after: str) -> bool:
    if _JS_WORDS.match(before + after) or (before == after and before in "+-/"):
        return True
    return gap == "\n" and before not in "{([,;:=<>&|?*%!~^." and after not in "}]),;:.?=&|*%^<>"


def _visit(module: Callable[[str], _Module], path: str, order: list[str], importing: Sequence[str]) -> None:
    if path in importing:
        raise LecprepError(f"These modules import each other in a circle: {' → '.join([*importing, path])}.")
    if path in order:
        return
    for imported in module(path)[0]:
        _visit(module, imported, order, (*importing, path))
    order.append(path)


def _beside(path: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


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
            return _contents(file, os.stat(file).st_mtime_ns)  # noqa: PTH116  # hundreds of times a build
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
def _contents(file: str, changed: int) -> bytes:
    with open(file, "rb", buffering=0) as found:  # noqa: PTH123  # as above
        return found.read()
