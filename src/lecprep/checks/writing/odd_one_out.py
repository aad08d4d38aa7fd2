"""The choices of a question are of about one length.

One that is much longer or shorter than all others draws the eye, whether it is right or wrong.

FAIL::

    ### Data {#data}

    What guides the choice of examples for fine-tuning?

    - [x] Quality over quantity
    - [ ] Quantity over quality
    - [ ] As many as can be found on the open web, whoever wrote them and whatever they are about, as long as there are enough
    - [ ] Age over relevance

PASS::

    ### Data {#data}

    What guides the choice of examples for fine-tuning?

    - [x] Quality over quantity
    - [ ] Quantity over quality
    - [ ] Whatever the open web offers
    - [ ] Age over relevance
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE_2024, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import key_of, letters_named
from lecprep.diagnostics import Severity

# A long choice is at least this many times as long as the next, a short one at most this part of the next, and differs by so many letters.
LONG, SHORT, LETTERS = 2.0, 1 / 3, 30
# Where the others differ much among each other, none stands out.
ALIKE = 1.5
_NO_ANSWER = re.compile(
    r"(?:i\s+(?:do\s+not|don['’]t)\s+know|not\s+sure|(?:all|none|both|neither|any|some)(?:\s+of\s+(?:the|these|those|them)\b.*)?)\W*",
    re.I | re.S,
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the one choice that is much longer or shorter than others of about one length; of a right one that is longest, another
    rule speaks.
    """
    asked = question.prompt.text
    answers = [
        choice
        for choice in question.choices
        if not _NO_ANSWER.fullmatch(choice.text.text) and not letters_named(choice.text.text, asked)
    ]
    by_length = sorted(answers, key=lambda choice: len(choice.text.text))
    if len(by_length) < 3:
        return
    lengths = [len(choice.text.text) for choice in by_length]
    if (
        by_length[-1] is not key_of(question)
        and lengths[-1] >= max(lengths[-2] * LONG, lengths[-2] + LETTERS)
        and lengths[-2] <= lengths[0] * ALIKE
    ):
        yield on_choice(
            by_length[-1], f"this choice has {lengths[-1]} characters, and no other more than {lengths[-2]}", _HELP
        )
    elif lengths[0] <= lengths[1] * SHORT and lengths[1] - lengths[0] >= LETTERS and lengths[-1] <= lengths[1] * ALIKE:
        yield on_choice(
            by_length[0], f"this choice has {lengths[0]} characters, and all others {lengths[1]} and more", _HELP
        )


_HELP = "Word the choices alike, so that none stands out by its length."


RULE = ChoiceRule(
    name="odd-one-out",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 24; {MOORE_2024}",
    check=check,
)
