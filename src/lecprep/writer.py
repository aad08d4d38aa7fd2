"""Lectures as their authors would type them: what `reader` reads, made from drafts.

`reader.read` gives the same questions again, as `tests/test_writer.py` holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import assert_never

from lecprep.drafts import (
    Body,
    ChoiceDraft,
    Choices,
    Draft,
    LectureDraft,
    Number,
    Pairs,
    Silenced,
    Steps,
    Texts,
    Written,
)
from lecprep.markdown.escape import escaped_line
from lecprep.markdown.parse import parse

PRACTICE = "Practice questions"

_PLAIN_YAML = re.compile(r"[^\W\d_](?:[\w ,.()/+–’-]*[\w).])?")
_BARE_YAML = re.compile(r"\w[\w.-]*")
_YAML_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_BARE = re.compile(r"""[^\s"'{}]+""")


def write_lecture(lecture: LectureDraft) -> str:
    """Return the file of a lecture."""
    blocks = [_front_matter(lecture), *_silences("check-ignore-file", lecture.silenced)]
    for section in lecture.sections:
        blocks.append(f"## {_heading(section.title, [f'#{section.id}'])}")
        blocks += [_question(question, is_checkpoint=True) for question in section.questions]
    if lecture.questions:
        blocks.append(f"## {PRACTICE}")
        blocks += [_question(question, is_checkpoint=False) for question in lecture.questions]
    if lecture.references:
        blocks.append("\n\n".join(lecture.references.values()))
    return "\n\n".join(blocks) + "\n"


def yaml_text(text: str) -> str:
    """Return a text as a YAML value: plain where that is safe, in quotes where YAML would read something else."""
    return text if _PLAIN_YAML.fullmatch(text) and text.lower() not in _YAML_WORDS else _quoted(text)


def _quoted(text: str) -> str:
    special = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}
    inner = (special.get(c) or (c if c.isprintable() else f"\\U{ord(c):08x}") for c in text)
    return f'"{"".join(inner)}"'


def _front_matter(lecture: LectureDraft) -> str:
    lines = ["---"]
    if lecture.number is not None:
        lines.append(f"number: {lecture.number}")
    lines.append(f"title: {yaml_text(lecture.title)}")
    if lecture.summary:
        lines.append(f"summary: {yaml_text(lecture.summary)}")
    for key, values in (("syllabus", lecture.topics), ("tags", lecture.tags)):
        if values:
            lines.append(f"{key}: [{', '.join(v if _BARE_YAML.fullmatch(v) else _quoted(v) for v in values)}]")
    return "\n".join([*lines, "---"])


def _question(question: Draft, *, is_checkpoint: bool) -> str:
    body = question.body
    words = [f"#{question.id}"]
    if is_checkpoint:
        words.append(".question")
    own_marks = 0
    match body:
        case Choices():
            right = sum(choice.is_correct for choice in body.choices)
            words += [".multiple"] * (body.is_multiple and right < 2) + [".keep-order"] * body.keep_order
        case Written():
            own_marks = sum(marks for _, marks in body.marking)
        case _:
            pass
    if question.marks != (own_marks or 1):
        words.append(f"marks={question.marks}")
    if question.level:
        words.append(f"level={question.level}")
    if question.see:
        words.append(f"see={_value(question.see)}")
    if question.topics:
        words.append(f"topics={_value(' '.join(question.topics))}")
    blocks = [f"### {_heading(question.label, words)}"]
    blocks += [*_silences("check-ignore", question.silenced), question.prompt, *_answer(body, question.prompt)]
    for hint in question.hints:
        blocks += ["#### Hint", hint]
    if question.explanation:
        blocks += ["#### Explanation", question.explanation]
    if isinstance(body, Written) and body.marking:
        blocks += ["#### Marking", _marking(body.marking)]
    return "\n\n".join(blocks)


def _silences(word: str, silenced: Silenced) -> list[str]:
    """Return a comment for each reason."""
    return [
        f"<!-- {word}: {', '.join(rule for rule, _ in group)}{f': {reason}' if reason else ''} -->"
        for reason, group in groupby(silenced, key=lambda silence: silence[1])
    ]


def _heading(text: str, attributes: Iterable[str]) -> str:
    words = escaped_line(text)
    # A closing `#` would be taken for decoration.
    words = re.sub(r"(^|\s)(#+)$", r"\1\\\2", words)
    return f"{words} {{{' '.join(attributes)}}}".lstrip()


def _value(text: str) -> str:
    return text if _BARE.fullmatch(text) else f"'{text}'" if '"' in text else f'"{text}"'


def _answer(body: Body, prompt: str) -> list[str]:
    match body:
        case Choices():
            return [_choices(body.choices, _other_marker(prompt))]
        case Number():
            return ["#### Answer", escaped_line(body.written)]
        case Texts():
            return ["#### Answer", "\n".join(f"- {escaped_line(text)}" for text in body.accepted)]
        case Steps():
            items = [_item(f"{number}.", item) for number, item in enumerate(body.items, 1)]
            return ["#### Order", "\n".join(items)]
        case Pairs():
            rows = [body.columns, None, *body.pairs, *(("", decoy) for decoy in body.decoys)]
            return ["#### Match", "\n".join(_row(row) for row in rows)]
        case Written():
            return ["#### Solution" if body.is_code else "#### Model answer", body.answer]
        case _:
            assert_never(body)


def _other_marker(prompt: str) -> str:
    """Return the mark of a list that does not go on with one that the prompt ends in."""
    tokens = parse(prompt, "").tokens
    return "*" if tokens and tokens[-1].type == "bullet_list_close" and tokens[-1].markup == "-" else "-"


def _choices(choices: Sequence[ChoiceDraft], marker: str) -> str:
    lines = []
    for i, choice in enumerate(choices):
        lines.append(_item(marker, f"[{'x' if choice.is_correct else ' '}] {choice.text}"))
        if choice.feedback:
            lines += ["", _indented(choice.feedback, 2), *([""] if i + 1 < len(choices) else [])]
    return "\n".join(lines)


def _marking(points: Sequence[tuple[str, int]]) -> str:
    return "\n".join(_item("-", f"{text} ({marks})" if _ends_in_text(text) else text) for text, marks in points)


def _ends_in_text(markdown: str) -> bool:
    tokens = parse(markdown, "").tokens
    return not tokens or tokens[-1].type == "paragraph_close"


def _item(marker: str, markdown: str) -> str:
    width = len(marker) + 1
    return f"{marker} {_indented(markdown, width)[width:]}"


def _indented(markdown: str, width: int) -> str:
    return "\n".join(" " * width + line if line else line for line in markdown.split("\n"))


def _row(cells: tuple[str, str] | None) -> str:
    if cells is None:
        return "|---|---|"
    written = ("<br>".join(cell.split("\n")).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(written)} |"
