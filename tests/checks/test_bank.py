"""What a bank gives away as a whole is found, and small banks do not cry wolf."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pytest
from benchmarks.lint.alarms import OF_BANKS, RUNS, alarms, innocent, share

from lecprep.build import check
from lecprep.checks.bank.chance import FALSE_ALARMS, poisson_tail, tail
from lecprep.checks.bank.key_position import favourite
from lecprep.checks.bank.same import pairs
from lecprep.checks.registry import BY_NAME
from lecprep.checks.rule import ChoiceQuestion, CourseRule, Rule, manual_of
from lecprep.diagnostics import Severity
from lecprep.model import Choice, Course, SingleChoice
from tests.conftest import CASES, REPOSITORY, MakeCourse

EXAMPLES = [
    (rule, kind, text) for rule in OF_BANKS for kind, text in manual_of(rule).examples if text.startswith("###")
]
SEVEN = CASES / "seven-flaws.md"


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES, ids=lambda value: getattr(value, "name", str(value)[:4]))
def test_the_examples_of_a_manual_are_true(rule: Rule, kind: str, text: str, make_course: MakeCourse) -> None:
    """The rule speaks of what fails, and is silent about what passes."""
    root = make_course({"lectures/01.md": f"# T\n\n## Practice questions\n\n{text}\n"})
    found = {each.code for each in check(root, review=True).diagnostics}
    assert (rule.name in found) == (kind == "FAIL")


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("code-does-not-parse", '{"role": "user",', ""),
        ("key-position", "- [x] It changes the weights of the model for good", "B in 8 of 8 questions"),
        ("longest-is-right", "### Definition {#weights}", "in 6 of 8 questions"),
        ("absolute-words-in-distractors", "- [ ] Only their number counts", "'only'"),
        ("absolute-words-in-distractors", "- [ ] It always brings in fresh facts", "'always'"),
        ("absolute-words-in-distractors", "- [ ] It never has an effect on it", "'never'"),
        ("recurring-distractor", "- [ ] A higher temperature", "a wrong choice of 4 questions"),
    ],
)
def test_a_page_with_seven_flaws_hears_of_each_at_its_line(
    rule: str, line: str, words: str, make_course: MakeCourse
) -> None:
    """The key always B; the longest choice right; only, always and never, each in a wrong choice; a wrong choice that comes back;
    and an object of JSON Lines over two lines. All are errors or warnings: nobody has to ask for more.
    """
    text = SEVEN.read_text("utf-8")
    found = check(make_course({"lectures/14.md": text}), review=True).diagnostics
    assert [
        each
        for each in found
        if (each.code, each.severity > Severity.HINT) == (rule, True)
        and text.split("\n")[each.span.line - 1].startswith(line)
        and words in each.message
    ]


def test_each_of_the_six_longest_right_choices_is_named_as_well(make_course: MakeCourse) -> None:
    """Beside the word on the page as a whole, where each stands out."""
    text = SEVEN.read_text("utf-8")
    found = check(make_course({"lectures/14.md": text}), review=True).diagnostics
    assert sum(each.code == "longest-choice-is-correct" for each in found) == 6
    codes = {"code-does-not-parse", "key-position", "longest-is-right", "longest-choice-is-correct"}
    assert {each.code for each in found if each.severity > Severity.HINT} == codes | {
        "absolute-words-in-distractors",
        "recurring-distractor",
    }


@dataclass(frozen=True)
class Offered:
    """As much of a choice as the position of the key needs."""

    is_correct: bool


@dataclass(frozen=True)
class Asked:
    """As much of a question as the position of the key needs."""

    choices: tuple[Offered, ...]


@pytest.mark.parametrize("size", [2, 3, 5, 8, 12, 20, 39, 41, 80, 200])
@pytest.mark.parametrize("choices", [2, 3, 4, 5])
def test_keys_in_random_places_raise_no_alarm(size: int, choices: int) -> None:
    """In at most one of a hundred banks of this size, and a little for the luck of the draw."""
    chance = random.Random(f"{size} {choices}")
    runs = 1500
    alarms = 0
    for _ in range(runs):
        keys = [chance.randrange(choices) for _ in range(size)]
        bank = [Asked(tuple(Offered(at == key) for at in range(choices))) for key in keys]
        alarms += favourite(cast("list[ChoiceQuestion]", bank))[1] < FALSE_ALARMS
    assert alarms / runs <= FALSE_ALARMS + 0.008


@pytest.mark.parametrize("size", [2, 3, 5, 8, 12, 20, 60, 400])
def test_lengths_that_say_nothing_raise_no_alarm(size: int) -> None:
    """The longest of three or four choices is right as often as chance has it."""
    chance = random.Random(size)
    runs = 1500
    chances = [1 / (3 + at % 2) for at in range(size)]
    alarms = sum(tail(sum(chance.random() < each for each in chances), chances) < FALSE_ALARMS for _ in range(runs))
    assert alarms / runs <= FALSE_ALARMS + 0.008


STATED = {
    name: dict(zip(RUNS, shares.split(" | "), strict=True))
    for name, shares in re.findall(
        r"^\| `([a-z-]+)` \| ([\d.%| ]+) \|$", (REPOSITORY / "docs/calibration.md").read_text(), re.M
    )
}


def test_no_rule_for_banks_speaks_of_more_than_one_innocent_bank_in_a_hundred() -> None:
    """So the docs state, of every rule and of banks of 5 to 300 questions."""
    assert STATED.keys() == {rule.name for rule in OF_BANKS}
    assert (min(RUNS), max(RUNS)) == (5, 300)
    assert all(
        float(stated.strip("%")) <= 100 * FALSE_ALARMS for of_rule in STATED.values() for stated in of_rule.values()
    )


@pytest.mark.parametrize("size", [5, 10])
def test_the_stated_rates_are_those_of_the_simulation(size: int) -> None:
    """The same seeds make the same banks."""
    spoke = alarms(size, RUNS[size])
    assert {name: share(count, RUNS[size]) for name, count in spoke.items()} == {
        name: of_rule[size] for name, of_rule in STATED.items()
    }


@pytest.mark.parametrize(("size", "runs"), [(40, 120), (80, 60), (150, 40), (300, 20)])
def test_larger_innocent_banks_hear_of_nothing_either(size: int, runs: int) -> None:
    """The first of the banks from which the docs' table was made; one or two in so few are chance."""
    assert max(alarms(size, runs).values()) <= 2


