"""What the writer writes, the reader reads: the same questions, whatever their texts say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecprep import markdown
from lecprep.drafts import (
    Body,
    ChoiceDraft,
    Choices,
    Draft,
    LectureDraft,
    Number,
    Pairs,
    SectionDraft,
    Steps,
    Texts,
    Written,
    draft_of,
)
from lecprep.markdown.escape import escaped_line
from lecprep.model import SourceFile
from lecprep.reader import read
from lecprep.writer import write_lecture
from tests.conftest import CASES
from tests.exporters.course import HOSTILE

# What some reader takes for its own marks, and what authors write.
_SIGNS = r"""=x->y %50% {} {#a .b} ]]> <![CDATA[ ~tilde `code` `` ``` ~~~ $x$ $$ \ \(x\) a_b_c _em_ *em* **b** ~~s~~ [link](x.md)
    [^note] ![img](x.png) <b> </b> <br> &amp; &#65; --- === *** |---| : [!NOTE] שלום مرحبا 🎓 ⚠️ e=mc² http://x.org/a_b_c www.x.org
    me@x.org don't “quoted” C:\dir (1) # > - * + 1. 2) Table: [x] [ ] | <!-- -->"""
_PHRASES = ("# hash", "- dash", "1. one", "> quote", "$5 and $10", "[ ] box", "[a]: b", "<!-- c -->", "| a | b |", ": def",
            "50 %", "x < 3 > 2", "\u202e", "\u2028", "a\u00a0b")  # fmt: skip
SNIPPETS = (*_SIGNS.split(), *_PHRASES)
characters = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
pieces = st.one_of(st.sampled_from(SNIPPETS), st.text(characters, min_size=1, max_size=8))
words = st.lists(pieces, min_size=1, max_size=5).map(" ".join)
plain = words.map(lambda text: " ".join(text.split())).filter(bool)
# Markdown that says the plain text, and some that says more.
lines = plain.map(escaped_line)
blocks = st.one_of(
    lines,
    st.sampled_from(
        (
            "Two paragraphs.\n\nThe second with $x^2$ and `a | b`.",
            "```python\nprint('=x->y')  # {} ~\n\n\nx = 1\n```",
            "- a\n- b\n\n  c",
            "1. one\n2. two",
            "> quoted\n> twice",
            "| a | b |\n|---|---|\n| `x` | y |",
            "> [!KEY] Key\n> Body",
            "$$\nx = 1\n$$",
            "line\\\nbroken",
            "Term\n: Meaning",
        )
    ),
)
cells = lines.filter(lambda text: "<br" not in text.lower() and "{.better}" not in text)


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    unique = st.lists(
        cells, min_size=2, max_size=4, unique_by=lambda text: markdown.plain_text(markdown.parse(text, "").tokens)
    )
    kind = draw(st.integers(0, 5))
    if kind == 0:
        texts = draw(st.lists(lines, min_size=2, max_size=4))
        right = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
        choices = tuple(
            ChoiceDraft(text, i in right, draw(st.one_of(st.just(""), blocks))) for i, text in enumerate(texts)
        )
        return Choices(choices, len(right) > 1 or draw(st.booleans()), draw(st.booleans()))
    if kind == 1:
        return Number(draw(st.sampled_from(("42", "-0.5 ± 1%", "7,400 tokens", "3.14 ± 0.01 m/s", "1e5"))))
    if kind == 2:
        return Texts(tuple(draw(st.lists(plain, min_size=1, max_size=3))))
    if kind == 3:
        return Steps(tuple(draw(st.lists(lines, min_size=2, max_size=11, unique=True).filter(_differ))))
    if kind == 4:
        left, right_sides = draw(unique), draw(unique)
        pairs = tuple(zip(left, right_sides, strict=False))
        return Pairs((draw(cells), draw(cells)), pairs, tuple(right_sides[len(pairs) :]))
    points = draw(st.lists(st.tuples(lines, st.integers(1, 5)), max_size=3))
    return Written(draw(blocks), tuple(points), draw(st.booleans()))


def _differ(texts: list[str]) -> bool:
    read_texts = [markdown.plain_text(markdown.parse(text, "").tokens) for text in texts]
    return len(set(read_texts)) == len(read_texts)


@st.composite
def drafts(draw: st.DrawFn, name: str) -> Draft:
    body = draw(bodies())
    own = sum(marks for _, marks in body.marking) if isinstance(body, Written) else 0
    return Draft(
        id=name,
        prompt=draw(blocks),
        body=body,
        label=draw(st.one_of(st.just(""), plain)),
        explanation=draw(st.one_of(st.just(""), blocks)),
        hints=tuple(draw(st.lists(blocks, max_size=2))),
        marks=own or draw(st.integers(1, 9)),
        level=draw(st.sampled_from(("", "easy", "medium", "hard"))),
        see=draw(st.sampled_from(("", "a-section", "13-rag.md#when"))),
        topics=tuple(draw(st.lists(st.sampled_from(("54", "rag", "a.b")), max_size=2, unique=True))),
        silenced=draw(
            st.sampled_from(((), (("longest-choice-is-correct", ""),), (("a", "Why: so"), ("b", "Why: so"), ("c", ""))))
        ),
    )


@st.composite
def lectures(draw: st.DrawFn) -> LectureDraft:
    ids = iter("abcdefgh")
    checkpoints = tuple(draw(drafts(next(ids))) for _ in range(draw(st.integers(0, 2))))
    return LectureDraft(
        name="imported",
        title=draw(plain),
        number=draw(st.one_of(st.none(), st.integers(0, 99))),
        summary=draw(st.one_of(st.just(""), plain)),
        topics=("54", "14.10", "no"),
        sections=(SectionDraft("a-section", draw(plain), checkpoints),),
        questions=tuple(draw(drafts(next(ids))) for _ in range(draw(st.integers(1, 3)))),
    )


def normal(draft: Draft) -> Draft:
    """A draft whose wording alone could make it keep the order of its choices."""
    return replace(draft, body=replace(draft.body, keep_order=False)) if isinstance(draft.body, Choices) else draft


@settings(max_examples=400, deadline=None)
@given(lectures())
def test_what_is_written_reads_as_it_was_meant(lecture: LectureDraft) -> None:
    """All kinds, in sections and in practice, with texts that look like marks of some format."""
    text = write_lecture(lecture)
    found = read(SourceFile("lectures/imported.md", text)).lecture
    assert found
    assert found.title == lecture.title
    assert found.summary == lecture.summary
    assert found.syllabus == lecture.topics
    assert [section.title.text for section in found.sections] == [section.title for section in lecture.sections]
    assert [normal(draft_of(question)) for question in found.questions] == [normal(q) for q in lecture.all_questions], (
        text
    )


@settings(max_examples=1000, deadline=None)
@given(plain)
def test_escaped_text_reads_as_that_text(text: str) -> None:
    """As a paragraph, and in it no mark-up but addresses."""
    parsed = markdown.parse(escaped_line(text), "")
    assert markdown.plain_text(parsed.tokens) == text
    assert [token.type for token in parsed.tokens] == ["paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize(
    "text",
    [
        "A plain sentence, with (brackets) and a [list].",
        "f(x) = 2 * x - 1",
        "snake_case and 5 > 3",
        "It costs $5.",
        "a & b",
        "{x}: y",
        "See https://example.org/a_b(c).",
    ],
)
def test_ordinary_text_gets_no_backslash(text: str) -> None:
    """An imported lecture reads as if somebody had typed it."""
    assert "\\" not in escaped_line(text)


@pytest.mark.parametrize("text", ["at http://localhost:${port}`)", "`https://x.org/*`", "ftp://a/[b](c)"])
def test_an_address_takes_in_no_backslash(text: str) -> None:
    """What would be a link of a backslash and all is no link."""
    assert markdown.plain_text(markdown.parse(escaped_line(text), "").tokens) == text


@pytest.mark.parametrize("source", [(CASES / "all-kinds.md").read_text("utf-8"), HOSTILE], ids=["all-kinds", "hostile"])
def test_a_lecture_that_was_read_and_written_has_the_same_questions(source: str) -> None:
    """An author's own wording, down to the Markdown of each text."""
    first = read(SourceFile("lectures/x.md", source)).lecture
    assert first
    lecture = LectureDraft(
        name="x",
        title=first.title,
        questions=tuple(draft_of(question) for question in first.questions),
        references=first.references,
    )
    again = read(SourceFile("lectures/x.md", write_lecture(lecture))).lecture
    assert again
    assert [draft_of(question) for question in again.questions] == [draft_of(question) for question in first.questions]
    assert not re.search(r"\n{3}", write_lecture(lecture).split("```")[0])
