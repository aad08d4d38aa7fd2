"""The corpus as each tool has it: one class a tool, which differs from the author's format where the tool does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks import corpus
from benchmarks.corpus import Callout, Fence, Figure, Heading, Items, Lecture, Question, Table, Text

SETUPS = Path(__file__).with_name("setups")  # settings and themes, as the tools' own documentation has them

_LINK = re.compile(r"\[([^\]]+)\]\((\d*)#([\w-]+)\)")


class Author:
    """lecprep's own format, and what the other dialects share."""

    folder = "content/lectures"  # where lectures lie
    images = "../images"  # the way from a lecture to the images
    image_folder = "content/images"

    def __init__(self, lectures: Sequence[Lecture]) -> None:
        self.lectures = lectures

    def files(self) -> dict[str, str]:
        """Return every file of the project by its path."""
        files = {self.path(lecture): self.document(lecture) for lecture in self.lectures}
        files |= {f"{self.image_folder}/chart-{i}.svg": corpus.image(i) for i in range(corpus.IMAGES)}
        setup = SETUPS / type(self).__name__.lower()
        files |= {str(file.relative_to(setup)): file.read_text("utf-8") for file in setup.rglob("*") if file.is_file()}
        return files | self.pages()

    def path(self, lecture: Lecture) -> str:
        """Return where a lecture's file lies."""
        return f"{self.folder}/{lecture.slug}.md"

    def pages(self) -> dict[str, str]:
        """Return the files that list the lectures."""
        parts = sorted({lecture.part for lecture in self.lectures})
        listed = {part: ", ".join(str(x.number) for x in self.lectures if x.part == part) for part in parts}
        return {
            "content/course.yml": "title: A course of any size\ndescription: Text that was made to be measured.\nparts:\n"
            + "".join(f"  - {{title: Part {part}, lectures: [{listed[part]}]}}\n" for part in parts)
            + "syllabus:\n"
            + "".join(f"  - {{id: {part}, title: Topic {part}}}\n" for part in parts)
            + "exams:\n  - {id: full, title: Full mock exam, minutes: 60, questions: 40, draw: lectures}\n"
        }

    def document(self, lecture: Lecture) -> str:
        blocks = [self.front(lecture)]
        for block in lecture.blocks:
            match block:
                case Heading():
                    blocks.append(self.heading(block.level, block.text, block.id, lecture))
                case Text():
                    blocks.append(self.inline(block.text, lecture))
                case Items():
                    blocks.append("\n".join(f"- {self.inline(item, lecture)}" for item in block.items))
                case Callout():
                    blocks.append(self.callout(block))
                case Table():
                    blocks.append(self.table(block))
                case Fence():
                    blocks.append(self.fence(block))
                case Figure():
                    blocks.append(self.figure(block))
                case Question():
                    blocks.append(self.question(block, lecture))
        return "\n\n".join(blocks) + "\n"

    def front(self, lecture: Lecture) -> str:
        return _front(
            number=lecture.number, title=lecture.title, summary=_quoted(lecture.summary), syllabus=lecture.part
        )

    def heading(self, level: int, text: str, id: str, lecture: Lecture) -> str:
        return f"{'#' * level} {text} {{#{id}}}"

    def inline(self, text: str, lecture: Lecture) -> str:
        def link(found: re.Match[str]) -> str:
            words, number, fragment = found.groups()
            return self.link(words, self.lectures[int(number) - 1] if number else None, fragment)

        return _LINK.sub(link, text)

    def link(self, words: str, target: Lecture | None, id: str) -> str:
        return f"[{words}]({target.slug + '.md' if target else ''}#{id})"

    def callout(self, block: Callout) -> str:
        return _prefixed(f"[!{block.kind}] {block.title}".rstrip() + f"\n{block.text}", "> ")

    def table(self, block: Table) -> str:
        return f"Table: {block.caption}\n\n{_table(block.rows)}"

    def fence(self, block: Fence) -> str:
        words = [block.language]
        words += [f'title="{block.title}"'] if block.title else []
        words += [f'hl_lines="{block.marked}"'] if block.marked else []
        return _fence(" ".join(words), block)

    def figure(self, block: Figure) -> str:
        return f'![{block.alt}]({self.images}/{Path(block.path).name} "{_plain(block.caption)}")'

    def question(self, block: Question, lecture: Lecture) -> str:
        parts = [f"### {block.label} {{#{block.id} see={block.see}}}", block.prompt]
        if block.choices:
            parts.append(_tasks(block))
        if len(block.answer) == 1:
            parts += ["#### Answer", block.answer[0]]
        elif block.answer:
            parts += ["#### Answer", "\n".join(f"- {text}" for text in block.answer)]
        if block.order:
            parts += ["#### Order", "\n".join(f"{place}. {text}" for place, text in enumerate(block.order, 1))]
        if block.pairs:
            parts += ["#### Match", _table((("Left", "Right"), *block.pairs))]
        if block.hint:
            parts += ["#### Hint", block.hint]
        if block.model:
            parts += ["#### Model answer", block.model]
        if block.solution:
            parts += ["#### Solution", self.fence(block.solution)]
        if block.marking:
            parts += ["#### Marking", "\n".join(f"- {point} (1)" for point in block.marking)]
        if block.explanation:
            parts += ["#### Explanation", block.explanation]
        return "\n\n".join(parts)


