"""Banks from other places: each format is a module, a function from files to drafts and what could not be carried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lecprep.importers import aiken, anki, bank_csv, bank_json, gift, mdbook_quiz, mdquiz, mkdocs_quiz, moodle, qti
from lecprep.importers.base import Foreign, Imported, Refused
from lecprep.importers.place import Plan, plan, read_files, write

__all__ = ["FORMATS", "Foreign", "Imported", "Plan", "Refused", "plan", "read_files", "write"]

FORMATS: Mapping[str, Callable[[Sequence[Foreign]], Imported]] = {
    "moodle": moodle.read,
    "gift": gift.read,
    "aiken": aiken.read,
    "qti": qti.read,
    "mdbook-quiz": mdbook_quiz.read,
    "mdquiz": mdquiz.read,
    "mkdocs-quiz": mkdocs_quiz.read,
    "anki": anki.read,
    "csv": bank_csv.read,
    "json": bank_json.read,
}
