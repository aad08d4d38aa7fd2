"""Measure the search in a real Chromium: `python -m benchmarks.search`. What is measured, and how, is in README.md."""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from tests.browser import chromium
from tests.browser.static_server import serving

from benchmarks.dialects import write
from lecprep.build import build, cache_of

LECTURES = 1000
EVERY = 50
MOST_QUERIES = 40
PAUSE = 100.0  # milliseconds: components/search-dialog.js
ANSWER_LIMIT, FIRST_LIMIT = 100.0, 150.0
HOME = "/course/"

# Notes when the results are in the page; the status is written last.
WATCH = """
window.shown = [];
new MutationObserver(() => shown.push(performance.now()))
  .observe(document.querySelector('.hit-count'), { childList: true, characterData: true, subtree: true });
document.querySelector('#lp-search-q').addEventListener('input', () => { window.typed = performance.now(); }, true);
"""


def queries_of(site: Path) -> list[str]:
    """Return headings of sections without their numbers, and their words."""
    found: list[str] = []
    for page in sorted((site / "lectures").glob("*.html"))[::EVERY]:
        headings = re.findall(r'<h2 id="s-[^>]*>(?:<span class="no">[^<]*</span> )?([^<]+)<', page.read_text("utf-8"))
        found += [headings[0], *(word for word in headings[0].split() if len(word) > 3)]
    return list(dict.fromkeys(found))[:MOST_QUERIES]


def compressed(context: BrowserContext, home: str, site: Path) -> dict[str, int]:
    """Count bytes on the wire by path: what hosts compress counts as it is sent. Returns a table that fills."""
    sizes: dict[str, int] = {}

    def count(route: Route) -> None:
        path = route.request.url.removeprefix(home).partition("?")[0] or "index.html"
        data = (site / path).read_bytes() if (site / path).is_file() else b""
        is_text = path.endswith((".html", ".js", ".css", ".json", ".svg"))
        sizes[path] = len(gzip.compress(data, 6)) if is_text else len(data)
        route.continue_()

    context.route("**/*", count)
    return sizes


def look_for(page: Page, query: str) -> None:
    """Type a query at once and wait for what is found."""
    page.evaluate("() => { shown.length = 0; }")
    page.locator("#lp-search-q").fill(query)
    page.locator(".hit-count:not(:empty)").wait_for()
    for _ in range(500):
        if page.evaluate("shown.length"):
            return
        page.wait_for_timeout(10)
    # The same words were said as before: nothing changed, and nothing was noted.


def first(browser: Browser, home: str, site: Path, query: str) -> float:
    """Return the KB that a first query fetches."""
    context = browser.new_context(service_workers="block")
    sizes = compressed(context, home, site)
    page = context.new_page()
    page.goto(home)
    page.wait_for_load_state("networkidle")
    before = set(sizes)
    page.keyboard.press("/")
    page.locator("#lp-search-q").fill(query)
    page.locator(".hit-count:not(:empty)").wait_for()
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(size for path, size in sizes.items() if path not in before) / 1000


def answers(browser: Browser, home: str, queries: list[str]) -> list[float]:
    """Return the milliseconds from the last letter to the results, less the pause."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(home)
    page.keyboard.press("/")
    page.locator("#lp-search-q").fill("something else")
    page.locator(".hit-count:not(:empty)").wait_for()
    page.evaluate(WATCH)
    times = []
    for query in queries:
        # The status differs from one query to the next, so that each answer is noted.
        look_for(page, "xxqq")
        look_for(page, query)
        if page.evaluate("shown.length"):
            times.append(float(page.evaluate("shown.at(-1) - typed")) - PAUSE)
    context.close()
    return times


def main() -> None:
    """Print the figures."""
    path = chromium.find()
    if path is None:
        sys.exit("There is no Chromium here. Set CHROMIUM to one's path.")
    with tempfile.TemporaryDirectory() as folder:
        root, site = Path(folder, "course"), Path(folder, "site")
        write(root, LECTURES, "author")
        seconds = {}
        for name, searchable in (("without", False), ("with", True)):
            started = time.perf_counter()
            build(root, Path(folder, name), searchable=searchable, jobs=2)
            seconds[name] = time.perf_counter() - started
        build(root, site, jobs=2, cache=cache_of(root))
        queries = queries_of(site)
        with serving(site, HOME) as home, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=path, args=chromium.arguments())
            fetched = [first(browser, home, site, query) for query in queries[:10]]
            times = answers(browser, home, queries)
            browser.close()
    print(f"{LECTURES} lectures, {len(queries)} queries, {len(times)} answers noted")
    print(
        f"first query: {statistics.median(fetched):.0f} KB in the middle, {max(fetched):.0f} KB at most (limit {FIRST_LIMIT:.0f})"
    )
    worst = max(times)
    late = sorted(times)[int(len(times) * 0.95) - 1]
    print(
        f"answer: {statistics.median(times):.0f} ms in the middle, {late:.0f} at 95 %, {worst:.0f} at most (limit {ANSWER_LIMIT:.0f})"
    )
    print(f"cold build: {seconds['with']:.1f} s with the index, {seconds['without']:.1f} s without")


if __name__ == "__main__":
    main()
