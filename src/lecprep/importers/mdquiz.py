"""Questions of mdquiz, a Markdown file each: https://github.com/FidelusAleksander/mdquiz.

`question` in the front matter, code and a hint (`> …`) above a list of boxes, explanations (`> …`) below each box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lecprep.diagnostics import Span
from lecprep.drafts import Draft
from lecprep.importers.base import Foreign, Ids, Imported, Notes, lectures_of, only_lecture
from lecprep.importers.boxes import take_boxes
from lecprep.importers.rich import Rich, choices
from lecprep.settings import LARGEST_FRONT_MATTER
from lecprep.yaml_source import Problems, YamlText, read_mapping


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of files, a lecture for each folder."""
    notes, ids = Notes(), Ids()
    rich = Rich(notes)
    groups: dict[str, list[Draft]] = {}
    for file in files:
        parts = file.name.replace("\\", "/").split("/")
        folder = parts[-2] if len(parts) > 1 and parts[-2] not in (".", "..") else ""
        title = only_lecture([Foreign(folder, b"")]) if folder else "Imported questions"
        if parts[-1].startswith("_"):
            continue  # the page of a section
        if draft := _draft(file, rich, ids, folder):
            groups.setdefault(title, []).append(draft)
    if not groups and not notes.found:
        raise files[0].refused("there is no question in it that reads as mdquiz")
    return Imported(lectures_of(groups), rich.images, tuple(notes.found), notes.left_out)


def _draft(file: Foreign, rich: Rich, ids: Ids, folder: str) -> Draft | None:
    text = file.text()
    match = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", text, re.S)
    if not match:
        raise file.refused("it has no front matter with a question, as mdquiz wants it")
    front = read_mapping(match[1], file.name, Problems(file.name), first_line=2, largest=LARGEST_FRONT_MATTER)
    values = {key.text: value.text for key, value in front.entries if isinstance(value, YamlText)} if front else {}
    question = values.get("question", "").strip() or values.get("title", "").strip()
    name = file.name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    span = Span(file.name, 2)
    rich.about(span, question[:60] or name)
    if not question or values.get("draft", "").lower() == "true":
        rich.leave_out("it is a draft" if question else "its front matter has no question")
        return None
    boxes = take_boxes(text[match.end() :])
    if not boxes.choices:
        rich.leave_out("there are no boxes to choose from")
        return None
    hints = re.findall(r"^>[ ]?(.+)$", boxes.before, re.M)
    before = re.sub(r"^>.*\n?", "", boxes.before, flags=re.M)
    options = [(rich.line(b.text, "markdown"), b.is_right, rich.markdown(b.feedback)) for b in boxes.choices]
    return Draft(
        id=ids.of("-".join(filter(None, (folder, name))), question),
        prompt="\n\n".join(filter(None, (rich.markdown(question), rich.markdown(before)))),
        body=choices(options),
        hints=(rich.markdown("\n".join(hints)),) if hints else (),
        explanation="\n\n".join(filter(None, (rich.markdown(boxes.after), _address(values, rich)))),
        span=span,
    )


def _address(values: Mapping[str, str], rich: Rich) -> str:
    """Return where the documentation says more, as a link."""
    address = values.get("documentation", "").strip()
    if re.fullmatch(r"https?://[^\s<>]+", address):
        return f"<{address}>"
    if address:
        rich.lost(f"the documentation {address[:60]!r}", "it is no address of a page")
    return ""
