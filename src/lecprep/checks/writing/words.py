"""What several rules look for in the wording of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lecprep.checks.rule import ChoiceQuestion
from lecprep.model import Choice

# Words that say nothing of what a question is about.
_COMMON = """
a about above after again all also an and any are as at be because been before being below between both but by
can could did do does doing down during each either few following for from further had has have having he her
here his how if in into is it its itself just least less like made make makes many may might more most much
must need needs never no none nor not of off often on once one only or other our out over own per same several
shall she should so some such than that the their them then there these they this those through to too two
under until up upon use used uses using very was way we were what when where whether which while who whom
whose why will with within without would you your answer answers best choose choice correct example false
follows option question right select statement statements true wrong describe describes happen happens means
called given term name different example examples result results reason purpose main likely number value
"""
COMMON = frozenset(_COMMON.split())


def key_of(question: ChoiceQuestion) -> Choice | None:
    """Return the one right choice, or None where there are several."""
    right = [choice for choice in question.choices if choice.is_correct]
    return right[0] if len(right) == 1 else None


def distractors(question: ChoiceQuestion) -> list[Choice]:
    """Return the wrong choices."""
    return [choice for choice in question.choices if not choice.is_correct]


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def telling(text: str) -> set[str]:
    """Return the stems of the words that say what a text is about."""
    return {each for word in words(text) for each in _stems(word)}


@lru_cache(maxsize=1 << 14)
def _stems(word: str) -> tuple[str, ...]:
    # A bank is written in some thousands of words, each of them again and again.
    parts = [part for part in word.split("-") if len(part) > 3]
    return tuple(stem(part) for part in parts if not {part, part.removesuffix("s")} & COMMON)


_ENDING = re.compile(
    r"(?:isations?|izations?|ations?|ency|ence|ent|ings?|edly|i[sz]ed|ed|ally|al|ly|ers?|ions?|es|s|e|y)$"
)


def stem(word: str) -> str:
    """Return a word without the ending of a plural, a participle or another part of speech, roughly."""
    return _ENDING.sub("", word) if len(word) > 5 else word.removesuffix("s")


_ABOUT_CHOICES = r"both|either|neither|only|all|of|are|is|correct|true|right|wrong|false|answers?|choices?|options?"
_OTHER_WORD = re.compile(rf"(?i)\b(?!(?:{_ABOUT_CHOICES}|and|or|nor)\b)\w{{2,}}")


def letters_named(text: str, asked: str) -> set[str]:
    """Return the letters of other choices that a choice consists of, such as "Both A and C" or "A, B, C are correct".

    Letters that the question itself speaks of, as of two events A and B, are no letters of choices.
    """
    if _OTHER_WORD.search(text):
        return set()
    body = re.sub(rf"(?i)\b(?:{_ABOUT_CHOICES})\b", " ", text)
    if re.fullmatch(r"[\s().]*[A-Ha-h](?:[\s(),.;/&]|\b(?:and|or|nor)\b)*(?:[\s(),.;/&]|\b(?:and|or|nor)\b)+[A-Ha-h]"
                    r"(?:(?:[\s(),.;/&]|\b(?:and|or|nor)\b)+[A-Ha-h])*[\s().]*", body):  # fmt: skip
        named = {letter.upper() for letter in re.findall(r"\b[A-Ha-h]\b", body)}
        return set() if any(re.search(rf"\b{letter}\b", asked) for letter in named - {"A"}) else named
    return set()


# A number that a question has given to a statement, and what may stand between two of them.
MARK = r"\(?(?:[ivx]{1,4}|[IVX]{1,4}|[1-9])\)?"
JOIN = r"(?:\s*(?:,|;|&|/|-|–|→|and|or|nor|but\s+not|are|is|true|false|correct|only|both|neither|either|\s)\s*)+"
_COMBINED = re.compile(
    rf"(?:(?:both|neither|either|only|statements?)\s+)*{MARK}(?:{JOIN}{MARK})*(?:\s+(?:only|are|is|true|false|correct|alone))*\W*",
    re.I,
)


def combines_statements(text: str) -> bool:
    """Tell whether a choice consists of numbers of statements, such as "I and III only"."""
    return bool(_COMBINED.fullmatch(text.strip()))


def without_code(source: str) -> str:
    """Return Markdown without its code, formulas, images and addresses, in which signs mean other things."""
    source = re.sub(r"^(`{3,}|~{3,}).*?^\1[^\n]*$", " ", source, flags=re.M | re.S)
    return re.sub(r"(`+).+?\1|\$\$.+?\$\$|\$[^$\n]+\$|!?\]\([^)]*\)", " ", source, flags=re.S)


def is_shuffled(question: ChoiceQuestion) -> bool:
    """Tell whether students see the choices in another order."""
    return not question.keep_order and sum(not choice.is_fixed for choice in question.choices) > 1


def texts(choices: Sequence[Choice]) -> list[str]:
    """Return the wordings of choices."""
    return [choice.text.text for choice in choices]
