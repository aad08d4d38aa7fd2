"""One Markdown file to one lecture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecprep.diagnostics import Severity
from lecprep.model import (
    Coding,
    Lecture,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Prose,
    ShortAnswer,
    SingleChoice,
    SourceFile,
    TypedAnswer,
)
from lecprep.reader import read
from tests.conftest import REPOSITORY


def lecture(text: str) -> Lecture:
    """Read a text that has nothing wrong with it."""
    reading = read(SourceFile("lectures/14-tuning.md", text))
    assert not [d for d in reading.diagnostics if d.severity is Severity.ERROR], reading.diagnostics
    assert reading.lecture
    return reading.lecture


def test_a_file_without_front_matter_is_a_lecture() -> None:
    """Its first heading is the title, its sections are numbered, its name is its address."""
    found = lecture("# Fine-tuning\n\nIntro.\n\n## Why\n\nText.\n\n## How\n\nText.\n")
    assert (found.title, found.slug, found.number) == ("Fine-tuning", "14-tuning", None)
    assert found.intro.text == "Intro."
    assert [(s.number, s.title.text, s.id) for s in found.sections] == [(1, "Why", "s-why"), (2, "How", "s-how")]


def test_sections_may_stay_unnumbered() -> None:
    """`{.unnumbered}` takes a section out of the count."""
    found = lecture("# T\n\n## A\n\na\n\n## Aside {.unnumbered}\n\nb\n\n## B\n\nc\n")
    assert [s.number for s in found.sections] == [1, None, 2]


def test_heading_ids_follow_github_and_are_unique() -> None:
    """A link that works on GitHub works on the site."""
    found = lecture("# T\n\n## What's new?\n\na\n\n### Über `code`\n\nb\n\n## What's new?\n\nc\n\n## ??\n\nd\n")
    assert [a.id for a in found.anchors] == ["whats-new", "über-code", "whats-new-1", "section"]


def test_the_shape_decides_the_kind() -> None:
    """Every kind of question, told by what its author wrote."""
    found = lecture((REPOSITORY / "tests" / "cases" / "all-kinds.md").read_text("utf-8"))
    kinds = [type(question) for question in found.questions]
    assert kinds == [
        Numeric,
        SingleChoice,
        MultipleChoice,
        MultipleChoice,
        ShortAnswer,
        Coding,
        Numeric,
        TypedAnswer,
        Ordering,
        Matching,
    ]


def test_what_a_question_says_is_kept() -> None:
    """Prompt, choices with feedback, explanation, hints and attributes all find their place."""
    found = lecture((REPOSITORY / "tests" / "cases" / "all-kinds.md").read_text("utf-8"))
    question = next(q for q in found.questions if q.id == "fresh-documents")
    assert isinstance(question, SingleChoice)
    assert question.prompt.text == "A support bot must quote this morning's price list. What do you add?"
    assert [(c.text.text, c.is_correct) for c in question.choices] == [
        ("A larger model", False),
        ("A fine-tuned adapter", False),
        ("Retrieval over the price list", True),
        ("A higher temperature", False),
    ]
    assert question.choices[0].feedback and question.choices[0].feedback.text.startswith("Size does not")
    assert question.explanation
    assert question.explanation.text == "Prices change daily. Retrieval reads them when the question is asked."
    assert [hint.text for hint in question.hints] == ["Where do prices live?", "Who changes them?"]
    assert (question.marks, question.see, question.topics, question.level and question.level.value) == (
        1,
        "when-to-use",
        ("54", "55"),
        "easy",
    )
    assert [silence.rule for silence in question.silenced] == ["longest-choice-is-correct"]


def test_numeric_answers_are_read_as_teachers_write_them() -> None:
    """Tolerance absolute or in per cent, decimal comma or point, grouped thousands, a unit before or after."""
    cases = {
        "42": (42, 0, ""),
        "42 ± 0.5": (42, 0.5, ""),
        "42 +/- 1": (42, 1, ""),
        "200 ± 1%": (200, 2, ""),
        "3,5 ± 0,1 kg": (3.5, 0.1, "kg"),
        "1,000": (1000, 0, ""),
        "1 234.5 GB": (1234.5, 0, "GB"),
        "5 MB ± 1": (5, 1, "MB"),
        "−2 °C": (-2, 0, "°C"),
        "12\u202f000 +/− 1e−3 m s−1": (12000, 0.001, "m s−1"),
        "1e-3": (0.001, 0, ""),
        "50 %": (50, 0, "%"),
    }
    for written, expected in cases.items():
        found = lecture(f"# T\n\n## Practice questions\n\n### N {{#n}}\n\nHow much?\n\n#### Answer\n\n{written}\n")
        (question,) = found.questions
        assert isinstance(question, Numeric)
        assert (question.value, question.tolerance, question.unit) == expected, written


def test_a_remember_box_among_the_questions_closes_the_lecture() -> None:
    """It belongs to the lecture, not to the last question."""
    text = "# T\n\n## Practice questions\n\n### Q {#q}\n\nWhy?\n\n#### Model answer\n\nSo.\n\n> [!REMEMBER]\n> - **This**\n"
    found = lecture(text)
    (question,) = found.questions
    assert isinstance(question, ShortAnswer)
    assert question.model_answer.text == "So."
    assert found.closing and found.closing.text == "This"


def test_a_question_without_an_id_has_one_that_follows_its_wording() -> None:
    """The same wording gives the same id wherever it stands; another wording, another."""
    text = "# T\n\n## Practice questions\n\n### Q\n\n{}\n\n- [x] Yes\n- [ ] No\n"
    first, again, other = (
        lecture(text.format(wording)).questions[0].id for wording in ("Is it so?", "Is it so?", "Is it not so?")
    )
    assert first == again != other
    assert first.startswith("is-it-so")


def test_callouts_on_githubs_and_obsidians_convention() -> None:
    """Kinds in any case, a title or none, a fold mark, and an emoji in place of the kind."""
    found = lecture(
        "# T\n\n## S\n\n> [!definition]- Fine-*tuning*\n> Training on.\n\n> 🔑 The one thing.\n\n> [!IMPORTANT]\n> Another.\n"
    )
    assert [(d.term.text, d.body.text) for d in found.definitions] == [("Fine-tuning", "Training on.")]
    assert [e.body.text for e in found.essentials] == ["The one thing.", "Another."]


def test_ids_on_the_page_are_unique_whatever_the_terms() -> None:
    """A term twice, and another that reads like the second of them."""
    callouts = "".join(
        f"> [!DEFINITION] {term}\n> Text.\n\n> [!KEY]\n> Text.\n\n" for term in ("X", "X", "X 1", "X 2", "X")
    )
    found = lecture(f"# T\n\n## S\n\n{callouts}")
    ids = [each.anchor for each in found.definitions] + [each.anchor for each in found.essentials]
    assert len(ids) == len(set(ids)) == 10


def test_five_dollars_and_ten_dollars_are_money() -> None:
    """Only what closes like a formula is one."""
    found = lecture("# T\n\n## S\n\n$5 and $10, and $x^2$.\n")
    (body,) = found.sections[0].body
    assert isinstance(body, Prose)
    assert "$5 and $10" in body.text
    assert "$x" not in body.text


def test_lines_are_those_of_the_authors_file() -> None:
    """Front matter counts, and a line separator inside a paragraph does not."""
    text = "---\ntitle: T\n---\n\nA\u2028B\n\n## S\n\n[x](nowhere.md)\n"
    (link,) = lecture(text).links
    assert link.span.line == 9


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("#-[]x() \n>!`$|{}.=\"'*_<&:1aÄ\t\\~^@/")), max_size=300))
def test_no_text_is_too_strange_to_read(text: str) -> None:
    """Whatever is typed, reading returns a lecture and diagnostics, and never raises."""
    reading = read(SourceFile("lectures/x.md", text))
    assert reading.lecture is not None or reading.diagnostics


PIECES = (
    "```python\nx = 1\n```", "```py\nx = 1\n```", '```python hl_lines="1"\nx = 1\n```', "```python\nx = 2\n```", "```\nx = 1\n```",
    "```nobody-knows\nx = 1\n```", "```console\n$ ls\n```\n\n```output\nx\n```", "```python no-check\nx = 1\n```", "Text.",
    "### Q {.question}\n\nWhat?\n\n```python\nx = 1\n```\n\n- [x] a\n- [ ] b",
)  # fmt: skip
FRONTS = (
    "",
    "---\ntitle: A\n---\n",
    "---\ntitle: A\nnumber: x\n---\n",
    "---\ntitle: B\ntags: [a]\n---\n",
    "---\ntitle",
)
TEXTS = st.builds(
    lambda front, pieces: f"{front}\n## S\n\n" + "\n\n".join(pieces) + "\n",
    st.sampled_from(FRONTS),
    st.lists(st.sampled_from(PIECES), max_size=5),
)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_what_an_earlier_reading_noted_changes_nothing(before: str, after: str) -> None:
    """Whatever the file was: what it is now is read as if nobody had read it before, and noted in the same way."""
    notes = read(SourceFile("lectures/a.md", before)).notes
    now = SourceFile("lectures/a.md", after)
    assert read(now, notes) == read(now)


def test_marks_at_the_end_of_a_point_are_told_from_text_in_one_look() -> None:
    """A run of spaces is no reason to look again from each of them: 40,000 took 2.4 seconds."""
    spaces = " " * 40_000
    marking = f"- Names{spaces}it (3)\n- Says why ( 2)\n"
    text = f"## Practice questions\n\n### Q {{#a}}\n\nWhy?\n\n#### Model answer\n\nSo.\n\n#### Marking\n\n{marking}"
    question = lecture(text).questions[0]
    assert isinstance(question, ShortAnswer)
    assert [(point.text.text, point.marks) for point in question.marking] == [("Names it", 3), ("Says why ( 2)", 1)]
    assert question.marking[0].text.source == f"Names{spaces}it"


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_end_as_they_may(end: str) -> None:
    """A text that is of no file may end its lines in any way: it is the same lecture, and lines have the same numbers."""
    text = "# A\n\n\n## Practice questions\n\n### Q {#q}\n\nAsk.\n\n- [x] a\n\n  b\n- [ ] c\n"
    expected = read(SourceFile("lectures/x.md", text))
    assert expected.lecture and expected.lecture.questions[0].span.line == 6
    assert read(SourceFile("lectures/x.md", text.replace("\n", end))) == expected
