"""Precision and recall of the rules against labels that people gave, and the table of docs/calibration.md.

    python -m benchmarks.lint.agreement dev.jsonl [--write] [--show RULE]

The labels are those of the BenchMarker repository on GitHub (nbalepur/BenchMarker, the file `writing_flaws_judge.jsonl` in
`judge_experiments/validation_data`), the rows whose `dataset` begins with `human_`. They have no licence, so they are not part
of this repository. A question belongs to the half `dev` when the first byte of the SHA-256 of its wording, its blanks folded, is
even; other rows are left out here, so that nobody tunes on what is to be measured in the end.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lecprep.checks.registry import RULES, review_lecture
from lecprep.diagnostics import Severity
from lecprep.model import SourceFile
from lecprep.reader import read

DOCS = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"

# What a rule speaks of, in the words of those who labelled. A rule that is none of their criteria is not measured.
CRITERIA: Mapping[str, tuple[str, ...]] = {
    "all-of-the-above": ("no_all_of_the_above",),
    "none-of-the-above": ("no_none_of_the_above",),
    "blank-in-the-middle": ("no_fill_in_blank",),
    "numbers-out-of-order": ("ordered_options",),
    "longest-choice-is-correct": ("equal_length_options",),
    "absolute-words-in-distractors": ("no_absolute_terms",),
    "grammar-gives-key-away": ("grammatical_consistency", "no_logical_cues"),
    "duplicate-choices": ("single_best_answer", "plausible_distractors"),
    "overlapping-choices": ("single_best_answer",),
    "choice-about-choices": ("avoid_k_type",),
    "negative-stem": ("avoid_negatives",),
    "key-repeats-the-question": ("avoid_repetition",),
    "combined-statements": ("avoid_k_type",),
    "question-asks-nothing": ("focused_stem",),
    "true-or-false-in-disguise": ("single_best_answer",),
    "odd-one-out": ("equal_length_options",),
    "long-question": ("no_extraneous_info",),
}
# Rules that are to find all of their criterion, because both mean the same: those of the first try, and what has come since.
FIRST = (
    "all-of-the-above",
    "none-of-the-above",
    "blank-in-the-middle",
    "numbers-out-of-order",
    "longest-choice-is-correct",
)
SAME_MEANING = (*FIRST, "absolute-words-in-distractors")


@dataclass(frozen=True)
class Item:
    """A question with what people found in it, and what rules say of it."""

    question: str
    choices: tuple[str, ...]
    answer: int
    flaws: frozenset[str]
    said: frozenset[str]


@dataclass(frozen=True)
class Agreement:
    """How often a rule spoke, how often people had seen it too, and how many cases of theirs it was to find."""

    spoke: int
    right: int
    labelled: int
    found: int

    @property
    def precision(self) -> float:
        """Which share of what was said people agree with."""
        return self.right / self.spoke if self.spoke else float("nan")

    @property
    def recall(self) -> float:
        """Which share of what people saw was said."""
        return self.found / self.labelled if self.labelled else float("nan")


def half(question: str) -> str:
    """Return the half that a question belongs to."""
    return "dev" if hashlib.sha256(" ".join(question.split()).encode()).digest()[0] % 2 == 0 else "test"


def load(path: Path) -> list[Item]:
    """Return the questions of the half `dev` that people labelled."""
    flaws: dict[tuple[str, tuple[str, ...], int], set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["dataset"].startswith("human_") or half(row["question"]) != "dev":
            continue
        found = flaws.setdefault((row["question"], tuple(row["choices"]), ord(row["answer"]) - ord("A")), set())
        if row["label"]:
            found.add(row["flaw_type"])
    return [
        Item(question, choices, answer, frozenset(found), said(question, choices, answer))
        for (question, choices, answer), found in flaws.items()
    ]


def said(question: str, choices: Iterable[str], answer: int) -> frozenset[str]:
    """Return the rules that speak when a question is written in a lecture. It is printed, so its choices keep their order."""
    text = "\n".join(
        [
            "# Labelled\n\n## Practice questions\n\n### Question {#question .keep-order}\n",
            _escaped(question),
            "",
            *(f"- [{'x' if at == answer else ' '}] {_escaped(choice)}" for at, choice in enumerate(choices)),
        ]
    )
    lecture = read(SourceFile("lectures/01.md", text + "\n")).lecture
    assert lecture and lecture.questions, text
    return frozenset(diagnostic.code for diagnostic in review_lecture(lecture, text))


def _escaped(text: str) -> str:
    """Return a text as Markdown that means the same; the blanks of a gap stay as authors type them."""
    folded = " ".join(text.split())
    return re.sub(r"(?<!_)_(?!_)|[\\`*\[\]<>#|~$]", lambda match: "\\" + match[0], folded) or "?"


def agreement(items: Iterable[Item], names: Iterable[str]) -> Agreement:
    """Return how rules agree with people; several together count every rule and every criterion by itself."""
    spoke = right = labelled = found = 0
    known = list(items)
    for name in names:
        for item in known:
            is_said, is_labelled = name in item.said, any(flaw in item.flaws for flaw in CRITERIA[name])
            spoke += is_said
            right += is_said and is_labelled
            labelled += is_labelled
            found += is_said and is_labelled
    return Agreement(spoke, right, labelled, found)


def over_criteria(items: Iterable[Item], names: Iterable[str]) -> Agreement:
    """Return how rules agree with people criterion by criterion: each that any of the rules speaks of, once."""
    speak_of: dict[str, set[str]] = {}
    for name in names:
        for criterion in CRITERIA[name]:
            speak_of.setdefault(criterion, set()).add(name)
    pairs = [(item.said & rules, criterion in item.flaws) for item in items for criterion, rules in speak_of.items()]
    spoke, labelled = (sum(bool(pair[at]) for pair in pairs) for at in (0, 1))
    both = sum(bool(rules) and is_labelled for rules, is_labelled in pairs)
    return Agreement(spoke, both, labelled, both)


def table(items: list[Item]) -> str:
    """Return the agreement of every rule that can be measured, and of the warnings together, as a Markdown table."""
    lines = [
        "| rule | severity | said | of them labelled | labelled in all | precision | recall |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    severities = {rule.name: rule.severity for rule in RULES}

    def row(title: str, severity: str, names: list[str], recall_of: list[str]) -> str:
        precise, whole = agreement(items, names), agreement(items, recall_of)
        shown = [f"{value:.2f}" if value == value else "–" for value in (precise.precision, whole.recall)]
        return (
            f"| {title} | {severity} | {precise.spoke} | {precise.right} | {whole.labelled} | {shown[0]} | {shown[1]} |"
        )

    lines += [row(f"`{name}`", severities[name].name.lower(), [name], [name]) for name in CRITERIA]
    warnings = [name for name in CRITERIA if severities[name] is Severity.WARNING]
    lines.append(row("**the warnings together**, recall over five criteria", "warning", warnings, list(FIRST)))
    lines.append(row("**the warnings together**, over six", "warning", warnings, list(SAME_MEANING)))
    precise, whole = agreement(items, warnings), over_criteria(items, warnings)
    lines.append(
        f"| **the warnings together**, over all eleven that a warning touches | warning | {precise.spoke} | {precise.right} |"
        f" {whole.labelled} | {precise.precision:.2f} | {whole.recall:.2f} |"
    )
    return "\n".join(lines)


def main() -> None:
    """Print the table, or write it into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--write", action="store_true", help="write the table into docs/calibration.md")
    parser.add_argument("--show", metavar="RULE", help="print where a rule and people disagree")
    arguments = parser.parse_args()
    items = load(arguments.labels)
    print(table(items))
    for item in items if arguments.show else ():
        is_said = arguments.show in item.said
        if is_said != any(flaw in item.flaws for flaw in CRITERIA[arguments.show]):
            print(f"\n{'said' if is_said else 'not said'}: {item.question[-300:]!r} {item.answer} {item.choices}")
    if arguments.write:
        before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
        DOCS.write_text(f"{before}{BEGIN}\n{table(items)}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
