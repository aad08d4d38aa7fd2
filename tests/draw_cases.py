"""What the browser must draw as Python does: banks, exams, seeds, and the papers that come of them.

`python -m tests.draw_cases` writes them to `tests/cases/draw.json`, which the tests of the scripts read, too.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from lecprep.bank import bank
from lecprep.build import check
from lecprep.diagnostics import Severity
from lecprep.exams import code_of, draw, fnv
from lecprep.model import Course
from lecprep.pages import lecture_url
from tests.conftest import CASES

FILE = CASES / "draw.json"
SEEDS = ("00000", "7k2mq", "zzzzz")

KINDS = (
    "- [x] Yes\n- [ ] No\n",
    "- [x] Yes\n- [x] No\n",
    "#### Answer\n\n42\n",
    "#### Answer\n\n- LoRA\n",
    "#### Order\n\n1. a\n2. b\n",
    "#### Match\n\n| L | R |\n|---|---|\n| a | b |\n| c | d |\n",
    "#### Model answer\n\nSo.\n",
    "#### Solution\n\n```python\npass\n```\n",
)

THREE = {1: 1, 2: 2, 3: 3}
# Title: weights of the topics, the exam, and by lecture its questions as "topics" or "" (the lecture's own) each.
COURSES: dict[str, tuple[dict[int, float], str, dict[int, list[str]]]] = {
    "By syllabus, every topic has enough": (
        dict(THREE), "questions: 12, draw: syllabus", {1: ["1"] * 9, 2: ["2"] * 9, 3: ["3 1"] * 9},
    ),
    "By syllabus, a topic has too few and another none": (
        {1: 1, 2: 4, 3: 3, 4: 0.25}, "questions: 10, draw: syllabus", {1: ["1"] * 9, 2: ["4 1", "3", "3 2", "1", "4"]},
    ),
    "By syllabus, equal weights take turns": (
        dict.fromkeys(range(1, 8), 1.5), "questions: 4, draw: syllabus", {n: [str(n)] * 3 for n in range(1, 8)},
    ),
    "By syllabus, questions of no topic fill what is left": (
        {1: 1}, "questions: 6, draw: syllabus", {1: ["1", "1"], 2: [""] * 9},
    ),
    "By syllabus, a whole course": (
        {n: 2 + n % 2 for n in range(46, 58)},
        "questions: 24, draw: syllabus",
        {n: [f"{46 + (n - 12) * 4 + i % 4}" for i in range(15)] for n in (12, 13, 14)},
    ),
    "By syllabus, the bank is too small": (dict(THREE), "questions: 20, draw: syllabus", {1: ["1", "3", "", "2 3"]}),
    "By lectures, fewer seats than lectures": ({}, "questions: 5, draw: lectures", {n: [""] * 4 for n in range(1, 12)}),
    "By lectures, one is short and one is empty": (
        {}, "questions: 11, draw: lectures", {1: [""] * 2, 2: [], 3: [""] * 20, 14: [""] * 5},
    ),
    "By lectures, the whole bank": ({}, "questions: 9, draw: lectures", {1: [""] * 4, 2: [""] * 5}),
    "By quotas that share questions": (
        dict(THREE),
        "draw: [{lecture: 1, questions: 3}, {topic: 2, questions: 3}, {topic: 3, questions: 2}]",
        {1: ["2", "2 3", "1", "2", "3"], 2: ["3", "2", "1"]},
    ),
    "By quotas that move each other twice": (
        dict(THREE),
        "draw: [{lecture: 1, questions: 2}, {topic: 1, questions: 2}, {topic: 2, questions: 2}, {topic: 3, questions: 2}]",
        {1: ["1", "1 2", "2 3", "3"], 2: ["1", "2", "3", "3"]},
    ),
}  # fmt: skip


def cases() -> list[dict[str, Any]]:
    """Return every case: a title, the bank, the exam's id, the seed, the code, and the questions' ids in their order."""
    found = []
    for title, (weights, exam, lectures) in COURSES.items():
        course = course_from(files_of(weights, exam, lectures))
        found += [_case(title, course, "e", seed) for seed in SEEDS]
    return found


def _case(title: str, course: Course, exam_id: str, seed: str) -> dict[str, Any]:
    exam = next(exam for exam in course.exams if exam.id == exam_id)
    paper = draw(course, exam, seed)
    return {
        "title": title,
        "bank": bank(course, {}, lecture_url),
        "exam": exam_id,
        "seed": seed,
        "code": code_of(course, exam, seed),
        "expected": [item.question.id for item in paper],
    }


def files_of(weights: dict[int, float], exam: str, lectures: dict[int, list[str]]) -> dict[str, str]:
    topics = "".join(
        f"  - {{id: {topic}, title: Topic {topic}, weight: {weight}}}\n" for topic, weight in weights.items()
    )
    files = {
        "course.yml": f"title: T\n{'syllabus:' if topics else ''}\n{topics}exams:\n  - {{id: e, title: E, {exam}}}\n"
    }
    for number, questions in lectures.items():
        text = f"---\ntitle: L{number}\nnumber: {number}\n---\n\nText.\n\n## Practice questions\n"
        for i, named in enumerate(questions):
            # Ids hold letters beyond the sixteen bits of a unit, too.
            name = f"l{number}-{i}-{'𝒜é語'[i % 3]}"
            kind = KINDS[fnv(f"{number} {i}") % len(KINDS)]
            topics = f' topics="{named}"' if named else ""
            text += f"\n### Q {{#{name}{topics}}}\n\nIs it {name}?\n\n{kind}"
        files[f"lectures/l{number:02}.md"] = text
    return files


def course_from(files: dict[str, str]) -> Course:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder, "content", path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        checked = check(Path(folder))
    assert checked.course and checked.worst < Severity.ERROR, checked.diagnostics
    return checked.course


def text() -> str:
    """Return what the file holds: a line a case."""
    lines = (json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
