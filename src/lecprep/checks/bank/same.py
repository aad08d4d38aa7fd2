"""Which questions of a course ask the same."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from lecprep.model import Course, MultipleChoice, Question, SingleChoice

# A shorter question is mostly asked of something that stands beside it.
FEWEST_WORDS = 4


def pairs(course: Course) -> Iterator[tuple[Question, Question]]:
    """Yield each question that asks what an earlier one does, after the earliest such one."""
    by_wording: dict[tuple[object, str], list[Question]] = defaultdict(list)
    for lecture in course:
        for question in lecture.questions:
            wording = _plain(question.prompt.text)
            # A formula or an image is no wording, but makes a question another one.
            if wording.count(" ") + 1 < FEWEST_WORDS:
                continue
            signs = "".join(re.findall(r"[^\w\s,;.:!?'’\"“”()*-]", question.prompt.source))
            by_wording[_kind(question), f"{wording}\0{signs}"].append(question)
    for questions in by_wording.values():
        if len(questions) > 1:
            yield from _repeats(questions)


def _repeats(questions: Sequence[Question]) -> Iterator[tuple[Question, Question]]:
    """Yield those of one wording that have half of their choices in common, or that have none.

    Two sets that share half of the larger share one of their rarest choices, of which each takes one more than half: the
    prefix filter of Chaudhuri, Ganti & Kaushik (2006). "Which is true?" may head a whole bank.
    """
    offers = [set[str]().union(*_choices(question)) for question in questions]
    counts = Counter(choice for offered in offers for choice in offered)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, offered in enumerate(offers):
        rarest = sorted(offered, key=lambda choice: (counts[choice], choice))[: len(offered) // 2 + 1]
        earlier = heapq.merge(*(holders[choice] for choice in rarest)) if offered else range(place)
        for other in earlier:
            if 2 * len(offered & offers[other]) >= max(len(offered), len(offers[other])):
                yield questions[other], questions[place]
                break
        for choice in rarest:
            holders[choice].append(place)


def disagree(first: Question, second: Question) -> bool:
    """Tell whether what is right in one of two questions is wrong in the other."""
    right, wrong = _choices(first)
    others_right, others_wrong = _choices(second)
    return bool(right & others_wrong or others_right & wrong)


def _kind(question: Question) -> object:
    return "choice" if isinstance(question, SingleChoice | MultipleChoice) else type(question)


def _choices(question: Question) -> tuple[set[str], set[str]]:
    if not isinstance(question, SingleChoice | MultipleChoice):
        return set(), set()
    right = {choice.text.source for choice in question.choices if choice.is_correct}
    return right, {choice.text.source for choice in question.choices if not choice.is_correct}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
