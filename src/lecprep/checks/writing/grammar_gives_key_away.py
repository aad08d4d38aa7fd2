"""The grammar of a question fits all of its choices.

"… is an" before one choice with a vowel and three without leaves one that can be right. So does "are" before a single plural.

FAIL::

    ### Adapter {#adapter}

    What LoRA trains is called an

    - [x] adapter
    - [ ] tokenizer
    - [ ] prompt
    - [ ] retriever

PASS::

    ### Adapter {#adapter}

    What is it called that LoRA trains?

    - [x] An adapter
    - [ ] A tokenizer
    - [ ] A prompt
    - [ ] A retriever
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecprep.checks.rule import HALADYNA, MOORE, ChoiceQuestion, ChoiceRule, Finding, on_stem
from lecprep.checks.writing.words import distractors, key_of, words
from lecprep.diagnostics import Severity

_ARTICLE = re.compile(r"\b(an?)\b[\s_.…:]*$", re.I)
_VERB = re.compile(r"\b(is|was|are|were)\b[\s_.…:]*$", re.I)
# How a word is spoken decides, and for these its first letter does not tell.
_SPOKEN = re.compile(r"(?:uni|use|usu|eu|one\b|once|ut[ie]|hour|honest|heir|hono|[A-Z]{2}|\W|\d)")
_PLURAL = re.compile(r"(?:[^siu]s|ies)$")


def check(question: ChoiceQuestion) -> Iterator[Finding]:
    """Find an article or a verb at the end of the question that fits the right choice and no wrong one."""
    key = key_of(question)
    stem = question.prompt.text
    if key is None or len(question.choices) < 3:
        return
    wrong = [choice.text.text for choice in distractors(question)]
    if (article := _ARTICLE.search(stem)) and not any(map(_SPOKEN.match, [key.text.text, *wrong])):
        fits = article[1].lower() == "an"
        if _vowel(key.text.text) == fits and all(_vowel(text) != fits for text in wrong):
            yield _finding(question, article[1])
    elif (verb := _VERB.search(stem)) and all(len(words(text)) < 3 for text in [key.text.text, *wrong]):
        fits = verb[1].lower() in ("are", "were")
        if _plural(key.text.text) == fits and all(_plural(text) != fits for text in wrong):
            yield _finding(question, verb[1])


def _finding(question: ChoiceQuestion, word: str) -> Finding:
    line = question.prompt.source.rstrip().rpartition("\n")[2]
    return on_stem(
        question,
        f"by its grammar, {word!r} at the end of this question fits the right choice alone",
        "Move the word into the choices, or word the question so that each of them fits.",
        line,
    )


def _vowel(text: str) -> bool:
    return text[:1].lower() in tuple("aeiou")


def _plural(text: str) -> bool:
    last = words(text)[-1:] or [""]
    return bool(_PLURAL.search(last[0])) or " and " in text


RULE = ChoiceRule(
    name="grammar-gives-key-away",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 28; {MOORE}",
    check=check,
)
