"""Nothing of an exam is ever lost: reloads, closed tabs, killed browsers, clocks, sleep, two tabs, storage, rebuilt sites."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.conftest import DESKTOP, SUB_PATH, Visitor, until
from tests.browser.exam_course import build_course, lecture_of_choices
from tests.browser.exam_pages import (
    DATABASE,
    FORBIDDEN_STORAGE,
    SETUP,
    act,
    answer,
    answer_all,
    answers_kept,
    choice,
    choices,
    data_of,
    dialog,
    field,
    go_on,
    go_to,
    hand_in,
    hook,
    is_at,
    leave,
    next_question,
    order_of,
    pass_time,
    place,
    plain_page,
    question,
    records,
    remaining,
    resume,
    rows,
    saved,
    score_is,
    set_clock,
    set_up,
    sit,
    start,
    store,
    tick,
    view,
    with_movable_time,
)

Visit = Callable[..., Visitor]


def moving(visit: Visit, site: Path) -> Visitor:
    """Begin a visit whose clock the test can move."""
    visitor = visit(site)
    with_movable_time(visitor.context)
    return visitor


def near(left: int, expected: int, slack: int = 20_000) -> None:
    """The time that is left is what it should be, give or take what the test itself took."""
    assert expected - slack <= left <= expected + 1000, (left, expected)


# --- reload, close, come back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["reload", "close"])
def test_everything_is_there_on_return(exam_site: Path, visit: Visit, how: str) -> None:
    """Answers of every kind, flags, what was ruled out, the text half typed, the place, the order and the time."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    ids, shown = [], {}
    for number in range(1, 9):
        data = data_of(page)
        ids.append(data["id"])
        if data["kind"] == "single":
            question(page).locator(".opt").last.locator(".strike").click()
        answer(page)
        shown[number] = question(page).locator(".opt .txt, li[data-item] .txt").all_inner_texts()
        if number in (2, 7):
            act(page, "flag").click()
        if number < 8:
            next_question(page)
    pass_time(page, minutes=4)
    go_to(page, 7)
    half = question(page).get_by_role("textbox")
    half.fill("Half a thou")
    saved(page)
    left = remaining(page)
    if how == "reload":
        page.reload()
        go_on(page)
    else:
        page.close()
        page = resume(visitor)
    near(remaining(page), left)
    assert place(page) == (7, 8)
    expect(question(page).get_by_role("textbox")).to_have_value("Half a thou")
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "true")
    expect(field(page.locator("[data-omr]"), "count").first).to_contain_text("8 of 8")
    for number in range(1, 9):
        go_to(page, number)
        data = data_of(page)
        assert data["id"] == ids[number - 1]
        assert question(page).locator(".opt .txt, li[data-item] .txt").all_inner_texts() == shown[number]
        expect(act(page, "flag")).to_have_attribute("aria-pressed", str(number in (2, 7)).lower())
        match data["kind"]:
            case "single" | "multiple":
                for words in choices(data, right=True):
                    expect(choice(page, words).locator("input")).to_be_checked()
                expect(question(page).locator(".strike[aria-pressed='true']")).to_have_count(
                    int(data["kind"] == "single")
                )
            case "ordering":
                assert order_of(page) == ["Prompting", "Retrieval", "Fine-tuning"]
            case "matching":
                expect(question(page).get_by_label("Fresh facts").locator("option:checked")).to_have_text("Retrieval")
    saved(page)
    hand_in(page)
    score_is(page, 10, 15, final=False)


def test_text_half_typed_is_there_even_when_the_page_goes_at_once(exam_site: Path, visit: Visit) -> None:
    """Typing is written when the page is hidden or left, not only after a pause."""
    visitor = visit(exam_site)
    page = sit(visitor, "kinds")
    go_to(page, 7)
    question(page).get_by_role("textbox").press_sequentially("Not yet saved")
    page.reload()
    go_on(page)
    expect(question(page).get_by_role("textbox")).to_have_value("Not yet saved")


