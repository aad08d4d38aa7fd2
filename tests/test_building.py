"""`lecprep build`, run after each edit: a plain one is understood as click understands it, without click; nothing is left of it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecprep.cli import building
from lecprep.cli.commands import commands
from tests.conftest import MakeCourse, needs_forks

LECTURE = "# A lecture\n\n## A section\n\nWords.\n\n## Questions\n\n### Is this one?\n\n- [x] Yes\n- [ ] No\n"
WORDS = st.sampled_from(
    [*building.FLAGS, "build", ".", "a course", "-", "--", "--help", "-o", "--output=x", "--jobs", "2", "--no", ""]
)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here")
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="click understands all there")


@not_on_windows
@given(st.lists(WORDS, max_size=4))
def test_a_plain_command_line_is_understood_as_click_does(arguments: list[str]) -> None:
    """And whatever is not plain is left to it."""
    plain = building.plain(["build", *arguments])
    if plain is None:
        return
    assert isinstance(plain, partial)
    build = commands.commands["build"]
    asked = build.make_context("build", arguments).params
    course, jobs = asked.pop("course"), asked.pop("jobs")
    assert plain.args == (course,)
    assert jobs == building.jobs_by_default()
    assert plain.keywords == {name: value for name, value in asked.items() if value}


@not_on_windows
@pytest.mark.parametrize(
    "arguments", [[], ["."], ["my course"], ["--strict", "x", "--explain", "--strict"], [*building.FLAGS]]
)
def test_what_authors_type_after_an_edit_is_plain(arguments: list[str]) -> None:
    """A course and options without a value."""
    assert building.plain(["build", *arguments]) is not None


@pytest.mark.parametrize(
    "arguments",
    [[], ["check"], ["--help"], ["build", "--help"], ["build", "a", "b"], ["build", "-o", "x"]],
)
def test_the_rest_is_left_to_click(arguments: list[str]) -> None:
    """Other commands, values, and whatever is wrong."""
    assert building.plain(arguments) is None


def test_a_shell_that_completes_is_answered_by_click(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it starts the program with the words so far."""
    monkeypatch.setenv("_LECPREP_COMPLETE", "bash_complete")
    assert building.plain(["build"]) is None


def test_every_flag_is_an_option_of_the_command() -> None:
    """And the other way around: an option without a value that is new has its place in the table."""
    options = [each for each in commands.commands["build"].params if isinstance(each, click.Option) and each.is_flag]
    assert {option.opts[0]: option.name for option in options} == building.FLAGS


def left(session: int) -> list[int]:
    """Return the processes of a session that are still there after a while."""
    end = time.monotonic() + 10
    while (found := of_session(session)) and time.monotonic() < end:
        time.sleep(0.01)
    return found


def of_session(session: int) -> list[int]:
    """Return the processes of a session."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of = (process / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it has ended just now
            continue
        if int(of) == session and state != "Z":
            found.append(int(process.name))
    return found


def lecprep(*arguments: str) -> subprocess.Popen[bytes]:
    """Begin the program in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "lecprep", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


@needs_forks
@pytest.mark.skipif(building.jobs_by_default() < 2, reason="there is one core here")
def test_an_edit_loads_what_it_needs_and_each_process_its_own(make_course: MakeCourse) -> None:
    """One reads what was edited, while the other loads the theme, whose templates are compiled already."""
    root = make_course({"lectures/01.md": LECTURE})
    code = (
        "import os, sys, time; end = os._exit; from lecprep import making; from lecprep.__main__ import main\n"
        "load = making.load; making.load = lambda *known: (load(*known), time.sleep(3))\n"
        "heavy = {'click', 'markdown_it', 'jinja2', 'jinja2.compiler', 'tempfile'}\n"
        "loaded = lambda: f'loaded {sorted(heavy & {*sys.modules})}\\n'.encode()\n"
        "os._exit = lambda code: (os.write(1, loaded()), end(code))\nmain()"  # at once: two processes write
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, "build", str(root), "--no-search"], capture_output=True, text=True
        )
        (root / "content" / "lectures" / "01.md").write_text(LECTURE.replace("Words", "Other words"))
    assert sorted(re.findall("loaded (.*)", done.stdout)) == ["['jinja2']", "['markdown_it']"]
    assert "Other words" in (root / "site" / "lectures" / "01.html").read_text()


@on_linux
@pytest.mark.parametrize(
    "arguments", [["build"], ["build", "--jobs", "1"], ["build", "nowhere"], ["build", "--what"], ["build", "--help"]]
)
def test_nothing_is_left_of_a_build(arguments: list[str], make_course: MakeCourse) -> None:
    """However a build ends: with a site, with nothing to do, with a mistake."""
    root = make_course({"lectures/01.md": LECTURE})
    for _ in range(2):
        process = lecprep(arguments[0], str(root), *arguments[1:])
        process.communicate()
        assert left(process.pid) == []


@on_linux
def test_what_a_killed_build_has_begun_ends(make_course: MakeCourse) -> None:
    """At whatever moment: another process does the little that it was given, and nobody waits for it."""
    root = make_course({"lectures/01.md": LECTURE})
    for wait in (0.02, 0.05, 0.1, 0.2):
        process = lecprep("build", str(root))
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert left(process.pid) == []


@not_on_windows
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_takes_the_place_of_a_closed_stream(closed: str, make_course: MakeCourse) -> None:
    """An edit is built, and no file of ours is taken for one to print to."""
    root = make_course({"lectures/01.md": LECTURE})
    for text in (LECTURE, LECTURE.replace("Words", "Other words")):
        (root / "content" / "lectures" / "01.md").write_text(text)
        shell = f'"{sys.executable}" -m lecprep build "{root}" --no-search {closed}'
        assert subprocess.run(shell, shell=True, capture_output=True).returncode == 0
    assert "Other words" in (root / "site" / "lectures" / "01.html").read_text()
