"""A choice should not be "None of the above".

Who chooses it and is right has shown what the answer is not, and may well believe something else that is wrong.

FAIL::

    ### Freshness {#freshness}

    What brings this morning's prices into an answer?

    - [ ] A larger model
    - [ ] A higher temperature
    - [x] Retrieval over the price list
    - [ ] None of the above

PASS::

    ### Freshness {#freshness}

    What brings this morning's prices into an answer?

    - [ ] A larger model
    - [ ] A higher temperature
    - [x] Retrieval over the price list
    - [ ] A fine-tuned adapter
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.diagnostics import Severity

_NONE = re.compile(
    r"\W*(?:none|neither|not any)(?:\s+of)?(?:\s+(?:the|these|those|them))?(?:\s+(?:others?|listed|given))?"
    r"(?:\s+(?:above|answers?|choices|options|statements|ones?|two|three))*(?:\s+(?:are|is)\s+(?:correct|true|right))?\W*",
    re.I,
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the choice that denies all others."""
    for choice in question.choices:
        # `None` in code is a value.
        if "`" not in choice.text.source and _NONE.fullmatch(choice.text.text):
            yield on_choice(
                choice,
                f"{choice.text.text!r} does not show that whoever chooses it knows the answer",
                "Put a wrong answer that students believe in its place, or leave it out: three choices are enough.",
            )


RULE = ChoiceRule(
    name="none-of-the-above", severity=Severity.WARNING, manual=__doc__, source=f"{HALADYNA}, guideline 25", check=check
)
