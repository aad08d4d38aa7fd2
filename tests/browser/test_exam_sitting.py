"""Sitting a mock exam: by mouse and by keyboard, flags, the answer sheet, handing in, the clock, pauses and certainty."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visitor, until
from tests.browser.exam_course import FULL_MARKS, MARKS, SELF_MARKS
from tests.browser.exam_pages import (
    ORDER,
    PAIRS,
    TEXTS,
    act,
    answer,
    answer_all,
    answers_kept,
    choice,
    choices,
    data_of,
    dialog,
    field,
    go_to,
    hand_in,
    heard,
    hook,
    is_at,
    leave,
    mark_written,
    next_question,
    order_of,
    pass_time,
    place,
    question,
    remaining,
    rows,
    saved,
    score_is,
    set_clock,
    set_up,
    sit,
    start,
    tick,
    view,
    wait_until_heard,
    with_movable_time,
)

Visit = Callable[..., Visitor]


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def press_on(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go there with Tab and press a key."""
    tab_to(page, target)
    page.keyboard.press(key)


def letter_of(page: Page, words: str) -> str:
    """Return the letter that stands before a choice."""
    return choice(page, words).first.locator(".key").inner_text().strip()


def is_in_question(page: Page) -> None:
    """The focus is on the question as a whole: in the sheet, and on nothing that can be operated."""
    expect(page.locator("[data-sheet] :focus, [data-sheet]:focus")).to_have_count(1)
    assert page.evaluate("!document.activeElement.matches('input, button, select, textarea, a')")


def answer_by_keyboard(page: Page) -> None:
    """Answer the question that is shown, rightly, without a mouse."""
    data = data_of(page)
    match data["kind"]:
        case "single" | "multiple":
            for words in choices(data, right=True):
                page.keyboard.press(letter_of(page, words).lower())
                expect(choice(page, words).first.locator("input")).to_be_checked()
        case "ordering":
            for target, words in enumerate(ORDER):
                while (at := order_of(page).index(words)) > target:
                    press_on(page, question(page).locator("li[data-item]").nth(at).locator('[data-move="up"]'))
                    expect(question(page).locator("li[data-item] .txt").nth(at - 1)).to_have_text(words)
        case "matching":
            for left, right in PAIRS.items():
                select = question(page).get_by_label(left)
                tab_to(page, select)
                for _ in range(5):
                    if select.locator("option:checked").inner_text() == right:
                        break
                    page.keyboard.press("ArrowDown")
                expect(select.locator("option:checked")).to_have_text(right)
        case kind:
            tab_to(page, question(page).get_by_role("textbox"))
            page.keyboard.type(TEXTS[kind])


# --- whole exams -----------------------------------------------------------------------------------------------------


def test_a_whole_exam_by_mouse(exam_site: Path, visit: Visit) -> None:
    """All eight kinds, answered by the key: full marks, once the student has marked what was written."""
    page = sit(visit(exam_site), "kinds")
    kinds = set()
    _, count = place(page)
    for number in range(1, count + 1):
        kinds.add(data_of(page)["kind"])
        answer(page)
        saved(page)
        if number < count:
            next_question(page)
    assert kinds == set(MARKS)
    hand_in(page)
    score_is(page, FULL_MARKS - SELF_MARKS, FULL_MARKS, final=False)
    mark_written(page)
    score_is(page, FULL_MARKS, FULL_MARKS)