class _Peer(Author):
    """What tools without questions have in common: a question is text, and its answer folds out below it."""

    def front(self, lecture: Lecture) -> str:
        return _front(title=lecture.title, description=_quoted(lecture.summary)) + f"\n\n# {lecture.title}"

    def table(self, block: Table) -> str:
        return f"**{block.caption}**\n\n{_table(block.rows)}"

    def question(self, block: Question, lecture: Lecture) -> str:
        heading = self.heading(3, block.label, block.id, lecture)
        shown = [heading, block.prompt]
        if block.choices:
            shown.append("\n".join(f"- {choice.text}" for choice in block.choices))
        if block.order or block.pairs:
            texts = block.order or [right for _, right in block.pairs]
            shown.append("\n".join(f"- {text}" for text in sorted(texts)))
        return "\n\n".join([*shown, self.folded(self.answer(block))])

    def answer(self, block: Question) -> str:
        """Return everything that a student sees after answering."""
        parts = [f"**{choice.text}.** {choice.feedback}" for choice in block.choices if choice.is_right]
        parts += [f"{choice.text}: {choice.feedback}" for choice in block.choices if not choice.is_right]
        parts += ["\n".join(f"- {text}" for text in block.answer)] if block.answer else []
        if block.order:
            parts.append("\n".join(f"{place}. {text}" for place, text in enumerate(block.order, 1)))
        parts += [_table((("Left", "Right"), *block.pairs))] if block.pairs else []
        parts += [block.model] if block.model else []
        parts += [self.fence(block.solution)] if block.solution else []
        parts += ["\n".join(f"- {point} (1)" for point in block.marking)] if block.marking else []
        parts += [block.explanation] if block.explanation else []
        return "\n\n".join(parts)

    def folded(self, answer: str) -> str:
        return f"<details>\n<summary>Answer</summary>\n\n{answer}\n\n</details>"


