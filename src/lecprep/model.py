"""The course as frozen values: lectures, sections, questions, exams. Nothing here reads, renders or prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar, NoReturn, Self, TypeAlias, dataclass_transform

from lecprep.diagnostics import Diagnostic, Span
from lecprep.tuples import NamedTuple


class SourceFile(NamedTuple):
    """One file as the author saved it: `path` relative to the content folder (forward slashes), `text` with `\\n` line ends."""

    path: str
    text: str


def with_plain_ends(text: str) -> str:
    """Return a text whose lines end with "\\n" alone, whatever they ended with."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Prose(NamedTuple):
    """Rich text that only `prose.render` opens: HTML, and between it what differs from page to page.

    `text` is its wording. `source` is the Markdown that it was read from, which questions keep so that they can be handed
    on; elsewhere it is empty.
    """

    parts: tuple[object, ...]
    text: str
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.parts)


class CalloutKind(Enum):
    """What a callout is for; the value names its component's look."""

    DEFINITION = "definition"
    EXAM = "exam"
    KEY = "key"
    MISCONCEPTION = "mistake"
    ANALOGY = "analogy"
    EXAMPLE = "example"
    TIP = "tip"
    NOTE = "note"
    WARNING = "warning"
    REMEMBER = "remember"


class Level(Enum):
    """How hard its author finds a question."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Silence(NamedTuple):
    """A rule that a comment silences, for a question or a file, and why."""

    rule: str
    reason: str
    span: Span


# --- questions -----------------------------------------------------------------------------------------------------


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Value:
    """A frozen value with the fields that its class and those above it declare, all of them given by name.

    As a dataclass it would be the same, and in ten times as long: the methods of each are generated when it is loaded.
    """

    _fields: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        declared = [name for each in reversed(cls.__mro__[:-1]) for name in each.__annotations__]
        cls._fields = tuple(name for name in declared if name != "_fields")

    def __init__(self, **values: Any) -> None:
        if values.keys() != {*self._fields}:
            raise TypeError(f"{type(self).__name__} has other fields than {', '.join(values)}")
        vars(self).update(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._values()})"

    def _replace(self, **values: Any) -> Self:
        """Return the same with other values, as a named tuple does."""
        return type(self)(**{**self._values(), **values})

    def _values(self) -> dict[str, Any]:
        # Without what was computed from them.
        return {name: vars(self)[name] for name in self._fields}


class QuestionHeader(Value):
    """What every kind of question has: its identity, its wording, what explains it and what it is worth.

    `id` identifies it across the course and its exports; `anchor` is its id on its lecture's page. It begins at `span`,
    its heading, and ends with `last_line`.
    """

    id: str
    anchor: str
    has_own_id: bool
    label: str
    prompt: Prose
    explanation: Prose | None
    hints: tuple[Prose, ...]
    marks: int
    level: Level | None
    see: str | None
    topics: tuple[str, ...]
    silenced: tuple[Silence, ...]
    fingerprint: str
    span: Span
    last_line: int

    def __hash__(self) -> int:
        return hash((self.id, self.fingerprint))


class Choice(NamedTuple):
    """One option of a choice question; `is_fixed` when it makes sense only in the place where its author put it."""

    text: Prose
    feedback: Prose | None
    is_correct: bool
    is_fixed: bool
    span: Span


class SingleChoice(QuestionHeader):
    """Exactly one of the choices is the key."""

    choices: tuple[Choice, ...]
    keep_order: bool


class MultipleChoice(QuestionHeader):
    """Any number of the choices make up the key."""

    choices: tuple[Choice, ...]
    keep_order: bool


class Numeric(QuestionHeader):
    """A number within `tolerance` (absolute, in the same unit) of `value`; `written` is the answer as its author typed it."""

    value: float
    tolerance: float
    unit: str
    written: str


class TypedAnswer(QuestionHeader):
    """One of the accepted texts, typed; the first is the one shown as the answer."""

    accepted: tuple[str, ...]


class Ordering(QuestionHeader):
    """The items, in the right order."""

    items: tuple[Prose, ...]


class Matching(QuestionHeader):
    """Pairs to be found; `decoys` are right-hand texts that belong to nothing. `columns` are the table's two headings."""

    columns: tuple[Prose, Prose]
    pairs: tuple[tuple[Prose, Prose], ...]
    decoys: tuple[Prose, ...]


