"""The same parser, asking at each place only the rules that can begin there; markdown-it asks them all.

Paragraphs, headings, and lists and tables without anything particular, which most blocks are, are made here outright. It gives the
same tokens, as `tests/test_dispatch.py` holds, in less than a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

# The characters that rules begin with. A block rule that is not here may begin with any.
_BLOCKS = {"math_block": "$", "comment": "<", "fence": "`~", "blockquote": ">", "hr": "*-_", "list": "*-+0123456789",
           "footnote_def": "[", "reference": "[", "html_block": "<", "heading": "#"}  # fmt: skip
_INLINES = {"newline": "\n", "math_inline": "$", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_",
            "link": "[", "image": "!", "footnote_inline": "^", "footnote_ref": "[", "comment": "<", "autolink": "<",
            "html_inline": "<", "entity": "&", "gfm_autolink_www": "w", "gfm_autolink_protocol": ":",
            "gfm_autolink_email": "@"}  # fmt: skip
_Kind: TypeAlias = tuple[str, str, str]
_PROTOCOLS = ("http", "https", "mailto", "xmpp")
_NEAR = 20
_FORMULA_END = re.compile(r"\$\$[^\S\n]*$", re.M)
_MARK = re.compile(r"[\n$\\`~*_\[\]!^<&:@]")  # and "www."
# Of a text without these, and without an address, nothing is marked up: `!` and `^` mean something before `[` alone.
_MARKED = re.compile(r"[\n$\\`~*_\[<&@]")
# What is easily told: code, images and links within a course, words between stars that can be nothing else, and the end of a line.
# Each begins with a character, and then looks back: only so are those that none begins with passed over at once.
_EASY = re.compile(
    r"`([^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    r"|\[(?<![!^]\[)([^\n$\\`~*_\[\]<&@^]+)\]\(([A-Za-z0-9.#][A-Za-z0-9_./#-]*)\)"
    r"|!\[([^\n$\\`~*_\[\]<&@^]+)\]\(([A-Za-z0-9.][A-Za-z0-9_./-]*)(?: \"([^\n$\\`~*_\[<&@\"]+)\")?\)"
    r"|\*(?:(?<=[ \n(\"']\*)|(?<=\A\*))(\*?)"
    r"([^\W_](?:[^\n$\\`~*_\[<&@]*(?:[^\W_]|[.,;:!?)\"'%](?=\*\7(?:[ \n]|\Z))))?)\*\7(?![^ \n)\"',.;:!?])"
    r"|\n(?<![ \t\\\n]\n)(?![ \t\n])"
)
_PROTOCOL = re.compile(f"(?:{'|'.join(_PROTOCOLS)}):")
# These look at the line below, and need something there.
_NOT_ALONE = frozenset({"table", "lheading"})
# These a line makes of the one above it: its underline, the edge of a table, what it defines.
_CHANGES_ABOVE = ("-", "=", "|", ":", "~")
_DEFINES = (":", "~")
# The first character of words, and of no block but a paragraph. Whether it begins an item of a list.
_WORD = r"(?![$<`~>\[#:]|[-+*](?:[ \t]|$)|[-*_][-*_ \t]*$|\d+[.)])[^\s]"
_BEGINS_WORDS = re.compile(_WORD)
_ITEM = re.compile(rf"(\d{{1,9}}(?=[.)])|(?=[-+*]))(.)( {{1,4}})(?:\[([ xX])\] )?{_WORD}")
# The line below the head of a table.
_EDGE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
# The types of the tokens that begin and end something, and its tag: made once, as the same object is sooner told than the same text.
_PARAGRAPH = ("paragraph_open", "paragraph_close", "p")
_HEADINGS = [("heading_open", "heading_close", f"h{level}") for level in range(7)]
_BULLETS = ("bullet_list_open", "bullet_list_close", "ul")
_NUMBERS = ("ordered_list_open", "ordered_list_close", "ol")
_HEAD, _CELL = ("th_open", "th_close", "th"), ("td_open", "td_close", "td")
_LINK, _EM, _STRONG = (
    ("link_open", "link_close", "a"),
    ("em_open", "em_close", "em"),
    ("strong_open", "strong_close", "strong"),
)
_TIGHT = 5  # the tokens of an item of one paragraph


def dispatching(parser: MarkdownIt) -> MarkdownIt:
    """Return the parser, which has all its rules by now, with quicker ways to them. Raises KeyError for an unknown inline rule."""
    block, inline = parser.block.ruler, parser.inline.ruler
    rules = dict(zip(block.get_active_rules(), block.getRules(""), strict=True))
    block.at("math_block", _where_one_ends(rules["math_block"]))
    block.at("hr", _where_it_may_be(rules["hr"]), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    block.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block = _Blocks(block)
    parser.inline.ruler = _Chains(inline, {"": _inline(inline)})  # type: ignore[assignment]
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("inline", _inlines)
    parser.core.ruler.at("text_join", _text_join)
    return parser


class _Token(Token):
    """A token as most are made: by what it has when it is new, which takes two thirds of the time that defaults for all would."""

    __slots__ = ()

    def __init__(
        self,
        type: str,
        tag: str,
        nesting: Literal[-1, 0, 1],
        level: int,
        map: list[int] | None = None,
        markup: str = "",
        content: str = "",
        children: list[Token] | None = None,
        block: bool = True,
    ) -> None:
        self.type = type
        self.tag = tag
        self.nesting = nesting
        self.attrs = {}
        self.map = map
        self.level = level
        self.children = children
        self.content = content
        self.markup = markup
        self.info = ""
        self.meta = {}
        self.block = block
        self.hidden = False


class _Chains:
    """A ruler whose chains have a single rule, which finds the one that matches."""

    def __init__(self, ruler: Ruler[Any], chains: dict[str, Any]) -> None:
        self.get_active_rules = ruler.get_active_rules
        self._chains = {name: [rule] for name, rule in chains.items()}

    def getRules(self, name: str = "") -> list[Any]:  # noqa: N802  # markdown-it's name
        return self._chains[name]


# --- blocks ---------------------------------------------------------------------------------------------------------


class _Blocks(ParserBlock):
    """Divides lines into blocks: by the rules that the first character of one allows, else into paragraphs."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType]) -> None:
        chains = {name: _block(ruler, name) for name in ("", "paragraph", "reference", "blockquote", "list")}
        self.ruler = _Chains(ruler, chains)  # type: ignore[assignment]
        self._any = chains[""]
        self._ends_paragraph = chains["paragraph"]
        self._begun = {
            mark: [rule for name, rule in _rules(ruler, "") if mark in _BLOCKS.get(name, "")] for mark in _marks()
        }

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token]:  # noqa: N803
        state = _State(src, md, env, outTokens)
        self.tokenize(state, 0, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        starts, shifts, ends, columns = state.bMarks, state.tShift, state.eMarks, state.sCount
        deepest = state.md.options.maxNesting
        has_empty_lines = False
        line = startLine
        while line < endLine:
            while line < state.lineMax and starts[line] + shifts[line] >= ends[line]:
                line += 1
            state.line = line
            if line >= endLine or columns[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            if not self._add(state, line, endLine):
                self._any(state, line, endLine, False)
            state.tight = not has_empty_lines
            line = state.line
            if line <= endLine and starts[line - 1] + shifts[line - 1] >= ends[line - 1]:
                has_empty_lines = True
            if line < endLine and starts[line] + shifts[line] >= ends[line]:
                has_empty_lines = True
                line += 1
                state.line = line

    def _add(self, state: StateBlock, line: int, end: int) -> bool:
        """Add the block that begins on a line which is not empty; return False where only all the rules can tell what it is."""
        starts, shifts, ends = state.bMarks, state.tShift, state.eMarks
        if state.sCount[line] >= state.blkIndent + 4:
            return False
        at, below = starts[line] + shifts[line], line + 1
        mark = state.src[at]
        if mark in _BLOCKS["list"] and _add_list(state, line, end):
            return True
        if mark == "|" and _add_table(state, line, end):
            return True
        is_alone = below >= state.lineMax or starts[below] + shifts[below] >= ends[below]
        if not is_alone and _changes_above(state, below):
            return False
        for rule in self._begun.get(mark, ()):
            if rule(state, line, end, False):
                return True
        if not is_alone:
            below = self._end_of_paragraph(state, line, end)
            if below:
                _add_words(state, _PARAGRAPH, "", state.getLines(line, below, state.blkIndent, False), below)
            return below > 0
        if below + 1 < end and state.src.startswith(_DEFINES, starts[below + 1] + shifts[below + 1]):
            return False
        _add_words(state, _PARAGRAPH, "", state.src[at : ends[line]], below)
        return True

    def _end_of_paragraph(self, state: StateBlock, first: int, end: int) -> int:
        """Return the line after the paragraph that begins on a line, 0 where another line may make something else of it."""
        starts, shifts, ends, indent = state.bMarks, state.tShift, state.eMarks, state.blkIndent
        line = first + 1
        while line < state.lineMax and starts[line] + shifts[line] < ends[line]:
            if _changes_above(state, line):
                return 0
            if 0 <= state.sCount[line] < indent + 4:
                before, state.parentType = state.parentType, "paragraph"
                is_ended = self._ends_paragraph(state, line, end, True)
                if not is_ended and end < state.lineMax:  # in a quotation, which a paragraph may leave
                    is_ended = self._ends_paragraph(state, line, state.lineMax, True)
                state.parentType = before
                if is_ended:
                    return line
            line += 1
        return line


def _changes_above(state: StateBlock, line: int) -> bool:
    """Tell whether a line may make something else than a paragraph of the one above it."""
    at = state.bMarks[line] + state.tShift[line]
    return state.sCount[line] >= state.blkIndent and state.src.startswith(_CHANGES_ABOVE, at)


class _State(StateBlock):
    """The lines of a text, and the tokens of its blocks."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()
        at = 0
        starts, ends, shifts, columns = self.bMarks, self.eMarks, self.tShift, self.sCount = [], [], [], []
        for line in lines:
            starts.append(at)
            at += len(line)
            ends.append(at)
            at += 1
            shift = len(line) - len(line.lstrip(" \t")) if line.startswith((" ", "\t")) else 0
            shifts.append(shift)
            columns.append(len(line[:shift].expandtabs(4)) if shift else 0)
        # The line after the last is there to be looked at.
        starts.append(len(src))
        ends.append(len(src))
        shifts.append(0)
        columns.append(0)
        self.src, self.lineMax, self.bsCount = src, len(lines), [0] * len(starts)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        level = self.level
        if nesting < 0:
            level -= 1
            self.level = level
        elif nesting:
            self.level = level + 1
        token = _Token(ttype, tag, nesting, level)
        self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        if indent or begin >= end:
            return super().getLines(begin, end, indent, keepLastLF)
        src, starts, ends = self.src, self.bMarks, self.eMarks
        lines = [src[starts[line] : ends[line] + 1] for line in range(begin, end)]
        if not keepLastLF:
            lines[-1] = src[starts[end - 1] : ends[end - 1]]
        return "".join(lines)


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`## A heading ##`, as markdown-it's own rule reads it."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    text = line.lstrip("#")
    level = len(line) - len(text)
    if not 1 <= level <= 6 or text[:1] not in ("", " ", "\t") or state.is_code_block(start):
        return False
    if not silent:
        text = text.rstrip(" \t")
        bare = text.rstrip("#")
        _add_words(state, _HEADINGS[level], "#" * level, bare if bare.endswith((" ", "\t")) else text, start + 1)
    return True


def _add_words(state: StateBlock, kind: _Kind, markup: str, text: str, end: int) -> None:
    """Add a block that holds a line of text and nothing else, from where the state is to before the line `end`."""
    state.tokens += _line_of(kind, markup, text, state.line, end, state.level)
    state.line = end


def _line_of(kind: _Kind, markup: str, text: str, first: int, end: int, level: int) -> Iterable[Token]:
    opening, closing, tag = kind
    return (
        _Token(opening, tag, 1, level, [first, end], markup),
        _Token("inline", "", 0, level + 1, [first, end], "", mdTrim(text), []),
        _Token(closing, tag, -1, level, None, markup),
    )


def _add_list(state: StateBlock, first: int, end: int) -> bool:
    """Add the list that begins on a line, if its items are paragraphs of one line each; return False where it may be another."""
    src, starts, shifts, columns = state.src, state.bMarks, state.tShift, state.sCount
    attributes: dict[str, Any] = {}
    tokens: list[Token] = []
    number, mark = "", ""
    line, is_apart, is_tight = first, False, True
    while line < end:
        at = starts[line] + shifts[line]
        found = _ITEM.match(src, at, state.eMarks[line]) if columns[line] == columns[first] else None
        if found is None and (not is_apart or src[at] in _BLOCKS["list"]):
            return False
        if found is None or (tokens and found[2] != mark):
            break
        if not tokens:
            number, mark = found[1], found[2]
            if number and int(number) != 1:
                attributes["start"] = int(number)
        item, line = _item(state, found, line, end)
        if not item:
            return False
        if "checked" in item[0].meta:
            attributes["class"] = "contains-task-list"
        is_tight = is_tight and not (tokens and is_apart) and len(item) == _TIGHT
        is_apart = state.isEmpty(line - 1)
        tokens += item
    if is_tight:
        for token in (*tokens[1::_TIGHT], *tokens[3::_TIGHT]):
            token.hidden = True
    opening, closing, tag = _NUMBERS if number else _BULLETS
    whole = _Token(opening, tag, 1, state.level, [first, line], mark)
    whole.attrs = attributes
    state.tokens += (whole, *tokens, _Token(closing, tag, -1, state.level, None, mark))
    state.line = line
    return True


def _item(state: StateBlock, found: re.Match[str], first: int, end: int) -> tuple[list[Token], int]:
    """Return the tokens of a list's item and the line after it; no tokens where it may be more than paragraphs of one line each."""
    starts, shifts, ends, columns = state.bMarks, state.tShift, state.eMarks, state.sCount
    number, mark, spaces, box = found.groups()
    level, column = state.level + 1, columns[first] + len(number) + 1 + len(spaces)
    if level + 1 >= state.md.options.maxNesting:
        return [], first
    opening = _Token("list_item_open", "li", 1, level, None, mark)
    opening.info = number
    if box:
        opening.attrs["class"], opening.meta["checked"] = "task-list-item", box != " "
    tokens: list[Token] = [opening]
    at, line = found.end() - 1, first
    while True:
        tokens += _line_of(_PARAGRAPH, "", state.src[at : ends[line]], line, line + 1, level + 1)
        line += 1
        is_apart = line >= state.lineMax or state.isEmpty(line)
        if is_apart and line < end:
            line += 1
            if line < end:
                line = state.skipEmptyLines(line)
        is_inside = line < end and columns[line] >= column
        if not is_apart and (is_inside or line >= end):
            return [], first
        if not is_inside:
            break
        at = starts[line] + shifts[line]
        if columns[line] >= column + 4 or not _BEGINS_WORDS.match(state.src, at, ends[line]):
            return [], first
    opening.map = [first, line]
    tokens.append(_Token("list_item_close", "li", -1, level, None, mark))
    return tokens, line


def _add_table(state: StateBlock, first: int, end: int) -> bool:
    """Add the table that begins on a line, if its lines begin with a bar and none lacks a cell; return False where it may be another."""
    texts = []
    last = first
    while last < end and 0 <= state.sCount[last] - state.blkIndent < 4 and not state.isEmpty(last):
        texts.append(state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]])
        if texts[-1][0] != "|" or "\\" in texts[-1]:
            return False
        last += 1
    if len(texts) < 2 or not _EDGE.fullmatch(texts[1]):
        return False
    head, edge, *rows = (_cells(text) for text in texts)
    if len(head) != len(edge) or any(len(row) < len(head) for row in rows):
        return False
    aligned = [_alignment(cell) for cell in edge]
    tokens, level = state.tokens, state.level
    tokens += (
        _Token("table_open", "table", 1, level, [first, last]),
        _Token("thead_open", "thead", 1, level + 1, [first, first + 1]),
        *_row(_HEAD, head, aligned, first, level + 2),
        _Token("thead_close", "thead", -1, level + 1),
    )
    if rows:
        tokens.append(_Token("tbody_open", "tbody", 1, level + 1, [first + 2, last]))
        for line, row in enumerate(rows, first + 2):
            tokens += _row(_CELL, row, aligned, line, level + 2)
        tokens.append(_Token("tbody_close", "tbody", -1, level + 1))
    tokens.append(_Token("table_close", "table", -1, level))
    state.line = last
    return True


