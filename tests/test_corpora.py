"""Texts that others wrote to try parsers, and ten seconds of the fuzzer.

Corpora lie beside the project and are not part of it; a test that finds none is skipped. Two of them are named by the
environment: MARKDOWN_IT, a checkout of markdown-it or markdown-it-py, and YAML_TEST_SUITE, one of yaml-test-suite.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
import yaml
from markdown_it import MarkdownIt

from lecprep.build import check, render
from lecprep.diagnostics import Severity
from lecprep.markdown.dispatch import dispatching
from lecprep.markdown.parse import _Reading, configured
from lecprep.model import SourceFile
from lecprep.reader import read
from lecprep.settings import read_settings
from tests import fuzz
from tests.conftest import REPOSITORY, MakeCourse

CORPORA = REPOSITORY.parent / "shared" / "corpora"
ALL, FEWER = configured(), dispatching(configured())


def examples(name: str) -> list[dict[str, str]]:
    """Return the examples of a corpus."""
    if not (CORPORA / name).is_file():
        pytest.skip("the corpora are not beside the project")
    found: list[dict[str, str]] = json.loads((CORPORA / name).read_text("utf-8"))
    return found


def folder_of(variable: str) -> Path:
    """Return the folder of a corpus that the environment names."""
    if variable not in os.environ:
        pytest.skip(f"{variable} names no folder")
    return Path(os.environ[variable])


def read_both_ways(text: str) -> None:
    """Read a text as a lecture, with the parser that asks fewer rules and with the one that asks all."""
    tokens = [
        [dict(token.as_dict()) for token in parser.parse(text, {"reading": _Reading("a.md", 1)})]
        for parser in (ALL, FEWER)
    ]
    assert tokens[0] == tokens[1], text
    found = read(SourceFile("lectures/x.md", text.replace("\r", "\n").replace("\0", "\ufffd")))
    assert found.lecture is not None or found.diagnostics, text


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("commonmark-0.31.2.json", 652),
        ("cmark-regression.json", 26),
        ("cmark-gfm-extensions.json", 28),
        ("cmark-gfm-spec-ext.json", 24),
    ],
)
def test_examples_of_the_specifications_are_read_and_are_pages(name: str, count: int, make_course: MakeCourse) -> None:
    """Every one of them; and some of each corpus as a site whose pages are HTML without a mistake."""
    found = [example["md"] for example in examples(name)]
    assert len(found) == count
    for text in found:
        read_both_ways(text)
    some = found[:: 1 + len(found) // 30]
    root = make_course({f"lectures/{n:03}.md": f"# T\n\n## S\n\n{text}" for n, text in enumerate(some)})
    checked = check(root)
    assert checked.course
    pages = [data for path, data in render(checked).items() if path.startswith("lectures/")]
    assert len(pages) == len(checked.course.lectures)
    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.decode())


# What our format reads in another way than CommonMark: HTML stays text, an image is a figure, `[ ]` is a choice, and so on.
OURS = re.compile(r"<|!\[|\[[ x]\]|&|\$|\|", re.I)


def test_what_is_plain_commonmark_comes_out_as_the_specification_says() -> None:
    """By the parser with our rules, where an example has nothing that is ours."""
    stock = MarkdownIt("commonmark", {"html": False})
    compared = 0
    for example in examples("commonmark-0.31.2.json"):
        text = example["md"]
        if OURS.search(text) or stock.render(text) != example["html"] or re.search(r"^:|www\.|://|@|\{|~", text, re.M):
            continue
        compared += 1
        assert (
            FEWER.renderer.render(FEWER.parse(text, env := {"reading": _Reading("a.md", 1)}), FEWER.options, env)
            == example["html"]
        )
    assert compared > 400


# The shapes that make parsers slow, of which cmark's tests are a list.
PATHOLOGICAL: dict[str, Callable[[int], str]] = {
    "strong emphasis within another": lambda n: "*a **a " * n + "b" + " a** a*" * n,
    "closers of emphasis without openers": lambda n: "a_ " * n,
    "openers of emphasis without closers": lambda n: "_a " * n,
    "closers of links without openers": lambda n: "a]" * n,
    "openers of links without closers": lambda n: "[a" * n,
    "openers and closers that do not match": lambda n: "*a_ " * n,
    "links and emphasis that do not match": lambda n: "[ a_" * n,
    "brackets within brackets": lambda n: "[" * n + "a" + "]" * n,
    "quotations within quotations": lambda n: "> " * n + "a",
    "lists within lists": lambda n: "".join("  " * i + "* a\n" for i in range(min(n, 300))),
    "backticks of every length": lambda n: "".join("e" + "`" * i for i in range(min(n, 400))),
    "unclosed links": lambda n: "[a](<b" * n,
    "unclosed links without brackets": lambda n: "[a](b" * n,
    "unclosed comments": lambda n: "</" + "<!--" * n,
    "unclosed declarations": lambda n: "a <![CDATA[" * n,
    "images without an end": lambda n: "![[]()" * n,
    "references to nothing": lambda n: "[a][b]" * n,
    "definitions of links": lambda n: "".join(f"[{i}]: u\n" for i in range(n)) + "[0] " * n,
    "a table without rows": lambda n: "|" + "x|" * n + "\n|" + "-|" * n + "\n",
    "short rows of a wide table": lambda n: "|" + "x|" * min(n, 190) + "\n|" + "-|" * min(n, 190) + "\n" + "a\n" * n,
    "emphasis in every length": lambda n: "***a** " * n,
    "quotations that begin again": lambda n: "|\n>-\n" * n,
    "hard breaks": lambda n: "a  \n" * n,
    "entities": lambda n: "&amp;&#x1F600;&nope;" * n,
    "colons": lambda n: ": " * n,
    "addresses": lambda n: "mailto:a@b.org" * n,
    "addresses of the web": lambda n: "(https://a.org/)" * n,
    "closing brackets of an address": lambda n: "www.a.org/" + ")" * n,
    "formulas without an end": lambda n: "$a " * n,
    "blocks of formulas without an end": lambda n: "$$# a\n\n" * n,
    "notes in the text": lambda n: "a^[b " * n,
    "footnotes": lambda n: "[^1] " * n + "\n\n[^1]: a\n",
    "callouts within callouts": lambda n: "".join("> " * i + "[!NOTE] a\n" for i in range(1, min(n, 200))),
    "definition lists": lambda n: "a\n: b\n\n" * n,
    "strikethrough": lambda n: "~~a ~" * n,
    "headings": lambda n: "# a\n" * n,
    "braces": lambda n: "# a " + "{" * n + "}" * n,
    "fences": lambda n: "```\n" * n,
    "characters of zero width": lambda n: "\u200b*" * n,
    "line separators": lambda n: "a\u2028" * n,
}  # fmt: skip


def steps(text: str) -> int:
    """Return how many lines of Python reading a text takes: the same number on every machine."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]  # its type asks for what no trace needs
    try:
        read(SourceFile("lectures/x.md", text))
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("shape", PATHOLOGICAL)
def test_no_shape_of_text_takes_the_square_of_its_length(shape: str) -> None:
    """Four times the text takes at most five times the steps, or is refused with a word about it."""
    make = PATHOLOGICAL[shape]
    read(SourceFile("lectures/x.md", make(10)))
    short, long = (steps(make(n)) for n in (100, 400))
    assert long <= 5 * short, (short, long)


