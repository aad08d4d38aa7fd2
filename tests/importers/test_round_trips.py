"""What was exported and is imported again is the same questions, for every kind that a format can hold."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lecprep.build import check, export
from lecprep.course import Checked
from lecprep.diagnostics import Severity
from lecprep.drafts import (
    Body,
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
from lecprep.importers.place import words
from lecprep.model import Numeric, SourceFile
from lecprep.reader import read
from lecprep.writer import write_lecture
from tests.conftest import MakeCourse
from tests.exporters.course import FILES, exported
from tests.importers.places import questions_of, taken_in
from tests.test_writer import lectures

# What an export is called, and the import that reads it.
FORMATS = {"moodle": "moodle", "gift": "gift", "qti3": "qti", "qti21": "qti", "anki": "anki"}


def said(draft: Draft, name: str) -> tuple[object, ...]:
    """What a question says, without marks of emphasis and what a format has no place for."""
    hints = [words(hint) for hint in draft.hints]
    marks = 0 if name == "gift" else draft.marks
    label = draft.label if draft.label != words(draft.prompt) else ""
    attributes = (label, draft.level, draft.topics, marks)
    return draft.id, words(draft.prompt), answer(draft.body, name), words(draft.explanation), hints, attributes


def answer(body: Body, name: str) -> object:
    match body:
        case Choices():
            options = [(words(c.text), c.is_correct, words(c.feedback)) for c in body.choices]
            return sum(c.is_correct for c in body.choices) > 1 or body.is_multiple, options
        case Number():
            question = read(
                SourceFile("x.md", f"## Practice questions\n\n### Q\n\nQ?\n\n#### Answer\n\n{body.written}\n")
            )
            assert question.lecture
            [number] = question.lecture.questions
            assert isinstance(number, Numeric)
            return round(number.value, 12), round(number.tolerance, 12), number.unit
        case Texts():
            return [text for text in body.accepted if name != "gift" or "->" not in text]
        case Steps():
            return [words(item) for item in body.items]
        case Pairs():
            return [(words(a), words(b)) for a, b in body.pairs], sorted(words(decoy) for decoy in body.decoys)
        case Written():
            return words(body.answer), [(words(text), marks) for text, marks in body.marking]


@pytest.mark.parametrize("name", FORMATS)
def test_the_course_of_all_kinds_comes_back(name: str, make_course: MakeCourse, tmp_path: Path) -> None:
    """Hostile texts, images, formulas, decoys, marking points; nothing is left out and the new course has no errors."""
    if name == "anki":
        pytest.importorskip("genanki")
    data = exported(make_course, name).data
    questions, plan = taken_in(FORMATS[name], data, tmp_path / "again")
    assert [loss.why for loss in plan.losses if loss.what == "the question is left out"] == (
        ["it is a definition, which belongs into the text of a lecture"] if name == "anki" else []
    )
    originals = {question.id: question for question in questions_of(tmp_path / "course")}
    for question in questions:
        original = originals.pop(question.id)
        if name == "gift" and isinstance(original.body, Steps):
            continue  # GIFT has no ordering
        assert said(question, name)[2] == said(original, name)[2]
        assert type(question.body) is type(original.body)
    assert not originals
    assert sorted(path.suffix for path in plan.files if path.parent.name == "images") == [".png", ".svg"]


def test_a_table_comes_back_whole(make_course: MakeCourse, tmp_path: Path) -> None:
    """CSV holds the Markdown itself, so that nothing but the images is missing."""
    files = {path: data.replace("![A dot](../images/dot.png) ", "").replace('![A picture](../images/levels.svg "Its caption")', "")
             if isinstance(data, str) else data for path, data in FILES.items()}  # fmt: skip
    questions, plan = taken_in("csv", exported(make_course, "csv", files).data, tmp_path / "again")
    assert plan.losses == ()
    assert questions == questions_of(tmp_path / "course")


@contextlib.contextmanager
def course_of(lecture: LectureDraft) -> Iterator[tuple[Path, Checked] | None]:
    """Write a lecture as a course; None where it has a text that a course cannot show, such as an image that is not there."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "a" / "content" / "lectures").mkdir(parents=True)
        (root / "a" / "content" / "lectures" / "imported.md").write_text(write_lecture(lecture), "utf-8")
        checked = check(root / "a")
        sound = checked.course and not any(d.severity is Severity.ERROR for d in checked.diagnostics)
        yield (root, checked) if sound and lecture.all_questions else None


@pytest.mark.parametrize("name", ["json", "csv"])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lecture=lectures())
def test_generated_questions_come_back_to_the_letter(name: str, lecture: LectureDraft) -> None:
    """From formats that hold the Markdown itself."""
    with course_of(lecture) as course:
        if course is None:
            return
        root, checked = course
        made = export(checked, name)
        questions, plan = taken_in(name, made.data, root / "b")
        assert (made.losses, plan.losses) == ((), ())
        assert questions == questions_of(root / "a")


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lecture=lectures())
def test_generated_questions_come_back(name: str, lecture: LectureDraft) -> None:
    """Whatever their texts say."""
    if name == "anki":
        pytest.importorskip("genanki")
    drafts = [
        replace(
            draft,
            see="",
            # An answer that is accepted twice is accepted.
            body=replace(draft.body, accepted=tuple(dict.fromkeys(draft.body.accepted)))
            if isinstance(draft.body, Texts)
            else draft.body,
        )
        for draft in lecture.all_questions
        if not (name == "gift" and isinstance(draft.body, Steps))
    ]
    with course_of(replace(lecture, questions=tuple(drafts), sections=(), topics=())) as course:
        if course is None:
            return
        root, checked = course
        assert checked.course
        originals = {q.id: draft_of(q) for item in checked.course for q in item.questions}
        made = export(checked, name)
        if all(question in {loss.question for loss in made.losses} for question in originals):
            return
        questions, plan = taken_in(FORMATS[name], made.data, root / "b")
        lost = {loss.question for loss in made.losses}
        assert plan.left_out == 0, plan.losses
        for question in questions:
            # Moodle shows a formula in the plain right side of a pair, whether it was meant as one or not.
            has_tex = isinstance(question.body, Pairs) and re.search(r"\\\(|\$", repr(originals[question.id].body))
            if question.id not in lost and not has_tex:
                assert said(question, name) == said(originals[question.id], name)
