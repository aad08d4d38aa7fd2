"""Judgement: one rule a module, on a lecture by itself or on the whole course. Nothing here changes what it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lecprep.checks import code_parses, exam_papers, images
from lecprep.diagnostics import Diagnostic
from lecprep.model import Course, Lecture
from lecprep.tuples import NamedTuple

LECTURE_RULES: tuple[Callable[[Lecture, Lecture | None], Iterable[Diagnostic]], ...] = (code_parses.check,)
RULES: tuple[Callable[[Course], Iterable[Diagnostic]], ...] = (
    exam_papers.check,
    images.check,
)


class Request(NamedTuple):
    """A check that runs code or asks other machines, and so is made only when somebody asks for it; `codes` is what it may say."""

    codes: frozenset[str]
    check: Callable[[Course], Iterable[Diagnostic]]


def run_lecture(lecture: Lecture, sound: Lecture | None = None) -> tuple[Diagnostic, ...]:
    """Return what the rules for one lecture have to say about it; nothing else of the course matters to them.

    They may pass over what it has in common with a `sound` one, of which they said nothing.
    """
    return tuple(diagnostic for rule in LECTURE_RULES for diagnostic in rule(lecture, sound))


def run(course: Course) -> list[Diagnostic]:
    """Return what the rules for the whole have to say about a course."""
    return [diagnostic for rule in RULES for diagnostic in rule(course)]
