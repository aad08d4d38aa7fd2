"""Tokens to HTML, in two steps: `write` what is the same everywhere, once; `render` it as one page shows it.

What has a look of its own is handed to `Blocks`; the rest is plain HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any, NamedTuple, Protocol, TypeAlias

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from lecprep.markdown import highlight
from lecprep.model import Prose
from lecprep.words import Catalogue, catalogue


class ImageBlock(NamedTuple):
    """An image with its URL on the page, its size in CSS pixels where known, and its variant for the dark theme ("" if none)."""

    src: str
    dark_src: str
    width: int | None
    height: int | None
    alt: str


class CalloutBlock(NamedTuple):
    """A callout: its kind's value, its title and body as HTML, and ids that are unique on the page."""

    kind: str
    title: str
    body: str
    html_id: str
    label_id: str


class CodeBlock(NamedTuple):
    """Code as HTML with what it prints as plain text (None: nothing shown); `name` is what a screen reader calls it."""

    language: str
    language_name: str
    title: str
    code: str
    output: str | None
    name: str


class Cell(NamedTuple):
    """A table cell: HTML, plain text, alignment ("", "start", "center", "end"), and whether it is its row's stronger one."""

    html: str
    text: str
    align: str
    is_better: bool


class TableBlock(NamedTuple):
    """A table with its caption; `number` counts captioned tables through a lecture."""

    number: int | None
    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    columns: int
    classes: tuple[str, ...]


class FigureBlock(NamedTuple):
    """A numbered image with its caption as HTML."""

    number: int | None
    caption: str
    image: ImageBlock


class FormulaBlock(NamedTuple):
    """A formula: its LaTeX, the same as MathML, whether it is set large, and whether it is a block of its own."""

    latex: str
    mathml: str
    is_display: bool
    is_block: bool


class Blocks(Protocol):
    """How blocks with a look of their own become HTML: a theme's components, or an exporter's plain ones."""

    def callout(self, block: CalloutBlock) -> str: ...
    def code(self, block: CodeBlock) -> str: ...
    def table(self, block: TableBlock) -> str: ...
    def figure(self, block: FigureBlock) -> str: ...
    def image(self, block: ImageBlock) -> str: ...
    def formula(self, block: FormulaBlock) -> str: ...


@dataclass
class Rendering:
    """What rendering a page's prose needs: the blocks, and where links and images lead from that page.

    `link(target, fragment)` and `image(path, alt)` are given paths relative to the content folder; an empty address
    makes plain text of a link. The counter makes ids unique on the page, behind the `prefix`: use one Rendering a page.
    With `ids` off no ids are written (for prose shown a second time). What the interface says amid prose is in `words`.
    """

    blocks: Blocks
    link: Callable[[str, str], str]
    image: Callable[[str, str], ImageBlock]
    ids: bool = True
    prefix: str = "lp"
    words: Catalogue = field(default_factory=lambda: catalogue("en"))
    counter: int = 0
    open_links: list[bool] = field(default_factory=list)

    def next_id(self) -> str:
        """Return an id that this page has not used."""
        self.counter += 1
        return f"{self.prefix}-n{self.counter}"


def render(prose: Prose, rendering: Rendering) -> Markup:
    """Return the HTML of a prose: block HTML for a body, inline HTML for a title."""
    return _html(prose.parts, rendering)


def write(tokens: Sequence[Token]) -> Parts:
    """Return tokens as the parts of a prose: HTML as far as it is the same on every page."""
    words = only_text(tokens[0]) if len(tokens) == 1 else None
    if words is not None:  # as of most
        return (escapeHtml(words),) if words else ()
    parts: list[object] = []
    html: list[str] = []
    for part in _WRITER.parts(tokens, []):
        if type(part) is str:
            html.append(part)
            continue
        if text := "".join(html):
            parts.append(text)
        html.clear()
        parts.append(part)
    if text := "".join(html):
        parts.append(text)
    return tuple(parts)


def only_text(token: Token) -> str | None:
    """Return the text of a line in which nothing is marked up, as it is in most; None of any other token."""
    children = token.children
    if token.type == "inline" and children is not None and len(children) == 1 and children[0].type == "text":
        return children[0].content
    return None


# --- the parts of a prose that pages show differently ---------------------------------------------------------------

Parts: TypeAlias = tuple[object, ...]


def _html(parts: Parts, rendering: Rendering) -> Markup:
    if len(parts) == 1 and type(parts[0]) is str:  # as most are
        return _markup(parts[0])
    # What is no HTML yet is one of the classes below.
    return _markup("".join([part if type(part) is str else part.html(rendering) for part in parts]))  # type: ignore[attr-defined]


# `Markup(text)`, without its look for what has an HTML of its own.
_markup: Callable[[str], Markup] = partial(str.__new__, Markup)


