"""The statistics of a bank for other programs: JSON. docs/commands.md says what each key holds."""

from __future__ import annotations

import json
from typing import Any

from lecprep.stats.count import Drawn, ExamStats, LectureStats, Stats, Tally, TopicStats

FORMAT = "lecprep-stats"
VERSION = 1


def as_json(stats: Stats) -> str:
    """Return statistics as JSON: the same course, the same bytes."""
    bank = {
        "format": FORMAT,
        "version": VERSION,
        "title": stats.title,
        "minutes": stats.minutes,
        **_tally(stats.tally),
        "questions_by_marks": {str(marks): count for marks, count in stats.marks.items()},
        "questions_by_choices": {str(choices): count for choices, count in stats.choices.items()},
        "lectures": [_lecture(lecture) for lecture in stats.lectures],
        "topics": [_topic(topic) for topic in stats.topics],
        "without_topic": _tally(stats.topicless),
        "key_position": stats.keys
        and {
            "questions": stats.keys.questions,
            "places": [{"right": place.right, "due": _rounded(place.due)} for place in stats.keys.places],
            "chi_square": _rounded(stats.keys.square),
            "degrees_of_freedom": stats.keys.freedom,
            "likely": _rounded(stats.keys.likely),
            "limit": _rounded(stats.keys.limit),
        },
        "longest_is_right": stats.longest
        and {
            "questions": stats.longest.questions,
            "longest": stats.longest.count,
            "due": _rounded(stats.longest.due),
            "likely": _rounded(stats.longest.likely),
            "limit": _rounded(stats.longest.limit),
        },
        "exams": [_exam(exam) for exam in stats.exams],
        "unexplained": [
            {"id": each.id, "label": each.label, "file": each.path, "line": each.line} for each in stats.bare
        ],
    }
    return json.dumps(bank, ensure_ascii=False, indent=1)


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "questions": tally.questions,
        "marks": tally.marks,
        "kinds": dict(tally.kinds),
        "levels": {level or "none": count for level, count in tally.levels.items()},
        "questions_unexplained": tally.bare,
    }


def _lecture(lecture: LectureStats) -> dict[str, Any]:
    return {
        "slug": lecture.slug,
        "file": lecture.path,
        "number": lecture.number,
        "title": lecture.title,
        "draft": lecture.draft,
        "minutes": lecture.minutes,
        **_tally(lecture.tally),
        "key_places": list(lecture.keys),
    }


def _topic(topic: TopicStats) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "weight": topic.weight,
        **_tally(topic.tally),
        "questions_as_first_topic": topic.first,
        "due": _rounded(topic.due),
        "thin": topic.is_thin,
    }


def _exam(exam: ExamStats) -> dict[str, Any]:
    return {
        "id": exam.id,
        "title": exam.title,
        "draw": exam.draw.value,
        "minutes": exam.minutes,
        "questions": exam.questions,
        "pool": exam.pool,
        "on_paper": exam.on_paper,
        "draws_from": [_drawn(source) for source in exam.sources],
    }


def _drawn(source: Drawn) -> dict[str, Any]:
    return {
        "lecture" if source.is_lecture else "topic": source.name,
        "title": source.title,
        "due": _rounded(source.due),
        "has": source.has,
        "short": source.short,
    }


def _rounded(value: float) -> float:
    # Machines differ in the last digits of what a probability comes to.
    return round(value, 4)
