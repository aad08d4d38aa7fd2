"""A course in Arabic, from its Markdown to its pages: these go from right to left, code and formulas do not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lecprep.build import build
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.conftest import CASES


@pytest.fixture(scope="session")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of tests/cases/arabic, built."""
    root = tmp_path_factory.mktemp("arabic")
    shutil.copytree(CASES / "arabic" / "content", root / "content")
    checked, written = build(root, root / "site")
    assert written, checked.diagnostics
    return root / "site"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_lecture_goes_from_right_to_left(arabic_site: Path, visit: Callable[..., Visitor], width: int) -> None:
    """Its text begins at the right, its code and formulas at the left; nothing scrolls sideways, and axe finds nothing."""
    page = visit(arabic_site, width=width).open("lectures/binary.html")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for selector, expected in ((".prose p", "rtl"), (".code pre", "ltr"), ("math", "ltr")):
        expect(page.locator(selector).first).to_have_css("direction", expected)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
