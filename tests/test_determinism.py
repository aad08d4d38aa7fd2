"""Same input, same bytes: whatever the machine, the clock and the order in which files lie there."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

from lecprep.cli.commands import FORMATS
from tests.conftest import CASES, REPOSITORY
from tests.test_build import site

MACHINES = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "HOME": "/nowhere", "COLUMNS": "20", "jobs": "1", "umask": "077"},
    {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", "jobs": "2", "umask": "022"},
    {"PYTHONHASHSEED": "4", "TZ": "America/St_Johns", "LANG": "de_DE.UTF-8", "SOURCE_DATE_EPOCH": "1", "jobs": "3",
     "PYTHONOPTIMIZE": "1", "umask": "027"},
)  # fmt: skip


def copied(files: list[Path], root: Path, chance: random.Random) -> Path:
    """Write the course in another order, at another place, with other times."""
    chance.shuffle(files)
    for file in files:
        place = root / file.relative_to(REPOSITORY)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        when = chance.randrange(1, 2_000_000_000)
        os.utime(place, (when, when))
    for number in range(1, 31):
        text = (CASES / "all-kinds.md").read_text("utf-8").replace("number: 14\n", "")
        text = re.sub(r"([{ ])#([a-z])", rf"\1#l{number}-\2", text)
        (root / "content" / "lectures" / f"more-{number}.md").write_text(text, encoding="utf-8")
    return root


def test_the_site_and_every_export_have_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Path, time zone, locale, hash seed, number of processes, umask, order and times of files, a cold cache or none."""
    chance = random.Random(1)
    sources = [file for file in (REPOSITORY / "content").rglob("*") if file.is_file()]
    found = []
    for number, machine in enumerate(MACHINES):
        root = copied(sources, tmp_path / ("deep/er " * number) / f"course{number}", chance)
        out = tmp_path / f"out{number}"
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(tmp_path / f"cache{number}"), **machine}
        del environment["umask"], environment["jobs"]
        # The date that a format must have is that of the files, unless the environment gives another.
        commands = [["build", "--output", str(out)]] + [
            ["export", name, "--output", str(out / name)] for name in FORMATS
        ]
        for command in commands:
            done = subprocess.run(
                [sys.executable, "-m", "lecprep", *command, "--jobs", machine["jobs"], str(root)],
                env={**environment, "SOURCE_DATE_EPOCH": "86400"} if command[0] == "export" else environment,
                capture_output=True,
                text=True,
                umask=int(machine["umask"], 8),
                cwd=tmp_path if number else "/",
            )
            assert done.returncode == 0, done.stderr
        found.append(site(out))
    first, *others = found
    for other in others:
        assert first.keys() == other.keys()
        assert [path for path in first if first[path] != other[path]] == []