class MarkingPoint(NamedTuple):
    """What earns marks in a written answer."""

    text: Prose
    marks: int


class ShortAnswer(QuestionHeader):
    """A written answer that the student marks against the model answer."""

    model_answer: Prose
    marking: tuple[MarkingPoint, ...]


class Coding(QuestionHeader):
    """Code that the student marks against a solution; `language` is that of the solution's first fence."""

    solution: Prose
    marking: tuple[MarkingPoint, ...]
    language: str


Question: TypeAlias = SingleChoice | MultipleChoice | Numeric | TypedAnswer | Ordering | Matching | ShortAnswer | Coding
SelfMarked: TypeAlias = ShortAnswer | Coding


# --- lectures ------------------------------------------------------------------------------------------------------


class FrontMatter(NamedTuple):
    """What stands at the head of a lecture; a key that is absent, empty or unusable has its default.

    `spans` gives the place of each value by its key, and that of each item of a list by `key.item`: where
    `syllabus: 54-57` stands, so do `syllabus`, `syllabus.54`, `syllabus.55` …
    """

    number: int | None = None
    title: str = ""
    summary: str = ""
    icon: str = ""
    slug: str = ""
    syllabus: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    draft: bool = False
    minutes: int | None = None
    updated: str = ""
    spans: Mapping[str, Span] = {}


class Anchor(NamedTuple):
    """A place that a link or `see=` can name: a heading or a question, the section it lies in, and its id on the page.

    Ids on the page carry a prefix (`s-`, `q-`), so that no author's word can take the place of one that scripts rely on.
    """

    id: str
    html_id: str
    text: str
    section: int | None
    span: Span


class Link(NamedTuple):
    """A link or an image to another file of the course: `target` is relative to the content folder, `fragment` may be empty."""

    target: str
    fragment: str
    span: Span


class WebLink(NamedTuple):
    """A link to an address on the web (http or https)."""

    address: str
    span: Span


class Output(NamedTuple):
    """What a block of code prints, as its author wrote it; `span` is its first line."""

    text: str
    span: Span


class CodeBlock(NamedTuple):
    """A fenced block, for the checks that read it; `span` is its first line of code. Who runs code runs it if it `is_run`."""

    language: str
    text: str
    checked: bool
    is_run: bool
    output: Output | None
    span: Span


class Definition(NamedTuple):
    """A term and what it means, as a definition callout gave it; `anchor` is the id on the page."""

    term: Prose
    body: Prose
    anchor: str
    section: int | None


class Essential(NamedTuple):
    """A key idea or a must-remember box: what the cheat sheet collects."""

    title: Prose | None
    body: Prose
    anchor: str
    section: int | None


class Section(NamedTuple):
    """A `##` section: its number within the lecture (None: not numbered) and its body, prose and checkpoint questions in turn."""

    id: str
    number: int | None
    title: Prose
    body: tuple[Prose | Question, ...]


class Practice(NamedTuple):
    """The section of practice questions."""

    id: str
    title: Prose
    intro: Prose
    questions: tuple[Question, ...]


