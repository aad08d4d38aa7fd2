"""What a check found, for other programs: JSON, annotations on GitHub, SARIF.

SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Annotations: GitHub's documentation of workflow commands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from lecprep import __version__
from lecprep.checks.registry import BY_NAME
from lecprep.checks.rule import manual_of
from lecprep.diagnostics import Diagnostic, Severity

Place = Callable[[str], str]  # the path to show for a file of the course, with forward slashes

_ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def as_json(diagnostics: Sequence[Diagnostic], place: Place) -> str:
    """Return all problems as JSON: what each is, where, and what to do; and how many there are of each severity."""
    problems = [
        {
            "file": place(each.span.path),
            "line": each.span.line,
            "column": each.span.column,
            "severity": each.severity.name.lower(),
            "rule": each.code,
            "message": each.message,
            "help": each.help,
            **({"detail": each.detail} if each.detail else {}),
        }
        for each in diagnostics
    ]
    counts = {
        f"{severity.name.lower()}s": sum(each.severity is severity for each in diagnostics)
        for severity in sorted(Severity, reverse=True)
    }
    report = {"format": "lecprep-check", "version": 1, **counts, "problems": problems}
    return json.dumps(report, ensure_ascii=False, indent=1)


def as_github(diagnostics: Sequence[Diagnostic], place: Place) -> str:
    """Return a workflow command for each problem: GitHub shows it beside the line."""
    lines = []
    for each in diagnostics:
        where = {
            "file": place(each.span.path),
            "line": each.span.line or 1,
            "col": each.span.column,
            "title": each.code,
        }
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in where.items() if value)
        said = "\n".join(filter(None, (each.message, each.detail, each.help)))
        lines.append(f"::{_ANNOTATIONS[each.severity]} {properties}::{_data(said)}")
    return "\n".join(lines)


def as_sarif(diagnostics: Sequence[Diagnostic], place: Place) -> str:
    """Return a SARIF 2.1.0 log of one run, with the manual of every rule that found something."""
    codes = sorted({each.code for each in diagnostics})
    run = {
        "tool": {"driver": {"name": "lecprep", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code), place) for each in diagnostics],
    }
    return json.dumps(
        {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]},
        ensure_ascii=False,
        indent=1,
    )


def _rule(code: str) -> dict[str, Any]:
    if code not in BY_NAME:
        return {"id": code}
    rule = BY_NAME[code]
    manual = manual_of(rule)
    return {
        "id": code,
        "shortDescription": {"text": manual.summary},
        "fullDescription": {"text": manual.text or manual.summary},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(each: Diagnostic, rule: int, place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(place(each.span.path))}}
    if each.span.line:
        column = {"startColumn": each.span.column} if each.span.column else {}
        location["region"] = {"startLine": each.span.line, **column}
    said = f"{_capital(each.message)}. {each.help}".strip() if each.help else each.message
    return {
        "ruleId": each.code,
        "ruleIndex": rule,
        "level": _LEVELS[each.severity],
        "message": {"text": f"{said}\n\n{each.detail}" if each.detail else said},
        "locations": [{"physicalLocation": location}],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], Place], str]] = {
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
