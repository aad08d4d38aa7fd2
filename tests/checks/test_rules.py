"""Every rule speaks where its manual and its cases say so, and is silent beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from lecprep.build import check
from lecprep.checks.registry import BY_NAME, RULES
from lecprep.checks.rule import CourseRule, Rule, manual_of
from lecprep.diagnostics import Diagnostic, Severity
from tests.conftest import CASES, REPOSITORY, MakeCourse

IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>\n'


@dataclass(frozen=True)
class Case:
    rule: str
    title: str
    written: str
    twin: str


def load(path: Path) -> list[Case]:
    """Read the cases of a rule: what it speaks of, and a twin that must stay silent."""
    cases = []
    for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.M)[1:]:
        title, _, rest = block.partition("\n")
        written, _, twin = rest.partition("--- twin\n")
        cases.append(Case(path.stem, title, written.strip(), twin.strip()))
    return cases


ALL_CASES = [case for path in sorted((CASES / "checks").glob("*.txt")) for case in load(path)]
OF_QUESTIONS = [rule for rule in RULES if not isinstance(rule, CourseRule)]
EXAMPLES = [(rule, kind, text) for rule in OF_QUESTIONS for kind, text in manual_of(rule).examples]


def reviewed(make_course: MakeCourse, questions: str) -> list[Diagnostic]:
    """Return what is said of questions, hints among it, but for what the reader says of places besides."""
    heading = "" if questions.startswith("###") else "### Q {#q}\n\n"
    text = f"# Tuning\n\n## Practice questions\n\n{heading}{questions}\n"
    root = make_course({"lectures/01.md": text, "images/stone.svg": IMAGE})
    return [each for each in check(root, review=True).diagnostics if each.code != "choice-kept-in-place"]


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_a_flaw_is_reported_and_its_twin_is_not(case: Case, make_course: MakeCourse) -> None:
    """By its rule and by no other, and at a place; of the twin nothing is said at all."""
    found = reviewed(make_course, case.written)
    assert {each.code for each in found} == {case.rule}
    assert all(len(each.help) > 10 and each.span.line >= 5 for each in found)
    assert [f"{each.code}: {each.message}" for each in reviewed(make_course, case.twin)] == []


def test_there_are_cases_enough() -> None:
    """Each rule for questions has some, and all together sixty and more."""
    assert len(ALL_CASES) >= 60
    assert {case.rule for case in ALL_CASES} >= {rule.name for rule in OF_QUESTIONS}


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES, ids=lambda value: getattr(value, "name", str(value)[:4]))
def test_the_examples_of_a_manual_are_true(rule: Rule, kind: str, text: str, make_course: MakeCourse) -> None:
    """The rule speaks of what fails, and nothing is said of what passes."""
    found = {each.code for each in reviewed(make_course, text)}
    assert found == ({rule.name} if kind == "FAIL" else set())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_manual_is_whole(rule: Rule) -> None:
    """A sentence, and an example of either kind."""
    manual = manual_of(rule)
    assert manual.summary.endswith(".")
    assert "::" not in manual.text
    assert {kind for kind, _ in manual.examples} == {"FAIL", "PASS"}
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)+", rule.name)
    assert rule.severity > Severity.WARNING or rule.source


def test_rules_have_names_of_their_own() -> None:
    """And each module of a rule is in the registry."""
    assert len(BY_NAME) == len(RULES)
    modules = REPOSITORY.glob("src/lecprep/checks/**/*.py")
    rules = {path.stem.replace("_", "-") for path in modules if re.search(r"^RULE = ", path.read_text("utf-8"), re.M)}
    assert rules <= BY_NAME.keys()


def test_a_finding_names_line_and_column_of_its_words(make_course: MakeCourse) -> None:
    """Of the words in the question, not of the same words in its heading."""
    text = "### Not at all {#q}\n\nMany things fit.\nWhich does not fit?\n\n- [x] Stones\n- [ ] Text\n- [ ] Code"
    assert [str(each.span) for each in reviewed(make_course, text)] == ["lectures/01.md:8:12"]


def test_the_course_of_this_repository_has_none_of_it() -> None:
    """No error and no warning: `lecprep check --strict`."""
    found = check(REPOSITORY, review=True).diagnostics
    assert [f"{each.span} {each.code}" for each in found if each.severity > Severity.HINT] == []


def test_a_build_loads_no_rule(make_course: MakeCourse, tmp_path: Path) -> None:
    """It judges no writing, and should not wait for what does."""
    root = make_course({"lectures/01.md": "# T\n\n## Practice questions\n\n### Q {#q}\n\nWhat?\n\n- [x] A\n- [ ] B\n"})
    program = (
        "import sys; from pathlib import Path; from lecprep.build import build; "
        f"build(Path({str(root)!r}), Path({str(tmp_path / 'site')!r}), searchable=False); "
        "print([name for name in sys.modules if name.startswith('lecprep.checks.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "silence" in done.stdout
    assert "registry" not in done.stdout
    assert "writing" not in done.stdout
