"""Ranges of numbers do not overlap.

A number that lies in two choices makes both right, or both suspect.

FAIL::

    ### Share {#share}

    How many of the parameters does LoRA train?

    - [x] Less than 5 %
    - [ ] Less than 20 %
    - [ ] More than 50 %

PASS::

    ### Share {#share}

    How many of the parameters does LoRA train?

    - [x] Less than 5 %
    - [ ] From 5 to 20 %
    - [ ] More than 50 %
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from lecprep.checks.numbers_of_choices import interval_of
from lecprep.checks.rule import HALADYNA, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.diagnostics import Severity


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the first two ranges that some number lies in."""
    ranges = [(choice, interval) for choice in question.choices if (interval := interval_of(choice.text.text))]
    for (first, one), (second, other) in combinations(ranges, 2):
        if one.meets(other) and one != other:
            yield on_choice(
                second,
                f"this range overlaps with {first.text.text!r}: there are numbers that lie in both",
                "Let each range begin after the end of the one before.",
            )
            return


RULE = ChoiceRule(
    name="overlapping-choices",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 22",
    check=check,
)
