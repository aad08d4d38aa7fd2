"""`lecprep import` as an author uses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import MakeCourse
from tests.exporters.course import exported


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lecprep", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_bank_becomes_lectures_and_a_second_time_changes_nothing(make_course: MakeCourse, tmp_path: Path) -> None:
    """What was written is named and counted; the same import again is no clash, another one is."""
    bank = tmp_path / "bank.json"
    bank.write_bytes(exported(make_course, "json").data)
    to = tmp_path / "new" / "content" / "lectures"
    first = run("import", "json", bank, "--to", to)
    assert first.returncode == 0, first.stderr
    assert "14-every-kind.md" in first.stdout
    assert "carried whole, 0 left out." in first.stdout
    assert run("import", "json", bank, "--to", to).returncode == 0
    (to / "14-every-kind.md").write_text("# Mine\n")
    clash = run("import", "json", bank, "--to", to)
    assert clash.returncode == 2
    assert "14-every-kind.md is there already" in clash.stderr
    assert (to / "14-every-kind.md").read_text() == "# Mine\n"
    assert run("import", "json", bank, "--to", to, "--force").returncode == 0
    assert "Every kind" in (to / "14-every-kind.md").read_text()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A wrong use, and nothing is made."""
    done = run("import", "json", tmp_path / "none.json", "--to", tmp_path / "lectures")
    assert (done.returncode, (tmp_path / "lectures").exists()) == (2, False)
    assert "There is no file" in done.stderr
