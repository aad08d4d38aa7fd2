"""HTML to nested lists, `["p", {"class": "x"}, "text", ["em", {}, "more"]]`: what a script can build without parsing markup."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TypeAlias, Union

Tree: TypeAlias = list[Union[str, dict[str, str], "Tree"]]

_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_BLOCK_NAMES = (
    "blockquote button dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 hr legend li ol optgroup option p "
    "pre section select summary table tbody td textarea tfoot th thead tr ul"
)
_VOID = frozenset(_VOID_NAMES.split())
_BLOCK = frozenset(["", *_BLOCK_NAMES.split()])  # the first is what holds them all
_VERBATIM = frozenset({"pre", "textarea"})
_TOKEN = re.compile(r"""<!--.*?-->|<(/?)([A-Za-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+|<)""", re.S)
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SPACE = re.compile(r"[ \t\n\f\r]+")
# HTML does not mind the case of names, SVG does.
_CAMEL = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}


def tree(html: str) -> Tree:
    """Return the elements of well-formed HTML, as the children of one without a name.

    White space that shows nothing is left out, and any other run of it is one space; what is preformatted stays.
    """
    root: Tree = ["", {}]
    open = [root]
    # Python's own parser is made for any HTML, and takes ten times as long.
    for slash, name, attributes, text in _TOKEN.findall(html):
        children = open[-1]
        if text:
            text = unescape(text) if "&" in text else text
            if len(children) > 2 and isinstance(children[-1], str):
                children[-1] += text
            else:
                children.append(text)
        elif slash:
            _close(open, name.lower())
        elif name:
            element: Tree = [name.lower(), _attributes(attributes) if attributes else {}]
            children.append(element)
            if element[0] not in _VOID:
                open.append(element)
    _tidy(root)
    return root


@lru_cache(maxsize=4096)  # what comes back is shared, and nobody changes it
def _attributes(text: str) -> dict[str, str]:
    found = [(name.lower(), a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)]
    return {_CAMEL.get(name, name): unescape(value) if "&" in value else value for name, value in found}


def _close(open: list[Tree], name: str) -> None:
    for depth in range(len(open) - 1, 0, -1):
        if open[depth][0] == name:
            del open[depth:]
            break


def _tidy(element: Tree) -> None:
    kept: Tree = []
    for index, child in enumerate(element[2:], 2):
        if isinstance(child, str):
            child = _SPACE.sub(" ", child)
            if child == " ":
                before, after = element[index - 1], element[index + 1 : index + 2]
                at_edge = index == 2 or not after
                if _is_block(before) or _is_block(*after) or (at_edge and _is_block(element)):
                    continue
        elif isinstance(child, list) and child[0] not in _VERBATIM:
            _tidy(child)
        kept.append(child)
    element[2:] = kept


def _is_block(node: object = None) -> bool:
    return isinstance(node, list) and node[0] in _BLOCK
