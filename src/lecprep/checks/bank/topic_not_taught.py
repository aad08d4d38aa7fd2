"""Every topic of the syllabus has a lecture.

A topic that no lecture names in its front matter is one that students look for in vain.

FAIL::

    # course.yml
    syllabus:
      - {id: 54, title: The optimisation spectrum}
      - {id: 55, title: Instruction-tuning}

    # the front matter of the only lecture
    syllabus: 54

PASS::

    # course.yml
    syllabus:
      - {id: 54, title: The optimisation spectrum}
      - {id: 55, title: Instruction-tuning}

    # the front matter of the only lecture
    syllabus: 54-55
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.bank.topics import named
from lecprep.checks.rule import CourseRule, Finding
from lecprep.diagnostics import Severity, Span
from lecprep.model import Course


def check(course: Course) -> Iterator[Finding]:
    """Find the topics that no lecture names, all at once, as soon as some lecture names one."""
    taught = {topic for lecture in course for topic in lecture.syllabus}
    missing = [topic for topic in course.syllabus if taught and topic.id not in taught]
    if missing:
        yield Finding(
            Span("course.yml"),
            f"no lecture teaches {named(missing)}",
            "Name it under `syllabus` in the front matter of the lecture that does, or write one.",
        )


RULE = CourseRule(
    name="topic-not-taught",
    severity=Severity.WARNING,
    manual=__doc__,
    source="the syllabus of the course itself",
    check=check,
)