def test_an_exam_is_offered_on_the_exams_page(exam_site: Path, visit: Visit) -> None:
    """With its title, what is answered and what is left; another one may be begun beside it."""
    visitor = visit(exam_site)
    page = sit(visitor, "rivers")
    answer(page)
    saved(page)
    page.close()
    page = visitor.open(SETUP)
    running = hook(page, "exam-running")
    expect(running).to_be_visible()
    expect(running).to_contain_text("Rivers alone")
    expect(field(running, "answered")).to_contain_text("1 of 6")
    expect(field(running, "left")).to_contain_text(re.compile(r"\d"))
    hook(page, "exam-resume").click()
    is_at(page, "sitting")


def test_the_score_is_the_same_with_and_without_a_return(exam_site: Path, visit: Visit) -> None:
    """Reloaded after every answer."""
    visitor = visit(exam_site)
    page = sit(visitor, "free")
    for number in range(1, 5):
        answer(page, right=number != 2)
        saved(page)
        page.reload()
        go_on(page)
        assert place(page)[0] == number
        if number < 4:
            next_question(page)
    hand_in(page)
    score_is(page, 3, 4)


# --- a browser that is killed ----------------------------------------------------------------------------------------

# Chooses answers as fast as the page can save them, and reports each one that the page has shown as saved.
HURRY = """() => {
    const flag = document.querySelector('[data-lp="exam-saved"]');
    const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const next = document.querySelector('[data-act="next"]');
    const rows = () => document.querySelectorAll('[data-omr] [data-rows] button');
    (async () => {
        for (let round = 0; ; round += 1) {
            const number = round % rows().length;
            rows()[number].click();
            await shown();
            const inputs = [...document.querySelectorAll('[data-sheet] .opt input')];
            const input = inputs[(Math.floor(round / rows().length) + number) % inputs.length];
            await trying(number + 1, Number(input.value));
            input.click();
            await shown();
            for (let waits = 0; flag.dataset.saved !== 'true' && waits < 500; waits += 1) await shown();
            if (flag.dataset.saved === 'true') console.debug('saved');
        }
    })();
}"""


