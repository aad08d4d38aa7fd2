"""What a course that adopts the review late has already: a baseline says what it is, and only what is new is shown.

A problem is known again by its file, its code and the text of its line, so that lines may move.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

from lecprep.diagnostics import Diagnostic, LecprepError, Severity

FORMAT = "lecprep-baseline"
VERSION = 1


def write(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> bytes:
    """Return a baseline of all warnings and hints; errors are to be mended. `texts` are the files, by path."""
    marks = Counter(_mark(diagnostic, texts) for diagnostic in diagnostics if diagnostic.severity < Severity.ERROR)
    known = [
        {"file": path, "rule": code, "line": line, "count": count}
        for (path, code, line), count in sorted(marks.items())
    ]
    bank = {"format": FORMAT, "version": VERSION, "known": known}
    return (json.dumps(bank, ensure_ascii=False, indent=1) + "\n").encode()


def new(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], baseline: bytes
) -> tuple[tuple[Diagnostic, ...], int]:
    """Return the diagnostics that a baseline does not know, and how many that it knows are no longer there.

    Raises LecprepError when it is no baseline.
    """
    try:
        read = json.loads(baseline)
        if read["format"] != FORMAT or read["version"] != VERSION:
            raise ValueError
        known = Counter({(entry["file"], entry["rule"], entry["line"]): int(entry["count"]) for entry in read["known"]})
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as problem:
        raise LecprepError("This is no baseline of this version. Write it anew with --write-baseline.") from problem
    kept = []
    for diagnostic in diagnostics:
        mark = _mark(diagnostic, texts)
        if diagnostic.severity < Severity.ERROR and known[mark] > 0:
            known[mark] -= 1
        else:
            kept.append(diagnostic)
    return tuple(kept), sum(count for count in known.values() if count > 0)


def _mark(diagnostic: Diagnostic, texts: Mapping[str, str]) -> tuple[str, str, str]:
    span = diagnostic.span
    lines = texts.get(span.path, "").split("\n")
    line = " ".join(lines[span.line - 1].split()) if 0 < span.line <= len(lines) else ""
    return span.path, diagnostic.code, hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:16]
