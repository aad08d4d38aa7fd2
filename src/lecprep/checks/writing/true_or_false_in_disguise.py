"""Choices are more than true and false, or yes and no.

A guess is right every second time. Ask which of several answers is right, or why the statement is so.

FAIL::

    ### LoRA {#lora}

    Does LoRA change the weights of the base model?

    - [ ] Yes
    - [x] No

PASS::

    ### LoRA {#lora}

    What does LoRA do with the weights of the base model?

    - [ ] It changes all of them
    - [ ] It changes the last layer
    - [x] It freezes them
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import MOORE, ChoiceQuestion, ChoiceRule, Finding, on_stem
from lecprep.checks.writing.words import texts
from lecprep.diagnostics import Severity

_VERDICT = re.compile(r"\W*(yes|no|true|false|probably not|not necessarily)\b", re.I)
_NEITHER = re.compile(
    r"\W*(?:neutral|maybe|it depends|not sure|unknown|both|neither|cannot be (?:known|determined))\W*", re.I
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find a question all of whose choices begin with a verdict."""
    said = texts(question.choices)
    verdicts = [match[1].lower() for text in said if (match := _VERDICT.match(text))]
    if len(set(verdicts)) > 1 and all(_VERDICT.match(text) or _NEITHER.fullmatch(text) for text in said):
        yield on_stem(
            question,
            "this question asks for true or false: every second guess is right",
            "Ask which of several answers is right, or for the reason.",
        )


RULE = ChoiceRule(
    name="true-or-false-in-disguise",
    severity=Severity.HINT,
    manual=__doc__,
    source=MOORE,
    check=check,
)
