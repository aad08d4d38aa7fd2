"""Papers drawn from the course's questions, as an exam's blueprint says: the same seed gives the same paper.

The browser draws in the same way, number by number (`static/js/core/draw.js`), so that a code stands for one paper on
screen and in print. `tests/cases/draw.json` holds both to it.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, assert_never

from lecprep.course import lecture_named, topics_of
from lecprep.model import (
    Coding,
    Course,
    Draw,
    ExamBlueprint,
    Lecture,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    Quota,
    ShortAnswer,
    SingleChoice,
    TypedAnswer,
)
from lecprep.tuples import NamedTuple

# The paper that is printed is one of those that can be drawn.
PRINTED_SEED = "00000"
# Crockford's digits: none of them is mistaken for another when a code is read aloud.
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

# A kind by its letter, in the order in which codes and forms name them.
LETTERS: Mapping[type[Question], str] = {
    SingleChoice: "s",
    MultipleChoice: "m",
    Numeric: "n",
    TypedAnswer: "t",
    Ordering: "o",
    Matching: "a",
    ShortAnswer: "w",
    Coding: "c",
}
# What a section of a paper asks for (to choose, to fill in, to write), and the letters of its kinds.
SECTIONS: Mapping[str, str] = {"choose": "sm", "fill": "ntoa", "write": "wc"}


class PaperQuestion(NamedTuple):
    """A question of the bank: its place in the course, its lecture, and the topics of the syllabus that it belongs to."""

    place: int
    question: Question
    lecture: Lecture
    topics: tuple[str, ...]

    @property
    def section(self) -> str:
        """What the section of a paper asks for in which the question stands."""
        return next(name for name, letters in SECTIONS.items() if LETTERS[type(self.question)] in letters)


@lru_cache(maxsize=1)
def bank_of(course: Course) -> tuple[PaperQuestion, ...]:
    """Return every question of a course, in its order."""
    known = {topic.id for topic in course.syllabus}
    of_syllabus = cache(lambda topics: tuple(topic for topic in topics if topic in known))  # most share theirs
    pairs = ((question, lecture) for lecture in course for question in lecture.questions)
    return tuple(
        PaperQuestion(place, question, lecture, of_syllabus(topics_of(question, lecture)))
        for place, (question, lecture) in enumerate(pairs)
    )


def draw(course: Course, exam: ExamBlueprint, seed: str) -> tuple[PaperQuestion, ...]:
    """Return the questions of one paper, in the order in which they stand on it and without repeats.

    Drawn by syllabus, each topic gets its share of the questions by weight; drawn by lectures, each lecture the same
    share; a topic or lecture with too few questions gives its seats to the others. Fewer questions come back than the
    exam asks for only where the course has no more.
    """
    lectures = [(lecture.slug, lecture.number) for lecture in course]
    depends_on = hashlib.sha256(
        repr((digest_of(course), lectures, exam, seed)).encode("utf-8", "surrogatepass")
    ).digest()
    if depends_on not in DRAWN:
        if len(DRAWN) >= _MOST_DRAWN:
            DRAWN.clear()
        DRAWN[depends_on] = tuple(item.place for item in _draw(course, exam, f"{exam.id}-{seed}"))
    bank = bank_of(course)
    return tuple(bank[place] for place in DRAWN[depends_on])


# The places of what was drawn, by a digest of what that depends on: after most edits the same is asked again.
DRAWN: dict[bytes, tuple[int, ...]] = {}
_MOST_DRAWN = 64


def _draw(course: Course, exam: ExamBlueprint, name: str) -> list[PaperQuestion]:
    begun = _fold(f"{name} ")  # what all hashes have in common
    shuffled = sorted(bank_of(course), key=lambda item: _mixed(_fold(item.question.id, begun)))
    match exam.draw:
        case Draw.SYLLABUS:
            weights = {topic.id: topic.weight for topic in course.syllabus}
            chosen = _by_group(shuffled, lambda item: next(iter(item.topics), ""), weights, exam.questions, name)
        case Draw.LECTURES:
            weights = {lecture.slug: 1.0 for lecture in course if lecture.questions}
            chosen = _by_group(shuffled, lambda item: item.lecture.slug, weights, exam.questions, name)
        case Draw.QUOTAS:
            chosen = _by_quotas(course, shuffled, exam.quotas)
        case _:
            assert_never(exam.draw)
    sections = list(SECTIONS)
    return sorted(
        chosen,
        key=lambda item: (sections.index(item.section), fnv(f"{name} order {item.question.id}"), item.place),
    )


def code_of(course: Course, exam: ExamBlueprint, seed: str) -> str:
    """Return what stands for a paper and can be passed on: the exam, the seed, and what tells that the bank is the same."""
    return f"{exam.id}-{seed}-{check_of(course)}"


def check_of(course: Course) -> str:
    """Return three characters that change with whatever a draw depends on."""
    number = int.from_bytes(digest_of(course)[:2], "big")
    return "".join(DIGITS[number >> shift & 31] for shift in (10, 5, 0))


@lru_cache(maxsize=1)
def digest_of(course: Course) -> bytes:
    """Return a digest of whatever a draw depends on: questions, topics and blueprints."""
    import json  # whoever checks one lecture has no need of it

    questions = [
        [item.question.id, item.question.fingerprint, item.question.marks, LETTERS[type(item.question)], *item.topics]
        for item in bank_of(course)
    ]
    topics = [[topic.id, topic.weight] for topic in course.syllabus]
    exams: list[Any] = [
        [exam.id, exam.questions, exam.draw.value, *([quota.lecture, quota.topic, quota.questions] for quota in exam.quotas)]
        for exam in course.exams
    ]  # fmt: skip
    return hashlib.sha256(json.dumps([questions, topics, exams]).encode()).digest()


def first_topics(course: Course) -> Counter[str]:
    """Return how many questions have each topic as their first, for which a draw by syllabus takes them."""
    return Counter(item.topics[0] for item in bank_of(course) if item.topics)


def due_by_weight(course: Course, exam: ExamBlueprint) -> dict[str, int]:
    """Return how many questions of an exam by syllabus are due to each topic, had all of them enough."""
    weights = {topic.id: topic.weight for topic in course.syllabus}
    return seats(weights, dict.fromkeys(weights, exam.questions), exam.questions)


def seats(weights: Mapping[str, float], available: Mapping[str, int], total: int) -> dict[str, int]:
    """Divide `total` seats among groups by weight, by the method of Sainte-Laguë, none getting more than it can fill.

    Seat by seat, the group comes next whose weight, divided by twice the seats it has and one, is largest; of equal
    ones, the first. So seats that a group cannot fill go to the others by weight, until all are given or all are full.
    """
    given = dict.fromkeys(weights, 0)
    for _ in range(total):
        waiting = [name for name in weights if given[name] < available.get(name, 0)]
        if not waiting:
            break
        given[max(waiting, key=lambda name: weights[name] / (2 * given[name] + 1))] += 1
    return given


def fnv(text: str) -> int:
    """Return a 32-bit hash of a text, the same as `hash` of `static/js/core/random.js`: FNV-1a with a final mix."""
    return _mixed(_fold(text))


def _fold(text: str, h: int = 0x811C9DC5) -> int:
    units = text.encode() if text.isascii() else memoryview(text.encode(_UTF_16, "surrogatepass")).cast("H")
    for unit in units:
        h = (h ^ unit) * 0x01000193 & 0xFFFFFFFF
    return h


_UTF_16 = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"


def _mixed(h: int) -> int:
    h = (h ^ h >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    h = (h ^ h >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16


def _by_group(
    shuffled: Sequence[PaperQuestion],
    group_of: Callable[[PaperQuestion], str],
    weights: Mapping[str, float],
    total: int,
    name: str,
) -> Iterable[PaperQuestion]:
    # Groups of equal weight take turns from paper to paper, or the last of many lectures would never be asked.
    groups: dict[str, list[PaperQuestion]] = {
        group: [] for group in sorted(weights, key=lambda group: fnv(f"{name} group {group}"))
    }
    rest: list[PaperQuestion] = []
    for item in shuffled:
        groups.get(group_of(item), rest).append(item)
    given = seats({group: weights[group] for group in groups}, {group: len(groups[group]) for group in groups}, total)
    chosen = [item for group, count in given.items() for item in groups[group][:count]]
    # Questions of no topic of the syllabus fill what is still empty.
    return [*chosen, *rest[: total - len(chosen)]]


def _by_quotas(course: Course, shuffled: Sequence[PaperQuestion], quotas: Sequence[Quota]) -> Iterable[PaperQuestion]:
    """Fill every quota, one question counting for one of them.

    A question that two quotas could use moves from one to the other while that leaves room for more: quotas come short
    only where no choice of questions would fill them.
    """
    fitting = [list(offered(course, shuffled, quota)) for quota in quotas]
    holder: dict[int, int] = {}

    def seat(quota: int, asked: set[int]) -> bool:
        asked.add(quota)
        for item in fitting[quota]:
            if item.place not in holder:
                holder[item.place] = quota
                return True
        for item in fitting[quota]:
            if holder[item.place] not in asked and seat(holder[item.place], asked):
                holder[item.place] = quota
                return True
        return False

    for number, quota in enumerate(quotas):
        for _ in range(quota.questions):
            if not seat(number, set()):
                break
    return [item for item in shuffled if item.place in holder]


def offered(course: Course, bank: Iterable[PaperQuestion], quota: Quota) -> Iterable[PaperQuestion]:
    """Yield the questions of a bank that a quota may draw."""
    lecture = lecture_named(course.lectures, quota.lecture)
    return (item for item in bank if (item.lecture is lecture if quota.lecture else quota.topic in item.topics))