class Zensical(_Peer):
    """Zensical, in the Markdown of MkDocs Material: admonitions, attribute lists, titles of code."""

    folder = "docs/lectures"
    image_folder = "docs/images"

    def pages(self) -> dict[str, str]:
        listed = "\n".join(f"- [{lecture.title}](lectures/{lecture.slug}.md)" for lecture in self.lectures)
        return {"docs/index.md": f"# A course of any size\n\n{listed}\n"}

    def callout(self, block: Callout) -> str:
        kinds = {"MISCONCEPTION": "failure", "EXAM": "question", "KEY": "important", "REMEMBER": "success"}
        title = block.title or block.kind.capitalize()
        return f'!!! {kinds.get(block.kind, "note")} "{title}"\n\n{_prefixed(block.text, "    ")}'

    def fence(self, block: Fence) -> str:
        language = "text" if block.language == "output" else block.language
        return super().fence(Fence(language, block.title, block.code, block.marked))

    def folded(self, answer: str) -> str:
        return f'??? success "Answer"\n\n{_prefixed(answer, "    ")}'


class Material(Zensical):
    """MkDocs Material with mkdocs-quiz: choices and typed answers are quizzes, other kinds fold out."""

    def question(self, block: Question, lecture: Lecture) -> str:
        if not block.choices and not block.answer:
            return super().question(block, lecture)
        if block.choices:
            asked = f"{block.prompt}\n{_tasks(block, quoted=True)}\n\n{block.explanation}"
        else:
            asked = f"{block.prompt}\n\n[[{block.answer[0]}]]\n\n---\n\n{block.explanation}"
        return f"{self.heading(3, block.label, block.id, lecture)}\n\n<quiz>\n{asked}\n</quiz>"


class Pelican(_Peer):
    """Pelican with Python-Markdown's extras and CodeHilite."""

    folder = "content/lectures"
    images = "{static}/images"

    def pages(self) -> dict[str, str]:
        return {}

    def front(self, lecture: Lecture) -> str:
        day = f"2026-01-{lecture.number % 28 + 1:02} {lecture.number // 60 % 24:02}:{lecture.number % 60:02}"
        return f"Title: {lecture.title}\nDate: {day}\nSlug: {lecture.slug}\nCategory: Part {lecture.part}\nSummary: {lecture.summary}"

    def link(self, words: str, target: Lecture | None, id: str) -> str:
        return f"[{words}]({'{filename}' + target.slug + '.md' if target else ''}#{id})"

    def callout(self, block: Callout) -> str:
        return f'!!! note "{block.title or block.kind.capitalize()}"\n\n{_prefixed(block.text, "    ")}'

    def fence(self, block: Fence) -> str:
        return f"**{block.title}**\n\n{_fence(_plain_language(block), block)}" if block.title else _fence("text", block)

    def folded(self, answer: str) -> str:
        return f'<details markdown="1">\n<summary>Answer</summary>\n\n{answer}\n\n</details>'


class Sphinx(_Peer):
    """Sphinx with MyST: directives, labels, numbered figures."""

    folder = "lectures"
    image_folder = "images"

    def pages(self) -> dict[str, str]:
        listed = "\n".join(f"lectures/{lecture.slug}" for lecture in self.lectures)
        index = f"# A course of any size\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
        return {"index.md": index}

    def heading(self, level: int, text: str, id: str, lecture: Lecture) -> str:
        return f"(l{lecture.number}-{id})=\n{'#' * level} {text}"

    def inline(self, text: str, lecture: Lecture) -> str:
        return _LINK.sub(lambda found: f"[{found[1]}](#l{found[2] or lecture.number}-{found[3]})", text)

    def callout(self, block: Callout) -> str:
        return f":::{{admonition}} {block.title or block.kind.capitalize()}\n{block.text}\n:::"

    def table(self, block: Table) -> str:
        return f":::{{table}} {block.caption}\n\n{_table(block.rows)}\n:::"

    def fence(self, block: Fence) -> str:
        options = f":caption: {_quoted(block.title)}\n" if block.title else ""
        options += f":emphasize-lines: {block.marked}\n" if block.marked else ""
        return f"```{{code-block}} {_plain_language(block)}\n{options}\n{block.code}```"

    def figure(self, block: Figure) -> str:
        return (
            f":::{{figure}} {self.images}/{Path(block.path).name}\n:alt: {_quoted(block.alt)}\n\n{block.caption}\n:::"
        )

    def folded(self, answer: str) -> str:
        return f"::::{{admonition}} Answer\n:class: dropdown\n\n{answer}\n::::"


