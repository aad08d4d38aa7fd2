"""What `lecprep init --ci` writes: it checks and publishes a course, and gives strangers nothing."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from lecprep.cli.commands import HOSTS, commands
from lecprep.diagnostics import WrongUse
from lecprep.scaffold import HOSTS as PLACES
from lecprep.scaffold import create_course, create_workflow
from tests.conftest import REPOSITORY


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course with the workflows of all hosts."""
    root = tmp_path / "course"
    create_course(root)
    for host in HOSTS:
        create_workflow(root, host)
    return root


def github(root: Path) -> dict[str, Any]:
    """The workflow for GitHub."""
    found: dict[str, Any] = yaml.safe_load((root / PLACES["github"]).read_text("utf-8"))
    return found


def scripts(root: Path, host: str) -> list[str]:
    """The lines of shell that a host runs."""
    text = (root / PLACES[host]).read_text("utf-8")
    if host == "github":
        return [step["run"] for job in github(root)["jobs"].values() for step in job["steps"] if "run" in step]
    if host == "gitlab":
        jobs = yaml.safe_load(text)
        return [line for job in ("preview", "pages") for line in jobs[job]["script"]]
    if host == "netlify":
        settings = tomllib.loads(text)
        return [settings["build"]["command"], settings["context"]["production"]["command"]]
    return [line.removeprefix("#").strip() for line in text.splitlines() if "&&" in line]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_runs_commands_that_there_are(course: Path, host: str) -> None:
    """Every option in a workflow is one of the command's, whatever the host says in its variables."""
    lines = scripts(course, host)
    found = [command for line in lines for command in re.split(r"\s*&&\s*", line) if command.startswith("lecprep ")]
    assert {shlex.split(command)[1] for command in found} == {"check", "build"}
    for command in found:
        _, name, *arguments = shlex.split(re.sub(r"\$\{\w+:\+(.*?)\}", r"\1", command))
        commands.commands[name].make_context(name, arguments)


def test_the_workflow_builds_the_site_with_and_without_an_address(course: Path) -> None:
    """The very lines that GitHub would run, in a shell."""
    lines = [line for line in scripts(course, "github") if line.startswith("lecprep")]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for address, canonical in [("", False), ("https://you.github.io/genai", True)]:
        for line in lines:
            done = subprocess.run(
                ["bash", "-e", "-c", line],
                cwd=course, env={**environment, "ADDRESS": address}, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
        home = (course / "site" / "index.html").read_text("utf-8")
        assert (f'rel="canonical" href="{address}/"' in home) is canonical


def test_what_strangers_send_gets_no_right_and_no_secret(course: Path) -> None:
    """Their code runs in a job that may only read; what publishes does not run for pull requests."""
    text = (course / PLACES["github"]).read_text("utf-8")
    workflow = github(course)
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert set(workflow["permissions"].values()) == {"read"}
    for name, job in workflow["jobs"].items():
        may_write = "write" in job.get("permissions", {}).values()
        assert may_write == (name == "publish")
        assert not may_write or job["if"].startswith("github.event_name != 'pull_request' &&")
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "what others can name would be run"
    checkout = workflow["jobs"]["build"]["steps"][0]
    assert checkout["with"] == {"persist-credentials": False}


def test_every_action_is_named_by_its_commit(course: Path) -> None:
    """A tag can be moved; a commit cannot."""
    uses = re.findall(r"uses: (.*)", (course / PLACES["github"]).read_text("utf-8"))
    assert uses
    assert [line for line in uses if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line)] == []


def test_this_repository_publishes_its_course_in_the_same_way(course: Path) -> None:
    """But for where the program comes from."""
    own = (REPOSITORY / PLACES["github"]).read_text("utf-8").splitlines()
    theirs = (course / PLACES["github"]).read_text("utf-8").splitlines()
    differing = [(mine, other) for mine, other in zip(own, theirs, strict=True) if mine != other]
    assert [mine.strip() for mine, _ in differing] == [
        "cache-dependency-path: pyproject.toml",
        "- run: python -m pip install .",
    ]


def test_an_existing_course_gets_the_workflow_and_nothing_else(tmp_path: Path) -> None:
    """No file of the author's is replaced."""
    root = tmp_path / "mine"
    root.mkdir()
    (root / "a.md").write_text("# A lecture\n")
    (root / "requirements.txt").write_text("lecprep==0.0.9\n")
    commands.main(["init", str(root), "--ci", "github"], standalone_mode=False)
    assert {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()} == {
        "a.md", "requirements.txt", PLACES["github"],
    }  # fmt: skip
    assert (root / "requirements.txt").read_text() == "lecprep==0.0.9\n"
    with pytest.raises(WrongUse, match="exists already"):
        create_workflow(root, "github")


def test_the_table_of_hosts_is_that_of_the_command() -> None:
    """The command line names them without importing what writes them."""
    assert tuple(PLACES) == HOSTS
