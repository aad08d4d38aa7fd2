"""HTML as we write it, as the well-formed XML of formats that know only some of its elements and attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from html import escape
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img"})
MATHML = "http://www.w3.org/1998/Math/MathML"
# What only these elements of MathML 2 and 3 may say; MathML Core, which we write, lets all of them.
_LAYOUT = ("displaystyle", "scriptlevel")
_MAY_LAY_OUT = frozenset({"math", "mstyle", "mtable"})


def xhtml(html: str, element: Callable[[str], str | None], attributes: Collection[str]) -> str:
    """Return HTML as XML.

    `element` gives the tag to write for a tag, with a class after a point where it needs one ("span.struck"), or None to
    leave only what is in it. Of the attributes those named stay; inside a formula all do but styles.
    """
    writer = _Writer(element, attributes)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


class _Writer(HTMLParser):
    def __init__(self, element: Callable[[str], str | None], attributes: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._element = element
        self._attributes = attributes
        self._open: list[tuple[str, str]] = []
        self._in_math = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_math = tag == "math"
        self._in_math += is_math
        name, _, look = (tag if self._in_math else self._element(tag) or "").partition(".")
        kept = {
            key: value or ""
            for key, value in attrs
            if (self._in_math and re.fullmatch("[a-z]+", key) and key != "style" and not key.startswith("on"))
            or key in self._attributes
        }
        if look:
            kept["class"] = look
        before = ""
        if self._in_math and tag not in _MAY_LAY_OUT:
            before = "".join(f' {key}="{escape(kept.pop(key))}"' for key in _LAYOUT if key in kept)
        if is_math:
            kept["xmlns"] = MATHML
        written = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        is_void = tag in _VOID
        if before:
            self.out.append(f"<mstyle{before}>")
        if name:
            self.out.append(f"<{name}{written}/>" if is_void else f"<{name}{written}>")
        if not is_void:
            self._open.append((tag, f"{name}></mstyle" if before else name))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        self._in_math -= tag == "math"
        if name := self._open.pop()[1]:
            self.out.append(f"</{name}>")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))
