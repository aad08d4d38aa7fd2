"""A mock exam on paper, as one HTML file to print: versions with an answer sheet each, then the key and marking guide of each.

The questions are drawn as the site draws them (`exams.draw`), by a seed; all versions ask the same ones, and mix them and
their choices in ways of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import assert_never

from lecprep.assets import PAPER_STYLESHEET, styles_alone
from lecprep.diagnostics import LecprepError, did_you_mean
from lecprep.exams import SECTIONS, PaperQuestion, code_of, draw, fnv
from lecprep.exporters.base import Export, Losses, Source, data_uri, mixed, scrambled
from lecprep.exporters.rich import Rich
from lecprep.model import (
    Coding,
    Course,
    ExamBlueprint,
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
from lecprep.theme import Components, language_marks
from lecprep.words import catalogue, direction

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SLOT = "\n"  # stands in words for what is filled in as HTML


@dataclass(frozen=True)
class _Entry:
    """A question of a version: its number and section there, and itself with its choices, items and sides as that version has them."""

    number: int
    section: str
    question: Question
    items: tuple[int, ...]
    """For an order, and the right sides of pairs: which of the key stands at each place."""


@dataclass(frozen=True)
class _Version:
    """A version of the paper, by its letter."""

    letter: str
    entries: tuple[_Entry, ...]


def export(source: Source) -> Export:
    """Return the paper that `source.paper` asks for. Raises LecprepError when the course has no such exam."""
    course, order = source.course, source.paper
    exam = _exam(course, order.exam)
    drawn = draw(course, exam, order.seed)
    if not drawn:
        raise LecprepError(f"The exam {exam.id!r} has no questions to draw.")
    versions = [_version(drawn, f"{exam.id}-{order.seed}-{letter}", letter) for letter in LETTERS[: order.versions]]
    writer = _Writer(source, exam, order.seed, sum(item.question.marks for item in drawn))
    css = styles_alone(None, PAPER_STYLESHEET)
    title = escape(f"{exam.title} · {course.title}")
    pieces = [*(writer.version(version) for version in versions), *(writer.key(version) for version in versions)]
    language = course.language
    html = (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n<style>\n{css}</style>\n</head>\n<body class="prose">\n{writer.icons()}\n'
        + "\n".join(pieces)
        + "\n</body>\n</html>\n"
    )
    return Export(html.encode(), tuple(writer.losses.found))


def _exam(course: Course, name: str) -> ExamBlueprint:
    if not course.exams:
        raise LecprepError("There is no exam to print: course.yml names none under `exams`.")
    if not name:
        return course.exams[0]
    names = [exam.id for exam in course.exams]
    if name not in names:
        raise LecprepError(f"There is no exam {name!r}.{did_you_mean(name, names)} Exams: {', '.join(names)}.")
    return course.exams[names.index(name)]


def _version(drawn: Sequence[PaperQuestion], name: str, letter: str) -> _Version:
    sections = list(SECTIONS)
    ordered = sorted(drawn, key=lambda item: (sections.index(item.section), fnv(f"{name} {item.question.id}")))
    return _Version(letter, tuple(_entry(number, item, name) for number, item in enumerate(ordered, 1)))


def _entry(number: int, item: PaperQuestion, name: str) -> _Entry:
    section, question = item.section, item.question
    key = f"{name} {question.id}"
    match question:
        case SingleChoice() | MultipleChoice():
            free = () if question.keep_order else tuple(c for c in question.choices if not c.is_fixed)
            moved = iter([free[index] for index in mixed(len(free), key)])
            choices = tuple(next(moved) if choice in free else choice for choice in question.choices)
            return _Entry(number, section, question._replace(choices=choices), ())
        case Ordering():
            return _Entry(number, section, question, tuple(scrambled(len(question.items), key)))
        case Matching():
            return _Entry(number, section, question, tuple(mixed(len(question.pairs) + len(question.decoys), key)))
        case _:
            return _Entry(number, section, question, ())


class _Writer:
    """Versions of a paper to HTML."""

    def __init__(self, source: Source, exam: ExamBlueprint, seed: str, marks: int) -> None:
        self.losses = Losses()
        self._words = catalogue(source.course.language)
        self._course = source.course
        self._exam = exam
        self._code = code_of(source.course, exam, seed)
        self._marks = marks
        self._read = source.read
        self._language = language_marks(self._words)
        self._site = Components(self._words)
        self._rich = Rich(source, self.losses, image=self._image, blocks=lambda _: self._site)

    def icons(self) -> str:
        """Return what the icons of all versions and keys are drawn from."""
        return self._site.sprite()

    def version(self, version: _Version) -> str:
        """Return what a student gets: cover, questions, answer sheet."""
        questions = []
        grouped = groupby(version.entries, key=lambda entry: entry.section)
        for letter, (name, entries) in zip(LETTERS, grouped, strict=False):
            title = self._words.word(f"section.{name}").capitalize()
            title = self._words.say("section.lettered", letter=letter, title=title)
            questions.append(f"<h2>{self._say('section.title', section=title)}</h2>")
            questions += [self._question(entry) for entry in entries]
        return (
            f'<section class="version">{self._cover(version)}\n<div class="questions">{"".join(questions)}</div>\n'
            f"{self._answer_sheet(version)}</section>"
        )

    def key(self, version: _Version) -> str:
        """Return what the examiner gets: every answer, and what earns the marks."""
        exam = self._marked("in_course", escape(self._exam.title))
        rows = "".join(
            f'<tr><th scope="row">{entry.number}</th><td><div class="answer-body">{self._answer(entry)}'
            f"{self._html(entry.question.explanation, entry.question)}</div></td><td>{entry.question.marks}</td></tr>\n"
            for entry in version.entries
        )
        return (
            f'<section class="key"><h2>{self._say("print.key", version=version.letter)}</h2>\n'
            f'<p>{self._say("print.key-how", exam=SLOT, code=self._code).replace(SLOT, exam)}</p>\n<table class="grid"><thead><tr>'
            f"{self._columns()}</tr></thead>\n<tbody>{rows}"
            f'<tr><th scope="row" colspan="2">{self._say("print.total")}</th><td>{self._marks}</td></tr></tbody></table></section>'
        )

    def _say(self, key: str, **values: object) -> str:
        """Return words of the interface, which say their language where it is not the course's."""
        return self._marked("in_words", escape(self._words.say(key, **values)))

    def _marked(self, language: str, html: str) -> str:
        return f"<span{mark}>{html}</span>" if (mark := self._language[language]) else html

    def _columns(self) -> str:
        return "".join(
            f'<th scope="col">{self._say(f"print.column-{name}")}</th>' for name in ("number", "answer", "marks")
        )

    def _cover(self, version: _Version) -> str:
        minutes = self._exam.minutes
        percent = self._words.percent(self._exam.pass_mark)
        facts = {
            "version": version.letter,
            "paper": escape(self._code),
            "time": self._say("print.minutes", n=minutes) if minutes else self._say("print.untimed"),
            "questions": str(len(version.entries)),
            "marks": self._say("print.marks-to-pass", marks=self._marks, percent=percent),
        }
        listed = "".join(f"<dt>{self._say(f'print.{name}')}</dt><dd>{value}</dd>" for name, value in facts.items())
        names = ("name", "student-number", "date", "signature")
        fields = "".join(f"<dt>{self._say(f'print.{name}')}</dt><dd></dd>" for name in names)
        return (
            f'<header><p>{escape(self._course.title)}</p><h1>{escape(self._exam.title)}</h1><dl class="facts">{listed}</dl>'
            f'<dl class="fields">{fields}</dl><p class="instructions">{self._say("print.how")}</p></header>'
        )

    def _question(self, entry: _Entry) -> str:
        question = entry.question
        number, marks = self._say("print.question", number=entry.number), self._say("question.marks", n=question.marks)
        is_long = " is-long" if isinstance(question, ShortAnswer | Coding) else ""
        return (
            f'<div class="question{is_long}"><h3 class="head"><span>{number}</span><span>{marks}</span></h3>'
            f'<div class="q-stem">{self._html(question.prompt, question)}</div>{self._space(entry)}</div>\n'
        )

    def _space(self, entry: _Entry) -> str:
        """Return where the answer goes."""
        question = entry.question
        match question:
            case SingleChoice() | MultipleChoice():
                shape = "box is-round" if isinstance(question, SingleChoice) else "box"
                box = f'<span class="{shape}"></span>'
                items = (
                    f"<li>{box}<span>{letter}</span><div>{self._html(choice.text, question)}</div></li>"
                    for letter, choice in zip(LETTERS, question.choices, strict=False)
                )
                return f'<ul class="choices">{"".join(items)}</ul>'
            case Numeric():
                return f'<p>{self._say("print.answer")} <span class="blank"></span> {escape(question.unit)}</p>'
            case TypedAnswer():
                return '<div class="line"></div>'
            case Ordering():
                items = (self._html(question.items[index], question) for index in entry.items)
                return f"<p>{self._say('print.number-them', n=len(entry.items))}</p>{self._blanks(items)}"
            case Matching():
                rights = _rights(question)
                given = "".join(
                    f"<li><span></span><span>{letter}</span><div>{self._html(rights[index], question)}</div></li>"
                    for letter, index in zip(LETTERS, entry.items, strict=False)
                )
                left, right = (self._html(column, question) for column in question.columns)
                lefts = (self._html(text, question) for text, _ in question.pairs)
                task = self._say("print.match", column=SLOT).replace(
                    SLOT, f"<strong>{self._marked('in_course', left)}</strong>"
                )
                return (
                    f'<p>{task}</p>{self._blanks(lefts)}<p><strong>{right}</strong></p><ul class="choices">{given}</ul>'
                )
            case ShortAnswer() | Coding():
                return '<div class="line"></div>' * min(max(question.marks * 3, 4), 40)
            case _:
                assert_never(question)

    def _blanks(self, texts: Iterable[str]) -> str:
        items = "".join(f'<li><span class="blank"></span><div>{text}</div></li>' for text in texts)
        return f'<ul class="blanks">{items}</ul>'

    def _answer_sheet(self, version: _Version) -> str:
        rows = []
        for entry in version.entries:
            question = entry.question
            cell = self._say("print.in-paper")
            if isinstance(question, SingleChoice | MultipleChoice):
                shape = "box is-round" if isinstance(question, SingleChoice) else "box"
                cell = "".join(f'{letter}<span class="{shape}"></span>' for letter in LETTERS[: len(question.choices)])
            rows.append(f'<tr><th scope="row">{entry.number}</th><td>{cell}</td><td></td></tr>')
        return (
            f'<div class="answer-sheet"><h2>{self._say("print.sheet", version=version.letter)}</h2>'
            f'<p>{self._say("print.sheet-paper", code=self._code)} {self._say("print.sheet-name")} <span class="blank"></span> '
            f'{self._say("print.sheet-number")} <span class="blank"></span></p><table class="grid"><thead><tr>{self._columns()}'
            f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        )

    def _answer(self, entry: _Entry) -> str:
        question = entry.question
        match question:
            case SingleChoice() | MultipleChoice():
                right = [
                    (letter, choice)
                    for letter, choice in zip(LETTERS, question.choices, strict=False)
                    if choice.is_correct
                ]
                return "".join(
                    f"<div><strong>{letter}</strong> {self._html(choice.text, question)}</div>"
                    for letter, choice in right
                )
            case Numeric():
                return f"<strong>{escape(question.written)}</strong>"
            case TypedAnswer():
                return f"<strong>{escape(' / '.join(question.accepted))}</strong>"
            case Ordering():
                items = "".join(f"<li>{self._html(item, question)}</li>" for item in question.items)
                places = ", ".join(str(index + 1) for index in entry.items)
                return f"<p>{self._say('print.from-above')} <strong>{places}</strong></p><ol>{items}</ol>"
            case Matching():
                letters = {index: letter for letter, index in zip(LETTERS, entry.items, strict=False)}
                pairs = (
                    f"<li>{self._html(left, question)}: <strong>{letters[index]}</strong> {self._html(right, question)}</li>"
                    for index, (left, right) in enumerate(question.pairs)
                )
                return f"<ul>{''.join(pairs)}</ul>"
            case ShortAnswer() | Coding():
                return self._rich.answer(question) + self._rich.marking(question)
            case _:
                assert_never(question)

    def _image(self, path: str) -> str:
        return data_uri(path, self._read(path))

    def _html(self, prose: Prose | None, question: Question) -> str:
        return self._rich.html(prose, question)


def _rights(question: Matching) -> tuple[Prose, ...]:
    return (*(right for _, right in question.pairs), *question.decoys)
