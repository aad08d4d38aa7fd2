"""Author mistakes as values: a place, a stable code, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from lecprep.tuples import NamedTuple


class LecprepError(Exception):
    """Something that makes it impossible to go on: an unusable folder, a full disk, a broken theme.

    The message is one or two sentences for the author: what happened, and what to do.
    """


class WrongUse(LecprepError):
    """The command was given something that it cannot work on: a folder that is not there, a place that is taken."""


class Severity(IntEnum):
    """How much a diagnostic matters; larger is worse."""

    HINT = 0
    WARNING = 1
    ERROR = 2


class Span(NamedTuple):
    """A place in a source file.

    `path` is relative to the course's folder, with forward slashes; `line` and `column` count from 1,
    and 0 means "the file as a whole" (line) or "the line as a whole" (column). A course has too many for anything larger
    than a tuple.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"


class Diagnostic(NamedTuple):
    """One mistake: where it is, its stable kebab-case code, what is wrong and what to do about it.

    `detail` is more than a sentence, such as a diff: lines to be shown below it.
    """

    span: Span
    code: str
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR
    detail: str = ""


def error(span: Span, code: str, message: str, help: str = "") -> Diagnostic:
    """Return a diagnostic that stops a build."""
    return Diagnostic(span, code, message, help, Severity.ERROR)


def warning(span: Span, code: str, message: str, help: str = "", detail: str = "") -> Diagnostic:
    """Return a diagnostic that is worth mending and stops only a `--strict` build."""
    return Diagnostic(span, code, message, help, Severity.WARNING, detail)


def hint(span: Span, code: str, message: str, help: str = "") -> Diagnostic:
    """Return a diagnostic that only `check --all` shows."""
    return Diagnostic(span, code, message, help, Severity.HINT)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics without repeats, by file, line, column and code, so that a report never depends on chance."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.span, d.code, d.message)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` for the nearest of the known words, or nothing when none is near."""
    import difflib

    choices = {known_word.lower(): known_word for known_word in known}
    near = difflib.get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
    return f' Did you mean "{choices[near[0]]}"?' if near else ""
