"""No two questions of a course ask the same.

Who has answered one has answered the other, and an exam may draw both. What counts is the wording without capitals and signs, and
for questions with choices that half of these are the same.

FAIL::

    ### Frozen {#frozen}

    What does LoRA freeze while it trains?

    - [x] The base model
    - [ ] The adapter
    - [ ] The prompt

    ### LoRA {#lora}

    What does LoRA freeze, while it trains?

    - [ ] The prompt
    - [x] The base model
    - [ ] The tokenizer

PASS::

    ### Frozen {#frozen}

    What does LoRA freeze while it trains?

    - [x] The base model
    - [ ] The adapter
    - [ ] The prompt

    ### LoRA {#lora}

    What does LoRA train?

    - [ ] The base model
    - [x] The adapter
    - [ ] The prompt
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.bank.same import disagree, pairs
from lecprep.checks.rule import HALADYNA, CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.model import Course


def check(course: Course) -> Iterator[Finding]:
    """Find each question that asks what an earlier one does; of two that disagree, another rule speaks."""
    for first, second in pairs(course):
        if not disagree(first, second):
            yield Finding(
                second.span,
                f"this question asks the same as the one at {first.span}",
                "Take one away, or ask for something else.",
            )


RULE = CourseRule(
    name="repeated-question", severity=Severity.WARNING, manual=__doc__, source=f"{HALADYNA}, guideline 4", check=check
)
