"""What a student does at a mock exam, and what then stands on the page and in the browser's storage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import SUB_PATH, Visitor, until

SETUP = "mock-exam.html"
DATABASE = f"lecprep:{SUB_PATH}"
SELF_MARKED = ("short", "coding")

# What is right, in the words of the course of `exam_course.py`; choices about rivers and towns say it themselves.
CHOICES = {"single": ["Retrieval over the list"], "multiple": ["Prompting", "Retrieval"]}
WRONG_CHOICES = {"single": ["A larger model"], "multiple": ["Fine-tuning"]}
TEXTS = {"numeric": "7 400", "typed": "rag", "short": "Fine-tuning, I think.", "coding": "def share(scores): ..."}
WRONG_TEXTS = {**TEXTS, "numeric": "12", "typed": "prompting"}
ORDER = ["Prompting", "Retrieval", "Fine-tuning"]
WRONG_ORDER = ["Fine-tuning", "Prompting", "Retrieval"]
PAIRS = {"Fresh facts": "Retrieval", "A steady voice": "Fine-tuning"}
WRONG_PAIRS = {"Fresh facts": "A larger batch", "A steady voice": "Retrieval"}

# A clock that a test can move: `world.wall` sets the system's clock, in all tabs and for good; `world.mono` lets time pass
# on this page; `world.hide` hides the page, whose timers then stand still as in a tab that nobody looks at.
MOVABLE_TIME = """(() => {
    const now = Date.now.bind(Date), mono = performance.now.bind(performance);
    const timers = { setTimeout: setTimeout.bind(window), setInterval: setInterval.bind(window) };
    const key = 'tests moved the clock by';
    const moved = () => { try { return Number(localStorage.getItem(key)); } catch { return 0; } };
    let passed = 0;
    let hidden = false;
    const RealDate = Date;
    window.Date = class extends RealDate {
        constructor(...parts) { if (parts.length) super(...parts); else super(now() + moved()); }
        static now() { return now() + moved(); }
    };
    performance.now = () => mono() + passed;
    window.setTimeout = (action, delay, ...rest) => {
        const run = () => hidden ? void timers.setTimeout(run, 20) : action(...rest);
        return timers.setTimeout(run, delay);
    };
    window.setInterval = (action, delay, ...rest) => timers.setInterval(() => hidden || action(...rest), delay);
    Object.defineProperty(document, 'visibilityState', { get: () => hidden ? 'hidden' : 'visible' });
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    window.world = {
        wall: (by) => localStorage.setItem(key, moved() + by),
        mono: (by) => { passed += by; },
        hide: (on) => { hidden = on; document.dispatchEvent(new Event('visibilitychange', { bubbles: true })); },
    };
})();"""

# Whatever the status region says, in order.
EAR = """() => {
    window.heard = [];
    const region = document.querySelector('#lp-say');
    new MutationObserver(() => region.textContent.trim() && window.heard.push(region.textContent.trim()))
        .observe(region, { childList: true, characterData: true, subtree: true });
}"""

READ = """([name, kind]) => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const database = opening.result;
        if (!database.objectStoreNames.contains(kind)) { database.close(); resolve([]); return; }
        const all = database.transaction(kind).objectStore(kind).getAll();
        all.onsuccess = () => { database.close(); resolve(all.result); };
    };
})"""

WRITE = """([name, kind, records]) => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction(kind, 'readwrite');
        for (const record of records) transaction.objectStore(kind).put(record);
        transaction.oncomplete = () => { database.close(); resolve(null); };
        transaction.onabort = () => reject(transaction.error);
    };
})"""

FORBIDDEN_STORAGE = (
    "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"
)

# --- finding one's way ---------------------------------------------------------------------------------------------


def hook(page: Page, name: str) -> Locator:
    """Return what carries a documented hook."""
    return page.locator(f'[data-lp="{name}"]')


def view(page: Page, name: str) -> Locator:
    """Return one of the three views: setup, sitting or result."""
    return page.locator(f'[data-in="{name}"]')


def field(root: Page | Locator, name: str) -> Locator:
    """Return the places that show a value."""
    return root.locator(f'[data-f="{name}"]')


def act(root: Page | Locator, name: str) -> Locator:
    """Return the button that does something."""
    return root.locator(f'[data-act="{name}"]')


def dialog(page: Page, name: str) -> Locator:
    """Return a dialog."""
    return page.locator(f'[data-dialog="{name}"]')


def is_at(page: Page, name: str) -> None:
    """Wait until the page shows that view, and no other."""
    expect(page.locator("body")).to_have_attribute("data-view", name)
    expect(view(page, name)).to_be_visible()
    for other in {"setup", "sitting", "result"} - {name}:
        expect(view(page, other)).to_be_hidden()


def tick(control: Locator, on: bool = True) -> None:
    """Tick a box or a radio button (or not), by its label, as most people do."""
    if control.is_checked() != on:
        label = control.locator("xpath=ancestor::label[1]")
        (label if label.count() else control).click()
    expect(control).to_be_checked(checked=on)


# --- before --------------------------------------------------------------------------------------------------------


def set_up(visitor: Visitor, exam: str = "", fragment: str = "") -> Page:
    """Open the exam's page, and choose an exam."""
    page = visitor.open(SETUP + fragment)
    expect(hook(page, "exam-form")).to_be_visible()
    if exam:
        choose(page, exam)
    return page


