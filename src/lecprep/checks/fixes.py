"""Mending what has one right answer: numbers into their order, and ids where there are none.

A mended text is read again, and taken only when each question says the same as before; else the question stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from lecprep.checks.numbers_of_choices import is_in_order, numbers_of
from lecprep.diagnostics import Span
from lecprep.model import Choice, Course, Lecture, MultipleChoice, Question, SingleChoice, SourceFile
from lecprep.reader import read

ORDER, IDS = "numbers-out-of-order", "question-without-id"

# What some editors put before a UTF-8 text.
_MARK = b"\xef\xbb\xbf"
_ITEM = re.compile(r"([ \t]*)[-*+][ \t]+\[[ xX]\][ \t]")
_HEADING = re.compile(r"(#{3}[ \t].*?)([ \t]*)(\r?\n|\r|)")
_ATTRIBUTES = re.compile(r"\{([^{}]*)\}[ \t]*$")


def fix(path: str, text: str, linked: Collection[str] = ()) -> tuple[str, list[tuple[int, str]]]:
    """Return a lecture's text with what can be mended, and the line and rule of each thing that was.

    `text` is that of the file as it is, line ends included. A heading that something links to (by a `linked` id) gets no id.
    """
    lecture = _read(path, text)
    if lecture is None:
        return text, []
    waiting = [
        [
            (question, rule, mend)
            for question in lecture.questions
            for rule, mend in ((IDS, _with_id), (ORDER, _in_order))
            if not _is_silenced(lecture, question, rule) and not (rule == IDS and _anchor(lecture, question) in linked)
        ]
    ]
    lines = _lines(text)
    mended: list[tuple[int, str]] = []
    # All at once, or else each half by itself: a lecture of a thousand questions is not read a thousand times.
    while waiting:
        changed, tried = lines, []
        for question, rule, mend in waiting.pop():
            if (result := mend(question, changed)) is not None:
                changed = result
                tried.append((question, rule, mend))
        if tried and _says_the_same(lecture, _read(path, "".join(changed))):
            lines = changed
            mended += [(question.span.line, rule) for question, rule, _ in tried]
        elif len(tried) > 1:
            middle = len(tried) // 2
            waiting += [tried[middle:], tried[:middle]]
    return "".join(lines), mended


def fix_course(course: Course, data: Callable[[str], bytes]) -> tuple[dict[str, bytes], list[tuple[Span, str]]]:
    """Return the lectures that can be mended, as files by their paths, and the place and rule of each thing that was.

    `data` gives a file as it is; what is not UTF-8 is left alone.
    """
    linked = {link.fragment for lecture in course for link in lecture.links}
    linked |= {(question.see or "").rpartition("#")[2] for lecture in course for question in lecture.questions}
    files: dict[str, bytes] = {}
    mended: list[tuple[Span, str]] = []
    for lecture in course:
        written = data(lecture.path)
        mark, body = (_MARK, written[len(_MARK) :]) if written.startswith(_MARK) else (b"", written)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            continue
        changed, done = fix(lecture.path, text, linked)
        if done:
            files[lecture.path] = mark + changed.encode("utf-8")
            mended += [(Span(lecture.path, line), rule) for line, rule in done]
    return files, mended


def _read(path: str, text: str) -> Lecture | None:
    return read(SourceFile(path, text)).lecture


def _lines(text: str) -> list[str]:
    """Return the lines of a file with their ends, as many as the reader counts."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def _is_silenced(lecture: Lecture, question: Question, rule: str) -> bool:
    return any(silence.rule == rule for silence in (*question.silenced, *lecture.silenced))


def _anchor(lecture: Lecture, question: Question) -> str:
    return next((anchor.id for anchor in lecture.anchors if anchor.html_id == question.anchor), "")


# --- ids ------------------------------------------------------------------------------------------------------------


def _with_id(question: Question, lines: list[str]) -> list[str] | None:
    """Give a question the id that it has had until now by its wording: progress that is kept under it stays."""
    if question.has_own_id:
        return None
    return _with_attribute(question, lines, f"#{question.id}", first=True)


