"""The course's questions and cards as scripts are given them: what there is, and which file holds what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from lecprep.course import lecture_named
from lecprep.exams import LETTERS, PaperQuestion, bank_of, check_of
from lecprep.model import Course, ExamBlueprint, Lecture

# In an exam of one's own a question gets as long as in most real ones.
SECONDS_A_QUESTION = 90
# Where the course names no exam.
PASS_MARK = 0.6


def bank(course: Course, pieces: Mapping[str, str], url_of: Callable[[Lecture], str]) -> dict[str, Any]:
    """Return the bank of a course; `pieces` names each lecture's file of questions, and all addresses are below the top."""
    topics = {topic.id: index for index, topic in enumerate(course.syllabus)}
    parts = {lecture.slug: part.title for part in course.parts for lecture in part.lectures}
    lectures = []
    for _, group in groupby(bank_of(course), key=lambda item: item.lecture.slug):
        items = list(group)
        lecture = items[0].lecture
        shared = [topics[topic] for topic in lecture.syllabus if topic in topics]
        lectures.append(
            {
                "slug": lecture.slug,
                "label": str(lecture.number) if lecture.number is not None else "",
                "title": lecture.title,
                "part": parts.get(lecture.slug, ""),
                "url": url_of(lecture),
                "piece": pieces.get(lecture.slug, ""),
                "topics": shared,
                "questions": [_question(item, topics, shared) for item in items],
            }
        )
    return {
        "check": check_of(course),
        "title": course.title,
        "pace": SECONDS_A_QUESTION,
        "exams": [_exam(course, exam) for exam in course.exams],
        "topics": [{"id": topic.id, "title": topic.title, "weight": topic.weight} for topic in course.syllabus],
        "lectures": lectures,
    }


def deck(
    course: Course, pieces: Mapping[str, str], cards: Mapping[str, str], url_of: Callable[[Lecture], str]
) -> dict[str, Any]:
    """Return what there is to review: of each lecture its questions, and what else is on cards; `cards` names their files."""
    numbers = {topic.id: index for index, topic in enumerate(course.syllabus)}
    lectures = []
    for lecture in course:
        shared = [numbers[topic] for topic in lecture.syllabus if topic in numbers]
        questions = [
            [question.id, own]
            if (own := [numbers[topic] for topic in question.topics if topic in numbers])
            else question.id
            for question in lecture.questions
        ]
        lectures.append(
            {
                "slug": lecture.slug,
                "label": str(lecture.number) if lecture.number is not None else "",
                "title": lecture.title,
                "url": url_of(lecture),
                "minutes": lecture.minutes,
                "sections": len(lecture.sections),
                "piece": pieces.get(lecture.slug, ""),
                "cards": cards.get(lecture.slug, ""),
                "topics": shared,
                "questions": questions,
                "others": card_ids(lecture),
            }
        )
    return {
        "title": course.title,
        "exam": course.exam_date,
        "pass": course.exams[0].pass_mark if course.exams else PASS_MARK,
        "topics": [{"id": topic.id, "title": topic.title} for topic in course.syllabus],
        "lectures": lectures,
    }


def card_ids(lecture: Lecture) -> list[str]:
    """Return the ids of the cards of a lecture that are no questions of its own: its definitions, then its drills."""
    terms = [f"term/{lecture.slug}/{definition.anchor}" for definition in lecture.definitions]
    return [*terms, *(drill.id for drill in lecture.drills)]


def script_json(value: Any) -> str:
    """Return JSON that stands in a page or a script without ending either, whatever the texts in it say."""
    # JSON writes these characters in its texts alone.
    return as_json(value).replace("<", r"\u003c").replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _question(item: PaperQuestion, topics: Mapping[str, int], shared: list[int]) -> list[Any]:
    own = [topics[topic] for topic in item.topics]
    entry = [item.question.id, LETTERS[type(item.question)], item.question.marks]
    return entry if own == shared else [*entry, own]


def _exam(course: Course, exam: ExamBlueprint) -> dict[str, Any]:
    quotas = []
    for quota in exam.quotas:
        lecture = lecture_named(course.lectures, quota.lecture)
        quotas.append(
            {"lecture": lecture.slug if lecture else "", "topic": quota.topic, "questions": quota.questions},
        )
    return {
        "id": exam.id,
        "title": exam.title,
        "minutes": exam.minutes,
        "questions": exam.questions,
        "pass": exam.pass_mark,
        "draw": exam.draw.value,
        "quotas": quotas,
        "pause": exam.pause,
        "certainty": exam.certainty,
    }
