"""The statistics of a bank for a terminal: 80 columns, signs that every terminal has, and no colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lecprep.stats.count import ExamStats, Stats
from lecprep.stats.words import (
    KIND_NAMES,
    exam_said,
    gaps,
    keys_said,
    lecture_name,
    letter,
    longest_said,
    number,
    plural,
    share,
    source_name,
    topic_name,
)

WIDTH = 80
NARROWEST, COMFORTABLE = 14, 28  # columns for what a row is called
BAR = 24
MOST_LISTED = 10
DUE_NOTE = (
    "due: what the weight would give it. first: questions that have it as their first topic, for which what draws by syllabus "
    "takes them. all: those that name it at all. !: less than half of what is due."
)

Row = Sequence[str]


def as_text(stats: Stats) -> str:
    """Return statistics as lines for a terminal."""
    tally = stats.tally
    head = (
        f"{stats.title}: {plural(len(stats.lectures), 'lecture')}, {plural(tally.questions, 'question')}, "
        f"{plural(tally.marks, 'mark')}, {plural(stats.minutes, 'minute')} to read"
    )
    parts = [list(_wrapped(head)), list(_gaps(stats)), list(_lectures(stats)), list(_topics(stats))]
    if tally.questions:
        parts += [list(_kinds(stats)), list(_levels(stats)), list(_counts(stats))]
    parts += [list(_keys(stats)), *(list(_exam(exam)) for exam in stats.exams), list(_bare(stats))]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _gaps(stats: Stats) -> Iterator[str]:
    found = gaps(stats)
    if found:
        yield "What is missing"
    for gap in found:
        said = f"{gap.what}: {gap.more}." if gap.more else f"{gap.what.removesuffix('.')}."
        yield from _wrapped(said, "  - ", "    ")


def _kinds(stats: Stats) -> Iterator[str]:
    total = stats.tally.questions
    rows = []
    for kind in stats.kinds:
        name, short = KIND_NAMES[kind]
        count = stats.tally.kinds[kind]
        rows.append((f"{name} ({short})", f"{count:,}", share(count / total), _bar(count, total)))
    yield from _table(("Kinds", "questions", "", ""), rows)


def _levels(stats: Stats) -> Iterator[str]:
    levels = stats.tally.levels
    total = stats.tally.questions
    if total > levels[""]:
        rows = [
            ((level or "none given").capitalize(), f"{count:,}", share(count / total), _bar(count, total))
            for level, count in levels.items()
        ]
        yield from _table(("Levels", "questions", "", ""), rows)


def _counts(stats: Stats) -> Iterator[str]:
    total = stats.tally.questions
    marks = [
        (plural(each, "mark"), f"{count:,}", share(count / total), _bar(count, total))
        for each, count in stats.marks.items()
    ]
    yield from _table(("Marks", "questions", "", ""), marks)
    if stats.choices:
        asked = sum(stats.choices.values())
        choices = [
            (plural(each, "choice"), f"{count:,}", share(count / asked), _bar(count, asked))
            for each, count in stats.choices.items()
        ]
        yield ""
        yield from _table(("Number of choices", "questions", "", ""), choices)


def _lectures(stats: Stats) -> Iterator[str]:
    shorts = [KIND_NAMES[kind][1] for kind in stats.kinds]
    rows = [
        (
            lecture_name(lecture),
            str(lecture.minutes),
            _or_dot(lecture.tally.questions),
            _or_dot(lecture.tally.marks),
            *(_or_dot(lecture.tally.kinds[kind]) for kind in stats.kinds),
            _or_dot(lecture.tally.bare),
        )
        for lecture in stats.lectures
    ]
    yield from _table(("Lectures", "min", "quest", "marks", *shorts, "no why"), rows)


def _topics(stats: Stats) -> Iterator[str]:
    if not stats.topics:
        yield "There is no syllabus in course.yml to count questions by."
        return
    shorts = [KIND_NAMES[kind][1] for kind in stats.kinds]
    rows = [
        (
            f"{'!' if topic.is_thin else ' '} {topic_name(topic)}",
            number(topic.weight),
            number(topic.due),
            _or_dot(topic.first),
            _or_dot(topic.tally.questions),
            *(_or_dot(topic.tally.kinds[kind]) for kind in stats.kinds),
        )
        for topic in stats.topics
    ]
    without = stats.topicless
    if without.questions:
        kinds = (_or_dot(without.kinds[kind]) for kind in stats.kinds)
        rows.append(("  of no topic", "", "", "", str(without.questions), *kinds))
    yield from _table(("Topics", "weight", "due", "first", "all", *shorts), rows)
    yield from _wrapped(DUE_NOTE, "  ", "  ")


def _keys(stats: Stats) -> Iterator[str]:
    if stats.keys:
        keys = stats.keys
        rows = [
            (letter(at), f"{place.right:,}", number(place.due), _bar(place.right, keys.questions))
            for at, place in enumerate(keys.places)
        ]
        yield from _table(("Place of the right choice", "questions", "by chance", ""), rows)
        yield from _wrapped(f"{keys_said(keys)}.", "  ", "  ")
    if stats.longest:
        yield from _wrapped(f"The right choice is the longest {longest_said(stats.longest)}.", "  ", "  ")


def _exam(exam: ExamStats) -> Iterator[str]:
    yield from _wrapped(f"Exam {exam.id}: {exam.title}, {exam_said(exam)}")
    rows = [
        (source_name(source), number(source.due), _or_dot(source.has), _or_dot(source.short)) for source in exam.sources
    ]
    yield from _table(("Draws from", "due", "has", "short"), rows)


def _bare(stats: Stats) -> Iterator[str]:
    if stats.bare:
        yield f"Without a word why ({len(stats.bare):,})"
        for each in stats.bare[:MOST_LISTED]:
            yield _fit(f"  {each.path}:{each.line}: {each.label or each.id}", WIDTH).rstrip()
        if len(stats.bare) > MOST_LISTED:
            yield f"  and {len(stats.bare) - MOST_LISTED:,} more, which --format json lists"


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield a table as wide as a terminal at most: names from the left, numbers from the right, a bar at the end."""
    body = [("  " + row[0], *row[1:]) for row in rows]
    if not body:
        return
    widths = [max(_width(row[at]) for row in (head, *body)) for at in range(len(head))]
    has_bar = not head[-1]
    wanted = min(widths[0], COMFORTABLE)
    gap = 2 if wanted + sum(widths[1:]) + 2 * (len(head) - 1) <= WIDTH else 1
    left = WIDTH - sum(widths[1:]) - gap * (len(head) - 1)
    widths[0] = max(NARROWEST, min(widths[0], left))
    for row in (head, *body):
        cells = [_fit(row[0], widths[0])]
        for at, cell in enumerate(row[1:], 1):
            room = " " * (widths[at] - _width(cell))
            cells.append(cell + room if has_bar and at == len(head) - 1 else room + cell)
        yield (" " * gap).join(cells).rstrip()


