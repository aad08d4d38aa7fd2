"""The bank from our own CSV, as spreadsheets save it: the inverse of `exporters.bank_csv`."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lecprep.diagnostics import Span
from lecprep.drafts import (
    Body,
    ChoiceDraft,
    Choices,
    Draft,
    LectureDraft,
    Number,
    Pairs,
    SectionDraft,
    Silenced,
    Steps,
    Texts,
    Written,
)
from lecprep.exporters.bank_csv import FIRST, LAST, unguarded
from lecprep.importers.base import Foreign, Ids, Imported, Notes, file_slug, only_lecture, silences, slug

NEEDED = ("kind", "prompt")
COLUMNS = frozenset((*FIRST, *LAST))
_NUMBERED = re.compile(r"(?:item|detail|hint)_\d{1,4}")
MOST_COLUMNS = 2_000


def read(files: Sequence[Foreign]) -> Imported:
    """Return the lectures of tables whose columns are those of docs/export.md; only `kind` and `prompt` must be there."""
    notes, ids = Notes(), Ids()
    lectures: dict[str, LectureDraft] = {}
    for file in files:
        for row, span in _rows(file, notes):
            draft = _draft(row, span, notes, ids)
            if draft is None:
                continue
            silenced = silences(_ignored(row["lecture_ignore"]), span, notes)
            name = file_slug(
                posixpath.basename(row["path"]).removesuffix(".md") or row["lecture"] or only_lecture([file])
            )
            lecture = lectures.setdefault(name, _lecture(name, row, only_lecture([file]), silenced))
            references = dict.fromkeys(filter(None, row["references"].split("\n\n")))
            lectures[name] = replace(
                _with(lecture, draft, row["section"].strip()),
                references={**lecture.references, **{text: text for text in references}},
            )
    return Imported(tuple(map(_with_targets, lectures.values())), {}, tuple(notes.found), notes.left_out)


def _rows(file: Foreign, notes: Notes) -> list[tuple[Mapping[str, str], Span]]:
    text = file.text()
    try:
        dialect = csv.Sniffer().sniff(text.split("\n", 1)[0], ",;\t")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[Mapping[str, str], Span]] = []
    try:
        heads = [head.strip().lower() for head in next(reader, [])]
        if unknown := [head for head in heads if head and head not in COLUMNS and not _NUMBERED.fullmatch(head)]:
            notes.aside(file.name, f"the columns {', '.join(unknown)[:80]}", "docs/export.md names those that are read")
        if any(name not in heads for name in NEEDED) or len(heads) > MOST_COLUMNS:
            raise file.refused(
                f"its first row must name the columns {' and '.join(NEEDED)}, as `lecprep export csv` does"
            )
        line = reader.line_num
        for cells in reader:
            row = _Row(zip(heads, map(unguarded, cells), strict=False))
            if any(cell.strip() for cell in cells):
                rows.append((row, Span(file.name, line + 1)))
            line = reader.line_num
    except csv.Error as problem:
        raise file.refused(f"this is not CSV: {problem}", reader.line_num) from None
    return rows


class _Row(dict[str, str]):
    """A row, in which a column that is not there is an empty cell."""

    def __missing__(self, key: str) -> str:
        return ""


def _lecture(name: str, row: Mapping[str, str], title: str, silenced: Silenced) -> LectureDraft:
    number = row["lecture_number"].strip()
    return LectureDraft(
        name=name,
        title=row["lecture_title"].strip() or title,
        questions=(),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 5 else None,
        topics=tuple(row["lecture_topics"].split()),
        silenced=silenced,
    )


def _with(lecture: LectureDraft, draft: Draft, section: str) -> LectureDraft:
    if not section:
        return replace(lecture, questions=(*lecture.questions, draft))
    found = next((s for s in lecture.sections if s.title == section), None)
    if found is None:
        return replace(
            lecture, sections=(*lecture.sections, SectionDraft(slug(section) or "section", section, (draft,)))
        )
    more = replace(found, questions=(*found.questions, draft))
    return replace(lecture, sections=tuple(more if s is found else s for s in lecture.sections))


def _with_targets(lecture: LectureDraft) -> LectureDraft:
    """Return a lecture with a heading for each section that its questions send back to: a table does not hold them.

    Nor does it hold the ids of sections: they are made of the titles, and give way to those of questions.
    """
    ids = Ids({q.id for q in lecture.all_questions})
    sections = tuple(replace(section, id=ids.of(section.id, section.title)) for section in lecture.sections)
    known = ids.taken
    wanted = [q.see for q in lecture.all_questions if q.see and "#" not in q.see and q.see not in known]
    targets = (SectionDraft(see, see.replace("-", " ").capitalize()) for see in dict.fromkeys(wanted))
    return replace(lecture, sections=(*targets, *sections))


def _draft(row: Mapping[str, str], span: Span, notes: Notes, ids: Ids) -> Draft | None:
    name = row["id"].strip() or " ".join(row["prompt"].split())[:60]
    body = _body(row)
    if body is None:
        notes.leave_out(span, name, f"its kind {row['kind'][:40]!r} is none of ours, or its answer is missing")
        return None
    marks = row["marks"].strip()
    own = sum(worth for _, worth in body.marking) if isinstance(body, Written) else 0
    return Draft(
        id=ids.of(row["id"], row["label"] or row["prompt"]),
        prompt=row["prompt"],
        body=body,
        label=row["label"],
        explanation=row["explanation"],
        hints=tuple(filter(None, (row[f"hint_{n}"] for n in range(1, 51)))),
        marks=own or (int(marks) if marks.isascii() and marks.isdigit() and 0 < len(marks) < 4 else 1),
        level=row["level"].strip(),
        see=row["see"].strip(),
        topics=tuple(row["topics"].split()),
        silenced=silences(_ignored(row["ignore"]), span, notes),
        span=span,
    )


def _ignored(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of a cell with their reasons: a line each, or names alone with blanks between them."""
    for line in cell.split("\n"):
        names, _, reason = line.partition(":")
        yield from ((name, reason) for name in re.split(r"[\s,]+", names.strip()) if name)


def _body(row: Mapping[str, str]) -> Body | None:
    kind = row["kind"].strip().lower()
    count = max(
        (int(m[1]) for key in row if (m := re.fullmatch(r"(?:item|detail)_(\d{1,4})", key)) and row[key]), default=0
    )
    items = [(row[f"item_{n}"], row[f"detail_{n}"]) for n in range(1, count + 1)]
    match kind:
        case "single" | "multiple":
            right = set(re.findall(r"\d+", row["answer"]))
            choices = tuple(ChoiceDraft(text, str(n) in right, more) for n, (text, more) in enumerate(items, 1))
            return Choices(choices, kind == "multiple", row["keep_order"].strip().lower() == "yes")
        case "numeric" if row["answer"].strip():
            return Number(row["answer"].strip())
        case "typed":
            return Texts(tuple(text for text, _ in items if text))
        case "ordering":
            return Steps(tuple(text for text, _ in items if text))
        case "matching":
            whole = tuple((left, right) for left, right in items if left)
            return Pairs(
                (row["item_heading"], row["detail_heading"]), whole, tuple(right for left, right in items if not left)
            )
        case "short" | "coding" if row["answer"].strip():
            points = tuple(
                (text, int(n) if (n := worth.strip()).isdigit() and n.isascii() else 1) for text, worth in items if text
            )
            return Written(row["answer"], points, is_code=kind == "coding")
        case _:
            return None
