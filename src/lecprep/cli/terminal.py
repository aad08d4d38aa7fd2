"""What commands print, and how they end. click, which takes longer to load than a lecture to render, is left to what has colours."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from lecprep.diagnostics import LecprepError, Severity, WrongUse

if TYPE_CHECKING:
    from lecprep.course import Checked

CONTENT_ERRORS = 1
WRONG_USE = 2
INTERRUPTED = 130

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "blue"}
Progress: TypeAlias = Callable[[str, int, int], None]


def say(text: str, err: bool = False) -> None:
    """Print a line, on standard error if it is no result."""
    if text.isascii() and "\x1b" not in text:
        print(text, file=sys.stderr if err else sys.stdout, flush=True)
        return
    import click  # which knows what a terminal can show

    # click leaves colours out where nobody sees them; NO_COLOR (https://no-color.org) asks for the same.
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def say_all(lines: Iterable[str]) -> None:
    """Print lines on standard error."""
    for line in lines:
        say(line, err=True)


def show(checked: Checked, *, hints: bool) -> None:
    """Print what a check found."""
    say_all(lines(checked, hints=hints))


def lines(checked: Checked, *, hints: bool) -> list[str]:
    """Return diagnostics as `file:line:column: error[code]: what`, the source line below, then what to do."""
    shown = [diagnostic for diagnostic in checked.diagnostics if hints or diagnostic.severity > Severity.HINT]
    if not shown:
        return []
    from click import style

    said: list[str] = []
    texts: dict[str, list[str]] = {}
    for diagnostic in shown:
        span = diagnostic.span
        if span.path not in texts:
            texts[span.path] = checked.texts.get(span.path, "").split("\n")
        word = diagnostic.severity.name.lower()
        place = str(span).replace(span.path, shown_path(checked.folder.content / span.path), 1)
        head = style(f"{word}[{diagnostic.code}]", fg=COLOURS[diagnostic.severity], bold=True)
        said.append(f"{style(printable(place), bold=True)}: {head}: {printable(diagnostic.message)}")
        if 0 < span.line <= len(texts[span.path]) and texts[span.path][span.line - 1].strip():
            said.append(f"{span.line:>6} | {_excerpt(texts[span.path][span.line - 1], span.column)}")
        said += [f"       | {printable(line)}" for line in diagnostic.detail.split("\n") if diagnostic.detail]
        if diagnostic.help:
            said.append(f"       = {printable(diagnostic.help)}")
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in shown)
    warnings = sum(diagnostic.severity is Severity.WARNING for diagnostic in shown)
    others = len(shown) - errors - warnings
    counts = [count(errors, "error"), count(warnings, "warning"), *([count(others, "hint")] if others else [])]
    return [*said, f"{', '.join(counts)}."]


def shown_path(path: Path) -> str:
    """Return a path as the author would type it from where he stands."""
    try:
        return min(os.path.relpath(path), str(path), key=len)
    except ValueError:  # another drive
        return str(path)


def _excerpt(line: str, column: int) -> str:
    """Return a source line, shortened around the column, without characters that steer a terminal."""
    width = 100
    start = max(0, column - width // 2) if len(line) > width else 0
    text = printable(line.rstrip().expandtabs(4)[start : start + width])
    return ("…" if start else "") + text + ("…" if len(line) > start + width else "")


def printable(text: str) -> str:
    """Return a text without characters that steer a terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def count(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with what it counts."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def size(size: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size / 1000:.0f} KB"


@contextlib.contextmanager
def shown_progress() -> Iterator[Progress]:
    """Show how far long work has come, on a terminal; a log gets nothing."""
    started = time.monotonic()
    shown_at = started
    visible = sys.stderr.isatty()

    def progress(what: str, done: int, total: int) -> None:
        nonlocal shown_at
        now = time.monotonic()
        if visible and now - started > 0.5 and now - shown_at > 0.1:
            shown_at = now
            sys.stderr.write(f"\r{what} {done} of {total}\x1b[K")
            sys.stderr.flush()

    try:
        yield progress
    finally:
        if visible and shown_at > started:
            sys.stderr.write("\r\x1b[K")


def finish(command: Callable[[], object]) -> NoReturn:
    """Run a command, and exit with 0 when all is well, 1 for errors in the course, 2 for a wrong use."""
    _open_closed_streams()
    code = 0
    try:
        command()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except LecprepError as problem:
        from click import style

        say(f"{style('error', fg='red', bold=True)}: {problem}", err=True)
        code = WRONG_USE if isinstance(problem, WrongUse) else CONTENT_ERRORS
    except KeyboardInterrupt:
        say("", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone, as `| head` does; what Python would flush at exit has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        # Of files, modules say more; what is left is the system that fails us, or a full disk that takes our output.
        name = f" ({problem.filename})" if problem.filename else ""
        with contextlib.suppress(OSError):
            sys.stderr.write(printable(f"error: {problem.strerror or problem}{name}.") + "\n")
        code = CONTENT_ERRORS
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # see above
    except OSError:
        code = code or 1
    # Python would take a thousand lectures apart, object by object, before it ends.
    os._exit(code)


def _open_closed_streams() -> None:
    """Have every standard stream lead somewhere, so that no file of ours takes the place of one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  # for as long as we run
