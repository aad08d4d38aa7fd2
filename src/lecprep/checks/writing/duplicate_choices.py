"""No two choices say the same.

Where two choices mean the same, neither can be the only right one: students rule out both.

FAIL::

    ### Data {#data}

    What makes a data set for fine-tuning good?

    - [x] Quality
    - [ ] Size
    - [ ] The size
    - [ ] Age

PASS::

    ### Data {#data}

    What makes a data set for fine-tuning good?

    - [x] Quality
    - [ ] Size
    - [ ] Age
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.diagnostics import Severity
from lecprep.model import Choice

_PLAIN = re.compile(r"[\w\s,.;:!?'’\"“”()-]*")

SHORT = 3


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find each choice that repeats an earlier one."""
    seen: dict[str, Choice] = {}
    for choice in question.choices:
        first = seen.setdefault(_meaning(choice), choice)
        if first is not choice and choice.text.text:
            yield on_choice(
                choice,
                f"this choice says the same as the one on line {first.span.line}",
                "Replace it by another mistake that students make, or take it away: three choices are enough.",
            )


def _meaning(choice: Choice) -> str:
    """Return a choice without what changes nothing; where signs, code or formulas may mean something, all of it."""
    source = choice.text.source.strip()
    if not _PLAIN.fullmatch(source) or re.search(r"\d|\s-|^-", source):
        return source
    # "Na" and "NA" are two things; "the prompt" and "The prompt" are one.
    kept = re.sub(r"[^\w\s'’-]", " ", source.lower() if len(source) > SHORT else source)
    return " ".join(word for word in kept.split() if word not in ("a", "an", "the")) or source


RULE = ChoiceRule(
    name="duplicate-choices", severity=Severity.WARNING, manual=__doc__, source=f"{HALADYNA}, guideline 22", check=check
)
