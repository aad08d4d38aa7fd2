"""`check --fix` mends what has one right answer, and leaves every other byte alone."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecprep.build import check
from lecprep.checks import fixes
from lecprep.checks.fixes import fix, fix_course
from lecprep.model import Question, Reading, SourceFile
from lecprep.reader import read
from tests.conftest import MakeCourse

HEAD = "# Tuning\n\n## Practice questions\n\n"


def test_numbers_are_sorted_with_their_feedback_and_stay_so() -> None:
    """What stands below a choice goes with it; blank lines between choices stay where they are."""
    text = f"{HEAD}### Q {{#q}}\n\nHow many?\n\n- [ ] 100\n\n  Too many.\n\n- [x] 5\n- [ ] 20\n\n#### Hint\n\nFew.\n"
    mended, done = fix("lectures/01.md", text)
    assert mended == (
        f"{HEAD}### Q {{#q .keep-order}}\n\nHow many?\n\n- [x] 5\n\n- [ ] 20\n- [ ] 100\n\n  Too many.\n\n#### Hint\n\nFew.\n"
    )
    assert done == [(5, "numbers-out-of-order")]


def test_a_choice_about_the_others_stays_last() -> None:
    """ "None of the above" is no number, and has its place."""
    text = f"{HEAD}### Q {{#q}}\n\nHow many?\n\n- [ ] 9\n- [x] 5\n- [ ] 7\n- [ ] None of the above\n"
    assert fix("lectures/01.md", text)[0].endswith("- [x] 5\n- [ ] 7\n- [ ] 9\n- [ ] None of the above\n")


def test_a_question_gets_the_id_that_it_has_had() -> None:
    """So what students did with it is not lost."""
    text = f"{HEAD}### Memory {{marks=2}}\n\nWhat fits?\n\n- [x] Text\n- [ ] Stones\n"
    before = read(SourceFile("lectures/01.md", text)).lecture
    mended, done = fix("lectures/01.md", text)
    after = read(SourceFile("lectures/01.md", mended)).lecture
    assert before and after and before.questions[0].id == after.questions[0].id
    assert (after.questions[0].has_own_id, after.questions[0].marks) == (True, 2)
    assert [rule for _, rule in done] == ["question-without-id"]


def test_what_is_linked_to_or_silenced_is_left_alone(make_course: MakeCourse) -> None:
    """A new id would break the link; a comment says that the author wants it so."""
    text = (
        f"{HEAD}[see](#memory)\n\n### Memory\n\nWhat fits?\n\n- [x] Text\n- [ ] Stones\n\n"
        "### Count {#count}\n\n<!-- check-ignore: numbers-out-of-order: they are rooms -->\n\nWhich?\n\n- [x] 7\n- [ ] 9\n- [ ] 8\n"
    )
    root = make_course({"lectures/01.md": text})
    course = check(root).course
    assert course and fix_course(course, lambda path: (root / "content" / path).read_bytes()) == ({}, [])


def test_a_lecture_is_not_read_once_for_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is mended at once; where one question would say something else, that one is found by halves."""
    reads: list[str] = []

    def counted(source: SourceFile) -> Reading:
        reads.append(source.text)
        return read(source)

    in_order = fixes._in_order

    def careless(question: Question, lines: list[str]) -> list[str] | None:
        if question.prompt.source != "How many is 40?":
            return in_order(question, lines)
        return [line.replace("many is 40", "much is 40") for line in lines]

    monkeypatch.setattr(fixes, "read", counted)
    text = HEAD + "".join(f"### Question {n}\n\nHow many is {n}?\n\n- [ ] 9\n- [x] 7\n- [ ] 8\n\n" for n in range(64))
    assert len(fix("lectures/01.md", text)[1]) == 128
    assert len(reads) == 2
    monkeypatch.setattr(fixes, "_in_order", careless)
    mended, done = fix("lectures/01.md", text)
    assert "How many is 40?" in mended
    assert len(done) == 127
    assert len(reads) < 20


def test_bytes_that_are_not_the_reader_s_stay(make_course: MakeCourse) -> None:
    """A mark at the beginning, the ends of lines, no end of the last line."""
    text = "\ufeff" + f"{HEAD}### Q {{#q}}\n\nHow many?\n\n- [ ] 9\n- [x] 5\n- [ ] 7".replace("\n", "\r\n")
    root = make_course({"lectures/01.md": text.encode()})
    course = check(root).course
    assert course
    files, _ = fix_course(course, lambda path: (root / "content" / path).read_bytes())
    expected = text.replace("{#q}", "{#q .keep-order}").replace("9\r\n- [x] 5\r\n- [ ] 7", "X").replace("- [ ] X", "")
    assert files["lectures/01.md"].decode() == expected + "- [x] 5\r\n- [ ] 7\r\n- [ ] 9"


NUMBERS = st.lists(st.integers(0, 999).map(str), min_size=3, max_size=6, unique=True)
FEEDBACK = st.sampled_from(
    ["", "\n\n  Why: `x`.", "\n  more words", "\n\n  ```text\n  - [ ] 3\n  ```", "\n\n  - a list\n  - in it"]
)
ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def questions(draw: st.DrawFn) -> str:
    """A lecture with questions as authors write them, mostly of numbers."""
    parts = [HEAD]
    for _ in range(draw(st.integers(1, 3))):
        attributes = draw(st.sampled_from(["", " {marks=2}", " {.keep-order}", " {level=easy .keep-order}"]))
        parts.append(f"### Topic{attributes}\n\nHow many {draw(st.sampled_from('abcde'))}?\n\n")
        numbers = draw(NUMBERS)
        for at, number in enumerate(numbers):
            gap = draw(st.sampled_from(["\n", "\n\n"]))
            mark = draw(st.sampled_from("-*+")) if at == 0 else "-"
            parts.append(f"{mark if at else '-'} [{'x' if at == 0 else ' '}] {number}{draw(FEEDBACK)}{gap}")
        parts.append(draw(st.sampled_from(["\n", "\nAfter the choices.\n\n", "\n#### Explanation\n\nSo it is.\n\n"])))
    return "".join(parts).replace("\n", draw(ENDS)).rstrip() + draw(st.sampled_from(["", "\n"]))


@settings(deadline=None)
@given(questions())
def test_no_line_is_lost_whatever_is_mended(text: str) -> None:
    """The lines are the same, but for headings; each question says the same; a second time there is nothing to do."""
    mended, done = fix("lectures/01.md", text)
    assert _lines(mended) == _lines(text)
    assert mended.count("\r\n") - text.count("\r\n") in (-1, 0, 1) or "\r" not in text
    before, after = (read(SourceFile("lectures/01.md", each.replace("\r\n", "\n"))).lecture for each in (text, mended))
    assert before and after
    assert [question.id for question in before.questions] == [question.id for question in after.questions]
    assert (mended != text) == bool(done)
    assert fix("lectures/01.md", mended) == (mended, [])


def _lines(text: str) -> Counter[str]:
    """Return the lines that say something, headings without their attributes."""
    lines = (re.sub(r" \{[^}]*\}$", "", line.rstrip()) for line in re.split(r"\r\n|\n", text))
    return Counter(line for line in lines if line)
