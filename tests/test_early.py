"""A process that loads what reads lectures while the command line still loads: it takes what it can, and never outlives the build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import MakeCourse

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="nothing begins early here"
)

LECTURE = "# A lecture\n\n## A section\n\nWords.\n\n## Questions\n\n### Is this one?\n\n- [x] Yes\n- [ ] No\n"
PROGRAM = """
import os, time
from lecprep import early, processes
def work(number): return number, os.getpid() == here
def begin(seconds): early.begin(lambda waiting: (time.sleep(seconds), processes.serve(waiting)))
def spread(count, meanwhile):
    found = processes.spread(work, range(count), 2, meanwhile=lambda: time.sleep(meanwhile), apart=True, ready=early.take())
    return [number for number, _ in found] == [*range(count)], {is_here for _, is_here in found}
here = os.getpid()
"""


def said(program: str) -> str:
    """Return what a program of its own prints, which has one thread and so may fork."""
    done = subprocess.run([sys.executable, "-c", PROGRAM + program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


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


def test_the_program_has_an_edit_read_by_it(make_course: MakeCourse) -> None:
    """What runs the command line never loads the parser, as long as it has something else to load."""
    root = make_course({"lectures/01.md": LECTURE})
    code = (
        "import os, sys, time; end = os._exit; from lecprep import making; from lecprep.__main__ import main\n"
        "load = making.load; making.load = lambda *known: (load(*known), time.sleep(3))\n"
        "parser = lambda: f\"parser {'markdown_it' in sys.modules}\\n\".encode()\n"
        "os._exit = lambda code: (os.write(1, parser()), end(code))\nmain()"  # at once: two processes write
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, "build", str(root), "--no-search"], capture_output=True, text=True
        )
        (root / "content" / "lectures" / "01.md").write_text(LECTURE.replace("Words", "Other words"))
    assert done.stdout.count("parser True") == done.stdout.count("parser False") == 1
    assert "Other words" in (root / "site" / "lectures" / "01.html").read_text()


@pytest.mark.parametrize("count", [1, 3, 20])
def test_it_does_a_little_work_alone(count: int) -> None:
    """If it has done that when the other process is done with something else."""
    assert said(f"begin(0)\nprint(*spread({count}, 3), early.take())") == "True {False} None"


@pytest.mark.parametrize("count", [1, 3, 20])
def test_where_it_is_late_nobody_waits_for_it(count: int) -> None:
    """Whoever needs the work does it; and that nothing was left is no mistake."""
    assert said(f"begin(3)\nprint(*spread({count}, 0))") == "True {True}"


def test_much_work_is_shared_by_those_who_share_what_is_loaded() -> None:
    """The early process ends: it would only need room."""
    assert said("begin(60)\nprint(spread(100, 0.1)[0], early.take())") == "True None"


def test_what_ends_its_work_is_told() -> None:
    """As of any other process."""
    program = (
        "def work(number): return 1 // 0\nbegin(0)\ntry: spread(1, 3)\nexcept RuntimeError as problem: print(problem)"
    )
    assert said(program).endswith("ZeroDivisionError: integer division or modulo by zero")


@pytest.mark.parametrize(
    "arguments", [["build"], ["build", "--jobs", "1"], ["build", "nowhere"], ["build", "--what"], ["build", "--help"]]
)
def test_nothing_is_left_of_it(arguments: list[str], make_course: MakeCourse) -> None:
    """However a build ends: with a site, with nothing to do, with a mistake."""
    root = make_course({"lectures/01.md": LECTURE})
    for _ in range(2):
        process = lecprep(arguments[0], str(root), *arguments[1:])
        process.communicate()
        assert left(process.pid) == []


def test_who_kills_a_build_ends_it_too(make_course: MakeCourse) -> None:
    """At any moment: it waits for a process that is gone."""
    root = make_course({"lectures/01.md": LECTURE})
    for wait in (0.02, 0.05, 0.1, 0.2):
        process = lecprep("build", str(root))
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert left(process.pid) == []


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_takes_no_place_of_a_closed_stream(closed: str, make_course: MakeCourse) -> None:
    """An edit is built, and no file of ours is taken for one to print to."""
    root = make_course({"lectures/01.md": LECTURE})
    for text in (LECTURE, LECTURE.replace("Words", "Other words")):
        (root / "content" / "lectures" / "01.md").write_text(text)
        shell = f'"{sys.executable}" -m lecprep build "{root}" --no-search {closed}'
        assert subprocess.run(shell, shell=True, capture_output=True).returncode == 0
    assert "Other words" in (root / "site" / "lectures" / "01.html").read_text()
