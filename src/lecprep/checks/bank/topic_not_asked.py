"""Every topic of the syllabus has a question.

An exam by syllabus cannot draw from a topic without one, and students cannot find out what they know of it. A question counts
for its own topics, or else for those of its lecture.

FAIL::

    # course.yml
    syllabus:
      - {id: 54, title: The optimisation spectrum}
      - {id: 55, title: Instruction-tuning}

    # the only question of the course
    ### Memory {#memory topics="54"}

PASS::

    # course.yml
    syllabus:
      - {id: 54, title: The optimisation spectrum}
      - {id: 55, title: Instruction-tuning}

    # the only question of the course
    ### Memory {#memory topics="54 55"}
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.bank.topics import named
from lecprep.checks.rule import CourseRule, Finding
from lecprep.course import topics_of
from lecprep.diagnostics import Severity, Span
from lecprep.model import Course


def check(course: Course) -> Iterator[Finding]:
    """Find the topics without a question, all at once, as soon as there are questions of some topic."""
    asked = {topic for lecture in course for question in lecture.questions for topic in topics_of(question, lecture)}
    missing = [topic for topic in course.syllabus if asked and topic.id not in asked]
    if missing:
        yield Finding(
            Span("course.yml"),
            f"no question is about {named(missing)}",
            f'Write one, or add {{topics="{missing[0].id}"}} after the heading of one that is.',
        )


RULE = CourseRule(
    name="topic-not-asked",
    severity=Severity.HINT,
    manual=__doc__,
    source="the syllabus of the course itself",
    check=check,
)
