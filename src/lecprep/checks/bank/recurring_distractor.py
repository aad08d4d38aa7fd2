"""A wrong choice does not come back in question after question.

A choice that stands in many questions and is right in none is crossed out unread, and three choices are left.

FAIL::

    ### One {#one}

    What brings in fresh prices?

    - [x] Retrieval
    - [ ] A higher temperature
    - [ ] A longer name

    ### Two {#two}

    What carries a tone?

    - [ ] A higher temperature
    - [x] Fine-tuning
    - [ ] A list of prices

    ### Three {#three}

    What is tried first?

    - [ ] A new base model
    - [x] A better prompt
    - [ ] A higher temperature

    ### Four {#four}

    What trains an adapter?

    - [x] LoRA
    - [ ] A vector store
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
from collections import defaultdict
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.model import Choice, Course, MultipleChoice, SingleChoice

TOO_OFTEN = 4


def check(course: Course) -> Iterator[Finding]:
    """Find each wording that is a wrong choice of several questions and the right one of none."""
    wrong: dict[str, list[Choice]] = defaultdict(list)
    right: set[str] = set()
    for lecture in course:
        for question in lecture.questions:
            if not isinstance(question, SingleChoice | MultipleChoice):
                continue
            for choice in question.choices:
                wording = _wording(choice)
                if choice.is_correct:
                    right.add(wording)
                elif len(re.findall(r"[^\W\d_]{2,}", wording)) > 1 and not choice.is_fixed:
                    wrong[wording].append(choice)
    for wording, choices in wrong.items():
        if len(choices) >= TOO_OFTEN and wording not in right:
            first, second, *_ = choices
            yield Finding(
                first.span,
                f"{first.text.text!r} is a wrong choice of {len(choices)} questions and the right one of none;"
                f" the next is at {second.span}",
                "Put mistakes in its place that students make in that very question.",
            )


def _wording(choice: Choice) -> str:
    return " ".join(re.findall(r"\w+", choice.text.text.lower()))


RULE = CourseRule(
    name="recurring-distractor",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 29 and 30",
    check=check,
)
