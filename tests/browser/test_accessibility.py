"""What people hear who do not see, and what those see who choose their own colours, sizes and amount of motion."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import exam_pages as exam
from tests.browser.conftest import Visitor
from tests.browser.test_pages import LECTURE, PAGES
from tests.browser.test_practice import form, label_of

Visit = Callable[..., Visitor]

# What must have a name, and what is live; as the accessibility tree of Chromium calls them.
OPERABLE = {"button", "link", "checkbox", "radio", "textbox", "searchbox", "combobox", "listbox", "slider", "spinbutton",
            "switch", "tab", "menuitem", "DisclosureTriangle", "dialog", "image", "navigation", "table"}  # fmt: skip


def tree(page: Page) -> list[dict[str, Any]]:
    """Return the accessibility tree as a list, as a screen reader is given it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        {
            "role": node["role"]["value"],
            "name": node.get("name", {}).get("value", ""),
            **{each["name"]: each["value"].get("value") for each in node.get("properties", [])},
        }
        for node in nodes
        if not node["ignored"]
    ]


def nameless(page: Page) -> list[dict[str, Any]]:
    """Return what can be operated and has no name."""
    return [node for node in tree(page) if node["role"] in OPERABLE and not node["name"].strip()]


@pytest.mark.parametrize("path", PAGES)
def test_whatever_can_be_operated_has_a_name(site: Path, visit: Visit, path: str) -> None:
    """And each page one level-one heading, one main part, and a title that no other page has."""
    page = visit(site).open(path)
    assert nameless(page) == []
    nodes = tree(page)
    assert len([node for node in nodes if node["role"] == "main"]) == 1
    headings = [node for node in nodes if node["role"] == "heading"]
    assert [node["level"] for node in headings].count(1) == 1
    levels = [node["level"] for node in headings]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_the_states_of_questions_are_in_the_tree(kinds_site: Path, visit: Visit) -> None:
    """Every kind's controls have names; a choice is told to be right or wrong in words, and said by a live region."""
    page = visit(kinds_site).open("lectures/14-kinds.html")
    expect(page.get_by_role("button", name="Check answer").first).to_be_attached()
    assert nameless(page) == []
    live = [node for node in tree(page) if node.get("live") in ("polite", "assertive")]
    assert live
    question = form(page, "fresh-documents")
    label_of(question, "A larger model").click()
    expect(page.locator("#lp-say")).to_contain_text("Not this one. Size does not bring in facts")
    said = [node["name"] for node in tree(page)]
    assert any("Your answer: not this one" in name for name in said)
    assert any("The correct answer" in name for name in said)
    assert nameless(page) == []


def test_a_whole_exam_as_a_screen_reader_is_told_of_it(exam_site: Path, visit: Visit) -> None:
    """Set up, every kind of question, the result: names everywhere, and the clock is no live region that speaks each second."""
    page = exam.sit(visit(exam_site), "kinds")
    for turn in range(8):
        assert nameless(page) == []
        assert [node for node in tree(page) if node["role"] == "timer" and node.get("live") not in (None, "off")] == []
        if turn < 7:
            exam.next_question(page)
    assert nameless(page) == []


@pytest.mark.parametrize("path", [*PAGES])
def test_at_400_per_cent_everything_is_there_in_one_column(site: Path, visit: Visit, path: str) -> None:
    """1280 pixels at 400 % are 320 wide and 256 high: no line is scrolled for, no control is cut off or under another."""
    page = visit(site).open(path)
    wide = page.locator("#lp-main").inner_text()
    page.set_viewport_size({"width": 320, "height": 256})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    narrow = page.locator("#lp-main").inner_text()
    words = set(re.findall(r"\w{4,}", wide.lower())) - set(re.findall(r"\w{4,}", narrow.lower()))
    # What stands beside the text at a desk is reached in another way on a small screen.
    assert len(words) <= 3, words
    outside = page.evaluate(
        """() => [...document.querySelectorAll('#lp-main :is(button, a, input, select, textarea, summary)')]
            .filter((element) => element.checkVisibility() && element.getClientRects().length)
            .filter((element) => {
                // What scrolls by itself, such as a strip of numbers, is no loss.
                for (let at = element; at.id !== 'lp-main'; at = at.parentElement)
                    if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return false;
                return !element.closest('.sr');
            })
            .map((element) => [element.getBoundingClientRect(), element])
            .filter(([box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1))
            .map(([, element]) => element.outerHTML.slice(0, 120))"""
    )
    assert outside == []


def test_the_fixed_parts_leave_room_to_read_at_400_per_cent(exam_site: Path, visit: Visit) -> None:
    """In the exam, where a bar with the clock stays on screen."""
    page = exam.sit(visit(exam_site), "kinds")
    page.set_viewport_size({"width": 320, "height": 256})
    fixed = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position) && element.checkVisibility())
            .map((element) => element.getBoundingClientRect())
            .filter((box) => box.width > 200 && box.bottom > 0 && box.top < innerHeight)
            .reduce((sum, box) => sum + box.height, 0)"""
    )
    assert fixed <= 256 / 2, fixed


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_forced_colours_right_wrong_and_chosen_are_told_apart(kinds_site: Path, visit: Visit, theme: str) -> None:
    """By words or signs: colours are the reader's own. Whatever has the focus has an outline."""
    page = visit(kinds_site, theme=theme, forced_colors="active").open("lectures/14-kinds.html")
    expect(page.get_by_role("button", name="Check answer").first).to_be_attached()
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    question = form(page, "fresh-documents")
    label_of(question, "A larger model").click()
    expect(question.get_by_text("Your answer: not this one")).to_be_visible()
    expect(question.get_by_text("The correct answer")).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        # The control itself or what stands for it.
        assert focus.evaluate(
            "element => [element, element.closest('label'), element.nextElementSibling]"
            ".some(each => each && getComputedStyle(each).outlineStyle !== 'none')"
        )


def test_whoever_wants_no_motion_has_none(site: Path, visit: Visit) -> None:
    """Nothing moves, fades or scrolls smoothly, before and after an answer."""
    for path in (LECTURE, "index.html", "mock-exam.html"):
        page = visit(site, reduced_motion="reduce").open(path)
        assert (
            page.evaluate(
                "document.getAnimations().filter((each) => each.effect.getComputedTiming().duration > 1).length"
            )
            == 0
        )
        slow = page.evaluate(
            """() => [...document.querySelectorAll('*')].filter((element) => {
                const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
                const longest = Math.max(...`${transitionDuration},${animationDuration}`.split(',').map(parseFloat));
                return longest > 0.01 || scrollBehavior === 'smooth';
            }).map((element) => element.outerHTML.slice(0, 100))"""
        )
        assert slow == []
