"""Find a Chromium for the browser tests, or install one. `python -m tests.browser.chromium` says which it is.

In this order: the path in $CHROMIUM, Playwright's own, the system's, `playwright install`, and the system's package manager
when this process may use it. Where all of that fails, CI fails, and elsewhere the browser tests are skipped with a word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run")


def arguments() -> list[str]:
    """Return the switches to start Chromium with; the sandbox does not work for root."""
    return [*ARGUMENTS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]


@cache
def find() -> str | None:
    """Return the path of a Chromium that starts, or None; never installs anything."""
    return next((path for look in (_named, _playwrights, _systems) if (path := look()) and _starts(path)), None)


def find_or_install() -> str | None:
    """Return the path of a Chromium that starts, installing one where that is possible."""
    if found := find():
        return found
    for install in (_install_playwrights, _install_systems):
        install()
        find.cache_clear()
        if found := find():
            return found
    return None


def _named() -> str | None:
    return os.environ.get("CHROMIUM")


def _playwrights() -> str | None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as play:
            path = play.chromium.executable_path
    except Error:  # it does not run twice in one process
        return None
    return path if Path(path).exists() else None


def _systems() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None) or next(
        (p for p in PLACES if Path(p).exists()), None
    )


def _starts(path: str) -> bool:
    return _quietly([path, "--version"], seconds=60)


def _install_playwrights() -> None:
    _quietly([sys.executable, "-m", "playwright", "install", "chromium"], seconds=600)


def _install_systems() -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    managers: dict[str, list[list[str]]] = {
        "apt-get": [
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
        ],
        "dnf": [["dnf", "install", "-y", "chromium"]],
        "apk": [["apk", "add", "chromium"]],
        "pacman": [["pacman", "-Sy", "--noconfirm", "chromium"]],
    }
    for manager, commands in managers.items():
        if shutil.which(manager):
            run: Callable[[list[str]], bool] = lambda command: _quietly(command, seconds=900)  # noqa: E731
            all(map(run, commands))
            return


def _quietly(command: list[str], seconds: int) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, env=environment).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    found = find_or_install()
    if found:
        print(f"Chromium: {found}")
    elif os.environ.get("CI"):
        sys.exit("No Chromium could be found or installed, and CI must test in one. Set CHROMIUM to its path.")
    else:
        print(
            "No Chromium could be found or installed: the browser tests will be skipped. Set CHROMIUM to the path of one."
        )
