"""The manual of the rules, made of their docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lecprep.checks.rule import (
    AnyRule,
    ChoiceRule,
    CourseRule,
    LectureRule,
    Manual,
    QuestionRule,
    ReadingRule,
    manual_of,
)

_ABOUT = """# Rules

What `lecprep check` says of how questions are written and of what a bank gives away. The page is made by
`lecprep explain --all`; `lecprep explain longest-choice-is-correct` shows one rule in your terminal.

A warning is what people who know the trade agree with, and `--strict` counts it as an error. A hint, shown with `--all`, is often
right as it is. [How often people agree](calibration.md) has been measured. A rule can be
[silenced](authoring.md#silencing-a-rule), for one question or for one file.
"""
_LOOKS_AT = {
    ReadingRule: "one question, while it is read",
    ChoiceRule: "one question with choices",
    QuestionRule: "one question",
    LectureRule: "one lecture",
    CourseRule: "the whole course",
}


def page(rules: Iterable[AnyRule]) -> str:
    """Return the manual of all rules as a Markdown page."""
    known = list(rules)
    rows = [f"| [`{rule.name}`](#{rule.name}) | {_severity(rule)} | {manual_of(rule).summary} |" for rule in known]
    table = ["| rule | severity | what it wants |", "|---|---|---|", *rows]
    return "\n".join([_ABOUT, *table, "", "\n\n".join(map(_section, known)), ""])


def text(rule: AnyRule) -> str:
    """Return the manual of one rule, for a terminal: its examples are indented."""
    manual = manual_of(rule)
    parts = [f"{rule.name} ({_severity(rule)}, about {_LOOKS_AT[type(rule)]})", manual.summary]
    parts += [manual.text] * bool(manual.text)
    for kind, example in manual.examples:
        parts.append(f"{kind}:\n\n" + "\n".join(f"    {line}".rstrip() for line in example.split("\n")))
    parts += [f"Source: {rule.source}."] * bool(rule.source)
    return "\n\n".join(parts)


def _section(rule: AnyRule) -> str:
    manual = manual_of(rule)
    head = f"## {rule.name}\n\n{manual.summary}"
    facts = f"*{_severity(rule).capitalize()}, about {_LOOKS_AT[type(rule)]}.*" + (
        f" Source: {rule.source}." if rule.source else ""
    )
    return "\n\n".join([head, *([manual.text] if manual.text else []), *_examples(manual), facts])


def _examples(manual: Manual) -> list[str]:
    shown = []
    for kind, example in manual.examples:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`{3,}", example)), default=0))
        language = "markdown" if re.search(r"^- \[", example, re.M) else "text"
        title = "Not so:" if kind == "FAIL" else "But so:"
        shown.append(f"{title}\n\n{fence}{language}\n{example}\n{fence}")
    return shown


def _severity(rule: AnyRule) -> str:
    return rule.severity.name.lower()
