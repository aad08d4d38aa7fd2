"""The house: a module imports only from floors below it, siblings leave each other alone, and only the CLI prints."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY

SOURCE = REPOSITORY / "src" / "lecprep"

# From the ground up. Modules of one floor do not import each other, except inside a package.
FLOORS = (
    ("tuples", "deferred", "compiling"),
    ("diagnostics", "folders", "words"),
    ("model", "cache", "policy", "joining"),
    ("prose", "yaml_source", "assets", "drafts", "processes"),
    ("markdown", "unchanged", "templating"),
    ("settings", "questions", "drills", "sources", "writer"),
    ("reader",),
    ("course",),
    ("exams",),
    ("checks", "bank"),
    ("pages",),
    ("output", "search"),
    ("theme", "offline"),
    ("pieces", "reports", "exporters"),
    ("making", "scaffold", "importers"),
    ("build", "stats"),
    ("preview",),
    ("serve",),
    ("cli",),
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}


def test_imports_lead_down() -> None:
    """Whoever reads a module needs to know only what lies below it."""
    wrong = [
        f"{name} imports {imported}"
        for name, imported in _imports()
        if name != imported and FLOOR_OF[imported] >= FLOOR_OF[name]
    ]
    assert not wrong


def test_every_module_has_a_floor() -> None:
    """A new module finds its place in the house before it moves in."""
    names = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in SOURCE.rglob("*.py")}
    assert names - {"__init__", "__main__"} == set(FLOOR_OF)


def test_only_the_command_line_prints_or_exits() -> None:
    """The core is silent: it returns values, and raises when it cannot go on."""
    loud = re.compile(
        r"(?<![\w.])(?:print\(|click\.echo|sys\.exit|sys\.std(?:out|err)|logging\.(?:info|warning|error))"
    )
    programs = {
        *(SOURCE / "cli").iterdir(),
        SOURCE / "checks" / "confined.py",
    }  # the last runs what stands in lectures, by itself
    loud_ones = {path for path in SOURCE.rglob("*.py") if loud.search(path.read_text("utf-8"))}
    assert loud_ones - programs == set()


def test_the_command_line_starts_without_what_a_build_needs() -> None:
    """`lecprep --help` and shell completion answer at once: what is heavy is imported by the command that uses it."""
    at_start = {
        node.module
        for path in (SOURCE / "cli").iterdir()
        if path.suffix == ".py"
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lecprep")
    }
    assert at_start == {"lecprep", "lecprep.cli", "lecprep.cli.terminal", "lecprep.diagnostics"}


@pytest.mark.parametrize(
    ("begun", "later"),
    [
        ("cli.building", {"click", "lecprep.cache", "lecprep.model"}),
        ("unchanged", {"lecprep.words", "lecprep.model"}),
        ("build", {"markdown_it", "jinja2", "json", "lecprep.reader", "lecprep.pages", "lecprep.checks"}),
        ("making", {"markdown_it", "jinja2", "lecprep.theme"}),
        ("pieces", {"markdown_it", "dataclasses"}),
    ],
)
def test_what_begins_waits_for_nothing_that_comes_later(begun: str, later: set[str]) -> None:
    """An edit is read in one process while another loads what renders it, and neither loads what the other needs."""
    program = f"import sys, lecprep.{begun}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert later.isdisjoint(done.stdout.split())


def _imports() -> set[tuple[str, str]]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if name in ("__init__", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "lecprep":
                found |= {(name, alias.name) for alias in node.names if alias.name in FLOOR_OF}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lecprep."):
                found.add((name, str(node.module).split(".")[1]))
    return found
