"""Drafts to lectures on disk: whole or not at all, and over nothing that is there.

What is written was read back first. A question that does not come back as it was meant is left out, and said.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lecprep import markdown, sources
from lecprep.checks import code_parses
from lecprep.diagnostics import Diagnostic, LecprepError, Severity, Span, WrongUse
from lecprep.drafts import (
    ChoiceDraft,
    Choices,
    Draft,
    LectureDraft,
    Number,
    Pairs,
    Steps,
    Texts,
    Written,
    draft_of,
)
from lecprep.exporters.base import Loss
from lecprep.importers.base import LARGEST_FILE, MOST_ITEMS, MOST_QUESTIONS, NOTHING_LOST, Foreign, Imported, Refused
from lecprep.model import Lecture, Reading, SourceFile
from lecprep.output import write_all
from lecprep.reader import read
from lecprep.settings import read_settings
from lecprep.writer import write_lecture


@dataclass(frozen=True)
class Plan:
    """What an import would write, by path, how many questions there were, and what could not be carried.

    `questions` counts what will be written, `left_out` what will not.
    """

    files: Mapping[Path, bytes]
    lectures: tuple[Path, ...]
    questions: int
    left_out: int
    losses: tuple[Loss, ...]

    @property
    def whole(self) -> int:
        """How many questions are carried with nothing lost."""
        losses = [loss for loss in self.losses if loss.question and not loss.what.startswith(NOTHING_LOST)]
        touched = {(loss.span, loss.question) for loss in losses}
        return max(self.questions + self.left_out - len(touched), 0)


@dataclass(frozen=True)
class _Beside:
    """What is there already: the ids of other lectures' questions, and the syllabus."""

    content: Path
    ids: Mapping[str, str]
    topics: frozenset[str]


def read_files(paths: Iterable[Path]) -> list[Foreign]:
    """Return files with their bytes. Raises WrongUse for what is no file, and Refused for what is too large."""
    found = []
    for path in paths:
        try:
            if not path.is_file():
                raise WrongUse(f"There is no file {path}.")
            if (size := path.stat().st_size) > LARGEST_FILE:
                raise Refused(
                    f"{path} has {size / 1e6:,.0f} MB; {LARGEST_FILE // 1_000_000} MB is the most that is read."
                )
            found.append(Foreign(str(path), path.read_bytes()))
        except OSError as problem:
            raise LecprepError(f"{path} cannot be read: {problem.strerror or problem}.") from None
    return found


def plan(imported: Imported, to: Path, *, force: bool = False) -> Plan:
    """Return what will be written into the folder `to`. Raises WrongUse when a file is there already and `force` is not given."""
    if to.exists() and not to.is_dir():
        raise WrongUse(f"{to} is a file. Name a folder of lectures for --to.")
    total = sum(len(lecture.all_questions) for lecture in imported.lectures)
    if total > MOST_QUESTIONS:
        raise Refused(f"These are {total:,} questions; {MOST_QUESTIONS:,} is the most that one import takes.")
    target = to.resolve()
    names = [lecture.name for lecture in imported.lectures]
    if clash := next((name for name in names if names.count(name) > 1), None):
        raise WrongUse(f"Two lectures would be written to {to / f'{clash}.md'}. Import their files one by one.")
    beside = _beside(target, {f"{name}.md" for name in names})
    losses = list(imported.losses)
    left_out = imported.left_out
    files: dict[Path, bytes] = {}
    lectures: list[Path] = []
    written = 0
    for lecture in imported.lectures:
        file = target / f"{lecture.name}.md"
        path = file.relative_to(beside.content).as_posix()
        fitted = _fitted(lecture, beside, losses)
        text, kept, found = _proved(fitted, path)
        text = _with_images(text, imported.images, posixpath.relpath(".", posixpath.dirname(path) or "."))
        losses += found
        left_out += len(fitted.all_questions) - len(kept.all_questions)
        if not kept.all_questions:
            continue
        written += len(kept.all_questions)
        files[file] = text.encode()
        lectures.append(file)
    for path, data in imported.images.items():
        place = beside.content / posixpath.normpath(path)
        if place.resolve().is_relative_to(beside.content) and not posixpath.normpath(path).startswith(("..", "/")):
            files[place] = data
        else:
            losses.append(Loss(Span(path), "", f"the image {path[:60]}", "it would lie outside the course"))
    if not force and (there := [file for file, data in files.items() if file.exists() and not _is_same(file, data)]):
        raise WrongUse(
            f"{there[0]} is there already, and stays as it is. Name another folder for --to, or give --force to replace it."
        )
    return Plan(files, tuple(lectures), written, left_out, tuple(losses))


