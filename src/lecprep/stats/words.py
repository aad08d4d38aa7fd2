"""What text and page say in the same words: names, numbers, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lecprep.model import Draw
from lecprep.stats.count import Drawn, ExamStats, Keys, LectureStats, Longest, Stats, TopicStats

# A kind as authors know it, and shorter for the head of a column.
KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "single": ("Single choice", "SC"),
    "multiple": ("Multiple choice", "MC"),
    "numeric": ("Numeric", "Num"),
    "typed": ("Typed answer", "Typ"),
    "ordering": ("Ordering", "Ord"),
    "matching": ("Matching", "Mat"),
    "short": ("Short answer", "SA"),
    "coding": ("Coding", "Cod"),
}
DRAW_NAMES: Mapping[Draw, str] = {
    Draw.SYLLABUS: "by syllabus weight",
    Draw.LECTURES: "evenly over the lectures",
    Draw.QUOTAS: "by quotas",
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_NAMED = 6


@dataclass(frozen=True)
class Gap:
    """Something that the bank lacks: what, and more about it where there is more to say."""

    what: str
    more: str = ""


def gaps(stats: Stats) -> tuple[Gap, ...]:
    """Return what a bank lacks, by how much it matters."""
    return tuple(_gaps(stats))


def _gaps(stats: Stats) -> Iterator[Gap]:
    if not stats.tally.questions:
        yield Gap("There is no question yet.")
        return
    silent = [lecture for lecture in stats.lectures if not lecture.tally.questions]
    if silent:
        yield Gap(
            f"{plural(len(silent), 'lecture has', 'lectures have')} no question", _some(map(lecture_name, silent))
        )
    none = [topic for topic in stats.topics if not topic.tally.questions]
    if none:
        yield Gap(f"{plural(len(none), 'topic has', 'topics have')} no question", _some(map(topic_name, none)))
    thin = [topic for topic in stats.topics if topic.is_thin and topic.tally.questions]
    if thin:
        yield Gap(
            f"{plural(len(thin), 'topic has', 'topics have')} less than half of what the weight asks for",
            _some(f"{topic_name(topic)} ({topic.first} of {number(topic.due)})" for topic in thin),
        )
    for exam in stats.exams:
        if exam.on_paper < exam.questions:
            yield Gap(f"The exam {exam.title} asks for {exam.questions} questions, and {exam.on_paper} can be drawn")
        elif short := [source for source in exam.sources if source.short]:
            yield Gap(
                f"The exam {exam.title} draws more from elsewhere than it should",
                _some(f"{source_name(source)} ({source.has} of {number(source.due)})" for source in short),
            )
    if stats.keys and stats.keys.likely < stats.keys.limit:
        yield Gap("The right choice stands in one place too often", keys_said(stats.keys))
    if stats.longest and stats.longest.likely < stats.longest.limit:
        yield Gap("The right choice is the longest too often", longest_said(stats.longest))
    if stats.bare:
        questions = plural(len(stats.bare), "question says", "questions say")
        yield Gap(f"{questions} nowhere why", "no explanation, no feedback on a choice, no model answer")


def keys_said(keys: Keys) -> str:
    """Return how even the places of the right choice are."""
    square = f"chi-square {keys.square:.1f}, {plural(keys.freedom, 'degree')} of freedom"
    return f"{square}; chance alone makes {share(keys.likely)} of banks at least as uneven"


def longest_said(longest: Longest) -> str:
    """Return how often the right choice is the longest."""
    return (
        f"in {longest.count} of {plural(longest.questions, 'question')}, by chance in {number(longest.due)};"
        f" chance alone does that in {share(longest.likely)} of banks"
    )


def lecture_name(lecture: LectureStats) -> str:
    """Return a lecture's number and title, and whether it is a draft."""
    return lecture.name + (" (draft)" if lecture.draft else "")


def topic_name(topic: TopicStats) -> str:
    """Return a topic's id and title."""
    return _named(topic.id, topic.title)


def source_name(source: Drawn) -> str:
    """Return what an exam draws from."""
    return source.title if source.is_lecture and source.title else _named(source.name, source.title)


def exam_said(exam: ExamStats) -> str:
    """Return what an exam draws, from how many and how."""
    minutes = f", {plural(exam.minutes, 'minute')}" if exam.minutes else ""
    return f"{exam.on_paper} of {plural(exam.pool, 'question')}, {DRAW_NAMES[exam.draw]}{minutes}"


def letter(place: int) -> str:
    """Return what a place among the choices is called."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return "1 question", "12 questions"."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def number(value: float) -> str:
    """Return a number with one decimal, or none that says nothing."""
    return f"{value:.1f}".removesuffix(".0")


def share(part: float) -> str:
    """Return a share as a percentage, with decimals where it is small."""
    if part and part < 0.0005:
        return "less than 0.1 %"
    return f"{part * 100:.1f} %" if part < 0.1 else f"{part:.0%}".replace("%", " %")


def _named(name: str, title: str) -> str:
    return f"{name} {title}" if title and title != name else name


def _some(names: Iterator[str]) -> str:
    listed = list(names)
    rest = len(listed) - MOST_NAMED
    return "; ".join(listed[:MOST_NAMED]) + (f"; and {rest:,} more" if rest > 0 else "")
