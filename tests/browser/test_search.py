"""The search as students use it, under the page's own policy, below a path, by keyboard, and where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET, Visitor
from tests.conftest import REPOSITORY

Visit = Callable[..., Visitor]

LECTURE = "lectures/14-fine-tuning.html"


def look_for(page: Page, words: str) -> Locator:
    """Open the search by its key, type, and return the links that come."""
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill(words)
    expect(page.locator(".hit-count")).not_to_be_empty()
    return page.locator(".hit a")


def test_words_lead_to_the_section_that_holds_them(site: Path, visit: Visit) -> None:
    """By keyboard alone: open, type, Enter."""
    page = visit(site).open()
    hits = look_for(page, "low rank adaptation")
    expect(hits.first).to_have_text("14.4 Instruction-tuning and LoRA")
    expect(page.locator(".hit-where").first).to_have_text("14 Fine-Tuning")
    expect(page.locator(".hit mark").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/genai/lectures/14-fine-tuning\.html#s-instruction-tuning$"))


def test_arrow_keys_lead_through_the_results_and_escape_back(site: Path, visit: Visit) -> None:
    """The field stays in reach; the focus goes back to where it was."""
    page = visit(site).open(LECTURE)
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("prompt")
    hits = page.locator(".hit a")
    expect(hits.nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_a_result_on_this_page_closes_the_search_and_goes_there(site: Path, visit: Visit) -> None:
    """Instead of leaving the student before a dialog."""
    page = visit(site).open(LECTURE)
    look_for(page, "knowledge sourcing").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"14-fine-tuning\.html#"))


def test_nothing_is_fetched_before_the_search_is_opened_and_little_for_the_first_query(
    site: Path, visit: Visit
) -> None:
    """Under 150 KB, from this host alone."""
    visitor = visit(site)
    loaded: dict[str, int] = {}
    visitor.context.on(
        "requestfinished",
        lambda r: loaded.update({r.url.removeprefix(visitor.home).partition("?")[0]: r.sizes()["responseBodySize"]}),
    )
    page = visitor.open()
    page.wait_for_load_state("networkidle")
    assert not [path for path in loaded if "search" in path or path.startswith("pagefind/")]
    before = set(loaded)
    expect(look_for(page, "fine-tuning").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    news = {path: size for path, size in loaded.items() if path not in before}
    assert {path.partition("/")[0] for path in news} == {"assets", "pagefind"}
    assert sum(news.values()) < 150_000 + 60_000, news  # this host compresses nothing: the scripts count for less


def test_answers_are_not_found(site: Path, visit: Visit) -> None:
    """A question is, as it is asked."""
    page = visit(site).open()
    hits = look_for(page, "chain of garden centres")
    expect(page.locator(".hit-where").first).to_have_text("Question · 14 Fine-Tuning")
    expect(hits.first).to_have_attribute("href", re.compile("#q-voice-and-catalogue$"))
    for text in page.locator(".hit-text").all_inner_texts():
        assert "fine-tune the voice" not in text.lower()


def test_what_is_not_there_is_said_so(site: Path, visit: Visit) -> None:
    """In a status region, so that it is read out."""
    page = visit(site).open()
    look_for(page, "xylophone zebra")
    expect(page.locator(".hit-count")).to_have_text("Nothing found. Try fewer words, or others.")
    expect(page.locator(".hit-count")).to_have_role("status")


def test_the_slash_is_typed_where_one_types_and_can_be_turned_off(site: Path, visit: Visit) -> None:
    """Whoever speaks to the computer needs no single keys; Ctrl-K works all the same."""
    visitor = visit(site)
    page = visitor.open("glossary.html")
    find = page.locator("#lp-find")
    find.press("/")
    expect(find).to_have_value("/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    find.blur()
    page.keyboard.press("/")
    page.get_by_label("The / key opens this").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search the course")).to_be_visible()


def test_there_is_no_search_while_an_exam_is_sat(exam_site: Path, visit: Visit) -> None:
    """There is nothing to look up in the hall."""
    from tests.browser.exam_pages import sit

    page = sit(visit(exam_site), "rivers")
    page.keyboard.press("Control+k")
    page.wait_for_timeout(200)
    expect(page.locator("dialog.search")).to_have_count(0)


@pytest.mark.parametrize("path", ["mock-exam.html", "progress.html", "exams/full.html", "404.html"])
def test_every_page_has_it(site: Path, visit: Visit, path: str) -> None:
    """Whatever script it runs, and wherever it lies."""
    page = visit(site).open(path)
    expect(look_for(page, "retrieval").first).to_be_visible()


def test_it_works_under_the_policy_that_we_advise_hosts_to_send(site: Path, visit: Visit) -> None:
    """As a header it reaches the worker."""
    policy = re.search(r"Content-Security-Policy: (.*)", (REPOSITORY / "docs" / "publishing.md").read_text("utf-8"))
    assert policy

    def with_policy(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy[1]})

    visitor = visit(site)
    visitor.context.route("**/*", with_policy)
    expect(look_for(visitor.open(), "retrieval").first).to_be_visible()


def test_from_disk_the_box_says_why_there_is_none(site: Path, visit: Visit) -> None:
    """Browsers let no page there read other files."""
    page = visit(site, home=site.as_uri() + "/").open(LECTURE)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog", name="Search the course")).to_contain_text("web server")
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_a_search_that_fails_says_so_and_works_when_it_can(site: Path, visit: Visit) -> None:
    """The connection may come back while the box is open."""
    visitor = visit(site)
    page = visitor.open()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.wait_for_load_state("networkidle")
    visitor.context.set_offline(True)
    page.get_by_role("searchbox").fill("retrieval")
    expect(page.locator(".hit-count")).to_have_text(re.compile("did not load"), timeout=15_000)
    visitor.context.set_offline(False)
    page.get_by_role("searchbox").fill("retrieval augmented")
    expect(page.locator(".hit a").first).to_be_visible(timeout=15_000)
    visitor.faults.clear()  # the browser itself reports what it could not fetch


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, PHONE, TABLET, DESKTOP])
def test_axe_finds_nothing(site: Path, visit: Visit, width: int, theme: str) -> None:
    """Empty, with results and without; and nothing scrolls sideways."""
    page = visit(site, width=width, theme=theme).open(LECTURE)
    page.keyboard.press("/")
    for words in ("", "prompt", "xylophone"):
        page.get_by_role("searchbox").fill(words)
        if words:
            expect(page.locator(".hit-count")).to_have_text(re.compile("Found" if words == "prompt" else "Nothing"))
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
        assert not page.evaluate("document.querySelector('dialog').scrollWidth > innerWidth")


def test_without_script_there_is_no_button(site: Path, visit: Visit) -> None:
    """It could do nothing."""
    expect(visit(site, script=False).open().get_by_role("button", name="Search")).to_have_count(0)
