"""A blank should stand at the end of a question, not in its middle.

With a blank in the middle students read to the end, go back, and try each choice in turn: that is reading, not knowing. Ask a
question, or turn the sentence so that the choices end it.

FAIL::

    ### LoRA {#lora}

    LoRA freezes the ____ and trains an adapter.

    - [x] model
    - [ ] tokenizer
    - [ ] data set

PASS::

    ### LoRA {#lora}

    What does LoRA freeze while it trains an adapter?

    - [x] The model
    - [ ] The tokenizer
    - [ ] The data set
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import MOORE, ChoiceQuestion, ChoiceRule, Finding, on_stem
from lecprep.checks.writing.words import without_code
from lecprep.diagnostics import Severity

_BLANK = re.compile(r"(?<![A-Za-z0-9_])_{3,}(?![A-Za-z0-9_])|_{5,}|\.{5,}|…{2,}|\[blank\]", re.I)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the first blank that words follow."""
    stem = without_code(question.prompt.source.replace("\\_", "_"))
    blank = _BLANK.search(stem)
    if blank and re.search(r"\w\w", _BLANK.sub(" ", stem[blank.end() :])):
        yield on_stem(
            question,
            "there is a blank in the middle of this question",
            "Ask for what is missing, or turn the sentence so that the blank comes last.",
            blank[0],
        )


RULE = ChoiceRule(
    name="blank-in-the-middle",
    severity=Severity.WARNING,
    manual=__doc__,
    source=MOORE,
    check=check,
)
