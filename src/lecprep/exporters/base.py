"""What all exports share: what they are given, what they give back, and what they say was lost."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TypeAlias

from lecprep.diagnostics import Span
from lecprep.exams import PRINTED_SEED, fnv
from lecprep.model import (
    Coding,
    Course,
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

# The kinds of question, as JSON and CSV name them.
KINDS: Mapping[type[Question], str] = {
    SingleChoice: "single",
    MultipleChoice: "multiple",
    Numeric: "numeric",
    TypedAnswer: "typed",
    Ordering: "ordering",
    Matching: "matching",
    ShortAnswer: "short",
    Coding: "coding",
}

MEDIA_TYPES: Mapping[str, str] = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}

ReadFile: TypeAlias = Callable[[str], bytes]


@dataclass(frozen=True)
class Loss:
    """Something that a format cannot hold: of which question (its id; empty for the course), what, and why or what became of it."""

    span: Span
    question: str
    what: str
    why: str


@dataclass(frozen=True)
class Export:
    """A file in another format, and what of the course it does not hold."""

    data: bytes
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class PaperOrder:
    """Which exam is printed (its id; empty for the first), in how many versions, and the seed that it is drawn by."""

    exam: str = ""
    versions: int = 1
    seed: str = PRINTED_SEED


@dataclass(frozen=True)
class Source:
    """What is exported: a course without errors, a way to its images (by path below the content), and when it last changed.

    `changed` is in seconds since 1970; only formats that compare versions use it. `paper` says what is
    printed.
    """

    course: Course
    read: ReadFile
    changed: int = 0
    paper: PaperOrder = PaperOrder()


@dataclass
class Losses:
    """The losses of one export while it is made; each is said once of a question."""

    found: list[Loss] = field(default_factory=list)

    def add(self, question: Question | None, what: str, why: str) -> None:
        """Note that `what` of a question (None: of the course) is lost."""
        loss = Loss(question.span if question else Span(""), question.id if question else "", what, why)
        if loss not in self.found:
            self.found.append(loss)


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files in their order: the same bytes on every machine, which is why nothing is compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980, the first year of zip
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, data)
    return out.getvalue()


def media_type(path: str) -> str:
    """Return the media type of an image of the course."""
    return MEDIA_TYPES[PurePosixPath(path).suffix.lower()]


def data_uri(path: str, data: bytes) -> str:
    """Return an image as an address that holds it whole."""
    return f"data:{media_type(path)};base64,{b64encode(data).decode()}"


def lecture_name(lecture: Lecture) -> str:
    """Return a lecture's number and title: "14 Fine-Tuning"."""
    return f"{lecture.number} {lecture.title}" if lecture.number is not None else lecture.title


def section_of(question: Question, lecture: Lecture) -> str:
    """Return the title of the section in which a checkpoint question stands, or nothing for a practice question."""
    return next((section.title.text for section in lecture.sections if question in section.body), "")


def mixed(count: int, seed: str) -> list[int]:
    """Return the numbers from 0 in an order that says nothing, and is the same in every export."""
    return sorted(range(count), key=lambda index: fnv(f"{seed} {index}"))


def scrambled(count: int, seed: str) -> list[int]:
    """Return the numbers from 0 as `mixed` does, but never as they were: that is the right order."""
    order = mixed(count, seed)
    return order[::-1] if order == sorted(order) else order


def decimal(number: float) -> str:
    """Return a number in digits alone: not every reader knows `1e-05`."""
    return format(Decimal(f"{number:.15g}"), "f")


def tags(question: Question, lecture: Lecture) -> tuple[str, ...]:
    """Return what a question is found by: its lecture, its topics, and its level."""
    topics = question.topics or lecture.syllabus
    level = (f"level:{question.level.value}",) if question.level else ()
    return (f"lecture:{lecture.slug}", *(f"topic:{topic}" for topic in topics), *level)
