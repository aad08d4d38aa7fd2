"""One command as a whole process: how long it takes, and how much memory it and its children hold at the peak."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICK = 0.02  # seconds between two looks at memory


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process: seconds from its start to its end, those of any core's work, megabytes at its peak, what it said."""

    seconds: float
    work: float
    memory: float
    said: str


def run(command: Sequence[str], folder: Path, *, watch: bool = False) -> Run:
    """Run a command in a folder to its end. Raises RuntimeError when it fails.

    Memory is that of the largest process, as the system accounts for it. With `watch`, which costs a little time, it is
    the sum over all processes that ran at the same moment, if that is more.
    """
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / ".cache"), "NO_MKDOCS_2_WARNING": "1"}
    log = folder / ".log"
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        watcher = _Watcher(process.pid) if watch else None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    together = watcher.stop() if watcher else 0.0
    said = log.read_text("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with {process.returncode}: {said[-800:]}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss * unit / 1e6, together), said)


def machine() -> str:
    """Return the class of machine, without a date or a name."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def warn_if_busy() -> None:
    """Say so when something else is working on this machine: then figures are too high, and ratios rough."""
    load = os.getloadavg()[0]
    if load > 1:
        print(f"This machine is busy (load {load:.1f}): do not trust these figures.", file=sys.stderr)


class _Watcher:
    """Adds up the memory of a session's processes, shared pages counted once. Where there is no /proc it sees nothing."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._peak = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Return the peak in megabytes."""
        self._ended.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._ended.wait(_TICK):
            self._peak = max(self._peak, sum(map(self._memory, Path("/proc").glob("[0-9]*"))))

    def _memory(self, process: Path) -> float:
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) != self._session:
                return 0.0
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024 / 1e6
        except (OSError, ValueError, IndexError):  # ended between two looks
            pass
        return 0.0