def changed(course: Course, change: Callable[[int, SingleChoice], SingleChoice]) -> Course:
    """Return a course whose questions are changed, by their number in it."""
    number = iter(range(10_000))
    lectures = []
    for lecture in course:
        assert lecture.practice
        questions = tuple(change(next(number), cast("SingleChoice", each)) for each in lecture.questions)
        lectures.append(lecture._replace(practice=lecture.practice._replace(questions=questions)))
    return course._replace(lectures=tuple(lectures))


def with_choices(question: SingleChoice, choices: list[Choice]) -> SingleChoice:
    """Return a question with other choices."""
    return question._replace(choices=tuple(choices))


def worded(choice: Choice, text: str) -> Choice:
    """Return a choice in other words."""
    return choice._replace(text=choice.text._replace(text=text, source=text))


def key_first(number: int, question: SingleChoice) -> SingleChoice:
    return (
        with_choices(question, sorted(question.choices, key=lambda choice: not choice.is_correct))
        if number % 4
        else question
    )


def key_longest(number: int, question: SingleChoice) -> SingleChoice:
    longer = [worded(each, f"{each.text.text}{' and more' * 8 * each.is_correct}") for each in question.choices]
    return with_choices(question, longer) if number % 2 else question


def throw_away(number: int, question: SingleChoice) -> SingleChoice:
    at = next(at for at, choice in enumerate(question.choices) if not choice.is_correct)
    choices = [
        worded(each, "A higher temperature") if here == at else each for here, each in enumerate(question.choices)
    ]
    return with_choices(question, choices) if number % 3 == 0 else question


def asked(question: SingleChoice) -> SingleChoice:
    text = "What does LoRA freeze while it trains an adapter?"
    right, wrong = (question.choices[0]._replace(is_correct=is_correct) for is_correct in (True, False))
    choices = (worded(right, "The base model"), worded(wrong, "The tokenizer"))
    return question._replace(prompt=question.prompt._replace(text=text, source=text), choices=choices)


def twice(number: int, question: SingleChoice) -> SingleChoice:
    return asked(question) if number in (7, 29) else question


def twice_otherwise(number: int, question: SingleChoice) -> SingleChoice:
    other = twice(number, question)
    return (
        with_choices(other, [each._replace(is_correct=not each.is_correct) for each in other.choices])
        if number == 29
        else other
    )


def telling(number: int, question: SingleChoice) -> SingleChoice:
    told = "While it trains an adapter, LoRA freezes the base model. What does that save?"
    if number == 29:
        return question._replace(prompt=question.prompt._replace(text=told, source=told))
    return asked(question) if number == 7 else question


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("key-position", key_first),
        ("longest-is-right", key_longest),
        ("recurring-distractor", throw_away),
        ("repeated-question", twice),
        ("questions-disagree", twice_otherwise),
        ("answers-another-question", telling),
    ],
)
def test_the_same_banks_hear_of_a_flaw_that_is_planted(
    name: str, plant: Callable[[int, SingleChoice], SingleChoice]
) -> None:
    """A rule that is silent about innocent banks is not silent about all."""
    rule = BY_NAME[name]
    assert isinstance(rule, CourseRule)
    found = [any(True for _ in rule.check(changed(innocent(40, seed), plant))) for seed in range(40)]
    assert sum(found) >= 38


