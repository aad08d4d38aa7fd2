"""Moodle XML as a reader of XML finds it: what Moodle's importer looks for, with every text whole."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from lecprep.build import export
from tests.conftest import REPOSITORY, MakeCourse
from tests.exporters.course import FILES, PNG, SVG, checked, exported


@pytest.fixture
def questions(make_course: MakeCourse) -> dict[str, ET.Element]:
    """Return the questions by their id."""
    root = ET.fromstring(exported(make_course, "moodle").data)
    return {
        found: entry for entry in root if (found := entry.findtext("idnumber", "")) and entry.get("type") != "category"
    }


def text(element: ET.Element, path: str) -> str:
    return element.findtext(f"{path}/text", "")


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_every_kind_becomes_one_of_moodle(questions: dict[str, ET.Element]) -> None:
    """Eight kinds here, six there; what students mark themselves here is marked by the teacher there."""
    kinds = {
        "signs": "multichoice", "several": "multichoice", "number": "numerical", "typed": "shortanswer",
        "ordering": "ordering", "matching": "matching", "written": "essay", "coding": "essay",
    }  # fmt: skip
    assert {name: questions[name].get("type") for name in kinds} == kinds
    assert questions["signs"].findtext("single") == "true"
    assert questions["several"].findtext("single") == "false"
    assert questions["coding"].findtext("responseformat") == "monospaced"


def test_categories_follow_the_lectures(make_course: MakeCourse) -> None:
    """A slash in a title does not make a category of its own."""
    files = FILES | {"course.yml": "title: A/B\n"}
    root = ET.fromstring(exported(make_course, "moodle", files).data)
    found = [entry.findtext("category/text") for entry in root if entry.get("type") == "category"]
    assert found == ["$course$/top/A//B/14 Every kind", "$course$/top/A//B/15 Marks & {signs} = 50%"]


def test_texts_are_whole(questions: dict[str, ET.Element]) -> None:
    """The end of a CDATA section, other scripts, markup that is meant as words."""
    signs = questions["signs"]
    assert text(signs, "name") == "=x->y"
    assert "& <b>tag</b> ::name:: // comment שלום 🎓 \\(E = mc^2\\)" in words(text(signs, "questiontext"))
    assert words(text(questions["checkpoint"], "questiontext")) == r"Is ]]> the end of \(\{x \mid x < 3\}\)?"
    assert 'print("=x->y # {not} ~this~") # ]]> a comment' in words(text(signs.findall("hint")[1], "."))
    assert r"\[\int_0^1 x\,dx = \tfrac12\]" in text(signs, "generalfeedback")


def test_choices_carry_their_share_and_their_feedback(questions: dict[str, ET.Element]) -> None:
    """And wrong ones of several take away what right ones give."""
    answers = questions["signs"].findall("answer")
    assert [answer.get("fraction") for answer in answers] == ["0", "100", "0", "0"]
    assert words(text(answers[0], "feedback")) == "Feedback with code & {braces} and ~tilde#hash."
    assert [a.get("fraction") for a in questions["several"].findall("answer")] == ["33.33333"] * 3 + ["-33.33333"]


def test_answers_of_the_other_kinds(questions: dict[str, ET.Element]) -> None:
    """Numbers with tolerance and unit, accepted texts without wildcards, items in order, pairs and decoys, notes for the grader."""
    number = questions["number"]
    assert number.findtext("answer/text") == "314.15" and float(number.findtext("answer/tolerance", "")) == 1.57075 * 1
    assert [answer.findtext("text") for answer in questions["typed"].findall("answer")] == [
        "=x->y", "%50%", "{any} thing", r"a \* b",
    ]  # fmt: skip
    assert [words(a.findtext("text", "")).split()[0] for a in questions["ordering"].findall("answer")] == [
        "First:",
        "Then",
        "{Last}",
    ]
    pairs = [
        (words(s.findtext("text", "")), s.findtext("answer/text")) for s in questions["matching"].findall("subquestion")
    ]
    assert pairs == [("=x->y", "->"), ("{a}", r"\(b\)"), ("c", "100%"), ("", "~decoy")]
    assert "Names brackets [1]" in words(text(questions["written"], "graderinfo"))


def test_images_are_inside_beside_the_text_that_shows_them(questions: dict[str, ET.Element]) -> None:
    """By the address that Moodle replaces."""
    prompt, explanation = questions["signs"].find("questiontext"), questions["signs"].find("generalfeedback")
    assert prompt is not None and explanation is not None
    assert 'src="@@PLUGINFILE@@/images/dot.png" alt="A dot"' in prompt.findtext("text", "")
    for parent, name, data in ((prompt, "dot.png", PNG), (explanation, "levels.svg", SVG)):
        [file] = parent.findall("file")
        assert (file.get("name"), file.get("path")) == (name, "/images/")
        assert b64decode(file.text or "") == data


def test_links_lead_to_the_site(questions: dict[str, ET.Element]) -> None:
    """And `see` becomes one."""
    assert 'href="https://example.org/genai/lectures/14-every-kind.html#s-when-to-use"' in text(
        questions["signs"], "questiontext"
    )
    assert words(text(questions["signs"], "generalfeedback")).endswith("Read again: 15.1 Reading")


def test_what_is_said_is_in_the_language_of_the_course(make_course: MakeCourse) -> None:
    """As on its site."""
    found = exported(make_course, "moodle", FILES | {"course.yml": f"{FILES['course.yml']!s}language: de\n"})
    assert b"Noch einmal lesen:" in found.data and b"Read again" not in found.data


def test_tags_are_lecture_topics_and_level(questions: dict[str, ET.Element]) -> None:
    """In words that the importer of lecprep knows again."""
    tags = [tag.findtext("text") for tag in questions["signs"].findall("tags/tag")]
    assert tags == ["lecture:15-hostile", "topic:54", "topic:55", "level:hard"]


def test_what_moodle_cannot_hold_is_said(make_course: MakeCourse) -> None:
    """Each with its question, and nothing of the questions that are held whole."""
    losses = {(loss.question, loss.what) for loss in exported(make_course, "moodle").losses}
    assert losses == {
        ("fixed", "the shuffle"), ("two", "the shuffle"), ("written", "a footnote"),
        ("matching", "markup in '->'"), ("matching", "markup in 'b'"),
    }  # fmt: skip


def test_the_course_of_the_repository_loses_nothing() -> None:
    """All of its questions are there, hints of essays hidden below what is asked."""
    found = export(checked(REPOSITORY), "moodle")
    assert len(ET.fromstring(found.data)) == 44 + 3
    assert found.losses == ()
    assert b"<details><summary>Hint</summary>" in found.data