def _cells(line: str) -> list[str]:
    cells = mdTrim(line).split("|")[1:]
    return cells[:-1] if cells[-1] == "" else cells


def _alignment(edge: str) -> dict[str, Any]:
    edge = edge.strip(" \t")
    if edge.endswith(":"):
        return {"style": "text-align:center" if edge.startswith(":") else "text-align:right"}
    return {"style": "text-align:left"} if edge.startswith(":") else {}


def _row(kind: _Kind, cells: Sequence[str], aligned: Sequence[dict[str, Any]], line: int, level: int) -> list[Token]:
    opening, closing, tag = kind
    tokens: list[Token] = [_Token("tr_open", "tr", 1, level, [line, line + 1])]
    for cell, attributes in zip(cells, aligned, strict=False):  # what a row has beyond the head is left out
        begin = _Token(opening, tag, 1, level + 1)
        begin.attrs = {**attributes}
        tokens += (
            begin,
            _Token("inline", "", 0, level + 2, [line, line + 1], "", mdTrim(cell), []),
            _Token(closing, tag, -1, level + 1),
        )
    tokens.append(_Token("tr_close", "tr", -1, level))
    return tokens


def _marks() -> set[str]:
    return {mark for marks in _BLOCKS.values() for mark in marks}


def _rules(ruler: Ruler[RuleFuncBlockType], chain: str) -> list[tuple[str, RuleFuncBlockType]]:
    functions = ruler.getRules(chain)
    return [(rule.name, rule.fn) for rule in ruler.__rules__ if rule.enabled and rule.fn in functions]