def test_a_tail_is_a_probability() -> None:
    """Known values of the binomial distribution and of Poisson's, and the two ways of reckoning meet."""
    assert poisson_tail(0, 2.0) == 1
    assert poisson_tail(3, 0.5) == pytest.approx(0.014388, rel=0.001)
    assert poisson_tail(9, 2.0) == pytest.approx(0.000237, rel=0.01)
    assert tail(0, [0.5]) == 1
    assert tail(8, [0.25] * 8) == pytest.approx(0.25**8)
    assert tail(6, [0.25] * 8) == pytest.approx(0.00423, rel=0.01)
    assert tail(90, [0.25] * 300) == pytest.approx(tail(90, [0.25] * 300 + [0.0]), rel=0.1)


SYLLABUS = "title: T\nsyllabus:\n  - {id: 54, title: The spectrum}\n  - {id: 55, title: Tuning}\n"
QUESTION = "## Practice questions\n\n### Q {#q}\n\nWhat fits into it?\n\n- [x] Text\n- [ ] Stones\n"


@pytest.mark.parametrize(
    ("topics", "of_question", "expected"),
    [
        ("54", "", ["topic-not-asked", "topic-not-taught"]),
        ("54-55", 'topics="54"', ["topic-not-asked"]),
        ("54-55", "", []),
        ("[]", "", []),
    ],
)
def test_topics_that_nobody_teaches_or_asks_are_named(
    topics: str, of_question: str, expected: list[str], make_course: MakeCourse
) -> None:
    """But not while a course does not use its syllabus at all."""
    lecture = f"---\ntitle: L\nsyllabus: {topics}\n---\n\n{QUESTION.replace('{#q}', f'{{#q {of_question}}}')}"
    found = check(make_course({"course.yml": SYLLABUS, "lectures/01.md": lecture}), review=True).diagnostics
    assert [each.code for each in found] == expected


def asking(name: str, prompt: str, *choices: str) -> str:
    """A question; the first choice is right."""
    items = "\n".join(f"- [{' ' if at else 'x'}] {choice}" for at, choice in enumerate(choices))
    return f"### {name} {{#{name}}}\n\n{prompt}\n\n{items}\n\n"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            ("What is frozen in LoRA?", "Base", "Adapter"),
            ("What is frozen, in LoRA?", "Base", "Adapter"),
            "repeated-question",
        ),
        (
            ("What is frozen in LoRA?", "Base", "Adapter"),
            ("What is frozen in LoRA?", "Adapter", "Base"),
            "questions-disagree",
        ),
        (("What is frozen in LoRA?", "Base", "Adapter"), ("What is trained in LoRA?", "Adapter", "Base"), ""),
        (("What is true of it?", "Base", "Adapter"), ("What is true of it?", "Stones", "Trees"), ""),
        (("What does `a + b` print?", "3", "12"), ("What does `a * b` print?", "12", "3"), ""),
        (("What is $x^2$ of this number?", "4", "9"), ("What is $x^3$ of this number?", "9", "4"), ""),
        (("And this?", "Base", "Adapter"), ("And this?", "Adapter", "Base"), ""),
    ],
)
def test_questions_that_ask_the_same_are_found(
    first: tuple[str, ...], second: tuple[str, ...], expected: str, make_course: MakeCourse
) -> None:
    """In two lectures as well; a sign in code or in a formula makes another question."""
    files = {
        f"lectures/0{at}.md": f"# T{at}\n\n## Practice questions\n\n{asking(name, *question)}"
        for at, (name, question) in enumerate((("one", first), ("two", second)), 1)
    }
    found = [each for each in check(make_course(files), review=True).diagnostics if each.code != "negative-stem"]
    said = [(each.code, str(each.span)) for each in found if each.code in ("repeated-question", "questions-disagree")]
    assert said == ([(expected, "lectures/02.md:5")] if expected else [])


def test_of_many_questions_with_one_wording_those_with_half_their_choices_alike_ask_the_same(
    make_course: MakeCourse,
) -> None:
    """Found without a comparison of each with each: a bank in which all ask "Which is true?" has ten thousand of them."""
    drawn = random.Random(7)
    offers = [drawn.sample("abcdefghijklmn"[: drawn.choice([6, 14])], drawn.randint(2, 6)) for _ in range(120)]
    text = "".join(
        f"### Q\n\nWhich of these is true?\n\n- [x] {right}\n" + "".join(f"- [ ] {wrong}\n" for wrong in rest) + "\n"
        for right, *rest in offers
    )
    course = check(make_course({"lectures/01.md": f"# T\n\n## Practice questions\n\n{text}"})).course
    assert course
    questions = list(course.lectures[0].questions)
    found = [(questions.index(first), questions.index(second)) for first, second in pairs(course)]
    alike = {
        second: first
        for second in range(120)
        for first in reversed(range(second))
        if 2 * len({*offers[first]} & {*offers[second]}) >= max(len(offers[first]), len(offers[second]))
    }
    assert found == [(first, second) for second, first in alike.items()]
    assert 20 < len(found) < 119


