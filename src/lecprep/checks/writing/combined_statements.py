"""Choices do not combine numbered statements.

"I and III only" asks for several judgements at once and gives marks for none of them; who is sure of one statement can rule out half
of the choices. A question with several right choices asks the same, statement by statement.

FAIL::

    ### Adapters {#adapters}

    Which is true of LoRA? (I) The base is frozen. (II) All weights change. (III) Adapters can be swapped.

    - [ ] I only
    - [ ] I and II
    - [x] I and III
    - [ ] II and III

PASS::

    ### Adapters {#adapters}

    What is true of LoRA?

    - [x] The base is frozen
    - [ ] All weights change
    - [x] Adapters can be swapped
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import JOIN, MARK, combines_statements
from lecprep.diagnostics import Severity

_SEVERAL = re.compile(rf"{MARK}{JOIN}{MARK}", re.I)
_ROMAN = re.compile(r"\b(?:i|ii|iii|iv|v|vi|I|II|III|IV|V|VI)\b")


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find choices of which at least two combine numbers that the question has given to statements."""
    combined = [choice for choice in question.choices if combines_statements(choice.text.text)]
    several = [choice for choice in combined if _SEVERAL.search(choice.text.text)]
    has_statements = any(_ROMAN.search(choice.text.text) for choice in several) or re.search(
        r"(?:^|\s)\(?(?:1|2)[).:]\s", question.prompt.text
    )
    if len(combined) > 2 and len(several) > 1 and has_statements:
        yield on_choice(
            several[0],
            "these choices combine numbered statements",
            "Make each statement a choice of its own, and mark all right ones with [x].",
        )


RULE = ChoiceRule(
    name="combined-statements",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 9; {MOORE}",
    check=check,
)
