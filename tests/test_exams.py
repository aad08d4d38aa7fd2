"""Papers are drawn as their blueprint says."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lecprep.build import check
from lecprep.exams import draw, seats
from lecprep.model import Course
from tests.conftest import REPOSITORY, MakeCourse

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


def test_a_paper_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    """So that it can be shared, and sat again."""
    course = check(REPOSITORY).course
    assert course
    exam = course.exams[0]
    first, again, other = (draw(course, exam, seed) for seed in ("a", "a", "b"))
    assert first == again != other
    assert len(first) == exam.questions == len({item.question.id for item in first})


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
