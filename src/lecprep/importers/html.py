r"""HTML, as other systems keep it, to Markdown of our kind.

Every paragraph is parsed again, and must say the same: where mark-up would not survive (`**a:**b`), it is written otherwise,
and at last left out. `\(x\)`, `\[x\]` and `$$x$$` are formulas, as for MathJax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TypeAlias

from lecprep.importers.base import NO_WORDS
from lecprep.markdown import parse, plain_text
from lecprep.markdown.escape import escaped, guarded
from lecprep.markdown.maths import MathError, to_mathml
from lecprep.model import CalloutKind
from lecprep.words import in_all_languages

DEEPEST = 200
LARGEST = 2_000_000

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_HIDDEN = frozenset(
    ("script", "style", "head", "template", "noscript", "iframe", "object", "audio", "video", "canvas", "svg", "title")
)
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol",
     "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
# What an opening tag ends when it is still open (https://html.spec.whatwg.org/#optional-tags).
_ENDS = {
    "li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th"), "dt": ("dt", "dd"), "dd": ("dt", "dd"),
    "tbody": ("tr", "td", "th", "thead"),
}  # fmt: skip
_SCOPES = frozenset({"ul", "ol", "table", "dl"})
_MARKS = {
    "strong": "**",
    "b": "**",
    "em": "*",
    "i": "*",
    "cite": "*",
    "dfn": "*",
    "u": "*",
    "ins": "*",
    "var": "*",
    "del": "~~",
    "s": "~~",
    "strike": "~~",
}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_TEX = re.compile(r"\\\((?P<a>.{1,2000}?)\\\)|\\\[(?P<b>.{1,2000}?)\\\]|\$\$(?P<c>.{1,2000}?)\$\$", re.S)
_DOLLAR_TEX = re.compile(r"(?<![\w\\$])\$(?P<d>[^\s$](?:[^$\n]*[^\s$\\])?)\$(?![\w$])")
_SCRIPTS = {
    "sup": dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True)),
    "sub": dict(zip("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ", strict=True)),
}


# What our exports write above a callout and above what code prints, in the language of the course that they came from.
_CALLOUTS = {label: kind.name for kind in CalloutKind for label in in_all_languages(f"block.{kind.value}")}
_OUTPUTS = in_all_languages("block.output")
_CALLOUT = re.compile(rf"\*\*(?P<label>{'|'.join(map(re.escape, _CALLOUTS))})(?:: (?P<title>[^*\n]+))?\*\*\n\n(?=.)")


@dataclass
class Element:
    """An element with what it holds: texts and elements."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def words(self) -> str:
        """Return its text, as it stands."""
        return "".join(
            child if isinstance(child, str) else "\n" if child.tag == "br" else child.words() for child in self.children
        )


Node: TypeAlias = Element | str


def tree(html: str) -> Element:
    """Return the tree of any HTML, deep nesting flattened. Never raises."""
    builder = _Builder()
    builder.feed(html[:LARGEST])
    builder.close()
    return builder.root


def inner_html(element: Element) -> str:
    """Return what an element holds as HTML again."""
    parts = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(escape(child, quote=False))
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.attributes.items())
        end = "" if child.tag in _VOID else f"</{child.tag}>"
        parts.append(f"<{child.tag}{attributes}>{inner_html(child)}{end}")
    return "".join(parts)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_implied(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) < DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self._open[-1].tag == tag:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _end_implied(self, tag: str) -> None:
        if tag in _BLOCKS and self._open[-1].tag == "p":
            self._open.pop()
        for i in range(len(self._open) - 1, 0, -1):
            if self._open[i].tag in _ENDS.get(tag, ()):
                del self._open[i:]
                break
            if self._open[i].tag in _SCOPES:
                break