@contextlib.contextmanager
def own_chromium(browser: Browser, profile: Path) -> Iterator[tuple[subprocess.Popen[bytes], Page]]:
    """Start a Chromium of one's own on a profile, to be killed; yield its process and a page."""
    path = chromium.find()
    assert path
    (profile / "DevToolsActivePort").unlink(missing_ok=True)
    command = [
        path,
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "--no-default-browser-check",
    ]
    process = subprocess.Popen(
        [*command, *chromium.arguments(), "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        port = debugging_port(profile)
        connected = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = connected.contexts[0].new_page()
        page.set_viewport_size({"width": DESKTOP, "height": 900})
        yield process, page
        with contextlib.suppress(Exception):
            connected.close()
    finally:
        process.kill()
        process.wait()


def debugging_port(profile: Path) -> int:
    """Return the port that a Chromium has written into its profile."""
    file = profile / "DevToolsActivePort"
    for _ in range(300):
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.1)
    raise AssertionError("Chromium does not say its port")


def test_what_was_shown_as_saved_survives_a_killed_browser(
    exam_site: Path, serve: Callable[[Path], str], browser: Browser, tmp_path: Path
) -> None:
    """Four times over: killed in the middle of writing, and every answer that the page had called saved is there."""
    chance = random.Random(3)
    address = serve(exam_site) + SETUP
    expected: dict[int, set[int | None]] = {}
    for turn in range(4):
        with own_chromium(browser, tmp_path / "profile") as (process, page):
            page.goto(address)
            if turn == 0:
                tick(page.locator('input[name="exam"][value="rivers"]'))
                start(page)
            else:
                go_on(page)
                kept = {number: response for number, response in answers_kept(page).items() if response}
                lost = {
                    number: kept.get(number)
                    for number, values in expected.items()
                    if not fits(kept.get(number), values)
                }
                assert lost == {}
                for number, response in kept.items():
                    go_to(page, number)
                    expect(question(page).locator("input:checked")).to_have_value(str(response[0]))
            tries, saves = listen(page)
            page.evaluate(HURRY)
            enough = len(saves) + 6
            while len(saves) < enough or len(tries) == len(saves):
                page.wait_for_timeout(1)
            time.sleep(chance.uniform(0, 0.02))
            process.kill()
            process.wait()
            expected |= {number: {value} for number, value in tries[: len(saves)]}
            # What was being saved in that moment may be there or not.
            number, value = tries[-1]
            expected[number] = {*expected.get(number, {None}), value}


def fits(kept: list[int] | None, values: set[int | None]) -> bool:
    """Tell whether what is kept is one of the answers that it may be; None stands for a blank."""
    return (kept[0] if kept else None) in values


def listen(page: Page) -> tuple[list[tuple[int, int]], list[str]]:
    """Collect what the hurrying page does: the answers that it tries, and a word for each that it shows as saved."""
    tries: list[tuple[int, int]] = []
    saves: list[str] = []
    page.expose_function("trying", lambda number, value: tries.append((number, value)))
    page.on("console", lambda message: saves.append(message.text) if message.text == "saved" else None)
    return tries, saves


# --- clocks, sleep, throttling -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-180, 180], ids=["back", "forward"])
def test_a_clock_that_is_set_while_the_exam_is_open_gives_and_takes_no_time(
    exam_site: Path, visit: Visit, minutes: int
) -> None:
    """The time used is measured; the page says that the clock was moved; and so it stays after a reload."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    pass_time(page, minutes=5)
    left = ticked(page, below=25 * 60_000 + 1)
    set_clock(page, minutes=minutes)
    expect(hook(page, "time-warning")).to_contain_text(re.compile("clock", re.IGNORECASE))
    near(remaining(page), left)
    answer(page)
    saved(page)
    page.reload()
    go_on(page)
    near(remaining(page), left)
    answer_all(page)
    hand_in(page)
    score_is(page, 10, 15, final=False)


def ticked(page: Page, below: int) -> int:
    """Wait until the time that is left is less than that, and return it."""
    until(page, lambda: remaining(page) < below, "the clock stands still")
    return remaining(page)


def test_a_clock_that_is_set_back_while_the_exam_is_closed_gives_no_time(exam_site: Path, visit: Visit) -> None:
    """Nor does it take an answer."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    answer_all(page)
    pass_time(page, minutes=10)
    left = ticked(page, below=20 * 60_000 + 1)
    page.reload()
    go_on(page)
    leave(visitor, page)
    set_clock(page, days=-2)
    page.goto(visitor.home + SETUP)
    go_on(page)
    near(remaining(page), left)
    hand_in(page)
    score_is(page, 10, 15, final=False)


def test_time_goes_on_while_the_exam_is_closed(exam_site: Path, visit: Visit) -> None:
    """As in a hall that one has left for a while."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    left = remaining(page)
    leave(visitor, page)
    set_clock(page, minutes=12)
    page.goto(visitor.home + SETUP)
    go_on(page)
    near(remaining(page), left - 12 * 60_000)


def test_an_exam_whose_time_ran_out_while_it_was_closed_is_handed_in(exam_site: Path, visit: Visit) -> None:
    """With every answer that was given in time."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "rivers")
    answer(page)
    saved(page)
    leave(visitor, page)
    set_clock(page, minutes=25)
    page.goto(visitor.home + SETUP)
    if not view(page, "result").is_visible():
        offered = hook(page, "exam-resume").or_(view(page, "result")).or_(page.locator('[data-lp="exam-history"] a'))
        expect(offered.locator("visible=true").first).to_be_visible()
        offered.locator("visible=true").first.click()
    is_at(page, "result")
    score_is(page, 1, 6)


def test_sleep_counts_and_a_hidden_page_keeps_up(exam_site: Path, visit: Visit) -> None:
    """Whether its timers are held back or the whole machine sleeps: on return the time is right at once."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    left = remaining(page)
    page.evaluate("world.hide(true)")
    pass_time(page, minutes=6)  # a tab that nobody looks at: time passes, timers do not run
    page.evaluate("world.hide(false)")
    near(ticked(page, below=left - 60_000), left - 6 * 60_000)
    page.evaluate("world.hide(true)")
    set_clock(page, minutes=6)  # a machine that sleeps: the monotonic clock stands still
    page.evaluate("world.hide(false)")
    near(ticked(page, below=left - 7 * 60_000), left - 12 * 60_000)
    answer(page)
    saved(page)


def test_an_exam_whose_time_runs_out_while_the_page_is_hidden_is_handed_in_on_return(
    exam_site: Path, visit: Visit
) -> None:
    """With the text that was half typed."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    go_to(page, 7)
    question(page).get_by_role("textbox").press_sequentially("Then I fell asleep")
    page.evaluate("world.hide(true)")
    set_clock(page, minutes=8 * 60)
    page.evaluate("world.hide(false)")
    is_at(page, "result")
    assert answers_kept(page)[7]["text"] == "Then I fell asleep"


def test_a_page_that_the_browser_freezes_goes_on(exam_site: Path, visit: Visit) -> None:
    """As browsers do with tabs in the background."""
    visitor = moving(visit, exam_site)
    page = sit(visitor, "kinds")
    answer(page)
    left = remaining(page)
    page.evaluate("world.hide(true); document.dispatchEvent(new Event('freeze'));")
    set_clock(page, minutes=5)
    page.evaluate("document.dispatchEvent(new Event('resume')); world.hide(false);")
    near(ticked(page, below=left - 60_000), left - 5 * 60_000)
    next_question(page)
    answer(page)
    saved(page)


# --- two tabs --------------------------------------------------------------------------------------------------------


def test_a_second_tab_says_so_and_takes_over(exam_site: Path, visit: Visit) -> None:
    """One tab leads; the other takes over with every answer; the first yields, shows it, and can take it back."""
    visitor = visit(exam_site)
    first = sit(visitor, "rivers")
    answer(first)
    saved(first)
    second = visitor.open(SETUP)
    hook(second, "exam-resume").click()
    expect(dialog(second, "elsewhere")).to_be_visible()
    act(dialog(second, "elsewhere"), "take-over").click()
    expect(dialog(second, "elsewhere")).to_be_hidden()
    expect(choice(second, ", true").locator("input")).to_be_checked()
    expect(dialog(first, "elsewhere")).to_be_visible()
    next_question(second)
    answer(second)
    act(second, "flag").click()
    saved(second)
    act(dialog(first, "elsewhere"), "take-over").click()
    expect(dialog(second, "elsewhere")).to_be_visible()
    go_to(first, 2)
    expect(choice(first, ", true").locator("input")).to_be_checked()
    expect(act(first, "flag")).to_have_attribute("aria-pressed", "true")
    hand_in(first)
    score_is(first, 2, 6)


def test_text_typed_in_the_first_tab_is_not_lost_to_the_second(exam_site: Path, visit: Visit) -> None:
    """Not even the letters of the last moment."""
    visitor = visit(exam_site)
    first = sit(visitor, "kinds")
    go_to(first, 7)
    second = visitor.open(SETUP)
    hook(second, "exam-resume").click()
    expect(dialog(second, "elsewhere")).to_be_visible()
    first.bring_to_front()
    question(first).get_by_role("textbox").press_sequentially("The last letters")
    act(dialog(second, "elsewhere"), "take-over").click()
    expect(dialog(first, "elsewhere")).to_be_visible()
    expect(dialog(second, "elsewhere")).to_be_hidden()
    go_to(second, 7)
    expect(question(second).get_by_role("textbox")).to_have_value("The last letters")


def test_a_tab_that_is_closed_leaves_the_lead(exam_site: Path, visit: Visit) -> None:
    """The next one is not told that the exam is open elsewhere."""
    visitor = visit(exam_site)
    first = sit(visitor, "rivers")
    answer(first)
    saved(first)
    first.close()
    second = resume(visitor)
    expect(dialog(second, "elsewhere")).to_be_hidden()


def test_handing_in_in_one_tab_is_seen_in_the_other(exam_site: Path, visit: Visit) -> None:
    """It cannot be gone on with there."""
    visitor = visit(exam_site)
    first = sit(visitor, "free")
    second = visitor.open(SETUP)
    hook(second, "exam-resume").click()
    act(dialog(second, "elsewhere"), "take-over").click()
    expect(dialog(first, "elsewhere")).to_be_visible()
    answer(second)
    hand_in(second)
    score_is(second, 1, 4)
    if dialog(first, "elsewhere").is_visible():
        act(dialog(first, "elsewhere"), "take-over").click()
    is_at(first, "result")
    score_is(first, 1, 4)


def test_two_exams_in_two_tabs_do_not_disturb_each_other(exam_site: Path, visit: Visit) -> None:
    """Each has its own answers and its own lead."""
    visitor = visit(exam_site)
    first = sit(visitor, "free")
    answer(first)
    second = sit(visitor, "rivers")
    answer(second)
    next_question(second)
    answer(second)
    saved(first)
    saved(second)
    expect(dialog(first, "elsewhere")).to_be_hidden()
    hand_in(second)
    score_is(second, 2, 6)
    hand_in(first)
    score_is(first, 1, 4)


# --- storage that fails ----------------------------------------------------------------------------------------------


def told(page: Page) -> None:
    """The student is told that nothing can be saved."""
    warning = hook(page, "storage-warning")
    expect(warning).to_be_visible()
    expect(field(warning, "text")).to_contain_text(re.compile(r"\w+ \w+"))
    expect(hook(page, "exam-saved")).to_have_attribute("data-saved", "false")


def download_of(page: Page) -> dict[str, Any]:
    """Press "Download what you have done" and read the file."""
    with page.expect_download() as download:
        act(hook(page, "storage-warning"), "download").click()
    found: dict[str, Any] = json.loads(Path(download.value.path()).read_text("utf-8"))
    return found


def test_where_storage_is_forbidden_the_exam_goes_on_in_memory(exam_site: Path, visit: Visit) -> None:
    """The student is told at once, is offered a file with the answers, and gets to the result."""
    visitor = visit(exam_site)
    visitor.context.add_init_script(FORBIDDEN_STORAGE)
    page = sit(visitor, "rivers")
    answer(page)
    told(page)
    next_question(page)
    answer(page)
    found = download_of(page)
    assert found["format"] == "lecprep-progress"
    answered = [record for record in found["records"]["responses"] if record["response"]]
    assert len(answered) == 2
    assert len(found["records"]["papers"]) == len(found["records"]["attempts"]) == 1
    answer_all_from(page, 3)
    hand_in(page)
    score_is(page, 6, 6)


def answer_all_from(page: Page, number: int) -> None:
    """Answer the questions from that one on, whatever is saved."""
    for n in range(number, place(page)[1] + 1):
        go_to(page, n)
        answer(page)


def test_what_was_downloaded_can_be_imported(exam_site: Path, visit: Visit) -> None:
    """Elsewhere, where storage is not forbidden."""
    poor = visit(exam_site)
    poor.context.add_init_script(FORBIDDEN_STORAGE)
    page = sit(poor, "free")
    answer(page)
    told(page)
    file = json.dumps(download_of(page)).encode()
    rich = visit(exam_site)
    page = rich.open("progress.html")
    hook(page, "progress-import").set_input_files({"name": "p.json", "mimeType": "application/json", "buffer": file})
    expect(field(page, "data-said")).to_contain_text(re.compile(r"\w"))
    page = resume(rich)
    expect(choice(page, ", true").locator("input")).to_be_checked()
    hand_in(page)
    score_is(page, 1, 4)


FULL = """() => {
    window.full = true;
    for (const how of ['add', 'put']) {
        const write = IDBObjectStore.prototype[how];
        IDBObjectStore.prototype[how] = function (...parts) {
            if (window.full) throw new DOMException('no room', 'QuotaExceededError');
            return write.apply(this, parts);
        };
    }
}"""


def test_when_the_disk_is_full_the_student_is_told_and_saved_again_when_there_is_room(
    exam_site: Path, visit: Visit
) -> None:
    """Nothing that was given in between is lost."""
    visitor = visit(exam_site)
    page = sit(visitor, "rivers")
    answer(page)
    saved(page)
    page.evaluate(FULL)
    next_question(page)
    answer(page)
    told(page)
    next_question(page)
    answer(page)
    found = download_of(page)
    assert len([record for record in found["records"]["responses"] if record["response"]]) == 3
    page.evaluate("window.full = false")
    next_question(page)
    answer(page)
    saved(page)
    assert sum(response is not None for response in answers_kept(page).values()) == 4
    page.reload()
    go_on(page)
    expect(field(page.locator("[data-omr]"), "count").first).to_contain_text("4 of 6")
    answer_all_from(page, 5)
    saved(page)
    hand_in(page)
    score_is(page, 6, 6)


def test_the_quota_of_the_browser_itself(
    exam_site: Path, serve: Callable[[Path], str], browser: Browser, tmp_path: Path
) -> None:
    """Chromium's own refusal, not one that the test made up."""
    address = serve(exam_site)
    with own_chromium(browser, tmp_path / "profile") as (_, page):
        page.goto(address + SETUP)
        tick(page.locator('input[name="exam"][value="rivers"]'))
        start(page)
        answer(page)
        saved(page)
        devtools = page.context.new_cdp_session(page)
        origin = "/".join(address.split("/")[:3])
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
        until_full(page)
        next_question(page)
        answer(page)
        told(page)
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
        for number in range(3, 60):
            go_to(page, 3 + number % 4)
            answer(page, right=number > 30)
            if hook(page, "exam-saved").get_attribute("data-saved") == "true":
                break
            page.wait_for_timeout(1000)
        saved(page)
        page.reload()
        go_on(page)
        go_to(page, 2)
        expect(choice(page, ", true").locator("input")).to_be_checked()


def until_full(page: Page) -> None:
    """Wait until the browser refuses a write: it looks at its quota only now and then."""
    for _ in range(120):
        if page.evaluate(
            """name => new Promise((resolve) => {
                const opening = indexedDB.open(`${name} something else`, 1);
                opening.onupgradeneeded = () => opening.result.createObjectStore('s');
                opening.onerror = () => resolve(true);
                opening.onsuccess = () => {
                    const transaction = opening.result.transaction('s', 'readwrite');
                    transaction.objectStore('s').put('x'.repeat(1000), 'k');
                    transaction.oncomplete = () => { opening.result.close(); resolve(false); };
                    transaction.onabort = () => { opening.result.close(); resolve(true); };
                };
            })""",
            DATABASE,
        ):
            return
        page.wait_for_timeout(500)
    pytest.skip("this Chromium does not keep to a quota that the developer tools set")


# --- data that is damaged, old, or newer -----------------------------------------------------------------------------


def test_damaged_records_are_kept_aside_and_the_page_works(exam_site: Path, visit: Visit) -> None:
    """Garbage among attempts, responses and papers stops nothing, and is not thrown away."""
    visitor = visit(exam_site)
    page = sit(visitor, "free")
    answer(page)
    saved(page)
    (attempt,) = records(page, "attempts")
    plain = leave(visitor, page)
    garbage: list[dict[str, Any]] = [
        {"id": "x", "schema": 1},
        {"id": "y", "schema": 1, "changed": "soon", "state": "asleep", "questions": "none"},
        {"id": "z", "nonsense": [None, {"deep": [[]]}]},
        {"id": f"{attempt['id']}/3", "schema": 1, "attempt": attempt["id"], "number": "three", "response": {"a": 1}},
    ]
    for kind in ("attempts", "responses", "papers", "outcomes"):
        store(plain, kind, [item for item in garbage if kind == "responses" or "/" not in item["id"]])
    page = resume(visitor)
    expect(choice(page, ", true").locator("input")).to_be_checked()
    answer_all(page)
    hand_in(page)
    score_is(page, 4, 4)
    aside = json.dumps(records(page, "aside"))
    assert '"three"' in aside
    for kind in ("attempts", "responses", "papers", "outcomes"):
        there = {record["id"] for record in records(page, kind)}
        assert all(name in there or f'"{name}"' in aside for name in "xyz"), kind
    for path in ("progress.html", "mistakes.html", SETUP):
        visitor.open(path).close()


def test_an_exam_whose_paper_is_damaged_does_not_stand_in_the_way(exam_site: Path, visit: Visit) -> None:
    """It cannot be gone on with; a new one can be begun."""
    visitor = visit(exam_site)
    page = sit(visitor, "free")
    answer(page)
    saved(page)
    (paper,) = records(page, "papers")
    store(leave(visitor, page), "papers", [{**paper, "questions": [{"data": None}]}])
    page = set_up(visitor, "rivers")
    expect(hook(page, "exam-resume")).to_be_hidden()
    start(page)
    answer(page)
    saved(page)
    hand_in(page)
    score_is(page, 1, 6)


FIRST_VERSION = """([name, records]) => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
        for (const kind of ['answers', 'sections', 'places']) opening.result.createObjectStore(kind, { keyPath: 'id' });
        opening.result.createObjectStore('aside', { autoIncrement: true });
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const transaction = opening.result.transaction('answers', 'readwrite');
        for (const record of records) transaction.objectStore('answers').put(record);
        transaction.oncomplete = () => { opening.result.close(); resolve(null); };
    };
})"""


def test_practice_of_an_older_version_of_the_site_is_still_there(exam_site: Path, visit: Visit) -> None:
    """The database is carried over; what was practised before there were exams shows, and counts as a mistake."""
    visitor = visit(exam_site)
    page = visitor.open("lectures/rivers.html")
    data = json.loads(page.locator("#q-rivers-1").get_attribute("data-question") or "")
    wrong = next(i for i in range(4) if i not in data["key"])
    page.close()
    fresh = visit(exam_site)
    plain = plain_page(fresh)
    result = {"marks": 0, "of": 1, "verdict": "wrong"}
    tries = [{"id": "t", "at": 1, "changed": 1, "response": [wrong], "result": result}]
    answer_1 = {
        "schema": 1, "id": f"rivers-1@{data['version']}", "question": "rivers-1", "version": data["version"],
        "lecture": "rivers", "changed": 1, "revealed": None, "draft": None, "tries": tries,
    }  # fmt: skip
    plain.evaluate(FIRST_VERSION, [DATABASE, [answer_1]])
    plain.close()
    page = fresh.open("lectures/rivers.html")
    expect(page.locator("#q-rivers-1")).to_have_attribute("data-marked", "wrong")
    page = fresh.open("mistakes.html")
    expect(page.locator("[data-rows] form.q")).to_have_count(1)
    page = sit(fresh, "free")
    answer(page)
    saved(page)
    page = fresh.open("lectures/rivers.html")
    expect(page.locator("#q-rivers-1")).to_have_attribute("data-marked", "wrong")


def test_an_old_tab_does_not_keep_the_new_version_out(exam_site: Path, visit: Visit) -> None:
    """A lecture that is open in another tab lets go of the database while an exam is begun."""
    visitor = visit(exam_site)
    lecture = visitor.open("lectures/rivers.html")
    page = sit(visitor, "free")
    answer(page)
    saved(page)
    lecture.locator("#q-rivers-1 .opt label").first.click()
    expect(lecture.locator("#q-rivers-1")).to_have_attribute("data-marked", re.compile("right|wrong"))


def test_sites_beside_each_other_share_nothing(exam_site: Path, visit: Visit) -> None:
    """Everything in storage carries the site's base path: databases, keys and locks."""
    visitor = visit(exam_site)
    page = sit(visitor, "free")
    answer(page)
    saved(page)
    names = page.evaluate("indexedDB.databases().then(all => all.map(({ name }) => name))")
    assert names == [DATABASE]
    keys = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert all(SUB_PATH in key for key in keys), keys
    locks = page.evaluate("navigator.locks.query().then(({ held }) => held.map(({ name }) => name))")
    assert locks
    assert all(SUB_PATH in name for name in locks), locks


# --- the site changes ------------------------------------------------------------------------------------------------


def built_long_ago(root: Path) -> Path:
    """Return a site whose page of the exam is older than that of the next build, as a server tells it: by the second."""
    site = build_course(root)
    os.utime(site / SETUP, (1e9, 1e9))
    return site


def test_an_exam_keeps_its_paper_when_the_site_is_rebuilt(tmp_path: Path, visit: Visit) -> None:
    """Other words, another key, questions gone: the exam ends as it began; a code of before says that the course changed."""
    site = built_long_ago(tmp_path)
    visitor = visit(site)
    page = sit(visitor, "rivers")
    answer(page)
    next_question(page)
    answer(page)
    saved(page)
    words = question(page).locator(".opt .txt").all_inner_texts()
    changed = lecture_of_choices(2, "rivers", 5, word="no longer true").replace("What holds for", "Which is it for")
    build_course(tmp_path, rivers=changed)
    page.reload()
    go_on(page)
    assert place(page) == (2, 6)
    assert question(page).locator(".opt .txt").all_inner_texts() == words
    expect(choice(page, ", true").locator("input")).to_be_checked()
    answer_all_from(page, 3)
    saved(page)
    hand_in(page)
    score_is(page, 6, 6)
    code = field(view(page, "result"), "code").first.inner_text().strip()
    page = set_up(visitor, fragment=f"#paper={code}")
    expect(page.locator("main")).to_contain_text(re.compile("changed", re.IGNORECASE))
    assert place(start(page))[1] == 5


def test_a_page_that_is_older_than_the_site_says_what_to_do(tmp_path: Path, visit: Visit) -> None:
    """Its pieces have other names by now: the exam does not begin, the page says why, and a reload mends it.

    Who does not ask the browser to spare data has the pieces already.
    """
    site = built_long_ago(tmp_path)
    visitor = visit(site)
    visitor.context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page = set_up(visitor, "rivers")
    build_course(tmp_path, rivers=lecture_of_choices(2, "rivers", 8, word="still true"))
    hook(page, "exam-start").click()
    expect(field(page, "starting")).to_contain_text(re.compile("again|reload", re.IGNORECASE))
    is_at(page, "setup")
    page.reload()
    tick(page.locator('input[name="exam"][value="rivers"]'))
    start(page)
    # Not before: the browser tells of them some time after.
    visitor.faults[:] = [fault for fault in visitor.faults if "404" not in fault and "the paper" not in fault]


def test_the_paper_is_fetched_in_pieces_and_only_those_drawn(exam_site: Path, visit: Visit) -> None:
    """One file for each lecture that has a question on the paper, while the student reads what the paper will be."""
    visitor = visit(exam_site)
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url.removeprefix(visitor.home)))
    with visitor.context.expect_event("response", lambda response: "/questions/" in response.url):
        page = visitor.open(SETUP + "#exam=free")
    start(page)
    assert [path.split(".")[0] for path in asked if path.startswith("questions/")] == ["questions/towns"]
    asked.clear()
    page.reload()
    go_on(page)
    assert not [path for path in asked if path.startswith("questions/")]


def test_an_exam_works_from_disk(exam_site: Path, visit: Visit) -> None:
    """By double-click, without any server, reload included."""
    visitor = visit(exam_site, home=exam_site.as_uri() + "/")
    page = sit(visitor, "kinds")
    answer_all(page)
    page.reload()
    go_on(page)
    expect(field(page.locator("[data-omr]"), "count").first).to_contain_text("8 of 8")
    hand_in(page)
    score_is(page, 10, 15, final=False)
    expect(rows(page)).to_have_count(8)
