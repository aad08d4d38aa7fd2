"""What a bank gives away as a whole is found, and small banks do not cry wolf."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import cast

import pytest

from lecprep.build import check
from lecprep.checks.bank.chance import FALSE_ALARMS, tail
from lecprep.checks.bank.key_position import favourite
from lecprep.checks.registry import RULES
from lecprep.checks.rule import ChoiceQuestion, CourseRule, Rule, manual_of
from tests.conftest import CASES, MakeCourse

OF_BANKS = [rule for rule in RULES if isinstance(rule, CourseRule)]
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


def test_a_page_with_seven_flaws_hears_of_each_at_its_line(make_course: MakeCourse) -> None:
    """Broken JSON Lines; the key always B; the longest choice right; always, only and never; a wrong choice that comes back."""
    text = SEVEN.read_text("utf-8")
    found = check(make_course({"lectures/14.md": text}), review=True).diagnostics
    said = {(each.code, text.split("\n")[each.span.line - 1].strip()) for each in found}
    assert said >= {
        ("code-does-not-parse", '{"role": "user",'),
        ("key-position", "- [x] It changes the weights of the model for good, on many examples of what is wanted"),
        ("longest-is-right", "### Definition {#weights}"),
        ("longest-choice-is-correct", "- [x] The base model is frozen, and a small adapter is trained beside it"),
        ("absolute-words-in-distractors", "- [ ] It always brings in fresh facts"),
        ("recurring-distractor", "- [ ] A higher temperature"),
    }
    absolute = next(each.message for each in found if each.code == "absolute-words-in-distractors")
    assert all(word in absolute for word in ("'always'", "'only'", "'never'"))
    assert next(each.message for each in found if each.code == "key-position").startswith(
        "the right choice is B in 8 of 8 questions"
    )


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


def test_a_tail_is_a_probability() -> None:
    """Known values of the binomial distribution, and the two ways of reckoning meet."""
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
