"""The server for writing: an edit is on screen, bad input does not end it, and it answers nobody else."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import until
from tests.conftest import REPOSITORY, MakeCourse

LECTURE = "# Tuning\n\n## First words\n\nText.\n"


class Server:
    """A running `lecprep serve`, what it has said so far, and its port."""

    def __init__(self, root: Path, port: int) -> None:
        command = [sys.executable, "-u", "-m", "lecprep", "serve", str(root), "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = ""
        self._news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()
        self.hears("Your course is at")
        found = re.search(r"localhost:(\d+)", self.said)
        assert found
        self.port = int(found[1])

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._news:
                self.said += line
                self._news.notify_all()

    def hears(self, words: str) -> None:
        """Wait until the server has said something."""
        with self._news:
            assert self._news.wait_for(lambda: words in self.said, timeout=60), self.said

    def ask(self, method: str, path: str, host: str = "") -> tuple[int, bytes, dict[str, str]]:
        """Send a request as any program could."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, headers={"Host": host or f"localhost:{self.port}"})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body, dict(response.getheaders())


@pytest.fixture
def start() -> Iterator[Callable[[Path, int], Server]]:
    """Start servers that end with the test, by Ctrl-C and without a traceback."""
    servers: list[Server] = []

    def begin(root: Path, port: int) -> Server:
        servers.append(Server(root, port))
        return servers[-1]

    yield begin
    for server in servers:
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=60)
        assert server.process.stdout
        server.process.stdout.close()
        assert "Traceback" not in server.said


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_edit_is_on_screen_and_a_mistake_does_not_end_it(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """Save, look, break it, read what is wrong in the terminal, mend it, look again."""
    root = make_course({"lectures/01.md": LECTURE})
    server = start(root, a_free_port())
    page = browser.new_page()
    page.goto(f"http://localhost:{server.port}/lectures/01.html")
    heading = page.get_by_role("heading", level=2).first
    expect(heading).to_contain_text("First words")
    file = root / "content" / "lectures" / "01.md"
    for words in ("Second words", "Third words", "Fourth words"):
        file.write_text(LECTURE.replace("First words", words), encoding="utf-8")
        expect(heading).to_contain_text(words)
    file.write_text("---\ntitle: [\n---\n", encoding="utf-8")
    server.hears("error[yaml-syntax]")
    file.write_text(LECTURE.replace("First words", "Last words"), encoding="utf-8")
    expect(heading).to_contain_text("Last words")
    page.close()


QUESTIONS = "".join(
    f"### Q{i} {{#q{i}}}\n\nWhich {i}?\n\n- [x] This\n- [ ] That\n\nBecause of {i}.\n\n" for i in range(30)
)
LONG = LECTURE + "\n## Practice questions\n\n" + QUESTIONS


def open_page(server: Server, browser: Browser, path: str) -> Page:
    """Open a page that listens by the time it is given back, and would not survive a reload unnoticed."""
    page = browser.new_page()
    told: list[object] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(frame)))
    page.goto(f"http://localhost:{server.port}{path}")
    until(page, lambda: told, "the page is told nothing")
    page.evaluate("window.wasNotReloaded = true")
    return page


def was_reloaded(page: Page) -> bool:
    return not page.evaluate("window.wasNotReloaded === true")


