"""Reading offline: the network is cut, versions follow each other, downloads break off, and other sites are left alone."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lecprep import offline
from lecprep.build import build
from tests.browser.conftest import DESKTOP, PHONE, SUB_PATH, TABLET, Visitor, until
from tests.browser.exam_pages import hand_in, hook, saved, sit
from tests.browser.test_pages import PAGES
from tests.conftest import MakeCourse

Visit = Callable[..., Visitor]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="{0}" height="9"/></svg>'
LECTURE = (
    "# Rivers\n\n## Bends {#bends}\n\nThe first version.\n\n![A bend](../images/bend.svg)\n\n## Practice questions\n\n"
    "### Speed {#speed}\n\nWhere is it fast?\n\n- [x] Outside\n- [ ] Inside\n"
)
COURSE = "title: Rivers\nexams:\n  - {id: rivers, title: Rivers alone, minutes: 20, draw: [{lecture: rivers, questions: 1}]}\n"


class Host:
    """A server of one folder, under a path; `broken` are files that it does not give, `cut` closes it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.broken: set[str] = set()
        self.asked: list[str] = []
        self.age = 600  # seconds for which a browser need not ask again
        host = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0].removeprefix(SUB_PATH)
                host.asked.append(path)
                # This server counts in seconds, and versions follow each other faster here.
                del self.headers["If-Modified-Since"]
                if any(part in path for part in host.broken if part):
                    self.send_error(503)
                    return
                super().do_GET()

            def end_headers(self) -> None:
                self.send_header("Cache-Control", f"max-age={host.age}")
                super().end_headers()

            def translate_path(self, path: str) -> str:
                inside = path.removeprefix(SUB_PATH) if path.startswith(SUB_PATH) else "nowhere"
                return super().translate_path("/" + inside)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(root)))
        self.address = f"http://127.0.0.1:{self.server.server_port}{SUB_PATH}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host() -> Iterator[Callable[[Path], Host]]:
    """Serve folders until the test ends."""
    hosts: list[Host] = []

    def begin(root: Path) -> Host:
        hosts.append(Host(root))
        return hosts[-1]

    yield begin
    for each in hosts:
        each.cut()


def come(visit: Visit, host: Host, **options: Any) -> Visitor:
    """Begin a visit in a browser that keeps what it is given; faults of the network are no faults of the page's."""
    visitor = visit(host.root, home=host.address, service_workers="allow", **options)
    assert isinstance(visitor, Visitor)
    return visitor


def kept(visitor: Visitor, path: str = "index.html") -> Page:
    """Open a page and wait until the site is kept."""
    page = visitor.open(path)
    page.evaluate(
        "new Promise(done => { const { serviceWorker } = navigator;"
        " serviceWorker.controller ? done() : serviceWorker.addEventListener('controllerchange', () => done()); })"
    )
    return page


def is_installing(page: Page) -> bool:
    """Tell whether a version is being fetched."""
    found = page.evaluate("navigator.serviceWorker.getRegistration().then(({ installing }) => installing !== null)")
    return bool(found)


def cut(visitor: Visitor, host: Host) -> None:
    """Cut the network, both in the browser and at the other end."""
    visitor.context.set_offline(True)
    host.cut()


def choose_the_first(page: Page) -> None:
    """Give an answer, and wait until it is kept."""
    page.locator("[data-sheet] .opt input").first.check(force=True)
    saved(page)


def version(root: Path, words: str, **options: Any) -> None:
    """Publish another version of the small course."""
    (root / "content" / "lectures" / "rivers.md").write_text(LECTURE.replace("first version", words), "utf-8")
    _, written = build(root, root / "site", **options)
    assert written


@pytest.fixture
def rivers(make_course: MakeCourse) -> Path:
    """A small course, published."""
    root = make_course({"course.yml": COURSE, "images/bend.svg": SVG.format(1), "lectures/rivers.md": LECTURE})
    version(root, "first version")
    return root


def test_with_the_network_cut_every_page_is_there(site: Path, visit: Visit, host: Callable[[Path], Host]) -> None:
    """With its images, its scripts and its styles; at addresses as hosts write them, too; and the search."""
    server = host(site)
    visitor = come(visit, server)
    kept(visitor).close()
    cut(visitor, server)
    for path in (*PAGES, "exams/quick.html", "", "glossary", "lectures/14-fine-tuning", "index.html?from=a-friend"):
        page = visitor.open(path)
        expect(page.locator("h1").locator("visible=true").first).to_be_visible()
        assert page.evaluate("document.styleSheets.length") > 0
        broken = "[...document.images].filter(image => image.complete && !image.naturalWidth).length"
        page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
        assert page.evaluate(broken) == 0, path
        page.close()
    page = visitor.open()
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("retrieval augmented")
    expect(page.locator(".hit a").first).to_be_visible()


