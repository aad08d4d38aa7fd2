"""What code is said to print, it prints: Python that is followed by an output is run, and the two are compared. On request only.

The blocks of a lecture run from top to bottom in one process, as the cells of a notebook, since that is how students copy
them: a block may use what those above it have made. A block without an output runs where one with an output follows,
and is told of only if it had to be stopped.

FAIL: code that prints the sum of the numbers from 0 to 9, and below it the output 55. PASS: the output 45; or the language followed
by `no-run`, where what is printed is another each time, or somebody else's to give.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest

from lecprep.checks import Request
from lecprep.checks.code_parses import PARSERS, PYTHON
from lecprep.checks.sandbox import Limits, Outcome, Raised, Stop, run
from lecprep.diagnostics import Diagnostic, Span, hint, warning
from lecprep.model import CodeBlock, Course, Lecture

CODES = frozenset(
    {"output-differs", "code-raises", "code-takes-too-long", "code-prints-too-much", "code-needs-too-much-memory",
     "code-breaks-off", "run-less-confined"}
)  # fmt: skip
# After so many blocks of a lecture that had to be stopped, the rest of it is let be.
MOST_STOPS = 3
_LINES, _WIDTH = 12, 100
_NO_RUN = "write no-run after the language if it is not to be run here"
_FORBIDDEN = {
    "network": "the network",
    "files": "your files",
    "memory": "too much memory",
    "processes": "processes that outlive it",
}


def request(
    jobs: int, progress: Callable[[int, int], None] = lambda done, total: None, limits: Limits | None = None
) -> Request:
    """Return the check, to be made in so many processes at once."""
    return Request(CODES, lambda course: _check(course, jobs, progress, limits or Limits()))


@dataclass(frozen=True)
class _Notebook:
    """The blocks of a lecture that are run, what came of them, by their places, and what could not be forbidden."""

    blocks: Sequence[CodeBlock]
    outcomes: Mapping[int, Outcome]
    lacks: frozenset[str]


def _check(course: Course, jobs: int, progress: Callable[[int, int], None], limits: Limits) -> Iterator[Diagnostic]:
    all_blocks = [blocks for lecture in course if (blocks := _blocks(lecture))]
    cancelled = threading.Event()
    notebooks: list[_Notebook] = []
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for notebook in pool.map(lambda blocks: _run(blocks, limits, cancelled), all_blocks):
                notebooks.append(notebook)
                progress(len(notebooks), len(all_blocks))
        except BaseException:
            cancelled.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    for notebook in notebooks:
        yield from _judged(notebook, limits)
    if lacks := frozenset().union(*(notebook.lacks for notebook in notebooks)):
        what = ", ".join(words for name, words in _FORBIDDEN.items() if name in lacks)
        yield hint(
            Span(""),
            "run-less-confined",
            f"this system could not forbid to the code that ran: {what}",
            "Run only what you have read; docs/commands.md says which system forbids what.",
        )


def _blocks(lecture: Lecture) -> list[CodeBlock]:
    """Return the blocks that are run: all up to the last that has an output."""
    blocks = [
        block
        for block in lecture.code
        # What does not compile is not run; another check has said so.
        if block.language in PYTHON and block.is_run and block.checked and not any(PARSERS[block.language](block))
    ]
    while blocks and blocks[-1].output is None:
        blocks.pop()
    return blocks


def _run(blocks: Sequence[CodeBlock], limits: Limits, cancelled: threading.Event) -> _Notebook:
    """Run blocks; when one has to be stopped, run the others again without it, since it took what they have made with it."""
    stopped: dict[int, Outcome] = {}
    while True:
        texts = [None if place in stopped else block.text for place, block in enumerate(blocks)]
        session = run(texts, limits, cancelled)
        new = {place: outcome for place, outcome in session.outcomes.items() if outcome.stop}
        stopped |= new
        if not new or len(stopped) == MOST_STOPS:
            return _Notebook(blocks, {**session.outcomes, **stopped}, session.lacks)


def _judged(notebook: _Notebook, limits: Limits) -> Iterator[Diagnostic]:
    failed = ""
    stops = sum(outcome.stop is not None for outcome in notebook.outcomes.values())
    last = max(notebook.outcomes, default=0)
    for place, block in enumerate(notebook.blocks):
        outcome = notebook.outcomes.get(place)
        if outcome is None:
            continue
        if outcome.stop:
            is_last = stops == MOST_STOPS and place == last and place + 1 < len(notebook.blocks)
            yield _stopped(block, outcome, limits, is_last=is_last)
        elif block.output is not None:
            yield from _compared(block, outcome, failed)
        if outcome.stop or outcome.raised:
            why = f"raises {_first_line(outcome.raised.said)}" if outcome.raised else "was ended"
            failed = f"The code on line {block.span.line}, before this, {why}. "


def _compared(block: CodeBlock, outcome: Outcome, failed: str) -> Iterator[Diagnostic]:
    assert block.output is not None
    written: Sequence[str] = _lines(block.output.text)
    printed = _lines(outcome.output)
    if outcome.raised:
        expected = _before_raising(written, outcome.raised)
        if expected is None:
            yield _raised(block, outcome.raised, failed)
            return
        written = expected
    if written == printed:
        return
    first = next(at for at, (one, other) in enumerate(zip_longest(written, printed)) if one != other)
    path, line, _ = block.output.span
    # Where all that is written is printed, and more: the fence.
    yield warning(
        Span(path, line + first if first < len(written) else line - 1),
        "output-differs",
        "this is not what the code prints" if printed else "the code prints nothing",
        f"Write what it prints (+) in place of what stands here (-), or mend the code; {_NO_RUN}.",
        _diff(written, printed, first),
    )


def _before_raising(written: Sequence[str], raised: Raised) -> Sequence[str] | None:
    """Return what an output says is printed before the code raises; None where it does not end with what Python says then.

    The lines of a traceback that name files are not compared, as doctest does not: they differ from machine to machine.
    """
    said = _lines(raised.said)
    if list(written[-len(said) :]) != said:
        return None
    head = list(written[: -len(said)])
    begin = next(
        (at for at, line in enumerate(head) if line.startswith("Traceback (most recent call last)")), len(head)
    )
    return head[:begin]


def _raised(block: CodeBlock, raised: Raised, failed: str) -> Diagnostic:
    kind, _, _ = raised.said.partition(":")
    if kind == "NameError" and failed:
        advice = f"{failed}Mend that one first."
    elif kind in ("ModuleNotFoundError", "ImportError"):
        advice = f"Install it where lecprep is, or {_NO_RUN}."
    elif raised.said.startswith(("BlockingIOError: [Errno 11]", "RuntimeError: can't start new thread")):
        advice = f"Code may start only a few processes and threads; {_NO_RUN}."
    elif kind in ("PermissionError", "FileNotFoundError") or re.search(r"\[Errno (?:-\d|101|111)\]", raised.said):
        advice = f"Code runs in an empty folder, without your files and without a network; {_NO_RUN}."
    else:
        advice = f"Mend it, or end its output with what Python says then; {_NO_RUN}."
    span = Span(block.span.path, block.span.line + max(0, min(raised.line - 1, block.text.rstrip().count("\n"))))
    return warning(span, "code-raises", f"this code raises {_first_line(raised.said)}", advice)


def _stopped(block: CodeBlock, outcome: Outcome, limits: Limits, *, is_last: bool) -> Diagnostic:
    rest = " What follows below was not run any more." if is_last else ""
    match outcome.stop:
        case Stop.TIME:
            return warning(
                block.span,
                "code-takes-too-long",
                f"this code was still running after {limits.seconds:g} seconds and was ended",
                f"Have it do less, or end its loop; {_NO_RUN}.{rest}",
            )
        case Stop.OUTPUT:
            return warning(
                block.span,
                "code-prints-too-much",
                f"this code prints more than {limits.output:,} characters and was ended",
                f"Have it print less, or end its loop; {_NO_RUN}.{rest}",
            )
        case Stop.MEMORY:
            return warning(
                block.span,
                "code-needs-too-much-memory",
                f"this code needs more than {limits.memory // 2**20} MB of memory and was ended",
                f"Have it work on less, or end its loop; {_NO_RUN}.{rest}",
            )
        case _:
            how = "" if outcome.status is None else f" (exit code {outcome.status})"
            return warning(
                block.span,
                "code-breaks-off",
                f"the process that ran this code ended before the code did{how}",
                f"Look for what ends Python itself, such as os._exit, a signal or a fault in a library; {_NO_RUN}.{rest}",
            )


def _lines(text: str) -> list[str]:
    """Return the lines of a text; white space at their ends, and at its end, is forgiven."""
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _diff(written: Sequence[str], printed: Sequence[str], first: int) -> str:
    """Return a unified diff of what is written and what is printed, from shortly before the first line that differs."""
    begin = max(0, first - 1)
    window = slice(begin, begin + 4 * _LINES)
    found = difflib.unified_diff(written[window], printed[window], lineterm="", n=1)
    # Without its head, which names no files here, and the places, which count from the window's first line.
    lines = [line for line in list(found)[2:] if not line.startswith("@@")]
    shown = [line if len(line) <= _WIDTH else line[:_WIDTH] + "…" for line in lines[:_LINES]]
    return "\n".join([*shown, *(["…"] if len(lines) > _LINES else [])])


def _first_line(text: str) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= 200 else line[:200] + "…"
