"""The Markdown that tokens were read from: what an export hands on whole, and an import reads again.

Tokens know their lines. What has to be undone is where they stood: the indentation of a list item, and what came between
two blocks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.token import Token

_ITEM = re.compile(r"[ >]*(?:[-*+]|\d{1,9}[.)])( *)")
# Between two lists, or a list and code that is set off by spaces alone, only a comment keeps them apart.
_GREEDY = ("bullet_list_open", "ordered_list_open", "dl_open")
_DIVIDER = "<!-- -->"


def block_source(tokens: Sequence[Token], lines: Sequence[str]) -> str:
    """Return the Markdown of blocks that stand at the left edge; `lines` are those of the file."""
    return _blocks(tokens, lines, 0, 0)


def inline_source(inline: Token) -> str:
    """Return the Markdown of a line of text, such as a table's cell."""
    return inline.content.strip()


def item_source(item: Sequence[Token], lines: Sequence[str], start: int = 1) -> str:
    """Return the Markdown of what a list item holds, from its token number `start` on; `item` begins with the item's own."""
    first = item[0].map[0] if item[0].map else 1
    marker = _ITEM.match(_expanded(lines[first - 1]))
    width = marker.end() if marker else 2
    # More than four spaces after the marker begin code; none at all end the line.
    if marker and not 1 <= len(marker[1]) <= 4:
        width -= len(marker[1]) - 1
    return _blocks(item[start:-1], lines, width, first)


def link_definitions(env: Mapping[str, Any]) -> dict[str, str]:
    """Return each `[label]: address "title"` of a parsed text as one line, by `[label]` in lower case."""
    found = {}
    for label, link in env.get("references", {}).items():
        title = re.sub(r'(["\\])', r"\\\1", link["title"])
        address = re.sub(r"([<>\\])", r"\\\1", link["href"])
        found[f"[{label.lower()}]"] = f"[{label}]: <{address}>" + (f' "{title}"' if title else "")
    return found


def footnote_definitions(tokens: Sequence[Token], text: str, first_line: int) -> dict[str, str]:
    """Return the Markdown of each footnote of a text that has lines of its own, by `[^label]`; `first_line` is the number of the first."""
    lines = text.split("\n") if tokens else []
    found: dict[str, str] = {}
    label = ""
    spans: list[list[int]] = []
    for token in tokens:
        if token.type == "footnote_open":
            label, spans = str(token.meta.get("label", "")), []
        elif token.type == "footnote_close" and spans and label:
            first, last = min(a for a, _ in spans), max(b for _, b in spans)
            found[f"[^{label}]"] = "\n".join(lines[first - first_line : last - first_line]).strip("\n")
        elif token.map:
            spans.append(token.map)
    return found


def _blocks(tokens: Sequence[Token], lines: Sequence[str], indent: int, marked_line: int) -> str:
    pieces: list[str] = []
    before = ""
    depth = 0
    for token in tokens:
        if depth == 0 and token.map and token.nesting >= 0 and token.type != "inline":
            text = _block(token, lines, indent, marked_line)
            if before in _GREEDY and (token.type == before or text.startswith("    ")):
                pieces.append(_DIVIDER)
            pieces.append(text)
            before = token.type
        depth += token.nesting
    return "\n\n".join(pieces)


def _block(token: Token, lines: Sequence[str], indent: int, marked_line: int) -> str:
    first, end = token.map or [1, 1]
    cut = [
        _expanded(line)[indent:] if number == marked_line else _cut(line, indent, keep_tabs=token.type == "code")
        for number, line in enumerate(lines[first - 1 : end - 1], first)
    ]
    while cut and not cut[0].strip():
        cut.pop(0)
    own = len(cut[0]) - len(cut[0].lstrip(" ")) if cut else 0
    if 0 < own < 4:
        cut = [_cut(line, own, keep_tabs=token.type == "code") for line in cut]
    return "\n".join(cut).rstrip()


def _expanded(line: str) -> str:
    """Return a line with spaces for the tabs that it begins with, or that follow its marker."""
    if "\t" not in line:
        return line
    match = re.match(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*", line)
    end = match.end() if match else 0
    return line[:end].expandtabs(4) + line[end:]


def _cut(line: str, columns: int, *, keep_tabs: bool) -> str:
    """Return a line without at most so many columns of white space (or marks of quotation) at its beginning."""
    if "\t" not in line and line.startswith(" " * columns):  # as most do
        return line[columns:]
    column = at = 0
    while column < columns and at < len(line) and line[at] in " \t>":
        column += 4 - column % 4 if line[at] == "\t" else 1
        at += 1
    spare = " " * (column - columns)
    if keep_tabs:
        return spare + line[at:]
    rest = line[at:].lstrip(" \t")
    indentation = line[: len(line) - len(rest)].expandtabs(4)
    return indentation[columns:] + rest if column >= columns else rest