def _wrapped(text: str, first: str = "", others: str = "") -> Iterator[str]:
    """Yield a text as lines of a terminal's width: `first` before the first of them, `others` before all others."""
    line, is_empty = first, True
    for word in _printable(text).split():
        for piece in _pieces(word, WIDTH - _width(others)):
            if not is_empty and _width(line) + 1 + _width(piece) > WIDTH:
                yield line
                line, is_empty = others, True
            line += piece if is_empty else f" {piece}"
            is_empty = False
    yield line


def _pieces(word: str, room: int) -> Iterator[str]:
    """Yield a word in pieces that fit: there are languages without spaces."""
    piece = ""
    for sign in word:
        if _width(piece) + _width(sign) > room:
            yield piece
            piece = ""
        piece += sign
    yield piece


def _fit(text: str, width: int) -> str:
    """Return a text in exactly so many columns, cut where it is longer."""
    text = _printable(text)
    if _width(text) > width:
        text = text[:width]  # no sign is narrower, but for those that stand over another
        while _width(text) > width - 1:
            text = text[:-1]
        text = text.rstrip() + "…"
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in _printable(text)
    )


def _printable(text: str) -> str:
    """Return a text without line breaks and without what steers a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" if not sign.isspace() else " " for sign in text)


def _bar(part: float, whole: float) -> str:
    return "#" * (max(1, round(BAR * part / whole)) if part else 0)


def _or_dot(count: int) -> str:
    return str(count) if count else "."