def choose(page: Page, exam: str) -> None:
    """Choose one of the course's exams, or one's own."""
    tick(hook(page, "exam-form").locator(f'input[name="exam"][value="{exam}"]'))


def start(page: Page) -> Page:
    """Press Start and wait for the first question."""
    hook(page, "exam-start").click()
    return is_sitting(page)


def sit(visitor: Visitor, exam: str) -> Page:
    """Open the page and begin an exam."""
    return start(set_up(visitor, exam))


def resume(visitor: Visitor) -> Page:
    """Come back in a new tab and go on."""
    page = visitor.open(SETUP)
    return go_on(page)


def go_on(page: Page) -> Page:
    """Go on with the exam that the page offers, or that it already shows."""
    expect(page.locator(f'{visible("exam-resume")}, [data-in="sitting"]:not([hidden])').first).to_be_visible()
    if hook(page, "exam-resume").is_visible():
        hook(page, "exam-resume").click()
    return is_sitting(page)


def is_sitting(page: Page) -> Page:
    """Wait until the page shows a question and takes answers, and listen to what it says from then on."""
    is_at(page, "sitting")
    expect(question(page)).to_be_visible()
    until(page, lambda: page.evaluate("navigator.locks.query().then(({ held }) => held.length)"), "no tab leads")
    page.evaluate(EAR)
    return page


def visible(name: str) -> str:
    return f'[data-lp="{name}"]:visible'


# --- during --------------------------------------------------------------------------------------------------------


def question(page: Page) -> Locator:
    """Return the form of the question that is shown."""
    return page.locator("[data-sheet] > form.q")


def data_of(page: Page) -> dict[str, Any]:
    """Return what the page knows of the question that is shown."""
    found: dict[str, Any] = json.loads(question(page).get_attribute("data-question") or "")
    return found


def place(page: Page) -> tuple[int, int]:
    """Return the number of the question, and how many there are."""
    number, count = re.findall(r"\d+", field(view(page, "sitting"), "where").first.inner_text())
    return int(number), int(count)


def rows(page: Page) -> Locator:
    """Return the rows of the answer sheet, one a question."""
    return page.locator("[data-omr] [data-rows] button")