def write(planned: Plan) -> None:
    """Write what was planned. Raises LecprepError when the disk refuses; then nothing of it is there."""
    write_all(planned.files)


def _is_same(file: Path, data: bytes) -> bool:
    try:
        return file.is_file() and file.read_bytes() == data
    except OSError:
        return False


def _unchecked(text: str, lecture: Lecture) -> str:
    """Return a lecture whose code that does not parse says so: in a foreign bank it may be meant to be wrong."""
    lines = text.split("\n")
    for problem in code_parses.check(lecture):
        at = next(b.span.line - 2 for b in reversed(lecture.code) if b.span.line <= problem.span.line)
        if not lines[at].endswith(" no-check"):
            lines[at] += " no-check"
    return "\n".join(lines)


def _with_images(text: str, images: Iterable[str], up: str) -> str:
    """Return a lecture that finds its images from where it stands; `up` leads to the content folder."""
    if up != "..":
        for path in images:
            text = text.replace(f"](../{path})", f"]({posixpath.normpath(posixpath.join(up, path))})")
    return text


def _beside(target: Path, names: set[str]) -> _Beside:
    """Return what the course that a folder belongs to holds beside the lectures of some names."""
    content = next(
        (
            folder
            for folder in (target, *target.parents[:2])
            if (folder / sources.SETTINGS_NAME).is_file() or folder.name == "content"
        ),
        target.parent if target.name == "lectures" else target,
    )
    if not content.is_dir():
        return _Beside(content, {}, frozenset())
    folder = sources.Folder(content, content)
    found = sources.load(folder)
    ours = {(target / name) for name in names}
    ids: dict[str, str] = {}
    for source in found.lectures:
        if content / source.path not in ours and (lecture := read(source).lecture):
            ids |= {question.id: source.path for question in lecture.questions}
    settings = read_settings(found.settings.text, found.settings.path)[0] if found.settings else None
    return _Beside(content, ids, frozenset(topic.id for topic in settings.syllabus) if settings else frozenset())


def _fitted(lecture: LectureDraft, beside: _Beside, losses: list[Loss]) -> LectureDraft:
    """Return a lecture that can stand in the course: ids that are free there, and topics that it knows."""
    taken = {question.id for question in lecture.all_questions}

    def fitted(question: Draft) -> Draft:
        if question.id in beside.ids:
            free = next(i for n in range(2, 10_000) if (i := f"{question.id}-{n}") not in beside.ids and i not in taken)
            why = f"{beside.ids[question.id]} has a question of that id; this one is called {free!r}"
            losses.append(Loss(question.span, question.id, "its id", why))
            question = replace(question, id=free)
        if unknown := [topic for topic in question.topics if beside.topics and topic not in beside.topics]:
            losses.append(Loss(question.span, question.id, f"the topics {', '.join(unknown)}", _NO_TOPIC))
            question = replace(question, topics=tuple(topic for topic in question.topics if topic not in unknown))
        return question

    unknown = [topic for topic in lecture.topics if beside.topics and topic not in beside.topics]
    if unknown:
        losses.append(Loss(Span(""), "", f"the topics {', '.join(unknown)} of {lecture.title!r}", _NO_TOPIC))
    return replace(
        lecture,
        topics=tuple(topic for topic in lecture.topics if topic not in unknown),
        questions=tuple(map(fitted, lecture.questions)),
        sections=tuple(replace(s, questions=tuple(map(fitted, s.questions))) for s in lecture.sections),
    )


_NO_TOPIC = "the syllabus in course.yml does not have them; add them there and import again"


def _proved(lecture: LectureDraft, path: str) -> tuple[str, LectureDraft, list[Loss]]:
    """Return the file of a lecture, the lecture without what could not be read back from it, and what was lost so."""
    losses: list[Loss] = []
    bad = {q.id: f"it has more than {MOST_ITEMS:,} answers" for q in lecture.all_questions if _items(q) > MOST_ITEMS}
    while True:
        if bad:
            losses += [
                Loss(q.span, q.id, "the question is left out", bad[q.id]) for q in lecture.all_questions if q.id in bad
            ]
            lecture = _without(lecture, bad)
        text = write_lecture(lecture)
        reading = read(SourceFile(path, text))
        bad = _unreadable(lecture, text, reading)
        if not bad:
            return _unchecked(text, reading.lecture) if reading.lecture else text, lecture, losses


