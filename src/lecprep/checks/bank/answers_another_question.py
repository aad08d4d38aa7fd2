"""No question gives away the answer of another.

An exam that draws both has one question less: who reads on finds "LoRA freezes the base model" in the wording of the second. What
counts is that one sentence has what the other question is about and every telling word of its answer, with no wrong answer as
near. A statement that is to be judged, a sentence with a "not", and choices give nothing away, and explanations are there to tell.

FAIL::

    ### Frozen {#frozen}

    What does LoRA freeze during training?

    - [ ] The tokenizer
    - [x] The base model
    - [ ] The adapter

    ### Memory {#memory}

    During training, LoRA freezes the base model. What does that save?

    - [x] Memory
    - [ ] Examples
    - [ ] Passages

PASS::

    ### Frozen {#frozen}

    What does LoRA freeze during training?

    - [ ] The tokenizer
    - [x] The base model
    - [ ] The adapter

    ### Memory {#memory}

    What does LoRA save during training?

    - [x] Memory
    - [ ] Examples
    - [ ] Passages
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log

from lecprep.checks.rule import HALADYNA, CourseRule, Finding
from lecprep.checks.writing import true_or_false_in_disguise
from lecprep.checks.writing.words import key_of, telling
from lecprep.diagnostics import Severity
from lecprep.model import Course, MultipleChoice, Question, SingleChoice, TypedAnswer

# How much of what a question is about a sentence must have, its rare words counting more: a single word is soon there by chance.
ENOUGH, ENOUGH_FOR_ONE_WORD = 1 / 2, 2 / 3
# An answer tells nothing when each of its words is frequent: in more sentences than this, and in more than this share of them.
FEW_SENTENCES, SMALL_SHARE = 4, 0.01

_DENIES = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|except|false|incorrect|untrue|cannot|\w+n['’]t)\b", re.I
)
_ASKS_WHETHER = re.compile(r"\W*(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should|may|might)\b", re.I)
# What was said before it belongs to a question with such a word.
_POINTS_BACK = re.compile(r"\b(?:this|these|it|its|they|their|them|he|she|above)\b", re.I)
# What kind of thing the answer is says nothing of the matter.
_KINDS = telling(
    "technique method approach tool concept process type kind form step part element feature aspect strategy device procedure category "
    "year date place country person"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a question that says something, by its telling words."""

    question: Question
    text: str
    words: frozenset[str]

    def distance(self, some: frozenset[str], others: frozenset[str]) -> int:
        """Return how many telling words lie between the nearest two of some words and of others that it has."""
        order = [word for each in self.text.split() for word in _said(each)]
        nearest = len(order)
        last: dict[bool, int] = {}
        for at, word in enumerate(order):
            if word in some or word in others:
                last[word in some] = at
                if len(last) == 2:
                    nearest = min(nearest, abs(last[True] - last[False]))
        return nearest


@dataclass(frozen=True)
class Answer:
    """What a question is about and what its answer is, by their telling words, and what its wrong choices are."""

    question: Question
    text: str
    matter: frozenset[str]
    key: frozenset[str]
    wrong: tuple[frozenset[str], ...]


def check(course: Course) -> Iterator[Finding]:
    """Find each question that tells the answer of another; of several that tell the same, the first."""
    questions = [question for lecture in course for question in lecture.questions]
    sentences = [sentence for question in questions for sentence in _sentences(question)]
    having: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        for word in sentence.words:
            having[word].append(sentence)
    weights = {word: log(1 + len(sentences) / len(found)) for word, found in having.items()}
    for question in questions:
        if (answer := _answer(question)) and (teller := _teller(answer, having, weights, len(sentences))):
            yield Finding(
                teller.span,
                f"this gives away the answer of the question at {question.span}: {answer.text[:60]!r}",
                "Word one of the two so that it does not tell the other, or an exam that draws both has one question less.",
            )


def _teller(
    answer: Answer, having: Mapping[str, list[Sentence]], weights: Mapping[str, float], sentences: int
) -> Question | None:
    rarest = min((having.get(word, []) for word in answer.key), key=len)
    if len(rarest) > max(FEW_SENTENCES, SMALL_SHARE * sentences):
        return None
    heaviest = max(weights.values(), default=0)
    due = sum(weights.get(word, heaviest) for word in answer.matter) * (
        ENOUGH if len(answer.key) > 1 else ENOUGH_FOR_ONE_WORD
    )
    for sentence in rarest:
        shared = answer.matter & sentence.words
        if (
            sentence.question is not answer.question
            and answer.key <= sentence.words
            and (len(shared) > 2 or len(shared) == len(answer.matter))
            and sum(map(weights.__getitem__, shared)) >= due
            and not any(
                wrong <= sentence.words and _is_near(wrong, answer.key, shared, sentence) for wrong in answer.wrong
            )
        ):
            return sentence.question
    return None


def _is_near(wrong: frozenset[str], key: frozenset[str], matter: frozenset[str], sentence: Sentence) -> bool:
    """Tell whether a wrong answer stands nearly as close to the matter as the right one: then nobody knows which is meant."""
    return sentence.distance(wrong, matter) < 2 * sentence.distance(key, matter)


def _sentences(question: Question) -> Iterator[Sentence]:
    if isinstance(question, SingleChoice | MultipleChoice) and any(true_or_false_in_disguise.check(question)):
        return
    for text in re.split(r"(?<=[.?!])\s+|\n", question.prompt.text):
        if not _DENIES.search(text) and not (text.rstrip().endswith("?") and _ASKS_WHETHER.match(text)):
            yield Sentence(question, text, _said(text))


def _answer(question: Question) -> Answer | None:
    if isinstance(question, SingleChoice | MultipleChoice):
        key = key_of(question)
        if key is None:
            return None
        text, others = key.text.text, [choice.text.text for choice in question.choices if choice is not key]
    elif isinstance(question, TypedAnswer):
        text, others = question.accepted[0], []
    else:
        return None
    asked = question.prompt.text
    all_asked = _said(asked)
    last = re.split(r"(?<=[.!])\s+", asked.strip())[-1]
    matter = (all_asked if _POINTS_BACK.search(last) else _said(last)) - _KINDS
    distinct, *wrong = (_said(each) - all_asked for each in (text, *others))
    if not distinct or len(matter) < 2 or _DENIES.search(asked):
        return None
    return Answer(question, text, matter, distinct, tuple(each for each in wrong if not each < distinct))


def _said(text: str) -> frozenset[str]:
    """Return the telling words of a text, abbreviations and numbers among them."""
    return frozenset(
        {*telling(text), *(match.lower() for match in re.findall(r"\b[A-Z][A-Za-z]?[A-Z]s?\b|\b\d[\d.,]*\d\b", text))}
    )


RULE = CourseRule(
    name="answers-another-question",
    severity=Severity.WARNING,
    manual=__doc__,
    source=f"{HALADYNA}, guideline 4",
    check=check,
)