def test_with_the_network_cut_a_whole_exam_is_sat(rivers: Path, visit: Visit, host: Callable[[Path], Host]) -> None:
    """Set, answered, handed in, marked."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    kept(visitor).close()
    cut(visitor, server)
    page = sit(visitor, "rivers")
    choose_the_first(page)
    hand_in(page)
    expect(hook(page, "exam-result")).to_be_visible()
    page.reload()
    expect(hook(page, "exam-result")).to_be_visible()


def test_with_the_network_cut_cards_are_reviewed(site: Path, visit: Visit, host: Callable[[Path], Host]) -> None:
    """Of any lecture; what was answered is there again, on the home page and in the progress, too."""
    server = host(site)
    visitor = come(visit, server)
    kept(visitor).close()
    cut(visitor, server)
    page = visitor.open("review.html")
    for left in (15, 14, 13):
        expect(page.locator("[data-f=new]")).to_have_text(str(left))
        page.locator(".index-body:not([inert]) details.answer > summary").click()
        page.locator(".rate [data-rating]:visible").first.click()
        expect(page.locator(".rate")).to_be_hidden()
    expect(visitor.open().locator("[data-box=cards]:visible")).to_contain_text("Cards for today")
    expect(visitor.open("progress.html").locator("[data-f=cards-seen]")).to_have_text("3")


def test_a_new_version_is_offered_and_shows_when_it_is_accepted(
    rivers: Path, visit: Visit, host: Callable[[Path], Host]
) -> None:
    """Until then the old one stays, whole; and only what changed is fetched."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    kept(visitor).close()
    version(rivers, "second version")
    server.asked.clear()
    page = visitor.open("lectures/rivers.html")
    expect(page.get_by_text("The first version.")).to_be_visible()
    offer = page.get_by_role("region", name="New version")
    expect(offer).to_be_visible(timeout=15_000)
    fetched = set(server.asked)
    assert "lectures/rivers.html" in fetched and "images/bend.svg" not in fetched and "glossary.html" not in fetched
    other = visitor.open("lectures/rivers.html")
    expect(other.get_by_text("The first version.")).to_be_visible()
    page.bring_to_front()
    offer.get_by_role("button", name="Show the new version").click()
    expect(page.get_by_text("The second version.")).to_be_visible(timeout=15_000)
    expect(offer).to_be_hidden()
    # Nobody pulled the other page from under its reader; when it is loaded again, it is new.
    expect(other.get_by_text("The first version.")).to_be_visible()
    cut(visitor, server)
    other.reload()
    expect(other.get_by_text("The second version.")).to_be_visible()


def test_who_does_not_want_it_now_is_not_asked_again_in_this_tab(
    rivers: Path, visit: Visit, host: Callable[[Path], Host]
) -> None:
    """It comes by itself when all tabs have been closed."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    kept(visitor).close()
    version(rivers, "second version")
    page = visitor.open("lectures/rivers.html")
    page.get_by_role("button", name="Later").click(timeout=15_000)
    page.reload()
    page.wait_for_timeout(500)
    expect(page.get_by_role("region", name="New version")).to_be_hidden()
    expect(page.get_by_text("The first version.")).to_be_visible()


def test_a_version_that_came_by_half_is_never_shown(rivers: Path, visit: Visit, host: Callable[[Path], Host]) -> None:
    """The old one stays, and when the rest can be fetched, what came already is not fetched again."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    kept(visitor).close()
    version(rivers, "second version")
    server.broken.add("pagefind/")
    server.asked.clear()
    page = visitor.open("lectures/rivers.html")
    until(page, lambda: "lectures/rivers.html" in server.asked and not is_installing(page), "nothing was fetched")
    expect(page.get_by_role("region", name="New version")).to_be_hidden()
    visitor.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("The first version.")).to_be_visible()
    visitor.context.set_offline(False)
    server.broken.clear()
    server.asked.clear()
    page.reload()
    expect(page.get_by_role("region", name="New version")).to_be_visible(timeout=15_000)
    assert any(path.startswith("pagefind/") for path in server.asked)
    assert "lectures/rivers.html" not in server.asked


