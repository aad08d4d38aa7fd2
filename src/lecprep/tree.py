"""HTML to nested lists, `["p", {"class": "x"}, "text", ["em", {}, "more"]]`: what a script can build without parsing markup."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from json.encoder import encode_basestring
from typing import NamedTuple

from lecprep.bank import as_json

_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_BLOCK_NAMES = (
    "blockquote button dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 hr legend li ol optgroup option p "
    "pre section select summary table tbody td textarea tfoot th thead tr ul"
)
_VOID = frozenset(_VOID_NAMES.split())
_BLOCK = frozenset(_BLOCK_NAMES.split())
_VERBATIM = frozenset({"pre", "textarea"})
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ONE_TAG = r"""</?[A-Za-z][^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>"""
_TAG = re.compile(rf"([ \t\n\f\r]*+)({_ONE_TAG})")
_TAGS = re.compile(rf"({_ONE_TAG}(?:[ \t\n\f\r]*+{_ONE_TAG})*+)")
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# What is not one space already.
_SPACE = re.compile(r"[\t\n\f\r][ \t\n\f\r]*| [ \t\n\f\r]+")
# HTML does not mind the case of names, SVG does.
_CAMEL = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}


def tree(html: str) -> str:
    """Return the first element of well-formed HTML, with all that it holds, as JSON.

    White space that shows nothing is left out, and any other run of it is one space; what is preformatted stays.
    """
    # Python's own parser is made for any HTML, and takes many times as long.
    parts = _TAGS.split(_COMMENT.sub("", html) if "<!--" in html else html)
    found: list[str] = []
    open: tuple[str, ...] = ()
    for text, tags in zip(parts[::2], parts[1::2], strict=False):
        if text and open:
            text = unescape(text) if "&" in text else text
            found.append("," + encode_basestring(_SPACE.sub(" ", text) if _VERBATIM.isdisjoint(open) else text))
        written, open = _tags(tags, open)
        found.append(written)
        if written and not open:
            break
    return "".join(found)[1:]


# Most of a question is what its template writes from one text to the next, as in every other question of its kind.
@lru_cache(maxsize=2048)
def _tags(markup: str, outer: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return what tags become that have only white space between them, and which elements are open then."""
    found: list[str] = []
    open = list(outer)
    after_block = True
    for space, tag in _TAG.findall(markup):
        name, opening, is_block, is_void = _tag(tag)
        if space and not _VERBATIM.isdisjoint(open):
            found.append("," + encode_basestring(space))
        elif space and not (after_block or is_block):
            found.append('," "')
        after_block = is_block
        if opening:
            found.append(opening)
            if not is_void:
                open.append(name)
        elif name in open:
            while open.pop() != name:
                found.append("]")
            found.append("]")
        if found and not open:
            break
    return "".join(found), tuple(open)


class _Tag(NamedTuple):
    name: str
    opening: str  # what an element's list begins with; nothing for an end tag
    is_block: bool
    is_void: bool


@lru_cache(maxsize=2048)
def _tag(markup: str) -> _Tag:
    name, _, attributes = markup.strip("</>").replace("\n", " ").partition(" ")
    name = name.lower()
    is_void = name in _VOID
    if markup.startswith("</"):
        return _Tag(name, "", name in _BLOCK, is_void)
    pairs = ((key.lower(), a or b or c) for key, a, b, c in _ATTRIBUTE.findall(attributes))
    values = {_CAMEL.get(key, key): unescape(value) if "&" in value else value for key, value in pairs}
    written = as_json([name, values])
    return _Tag(name, "," + (written if is_void else written[:-1]), name in _BLOCK, is_void)
