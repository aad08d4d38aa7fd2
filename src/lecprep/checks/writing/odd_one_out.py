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

from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE_2024, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import key_of
from lecprep.diagnostics import Severity

TIMES, MORE = 2.0, 30


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the one choice that is twice as long as all others, or half as long; of a right one that is longest, another rule speaks."""
    if len(question.choices) < 3:
        return
    by_length = sorted(question.choices, key=lambda choice: len(choice.text.text))
    shortest, longest = by_length[0], by_length[-1]
    second, second_longest = len(by_length[1].text.text), len(by_length[-2].text.text)
    length = len(longest.text.text)
    if longest is not key_of(question) and length >= second_longest * TIMES and length - second_longest >= MORE:
        yield on_choice(longest, f"this choice has {length} characters, and no other more than {second_longest}", _HELP)
    elif second >= len(shortest.text.text) * TIMES and second - len(shortest.text.text) >= MORE:
        yield on_choice(
            shortest, f"this choice has {len(shortest.text.text)} characters, and all others {second} and more", _HELP
        )


_HELP = "Word the choices alike, so that none stands out by its length."


RULE = ChoiceRule(
    name="odd-one-out",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 24; {MOORE_2024}",
    check=check,
)