@pytest.mark.parametrize("shape", PATHOLOGICAL)
def test_a_huge_text_of_any_shape_is_read_or_refused(shape: str) -> None:
    """Thousands of repetitions: no stack overflows, and no program that we call falls over."""
    text = PATHOLOGICAL[shape](5_000)
    found = read(SourceFile("lectures/x.md", text))
    assert found.lecture is not None or any(each.severity is Severity.ERROR for each in found.diagnostics)


def test_markdown_its_own_fixtures_are_read() -> None:
    """Every example of them: a line with a dot, Markdown, a line with a dot, HTML, a line with a dot."""
    files = sorted(folder_of("MARKDOWN_IT").rglob("fixtures/**/*.[mt][dx]*"))
    texts = [part for file in files for part in re.split(r"^\.\n", file.read_text("utf-8"), flags=re.M)[1::3]]
    assert len(texts) > 500
    for text in texts:
        read_both_ways(text)


def test_the_yaml_test_suite_is_read_or_refused() -> None:
    """As settings and as front matter, with a word about whatever is wrong, and never a tag or an alias obeyed."""
    found = 0
    for file in sorted((folder_of("YAML_TEST_SUITE") / "src").glob("*.yaml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            if "yaml" not in case:
                continue
            text = case["yaml"].replace("␣", " ").replace("»", "\t").replace("—", "").replace("↵", "").replace("∎", "")
            text = text.replace("←", "\r").replace("⇔", "\ufeff")
            found += 1
            settings, problems = read_settings(text, "course.yml")
            assert problems or settings.title, (file.name, text)
            read(SourceFile("lectures/x.md", f"---\n{text}\n---\n\n# T\n"))
    assert found > 350


def test_ten_seconds_of_the_fuzzer() -> None:
    """`python -m tests.fuzz --minutes 60` is the long run; both begin anew each day."""
    seconds = 10
    counts = fuzz.feed(seconds, 20_261_126)
    assert min(counts[target.__name__] for target in fuzz.TARGETS) >= 20
