"""A question can be understood without its choices.

Who knows the matter can answer a good question before reading the choices. "LoRA:" asks nothing, and "Which of these is true?" asks
four questions.

FAIL::

    ### LoRA {#lora}

    Which of the following is true?

    - [x] Adapters can be swapped
    - [ ] Retrieval changes weights
    - [ ] Prompts are trained

PASS::

    ### LoRA {#lora}

    What makes one base model serve many customers?

    - [x] Adapters that can be swapped
    - [ ] Retrieval that changes weights
    - [ ] Prompts that are trained
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_stem
from lecprep.checks.writing.words import words
from lecprep.diagnostics import Severity

_EMPTY = re.compile(
    r"\W*(?:(?:select|choose|pick|mark|identify|find)\s+(?:the\s+)?(?:best\s+|most\s+)?(?:correct|true|right|false|incorrect|wrong|appropriate)?\s*"
    r"(?:answers?|choices?|options?|statements?|one)?|"
    r"(?:which|what)\s+(?:one\s+)?(?:of\s+(?:the\s+following|these|the\s+below|those)\s*)?(?:answers?\s+|choices?\s+|options?\s+|statements?\s+)?"
    r"(?:is|are)\s+(?:not\s+)?(?:the\s+)?(?:most\s+)?(?:correct|true|right|false|incorrect|wrong|best|accurate))"
    r"(?:\s+(?:answer|choice|option|statement|one))?\W*",
    re.I,
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find a question of hardly any words, or one that names no matter."""
    text = question.prompt.text.strip()
    says = words(text)
    # A formula, a picture or code may ask by itself.
    if not _EMPTY.fullmatch(text) and not (
        len(says) < 3 and text == question.prompt.source.strip() and not text.endswith("?")
    ):
        return
    yield on_stem(
        question,
        "without its choices, this question asks nothing",
        "Name the matter and what is to be said of it, so that it can be answered before the choices are read.",
    )


RULE = ChoiceRule(
    name="question-asks-nothing",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 14 and 15; {MOORE}",
    check=check,
)
