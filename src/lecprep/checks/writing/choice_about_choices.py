"""A choice makes sense by itself, wherever it stands.

"Both A and C" or "The first two" speaks of other choices: it cannot be shuffled, and whoever knows that one of them is wrong can
rule out two. Several choices may be right at once: mark each with `[x]`.

FAIL::

    ### Room {#room}

    What takes up room in the context window?

    - [ ] The weights
    - [ ] The system prompt
    - [ ] Retrieved text
    - [x] Both B and C

PASS::

    ### Room {#room}

    What takes up room in the context window?

    - [ ] The weights
    - [x] The system prompt
    - [x] Retrieved text
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import letters_named
from lecprep.diagnostics import Severity

_OTHERS = re.compile(
    r"\W*(?:(?:both|either|any|some|two|three|one|more than one|at least one)(?:\s+or\s+more)?\s+of\s+(?:the\s+)?"
    r"(?:above|previous|preceding|these|those|them)|"
    r"(?:both\s+)?(?:the\s+)?(?:first|last|previous|preceding|other)\s+(?:two|three|one|answers?|choices|options)|"
    r"both(?:\s+(?:answers|choices|options))?)\b(?:\s+(?:are|is)\s+(?:correct|true|right))?\W*",
    re.I,
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find each choice that names other choices, but for those that stand for all or for none."""
    for choice in question.choices:
        named = letters_named(choice.text.text, question.prompt.text)
        if _OTHERS.fullmatch(choice.text.text) or (named and len(named) < len(question.choices) - 1):
            yield on_choice(
                choice,
                f"{choice.text.text!r} speaks of other choices, and makes sense only where it stands",
                "Say in words what it means, or mark each right choice with [x].",
            )


RULE = ChoiceRule(
    name="choice-about-choices",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 9 and 22",
    check=check,
)
