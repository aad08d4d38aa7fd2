"""What is counted of a course. Nothing here is rounded, worded or sorted for a reader."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lecprep.checks.bank import key_position, longest_is_right
from lecprep.checks.bank.chance import chi_square, groups, limit, tail
from lecprep.checks.rule import ChoiceQuestion
from lecprep.exams import LETTERS, PRINTED_SEED, PaperQuestion, bank_of, draw, first_topics, offered
from lecprep.exporters.base import KINDS, lecture_name
from lecprep.model import (
    Coding,
    Course,
    Draw,
    ExamBlueprint,
    Level,
    MultipleChoice,
    Question,
    ShortAnswer,
    SingleChoice,
)

# A topic is thin when it has less than this part of what its weight would give it.
THIN = 0.5


@dataclass(frozen=True)
class Tally:
    """Some questions, counted: by kind (as JSON and CSV name them), by level ("": none given), and without a reason.

    `bare` questions have nothing that says why: no explanation, no feedback on a choice, no model answer or solution.
    """

    questions: int
    marks: int
    kinds: Mapping[str, int]
    levels: Mapping[str, int]
    bare: int


@dataclass(frozen=True)
class LectureStats:
    """A lecture, its `name` with its number, its reading time and its questions.

    `keys` says how often the right choice stands in each place, from the first.
    """

    slug: str
    path: str
    number: int | None
    title: str
    name: str
    draft: bool
    minutes: int
    tally: Tally
    keys: tuple[int, ...]


@dataclass(frozen=True)
class TopicStats:
    """A topic of the syllabus: its questions, how many have it as their first, and how many of those its weight asks for.

    What draws by syllabus takes a question for the first of its topics.
    """

    id: str
    title: str
    weight: float
    tally: Tally
    first: int
    due: float

    @property
    def is_thin(self) -> bool:
        """Whether it has so few questions that its weight can hardly be kept."""
        return self.first < self.due * THIN


@dataclass(frozen=True)
class Place:
    """A place among the choices (0: the first): how often the right one stands there, and how often by chance."""

    right: int
    due: float


@dataclass(frozen=True)
class Keys:
    """Where right choices stand, of the questions with one right choice.

    `square` is Pearson's chi-square with `freedom` degrees of freedom. `likely` is how likely such unevenness is by
    chance, as the rule `key-position` has it (exactly, where there are few questions); it speaks below `limit`.
    """

    questions: int
    places: tuple[Place, ...]
    square: float
    freedom: int
    likely: float
    limit: float


@dataclass(frozen=True)
class Longest:
    """How often the right choice is the longest, how often it would be by chance, and how likely so often is.

    The rule `longest-is-right` speaks below `limit`.
    """

    questions: int
    count: int
    due: float
    likely: float
    limit: float


@dataclass(frozen=True)
class Drawn:
    """A lecture (by its slug, or as a quota names it) or a topic that an exam draws from: how many questions are due there,
    and how many it has."""

    name: str
    title: str
    is_lecture: bool
    due: float
    has: int

    @property
    def short(self) -> int:
        """How many questions are missing."""
        return max(0, int(self.due + 0.5) - self.has)


@dataclass(frozen=True)
class ExamStats:
    """A mock exam: how many questions it asks for, how many it may draw from, how many stand on a paper, and where from."""

    id: str
    title: str
    draw: Draw
    minutes: int | None
    questions: int
    pool: int
    on_paper: int
    sources: tuple[Drawn, ...]


@dataclass(frozen=True)
class Bare:
    """A question with nothing that says why, and where it stands."""

    id: str
    label: str
    path: str
    line: int


@dataclass(frozen=True)
class Stats:
    """The bank of a course. `topicless` questions have no topic of the syllabus; `marks` and `choices` count questions.

    `keys` and `longest` are None where no question has choices of which one is right.
    """

    title: str
    language: str
    minutes: int
    tally: Tally
    marks: Mapping[int, int]
    choices: Mapping[int, int]
    lectures: tuple[LectureStats, ...]
    topics: tuple[TopicStats, ...]
    topicless: Tally
    keys: Keys | None
    longest: Longest | None
    exams: tuple[ExamStats, ...]
    bare: tuple[Bare, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of question that occur."""
        return tuple(kind for kind, number in self.tally.kinds.items() if number)


def count(course: Course) -> Stats:
    """Return what there is to count in a course; one without questions, or without a syllabus, has less."""
    bank = bank_of(course)
    questions = [item.question for item in bank]
    with_choices = [each for each in questions if isinstance(each, SingleChoice | MultipleChoice)]
    judged = list(groups(course))
    one_key = judged[-1][1] if judged else []
    of_topic: dict[str, list[Question]] = defaultdict(list)
    for item in bank:
        for topic in dict.fromkeys(item.topics):
            of_topic[topic].append(item.question)
    topics = _topics(course, of_topic)
    return Stats(
        title=course.title,
        language=course.language,
        minutes=sum(lecture.minutes for lecture in course),
        tally=_tally(questions),
        marks=_counted(question.marks for question in questions),
        choices=_counted(len(question.choices) for question in with_choices),
        lectures=_lectures(course),
        topics=topics,
        topicless=_tally([item.question for item in bank if not item.topics]),
        keys=_keys(one_key, limit(course)) if one_key else None,
        longest=_longest(one_key, limit(course)) if one_key else None,
        exams=tuple(_exam(course, exam, bank, topics) for exam in course.exams),
        bare=tuple(
            Bare(item.question.id, item.question.label, item.lecture.path, item.question.span.line)
            for item in bank
            if is_bare(item.question)
        ),
    )