class Hugo(_Peer):
    """Hugo with a theme of three templates, and render hooks for alerts, code and figures."""

    folder = "content/lectures"
    images = "/images"
    image_folder = "static/images"

    def pages(self) -> dict[str, str]:
        return {"content/_index.md": _front(title="A course of any size") + "\n"}

    def front(self, lecture: Lecture) -> str:
        return _front(
            title=lecture.title, weight=lecture.number, part=lecture.part, description=_quoted(lecture.summary)
        )

    def link(self, words: str, target: Lecture | None, id: str) -> str:
        return f'[{words}]({{{{< relref "{target.slug}.md#{id}" >}}}})' if target else f"[{words}](#{id})"

    def callout(self, block: Callout) -> str:
        kinds = {"MISCONCEPTION": "CAUTION", "EXAM": "WARNING", "KEY": "IMPORTANT", "REMEMBER": "TIP"}
        kind = kinds.get(block.kind, "NOTE")
        return _prefixed(f"[!{kind}] {block.title or block.kind.capitalize()}\n{block.text}", "> ")

    def fence(self, block: Fence) -> str:
        words = [f'title="{block.title}"'] if block.title else []
        words += [f'hl_lines="{block.marked}"'] if block.marked else []
        language = _plain_language(block)
        return _fence(f"{language} {{{' '.join(words)}}}" if words else language, block)


class Eleventy(_Peer):
    """Eleventy with markdown-it, ids of headings and its plugin for Prism."""

    folder = "src/lectures"
    images = "/images"
    image_folder = "src/images"

    def pages(self) -> dict[str, str]:
        return {}

    def front(self, lecture: Lecture) -> str:
        return _front(title=lecture.title, number=lecture.number, part=lecture.part, summary=_quoted(lecture.summary))

    def link(self, words: str, target: Lecture | None, id: str) -> str:
        return f"[{words}]({f'/lectures/{target.slug}/' if target else ''}#{id})"

    def callout(self, block: Callout) -> str:
        return _prefixed(f"**{block.title or block.kind.capitalize()}**\n\n{block.text}", "> ")

    def fence(self, block: Fence) -> str:
        return f"**{block.title}**\n\n{_fence(_plain_language(block), block)}" if block.title else _fence("text", block)


DIALECTS: Mapping[str, type[Author]] = {
    "author": Author,
    "material": Material,
    "zensical": Zensical,
    "pelican": Pelican,
    "sphinx": Sphinx,
    "hugo": Hugo,
    "eleventy": Eleventy,
}


def write(folder: Path, lectures: int, dialect: str) -> int:
    """Write a course of so many lectures below a folder, and return how many files it has."""
    files = DIALECTS[dialect]([corpus.lecture(number) for number in range(1, lectures + 1)]).files()
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return len(files)


def _front(**values: object) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + "---"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'").replace("`", "") + '"'


def _plain(text: str) -> str:
    return re.sub(r'["*`]', "", text)


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))


def _table(rows: Iterable[Sequence[str]]) -> str:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *body])


def _tasks(block: Question, *, quoted: bool = False) -> str:
    """Return a task list, with what is said of each choice as its second paragraph, or quoted below it."""
    lines = []
    for choice in block.choices:
        lines.append(f"- [{'x' if choice.is_right else ' '}] {choice.text}")
        if choice.feedback:
            lines += [f"> {choice.feedback}"] if quoted else ["", f"  {choice.feedback}", ""]
    return "\n".join(lines).rstrip()


def _plain_language(block: Fence) -> str:
    return "text" if block.language == "output" else block.language


def _fence(head: str, block: Fence) -> str:
    return f"```{head}\n{block.code}```"
