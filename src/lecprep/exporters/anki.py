"""The bank as a deck of Anki (https://docs.ankiweb.net/importing/packaged-decks.html), by way of genanki.

Notes keep their guid and note types their id from one export to the next, so that importing a newer deck updates. Anki
takes an update only where it is newer, by `Source.changed`. The package holds no other time: the same course that
changed at the same time gives the same bytes.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, assert_never

from lecprep.diagnostics import LecprepError
from lecprep.exams import bank_of
from lecprep.exporters.base import KINDS, Export, Losses, Source, archive, lecture_name, scrambled, tags
from lecprep.exporters.rich import Plain, Rich, as_tex
from lecprep.markdown import slugify
from lecprep.model import (
    Coding,
    Definition,
    Lecture,
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

NOT_INSTALLED = (
    "Anki decks are made by genanki, which is not installed. Install it beside lecprep: "
    "`pip install genanki`, or `pipx inject lecprep genanki`."
)
# The ids of our note types, for ever; those who have cards of them would otherwise get a second one.
CHOICE, ANSWER, TERM = 1_764_100_801, 1_764_100_802, 1_764_100_803
CHOICE_FIELDS = ("Id", "Question", "Choices", "Hints", "Explanation", "About")
ANSWER_FIELDS = ("Id", "Question", "Hints", "Answer", "Explanation", "About")
TERM_FIELDS = ("Id", "Term", "Meaning", "About")
# Where SQLite writes which of its versions wrote a file (https://www.sqlite.org/fileformat.html#the_database_header).
_SQLITE_VERSION = slice(96, 100)

_HINTS = "{{#Hints}}<details><summary>Hint</summary>{{Hints}}</details>{{/Hints}}"
_ABOUT = '<p class="about">{{About}}</p>'


@dataclass(frozen=True)
class _Note:
    """A note before it is Anki's: the id of its note type, what identifies it, its fields and its tags."""

    type_id: int
    identity: str
    fields: Sequence[str]
    tags: Sequence[str]


def export(source: Source) -> Export:
    """Return a deck with a sub-deck for each lecture. Raises LecprepError when genanki is not installed."""
    try:
        import genanki  # an extra
    except ImportError:
        raise LecprepError(NOT_INSTALLED) from None
    losses = Losses()
    writer = _Writer(source, losses)
    of_course = source.course.url or source.course.title
    types = _note_types(genanki)
    decks = []
    due = itertools.count()
    for lecture in source.course:
        notes = [*writer.definitions(lecture), *writer.questions(lecture)]
        if notes:
            name = f"{_level(source.course.title)}::{_level(lecture_name(lecture))}"
            deck = genanki.Deck(_number(f"{of_course}\0{lecture.slug}"), name)
            for note in notes:
                guid = genanki.guid_for("lecprep", of_course, note.identity)
                deck.add_note(
                    genanki.Note(types[note.type_id], list(note.fields), guid=guid, tags=note.tags, due=next(due))
                )
            decks.append(deck)
    collection = _collection(genanki.Package(decks), max(source.changed, 1))
    media = sorted(writer.media.items())
    names = json.dumps({str(number): name for number, (_, name) in enumerate(media)})
    files = {
        "collection.anki2": collection,
        "media": names.encode(),
        **{str(number): source.read(path) for number, (path, _) in enumerate(media)},
    }
    return Export(archive(files), tuple(losses.found))


def _collection(package: Any, changed: int) -> bytes:
    """Return Anki's database; what is in it changed at one time, and does not say which SQLite wrote it."""
    with sqlite3.connect(":memory:") as database, warnings.catch_warnings():
        # genanki warns of what looks like HTML and is none; ours is.
        warnings.simplefilter("ignore")
        package.write_to_db(database.cursor(), changed, itertools.count(changed * 1000))
        database.commit()
        data = bytearray(database.serialize())
    database.close()
    data[_SQLITE_VERSION] = bytes(4)
    return bytes(data)