def test_a_whole_exam_by_keyboard(exam_site: Path, visit: Visit) -> None:
    """From the first Tab to the final result, without a mouse."""
    page = set_up(visit(exam_site))
    form = hook(page, "exam-form")
    tab_to(page, form.locator('input[name="exam"]:checked'))
    for _ in range(9):
        if form.locator('input[name="exam"][value="kinds"]').is_checked():
            break
        page.keyboard.press("ArrowUp")
    press_on(page, hook(page, "exam-start"))
    is_at(page, "sitting")
    _, count = place(page)
    for number in range(1, count + 1):
        is_in_question(page)
        answer_by_keyboard(page)
        if number < count:
            typing = page.evaluate("document.activeElement.matches('[type=text], select, textarea')")
            if typing:
                press_on(page, act(page, "next"))
            else:
                page.keyboard.press("n")
            expect(field(view(page, "sitting"), "where").first).to_contain_text(f"{number + 1} of")
    saved(page)
    press_on(page, act(page, "next"))
    expect(dialog(page, "hand-in")).to_be_visible()
    expect(act(dialog(page, "hand-in"), "keep")).to_be_focused()
    press_on(page, hook(page, "exam-submit-confirm"))
    is_at(page, "result")
    expect(field(view(page, "result"), "headline").first).to_be_focused()
    panel = page.locator("[data-marking]")
    for name in [data_name(row) for row in page.locator("details[data-status='unmarked']").all()]:
        press_on(page, act(panel, "next-unmarked"))
        for box in page.locator("details[open]").filter(has_text=name).locator(".scheme input").all():
            press_on(page, box, "Space")
            expect(box).to_be_checked()
    press_on(page, act(panel, "finish-marking"))
    score_is(page, FULL_MARKS, FULL_MARKS)


def data_name(row: Locator) -> str:
    """Return the wording by which a row of the marked paper is known."""
    return field(row, "stem").inner_text()


def test_a_blank_paper_scores_nothing(exam_site: Path, visit: Visit) -> None:
    """Nothing is guessed on the student's behalf: not even an order that was never touched."""
    page = sit(visit(exam_site), "kinds")
    _, count = place(page)
    for _ in range(1, count):
        next_question(page)
    hook(page, "exam-submit").click()
    expect(dialog(page, "hand-in")).to_contain_text("8")
    hook(page, "exam-submit-confirm").click()
    is_at(page, "result")
    score_is(page, 0, FULL_MARKS)
    expect(page.locator("details[data-status='blank']")).to_have_count(8)


def test_wrong_answers_score_nothing(exam_site: Path, visit: Visit) -> None:
    """In every kind that the page marks."""
    page = sit(visit(exam_site), "kinds")
    answer_all(page, right=False)
    hand_in(page)
    mark_written(page, full=False)
    score_is(page, 0, FULL_MARKS)


# --- question by question --------------------------------------------------------------------------------------------


def test_an_answer_is_saved_as_it_is_given_and_not_marked(exam_site: Path, visit: Visit) -> None:
    """Nothing of the key, of hints or of feedback is shown before the paper is handed in."""
    page = sit(visit(exam_site), "kinds")
    _, count = place(page)
    for number in range(1, count + 1):
        answer(page)
        saved(page)
        assert question(page).get_attribute("data-marked") is None
        for closed in (".hint", ".answer", ".why", ".state", ".q-foot", ".verdict-line"):
            for part in question(page).locator(closed).all():
                expect(part).to_be_hidden()
        if number < count:
            next_question(page)
    assert len(answers_kept(page)) >= 8


def test_what_is_typed_is_shown_as_unsaved_until_it_is_saved(exam_site: Path, visit: Visit) -> None:
    """The word "saved" is never ahead of the disk."""
    page = sit(visit(exam_site), "kinds")
    go_to(page, 7)
    number, kind = 7, data_of(page)["kind"]
    text = question(page).get_by_role("textbox")
    page.evaluate(
        """() => {
            const flag = document.querySelector('[data-lp="exam-saved"]');
            window.lies = [];
            document.querySelector('[data-sheet]').addEventListener('input', () => setTimeout(() => window.lies.push(flag.dataset.saved)));
        }"""
    )
    text.press_sequentially("Half a thought", delay=5)
    assert set(page.evaluate("window.lies")) == {"false"}
    saved(page)
    assert answers_kept(page)[number]["text"] == "Half a thought", kind