def _block(ruler: Ruler[RuleFuncBlockType], chain: str) -> RuleFuncBlockType:
    rules = _rules(ruler, chain)
    marks = _marks()

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
    rules = zip(ruler.get_active_rules(), ruler.getRules(""), strict=True)
    begun: dict[str, list[RuleFuncInlineType]] = {}
    for name, rule in rules:
        if name == "text":
            continue
        wanted = _after_a_protocol(rule) if name == "gfm_autolink_protocol" else rule
        for mark in _INLINES[name]:
            begun.setdefault(mark, []).append(wanted)

    def dispatch(state: StateInline, silent: bool) -> bool:
        rules = begun.get(state.src[state.pos])
        if rules is None:
            return _words(state, silent)
        for rule in rules:  # noqa: SIM110
            if rule(state, silent):
                return True
        return False

    return dispatch


def _words(state: StateInline, silent: bool) -> bool:
    """The text up to the next mark, as markdown-it's own rule takes it."""
    src, start = state.src, state.pos
    mark = _MARK.search(src, start)
    end = mark.start() if mark else len(src)
    address = src.find("www.", start, end)
    if address >= 0:
        end = address
    elif not mark:
        end = state.posMax
    if end == start:
        return False
    if not silent:
        state.append_pending(src[start:end])
    state.pos = end
    return True


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


