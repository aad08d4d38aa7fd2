"""Every state of the exam as its students see it: axe, widths and themes, the documented hooks, and what it weighs."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, TABLET, Visitor
from tests.browser.exam_pages import (
    SETUP,
    act,
    answer,
    choose,
    dialog,
    field,
    go_on,
    go_to,
    hand_in,
    hook,
    mark_written,
    marked,
    next_question,
    open_all,
    pass_time,
    saved,
    set_up,
    sit,
    start,
    tick,
    view,
    with_movable_time,
)

Visit = Callable[..., Visitor]


def states_of_the_set_up(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """The form, one's own form, a code that is wrong."""
    page = set_up(visitor, "kinds")
    yield "set-up", page
    choose(page, "own")
    form = hook(page, "exam-form")
    yield "own by lectures", page
    tick(form.locator('input[name="by"][value="topics"]'))
    page.locator("details.by-code > summary").click()
    form.locator('input[name="code"]').fill("nonsense")
    act(form, "code").click()
    expect(field(page, "code-problem")).to_be_visible()
    yield "own by topics, with a wrong code", page
    choose(page, "huge")
    yield "shortage", page


def states_of_the_sitting(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Each kind blank and answered, flags, what is ruled out, the dialogs, the warning, the two tabs."""
    page = sit(visitor, "kinds")
    for number in range(1, 9):
        yield f"question {number}, blank", page
        answer(page)
        if number in (1, 2):
            page.locator("[data-sheet] .strike").last.click()
            act(page, "flag").click()
        yield f"question {number}, answered", page
        if number < 8:
            next_question(page)
    saved(page)
    hook(page, "exam-submit").click()
    yield "handing in", page
    act(dialog(page, "hand-in"), "keep").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(dialog(page, "keys")).to_be_visible()
    yield "keys", page
    page.keyboard.press("Escape")
    if act(page, "sheet").is_visible():
        act(page, "sheet").click()
        yield "answer sheet", page
        page.keyboard.press("Escape")
    pass_time(page, minutes=26)
    expect(hook(page, "time-warning")).to_be_visible()
    yield "warning", page
    other = visitor.open(SETUP)
    yield "an exam is running", other
    hook(other, "exam-resume").click()
    expect(dialog(other, "elsewhere")).to_be_visible()
    yield "open elsewhere", other
    other.close()
    page.goto("about:blank")
    page = sit(visitor, "breaks")
    act(page, "pause").click()
    expect(dialog(page, "paused")).to_be_visible()
    yield "paused", page
    act(page, "resume").click()
    hand_in(page)
    page = sit(visitor, "sure")
    answer(page)
    expect(page.locator("[data-certainty]")).to_be_visible()
    yield "certainty", page


def states_of_the_result(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Marking, the marked paper wholly open, filters, history, mistakes, progress."""
    yield "no mistakes", visitor.open("mistakes.html")
    yield "no progress", visitor.open("progress.html")
    page = sit(visitor, "kinds")
    for number in range(1, 9):
        if number != 3:
            answer(page, right=number % 2 == 0)
        if number < 8:
            next_question(page)
    saved(page)
    hand_in(page)
    yield "to be marked", page
    act(page, "next-unmarked").click()
    yield "marking", page
    mark_written(page)
    open_all(page)
    expect(marked(page).locator("form").locator("visible=true")).to_have_count(8)
    yield "result", page
    tick(page.locator('input[name="show"][value="missed"]'))
    yield "what was missed", page
    page = sit(visitor, "free")
    hand_in(page)
    yield "a blank paper", page
    page = set_up(visitor)
    expect(hook(page, "exam-history")).to_be_visible()
    yield "history", page
    page = visitor.open("mistakes.html")
    expect(page.locator("[data-rows] form.q").first).to_be_visible()
    yield "mistakes", page
    page = visitor.open("progress.html")
    expect(hook(page, "exam-history")).to_be_visible()
    yield "progress", page
    act(page, "erase").click()
    yield "erasing", page


STATES = {"set-up": states_of_the_set_up, "sitting": states_of_the_sitting, "result": states_of_the_result}
# Widths and themes go together so that each stands with each view at least once, and every width with both themes somewhere.
MATRIX = [
    ("set-up", PHONE, "light"), ("set-up", TABLET, "dark"), ("set-up", DESKTOP, "light"), ("set-up", DESKTOP, "dark"),
    ("sitting", PHONE, "dark"), ("sitting", TABLET, "light"), ("sitting", DESKTOP, "light"), ("sitting", DESKTOP, "dark"),
    ("result", PHONE, "light"), ("result", PHONE, "dark"), ("result", TABLET, "dark"), ("result", DESKTOP, "light"),
]  # fmt: skip


@pytest.mark.parametrize(("states", "width", "theme"), MATRIX)
def test_axe_finds_nothing_in_any_state(exam_site: Path, visit: Visit, states: str, width: int, theme: str) -> None:
    """WCAG 2.2 AA and axe's best practices; and nothing scrolls sideways."""
    visitor = visit(exam_site, width=width, theme=theme)
    with_movable_time(visitor.context)
    for name, page in STATES[states](visitor):
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


@pytest.mark.parametrize("states", list(STATES))
def test_nothing_scrolls_sideways_at_320_and_with_large_text(exam_site: Path, visit: Visit, states: str) -> None:
    """A small phone; a phone at 200 %."""
    for width, size in ((320, "100%"), (PHONE, "200%")):
        visitor = visit(exam_site, width=width)
        with_movable_time(visitor.context)
        for name, page in STATES[states](visitor):
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{name} at {width}, {size}: {overflow}px"
            page.evaluate("document.documentElement.style.fontSize = ''")


def test_storage_warning_passes_axe(exam_site: Path, visit: Visit) -> None:
    """With its download, in both themes."""
    for theme in ("light", "dark"):
        visitor = visit(exam_site, width=PHONE, theme=theme)
        visitor.context.add_init_script(
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"
        )
        page = sit(visitor, "free")
        answer(page)
        expect(act(hook(page, "storage-warning"), "download")).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


# --- hooks -----------------------------------------------------------------------------------------------------------


def test_the_documented_hooks_are_where_they_are_promised(exam_site: Path, visit: Visit) -> None:
    """What tests and themes may rely on."""
    visitor = visit(exam_site)
    expect(hook(visitor.open("lectures/kinds.html"), "content")).to_have_count(1)
    expect(hook(visitor.open("lectures/kinds.html"), "question")).to_have_count(8)
    page = set_up(visitor, "free")
    expect(hook(page, "exam-start")).to_be_visible()
    for hidden in ("exam-resume", "exam-history", "storage-warning", "time-warning", "exam-submit", "exam-result"):
        expect(hook(page, hidden)).to_have_count(1)
        expect(hook(page, hidden)).to_be_hidden()
    choose(page, "rivers")
    start(page)
    expect(page.locator("[data-sheet] [data-lp='question']")).to_have_count(1)
    expect(hook(page, "exam-timer")).to_have_attribute("data-remaining-ms", re.compile(r"^\d+$"))
    expect(hook(page, "exam-saved")).to_have_attribute("data-saved", re.compile("^(true|false)$"))
    inputs = page.locator("[data-sheet] .opt input[type=radio]")
    expect(inputs).to_have_count(4)
    inputs.nth(2).check()
    expect(inputs.nth(2)).to_be_checked()
    saved(page)
    page.reload()
    go_on(page)
    expect(inputs.nth(2)).to_be_checked()
    hand_in(page)
    expect(hook(page, "exam-result")).to_have_attribute("data-score", re.compile("^[01]$"))
    expect(hook(page, "exam-result")).to_have_attribute("data-total", "6")
    expect(hook(page, "exam-result")).to_have_attribute("data-final", "true")
    page = visitor.open("progress.html")
    for shown in ("exam-history", "progress-export"):
        expect(hook(page, shown)).to_be_visible()
    expect(hook(page, "progress-import")).to_have_attribute("type", "file")


def test_an_untimed_exam_has_no_time_left(exam_site: Path, visit: Visit) -> None:
    """Its timer carries no number, so that nobody reads one from it."""
    page = sit(visit(exam_site), "free")
    expect(hook(page, "exam-timer")).to_have_attribute("data-remaining-ms", "")


def test_while_sitting_there_is_no_way_out_but_finish(exam_site: Path, visit: Visit) -> None:
    """No header, no footer, no navigation; one heading of the first level."""
    page = sit(visit(exam_site), "rivers")
    for gone in (".site-header", ".site-footer, footer.site-foot, body > footer"):
        expect(page.locator(gone).locator("visible=true")).to_have_count(0)
    expect(page.locator("h1").locator("visible=true")).to_have_count(1)


def test_the_title_of_the_tab_says_where_one_is(exam_site: Path, visit: Visit) -> None:
    """For whoever has many tabs, and for screen readers."""
    page = set_up(visit(exam_site), "free")
    before = page.title()
    start(page)
    go_to(page, 2)
    expect(page).to_have_title(re.compile(r"^Question 2 of 4\b"))
    hand_in(page)
    expect(page).not_to_have_title(re.compile("^Question"))
    assert not before.startswith("Question")


def test_without_script_the_new_pages_say_so(exam_site: Path, visit: Visit) -> None:
    """The mistake book and the progress page need it, and nothing is kept without."""
    visitor = visit(exam_site, script=False)
    for path in (SETUP, "mistakes.html", "progress.html"):
        page = visitor.open(path)
        expect(page.locator("main .nojs").locator("visible=true").first).to_contain_text("JavaScript")
        for view_name in ("sitting", "result"):
            expect(view(page, view_name).locator("visible=true")).to_have_count(0)


# --- weight ----------------------------------------------------------------------------------------------------------


def everything_asked_for(visitor: Visitor, path: str) -> set[str]:
    """Open a page and return the paths of all that the browser fetched for it."""
    asked: set[str] = set()
    visitor.context.on("request", lambda request: asked.add(request.url.removeprefix(visitor.home)))
    visitor.open(path).wait_for_load_state("networkidle")
    return asked


def without_bank(content: bytes) -> bytes:
    """Return a page without the list of the course's questions, which grows with the course."""
    return re.sub(
        rb'(<script type="application/json" data-lp="bank">).*?(</script>)', rb"\1\2", content, flags=re.DOTALL
    )


@pytest.mark.parametrize("path", [SETUP, "mistakes.html", "progress.html"])
def test_the_page_of_the_exam_costs_little(site: Path, exam_site: Path, visit: Visit, path: str) -> None:
    """At most 60 KB gzipped before the questions: HTML, scripts, styles, and whatever else it asks for."""
    for root in (site, exam_site):
        visitor = visit(root)
        # The questions come while the student reads the front page.
        loaded = [name for name in everything_asked_for(visitor, path) if not name.startswith("questions/")]
        sizes = {name: len(gzip.compress(without_bank((root / name).read_bytes()), 9)) for name in loaded}
        assert sum(sizes.values()) <= 60_000, sizes
        assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 36_500, sizes
        assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 15_500, sizes


def test_a_lecture_does_not_carry_the_exam(exam_site: Path, visit: Visit) -> None:
    """Its script and its styles are fetched on their own pages alone."""
    visitor = visit(exam_site)
    assert not [path for path in everything_asked_for(visitor, "lectures/rivers.html") if "exam" in path]
