"""The longest choice is not the right one more often than chance would have it.

One question may need a long answer. When the longest choice is right in most of them, students need no knowledge: they compare
lengths. A course without the flaw hears of it in at most one of a hundred cases.

FAIL::

    ### One {#one}

    What is fine-tuning best at?

    - [ ] Fresh news
    - [ ] Long sums
    - [x] A steady tone
    - [ ] Quotes

    ### Two {#two}

    What is retrieval best at?

    - [x] Facts that change
    - [ ] A tone
    - [ ] A format
    - [ ] Long sums

    ### Three {#three}

    What does LoRA freeze?

    - [ ] The adapter
    - [x] The base's weights
    - [ ] The prompt
    - [ ] The store

    ### Four {#four}

    What comes first?

    - [ ] Tuning
    - [ ] Retrieval
    - [x] A better prompt
    - [ ] A store

PASS::

    ### One {#one}

    What is fine-tuning best at?

    - [ ] Daily news
    - [ ] Long sums
    - [x] A steady tone
    - [ ] Quotations

    ### Two {#two}

    What is retrieval best at?

    - [x] New facts
    - [ ] A steady tone
    - [ ] A format
    - [ ] Long sums
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.bank.chance import groups, limit, tail
from lecprep.checks.rule import HALADYNA, ChoiceQuestion, CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.model import Course


def check(course: Course) -> Iterator[Finding]:
    """Find a lecture, or the course, in which the right choice is the longest too often."""
    bound = limit(course)
    for title, questions in groups(course):
        longest = [question for question in questions if is_longest(question)]
        chances = [1 / len(question.choices) for question in questions]
        if tail(len(longest), chances) < bound:
            where = "of this lecture" if title else "of the course"
            yield Finding(
                longest[0].span,
                f"the right choice is the longest in {len(longest)} of {len(questions)} questions {where};"
                f" by chance it would be in {sum(chances):.0f}",
                "Shorten right choices, or make wrong ones as exact, until their length says nothing.",
            )
            if not title:
                return


def is_longest(question: ChoiceQuestion) -> bool:
    """Tell whether the right choice is longer than every wrong one."""
    lengths = {choice.is_correct: 0 for choice in question.choices}
    for choice in question.choices:
        lengths[choice.is_correct] = max(lengths[choice.is_correct], len(choice.text.text))
    return lengths[True] > lengths.get(False, 0)


RULE = CourseRule(
    name="longest-is-right",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 24 and 28",
    check=check,
)
