"""The right choice is not much longer than every wrong one.

Authors add to the right choice until nobody can object to it, and students know that: when in doubt they take the longest. Make the
wrong choices as careful, or move what qualifies the right one into its feedback.

FAIL::

    ### Purpose {#purpose}

    What is fine-tuning best at?

    - [ ] Daily news
    - [x] A steady tone in every reply, without a long prompt that would have to be sent along each time
    - [ ] Exact sums
    - [ ] Quoting a source

PASS::

    ### Purpose {#purpose}

    What is fine-tuning best at?

    - [ ] Bringing in daily news
    - [x] Keeping a steady tone
    - [ ] Adding up large numbers
    - [ ] Quoting its sources
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import distractors, key_of, words
from lecprep.diagnostics import Severity

# The key has this many times the letters of the longest wrong choice, and so many more at least.
TIMES, MORE = 1.3, 12
# A term is as long as it is.
FEWEST_WORDS = 4


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find the right choice that stands out by its length."""
    key = key_of(question)
    if key is None or key.is_fixed or len(question.choices) < 2 or len(words(key.text.text)) < FEWEST_WORDS:
        return
    length = len(key.text.text)
    longest = max(len(choice.text.text) for choice in distractors(question))
    if length >= longest * TIMES and length - longest >= MORE:
        yield on_choice(
            key,
            f"the right choice has {length} characters, and the longest wrong one {longest}: its length gives it away",
            "Shorten it, move a part of it into its feedback, or make the wrong ones as exact.",
        )


RULE = ChoiceRule(
    name="longest-choice-is-correct",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 24 and 28; {MOORE}",
    check=check,
)
