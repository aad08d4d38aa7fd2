"""Tokens to a prose: `write` makes HTML of what is the same on every page, once, and parts of what is not."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from lecprep.markdown import highlight
from lecprep.prose import (
    Callout,
    Code,
    Figure,
    Formula,
    Heading,
    Labelled,
    LinkEnd,
    LinkStart,
    Once,
    Parts,
    Picture,
    Table,
)


def write(tokens: Sequence[Token]) -> Parts:
    """Return tokens as the parts of a prose: HTML as far as it is the same on every page."""
    words = only_words(tokens)
    if words is not None:
        whole = escapeHtml(words)
        if tokens[0].type == "paragraph_open" and not tokens[0].hidden:
            whole = f"<p>{whole}</p>\n"
        return (whole,) if whole else ()
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


def only_words(tokens: Sequence[Token]) -> str | None:
    """Return the text of tokens that are a line, or a paragraph, in which nothing is marked up, as most are; None of others."""
    if len(tokens) == 3 and tokens[0].type == "paragraph_open":
        return only_text(tokens[1])
    return only_text(tokens[0]) if len(tokens) == 1 else None


def only_text(token: Token) -> str | None:
    """Return the text of a line in which nothing is marked up; None of any other token."""
    children = token.children
    if token.type == "inline" and children is not None and len(children) == 1 and children[0].type == "text":
        return children[0].content
    return None


# --- one token after the other ---------------------------------------------------------------------------------------


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
