"""What is installed is whole: templates and static files are in the wheel, and a checkout uses its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import metadata, requires
from pathlib import Path

from lecprep import __version__
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
        f"import sys; sys.path[:0] = {[installed, *_site_packages()]!r}; import lecprep.__main__; "
        f"assert lecprep.__file__.startswith({installed!r}); lecprep.__main__.main()"
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


def test_the_source_archive_makes_the_same_wheel_and_both_install(tmp_path: Path, make_course: MakeCourse) -> None:
    """In an environment of its own, where nothing else is lecprep; the command is there and builds a course."""
    hatch = [sys.executable, "-m", "hatchling", "build", "--directory"]
    subprocess.run([*hatch, str(tmp_path / "dist")], cwd=REPOSITORY, check=True, capture_output=True)
    (archive,) = (tmp_path / "dist").glob("*.tar.gz")
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert f"-{__version__}" in archive.name and f"-{__version__}-" in wheel.name
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
        packed.extractall(tmp_path / "source", filter="data")
    assert {"LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md", "THIRD-PARTY.md", "pyproject.toml"} <= names
    (source,) = (tmp_path / "source").iterdir()
    subprocess.run([*hatch, str(tmp_path / "again"), "-t", "wheel"], cwd=source, check=True, capture_output=True)
    (again,) = (tmp_path / "again").glob("*.whl")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*install, str(again)], check=True)
    (packages,) = (tmp_path / "venv").rglob("site-packages")
    # What it needs comes from here, so that no network is needed.
    (packages / "needs.pth").write_text("\n".join(_site_packages()))
    command = str(tmp_path / "venv" / "bin" / "lecprep")
    course = make_course({"lectures/01.md": "# T\n\nText.\n"})
    said = subprocess.run([command, "--version"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert said == f"lecprep {__version__}\n"
    subprocess.run([command, "build", str(course)], cwd=tmp_path, check=True, capture_output=True)
    assert (course / "site" / "lectures" / "01.html").is_file()
    where = [str(python), "-c", "import lecprep; print(lecprep.__file__)"]
    assert str(packages) in subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True).stdout


def test_the_version_stands_in_one_place() -> None:
    """And the changes name it."""
    texts = list(REPOSITORY.glob("*.toml")) + list((REPOSITORY / "src").rglob("*.py"))
    assert [file.name for file in texts if f'"{__version__}"' in file.read_text("utf-8")] == ["__init__.py"]
    assert f" {__version__}\n" in (REPOSITORY / "CHANGELOG.md").read_text("utf-8")


def test_every_package_that_is_installed_with_it_is_listed_with_its_licence() -> None:
    """Those that it asks for, and those that they ask for in turn, on any machine."""
    listed = dict(re.findall(r"^\| ([\w-]+) \| ([\w.-]+) \|", (REPOSITORY / "THIRD-PARTY.md").read_text("utf-8"), re.M))
    del listed["package"]
    waiting, found = ["lecprep"], set()
    while waiting:
        for line in requires(waiting.pop()) or []:
            name = re.split(r"[^\w.-]", line)[0].lower().replace("_", "-")
            if "extra ==" not in line and name not in found and not (line.endswith('"win32"') or "Windows" in line):
                found.add(name)
                waiting.append(name)
    assert listed.keys() == found
    for name, licence in listed.items():
        said = metadata(name)
        words = " ".join(
            value for key in ("License-Expression", "License", "Classifier") for value in said.get_all(key) or ()
        )
        assert licence.split("-")[0] in words, (name, words)


def test_a_checkout_uses_its_own_templates_and_static_files() -> None:
    """An edit of the theme shows at once: no stale copy of it is found first."""
    assert default_folder("templates") == REPOSITORY / "templates"
    assert default_folder("static") == REPOSITORY / "static"


def _site_packages() -> list[str]:
    return [path for path in sys.path if path.endswith("site-packages")]
