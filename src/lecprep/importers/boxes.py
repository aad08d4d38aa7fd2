"""Lists of boxes in Markdown of other tools: what stands before, each choice with its feedback, what stands after."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

_BOX = re.compile(r"^([ ]{0,3})(?:[-*+]|\d{1,3}[.)])[ \t]+\[([ xX])\][ \t]*(.*)$")
_FENCE = re.compile(r"^[ ]*(`{3,}|~{3,})")


@dataclass(frozen=True)
class Box:
    """A choice: its Markdown, what stands in quotations below it, and whether its box is ticked."""

    text: str
    feedback: str
    is_right: bool


@dataclass(frozen=True)
class Boxes:
    """A text taken apart around its first list of boxes."""

    before: str
    choices: tuple[Box, ...]
    after: str


def take_boxes(text: str) -> Boxes:
    """Return a text taken apart; where it has no boxes all of it stands before."""
    before: list[str] = []
    found: list[tuple[bool, list[str]]] = []
    after: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        in_code = bool(fence or mark)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        box = None if in_code else _BOX.match(line)
        own = found[-1][1] if found else []
        begins_after = not in_code and line.strip() and line[0] not in " >" and len(own) > 1 and not own[-1].strip()
        # Code may follow an empty box at the left edge; below one with words it stands for all.
        begins_after = begins_after or bool(
            mark and fence and line[0] not in " >" and len(own) > 1 and not own[-1].strip()
        )
        if box and not after:
            found.append((box[2] != " ", [box[3]]))
        elif not found:
            before.append(line)
        elif after or begins_after:
            after.append(line)
        elif in_code or not line.strip() or line[0] in " >":
            own.append(line)
        else:
            own.append(f"  {line}")  # a paragraph that goes on
    return Boxes("\n".join(before).strip("\n"), tuple(_box(*each) for each in found), "\n".join(after).strip("\n"))


def _box(is_right: bool, lines: list[str]) -> Box:
    body = [lines[0], *textwrap.dedent("\n".join(lines[1:])).split("\n")] if lines[1:] else lines
    quoted = [line[1:].removeprefix(" ") for line in body[1:] if line.startswith(">")]
    text = "\n".join([body[0], *(line for line in body[1:] if not line.startswith(">"))]).strip("\n")
    return Box(text, "\n".join(quoted).strip(), is_right)
