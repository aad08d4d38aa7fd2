"""Texts of foreign questions to Markdown, whatever form they are in, with the images that they show."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import unquote

from lecprep.diagnostics import Span
from lecprep.drafts import Body, ChoiceDraft, Choices, Number, Pairs, Texts, Written
from lecprep.importers.base import LONGEST_QUESTION, NO_MODEL_ANSWER, Notes
from lecprep.importers.html import Converter
from lecprep.importers.images import from_data_uri, image_path
from lecprep.markdown import parse, plain_text
from lecprep.markdown.escape import guarded
from lecprep.words import in_all_languages

FindFile: TypeAlias = Callable[[str], bytes | None]

SHORTEST_REPEATED = 20
# What exports call a hint, in the language of the course that it came from.
HINTS = in_all_languages("question.hint")
_HIDDEN = re.compile(rf"<details><summary>(?:{'|'.join(map(re.escape, HINTS))})</summary>")
NO_ANSWER = "*Its source has no model answer; write one.*"

_DATA = re.compile(r"data:[\w/+.-]{1,100};base64,[\w+/=%\s]*")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[\da-fA-F]+|[A-Za-z]\w*);")
_BLOCK_TAG = re.compile(r"<(?:p|div|br|ul|ol|li|table|pre|h\d|blockquote)\b", re.I)
_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})(.*)$", re.M)
_CLOSES = re.compile(r"[`~]*[ \t]*")
# Where many begin and none ends, each may look so far and no farther; but an image may be written out.
_REST = r">?(?:\s+[\"'(][^)]{0,500}+)?\)(?:\{[^}\n]{0,500}+\})?"
_IMAGE = re.compile(r"!\[((?:\\.|[^\[\]\\])*+)\]\(\s*<?(data:[\w/+.;,:=%-]++|[^)\s>]{1,2000}+)" + _REST)
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]\(\s*<?([^)\s>]{0,2000}+)" + _REST)
_INLINE_TAG = re.compile(
    r"<(/?)(b|strong|i|em|code|kbd|tt|samp|u|span|font|small|mark|center|p|div|sup|sub)(?:\s[^<>]*)?>", re.I
)
_POINT = re.compile(r"- (.+) \\?\[(\d{1,2})\\?\]")
# What is bold and a link is written as a link of bold words.
# What our exports put below a prompt: the columns of pairs, the unit of a number.
_COLUMNS = re.compile(r"<p><strong>(.*?)</strong> → <strong>(.*)</strong></p>\s*", re.S)
_UNIT = re.compile(r"\[([^\[\]\d\n]{1,30})\]")
_TAG_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "tt": "`", "samp": "`"}


class Rich:
    """The texts of one import. `about` says of which question they are, `find` gets the files that they name."""

    def __init__(self, notes: Notes, find: FindFile = lambda name: None, *, dollars: bool = False) -> None:
        self.notes = notes
        self.images: dict[str, bytes] = {}
        self.find = find
        self._span = Span("")
        self._name = ""
        self._left = LONGEST_QUESTION
        self._html = Converter(self._image, self.lost, dollars)

    def about(self, span: Span, name: str) -> None:
        """Say which question the next texts are of."""
        self._span, self._name = span, name
        self._left = LONGEST_QUESTION

    def lost(self, what: str, why: str) -> None:
        """Note that something of the question is lost."""
        self.notes.add(self._span, self._name, what, why)

    def leave_out(self, why: str) -> None:
        """Note that the question is left out."""
        self.notes.leave_out(self._span, self._name, why)

    def blocks(self, text: str, form: str) -> str:
        """Return the Markdown of a text in one of the forms `html`, `moodle`, `markdown`, `plain`."""
        text = self._within(text)
        match form:
            case "html":
                return self._html.blocks(text)
            case "markdown":
                return self._markdown(text)
            case "moodle" if _HTML.search(text):
                return self._html.blocks(text if _BLOCK_TAG.search(text) else text.strip().replace("\n", "<br>"))
            case _:
                return self._html.text(text)

    def hints(self, text: str, form: str) -> tuple[str, tuple[str, ...]]:
        """Return a text without the hints that our exports hide below it, and these."""
        before, *hidden = _HIDDEN.split(text) if form == "html" else [text]
        if not hidden or not all(hint.strip().endswith("</details>") for hint in hidden):
            return text, ()
        found = (self.blocks(hint.strip().removesuffix("</details>"), form) for hint in hidden)
        return before.strip(), tuple(filter(None, found))

    def restored(self, prompt: str, body: Body, text: str, form: str) -> tuple[str, Body]:
        """Return a prompt and answer in which what our exports put below the prompt has its own place again.

        `text` is what the prompt was made of: only there is it plain where a column ends.
        """
        at = text.rfind("<p><strong>") if form == "html" and isinstance(body, Pairs) else -1
        if isinstance(body, Pairs) and at > 0 and (match := _COLUMNS.fullmatch(text, at)):
            left, right = (self.cell(part, form) for part in match.groups())
            return self.blocks(text[:at], form), replace(body, columns=(left, right))
        before, _, last = prompt.rpartition("\n\n")
        if isinstance(body, Number) and before and (match := _UNIT.fullmatch(last)):
            return before, Number(f"{body.written} {match[1]}")
        return prompt, body

    def line(self, text: str, form: str) -> str:
        """Return the Markdown of a text as a line."""
        text = self._within(text)
        match form:
            case "html":
                return self._html.line(text)
            case "markdown":
                return self._markdown_line(text)
            case "moodle" if _HTML.search(text):
                return self._html.line(text.strip())
            case _:
                return self._html.text_line(text)

    def cell(self, text: str, form: str) -> str:
        """Return the Markdown of a text as the cell of a table."""
        return self.line(text, form).replace("\\\n", "<br>").replace("\n", " ")

    def plain_cell(self, text: str) -> str:
        """Return the Markdown of plain text as the cell of a table."""
        text = self._within(text)
        return self._html.text_line(text)

    def _within(self, text: str) -> str:
        """Return a text, or nothing when the question has become longer than any that people write."""
        if self._left < 0:
            return ""
        self._left -= length(text) + 20  # many short ones take their time, too
        if self._left >= 0:
            return text
        self.lost("the rest of it", f"it has more than {LONGEST_QUESTION:,} characters")
        return ""

    def missing_answer(self) -> str:
        """Return what stands in place of a model answer that nobody wrote."""
        self.lost(NO_MODEL_ANSWER, "there is none; a line stands there until you write it")
        return NO_ANSWER

    def label(self, name: str, prompt: str) -> str:
        """Return a question's name as its heading: empty where it only says again what the prompt does, or how it begins."""
        words = " ".join(name.split())[:200].rstrip()
        if not words:
            return ""
        asked = " ".join(plain_text(parse(prompt, "").tokens).split())
        again = words.removesuffix("…").removesuffix("...").rstrip()
        # A word or two may well be what a prompt is about, and begin it.
        return "" if words == asked or (len(words) >= SHORTEST_REPEATED and asked.startswith(again)) else words

    def said_of(self, answers: Sequence[tuple[str, str]]) -> str:
        """Return what is said of single answers (plain text, and Markdown or nothing) as a list: for the explanation."""
        of: dict[str, list[str]] = {}
        for answer, feedback in answers:
            if feedback:
                of.setdefault(feedback, []).append("…" if answer.strip() == "*" else " ".join(answer.split()))
        if len(answers) == 1:
            return next(iter(of), "")
        items = []
        for feedback, named in of.items():
            head = self._html.text_line(f"{', '.join(filter(None, named)) or '…'}:")
            is_line = "\n\n" not in feedback and guarded(feedback) == feedback and feedback[0] not in "\\`$!"
            items.append(f"- {head} {_under(feedback)}" if is_line else f"- {head}\n\n  {_under(feedback)}")
        return "\n".join(items)

    # -- Markdown of another dialect

    def markdown(self, text: str) -> str:
        """Return Markdown as ours: no headings, no boxes, no HTML, no images and links but those that lead somewhere."""
        return self._markdown(self._within(text))

    def _markdown(self, text: str) -> str:
        parts = _around_fences(text.strip("\n"))
        kept = [self._fence(part) if i % 2 else self._dialect(part) for i, part in enumerate(parts)]
        return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip("\n").rstrip()

    def _fence(self, block: str) -> str:
        """Return a fence whose info string holds what ours can: the language, a title, lines to highlight."""
        first, line_end, rest = block.partition("\n")
        match = re.match(r"([ ]{0,3}(?:`{3,}|~{3,}))[ \t]*\{?[ \t]*\.?([\w+#-]*)(.*)", first)
        if not match:
            return block
        own = dict(re.findall(r"""(title|hl_lines)=["']([^"'\n]+)["']""", match[3]))
        if wanted := own.pop("hl_lines", ""):
            if lines := " ".join(_that_are(wanted, rest.count("\n"))):
                own["hl_lines"] = lines
            if lines != " ".join(wanted.split()):
                self.lost(f"the highlight of the lines {wanted[:40]}", "this code does not have all of them")
        if re.search(r"linenums=", match[3]):
            self.lost("the numbers of the lines of code", "code has none here; what names a line must say which")
        kept = [f'{key}="{own[key]}"' for key in ("title", "hl_lines") if key in own]
        return f"{' '.join([match[1] + (match[2] or ('text' if kept else '')), *kept])}{line_end}{rest}"

    def _dialect(self, text: str) -> str:
        text = re.sub(r"<!--(?:(?!<!--).)*?-->", "", text, flags=re.S)
        text = re.sub(r"^[ ]{0,3}#{1,6}[ \t]+(.+)$", _heading, text, flags=re.M)
        text = re.sub(
            r"^([^\S\n]*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s)",
            lambda m: m[1] + ("☐" if m[2] == " " else "☑"),
            text,
            flags=re.M,
        )
        return "".join(part if i % 2 else self._inline_dialect(part) for i, part in enumerate(_around_code(text)))

    def _inline_dialect(self, text: str) -> str:
        text = re.sub(r"<br\s*/?>\n?", "\\\\\n", text, flags=re.I)
        text = re.sub(r"<img\b[^<>]*>", self._html_image, text, flags=re.I)
        text = _INLINE_TAG.sub(lambda match: _TAG_MARKS.get(match[2].lower(), ""), text)
        text = _IMAGE.sub(lambda match: self._markdown_image(match[2], match[1]), text)
        return _LINK.sub(self._markdown_link, text)

    def _html_image(self, match: re.Match[str]) -> str:
        attributes = dict(re.findall(r"""([\w-]+)\s*=\s*["']([^"']*)["']""", match[0]))
        return self._markdown_image(attributes.get("src", ""), attributes.get("alt", ""))

    def _markdown_image(self, source: str, words: str) -> str:
        path = self._image(source)
        words = words.strip() or re.sub(r"[-_]+", " ", posixpath.basename(source).partition(".")[0]) or "Image"
        if path is None:
            return f"[{words}]({source})" if source.startswith(("http://", "https://")) else words
        return f"![{words}]({path})"

    def _markdown_link(self, match: re.Match[str]) -> str:
        if match[2].startswith(("http://", "https://", "mailto:")):
            return match[0] if "{" not in match[0][match[0].rindex(")") :] else match[0][: match[0].rindex(")") + 1]
        self.lost(f"the link to {match[2][:60]}", "that file is not part of the course; its words stay")
        return match[1]

    def _markdown_line(self, text: str) -> str:
        parts = _around_fences(text.strip())
        lines = (self._line_of_code(part) if i % 2 else self._line_of_text(part) for i, part in enumerate(parts))
        return "\\\n".join(filter(None, lines))

    def _line_of_code(self, fence: str) -> str:
        code = fence.split("\n", 1)[1].rsplit("\n", 1)[0]
        return self._html.line(f"<pre>{_html_escaped(code)}</pre>")

    def _line_of_text(self, text: str) -> str:
        text = re.sub(r"\n\s*\n\s*", "\\\\\n", self._markdown(text.strip()))
        text = re.sub(r"(?<!\\)\n\s*", " ", text)
        # Behind its box no text begins a block; but a picture that is a link looks as if it did.
        return text if text.startswith("[![") else guarded(text)

    # -- images

    def _image(self, source: str) -> str | None:
        """Return the path of an image, as lectures name it, or None and a note when there is none to show."""
        if source.startswith("data:"):
            name, data = "image", from_data_uri(source)
        elif re.match(r"[a-z]+:|//", source):
            self.lost(f"the image {source[:80]}", "it lies on another host; save it in images/ and show it from there")
            return None
        else:
            name = unquote(source.removeprefix("@@PLUGINFILE@@").partition("?")[0])
            data = self.find(name)
            if data is None:
                self.lost(f"the image {source[:80]}", "it did not come with the questions")
                return None
        path = image_path(name, data) if data else None
        if path is None or data is None:
            self.lost(f"the image {source[:80]}", "it is no image that browsers show, or not a safe one")
            return None
        self.images[path] = data
        return f"../{path}"


