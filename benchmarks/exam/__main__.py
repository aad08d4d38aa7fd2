"""Measure the mock exam in a real Chromium: `python -m benchmarks.exam`. What is measured, and how, is in README.md."""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.browser import chromium
from tests.browser.static_server import serving

from benchmarks.exam.course import QUESTIONS, write_course
from lecprep.build import build

SHAPES = ((100, 20), (20, 100))
SLOWER = 4
REPEATS = 8
START_LIMIT, SAVE_LIMIT = 200.0, 16.0
PRESSED = 80  # milliseconds that a finger stays on what it presses
READ = 2000  # milliseconds that a student looks at the paper's front page
HOME = "/course/"

# Notes when a question, or the floor's text, is there to be seen: after the frame that painted it.
WATCH = """(() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => { window.shownAt = performance.now(); };
    const look = () => {
        const what = document.querySelector('[data-sheet] form.q, #floor:not(:empty)');
        if (what?.checkVisibility()) painted.port2.postMessage(null);
        else requestAnimationFrame(look);
    };
    window.watchForQuestion = () => { window.shownAt = 0; requestAnimationFrame(look); };
    window.watchForQuestion();
    addEventListener('click', (event) => { window.clickedAt ||= event.timeStamp; }, { capture: true });
})();"""

SAVED = """() => {
    const flag = document.querySelector('[data-lp="exam-saved"]');
    const times = (window.times = []);
    let click = null;
    let wasUnsaved = false;
    addEventListener('click', (event) => {
        if (event.target.closest('.opt label, .opt input, #floor-save')) click ??= { at: event.timeStamp, arrived: performance.now() };
    }, { capture: true });
    new MutationObserver(() => {
        if (flag.dataset.saved !== 'true') wasUnsaved = true;
        else if (wasUnsaved && click) {
            const now = performance.now();
            times.push([now - click.arrived, now - click.at]);
            click = null;
            wasUnsaved = false;
        }
    }).observe(flag, { attributes: true, attributeFilter: ['data-saved'] });
}"""

# The floor: no more than a page must do that shows one question of the same records, and that saves one answer.
FLOOR = """<!doctype html><meta charset="utf-8"><title>Floor</title><p id="floor"></p>
<button id="floor-save">Save</button><span data-lp="exam-saved" data-saved="true">Saved</span><script>
const opening = indexedDB.open('lecprep:/course/');
opening.onsuccess = () => {
    const database = opening.result;
    const id = location.hash.slice(1);
    const reading = database.transaction(['papers', 'attempts', 'responses']);
    const ask = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    Promise.all([
        ask(reading.objectStore('papers').get(id)),
        ask(reading.objectStore('attempts').get(id)),
        ask(reading.objectStore('responses').getAll(IDBKeyRange.bound(`${id}/`, `${id}/~`))),
    ]).then(([paper, attempt, responses]) => {
        document.querySelector('#floor').textContent = paper.questions[attempt.current].stem;
        window.like = responses.at(-1) ?? { id: 'x/0', response: [1] };
    });
    let number = 0;
    document.querySelector('#floor-save').onclick = () => {
        const flag = document.querySelector('[data-lp="exam-saved"]');
        flag.dataset.saved = 'false';
        const writing = database.transaction('responses', 'readwrite');
        writing.objectStore('responses').put({ ...window.like, id: `floor/${number += 1}` });
        writing.oncomplete = () => { flag.dataset.saved = 'true'; };
    };
};
</script>"""


def main() -> int:
    """Build each course, measure, print; never judge."""
    path = chromium.find()
    if not path:
        print("The benchmark needs a Chromium: python -m tests.browser.chromium")
        return 2
    print(f"{QUESTIONS} questions drawn of 2,000, CPU slowed {SLOWER} times, {REPEATS} runs each; milliseconds\n")
    with sync_playwright() as play:
        for lectures, each in SHAPES:
            with tempfile.TemporaryDirectory() as folder:
                root = write_course(Path(folder) / "course", lectures=lectures, each=each)
                before = time.perf_counter()
                checked, written = build(root, root / "site")
                assert written, checked.diagnostics
                page_size = len(gzip.compress((root / "site" / "mock-exam.html").read_bytes(), 9))
                pieces = [len(gzip.compress(file.read_bytes(), 9)) for file in (root / "site" / "questions").iterdir()]
                print(
                    f"{lectures} lectures of {each} questions: built in {time.perf_counter() - before:.1f} s; mock-exam.html with its bank "
                    f"{page_size / 1000:.1f} KB gzipped, pieces {sum(pieces) / len(pieces) / 1000:.1f} KB each"
                )
                (root / "site" / "floor.html").write_text(FLOOR, encoding="utf-8")
                with (
                    serving(root / "site", HOME) as home,
                    play.chromium.launch_persistent_context(
                        Path(folder) / "profile", executable_path=path, args=chromium.arguments()
                    ) as context,
                ):
                    context.add_init_script(WATCH)
                    measure(context, home)
    return 0


