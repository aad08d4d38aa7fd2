"""What all imports share: what they are given, what they give back, what they say was lost, and the bounds on all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lecprep.diagnostics import LecprepError, Span
from lecprep.drafts import Draft, LectureDraft, Silenced
from lecprep.exporters.base import Loss
from lecprep.markdown import slugify
from lecprep.model import Level, with_plain_ends

LARGEST_FILE = 50_000_000
LARGEST_IMAGE = 20_000_000
MOST_QUESTIONS = 20_000
LONGEST_QUESTION = 200_000
MOST_ITEMS = 1_000
MOST_LOSSES = 50_000
LONGEST_SLUG = 60
NOT_A_QUESTION = "a text between questions"
NO_MODEL_ANSWER = "the model answer"
NO_WORDS = "the words for the image"
# What is told though nothing of a question is lost.
NOTHING_LOST = (NOT_A_QUESTION, NO_MODEL_ANSWER, NO_WORDS)
_LEVELS = tuple(f"level:{level.value}" for level in Level)


@dataclass(frozen=True)
class Foreign:
    """A file to import: its name as it was given, and its bytes."""

    name: str
    data: bytes

    def text(self) -> str:
        """Return the file's text, of whatever encoding. Raises Refused when it is not text."""
        return decoded(self.data, self.name)

    def refused(self, why: str, line: int = 0) -> Refused:
        """Return the exception that says why this file cannot be imported."""
        return Refused(f"{Span(self.name, line)}: {why}.")


class Refused(LecprepError):
    """A file that is not what it should be, or that is not safe to read."""


@dataclass(frozen=True)
class Imported:
    """What one or several files hold. `images` are files to be written, by their paths below the content folder.

    A loss whose question is left out whole says so by `left_out`.
    """

    lectures: tuple[LectureDraft, ...]
    images: Mapping[str, bytes] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    left_out: int = 0
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Notes:
    """What was lost of one import while it is made; each thing is said once of a question."""

    found: list[Loss] = field(default_factory=list)
    left_out: int = 0
    _said: set[Loss] = field(default_factory=set)

    def add(self, span: Span, question: str, what: str, why: str) -> None:
        """Note that `what` of a question (its id or name) is lost."""
        loss = Loss(span, question, what, why)
        if loss not in self._said:
            self._said.add(loss)
            self.found.append(loss)
        if len(self.found) > MOST_LOSSES:
            raise Refused(f"{span}: more than {MOST_LOSSES:,} things cannot be carried. Is the file of this format?")

    def aside(self, name: str, what: str, why: str) -> None:
        """Note that something of a whole file is lost, of which no question is the poorer."""
        self.add(Span(name), "", what, why)

    def other_tags(self, name: str, tags: Iterable[str]) -> None:
        """Note tags that are neither topics nor levels, nor the lectures that our exports name."""
        if other := [tag for tag in tags if not is_known(tag)]:
            self.aside(name, f"tags such as {other[0][:40]!r}", "questions have topics and a level")

    def leave_out(self, span: Span, question: str, why: str) -> None:
        """Note that a whole question is left out."""
        self.add(span, question, "the question is left out", why)
        self.left_out += 1


@dataclass
class Ids:
    """The ids given out so far."""

    taken: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, wanted: str, words: str) -> str:
        """Return an id that nothing else has: the one it had, or one made from its words."""
        base = re.sub(r"[^\w:-]+", "-", wanted.strip()).strip("-:")[:100] or slug(words) or "question"
        found, number = base, self.numbers.get(base, 1)
        while found in self.taken:
            number += 1
            found = f"{base[:90]}-{number}"
        self.numbers[base] = (
            number  # the next of them begins there: a thousand of one name must not take a million steps
        )
        self.taken.add(found)
        if len(self.taken) > MOST_QUESTIONS:
            raise Refused(f"These are more than {MOST_QUESTIONS:,} questions, the most that one import takes.")
        return found


def is_known(tag: str) -> bool:
    """Tell whether a tag is one of those that our exports give a question."""
    return tag in _LEVELS or tag.startswith(("topic:", "lecture:"))


def level_and_topics(tags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the level and the topics of a question that has these tags."""
    level = next((tag.removeprefix("level:") for tag in tags if tag in _LEVELS), "")
    topics = (re.sub(r"\s+", "-", tag.removeprefix("topic:")) for tag in tags if tag.startswith("topic:"))
    return level, tuple(topics)


def silences(given: Iterable[tuple[str, str]], span: Span, notes: Notes) -> Silenced:
    """Return rules and reasons as a comment can hold them; what is no name of a rule is noted as lost."""
    found = []
    for rule, reason in given:
        if re.fullmatch(r"[\w-]+", rule):
            found.append((rule, " ".join(reason.replace("-->", "→").split())))
        else:
            notes.add(span, "", f"the silence of {rule[:40]!r}", "no rule has such a name")
    return tuple(found)


def slug(text: str, longest: int = LONGEST_SLUG) -> str:
    """Return letters, digits and hyphens made from a text, cut between two words."""
    found = re.sub(r"-{2,}", "-", slugify(text).replace("_", "-")).strip("-")
    return found if len(found) <= longest else found[:longest].rpartition("-")[0] or found[:longest]


def file_slug(text: str) -> str:
    """Return a text as the name of a lecture's file: `a-z`, `0-9` and hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return slug(re.sub(r"[^A-Za-z0-9]+", " ", plain)) or "questions"


def decoded(data: bytes, name: str) -> str:
    """Return the text of bytes: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252. Raises Refused for what is no text."""
    if len(data) > LARGEST_FILE:
        raise Refused(f"{name}: this file has {len(data):,} bytes; {LARGEST_FILE:,} is the most that is read.")
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return with_plain_ends(text)
        break
    raise Refused(f"{name}: this is not a text file. Save it again with the encoding UTF-8.")


def only_lecture(files: Iterable[Foreign]) -> str:
    """Return a title made from the first file's name."""
    name = next(iter(files)).name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    return re.sub(r"[-_\s]+", " ", name).strip().capitalize() or "Imported questions"


def lectures_of(groups: Mapping[str, Iterable[Draft]], taken: Iterable[str] = ()) -> tuple[LectureDraft, ...]:
    """Return a lecture for each title, with its questions and a file name of its own; empty ones are left out."""
    names = set(taken)
    lectures = []
    for title, drafts in groups.items():
        questions = tuple(drafts)
        if not questions:
            continue
        base = name = file_slug(title)
        number = 1
        while name in names:
            number += 1
            name = f"{base}-{number}"
        names.add(name)
        lectures.append(LectureDraft(name=name, title=title, questions=questions))
    return tuple(lectures)
