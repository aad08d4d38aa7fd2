"""GIFT as people type it."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from lecprep.drafts import Choices, Number, Pairs, Texts, Written
from lecprep.exporters.gift import escaped
from lecprep.importers.base import LONGEST_QUESTION
from tests.importers.places import taken_in

BANK = r"""
$CATEGORY: $course$/top/History

// [id:grant] [tag:level:easy]
::Grant's tomb::Who is buried in Grant's tomb in New York City? {
=Grant#Right.
~No one#Was true for 12 years.
~Napoleon #He was buried in France
####He died in 1885.
}

What two people are entombed in Grant's tomb? {
~%-50%No one
~%50%Grant
~%50%Grant's wife
}

The sun rises in the east. {T#No, look again.#Yes}

When was Ulysses S. Grant born? {#1822:5}

What is 3 to 8? {#3..8}

Two plus two equals {=four =4}.

Match these. { =Canada -> Ottawa =Italy -> Rome = -> Madrid }

[html]<p>Which is <b>bold</b>: \{a\=b\}?</p>{=[markdown]`a` ~$x$}

Write about it. {}

A text that asks nothing.

Not closed {= a
"""


def test_every_kind_of_gift_is_read(tmp_path: Path) -> None:
    """Right and wrong choices, weights, truth, numbers with tolerance or range, blanks in a sentence, pairs, essays."""
    questions, plan = taken_in("gift", BANK, tmp_path)
    tomb, several, sun, born, between, sum_, match, bold, essay = questions
    assert isinstance(tomb.body, Choices)
    assert (tomb.id, tomb.label, tomb.level, tomb.explanation) == ("grant", "Grant's tomb", "easy", "He died in 1885.")
    assert [(c.text, c.is_correct, c.feedback) for c in tomb.body.choices] == [
        ("Grant", True, "Right."),
        ("No one", False, "Was true for 12 years."),
        ("Napoleon", False, "He was buried in France"),
    ]
    assert isinstance(several.body, Choices)
    assert several.body.is_multiple
    assert [c.is_correct for c in several.body.choices] == [False, True, True]
    assert isinstance(sun.body, Choices)
    assert [(c.text, c.is_correct, c.feedback) for c in sun.body.choices] == [
        ("True", True, "Yes"),
        ("False", False, "No, look again."),
    ]
    assert sun.body.keep_order
    assert [born.body, between.body] == [Number("1822 ± 5"), Number("5.5 ± 2.5")]
    assert sum_.prompt == r"Two plus two equals \_\_\_\_\_ ."
    assert sum_.body == Texts(("four", "4"))
    assert match.body == Pairs(("", ""), (("Canada", "Ottawa"), ("Italy", "Rome")), ("Madrid",))
    assert bold.prompt == "Which is **bold**: {a=b}?"
    assert isinstance(essay.body, Written)
    assert [(loss.span.line, loss.what) for loss in plan.losses[-2:]] == [
        (32, "a text between questions"),
        (34, "the question is left out"),
    ]
    assert plan.left_out == 1
    assert [path.name for path in plan.lectures] == ["history.md"]


SAID = r"""
Two and two are {=four#Right. =4#Right. =five#Too many.}.

Match. {=Paris -> France#Yes. =Rome -> Italy}

How many? {#3:1#Near enough.}

Gaps {1:SA:=a} and {1:MC:~b~=c}.
"""


def test_what_gift_says_of_answers_stands_in_the_explanation(tmp_path: Path) -> None:
    """Typed answers, pairs and numbers have no feedback of their own; a text with gaps is told by its name."""
    (typed, pairs, number), plan = taken_in("gift", SAID, tmp_path)
    assert typed.explanation == "- four, 4: Right.\n- five: Too many."
    assert pairs.explanation == "- Paris → France: Yes."
    assert (number.body, number.explanation) == (Number("3 ± 1"), "Near enough.")
    assert [(loss.span.line, loss.why[:21]) for loss in plan.losses] == [(8, "it is a text with gap")]


BLANK_LINE = r"\n\n"


def test_markdown_counts_once_towards_the_bound_of_a_question(tmp_path: Path) -> None:
    """As every other text does: a question of not quite that length comes in whole."""
    paragraphs = ["word " * 600] * (LONGEST_QUESTION // 3_100)
    (found,), plan = taken_in("gift", f"[markdown]{BLANK_LINE.join(paragraphs)} {{T}}\n", tmp_path)
    assert plan.losses == ()
    assert len(found.prompt) > 0.9 * LONGEST_QUESTION


def test_an_image_makes_no_question_too_long(tmp_path: Path) -> None:
    """It is written out within the question, its `:` and `=` escaped as all of them are; a text of that length is none."""
    image = b64encode(b"\x89PNG\r\n\x1a\n" + bytes(LONGEST_QUESTION)).decode()
    shown = escaped(f'<p>What is it?</p><p><img src="data:image/png;base64,{image}" alt="A cell"></p>')
    (found,), plan = taken_in("gift", f"[html]{'y ' * LONGEST_QUESTION} {{T}}\n\n[html]{shown} {{=A cell}}\n", tmp_path)
    assert found.prompt.startswith("What is it?\n\n![A cell](")
    assert [loss.what for loss in plan.losses] == ["the question is left out"]