def test_a_reload_leaves_the_reader_where_he_was(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """Scrolled to a question whose answer is open, when a paragraph is written far above it."""
    root = make_course({"lectures/01.md": LONG})
    page = open_page(start(root, a_free_port()), browser, "/lectures/01.html")
    answers = page.locator("details.answer")
    answers.nth(20).evaluate("it => { it.open = true; it.scrollIntoView({block: 'center', behavior: 'instant'}); }")
    before = answers.nth(20).bounding_box()
    more = "More of this. " * 200
    (root / "content/lectures/01.md").write_text(LONG.replace("Text.", f"Text.\n\n{more}"), encoding="utf-8")
    expect(page.get_by_text("More of this.")).to_be_attached()
    page.wait_for_load_state()
    assert was_reloaded(page)
    expect(answers.nth(20)).to_have_attribute("open", "")
    expect(page.locator("details.answer[open]")).to_have_count(1)
    expect(answers.nth(20)).to_be_in_viewport()

    def is_at_its_place() -> bool:
        after = answers.nth(20).bounding_box()
        return before is not None and after is not None and abs(before["y"] - after["y"]) < 5

    until(page, is_at_its_place, "the reader is elsewhere")
    page.close()


def test_styles_and_images_change_without_a_reload(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """And a page that shows nothing of what was edited is left alone."""
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"><rect width="9" height="9"/></svg>'
    style = (REPOSITORY / "static/css/tokens.css").read_text("utf-8")
    root = make_course(
        {
            "lectures/01.md": LECTURE + "\n![A square.](../images/a.svg)\n",
            "lectures/02.md": "# Other\n\nOther words.\n",
            "images/a.svg": square.format(20),
        }
    )
    own = root / "static" / "css" / "tokens.css"
    own.parent.mkdir(parents=True)
    own.write_text(style, encoding="utf-8")
    page = open_page(start(root, a_free_port()), browser, "/lectures/01.html")
    own.write_text(style + "\n:root { --added: 7; }\n", encoding="utf-8")
    added = "getComputedStyle(document.documentElement).getPropertyValue('--added').trim()"
    expect(page.locator("html")).to_have_css("--added", "7")
    assert page.evaluate(added) == "7"
    assert page.locator("link[rel=stylesheet]").count() == 1
    (root / "content/images/a.svg").write_text(square.format(20).replace('"9" height="9"', '"8" height="8"'), "utf-8")
    expect(page.locator("main img")).to_have_attribute("src", re.compile("build="))
    (root / "content/lectures/02.md").write_text("# Other\n\nNew words.\n", encoding="utf-8")
    other = browser.new_page()
    other.goto(page.url.replace("01", "02"))
    expect(other.get_by_text("New words.")).to_be_visible()
    assert not was_reloaded(page)
    other.close()
    page.close()


def test_mistakes_are_shown_over_the_page_until_they_are_mended(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """In a lecture, with its line; and in a template, while the last good page stays below."""
    root = make_course({"lectures/01.md": LECTURE})
    page = open_page(start(root, a_free_port()), browser, "/lectures/01.html")
    said = page.get_by_role("alert")
    file = root / "content/lectures/01.md"
    file.write_text(LECTURE + "\nSee [nothing](02-nothing.md).\n", encoding="utf-8")
    expect(said).to_contain_text("lectures/01.md:7")
    expect(said).to_contain_text("there is no lecture lectures/02-nothing.md")
    file.write_text("---\ntitle: [\n---\n", encoding="utf-8")
    expect(said).to_contain_text("lectures/01.md:2")
    file.write_text(LECTURE, encoding="utf-8")
    expect(said).to_have_count(0)
    template = root / "templates" / "components" / "site-footer.html"
    template.parent.mkdir(parents=True)
    whole = (REPOSITORY / "templates/components/site-footer.html").read_text("utf-8")
    template.write_text("{% macro site_footer(site) %}{{ no.such.thing }}{% endmacro %}", encoding="utf-8")
    expect(said).to_contain_text("site-footer.html:1")
    expect(page.get_by_text("Text.")).to_be_visible()
    template.write_text(whole.replace("</footer>", "<b>Mended</b></footer>"), encoding="utf-8")
    expect(page.get_by_text("Mended")).to_be_visible()
    expect(said).to_have_count(0)
    page.close()


def test_a_course_that_cannot_be_shown_yet_is_waited_for(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """Begun before its first lecture is written; the page is there as soon as that is."""
    root = make_course({"course.yml": "title: C\n"})
    page = open_page(start(root, a_free_port()), browser, "/")
    expect(page.get_by_text("nothing to show yet")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("there is no lecture in this folder")
    file = root / "content/lectures/01.md"
    file.parent.mkdir()
    file.write_text(LECTURE, encoding="utf-8")
    expect(page.get_by_role("link", name="Tuning").first).to_be_visible()
    page.close()


def test_a_save_of_many_files_is_one_build_and_no_edit_is_lost(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """Ten files at once; then edit after edit, faster than they can be shown, of which the last is on screen."""
    lectures = {f"lectures/{i:02}.md": f"# L{i}\n\n## Part {{#p}}\n\nVersion 0.\n" for i in range(1, 11)}
    root = make_course(lectures)
    server = start(root, a_free_port())
    page = open_page(server, browser, "/lectures/05.html")
    # However busy the machine is, the server sees them all at once.
    server.process.send_signal(signal.SIGSTOP)
    for name, text in lectures.items():
        (root / "content" / name).write_text(text.replace("Version 0", "Version 1"), encoding="utf-8")
    server.process.send_signal(signal.SIGCONT)
    expect(page.get_by_text("Version 1.")).to_be_visible()
    until(page, lambda: server.said.count("built in") > 1, "it does not say so")
    assert server.said.count("built in") == 2
    file, text = root / "content/lectures/05.md", lectures["lectures/05.md"]
    for version in range(2, 52):
        file.write_text(text.replace("Version 0", f"Version {version}"), encoding="utf-8")
        page.wait_for_timeout(version * 7 % 60)
        if version % 10 == 1:
            expect(page.get_by_text(f"Version {version}.")).to_be_visible()
    page.close()


def test_a_course_below_a_path_is_served_below_it(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """As its host will: links that only work at the top are seen at once."""
    root = make_course({"lectures/01.md": LECTURE, "course.yml": "title: C\nurl: https://example.org/genai/\n"})
    server = start(root, a_free_port())
    assert f"localhost:{server.port}/genai/" in server.said
    status, _, headers = server.ask("GET", "/")
    assert (status, headers["Location"]) == (302, "/genai/")
    assert server.ask("GET", "/lectures/01.html")[0] == 404
    page = open_page(server, browser, "/genai/lectures/no/such/page.html")
    page.get_by_role("link", name="Home").first.click()
    expect(page).to_have_url(f"http://localhost:{server.port}/genai/index.html")
    page.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a machine has one address of its own")
def test_it_answers_on_one_address(make_course: MakeCourse, start: Callable[[Path, int], Server]) -> None:
    """Nobody else in the network sees what is being written."""
    server = start(make_course({"lectures/01.md": LECTURE}), a_free_port())
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", server.port), timeout=5):
        pass


def test_it_answers_get_and_head_of_those_who_know_its_name(
    make_course: MakeCourse, start: Callable[[Path, int], Server]
) -> None:
    """Another host name, another method, another folder: nothing. A page that is not there: the 404 page."""
    server = start(make_course({"lectures/01.md": LECTURE}), a_free_port())
    assert server.ask("GET", "/")[0] == 200
    assert server.ask("GET", "/lectures/01")[0] == 200
    status, body, headers = server.ask("HEAD", "/lectures/01.html")
    assert (status, body, headers["Cache-Control"]) == (200, b"", "no-store")
    assert "Access-Control-Allow-Origin" not in headers
    assert server.ask("GET", "/", host="evil.example")[0] == 403
    assert server.ask("POST", "/")[0] == 405
    for path in ("/nowhere", "/../pyproject.toml", "/..%2f..%2fetc/passwd", "/%00", "/lectures/"):
        status, body, _ = server.ask("GET", path)
        assert status in (400, 404), path
        assert b"root:" not in body


def test_a_busy_port_gives_way_to_the_next(make_course: MakeCourse, start: Callable[[Path, int], Server]) -> None:
    """And says so."""
    root = make_course({"lectures/01.md": LECTURE})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = start(root, port)
        assert f"Port {port} is taken" in server.said
        assert server.port > port


def test_what_was_just_written_can_be_searched(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """The index is made when somebody searches, so that no reload waits for it."""
    root = make_course({"lectures/01.md": LECTURE})
    page = open_page(start(root, a_free_port()), browser, "/lectures/01.html")
    (root / "content/lectures/01.md").write_text(LECTURE.replace("First words", "Estuaries"), encoding="utf-8")
    expect(page.get_by_role("heading", name="Estuaries")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("estuary")
    expect(page.locator(".hit a")).to_have_text("1 Estuaries")
    page.close()


def test_remarks_on_a_page_wait_in_its_corner_and_go_away_when_mended(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """By their page, folded and by keyboard; opened once, they stay open through an edit."""
    question = "\n## Practice questions\n\n### Q {#q}\n\nWhat fits?\n\n- [ ] Text\n- [ ] Code\n- [x] All of the above\n"
    root = make_course({"lectures/01.md": LECTURE + question, "lectures/02.md": "# Other\n\nText.\n"})
    server = start(root, a_free_port())
    other = open_page(server, browser, "/lectures/02.html")
    page = open_page(server, browser, "/lectures/01.html")
    corner = page.get_by_role("complementary", name="Remarks on this page")
    summary = corner.get_by_text("1 remark on this page")
    expect(summary).to_be_visible()
    expect(corner.get_by_text("is solved by knowing two")).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(corner.get_by_text("is solved by knowing two")).to_be_visible()
    expect(corner.get_by_text("lectures/01.md:15:7")).to_be_visible()
    expect(other.locator("#lecprep-remarks")).to_have_count(0)
    file = root / "content/lectures/01.md"
    file.write_text(
        LECTURE + question + "\n### P {#p}\n\nWhat else?\n\n- [x] Text\n- [ ] None of these\n", encoding="utf-8"
    )
    expect(corner.get_by_text("2 remarks on this page")).to_be_visible()
    expect(corner.get_by_text("is solved by knowing two")).to_be_visible()
    file.write_text(LECTURE, encoding="utf-8")
    expect(corner).to_have_count(0)
    page.close()
    other.close()


def test_remarks_on_the_bank_come_after_the_page_and_go_away_when_mended(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """The right choice is always B, in one lecture: said there, without a reload, and in the terminal."""
    always_b = "".join(
        f"### Q{word} {{#q-{word}}}\n\nWhich {word} fits?\n\n- [ ] Salty {word}\n- [x] Sandy {word}\n\n"
        for word in ("alga", "bass", "clam", "dace", "eel", "fish", "gull", "hake")
    )
    text = LECTURE + "\n## Practice questions\n\n" + always_b
    root = make_course({"lectures/01.md": text, "lectures/02.md": "# Other\n\nText.\n"})
    server = start(root, a_free_port())
    other = open_page(server, browser, "/lectures/02.html")
    page = open_page(server, browser, "/lectures/01.html")
    corner = page.get_by_role("complementary", name="Remarks on this page")
    corner.get_by_text("1 remark on this page").click()
    expect(corner.get_by_text("the right choice is B in 8 of 8 questions")).to_be_visible()
    server.hears("warning[key-position]")
    assert not was_reloaded(page)
    expect(other.locator("#lecprep-remarks")).to_have_count(0)
    file = root / "content/lectures/01.md"
    file.write_text(text.replace("Text.", "Other text."), encoding="utf-8")
    expect(page.get_by_text("Other text.")).to_be_visible()
    expect(corner.get_by_text("the right choice is B in 8 of 8 questions")).to_be_visible()
    first, second, rest = text.partition("### Qeel")
    swapped = re.sub(r"(- \[ \].*\n)(- \[x\].*\n)", r"\2\1", second + rest)
    file.write_text(first + swapped, encoding="utf-8")
    expect(corner).to_have_count(0)
    page.close()
    other.close()


def test_a_mistake_is_read_out_once(
    make_course: MakeCourse, start: Callable[[Path, int], Server], browser: Browser
) -> None:
    """A page that is told of it again, with another edit or when the bank has been reviewed, makes no new alert of it."""
    root = make_course({"lectures/01.md": LECTURE, "lectures/02.md": "# Other\n\nText.\n"})
    server = start(root, a_free_port())
    page = browser.new_page()
    told: list[object] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(frame)))
    page.goto(f"http://localhost:{server.port}/lectures/02.html")
    file = root / "content/lectures/01.md"
    file.write_text(LECTURE + "[x](nowhere.md)\n", encoding="utf-8")
    panel = page.get_by_role("alert")
    expect(panel.get_by_text("lectures/01.md")).to_be_visible()
    panel.evaluate("it => { it.isTheFirst = true; }")
    before = len(told)
    file.write_text(LECTURE + "[x](nowhere.md) Edited.\n", encoding="utf-8")
    for _ in range(200):
        if len(told) > before + 1:
            break
        page.wait_for_timeout(50)
    assert len(told) > before + 1
    assert panel.evaluate("it => it.isTheFirst === true")
    page.close()
