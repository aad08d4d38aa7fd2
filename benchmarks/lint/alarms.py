"""How often the rules for whole banks speak of banks without their flaws, and the table of docs/calibration.md.

    python -m benchmarks.lint.alarms [--write]

An innocent bank is made by chance alone, and not too kindly: all its words come from one vocabulary, as frequent as the telling words
of real banks are (the tenth in every tenth question), half of the questions of a lecture offer terms of one pool of 24, so that
wrong choices come back, and some stems are the same. Where the key stands and which choice is the longest is luck. Every topic has
a lecture and questions by its weight, and the exam asks for a quarter of the bank. The seeds are fixed: the same banks every time.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path

from lecprep.checks.registry import RULES
from lecprep.checks.rule import CourseRule
from lecprep.course import assemble
from lecprep.diagnostics import Span
from lecprep.model import (
    Choice,
    Course,
    Draw,
    ExamBlueprint,
    Lecture,
    Practice,
    Prose,
    Question,
    Settings,
    SingleChoice,
    SourceFile,
    Topic,
)
from lecprep.reader import read

DOCS = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
BEGIN, END = "<!-- alarms: begin -->", "<!-- alarms: end -->"
OF_BANKS = tuple(rule for rule in RULES if isinstance(rule, CourseRule))

# How many banks of each size: enough to tell one in a hundred from three.
RUNS: Mapping[int, int] = {5: 1000, 10: 1000, 20: 1000, 40: 800, 80: 600, 150: 400, 300: 300}
A_LECTURE = 25  # questions at most
VOCABULARY = 1000
_OFTEN = tuple(accumulate(1 / (at + 5) for at in range(VOCABULARY)))

_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeio")
_ASKED = (
    "What is the {} {} of a {}?",
    "Which {} does a {} {} need?",
    "How does a {} {} its {}?",
    "Why is a {} {} in {}?",
)


def innocent(size: int, seed: int) -> Course:
    """Return a course of so many questions in which nothing is a flaw but by chance."""
    chance = random.Random(f"{size} {seed}")
    topics = [Topic(str(at), f"Topic {at}", chance.choice([1, 2, 3])) for at in range(max(2, min(12, size // 8)))]
    words = ["".join(chance.choices(_SYLLABLES, k=chance.choice([3, 3, 4]))) for _ in range(VOCABULARY)]
    of_topics = topics + chance.choices(topics, [topic.weight for topic in topics], k=size)
    count = -(-size // A_LECTURE)
    lectures = []
    for at in range(count):
        own = of_topics[at:size:count]
        questions = tuple(_questions(chance, words, at, own))
        taught = tuple(sorted({topic.id for topic in own}, key=int))
        lectures.append(_LECTURE._replace(path=f"lectures/{at:02}.md", slug=f"{at:02}", title=f"T{at}", syllabus=taught,
                                practice=Practice("p", _prose("P"), _prose(""), questions)))  # fmt: skip
    exam = ExamBlueprint(
        "full", "Full", None, max(1, size // 4), 0.6, Draw.SYLLABUS, (), False, False, Span("course.yml")
    )
    return _COURSE._replace(lectures=tuple(lectures), syllabus=tuple(topics), exams=(exam,))


def _questions(chance: random.Random, words: list[str], lecture: int, topics: list[Topic]) -> list[Question]:
    pool = [" ".join(chance.sample(words, chance.choice([1, 2, 2, 3]))) for _ in range(24)]

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(words, cum_weights=_OFTEN, k=chance.randint(least, most)))

    questions: list[Question] = []
    for number, topic in enumerate(topics):
        kind, count = chance.random(), chance.choices([2, 3, 4, 5], [1, 5, 12, 2])[0]
        offered = chance.sample(pool, count) if kind < 0.5 else [some(3, 9).capitalize() for _ in range(count)]
        stem = "Which of these statements is true?"
        if kind < 0.9:
            stem = chance.choice(_ASKED).format(some(1, 1), some(1, 2), chance.choice(pool))
        if chance.random() < 0.5:
            stem = f"A {chance.choice(pool)} has {some(4, 10)}. {stem}"
        key, line = chance.randrange(count), 10 * number + 9
        span = Span(f"lectures/{lecture:02}.md", line)
        choices = tuple(Choice(_prose(text), None, at == key, False, span) for at, text in enumerate(offered))
        questions.append(
            _QUESTION._replace(
                id=f"q-{lecture}-{number}",
                prompt=_prose(stem),
                choices=choices,
                topics=(topic.id,),
                span=span,
            )
        )
    return questions


def _prose(text: str) -> Prose:
    return Prose((), text, text)


def _template() -> tuple[Course, Lecture, SingleChoice]:
    text = "# T\n\n## Practice questions\n\n### Q {#q}\n\nWhat?\n\n- [x] A\n- [ ] B\n"
    lecture = read(SourceFile("lectures/01.md", text)).lecture
    assert lecture
    course, _ = assemble([lecture], Settings(), {}, frozenset())
    question = lecture.questions[0]
    assert isinstance(question, SingleChoice)
    return course, lecture, question


_COURSE, _LECTURE, _QUESTION = _template()


def alarms(size: int, runs: int) -> Mapping[str, int]:
    """Return of how many of so many innocent banks each rule speaks."""
    spoke = dict.fromkeys((rule.name for rule in OF_BANKS), 0)
    for seed in range(runs):
        course = innocent(size, seed)
        for rule in OF_BANKS:
            spoke[rule.name] += any(True for _ in rule.check(course))
    return spoke


def table(found: Mapping[int, Mapping[str, int]]) -> str:
    """Return which share of the banks of each size each rule speaks of, as a Markdown table."""
    lines = [
        "| questions | " + " | ".join(map(str, RUNS)) + " |",
        "|---|" + "--:|" * len(RUNS),
        "| banks | " + " | ".join(f"{runs:,}" for runs in RUNS.values()) + " |",
    ]
    for rule in OF_BANKS:
        shares = (share(found[size][rule.name], runs) for size, runs in RUNS.items())
        lines.append(f"| `{rule.name}` | " + " | ".join(shares) + " |")
    return "\n".join(lines)


def share(spoke: int, runs: int) -> str:
    """Return a share as the table shows it."""
    return f"{spoke / runs:.1%}" if spoke else "0"


def main() -> None:
    """Print the table, or write it into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table into docs/calibration.md")
    arguments = parser.parse_args()
    found = {}
    for size, runs in RUNS.items():
        print(f"{runs:,} banks of {size} …", file=sys.stderr)
        found[size] = alarms(size, runs)
    print(table(found))
    if arguments.write:
        before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
        DOCS.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
