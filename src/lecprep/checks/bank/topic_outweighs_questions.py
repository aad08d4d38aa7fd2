"""An exam by syllabus finds the questions that the weights of its topics ask for.

A topic that is due six of the seats of an exam and has two questions gives four seats to other topics, and its two questions come in
every paper. The rule speaks when a tenth of the seats moves so, and two at least. Of a topic without any question, and of an exam
that is larger than the bank, `lecprep check` speaks anyway. A question counts for the first of its topics.

FAIL::

    # course.yml: of eight questions, six are due to topic 55
    syllabus:
      - {id: 54, title: The optimisation spectrum, weight: 1}
      - {id: 55, title: Instruction-tuning, weight: 3}
    exams:
      - {id: full, title: Mock exam, questions: 8, draw: syllabus}

    # the course: ten questions of topic 54, two of topic 55

PASS::

    # the course: six questions of topic 54, six of topic 55
    syllabus:
      - {id: 54, title: The optimisation spectrum, weight: 1}
      - {id: 55, title: Instruction-tuning, weight: 3}
    exams:
      - {id: full, title: Mock exam, questions: 8, draw: syllabus}
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.rule import CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.exams import bank_of, due_by_weight, first_topics
from lecprep.model import Course, Draw

FEWEST, SMALLEST_SHARE = 2, 0.1


def check(course: Course) -> Iterator[Finding]:
    """Find each exam by syllabus of which topics with too few questions give many seats away."""
    has = first_topics(course)
    for exam in course.exams:
        if exam.draw is not Draw.SYLLABUS or exam.questions > len(bank_of(course)):
            continue
        due = due_by_weight(course, exam)
        short = {topic: due[topic] - has[topic] for topic in due if 0 < has[topic] < due[topic]}
        lost = sum(short.values())
        if lost < max(FEWEST, exam.questions * SMALLEST_SHARE):
            continue
        worst = max(short, key=short.__getitem__)
        others = f", and {len(short) - 1} more come short" if len(short) > 1 else ""
        yield Finding(
            exam.span,
            f"by weight, {due[worst]} of the {exam.questions} questions of the exam {exam.id!r} are due to topic {worst}, which has"
            f" {has[worst]}{others}; {lost} are drawn from other topics",
            "Write more questions there, lower the weight, or let the exam ask for fewer questions.",
        )


RULE = CourseRule(
    name="topic-outweighs-questions",
    severity=Severity.WARNING,
    manual=__doc__,
    source="the weights of the course itself",
    check=check,
)
