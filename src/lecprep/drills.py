"""Comparison tables that their author marked `{.drill}`, as questions: which approach, for which need?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lecprep import markdown
from lecprep.diagnostics import Span
from lecprep.model import Choice, Prose, SingleChoice

if TYPE_CHECKING:
    from markdown_it.token import Token

# (what the cell says, its words, whether it is its row's stronger one)
_Cell = tuple[Prose, str, bool]


def drills(table: Token, see: str, span: Span) -> tuple[SingleChoice, ...]:
    """Return a question for each row of a table that can be asked; `see` refers to the section that it stands in.

    Where one cell of a row is the stronger, the choices are the columns. Otherwise, in a table of two columns, they are what
    the second column says, and must be two at least.
    """
    head, *rows = _cells(table)
    found = []
    for row in rows:
        if len(row) != len(head) or not row[0][1]:
            continue
        stronger = [i for i, cell in enumerate(row) if cell[2] and i]
        if len(stronger) == 1:
            label = " / ".join(name for _, name, _ in head[1:])
            choices: list[tuple[Prose, Prose | None, bool]] = [
                (head[i][0], row[i][0], i == stronger[0]) for i in range(1, len(head))
            ]
        elif len(head) == 2 and not any(cell[2] for other in rows for cell in other):
            label = head[1][1]
            answers = {text: prose for _, (prose, text, _) in rows if text}
            choices = [(prose, None, text == row[1][1]) for text, prose in answers.items()]
        else:
            continue
        if len(choices) > 1 and any(is_right for _, _, is_right in choices):
            found.append(_question(label, row[0], choices, see, span))
    return tuple(found)


def _question(
    label: str, heading: _Cell, choices: Sequence[tuple[Prose, Prose | None, bool]], see: str, span: Span
) -> SingleChoice:
    prompt, words, _ = heading
    texts = [(text.text, is_right) for text, _, is_right in choices]
    fingerprint = hashlib.sha256(repr((label, words, texts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return SingleChoice(
        # The slash keeps it apart from the ids of questions, and from what authors call theirs.
        id=f"drill/{markdown.slugify(words)[:40] or 'row'}-{fingerprint[:6]}",
        anchor="",
        has_own_id=False,
        label=f"{label}?",
        prompt=prompt,
        explanation=None,
        hints=(),
        marks=1,
        level=None,
        see=see or None,
        topics=(),
        silenced=(),
        fingerprint=fingerprint,
        span=span,
        last_line=span.line,
        choices=tuple(Choice(text, feedback, is_right, False, span) for text, feedback, is_right in choices),
        keep_order=False,
    )


def _cells(table: Token) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    children = table.children or []
    for i, token in enumerate(children):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            inline = children[i + 1]
            rows[-1].append((markdown.prose([inline]), inline.meta["text"], inline.meta["is_better"]))
    return rows
