"""Machines at their worst: streams that are closed, signals, files that come, go and change while they are read, odd names."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lecprep.__main__ import main
from lecprep.build import build, check
from lecprep.diagnostics import LecprepError
from tests.conftest import MakeCourse
from tests.kills import contents, make, steps, watched, write

LECTURE = "# T\n\nText.\n"


def shell(command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $L is lecprep, with nothing in the environment but what is given."""
    where = {"PATH": os.environ["PATH"], "L": f"{sys.executable} -m lecprep", **environment}
    return subprocess.run(["/bin/sh", "-c", command], cwd=cwd, env=where, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("$L check . >&-", 0),
        ("$L check . <&- >&- 2>&-", 0),
        ("$L build . --output out --no-search >&- 2>&-", 0),
        ("$L schema >/dev/full", 1),
        ("$L check . >/dev/full 2>/dev/full", 1),
        ("$L schema | true", 0),
        ("mkdir gone && cd gone && rmdir ../gone && $L check", 1),
        ("$L check nowhere 2>&1 >&-", 2),
        ("$L build . --output /dev/null/x 2>&1", 1),
    ],
)
def test_a_stream_or_a_folder_that_is_gone_is_no_reason_for_a_traceback(
    command: str, code: int, make_course: MakeCourse
) -> None:
    """Closed, full, or with nobody who reads it."""
    done = shell(command, make_course({"lectures/01.md": LECTURE}))
    assert done.returncode == code, done
    assert "Traceback" not in done.stdout + done.stderr and "Exception" not in done.stderr


@pytest.mark.parametrize(
    "environment",
    [{}, {"HOME": "/nowhere"}, {"HOME": "/dev/null", "TMPDIR": "/nowhere"}, {"XDG_CACHE_HOME": "relative"}],
)
def test_neither_a_home_nor_a_place_for_temporary_files_is_needed(
    environment: dict[str, str], make_course: MakeCourse
) -> None:
    """Nothing is remembered then, and all else is as ever; the search is made in the first place that there is."""
    root = make_course({f"lectures/{n:02}.md": LECTURE for n in range(1, 40)})
    done = shell("$L build . --jobs 2", root, **environment)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert (root / "site" / "lectures" / "39.html").is_file()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_build_quietly(number: signal.Signals, tmp_path: Path) -> None:
    """At any step: no traceback, and the old site or the new one."""
    chance = random.Random(3)
    root, out = tmp_path / "course", tmp_path / "out"
    write(root, 0)
    make(root, out)
    for turn in range(1, 6):
        before = contents(out)
        write(root, turn)
        count = steps(root, tmp_path / "clean")
        after = contents(tmp_path / "clean")
        at = chance.randrange(count)
        child = os.fork()
        if not child:
            log = os.open(tmp_path / "log", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
            os.dup2(log, 1)
            os.dup2(log, 2)
            sys.argv = ["lecprep", "build", str(root), "--output", str(out), "--no-search"]
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            left = [at]

            def interrupt(event: str, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), number)

            with watched(interrupt):
                main()
            os._exit(99)
        _, status = os.waitpid(child, 0)
        assert "Traceback" not in (tmp_path / "log").read_text()
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) in (0, 1, 130)
        assert contents(out) in (before, after)
        make(root, out)
        assert contents(out) == after