def length(text: str) -> int:
    """Return how long a text is, of a long one without the images that are written out in it."""
    return len(text) if len(text) < LONGEST_QUESTION else len(_DATA.sub("", text))


def choices(
    options: Sequence[tuple[str, bool, str]], *, is_multiple: bool = False, keep_order: bool = False
) -> Choices:
    """Return choices: each a line, whether it is right, and its feedback."""
    drafts = tuple(ChoiceDraft(text, right, feedback) for text, right, feedback in options)
    return Choices(drafts, is_multiple or sum(draft.is_correct for draft in drafts) > 1, keep_order)


def typed(texts: Sequence[str], rich: Rich) -> Texts | None:
    r"""Return accepted texts, in which `*` stands for anything and `\*` for a star. None, and a note, where none is left."""
    accepted: list[str] = []
    for text in texts:
        plain = " ".join(re.sub(r"\\\*", "\0", text).split())
        if "*" in plain:
            rich.lost(
                f"the answer {text.strip()[:40]!r}", "its * stands for anything; here an answer is taken as it stands"
            )
            plain = " ".join(plain.replace("*", " ").split())
        if plain := plain.replace("\0", "*"):
            accepted.append(plain)
    if not accepted:
        rich.leave_out("it has no answer that could be typed")
        return None
    return Texts(tuple(dict.fromkeys(accepted)))


