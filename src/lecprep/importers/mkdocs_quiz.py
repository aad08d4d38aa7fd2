"""Quizzes of mkdocs-quiz in Markdown pages: `<quiz>` with a question, a list of boxes, and what is said afterwards."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lecprep.diagnostics import Span
from lecprep.drafts import Draft
from lecprep.importers.base import Foreign, Ids, Imported, Notes, lectures_of, only_lecture
from lecprep.importers.boxes import Box, Boxes
from lecprep.importers.rich import Rich, choices, typed

_FENCE = re.compile(r"^[ ]*(`{3,}|~{3,})")  # in tabs all is indented
_BOX = re.compile(r"[-*+][ \t]+\[([xX ]?)\](?=[ \t]|$)(.*)")
_BLANK = re.compile(r"\[\[(.{1,500}?)\]\]")
_OLD = re.compile(r"(question|answer-correct|answer|content):[ \t]*(.*)", re.I)


def read(files: Sequence[Foreign]) -> Imported:
    """Return the quizzes of Markdown pages, a lecture for each page that has some."""
    notes, ids = Notes(), Ids()
    rich = Rich(notes)
    groups: dict[str, list[Draft]] = {}
    for file in files:
        text = file.text()
        title = re.search(r"^#[ \t]+(.+)$", text, re.M)
        name = re.sub(r"[*_`]|\{[^}]*\}", "", title[1]).strip() if title else only_lecture([file])
        for line, lines in _quizzes(text):
            span = Span(file.name, line)
            draft = _draft(lines, span, rich, ids)
            if draft:
                groups.setdefault(name, []).append(draft)
    if not groups and not notes.found:
        raise files[0].refused("there is no <quiz> in it")
    return Imported(lectures_of(groups), rich.images, tuple(notes.found), notes.left_out)


def _quizzes(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each quiz that stands outside of code, with its line."""
    inside: list[str] | None = None
    first = 0
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if inside is None:
            if mark:
                fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
            elif not fence and re.match(r"\s*<(?:quiz|\?quiz\?)>\s*$", line):
                inside, first = [], number
        elif re.match(r"\s*<(?:/quiz|\?/quiz\?)>\s*$", line):
            yield first, inside
            inside = None
        else:
            inside.append(line)


def _draft(lines: list[str], span: Span, rich: Rich, ids: Ids) -> Draft | None:
    text = textwrap.dedent("\n".join(lines))
    lines = text.split("\n")
    if re.search(r"^question:", text, re.M):
        return _old(lines, span, rich, ids)
    boxes = _taken_apart(lines)
    words = " ".join(re.sub(r"[*_`#]", "", boxes.before).split())
    rich.about(span, words[:60])
    if boxes.choices:
        body = choices([(rich.line(c.text, "markdown"), c.is_right, rich.markdown(c.feedback)) for c in boxes.choices])
        if any(_BOX.match(line) for line in boxes.after.split("\n")):
            rich.lost("a second list of choices", "a quiz has one; is a </quiz> missing? It stands in the explanation")
        return Draft(
            id=ids.of("", words),
            prompt=rich.markdown(boxes.before),
            body=body,
            explanation=rich.markdown(boxes.after),
            span=span,
        )
    return _blanks(boxes, span, rich, ids)


def _taken_apart(lines: Sequence[str]) -> Boxes:
    """Return a quiz taken apart: a choice is a line, what is quoted right below it its feedback, all else comes afterwards."""
    first = next((i for i, line in enumerate(lines) if _BOX.match(line)), len(lines))
    found: list[Box] = []
    at = first
    while at < len(lines):
        if match := _BOX.match(lines[at]):
            found.append(Box(match[2].strip(), "", match[1] in ("x", "X")))
        elif lines[at].startswith(">") and lines[at - 1].strip():
            quoted = lines[at][1:].removeprefix(" ")
            found[-1] = replace(found[-1], feedback=f"{found[-1].feedback}\n{quoted}".strip("\n"))
        elif lines[at].strip():
            break
        at += 1
    return Boxes("\n".join(lines[:first]).strip("\n"), tuple(found), "\n".join(lines[at:]).strip("\n"))


def _blanks(boxes: Boxes, span: Span, rich: Rich, ids: Ids) -> Draft | None:
    stem, _, after = re.sub(r"\n[ ]*---[ ]*\n", "\n---\n", boxes.before).partition("\n---\n")
    found = _BLANK.findall(stem)
    if len(found) != 1:
        rich.leave_out("it has several places to answer" if found else "it has neither boxes nor a blank to fill in")
        return None
    body = typed([text.strip().replace("*", r"\*") for text in found[0].split("|")], rich)
    if body is None:
        return None
    prompt = _BLANK.sub(r"\\_\\_\\_\\_", stem)
    return Draft(
        id=ids.of("", prompt), prompt=rich.markdown(prompt), body=body, explanation=rich.markdown(after), span=span
    )


def _old(lines: list[str], span: Span, rich: Rich, ids: Ids) -> Draft | None:
    """Return a quiz as the first versions wrote it: `question:`, `answer:`, `answer-correct:`, `content:`."""
    question, content, options = "", "", []
    into_content = False
    for line in lines:
        match = None if into_content else _OLD.match(line.strip())
        if match is None:
            content += f"{line}\n" if into_content else ""
        elif match[1].lower() == "question":
            question = match[2]
        elif match[1].lower() == "content":
            into_content, content = True, match[2] + "\n"
        else:
            options.append((rich.line(match[2], "moodle"), match[1].lower() == "answer-correct", ""))
    rich.about(span, question[:60])
    return Draft(
        id=ids.of("", question), prompt=rich.blocks(question, "moodle"), body=choices(options),
        explanation=rich.blocks(content, "moodle"), span=span,
    )  # fmt: skip
