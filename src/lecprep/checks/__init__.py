"""Judgement on a whole course: one rule a module, `Course → diagnostics`. Nothing here changes the course."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lecprep.checks import code_parses, exam_papers, images
from lecprep.diagnostics import Diagnostic
from lecprep.model import Course

RULES: tuple[Callable[[Course], Iterable[Diagnostic]], ...] = (
    code_parses.check,
    exam_papers.check,
    images.check,
)


def run(course: Course) -> list[Diagnostic]:
    """Return what every rule has to say about a course."""
    return [diagnostic for rule in RULES for diagnostic in rule(course)]
