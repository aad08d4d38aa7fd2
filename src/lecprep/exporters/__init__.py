"""The bank for other places: each format is a module, a function from a course to a file and what the file cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lecprep.exporters import anki, bank_csv, bank_json, gift, moodle, paper, qti
from lecprep.exporters.base import Export, Loss, PaperOrder, Source

__all__ = ["FORMATS", "Export", "Format", "Loss", "PaperOrder", "Source"]


@dataclass(frozen=True)
class Format:
    """A format: what its files end in, and the function that makes one."""

    suffix: str
    export: Callable[[Source], Export]


FORMATS: Mapping[str, Format] = {
    "anki": Format(".apkg", anki.export),
    "moodle": Format(".xml", moodle.export),
    "gift": Format(".gift", gift.export),
    "qti3": Format(".zip", qti.export_30),
    "qti21": Format(".zip", qti.export_21),
    "paper": Format(".html", paper.export),
    "csv": Format(".csv", bank_csv.export),
    "json": Format(".json", bank_json.export),
}