def test_a_file_of_another_version_is_not_taken_for_one_of_this(
    rivers: Path, visit: Visit, host: Callable[[Path], Host]
) -> None:
    """A host that is changed in the middle, or changes files itself, mixes nothing."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    kept(visitor).close()
    version(rivers, "second version")
    page_file = rivers / "site" / "lectures" / "rivers.html"
    page_file.write_text(page_file.read_text("utf-8").replace("second version", "third version"), "utf-8")
    server.asked.clear()
    page = visitor.open("lectures/rivers.html")
    until(page, lambda: "lectures/rivers.html" in server.asked and not is_installing(page), "nothing was fetched")
    page.reload()
    expect(page.get_by_text("The first version.")).to_be_visible()
    expect(page.get_by_role("region", name="New version")).to_be_hidden()


def test_nothing_is_offered_while_an_exam_is_sat(rivers: Path, visit: Visit, host: Callable[[Path], Host]) -> None:
    """In whatever tab; afterwards it is."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    kept(visitor).close()
    exam = sit(visitor, "rivers")
    version(rivers, "second version")
    page = visitor.open("lectures/rivers.html")
    is_waiting = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)"
    page.wait_for_function(is_waiting)
    page.wait_for_timeout(2500)
    assert page.evaluate(is_waiting)
    expect(page.get_by_role("region", name="New version")).to_be_hidden()
    choose_the_first(exam)
    hand_in(exam)
    page.reload()
    expect(page.get_by_role("region", name="New version")).to_be_visible()
    page.get_by_role("button", name="Show the new version").click()
    expect(page.get_by_text("The second version.")).to_be_visible(timeout=15_000)
    expect(hook(exam, "exam-result")).to_be_visible()


def names_of_caches(page: Page) -> list[str]:
    found = page.evaluate("caches.keys()")
    assert isinstance(found, list)
    return found


def test_other_sites_of_the_same_address_keep_what_they_have(
    rivers: Path, visit: Visit, host: Callable[[Path], Host]
) -> None:
    """Names carry the site's path, and no version but the last and the one before is kept."""
    server = host(rivers / "site")
    visitor = come(visit, server)
    page = kept(visitor)
    others = ["lecprep:/:1", "lecprep:/genai/other/:1", "lecprep:/genai-2/:1", "somebody's"]
    page.evaluate("names => Promise.all(names.map(name => caches.open(name)))", others)
    for number in ("second", "third", "fourth"):
        version(rivers, f"{number} version")
        page.goto(visitor.home + "lectures/rivers.html")
        page.get_by_role("button", name="Show the new version").click(timeout=15_000)
        expect(page.get_by_text(f"The {number} version.")).to_be_visible(timeout=15_000)
    prefix = "lecprep:/genai/:"
    until(page, lambda: sum(name.startswith(prefix) for name in names_of_caches(page)) == 2, "older versions stay")
    assert {*others} <= {*names_of_caches(page)}


def test_a_site_that_is_not_kept_any_more_is_removed_from_browsers(
    rivers: Path, visit: Visit, host: Callable[[Path], Host]
) -> None:
    """`--no-offline`: who was here before gets rid of the old one by the next visit, and of nothing else."""
    server = host(rivers / "site")
    server.age = 0
    visitor = come(visit, server)
    page = kept(visitor)
    page.evaluate("caches.open('somebody\\'s')")
    version(rivers, "second version", keep_offline=False)
    assert not (rivers / "site" / "manifest.webmanifest").exists()
    html = (rivers / "site" / "index.html").read_text("utf-8")
    assert 'rel="manifest"' not in html and "sw.js" not in html
    page.goto(visitor.home)
    until(page, lambda: names_of_caches(page) == ["somebody's"], "the old version stays")
    page.goto(visitor.home + "lectures/rivers.html")
    expect(page.get_by_text("The second version.")).to_be_visible()
    page.close()
    page = visitor.open()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert page.evaluate("navigator.serviceWorker.controller === null")


def test_what_is_beyond_the_budget_is_kept_when_it_was_seen(
    rivers: Path, visit: Visit, host: Callable[[Path], Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's phone is filled with images that nobody looks at."""
    monkeypatch.setattr(offline, "MOST_OF_IMAGES", 10)
    version(rivers, "small version")
    server = host(rivers / "site")
    visitor = come(visit, server)
    page = kept(visitor)
    assert "images/bend.svg" not in server.asked
    page.goto(visitor.home + "lectures/rivers.html")
    image = page.locator("main img")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 40)
    is_kept = "caches.match(document.querySelector('main img').src).then((found) => found !== undefined)"
    until(page, lambda: page.evaluate(is_kept), "the image is not kept")
    cut(visitor, server)
    page.reload()
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 40)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_axe_finds_nothing_in_the_offer(site: Path, visit: Visit, width: int, theme: str) -> None:
    """And it fits."""
    page = visit(site, width=width, theme=theme).open()
    page.locator('[data-lp="update"]').evaluate("notice => { notice.hidden = false; }")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_every_file_of_the_site_is_named(site: Path) -> None:
    """What is kept names every page of the site and every file that they load."""
    kept_text = (site / "sw.js").read_text("utf-8").partition("\n")[0]
    for file in site.rglob("*"):
        path = file.relative_to(site).as_posix()
        if file.is_file() and not path.startswith((".", "_", "sw.js", "robots", "sitemap")):
            assert f'"{path}":' in kept_text, path
