"""CSV as a spreadsheet finds it: a row for each question, whole, and no cell that would be run."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from lecprep.build import build, export
from lecprep.exporters.bank_csv import guarded, unguarded
from tests.conftest import REPOSITORY, MakeCourse
from tests.exporters.course import FILES, checked, exported

Row = dict[str, str]


def rows(make_course: MakeCourse) -> dict[str, Row]:
    text = exported(make_course, "csv").data.decode("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_each_question_has_its_row_and_its_items(make_course: MakeCourse) -> None:
    """In the order of the course, whatever its kind."""
    found = rows(make_course)
    course = checked(make_course(FILES)).course
    assert course
    assert list(found) == [question.id for lecture in course for question in lecture.questions]
    signs = found["signs"]
    assert signs["item_1"] == "'=x->y" and signs["answer"] == "2" and signs["label"] == "'=x->y"
    assert signs["detail_1"] == "Feedback with `code` & {braces} and ~tilde#hash."
    assert signs["topics"] == "54 55" and signs["lecture_topics"] == "55"
    assert found["several"]["answer"] == "1 2 3" and found["several"]["keep_order"] == "yes"
    assert found["number"]["answer"] == "314.15 ± 0.5 %"
    assert [found["typed"][f"item_{n}"] for n in (1, 2, 3, 4)] == ["'=x->y", "%50%", "{any} thing", "a * b"]
    assert (found["matching"]["item_1"], found["matching"]["detail_1"]) == ("'=x->y", "`->`")
    assert (found["matching"]["item_4"], found["matching"]["detail_4"]) == ("", "~decoy")
    assert found["matching"]["item_heading"] == "Left *side*"
    assert (found["written"]["item_2"], found["written"]["detail_2"]) == ("Says $>$", "2")
    assert found["written"]["references"] == "[^note]: A note about brackets."
    assert found["checkpoint"]["section"] == "Reading"


def test_a_row_says_as_much_as_the_entry_in_json(make_course: MakeCourse) -> None:
    """No text of a question is left out: each stands in some cell of its row."""
    found = rows(make_course)
    for lecture in json.loads(exported(lambda f: make_course(f, name="other"), "json").data)["lectures"]:
        for entry in lecture["questions"]:
            cells = {unguarded(cell) for cell in found[entry["id"]].values()}
            assert [text for text in texts(entry) if text not in cells] == []


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        # Whether a choice is right or fixed, and which checks or topics there are, is said in other words.
        return [
            text
            for key, item in value.items()
            if key not in ("ignore", "topics", "language", "unit")
            for text in texts(item)
        ]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


def test_no_cell_is_a_formula(make_course: MakeCourse) -> None:
    """Not even one of a hostile lecture."""
    text = exported(make_course, "csv").data.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")] == []


@given(st.text() | st.text(alphabet="'=+-@\t\r\n＝ a"))
def test_the_guard_of_a_cell_comes_off_again(cell: str) -> None:
    """Whatever the cell begins with, an apostrophe included."""
    assert unguarded(guarded(cell)) == cell


def test_images_that_stay_behind_are_named(make_course: MakeCourse) -> None:
    """And nothing else is."""
    losses = [(loss.question, loss.what) for loss in exported(make_course, "csv").losses]
    assert losses == [("signs", "the image images/dot.png"), ("signs", "the image images/levels.svg")]


def test_the_course_of_the_repository_loses_nothing() -> None:
    """Its questions show no image."""
    assert export(checked(REPOSITORY), "csv").losses == ()


def test_the_same_course_gives_the_same_bytes(make_course: MakeCourse) -> None:
    """In another folder, at another time."""
    other = exported(lambda files: make_course(files, name="other"), "csv")
    assert exported(make_course, "csv") == other


def test_a_site_has_its_questions_when_course_yml_asks(make_course: MakeCourse) -> None:
    """With addresses for images, anew when a question changes, and kept by no browser for reading offline."""
    asked = FILES | {"course.yml": f"{FILES['course.yml']!s}publish_questions: true\n"}
    root = make_course(asked)
    build(root, root / "site")
    bank = json.loads((root / "site/questions.json").read_text("utf-8"))
    assert bank["images"] == {"images/dot.png": "images/dot.png", "images/levels.svg": "images/levels.svg"}
    assert all((root / "site" / address).is_file() for address in bank["images"].values())
    assert '"questions.json"' not in (root / "site/sw.js").read_text("utf-8")
    lecture = root / "content/lectures/15-hostile.md"
    lecture.write_text(lecture.read_text("utf-8").replace("Which one?", "Which of them?"), "utf-8")
    build(root, root / "site")
    assert "Which of them?" in (root / "site/questions.json").read_text("utf-8")
    (root / "content/course.yml").write_text(str(FILES["course.yml"]), "utf-8")
    build(root, root / "site")
    assert not (root / "site/questions.json").exists()
