"""Papers are drawn as their blueprint says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import combinations, groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecprep.build import check
from lecprep.diagnostics import Span
from lecprep.exams import PaperQuestion, bank_of, check_of, code_of, draw, fnv, offered, seats
from lecprep.model import Course, Draw, ExamBlueprint, Quota
from tests import draw_cases
from tests.conftest import REPOSITORY, MakeCourse
from tests.draw_cases import course_from, files_of

QUESTION = "### Q {{#{id} topics={topic}}}\n\nIs it {id}?\n\n- [x] Yes\n- [ ] No\n\n"


def course_of(make_course: MakeCourse, exam: str, lectures: dict[int, dict[int, int]]) -> Course:
    """Make a course: lecture number → topic → how many questions."""
    topics = "".join(f"  - {{id: {topic}, title: T{topic}, weight: {topic}}}\n" for topic in (1, 2, 3))
    files = {"course.yml": f"title: T\nsyllabus:\n{topics}exams:\n  - {exam}\n"}
    for number, counts in lectures.items():
        questions = "".join(
            QUESTION.format(id=f"l{number}t{topic}n{i}", topic=topic)
            for topic, count in counts.items()
            for i in range(count)
        )
        files[f"lectures/{number}.md"] = (
            f"---\ntitle: L{number}\nnumber: {number}\n---\n\n## Practice questions\n\n{questions}"
        )
    checked = check(make_course(files))
    assert checked.course
    assert not checked.diagnostics
    return checked.course


@pytest.fixture(scope="module")
def course() -> Course:
    """Forty questions whose topics overlap, of every kind, in five lectures."""
    weights = {n: n / 2 for n in range(1, 6)}
    named = ["1", "2 1", "", "3 2", "4", "", "5", "1 5"]
    lectures = {n: named[n:] + named[:n] for n in range(1, 6)}
    return course_from(files_of(weights, "questions: 1, draw: lectures", lectures))


def ids(paper: Iterable[PaperQuestion]) -> list[str]:
    return [item.question.id for item in paper]


def test_a_paper_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    """So that it can be shared, and sat again."""
    course = check(REPOSITORY).course
    assert course
    exam = course.exams[0]
    first, again, other = (draw(course, exam, seed) for seed in ("7k2mq", "7k2mq", "00000"))
    assert ids(first) == ids(again) != ids(other)
    assert len(first) == exam.questions == len(set(ids(first)))


def test_the_browser_draws_the_same() -> None:
    """The tests of the scripts read this file; `python -m tests.draw_cases` writes it anew."""
    assert draw_cases.FILE.read_text("utf-8") == draw_cases.text()


@pytest.mark.parametrize(
    ("text", "expected"), [("", 2872998923), ("fresh-documents", 441076258), ("q-é-語-𝒜", 1792493028)]
)
def test_the_hash_is_that_of_the_browser(text: str, expected: int) -> None:
    """Over units of sixteen bits, of which a rare letter has two."""
    assert fnv(text) == expected


def test_a_paper_has_its_sections_in_order(course: Course) -> None:
    """First to choose, then to fill in, then to write; within a section chance decides, not the course."""
    paper = draw(course, exam_of(Draw.LECTURES, 40), "00000")
    assert [name for name, _ in groupby(item.section for item in paper)] == ["choose", "fill", "write"]
    chosen = [item.place for item in paper if item.section == "choose"]
    assert chosen != sorted(chosen)


def test_a_code_names_the_exam_the_seed_and_the_bank(course: Course) -> None:
    """Its last characters change when a question, a topic's weight or a blueprint does, and with nothing else."""
    exam = course.exams[0]
    code = code_of(course, exam, "7k2mq")
    assert re.fullmatch("e-7k2mq-[0-9a-hjkmnp-tv-z]{3}", code)
    first, *others = course.lectures
    for changed in (
        course._replace(lectures=(*others, first)),
        course._replace(syllabus=course.syllabus[1:]),
        course._replace(exams=(exam._replace(questions=2),)),
    ):
        assert check_of(changed) != check_of(course)
    assert check_of(course._replace(title="Other", images={})) == check_of(course)


@given(st.sampled_from((Draw.SYLLABUS, Draw.LECTURES)), st.integers(1, 60), st.text(max_size=5))
def test_no_question_comes_twice_and_no_seat_stays_empty(course: Course, way: Draw, questions: int, seed: str) -> None:
    """As long as the course has questions; and the same seed draws the same again."""
    exam = exam_of(way, questions)
    paper = ids(draw(course, exam, seed))
    assert len(paper) == len(set(paper)) == min(questions, 40)
    assert ids(draw(course, exam, seed)) == paper


LECTURE_OR_TOPIC = st.sampled_from([*((f"l{n:02}", "") for n in range(1, 6)), *(("", str(n)) for n in range(1, 6))])


