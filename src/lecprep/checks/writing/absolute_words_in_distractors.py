"""Words such as "always", "never" and "only" do not stand in wrong choices alone.

Hardly anything is always so, and students know it: a choice that says "never" is ruled out without any knowledge of the matter.
Each wrong choice with such a word is named, unless the right one is as firm. "The only" and "only two" say how many there are, and
are no such words.

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
from lecprep.checks.writing.words import combines_statements, distractors, key_of
from lecprep.diagnostics import Severity

# What names how many there are, or is a turn of speech, claims nothing of all cases.
_NO_CLAIM = re.compile(
    r"\b(?:(?:the|an|not|if)\s+only|only\s+(?:a\s+(?:few|little)|\d[\d.,]*|one|two|three|four|five|once|half)\b|"
    r"nothing\s+to\s+do\s+with|above\s+all|after\s+all|all\s+over|at\s+all(?!\s+\w))\b",
    re.I,
)
STRONG = re.compile(
    r"\b(?:always|never|only|absolutely|completely|entirely|totally|invariably|inevitably|unconditionally|impossible|definitely|"
    r"solely|exclusively|under no circumstances|in all cases|in every case|without exception|without fail|no matter what|"
    r"at all times|at no time|all of the time)\b",
    re.I,
)
# These are absolute, too, and stand in many a plain sentence, as often in right choices as in wrong ones.
WEAK = re.compile(
    r"\b(?:all|every|none|any|must|cannot|perfectly|whatever|everything|nothing|nobody|everyone|everybody|guarantees?)\b",
    re.I,
)
# A choice of several parts is not firm as a whole.
_SEVERAL_PARTS = re.compile(r"(?:\(?\b[A-Ha-h1-9]\)|\b[1-9]\.\s).*(?:\(?\b[A-Ha-h1-9]\)|\b[1-9]\.\s)", re.S)


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find each wrong choice with an absolute word beyond doubt, where the right one has none of either kind."""
    key = key_of(question)
    if key is None or len(question.choices) < 3:
        return
    said = _NO_CLAIM.sub(" ", key.text.text)
    if STRONG.search(said) or WEAK.search(said):
        return
    for choice in distractors(question):
        if word := _absolute(choice.text.text):
            yield on_choice(
                choice,
                f"{word.lower()!r} makes this wrong choice absolute, and the right one is not: that gives it away",
                "Say it without the absolute word, or word the right choice as firmly.",
                word,
            )


def _absolute(text: str) -> str:
    # Blanks keep the place of what is left out, or another word would be found at its place.
    found = STRONG.search(_NO_CLAIM.sub(lambda match: " " * len(match[0]), text))
    # "I only" names a statement.
    return found[0] if found and not combines_statements(text) and not _SEVERAL_PARTS.search(text) else ""


RULE = ChoiceRule(
    name="absolute-words-in-distractors",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 28; {MOORE}",
    check=check,
)
