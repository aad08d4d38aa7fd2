"""Every mistake that an author can make gets a place, a code and a way to mend it; none is a traceback."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from lecprep.build import check
from lecprep.checks import running, weblinks
from lecprep.checks.registry import BY_NAME
from lecprep.checks.sandbox import Limits
from lecprep.checks.silence import FOUND_ON_READING, FOUND_ON_REQUEST
from lecprep.diagnostics import Diagnostic
from lecprep.settings import CODES
from tests.checks.web import web_of
from tests.conftest import CASES, REPOSITORY, MakeCourse

EXPECTATION = re.compile(r"(?P<place>.*?) ?(?P<severity>error|warning|hint)\[(?P<code>[a-z0-9-]+)\] (?P<message>.*)")


@dataclass(frozen=True)
class Case:
    title: str
    files: dict[str, str]
    expected: list[str]
    is_published: bool
    is_reviewed: bool
    is_run: bool
    is_asked: bool

    def check(self, root: Path) -> tuple[Diagnostic, ...]:
        """Return what is said of the case in a course."""
        with web_of({"/gone": 404, "/moved-away": 410, "/members": 403, "/busy": 429, "/broken": 500}) as web:
            requests = [running.request(1, limits=LIMITS)] if self.is_run else []
            requests += [weblinks.request(web=web)] if self.is_asked else []
            said = check(root, drafts=not self.is_published, review=self.is_reviewed, requests=requests).diagnostics
        return tuple(each for each in said if each.code != "run-less-confined")  # not a matter of the course


# A loop without an end is awaited, and the rest need not take long.
LIMITS = Limits(seconds=5)


def load(path: Path) -> list[Case]:
    """Read the cases of a file; `{{text * 20}}` in them stands for a text twenty times over."""
    cases = []
    for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.M)[1:]:
        title, _, rest = block.partition("\n")
        parts = dict(re.findall(r"^--- (?!\n)([^\n]+)\n(.*?)(?=^--- \S|\Z)", rest, re.M | re.S))
        expected = parts.pop("expect").strip("\n").split("\n")
        options = parts.pop("options", "").split()
        files = {name: _expanded(text.removesuffix("\n")) for name, text in parts.items()}
        cases.append(
            Case(
                title,
                files,
                [line for line in expected if line.strip()],
                is_published="published" in options,
                is_reviewed="reviewed" in options,
                is_run="run" in options,
                is_asked="links" in options,
            )
        )
    return cases


def _expanded(text: str) -> str:
    return re.sub(r"\{\{(.+?) \* (\d+)\}\}", lambda m: m[1].replace("\\n", "\n") * int(m[2]), text) + "\n"


ALL_CASES = [case for path in sorted((CASES / "diagnostics").glob("*.txt")) for case in load(path)]


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.title)
def test_a_mistake_is_reported_at_its_place(case: Case, make_course: MakeCourse) -> None:
    """What the case expects is said, and nothing else."""
    diagnostics = case.check(make_course(case.files))
    unmatched = list(diagnostics)
    for line in case.expected:
        match = EXPECTATION.fullmatch(line)
        assert match, f"the case {case.title!r} expects something unreadable: {line!r}"
        found = next((d for d in unmatched if _is(d, match)), None)
        assert found, f"missing: {line}\nsaid: " + "\n      ".join(map(_line, diagnostics))
        unmatched.remove(found)
    assert not unmatched, "unexpected: " + "\n            ".join(map(_line, unmatched))


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.title)
def test_every_mistake_says_how_to_mend_it(case: Case, make_course: MakeCourse) -> None:
    """A diagnostic has a help of a sentence or an example; an error without one leaves its author alone."""
    for diagnostic in case.check(make_course(case.files)):
        assert len(diagnostic.help) > 10, _line(diagnostic)


def test_every_code_has_a_case_and_is_documented() -> None:
    """No code can be added to the program without a case here and a line in the docs."""
    codes = _codes_in_the_program()
    in_cases = {match["code"] for case in ALL_CASES for line in case.expected if (match := EXPECTATION.fullmatch(line))}
    documented = set(
        re.findall(r"^\| `([a-z0-9-]+)`", (REPOSITORY / "docs" / "diagnostics.md").read_text("utf-8"), re.M)
    )
    elsewhere = {
        "file-too-large",
        "not-utf-8",
        "not-text",
        "symbolic-link",
        "unreadable-file",
    }  # need bytes: test_sources.py
    elsewhere.add("run-less-confined")  # not on this machine: checks/test_running.py
    assert codes - elsewhere == in_cases - (BY_NAME.keys() - codes)  # rules have cases of their own
    assert codes == documented
    assert len(codes) >= 40


def test_whatever_may_be_silenced_is_known_by_name() -> None:
    """A comment that silences what the reader finds is no misspelt rule."""
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| ([a-z ]+) \|", (REPOSITORY / "docs" / "diagnostics.md").read_text("utf-8"), re.M
    )
    mild = {code for code, severities in rows if severities != "error"}
    assert mild >= FOUND_ON_READING | FOUND_ON_REQUEST
    nowhere_in_a_lecture = {"bank-too-small", "topic-without-questions", "lecture-without-part", "symbolic-link",
                            "run-less-confined", "language-without-words"}  # fmt: skip
    assert mild - FOUND_ON_READING - FOUND_ON_REQUEST == nowhere_in_a_lecture | {"unknown-rule", "useless-silence"}
    assert (running.CODES | weblinks.CODES) - nowhere_in_a_lecture == FOUND_ON_REQUEST


def _codes_in_the_program() -> set[str]:
    """Return the kebab-case words among the arguments of every call that makes or reports a diagnostic."""
    found = set(CODES)
    for path in (REPOSITORY / "src" / "lecprep").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and re.search(
                r"(?:error|warning|hint|_report_repeats)$", ast.unparse(node.func)
            ):
                words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                found |= {
                    word for word in words if isinstance(word, str) and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)+", word)
                }
    return found


def _is(diagnostic: Diagnostic, expected: re.Match[str]) -> bool:
    return (
        str(diagnostic.span) == expected["place"]
        and diagnostic.code == expected["code"]
        and diagnostic.severity.name.lower() == expected["severity"]
        and expected["message"] in diagnostic.message
    )


def _line(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.span} {diagnostic.severity.name.lower()}[{diagnostic.code}] {diagnostic.message}"
