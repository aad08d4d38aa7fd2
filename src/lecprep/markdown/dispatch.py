"""The same parser, asking at each place only the rules that can begin there; markdown-it asks them all.

It gives the same tokens, as `tests/test_dispatch.py` holds, in two thirds of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# The characters that rules begin with. A block rule that is not here may begin with any.
_BLOCKS = {"math_block": "$", "comment": "<", "fence": "`~", "blockquote": ">", "hr": "*-_", "list": "*-+0123456789",
           "footnote_def": "[", "reference": "[", "html_block": "<", "heading": "#"}  # fmt: skip
_INLINES = {"newline": "\n", "math_inline": "$", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_",
            "link": "[", "image": "!", "footnote_inline": "^", "footnote_ref": "[", "comment": "<", "autolink": "<",
            "html_inline": "<", "entity": "&", "gfm_autolink_www": "w", "gfm_autolink_protocol": ":",
            "gfm_autolink_email": "@"}  # fmt: skip
_PROTOCOLS = ("http", "https", "mailto", "xmpp")
_NEAR = 20
_FORMULA_END = re.compile(r"\$\$[^\S\n]*$", re.M)
_MARK = re.compile(r"[\n$\\`~*_\[\]!^<&:@]|www\.")
# These look at the line below, and need something there.
_NOT_ALONE = frozenset({"table", "lheading"})


def dispatching(parser: MarkdownIt) -> MarkdownIt:
    """Return the parser, which has all its rules by now, with quicker ways to them. Raises KeyError for an unknown inline rule."""
    block, inline = parser.block.ruler, parser.inline.ruler
    block.at(
        "math_block",
        _where_one_ends(dict(zip(block.get_active_rules(), block.getRules(""), strict=True))["math_block"]),
    )
    chains = ("", "paragraph", "reference", "blockquote", "list")
    parser.block.ruler = _Chains(block, {name: _block(block, name) for name in chains})  # type: ignore[assignment]
    parser.inline.ruler = _Chains(inline, {"": _inline(inline)})  # type: ignore[assignment]
    parser.inline.terminator_re = _MARK
    parser.core.ruler.at("inline", _inlines)
    return parser


class _Chains:
    """A ruler whose chains have a single rule, which finds the one that matches."""

    def __init__(self, ruler: Ruler[Any], chains: dict[str, object]) -> None:
        self.get_active_rules = ruler.get_active_rules
        self._chains = {name: [rule] for name, rule in chains.items()}

    def getRules(self, name: str = "") -> list[object]:  # noqa: N802  # markdown-it's name
        return self._chains[name]


def _block(ruler: Ruler[RuleFuncBlockType], chain: str) -> RuleFuncBlockType:
    functions = ruler.getRules(chain)
    rules = [(rule.name, rule.fn) for rule in ruler.__rules__ if rule.enabled and rule.fn in functions]
    marks = {mark for marks in _BLOCKS.values() for mark in marks}

    def beginning(mark: str, without: frozenset[str] = frozenset()) -> Sequence[RuleFuncBlockType]:
        return [rule for name, rule in rules if name not in without and mark in _BLOCKS.get(name, mark)]

    begun = {mark: beginning(mark) for mark in marks}
    alone = {mark: beginning(mark, _NOT_ALONE) for mark in marks}
    other, other_alone = beginning("x"), beginning("x", _NOT_ALONE)

    def dispatch(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        mark = state.src[at : at + 1]
        below = start + 1
        if below < end and state.bMarks[below] + state.tShift[below] < state.eMarks[below]:
            candidates = begun.get(mark, other)
        else:
            candidates = alone.get(mark, other_alone)
        for rule in candidates:  # noqa: SIM110  # a generator takes longer
            if rule(state, start, end, silent):
                return True
        return False

    return dispatch


def _inline(ruler: Ruler[RuleFuncInlineType]) -> RuleFuncInlineType:
    text, *rules = zip(ruler.get_active_rules(), ruler.getRules(""), strict=True)
    begun: dict[str, list[RuleFuncInlineType]] = {}
    for name, rule in rules:
        wanted = _after_a_protocol(rule) if name == "gfm_autolink_protocol" else rule
        for mark in _INLINES[name]:
            begun.setdefault(mark, []).append(wanted)
    words = text[1]

    def dispatch(state: StateInline, silent: bool) -> bool:
        rules = begun.get(state.src[state.pos])
        if rules is None:
            return words(state, silent)
        for rule in rules:  # noqa: SIM110
            if rule(state, silent):
                return True
        return False

    return dispatch


def _where_one_ends(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """The rule looks for the end of a formula through all the lines that follow; once is enough if there is none."""

    def dispatch(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        text, last = state.env.get("last formula", (None, 0))
        if text is not state.src:
            ends = [found.start() for found in _FORMULA_END.finditer(state.src)]
            last = state.src.count("\n", 0, ends[-1]) if ends else -1
            state.env["last formula"] = state.src, last
        return last >= start and rule(state, start, end, silent)

    return dispatch


def _after_a_protocol(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """The rule looks for a protocol through all the pending text before each colon; give it the end of that alone."""

    def dispatch(state: StateInline, silent: bool) -> bool:
        pending = state.pending
        if silent or not pending.endswith(_PROTOCOLS):
            return False
        if len(pending) > _NEAR:
            # Texts side by side become one at the end.
            state.pending = pending[:-_NEAR]
            state.pushPending()
            state.pending = pending[-_NEAR:]
        return rule(state, silent)

    return dispatch


def _inlines(state: StateCore) -> None:
    """What markdown-it does with the text of every block; where nothing in it is marked up, it is one token."""
    for token in state.tokens:
        if token.type == "inline":
            if _MARK.search(token.content):
                children: list[Token] = token.children or []
                token.children = state.md.inline.parse(token.content, state.md, state.env, children)
            else:
                token.children = [Token("text", "", 0, content=token.content)] if token.content else []
