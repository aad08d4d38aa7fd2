"""Readers of other formats that are written for Node: `make test` installs them where there is Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.conftest import REPOSITORY


def module(name: str) -> None:
    """Skip the test where a package of package.json is not installed."""
    if not shutil.which("node") or not (REPOSITORY / "node_modules" / name).is_dir():
        pytest.skip(f"{name} is not installed: there is no Node, or `npm ci` has not run")


def run(script: str, given: str) -> Any:
    """Return what a script prints as JSON; it finds `given` in `input`."""
    whole = f"const input = require('node:fs').readFileSync(0, 'utf8');\n{script}"
    done = subprocess.run(
        ["node", "-e", whole], cwd=REPOSITORY, input=given, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
