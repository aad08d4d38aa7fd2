"""A choice should not be "All of the above".

Whoever knows two right choices knows the answer, and whoever knows one wrong choice can rule it out: it measures less than
any other choice would. In a task list with several right choices students say the same, choice by choice.

FAIL::

    ### Memory {#memory}

    What takes up room in the context window?

    - [ ] The system prompt
    - [ ] The conversation so far
    - [ ] Retrieved text
    - [x] All of the above

PASS::

    ### Memory {#memory}

    What takes up room in the context window?

    - [x] The system prompt
    - [x] The conversation so far
    - [ ] The weights of the model
    - [ ] The training data
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import letters_named
from lecprep.diagnostics import Severity

_ALL = re.compile(
    r"\W*(?:all|each|every\s*one)\s+(?:of\s+)?(?:the\s+|these\s+|those\s+)?"
    r"(?:above\b.*|(?:answers|choices|options|statements)(?:\s+(?:listed|given|above))?(?:\s+(?:are|is)\s+(?:correct|true|right))?|"
    r"(?:of\s+)?(?:these|those|them)(?:\s+(?:are|is)\s+(?:correct|true|right))?)\W*",
    re.I | re.S,
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the choice that stands for all others."""
    for choice in question.choices:
        if _ALL.fullmatch(choice.text.text) or len(letters_named(choice.text.text, question.prompt.text)) >= max(
            3, len(question.choices) - 1
        ):
            yield on_choice(
                choice,
                f"{choice.text.text!r} is solved by knowing two of the other choices",
                "Mark each right choice with [x], or put a wrong one that students believe in its place.",
            )


RULE = ChoiceRule(
    name="all-of-the-above", severity=Severity.WARNING, manual=__doc__, source=f"{HALADYNA}, guideline 26", check=check
)