FROZEN = ("What does LoRA freeze in training?", "The base model", "The adapter")
CAPITAL = ("Which city is the capital of Australia?", "Canberra", "Sydney")


@pytest.mark.parametrize(
    ("question", "told", "is_found"),
    [
        (FROZEN, "In training, LoRA freezes the base model. What does that save?", True),
        (FROZEN, "In training, LoRA freezes the base model and updates a small adapter. Why?", True),
        (CAPITAL, "Why did Canberra become the capital city of Australia?", True),
        (CAPITAL, "Sydney and Canberra both wished to be the capital city of Australia. Why?", False),
        (CAPITAL, "Canberra is larger than its twin city in Japan. Why?", False),
        (FROZEN, "In training, LoRA does not freeze the base model. Why?", False),
        (FROZEN, "Does LoRA freeze the base model in training?", False),
        (("What does LoRA not train?", *FROZEN[1:]), "While it trains, LoRA freezes the base model. Why?", False),
        (("What is it that freezes?", *FROZEN[1:]), "It freezes the base model. Why?", False),
    ],
)
def test_a_question_that_tells_the_answer_of_another_is_found(
    question: tuple[str, ...], told: str, is_found: bool, make_course: MakeCourse
) -> None:
    """When one sentence has the matter and the answer; not when it denies it, asks whether it is so, or names wrong ones, too."""
    questions = asking("one", *question) + asking("two", told, "For one reason", "For another")
    root = make_course({"lectures/01.md": f"# T\n\n## Practice questions\n\n{questions}"})
    found = check(root, review=True).diagnostics
    said = [str(each.span) for each in found if each.code == "answers-another-question"]
    assert said == (["lectures/01.md:12"] if is_found else [])


def weighted(first: int, second: int, asked: int, draw: str = "syllabus") -> dict[str, str]:
    """A course of so many questions of two topics, of which the second counts three times as much, and an exam."""
    exam = f"exams:\n  - {{id: full, title: Full, questions: {asked}, draw: {draw}}}\n"
    syllabus = "title: T\nsyllabus:\n  - {id: 54, title: A, weight: 1}\n  - {id: 55, title: B, weight: 3}\n"
    questions = [
        f"### {at} {{#q{at} topics={topic}}}\n\nWhat is number {at}?\n\n- [x] Yes {at}\n- [ ] No {at}\n"
        for at, topic in enumerate([54] * first + [55] * second)
    ]
    lecture = "---\ntitle: L\nsyllabus: 54-55\n---\n\n## Practice questions\n\n" + "\n".join(questions)
    return {"course.yml": syllabus + exam, "lectures/01.md": lecture}


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (weighted(10, 2, 8), ["topic-outweighs-questions"]),
        (weighted(6, 6, 8), []),
        (weighted(7, 5, 8), []),
        (weighted(10, 2, 8, "lectures"), []),
        (weighted(10, 0, 8), ["topic-not-asked", "topic-without-questions"]),
        (weighted(2, 2, 8), ["bank-too-small"]),
    ],
)
def test_weights_that_a_bank_cannot_fill_are_told_once(
    course: dict[str, str], expected: list[str], make_course: MakeCourse
) -> None:
    """From two seats on, and not where another diagnostic says it: no question at all, or an exam larger than the bank."""
    found = check(make_course(course), review=True).diagnostics
    assert sorted(each.code for each in found if "topic" in each.code or "bank" in each.code) == expected


def test_many_topics_are_told_at_once(make_course: MakeCourse) -> None:
    """Who begins with the first of ten lectures hears of the others in one line."""
    syllabus = "title: T\nsyllabus:\n" + "".join(f"  - {{id: {at}, title: T{at}}}\n" for at in range(1, 11))
    lecture = f"---\ntitle: L\nsyllabus: 1\n---\n\n{QUESTION}"
    found = check(make_course({"course.yml": syllabus, "lectures/01.md": lecture}), review=True).diagnostics
    assert [each.message for each in found] == [
        "no question is about 9 topics of the syllabus: 2, 3, 4, 5, 6, 7 …",
        "no lecture teaches 9 topics of the syllabus: 2, 3, 4, 5, 6, 7 …",
    ]