def test_flags(exam_site: Path, visit: Visit) -> None:
    """By button and by key; on the answer sheet and in the dialog; without effect on the mark."""
    page = sit(visit(exam_site), "rivers")
    act(page, "flag").click()
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "true")
    next_question(page)
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("f")
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "false")
    expect(rows(page).nth(0)).to_have_accessible_name(re.compile("Question 1.*flagged", re.IGNORECASE))
    expect(rows(page).nth(1)).not_to_have_accessible_name(re.compile("flagged", re.IGNORECASE))
    hook(page, "exam-submit").click()
    jump = page.locator('[data-jump="flagged"] button')
    expect(jump).to_have_count(1)
    jump.click()
    expect(dialog(page, "hand-in")).to_be_hidden()
    assert place(page)[0] == 1
    is_in_question(page)


def test_a_choice_is_ruled_out_and_can_still_be_chosen(exam_site: Path, visit: Visit) -> None:
    """By button and by Shift and its letter; the ruling out stays when one comes back."""
    page = sit(visit(exam_site), "rivers")
    first = question(page).locator(".opt").nth(0)
    strike = first.locator(".strike")
    expect(strike).to_have_accessible_name("Rule out A")
    strike.click()
    expect(strike).to_have_attribute("aria-pressed", "true")
    expect(first.locator("input")).not_to_be_checked()
    page.keyboard.press("Shift+B")
    expect(question(page).locator(".opt").nth(1).locator(".strike")).to_have_attribute("aria-pressed", "true")
    next_question(page)
    act(page, "back").click()
    expect(field(view(page, "sitting"), "where").first).to_contain_text("1 of")
    expect(question(page).locator(".strike[aria-pressed='true']")).to_have_count(2)
    first.locator("label").click()
    expect(first.locator("input")).to_be_checked()
    saved(page)


def test_the_answer_sheet_says_what_was_answered(exam_site: Path, visit: Visit) -> None:
    """Each row named with its number, its answer and its flag; the letter is the one that is shown; and it leads there."""
    page = sit(visit(exam_site), "kinds")
    expect(rows(page)).to_have_count(8)
    for number in range(1, 9):
        expect(rows(page).nth(number - 1)).to_have_accessible_name(re.compile(rf"^Question {number}\b"))
    go_to(page, 1)
    if data_of(page)["kind"] == "multiple":
        go_to(page, 2)
    number = place(page)[0]
    answer(page)
    letter = letter_of(page, "Retrieval over the list")
    expect(rows(page).nth(number - 1)).to_have_accessible_name(
        re.compile(rf"^Question {number}, answered {letter}", re.IGNORECASE)
    )
    expect(field(page.locator("[data-omr]"), "count").first).to_contain_text("1 of 8")
    go_to(page, 7)
    is_in_question(page)
    expect(rows(page).nth(6)).to_have_attribute("aria-current", re.compile("."))
    answer(page)
    expect(rows(page).nth(6)).to_have_accessible_name(re.compile("^Question 7, answered", re.IGNORECASE))


