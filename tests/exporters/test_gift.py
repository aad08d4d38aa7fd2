"""GIFT as gift-pegjs reads it: every question is there, and no author's sign is taken for one of the format's."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from lecprep.exporters import Export
from tests.conftest import REPOSITORY, MakeCourse
from tests.exporters import node
from tests.exporters.course import FILES, checked, exported


@pytest.fixture
def gift(make_course: MakeCourse) -> Callable[[Export], list[dict[str, Any]]]:
    """Return the questions of an export, as another program reads them."""

    def read(export: Export) -> list[dict[str, Any]]:
        node.module("gift-pegjs")
        found = node.run("console.log(JSON.stringify(require('gift-pegjs').parse(input)));", export.data.decode())
        assert isinstance(found, list)
        return [entry for entry in found if entry["type"] != "Category"]

    return read


def words(text: Any) -> str:
    """Return what a reader sees of HTML."""
    html = text["text"] if isinstance(text, dict) else text
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def right_side(pair: dict[str, Any]) -> str:
    """Return the right side of a pair: the reader leaves its own signs for escaped characters in it, such as `&&126;`."""
    return re.sub(r"&&(\d{3});", lambda match: chr(int(match[1])), pair["subanswer"])


def test_every_question_is_read_with_its_id_and_tags(make_course: MakeCourse, gift: Callable[..., Any]) -> None:
    """All but those whose answers GIFT cannot say."""
    course = checked(make_course(FILES)).course
    assert course
    found = {entry["id"]: entry for entry in gift(exported(make_course, "gift"))}
    assert list(found) == [question.id for lecture in course for question in lecture.questions]
    assert found["signs"]["tags"] == ["lecture:15-hostile", "topic:54", "topic:55", "level:hard"]
    assert {entry["type"] for entry in found.values()} == {"MC", "Numerical", "Short", "Matching", "Essay"}


def test_signs_of_the_format_are_words_to_the_reader(make_course: MakeCourse, gift: Callable[..., Any]) -> None:
    """In names, texts, choices, feedback, accepted answers and pairs."""
    found = {entry["id"]: entry for entry in gift(exported(make_course, "gift"))}
    signs = found["signs"]
    assert signs["title"] == "=x->y"
    assert words(signs["stem"]).startswith(
        "=x->y %50% {} ~tilde # hash: colon \\backslash\\ \"quotes\" 'single' & <b>tag</b> ::name::"
    )
    assert [words(choice["text"]) for choice in signs["choices"]] == ["=x->y", "%50%half", "{} []", "-> &amp; a -> b"]
    assert [choice["isCorrect"] for choice in signs["choices"]] == [False, True, False, False]
    assert words(signs["choices"][0]["feedback"]) == "Feedback with code & {braces} and ~tilde#hash."
    assert [choice["text"]["text"] for choice in found["typed"]["choices"]] == ["%50%", "{any} thing", "a \\* b"]
    assert [(words(pair["subquestion"]), right_side(pair)) for pair in found["matching"]["matchPairs"]] == [
        ("=x->y", "->"), ("{a}", "\\(b\\)"), ("c", "100%"), ("", "~decoy"),
    ]  # fmt: skip


def test_formulas_are_latex_and_nothing_else_is_a_formula(make_course: MakeCourse, gift: Callable[..., Any]) -> None:
    r"""A text that looks like one, such as `\\(`, stays a text."""
    files = {
        "lectures/1.md": "# T\n\n## Practice questions\n\n### Q {#q}\n\n\\\\(x\\\\) `\\(y\\)` $z<1$ \\$\\$\n\n- [x] a\n- [ ] b\n"
    }
    [question] = gift(exported(make_course, "gift", files))
    html = question["stem"]["text"]
    assert (
        html
        == r"<p>\<span></span>(x\<span></span>) <code>\<span></span>(y\<span></span>)</code> \(z&lt;1\) $<span></span>$</p>"
    )


def test_several_right_choices_share_the_grade(make_course: MakeCourse, gift: Callable[..., Any]) -> None:
    """What is wrong takes away as much as what is right gives."""
    found = {entry["id"]: entry for entry in gift(exported(make_course, "gift"))}
    assert [choice["weight"] for choice in found["several"]["choices"]] == [33.33333, 33.33333, 33.33333, -33.33333]


def test_what_gift_cannot_hold_is_said(make_course: MakeCourse) -> None:
    """Each with its question."""
    losses = [(loss.question, loss.what) for loss in exported(make_course, "gift").losses]
    assert ("signs", "its 2 marks") in losses
    assert ("several", "the order of its choices") in losses
    assert ("ordering", "the kind of question") in losses
    assert ("typed", "the accepted answer '=x->y'") in losses
    assert ("matching", "markup in '->'") in losses
    assert ("written", "a footnote") in losses
    assert len(losses) == len(set(losses))


def test_a_question_that_cannot_be_said_is_left_out_and_named(
    make_course: MakeCourse, gift: Callable[..., Any]
) -> None:
    """A pair of signs that GIFT has no other way to write."""
    files = {
        "lectures/1.md": "# T\n\n## Practice questions"
        + "".join(
            f"\n\n### Q {{#{name}}}\n\nWhich?\n\n#### Answer\n\n- {answer}\n"
            for name, answer in (("q", "a->b"), ("p", "a"))
        )
    }
    export = exported(make_course, "gift", files)
    assert [entry["id"] for entry in gift(export)] == ["p"]
    assert ("q", "the question") in [(loss.question, loss.what) for loss in export.losses]


def test_the_course_of_the_repository_is_read_whole(gift: Callable[..., Any]) -> None:
    """Every question of it."""
    found = checked(REPOSITORY)
    from lecprep.build import export

    assert found.course
    assert len(gift(export(found, "gift"))) == sum(len(lecture.questions) for lecture in found.course)


def test_the_same_course_gives_the_same_bytes(make_course: MakeCourse) -> None:
    """In another folder, at another time."""
    other = exported(lambda files: make_course(files, name="other"), "gift")
    assert exported(make_course, "gift") == other
