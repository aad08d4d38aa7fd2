"""The review in a real browser: cards, grades, undo, the plan; and what is kept of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lecprep.build import build
from tests.browser.conftest import Visitor, until
from tests.browser.exam_course import lecture_of_choices
from tests.browser.exam_pages import records

Visit = Callable[..., Visitor]

COURSE = "title: Rivers\nexam_date: 2027-02-01\nsyllabus:\n  - {id: 1, title: One}\n  - {id: 2, title: Two}\n"
TERMS = """\
---
number: 1
title: Words
slug: words
syllabus: 1
---

## Rivers

> [!DEFINITION] Delta
> Where a river **spreads** before the sea.

> [!DEFINITION] Ford
> Where one can wade.

Table: Which bank for which need. A tick marks the stronger one. {.drill}

| Need | Left bank | Right bank |
|---|---|---|
| Shade | None | Plenty {.better} |
| Sun | Plenty {.better} | None |
"""
MONDAY = datetime(2027, 1, 4, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two lectures: one of definitions and a drill, one of questions."""
    root = tmp_path_factory.mktemp("rivers")
    lectures = root / "content" / "lectures"
    lectures.mkdir(parents=True)
    (root / "content" / "course.yml").write_text(COURSE)
    (lectures / "01-words.md").write_text(TERMS)
    (lectures / "02-rivers.md").write_text(lecture_of_choices(2, "rivers", 6))
    checked, written = build(root, root / "site")
    assert written, checked.diagnostics
    return root / "site"


@pytest.fixture
def student(rivers: Path, visit: Visit) -> Iterator[Visitor]:
    """A student on a Monday in January, four weeks before the exam."""
    visitor = visit(rivers)
    visitor.context.clock.install(time=MONDAY)
    yield visitor


def opened(visitor: Visitor) -> Page:
    """Open the review and wait for the first card, or for the word that there is none."""
    page = visitor.open("review.html")
    expect(page.locator("[data-in=card], [data-in=done]").locator("visible=true").first).to_be_visible()
    return page


def answer(page: Page, grade: str = "3") -> None:
    """Answer the card on the table by keyboard, rightly, and grade it."""
    card = page.locator(".index-card")
    before = len(records(page, "reviews"))
    if page.locator("[data-act=show]").is_visible():
        card.focus()
        page.keyboard.press("Space")
    else:
        right = card.locator(".opt label").filter(has_text=", true")
        if right.count():
            right.first.click()
        else:
            key = json.loads(card.locator("form").get_attribute("data-question") or "")["key"][0]
            card.locator(f".opt input[value='{key}']").locator("xpath=..").click()
    expect(page.locator(".rate")).to_be_visible()
    page.keyboard.press(grade)
    until(page, lambda: len(records(page, "reviews")) > before, "the grade is not kept")
    expect(page.locator(".rate:visible, .index-body[inert]:visible")).to_have_count(0)


def answer_until(page: Page, text: str) -> None:
    """Answer cards until one shows a text."""
    for _ in range(20):
        if text in page.locator(".index-body").inner_text():
            return
        answer(page, "4")
    raise AssertionError(f"no card with {text}")


def test_definitions_drills_and_questions_are_cards(student: Visitor) -> None:
    """Each as what it is: a card to turn, columns to choose from, a question."""
    page = opened(student)
    expect(page.locator(".index-card .card-term")).to_have_text("Delta")
    expect(page.locator(".back-side")).to_be_hidden()
    page.get_by_role("button", name="Show answer").click()
    expect(page.locator(".back-side")).to_contain_text("spreads")
    for name, next in (("Again", "in 1 min"), ("Hard", "in 6 min"), ("Good", "in 10 min"), ("Easy", "in 8 days")):
        expect(page.get_by_role("button", name=name)).to_contain_text(next)
    page.get_by_role("button", name="Easy").click()
    # Lectures alternate.
    expect(page.locator(".index-card form")).to_contain_text("What holds for rivers 1?")
    answer_until(page, "Ford")
    answer_until(page, "Left bank / Right bank?")
    for _ in range(20):
        if page.locator("[data-in=done]").is_visible():
            break
        answer(page, "4")
    expect(page.locator("[data-in=done]")).to_contain_text("10 cards reviewed today.")
    kept = {record["card"] for record in records(page, "reviews")}
    assert {"term/words/def-delta", "term/words/def-ford"} < kept
    assert len([card for card in kept if card.startswith("drill/")]) == 2