class Once(NamedTuple):
    """HTML that is left out when the prose is shown again."""

    once: str

    def html(self, rendering: Rendering) -> str:
        return self.once if rendering.ids else ""


class Labelled(NamedTuple):
    """HTML with words of the interface in it, by their key and what is filled in."""

    before: str
    key: str
    values: tuple[tuple[str, str], ...]
    after: str

    def html(self, rendering: Rendering) -> str:
        return self.before + escape(rendering.words.say(self.key, **dict(self.values))) + self.after


class Heading(NamedTuple):
    """The beginning of a heading, with its id where the prose is shown first."""

    tag: str
    html_id: str

    def html(self, rendering: Rendering) -> str:
        return f'<{self.tag} id="{self.html_id}">' if rendering.ids else f"<{self.tag}>"


class LinkStart(NamedTuple):
    """The beginning of a link to a file of the course; `attributes` are HTML."""

    target: str
    fragment: str
    attributes: str

    def html(self, rendering: Rendering) -> str:
        href = rendering.link(self.target, self.fragment)
        rendering.open_links.append(bool(href))
        return f'<a href="{escape(href)}"{self.attributes}>' if href else ""


class LinkEnd(NamedTuple):
    """The end of a link to a file of the course."""

    def html(self, rendering: Rendering) -> str:
        return "</a>" if rendering.open_links.pop() else ""


class Picture(NamedTuple):
    """An image within a line."""

    path: str
    alt: str

    def html(self, rendering: Rendering) -> str:
        return rendering.blocks.image(rendering.image(self.path, self.alt))


class Figure(NamedTuple):
    """An image in a paragraph of its own; its caption is HTML."""

    number: int | None
    caption: str
    path: str
    alt: str

    def html(self, rendering: Rendering) -> str:
        image = rendering.image(self.path, self.alt)
        return rendering.blocks.figure(FigureBlock(self.number, Markup(self.caption), image))


class Formula(NamedTuple):
    """A formula; its MathML was made by the converter when the text was read, which escapes what it is given."""

    latex: str
    mathml: str
    is_display: bool
    is_block: bool

    def html(self, rendering: Rendering) -> str:
        return rendering.blocks.formula(FormulaBlock(self.latex, self.mathml, self.is_display, self.is_block))


class Callout(NamedTuple):
    """A callout; `html_id` is what definitions and key ideas are found by."""

    kind: str
    title: Parts
    body: Parts
    html_id: str

    def html(self, rendering: Rendering) -> str:
        title, body = _html(self.title, rendering), _html(self.body, rendering)
        html_id = self.html_id if rendering.ids else ""
        return rendering.blocks.callout(CalloutBlock(self.kind, title, body, html_id, rendering.next_id()))


class Code(NamedTuple):
    """Code, coloured already."""

    language: str
    language_name: str
    title: str
    code: str
    output: str | None

    def html(self, rendering: Rendering) -> str:
        words = rendering.words
        name = self.language_name
        name = self.title or (words.say("block.code-in", language=name) if name else words.word("block.code"))
        block = CodeBlock(self.language, self.language_name, self.title, Markup(self.code), self.output, name)
        return rendering.blocks.code(block)


class Table(NamedTuple):
    """A table; its cells are what `Cell` is given, with parts in the place of HTML."""

    number: int | None
    caption: Parts
    head: tuple[tuple[Parts, str, str, bool], ...]
    rows: tuple[tuple[tuple[Parts, str, str, bool], ...], ...]
    classes: tuple[str, ...]

    def html(self, rendering: Rendering) -> str:
        caption = _html(self.caption, rendering)
        head, *rows = (
            tuple(Cell(_html(parts, rendering), text, align, best) for parts, text, align, best in row)
            for row in (self.head, *self.rows)
        )
        return rendering.blocks.table(TableBlock(self.number, caption, head, tuple(rows), len(head), self.classes))


PARTS = (Once, Labelled, Heading, LinkStart, LinkEnd, Picture, Figure, Formula, Callout, Code, Table)

# --- tokens to parts ------------------------------------------------------------------------------------------------

Env = list[bool]