def saved(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(hook(page, "exam-saved")).to_have_attribute("data-saved", "true")


def choice(page: Page, words: str) -> Locator:
    """Return the choice with these words, whatever its letter."""
    return question(page).locator(".opt").filter(has=page.locator(".txt", has_text=words))


def choices(data: dict[str, Any], right: bool) -> list[str]:
    """Return the words of the choices to make."""
    return (CHOICES if right else WRONG_CHOICES).get(data["id"], [", true" if right else ", false"])


def next_question(page: Page) -> None:
    """Turn to the next question and wait for it."""
    number, _ = place(page)
    act(page, "next").click()
    expect(field(view(page, "sitting"), "where").first).to_have_text(re.compile(rf"^\D*{number + 1}\b"))


def go_to(page: Page, number: int) -> None:
    """Turn to a question by the answer sheet."""
    rows(page).nth(number - 1).click()
    expect(field(view(page, "sitting"), "where").first).to_have_text(re.compile(rf"^\D*{number}\b"))


def arrange(page: Page, items: list[str]) -> None:
    """Put the items in order with the buttons; an order that is never touched is no answer."""
    question(page).locator('li[data-item] [data-move="down"]').first.click()
    for target, words in enumerate(items):
        while (at := order_of(page).index(words)) != target:
            row = question(page).locator("li[data-item]").nth(at)
            row.locator(f'[data-move="{"up" if at > target else "down"}"]').click()


def order_of(page: Page) -> list[str]:
    """Return the items as they stand."""
    return question(page).locator("li[data-item] .txt").all_inner_texts()


def answer(page: Page, right: bool = True) -> None:
    """Answer the question that is shown, with the mouse and what has to be typed."""
    data = data_of(page)
    match data["kind"]:
        case "single" | "multiple":
            for words in choices(data, right):
                tick(choice(page, words).first.locator("input"))
        case "ordering":
            arrange(page, ORDER if right else WRONG_ORDER)
        case "matching":
            for left, partner in (PAIRS if right else WRONG_PAIRS).items():
                question(page).get_by_label(left).select_option(partner)
        case kind:
            question(page).get_by_role("textbox").fill((TEXTS if right else WRONG_TEXTS)[kind])


def answer_all(page: Page, right: bool = True, wrong: Iterable[int] = (), blank: Iterable[int] = ()) -> None:
    """Answer every question from the first to the last."""
    _, count = place(page)
    for number in range(1, count + 1):
        if number not in blank:
            answer(page, right and number not in wrong)
        if number < count:
            next_question(page)
    saved(page)


def hand_in(page: Page) -> None:
    """Finish, confirm, and wait for the result."""
    hook(page, "exam-submit").click()
    expect(dialog(page, "hand-in")).to_be_visible()
    hook(page, "exam-submit-confirm").click()
    is_at(page, "result")


def remaining(page: Page) -> int:
    """Return the milliseconds that are left, as the page has them."""
    return int(float(hook(page, "exam-timer").get_attribute("data-remaining-ms") or "nan"))


def heard(page: Page, words: str) -> int:
    """Return how often something with these words was spoken since the exam was begun or gone on with."""
    return sum(words.casefold() in text.casefold() for text in page.evaluate("window.heard"))


def wait_until_heard(page: Page, words: str) -> None:
    """Wait until something with these words is spoken."""
    until(page, lambda: heard(page, words), f"not heard: {words!r}")


# --- time ----------------------------------------------------------------------------------------------------------


def with_movable_time(context: BrowserContext) -> None:
    """Let the tests move the clock on every page that is opened from now on."""
    context.add_init_script(MOVABLE_TIME)


def pass_time(page: Page, *, minutes: float = 0, seconds: float = 0) -> None:
    """Let time pass while the page is shown."""
    page.evaluate("by => { world.wall(by); world.mono(by); }", (minutes * 60 + seconds) * 1000)


def set_clock(page: Page, *, minutes: float = 0, days: float = 0) -> None:
    """Put the system's clock forward or back; no time passes."""
    page.evaluate("by => world.wall(by)", (days * 24 * 60 + minutes) * 60_000)


# --- after ---------------------------------------------------------------------------------------------------------


def result(page: Page) -> Locator:
    """Return the result."""
    return hook(page, "exam-result")


def marked(page: Page) -> Locator:
    """Return the questions of the marked paper."""
    return view(page, "result").locator("details[data-status]")


def open_all(page: Page) -> None:
    """Open every question of the marked paper."""
    for row in marked(page).all():
        if row.is_visible() and row.get_attribute("open") is None:
            row.locator("> summary").click()


def score_is(page: Page, marks: float, of: float, final: bool = True) -> None:
    """The result carries these marks."""
    expect(result(page)).to_have_attribute("data-score", f"{marks:g}")
    expect(result(page)).to_have_attribute("data-total", f"{of:g}")
    expect(result(page)).to_have_attribute("data-final", str(final).lower())


def marked_form(page: Page, name: str) -> Locator:
    """Return the marked form of a question, by the question's id."""
    return view(page, "result").locator(f"form[data-question*='\"{name}\"']")


def mark_written(page: Page, full: bool = True) -> None:
    """Mark one's own written answers, one after another, and make the result final."""
    panel = page.locator("[data-marking]")
    expect(panel).to_be_visible()
    while unmarked := page.locator("details[data-status='unmarked']").count():
        act(panel, "next-unmarked").click()
        row = page.locator("details:has(:focus)")
        expect(row.locator(".scheme")).to_be_visible()
        for box in row.locator(".scheme input").all():
            tick(box)
        expect(page.locator("details[data-status='unmarked']")).to_have_count(unmarked - 1)
        if not full:
            for box in row.locator(".scheme input").all():
                tick(box, on=False)
    act(panel, "finish-marking").click()
    expect(panel).to_be_hidden()


# --- storage -------------------------------------------------------------------------------------------------------


def records(page: Page, kind: str, name: str = DATABASE) -> list[dict[str, Any]]:
    """Return what is stored of a kind."""
    found: list[dict[str, Any]] = page.evaluate(READ, [name, kind])
    return found


def store(page: Page, kind: str, items: list[Any], name: str = DATABASE) -> None:
    """Put records into the storage, past the site's own script."""
    page.evaluate(WRITE, [name, kind, items])


def answers_kept(page: Page) -> dict[int, Any]:
    """Return the stored response to each question, by number from 1: those among them that are not in their place yet."""
    late = [entry["record"] for entry in records(page, "late") if entry["kind"] == "responses"]
    in_order = sorted([*records(page, "responses"), *late], key=lambda record: record["answered"])
    return {record["number"] + 1: record["response"] for record in in_order}


def leave(visitor: Visitor, page: Page) -> Page:
    """Go to an address of the site's origin that has no script, and so no hand in the storage."""
    address = f"{visitor.home}nothing-here.html"
    visitor.context.route(address, lambda route: route.fulfill(body="<title>-</title>", content_type="text/html"))
    page.goto(address)
    return page


def plain_page(visitor: Visitor) -> Page:
    """Open such an address in a new tab."""
    return leave(visitor, visitor.context.new_page())
