"""What a rule is: a name, how much it matters, where it comes from, its manual, and what it looks at.

A rule lives in a module of its own, which ends in `RULE`; its docstring is the manual page, with examples in the author's own
Markdown after the lines `FAIL::` and `PASS::`. `registry.RULES` lists all rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import TypeAlias

from lecprep.diagnostics import Diagnostic, Severity, Span
from lecprep.model import Choice, Course, Lecture, MultipleChoice, Question, SingleChoice

HALADYNA = "Haladyna, Downing and Rodriguez (2002), A review of multiple-choice item-writing guidelines for classroom assessment"
MOORE = "Moore, Nguyen, Chen and Stamper (2023), Assessing the quality of multiple-choice questions using GPT-4 and rule-based methods"
MOORE_2024 = "Moore, Costello, Nguyen and Stamper (2024), An automatic question usability evaluation toolkit"

ChoiceQuestion: TypeAlias = SingleChoice | MultipleChoice


@dataclass(frozen=True)
class Finding:
    """What a rule found: where, what is wrong, what to do.

    `words`, where there are any, are looked for in the file from there on, to name the very line and column.
    """

    span: Span
    message: str
    help: str
    words: str = ""


def on_stem(question: Question, message: str, help: str, words: str = "") -> Finding:
    """Return a finding about the wording of a question, at some of its words or at the first."""
    return Finding(question.span, message, help, words or question.prompt.source.split("\n")[0])


def on_choice(choice: Choice, message: str, help: str, words: str = "") -> Finding:
    """Return a finding about a choice, at some of its words or at the first."""
    return Finding(choice.span, message, help, words or choice.text.source.split("\n")[0])


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What all rules have in common. `manual` is the module's docstring; `source` says who found that it matters."""

    name: str
    severity: Severity
    manual: str | None
    source: str = ""

    def diagnostic(self, finding: Finding) -> Diagnostic:
        """Return what a finding of this rule says to the author."""
        return Diagnostic(finding.span, self.name, finding.message, finding.help, self.severity)


@dataclass(frozen=True, kw_only=True)
class ChoiceRule(Rule):
    """A rule for one question with choices, by itself."""

    check: Callable[[ChoiceQuestion], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class QuestionRule(Rule):
    """A rule for one question of any kind, by itself."""

    check: Callable[[Question], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class LectureRule(Rule):
    """A rule for one lecture, by itself: nothing else of the course may matter to it, because its answer is remembered."""

    check: Callable[[Lecture], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class CourseRule(Rule):
    """A rule for the course as a whole."""

    check: Callable[[Course], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class ReadingRule(Rule):
    """What the reader finds while it reads: here is its manual only."""


AnyRule: TypeAlias = ChoiceRule | QuestionRule | LectureRule | CourseRule | ReadingRule


@dataclass(frozen=True)
class Manual:
    """A rule's manual in pieces: a sentence, the text below it, and examples by what they show (FAIL or PASS)."""

    summary: str
    text: str
    examples: tuple[tuple[str, str], ...]


def manual_of(rule: Rule) -> Manual:
    """Take the docstring of a rule apart."""
    text = cleandoc(rule.manual or "")
    examples: list[tuple[str, str]] = []

    def take(match: re.Match[str]) -> str:
        examples.append((match[1], cleandoc("\n" + match[2])))
        return ""

    rest = re.sub(r"^(FAIL|PASS)::\n\n((?: {4}.*(?:\n|$)|\n)+)", take, text, flags=re.M)
    summary, _, body = rest.partition("\n\n")
    return Manual(" ".join(summary.split()), re.sub(r"\n{3,}", "\n\n", body).strip(), tuple(examples))


def located(finding: Finding, lines: list[str], first: int, last: int) -> Finding:
    """Return a finding at the line and column of its words, which stand between two lines (from 1), if they are there."""
    if not finding.words:
        return finding
    word = re.compile(rf"(?<!\w){re.escape(finding.words)}" if finding.words[0].isalnum() else re.escape(finding.words))
    for number in range(max(first, 1), min(last, len(lines)) + 1):
        if match := word.search(lines[number - 1]):
            return replace(finding, span=Span(finding.span.path, number, match.start() + 1))
    return finding
