"""A wrong choice does not come back in question after question.

A choice that stands in many questions and is right in none is crossed out unread, and three choices are left. Where the wrong
choices of a bank are taken from few terms, some come back by chance: the rule speaks of one that comes back more often than the
others let expect, in a lecture or in the course. A course without the flaw hears of it in at most one of a hundred cases.

FAIL::

    ### One {#one}

    What brings in fresh prices?

    - [x] Retrieval
    - [ ] A higher temperature
    - [ ] A longer name
    - [ ] A steady tone

    ### Two {#two}

    What carries a tone?

    - [ ] A higher temperature
    - [x] Fine-tuning
    - [ ] A list of prices
    - [ ] A second index

    ### Three {#three}

    What is tried first?

    - [ ] A new base model
    - [x] A better prompt
    - [ ] A higher temperature
    - [ ] A larger store

    ### Four {#four}

    What trains an adapter?

    - [x] LoRA
    - [ ] A vector store
    - [ ] A token limit
    - [ ] A higher temperature

PASS::

    ### One {#one}

    What brings in fresh prices?

    - [x] Retrieval
    - [ ] A higher temperature
    - [ ] A longer name

    ### Two {#two}

    What carries a tone?

    - [ ] A vector store
    - [x] Fine-tuning
    - [ ] A list of prices
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import prod, sqrt

from lecprep.checks.bank.chance import groups, limit, poisson_tail
from lecprep.checks.rule import HALADYNA, ChoiceQuestion, CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.model import Choice, Course

TOO_OFTEN = 4


def check(course: Course) -> Iterator[Finding]:
    """Find each wording that is a wrong choice of a lecture, or of the course, again and again, and right nowhere."""
    bound = limit(course)
    found = list(groups(course))
    keys = (choice for _, questions in found for each in questions for choice in each.choices if choice.is_correct)
    told = {_wording(choice) for choice in keys}
    for _, questions in found:
        wrong = _wrong(questions)
        counts = Counter(map(len, wrong.values()))
        for wording, uses in wrong.items():
            if wording in told or len(uses) < TOO_OFTEN:
                continue
            never_right = prod(1 - 1 / len(question.choices) for question, _ in uses)
            if any_so_often(len(uses), counts) * never_right < bound:
                told.add(wording)
                (_, first), (_, second), *_ = uses
                yield Finding(
                    first.span,
                    f"{first.text.text!r} is a wrong choice of {len(uses)} questions and the right one of none;"
                    f" the next is at {second.span}",
                    "Put mistakes in its place that students make in that very question.",
                )


def any_so_often(count: int, counts: Mapping[int, int]) -> float:
    """Return how likely one of several wordings comes `count` times by chance, when wrong choices are taken from a pool of terms.

    `counts` says how many wordings come how often. Those that come back tell how often a term of the pool does, and how many terms
    there are: one that comes so often has so many others beside it. Few tell it badly, so a standard deviation is added. Of single
    ones nobody knows whether they were taken from the pool; four are counted in, so that two of a kind do not make one.
    """
    others = {times: wordings - (times == count) for times, wordings in counts.items() if times > 1}
    taken = 4 + sum(times * wordings for times, wordings in others.items())
    beside = sum(times * (times - 1) * wordings for times, wordings in others.items())
    rate = (1 + beside + sqrt(2 * beside)) / taken
    return min(1.0, taken / rate * poisson_tail(count, rate))


def _wrong(questions: Iterable[ChoiceQuestion]) -> Mapping[str, list[tuple[ChoiceQuestion, Choice]]]:
    """Return the wrong choices of several words by their wording; of questions that ask the same, those of the first."""
    found: dict[str, list[tuple[ChoiceQuestion, Choice]]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for question in questions:
        for choice in question.choices:
            wording = _wording(choice)
            use = (wording, question.prompt.text)
            if choice.is_correct or choice.is_fixed or use in seen or len(re.findall(r"[^\W\d_]{2,}", wording)) < 2:
                continue
            seen.add(use)
            found[wording].append((question, choice))
    return found


def _wording(choice: Choice) -> str:
    return " ".join(re.findall(r"\w+", choice.text.text.lower()))


RULE = CourseRule(
    name="recurring-distractor",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 29 and 30",
    check=check,
)
