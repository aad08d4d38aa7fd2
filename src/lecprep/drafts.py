"""Questions and lectures as Markdown that nobody has read yet: what imports make and `writer` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from lecprep.diagnostics import Span
from lecprep.model import (
    Coding,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Prose,
    Question,
    ShortAnswer,
    SingleChoice,
    TypedAnswer,
)


@dataclass(frozen=True)
class ChoiceDraft:
    """One option: `text` is a line of Markdown, `feedback` Markdown or nothing."""

    text: str
    is_correct: bool
    feedback: str = ""


@dataclass(frozen=True)
class Choices:
    """Options to choose from, one or (`is_multiple`) any number."""

    choices: tuple[ChoiceDraft, ...]
    is_multiple: bool = False
    keep_order: bool = False


@dataclass(frozen=True)
class Number:
    """A number as its author writes it, plain text: `42 ± 0.5 kg`."""

    written: str


@dataclass(frozen=True)
class Texts:
    """Accepted answers, plain text."""

    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """Items in the right order, Markdown."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """What belongs together, and right sides that belong to nothing: all of it Markdown of a table's cell."""

    columns: tuple[str, str]
    pairs: tuple[tuple[str, str], ...]
    decoys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A model answer, or (`is_code`) a solution, and what earns marks: texts (Markdown) with their marks."""

    answer: str
    marking: tuple[tuple[str, int], ...] = ()
    is_code: bool = False


# Rules that are silenced, each with the reason (or nothing).
Silenced: TypeAlias = tuple[tuple[str, str], ...]
Body: TypeAlias = Choices | Number | Texts | Steps | Pairs | Written


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A question: `prompt`, `explanation` and `hints` are Markdown, `label` is plain text. `span` is its place in a foreign file."""

    id: str
    prompt: str
    body: Body
    label: str = ""
    explanation: str = ""
    hints: tuple[str, ...] = ()
    marks: int = 1
    level: str = ""
    see: str = ""
    topics: tuple[str, ...] = ()
    silenced: Silenced = ()
    span: Span = field(default=Span(""), compare=False)


@dataclass(frozen=True)
class SectionDraft:
    """A section: its id and title (plain text), and the checkpoint questions in it."""

    id: str
    title: str
    questions: tuple[Draft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LectureDraft:
    """A lecture of questions. `name` is its file name without ending, `references` are link definitions and footnotes.

    What is `silenced` is so for the whole file.
    """

    name: str
    title: str
    questions: tuple[Draft, ...]
    number: int | None = None
    summary: str = ""
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    silenced: Silenced = ()
    sections: tuple[SectionDraft, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_questions(self) -> tuple[Draft, ...]:
        """Every question in reading order."""
        return (*(question for section in self.sections for question in section.questions), *self.questions)


def draft_of(question: Question) -> Draft:
    """Return what was written to get a question."""
    return Draft(
        id=question.id,
        prompt=question.prompt.source,
        body=_body(question),
        label=question.label,
        explanation=_source(question.explanation),
        hints=tuple(hint.source for hint in question.hints),
        marks=question.marks,
        level=question.level.value if question.level else "",
        see=question.see or "",
        topics=question.topics,
        silenced=tuple((silence.rule, silence.reason) for silence in question.silenced),
        span=question.span,
    )


def _body(question: Question) -> Body:
    match question:
        case SingleChoice() | MultipleChoice():
            choices = (ChoiceDraft(c.text.source, c.is_correct, _source(c.feedback)) for c in question.choices)
            return Choices(tuple(choices), isinstance(question, MultipleChoice), question.keep_order)
        case Numeric():
            return Number(question.written)
        case TypedAnswer():
            return Texts(question.accepted)
        case Ordering():
            return Steps(tuple(item.source for item in question.items))
        case Matching():
            left, right = question.columns
            pairs = tuple((a.source, b.source) for a, b in question.pairs)
            return Pairs((left.source, right.source), pairs, tuple(decoy.source for decoy in question.decoys))
        case ShortAnswer():
            points = tuple((point.text.source, point.marks) for point in question.marking)
            return Written(question.model_answer.source, points)
        case Coding():
            points = tuple((point.text.source, point.marks) for point in question.marking)
            return Written(question.solution.source, points, is_code=True)
        case _:
            assert_never(question)


def _source(prose: Prose | None) -> str:
    return prose.source if prose else ""