@given(st.lists(st.tuples(LECTURE_OR_TOPIC, st.integers(1, 9)), min_size=1, max_size=5), st.text(max_size=5))
def test_quotas_are_filled_as_far_as_the_questions_go(
    course: Course, wanted: list[tuple[tuple[str, str], int]], seed: str
) -> None:
    """However they overlap: some set of quotas, with all that it could use, is what stands in the way of more (Hall)."""
    quotas = tuple(Quota(lecture, topic, count) for (lecture, topic), count in wanted)
    paper = draw(course, exam_of(Draw.QUOTAS, sum(quota.questions for quota in quotas), quotas), seed)
    assert len(set(ids(paper))) == len(paper)
    fitting = [{item.place for item in offered(course, bank_of(course), quota)} for quota in quotas]
    assert {item.place for item in paper} <= set().union(*fitting)
    most = min(
        len(set().union(*(fitting[i] for i in some)))
        + sum(quota.questions for i, quota in enumerate(quotas) if i not in some)
        for size in range(len(quotas) + 1)
        for some in combinations(range(len(quotas)), size)
    )
    assert len(paper) == most
    if most == sum(quota.questions for quota in quotas):
        for quota, places in zip(quotas, fitting, strict=True):
            assert sum(item.place in places for item in paper) >= quota.questions


def exam_of(way: Draw, questions: int, quotas: tuple[Quota, ...] = ()) -> ExamBlueprint:
    return ExamBlueprint("e", "E", None, questions, 0.6, way, quotas, False, False, Span("course.yml"))


def test_equal_lectures_take_turns(course: Course) -> None:
    """With fewer seats than lectures, each has its turn on one paper or another."""
    papers = [draw(course, exam_of(Draw.LECTURES, 2), f"{n:05}") for n in range(40)]
    assert all(len({item.lecture.slug for item in paper}) == 2 for paper in papers)
    assert {item.lecture.number for paper in papers for item in paper} == {1, 2, 3, 4, 5}


def test_drawn_by_syllabus_topics_get_their_weight(make_course: MakeCourse) -> None:
    """Weights 1, 2 and 3 over twelve questions: 2, 4 and 6."""
    course = course_of(make_course, "{id: e, title: E, questions: 12, draw: syllabus}", {1: {1: 9, 2: 9, 3: 9}})
    assert Counter(item.question.topics[0] for item in draw(course, course.exams[0], "s")) == {"1": 2, "2": 4, "3": 6}


def test_a_topic_with_too_few_questions_gives_its_seats_away(make_course: MakeCourse) -> None:
    """The paper is full all the same."""
    course = course_of(make_course, "{id: e, title: E, questions: 12, draw: syllabus}", {1: {1: 9, 2: 9, 3: 1}})
    drawn = Counter(item.question.topics[0] for item in draw(course, course.exams[0], "s"))
    assert drawn["3"] == 1
    assert sum(drawn.values()) == 12


def test_drawn_by_lectures_each_gives_as_many(make_course: MakeCourse) -> None:
    """Whatever its length."""
    course = course_of(
        make_course, "{id: e, title: E, questions: 6, draw: lectures}", {1: {1: 3}, 2: {1: 20}, 3: {2: 5}}
    )
    assert Counter(item.lecture.number for item in draw(course, course.exams[0], "s")) == {1: 2, 2: 2, 3: 2}


def test_drawn_by_quotas_each_is_met(make_course: MakeCourse) -> None:
    """A question counts for one quota alone."""
    exam = "{id: e, title: E, draw: [{lecture: 1, questions: 3}, {topic: 2, questions: 4}]}"
    course = course_of(make_course, exam, {1: {1: 2, 2: 3}, 2: {2: 6, 3: 9}})
    drawn = draw(course, course.exams[0], "s")
    assert len(drawn) == 7
    assert sum(item.lecture.number == 1 for item in drawn) >= 3


@given(
    st.dictionaries(st.text(max_size=3), st.floats(0.01, 100), min_size=1, max_size=8),
    st.lists(st.integers(0, 20), min_size=8, max_size=8),
    st.integers(0, 120),
)
def test_seats_are_divided_wholly_and_no_group_gets_more_than_it_has(
    weights: dict[str, float], counts: list[int], total: int
) -> None:
    """All seats are given, or every group is full."""
    available = dict(zip(weights, counts, strict=False))
    given_seats = seats(weights, available, total)
    assert all(0 <= given_seats[name] <= available[name] for name in weights)
    assert sum(given_seats.values()) == min(total, sum(available.values()))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(0, 3))
def test_seats_that_can_be_divided_exactly_are(weights: list[int], times: int) -> None:
    """Weights 1, 2 and 3 over twelve seats: 2, 4 and 6."""
    groups = {str(i): float(weight) for i, weight in enumerate(weights)}
    expected = {str(i): weight * times for i, weight in enumerate(weights)}
    assert seats(groups, dict.fromkeys(groups, 100), sum(weights) * times) == expected