def test_on_a_phone_the_answer_sheet_is_one_press_away(exam_site: Path, visit: Visit) -> None:
    """As a dialog that closes on the way to a question, and by Escape."""
    page = sit(visit(exam_site, width=PHONE, has_touch=True), "rivers")
    expect(rows(page).first).to_be_hidden()
    act(page, "sheet").tap()
    expect(dialog(page, "sheet")).to_be_visible()
    rows(page).nth(3).tap()
    expect(dialog(page, "sheet")).to_be_hidden()
    assert place(page)[0] == 4
    is_in_question(page)
    act(page, "sheet").tap()
    expect(dialog(page, "sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page, "sheet")).to_be_hidden()
    assert place(page)[0] == 4


def test_the_focus_is_where_one_looks(exam_site: Path, visit: Visit) -> None:
    """After the start, on the next question and the one before, after each dialog and on the result."""
    page = set_up(visit(exam_site), "rivers")
    press_on(page, hook(page, "exam-start"))
    is_at(page, "sitting")
    is_in_question(page)
    page.keyboard.press("n")
    expect(field(view(page, "sitting"), "where").first).to_contain_text("2 of")
    is_in_question(page)
    page.keyboard.press("p")
    expect(field(view(page, "sitting"), "where").first).to_contain_text("1 of")
    is_in_question(page)
    hook(page, "exam-submit").click()
    expect(act(dialog(page, "hand-in"), "keep")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page, "hand-in")).to_be_hidden()
    expect(hook(page, "exam-submit")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(dialog(page, "hand-in")).to_be_hidden()
    expect(hook(page, "exam-submit")).to_be_focused()
    hand_in(page)
    expect(field(view(page, "result"), "headline").first).to_be_focused()


def test_the_keys_are_listed_and_leave_typing_alone(exam_site: Path, visit: Visit) -> None:
    """With a modifier, while typing and while a dialog is open they do nothing."""
    page = sit(visit(exam_site), "kinds")
    page.keyboard.press("?")
    expect(dialog(page, "keys")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(dialog(page, "keys")).to_be_hidden()
    assert place(page)[0] == 1
    page.keyboard.press("Control+n")
    page.keyboard.press("Alt+f")
    assert place(page)[0] == 1
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "false")
    go_to(page, 7)
    question(page).get_by_role("textbox").press_sequentially("nap? FNPT")
    assert place(page)[0] == 7
    expect(question(page).get_by_role("textbox")).to_have_value("nap? FNPT")


def test_t_speaks_the_time(exam_site: Path, visit: Visit) -> None:
    """The clock is silent but for this."""
    page = sit(visit(exam_site), "rivers")
    assert heard(page, "minute") == 0
    page.keyboard.press("t")
    wait_until_heard(page, "minutes")


# --- handing in ------------------------------------------------------------------------------------------------------


def test_handing_in_says_what_is_blank_and_flagged(exam_site: Path, visit: Visit) -> None:
    """With a way to each; "Keep working" is where the focus is, and nothing is handed in by closing."""
    page = sit(visit(exam_site), "rivers")
    answer_all(page, blank=(2, 5))
    go_to(page, 3)
    act(page, "flag").click()
    hook(page, "exam-submit").click()
    box = dialog(page, "hand-in")
    expect(box).to_be_visible()
    expect(box.locator('[data-jump="blank"] button')).to_have_count(2)
    expect(box.locator('[data-jump="flagged"] button')).to_have_count(1)
    for name, count in (("answered", "4"), ("blank", "2"), ("flagged", "1")):
        expect(field(box, name)).to_have_text(count)
    box.locator('[data-jump="blank"] button').last.click()
    expect(box).to_be_hidden()
    assert place(page)[0] == 5
    hook(page, "exam-submit").click()
    act(box, "keep").click()
    expect(box).to_be_hidden()
    is_at(page, "sitting")


def test_on_the_last_question_next_becomes_hand_in(exam_site: Path, visit: Visit) -> None:
    """And on the first there is no way back."""
    page = sit(visit(exam_site), "free")
    expect(act(page, "back")).to_be_disabled()
    go_to(page, 4)
    expect(act(page, "next")).to_contain_text("Check and hand in")
    act(page, "next").click()
    expect(dialog(page, "hand-in")).to_be_visible()


def test_what_is_handed_in_stays_as_it_is(exam_site: Path, visit: Visit) -> None:
    """A reload shows the result, and no exam that could be gone on with."""
    visitor = visit(exam_site)
    page = sit(visitor, "free")
    answer_all(page, wrong=(2,))
    hand_in(page)
    score_is(page, 3, 4)
    page.reload()
    expect(hook(page, "exam-resume")).to_be_hidden()
    page = visitor.open("mock-exam.html")
    expect(hook(page, "exam-form")).to_be_visible()
    expect(hook(page, "exam-resume")).to_be_hidden()


# --- the clock -------------------------------------------------------------------------------------------------------


def test_the_clock_runs_and_can_be_hidden(exam_site: Path, visit: Visit) -> None:
    """Hidden it runs all the same; it is no live region."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "kinds")
    time = hook(page, "exam-timer").locator("time")
    expect(time).to_have_attribute("aria-live", "off")
    assert 29 * 60_000 < remaining(page) <= 30 * 60_000
    expect(time).to_have_text(re.compile(r"^(30:00|29:\d\d)$"))
    act(page, "hide-time").click()
    expect(act(page, "hide-time")).to_have_attribute("aria-pressed", "true")
    expect(time).not_to_be_visible()
    pass_time(page, minutes=3)
    act(page, "hide-time").click()
    expect(time).to_be_visible()
    expect(time).to_have_text(re.compile(r"^2[67]:\d\d$"))


@pytest.mark.parametrize(
    ("exam", "minutes", "warnings"),
    [
        ("kinds", 30, [(15, "15"), (10, "5 minutes"), (3.5, "1 minute")]),
        ("sure", 10, [(5, "5 minutes"), (4, "1 minute")]),
    ],
)
def test_warnings_come_once_and_are_spoken(
    exam_site: Path, visit: Visit, exam: str, minutes: int, warnings: list[tuple[float, str]]
) -> None:
    """At half of the time, five minutes and one minute; each can be put away."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, exam)
    warning = hook(page, "time-warning")
    expect(warning).to_be_hidden()
    for passed, words in warnings:
        pass_time(page, minutes=passed, seconds=1)
        expect(warning).to_be_visible()
        expect(field(warning, "text")).to_contain_text(words)
        wait_until_heard(page, words)
        act(warning, "dismiss").click()
        expect(warning).to_be_hidden()
        is_in_question(page)
        said = len(page.evaluate("window.heard"))
        pass_time(page, seconds=20)
        until_ticked(page)
        assert len(page.evaluate("window.heard")) == said
        expect(warning).to_be_hidden()


def until_ticked(page: Page) -> None:
    """Wait until the clock of the page has moved on."""
    before = remaining(page)
    until(page, lambda: remaining(page) < before, "the clock stands still")


def test_a_warning_does_not_take_the_focus_from_who_types(exam_site: Path, visit: Visit) -> None:
    """It is shown and spoken beside."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "kinds")
    go_to(page, 7)
    text = question(page).get_by_role("textbox")
    text.fill("I think")
    pass_time(page, minutes=16)
    expect(hook(page, "time-warning")).to_be_visible()
    expect(text).to_be_focused()


@pytest.mark.parametrize("open_dialog", ["", "hand-in", "keys"])
def test_time_up_hands_in_by_itself(exam_site: Path, visit: Visit, open_dialog: str) -> None:
    """With what was answered, whatever is open; and the page says why."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "rivers")
    answer(page)
    if open_dialog == "hand-in":
        hook(page, "exam-submit").click()
    elif open_dialog:
        page.keyboard.press("?")
    if open_dialog:
        expect(dialog(page, open_dialog)).to_be_visible()
    pass_time(page, minutes=20)
    is_at(page, "result")
    expect(page.locator("dialog[open]")).to_have_count(0)
    score_is(page, 1, 6)
    wait_until_heard(page, "time")
    expect(view(page, "result")).to_contain_text(re.compile("time (is|was|ran) (up|out)", re.IGNORECASE))


def test_time_up_keeps_what_was_just_typed(exam_site: Path, visit: Visit) -> None:
    """To the last letter, in the field and after it."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "kinds")
    go_to(page, 7)
    question(page).get_by_role("textbox").press_sequentially("The last wor")
    page.evaluate("world.wall(30 * 60000); world.mono(30 * 60000);")
    is_at(page, "result")
    assert answers_kept(page)[7]["text"].startswith("The last wor")


def test_the_clock_of_an_untimed_exam_never_ends_it(exam_site: Path, visit: Visit) -> None:
    """Not after a day either."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "free")
    pass_time(page, minutes=24 * 60)
    answer(page)
    saved(page)
    is_at(page, "sitting")
    expect(hook(page, "time-warning")).to_be_hidden()
    hand_in(page)
    score_is(page, 1, 4)


# --- pauses ----------------------------------------------------------------------------------------------------------


def test_a_pause_stops_the_clock_and_covers_the_question(exam_site: Path, visit: Visit) -> None:
    """Over an hour in which the page is closed, too."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "breaks")
    answer(page)
    act(page, "pause").click()
    expect(dialog(page, "paused")).to_be_visible()
    expect(question(page)).not_to_be_visible()
    before = remaining(page)
    pass_time(page, minutes=90)
    act(page, "resume").click()
    expect(dialog(page, "paused")).to_be_hidden()
    expect(question(page)).to_be_visible()
    assert 0 <= before - remaining(page) < 30_000
    is_in_question(page)
    act(page, "pause").click()
    expect(dialog(page, "paused")).to_be_visible()
    before = remaining(page)
    address = page.url
    set_clock(leave(visitor, page), minutes=60)
    page.goto(address)
    expect(dialog(page, "paused")).to_be_visible()
    expect(question(page)).not_to_be_visible()
    act(page, "resume").click()
    expect(question(page)).to_be_visible()
    assert 0 <= before - remaining(page) < 30_000
    hand_in(page)
    score_is(page, 1, 6)


def test_an_exam_without_breaks_offers_none(exam_site: Path, visit: Visit) -> None:
    """As its author laid it down."""
    page = sit(visit(exam_site), "rivers")
    expect(act(page, "pause")).to_be_hidden()


def test_a_pause_is_not_lifted_by_escape(exam_site: Path, visit: Visit) -> None:
    """Either the exam stays paused, or it goes on with its clock: never a question in view while the clock stands."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "breaks")
    act(page, "pause").click()
    expect(dialog(page, "paused")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    if dialog(page, "paused").is_hidden():
        expect(question(page)).to_be_visible()
        before = remaining(page)
        pass_time(page, minutes=2)
        until_ticked(page)
        assert before - remaining(page) >= 119_000


# --- certainty -------------------------------------------------------------------------------------------------------


def sureness(page: Page, value: str) -> None:
    """Say how sure one is."""
    box = page.locator("[data-certainty]")
    expect(box).to_be_visible()
    tick(box.locator(f'input[name="certainty-now"][value="{value}"]'))
    saved(page)


def test_certainty_is_asked_after_an_answer_and_marked(exam_site: Path, visit: Visit) -> None:
    """Right 1, 2 or 3; wrong 0, −2 or −6; confident mistakes first."""
    page = sit(visit(exam_site), "sure")
    expect(page.locator("[data-certainty]")).to_be_hidden()
    for number, (right, value) in enumerate([(True, "3"), (False, "3"), (True, "1"), (False, "2")], 1):
        answer(page, right)
        sureness(page, value)
        if number < 4:
            next_question(page)
            expect(page.locator("[data-certainty]")).to_be_hidden()
    go_to(page, 1)
    expect(page.locator('input[name="certainty-now"][value="3"]')).to_be_checked()
    hand_in(page)
    score_is(page, 2, 4)
    # 3 − 6 + 1 − 2 of 12
    expect(view(page, "result")).to_contain_text(re.compile(r"[−-]4 of 12"))
    expect(page.locator('input[name="show"][value="sure"]')).to_have_count(1)
    tick(page.locator('input[name="show"][value="sure"]'))
    shown = page.locator("details[data-status]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-status", "wrong")


def test_certainty_is_off_unless_asked_for(exam_site: Path, visit: Visit) -> None:
    """And can be asked for in any exam."""
    page = sit(visit(exam_site), "rivers")
    answer(page)
    saved(page)
    expect(page.locator("[data-certainty]")).to_be_hidden()
    hand_in(page)
    page = set_up(visit(exam_site), "rivers")
    tick(hook(page, "exam-form").locator('input[name="certainty"]'))
    start(page)
    answer(page)
    expect(page.locator("[data-certainty]")).to_be_visible()
