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
from playwright.sync_api import Browser, expect

from tests.conftest import MakeCourse

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
            assert self._news.wait_for(lambda: words in self.said, timeout=20), self.said

    def ask(self, method: str, path: str, host: str = "") -> tuple[int, bytes, dict[str, str]]:
        """Send a request as any program could."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
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
        server.process.wait(timeout=10)
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