def pairs(rows: Sequence[tuple[str, str]], columns: tuple[str, str] = ("", "")) -> Pairs:
    """Return pairs of cells; those without a left side are decoys."""
    return Pairs(
        columns,
        tuple((left, right) for left, right in rows if left),
        tuple(right for left, right in rows if not left and right),
    )


def written(answer: str, rich: Rich, *, is_code: bool = False) -> Written:
    """Return a model answer, the list of points that our exports put below it taken apart again."""
    if not answer:
        return Written(rich.missing_answer(), is_code=is_code)
    before, _, last = answer.rpartition("\n\n")
    points = [_POINT.fullmatch(line) for line in last.split("\n")]
    if before and all(points):
        # Without its marks a line may begin what it did not with them.
        return Written(before, tuple((guarded(point[1]), int(point[2])) for point in points if point), is_code)
    return Written(answer, is_code=is_code)


def marks_of(body: Body, given: float) -> int:
    """Return what a question is worth: what its marking points add up to, or what its source gives, from 1 to 100."""
    own = sum(marks for _, marks in body.marking) if isinstance(body, Written) else 0
    return own or min(max(round(given), 1), 100)


def found_in(files: Mapping[str, bytes]) -> FindFile:
    """Return a way to files by their paths, or by their names alone where there is no doubt."""
    by_name: dict[str, list[str]] = {}
    for path in files:
        by_name.setdefault(posixpath.basename(path), []).append(path)

    def find(name: str) -> bytes | None:
        path = posixpath.normpath(name.lstrip("/"))
        if path in files:
            return files[path]
        alike = by_name.get(posixpath.basename(path), [])
        return files[alike[0]] if len(alike) == 1 else None

    return find


