"""One source file to one lecture: pure, one file at a time, so that a cache can remember it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from lecprep import markdown
from lecprep.diagnostics import Diagnostic, Span, error, ordered, warning
from lecprep.drills import drills
from lecprep.markdown import highlight
from lecprep.markdown.parse import Attributes, Parsed
from lecprep.markdown.render import only_text
from lecprep.model import (
    Anchor,
    CalloutKind,
    CodeBlock,
    Definition,
    Essential,
    FrontMatter,
    Lecture,
    Link,
    Notes,
    Output,
    Practice,
    Prose,
    Question,
    Reading,
    Section,
    Silence,
    SingleChoice,
    SourceFile,
    WebLink,
    with_plain_ends,
)
from lecprep.questions import is_part, read_question, silences

if TYPE_CHECKING:
    from markdown_it.token import Token

LARGEST_FILE = 2_000_000
# A file does not say its language, and no lecture means anything else by these words.
PRACTICE_TITLES = frozenset(
    {
        "practice questions",
        "übungsfragen",
        "questions d'entraînement",
        "questions d’entraînement",
        "preguntas de práctica",
        "domande di esercitazione",
        "oefenvragen",
        "perguntas de prática",
    }
)

# A file may begin with a thematic break: front matter is what reads like a key on the next line.
_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(?=[^\S\n]*(?:[\w-]+[^\S\n]*:|#|---[^\S\n]*$))", re.M)
_FENCE = re.compile(r"^---[^\S\n]*$", re.M)

# The tokens that more is asked of than their words. Most of a text are others: where paragraphs, lists and their items begin and end.
_TELLING = frozenset({"heading_open", "inline", "callout", "table", "figure", "code", "math", "comment"})

# A student who reads to learn takes in about 170 words a minute (Brysbaert 2019 gives 238 for plain non-fiction),
# code at half that pace, and looks at a figure for about 12 seconds.
WORDS_A_MINUTE = 170
CODE_WORDS_A_MINUTE = 85
FIGURES_A_MINUTE = 5


def read(source: SourceFile, notes: Notes | None = None) -> Reading:
    """Return the lecture that a Markdown file holds, and every mistake in it. Never raises on any text.

    The `notes` of an earlier reading of the file are made use of as far as it is the same: the lecture is what it would
    be without, only sooner there.
    """
    if "\r" in source.text:  # as no text of a file has it: its lines would be others than the parser's
        source = source._replace(text=with_plain_ends(source.text))
    if len(source.text) > LARGEST_FILE:
        problem = error(
            Span(source.path),
            "file-too-large",
            f"this file has {len(source.text):,} characters; a lecture may have {LARGEST_FILE:,}",
            "Divide it into several lectures.",
        )
        return Reading(source.path, None, (problem,))
    front_text, body, first_line, problems = _split_front_matter(source)
    if notes and notes.front_text == front_text:
        front, front_problems = notes.front
    else:
        front, front_problems = _read_front_matter(front_text, source.path)
    with highlight.remembering(notes.code if notes else {}) as code:
        parsed = markdown.parse(body, source.path, first_line)
        reader = _LectureReader(source, front, front_has_errors=bool(front_problems))
        reader.diagnostics += [*problems, *front_problems, *parsed.diagnostics]
        lecture = reader.read(parsed, has_front_matter=bool(front_text.strip()))
    known = Notes(front_text, (front, front_problems), code)
    return Reading(source.path, lecture, ordered(reader.diagnostics), known)


def _read_front_matter(text: str, path: str) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    from lecprep.settings import read_front_matter  # not before there is one that nothing is known of

    return read_front_matter(text, path, 2)


def _split_front_matter(source: SourceFile) -> tuple[str, str, int, list[Diagnostic]]:
    """Return the YAML, the Markdown, the line on which the Markdown begins, and what is wrong with the fences."""
    text = source.text
    opened = _FRONT_MATTER.match(text)
    if not opened:
        return "", text, 1, []
    if closed := _FENCE.search(text, opened.end()):
        front_text = text[opened.end() : closed.start()]
        return front_text, text[closed.end() + 1 :], text.count("\n", 0, closed.start()) + 2, []
    problem = error(
        Span(source.path, 1),
        "front-matter-unclosed",
        "the front matter is never closed",
        "End it with a line --- before the text begins.",
    )
    return "", text, 1, [problem]


class _LectureReader:
    """The lecture while it is being read: the ids given out so far, and what has been found."""

    def __init__(self, source: SourceFile, front: FrontMatter, *, front_has_errors: bool) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.front = front
        self.front_has_errors = front_has_errors
        self.slug = front.slug or markdown.slugify(posixpath.basename(source.path).removesuffix(".md"))
        self.diagnostics: list[Diagnostic] = []
        self.taken_ids: dict[str, int] = {}
        self.anchors: list[Anchor] = []
        self.definitions: list[Definition] = []
        self.essentials: list[Essential] = []
        self.figures = 0
        self.tables = 0
        self.section_count = 0
        self.words = 0
        self.code_words = 0
        self.drills: list[SingleChoice] = []
        self.closing: list[Token] = []
        self.closing_id = ""
        self.silences_of_questions: set[Silence] = set()
        self.ids_of_questions: set[str] = set()
        self.repeated: set[Span] = set()

    def read(self, parsed: Parsed, *, has_front_matter: bool) -> Lecture:
        front = self.front
        footnotes = parsed.footnotes
        title, tokens = self._take_title(parsed.tokens)
        if not title:
            self._report_missing_title(has_front_matter)
            title = self.slug.replace("-", " ").capitalize() or "Untitled"
        self._reserve_ids(tokens)
        pieces = _split(tokens, ("h1", "h2"))
        intro = (
            self._prose(pieces[0], None) if pieces and not _is_heading(pieces[0], ("h1", "h2")) else markdown.prose(())
        )
        sections: list[Section] = []
        practice: Practice | None = None
        for piece in pieces:
            if not _is_heading(piece, ("h1", "h2")):
                continue
            attributes: Attributes = piece[0].meta["attributes"]
            if "questions" in attributes.classes or piece[0].meta["text"].lower() in PRACTICE_TITLES:
                if practice:
                    self._report_second_practice(piece[0])
                practice = _joined(practice, self._practice(piece))
            else:
                sections.append(self._section(piece, attributes))
        # The course says it of two questions, in one lecture or in two.
        self.diagnostics = [
            each for each in self.diagnostics if each.code != "duplicate-id" or each.span not in self.repeated
        ]
        everything = _walk([*tokens, *footnotes])
        in_lines = list(_inline_tokens(everything))
        if not sections and not intro and not practice:
            self.diagnostics.append(
                warning(
                    Span(self.source.path),
                    "empty-lecture",
                    "this lecture has no text",
                    "Write it, or set `draft: true` until you do.",
                )
            )
        return Lecture(
            path=self.source.path,
            slug=self.slug,
            number=front.number,
            title=title,
            summary=front.summary,
            icon=front.icon,
            syllabus=front.syllabus,
            tags=front.tags,
            prerequisites=front.prerequisites,
            draft=front.draft,
            minutes=front.minutes
            or max(
                1,
                round(
                    self.words / WORDS_A_MINUTE
                    + self.code_words / CODE_WORDS_A_MINUTE
                    + self.figures / FIGURES_A_MINUTE
                ),
            ),
            updated=front.updated,
            intro=intro,
            sections=tuple(sections),
            practice=practice,
            closing=markdown.prose(self.closing) if self.closing else None,
            closing_id=self.closing_id,
            footnotes=markdown.prose(footnotes),
            definitions=tuple(self.definitions),
            essentials=tuple(self.essentials),
            drills=tuple(self.drills),
            anchors=tuple(self.anchors),
            links=tuple(self._links(in_lines)),
            web_links=tuple(self._web_links(in_lines)),
            images=tuple(self._images(everything, in_lines)),
            code=tuple(self._code(everything)),
            silenced=tuple(self._silences(everything, "check-ignore-file")),
            stray_silences=tuple(
                silence
                for silence in self._silences(everything, "check-ignore")
                if silence not in self.silences_of_questions
            ),
            places=front.spans,
            references=parsed.references,
            fingerprint=_fingerprint(self.source.text),
        )

    # -- title and ids

    def _take_title(self, tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
        """Return the title, and the tokens without the `# Heading` that gave it (or repeats it)."""
        first = next((i for i, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None)
        if first is None:
            return self.front.title, tokens
        title = str(tokens[first].meta["text"])
        if not self.front.title or title == self.front.title:
            return title, [*tokens[:first], *tokens[first + 3 :]]
        self.diagnostics.append(
            warning(
                self._span(tokens[first]),
                "second-title",
                f"the lecture is called {self.front.title!r} in its front matter and {title!r} here; this heading becomes a section",
                "Keep one of the two, or write ## for a section.",
            )
        )
        return self.front.title, tokens

    def _report_missing_title(self, has_front_matter: bool) -> None:
        place = Span(self.source.path, 1)
        if self.front_has_errors:
            return  # the title may well be there, under a misspelt key, refused, or beyond what could be read
        if has_front_matter:
            self.diagnostics.append(
                error(place, "missing-title", "this lecture has no title", "Add `title: …` to its front matter.")
            )
        elif self.source.text.strip():
            self.diagnostics.append(
                warning(
                    place,
                    "missing-title",
                    "this lecture has no title; its file name is used",
                    "Begin it with a line `# The title`.",
                )
            )

    def _reserve_ids(self, tokens: Sequence[Token]) -> None:
        """Give every heading of the text its id: the author's own, or GitHub's slug made unique."""
        headings = [token for token in tokens if token.type == "heading_open"]
        own: dict[str, int] = {}
        for heading in headings:
            html_id = heading.meta["attributes"].id
            if not html_id:
                continue
            if not re.fullmatch(r"[\w][\w.:-]{0,99}", html_id):
                self.diagnostics.append(
                    error(
                        self._span(heading),
                        "bad-id",
                        f"`#{html_id[:40]}` cannot be an id",
                        "Use letters, digits and hyphens: {#when-to-use}.",
                    )
                )
            elif html_id in own:
                self.diagnostics.append(
                    error(
                        self._span(heading),
                        "duplicate-id",
                        f"the id {html_id!r} was given on line {own[html_id]} already",
                        "Choose another: links would not know where to lead.",
                    )
                )
            else:
                own[html_id] = heading.map[0] if heading.map else 0
                heading.meta["anchor"] = html_id
        taken = dict.fromkeys(own, 0)
        for heading in headings:
            if "anchor" not in heading.meta:
                heading.meta["anchor"] = _unique(markdown.slugify(heading.meta["text"]) or "section", taken)

    def _anchor(self, heading: Token, prefix: str, section: int | None) -> str:
        html_id = _unique(prefix + heading.meta["anchor"], self.taken_ids)
        self.anchors.append(Anchor(heading.meta["anchor"], html_id, heading.meta["text"], section, self._span(heading)))
        return html_id

    # -- sections

    def _section(self, piece: Sequence[Token], attributes: Attributes) -> Section:
        heading = piece[0]
        if "unnumbered" in attributes.classes:
            number = None
        else:
            self.section_count += 1
            number = self.section_count
        if not heading.meta["text"]:
            self.diagnostics.append(
                error(self._span(heading), "empty-heading", "this heading has no words", "Give the section a title.")
            )
        html_id = self._anchor(heading, "s-", number)
        parts = _split(piece[3:], ("h3",))
        self._report_lost_questions(parts)
        body: list[Prose | Question] = []
        for part in parts:
            if _is_heading(part, ("h3",)) and "question" in part[0].meta["attributes"].classes:
                question = self._question(part, number)
                if question:
                    body.append(question)
            else:
                body.append(self._prose(part, number))
        return Section(html_id, number, _title(piece[1]), tuple(body))

    def _report_lost_questions(self, parts: Iterable[Sequence[Token]]) -> None:
        """Warn of what reads like a question in a section that is none of questions."""
        for part in parts:
            if not _is_heading(part, ("h3",)) or "question" in part[0].meta["attributes"].classes:
                continue
            if any(
                token.type == "heading_open" and token.tag == "h4" and is_part(token.meta["text"]) for token in part
            ):
                self.diagnostics.append(
                    warning(
                        self._span(part[0]),
                        "question-outside-questions",
                        f"{part[0].meta['text'][:40]!r} reads like a question, but its section is not one of questions",
                        "Write {.questions} after the section's heading (##), or {.question} after this one.",
                    )
                )

    def _prose(self, tokens: Sequence[Token], section: int | None) -> Prose:
        """Return body text as prose: its headings, figures, tables and callouts numbered and noted, its words counted."""
        callouts: list[Token] = []
        not_read = 0  # words that stand in the prose's wording, and count otherwise or not at all
        for token in _walk(tokens):
            kind = token.type
            if kind == "heading_open":
                if "anchor" in token.meta:  # headings inside quotations and lists have none
                    token.meta["id"] = self._anchor(token, "s-", section)
            elif kind == "figure":
                self.figures += 1
                token.meta["number"] = self.figures
            elif kind == "table" and token.children and token.children[0].meta.get("role") == "caption":
                self.tables += 1
                token.meta["number"] = self.tables
                if "drill" in token.meta["classes"]:
                    see = f"#{self.anchors[-1].id}" if self.anchors else ""
                    self.drills += drills(token, see, self._span(token))
            elif kind == "callout":
                self._name_callout(token)
                callouts.append(token)
            elif kind == "code":
                self.code_words += len(token.content.split())
            if kind in ("code", "figure", "math"):
                not_read += _count(markdown.plain_text([token]))
        # What stands inside has its number and its id by now.
        for callout in callouts:
            self._note_callout(callout, section)
        prose = markdown.prose(tokens)
        self.words += _count(prose.text) - not_read
        return prose

    def _name_callout(self, callout: Token) -> None:
        title = (callout.children or [])[0]
        kind = callout.meta["kind"]
        if kind == CalloutKind.DEFINITION.value and title.content:
            term = markdown.slugify(markdown.plain_text([title])) or "term"
            callout.meta["id"] = _unique(f"def-{term}", self.taken_ids)
        elif kind in (CalloutKind.KEY.value, CalloutKind.REMEMBER.value):
            callout.meta["id"] = _unique("key" if kind == CalloutKind.KEY.value else "remember", self.taken_ids)

    def _note_callout(self, callout: Token, section: int | None) -> None:
        title, *body = callout.children or []
        kind = callout.meta["kind"]
        is_definition = kind == CalloutKind.DEFINITION.value and title.content
        if not is_definition and kind not in (CalloutKind.KEY.value, CalloutKind.REMEMBER.value):
            return
        term, text = markdown.prose([title]), markdown.prose(body)
        callout.meta["written"] = term.parts, text.parts  # which where it stands need not be written again
        if is_definition:
            self.definitions.append(Definition(term, text, callout.meta["id"], section))
        else:
            self.essentials.append(Essential(term if title.content else None, text, callout.meta["id"], section))

    # -- practice

    def _practice(self, piece: Sequence[Token]) -> Practice:
        """Return the practice section; a must-remember box in it closes the lecture."""
        html_id = self._anchor(piece[0], "s-", None)
        kept: list[Token] = []
        for token in piece[3:]:
            if token.type == "callout" and token.meta["kind"] == CalloutKind.REMEMBER.value:
                self._name_callout(token)
                self._note_callout(token, None)
                self.closing_id = self.closing_id or token.meta["id"]
                self.closing.append(token)
            else:
                kept.append(token)
        intro: Prose = markdown.prose(())
        questions: list[Question] = []
        for part in _split(kept, ("h3",)):
            if not _is_heading(part, ("h3",)):
                intro = markdown.prose(part)
                if any("checked" in token.meta for token in part):
                    self.diagnostics.append(
                        error(
                            self._span(part[0]),
                            "question-without-heading",
                            "there are choices here, but no question heading above them",
                            "Begin each question with a heading: ### Its topic",
                        )
                    )
            elif question := self._question(part, None):
                questions.append(question)
        if not questions and not any(token.type == "heading_open" for token in kept):
            self.diagnostics.append(
                warning(
                    self._span(piece[0]),
                    "empty-questions",
                    "this section of questions holds none",
                    "Add questions, each under a heading ###.",
                )
            )
        return Practice(html_id, _title(piece[1]), intro, tuple(questions))

    def _question(self, part: Sequence[Token], section: int | None) -> Question | None:
        anchor = self._anchor(part[0], "q-", section)
        question, problems = read_question(part, self.source.path, anchor, self.lines)
        self.diagnostics += problems
        if question:
            self.silences_of_questions.update(question.silenced)
            if question.id in self.ids_of_questions:
                self.repeated.add(question.span)
            self.ids_of_questions.add(question.id)
        return question

    def _report_second_practice(self, heading: Token) -> None:
        self.diagnostics.append(
            warning(
                self._span(heading),
                "second-questions",
                "this is the second section of questions; its questions join the first",
                "Keep one section of questions a lecture.",
            )
        )

    # -- what the rest of the course must know

    def _links(self, in_lines: Iterable[tuple[Token, int]]) -> Iterator[Link]:
        for token, line in in_lines:
            if token.type == "link_open" and "target" in token.meta:
                yield Link(token.meta["target"], token.meta["fragment"], Span(self.source.path, line))

    def _web_links(self, in_lines: Iterable[tuple[Token, int]]) -> Iterator[WebLink]:
        for token, line in in_lines:
            if token.type == "link_open" and str(token.attrs["href"]).lower().startswith(("http://", "https://")):
                yield WebLink(str(token.attrs["href"]), Span(self.source.path, line))

    def _images(self, tokens: Iterable[Token], in_lines: Iterable[tuple[Token, int]]) -> Iterator[Link]:
        for token in tokens:
            if token.type == "figure":
                yield Link(token.meta["path"], "", self._span(token))
        for token, line in in_lines:
            if token.type == "image" and "path" in token.meta:
                yield Link(token.meta["path"], "", Span(self.source.path, line))

    def _code(self, tokens: Iterable[Token]) -> Iterator[CodeBlock]:
        for token in tokens:
            if token.type == "code":
                path, line, _ = self._span(token)
                written = token.meta["output"]
                yield CodeBlock(
                    language=token.meta["language"],
                    text=token.content,
                    checked=token.meta["is_checked"],
                    is_run=token.meta["is_run"],
                    output=None if written is None else Output(written, Span(path, token.meta.get("output_line", 0))),
                    span=Span(path, line + 1),
                )

    def _silences(self, tokens: Iterable[Token], word: str) -> Iterator[Silence]:
        for token in tokens:
            if token.type == "comment":
                yield from silences(token, self.source.path, word)

    def _span(self, token: Token) -> Span:
        return Span(self.source.path, token.map[0] if token.map else 0)


def _inline_tokens(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Yield the tokens inside lines of text, each with its line."""
    for token in tokens:
        if token.type != "inline":
            continue
        line = token.map[0] if token.map else 0
        for child in token.children or []:
            yield child, line
            line += child.type in ("softbreak", "hardbreak")