def _where_it_may_be(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """A line of marks and spaces alone: an item of a list begins in the same way."""

    def dispatch(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return not state.src[at : state.eMarks[start]].lstrip("*-_ \t") and rule(state, start, end, silent)

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
    """What markdown-it does with the text of every block."""
    others = state.env["not easy"] = []
    for token in state.tokens:
        if token.type == "inline":
            text = token.content
            if _is_plain(text):
                token.children = [_text(text)] if text else []
                continue
            children = _easy(text)
            if children is None:
                children = state.md.inline.parse(text, state.md, state.env, token.children or [])
                others.append(token)
            token.children = children


def _easy(text: str) -> list[Token] | None:
    """Return the tokens of a text that holds nothing but words, code, images, links within a course and line ends.

    None where there may be more to it.
    """
    tokens: list[Token] = []
    done = 0
    is_after_strong = False
    for piece in _EASY.finditer(text):
        before = text[done : piece.start()]
        code, label, address, described, path, title, star, words = piece.groups()
        if not _is_plain(before) or not _is_plain(label or described or words or ""):
            return None
        # The outer stars of a pair become a text without words, which is one with what stands beside it.
        if before or is_after_strong or star:
            tokens.append(_text(before))
        if code:
            tokens.append(_Token("code_inline", "code", 0, 0, None, "`", code, None, False))
        elif label:
            tokens += _around(label, _LINK, "")
            tokens[-3].attrs["href"] = address
        elif described:
            image = _Token("image", "img", 0, 0, None, "", described, [_text(described)], False)
            image.attrs = {"src": path, "alt": "", **({"title": title} if title else {})}
            tokens.append(image)
        elif words:
            tokens += _around(words, _STRONG if star else _EM, f"*{star}")
        else:
            tokens.append(_Token("softbreak", "br", 0, 0, None, "", "", None, False))
        done, is_after_strong = piece.end(), bool(star)
    after = text[done:]
    if not _is_plain(after):
        return None
    if after or is_after_strong:
        tokens.append(_text(after))
    return tokens


def _around(text: str, kind: _Kind, markup: str) -> tuple[Token, Token, Token]:
    opening, closing, tag = kind
    return (
        _Token(opening, tag, 1, 0, None, markup, "", None, False),
        _text(text, 1),
        _Token(closing, tag, -1, 0, None, markup, "", None, False),
    )


def _is_plain(text: str) -> bool:
    """Tell whether nothing in a text is marked up."""
    return not (_MARKED.search(text) or "www." in text or (":" in text and _PROTOCOL.search(text)))


def _text(text: str, level: int = 0) -> Token:
    return _Token("text", "", 0, level, None, "", text, None, False)


# --- before and after -----------------------------------------------------------------------------------------------


def _normalize(state: StateCore) -> None:
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _text_join(state: StateCore) -> None:
    """Texts side by side become one: there are none in what was easy, nor is there more by now where no footnotes were added."""
    has_notes = state.env.get("footnotes", {}).get("list")
    text_join(StateCore(state.src, state.md, state.env, state.tokens if has_notes else state.env["not easy"]))
