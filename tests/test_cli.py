"""The commands as their user meets them: what is printed, and with what they exit."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from lecprep import __version__
from lecprep.build import check
from lecprep.cli.commands import commands
from lecprep.diagnostics import Severity
from lecprep.scaffold import create_course, create_lecture
from tests.conftest import MakeCourse


def lecprep(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lecprep", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_a_new_course_builds_clean(tmp_path: Path) -> None:
    """init, new, check, build: the first five minutes of an author."""
    course = tmp_path / "my-course"
    assert lecprep("init", course).returncode == 0
    made = lecprep("new", "Evaluating: what & how", course)
    assert made.stdout.strip().endswith("02-evaluating-what-how.md")
    checked = lecprep("check", "--strict", "--all", cwd=course)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == "2 lectures, 4 questions: nothing to mend.\n"
    built = lecprep("build", course)
    assert built.returncode == 0
    assert (course / "site" / "lectures" / "02-evaluating-what-how.html").is_file()


@pytest.mark.parametrize("content", [".", "content"])
def test_an_export_is_written_over_the_last_one_and_over_nothing_of_its_author(content: str, tmp_path: Path) -> None:
    """Wherever the lectures lie: beside them may lie the exports, but no source gives way to one."""
    texts = {
        "course.yml": "title: Bees\n",
        "lectures/01.md": "# A\n\n[Data](../data.csv)\n\n## Practice questions\n\n### Q {#q}\n\nAsk.\n\n- [x] a\n- [ ] b\n",
        "data.csv": "a,b\n",
    }
    for name, text in texts.items():
        file = tmp_path / content / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for _ in range(2):
        assert lecprep("export", "csv", cwd=tmp_path).returncode == 0
    assert (tmp_path / "bees.csv").stat().st_size > 10
    for name in (*texts, "lectures/02.md"):
        refused = lecprep("export", "csv", "--output", f"{content}/{name}", cwd=tmp_path)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "Choose another --output." in refused.stderr
    for name, text in texts.items():
        assert (tmp_path / content / name).read_text("utf-8") == text
    assert not (tmp_path / content / "lectures" / "02.md").exists()


def test_a_folder_of_lectures_is_all_its_authors(tmp_path: Path) -> None:
    """Where lectures lie beside everything else, nothing that is there gives way to an export, and no lecture is added."""
    for name, text in {"01.md": "# A\n\nText.\n", "data.csv": "a,b\n"}.items():
        (tmp_path / name).write_text(text, "utf-8")
    for name in ("01.md", "02.md", "data.csv"):
        assert lecprep("export", "csv", "--output", name, cwd=tmp_path).returncode == 2
    assert lecprep("export", "csv", "--output", "bank.csv", cwd=tmp_path).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01.md", "bank.csv", "data.csv"]


@pytest.mark.parametrize(
    "title",
    ["T\n---\nx: y", "\t#1 & *one*\x1b[31m", "no", "12", '{{ x }} "%s" : \\', "x" * 300, "\udcffa", "- a", "[a](b)"],
)
def test_whatever_the_title_is_the_lecture_builds_clean(title: str, tmp_path: Path) -> None:
    """It is one line in the front matter, and a part of it the name of the file."""
    create_course(tmp_path / "course")
    file = create_lecture(tmp_path / "course", title)
    checked = check(tmp_path / "course")
    assert [d for d in checked.diagnostics if d.severity > Severity.HINT] == []
    assert checked.course and len(file.name) < 120
    assert checked.course.lectures[1].title == " ".join("".join(c if c.isprintable() else " " for c in title).split())


@pytest.mark.parametrize("name", [b"a\nb", b"\xff", b"'\"{}", b"no", b"x" * 200])
def test_whatever_the_folder_is_called_the_course_builds_clean(name: bytes, tmp_path: Path) -> None:
    """The course has its name to begin with, as far as it is a text."""
    root = tmp_path / os.fsdecode(name)
    create_course(root)
    checked = check(root)
    assert checked.course and [d for d in checked.diagnostics if d.severity > Severity.HINT] == []


def test_a_mistake_is_shown_with_its_line_and_how_to_mend_it(make_course: MakeCourse) -> None:
    """File, line, column, code, what is wrong, the source line, what to do; exit code 1."""
    root = make_course({"lectures/01.md": "---\ntitel: Fine-Tuning\n---\n\nText.\n"})
    done = lecprep("check", ".", cwd=root)
    assert done.returncode == 1
    first, source, help_line = done.stderr.split("\n")[:3]
    assert first.startswith("content/lectures/01.md:2:1: error[unknown-key]: ")
    assert 'Did you mean "title"?' in done.stderr
    assert source == "     2 | titel: Fine-Tuning"
    assert help_line.startswith("       = ")


def test_hints_are_kept_back_until_asked_for(make_course: MakeCourse) -> None:
    """But not in secret."""
    text = "# T\n\n```clingon\nqapla\n```\n"
    root = make_course({"lectures/01.md": text})
    assert lecprep("check", "--strict", root).stderr == "1 hint more with --all.\n"
    assert "hint[unknown-language]" in lecprep("check", "--all", root).stderr


def test_all_mistakes_of_a_course_are_listed_in_one_run(make_course: MakeCourse) -> None:
    """Nobody mends one to be told of the next."""
    files = {
        f"lectures/{n}.md": f"---\nnumber: {n}\ntitle: T\n---\n\n[x](nowhere.md) [y](javascript:1)\n" for n in range(5)
    }
    done = lecprep("check", make_course(files))
    assert done.stderr.count("error[broken-link]") == done.stderr.count("error[unsafe-link]") == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], 'Did you mean "build"?'),
        (["build", "--outptu", "x"], "--output"),
        (["check", "nowhere"], "There is no folder"),
        (["build", "--base-url", "example"], "is not an address"),
        (["build", "--jobs", "0"], "--jobs"),
        (["new"], "TITLE"),
        (["init", "."], "not empty"),
    ],
)
def test_a_wrong_use_exits_with_2_and_says_what_is_right(
    arguments: list[str], said: str, make_course: MakeCourse
) -> None:
    """Usage and content are told apart by whoever calls us in a script."""
    done = lecprep(*arguments, cwd=make_course({"lectures/01.md": "# T\n\nText.\n"}))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help_with_an_example() -> None:
    """Whoever is lost finds a line to copy."""
    for name in commands.commands:
        done = lecprep(name, "--help")
        assert done.returncode == 0
        assert f"Example: lecprep {name}" in done.stdout


def test_the_version_and_the_schema_are_printed() -> None:
    """One for bug reports, the other for editors."""
    assert lecprep("--version").stdout == f"lecprep {__version__}\n"
    schema = json.loads(lecprep("schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "title" in schema["properties"]


def test_shells_complete_commands() -> None:
    """In each of the three that click knows."""
    for shell in ("bash", "zsh", "fish"):
        assert "_LECPREP_COMPLETE" in lecprep("completion", shell).stdout
    done = lecprep(COMP_WORDS="lecprep bu", COMP_CWORD="1", _LECPREP_COMPLETE="bash_complete")
    assert "build" in done.stdout


def test_colours_are_for_terminals_and_not_where_nobody_wants_them(make_course: MakeCourse) -> None:
    """A pipe gets none; a terminal does, unless NO_COLOR is set."""
    root = make_course({"lectures/01.md": "# T\n\n[x](nowhere.md)\n"})
    assert "\x1b[" not in lecprep("check", root).stderr
    assert "\x1b[" in _on_a_terminal("check", str(root))
    assert "\x1b[" not in _on_a_terminal("check", str(root), NO_COLOR="1")


def test_text_from_the_course_cannot_steer_the_terminal(make_course: MakeCourse) -> None:
    """Escape sequences in a lecture are shown, not obeyed."""
    root = make_course({"lectures/01.md": "# T\n\n[x](\x1b]0;owned\x07nowhere.md)\n\n[y](no\x1b[31mwhere.md)\n"})
    assert "\x1b" not in lecprep("check", root).stderr


def test_a_reader_that_goes_away_is_no_reason_for_a_traceback() -> None:
    """`lecprep schema | head -1`."""
    done = subprocess.run(f"{sys.executable} -m lecprep schema | head -c 1", shell=True, capture_output=True, text=True)
    assert done.stderr == ""


def _on_a_terminal(*arguments: str, **environment: str) -> str:
    """Return what a command prints when it thinks that somebody watches."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "lecprep", *arguments],
        stdout=follower,
        stderr=follower,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **environment},
    )
    process.wait()
    os.close(follower)
    output = b""
    try:
        while chunk := os.read(leader, 65536):
            output += chunk
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    return output.decode()
