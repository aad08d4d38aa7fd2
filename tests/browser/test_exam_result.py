"""After a mock exam: marks, marking one's own answers, the marked paper, what to read again, and what to sit next."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor, until
from tests.browser.exam_course import FULL_MARKS, SELF_MARKS
from tests.browser.exam_pages import (
    act,
    answer,
    answer_all,
    data_of,
    field,
    go_to,
    hand_in,
    hook,
    is_at,
    mark_written,
    marked,
    marked_form,
    next_question,
    place,
    records,
    result,
    saved,
    score_is,
    set_up,
    sit,
    tick,
    view,
    with_movable_time,
)

Visit = Callable[..., Visitor]


def sat(visitor: Visitor, exam: str, *, wrong: tuple[int, ...] = (), blank: tuple[int, ...] = ()) -> Page:
    """Sit an exam to its end."""
    page = sit(visitor, exam)
    answer_all(page, wrong=wrong, blank=blank)
    hand_in(page)
    return page


def show(page: Page, what: str) -> None:
    """Filter the marked paper."""
    tick(page.locator(f'input[name="show"][value="{what}"]'))


def numbers_shown(page: Page) -> list[int]:
    """Return the numbers of the questions that the marked paper shows."""
    return [int(text) for text in field(marked(page).locator("visible=true"), "number").all_inner_texts()]


def test_the_result_names_what_was_won_and_what_to_do(exam_site: Path, visit: Visit) -> None:
    """Marks, the share, whether it is a pass, and the sections."""
    page = sat(visit(exam_site), "rivers", wrong=(2, 3))
    score_is(page, 4, 6)
    expect(field(result(page), "marks").first).to_have_text("4")
    expect(field(result(page), "of").first).to_have_text("6")
    expect(field(result(page), "percent").first).to_contain_text(re.compile("6[67]%"))
    expect(field(result(page), "sentence").first).to_contain_text(re.compile(r"\w+ \w+"))
    expect(page.locator("table.examiner")).to_contain_text("4 of 6")
    expect(act(result(page), "retry")).to_contain_text("2")


@pytest.mark.parametrize(("wrong", "passes"), [((), True), ((1, 2), True), ((1, 2, 3), False)])
def test_the_pass_mark_is_the_exams(exam_site: Path, visit: Visit, wrong: tuple[int, ...], passes: bool) -> None:
    """Sixty in a hundred: 4 of 6 pass, 3 of 6 do not."""
    visitor = visit(exam_site)
    page = sat(visitor, "rivers", wrong=wrong)
    expect(field(result(page), "headline").first).to_have_text(re.compile("pass|full marks", re.IGNORECASE))
    (attempt,) = records(page, "attempts")
    assert attempt["total"]["pass"] is passes
    assert attempt["state"] == "final"


def test_written_answers_are_marked_by_their_student_before_the_result_is_final(exam_site: Path, visit: Visit) -> None:
    """Against the model answer and the marking points; automatic and own marks stand apart; it survives a reload."""
    visitor = visit(exam_site)
    page = sat(visitor, "kinds")
    score_is(page, FULL_MARKS - SELF_MARKS, FULL_MARKS, final=False)
    panel = page.locator("[data-marking]")
    expect(panel).to_be_visible()
    expect(field(panel, "unmarked")).to_contain_text("2")
    expect(act(result(page), "retry")).to_be_hidden()
    act(panel, "next-unmarked").click()
    row = page.locator("details:has(:focus)")
    expect(row.get_by_role("textbox")).to_have_value(re.compile(r"Fine-tuning, I think|def share"))
    expect(row.locator(".answer-body")).to_be_visible()
    name = row.locator("form").evaluate("form => JSON.parse(form.dataset.question).id")
    tick(row.locator(".scheme input").first)
    expect(result(page)).to_have_attribute("data-score", f"{FULL_MARKS - SELF_MARKS + 1}")
    expect(field(panel, "unmarked")).to_contain_text("1")
    until_stored(page, name)
    page.reload()
    is_or_reopen(page)
    score_is(page, FULL_MARKS - SELF_MARKS + 1, FULL_MARKS, final=False)
    mark_written(page)
    expect(page.locator("table.examiner")).to_contain_text(f"of {SELF_MARKS}")
    expect(page.locator("table.examiner")).to_contain_text(f"{FULL_MARKS - SELF_MARKS} of {FULL_MARKS - SELF_MARKS}")
    expect(result(page)).to_have_attribute("data-final", "true")
    until(page, lambda: [attempt["state"] for attempt in records(page, "attempts")] == ["final"], "it is not final")


def until_stored(page: Page, name: str) -> None:
    """Wait until the mark that a student gave is in the storage."""

    def is_stored() -> bool:
        return any((record["response"] or {}).get("met") for record in written(page))

    until(page, is_stored, f"the mark for {name} is not stored")


def written(page: Page) -> list[dict[str, Any]]:
    """Return the stored responses to written questions."""
    return [record for record in records(page, "responses") if isinstance(record["response"], dict)]


def is_or_reopen(page: Page) -> None:
    """After a reload the result is shown again, or one press away."""
    opened = page.locator('[data-in="result"]:visible').or_(page.locator('[data-lp="exam-history"] a:visible'))
    expect(opened.first).to_be_visible()
    if not view(page, "result").is_visible():
        page.locator('[data-lp="exam-history"] a').first.click()
    is_at(page, "result")


def test_the_marked_paper_can_be_filtered(exam_site: Path, visit: Visit) -> None:
    """All, missed, flagged, blank, slow; each says how many, and an empty one says so."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "rivers")
    answer(page, right=False)
    next_question(page)
    act(page, "flag").click()
    answer(page)
    next_question(page)
    next_question(page)
    page.evaluate("world.wall(6 * 60000); world.mono(6 * 60000);")
    answer(page)
    for _ in range(2):
        next_question(page)
        answer(page)
    saved(page)
    hand_in(page)
    assert numbers_shown(page) == [1, 2, 3, 4, 5, 6]
    for what, numbers in {
        "missed": [1, 3],
        "flagged": [2],
        "blank": [3],
        "slow": [4],
        "all": [1, 2, 3, 4, 5, 6],
    }.items():
        show(page, what)
        assert sorted(numbers_shown(page)) == numbers, what
        expect(field(page.locator("fieldset.filters"), what)).to_contain_text(str(len(numbers)))


