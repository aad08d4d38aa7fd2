"""Choices that are numbers stand in order, and stay so.

Students look for a number where it belongs. Out of order, the search costs time that should go into the question. As choices are
shuffled, `{.keep-order}` keeps numbers in the order in which you wrote them. `lecprep check --fix` does both.

FAIL::

    ### Examples {#examples}

    About how many good examples carry a style?

    - [ ] 1,000
    - [x] 50
    - [ ] 5
    - [ ] 100,000

PASS::

    ### Examples {#examples .keep-order}

    About how many good examples carry a style?

    - [ ] 5
    - [x] 50
    - [ ] 1,000
    - [ ] 100,000
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.numbers_of_choices import is_in_order, numbers_of
from lecprep.checks.rule import HALADYNA, ChoiceQuestion, ChoiceRule, Finding, on_choice, on_stem
from lecprep.checks.writing.words import is_shuffled
from lecprep.diagnostics import Severity


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the first number that is out of order, or numbers that students see in any order."""
    numbers = numbers_of(question)
    if numbers is None:
        return
    values = [value for value, _ in numbers]
    if not is_in_order(values):
        rises = values[-1] >= values[0]
        at = next(
            i for i in range(1, len(values)) if (values[i] < values[i - 1]) == rises and values[i] != values[i - 1]
        )
        yield on_choice(
            numbers[at][1],
            "these choices are numbers, and from here on they are out of order",
            "Sort them and write {.keep-order} after the heading; lecprep check --fix does both.",
        )
    elif is_shuffled(question):
        yield on_stem(
            question,
            "the choices are numbers in order, and students see them shuffled",
            "Write {.keep-order} after the heading; lecprep check --fix does it.",
        )


RULE = ChoiceRule(
    name="numbers-out-of-order",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 21",
    check=check,
)
