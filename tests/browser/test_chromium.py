"""Where the browser for these tests comes from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import chromium

LOOKS = ("_named", "_playwrights", "_systems")


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """What was found under other circumstances does not count here, nor what is found here elsewhere."""
    chromium.find.cache_clear()
    yield
    chromium.find.cache_clear()


@pytest.mark.parametrize("first", range(3))
def test_a_browser_that_is_there_is_taken_in_the_order_that_is_promised(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was named, then Playwright's own, then the system's."""
    for number, look in enumerate(LOOKS):
        monkeypatch.setattr(chromium, look, lambda number=number: f"browser {number}" if number >= first else None)
    monkeypatch.setattr(chromium, "_starts", lambda path: True)
    assert chromium.find() == f"browser {first}"


def test_a_browser_that_does_not_start_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one whose libraries are missing."""
    for number, look in enumerate(LOOKS):
        monkeypatch.setattr(chromium, look, lambda number=number: f"browser {number}")
    monkeypatch.setattr(chromium, "_starts", lambda path: path == "browser 2")
    assert chromium.find() == "browser 2"


def test_only_when_there_is_none_one_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """First by Playwright, and where that fails by the system's package manager."""
    done: list[str] = []
    for look in LOOKS[:2]:
        monkeypatch.setattr(chromium, look, lambda: None)
    monkeypatch.setattr(chromium, "_systems", lambda: "the system's" if "package manager" in done else None)
    monkeypatch.setattr(chromium, "_starts", lambda path: True)
    monkeypatch.setattr(chromium, "_install_playwrights", lambda: done.append("playwright"))
    monkeypatch.setattr(chromium, "_install_systems", lambda: done.append("package manager"))
    assert chromium.find_or_install() == "the system's"
    assert done == ["playwright", "package manager"]
