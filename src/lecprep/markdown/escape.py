"""Plain text to Markdown that reads as that text: no more backslashes than it needs."""

from __future__ import annotations

import re

# What begins a block at the left edge: headings, lists, quotations, rules, fences, tables, definitions, captions, formulas.
_BLOCK = re.compile(
    r"""(?P<mark>\#{1,6}(?=\s|$) | [-+*](?=\s|$) | > | [-_=*](?:[ \t]*[-_=*])*[ \t]*$ | [:~](?=\s) | \| | ~{3} | Table:)
      | (?P<number>\d{1,9})[.)](?=\s|$)""",
    re.X,
)
_BOX = re.compile(r"\[(?=[ xX]\](?:\s|$))")
_INLINE = re.compile(
    r"""(?P<backslash>\\(?=[!-/:-@\[-`{-~\n]|$))   # before what it would escape
      | (?P<always>[`*\[\]$])
      | (?P<under>(?<![^\W_])_|_(?![^\W_]))         # not within a word
      | (?P<strike>~(?=~)|(?<=~)~)
      | (?P<tag><(?=[A-Za-z/!?]))
      | (?P<entity>&(?=\#?\w+;))
      | (?P<brace>\{(?=[^{}]*\}[ \t]*$))
    """,
    re.X,
)

_ADDRESS = re.compile(r"(?<=[a-z]):(?=//\S*\\)", re.I)


def escaped(text: str) -> str:
    """Return the Markdown of a line of plain text that may stand anywhere within a paragraph."""
    text = " ".join(text.split())
    several_dollars = text.count("$") > 1
    has_link = "](" in text or "][" in text or "]:" in text or "[^" in text

    def escape(match: re.Match[str]) -> str:
        mark = match[0]
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        if mark == "$" and not several_dollars:
            return mark
        if mark in "[]" and not has_link:
            return mark
        if mark == "*" and before in ("", " ") and after in ("", " ") and match.start():
            return mark
        return f"\\{mark}"

    # An address would take the backslash in: then it is none.
    return _ADDRESS.sub(r"\\:", _INLINE.sub(escape, text))


def escaped_line(text: str) -> str:
    """Return the Markdown of a line of plain text that stands by itself: as a paragraph, a list's item, a heading."""
    return guarded(escaped(text))


def guarded(markdown: str) -> str:
    """Return a line of Markdown that begins nothing but a paragraph."""
    if match := _BLOCK.match(markdown):
        if match["number"]:
            return f"{match['number']}\\{markdown[match.end('number') :]}"
        if match["mark"].startswith("Table:"):
            return f"Table\\:{markdown[6:]}"
        return f"\\{markdown}"
    if _BOX.match(markdown) or markdown.startswith("[!"):
        return f"\\{markdown}"
    return markdown
