"""Prose as the plain HTML that other systems show: no script, no id and no style that could clash with theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from lecprep.exporters.base import Losses, Source
from lecprep.model import Coding, Lecture, Prose, Question, ShortAnswer
from lecprep.pages import Planner, Reference, lecture_url
from lecprep.prose import (
    Blocks,
    CalloutBlock,
    Cell,
    CodeBlock,
    FigureBlock,
    Formula,
    FormulaBlock,
    ImageBlock,
    Once,
    Rendering,
    TableBlock,
    render,
)
from lecprep.words import Catalogue, catalogue

# The colours of code on white, as in tokens.css, where a system knows no stylesheet of ours.
CODE_STYLES: Mapping[str, str] = {
    "tok-c": "color:#506163;font-style:italic",
    "tok-k": "color:#2149ac;font-weight:bold",
    "tok-s": "color:#0a5c38",
    "tok-n": "color:#a02a10",
    "tok-f": "color:#67318a",
    "hl": "background-color:#fcf8d0",
}

_TASK = re.compile(r'<li class="task is-(done|open)"><span class="task-box"[^>]*></span>')
_TAG = re.compile(r"<[^>]*>")
# Neither XML nor HTML can hold these (https://www.w3.org/TR/xml/#charsets).
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Formulas stand in elements that no author can write, until everything else is known to be none.
_TEX_MARKS = {"<tex-line>": r"\(", "</tex-line>": r"\)", "<tex-display>": r"\[", "</tex-display>": r"\]"}
_TEX = re.compile(r"(<tex-(line|display)>.*?</tex-\2>|<[^>]*>)", re.S)
_LIKE_TEX = re.compile(r"(?<=\\)(?=[()\[\]])|(?<=\$)(?=\$)|(?<=\[)(?=\$|latex\]|sound:|anki:)")


class Rich:
    """Prose as HTML for one format.

    `image` gives the address of an image of the course, and `blocks` what has a look of its own, in the words that it is given.
    """

    def __init__(
        self,
        source: Source,
        losses: Losses,
        *,
        image: Callable[[str], str],
        blocks: Callable[[Catalogue], Blocks],
    ) -> None:
        self._course = source.course
        self._losses = losses
        self._image = image
        self._words = catalogue(source.course.language)
        self.hint = self._words.word("question.hint")
        self._rendering = Rendering(blocks(self._words), self._link, self._shown, ids=False, words=self._words)
        self._question: Question | None = None
        self._lectures = {lecture.path: lecture for lecture in self._course}
        self._anchors = {(lecture.path, a.id): a.html_id for lecture in self._course for a in lecture.anchors}
        self._planner = Planner(self._course, "")

    def html(self, prose: Prose | None, question: Question | None = None) -> str:
        """Return the HTML of a prose; what gets lost is noted as a loss of the question."""
        if not prose:
            return ""
        self._question = question
        html = str(render(prose, self._rendering))
        if _has_footnote(prose.parts):
            self._losses.add(question, "a footnote", "its text stands at the end of the lecture, which is not exported")
        html = html.replace('<ul class="tasks">', "<ul>").replace(' rel="external noopener"', "")
        html = _TASK.sub(lambda match: f"<li>{'☑' if match[1] == 'done' else '☐'} ", html)
        return _with_tex(self.printable(html, question).strip())

    def hints(self, question: Question) -> str:
        """Return the hints of a question, each hidden, for a format that has no other place for them."""
        hints = (hidden(self.hint, self.html(hint, question)) for hint in question.hints)
        return "".join(f"\n{hint}" for hint in hints)

    def answer(self, question: ShortAnswer | Coding) -> str:
        """Return the HTML of a model answer."""
        return self.html(question.model_answer if isinstance(question, ShortAnswer) else question.solution, question)

    def marking(self, question: ShortAnswer | Coding) -> str:
        """Return what earns the marks of a written answer, as a list in HTML; nothing where that is not said."""
        points = "".join(f"<li>{self.html(point.text, question)} [{point.marks}]</li>" for point in question.marking)
        return f"<ul>{points}</ul>" if points else ""

    def line(self, prose: Prose, question: Question | None, where: str) -> str:
        """Return the plain text of a prose, for a place that holds no markup; noted as a loss where that leaves something out."""
        html = self.html(prose, question)
        text = plain(html)
        written = html.replace("<span></span>", "").replace("&quot;", '"').replace("&#x27;", "'")
        if escape(text, quote=False) != written or any(isinstance(part, Formula) for part in prose.parts):
            self._losses.add(question, f"markup in {prose.text[:40]!r}", f"{where} hold plain text")
        return text

    def see(self, question: Question, lecture: Lecture) -> str:
        """Return the section to read again as a paragraph: a link where the course has an address."""
        see = self.reference(question, lecture)
        if see is None:
            return ""
        name = escape(f"{see.label} {see.title}".strip(), quote=False)
        url = self._course.url
        where = f'<a href="{escape(url + see.url)}">{name}</a>' if url else name
        return f"<p>{escape(self._words.word('question.reread'), quote=False)} {where}</p>"

    def reference(self, question: Question, lecture: Lecture) -> Reference | None:
        """Return the section to read again; its address is relative to the top of the site."""
        return self._planner.question(question, lecture, "index.html", "0").see

    def printable(self, text: str, question: Question | None) -> str:
        """Return a text without the characters that no HTML and no XML can hold."""
        if _UNPRINTABLE.search(text):
            self._losses.add(
                question, "control characters", "they cannot be written; \N{REPLACEMENT CHARACTER} stands for each"
            )
            return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
        return text

    def plain(self, text: str, question: Question | None) -> str:
        """Return the HTML of a plain text, of which nothing could be taken for a formula or for what Anki runs."""
        return _with_tex(escape(self.printable(text, question), quote=False))

    def _link(self, target: str, fragment: str) -> str:
        lecture = self._lectures.get(target)
        url = self._course.url
        if not url:
            why = "course.yml gives no `url`, so that it leads nowhere from here; its words stay"
            self._losses.add(self._question, f"the link to {target}", why)
            return ""
        if lecture is None:
            return "" if target.lower().endswith(".md") else url + target
        html_id = self._anchors.get((target, fragment), "")
        return url + lecture_url(lecture) + (f"#{html_id}" if html_id else "")

    def _shown(self, path: str, alt: str) -> ImageBlock:
        image = self._course.images[path]
        return ImageBlock(self._image(path), "", image.width, image.height, alt)


def _has_footnote(part: object) -> bool:
    return isinstance(part, Once) or (isinstance(part, tuple) and any(map(_has_footnote, part)))


def hidden(title: str, html: str) -> str:
    """Return what is shown when its title is clicked."""
    return f"<details><summary>{escape(title, quote=False)}</summary>{html}</details>"


def plain(html: str) -> str:
    """Return the words of HTML."""
    return " ".join(unescape(_TAG.sub("", html.replace("<br>", " "))).split())


def as_tex(block: FormulaBlock) -> str:
    r"""Return a formula as LaTeX between marks that become `\(` and `\)`, or `\[` and `\]`, for the MathJax of Anki and Moodle."""
    name = "tex-display" if block.is_display else "tex-line"
    tex = f"<{name}>{escape(block.latex, quote=False)}</{name}>"
    return f"<p>{tex}</p>\n" if block.is_block else tex


def as_mathml(block: FormulaBlock) -> str:
    """Return a formula as MathML."""
    return f"<div>{block.mathml}</div>\n" if block.is_block else block.mathml


def _with_tex(html: str) -> str:
    """Return HTML in which formulas are marked for MathJax, and nothing else could be taken for one."""
    at = 0
    pieces = []
    for match in _TEX.finditer(html):
        pieces += [_LIKE_TEX.sub("<span></span>", html[at : match.start()]), match[0]]
        at = match.end()
    html = "".join([*pieces, _LIKE_TEX.sub("<span></span>", html[at:])])
    for mark, tex in _TEX_MARKS.items():
        html = html.replace(mark, tex)
    return html


class Plain:
    """The blocks of prose in the elements that every HTML has; `formula` gives the HTML of a formula.

    With `styles` the HTML carries its colours and borders itself; without, code is coloured by the classes of
    `CODE_STYLES`, for a stylesheet to set.
    """

    def __init__(self, formula: Callable[[FormulaBlock], str], words: Catalogue, *, styles: bool = False) -> None:
        self._formula = formula
        self._styles = styles
        self._words = words

    def callout(self, block: CalloutBlock) -> str:
        label = escape(self._words.word(f"block.{block.kind}"), quote=False)
        title = f"{label}: {block.title}" if block.title else label
        return f"<blockquote>\n<p><strong>{title}</strong></p>\n{block.body}</blockquote>\n"

    def code(self, block: CodeBlock) -> str:
        # By these classes imports know what code it is; systems that colour code do, too.
        title = (
            f'<p class="code-title"><strong>{escape(block.title, quote=False)}</strong></p>\n' if block.title else ""
        )
        language = f' class="language-{escape(block.language)}"' if block.language else ""
        code = str(block.code)
        if self._styles:
            for name, style in CODE_STYLES.items():
                code = code.replace(f'<span class="{name}">', f'<span style="{style}">')
        output = ""
        if block.output is not None:
            label = escape(self._words.word("block.output"), quote=False)
            output = f"<p>{label}</p>\n<pre><samp>{escape(block.output, quote=False)}</samp></pre>\n"
        return f"{title}<pre><code{language}>{code}</code></pre>\n{output}"

    def table(self, block: TableBlock) -> str:
        style = ' style="border-collapse:collapse"' if self._styles else ""
        caption = f"<caption>{block.caption}</caption>\n" if block.caption else ""
        head = "".join(self._cell("th", cell) for cell in block.head)
        rows = "".join(f"<tr>{''.join(self._cell('td', cell) for cell in row)}</tr>\n" for row in block.rows)
        return f"<table{style}>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"

    def figure(self, block: FigureBlock) -> str:
        caption = f"<p><em>{block.caption}</em></p>\n" if block.caption else ""
        return f"<p>{self.image(block.image)}</p>\n{caption}"

    def image(self, block: ImageBlock) -> str:
        size = "".join(
            f' {name}="{value}"' for name, value in (("width", block.width), ("height", block.height)) if value
        )
        return f'<img src="{escape(block.src)}" alt="{escape(block.alt)}"{size}>'

    def formula(self, block: FormulaBlock) -> str:
        return self._formula(block)

    def _cell(self, tag: str, cell: Cell) -> str:
        align = {"center": "text-align:center;", "end": "text-align:end;"}.get(cell.align, "")
        style = f' style="{align}border:1px solid #6c7f7e;padding:0.25em 0.5em"' if self._styles else ""
        html = f"<strong>✓ {cell.html}</strong>" if cell.is_better else cell.html
        return f"<{tag}{style}>{html}</{tag}>"
