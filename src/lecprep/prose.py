"""Rich text as pages show it: HTML, and between it the parts that differ from page to page.

`markdown.render` writes it once, from tokens; `render` joins it for one page. What has a look of its own is handed to
`Blocks`; the rest is plain HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeAlias

from markupsafe import Markup, escape

from lecprep.model import Prose
from lecprep.tuples import NamedTuple
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


class Rendering:
    """What rendering a page's prose needs: the blocks, and where links and images lead from that page.

    `link(target, fragment)` and `image(path, alt)` are given paths relative to the content folder; an empty address
    makes plain text of a link. The counter makes ids unique on the page, behind the `prefix`: use one Rendering a page.
    With `ids` off no ids are written (for prose shown a second time). What the interface says amid prose is in `words`.
    """

    def __init__(
        self,
        blocks: Blocks,
        link: Callable[[str, str], str],
        image: Callable[[str, str], ImageBlock],
        *,
        ids: bool = True,
        prefix: str = "lp",
        words: Catalogue | None = None,
    ) -> None:
        self.blocks = blocks
        self.link = link
        self.image = image
        self.ids = ids
        self.prefix = prefix
        self.words = words or catalogue("en")
        self.counter = 0
        self.open_links: list[bool] = []

    def next_id(self) -> str:
        """Return an id that this page has not used."""
        self.counter += 1
        return f"{self.prefix}-n{self.counter}"


def render(prose: Prose, rendering: Rendering) -> Markup:
    """Return the HTML of a prose: block HTML for a body, inline HTML for a title."""
    return _html(prose.parts, rendering)


# --- the parts of a prose that pages show differently ---------------------------------------------------------------

Parts: TypeAlias = tuple[object, ...]


def _html(parts: Parts, rendering: Rendering) -> Markup:
    if len(parts) == 1 and type(parts[0]) is str:  # as most are
        return markup(parts[0])
    # What is no HTML yet is one of the classes below.
    return markup("".join([part if type(part) is str else part.html(rendering) for part in parts]))  # type: ignore[attr-defined]


# `Markup(text)`, without its look for what has an HTML of its own.
markup: Callable[[str], Markup] = partial(str.__new__, Markup)


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
        return f"{self.before}{escape(rendering.words.say(self.key, **dict(self.values)))}{self.after}"


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
