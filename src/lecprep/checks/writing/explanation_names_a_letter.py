"""An explanation does not name choices by their letters while they are shuffled.

Each student sees the choices in another order, so "B is wrong because …" explains some other choice. Name what it says, write the
explanation below the choice itself, or keep the order with `{.keep-order}`.

FAIL::

    ### Prices {#prices}

    What brings this morning's prices into an answer?

    - [ ] A larger model
    - [x] Retrieval over the price list
    - [ ] A higher temperature

    #### Explanation

    Option A changes nothing: size brings in no facts.

PASS::

    ### Prices {#prices}

    What brings this morning's prices into an answer?

    - [ ] A larger model

      Size brings in no facts.

    - [x] Retrieval over the price list
    - [ ] A higher temperature
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import ChoiceQuestion, ChoiceRule, Finding
from lecprep.checks.writing.words import is_shuffled, without_code
from lecprep.diagnostics import Severity

# Without one that stands alone no letter is named, and most texts have none.
_ALONE = re.compile(r"(?<!\w)[A-H](?!\w)")
_LETTER = re.compile(
    r"(?<!\w)(?:(?:[Oo]ptions?|[Cc]hoices?|[Aa]nswers?|[Dd]istractors?|[Aa]lternatives?)\s+\(?[A-H]\)?(?![\w'’*-])|"
    r"\([A-H]\)\s+(?:is|was)\s+(?:in)?(?:correct|right|wrong|true|false)\b|"
    r"[B-H]\s+is\s+(?:the\s+)?(?:in)?(?:correct|right|wrong|true|false)(?:\s+(?:answer|choice|option|one))?"
    r"(?=\s*(?:[,.;:!)–—]|because\b|since\b|as\b|$)))"
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the first letter that an explanation, a hint or a feedback names."""
    if not is_shuffled(question):
        return
    told = [question.explanation, *question.hints, *(choice.feedback for choice in question.choices)]
    for prose in told:
        named = _LETTER.search(without_code(prose.source)) if prose and _ALONE.search(prose.source) else None
        # What the question itself calls "Option A" is no letter of a choice.
        if named and named[0].lower() not in _asked(question).lower():
            yield Finding(
                question.span,
                f"{named[0]!r} names a letter, and every student sees the choices in another order",
                "Name what the choice says, or write this below the choice itself; {.keep-order} keeps the letters.",
                named[0],
            )
            return


def _asked(question: ChoiceQuestion) -> str:
    return " ".join([question.prompt.text, *(choice.text.text for choice in question.choices)])


RULE = ChoiceRule(
    name="explanation-names-a-letter",
    severity=Severity.WARNING,
    manual=__doc__,
    source="lecprep shuffles choices (docs/authoring.md)",
    check=check,
)
