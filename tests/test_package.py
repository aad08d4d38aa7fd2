"""What is installed is whole: templates and static files are in the wheel, and a checkout uses its own."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from lecprep.assets import default_folder
from tests.conftest import REPOSITORY, MakeCourse


def test_the_wheel_builds_a_course_by_itself(tmp_path: Path, make_course: MakeCourse) -> None:
    """Unpacked far from the repository, with nothing of it on the path."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
    ]
    done = subprocess.run([*command, str(REPOSITORY)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    for folder in ("templates", "static"):
        ours = {
            f"lecprep/{folder}/{file.relative_to(REPOSITORY / folder).as_posix()}"
            for file in (REPOSITORY / folder).rglob("*.*")
        }
        assert ours <= names
    assert "lecprep/py.typed" in names
    course = make_course({"lectures/01.md": "# T\n\nText.\n"})
    installed = str(tmp_path / "installed")
    program = (
        f"import sys; sys.path[:0] = {[installed, *_site_packages()]!r}; import lecprep.cli; "
        f"assert lecprep.cli.__file__.startswith({installed!r}); lecprep.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, "build", str(course)],
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (course / "site" / "lectures" / "01.html").is_file()


def test_a_checkout_uses_its_own_templates_and_static_files() -> None:
    """An edit of the theme shows at once: no stale copy of it is found first."""
    assert default_folder("templates") == REPOSITORY / "templates"
    assert default_folder("static") == REPOSITORY / "static"


def _site_packages() -> list[str]:
    return [path for path in sys.path if path.endswith("site-packages")]
