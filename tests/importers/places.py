"""What tests of imports share: from a file in some format to the questions that a course then has."""

from __future__ import annotations

from pathlib import Path

from lecprep import importers
from lecprep.build import check
from lecprep.diagnostics import Severity
from lecprep.drafts import Draft, draft_of
from lecprep.importers import Foreign, Plan


def planned(name: str, data: bytes | str, to: Path, file: str = "bank.txt") -> Plan:
    """Return what an import of one file would write."""
    given = Foreign(file, data.encode() if isinstance(data, str) else data)
    return importers.plan(importers.FORMATS[name]([given]), to)


def taken_in(name: str, data: bytes | str, root: Path, file: str = "bank.txt") -> tuple[list[Draft], Plan]:
    """Return the questions that a new course has after an import, and what was written. The course has no errors."""
    plan = planned(name, data, root / "content" / "lectures", file)
    importers.write(plan)
    return questions_of(root), plan


def questions_of(root: Path) -> list[Draft]:
    """Return the questions of a course that has no errors."""
    found = check(root)
    assert [str(d) for d in found.diagnostics if d.severity is Severity.ERROR] == []
    assert found.course
    return [draft_of(question) for lecture in found.course for question in lecture.questions]
