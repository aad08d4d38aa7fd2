"""Code of lectures is run on request only, and whatever it tries, it does little and leaves nothing behind."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from lecprep.build import check
from lecprep.checks import confined, running, sandbox
from lecprep.checks.sandbox import Limits, Outcome, Stop
from lecprep.cli.commands import commands
from tests.conftest import REPOSITORY, MakeCourse
from tests.test_cli import lecprep

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid less; docs/commands.md says what")

LOOP = "while True:\n    pass\n"


def run(*blocks: str, limits: Limits | None = None) -> list[Outcome]:
    """Run blocks, and return what came of those that were run."""
    session = sandbox.run(blocks, limits or Limits(), threading.Event())
    return [session.outcomes[place] for place in sorted(session.outcomes)]


def printed(*blocks: str) -> str:
    """Return what the last of some blocks printed; none may raise or be stopped."""
    outcomes = run(*blocks)
    assert [(outcome.raised, outcome.stop) for outcome in outcomes] == [(None, None)] * len(blocks)
    return outcomes[-1].output


def raised(*blocks: str) -> str:
    """Return what the first of some blocks raised; the others must come to their ends."""
    first, *others = run(*blocks)
    assert first.raised, first
    assert [(outcome.raised, outcome.stop) for outcome in others] == [(None, None)] * (len(blocks) - 1)
    return first.raised.said


@pytest.fixture(params=["apart", "beside"])
def _either_way(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a system with namespaces for everybody, and as on one that forbids them, which many do."""
    if request.param == "beside":
        text = Path(confined.__file__).read_text("utf-8")
        assert text.count("_may_be_apart(order) and") == 1
        program = tmp_path / "confined.py"
        program.write_text(text.replace("_may_be_apart(order) and", "False and"), "utf-8")
        monkeypatch.setattr(confined, "__file__", str(program))


either_way = pytest.mark.usefixtures("_either_way")


# --- what authors see -----------------------------------------------------------------------------------------------


def lecture(code: str, output: str) -> str:
    """Return a lecture with code and its output."""
    return f"# Tuning\n\n```python\n{code}\n```\n\n```output\n{output}\n```\n"


def test_a_difference_is_shown_as_a_diff(make_course: MakeCourse) -> None:
    """With the line before it, and no more lines than one looks at."""
    root = make_course({"lectures/01.md": lecture("for n in range(40): print(n * n)", "0\n1\n5\n9\n" + "x\n" * 60)})
    (found,) = check(root, requests=[running.request(1)]).diagnostics
    assert (found.code, found.span.line) == ("output-differs", 10)
    assert found.detail.split("\n")[:4] == [" 1", "-5", "+4", " 9"]
    assert found.detail.split("\n")[12:] == ["…"]


