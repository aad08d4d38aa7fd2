"""HTML to nested lists, `["p", {"class": "x"}, "text", ["em", {}, "more"]]`: what a script can build without parsing markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias, Union

Tree: TypeAlias = list[Union[str, dict[str, str], "Tree"]]

_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_BLOCK = re.compile(
    "blockquote|button|dd|details|div|dl|dt|fieldset|figcaption|figure|form|h[1-6]|hr|legend|li|ol|optgroup|option|p|pre|section|"
    "select|summary|table|tbody|td|textarea|tfoot|th|thead|tr|ul|"  # the last: what holds them all
)
_VERBATIM = re.compile("pre|textarea")
# HTML does not mind the case of names, SVG does.
_CAMEL = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}


def tree(html: str) -> Tree:
    """Return the elements of well-formed HTML, as the children of one without a name.

    White space that shows nothing is left out, and any other run of it is one space; what is preformatted stays.
    """
    parser = _Parser()
    parser.feed(html)
    parser.close()
    root = parser.open[0]
    _tidy(root)
    return root


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Tree] = [["", {}]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: Tree = [tag, {_CAMEL.get(name, name): value or "" for name, value in attrs}]
        self.open[-1].append(element)
        if not _VOID.fullmatch(tag):
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth][0] == tag:
                del self.open[depth:]
                break

    def handle_data(self, data: str) -> None:
        children = self.open[-1]
        if len(children) > 2 and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def _tidy(element: Tree) -> None:
    kept: Tree = []
    for index, child in enumerate(element[2:], 2):
        if isinstance(child, str):
            child = re.sub(r"[ \t\n\f\r]+", " ", child)
            before, after = element[index - 1], element[index + 1 : index + 2]
            at_edge = index == 2 or not after
            if child == " " and (_is_block(before) or _is_block(*after) or (at_edge and _is_block(element))):
                continue
        elif isinstance(child, list) and not _VERBATIM.fullmatch(str(child[0])):
            _tidy(child)
        kept.append(child)
    element[2:] = kept


def _is_block(node: object = None) -> bool:
    return isinstance(node, list) and bool(_BLOCK.fullmatch(str(node[0])))
