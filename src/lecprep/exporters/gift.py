r"""The bank as GIFT: https://docs.moodle.org/en/GIFT_format. Texts are HTML; formulas are LaTeX for MathJax; images are inside.

`~ = # { } : \` are escaped by a backslash. GIFT has no marks, no hints and no order: what becomes of them is said.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import groupby
from typing import assert_never

from lecprep.exams import bank_of
from lecprep.exporters.base import Export, Losses, Source, data_uri, decimal, lecture_name, tags
from lecprep.exporters.moodle import share
from lecprep.exporters.rich import Plain, Rich, as_tex
from lecprep.model import (
    Coding,
    Lecture,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TypedAnswer,
)
from lecprep.pages import shortened

_SPECIAL = re.compile(r"([\\~=#{}:])")
LONGEST_NAME = 250


def export(source: Source) -> Export:
    """Return the bank as GIFT: a category for each lecture."""
    losses = Losses()
    writer = _Writer(source, losses)
    blocks = []
    for _, items in groupby(bank_of(source.course), key=lambda item: item.lecture.slug):
        group = list(items)
        blocks.append(writer.category(group[0].lecture))
        blocks += [text for item in group if (text := writer.question(item.question, item.lecture))]
    return Export(("\n\n".join(blocks) + "\n").encode(), tuple(losses.found))


def escaped(text: str) -> str:
    """Return a text that GIFT reads as it stands."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", r"\n")


class _Writer:
    def __init__(self, source: Source, losses: Losses) -> None:
        self._source = source
        self._losses = losses
        self._rich = Rich(source, losses, image=self._image, blocks=partial(Plain, as_tex, styles=True))

    def category(self, lecture: Lecture) -> str:
        steps = (self._source.course.title, lecture_name(lecture))
        path = "/".join(["$course$", "top", *(step.replace("/", "//") for step in steps)])
        return f"$CATEGORY: {self._rich.printable(' '.join(path.split()), None)}"

    def question(self, question: Question, lecture: Lecture) -> str:
        answers = self._answers(question)
        if answers is None:
            return ""
        if question.marks != 1:
            self._losses.add(
                question, f"its {question.marks} marks", "GIFT has none; Moodle gives 1 until you change it"
            )
        name = shortened(question.label or question.prompt.text or question.id, LONGEST_NAME)
        explanation = self._rich.html(question.explanation, question) + self._rich.see(question, lecture)
        if answer := self._model_answer(question):
            # A line divides them, by which an import knows the one from the other.
            has_line = explanation or "<hr" in answer or "***" in answer
            explanation = f"{answer}<hr>\n{explanation}" if has_line else answer
        if explanation:
            answers = [*answers, f"####{self._html(explanation)}"]
        inner = "\n".join(f"  {line}" for line in answers)
        marks = " ".join([f"[id:{question.id}]", *(f"[tag:{tag}]" for tag in tags(question, lecture))])
        head = f"// {self._rich.printable(marks, question)}\n::{escaped(self._rich.printable(' '.join(name.split()), question))}::"
        return (
            f"{head}{self._html(self._prompt(question))} {{\n{inner}\n}}"
            if inner
            else f"{head}{self._html(self._prompt(question))} {{}}"
        )

    def _prompt(self, question: Question) -> str:
        html = self._rich.html(question.prompt, question)
        if isinstance(question, Numeric) and question.unit:
            html += f"\n<p>[{self._rich.printable(question.unit, question)}]</p>"
        if isinstance(question, Matching) and all(question.columns):
            left, right = (self._rich.html(column, question) for column in question.columns)
            html += f"\n<p><strong>{left}</strong> → <strong>{right}</strong></p>"
        return html + self._rich.hints(question)

    def _answers(self, question: Question) -> list[str] | None:
        """Return the lines of the answer, or None when GIFT cannot say what the answer is."""
        match question:
            case SingleChoice() | MultipleChoice():
                return self._choices(question)
            case Numeric():
                return [f"#{decimal(question.value)}:{decimal(question.tolerance)}"]
            case TypedAnswer():
                return self._typed(question)
            case Ordering():
                self._losses.add(
                    question, "the kind of question", "GIFT knows no ordering; it asks for the place of each item"
                )
                places = [str(number) for number in range(1, len(question.items) + 1)]
                return [
                    self._pair(self._rich.html(item, question), place)
                    for item, place in zip(question.items, places, strict=True)
                ]
            case Matching():
                where = "the right sides of pairs in GIFT"
                pairs = [
                    (self._rich.html(left, question), self._rich.line(right, question, where))
                    for left, right in question.pairs
                ]
                decoys = [("", self._rich.line(decoy, question, where)) for decoy in question.decoys]
                return [self._pair(left, right) for left, right in [*pairs, *decoys]]
            case ShortAnswer() | Coding():
                return []
            case _:
                assert_never(question)

    def _choices(self, question: SingleChoice | MultipleChoice) -> list[str]:
        if question.keep_order or any(choice.is_fixed for choice in question.choices):
            self._losses.add(
                question, "the order of its choices", "GIFT cannot keep it; Moodle shuffles unless you change that"
            )
        right = sum(choice.is_correct for choice in question.choices)
        worth = share(right)
        if isinstance(question, MultipleChoice) and abs(worth * right - 100) > 0.001:
            self._losses.add(
                question,
                f"equal marks for {right} right choices",
                f"Moodle knows no such part of a grade; each gives {worth:g} %",
            )
        lines = []
        for choice in question.choices:
            if isinstance(question, SingleChoice):
                mark = "=" if choice.is_correct else "~"
            else:
                mark = f"~%{worth if choice.is_correct else -worth:.7g}%"
            feedback = f"#{self._html(self._rich.html(choice.feedback, question))}" if choice.feedback else ""
            lines.append(f"{mark}{self._html(self._rich.html(choice.text, question))}{feedback}")
        return lines

    def _typed(self, question: TypedAnswer) -> list[str] | None:
        lines = []
        for text in question.accepted:
            if "->" in text:
                self._losses.add(
                    question,
                    f"the accepted answer {text[:40]!r}",
                    "in GIFT an arrow makes a pair of it; it is left out",
                )
                continue
            # A weight before it keeps a text from being read as one, and the star from standing for anything.
            lines.append(f"=%100%{escaped(self._rich.printable(text, question).replace('*', chr(92) + '*'))}")
        if not lines:
            self._losses.add(question, "the question", "none of its answers can be written; it is left out")
        return lines or None

    def _model_answer(self, question: Question) -> str:
        """Return model answer and marking, for GIFT has no other place than the feedback."""
        if not isinstance(question, ShortAnswer | Coding):
            return ""
        marking = self._rich.marking(question)
        return self._rich.answer(question) + (f"\n{marking}\n" if marking else "\n")

    def _pair(self, left: str, right: str) -> str:
        return f"={self._html(left) if left else ''} -> {escaped(right)}"

    def _html(self, html: str) -> str:
        return f"[html]{escaped(html)}"

    def _image(self, path: str) -> str:
        return data_uri(path, self._source.read(path))
