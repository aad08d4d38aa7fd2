"""Tokens to HTML. What has a look of its own is handed to `Blocks`; the rest is plain HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from lecprep.markdown import highlight
from lecprep.model import Prose


@dataclass(frozen=True, slots=True)
class ImageBlock:
    """An image with its URL on the page, its size in CSS pixels where known, and its variant for the dark theme ("" if none)."""

    src: str
    dark_src: str
    width: int | None
    height: int | None
    alt: str


@dataclass(frozen=True, slots=True)
class CalloutBlock:
    """A callout: its kind's value, its title and body as HTML, and ids that are unique on the page."""

    kind: str
    title: str
    body: str
    html_id: str
    label_id: str


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code as HTML with what it prints as plain text (None: nothing shown); `name` is what a screen reader calls it."""

    language: str
    language_name: str
    title: str
    code: str
    output: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: HTML, plain text, alignment ("", "start", "center", "end"), and whether it is its row's stronger one."""

    html: str
    text: str
    align: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its caption; `number` counts captioned tables through a lecture."""

    number: int | None
    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    columns: int
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A numbered image with its caption as HTML."""

    number: int | None
    caption: str
    image: ImageBlock


class Blocks(Protocol):
    """How blocks with a look of their own become HTML: a theme's components, or an exporter's plain ones."""

    def callout(self, block: CalloutBlock) -> str: ...
    def code(self, block: CodeBlock) -> str: ...
    def table(self, block: TableBlock) -> str: ...
    def figure(self, block: FigureBlock) -> str: ...
    def image(self, block: ImageBlock) -> str: ...


@dataclass(slots=True)
class Rendering:
    """What rendering a page's prose needs: the blocks, and where links and images lead from that page.

    `link(target, fragment)` and `image(path, alt)` are given paths relative to the content folder; an empty address
    makes plain text of a link. The counter makes ids unique on the page, behind the `prefix`: use one Rendering a page.
    With `ids` off no ids are written (for prose shown a second time).
    """

    blocks: Blocks
    link: Callable[[str, str], str]
    image: Callable[[str, str], ImageBlock]
    ids: bool = True
    prefix: str = "lp"
    counter: int = 0
    open_links: list[bool] = field(default_factory=list)

    def next_id(self) -> str:
        """Return an id that this page has not used."""
        self.counter += 1
        return f"{self.prefix}-n{self.counter}"


def render(prose: Prose, rendering: Rendering) -> str:
    """Return the HTML of a prose: block HTML for a body, inline HTML for a title."""
    return _RENDERER.render(prose.tokens, _OPTIONS, {"rendering": rendering})


Env = Mapping[str, Any]


class _Renderer(RendererHTML):
    """One method a token type; types without one are written as plain tags."""

    def render_tokens(self, tokens: Sequence[Token], env: Env) -> str:
        return self.render(tokens, _OPTIONS, env)  # type: ignore[arg-type]  # the base class wants a mutable mapping

    def callout(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        rendering: Rendering = env["rendering"]
        token = tokens[idx]
        children = token.children or []
        title, body = children[0], children[1:]
        return rendering.blocks.callout(
            CalloutBlock(
                kind=token.meta["kind"],
                title=self.render_tokens([title], env),
                body=self.render_tokens(body, env),
                html_id=token.meta.get("id", "") if rendering.ids else "",
                label_id=rendering.next_id(),
            )
        )

    def code(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        meta = token.meta
        language = meta["language"]
        name = highlight.language_name(language)
        block = CodeBlock(
            language=language,
            language_name=name,
            title=meta["title"],
            code=highlight.highlight(token.content, language, frozenset(meta["marked_lines"])),
            output=meta["output"],
            name=meta["title"] or (f"{name} code" if name else "Code"),
        )
        return _rendering(env).blocks.code(block)

    def table(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        head: list[Cell] = []
        rows: list[list[Cell]] = []
        caption = ""
        children = token.children or []
        for i, child in enumerate(children):
            if child.type == "inline" and child.meta.get("role") == "caption":
                caption = self.render_tokens([child], env)
            elif child.type == "tr_open":
                rows.append([])
            elif child.type in ("th_open", "td_open"):
                inline = children[i + 1]
                cell = Cell(
                    html=self.render_tokens([inline], env),
                    text=inline.meta["text"],
                    align=child.meta["align"],
                    is_better=inline.meta["is_better"],
                )
                (head if child.type == "th_open" else rows[-1]).append(cell)
        return _rendering(env).blocks.table(
            TableBlock(
                number=token.meta["number"],
                caption=caption,
                head=tuple(head),
                rows=tuple(tuple(row) for row in rows if row),
                columns=len(head),
                classes=tuple(token.meta["classes"]),
            )
        )

    def figure(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        rendering: Rendering = env["rendering"]
        meta = tokens[idx].meta
        image = rendering.image(meta["path"], meta["alt"])
        return rendering.blocks.figure(FigureBlock(meta["number"], escape(meta["caption"]), image))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        if "path" not in token.meta:  # refused when it was read: its words remain
            return escape(token.content)
        rendering: Rendering = env["rendering"]
        return rendering.blocks.image(rendering.image(token.meta["path"], token.meta["alt"]))

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        if "target" in token.meta:
            href = _rendering(env).link(token.meta["target"], token.meta["fragment"])
            attributes = ""
        else:
            href = str(token.attrs["href"])
            attributes = ' rel="external noopener"'
        _rendering(env).open_links.append(bool(href))
        if not href:
            return ""
        title = f' title="{escape(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
        return f'<a href="{escape(href)}"{title}{attributes}>'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</a>" if _rendering(env).open_links.pop() else ""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        html_id = token.meta.get("id", "") if _rendering(env).ids else ""
        return f'<{token.tag} id="{escape(html_id)}">' if html_id else f"<{token.tag}>"

    def math(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        # Made by the converter when the text was read; it escapes what it is given.
        if not token.meta["is_block"]:
            return token.content
        # One that is wider than the page scrolls in its own box, which a keyboard must be able to reach.
        return f'<div class="math" tabindex="0" role="group" aria-label="Formula">{token.content}</div>\n'

    def comment(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return ""

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        checked = tokens[idx].meta.get("checked")
        if checked is None:
            return "<li>"
        word, mark = ("done", "is-done") if checked else ("to do", "is-open")
        return f'<li class="task {mark}"><span class="task-box" role="img" aria-label="{word}"></span>'

    def bullet_list_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return '<ul class="tasks">\n' if tokens[idx].attrs.get("class") else "<ul>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        if not _rendering(env).ids:
            return ""
        number = tokens[idx].meta["id"] + 1
        again = tokens[idx].meta.get("subId", 0)
        suffix = f"-{again}" if again else ""
        return f'<sup class="fn-ref"><a href="#fn-{number}" id="fnref-{number}{suffix}" role="doc-noteref">{number}</a></sup>'

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return '<section class="footnotes" role="doc-endnotes" aria-label="Notes">\n<ol>\n'

    def footnote_block_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return f'<li id="fn-{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        number = tokens[idx].meta["id"] + 1
        again = tokens[idx].meta.get("subId", 0)
        suffix = f"-{again}" if again else ""
        label = f"Back to the text of note {number}" + (f", place {again + 1}" if again else "")
        return f' <a href="#fnref-{number}{suffix}" role="doc-backlink" aria-label="{label}">↩\ufe0e</a>'


def _rendering(env: Env) -> Rendering:
    rendering: Rendering = env["rendering"]
    return rendering


_RENDERER = _Renderer()
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