@dataclass
class Converter:
    """HTML to Markdown for one file.

    `image` gives the path of an image for its address and its words, or None where there is none; `lost` is told what had to
    be left out and why.
    """

    image: Callable[[str], str | None]
    lost: Callable[[str, str], None]
    dollars: bool = False

    def blocks(self, html: str) -> str:
        """Return the Markdown of HTML of any kind."""
        return self._blocks(tree(html).children)

    def line(self, html: str) -> str:
        """Return the Markdown of HTML as one line of text with breaks at most: for a choice, a cell."""
        nodes = _flat(tree(html).children)
        return self._paragraph(nodes)

    def cell(self, html: str) -> str:
        """Return the Markdown of HTML as the cell of a table."""
        return self.line(html).replace("\\\n", "<br>").replace("\n", " ")

    def text(self, text: str) -> str:
        """Return the Markdown of plain text: blank lines divide paragraphs, lines stay apart."""
        paragraphs = [p for p in re.split(r"\n[ \t]*\n", text.strip("\n")) if p.strip()]
        return "\n\n".join(filter(None, (self._paragraph(_with_breaks(paragraph)) for paragraph in paragraphs)))

    def text_line(self, text: str) -> str:
        """Return the Markdown of plain text as one line."""
        return self._paragraph([" ".join(text.split())])

    # -- blocks

    def _blocks(self, nodes: Sequence[Node]) -> str:
        pieces: list[str] = []
        run: list[Node] = []

        def end_run() -> None:
            pieces.extend(filter(None, map(self._paragraph, _split_at_double_breaks(run))))
            run.clear()

        before = title = ""
        for node in nodes:
            if isinstance(node, str) or not _is_block(node):
                run.append(node)
                continue
            end_run()
            text = self._block(node)
            if title and text.startswith("```"):
                text = text.replace("\n", f' title="{title}"\n', 1)
            elif title and text:
                pieces.append(self._paragraph([Element("strong", {}, [title])]))
            if node.attributes.get("class") == "code-title" and not re.search('["`]', node.words()):
                title = " ".join(node.words().split())
                continue
            title = ""
            if text and node.tag in ("ul", "ol") and before == node.tag and pieces:
                pieces.append("<!-- -->")
            is_output = any(_tag(child) == "samp" for child in node.children)
            if text and is_output and len(pieces) > 1 and pieces[-1] in _OUTPUTS and pieces[-2].endswith("```"):
                # What our exports set below code that prints it.
                pieces[-1] = text.replace("```", "```output", 1)
                text = ""
            if text:
                pieces.append(text)
                before = node.tag
        end_run()
        return "\n\n".join(pieces)

    def _block(self, element: Element) -> str:
        tag = element.tag
        match tag:
            case _ if tag in _HIDDEN:
                if tag not in ("style", "head", "title", "template"):
                    self.lost(f"<{tag}>", "it has no place in Markdown")
                return ""
            case "pre":
                return _fence(element)
            case "hr":
                return "***"
            case "ul" | "ol":
                return self._list(element)
            case "blockquote":
                inner = _as_callout(self._blocks(element.children))
                return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
            case "table":
                return self._table(element)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "caption" | "summary":
                # A heading would begin a section, or another question.
                bold = [Element("strong", {}, list(element.children))] if element.words().strip() else []
                return self._paragraph(_flat(bold or element.children))
            case _:
                return self._blocks(element.children)

    def _list(self, element: Element) -> str:
        items = []
        number = int(start) if (start := element.attributes.get("start", "1")).isascii() and start.isdigit() else 1
        number = min(number, 999_999)
        for child in element.children:
            if isinstance(child, str):
                if child.strip():
                    items.append(self._paragraph([child]))
            else:
                items.append(self._blocks(child.children if child.tag == "li" else [child]))
        markers = [f"{number + i}." if element.tag == "ol" else "-" for i in range(len(items))]
        written = []
        for marker, item in zip(markers, items, strict=True):
            width = len(marker) + 1
            lines = (item or "").split("\n")
            written.append(f"{marker} " + "\n".join([lines[0], *(" " * width + x if x else x for x in lines[1:])]))
        loose = any("\n\n" in item for item in items)
        return ("\n\n" if loose else "\n").join(written)

    def _table(self, element: Element) -> str:
        rows: list[list[Element]] = []
        captions: list[str] = []

        def walk(node: Element) -> None:
            for child in node.children:
                if isinstance(child, str):
                    continue
                if child.tag == "tr":
                    rows.append([c for c in child.children if isinstance(c, Element) and c.tag in ("td", "th")])
                elif child.tag == "caption":
                    captions.append(self._paragraph(_flat(child.children)))
                else:
                    walk(child)

        walk(element)
        rows = [row for row in rows if row]
        if not rows:
            return ""
        width = max(map(len, rows))
        if width == 1 or width > 100 or any(_holds_block(cell) for row in rows for cell in row):
            # A table that only lays out what stands in it.
            return "\n\n".join(filter(None, (self._blocks(cell.children) for row in rows for cell in row)))
        if any("rowspan" in c.attributes or c.attributes.get("colspan", "1") != "1" for row in rows for c in row):
            self.lost("cells that span others", "a table has only plain cells; they stand in the first place")
        has_head = all(cell.tag == "th" for cell in rows[0])
        lines = [[self._cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        head, body = (lines[0], lines[1:]) if has_head or len(lines) > 1 else ([""] * width, lines)
        written = [f"| {' | '.join(row)} |" for row in (head, *body)]
        caption = [f"Table: {captions[0]}\n\n"] if captions and captions[0] else []
        return "".join(caption) + "\n".join([written[0], "|" + "---|" * width, *written[1:]])

    def _cell(self, cell: Element) -> str:
        text = self._paragraph(_flat(cell.children)).replace("\\\n", "<br>").replace("\n", " ")
        return text.replace("|", r"\|")

    # -- paragraphs

    def _paragraph(self, nodes: Sequence[Node]) -> str:
        spans = self._spans(nodes)
        # Spaces at the edges, and around breaks, show nothing.
        spans = _trimmed(spans)
        if not spans:
            return ""
        want = _said(spans)
        for form in (_as_written, _moved_out, _unmarked):
            text = guarded(form(spans))
            if _reads(text) == want:
                break
        else:
            return guarded(text)
        if form is _unmarked and any(span.mark for span in spans):
            self.lost(
                f"bold or italic in {want[:40]!r}", "Markdown cannot mark a part of a word or what ends in a sign"
            )
        return text

    def _spans(self, nodes: Sequence[Node], mark: str = "", link: str = "") -> list[_Span]:
        spans: list[_Span] = []
        for node in nodes:
            if isinstance(node, str):
                spans += [span.with_mark(mark, link) for span in self._texts(node)]
                continue
            tag, href = node.tag, node.attributes.get("href", "").strip()
            if tag == "br":
                spans.append(_Span("\\\n", "\n"))
            elif tag == "img":
                spans += self._image(node)
            elif tag in _HIDDEN:
                self._block(node)
            elif tag in _CODE:
                spans += _code_spans(node.words())
            elif tag == "pre":
                spans += _code_spans(node.words().strip("\n"))
            elif tag == "math":
                spans += self._mathml(node)
            elif tag == "input":
                self.lost("a field to fill in", "it stands in the text; ____ stands for it")
                spans.append(_Span(r"\_\_\_\_", "____"))
            elif tag in _SCRIPTS:
                spans += [span.with_mark(mark, link) for span in self._script(node)]
            elif tag == "a" and href.startswith(("http://", "https://", "mailto:")):
                spans += self._spans(node.children, mark, href)
            elif tag == "a" and href and not href.startswith("#"):
                self.lost(f"the link to {href[:60]}", "that file is not part of the course; its words stay")
                spans += self._spans(node.children, mark, link)
            elif tag in _MARKS and node.words().strip():
                own = _MARKS[tag]
                spans += self._spans(
                    node.children,
                    mark if own in mark else mark + own if mark.count("*") < 2 or own == "~~" else mark,
                    link,
                )
            else:
                spans += self._spans(node.children, mark, link)
        return spans

    def _texts(self, text: str) -> list[_Span]:
        """Return the words and formulas of a text."""
        pattern = re.compile(f"{_TEX.pattern}|{_DOLLAR_TEX.pattern}", re.S) if self.dollars else _TEX
        spans: list[_Span] = []
        at = 0
        for match in pattern.finditer(text):
            latex = " ".join(next(group for group in match.groups() if group).split())
            formula = _formula(latex, match[0].startswith((r"\[", "$$")))
            if formula is None:
                continue
            spans += [_words(text[at : match.start()]), formula]
            at = match.end()
        spans.append(_words(text[at:]))
        return [span for span in spans if span.said]

    def _image(self, node: Element) -> list[_Span]:
        source = node.attributes.get("src", "").strip()
        path = self.image(source)
        words = " ".join((node.attributes.get("alt") or node.attributes.get("title") or "").split())
        if path is None:
            return [_words(f"[{words}]")] if words else []
        if not words:
            words = re.sub(r"[-_]+", " ", path.rpartition("/")[2].partition(".")[0]) or "Image"
            self.lost(f"{NO_WORDS} {path}", "it came without; its name stands there until you say what it shows")
        return [_Span(f"![{escaped(words).replace('[', chr(92) + '[').replace(']', chr(92) + ']')}]({path})", words)]

    def _script(self, node: Element) -> list[_Span]:
        words = node.words().strip()
        table = _SCRIPTS[node.tag]
        if words and all(c in table for c in words):
            return [_words("".join(table[c] for c in words))]
        sign = "^" if node.tag == "sup" else "_"
        if re.fullmatch(r"[A-Za-z0-9+\-*/(),. ]+", words):
            return [_words(f"{sign}{words}" if len(words) == 1 else f"{sign}({words})")]
        return self._spans(node.children)

    def _mathml(self, node: Element) -> list[_Span]:
        def annotation(element: Element) -> str:
            for child in element.children:
                if isinstance(child, Element):
                    if child.tag == "annotation" and "tex" in child.attributes.get("encoding", ""):
                        return child.words().strip()
                    if found := annotation(child):
                        return found
            return node.attributes.get("alttext", "") if element is node else ""

        latex = annotation(node)
        if latex and (formula := _formula(latex, node.attributes.get("display") == "block")):
            return [formula]
        self.lost("a formula in MathML", "it does not say its LaTeX; its signs stand there as text")
        return [_words(" ".join(node.words().split()))]


# --- spans of a paragraph -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Span:
    """A piece of a line: its Markdown without marks, what it says as plain text, and what it is marked by."""

    markdown: str
    said: str
    mark: str = ""
    link: str = ""
    is_text: bool = False

    def with_mark(self, mark: str, link: str) -> _Span:
        return _Span(self.markdown, self.said, mark if self.is_text else "", link, self.is_text)


def _words(text: str) -> _Span:
    """Return a text, white space as one space, as a span."""
    found = re.sub(r"[ \t\n\r\f\v]+", " ", text)
    return _Span("", found, is_text=True)


def _code_spans(text: str) -> list[_Span]:
    """Return code within a line; of several lines each is a span, its indentation kept by spaces that do not break."""
    lines = [line.rstrip() for line in text.expandtabs(4).replace("\u00a0", " ").split("\n")]
    spans: list[_Span] = []
    for i, line in enumerate(lines):
        if i:
            spans.append(_Span("\\\n", "\n"))
        body = line.lstrip(" ")
        if not body:
            continue
        indent = "\u00a0" * (len(line) - len(body)) if len(lines) > 1 else ""
        longest = max(map(len, re.findall("`+", body)), default=0)
        ticks = "`" * (longest + 1)
        edge = " " if body[0] == "`" or body[-1] == "`" else ""
        spans.append(_Span(f"{ticks}{edge}{indent}{body}{edge}{ticks}", indent + body))
    return spans


def _formula(latex: str, is_display: bool) -> _Span | None:
    """Return a formula, or None where it is none that can be shown."""
    latex = latex.strip()
    if not latex or "$" in latex:
        return None
    try:
        mathml = to_mathml(latex, False)
    except MathError:
        return None
    mark = "$$" if is_display else "$"
    return _Span(f"{mark}{latex}{mark}", re.sub(r"<[^>]*>", "", to_mathml(latex, True) if is_display else mathml))


def _trimmed(spans: Sequence[_Span]) -> list[_Span]:
    found: list[_Span] = []
    for span in spans:
        is_first = not found or found[-1].said == "\n" or found[-1].said.endswith(" ")
        if span.is_text:
            indent = span.said[: len(span.said) - len(span.said.lstrip(" \u00a0"))]
            if is_first and found and "\u00a0\u00a0" in indent:
                found.append(_Span(fixed := "\u00a0" * len(indent), fixed))  # code, more often than not
            said = re.sub("[ \u00a0]+", " ", span.said)  # editors put fixed spaces anywhere
            span = _Span("", said.lstrip(" ") if is_first else said, span.mark, span.link, True)
        if span.said == "\n" and span.markdown == "\\\n":
            while found and found[-1].is_text and not found[-1].said.strip(" "):
                found.pop()
            if found and found[-1].is_text:
                last = found.pop()
                found.append(_Span("", last.said.rstrip(" "), last.mark, last.link, True))
            if not found:
                continue
        if span.said:
            found.append(span)
    while found and (found[-1].said == "\n" or (found[-1].is_text and not found[-1].said.strip(" "))):
        found.pop()
    if found and found[-1].is_text:
        last = found.pop()
        found.append(_Span("", last.said.rstrip(" "), last.mark, last.link, True))
    return found


def _said(spans: Sequence[_Span]) -> str:
    return " ".join("".join(span.said for span in spans).split())


def _reads(markdown: str) -> str | None:
    """Return what a paragraph says, or None where it is anything else, or not without mistakes."""
    parsed = parse(markdown, "images/x.md")
    if [token.type for token in parsed.tokens] not in (
        ["paragraph_open", "inline", "paragraph_close"],
        ["figure"],
        ["math"],
    ):
        return None
    if any(problem.code not in ("raw-html", "undefined-footnote") for problem in parsed.diagnostics):
        return None
    return " ".join(plain_text(parsed.tokens).split())


def _as_written(spans: Sequence[_Span]) -> str:
    return _marked(spans, edge=r"[ ]")


def _moved_out(spans: Sequence[_Span]) -> str:
    """Signs at the edges of what is marked stand outside, where they do not matter."""
    return _marked(spans, edge=r"[\s:;,.!?()\"'“”‘’/-]")


def _unmarked(spans: Sequence[_Span]) -> str:
    return _marked([_Span(s.markdown, s.said, "", s.link if s.link else "", s.is_text) for s in spans], edge=" ")


def _marked(spans: Sequence[_Span], edge: str) -> str:
    """Return spans as Markdown: those of one mark or link together, with what `edge` matches at their edges outside."""
    out: list[str] = []
    i = 0
    while i < len(spans):
        span = spans[i]
        j = i + 1
        while j < len(spans) and (spans[j].mark, spans[j].link) == (span.mark, span.link):
            j += 1
        group = spans[i:j]
        i = j
        if not span.mark and not span.link:
            out.append(_joined(group))
            continue
        before, inner, after = _edges(group, edge)
        if not inner:
            out += [before, after]
            continue
        text = _joined(inner)
        for sign in _signs(span.mark):
            text = f"{sign}{text}{sign}"
        if span.link:
            text = f"[{text}]({_address(span.link)})"
        out += [before, text, after]
    return "".join(out)


def _signs(mark: str) -> list[str]:
    return re.findall(r"\*\*|\*|~~", mark.replace("***", "** *"))


def _address(url: str) -> str:
    url = re.sub(r"[\s<>\\]", lambda match: f"%{ord(match[0]):02X}", url)
    return f"<{url}>" if "(" in url or ")" in url else url


def _edges(group: Sequence[_Span], edge: str) -> tuple[str, list[_Span], str]:
    spans = list(group)
    before = after = ""
    if spans[0].is_text:
        match = re.match(f"{edge}*", spans[0].said)
        before = match[0] if match else ""
        spans[0] = _Span("", spans[0].said[len(before) :], is_text=True)
    if spans[-1].is_text:
        match = re.search(f"{edge}*$", spans[-1].said)
        after = match[0] if match else ""
        spans[-1] = _Span("", spans[-1].said[: len(spans[-1].said) - len(after)], is_text=True)
    return _escaped(before), [span for span in spans if span.said], _escaped(after)


def _joined(spans: Sequence[_Span]) -> str:
    """Return spans one after the other; neighbouring texts are escaped as one."""
    out = []
    i = 0
    while i < len(spans):
        if not spans[i].is_text:
            out.append(spans[i].markdown)
            i += 1
            continue
        text = ""
        while i < len(spans) and spans[i].is_text:
            text += spans[i].said
            i += 1
        out.append(_escaped(text))
    return "".join(out)


def _escaped(text: str) -> str:
    inner = text.strip(" ")
    if not inner:
        return " " if text else ""
    start = " " if text.startswith(" ") else ""
    end = " " if text.endswith(" ") else ""
    return f"{start}{escaped(inner)}{end}"


# --- blocks ---------------------------------------------------------------------------------------------------------


def _as_callout(markdown: str) -> str:
    """Return what a quotation holds; one that begins as our exports write callouts becomes that callout again."""
    match = _CALLOUT.match(markdown)
    if not match:
        return markdown
    return f"[!{_CALLOUTS[match['label']]}]{' ' + match['title'] if match['title'] else ''}\n{markdown[match.end() :]}"


def _tag(node: Node) -> str:
    return "" if isinstance(node, str) else node.tag


def _is_block(node: Node) -> bool:
    if isinstance(node, str):
        return False
    return (
        node.tag in _BLOCKS
        or node.tag in ("iframe", "object", "video", "audio")
        or (node.tag not in _CODE and any(_is_block(child) for child in node.children))
    )


def _holds_block(node: Element) -> bool:
    return any(
        isinstance(child, Element) and (child.tag in ("pre", "table", "ul", "ol", "blockquote") or _holds_block(child))
        for child in node.children
    )


def _flat(nodes: Sequence[Node]) -> list[Node]:
    """Return what blocks hold as one line, with a break between two of them."""
    found: list[Node] = []

    def add(many: Sequence[Node], around: tuple[str, ...]) -> None:
        for node in many:
            if isinstance(node, Element) and _is_block(node) and node.tag not in _HIDDEN:
                if found and not (isinstance(found[-1], Element) and found[-1].tag == "br"):
                    found.append(Element("br"))
                if node.tag in ("pre",):
                    found.append(node)
                else:
                    add(node.children, around)
                found.append(Element("br"))
            elif (
                isinstance(node, str)
                and not node.strip()
                and found
                and isinstance(found[-1], Element)
                and found[-1].tag == "br"
            ):
                continue
            else:
                found.append(node)

    add(nodes, ())
    while found and isinstance(found[-1], Element) and found[-1].tag == "br":
        found.pop()
    return found


def _with_breaks(text: str) -> list[Node]:
    nodes: list[Node] = []
    for i, line in enumerate(text.strip().split("\n")):
        if i:
            nodes.append(Element("br"))
        nodes.append(line)
    return nodes


def _split_at_double_breaks(nodes: Sequence[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    breaks = 0
    for node in nodes:
        if isinstance(node, Element) and node.tag == "br":
            breaks += 1
            if breaks == 2:
                parts.append([])
                continue
        elif isinstance(node, Element) or node.strip():
            breaks = 0
        if breaks < 2:
            parts[-1].append(node)
    return parts


def _fence(element: Element) -> str:
    text = element.words().replace("\u00a0", " ").expandtabs(4)
    text = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
    if not text.strip():
        return ""
    inner = next((child for child in element.children if isinstance(child, Element)), element)
    classes = f"{element.attributes.get('class', '')} {inner.attributes.get('class', '')}"
    language = re.search(r"(?:language|lang|brush:)[-\s]*([A-Za-z0-9+#]+)", classes)
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}{language[1].lower() if language else ''}\n{text}\n{ticks}"
