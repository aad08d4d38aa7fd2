"""A question that asks for what is not so says it loudly.

"Not" is easily overlooked, and who overlooks it gives a wrong answer in spite of knowing the matter. Ask for what is so, or set the
word in bold.

FAIL::

    ### Window {#window}

    Which of these does not take up room in the context window?

    - [ ] The system prompt
    - [ ] Retrieved text
    - [x] The weights

PASS::

    ### Window {#window}

    Which of these does **not** take up room in the context window?

    - [ ] The system prompt
    - [ ] Retrieved text
    - [x] The weights
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_stem
from lecprep.checks.writing.words import without_code
from lecprep.diagnostics import Severity

_ASKS = re.compile(r"\b(?:which|what|who|where|when|all|select|choose|identify|following|these|statements?)\b", re.I)
_NEGATIVE = re.compile(
    r"\b(?:not|except|never|least\s+(?:likely|often|probably|useful|important)|false|incorrect|untrue|cannot|isn['’]t|doesn['’]t|aren['’]t|don['’]t|can['’]t)\b",
    re.I,
)

_TRUE_OR_FALSE = re.compile(r"\btrue\s+or\s+false\b", re.I)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find a negation in the sentence that asks, unless it is in capitals or emphasised."""
    asked = re.split(r"(?<=[.!])\s+", _TRUE_OR_FALSE.sub(" ", without_code(question.prompt.source)).strip())[-1]
    # A sentence that the choices end asks, too.
    if not _ASKS.search(asked) and asked.endswith((".", "!", "?")):
        return
    for match in _NEGATIVE.finditer(asked):
        is_loud = match[0].isupper() or asked[: match.start()].endswith(("*", "_"))
        if not is_loud and not re.match(r"\s+only\b|\s+necessarily\b", asked[match.end() :], re.I):
            yield on_stem(
                question,
                f"this question is asked in the negative, and {match[0]!r} is easily overlooked",
                "Ask for what is so, or set the word in bold: **not**.",
                match[0],
            )
            return


RULE = ChoiceRule(
    name="negative-stem",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 17; {MOORE}",
    check=check,
)