def test_files_that_change_while_they_are_read_do_no_harm(tmp_path: Path) -> None:
    """At a random step a source vanishes, is cut short, becomes garbage or a folder: a word about it, or a site, and nothing else."""
    chance = random.Random(11)
    root, out = tmp_path / "course", tmp_path / "out"
    said = 0
    for turn in range(40):
        write(root, turn)
        (root / "static").mkdir(exist_ok=True)
        (root / "static" / "own.txt").write_text(str(turn))
        count = steps(root, tmp_path / "clean")
        files = [file for file in root.rglob("*") if file.is_file()]
        left = chance.randrange(count // 6)  # by then all is read

        def harm(event: str, files: list[Path] = files, left: list[int] = [left]) -> None:  # noqa: B006  # one of each round
            left[0] -= 1
            if left[0] == 0:
                file = chance.choice(files)
                match chance.randrange(4):
                    case 0:
                        file.unlink(missing_ok=True)
                    case 1:
                        file.write_bytes(b"")
                    case 2:
                        file.write_bytes(b"\xff\xfe\0garbage")
                    case _:
                        file.unlink(missing_ok=True)
                        file.mkdir()

        before = contents(out) if out.exists() else {}
        with watched(harm):
            try:
                _, written = build(root, out, searchable=False)
            except (LecprepError, OSError):
                written = None
        if written is None:
            said += 1
            assert (contents(out) if out.exists() else {}) == before
        shutil.rmtree(root / "static")
    assert said > 3


@pytest.mark.parametrize("name", ["lectures/01.md", "course.yml", "static/css/print.css", "templates/pages/404.html"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe#\0 \0T\0", b"\x80" * 50, b"\0" * 99, b"\xef\xbb\xbf", b"\r\n\r\n", b"a" * 50_000_000],
    ids=["empty", "UTF-16", "not UTF-8", "zeros", "mark alone", "blank lines", "50 MB"],
)
def test_whatever_a_file_holds_there_is_a_site_or_a_word_about_it(
    name: str, data: bytes, make_course: MakeCourse, tmp_path: Path
) -> None:
    """A lecture, the settings, a style, a template."""
    root = make_course({"lectures/01.md": LECTURE, "lectures/02.md": LECTURE})
    file = root / name if name.startswith(("static", "templates")) else root / "content" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    try:
        checked, written = build(root, tmp_path / "out", searchable=False)
    except LecprepError as problem:
        assert file.name in str(problem)
    else:
        assert written or checked.diagnostics


def test_names_that_are_no_text_or_odd_are_said_and_printed(make_course: MakeCourse) -> None:
    """Bytes that are not UTF-8, line breaks, names that a shell would obey, very long ones."""
    root = make_course({"lectures/01.md": LECTURE})
    for name in (b"\xff.md", b"a\nb.md", b"-rf.md", b"$(id).md", b"x" * 240 + b".md", "é\u202e.md".encode()):
        Path(os.fsdecode(os.fsencode(root / "content" / "lectures") + b"/" + name)).write_text(LECTURE)
    done = shell("$L check .", root)
    assert done.returncode == 1 and done.stderr.count("error[invalid-slug]") == 4, done.stderr
    assert "Traceback" not in done.stderr and "\u202e" not in done.stderr


def test_names_that_some_disks_take_for_one_are_refused(make_course: MakeCourse, tmp_path: Path) -> None:
    """By case, or by how an accent is written; the host may be such a disk."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>'
    for one, other in (("a.svg", "A.svg"), ("\u00e9.svg", "e\u0301.svg")):
        files = {f"images/{one}": svg, f"images/{other}": svg.replace("2", "3")}
        text = "# T\n\n" + "\n\n".join(f"![A figure](../{path})" for path in files)
        with pytest.raises(LecprepError, match="one name on some disks"):
            build(make_course({"lectures/01.md": text, **files}, one), tmp_path / "out")


def test_a_file_of_the_course_does_not_take_the_place_of_one_of_the_site(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    """Such as one that is called like the list for search engines, or like a part of the search."""
    root = make_course({"lectures/01.md": "# T\n\n[x](../robots.txt)\n", "robots.txt": "mine"})
    with pytest.raises(LecprepError, match=r"robots\.txt.*one name"):
        build(root, tmp_path / "out")


def test_another_unicode_form_of_a_name_is_found_out(make_course: MakeCourse) -> None:
    """A Mac writes é as two characters; the message says what differs, for nobody can see it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>'
    root = make_course({"lectures/01.md": "# T\n\n![A figure](../images/\u00e9.svg)\n", "images/e\u0301.svg": svg})
    (found,) = check(root).diagnostics
    assert found.code == "bad-image" and "Unicode" in found.message
