"""A question says what is needed to answer it, and little more.

Who reads slowly, or in a second language, loses time on every sentence that changes nothing. A case that is needed may be long: then
silence this rule for it.

FAIL::

    ### Support {#support}

    A company has sold bicycles since 1987. It has three branches, of which the second was opened in 1994 and the third in 2003. Its
    owner took over from her father, who still helps on Saturdays. The branches have one telephone number, one e-mail address and
    one web page, which was redesigned last year by an agency from the neighbourhood, in the colours of the sign above the door. On
    this page there is now a window in which customers can write questions. A language model answers them. Most are about opening
    hours, about repairs and about prices, which change every morning when the wholesaler sends a new list. What do you add?

    - [ ] A larger model
    - [x] Retrieval over the price list
    - [ ] A higher temperature

PASS::

    ### Support {#support}

    A bot answers questions about prices, which change every morning. What do you add?

    - [ ] A larger model
    - [x] Retrieval over the price list
    - [ ] A higher temperature
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE_2024, ChoiceQuestion, ChoiceRule, Finding, on_stem
from lecprep.checks.writing.words import without_code, words
from lecprep.diagnostics import Severity

MOST_WORDS = 90


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find a question of more words than that, code apart."""
    count = len(words(without_code(question.prompt.source)))
    if count > MOST_WORDS:
        yield on_stem(
            question,
            f"this question has {count} words before its choices",
            "Take out what nobody needs to answer it.",
        )


RULE = ChoiceRule(
    name="long-question",
    severity=Severity.HINT,
    manual=__doc__,
    source=f"{HALADYNA}, guidelines 13 and 16; {MOORE_2024}",
    check=check,
)
