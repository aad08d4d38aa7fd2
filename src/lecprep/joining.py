"""Styles and scripts joined from many files to few, without what says nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import TypeAlias

from lecprep.diagnostics import LecprepError
from lecprep.words import Catalogue

# Where modules ask for words, which are put in their place before scripts are joined.
WORDS = "js/core/catalogue.js"

# What a file says, by its path.
Text: TypeAlias = Callable[[str], str]

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
_JS_TRUTH = re.compile(r"(?<![\w$#.])(?:true|false)(?![\w$]|\s*:)")
# After a parenthesis it could be all that a loop does.
_JS_SPARE = re.compile(r"(?<=[^)])(?<!else)(?<!do);$")

# What an ES module imports, and what else it says.
_Module: TypeAlias = tuple[tuple[str, ...], str]


def join_styles(text: Text, path: str) -> str:
    """Return a stylesheet with what it imports in its place, without comments, white space and marks that say nothing."""
    parts = [part for part in map(str.strip, _with_imports(text, path)) if part]
    if any(part[0] == "}" or part[-1] not in "{},;" for part in parts):  # a rule goes on from one file to the next
        parts = ["\n".join(parts)]
    return "".join(map(_dense, parts)) + "\n"


@lru_cache(maxsize=1024)
def _dense(style: str) -> str:
    """Return a part of a stylesheet without what says nothing; most are parts of several, and one edit changes one."""
    dense = _CSS_SPACE.sub(lambda match: match[1] or "".join(match[2].split()), style).strip()
    return _CSS_SPARE.sub(lambda match: match[1] or "", dense)


def _with_imports(text: Text, path: str) -> Iterator[str]:
    """Yield what a stylesheet says, and what it imports where it does so."""
    own, *imported = _CSS_IMPORT.split(_without_comments(text(path)))
    yield own
    for target, own in zip(imported[::2], imported[1::2], strict=True):
        yield from _with_imports(text, _beside(path, target))
        yield own


@lru_cache(maxsize=1024)
def _without_comments(style: str) -> str:
    return _CSS_COMMENT.sub(lambda match: match[1] or "", style)


def modules(text: Text, words: Catalogue) -> Callable[[str], str]:
    """Return what joins an ES module and everything that it imports to one classic script, which holds the words that it says.

    Modules do not load from disk, and each costs a round trip. Ours have named imports and exports alone, and no two of
    them use one name, so that in the order of their imports they make one function body. Most are a part of several scripts.
    """
    return partial(_join_modules, cache(lambda path: _module(text(path), words, path)))


def _join_modules(module: Callable[[str], _Module], path: str) -> str:
    order: list[str] = []
    _visit(module, path, order, ())
    body = "\n".join(body for path in order if (body := module(path)[1]))
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


@lru_cache(maxsize=1024)
def _module(script: str, words: Catalogue, path: str) -> _Module:
    """Return which modules an ES module imports, and what else it says, with the words, compact."""
    imported = tuple(_beside(path, match[1]) for match in _JS_IMPORT.finditer(script))
    if path == WORDS:
        return imported, ""
    return imported, compact(_JS_EXPORT.sub("", _JS_IMPORT.sub("", _with_words(script, path, words))))


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
    `const` becomes `let`, for the type checker has seen to it that nothing else is assigned; `true` is `!0`.
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
        at += len(part)
        if rule is _JS_TOKEN and first not in "\"'":
            if part == "const":
                part = "let"
            elif "true" in part or "false" in part:
                part = _JS_TRUTH.sub(_short_truth, part)
        if gap and before and _separates(before[-1], gap, part[0]):
            pieces.append(gap)
        if part == "}" and _JS_SPARE.search("".join(pieces[-2:])):
            pieces[-1] = pieces[-1][:-1]
        pieces.append(part)
        before, gap = part, ""
    return "".join(pieces)


def _short_truth(match: re.Match[str]) -> str:
    return "!0" if match[0] == "true" else "!1"


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
