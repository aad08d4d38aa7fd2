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

SHORTEST = 6  # letters, without the s of a plural
# The right choice shares at least so many words more with the question than any wrong one, and twice as many.
MORE = 2


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find a right choice that repeats a telling word where no wrong one does, or many more of them than each."""
    key = key_of(question)
    if key is None or len(question.choices) < 3:
        return
    asked = telling(question.prompt.text)
    shared = asked & telling(key.text.text)
    most = max(len(asked & telling(choice.text.text)) for choice in distractors(question))
    repeated = [
        word
        for word in re.findall(r"[^\W\d_]+", key.text.text)
        if stem(word.lower()) in shared and len(word.removesuffix("s")) >= SHORTEST
    ]
    # Where wrong choices speak of the question's matter as well, its words give nothing away.
    if repeated and (most == 0 or len(shared) >= max(most + MORE, 2 * most)):
        yield on_choice(
            key,
            f"of all choices, the right one sounds most like the question: it repeats {repeated[0]!r}",
            "Say it in other words in one of the two places, or let a wrong choice have the word, too.",
        )


RULE = ChoiceRule(
    name="key-repeats-the-question",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 28; {MOORE}",
    check=check,
)