def test_every_choice_is_explained(exam_site: Path, visit: Visit) -> None:
    """The one that was chosen, the right one and the rest, with the explanation of the whole; letters as they were."""
    page = sit(visit(exam_site), "rivers")
    letters = page.locator("[data-sheet] .opt .txt").all_inner_texts()
    name = data_of(page)["id"]
    answer_all(page, wrong=(1,))
    hand_in(page)
    row = marked(page).first
    if row.get_attribute("open") is None:
        row.locator("> summary").click()
    form = marked_form(page, name)
    assert form.locator(".opt .txt").all_inner_texts() == letters
    for number in range(4):
        expect(form.get_by_text(f"Reason {number} of {name.replace('-', ' ')}.")).to_be_visible()
    expect(form.get_by_text("That is how")).to_be_visible()
    expect(form.get_by_text("Your answer: not this one")).to_be_visible()
    expect(form.get_by_text("The correct answer")).to_be_visible()
    for control in form.locator("input").all():
        assert control.is_disabled() or control.is_checked()


def test_every_kind_is_shown_marked(exam_site: Path, visit: Visit) -> None:
    """With what the student gave and what would have been right."""
    page = sit(visit(exam_site), "kinds")
    answer_all(page, right=False)
    hand_in(page)
    for name, texts in {
        "single": ["It reads the list when asked.", "Prices change daily."],
        "multiple": ["It trains them.", "Only training changes weights."],
        "numeric": ["7,400", "A subtraction."],
        "typed": ["retrieval-augmented generation"],
        "ordering": ["Belongs at 1", "From the cheapest"],
        "matching": ["Facts are looked up"],
        "short": ["a voice is behaviour", "Names fine-tuning"],
        "coding": ["total = sum", "Divides by the sum"],
    }.items():
        row = marked(page).filter(has=page.locator(f"summary:has-text('{STEMS[name]}')"))
        if row.get_attribute("open") is None:
            row.locator("> summary").click()
        expect(row.locator("form")).to_be_visible()
        for text in texts:
            expect(row.get_by_text(text, exact=False).locator("visible=true").first).to_be_visible()


STEMS = {
    "single": "What quotes this",
    "multiple": "Which leave the weights",
    "numeric": "How many tokens",
    "typed": "What is text that is looked up",
    "ordering": "In which order",
    "matching": "Which need goes",
    "short": "Which technique gives",
    "coding": "Write a function",
}


def test_topics_and_sections_to_read_again(exam_site: Path, visit: Visit) -> None:
    """Marks by topic, what is below the pass mark, and links that lead to the sections."""
    visitor = visit(exam_site)
    page = sit(visitor, "huge")
    for number in range(1, 23):
        answer(page, right=not data_of(page)["id"].startswith("towns-"))
        if number < 22:
            next_question(page)
    saved(page)
    hand_in(page)
    mark_written(page)
    topics = page.locator("[data-topics]")
    expect(topics.locator("li")).to_have_count(3)
    expect(topics.locator("li").filter(has_text="Rivers")).to_contain_text("8 of 8")
    expect(topics.locator("li").filter(has_text="Towns")).to_contain_text("0 of 6")
    expect(topics.locator("li").filter(has_text="Towns")).to_contain_text("below the pass mark")
    expect(topics.locator("li").filter(has_text="Rivers").get_by_text("below the pass mark")).to_be_hidden()
    links = page.locator("[data-reread] a")
    expect(links).to_have_count(2)
    for href in links.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        other = visitor.open(href)
        expect(other.locator(f"[id='{unquote(href.partition('#')[2])}']")).to_be_in_viewport()
        expect(other.locator("h1")).to_contain_text("Towns")
        other.close()
    # So do the links inside the marked questions.
    row = marked(page).filter(has_text="towns").first
    if row.get_attribute("open") is None:
        row.locator("> summary").click()
    inside = row.locator(".after a[href]").first.get_attribute("href") or ""
    other = visitor.open(inside)
    expect(other.locator(f"[id='{unquote(inside.partition('#')[2])}']")).to_be_in_viewport()


