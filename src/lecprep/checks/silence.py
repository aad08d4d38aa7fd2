"""What an author has silenced: one rule, for a question or for a file. Everything is said first and taken back here, once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence

from lecprep.diagnostics import Diagnostic, Severity, did_you_mean, hint, warning
from lecprep.model import Lecture, Question, Silence

# What is found before any rule runs, and may be silenced as one.
FOUND_ON_READING = frozenset(
    {
        "choice-kept-in-place",
        "caption-without-table",
        "empty-callout",
        "empty-lecture",
        "empty-questions",
        "heavy-image",
        "image-without-size",
        "link-to-draft",
        "marking-without-use",
        "missing-title",
        "question-outside-questions",
        "question-without-id",
        "raw-html",
        "second-questions",
        "second-title",
        "undefined-footnote",
        "unknown-attribute",
        "unknown-callout",
        "unknown-code-attribute",
        "unknown-language",
        "yaml-hidden-text",
    }
)

# What is found only when somebody asks for it: a comment may wait for that.
FOUND_ON_REQUEST = frozenset(
    {
        "code-breaks-off",
        "code-needs-too-much-memory",
        "code-prints-too-much",
        "code-raises",
        "code-takes-too-long",
        "dead-link",
        "output-differs",
        "unasked-link",
        "uncertain-link",
    }
)


def unsilenced(
    diagnostics: Iterable[Diagnostic], lectures: Sequence[Lecture], rules: Collection[str] | None = None
) -> list[Diagnostic]:
    """Return the diagnostics without those that their author silenced; errors cannot be.

    With the names of the `rules` that ran, those made on request among them, a comment that silences nothing is one of them.
    """
    by_path = {
        lecture.path: _Silences(lecture)
        for lecture in lectures
        if lecture.silenced or any(question.silenced for question in lecture.questions)
    }
    used: set[Silence] = set()
    kept = []
    for diagnostic in diagnostics:
        silences = by_path[diagnostic.span.path].of(diagnostic) if diagnostic.span.path in by_path else []
        used.update(silences)
        if not silences or diagnostic.severity is Severity.ERROR:
            kept.append(diagnostic)
    if rules is not None:
        for lecture in lectures:
            kept += _useless(lecture, used, {*rules, *FOUND_ON_READING})
    return kept


class _Silences:
    """The silences of a lecture, by the lines that they cover."""

    def __init__(self, lecture: Lecture) -> None:
        self._whole = lecture.silenced
        self._questions: list[Question] = sorted(
            (question for question in lecture.questions if question.silenced), key=lambda question: question.span.line
        )
        self._starts = [question.span.line for question in self._questions]

    def of(self, diagnostic: Diagnostic) -> list[Silence]:
        """Return what silences a diagnostic."""
        silences = [silence for silence in self._whole if silence.rule == diagnostic.code]
        at = bisect_right(self._starts, diagnostic.span.line) - 1
        if at >= 0 and diagnostic.span.line <= self._questions[at].last_line:
            silences += [silence for silence in self._questions[at].silenced if silence.rule == diagnostic.code]
        return silences


def _useless(lecture: Lecture, used: set[Silence], asked: Collection[str]) -> Iterable[Diagnostic]:
    known = {*asked, *FOUND_ON_REQUEST}
    of_questions = [silence for question in lecture.questions for silence in question.silenced]
    for silence in lecture.stray_silences:
        yield warning(
            silence.span,
            "useless-silence",
            "this comment stands under no question, so it silences nothing",
            "Move it below the heading of a question, or write check-ignore-file for the whole file.",
        )
    for silence in (*lecture.silenced, *of_questions):
        if silence.rule not in known:
            yield warning(
                silence.span,
                "unknown-rule",
                f"there is no rule {silence.rule[:60]!r} to be silenced.{did_you_mean(silence.rule, known)}",
                "Write the names of rules, with commas between them, and a reason after a colon.",
            )
        elif silence not in used and silence.rule in asked:
            yield hint(
                silence.span,
                "useless-silence",
                f"{silence.rule} has nothing to say here any more",
                "Delete the comment: it would hide the next mistake.",
            )
