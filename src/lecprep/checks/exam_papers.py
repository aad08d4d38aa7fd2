"""An exam should find in the course all the questions that its blueprint asks for.

FAIL, where topic 57 has no question::

    syllabus:
      - {id: 56, title: LoRA}
      - {id: 57, title: Knowledge sourcing}
    exams:
      - {id: full, title: Full mock exam, questions: 24, draw: syllabus}

PASS: twelve questions of either topic. A question counts for the first topic of its `topics=`, or of its lecture.
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.course import lecture_named
from lecprep.diagnostics import Diagnostic, error, warning
from lecprep.exams import PRINTED_SEED, bank_of, draw, due_by_weight, first_topics, offered
from lecprep.model import Course, Draw, ExamBlueprint


def check(course: Course) -> Iterator[Diagnostic]:
    """Yield what keeps an exam from being drawn, or from being what its author meant."""
    bank = bank_of(course)
    for exam in course.exams:
        if exam.draw is Draw.QUOTAS:
            yield from _quotas(course, exam)
        elif exam.questions > len(bank):
            yield warning(
                exam.span,
                "bank-too-small",
                f"the exam {exam.id!r} asks for {exam.questions} questions, and the course has {len(bank)}",
                f"Write {exam.questions - len(bank)} more, or ask for fewer; until then the paper is shorter.",
            )
        elif exam.draw is Draw.SYLLABUS:
            yield from _topics(course, exam)
        if exam.draw is Draw.SYLLABUS and not course.syllabus:
            yield error(
                exam.span,
                "draw-without-syllabus",
                f"the exam {exam.id!r} draws by syllabus, and course.yml has none",
                "Add `syllabus`, or write `draw: lectures`.",
            )


def _quotas(course: Course, exam: ExamBlueprint) -> Iterator[Diagnostic]:
    bank = bank_of(course)
    known = {topic.id for topic in course.syllabus}
    is_short = False
    for quota in exam.quotas:
        name = f"lecture {quota.lecture}" if quota.lecture else f"topic {quota.topic}"
        is_known = lecture_named(course.lectures, quota.lecture) if quota.lecture else quota.topic in known
        count = len(list(offered(course, bank, quota)))
        if not is_known:
            is_short = True
            yield error(
                exam.span,
                "unknown-quota",
                f"the exam {exam.id!r} draws from {name}, which does not exist",
                "Name a lecture's number or slug, or a topic of the syllabus.",
            )
        elif count < quota.questions:
            is_short = True
            yield warning(
                exam.span,
                "bank-too-small",
                f"the exam {exam.id!r} asks for {quota.questions} questions of {name}, which has {count}",
                f"Write {quota.questions - count} more there, or ask for fewer; until then the paper is shorter.",
            )
    drawn = len(draw(course, exam, PRINTED_SEED))
    if drawn < exam.questions and not is_short:
        yield warning(
            exam.span,
            "bank-too-small",
            f"the quotas of the exam {exam.id!r} share questions: only {drawn} of its {exam.questions} can be drawn at once",
            f"Write {exam.questions - drawn} more for these quotas, or ask for fewer; until then the paper is shorter.",
        )


def _topics(course: Course, exam: ExamBlueprint) -> Iterator[Diagnostic]:
    has = first_topics(course)
    due = due_by_weight(course, exam)
    empty = [topic for topic, count in due.items() if count and not has[topic]]
    if empty:
        lost = sum(due[topic] for topic in empty)
        which = f"topic {empty[0]} has" if len(empty) == 1 else f"{len(empty)} topics ({_some(empty)}) have"
        yield warning(
            exam.span,
            "topic-without-questions",
            f"{which} no questions; {lost} of the {exam.questions} of the exam {exam.id!r} are due there by weight, and are"
            " drawn from other topics",
            f'Write questions there. One counts for the first of its topics: {{topics="{empty[0]}"}} after its heading.',
        )


def _some(topics: list[str]) -> str:
    return ", ".join(topics[:6]) + (" …" if len(topics) > 6 else "")