def _split(tokens: Sequence[Token], tags: tuple[str, ...]) -> list[Sequence[Token]]:
    """Divide tokens before each heading of these tags; what comes before the first is a piece of its own."""
    starts = [
        i for i, token in enumerate(tokens) if token.type == "heading_open" and token.tag in tags and token.level == 0
    ]
    edges = sorted({0, *starts, len(tokens)})
    return [tokens[a:b] for a, b in pairwise(edges)]


def _is_heading(piece: Sequence[Token], tags: tuple[str, ...]) -> bool:
    return bool(piece) and piece[0].type == "heading_open" and piece[0].tag in tags


def _title(inline: Token) -> Prose:
    """Return a heading's words without its links: the contents make a link of the whole."""
    inline.children = [token for token in inline.children or [] if token.type not in ("link_open", "link_close")]
    return markdown.prose([inline])


def _joined(first: Practice | None, second: Practice) -> Practice:
    if first is None:
        return second
    intro = Prose((*first.intro.parts, *second.intro.parts), f"{first.intro.text} {second.intro.text}".strip())
    return Practice(first.id, first.title, intro, (*first.questions, *second.questions))


def _count(wording: str) -> int:
    """Return how many words there are in the wording of tokens, between which there is always one space."""
    return wording.count(" ") + 1 if wording else 0


def _walk(tokens: Iterable[Token]) -> list[Token]:
    """Return the block tokens that say something of themselves in reading order, those inside callouts and tables too."""
    found: list[Token] = []
    for token in tokens:
        if token.type not in _TELLING or only_text(token) is not None:
            continue
        found.append(token)
        if token.type in ("callout", "table"):
            found += _walk(token.children or [])
    return found


def _unique(slug: str, taken: dict[str, int]) -> str:
    """Return the slug, or the first `slug-1`, `slug-2` … that is not taken; `taken` counts how often each was asked for."""
    candidate = slug
    while candidate in taken:
        taken[slug] += 1
        candidate = f"{slug}-{taken[slug]}"
    taken[candidate] = 0
    return candidate


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
