"""Whether something that recurs in a bank can be chance. Small banks are judged exactly, so that they do not cry wolf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import erfc, exp, lgamma, log, sqrt
from typing import TypeGuard

from lecprep.checks.rule import ChoiceQuestion
from lecprep.model import Course, MultipleChoice, Question, SingleChoice

# How often a course without the flaw may be told that it has it: all tests of one rule on one course together.
FALSE_ALARMS = 0.01
EXACT_UP_TO = 300


def tail(successes: int, probabilities: Sequence[float]) -> float:
    """Return how likely at least so many successes are in independent trials of these probabilities.

    Exact up to EXACT_UP_TO trials (Poisson's binomial distribution, by recursion), beyond by the normal distribution.
    """
    if successes <= 0:
        return 1.0
    if len(probabilities) > EXACT_UP_TO:
        mean = sum(probabilities)
        deviation = sqrt(sum(each * (1 - each) for each in probabilities))
        return erfc((successes - 0.5 - mean) / deviation / sqrt(2)) / 2
    chances = [1.0] + [0.0] * len(probabilities)
    for count, each in enumerate(probabilities, 1):
        for at in range(count, 0, -1):
            chances[at] = chances[at] * (1 - each) + chances[at - 1] * each
        chances[0] *= 1 - each
    return sum(chances[successes:])


def poisson_tail(count: int, mean: float) -> float:
    """Return how likely at least so many events are where so many are due; exact, however rare they are."""
    if count <= mean:
        return 1.0
    term = chance = exp(count * log(mean) - mean - lgamma(count + 1))
    while term > chance * 1e-12:
        count += 1
        term *= mean / count
        chance += term
    return chance


def chi_square(observed: Sequence[int], expected: Sequence[float]) -> float:
    """Return how far counts are from what is due, by Pearson's statistic."""
    return sum((seen - due) ** 2 / due for seen, due in zip(observed, expected, strict=True))


def uneven(observed: Sequence[int], expected: Sequence[float]) -> float:
    """Return how likely counts are at least as uneven as these, by Pearson's chi-square.

    Its distribution is taken by the cube root of Wilson and Hilferty (1931).
    """
    freedom = len(observed) - 1
    square = chi_square(observed, expected)
    if freedom < 1 or square <= 0:
        return 1.0
    spread = 2 / (9 * freedom)
    return erfc(((square / freedom) ** (1 / 3) - (1 - spread)) / sqrt(spread) / sqrt(2)) / 2


def groups(course: Course) -> Iterator[tuple[str, list[ChoiceQuestion]]]:
    """Yield the questions with one right choice: those of each lecture, then, where there are several, those of the course."""
    found = [(lecture.title, [each for each in lecture.questions if _has_one_key(each)]) for lecture in course]
    found = [(title, questions) for title, questions in found if questions]
    yield from found
    if len(found) > 1:
        yield "", [question for _, questions in found for question in questions]


def limit(course: Course) -> float:
    """Return the probability below which a single test of a course speaks."""
    lectures = sum(any(map(_has_one_key, lecture.questions)) for lecture in course)
    return FALSE_ALARMS / (lectures + 1 if lectures > 1 else 1)


def _has_one_key(question: Question) -> TypeGuard[ChoiceQuestion]:
    return (
        isinstance(question, SingleChoice | MultipleChoice) and sum(each.is_correct for each in question.choices) == 1
    )
