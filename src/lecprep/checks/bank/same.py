"""Which questions of a course ask the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from lecprep.model import Course, MultipleChoice, Question, SingleChoice

# A shorter question is mostly asked of something that stands beside it.
FEWEST_WORDS = 4
ENOUGH_IN_COMMON = 0.5


def pairs(course: Course) -> Iterator[tuple[Question, Question]]:
    """Yield each question that asks what an earlier one does, after the earlier one."""
    by_wording: dict[tuple[object, str], list[Question]] = defaultdict(list)
    for lecture in course:
        for question in lecture.questions:
            wording = _plain(question.prompt.text)
            # A formula or an image is no wording, but makes a question another one.
            if wording.count(" ") + 1 < FEWEST_WORDS:
                continue
            signs = "".join(re.findall(r"[^\w\s,;.:!?'’\"“”()*-]", question.prompt.source))
            others = by_wording[_kind(question), f"{wording}\0{signs}"]
            first = next((other for other in others if _offers_the_same(other, question)), None)
            if first:
                yield first, question
            others.append(question)


def disagree(first: Question, second: Question) -> bool:
    """Tell whether what is right in one of two questions is wrong in the other."""
    right, wrong = _choices(first)
    others_right, others_wrong = _choices(second)
    return bool(right & others_wrong or others_right & wrong)


def _kind(question: Question) -> object:
    return "choice" if isinstance(question, SingleChoice | MultipleChoice) else type(question)


def _offers_the_same(first: Question, second: Question) -> bool:
    one, other = (set().union(*_choices(question)) for question in (first, second))
    return not one | other or len(one & other) >= ENOUGH_IN_COMMON * max(len(one), len(other))


def _choices(question: Question) -> tuple[set[str], set[str]]:
    if not isinstance(question, SingleChoice | MultipleChoice):
        return set(), set()
    right = {choice.text.source for choice in question.choices if choice.is_correct}
    return right, {choice.text.source for choice in question.choices if not choice.is_correct}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
