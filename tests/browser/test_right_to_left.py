"""A course in Arabic, all of its pages and states: one layout from right to left, in which the English words of the
interface, code and formulas are read from left to right."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from lecprep.build import build, export
from lecprep.exporters import PaperOrder
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.exam_pages import (
    SETUP,
    act,
    choose,
    data_of,
    dialog,
    hand_in,
    hook,
    mark_written,
    next_question,
    open_all,
    pass_time,
    place,
    question,
    saved,
    start,
    with_movable_time,
)
from tests.conftest import CASES
from tests.exporters.course import checked

Visit = Callable[..., Visitor]

KINDS = 7  # of questions in the course

# What is wrong with the layout. Every line of text stands at the side where its block says that lines begin or end, and
# that is the right one but for what belongs to the end; English reads from left to right, whatever stands around it; the
# margin line is at the right of what it separates; and no two texts lie upon each other.
FAULTS = """() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('scrolls sideways');
  const open = document.querySelector('dialog[open], [popover]:popover-open');
  const walker = document.createTreeWalker(open ?? document.body, NodeFilter.SHOW_TEXT);
  const layer = (element) => {
    let found = null;
    for (let each = element; each; each = each.parentElement) {
      const { position, clipPath } = getComputedStyle(each);
      if (clipPath !== 'none') return undefined;
      if (each === open || ['fixed', 'sticky'].includes(position)) found ??= each;
    }
    return found;
  };
  const laid = [];
  const LINED = ['block', 'list-item', 'table-cell', 'table-caption'];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim();
    const parent = node.parentElement;
    if (!text || parent.closest('.skip, option, script, style, template, math, kbd, .ring, [hidden]')) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    const first = node.data.indexOf(text[0]);
    const at = (from, to) => { range.setStart(node, from); range.setEnd(node, to); return range.getBoundingClientRect(); };
    const box = at(first, first + text.length);
    if (box.width < 2 || box.height < 2) continue;
    const on = layer(parent);
    if (on === undefined) continue;
    const rects = [...range.getClientRects()];
    if (!parent.closest('pre')) laid.push(...rects.map((rect) => ({ text, rect, node, on })));
    const isOneLine = rects.length === 1;
    if (isOneLine && text.length > 1 && (parent.closest('[lang]').lang === 'en' || parent.closest('pre, code'))) {
      const last = at(first + text.length - 1, first + text.length);
      if (at(first, first + 1).left >= last.left) faults.push(`reads from the right: ${text}`);
    }
    let block = parent;
    while (getComputedStyle(block).display.startsWith('inline') && block.parentElement) block = block.parentElement;
    const style = getComputedStyle(block);
    if (!LINED.includes(style.display) || block.closest('pre, textarea, button, .btn, figcaption')) continue;
    range.selectNodeContents(block);
    const lines = range.getBoundingClientRect();
    const outer = block.getBoundingClientRect();
    const right = outer.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth);
    const left = outer.left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
    if (style.textAlign === 'center' || lines.width > right - left - 2) continue;
    const isEnd = style.textAlign === 'left' || style.textAlign === 'end';
    // What is drawn into the margin of its words counts as theirs.
    if (isEnd ? lines.left - left > 6 : right - lines.right > 6) faults.push(`on the wrong side: ${text}`);
  }
  laid.forEach((one, index) => {
    for (const other of laid.slice(index + 1)) {
      if (one.node === other.node || one.on !== other.on) continue;
      const [a, b] = [one.rect, other.rect];
      const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
      // The box of a line is higher than its letters.
      if (across > 2 && down > Math.min(a.height, b.height) / 2) faults.push(`over each other: ${one.text} | ${other.text}`);
    }
  });
  for (const sheet of document.querySelectorAll('.sheet, .map, .terms, .marked')) {
    const line = getComputedStyle(sheet, '::before');
    const isDrawn = line.display !== 'none' && sheet.checkVisibility();
    if (isDrawn && parseFloat(line.right) > sheet.offsetWidth / 3) faults.push(`its margin is at the left: ${sheet.className}`);
  }
  return faults;
}"""


@pytest.fixture(scope="session")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of tests/cases/arabic, built."""
    root = tmp_path_factory.mktemp("arabic")
    shutil.copytree(CASES / "arabic" / "content", root / "content")
    read, written = build(root, root / "site")
    assert written, read.diagnostics
    return root / "site"


