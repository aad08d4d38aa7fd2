"""Aiken to drafts: https://docs.moodle.org/en/Aiken_format. A question, `A.` or `A)` before each choice, `ANSWER: B`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lecprep.diagnostics import Span
from lecprep.drafts import Draft
from lecprep.importers.base import Foreign, Ids, Imported, Notes, lectures_of, only_lecture
from lecprep.importers.rich import Rich, choices

_CHOICE = re.compile(r"\s*([A-Z])[.)]\s+(.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*([A-Z](?:\s*[,;&]?\s*[A-Z])*)\s*$", re.I)
_EXPLANATION = re.compile(r"\s*(?:EXPLANATION|FEEDBACK)\s*:\s*(.*)", re.I)


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of Aiken files, a lecture for each. Raises Refused where none holds a question."""
    notes, ids = Notes(), Ids()
    rich = Rich(notes)
    groups: dict[str, list[Draft]] = {}
    for file in files:
        drafts = groups.setdefault(only_lecture([file]), [])
        prompt: list[str] = []
        options: list[tuple[str, list[str]]] = []
        first = 0
        for number, line in enumerate(file.text().split("\n"), 1):
            if (match := _EXPLANATION.match(line)) and drafts and not prompt:
                drafts[-1] = replace(drafts[-1], explanation=rich.blocks(match[1], "plain"))
            elif match := _ANSWER.match(line):
                rich.about(Span(file.name, first or number), " ".join(" ".join(prompt).split())[:60])
                letters = set(re.findall("[A-Z]", match[1].upper()))
                if not prompt or not options:
                    rich.leave_out("there is an answer, but no question or no choices above it")
                elif letters - {letter for letter, _ in options}:
                    rich.leave_out(f"its answer {match[1]} is none of its choices")
                else:
                    words = "\n".join(prompt)
                    body = choices(
                        [(rich.line(" ".join(text), "plain"), letter in letters, "") for letter, text in options]
                    )
                    drafts.append(
                        Draft(
                            id=ids.of("", words),
                            prompt=rich.blocks(words, "plain"),
                            body=body,
                            span=Span(file.name, first),
                        )
                    )
                prompt, options, first = [], [], 0
            elif (match := _CHOICE.match(line)) and prompt and match[1] == chr(ord("A") + len(options)):
                options.append((match[1], [match[2]]))
            elif options and line.strip():
                options[-1][1].append(line.strip())
            elif line.strip() or prompt:
                first = first or number
                prompt.append(line.rstrip())
        if prompt and "".join(prompt).strip():
            rich.about(Span(file.name, first), " ".join(" ".join(prompt).split())[:60])
            rich.leave_out("no line ANSWER: follows it")
    if not any(groups.values()) and not notes.left_out:
        raise files[0].refused("there is no question in it that reads as Aiken")
    return Imported(lectures_of(groups), {}, tuple(notes.found), notes.left_out)