def test_every_format_has_the_diff(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """For people, for programs, beside the line on GitHub, and in SARIF; a warning ends a strict check."""
    root = make_course({"lectures/01.md": lecture("print(4)", "5")})
    monkeypatch.chdir(root)

    def said(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(commands, ["check", "--run", *arguments])
        assert done.exit_code == code
        return done.stdout if arguments else done.stderr

    assert "     8 | 5\n       | -5\n       | +4\n       = Write what it prints" in said()
    assert json.loads(said("--format", "json"))["problems"][0]["detail"] == "-5\n+4"
    assert "output-differs::this is not what the code prints%0A-5%0A+4%0AWrite" in said("--format", "github")
    (result,) = json.loads(said("--format", "sarif", "--strict", code=1))["runs"][0]["results"]
    assert result["message"]["text"].endswith("\n\n-5\n+4")


def test_a_baseline_holds_back_what_is_known_and_not_the_next(make_course: MakeCourse) -> None:
    """As for every other warning."""
    root = make_course({"lectures/01.md": lecture("print(4)", "5")})
    assert lecprep("check", "--run", "--write-baseline", "known.json", cwd=root).returncode == 0
    assert lecprep("check", "--run", "--strict", "--baseline", "known.json", cwd=root).returncode == 0
    (root / "content/lectures/02.md").write_text(lecture("print(4)", "5"))
    assert "content/lectures/02.md:8" in lecprep("check", "--run", "--baseline", "known.json", cwd=root).stderr


@pytest.mark.parametrize("command", [["check", "--all", "--strict"], ["build", "--strict"], ["export", "json"]])
def test_nothing_is_run_unasked(command: list[str], make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else is asked for."""
    started: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *arguments, **_: started.append(arguments))
    root = make_course({"lectures/01.md": lecture("print(4)", "5")})
    monkeypatch.chdir(root)
    more = ["--no-search"] if command[0] == "build" else []
    assert CliRunner().invoke(commands, [*command, *more, str(root)]).exit_code == 0
    assert started == []


def test_nobody_runs_what_strangers_propose() -> None:
    """No workflow of ours says --run, neither this repository's own nor one that `init` writes."""
    folders = [REPOSITORY / ".github" / "workflows", REPOSITORY / ".ci", REPOSITORY / "src" / "lecprep" / "workflows"]
    texts = [file.read_text("utf-8") for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert any("lecprep check" in text for text in texts)
    assert not any("--run" in text for text in texts)


def test_what_the_course_of_this_repository_says_is_true() -> None:
    """Its code prints what stands below it."""
    diagnostics = check(REPOSITORY, requests=[running.request(2)]).diagnostics
    assert [each for each in diagnostics if each.code in running.CODES - {"run-less-confined"}] == []


def test_the_same_course_gives_the_same_words(make_course: MakeCourse) -> None:
    """In one process and in several, though sets and folders come out otherwise in each."""
    code = "import os\nprint({'ada', 'bob', 'cyd'}, os.getcwd())"
    root = make_course({f"lectures/{n:02}.md": lecture(code, "?") for n in range(1, 5)})
    first, second = (check(root, requests=[running.request(jobs)]).diagnostics for jobs in (1, 3))
    assert first == second
    assert len({each.detail for each in first}) == 1


def test_code_that_fails_for_what_failed_above_it_says_so(make_course: MakeCourse) -> None:
    """Its author mends the first."""
    text = "# T\n\n```python\nimport nowhere_at_all as np\n```\n\n```python\nprint(np)\n```\n\n```output\n8\n```\n"
    (found,) = check(make_course({"lectures/01.md": text}), requests=[running.request(1)]).diagnostics
    assert found.message == "this code raises NameError: name 'np' is not defined"
    assert found.help.startswith(
        "The code on line 4, before this, raises ModuleNotFoundError: No module named 'nowhere"
    )


# --- what code may expect -------------------------------------------------------------------------------------------


def test_blocks_are_cells_of_a_notebook() -> None:
    """They share what they define, and a class of one can be pickled in the next; leaving is no mistake."""
    first = "import pickle, sys\nclass Rank: pass\nsys.exit()"
    assert printed(first, "print(type(pickle.loads(pickle.dumps(Rank()))).__name__, __name__)") == "Rank __main__\n"


def test_what_a_child_prints_comes_at_its_place() -> None:
    """As on a terminal; standard error is left out."""
    code = "import subprocess, sys\nprint('a')\nsubprocess.run(['echo', 'b'])\nprint('c')\nprint('d', file=sys.stderr)"
    assert printed(code) == "a\nb\nc\n"


def test_a_block_may_write_into_its_folder_which_is_empty_at_first() -> None:
    """For those that follow; and the environment names nothing of the machine."""
    assert printed("import os\nprint(os.listdir())") == "[]\n"
    assert printed("open('a.txt', 'w').write('rank')", "print(open('a.txt').read())") == "rank\n"
    names = printed("import os\nprint(*sorted(os.environ))").split()
    assert {*names} - {"LC_CTYPE", "SYSTEMROOT"} == {"HOME", "OMP_NUM_THREADS", "PYTHONHASHSEED", "TEMP", "TMP",
                                                    "TMPDIR", "USERPROFILE"}  # fmt: skip


def test_a_block_cannot_spoil_the_next() -> None:
    """By closing or replacing what it prints to, or by forking into what comes after it."""
    assert printed("import sys, io\nsys.stdout = io.StringIO()\nprint(1)", "print(2)") == "2\n"
    assert printed("import sys, os\nsys.stdout.close()\nos.close(1)", "print(2)") == "2\n"
    if hasattr(os, "fork"):
        assert run("import os\nprint('x')\nchild = os.fork()", "print(child > 0)")[1].output == "True\n"


# --- what strangers try ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("input()", "EOFError: EOF when reading a line"),
        (r"print('\udce9')", "UnicodeEncodeError"),
        (r"raise ValueError('\ud800')", "ValueError: ?"),
        ("class E(Exception):\n    def __str__(self): raise self\nraise E", "E: <exception str() failed>"),
        ("def f(): f()\nf()", "RecursionError"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_what_goes_wrong_is_said_and_the_next_block_runs(code: str, said: str) -> None:
    """No matter how odd it is."""
    assert raised(code, "print(1)").startswith(said)


@pytest.mark.parametrize(
    "forged",
    ['{"lacks": 8}', '{"raised": [[]]}', '{"raised": {"line": "x", "said": {}}}', '{"ended": "x"}', "8", "[" * 99_999, "{"],
    ids=lambda forged: str(forged[:24]),
)  # fmt: skip
def test_a_block_that_speaks_for_the_process_deceives_itself_alone(forged: str) -> None:
    """It may find the mark; no message of it ends the check, or makes it wait for ever."""
    find = "import sys, os\nmark = sys._getframe(1).f_locals['order']['mark']\n"
    once = f"os.write(1, (mark + {forged!r} + '\\n').encode())\n"
    assert len(run(find + once, "print(1)")) in (1, 2)
    run(find + f"while True:\n    {once}", limits=Limits(seconds=1))
    run(find + "os.write(1, mark.encode())\nwhile True: os.write(1, b'x' * 10_000)")


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    """And do not end the check."""
    code = r"import sys" + "\n" + r"sys.stdout.buffer.write(b'\xff\x1e{}\n\0')"
    assert printed(code) == "\ufffd\x1e{}\n\0"


@either_way
@pytest.mark.parametrize(
    ("code", "stop"),
    [
        (LOOP, Stop.TIME),
        ("import time\ntime.sleep(60)", Stop.TIME),
        ("import signal, os\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n" + LOOP, Stop.TIME),
        ("while True: print('x' * 1000)", Stop.OUTPUT),
        ("import os\nwhile True: os.write(1, b'x' * 10_000)", Stop.OUTPUT),
        ("print(end='x' * 200_000)", Stop.OUTPUT),
        ("import os\nos._exit(0)", Stop.DEATH),
        ("import os\nos.closerange(0, 256)", Stop.DEATH),
        ("import ctypes\nctypes.string_at(0)", Stop.DEATH),
        ("import os\nos.killpg(0, 9)", Stop.DEATH),
    ],
)
def test_code_that_does_not_end_is_ended(code: str, stop: Stop) -> None:
    """What came before it counts."""
    first, second = run("print(1)", code, limits=Limits(seconds=1 if stop is Stop.TIME else 10))
    assert (first.output, second.stop) == ("1\n", stop)


@on_linux
@either_way
@pytest.mark.parametrize("code", ["x = 'x' * 10**10", "x = []\nwhile True: x.append('x' * 10**6)"])
def test_memory_has_a_limit(code: str) -> None:
    """At once, or step by step."""
    (outcome,) = run(code, limits=Limits(memory=64 * 2**20, seconds=60))
    assert outcome.stop is Stop.MEMORY


@on_linux
@either_way
def test_a_fork_bomb_fizzles() -> None:
    """There are so many processes and no more, even for root."""
    assert raised("import os\nwhile True:\n    os.fork()", "print(1)").startswith("BlockingIOError")


@on_linux
@either_way
def test_a_file_has_a_limit() -> None:
    """No disk is filled."""
    code = "with open('big', 'wb') as file:\n    while True: file.write(bytes(100_000))"
    assert "too large" in (run(code, limits=Limits(disk=2**20, seconds=60))[0].raised or pytest.fail()).said


@on_linux
@either_way
@pytest.mark.parametrize(
    "code",
    [
        "print(open('/etc/passwd').read())",
        "import os\nprint(open('../' * 20 + 'etc/passwd').read())",
        "import os\nprint(os.listdir('/home'), os.listdir('/root'), os.listdir('/'))",
        "open('{outside}/in', 'w').write('x')",
        "print(open('{outside}/secret').read())",
        "import os\nos.symlink('{outside}', 'way')\nprint(open('way/secret').read())",
        "import os\nos.unlink('{outside}/secret')",
        "import os\nprint(open(f'/proc/{os.getppid() or 1}/environ').read())",
    ],
)
def test_files_of_others_are_out_of_reach(code: str, tmp_path: Path) -> None:
    """To read, to write, to remove; whichever way leads there."""
    (tmp_path / "secret").write_text("secret")
    assert raised(code.replace("{outside}", str(tmp_path))).startswith(
        ("PermissionError", "OSError: [Errno 30] Read-only")
    )
    assert [file.name for file in tmp_path.iterdir() if file.name not in ("confined.py", "cache")] == ["secret"]


@on_linux
def test_nothing_of_others_can_be_changed(tmp_path: Path) -> None:
    """Where there are namespaces, not even when it was."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    assert "Read-only" in raised(f"import os\nos.utime({str(secret)!r}, (0, 0))")
    assert "Read-only" in raised(f"import os\nos.chmod({str(secret)!r}, 0)")


@pytest.fixture
def server() -> Iterator[int]:
    """A server on this machine, such as everybody has some."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@on_linux
@either_way
def test_no_server_can_be_reached(server: int) -> None:
    """Neither this machine's own nor another."""
    assert raised(f"import socket\nsocket.create_connection(('127.0.0.1', {server}), 5)").startswith(
        ("PermissionError", "OSError", "ConnectionRefusedError")
    )


@on_linux
def test_nothing_can_be_sent() -> None:
    """Not a name to be looked up either."""
    code = "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))"
    assert raised(code) == "OSError: [Errno 101] Network is unreachable"


@on_linux
@either_way
def test_who_waits_for_it_cannot_be_ended() -> None:
    """The check goes on, and says what happened, if anything did."""
    code = "import os, signal\nprint(os.getppid())\nfor number in {os.getppid(), PARENT} - {0}:\n    os.kill(number, 9)"
    (outcome,) = run(code.replace("PARENT", str(os.getpid())))
    assert outcome.raised and outcome.raised.said.startswith(("PermissionError", "ProcessLookupError"))


@either_way
def test_a_block_may_take_its_folder_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is its own affair, and nothing is left of the folder in any case."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    code = "import os, shutil\nopen('a', 'w').close()\nos.mkdir('b', 0)\nshutil.rmtree(os.getcwd(), ignore_errors=True)"
    assert printed(code, "print(1)") == "1\n"
    assert list((tmp_path / "temporary").iterdir()) == []


# --- nothing stays behind -------------------------------------------------------------------------------------------


def seconds_of_this_test() -> str:
    """Return a length of sleep by which a process is known."""
    return f"{600 + os.getpid() / 2**22:.6f}"


def sleepers(seconds: str) -> list[str]:
    """Return the processes that sleep for so long."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes().split(b"\0")[:2] == [b"sleep", seconds.encode()]:
                found.append(folder.name)
        except OSError:
            continue
    return found


def daemon(seconds: str) -> str:
    """Return code that starts a process which leaves its group, its session and its parent."""
    return f"""import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setpgid(0, 0)
        os.execvp("sleep", ["sleep", "{seconds}"])
    os._exit(0)
"""


def wait_until(condition: object, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something is so; when it is not within a minute, it never will be."""
    assert callable(condition)
    for _ in range(600):
        if condition():
            return
        assert process is None or process.poll() is None
        time.sleep(0.1)
    pytest.fail("it never came to that")


@on_linux
@either_way
@pytest.mark.parametrize("end", ["pass", "while True: pass", "os._exit(1)", "os.kill(0, 9)", "os.kill(0, 19)"])
def test_what_code_has_started_ends_with_it(end: str) -> None:
    """Whether it comes to its end, is ended, or breaks off."""
    seconds = seconds_of_this_test()
    run(daemon(seconds) + "import time\ntime.sleep(0.2)\n" + end, limits=Limits(seconds=1))
    assert sleepers(seconds) == []


@on_linux
@either_way
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_who_ends_the_check_ends_all_of_it(number: signal.Signals, make_course: MakeCourse, tmp_path: Path) -> None:
    """Ctrl-C, or a machine that takes its processes away."""
    seconds = seconds_of_this_test()
    root = make_course({"lectures/01.md": lecture(daemon(seconds) + "import time\ntime.sleep(600)", "1")})
    program = (
        "from lecprep.checks import confined, sandbox\n"
        f"confined.__file__ = {confined.__file__!r}\n"
        "sandbox.Limits.__init__.__defaults__ = (600, *sandbox.Limits.__init__.__defaults__[1:])\n"
        "from lecprep.__main__ import main\nmain()\n"
    )
    folder = tmp_path / "temporary"
    folder.mkdir()
    process = subprocess.Popen([sys.executable, "-c", program, "check", "--run", str(root)], stderr=subprocess.PIPE,
                               env={**os.environ, "TMPDIR": str(folder)})  # fmt: skip
    with process:
        try:
            wait_until(lambda: sleepers(seconds), process)
            process.send_signal(number)
            assert process.stderr and process.stderr.read().strip() == b""
        finally:
            process.kill()
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    wait_until(lambda: not sleepers(seconds))
    if number == signal.SIGINT:
        assert list(folder.iterdir()) == []


# --- systems that forbid less ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("make_course")
def test_what_could_not_be_forbidden_is_said(
    make_course: MakeCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To people without being asked, to programs as a hint."""
    program = tmp_path / "confined.py"
    text = Path(confined.__file__).read_text("utf-8")
    program.write_text(text.replace('if not hasattr(os, "fork"):', "if True:"), "utf-8")
    monkeypatch.setattr(confined, "__file__", str(program))
    root = make_course({"lectures/01.md": lecture("print(4)", "4")})
    (found,) = check(root, requests=[running.request(1)]).diagnostics
    words = "system could not forbid to the code that ran: the network, your files, too much memory, processes that outlive it"
    assert (found.code, found.message) == ("run-less-confined", "this " + words)
    done = CliRunner().invoke(commands, ["check", "--run", str(root)])
    assert (done.exit_code, done.stderr) == (0, f"This {words}.\n1 hint more with --all.\n")


def test_a_machine_that_starts_no_process_says_so(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    done = CliRunner().invoke(commands, ["check", "--run", str(make_course({"lectures/01.md": lecture("1", "4")}))])
    assert str(done.exception).startswith("No process can be started to run code in")