def _note_types(genanki: Any) -> dict[int, Any]:
    css, script = _file("cards.css"), f"<script>{_file('choice.js')}</script>"

    def made(type_id: int, name: str, fields: Sequence[str], front: str, back: str) -> Any:
        templates = [
            {
                "name": "Card 1",
                "qfmt": f'<div class="lecprep front">{front}</div>',
                "afmt": f'<div class="lecprep back">{back}</div>',
            }
        ]
        if type_id == CHOICE:
            templates = [{**templates[0], **{side: templates[0][side] + script for side in ("qfmt", "afmt")}}]
        return genanki.Model(
            type_id, name, fields=[{"name": name} for name in fields], templates=templates, css=css, sort_field_index=1
        )

    rest = f"{{{{Explanation}}}}{_ABOUT}"
    return {
        CHOICE: made(CHOICE, "lecprep: choice", CHOICE_FIELDS, "{{Question}}{{Choices}}" + _HINTS, "{{Question}}{{Choices}}" + rest),
        ANSWER: made(ANSWER, "lecprep: answer", ANSWER_FIELDS, "{{Question}}" + _HINTS, "{{Question}}<hr id=answer>{{Answer}}" + rest),
        TERM: made(TERM, "lecprep: term", TERM_FIELDS, "<h2>{{Term}}</h2>", "<h2>{{Term}}</h2><hr id=answer>{{Meaning}}" + _ABOUT),
    }  # fmt: skip


def _file(name: str) -> str:
    return (resources.files("lecprep") / "exporters" / "anki_cards" / name).read_text("utf-8")