class Lecture(Value):
    """One lecture, complete: what its file says and what can be computed from that file alone.

    `places` says where the front matter gives a value: by its key, and by `key.item` for an item of a list.
    `references` are the link definitions and footnotes that its Markdown may name, as Markdown, by what names them
    (`[label]`, `[^label]`). What is `silenced` is so for the whole file; stray silences stand where they mean nothing.
    """

    path: str
    slug: str
    number: int | None
    title: str
    summary: str
    icon: str
    syllabus: tuple[str, ...]
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...]
    draft: bool
    minutes: int
    updated: str
    intro: Prose
    sections: tuple[Section, ...]
    practice: Practice | None
    closing: Prose | None
    closing_id: str
    footnotes: Prose
    definitions: tuple[Definition, ...]
    essentials: tuple[Essential, ...]
    drills: tuple[SingleChoice, ...]
    anchors: tuple[Anchor, ...]
    links: tuple[Link, ...]
    web_links: tuple[WebLink, ...]
    images: tuple[Link, ...]
    code: tuple[CodeBlock, ...]
    silenced: tuple[Silence, ...]
    stray_silences: tuple[Silence, ...]
    places: Mapping[str, Span]
    references: Mapping[str, str]
    fingerprint: str

    def place(self, key: str) -> Span:
        """Return where the front matter gives a value, or the file's first line where it does not."""
        return self.places.get(key, Span(self.path, 1))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question of the lecture, in reading order: the checkpoints of its sections, then the practice questions."""
        return (*self.checkpoints, *(self.practice.questions if self.practice else ()))

    @cached_property
    def by_id(self) -> Mapping[str, Anchor]:
        """The places that a link or `see=` can name, by their ids."""
        return {anchor.id: anchor for anchor in self.anchors}

    @cached_property
    def collected(self) -> str:
        """A digest of what pages collect from lectures: definitions and key ideas, and how the lecture and its sections are called."""
        sections = [(section.number, section.title.text) for section in self.sections]
        called = (self.path, self.slug, self.number, self.title, self.syllabus, sections)
        text = repr((called, self.definitions, self.essentials))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def checkpoints(self) -> tuple[Question, ...]:
        """The questions that stand inside sections, in reading order."""
        return tuple(part for section in self.sections for part in section.body if not isinstance(part, Prose))


# What was found out about code: the name of each language ("" where nobody knows it), and its looks as HTML, by what was asked.
CodeNotes: TypeAlias = Mapping[str | tuple[str, str, tuple[int, ...]], str]


class Notes(NamedTuple):
    """What is slow to find out in a file: its front matter and what that says, and what its code looks like."""

    front_text: str
    front: tuple[FrontMatter, tuple[Diagnostic, ...]]
    code: CodeNotes


class Reading(NamedTuple):
    """What came of reading one file: a lecture (None when nothing can be made of it) and what is wrong with it.

    The `notes` are for whoever reads the file again.
    """

    path: str
    lecture: Lecture | None
    diagnostics: tuple[Diagnostic, ...]
    notes: Notes | None = None


# --- the course ----------------------------------------------------------------------------------------------------


class Topic(NamedTuple):
    """A topic of the syllabus; `weight` is its share of an exam that is drawn by syllabus."""

    id: str
    title: str
    weight: float


class Quota(NamedTuple):
    """How many questions an exam draws from one lecture or one topic."""

    lecture: str
    topic: str
    questions: int


class Draw(Enum):
    """How an exam's questions are chosen."""

    SYLLABUS = "syllabus"
    LECTURES = "lectures"
    QUOTAS = "quotas"


class ExamBlueprint(NamedTuple):
    """A mock exam as the author laid it down; `minutes` None means untimed, `pass_mark` is a share from 0 to 1."""

    id: str
    title: str
    minutes: int | None
    questions: int
    pass_mark: float
    draw: Draw
    quotas: tuple[Quota, ...]
    pause: bool
    certainty: bool
    span: Span


class PartSetting(NamedTuple):
    """A group of lectures as course.yml names them: by number or slug, as written."""

    title: str
    lectures: tuple[str, ...]
    span: Span


class Settings(NamedTuple):
    """What course.yml says; `Settings()` is a course without one.

    `spans` gives the place of each value by the way to it. Records are counted from 0, words stand for themselves:
    `title`, `exams.0.pass`, `exams.0.draw.1.topic`, `parts.0.lectures.13`.
    """

    title: str = ""
    description: str = ""
    language: str = "en"
    url: str = ""
    repository: str = ""
    branch: str = "main"
    exam_date: str = ""
    publish_questions: bool = False
    parts: tuple[PartSetting, ...] = ()
    syllabus: tuple[Topic, ...] = ()
    exams: tuple[ExamBlueprint, ...] = ()
    spans: Mapping[str, Span] = {}


class Part(NamedTuple):
    """A group of lectures in the course map."""

    title: str
    lectures: tuple[Lecture, ...]


class Image(NamedTuple):
    """An image of the course: size in CSS pixels (None when the file does not say), and its variant for the dark theme.

    `weight` is in bytes, that of the heavier variant.
    """

    path: str
    width: int | None
    height: int | None
    dark: str | None
    weight: int


class Course(Value):
    """The whole course, cross-checked: what every page and every export is made from. Equal to itself alone."""

    title: str
    description: str
    language: str
    url: str
    repository: str
    branch: str
    folder: str
    exam_date: str
    publish_questions: bool
    parts: tuple[Part, ...]
    syllabus: tuple[Topic, ...]
    exams: tuple[ExamBlueprint, ...]
    lectures: tuple[Lecture, ...]
    images: Mapping[str, Image]

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __iter__(self) -> Iterator[Lecture]:
        return iter(self.lectures)
