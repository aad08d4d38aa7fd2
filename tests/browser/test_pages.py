"""Every page, as its readers see it: on a phone, a tablet and a desk, light and dark."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET, Visitor, until

Visit = Callable[..., Visitor]

PAGES = (
    "index.html", "lectures/12-prompting.html", "lectures/13-rag.html", "lectures/14-fine-tuning.html",
    "glossary.html", "cheat-sheet.html", "mock-exam.html", "mistakes.html", "review.html", "progress.html", "exams/full.html", "404.html",
)  # fmt: skip
LECTURE = "lectures/14-fine-tuning.html"


def test_no_page_is_forgotten_here(site: Path) -> None:
    """Pages that are added are looked at, too."""
    assert {file.relative_to(site).as_posix() for file in site.rglob("*.html")} == {*PAGES, "exams/quick.html"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(site: Path, visit: Visit, width: int, theme: str) -> None:
    """WCAG 2.2 AA and axe's best practices, on every page."""
    visitor = visit(site, width=width, theme=theme)
    for path in PAGES:
        page = visitor.open(path)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        result = Axe().run(page)
        assert result.violations_count == 0, f"{path}: {result.generate_report()}"
        page.close()


@pytest.mark.parametrize("width", [320, PHONE])
def test_nothing_scrolls_sideways_where_room_is_scarce(site: Path, visit: Visit, width: int) -> None:
    """A small phone, and the same text at 200 %."""
    visitor = visit(site, width=width)
    for path in PAGES:
        page = visitor.open(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'" if width == PHONE else "0")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        page.close()


@pytest.mark.parametrize("path", [*PAGES, "exams/quick.html"])
def test_the_html_has_no_errors(site: Path, path: str) -> None:
    """A strict parser finds nothing, no id stands twice, and every reference by id leads somewhere."""
    html = (site / path).read_text("utf-8")
    parser = html5lib.HTMLParser(strict=True)
    document = parser.parse(html)
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})
    for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget"):
        for element in document.iter():
            assert set((element.get(name) or "").split()) <= set(ids), (name, element.get(name))


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    """To a page that exists, and to an id on it."""
    ids = {
        path: set(re.findall(r'\sid="([^"]+)"', (site / path).read_text("utf-8")))
        for path in (*PAGES, "exams/quick.html")
    }
    for path in ids:
        html = (site / path).read_text("utf-8")
        for href in re.findall(r'\b(?:href|src)="([^"]+)"', html):
            if href.startswith(("http:", "https:", "mailto:")):
                continue
            target, _, fragment = href.partition("#")
            if target.startswith("/genai/"):
                file = site / target.removeprefix("/genai/")
            else:
                file = (site / path).parent / target if target else site / path
            assert file.is_file(), f"{path}: {href}"
            # What the script of the exam's page reads names no place on it.
            if fragment and "=" not in fragment:
                assert fragment in ids[file.resolve().relative_to(site.resolve()).as_posix()], f"{path}: {href}"


def test_the_policy_comes_first_and_forbids_everything_else(site: Path) -> None:
    """Before anything that it should govern; and nothing on the page needs what it forbids."""
    for path in PAGES:
        html = (site / path).read_text("utf-8")
        head = html[html.index("<head>") + 6 :].lstrip()
        inline = re.findall(r"<script>(.*?)</script>", html, re.S)
        assert len(inline) == 1
        known = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
        assert head.startswith(
            '<meta http-equiv="Content-Security-Policy" content="default-src '
            f"'none'; script-src 'self' 'sha256-{known}'; style-src 'self'; "
        )
        assert not re.search(r"<[^>]*\s(?:style|on\w+)=", html), path
        assert not re.search(r'<script(?![^>]*\s(?:src=|type="application/json"))[^>]', html), path