class _Writer:
    """Questions and definitions to notes; `media` are the images that they show, with the names that Anki gets."""

    def __init__(self, source: Source, losses: Losses) -> None:
        self._source = source
        self._losses = losses
        self._rich = Rich(source, losses, image=self._image, blocks=partial(Plain, as_tex))
        self._bank = bank_of(source.course)
        self.media: dict[str, str] = {}

    def definitions(self, lecture: Lecture) -> Iterable[_Note]:
        return (self._definition(definition, lecture) for definition in lecture.definitions)

    def questions(self, lecture: Lecture) -> Iterable[_Note]:
        return (self._question(item.question, lecture) for item in self._bank if item.lecture is lecture)

    def _definition(self, definition: Definition, lecture: Lecture) -> _Note:
        identity = f"{lecture.slug}#{definition.anchor}"
        fields = (identity, self._rich.html(definition.term), self._rich.html(definition.body), self._about(lecture))
        found_by = [f"lecture:{lecture.slug}", *(f"topic:{topic}" for topic in lecture.syllabus), "definition"]
        return _Note(TERM, f"definition {identity}", fields, _tags(found_by))

    def _question(self, question: Question, lecture: Lecture) -> _Note:
        # By what cannot stand in a text of an author an import knows what is asked, and how.
        about = f'class="asked" data-kind="{KINDS[type(question)]}" data-marks="{question.marks}"'
        front = f"{self._rich.html(question.prompt, question)}<div {about}>{self._asked(question)}</div>"
        hints = "<hr>".join(f'<div class="hint">{self._rich.html(hint, question)}</div>' for hint in question.hints)
        explanation = self._rich.html(question.explanation, question) + self._rich.see(question, lecture)
        label = f' · <span class="label">{self._plain(question.label, question)}</span>' if question.label else ""
        about = self._about(lecture) + label
        identity, found_by = f"question {question.id}", _tags(tags(question, lecture))
        if isinstance(question, SingleChoice | MultipleChoice):
            fields = (question.id, front, self._choices(question), hints, explanation, about)
            return _Note(CHOICE, identity, fields, found_by)
        return _Note(
            ANSWER, identity, (question.id, front, hints, self._answer(question), explanation, about), found_by
        )

    def _asked(self, question: Question) -> str:
        """Return what the front says beside the prompt: what to choose from, and how many marks there are."""
        marks = f'<p class="about">{question.marks} marks</p>' if question.marks != 1 else ""
        match question:
            case MultipleChoice():
                return f'<p class="about">Choose all that apply.</p>{marks}'
            case Ordering():
                return f"{_list('ul', self._mixed(question, question.items))}{marks}"
            case Matching():
                rights = [*(right for _, right in question.pairs), *question.decoys]
                left, right = (self._rich.html(column, question) for column in question.columns)
                lefts = [self._rich.html(item, question) for item, _ in question.pairs]
                return (
                    f"<p><strong>{left}</strong></p>{_list('ul', lefts)}"
                    f"<p><strong>{right}</strong></p>{_list('ul', self._mixed(question, rights))}{marks}"
                )
            case Numeric() if question.unit:
                return f'<p class="about">In {self._plain(question.unit, question)}</p>{marks}'
            case _:
                return marks

    def _mixed(self, question: Question, texts: Sequence[Prose]) -> list[str]:
        """Return texts in an order that says nothing of the right one, and is the same in every export."""
        return [self._rich.html(texts[index], question) for index in scrambled(len(texts), f"anki {question.id}")]

    def _choices(self, question: SingleChoice | MultipleChoice) -> str:
        items = []
        for choice in question.choices:
            marks = (" data-right" if choice.is_correct else "") + (
                " data-fixed" if choice.is_fixed or question.keep_order else ""
            )
            feedback = self._rich.html(choice.feedback, question)
            more = f'<div class="feedback">{feedback}</div>' if feedback else ""
            items.append(f'<li{marks}><div class="choice">{self._rich.html(choice.text, question)}</div>{more}</li>')
        several = ' data-several="yes"' if isinstance(question, MultipleChoice) else ""
        return f'<ul class="choices" data-id="{escape(question.id)}"{several}>{"".join(items)}</ul>'

    def _answer(self, question: Question) -> str:
        match question:
            case SingleChoice() | MultipleChoice():
                raise AssertionError("choices are on both sides of their card")
            case Numeric():
                return f"<p><strong>{self._plain(question.written, question)}</strong></p>"
            case TypedAnswer():
                first, *others = (f"<span>{self._plain(text, question)}</span>" for text in question.accepted)
                also = f"<p>Also: {'; '.join(others)}</p>" if others else ""
                return f"<p><strong>{first}</strong></p>{also}"
            case Ordering():
                return _list("ol", (self._rich.html(item, question) for item in question.items))
            case Matching():
                return self._pairs(question)
            case ShortAnswer() | Coding():
                return self._rich.answer(question) + self._rich.marking(question)
            case _:
                assert_never(question)

    def _pairs(self, question: Matching) -> str:
        def row(cell: str, texts: Iterable[Prose]) -> str:
            return f"<tr>{''.join(f'<{cell}>{self._rich.html(text, question)}</{cell}>' for text in texts)}</tr>"

        rows = "".join(row("td", pair) for pair in question.pairs)
        extra = [self._rich.html(decoy, question) for decoy in question.decoys]
        left_over = f"<p>Belongs to nothing:</p>{_list('ul', extra)}" if extra else ""
        return f"<table>{row('th', question.columns)}{rows}</table>{left_over}"

    def _about(self, lecture: Lecture) -> str:
        return self._plain(lecture_name(lecture), None)

    def _plain(self, text: str, question: Question | None) -> str:
        return self._rich.plain(text, question)

    def _image(self, path: str) -> str:
        """Return the name of an image among all of Anki's: it is another one as soon as the image is."""
        if path not in self.media:
            file = PurePosixPath(path)
            digest = sha256(self._source.read(path)).hexdigest()[:12]
            self.media[path] = f"{slugify(file.stem)[:40] or 'image'}-{digest}{file.suffix.lower()}"
        return self.media[path]


def _list(tag: str, items: Iterable[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _tags(names: Iterable[str]) -> list[str]:
    """Return tags as Anki's tree of them has them: `lecture::14-fine-tuning`."""
    return ["_".join(name.replace(":", "::", 1).split()) for name in names]


def _level(name: str) -> str:
    """Return a name that makes one level of decks."""
    return " ".join(name.replace("::", ":").split())


def _number(text: str) -> int:
    """Return the id of a deck: such as Anki would give, a time in milliseconds, but made of a text."""
    return 1_300_000_000_000 + int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:5], "big") % 2**38