def test_a_wrong_answer_can_only_come_again(student: Visitor) -> None:
    """And it comes again, when the minute is over, before anything else."""
    page = opened(student)
    answer_until(page, "rivers 1?")
    page.locator(".opt label").filter(has_text=", false").first.click()
    expect(page.locator(".rate [data-rating]:visible")).to_have_count(1)
    page.keyboard.press("3")
    expect(page.locator(".rate")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("[data-f=again]")).to_have_text("1")
    expect(page.locator(".index-body")).not_to_contain_text("rivers 1?")
    page.clock.fast_forward(70_000)
    answer(page, "4")
    expect(page.locator(".index-card form")).to_contain_text("rivers 1?")
    # What comes again is no further card: the count never passes what there is.
    for _ in range(20):
        place, total = map(int, re.findall(r"\d+", page.locator("[data-f=place]").inner_text()))
        assert place <= total == 10
        if page.locator("[data-f=new]").inner_text() == "0":
            break
        answer(page, "1")


def test_the_last_grade_can_be_taken_back_and_given_anew(student: Visitor) -> None:
    """Its record stays, marked as undone, and counts no more."""
    page = opened(student)
    answer(page, "1")
    expect(page.locator(".index-card form")).to_contain_text("rivers 1?")
    page.keyboard.press("u")
    expect(page.locator(".index-card .card-term")).to_have_text("Delta")
    expect(page.locator("[data-f=new]")).to_have_text("10")
    expect(page.locator("[data-act=undo]")).to_be_hidden()
    answer(page, "4")
    undone, kept = sorted(records(page, "reviews"), key=lambda record: record["undone"] is None)
    assert (undone["rating"], kept["rating"], kept["undone"]) == (1, 4, None)
    page.reload()
    expect(page.locator("[data-f=new]")).to_have_text("9")


def test_what_is_answered_in_practice_counts(student: Visitor) -> None:
    """The question is no new card in the review, and comes back in its time."""
    page = student.open("lectures/rivers.html")
    page.locator("#q-rivers-1 .opt label").filter(has_text=", true").first.click()
    expect(page.locator("#q-rivers-1")).to_have_attribute("data-marked", "right")
    until(page, lambda: records(page, "answers"), "the answer is not kept")
    page = opened(student)
    expect(page.locator("[data-f=new]")).to_have_text("9")
    expect(page.locator("[data-f=again]")).to_have_text("1")


def test_a_day_asks_for_no_more_than_its_cap(student: Visitor) -> None:
    """When that is done the page says what comes tomorrow, and tomorrow it comes."""
    page = opened(student)
    page.locator("[name=cap]").fill("4")
    page.locator("[name=cap]").press("Tab")
    expect(page.locator("[data-f=new]")).to_have_text("4")
    for _ in range(4):
        answer(page, "4")
    expect(page.locator("[data-in=done]")).to_contain_text("4 cards reviewed today. Next: 4 cards tomorrow.")
    page.clock.set_system_time(datetime(2027, 1, 5, 18, tzinfo=UTC))
    page.reload()
    expect(page.locator("[data-f=new]")).to_have_text("4")


def test_the_plan_works_towards_the_exam(student: Visitor) -> None:
    """The course's date, or the student's own, or none; and it can be taken along."""
    page = opened(student)
    plan = page.locator("[data-lp=review-plan]")
    expect(plan).to_contain_text("28 days to the exam. If you keep to the plan you will know about 9")
    with page.expect_download() as download:
        plan.get_by_role("button", name="Save as calendar").click()
    text = Path(download.value.path()).read_text()
    assert text.count("BEGIN:VEVENT") > 2
    assert "DTSTART;VALUE=DATE:20270201" in text and "SUMMARY:Exam: Rivers" in text
    page.locator("[name=exam]").fill("2027-01-14")
    page.locator("[name=exam]").press("Tab")
    expect(plan).to_contain_text("10 days to the exam.")
    page.locator("[name=exam]").fill("")
    page.locator("[name=exam]").press("Tab")
    expect(plan).to_contain_text("No exam date is set")
    page.reload()
    expect(plan).to_contain_text("No exam date is set")


def test_without_scripts_the_page_says_what_it_would_do(rivers: Path, visit: Visit) -> None:
    """And where the questions stand."""
    page = visit(rivers, script=False).open("review.html")
    expect(page.locator(".nojs")).to_be_visible()
    expect(page.locator("[data-lp=review-plan]")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_nothing_is_in_the_way_of_anyone(rivers: Path, visit: Visit, width: int, theme: str) -> None:
    """Axe finds nothing on either side of a card, on a question, and when all is done; nothing is wider than the page."""
    visitor = visit(rivers, width=width, theme=theme)
    visitor.context.clock.install(time=MONDAY)
    page = opened(visitor)

    def look(state: str) -> None:
        results = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        assert results.violations_count == 0, f"{state}: {results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    look("front")
    page.get_by_role("button", name="Show answer").click()
    look("back")
    page.get_by_role("button", name="Easy").click()
    answer_until(page, "Left bank / Right bank?")
    look("drill")
    page.locator(".index-card .opt label").first.click()
    look("answered")
    page.locator(".rate [data-rating]:visible").last.click()
    page.locator("[name=cap]").fill("1")
    page.locator("[name=cap]").press("Tab")
    expect(page.locator("[data-in=done]")).to_be_visible()
    look("done")
