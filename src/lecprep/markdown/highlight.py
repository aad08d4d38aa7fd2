"""Colour for code: Pygments tokens reduced to the five classes that the design has.

Pygments takes longer to load than a lecture to be read. Whoever reads a text again, of which most is as it was, hands in
what was found out about its code (see `remembering`), and need not load it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from lecprep.model import CodeNotes

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Languages that Pygments does not know, or whose own name reads badly in a caption.
ALIASES = {"jsonl": "json", "ndjson": "json", "text": "", "txt": "", "plain": "", "plaintext": "", "output": "", "": ""}
NAMES = {"jsonl": "JSONL", "ndjson": "JSONL", "text": "", "txt": "", "plain": "", "plaintext": "",
         "output": "Output", "": "", "console": "Terminal", "shell": "Shell", "sh": "Shell", "bash": "Bash"}  # fmt: skip


# So many blocks in a language repay the time that it takes to make its lexer quick.
_OFTEN = 128
_met: Counter[str] = Counter()

_NOTES: ContextVar[tuple[CodeNotes, dict[Any, str]] | None] = ContextVar("notes", default=None)


@contextmanager
def remembering(earlier: CodeNotes) -> Iterator[CodeNotes]:
    """Take from `earlier` what was found out before, and yield what is asked for meanwhile, with the answers.

    Answers are the same without it: they depend on nothing but what is asked.
    """
    found: dict[Any, str] = {}
    token = _NOTES.set((earlier, found))
    try:
        yield found
    finally:
        _NOTES.reset(token)


def language_name(language: str) -> str:
    """Return the name of a language for a caption: "Python" for `python`, the word itself when nobody knows it."""
    return NAMES[language] if language in NAMES else _name(language) or language


def is_known(language: str) -> bool:
    """Tell whether code in this language can be coloured (or needs no colour)."""
    return ALIASES.get(language) == "" or _name(language) != ""


def highlight(code: str, language: str, marked_lines: tuple[int, ...] = ()) -> str:
    """Return code as HTML: spans of class `tok-…`, and the lines numbered in `marked_lines` (from 1) in `<span class="hl">`."""
    return _noted((code, language, marked_lines), lambda: _highlight(code, language, marked_lines))


def _noted(asked: str | tuple[str, str, tuple[int, ...]], find_out: Callable[[], str]) -> str:
    notes = _NOTES.get()
    if notes is None:
        return find_out()
    earlier, found = notes
    if asked not in found:
        found[asked] = earlier[asked] if asked in earlier else find_out()
    return found[asked]


def _name(language: str) -> str:
    """Return what Pygments calls a language, "" where it knows none of that name."""
    return _noted(language, lambda: str(lexer.name) if (lexer := _lexer(language)) else "")


@lru_cache(maxsize=1024)
def _highlight(code: str, language: str, marked_lines: tuple[int, ...]) -> str:
    # The last line ends, as those before it do, where it ends.
    whole = "".join([_span(css_class, text) for css_class, text in _runs(code, language)]).removesuffix("\n")
    if not marked_lines:
        return whole
    return "\n".join(
        f'<span class="hl">{line}</span>' if number in marked_lines else line
        for number, line in enumerate(whole.split("\n"), 1)
    )


@lru_cache(maxsize=1024)
def _span(css_class: str, text: str) -> str:
    """Return code of one class as HTML. Most of it was met before: keywords, names, what stands between them."""
    text = escape(text, quote=False)
    if not css_class:
        return text
    return "\n".join([f'<span class="tok-{css_class}">{line}</span>' if line else "" for line in text.split("\n")])


def _runs(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield (class, text) for neighbouring tokens of one class, white space joined to what stands before it."""
    lexer = _lexer(language)
    if lexer is None:
        yield "", code
        return
    _met[language] += 1
    if _met[language] == _OFTEN:
        from lecprep.markdown.lexing import quicken

        quicken(lexer)
    current = ""
    texts: list[str] = []
    for token_type, text in lexer.get_tokens(code):
        css_class = _css_class(token_type)
        if css_class != current and not text.isspace():
            if texts:
                yield current, "".join(texts)
            current, texts = css_class, []
        texts.append(text)
    if texts:
        yield current, "".join(texts)


@cache
def _css_class(token_type: Any) -> str:
    from pygments.token import Comment, Keyword, Literal, Name, Operator, String

    classes = (
        (Comment, "c"), (Keyword, "k"), (Operator.Word, "k"), (Name.Tag, "k"), (Name.Attribute, "f"), (String, "s"),
        (Literal.Number, "n"), (Literal, "s"), (Name.Function, "f"), (Name.Class, "f"), (Name.Decorator, "f"),
        (Name.Builtin, "f"),
    )  # fmt: skip
    return next((css_class for parent, css_class in classes if token_type in parent), "")


@cache
def _lexer(language: str) -> Lexer | None:
    name = ALIASES.get(language, language)
    if not name:
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        # stripnl would shift the numbers of highlighted lines.
        return get_lexer_by_name(name, stripnl=False)
    except ClassNotFound:
        return None
