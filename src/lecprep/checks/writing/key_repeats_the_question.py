"""The question and its right choice do not share a word that no wrong choice has.

A student who knows nothing takes the choice that sounds like the question.

FAIL::

    ### Retrieval {#retrieval}

    Which technique works by retrieving documents?

    - [x] Retrieval-augmented generation
    - [ ] Fine-tuning
    - [ ] Low-rank adaptation

PASS::

    ### Retrieval {#retrieval}

    Which technique puts passages of your own texts into the prompt?

    - [x] Retrieval-augmented generation
    - [ ] Fine-tuning
    - [ ] Low-rank adaptation
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import distractors, key_of, stem, telling
from lecprep.diagnostics import Severity

SHORTEST = 5  # letters, without the ending


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find a telling word of the question that only the right choice repeats."""
    key = key_of(question)
    if key is None or len(question.choices) < 3:
        return
    asked = telling(question.prompt.text)
    shared = {each for each in asked & telling(key.text.text) if len(each) >= SHORTEST}
    # Where wrong choices speak of the question's matter as well, its words give nothing away.
    if shared and not any(asked & telling(choice.text.text) for choice in distractors(question)):
        word = next(each for each in re.findall(r"[^\W\d_]+", key.text.text) if stem(each.lower()) in shared)
        yield on_choice(
            key,
            f"of all choices, only the right one repeats a word of the question: {word!r}",
            "Say it in other words in one of the two places, or let a wrong choice have the word, too.",
        )


RULE = ChoiceRule(
    name="key-repeats-the-question",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 28; {MOORE}",
    check=check,
)
