"""A month of study in a real browser, its clock set forward each evening: the plan beside plain spaced repetition."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler
from playwright.sync_api import Page, expect

from lecprep.build import build
from tests.browser.conftest import Visitor
from tests.browser.exam_course import lecture_of_choices
from tests.browser.exam_pages import records

Visit = Callable[..., Visitor]

START = datetime(2027, 1, 4, 18, tzinfo=UTC)
DAYS = 28
# Cards a day. Plain spaced repetition is allowed one more, and spends as many answers.
CAP, PLAIN_CAP = 3, 4
EXAM = START + timedelta(days=DAYS - 1, hours=15)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two lectures of 20 questions, and an exam in four weeks."""
    root = tmp_path_factory.mktemp("month")
    lectures = root / "content" / "lectures"
    lectures.mkdir(parents=True)
    syllabus = "syllabus:\n  - {id: 1, title: One}\n  - {id: 2, title: Two}\n"
    (root / "content" / "course.yml").write_text(f"title: A month\nexam_date: {EXAM.date()}\n{syllabus}")
    (lectures / "01-a.md").write_text(lecture_of_choices(1, "rivers", 20))
    (lectures / "02-b.md").write_text(lecture_of_choices(2, "towns", 20))
    checked, written = build(root, root / "site")
    assert written, checked.diagnostics
    return root / "site"


def evening(page: Page, chance: random.Random, begin: datetime) -> None:
    """Answer all that the page asks for, one card every 20 seconds: three in four rightly, and what was wrong once more."""
    done = page.locator("[data-in=done]")
    for place in range(10 * PLAIN_CAP):
        page.clock.set_fixed_time(begin + timedelta(seconds=20 * place))
        open = page.locator(".index-body:not([inert]) form:not([data-marked])").locator("visible=true")
        expect(open.or_(done.locator("visible=true")).first).to_be_visible()
        if done.is_visible():
            return
        right = chance.random() < 0.75
        page.locator(".index-body .opt label").filter(has_text=", true" if right else ", false").first.click()
        expect(page.locator(".rate")).to_be_visible()
        page.locator(".rate [data-rating='3']:visible, .rate [data-rating='1']:visible").last.click()
        expect(page.locator(".rate")).to_be_hidden()
    raise AssertionError("the evening has no end")


def study(visitor: Visitor, exam: str, cap: int) -> list[dict[str, Any]]:
    """Study for four weeks; `exam` is what the student sets. Returns the tries, each with its card."""
    visitor.context.clock.install(time=START)
    page = visitor.open("review.html")
    if exam != EXAM.date().isoformat():
        page.locator("[name=exam]").fill(exam)
        page.locator("[name=exam]").press("Tab")
    page.locator("[name=cap]").fill(str(cap))
    page.locator("[name=cap]").press("Tab")
    expect(page.locator("[data-f=new]")).to_have_text(str(cap))
    chance = random.Random(1)
    for day in range(DAYS - 1):
        begin = START + timedelta(days=day)
        # How long the machine takes is not to matter.
        page.clock.set_fixed_time(begin)
        page.reload()
        evening(page, chance, begin)
    return [{"card": record["question"], **each} for record in records(page, "answers") for each in record["tries"]]


def known(tries: list[dict[str, Any]], count: int) -> float:
    """Return the share of so many cards that the reference of FSRS expects to be known at the exam."""
    scheduler = Scheduler(enable_fuzzing=False)
    cards: dict[str, Card] = {}
    for each in sorted(tries, key=lambda each: int(each["at"])):
        rating = Rating.Good if each["result"]["verdict"] == "right" else Rating.Again
        moment = datetime.fromtimestamp(each["at"] / 1000, UTC)
        card = cards.get(each["card"]) or Card(card_id=1)
        cards[each["card"]], _ = scheduler.review_card(card, rating, moment)
    return sum(scheduler.get_card_retrievability(card, EXAM) for card in cards.values()) / count


def test_a_month_with_the_plan_keeps_to_its_cap_and_leaves_more_known(course: Path, visit: Visit) -> None:
    """On no day more cards than the student allows; and with as many answers more is known at the exam than by plain FSRS."""
    planned = study(visit(course, timezone_id="UTC"), EXAM.date().isoformat(), CAP)
    plain = study(visit(course, timezone_id="UTC"), "", PLAIN_CAP)
    for tries, cap in ((planned, CAP), (plain, PLAIN_CAP)):
        asked = {(datetime.fromtimestamp(each["at"] / 1000, UTC).date(), each["card"]) for each in tries}
        assert max(Counter(day for day, _ in asked).values()) <= cap
    assert len(planned) <= 1.05 * len(plain)
    assert known(planned, 40) > known(plain, 40) + 0.05