class _Writer(RendererHTML):
    """One method a token type, which gives HTML or a part; types without one are written as plain tags.

    What is passed along is whether each open link leads to a file of the course.
    """

    def parts(self, tokens: Sequence[Token], env: Env) -> list[Any]:
        """Return what the tokens become, one after the other."""
        found: list[Any] = []
        rules = self.rules
        for i, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                found.append(escapeHtml(token.content))
            elif kind == "inline":
                found += self.parts(token.children or (), env)
            elif kind in _TAGS:
                found.append("" if token.hidden else _TAGS[kind])
            elif rule := rules.get(kind):
                found.append(rule(tokens, i, _OPTIONS, env))
            else:
                found.append(self.renderToken(tokens, i, _OPTIONS, env))  # type: ignore[arg-type]
        return found

    def callout(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Callout:
        token = tokens[idx]
        title, *body = token.children or []
        heading, text = token.meta.get("written") or (write([title]), write(body))
        return Callout(token.meta["kind"], heading, text, token.meta.get("id", ""))

    def code(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Code:
        token = tokens[idx]
        meta = token.meta
        language = meta["language"]
        return Code(
            language=language,
            language_name=highlight.language_name(language),
            title=meta["title"],
            code=highlight.highlight(token.content, language, tuple(meta["marked_lines"])),
            output=meta["output"],
        )

    def table(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Table:
        token = tokens[idx]
        head: list[tuple[Parts, str, str, bool]] = []
        rows: list[list[tuple[Parts, str, str, bool]]] = []
        caption: Parts = ()
        children = token.children or []
        for i, child in enumerate(children):
            if child.type == "inline" and child.meta.get("role") == "caption":
                caption = write([child])
            elif child.type == "tr_open":
                rows.append([])
            elif child.type in ("th_open", "td_open"):
                meta = children[i + 1].meta
                cell = write([children[i + 1]]), meta["text"], child.meta["align"], meta["is_better"]
                (head if child.type == "th_open" else rows[-1]).append(cell)
        body = tuple(tuple(row) for row in rows if row)
        return Table(token.meta["number"], caption, tuple(head), body, tuple(token.meta["classes"]))

    def figure(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Figure:
        meta = tokens[idx].meta
        return Figure(meta["number"], escape(meta["caption"]), meta["path"], meta["alt"])

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Picture | str:  # type: ignore[override]
        token = tokens[idx]
        if "path" not in token.meta:  # refused when it was read: its words remain
            return escape(token.content)
        return Picture(token.meta["path"], token.meta["alt"])

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> LinkStart | str:
        token = tokens[idx]
        title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
        env.append("target" in token.meta)
        if env[-1]:
            return LinkStart(token.meta["target"], token.meta["fragment"], title)
        return f'<a href="{escape(str(token.attrs["href"]))}"{title} rel="external noopener">'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> LinkEnd | str:
        return LinkEnd() if env.pop() else "</a>"

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Heading | str:
        token = tokens[idx]
        html_id = token.meta.get("id", "")
        return Heading(token.tag, escape(html_id)) if html_id else f"<{token.tag}>"

    def paragraph_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        if tokens[idx].hidden:
            return ""
        return "\n<p>" if idx and tokens[idx - 1].hidden else "<p>"

    def math(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Formula:
        token = tokens[idx]
        return Formula(token.meta["latex"], token.content, token.meta["is_display"], token.meta["is_block"])

    def comment(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return ""

    # As `image`: markdown-it's own returns a string, and ours what may differ from page to page.
    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> Labelled | str:  # type: ignore[override]
        checked = tokens[idx].meta.get("checked")
        if checked is None:
            return "<li>"
        name = "done" if checked else "open"
        before = f'<li class="task is-{name}"><span class="task-box" role="img" aria-label="'
        return Labelled(before, f"block.task-{name}", (), '"></span>')

    def bullet_list_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return '<ul class="tasks">\n' if tokens[idx].attrs.get("class") else "<ul>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Once:
        number = tokens[idx].meta["id"] + 1
        again = tokens[idx].meta.get("subId", 0)
        suffix = f"-{again}" if again else ""
        return Once(
            f'<sup class="fn-ref"><a href="#fn-{number}" id="fnref-{number}{suffix}" role="doc-noteref">{number}</a></sup>'
        )

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Labelled:
        before = '<section class="footnotes" role="doc-endnotes" aria-label="'
        return Labelled(before, "block.notes", (), '">\n<ol>\n')

    def footnote_block_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return f'<li id="fn-{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> Labelled:
        number = tokens[idx].meta["id"] + 1
        again = tokens[idx].meta.get("subId", 0)
        suffix = f"-{again}" if again else ""
        key = "block.note-back-place" if again else "block.note-back"
        before = f' <a href="#fnref-{number}{suffix}" role="doc-backlink" aria-label="'
        return Labelled(before, key, (("number", str(number)), ("place", str(again + 1))), '">↩\ufe0e</a>')


# What is written most, and always so.
_TAGS = {"paragraph_close": "</p>\n", "list_item_close": "</li>\n", "bullet_list_close": "</ul>\n", "ordered_list_close": "</ol>\n",
         "strong_open": "<strong>", "strong_close": "</strong>", "em_open": "<em>", "em_close": "</em>"}  # fmt: skip
_WRITER = _Writer()
_OPTIONS = OptionsDict(
    {
        "maxNesting": 20,
        "html": False,
        "linkify": False,
        "typographer": False,
        "quotes": "“”‘’",
        "xhtmlOut": False,
        "breaks": False,
        "langPrefix": "language-",
        "highlight": None,
    }
)
