"""The lexers that try all rules at once say the same as Pygments'."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from lecprep.markdown import highlight
from lecprep.markdown.lexing import quicken
from tests.conftest import REPOSITORY

LANGUAGES = (
    "python",
    "javascript",
    "bash",
    "console",
    "java",
    "c",
    "go",
    "rust",
    "sql",
    "html",
    "css",
    "toml",
    "ini",
    "diff",
    "php",
)
PIECES = st.sampled_from(
    ["\n", "\n\n", " ", "    ", "\t", "x", "def f(", "class A:", "if", "import os.path", "from a import b as c", "lambda", "None",
     "return", "let", "const", "function", "SELECT", "from", "(", ")", "[", "]", "{", "}", '"', "'", '"""', 'f"{x!r:>10}"', "r'\\n'",
     "`", "$a", "${x}", "$(", "@a.b", "#", "# c", "//", "/*", "*/", "<!--", "-->", "<a b='c'>", "</a>", "<?php", "?>", "0x1F", "1.5e3",
     "1_0", "=", "==", ":=", "->", "...", ";", ",", ":", "\\", "\\n", "é", "日", "\x00", "!", "@@ -1 +1 @@", "+a", "-b", ">>> x",
     "[a]", "&amp;", "%s"]
)  # fmt: skip


def _pair(language: str) -> tuple[Lexer, Lexer]:
    own, quick = get_lexer_by_name(language), get_lexer_by_name(language)
    quicken(quick)
    return own, quick


PAIRS = {language: _pair(language) for language in LANGUAGES}


@given(st.sampled_from(LANGUAGES), st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=1500, deadline=None)
def test_any_text_gives_the_same_tokens(language: str, text: str) -> None:
    own, quick = PAIRS[language]
    assert list(quick.get_tokens(text)) == list(own.get_tokens(text))


@pytest.mark.parametrize(
    ("language", "files"),
    [
        ("python", "src/lecprep/*.py"),
        ("javascript", "static/js/**/*.js"),
        ("css", "static/css/**/*.css"),
        ("html", "templates/*.html"),
    ],
)
def test_every_file_of_the_project_gives_the_same_tokens(language: str, files: str) -> None:
    own, quick = PAIRS[language]
    texts = [path.read_text("utf-8") for path in sorted(REPOSITORY.glob(files))[:8]]
    assert texts
    for text in texts:
        assert list(quick.get_tokens(text)) == list(own.get_tokens(text))


def test_a_language_that_is_met_often_looks_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lexer is made quick on the way."""
    highlight._lexer.cache_clear()
    monkeypatch.setattr(highlight, "_OFTEN", 2)
    monkeypatch.setattr(highlight, "_met", type(highlight._met)())
    looks = {highlight._highlight.__wrapped__("def f(x):\n    return [x, 'a']  # so\n", "python", ()) for _ in range(4)}
    lexer = highlight._lexer("python")
    highlight._lexer.cache_clear()
    assert lexer is not None
    assert "get_tokens_unprocessed" in vars(lexer)
    assert len(looks) == 1


def test_a_lexer_whose_rules_are_kept_in_another_way_stays_as_it_is() -> None:
    """As another version of Pygments may do."""
    lexer = get_lexer_by_name("python")
    vars(lexer)["_tokens"] = {"root": [("a", "b")]}
    quicken(lexer)
    assert "get_tokens_unprocessed" not in vars(lexer)
