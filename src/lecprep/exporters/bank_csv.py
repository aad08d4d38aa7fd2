"""The bank as CSV: a row for each question, for spreadsheets and programs. docs/export.md says what each column is.

Rows and quotes are those of RFC 4180, in UTF-8 with the mark by which Excel knows it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lecprep.exporters import bank_json
from lecprep.exporters.base import Export, Losses, Source
from lecprep.model import Lecture, Question

# What columns there are; between these two groups stand the numbered ones: as many as some question needs.
FIRST = ("lecture", "id", "kind", "label", "prompt", "answer", "item_heading", "detail_heading")
LAST = (
    "explanation", "marks", "level", "topics", "see", "keep_order", "section", "ignore", "references",
    "lecture_number", "lecture_title", "lecture_topics", "lecture_ignore", "path",
)  # fmt: skip
# What makes a spreadsheet take a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"


def export(source: Source) -> Export:
    """Return the bank as CSV; images stay behind, their paths do not."""
    losses = Losses()
    images = bank_json.images(source.course)
    rows = []
    for lecture in source.course:
        for question in lecture.questions:
            rows.append(_row(question, lecture))
            for path in images[question.id]:
                why = f"a table holds no files; its path stays, relative to {lecture.path}"
                losses.add(question, f"the image {path}", why)
    items = max((len(items) for _, items, _ in rows), default=0)
    hints = max((len(hints) for _, _, hints in rows), default=0)
    numbered = [f"{name}_{number}" for number in range(1, items + 1) for name in ("item", "detail")]
    numbered += [f"hint_{number}" for number in range(1, hints + 1)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*FIRST, *numbered, *LAST])
    for cells, pairs, texts in rows:
        flat = [cell for pair in pairs for cell in pair] + [""] * 2 * (items - len(pairs))
        flat += [*texts, *[""] * (hints - len(texts))]
        row = [*(cells[name] for name in FIRST), *flat, *(cells[name] for name in LAST)]
        writer.writerow([guarded(cell) for cell in row])
    return Export(out.getvalue().encode("utf-8-sig"), tuple(losses.found))


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe comes before it, which `unguarded` takes away."""
    return _GUARD + cell if cell.startswith((*_FORMULA, _GUARD)) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded; one that a person typed without a guard stays as it is."""
    return cell[1:] if cell.startswith(_GUARD) and cell[1:].startswith((*_FORMULA, _GUARD)) else cell


def _row(question: Question, lecture: Lecture) -> tuple[dict[str, str], Sequence[tuple[str, str]], Sequence[str]]:
    """Return the cells of a question by their columns, its items with their details, and its hints."""
    entry = bank_json.entry(question, lecture)
    answer, items = _answer(entry)
    item_heading, detail_heading = entry.get("columns", ("", ""))
    cells = {
        **{name: entry[name] for name in ("id", "kind", "label", "prompt", "explanation", "level", "see", "section")},
        "lecture": lecture.slug,
        "answer": answer,
        "item_heading": item_heading,
        "detail_heading": detail_heading,
        "marks": str(question.marks),
        "topics": " ".join(question.topics),
        "keep_order": "yes" if entry.get("keep_order") else "",
        "ignore": _ignored(entry["ignore"]),
        "references": "\n\n".join(bank_json.references(lecture, [question]).values()),
        "lecture_number": "" if lecture.number is None else str(lecture.number),
        "lecture_title": lecture.title,
        "lecture_topics": " ".join(lecture.syllabus),
        "lecture_ignore": _ignored(bank_json.silences(lecture.silenced)),
        "path": lecture.path,
    }
    return cells, items, entry["hints"]


def _ignored(silences: Iterable[Mapping[str, str]]) -> str:
    return "\n".join(": ".join(filter(None, silence.values())) for silence in silences)


def _answer(entry: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands under `answer`, and the items with their details."""
    match entry["kind"]:
        case "single" | "multiple":
            right = [str(number) for number, choice in enumerate(entry["choices"], 1) if choice["correct"]]
            return " ".join(right), [(choice["text"], choice["feedback"]) for choice in entry["choices"]]
        case "numeric":
            return entry["answer"], []
        case "typed":
            return "", [(text, "") for text in entry["accepted"]]
        case "ordering":
            return "", [(text, "") for text in entry["items"]]
        case "matching":
            return "", [*((left, right) for left, right in entry["pairs"]), *(("", decoy) for decoy in entry["decoys"])]
        case kind:
            points = [(point["text"], str(point["marks"])) for point in entry["marking"]]
            return entry["model_answer" if kind == "short" else "solution"], points
