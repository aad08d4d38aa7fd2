"""What many tests use: a course written from texts, and the cases that stand in files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parents[1]
CASES = REPOSITORY / "tests" / "cases"

MakeCourse = Callable[..., Path]

# For tests of work that several processes share.
needs_forks = pytest.mark.skipif(
    not hasattr(os, "fork") or sys.platform == "darwin", reason="there is one process here"
)

# The same texts in each run: a change is judged by what it changed. Others are tried by `pytest --hypothesis-profile=default`.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in a browser that fails is tried once more, and the summary names it: a busy machine is no wrong page."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another has left behind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """Write files (path → text or bytes) into a new course folder and return it."""

    def make(files: Mapping[str, str | bytes], name: str = "course") -> Path:
        root = tmp_path / name
        for path, text in files.items():
            file = root / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        (root / "content").mkdir(parents=True, exist_ok=True)
        return root

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; without one these tests fail in CI and are skipped elsewhere."""
    path = chromium.find()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must test in a Chromium, and there is none: run `python -m tests.browser.chromium`")
        pytest.skip("no Chromium: set CHROMIUM to the path of one, or run `make test`")
    from playwright.sync_api import expect, sync_playwright

    # Several browsers at once on a small machine: what shows after seven seconds is slow there, not wrong.
    expect.set_options(timeout=20_000)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=chromium.arguments())
        yield browser
        browser.close()
