"""The page of the bank as its authors see it: on a phone and a desk, light, dark and printed, without a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from lecprep import stats
from tests.browser.conftest import DESKTOP, PHONE, TABLET, Visitor
from tests.conftest import CASES, REPOSITORY
from tests.test_stats import SEA, counted

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of three banks: that of the repository, one with every kind of question, one in which much is missing."""
    folder = tmp_path_factory.mktemp("stats")
    files = {"kinds": {"lectures/14.md": (CASES / "all-kinds.md").read_text("utf-8")}, "sea": SEA}
    roots = {"repository": REPOSITORY, **{name: tmp_path_factory.mktemp(name) for name in files}}
    for name, texts in files.items():
        for path, text in texts.items():
            file = roots[name] / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    for name, root in roots.items():
        (folder / f"{name}.html").write_bytes(stats.as_page(counted(root)))
    return folder


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, PHONE, TABLET, DESKTOP])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(pages: Path, visit: Visit, width: int, theme: str) -> None:
    """WCAG 2.2 AA and axe's best practices; the browser blocks nothing of it, and it asks for nothing."""
    visitor = visit(pages, width=width, theme=theme)
    for file in sorted(pages.iterdir()):
        page = visitor.open(file.name)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), file.name
        result = Axe().run(page)
        assert result.violations_count == 0, f"{file.name}: {result.generate_report()}"
        page.close()


def test_bars_are_as_long_as_what_they_stand_for(pages: Path, visit: Visit) -> None:
    """On screen and on paper, where they have a colour even when backgrounds are not printed."""
    page = visit(pages, script=False).open("sea.html")
    media: Literal["screen", "print"]
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        rows = page.get_by_role("group", name="Questions of each topic").locator("tbody tr")
        lengths = [row.locator("rect").evaluate("it => it.getBoundingClientRect().width") for row in rows.all()]
        firsts = [int(row.locator("td").nth(2).inner_text()) for row in rows.all()]
        assert firsts == [2, 3, 0]
        assert [round(length / max(lengths) * 3) for length in lengths] == firsts
        fill = rows.first.locator("rect").evaluate("it => getComputedStyle(it).fill")
        assert fill not in ("none", "rgb(255, 255, 255)")


def test_a_wide_table_scrolls_by_keyboard_and_prints_whole(pages: Path, visit: Visit) -> None:
    """Where a phone shows a part of it."""
    page = visit(pages, width=PHONE).open("kinds.html")
    table = page.get_by_role("group", name="Questions of each lecture")
    assert table.evaluate("it => it.scrollWidth > it.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("it => it.scrollLeft > 0", arg=table.element_handle())
    page.set_viewport_size({"width": 680, "height": 900})  # A4 less its margins, in CSS pixels
    page.emulate_media(media="print")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
