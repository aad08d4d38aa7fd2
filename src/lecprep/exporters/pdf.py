"""A page of HTML as a tagged PDF, printed by a Chromium of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lecprep.diagnostics import LecprepError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LONGEST_WAIT = 120  # seconds
NOT_FOUND = (
    "A PDF is printed by Chromium or Chrome, and none was found. Name its path in the environment variable CHROMIUM, or "
    "export HTML (--output exam.html) and print it from any browser."
)
_SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
)
# The time of printing and the numbers of elements, which depend on what the browser did before, are all that differs from one
# run to the next; they are replaced by as many characters, so that no offset moves.
_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}([^)]*\))")
_ELEMENT = re.compile(rb"\(node(\d{8})\)")


def printed(html: bytes) -> bytes:
    """Return a page as PDF, the same bytes each time from the same browser. Raises LecprepError when it cannot be printed."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not browser:
        raise LecprepError(NOT_FOUND)
    # The sandbox does not work for root, as in most containers; the page has no script and loads nothing.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="lecprep-", ignore_cleanup_errors=True) as folder:
        page, made = Path(folder) / "paper.html", Path(folder) / "paper.pdf"
        page.write_bytes(html)
        places = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.as_uri()]
        try:
            command = [browser, *_SWITCHES, *as_root, *places]
            # Whose browser this is, the user of this machine has said.
            subprocess.run(command, capture_output=True, timeout=LONGEST_WAIT, check=True)  # noqa: S603
            data = made.read_bytes()
        except (OSError, subprocess.SubprocessError) as problem:
            raise LecprepError(f"{browser} could not print the paper: {problem}.") from problem
    return same_each_time(data)


def same_each_time(pdf: bytes) -> bytes:
    """Return a PDF without what is of this run alone. Elements are numbered anew in the order that they had, by which readers find them."""
    numbers = {number: place for place, number in enumerate(sorted(set(_ELEMENT.findall(pdf))), 1)}
    numbered = _ELEMENT.sub(lambda match: b"(node%08d)" % numbers[match[1]], pdf)
    return _DATE.sub(rb"\g<1>19800101000000\g<2>", numbered)