def test_time_on_each_question_is_shown(exam_site: Path, visit: Visit) -> None:
    """As a chart and in words."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "free")
    page.evaluate("world.wall(61000); world.mono(61000);")
    answer_all(page)
    hand_in(page)
    bars = page.locator("[data-times] [data-rows] li")
    expect(bars).to_have_count(4)
    expect(bars.first).to_contain_text(re.compile(r"1:0\d|1 min"))
    expect(field(marked(page).first, "time")).to_contain_text(re.compile(r"1:0\d"))


def test_only_what_was_missed_is_sat_again(exam_site: Path, visit: Visit) -> None:
    """The wrong ones and the blanks, and no others."""
    visitor = visit(exam_site)
    page = sit(visitor, "rivers")
    missed = set()
    for number in range(1, 7):
        if number in (2, 5):
            missed.add(data_of(page)["id"])
        if number != 5:
            answer(page, right=number != 2)
        if number < 6:
            next_question(page)
    hand_in(page)
    act(result(page), "retry").click()
    is_at(page, "sitting")
    assert place(page) == (1, 2)
    again = {data_of(page)["id"]}
    answer(page)
    next_question(page)
    again.add(data_of(page)["id"])
    answer(page)
    assert again == missed
    hand_in(page)
    score_is(page, 2, 2)
    expect(act(result(page), "retry")).to_be_hidden()


def test_the_same_paper_and_a_new_one_can_be_sat(exam_site: Path, visit: Visit) -> None:
    """The same has the same questions in the same order, and no answers yet."""
    page = sit(visit(exam_site), "rivers")
    first = [data_of(page)["id"]]
    for _ in range(5):
        next_question(page)
        first.append(data_of(page)["id"])
    answer(page)
    hand_in(page)
    act(result(page), "again").click()
    is_at(page, "sitting")
    second = [data_of(page)["id"]]
    for _ in range(5):
        expect(page.locator("[data-sheet] input:checked")).to_have_count(0)
        next_question(page)
        second.append(data_of(page)["id"])
    expect(page.locator("[data-sheet] input:checked")).to_have_count(0)
    assert second == first
    hand_in(page)
    act(result(page), "new").click()
    expect(view(page, "setup").or_(view(page, "sitting")).locator("visible=true").first).to_be_visible()


def test_the_history_shows_every_attempt_with_its_trend(exam_site: Path, visit: Visit) -> None:
    """On the exam's page and on the progress page; each leads back to its result."""
    visitor = visit(exam_site)
    sat(visitor, "free").close()
    sat(visitor, "rivers", wrong=(1, 2, 3)).close()
    for path in ("mock-exam.html", "progress.html"):
        page = visitor.open(path)
        history = hook(page, "exam-history")
        expect(history).to_be_visible()
        expect(history.locator("tbody tr")).to_have_count(2)
        expect(history).to_contain_text("4 of 4")
        expect(history).to_contain_text("3 of 6")
        expect(history).to_contain_text("50%")
        expect(history.locator("svg[data-trend]")).to_be_visible()
        expect(history.locator("svg[data-trend] circle")).to_have_count(2)
        history.locator("tbody tr").filter(has_text="Rivers alone").get_by_role("link").click()
        is_at(page, "result")
        score_is(page, 3, 6)


def test_the_marked_paper_prints(exam_site: Path, visit: Visit) -> None:
    """With the marks and every question, without what can be operated."""
    page = sat(visit(exam_site), "rivers", wrong=(2,))
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    act(page.locator("[data-marked-paper]"), "print").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for gone in (".site-header", "fieldset.filters", ".result-acts", '[data-act="print"]', '[data-act="copy-code"]'):
        expect(page.locator(gone).locator("visible=true")).to_have_count(0)
    for number in range(6):
        expect(marked(page).nth(number).locator("> summary")).to_be_visible()
    expect(field(result(page), "marks").first).to_be_visible()
    expect(marked(page).locator("form").locator("visible=true")).to_have_count(6)
    expect(page.get_by_text("That is how").locator("visible=true")).to_have_count(6)


def test_flags_do_not_count(exam_site: Path, visit: Visit) -> None:
    """A flagged answer earns what it earns."""
    page = sit(visit(exam_site), "free")
    answer_all(page)
    for number in range(1, 5):
        go_to(page, number)
        act(page, "flag").click()
    saved(page)
    hand_in(page)
    score_is(page, 4, 4)


def test_a_result_is_opened_by_its_address(exam_site: Path, visit: Visit) -> None:
    """And an address that leads to no attempt leads to the set-up."""
    visitor = visit(exam_site)
    page = sat(visitor, "free", wrong=(1,))
    (attempt,) = records(page, "attempts")
    page = visitor.open(f"mock-exam.html#a={attempt['id']}")
    is_at(page, "result")
    score_is(page, 3, 4)
    page = set_up(visitor, fragment="#a=nothing-of-the-kind")
    is_at(page, "setup")
