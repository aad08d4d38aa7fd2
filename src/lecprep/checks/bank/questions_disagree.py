"""Two questions that ask the same have the same answer.

One of the two is wrong, and students lose trust in both.

FAIL::

    ### Frozen {#frozen}

    What does LoRA freeze while it trains?

    - [x] The base model
    - [ ] The adapter
    - [ ] The prompt

    ### LoRA {#lora}

    What does LoRA freeze while it trains?

    - [ ] The base model
    - [x] The adapter
    - [ ] The prompt

PASS::

    ### Frozen {#frozen}

    What does LoRA freeze while it trains?

    - [x] The base model
    - [ ] The adapter
    - [ ] The prompt
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.bank.same import disagree, pairs
from lecprep.checks.rule import HALADYNA, CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.model import Course


def check(course: Course) -> Iterator[Finding]:
    """Find each question whose right choice is a wrong one of an earlier question that asks the same."""
    for first, second in pairs(course):
        if disagree(first, second):
            yield Finding(
                second.span,
                f"this question asks the same as the one at {first.span}, and has another answer",
                "Mend the one that is wrong, and take the other away.",
            )


RULE = CourseRule(
    name="questions-disagree",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 19",
    check=check,
)