def _with_attribute(
    question: Question, lines: Sequence[str], attribute: str, *, first: bool = False
) -> list[str] | None:
    changed = list(lines)
    match = _HEADING.fullmatch(changed[question.span.line - 1])
    if not match or match[1].endswith("#"):
        return None
    heading = match[1]
    if braces := _ATTRIBUTES.search(heading):
        inside = f"{attribute} {braces[1].strip()}" if first else f"{braces[1].strip()} {attribute}"
        heading = f"{heading[: braces.start()]}{{{inside.strip()}}}"
    else:
        heading = f"{heading} {{{attribute}}}"
    changed[question.span.line - 1] = heading + match[2] + match[3]
    return changed


# --- order ----------------------------------------------------------------------------------------------------------


def _in_order(question: Question, lines: list[str]) -> list[str] | None:
    """Sort choices that are numbers, each with its feedback, and have them stay so."""
    if not isinstance(question, SingleChoice | MultipleChoice) or (numbers := numbers_of(question)) is None:
        return None
    values = [value for value, _ in numbers]
    changed = lines if is_in_order(values) else _sorted(question, numbers, lines)
    if changed is None or (changed is lines and question.keep_order):
        return None
    return changed if question.keep_order else _with_attribute(question, changed, ".keep-order")


def _sorted(
    question: SingleChoice | MultipleChoice, numbers: Sequence[tuple[float, Choice]], lines: Sequence[str]
) -> list[str] | None:
    """Return the lines with the blocks of the numbers in order; what stands between blocks stays where it is."""
    starts = [choice.span.line - 1 for choice in question.choices]
    blocks = {start: _block(lines, start, end) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)}
    if any(block is None for block in blocks.values()):
        return None
    places = [choice.span.line - 1 for _, choice in numbers]
    order = [choice.span.line - 1 for _, choice in sorted(numbers, key=lambda number: number[0])]
    taken = dict(zip(places, order, strict=True))
    last = len(lines) - 1
    has_end = lines[last].endswith(("\n", "\r"))
    ending = re.search(r"(?:\r\n|\r|\n)$", lines[0])
    changed = list(lines)
    if not has_end:
        changed[last] += ending[0] if ending else "\n"
    result = list(changed)
    for place in sorted(places, reverse=True):
        to, of = blocks[place], blocks[taken[place]]
        assert to is not None and of is not None
        result[place : place + to] = changed[taken[place] : taken[place] + of]
    if not has_end:
        result[-1] = result[-1].rstrip("\r\n")
    return result


def _block(lines: Sequence[str], start: int, end: int) -> int | None:
    """Return how many lines a choice has, without the blank ones that follow; None where it is no bullet."""
    match = _ITEM.match(lines[start])
    if not match:
        return None
    indent = len(match[1].expandtabs(4))
    count = 1
    for number in range(start + 1, end):
        line = lines[number].expandtabs(4)
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) <= indent:
            break
        count = number - start + 1
    return count


# --- whether nothing was lost ---------------------------------------------------------------------------------------


def _says_the_same(before: Lecture, after: Lecture | None) -> bool:
    """Tell whether every question asks, offers and explains what it did, and the rest of the lecture is the same."""
    return (
        after is not None
        and [_said(question) for question in before.questions] == [_said(question) for question in after.questions]
        and [anchor.text for anchor in before.anchors] == [anchor.text for anchor in after.anchors]
    )


def _said(question: Question) -> tuple[object, ...]:
    explanation = question.explanation.source if question.explanation else ""
    shared = (
        question.id,
        question.label,
        question.prompt.source,
        explanation,
        [hint.source for hint in question.hints],
    )
    if isinstance(question, SingleChoice | MultipleChoice):
        offered = sorted(
            (choice.text.source, choice.is_correct, choice.feedback.source if choice.feedback else "")
            for choice in question.choices
        )
        return (*shared, question.marks, type(question), offered)
    return (*shared, question.marks, type(question))
