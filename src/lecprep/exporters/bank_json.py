"""The bank as JSON: everything that a question has, its texts as the Markdown that their author wrote.

docs/export.md says what each key is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, assert_never

from lecprep.course import beside
from lecprep.exporters.base import KINDS, Export, Losses, Source, data_uri, section_of
from lecprep.exporters.rich import Plain, Rich, as_tex
from lecprep.model import (
    Choice,
    Coding,
    Course,
    Lecture,
    MarkingPoint,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Prose,
    Question,
    ShortAnswer,
    Silence,
    SingleChoice,
    TypedAnswer,
)

FORMAT = "lecprep-questions"
VERSION = 2


def export(source: Source) -> Export:
    """Return the whole bank as JSON, its images inside."""
    return Export(write(source.course, lambda path: data_uri(path, source.read(path))))


def write(course: Course, address: Callable[[str], str]) -> bytes:
    """Return the bank as JSON; `address` says where each image that its questions show can be loaded."""
    lectures = [lecture for lecture in course if lecture.questions]
    shown = {path for paths in images(course).values() for path in paths}
    bank = {
        "format": FORMAT,
        "version": VERSION,
        "course": {
            "title": course.title,
            "description": course.description,
            "language": course.language,
            "url": course.url,
        },
        "topics": [{"id": topic.id, "title": topic.title, "weight": topic.weight} for topic in course.syllabus],
        "lectures": [_lecture(course, lecture) for lecture in lectures],
        "images": {path: address(path) for path in sorted(shown)},
    }
    return (json.dumps(bank, ensure_ascii=False, indent=1) + "\n").encode()


def texts(question: Question) -> Iterator[Prose]:
    """Yield every rich text of a question."""
    yield question.prompt
    yield from question.hints
    if question.explanation:
        yield question.explanation
    match question:
        case SingleChoice() | MultipleChoice():
            for choice in question.choices:
                yield choice.text
                if choice.feedback:
                    yield choice.feedback
        case Ordering():
            yield from question.items
        case Matching():
            yield from question.columns
            for pair in question.pairs:
                yield from pair
            yield from question.decoys
        case ShortAnswer() | Coding():
            yield question.model_answer if isinstance(question, ShortAnswer) else question.solution
            yield from (point.text for point in question.marking)
        case Numeric() | TypedAnswer():
            pass
        case _:
            assert_never(question)


def references(lecture: Lecture, questions: Iterable[Question]) -> dict[str, str]:
    """Return the link definitions and footnotes of a lecture that the Markdown of some of its questions names."""
    written = "\n".join(prose.source for question in questions for prose in texts(question)).lower()
    return {label: text for label, text in lecture.references.items() if label.lower() in written}


def images(course: Course) -> dict[str, list[str]]:
    """Return the paths of the images that each question shows, by its id."""
    shown: list[str] = []

    def note(path: str) -> str:
        shown.append(path)
        return path

    rich = Rich(Source(course, lambda path: b""), Losses(), image=note, blocks=partial(Plain, as_tex))
    found = {}
    for question in (question for lecture in course for question in lecture.questions):
        shown.clear()
        for prose in texts(question):
            rich.html(prose)
        found[question.id] = sorted(set(shown))
    return found


def _lecture(course: Course, lecture: Lecture) -> dict[str, Any]:
    return {
        "slug": lecture.slug,
        "number": lecture.number,
        "title": lecture.title,
        "summary": lecture.summary,
        "part": next((part.title for part in course.parts if lecture in part.lectures), ""),
        "path": lecture.path,
        "topics": list(lecture.syllabus),
        "ignore": silences(lecture.silenced),
        "sections": _sections(course, lecture),
        "references": references(lecture, lecture.questions),
        "questions": [entry(question, lecture) for question in lecture.questions],
    }


def _sections(course: Course, lecture: Lecture) -> list[dict[str, str]]:
    """Return the sections that questions stand in or send back to, in reading order."""
    wanted = {
        fragment
        for other in course
        for question in other.questions
        for target, _, fragment in [(question.see or "").rpartition("#")]
        if (beside(other.path, target) if target else other.path) == lecture.path
    }
    inside = {
        section.id for section in lecture.sections if any(question in section.body for question in lecture.checkpoints)
    }
    own = {question.id for question in lecture.questions}
    return [
        {"id": anchor.id, "title": anchor.text}
        for anchor in lecture.anchors
        if anchor.html_id in inside or (anchor.id in wanted and anchor.id not in own)
    ]


def entry(question: Question, lecture: Lecture) -> dict[str, Any]:
    """Return everything that a question has, its texts as Markdown, by the keys of docs/export.md."""
    return {
        "id": question.id,
        "kind": KINDS[type(question)],
        "label": question.label,
        "section": section_of(question, lecture),
        "marks": question.marks,
        "level": question.level.value if question.level else "",
        "topics": list(question.topics),
        "see": question.see or "",
        "ignore": silences(question.silenced),
        "prompt": question.prompt.source,
        **_body(question),
        "hints": _sources(question.hints),
        "explanation": _source(question.explanation),
    }


def _body(question: Question) -> dict[str, Any]:
    """Return what a kind has of its own."""
    match question:
        case SingleChoice() | MultipleChoice():
            return {"choices": [_choice(choice) for choice in question.choices], "keep_order": question.keep_order}
        case Numeric():
            return {
                "answer": question.written,
                "value": question.value,
                "tolerance": question.tolerance,
                "unit": question.unit,
            }
        case TypedAnswer():
            return {"accepted": list(question.accepted)}
        case Ordering():
            return {"items": _sources(question.items)}
        case Matching():
            return {
                "columns": _sources(question.columns),
                "pairs": [_sources(pair) for pair in question.pairs],
                "decoys": _sources(question.decoys),
            }
        case ShortAnswer():
            return {"model_answer": question.model_answer.source, "marking": _marking(question.marking)}
        case Coding():
            return {
                "solution": question.solution.source,
                "language": question.language,
                "marking": _marking(question.marking),
            }
        case _:
            assert_never(question)


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "text": choice.text.source,
        "correct": choice.is_correct,
        "feedback": _source(choice.feedback),
        "fixed": choice.is_fixed,
    }


def _marking(points: Iterable[MarkingPoint]) -> list[dict[str, Any]]:
    return [{"text": point.text.source, "marks": point.marks} for point in points]


def silences(silenced: Iterable[Silence]) -> list[dict[str, str]]:
    """Return rules and why they are silenced."""
    return [{"rule": silence.rule, "reason": silence.reason} for silence in silenced]


def _source(prose: Prose | None) -> str:
    return prose.source if prose else ""


def _sources(proses: Iterable[Prose]) -> list[str]:
    return [prose.source for prose in proses]
