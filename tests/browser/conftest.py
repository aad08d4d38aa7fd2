"""A real Chromium over a site that was really built, served under a sub-path as a project page is."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from lecprep.build import build
from tests.browser.exam_course import build_course
from tests.browser.static_server import serving
from tests.conftest import CASES, REPOSITORY

SUB_PATH = "/genai/"
PHONE, TABLET, DESKTOP = 390, 820, 1440

PATIENCE = 20.0  # seconds, as long as `expect` waits

Open = Callable[..., Page]
Found = TypeVar("Found")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own course, built."""
    out = tmp_path_factory.mktemp("site")
    _, written = build(REPOSITORY, out, base_url="https://example.org" + SUB_PATH)
    assert written
    return out


@pytest.fixture(scope="session")
def kinds_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One lecture with every kind of question, built."""
    root = tmp_path_factory.mktemp("kinds")
    lectures = root / "content" / "lectures"
    lectures.mkdir(parents=True)
    (lectures / "14-kinds.md").write_text((CASES / "all-kinds.md").read_text("utf-8"), encoding="utf-8")
    checked, written = build(root, root / "site")
    assert written, checked.diagnostics
    return root / "site"


@pytest.fixture(scope="session")
def exam_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with exams of every sort, built."""
    return build_course(tmp_path_factory.mktemp("exams"))


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder under the sub-path and return its address; the same folder always at the same address."""
    with ExitStack() as servers:
        yield functools.cache(lambda root: servers.enter_context(serving(root, SUB_PATH)))


def until(page: Page, is_so: Callable[[], Found], what: str) -> Found:
    """Wait until something is so that no element shows, such as a record in the storage, and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := is_so()):
        assert time.monotonic() < deadline, what
        page.wait_for_timeout(20)
    return found


class Visitor:
    """A student's browser profile; nothing on any of its pages may go wrong, nor ask another host for anything."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.home = home
        self.faults: list[str] = []
        context.on("console", lambda m: self._said(m.type, m.text))
        context.on("weberror", lambda e: self._exception(str(e.error)))
        context.on(
            "request",
            lambda r: None if r.url.startswith((home, "data:", "blob:")) else self.faults.append(f"asks {r.url}"),
        )

    def _said(self, kind: str, text: str) -> None:
        # Playwright's own word, where this visit is to keep nothing for reading offline.
        if kind in ("error", "warning") and "Service Worker registration blocked" not in text:
            self.faults.append(f"{kind}: {text}")

    def _exception(self, message: str) -> None:
        # The browser's own word that it leaves out the fade between two pages, as it should for whoever wants no motion.
        if "Transition was" not in message:
            self.faults.append(f"exception: {message}")

    def open(self, path: str = "index.html") -> Page:
        """Open a page of the site in a new tab."""
        page = self.context.new_page()
        page.goto(self.home + path, wait_until="load")
        return page


@pytest.fixture
def visit(browser: Browser, serve: Callable[[Path], str]) -> Iterator[Callable[..., Visitor]]:
    """Begin a visit to a site: `visit(site, width=390, theme="dark", script=False)`."""
    visitors: list[Visitor] = []

    def begin(
        root: Path,
        *,
        width: int = DESKTOP,
        theme: Literal["light", "dark"] = "light",
        script: bool = True,
        home: str = "",
        **options: Any,
    ) -> Visitor:
        # Nothing is kept for reading offline unless that is what is tried.
        options = {"reduced_motion": "reduce", "service_workers": "block", **options}
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script, **options
        )
        visitors.append(Visitor(context, home or serve(root)))
        return visitors[-1]

    yield begin
    for visitor in visitors:
        visitor.context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
