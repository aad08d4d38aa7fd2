"""The bank as Moodle XML: https://docs.moodle.org/en/Moodle_XML_format. Formulas are LaTeX, which Moodle's MathJax shows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import partial
from html import escape
from itertools import groupby
from posixpath import basename, dirname
from typing import assert_never
from urllib.parse import quote

from lecprep.exams import bank_of
from lecprep.exporters.base import Export, Losses, Source, decimal, lecture_name, tags
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

# The shares of a grade that Moodle takes, in hundredths; what is wrong takes away as much.
GRADES = (
    100,
    90,
    83.33333,
    80,
    75,
    70,
    66.66667,
    60,
    50,
    40,
    33.33333,
    30,
    25,
    20,
    16.66667,
    14.28571,
    12.5,
    11.11111,
    10,
    5,
)
LONGEST_NAME = 250


def export(source: Source) -> Export:
    """Return the bank as Moodle XML: a category for each lecture, images inside."""
    losses = Losses()
    writer = _Writer(source, losses)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for _, items in groupby(bank_of(source.course), key=lambda item: item.lecture.slug):
        group = list(items)
        lines.append(writer.category(group[0].lecture))
        lines += [writer.question(item.question, item.lecture) for item in group]
    return Export(("\n".join([*lines, "</quiz>"]) + "\n").encode(), tuple(losses.found))


def share(right: int) -> float:
    """Return what each of so many right choices is worth, in hundredths, as near as Moodle knows it."""
    return min(GRADES, key=lambda grade: abs(grade - 100 / right))


class _Writer:
    """Questions to XML, with the images of each text beside it."""

    def __init__(self, source: Source, losses: Losses) -> None:
        self._source = source
        self._losses = losses
        self._rich = Rich(source, losses, image=self._image, blocks=partial(Plain, as_tex, styles=True))
        self._images: dict[str, None] = {}

    def category(self, lecture: Lecture) -> str:
        steps = ("top", self._source.course.title, lecture_name(lecture))
        path = "/".join(["$course$", *(step.replace("/", "//") for step in steps)])
        return (
            f'<question type="category"><category><text>{self._plain(path)}</text></category>'
            f'<info format="html"><text>{self._plain(escape(lecture.summary))}</text></info>'
            f"<idnumber>{self._plain(lecture.slug)}</idnumber></question>"
        )

    def question(self, question: Question, lecture: Lecture) -> str:
        kind, body = self._body(question)
        name = shortened(question.label or question.prompt.text or question.id, LONGEST_NAME)
        explanation = self._rich.html(question.explanation, question) + self._rich.see(question, lecture)
        lines = [
            f'<question type="{kind}">',
            f"<name><text>{self._plain(name, question)}</text></name>",
            self._html("questiontext", self._prompt(question)),
            self._html("generalfeedback", explanation),
            f"<defaultgrade>{question.marks}</defaultgrade>",
            "<penalty>0.3333333</penalty>",
            "<hidden>0</hidden>",
            f"<idnumber>{self._plain(question.id, question)}</idnumber>",
            *body,
        ]
        if kind != "essay":
            lines += [self._html("hint", self._rich.html(hint, question)) for hint in question.hints]
        names = "".join(f"<tag><text>{self._plain(tag, question)}</text></tag>" for tag in tags(question, lecture))
        return "\n".join([*lines, f"<tags>{names}</tags>", "</question>"])

    def _prompt(self, question: Question) -> str:
        html = self._rich.html(question.prompt, question)
        if isinstance(question, Matching) and all(question.columns):
            left, right = (self._rich.html(column, question) for column in question.columns)
            html += f"\n<p><strong>{left}</strong> → <strong>{right}</strong></p>"
        # Moodle gives no hints with an essay.
        return html + self._rich.hints(question) if isinstance(question, ShortAnswer | Coding) else html

    def _body(self, question: Question) -> tuple[str, list[str]]:
        """Return Moodle's name of a kind, and what the kind has of its own."""
        match question:
            case SingleChoice() | MultipleChoice():
                return "multichoice", self._choices(question)
            case Numeric():
                return "numerical", self._numeric(question)
            case TypedAnswer():
                answers = (
                    self._answer(100, "moodle_auto_format", self._plain(text.replace("*", r"\*"), question))
                    for text in question.accepted
                )
                return "shortanswer", ["<usecase>0</usecase>", *answers]
            case Ordering():
                return "ordering", self._ordering(question)
            case Matching():
                return "matching", self._matching(question)
            case ShortAnswer():
                return "essay", self._essay(question, "editor")
            case Coding():
                return "essay", self._essay(question, "monospaced")
            case _:
                assert_never(question)

    def _choices(self, question: SingleChoice | MultipleChoice) -> list[str]:
        is_single = isinstance(question, SingleChoice)
        right = sum(choice.is_correct for choice in question.choices)
        worth = 100 if is_single else share(right)
        if abs(worth * right - 100) > 0.001:
            self._losses.add(
                question,
                f"equal marks for {right} right choices",
                f"Moodle knows no such part of a grade; each gives {worth:g} %",
            )
        shuffles = not question.keep_order
        if shuffles and any(choice.is_fixed for choice in question.choices):
            self._losses.add(
                question, "the shuffle", "Moodle cannot keep one choice in its place; all of them keep theirs"
            )
            shuffles = False
        answers = [
            self._answer(
                worth if choice.is_correct else 0 if is_single else -worth,
                "html",
                *self._text(self._rich.html(choice.text, question)),
                feedback=self._rich.html(choice.feedback, question),
            )
            for choice in question.choices
        ]
        return [
            f"<single>{_truth(is_single)}</single>",
            f"<shuffleanswers>{_truth(shuffles)}</shuffleanswers>",
            "<answernumbering>ABCD</answernumbering>",
            *answers,
        ]

    def _numeric(self, question: Numeric) -> list[str]:
        tolerance = f"<tolerance>{decimal(question.tolerance)}</tolerance>"
        unit = ""
        if question.unit:
            unit = (
                "<units><unit><multiplier>1</multiplier>"
                f"<unit_name>{self._plain(question.unit, question)}</unit_name></unit></units>"
            )
        return [
            self._answer(100, "moodle_auto_format", decimal(question.value), more=tolerance),
            unit
            + "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>3</showunits><unitsleft>0</unitsleft>",
        ]

    def _ordering(self, question: Ordering) -> list[str]:
        # Each item that stands in its place earns its share, as on the site.
        return [
            "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>",
            "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>",
            "<shownumcorrect>1</shownumcorrect>",
            *(
                self._answer(number, "html", *self._text(self._rich.html(item, question)))
                for number, item in enumerate(question.items, 1)
            ),
        ]

    def _matching(self, question: Matching) -> list[str]:
        rows = [(self._rich.html(left, question), right) for left, right in question.pairs]
        rows += [("", decoy) for decoy in question.decoys]
        where = "the right sides of pairs in Moodle"
        return [
            "<shuffleanswers>true</shuffleanswers>",
            *(
                f'<subquestion format="html">{"".join(self._text(left))}<answer><text>'
                f"{self._plain(self._rich.line(right, question, where), question)}</text></answer></subquestion>"
                for left, right in rows
            ),
        ]

    def _essay(self, question: ShortAnswer | Coding, form: str) -> list[str]:
        marking = self._rich.marking(question)
        notes = self._rich.answer(question) + (f"\n{marking}" if marking else "")
        return [
            f"<responseformat>{form}</responseformat><responserequired>1</responserequired>",
            f"<responsefieldlines>{min(max(question.marks * 2, 5), 40)}</responsefieldlines>",
            "<attachments>0</attachments><attachmentsrequired>0</attachmentsrequired>",
            self._html("graderinfo", notes),
            self._html("responsetemplate", ""),
        ]

    def _answer(self, fraction: float, form: str, *text: str, feedback: str | None = None, more: str = "") -> str:
        inner = text if text[0].startswith("<text>") else (f"<text>{text[0]}</text>",)
        return (
            f'<answer fraction="{fraction:.7g}" format="{form}">{"".join(inner)}'
            f"{self._html('feedback', feedback or '')}{more}</answer>"
        )

    def _html(self, tag: str, html: str) -> str:
        return f'<{tag} format="html">{"".join(self._text(html))}</{tag}>'

    def _text(self, html: str) -> Iterable[str]:
        """Return a text, and the files of the images that were met since the last one."""
        inner = f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>" if html else ""
        files = [
            f'<file name="{escape(basename(path))}" path="/{escape(dirname(path) + "/" if dirname(path) else "")}" encoding="base64">'
            f"{b64encode(self._source.read(path)).decode()}</file>"
            for path in self._images
            if f"@@PLUGINFILE@@/{quote(path)}" in html
        ]
        return (f"<text>{inner}</text>", *files)

    def _image(self, path: str) -> str:
        self._images[path] = None
        return f"@@PLUGINFILE@@/{quote(path)}"

    def _plain(self, text: str, question: Question | None = None) -> str:
        return escape(self._rich.printable(text, question), quote=False)


def _truth(value: bool) -> str:
    return "true" if value else "false"
