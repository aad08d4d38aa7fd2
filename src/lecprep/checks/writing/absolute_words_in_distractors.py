"""Words such as "always" and "never" do not stand in wrong choices alone.

Hardly anything is always so, and students know it: a choice that says "never" is ruled out without any knowledge of the matter.

FAIL::

    ### Hallucination {#hallucination}

    What does fine-tuning do about hallucination?

    - [ ] It always prevents it
    - [ ] It never has any effect on it
    - [x] It can make it worse
    - [ ] It moves it into the prompt

PASS::

    ### Hallucination {#hallucination}

    What does fine-tuning do about hallucination?

    - [ ] It prevents it
    - [ ] It has no effect on it
    - [x] It can make it worse
    - [ ] It moves it into the prompt
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_choice
from lecprep.checks.writing.words import distractors, key_of
from lecprep.diagnostics import Severity

STRONG = re.compile(
    r"\b(?:always|never|absolutely|completely|entirely|totally|invariably|impossible|definitely|under no circumstances|"
    r"in all cases|in every case|without exception|no matter what|all of the time)\b",
    re.I,
)
# These are absolute, too, and stand in many a plain sentence.
WEAK = re.compile(
    r"\b(?:only|all|every|none|solely|exclusively|any|must|cannot|perfectly|whatever|"
    r"everything|nothing|nobody|everyone|everybody|guarantees?)\b",
    re.I,
)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find an absolute word beyond doubt in a wrong choice, where the right one has none of either kind."""
    key = key_of(question)
    if key is None or len(question.choices) < 3 or _absolute(key.text.text):
        return
    wrong = [(choice, word) for choice in distractors(question) if (word := _absolute(choice.text.text))]
    strong = [(choice, word) for choice, word in wrong if STRONG.fullmatch(word)]
    if not strong:
        return
    choice, word = strong[0]
    said = ", ".join(dict.fromkeys(f"{each.lower()!r}" for _, each in wrong))
    yield on_choice(
        choice,
        f"only wrong choices of this question speak in absolutes ({said}): that gives them away",
        "Say it without the absolute word, or word the right choice as firmly.",
        word,
    )


def _absolute(text: str) -> str:
    found = STRONG.search(text) or WEAK.search(text)
    return found[0] if found else ""


RULE = ChoiceRule(
    name="absolute-words-in-distractors",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 28; {MOORE}",
    check=check,
)