def measure(context: BrowserContext, home: str) -> None:
    """Measure one course and print its table."""
    starts, hasty = ([start_of(context, home, patience) for _ in range(REPEATS)] for patience in (READ, 0))
    page = slowed(context)
    page.goto(home + "mock-exam.html")
    begin(page, READ)
    attempt = running(page)
    reloads = [load_of(page, f"{home}mock-exam.html#a={attempt}") for _ in range(REPEATS)]
    saves = {rate: at_speed(page, rate, saves_of) for rate in (SLOWER, 1)}
    slow_down(page, SLOWER)
    floor_loads = [load_of(page, f"{home}floor.html#{attempt}") for _ in range(REPEATS)]
    floor_saves = {rate: at_speed(page, rate, floor_saves_of) for rate in (SLOWER, 1)}
    page.close()
    print(f"  {'':46}{'median':>8}{'p95':>8}{'max':>8}{'limit':>8}{'floor':>8}{'ratio':>8}")
    row("Start pressed → question painted", starts, START_LIMIT, floor_loads)
    row("  pressed as soon as it is there", hasty, START_LIMIT, floor_loads)
    row("load event → question, on reload", reloads, START_LIMIT, floor_loads)
    for rate in saves:
        for i, since in enumerate(("click in the page", "mouse button up")):
            at = f"{since} → shown as saved" + (f", CPU ÷ {rate}" if rate > 1 else "")
            row(at, [times[i] for times in saves[rate]], SAVE_LIMIT, [times[i] for times in floor_saves[rate]])
    print()


def row(name: str, times: Sequence[float], limit: float | None = None, floor: Sequence[float] | None = None) -> None:
    """Print a line of the table; the floor and the ratio are of medians."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    line = f"  {name:46}{statistics.median(ordered):8.1f}{p95:8.1f}{ordered[-1]:8.1f}"
    if limit is not None and floor:
        base = statistics.median(floor)
        ratio = f"{statistics.median(ordered) / base:8.1f}" if base > 0 else f"{'-':>8}"
        line += f"{limit:8.0f}{base:8.1f}{ratio}"
    print(line)


def slow_down(page: Page, rate: int) -> None:
    """Slow the page's processor down so many times."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def slowed(context: BrowserContext) -> Page:
    """Open a page whose processor is slowed down."""
    page = context.new_page()
    slow_down(page, SLOWER)
    return page


def at_speed(page: Page, rate: int, measured: Callable[[Page], list[list[float]]]) -> list[list[float]]:
    """Measure on a processor that is slowed down so many times."""
    slow_down(page, rate)
    return measured(page)


def value(page: Page, expression: str) -> float:
    """Wait until a number of the page is there, and return it."""
    for _ in range(600):
        found: Any = page.evaluate(expression)
        if found:
            return float(found)
        page.wait_for_timeout(50)
    raise TimeoutError(expression)


def begin(page: Page, patience: float) -> float:
    """Press Start after some milliseconds; return how long it took until the question was painted."""
    page.locator('[data-lp="exam-form"]').wait_for()
    page.wait_for_timeout(patience)
    page.evaluate("() => { window.clickedAt = 0; window.watchForQuestion(); }")
    page.locator('[data-lp="exam-start"]').click()
    return value(page, "window.shownAt && window.shownAt - window.clickedAt")


def start_of(context: BrowserContext, home: str, patience: float) -> float:
    """Begin a new exam on a new page, measure it, and hand it in."""
    page = slowed(context)
    page.goto(home + "mock-exam.html", wait_until="load")
    taken = begin(page, patience)
    page.locator('[data-lp="exam-submit"]').click()
    page.locator('[data-lp="exam-submit-confirm"]').click()
    page.locator('[data-in="result"]').wait_for()
    page.close()
    return taken


def running(page: Page) -> str:
    """Return the id of the exam that is under way."""
    attempt: str = page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open('lecprep:/course/');
            opening.onsuccess = () => {
                const all = opening.result.transaction('attempts').objectStore('attempts').getAll();
                all.onsuccess = () => { opening.result.close(); done(all.result.find(({ state }) => state === 'sitting').id); };
            };
        })"""
    )
    return attempt


def load_of(page: Page, address: str) -> float:
    """Load a page anew; return the time from its load event to the first question, not less than nothing."""
    page.goto("about:blank")
    page.goto(address, wait_until="load")
    value(page, "window.shownAt")
    after_load: float = page.evaluate("window.shownAt - performance.getEntriesByType('navigation')[0].loadEventStart")
    return max(0.0, after_load)


def saves_of(page: Page) -> list[list[float]]:
    """Choose an answer in the choice questions of the paper, one after another, until there are enough."""
    rows = page.locator("[data-omr] [data-rows] button")
    numbers = [n for n in range(rows.count()) if rows.nth(n).locator("i").count()]
    assert numbers

    def choose(click: int) -> None:
        rows.nth(numbers[click % len(numbers)]).click()
        page.locator("[data-sheet] .opt:not(:has(:checked)) label").first.click(delay=PRESSED)

    return clicks(page, choose, QUESTIONS)


def floor_saves_of(page: Page) -> list[list[float]]:
    """Save so many answers on the floor's page."""
    return clicks(page, lambda _: page.locator("#floor-save").click(delay=PRESSED), QUESTIONS)


def clicks(page: Page, press: Callable[[int], None], count: int) -> list[list[float]]:
    """Press so often, each time when the one before is saved; return how long each took to be shown as saved, by both clocks."""
    page.evaluate(SAVED)
    for click in range(count):
        press(click)
        value(page, f"window.times.length === {click + 1}")
    times: list[list[float]] = page.evaluate("window.times")
    return times


if __name__ == "__main__":
    sys.exit(main())
