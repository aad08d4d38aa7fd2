"""Markdown text to tokens: the configured parser, our few rules, and blocks folded into single tokens.

After `parse`, these token types are ours (every other is markdown-it's own):

* `callout`: meta kind, id; children: the title (an inline token), then the body
* `code`: content; meta language, title, marked_lines, output (str or None), output_line, is_checked, is_run
* `table`: meta number, classes; children: a caption (inline, meta role) if any, then the table's own tokens
* `figure` and `image`: meta path (relative to the content folder), alt; `figure` also caption, number
* `math`: content is MathML; meta is_block, is_display, latex
* `link_open`: meta target, fragment for a link inside the course
* `heading_open`: meta attributes, text
* `comment`: an HTML comment; renders as nothing

`map` of every block token is [first line, line after the last], counted from 1 in the author's file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lecprep.diagnostics import Diagnostic, Span, did_you_mean, error, hint, warning
from lecprep.markdown import highlight
from lecprep.markdown.dispatch import dispatching
from lecprep.markdown.maths import MathError, to_mathml
from lecprep.markdown.render import only_text, only_words, write
from lecprep.markdown.source import footnote_definitions, link_definitions
from lecprep.model import CalloutKind, Prose
from lecprep.tuples import NamedTuple

MOST_COLUMNS = 200
MOST_CELLS = 50_000
MOST_QUOTES = 100
MOST_BRACKETS = 4_000
LONGEST_PARAGRAPH = 50_000

CALLOUT_KINDS = {
    "definition": CalloutKind.DEFINITION,
    "exam": CalloutKind.EXAM,
    "key": CalloutKind.KEY,
    "important": CalloutKind.KEY,
    "misconception": CalloutKind.MISCONCEPTION,
    "caution": CalloutKind.MISCONCEPTION,
    "analogy": CalloutKind.ANALOGY,
    "example": CalloutKind.EXAMPLE,
    "tip": CalloutKind.TIP,
    "note": CalloutKind.NOTE,
    "warning": CalloutKind.WARNING,
    "remember": CalloutKind.REMEMBER,
}
EMOJI_KINDS = {
    "🎓": CalloutKind.ANALOGY,
    "⚠️": CalloutKind.MISCONCEPTION,
    "⚠": CalloutKind.MISCONCEPTION,
    "🔑": CalloutKind.KEY,
    "💡": CalloutKind.TIP,
    "🎯": CalloutKind.REMEMBER,
}
IMAGE_TYPES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")

_ALERT = re.compile(r"\[!([A-Za-z][\w-]*)\][+-]?[ \t]*(.*)")
_EMOJI = re.compile("(" + "|".join(EMOJI_KINDS) + r")\ufe0f?[ \t]*")
_ATTRIBUTE = re.compile(r"""\s*(?:\#(?P<id>[^\s#.={}"']+)|\.(?P<class>[A-Za-z][\w-]*)|(?P<key>[A-Za-z][\w-]*)="""
                        r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'{}]+)))(?=\s|$)""")  # fmt: skip
_INFO = re.compile(
    r"""(?P<key>[A-Za-z_][\w-]*)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\S+))|(?P<word>\S+)"""
)
_QUOTE = re.compile(r"[ \t*+\-0-9.)]*>")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_HTML_TAG = (  # compiled when something looks like it, which is seldom
    r"(?i)</?(?:a|abbr|audio|b|blockquote|br|button|center|code|details|div|em|embed|font|form|h[1-6]|hr|i|iframe|img|input|"
    r"kbd|li|link|mark|meta|object|ol|p|pre|script|small|span|strong|style|sub|summary|sup|svg|table|td|th|tr|u|ul|video)"
    r"(?:\s[^<>]*)?/?>"
)
# Blocks that `_Reading.fold` makes something else of.
_FOLDED = frozenset({"callout_open", "callout_close", "table_open", "fence", "code_block", "math_block", "math_block_label",
                     "heading_open"})  # fmt: skip
_WORDS = frozenset({"text", "code_inline", "text_special"})
# What `_Reading._inline` leaves as it is.
_UNCHANGED = frozenset({"code_inline", "strong_open", "strong_close", "em_open", "em_close"})
_UNDEFINED_NOTE = re.compile(r"\[\^([^\]\s]+)\]")


class Parsed(NamedTuple):
    """A parsed text: its tokens, those of its footnotes (a section of their own, or nothing), and what is wrong with it.

    `references` are its link definitions and footnotes, as Markdown, by what names them: `[label]`, `[^label]`.
    """

    tokens: tuple[Token, ...]
    footnotes: tuple[Token, ...]
    references: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


class Attributes(NamedTuple):
    """What `{#id .class key=value}` at the end of a heading or a caption says."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = {}


def parse(text: str, path: str, first_line: int = 1) -> Parsed:
    """Return the tokens of a Markdown text.

    `path` is the file's place in the content folder (links and images are resolved against it); `first_line` is the
    line of the file on which the text begins. Never raises on any text.
    """
    reading = _Reading(path, first_line)
    reading.check_bounds(text)
    if reading.diagnostics:
        return Parsed((), (), {}, tuple(reading.diagnostics))
    env: dict[str, Any] = {"reading": reading}
    # Behind as many empty lines as make the parser, which counts from 0, count as the author does.
    tokens = reading.fold(iter(_parser().parse("\n" * first_line + text, env)))
    notes_at = len(tokens)
    if "footnotes" in env:
        notes_at = next((i for i, token in enumerate(tokens) if token.type == "footnote_block_open"), notes_at)
    body, notes = tuple(tokens[:notes_at]), tuple(tokens[notes_at:])
    references = link_definitions(env) | footnote_definitions(notes, text, first_line)
    return Parsed(body, notes, references, tuple(reading.diagnostics))


def prose(tokens: Sequence[Token], source: str = "") -> Prose:
    """Return the tokens, which nobody changes any more, as a Prose with its plain wording."""
    text = plain_text(tokens)
    parts = write(tokens)
    # Most prose is a few words without any markup: then the three are one.
    return Prose((text,) if parts == (text,) else parts, text, text if source == text else source)


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the wording of tokens without any markup, blocks separated by one space."""
    text = only_words(tokens)
    if text is None:
        words: list[str] = []
        _add_words(tokens, words)
        text = "".join(words)
    text = text.strip()
    # Of all that is white space, a space alone is printable.
    return text if text.isprintable() and "  " not in text else " ".join(text.split())


def _add_words(tokens: Iterable[Token], words: list[str]) -> None:
    for token in tokens:
        kind = token.type
        if kind == "inline":
            text = only_text(token)
            if text is None:
                _add_words(token.children or (), words)
            else:
                words.append(text)
        elif token.nesting:
            pass
        elif kind == "code":
            words.append(" ".join(token.content.split()))
        elif kind in _WORDS:
            words.append(token.content)
        elif kind == "math":
            words.append(re.sub(r"<[^>]*>", "", token.content))
        elif kind in ("softbreak", "hardbreak"):
            words.append(" ")
        elif kind in ("image", "figure"):
            words.append(str(token.meta.get("alt", token.content)))
        elif token.children:
            _add_words(token.children, words)
        if token.block and words and words[-1] != " ":
            words.append(" ")


def slugify(text: str) -> str:
    """Return the anchor that GitHub gives to a heading: lower case, punctuation gone, spaces to hyphens."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def parse_attributes(text: str) -> Attributes | None:
    """Return what stands between the braces of `{#id .class key=value}`, or None when it does not read as attributes."""
    html_id, classes, values, at = "", [], {}, 0
    while text[at:].strip():
        match = _ATTRIBUTE.match(text, at)
        if not match:
            return None
        if match["id"]:
            html_id = match["id"]
        elif match["class"]:
            classes.append(match["class"])
        else:
            values[match["key"]] = match["double"] or match["single"] or match["bare"] or ""
        at = match.end()
    return Attributes(html_id, tuple(classes), values)


# --- the parser -----------------------------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    return dispatching(configured())


def configured() -> MarkdownIt:
    """Return markdown-it with all that the format has."""
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

    parser = MarkdownIt("commonmark", {"html": False, "tasklists": True}).enable(["table", "strikethrough"])
    parser.use(gfm_autolink_plugin).use(deflist_plugin).use(footnote_plugin)
    # "$5 and $10" is money.
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    # Every address is let through here, and judged in `_Reading._link`, where there is a line to report.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.block.ruler.before(
        "fence", "comment", _comment_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("autolink", "comment", _comment_inline)
    parser.core.ruler.after("block", "attributes", _take_attributes)
    parser.core.ruler.after("attributes", "captions", _take_captions)
    parser.core.ruler.after("captions", "callouts", _take_callouts)
    return parser


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`<!-- … -->` on lines of its own: a comment token."""
    at = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", at):
        return False
    closed = state.src.find("-->", at + 4, state.eMarks[end - 1])
    if closed < 0:
        state.env["reading"].unclosed_comment(start)
        return False
    last = start
    while state.eMarks[last] < closed + 3:
        last += 1
    if state.src[closed + 3 : state.eMarks[last]].strip():
        return False  # words follow on the same line: the inline rule takes the comment out
    if silent:
        return True
    token = state.push("comment", "", 0)
    token.content = state.src[at + 4 : closed].strip()
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _comment_inline(state: StateInline, silent: bool) -> bool:
    """`<!-- … -->` within a line: nothing."""
    if not state.src.startswith("<!--", state.pos):
        return False
    closed = state.src.find("-->", state.pos + 4)
    if closed < 0:
        return False
    state.pos = closed + 3
    return True


def _take_attributes(state: StateCore) -> None:
    """Move `{…}` from the end of a heading's text to its token."""
    reading: _Reading = state.env["reading"]
    for i, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[i + 1]
            inline.content, attributes = reading.split_attributes(inline)
            token.meta["attributes"] = attributes


def _take_captions(state: StateCore) -> None:
    """Move a paragraph `Table: …` into the table that follows it."""
    reading: _Reading = state.env["reading"]
    tokens: list[Token] = []
    done = 0
    for i, inline in enumerate(state.tokens):
        if inline.type != "inline" or not inline.content.startswith("Table:"):
            continue
        if state.tokens[i - 1].type != "paragraph_open":
            continue
        table = state.tokens[i + 2] if i + 2 < len(state.tokens) else None
        if table is None or table.type != "table_open":
            reading.caption_without_table(inline)
            continue
        inline.content = inline.content.removeprefix("Table:").strip()
        inline.content, attributes = reading.split_attributes(inline)
        inline.meta.update(role="caption", classes=attributes.classes)
        if table.map and inline.map:
            table.map = [inline.map[0], table.map[1]]
        tokens += state.tokens[done : i - 1]
        tokens += (table, inline)
        done = i + 3
    state.tokens = tokens + state.tokens[done:]


def _take_callouts(state: StateCore) -> None:
    """Turn a quotation that begins with `[!KIND] title` (or an emoji that stands for a kind) into a callout."""
    reading: _Reading = state.env["reading"]
    tokens: list[Token] = []
    open_quotes: list[bool] = []
    done = 0
    for i, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            kind, title = None, ""
            first = state.tokens[i + 2] if state.tokens[i + 1].type == "paragraph_open" else None
            if first is not None:
                kind, title = reading.callout_kind(first)
            open_quotes.append(kind is not None)
            if first is None or kind is None:
                continue
            token.type, token.meta = "callout_open", {"kind": kind.value}
            heading = Token("inline", "", 0, content=title, children=[], map=first.map, level=first.level, block=True)
            heading.meta = {"role": "title"}
            tokens += state.tokens[done : i + 1]
            tokens.append(heading)
            done = i + 1 if first.content else i + 4  # nothing is left of the paragraph
        elif token.type == "blockquote_close" and open_quotes.pop():
            token.type = "callout_close"
    state.tokens = tokens + state.tokens[done:]


# --- after parsing --------------------------------------------------------------------------------------------------


class _Reading:
    """One text on its way to tokens: where it stands, and what has been found wrong."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.diagnostics: list[Diagnostic] = []

    def span(self, token: Token, line: int = 0) -> Span:
        """Return the place of a block token, so many lines below its first."""
        return Span(self.path, (token.map[0] if token.map else self.first_line) + line)

    def check_bounds(self, text: str) -> None:
        """Refuse text on which the parser would take quadratic time or memory."""
        if _is_modest(text):
            return
        brackets = length = columns = rows = quotes = 0
        was_quote = False
        for number, line in enumerate(text.split("\n"), self.first_line):
            if line.count("|") > MOST_COLUMNS + 1:
                self.diagnostics.append(
                    error(
                        Span(self.path, number),
                        "table-too-wide",
                        f"this line has {line.count('|'):,} column separators; a table may have {MOST_COLUMNS} columns",
                        "Split the table, or put the line into a code block if it is not a table.",
                    )
                )
            # A blank line ends whatever an open bracket could still close.
            brackets, length = (brackets + line.count("["), length + len(line)) if line.strip() else (0, 0)
            # Short rows are filled up to the width of the table.
            columns, rows = (max(columns, line.count("|") + 1), rows + 1) if line.strip() else (0, 0)
            if columns > 2 and columns * rows > MOST_CELLS:
                self.diagnostics.append(
                    error(
                        Span(self.path, number),
                        "table-too-large",
                        f"this table has more than {MOST_CELLS:,} cells",
                        "Divide it with blank lines, or offer it as a file of its own.",
                    )
                )
                return
            # Each beginning of a quotation is looked at through all lines up to the next blank one.
            is_quote = _QUOTE.match(line) is not None
            quotes = quotes + (is_quote and not was_quote) if line.strip() else 0
            was_quote = is_quote
            if quotes > MOST_QUOTES:
                self.diagnostics.append(
                    error(
                        Span(self.path, number),
                        "too-many-quotes",
                        f"this paragraph begins a quotation more than {MOST_QUOTES} times",
                        "Divide it with blank lines, or move data into a file of its own.",
                    )
                )
                return
            if length > LONGEST_PARAGRAPH:
                self.diagnostics.append(
                    error(
                        Span(self.path, number),
                        "paragraph-too-long",
                        f"this paragraph has more than {LONGEST_PARAGRAPH:,} characters",
                        "Divide it with blank lines, or move data into a file of its own.",
                    )
                )
                return
            if brackets > MOST_BRACKETS:
                self.diagnostics.append(
                    error(
                        Span(self.path, number),
                        "too-many-brackets",
                        f"this paragraph has more than {MOST_BRACKETS:,} opening brackets",
                        "Divide it with blank lines, or move data into a file of its own.",
                    )
                )
                return

    def unclosed_comment(self, line: int) -> None:
        self.diagnostics.append(
            error(
                Span(self.path, line),
                "unclosed-comment",
                "this comment is never closed",
                "End it with -->.",
            )
        )

    def caption_without_table(self, inline: Token) -> None:
        self.diagnostics.append(
            warning(
                self.span(inline),
                "caption-without-table",
                "this caption has no table right after it",
                "Put `Table: …` into a paragraph of its own, a blank line, then the table.",
            )
        )

    def split_attributes(self, inline: Token) -> tuple[str, Attributes]:
        """Return the text of an inline token without its closing `{…}`, and what that said."""
        if "{" not in inline.content:
            return inline.content, Attributes()
        before, brace, inner = inline.content.rstrip(" \t").rpartition("{")
        said = inner.removesuffix("}")
        if not brace or said == inner or "}" in said or (before and not before.endswith((" ", "\t"))):
            return inline.content, Attributes()
        attributes = parse_attributes(said)
        if attributes is None:
            self.diagnostics.append(
                error(
                    self.span(inline),
                    "bad-attributes",
                    f"`{{{said}}}` does not read as attributes",
                    'Write {#id .class key=value}, with quotes around a value that has spaces: {topics="54 55"}.',
                )
            )
            attributes = Attributes()
        return before.rstrip(" \t"), attributes

    def callout_kind(self, inline: Token) -> tuple[CalloutKind | None, str]:
        """Take `[!KIND] title` off the first line of a quotation; return the kind and the title."""
        first, _, rest = inline.content.partition("\n")
        if alert := _ALERT.fullmatch(first):
            kind = CALLOUT_KINDS.get(alert[1].lower())
            if kind is None:
                known = ", ".join(word.upper() for word in CALLOUT_KINDS)
                self.diagnostics.append(
                    warning(
                        self.span(inline),
                        "unknown-callout",
                        f"there is no callout [!{alert[1]}]; it is shown as a note."
                        + did_you_mean(alert[1], [word.upper() for word in CALLOUT_KINDS]),
                        f"Known kinds: {known}.",
                    )
                )
                kind = CalloutKind.NOTE
            title = _EMOJI.sub("", alert[2].strip(), count=1) if _EMOJI.match(alert[2]) else alert[2].strip()
        elif emoji := _EMOJI.match(first):
            kind, title = EMOJI_KINDS[emoji[1]], ""
            rest = inline.content[emoji.end() :]
        else:
            return None, ""
        if kind is CalloutKind.DEFINITION and not title:
            self.diagnostics.append(
                error(
                    self.span(inline),
                    "definition-without-term",
                    "this definition does not say what it defines",
                    "Write the term after the kind: > [!DEFINITION] Fine-tuning",
                )
            )
        inline.content = rest
        if inline.map:
            inline.map = [inline.map[0] + (1 if alert else 0), inline.map[1]]
        return kind, title

    # -- folding blocks into single tokens

    def fold(self, tokens: Iterator[Token], closing: str = "") -> list[Token]:
        """Return block tokens with callouts, tables, figures and code as single tokens, and links and maths resolved.

        They are taken up to one of the type `closing`, or all.
        """
        folded: list[Token] = []
        for token in tokens:
            kind = token.type
            if kind == "inline":
                text = only_text(token)
                if text is None or not _is_harmless(text):
                    if figure := self._figure(token, folded[-1] if folded else None):
                        folded[-1] = figure
                        next(tokens)  # where the paragraph ends
                        continue
                    self._inline(token)
                folded.append(token)
            elif kind not in _FOLDED:
                folded.append(token)
            elif kind == closing:
                break
            elif kind == "callout_open":
                folded.append(self._callout(token, self.fold(tokens, "callout_close")))
            elif kind == "table_open":
                folded.append(self._table(token, list(takewhile(lambda token: token.type != "table_close", tokens))))
            elif kind in ("fence", "code_block"):
                folded.extend(self._code(token, folded[-1] if folded else None))
            elif kind in ("math_block", "math_block_label"):
                folded.append(self._math(token, self.span(token), is_block=True))
            else:
                inline = next(tokens)
                self._inline(inline)
                token.meta["text"] = plain_text([inline])
                folded += (token, inline)
        return folded

    def _callout(self, opening: Token, inner: list[Token]) -> Token:
        callout = Token("callout", "", 0, map=opening.map, children=inner, block=True, meta=dict(opening.meta))
        if not any(token.type not in ("comment",) for token in inner[1:]):
            self.diagnostics.append(
                warning(
                    self.span(opening),
                    "empty-callout",
                    "this callout has no text",
                    "Write its text below, each line begun with >.",
                )
            )
        return callout

    def _code(self, token: Token, before: Token | None) -> list[Token]:
        info = token.info.strip()
        language, words = "", []
        meta: dict[str, Any] = {"title": "", "marked_lines": [], "output": None, "is_checked": True, "is_run": True}
        for part in _INFO.finditer(info):
            value = part["double"] or part["single"] or part["bare"] or ""
            if part["word"]:
                words.append(part["word"])
            elif part["key"] == "title":
                meta["title"] = value
            elif part["key"] == "hl_lines":
                meta["marked_lines"] = self._line_numbers(value, token)
            else:
                self.diagnostics.append(
                    warning(
                        self.span(token),
                        "unknown-code-attribute",
                        f"code blocks have no attribute {part['key']!r}."
                        + did_you_mean(part["key"], ["title", "hl_lines"]),
                        "Known: title and hl_lines, and the words no-check and no-run.",
                    )
                )
        if words and info.startswith(words[0]):
            language = words.pop(0).lower()
        for word in words:
            if word == "no-check":
                meta["is_checked"] = False
            elif word == "no-run":
                meta["is_run"] = False
            else:
                self.diagnostics.append(
                    warning(
                        self.span(token),
                        "unknown-code-attribute",
                        f"the word {word!r} after the language means nothing here",
                        'Write a title as title="…".',
                    )
                )
        if token.type == "fence" and token.map and not self._is_closed(token):
            self.diagnostics.append(
                error(
                    self.span(token),
                    "unclosed-code",
                    "this code block is never closed",
                    f"End it with a line {token.markup}.",
                )
            )
        if language == "output":
            if before is not None and before.type == "code" and before.meta["output"] is None:
                before.meta["output"] = token.content
                if before.map and token.map:
                    before.meta["output_line"] = token.map[0] + 1
                    before.map = [before.map[0], token.map[1]]
                return []
            self.diagnostics.append(
                error(
                    self.span(token),
                    "output-without-code",
                    "this output does not follow any code",
                    "Put the ```output block right after the code that prints it.",
                )
            )
        elif not highlight.is_known(language):
            self.diagnostics.append(
                hint(
                    self.span(token),
                    "unknown-language",
                    f"no colours are known for the language {language!r}",
                    "Leave it, or use `text`.",
                )
            )
        meta["language"] = language
        return [Token("code", "", 0, map=token.map, content=token.content, block=True, meta=meta)]

    def _is_closed(self, token: Token) -> bool:
        assert token.map is not None
        # An unclosed fence runs to the end of its container, and counts no line for a closing mark.
        content_lines = token.content.count("\n")
        return token.map[1] - token.map[0] >= content_lines + 2

    def _line_numbers(self, text: str, token: Token) -> list[int]:
        last = token.content.count("\n")
        numbers: set[int] = set()
        for part in re.split(r"[\s,]+", text.strip()):
            match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
            first, final = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 1 <= first <= final <= last:
                self.diagnostics.append(
                    error(
                        self.span(token),
                        "bad-highlight",
                        f"hl_lines={part!r} does not name lines of this code, which has {last}",
                        'Write numbers and ranges, such as hl_lines="1 3-5".',
                    )
                )
            else:
                numbers.update(range(first, final + 1))
        return sorted(numbers)

    def _table(self, opening: Token, inner: list[Token]) -> Token:
        classes: Sequence[str] = ()
        for i, token in enumerate(inner):
            if token.type != "inline":
                continue
            if token.meta.get("role") == "caption":
                classes = token.meta["classes"]
                self._inline(token)
                continue
            cell = inner[i - 1]
            style = str(cell.attrs.pop("style", ""))
            cell.meta["align"] = {"left": "start", "right": "end", "center": "center"}.get(style.rpartition(":")[2], "")
            self._inline(token, is_cell=True)
            token.meta["is_better"] = _take_better(token)
            token.meta["text"] = plain_text([token])
        meta = {"number": None, "classes": list(classes)}
        return Token("table", "", 0, map=opening.map, children=inner, block=True, meta=meta)

    def _figure(self, inline: Token, before: Token | None) -> Token | None:
        """Return the figure that a line with one image and nothing else is, if a paragraph begins before it."""
        children = inline.children or []
        if len(children) != 1 or children[0].type != "image":
            return None
        if before is None or before.type != "paragraph_open" or before.hidden:
            return None
        image = children[0]
        self._image(image, self.span(inline))
        if "path" not in image.meta:
            return None
        meta = {**image.meta, "caption": str(image.attrs.get("title", "")), "number": None}
        return Token("figure", "", 0, map=inline.map, block=True, meta=meta)

    def _math(self, token: Token, span: Span, is_block: bool) -> Token:
        display = token.type != "math_inline"
        try:
            content, token_type = to_mathml(token.content.strip(), display), "math"
        except MathError as problem:
            self.diagnostics.append(
                error(
                    span,
                    "bad-math",
                    f"this formula cannot be shown: {problem}",
                    "Mend the LaTeX, or write \\$ for a dollar sign.",
                )
            )
            content, token_type = token.content, "code_inline"
        meta = {"is_block": is_block, "is_display": display, "latex": token.content.strip()}
        return Token(token_type, "code", 0, content=content, map=token.map, block=is_block, meta=meta)

    def _inline(self, inline: Token, is_cell: bool = False) -> None:
        """Resolve the links, images and maths of an inline token, in place."""
        text = only_text(inline)
        if text is not None and _is_harmless(text):
            return
        children: list[Token] = []
        refused_links = 0
        line = 0
        for token in inline.children or []:
            kind = token.type
            if kind in _UNCHANGED or (kind == "text" and _is_harmless(token.content)):
                children.append(token)
                continue
            span = self.span(inline, line)
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            if token.type == "link_open":
                if not self._link(token, span):
                    refused_links += 1
                    continue
            elif token.type == "link_close" and refused_links:
                refused_links -= 1
                continue
            elif token.type == "image":
                self._image(token, span)
            elif token.type in ("math_inline", "math_inline_double"):
                token = self._math(token, span, is_block=False)
            elif token.type == "text" and "<" in token.content:
                if is_cell:
                    children.extend(_split_breaks(token))
                    self._raw_html(_BREAK.sub("", token.content), span)
                    continue
                self._raw_html(token.content, span)
            elif token.type == "text" and (note := _UNDEFINED_NOTE.search(token.content)):
                self.diagnostics.append(
                    warning(
                        span,
                        "undefined-footnote",
                        f"the footnote [^{note[1]}] is not defined",
                        f"Add a line [^{note[1]}]: … to the lecture.",
                    )
                )
            children.append(token)
        inline.children = children

    def _raw_html(self, text: str, span: Span) -> None:
        if "<" in text and (tag := re.search(_HTML_TAG, text)):
            self.diagnostics.append(
                warning(
                    span,
                    "raw-html",
                    f"HTML is shown as text here: {tag[0][:40]}",
                    "Use Markdown; put backticks around a tag that readers should see.",
                )
            )

    def _link(self, token: Token, span: Span) -> bool:
        """Classify a link, in place; return whether it may stay one."""
        href = str(token.attrs.get("href", ""))
        parts = _split_url(href)
        if parts is None or (parts.netloc and not parts.scheme) or parts.scheme not in ("", "http", "https", "mailto"):
            self.diagnostics.append(
                error(
                    span,
                    "unsafe-link",
                    f"this link is left out: {href[:60]}",
                    "Links may lead to http, https and mailto addresses, and to files of the course.",
                )
            )
            return False
        if parts.scheme:
            return True
        fragment = unquote(parts.fragment)
        if not parts.path:
            token.meta = {"target": self.path, "fragment": fragment}
            return True
        target = self._resolve(parts.path)
        if target is None:
            self.diagnostics.append(
                error(
                    span,
                    "link-outside-course",
                    f"this link leads out of the course's folder: {href[:60]}",
                    "Write it relative to this file, as on GitHub: [RAG](13-rag.md#when-to-use).",
                )
            )
            return False
        token.meta = {"target": target, "fragment": fragment}
        return True

    def _image(self, token: Token, span: Span) -> None:
        src = str(token.attrs.get("src", ""))
        alt = plain_text(token.children or [])
        token.content = alt
        parts = _split_url(src)
        if parts is None or parts.scheme or parts.netloc:
            self.diagnostics.append(
                error(
                    span,
                    "remote-image",
                    f"images must be files of the course: {src[:60]}",
                    "Save the image in images/ and refer to it by relative path; pages make no request to other hosts.",
                )
            )
            return
        path = self._resolve(parts.path)
        if path is None:
            self.diagnostics.append(
                error(
                    span,
                    "image-outside-course",
                    f"this image lies outside the course's folder: {src[:60]}",
                    "Move it into images/.",
                )
            )
            return
        if not path.lower().endswith(IMAGE_TYPES):
            self.diagnostics.append(
                error(
                    span,
                    "not-an-image",
                    f"{src[:60]} is not an image that browsers show",
                    "Use " + ", ".join(kind[1:].upper() for kind in IMAGE_TYPES) + ".",
                )
            )
            return
        if not alt:
            self.diagnostics.append(
                error(
                    span,
                    "image-without-alt",
                    f"the image {src[:60]} has no alternative text",
                    "Say between the brackets what it shows, for those who cannot see it: ![Three steps, each steeper](…)",
                )
            )
        token.meta = {"path": path, "alt": alt}

    def _resolve(self, path: str) -> str | None:
        """Return a relative path of this file as a path in the content folder, or None if it leads out of it."""
        path = unquote(path)
        if path.startswith("/") or "\\" in path or "\0" in path:
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), path))
        return None if target.startswith("..") else target


def _is_harmless(text: str) -> bool:
    """Tell whether nothing in a text looks like HTML or a footnote."""
    return "<" not in text and "[^" not in text


def _is_modest(text: str) -> bool:
    """Tell whether the whole text, as most do, keeps within what a single line or paragraph may have."""
    columns = text.count("|") + 1
    return (
        columns <= MOST_COLUMNS
        and columns * (text.count("\n") + 1) <= MOST_CELLS
        and text.count(">") <= MOST_QUOTES
        and text.count("[") <= MOST_BRACKETS
        and len(text) <= LONGEST_PARAGRAPH
    )


def _split_url(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError:  # such as http://[
        return None


def _take_better(inline: Token) -> bool:
    """Tell whether a cell ends in `{.better}`, and take that off."""
    children = inline.children or []
    if not children or children[-1].type != "text" or not children[-1].content.rstrip().endswith("{.better}"):
        return False
    children[-1].content = children[-1].content.rstrip().removesuffix("{.better}").rstrip()
    return True


def _split_breaks(token: Token) -> list[Token]:
    """Return a cell's text token with each `<br>` as a line break."""
    pieces: list[Token] = []
    for i, text in enumerate(_BREAK.split(token.content)):
        if i:
            pieces.append(Token("hardbreak", "br", 0))
        if text:
            pieces.append(Token("text", "", 0, content=text))
    return pieces
