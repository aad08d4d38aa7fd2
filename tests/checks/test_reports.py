"""What a check found, as other programs read it, and what a baseline keeps back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lecprep.checks.manual import page
from lecprep.checks.registry import BY_NAME, RULES
from lecprep.cli.commands import REPORTS, commands
from lecprep.reports import FORMATS
from tests.conftest import REPOSITORY, MakeCourse

LECTURE = """# Tuning

## Practice questions

### Q {#q}

What is read: 100 %, or a part, and which?

- [ ] The prompt
- [ ] The history
- [x] All of the above
"""


@pytest.fixture
def root(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one warning and one hint, in the folder one is in."""
    folder = make_course({"lectures/01, one.md": LECTURE})
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(commands, list(arguments))


def test_json_says_all_that_the_terminal_does(root: Path) -> None:
    """One object, with what to do."""
    report = json.loads(run("check", "--format", "json", "--all").stdout)
    assert (report["errors"], report["warnings"], report["hints"]) == (0, 1, 1)
    assert report["problems"][1] == {
        "file": "content/lectures/01, one.md",
        "line": 11,
        "column": 7,
        "severity": "warning",
        "rule": "all-of-the-above",
        "message": "'All of the above' is solved by knowing two of the other choices",
        "help": "Mark each right choice with [x], or put a wrong one that students believe in its place.",
    }


def test_github_shows_it_beside_the_line(root: Path) -> None:
    """As a workflow command, whose signs are escaped; and in words for the log."""
    done = run("check", "--format", "github")
    assert done.stdout == (
        "::warning file=content/lectures/01%2C one.md,line=11,col=7,title=all-of-the-above::"
        "'All of the above' is solved by knowing two of the other choices%0A"
        "Mark each right choice with [x], or put a wrong one that students believe in its place.\n"
    )
    assert "1 warning" in done.stderr


def test_sarif_has_what_its_readers_need(root: Path) -> None:
    """A version, a run, its rules, and results with a rule, a level, a message and a place."""
    log = json.loads(run("check", "--format", "sarif", "--all").stdout)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"] == {"uri": "content/lectures/01%2C%20one.md"}
        assert min(place["physicalLocation"]["region"].values()) > 0


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_of_nothing_can_be_read(name: str, make_course: MakeCourse) -> None:
    """A clean course is no empty file, but for annotations."""
    done = run("check", "--format", name, str(make_course({"lectures/01.md": "# T\n\nText.\n"})))
    assert done.exit_code == 0
    if name != "github":
        json.loads(done.stdout)


def test_the_formats_of_the_command_are_those_there_are() -> None:
    """The command line names them without importing what writes them."""
    assert tuple(FORMATS) == REPORTS


def test_a_baseline_leaves_out_what_is_known_and_shows_what_is_new(root: Path) -> None:
    """Though lines have moved. What is mended is said, so that the file can be written again."""
    assert run("check", "--strict").exit_code == 1
    assert run("check", "--write-baseline", "known.json").exit_code == 0
    file = root / "content" / "lectures" / "01, one.md"
    file.write_text(LECTURE.replace("## Practice", "Some text.\n\n## Practice"))
    assert run("check", "--strict", "--baseline", "known.json").exit_code == 0
    file.write_text(LECTURE + "\n### P {#p}\n\nWhat else?\n\n- [ ] Text\n- [ ] Code\n- [x] All of these\n")
    done = run("check", "--strict", "--baseline", "known.json")
    assert done.exit_code == 1
    assert done.stderr.count("warning[all-of-the-above]") == 1
    assert "'All of these'" in done.stderr
    file.write_text(LECTURE.replace("All of the above", "The history, too"))
    assert "no longer found" in run("check", "--baseline", "known.json").stderr


def test_a_baseline_hides_no_error_and_nothing_else_passes_for_one(root: Path, tmp_path: Path) -> None:
    """An error stops a build, so it is to be mended."""
    file = root / "content" / "lectures" / "01, one.md"
    file.write_text(LECTURE.replace("[x]", "[ ]"))
    run("check", "--write-baseline", "known.json")
    assert run("check", "--baseline", "known.json").exit_code == 1
    endless = (root / "known.json").read_text().replace('"count": 1', '"count": 1e999')
    for text in ("{}", "[" * 5000, endless):
        (root / "other.json").write_text(text)
        assert "no baseline" in str(run("check", "--baseline", "other.json").exception)


def test_fix_mends_files_and_says_what(root: Path) -> None:
    """And judges what is there then."""
    file = root / "content" / "lectures" / "01, one.md"
    file.write_text("# T\n\n## Practice questions\n\n### Q\n\nHow many?\n\n- [ ] 9\n- [x] 5\n- [ ] 7\n")
    done = run("check", "--fix", "--strict")
    assert done.exit_code == 0
    assert "mended numbers-out-of-order" in done.stderr
    assert file.read_text().endswith("- [x] 5\n- [ ] 7\n- [ ] 9\n")


def test_a_rule_explains_itself() -> None:
    """Its sentence, its examples and its source; a name that is none gets the nearest."""
    said = run("explain", "all-of-the-above").stdout
    for part in ("all-of-the-above (warning", "FAIL:", "PASS:", "- [x] All of the above", "Haladyna"):
        assert part in said
    assert 'Did you mean "all-of-the-above"?' in str(run("explain", "all-of-above").exception)
    listed = run("explain").stdout
    assert [name for name in BY_NAME if name not in listed] == []


def test_the_manual_in_the_docs_is_that_of_the_rules() -> None:
    """`lecprep explain --all > docs/rules.md` makes it."""
    assert (REPOSITORY / "docs" / "rules.md").read_text("utf-8") == page(RULES)
    assert run("explain", "--all").stdout == page(RULES)