def _around_fences(text: str) -> list[str]:
    """Return what stands around fences and the fences, in turn. A fence ends where one as long does, else with a shorter one."""
    marks = list(_FENCE.finditer(text))
    longest = {"`": 0, "~": 0}
    to_come = []  # for each mark, how long the longest is that may close it
    for mark in reversed(marks):
        sign = mark[1][0]
        to_come.append(longest[sign])
        if _CLOSES.fullmatch(mark[2]):
            longest[sign] = max(longest[sign], len(mark[1]))
    parts, at, opening = [], 0, None
    for mark, most in zip(marks, reversed(to_come), strict=True):
        if opening is None:
            opening, needed = (mark, min(len(mark[1]), most)) if most else (None, 0)
        elif mark[1][0] == opening[1][0] and len(mark[1]) >= needed and _CLOSES.fullmatch(mark[2]):
            parts += [text[at : opening.start()], text[opening.start() : mark.end()]]
            at, opening = mark.end(), None
    return [*parts, text[at:]]


def _around_code(text: str) -> list[str]:
    """Return what stands around code in a line and that code, in turn. It ends with as many signs as it begins with."""
    marks = list(re.finditer("`+", text))
    nearest: dict[int, int] = {}  # by their number, where the next signs end
    ends = []
    for mark in reversed(marks):
        ends.append(nearest.get(len(mark[0]), 0))
        nearest[len(mark[0])] = mark.end()
    parts, at = [], 0
    for mark, end in zip(marks, reversed(ends), strict=True):
        if end and mark.start() >= at:
            parts += [text[at : mark.start()], text[mark.start() : end]]
            at = end
    return [*parts, text[at:]]


def _heading(match: re.Match[str]) -> str:
    """Return a heading as bold words, without what decorates its end."""
    words = match[1].rstrip("#").rstrip(" \t") or match[1][0]
    return f"**{words}**"


def _that_are(lines: str, last: int) -> list[str]:
    """Return the numbers and ranges, such as `2` and `4-6`, that name lines which are there."""
    found = re.findall(r"(\d{1,6})(?:-(\d{1,6}))?", lines)
    return [f"{a}-{b}" if b else a for a, b in found if 0 < int(a) <= int(b or a) <= last]


def _under(markdown: str) -> str:
    """Return Markdown whose further lines belong to the item that it stands in."""
    return "\n".join(f"  {line}" if i and line else line for i, line in enumerate(markdown.split("\n")))


def _html_escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
