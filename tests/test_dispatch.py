"""The parser that asks fewer rules says the same as the one that asks all."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import dialects
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lecprep.markdown.dispatch import dispatching
from lecprep.markdown.parse import _Reading, configured

TESTS = Path(__file__).parent
ALL = configured()
FEWER = dispatching(configured())

# What Markdown is made of, put together in any way.
PIECES = st.sampled_from(
    ["\n", "\n\n", " ", "    ", "\t", "> ", ">", "- ", "-", "* ", "+ ", "1. ", "12) ", "[ ] ", "[x] ", "# ", "###", "===", "---",
     "***", "```", "~~~", "````\n", "| a | b |\n", "|---|:-:|\n", "|", ": ", "~ ", "[^1]", "[^1]: ", "^[", "]", "[a]", "(b)", "[a]: /b ",
     "![", "(c.png)", "<", ">", "<!--", "-->", "<b>", "&amp;", "&#64;", "&", "$", "$$", "$x$", "\\", "\\*", "`", "``", "*", "**", "_", "__",
     "~~", "www.", "www.a.org", "http://", "https://a.org/b?c", "mailto:a@b.org", "xmpp:", "@", "a@b.org", ":", "w", "ww", "word",
     "two words",
     " **b** ", "**two b**", "*i*", "(*i*)", "`a b`", " `c`, ", "*w", "b*", "a\nb", "**http", "'**c**'",
     "**d:** ", " *e.*", "[f g](h.md#i)", "[j](../k_l/m.md)", "![k l](m.png)", " ![n](../o-p/q.svg \"r, s.\")", "![t](u \"v", "w\")", "!",
     "é", "𝛼", "0", "9", "!", ".", "{#id .c}", "[!NOTE] ", "Table: ", "```output\n"]
)  # fmt: skip
# And whole lines, of which lists and tables are made.
LINES = st.sampled_from(
    ["", "", "- a", "- b", "- **c** d", "* e", "+ f", "1. g", "2. h", "007. i", "3) j", "-  k", "-      l", "-", "- ", "  - m", " - n",
     "    - o", "- [x] p", "- [ ] q", "- [X]", "- [ ]r", "* [ ]  s", "- - t", "- # u", "- ---", "- > v", "- 1. w", "- ```", "- 5 x",
     "- [y]: /z", "- :", "  a", "  b c", "   d", "    e", "      f", "\tg", "h", "5 i", "# j", "> - k", "> - l", ">", ">   m", "> n",
     "> 1. o", "-\tp", "1.  q", "| r | s |", "|t|u|", "|---|---|", "| :-- | --: |", "---|---", "| v |", "| w | x | y |", "|  | z |",
     "| a \\| b | c |", "| d | `e|f` |", "||", "|", "| - |", "|-", "  | g | h |", "> | i | j |", "> |---|---|", "- | k | l |",
     "  |---|---|", ": m", "  : n", "===", "---", "[^a]: b", "    c", "Table: d", "|e|f|  ", "|\u00a0|g|", "  \u00a0 ", "-\u00a0h"]
)  # fmt: skip


def _tokens(parser: MarkdownIt, text: str) -> list[dict[str, object]]:
    return [dict(token.as_dict()) for token in parser.parse(text, {"reading": _Reading("a.md", 1)})]


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=1500, deadline=None)
def test_any_text_gives_the_same_tokens(text: str) -> None:
    assert _tokens(FEWER, text) == _tokens(ALL, text)


@given(st.lists(LINES, max_size=14).map("\n".join))
@example("- a\n\n      code")
@example("- a\n\n  : defined")
@example("> - a\n>\n\nb")
@example("> " * 17 + "- a")
@example("> " * 18 + "- a")
@example("| a |\n|---|\n| b |\n    | c |")
@settings(max_examples=3000, deadline=None)
def test_any_lines_give_the_same_tokens(text: str) -> None:
    assert _tokens(FEWER, text) == _tokens(ALL, text)


@pytest.mark.parametrize("name", ["paragraph", "reference", "blockquote", "list"])
def test_what_ends_a_block_is_asked_of_the_same_rules(name: str) -> None:
    assert len(FEWER.block.ruler.getRules(name)) == 1
    assert len(ALL.block.ruler.getRules(name)) > 1


def test_every_text_of_the_project_and_of_the_benchmarks_gives_the_same_tokens(tmp_path: Path) -> None:
    dialects.write(tmp_path, 3, "author")
    folders = [TESTS / "cases", TESTS.parent / "content", TESTS.parent / "docs", tmp_path]
    texts = [
        path.read_text("utf-8") for folder in folders for path in folder.rglob("*") if path.suffix in (".md", ".txt")
    ]
    assert len(texts) > 10
    for text in texts:
        assert _tokens(FEWER, text) == _tokens(ALL, text)
