"""Moodle XML as Moodle, other programs and people write it."""

from __future__ import annotations

from pathlib import Path

from lecprep.drafts import ChoiceDraft, Choices, Number, Pairs, Texts
from lecprep.importers.base import LONGEST_QUESTION, NO_MODEL_ANSWER
from tests.importers.places import taken_in


def _quiz(*questions: str) -> str:
    return f"<?xml version='1.0'?>\n<quiz>{''.join(questions)}</quiz>"


def _question(kind: str, text: str, more: str, name: str = "A name") -> str:
    return (
        f"<question type='{kind}'><name><text>{name}</text></name>"
        f"<questiontext format='html'><text><![CDATA[{text}]]></text></questiontext>{more}</question>"
    )


def _answer(text: str, fraction: int, feedback: str = "") -> str:
    return (
        f"<answer fraction='{fraction}'><text><![CDATA[{text}]]></text>"
        f"<feedback format='html'><text><![CDATA[{feedback}]]></text></feedback></answer>"
    )


def test_one_answer_is_right_unless_it_says_otherwise(tmp_path: Path) -> None:
    """Many programs leave `single` away; Moodle takes it for true."""
    question = _question("multichoice", "Which?", _answer("a", 100) + _answer("b", 0))
    (found,), _ = taken_in("moodle", _quiz(question), tmp_path)
    assert found.body == Choices((ChoiceDraft("a", True), ChoiceDraft("b", False)))


def test_what_is_said_of_typed_answers_stands_in_the_explanation(tmp_path: Path) -> None:
    """A typed answer has no feedback of its own here; answers of which the same is said stand together."""
    texts = _answer("four", 100, "Right.") + _answer("4", 100, "Right.") + _answer("five", 0, "Too <b>many</b>.")
    several = _question("shortanswer", "Two and two?", f"{texts}{_answer('*', 0, 'Count again.')}")
    one = _question("numerical", "And one?", _answer("5", 100, "Yes."))
    (typed, number), plan = taken_in("moodle", _quiz(several, one), tmp_path)
    assert typed.body == Texts(("four", "4"))
    assert typed.explanation == "- four, 4: Right.\n- five: Too **many**.\n- …: Count again."
    assert (number.body, number.explanation) == (Number("5"), "Yes.")
    assert plan.losses == ()


def test_gaps_become_pairs_and_a_single_gap_choices(tmp_path: Path) -> None:
    """Words that belong into a text are matched with its gaps; words left over are decoys."""
    boxes = "".join(f"<dragbox><text>{word}</text><group>1</group></dragbox>" for word in ("one", "two", "three"))
    options = boxes.replace("dragbox", "selectoption")
    several = _question("ddwtos", "<p>First [[2]], then [[1]].</p>", boxes)
    single = _question("gapselect", "<p>It is [[3]].</p>", options)
    wrong = _question("gapselect", "<p>It is [[4]].</p>", options)
    (pairs, choice), plan = taken_in("moodle", _quiz(several, single, wrong), tmp_path)
    assert pairs.prompt == r"First \_\_\_\_\_ (1), then \_\_\_\_\_ (2)."
    assert pairs.body == Pairs(("", ""), (("(1)", "two"), ("(2)", "one")), ("three",))
    assert choice.prompt == r"It is \_\_\_\_\_."
    assert choice.body == Choices((ChoiceDraft("one", False), ChoiceDraft("two", False), ChoiceDraft("three", True)))
    assert [loss.why for loss in plan.losses] == ["its gaps and the words for them do not fit together"]


def test_pairs_that_are_dragged_are_html(tmp_path: Path) -> None:
    """Other pairs are plain text on their right side."""
    sides = "".join(
        f"<subquestion format='html'><text>{a}</text><answer{form}><text><![CDATA[{b}]]></text></answer></subquestion>"
        for a, b, form in (("A", "<p>x<br></p>", " format='html'"), ("B", "1 < 2", ""))
    )
    (found,), _ = taken_in("moodle", _quiz(_question("ddmatch", "Match", sides)), tmp_path)
    assert found.body == Pairs(("", ""), (("A", "x"), ("B", "1 < 2")))


def test_it_reads_as_if_somebody_had_typed_it(tmp_path: Path) -> None:
    """Names that only repeat the question are no headings, spaces of editors are spaces, ids are ids of ours."""
    words = "Which of these is the right one?"
    category = "<question type='category'><name><text>Course/Chapter &nbsp;one</text></name></question>"
    question = _question(
        "multichoice",
        f"<p>{words}&nbsp; It is <b>not</b>&nbsp;a.</p><p>if x:<br>&nbsp;&nbsp;y</p>",
        f"<idnumber>3.08.01-QA</idnumber>{_answer('a', 0)}{_answer('b', 100)}",
        words,
    )
    (found,), plan = taken_in("moodle", _quiz(category, question), tmp_path)
    assert (found.label, found.id) == ("", "3-08-01-QA")
    assert found.prompt == f"{words} It is **not** a.\n\nif x:\\\n\u00a0\u00a0y"
    assert [path.name for path in plan.lectures] == ["chapter-one.md"]
    assert plan.losses == ()


def test_a_long_essay_with_hints_is_read_once(tmp_path: Path) -> None:
    """Half of what a question may have is not too much for it, whatever stands hidden below."""
    words = ["word " * 200] * (LONGEST_QUESTION // 1_800)
    hidden = f"<p>{'</p><p>'.join(words)}</p>\n<details><summary>Hint</summary><p>Think.</p></details>"
    (found,), plan = taken_in("moodle", _quiz(_question("essay", hidden, "")), tmp_path)
    assert (found.prompt.split(), found.hints) == ("".join(words).split(), ("Think.",))
    assert [loss.what for loss in plan.losses] == [NO_MODEL_ANSWER]
