"""Markup as lists: nothing of what a browser makes of it is lost, and nothing shows that did not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest

from lecprep import assets, pages
from lecprep.build import check
from lecprep.theme import Theme
from lecprep.tree import tree
from tests.conftest import CASES, REPOSITORY, MakeCourse


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br>b &amp; &lt;c&gt;</p>", [["p", {}, "a", ["br", {}], "b & <c>"]]),
        ('<form novalidate data-x=\'{"a": "&#39;"}\'></form>', [["form", {"novalidate": "", "data-x": '{"a": "\'"}'}]]),
        ("<ul>\n <li>a</li>\n\n <li>b</li>\n</ul>\n", [["ul", {}, ["li", {}, "a"], ["li", {}, "b"]]]),
        ("<p>a\n  <em>b</em>\n<em>c</em></p>", [["p", {}, "a ", ["em", {}, "b"], " ", ["em", {}, "c"]]]),
        ("<span> <i>a</i> </span>", [["span", {}, " ", ["i", {}, "a"], " "]]),
        ("<pre>\n a\n   b\n</pre>", [["pre", {}, "\n a\n   b\n"]]),
        ("<p>a\u00a0\u2003b</p>", [["p", {}, "a\u00a0\u2003b"]]),
        ("<svg viewBox='0 0 1 1'><use href='#i'/></svg>", [["svg", {"viewBox": "0 0 1 1"}, ["use", {"href": "#i"}]]]),
        ("<p>a</b></p><!-- no --><hr>", [["p", {}, "a"], ["hr", {}]]),
    ],
    ids=str,
)
def test_markup_becomes_lists(html: str, expected: list[Any]) -> None:
    """A name, attributes, then what stands inside; white space between blocks is nothing."""
    assert json.loads(tree(f"<div>{html}</div>"))[2:] == expected


def test_a_tree_is_what_a_browser_makes_of_the_markup(make_course: MakeCourse) -> None:
    """Every element with all its attributes and every word, for all kinds of question, formulas and code among them."""
    formula = (
        "\n### F {#formula}\n\nWhat is $\\sqrt{x^2}$?\n\n$$\\frac{a}{b}$$\n\n"
        "- [x] $x$\n\n  ```python\n  a\n\n    b\n  ```\n- [ ] `a  b`\n"
    )
    own = check(make_course({"lectures/01.md": (CASES / "all-kinds.md").read_text("utf-8") + formula})).course
    repository = check(REPOSITORY).course
    assert own and repository
    kinds = set()
    for course in (own, repository):
        theme = Theme(course, assets.collect(None).names)
        for views in pages.questions(course).values():
            for view in views:
                html = theme.question(view, pages.MOCK_EXAM_URL)
                assert list(_flat(["", {}, json.loads(tree(html))])) == list(_browser(html)), view.question.id
                kinds.add(view.kind)
    assert len(kinds) == 8


Event = tuple[str, Any]


def _flat(node: Any) -> Iterator[Event]:
    """Yield the elements and words of a tree in their order."""
    for child in node[2:]:
        if isinstance(child, str):
            yield from _words(child)
        else:
            yield child[0], child[1]
            yield from _flat(child)
            yield "end", child[0]


def _browser(html: str) -> Iterator[Event]:
    """Yield the same of what html5lib, which reads as browsers do, makes of it."""

    def walk(element: Any) -> Iterator[Event]:
        yield from _words(element.text or "")
        for child in element:
            name = re.sub(r"\{.*\}", "", child.tag)
            yield name, dict(child.attrib)
            yield from walk(child)
            yield "end", name
            yield from _words(child.tail or "")

    yield from walk(html5lib.parseFragment(html, treebuilder="etree"))


def _words(text: str) -> Iterator[Event]:
    # Where words touch an element matters; how much white space there is does not.
    if text.strip(" \n"):
        yield "text", re.sub(r"[ \n]+", " ", text).strip(" ")
