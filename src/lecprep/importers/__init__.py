"""Banks from other places: each format is a module, a function from files to drafts and what could not be carried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lecprep.importers import bank_json
from lecprep.importers.base import Foreign, Imported, Refused
from lecprep.importers.place import Plan, plan, read_files, write

__all__ = ["FORMATS", "Foreign", "Imported", "Plan", "Refused", "plan", "read_files", "write"]

FORMATS: Mapping[str, Callable[[Sequence[Foreign]], Imported]] = {
    "json": bank_json.read,
}
