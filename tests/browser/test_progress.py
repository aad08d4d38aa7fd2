"""The progress page and the home page of a student who has been at work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor, until
from tests.browser.exam_pages import answer_all, hand_in, records, sit

Visit = Callable[..., Visitor]


def practise(visitor: Visitor, *verdicts: bool) -> None:
    """Answer the first questions about rivers, rightly or not."""
    page = visitor.open("lectures/rivers.html")
    for number, right in enumerate(verdicts, 1):
        form = page.locator(f"#q-rivers-{number}")
        form.locator(".opt label").filter(has_text=", true" if right else ", false").first.click()
        expect(form).to_have_attribute("data-marked", "right" if right else "wrong")

    def is_kept() -> bool:
        return sum(bool(record["tries"]) for record in records(page, "answers")) == len(verdicts)

    until(page, is_kept, "what was answered is not kept")
    page.close()


def row_of(page: Page, table: str, title: str) -> Locator:
    """Return the row of a lecture or a topic."""
    return page.locator(f"[data-mastery={table}] tr").filter(has=page.get_by_role("link", name=title, exact=True))


def test_before_anything_is_done_the_page_says_so(exam_site: Path, visit: Visit) -> None:
    """It shows no empty plots."""
    page = visit(exam_site).open("progress.html")
    expect(page.locator("[data-f=lede]")).to_contain_text("Nothing has been answered yet")
    expect(page.locator(".mastery:visible, .totals:visible, .heat:visible")).to_have_count(0)


def test_mastery_says_how_sure_it_is_and_what_to_do_next(exam_site: Path, visit: Visit) -> None:
    """By lecture and by topic; with every number in words."""
    visitor = visit(exam_site)
    practise(visitor, True, False, False, False)
    page = visitor.open("progress.html")
    expect(page.locator("[data-mastery=lectures] tr")).to_have_count(3)
    expect(row_of(page, "lectures", "Rivers")).to_contain_text("most likely between")
    expect(row_of(page, "lectures", "Rivers")).to_contain_text("4 of 8 cards answered")
    expect(row_of(page, "lectures", "Towns")).to_contain_text("not answered yet, 6 cards")
    expect(row_of(page, "topics", "Rivers")).to_contain_text("4 of 8 cards answered")
    expect(page.locator("[data-f=cards-seen]")).to_have_text("4")
    advice = page.locator("[data-advice]")
    expect(advice).to_contain_text("Mistake book")
    expect(advice).to_contain_text("3 questions to answer again.")
    expect(page.locator("[data-f=row]")).to_have_text("1")
    page.get_by_text("Answers and sections read on each day").click()
    expect(page.locator("[data-days-worked] tr")).to_have_count(1)
    expect(page.locator("[data-days-worked] td")).to_have_text("4")
    advice.get_by_role("link", name="Review: Review").click()
    expect(page.locator("[data-lp=review]")).to_be_visible()


def test_the_home_page_says_what_is_for_today(exam_site: Path, visit: Visit) -> None:
    """Cards, the last exam, and the days that are left by the student's own date; before that, what the course has."""
    visitor = visit(exam_site)
    home = visitor.open()
    cards, exam = home.locator("[data-box=cards]:visible"), home.locator("[data-box=exam]:visible")
    expect(cards).to_contain_text("Practice")
    expect(exam).to_contain_text("8 exams")
    expect(home.locator(".days")).to_be_hidden()
    practise(visitor, True, False)
    expect(cards).to_contain_text("Cards for today")
    page = sit(visitor, "free")
    answer_all(page)
    hand_in(page)
    expect(exam).to_contain_text("4 of 4")
    expect(exam).to_contain_text("100%, a pass.")
    page = visitor.open("review.html")
    page.locator("[name=exam]").fill("2099-01-01")
    page.locator("[name=exam]").press("Tab")
    expect(home.locator(".days")).to_contain_text("days to")
    cards.get_by_role("link", name="Review cards").click()
    expect(home.locator(".index-card")).to_be_visible()


def test_what_was_reviewed_can_be_taken_to_another_browser(exam_site: Path, visit: Visit) -> None:
    """With the plan; and importing it twice changes nothing."""
    here, there = visit(exam_site), visit(exam_site)
    page = here.open("review.html")
    page.locator("[name=cap]").fill("7")
    page.locator("[name=cap]").press("Tab")
    page.locator(".index-card .opt label").first.click()
    page.locator(".rate [data-rating]:visible").first.click()
    until(page, lambda: records(page, "reviews") and records(page, "plans"), "what was reviewed is not kept")
    page = here.open("progress.html")
    with page.expect_download() as download:
        page.locator("[data-lp=progress-export]").click()
    kept = {kind: records(page, kind) for kind in ("answers", "reviews", "plans")}
    other = there.open("progress.html")
    for _ in range(2):
        other.locator("[data-lp=progress-import]").set_input_files(download.value.path())
        expect(other.locator("[data-f=data-said]")).to_contain_text("Imported")
        assert {kind: records(other, kind) for kind in kept} == kept
    expect(other.locator("[data-f=cards-seen]")).to_have_text("1")
    expect(there.open("review.html").locator("[name=cap]")).to_have_value("7")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_nothing_is_in_the_way_of_anyone(exam_site: Path, visit: Visit, width: int, theme: str) -> None:
    """Axe finds nothing on the pages of somebody who has worked; nothing is wider than the page."""
    visitor = visit(exam_site, width=width, theme=theme)
    practise(visitor, True, False, False, False)
    for path in ("progress.html", "index.html"):
        page = visitor.open(path)
        expect(
            page.locator("[data-begun] >> visible=true").or_(page.get_by_text("Cards for today")).first
        ).to_be_visible()
        results = Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