def _without(lecture: LectureDraft, bad: Collection[str]) -> LectureDraft:
    """Return a lecture without the questions of some ids."""
    return replace(
        lecture,
        questions=tuple(q for q in lecture.questions if q.id not in bad),
        sections=tuple(
            replace(s, questions=tuple(q for q in s.questions if q.id not in bad)) for s in lecture.sections
        ),
    )


def _items(question: Draft) -> int:
    """Return how many choices, texts, steps, pairs or points an answer has."""
    match question.body:
        case Choices(items) | Texts(items) | Steps(items):
            return len(items)
        case Pairs(_, pairs, decoys):
            return len(pairs) + len(decoys)
        case Written(_, marking):
            return len(marking)
        case Number():
            return 1


def _unreadable(lecture: LectureDraft, text: str, reading: Reading) -> dict[str, str]:
    """Return the ids of the questions that do not come back from their lecture as they were meant, each with the reason."""
    meant = lecture.all_questions
    if reading.lecture is None:
        return {question.id: "the lecture it stands in would be too large" for question in meant}
    found = {question.id: draft_of(question) for question in reading.lecture.questions}
    lines = _lines(lecture, text)
    errors: dict[str, Diagnostic] = {}
    for problem in reading.diagnostics:
        if problem.severity is Severity.ERROR and (at := _at(lines, problem.span.line)):
            errors.setdefault(at, problem)
    bad = {}
    for question in meant:
        if problem_of := errors.get(question.id):
            bad[question.id] = problem_of.message
        elif question.id not in found:
            bad[question.id] = "it could not be written so that it reads as a question"
        elif difference := _difference(question, found[question.id]):
            bad[question.id] = f"its {difference} would not read as it stands"
    if not bad and len(found) > len(meant):
        extra = next(draft for draft in found.values() if draft.id not in {q.id for q in meant})
        if at := _at(lines, extra.span.line):
            bad[at] = "part of it would read as another question"
    return bad


def _lines(lecture: LectureDraft, text: str) -> list[tuple[int, str]]:
    """Return on which line each question begins."""
    found = []
    lines = text.split("\n")
    at = 0
    for question in lecture.all_questions:
        mark = f"{{#{question.id}"
        while at < len(lines) and not (lines[at].startswith("### ") and mark in lines[at]):
            at += 1
        found.append((at + 1, question.id))
        at += 1
    return found


def _at(lines: Sequence[tuple[int, str]], line: int) -> str:
    return next((name for first, name in reversed(lines) if first <= line), "")


def _difference(meant: Draft, found: Draft) -> str:
    """Return what of two drafts says something else, in a word."""
    for name, a, b in (
        ("wording", meant.prompt, found.prompt),
        ("explanation", meant.explanation, found.explanation),
        ("hints", "\n\n".join(meant.hints), "\n\n".join(found.hints)),
        ("heading", meant.label, found.label),
    ):
        if a != b and (" ".join(a.split()) if name == "heading" else words(a)) != (
            b if name == "heading" else words(b)
        ):
            return name
    if type(meant.body) is not type(found.body):
        return "kind"
    return "" if _body_words(meant) == _body_words(found) else "answer"


def _body_words(draft: Draft) -> object:
    match draft.body:
        case Choices() as body:
            return body.is_multiple, [_choice_words(choice) for choice in body.choices]
        case Number() as body:
            return " ".join(body.written.split())
        case Texts() as body:
            return [" ".join(text.split()) for text in body.accepted]
        case Steps() as body:
            return [words(item) for item in body.items]
        case Pairs() as body:
            return [[words(a), words(b)] for a, b in body.pairs], [words(decoy) for decoy in body.decoys]
        case Written() as body:
            return words(body.answer), [(words(text), marks) for text, marks in body.marking]


def _choice_words(choice: ChoiceDraft) -> tuple[str, bool, str]:
    return words(choice.text), choice.is_correct, words(choice.feedback)


def words(text: str) -> str:
    """Return what Markdown says, without its marks."""
    return markdown.plain_text(markdown.parse(text, "").tokens).replace("<br>", " ")
