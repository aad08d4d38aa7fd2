"""Work in several processes comes out as in one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lecprep.diagnostics import LecprepError
from lecprep.processes import spread
from tests.conftest import needs_forks


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 25, 100])
def test_results_come_in_the_order_of_the_work(jobs: int, count: int) -> None:
    """However many there are, and however they were dealt."""
    assert spread(lambda number: number * 2, range(count), jobs) == [number * 2 for number in range(count)]


def alone(program: str) -> str:
    """Run a program in a process with one thread, which may fork, and return what it printed."""
    program = (
        "import os, time\nfrom lecprep.diagnostics import LecprepError\nfrom lecprep.processes import spread\n"
        + program
    )
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


@needs_forks
def test_enough_work_is_shared() -> None:
    """And little is not."""
    assert (
        alone(
            "work = lambda _: time.sleep(0.01) or os.getpid()\n"
            "print(*(len(set(spread(work, range(n), 2))) for n in (100, 10)))"
        )
        == "2 1\n"
    )


@needs_forks
def test_this_process_does_something_else_while_others_work() -> None:
    """Once, before it takes its share; where there are no others, what it would do later anyway can wait."""
    assert (
        alone(
            "done = []\nwork = lambda _: (os.getpid(), len(done))\n"
            "results = spread(work, range(100), 2, meanwhile=lambda: done.append(1))\n"
            "print({count for pid, count in results[1:] if pid == os.getpid()} <= {1}, len(done))\n"
            "spread(work, range(10), 2, meanwhile=lambda: done.append(1))\nprint(len(done))"
        )
        == "True 1\n1\n"
    )


@needs_forks
@pytest.mark.parametrize("count", [1, 3, 10])
def test_a_little_work_is_begun_apart_where_that_is_asked_for(count: int) -> None:
    """All of it, if it is done when this process has done what it does meanwhile; with one job, nothing is different."""
    assert (
        alone(
            "work = lambda number: (number, os.getpid() == here)\nhere = os.getpid()\n"
            f"for jobs in (2, 1):\n    results = spread(work, range({count}), jobs, meanwhile=lambda: time.sleep(1), apart=True)\n"
            f"    print([number for number, _ in results] == [*range({count})], *{{is_here for _, is_here in results}})"
        )
        == "True False\nTrue True\n"
    )


@needs_forks
@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("raise_(LecprepError('no such place'))", "LecprepError: no such place"),
        ("raise_(OSError(28, 'No space left'))", "OSError: [Errno 28] No space left"),
        ("1 // 0", "ZeroDivisionError: integer division or modulo by zero"),
        ("os._exit(9)", "has ended: try again with --jobs 1."),
    ],
)
def test_whatever_ends_work_that_is_done_apart_is_told(work: str, told: str) -> None:
    """As when it is shared."""
    program = f"""
def raise_(problem): raise problem
try:
    spread(lambda number: {work}, [1], 2, meanwhile=lambda: time.sleep(0.2), apart=True)
except Exception as problem:
    print(f"{{type(problem).__name__}}: {{problem}}")
"""
    assert alone(program).strip().endswith(told)


@needs_forks
def test_where_no_process_may_begin_this_one_does_all() -> None:
    """As in a container that has as many as it may have."""
    program = """
def fork(): raise BlockingIOError(11, "Resource temporarily unavailable")
os.fork = fork
for count, apart in ((100, False), (1, True)):
    print(spread(lambda number: number * 2, range(count), 2, apart=apart) == [number * 2 for number in range(count)])
"""
    assert alone(program).split() == ["True", "True"]


@pytest.mark.parametrize("place", [0, 50, 51])
def test_a_problem_is_raised_whichever_process_met_it(place: int) -> None:
    """With its words; the others end."""

    def work(number: int) -> int:
        if number == place:
            raise LecprepError(f"no {number}")
        return number

    with pytest.raises(LecprepError, match=f"no {place}"):
        spread(work, range(100), 2)


@needs_forks
def test_a_process_that_dies_is_missed() -> None:
    """Rather than its part of the site."""
    program = """
parent = os.getpid()
try:
    spread(lambda number: time.sleep(0.01) if os.getpid() == parent else os._exit(9), range(100), 2)
except LecprepError as problem:
    print(problem)
"""
    assert "has ended" in alone(program)


@needs_forks
@pytest.mark.parametrize("ignored", [False, True])
def test_nothing_is_left_of_processes_that_are_done(ignored: bool) -> None:
    """Nobody waits for their end, and the next work takes note of it: no number of builds fills the table of processes."""
    program = f"""
import signal
if {ignored}: signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def is_open(number):
    try: return bool(os.fstat(number))
    except OSError: return False
files = [*map(is_open, range(99))]
for _ in range(20):
    assert spread(lambda number: number, range(50), 2) == [*range(50)]
    time.sleep(0.05)
spread(lambda number: number, range(1), 1)
try: print(os.waitpid(-1, os.WNOHANG))
except ChildProcessError: print("none", [*map(is_open, range(99))] == files)
"""
    assert alone(program) == "none True\n"