def respond(form: Locator) -> None:
    """Give some answer, whatever the kind of the question."""
    for field in form.locator("select").all():
        field.select_option(index=1)
    if form.locator(".opt").count():
        form.locator(".opt label").first.click()
    for button in form.locator('[data-move="down"]').locator("visible=true").all()[:1]:
        button.click()
    for field in form.locator("input[type=text], textarea").locator("visible=true").all():
        field.fill("12")


def states(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """What a student of the course sees, from the first visit to the second exam."""
    page = visitor.open()

    def opened(path: str) -> tuple[str, Page]:
        page.goto(visitor.home + path)
        return path, page

    yield "home", page
    for path in (
        "glossary.html",
        "cheat-sheet.html",
        "exams/short.html",
        "lectures/search.html",
        "lectures/binary.html",
    ):
        yield opened(path)
        if path == "glossary.html":
            expect(page.locator(".az > *")).to_have_text(["ا"])  # no alphabet of other languages
    for form in page.locator("form.q").all():
        respond(form)
        if (check := act(form, "check")).is_visible():
            check.click()
    yield "a lecture, answered", page
    for panel in page.locator("[popovertarget]").locator("visible=true").all():
        panel.click()
        yield "a panel of the header", page
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("dialog.search input[type=search]").fill("عدد")
    expect(page.locator("dialog.search .hit").first).to_be_visible()
    yield "search", page
    opened("review.html")
    card = page.locator(".index-card")
    expect(card).to_be_visible()
    yield "a card", page
    if (show := act(page, "show")).is_visible():
        show.click()
    else:
        respond(card)
        act(card, "check").or_(card.locator("details.answer > summary")).locator("visible=true").first.click()
    rating = page.locator("[data-rating]").locator("visible=true").first
    expect(rating).to_be_visible()
    yield "a card, answered", page
    rating.click()
    expect(act(page, "undo")).to_be_visible()
    yield from states_of_an_exam(visitor, page)
    opened("mistakes.html")
    expect(page.locator("[data-rows] form.q").first).to_be_visible()
    yield "mistakes", page
    opened("progress.html")
    expect(hook(page, "exam-history")).to_be_visible()
    yield "progress", page
    opened("index.html")
    expect(page.locator('[data-continue="label"]')).not_to_be_empty()
    for notice in ("update", "storage-warning"):
        hook(page, notice).evaluate("notice => { notice.hidden = false; }")
    yield "home of one who has begun, and all notices", page


def states_of_an_exam(visitor: Visitor, page: Page) -> Iterator[tuple[str, Page]]:
    """Set up, every kind of question, the dialogs, the result, the marked paper."""
    page.goto(visitor.home + SETUP)
    expect(hook(page, "exam-form")).to_be_visible()
    choose(page, "own")
    yield "one's own exam", page
    choose(page, "short")
    yield "set-up", page
    start(page)
    kinds: set[str] = set()
    for number in range(1, place(page)[1] + 1):
        respond(question(page))
        if number == 1:
            act(page, "flag").click()
        if (kind := data_of(page)["kind"]) not in kinds:
            kinds.add(kind)
            yield kind, page
        if number < place(page)[1]:
            next_question(page)
    assert len(kinds) == KINDS
    saved(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(dialog(page, "keys")).to_be_visible()
    yield "keys", page
    page.keyboard.press("Escape")
    if (sheet := act(page, "sheet")).is_visible():
        sheet.click()
        yield "answer sheet", page
        page.keyboard.press("Escape")
    pass_time(page, minutes=6)
    expect(hook(page, "time-warning")).to_be_visible()
    yield "half of the time is over", page
    hook(page, "exam-submit").click()
    yield "handing in", page
    act(dialog(page, "hand-in"), "keep").click()
    hand_in(page)
    yield "result, to be marked", page
    mark_written(page)
    yield "result", page
    open_all(page)
    yield "marked paper", page


def axes(page: Page) -> list[str]:
    """Return what axe finds in what is open, else on the whole page; it is asked often, so each document gets it once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(
        """() => axe.run(document.querySelector('dialog[open], [popover]:popover-open') ?? document, { resultTypes: ['violations'] })
            .then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`))"""
    )
    return found


@pytest.mark.parametrize(("width", "theme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_all_goes_from_right_to_left_and_english_in_it_from_left_to_right(
    arabic_site: Path, visit: Visit, width: int, theme: str
) -> None:
    """In every state: where texts begin, how they read, that none lies upon another, and axe."""
    visitor = visit(arabic_site, width=width, theme=theme)
    with_movable_time(visitor.context)
    faults = {name: found for name, page in states(visitor) if (found := page.evaluate(FAULTS) + axes(page))}
    assert faults == {}


def left_of(element: Locator) -> float:
    """Return where an element begins, from the left edge of the window."""
    box = element.bounding_box()
    assert box
    return box["x"]


def test_the_exam_on_paper_reads_as_the_site_does(arabic_site: Path, visit: Visit) -> None:
    """Its numbers, its sentences, and the key."""
    exported = export(checked(arabic_site.parent), "paper", None, PaperOrder())
    page = visit(arabic_site).context.new_page()
    page.set_content(exported.data.decode())
    for words in ("10 minutes", "14; 60% to pass", "[1 mark]", "Number them from 1 to 4."):
        expect(page.locator('[lang="en"]').filter(has_text=words).first).to_be_visible()
    assert page.evaluate(FAULTS) == []


def test_time_runs_to_the_left(arabic_site: Path, visit: Visit) -> None:
    """In the line of mock exams, whose numbers are not mirrored with it, in the study days and in the plan."""
    visitor = visit(arabic_site)
    for _ in range(2):
        page = visitor.open(SETUP)
        expect(hook(page, "exam-form")).to_be_visible()
        respond(question(start(page)))
        hand_in(page)
    page = visitor.open("progress.html")
    points, words = page.locator(".trend circle"), page.locator(".trend text")
    assert left_of(points.first) > left_of(points.last)
    assert abs(left_of(points.first) - left_of(words.first)) < 20
    expect(words.first).to_have_css("transform", "matrix(-1, 0, 0, 1, 0, 0)")
    assert left_of(page.locator(".heat .today")) < left_of(page.locator(".heat rect").first)
    page = visitor.open("review.html")
    assert left_of(page.locator(".plan-days .today-bar")) > left_of(page.locator(".plan-days rect").last)


def test_arrows_go_where_they_point(arabic_site: Path, visit: Visit) -> None:
    """Both keys in a row of choices, and those that are drawn on buttons: what comes next is at the left."""
    page = visit(arabic_site).open(SETUP)
    expect(hook(page, "exam-form")).to_be_visible()
    row = page.locator('input[name="extra"]')
    row.first.focus()
    for key, place_in_row in (("ArrowLeft", 1), ("ArrowLeft", 2), ("ArrowRight", 1)):
        page.keyboard.press(key)
        expect(row.nth(place_in_row)).to_be_checked()
    assert left_of(row.nth(1)) < left_of(row.first)
    start(page)
    assert left_of(act(page, "next")) < left_of(act(page, "back"))
    for button in ("next", "back"):
        expect(act(page, button).locator(".icon--flip")).to_have_css("transform", "matrix(-1, 0, 0, 1, 0, 0)")