def is_bare(question: Question) -> bool:
    """Tell whether nothing says why the answer of a question is right."""
    if question.explanation or isinstance(question, ShortAnswer | Coding):
        return False
    has_feedback = isinstance(question, SingleChoice | MultipleChoice) and any(
        each.feedback for each in question.choices
    )
    return not has_feedback


def _tally(questions: Sequence[Question]) -> Tally:
    kinds = Counter(type(question) for question in questions)
    levels = Counter(question.level for question in questions)
    return Tally(
        questions=len(questions),
        marks=sum(question.marks for question in questions),
        kinds={KINDS[kind]: kinds[kind] for kind in LETTERS},
        levels={level.value if level else "": levels[level] for level in (*Level, None)},
        bare=sum(map(is_bare, questions)),
    )


def _counted(numbers: Iterable[int]) -> dict[int, int]:
    return dict(sorted(Counter(numbers).items()))


def _lectures(course: Course) -> tuple[LectureStats, ...]:
    return tuple(
        LectureStats(
            slug=lecture.slug,
            path=lecture.path,
            number=lecture.number,
            title=lecture.title,
            name=lecture_name(lecture),
            draft=lecture.draft,
            minutes=lecture.minutes,
            tally=_tally(lecture.questions),
            keys=_right_places([each for each in lecture.questions if isinstance(each, SingleChoice | MultipleChoice)]),
        )
        for lecture in course
    )


def _topics(course: Course, of_topic: Mapping[str, Sequence[Question]]) -> tuple[TopicStats, ...]:
    first = first_topics(course)
    weights = sum(topic.weight for topic in course.syllabus)
    return tuple(
        TopicStats(
            id=topic.id,
            title=topic.title,
            weight=topic.weight,
            tally=_tally(of_topic.get(topic.id, ())),
            first=first[topic.id],
            due=first.total() * topic.weight / weights,
        )
        for topic in course.syllabus
    )


def _right_places(questions: Sequence[ChoiceQuestion]) -> tuple[int, ...]:
    keys = [[at for at, choice in enumerate(question.choices) if choice.is_correct] for question in questions]
    seen = Counter(places[0] for places in keys if len(places) == 1)
    return tuple(seen[place] for place in range(max(seen, default=-1) + 1))


def _keys(questions: Sequence[ChoiceQuestion], bound: float) -> Keys:
    most = max(len(question.choices) for question in questions)
    seen = (*_right_places(questions), *[0] * most)
    places = tuple(
        Place(seen[place], sum(1 / len(each.choices) for each in questions if place < len(each.choices)))
        for place in range(most)
    )
    square = chi_square([place.right for place in places], [place.due for place in places])
    _, likely = key_position.favourite(questions)
    return Keys(len(questions), places, square, most - 1, likely, bound)


def _longest(questions: Sequence[ChoiceQuestion], bound: float) -> Longest:
    chances = [1 / len(question.choices) for question in questions]
    found = sum(map(longest_is_right.is_longest, questions))
    return Longest(len(questions), found, sum(chances), tail(found, chances), bound)


def _exam(
    course: Course, exam: ExamBlueprint, bank: Sequence[PaperQuestion], topics: Sequence[TopicStats]
) -> ExamStats:
    match exam.draw:
        case Draw.SYLLABUS:
            weights = sum(topic.weight for topic in topics)
            sources = [
                Drawn(topic.id, topic.title, False, exam.questions * topic.weight / weights, topic.first)
                for topic in topics
            ]
            pool = len(bank)
        case Draw.LECTURES:
            asking = [lecture for lecture in course if lecture.questions]
            sources = [
                Drawn(lecture.slug, lecture_name(lecture), True, exam.questions / len(asking), len(lecture.questions))
                for lecture in asking
            ]
            pool = len(bank)
        case Draw.QUOTAS:
            offers = [list(offered(course, bank, quota)) for quota in exam.quotas]
            titles = {topic.id: topic.title for topic in course.syllabus}
            sources = [
                Drawn(
                    quota.lecture or quota.topic,
                    (lecture_name(offer[0].lecture) if offer else "") if quota.lecture else titles.get(quota.topic, ""),
                    bool(quota.lecture),
                    quota.questions,
                    len(offer),
                )
                for quota, offer in zip(exam.quotas, offers, strict=True)
            ]
            pool = len({item.place for offer in offers for item in offer})
    return ExamStats(
        exam.id,
        exam.title,
        exam.draw,
        exam.minutes,
        exam.questions,
        pool,
        len(draw(course, exam, PRINTED_SEED)),
        tuple(sources),
    )
