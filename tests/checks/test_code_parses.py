"""Code that is said to be YAML is."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lecprep.checks import code_parses
from lecprep.diagnostics import Span
from lecprep.model import CodeBlock

PIECES = st.sampled_from(
    ["\n", " ", "  ", "\t", "a", "key: ", ":", ": ", "- ", "? ", "|", "|\n", ">-\n", "> ", "[", "]", "{", "}", ", ", "#", " # c",
     "'", '"', "&a ", "*a", "!", "!t ", "%YAML 1.1\n", "---\n", "...\n", "1", "é", "😀", "@", "`", "<<: ", "~", "\\", "\n  - ", "\r",
     "\ufeff", "\x85", "\u2028", "\x00", "\ud800"]
)  # fmt: skip


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML has no parser in C here")
@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=1500, deadline=None)
def test_the_parser_in_c_lets_pass_only_what_the_one_in_python_does(text: str) -> None:
    """So that what is said of a course does not depend on how PyYAML was built."""
    block = CodeBlock("yaml", text, checked=True, is_run=True, output=None, span=Span("lectures/a.md", 1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml, "__with_libyaml__", False)
        expected = list(code_parses.PARSERS["yaml"](block))
    assert list(code_parses.PARSERS["yaml"](block)) == expected