def test_a_lecture_costs_its_reader_little(site: Path, visit: Visit) -> None:
    """At most 60 KB gzipped all in, of which script 25 and styles 15."""
    visitor = visit(site)
    loaded: list[str] = []
    visitor.context.on("request", lambda request: loaded.append(request.url.removeprefix(visitor.home)))
    page = visitor.open(LECTURE)
    page.evaluate("document.querySelectorAll('img').forEach(img => { img.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    sizes = {path: len(gzip.compress((site / path).read_bytes(), 9)) for path in set(loaded)}
    assert sum(size for path, size in sizes.items() if path.endswith(".js")) <= 25_000, sizes
    assert sum(size for path, size in sizes.items() if path.endswith(".css")) <= 15_000, sizes
    assert sum(sizes.values()) <= 60_000, sizes


def test_nothing_moves_and_the_first_paint_waits_for_no_script(site: Path, visit: Visit) -> None:
    """A lecture is there to be read while its script is still on its way, and stays where it is when that comes."""
    visitor = visit(site, width=390)
    page = visitor.context.new_page()
    held: list[Route] = []
    page.route("**/*.js", lambda route: held.append(route))
    page.goto(visitor.home + "lectures/13-rag.html", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("link[rel=prefetch]")).to_be_attached()
    # The policy of the page forbids Playwright's own way of waiting.
    painted = "performance.getEntriesByName('first-contentful-paint').length"
    until(page, lambda: page.evaluate(painted), "nothing is painted")
    page.evaluate(
        """() => {
          globalThis.moved = [];
          const note = (list) => moved.push(...list.getEntries().map((entry) => entry.value));
          new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
        }"""
    )
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Check answer").first).to_be_attached()
    assert sum(page.evaluate("moved")) < 0.001


def test_the_next_lecture_is_there_before_it_is_asked_for(site: Path, visit: Visit) -> None:
    """The policy of the page lets the browser fetch it."""
    visitor = visit(site)
    page = visitor.context.new_page()
    with page.expect_request(visitor.home + "lectures/13-rag.html") as fetched:
        page.goto(visitor.home + "lectures/12-prompting.html")
    assert fetched.value.headers["sec-purpose"] == "prefetch"
    assert fetched.value.response()


def test_the_theme_follows_the_system_until_the_reader_chooses(site: Path, visit: Visit) -> None:
    """And the choice is there on the next page before anything is painted."""
    visitor = visit(site, theme="dark")
    page = visitor.open()
    desk = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(desk)
    page.get_by_role("button", name="Display settings").click()
    page.get_by_role("radio", name="Light").check(force=True)
    light = page.evaluate(desk)
    assert light != dark
    other = visitor.open(LECTURE)
    assert other.evaluate("document.documentElement.dataset.theme") == "light"
    assert other.evaluate(desk) == light
    # It was set by a script that stands in the page, so that nothing flashes.
    assert other.locator("head script").first.get_attribute("src") is None
    page.bring_to_front()
    page.get_by_text("System").click()
    expect(page.get_by_role("radio", name="System")).to_be_checked()
    assert page.evaluate(desk) == dark


def test_the_contents_follow_the_reader(site: Path, visit: Visit) -> None:
    """The current section is marked, and its link leads to it."""
    page = visit(site).open(LECTURE)
    contents = page.get_by_role("navigation", name="On this page", exact=True)
    contents.get_by_role("link", name="Knowledge sourcing").click()
    expect(contents.locator("[aria-current]")).to_contain_text("Knowledge sourcing")
    expect(page.get_by_role("heading", name="Knowledge sourcing").first).to_be_in_viewport()


def test_on_a_phone_the_menu_holds_the_course(site: Path, visit: Visit) -> None:
    """One button away, with and without script."""
    for script in (True, False):
        page = visit(site, width=PHONE, script=script).open(LECTURE)
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("navigation", name="Lectures").get_by_role("link", name="Prompting").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Prompting")


def test_code_is_copied_as_it_stands(site: Path, visit: Visit) -> None:
    """Without line marks, colours or the output."""
    visitor = visit(site)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(LECTURE)
    page.get_by_role("button", name="Copy code: Start a fine-tuning job").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("from openai import OpenAI\n")
    assert "ftjob" not in copied
    expect(page.get_by_role("status").last).to_have_text("Code copied")


def test_the_glossary_is_filtered_while_typing(site: Path, visit: Visit) -> None:
    """And says how many terms are left."""
    page = visit(site).open("glossary.html")
    page.get_by_role("searchbox").fill("tuning")
    expect(page.locator(".term:visible")).to_have_count(2)
    expect(page.get_by_role("status").first).to_contain_text("2 terms")


def test_a_term_of_the_glossary_leads_to_its_definition(site: Path, visit: Visit) -> None:
    """And a key idea of the cheat sheet to its place."""
    visitor = visit(site)
    page = visitor.open("glossary.html")
    page.locator(".term").filter(has_text="Knowledge sourcing").get_by_role("link").click()
    expect(page.locator("#def-knowledge-sourcing")).to_be_in_viewport()
    page = visitor.open("cheat-sheet.html")
    page.locator(".a4 section").filter(has_text="The recommended order").get_by_role("link").click()
    expect(page.get_by_text("The recommended order").first).to_be_in_viewport()


def test_the_first_press_of_tab_offers_to_skip_the_navigation(site: Path, visit: Visit) -> None:
    """On every page."""
    visitor = visit(site)
    for path in PAGES:
        page = visitor.open(path)
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        expect(page.locator("#lp-main")).to_be_focused()
        page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_have_a_variant_for_the_dark_theme(site: Path, visit: Visit, theme: str) -> None:
    """One of the two is shown, and read out."""
    page = visit(site, theme=theme).open(LECTURE)
    shown = page.locator(".fig img:visible")
    expect(shown).to_have_count(3)
    assert all((".dark." in (image.get_attribute("src") or "")) == (theme == "dark") for image in shown.all())


def test_a_printed_lecture_is_a_handout_with_its_key_on_the_last_page(site: Path, visit: Visit, tmp_path: Path) -> None:
    """What can be operated is gone, closed answers stay closed, and the key begins a page."""
    page = visit(site).open(LECTURE)
    page.emulate_media(media="print")
    for gone in (".site-header", ".score-bar", ".toc-side", "details.answer", ".copy", ".pager"):
        expect(page.locator(gone).first).to_be_hidden()
    key = page.get_by_role("heading", name="Answer key")
    expect(key).to_be_visible()
    assert key.evaluate("heading => getComputedStyle(heading.closest('section')).breakBefore") == "page"
    expect(page.locator(".answer-key-sheet .key-row")).to_have_count(12)
    expect(page.get_by_role("heading", name="The optimisation spectrum")).to_be_visible()


def test_the_printed_key_names_the_letters_that_are_shown(site: Path, visit: Visit) -> None:
    """Choices are shuffled; the key follows."""
    page = visit(site).open(LECTURE)
    letters = page.evaluate(
        """[...document.querySelectorAll('form.q--single')].map(form => {
            const data = JSON.parse(form.dataset.question);
            const shown = form.querySelector(`.opt[data-choice="${data.key[0]}"] .key`).textContent;
            const printed = document.querySelector(`[data-key-for="${data.id}"]`).textContent;
            return [shown, printed];
        })"""
    )
    assert len(letters) == 8
    assert all(shown == printed for shown, printed in letters)


def test_a_page_that_does_not_exist_leads_home_from_any_depth(site: Path, visit: Visit) -> None:
    """Hosts show 404.html wherever the visitor went astray."""
    html = (site / "404.html").read_text("utf-8")
    assert 'href="/genai/index.html"' in html
    assert re.search(r'<link rel="stylesheet" href="/genai/assets/lecprep\.[0-9a-f]{10}\.css">', html)
