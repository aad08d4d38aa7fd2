"""Papers drawn from the course's questions, as an exam's blueprint says: the same seed gives the same paper."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from lecprep.course import topics_of
from lecprep.model import Course, Draw, ExamBlueprint, Lecture, Question


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question on a paper, and the lecture that it comes from."""

    question: Question
    lecture: Lecture


def draw(course: Course, exam: ExamBlueprint, seed: str) -> tuple[PaperQuestion, ...]:
    """Return the questions of one paper, in the order of the course and without repeats.

    Drawn by syllabus, each topic gets its share of the questions by weight; drawn by lectures, each lecture the same
    share; a topic or lecture with too few questions gives its seats to the others. Fewer questions come back than the
    exam asks for only where the course has no more.
    """
    bank = [PaperQuestion(question, lecture) for lecture in course for question in lecture.questions]
    shuffled = sorted(bank, key=lambda item: hashlib.sha256(f"{seed}\0{item.question.id}".encode()).digest())
    match exam.draw:
        case Draw.SYLLABUS:
            chosen = _by_group(
                shuffled, _first_topic, {topic.id: topic.weight for topic in course.syllabus}, exam.questions
            )
        case Draw.LECTURES:
            weights = {lecture.slug: 1.0 for lecture in course if lecture.questions}
            chosen = _by_group(shuffled, lambda item: item.lecture.slug, weights, exam.questions)
        case Draw.QUOTAS:
            chosen = _by_quota(shuffled, exam)
        case _:
            assert_never(exam.draw)
    return tuple(item for item in bank if item in chosen)


def seats(weights: Mapping[str, float], available: Mapping[str, int], total: int) -> dict[str, int]:
    """Divide `total` seats among groups by weight, by the method of largest remainders, none getting more than it can fill.

    Seats that a group cannot fill go to the others by the same method, until all are given or every group is full.
    """
    given = dict.fromkeys(weights, 0)
    while (left := total - sum(given.values())) > 0:
        open_groups = {name: weight for name, weight in weights.items() if given[name] < available.get(name, 0)}
        if not open_groups:
            break
        whole = sum(open_groups.values())
        shares = {name: left * weight / whole for name, weight in open_groups.items()}
        extra = {name: min(int(share), available[name] - given[name]) for name, share in shares.items()}
        if not any(extra.values()):
            # Less than a seat each: the largest share takes one; of equal ones, the first in the syllabus.
            extra = {max(shares, key=lambda name: shares[name]): 1}
        for name, count in extra.items():
            given[name] += count
    return given


def _by_group(
    shuffled: Sequence[PaperQuestion],
    group_of: Callable[[PaperQuestion], str],
    weights: Mapping[str, float],
    total: int,
) -> list[PaperQuestion]:
    groups: dict[str, list[PaperQuestion]] = {name: [] for name in weights}
    for item in shuffled:
        groups.setdefault(group_of(item), []).append(item)
    given = seats(weights, {name: len(items) for name, items in groups.items()}, total)
    chosen = [item for name, count in given.items() for item in groups[name][:count]]
    # Questions of no topic of the syllabus fill what is still empty.
    rest = (item for item in shuffled if item not in chosen)
    return [*chosen, *(item for item, _ in zip(rest, range(total - len(chosen)), strict=False))]


def _first_topic(item: PaperQuestion) -> str:
    return next(iter(topics_of(item.question, item.lecture)), "")


def _by_quota(shuffled: Iterable[PaperQuestion], exam: ExamBlueprint) -> list[PaperQuestion]:
    pool = list(shuffled)
    chosen: list[PaperQuestion] = []
    for quota in exam.quotas:
        fitting = [
            item
            for item in pool
            if item not in chosen
            and (
                quota.lecture in (item.lecture.slug, str(item.lecture.number))
                if quota.lecture
                else quota.topic in topics_of(item.question, item.lecture)
            )
        ]
        chosen += fitting[: quota.questions]
    return chosen
