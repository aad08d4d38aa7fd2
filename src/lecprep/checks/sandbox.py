"""Python that others wrote, run in a process of its own with limits on time, output, memory, processes, files and network.

`confined` is the program of that process; here is the side of those who wait for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Any

from lecprep.checks import confined
from lecprep.diagnostics import LecprepError

# What a system may not be able to forbid.
LACKS = frozenset({"network", "files", "memory", "processes"})

_STARTING = 30  # seconds, on a machine that has much else to do


@dataclass(frozen=True)
class Limits:
    """What a block may take: `seconds` and characters of `output`, each; bytes of `memory` a process, of `disk` in all."""

    seconds: float = 10
    output: int = 100_000
    memory: int = 512 * 2**20
    disk: int = 64 * 2**20
    processes: int = 32


class Stop(Enum):
    """Why a block did not come to its end."""

    TIME = "time"
    OUTPUT = "output"
    MEMORY = "memory"
    DEATH = "death"


@dataclass(frozen=True)
class Raised:
    """What a block raised: the line (from 1) and how Python says it."""

    line: int
    said: str


@dataclass(frozen=True)
class Outcome:
    """What came of a block: what it printed, what it raised, or why it was stopped; `status` is how its process ended, if it did."""

    output: str = ""
    raised: Raised | None = None
    stop: Stop | None = None
    status: int | None = None


@dataclass(frozen=True)
class Session:
    """What came of some blocks: by their places, up to one that was stopped; and what the system could not forbid."""

    outcomes: dict[int, Outcome]
    lacks: frozenset[str]


class Cancelled(Exception):
    """Nobody waits any more."""


def run(blocks: Sequence[str | None], limits: Limits, cancelled: threading.Event) -> Session:
    """Run blocks one after the other, as the cells of a notebook, without those that are None.

    It ends with the first that must be stopped. When it returns, no process that the blocks started is left, but for what
    `Session.lacks` says. Raises Cancelled soon after that is set, and LecprepError when no process can be started.
    """
    places = [place for place, block in enumerate(blocks) if block is not None]
    # What the blocks print is theirs, and they might print anything.
    mark = f"\x1e{secrets.token_hex(16)} "
    with tempfile.TemporaryDirectory(prefix="lecprep-run-", ignore_cleanup_errors=True) as folder:
        process = _Process(Path(folder).resolve())
        try:
            process.order({"blocks": blocks, "mark": mark, "folder": str(process.folder), "memory": limits.memory,
                           "disk": limits.disk, "processes": limits.processes})  # fmt: skip
            return _follow(process, places, mark.encode(), limits, cancelled)
        finally:
            process.end()


def _follow(process: _Process, places: list[int], mark: bytes, limits: Limits, cancelled: threading.Event) -> Session:
    """Take what the process prints apart, block by block."""
    outcomes: dict[int, Outcome] = {}
    lacks: frozenset[str] | None = None
    pending = b""
    deadline = time.monotonic() + _STARTING
    while len(outcomes) < len(places):
        place = places[len(outcomes)]
        before, found, after = pending.partition(mark)
        if found and b"\n" in after:
            line, _, pending = after.partition(b"\n")
            message = _message(line)
            if lacks is None:
                # It speaks before any block does.
                lacks = frozenset(message.get("lacks", LACKS)) & LACKS
            else:
                outcomes[place] = _outcome(_text(before, process.folder), message, limits)
                if outcomes[place].stop:
                    break
            deadline = time.monotonic() + limits.seconds
            continue
        if len(pending) > 4 * limits.output:
            outcomes[place] = Outcome(stop=Stop.OUTPUT)
            break
        if cancelled.is_set():
            raise Cancelled
        left = deadline - time.monotonic()
        if left <= 0:
            outcomes[place] = Outcome(_text(before, process.folder), stop=Stop.TIME)
            break
        chunk = process.read(min(left, 0.1))
        if chunk == b"":
            outcomes[place] = Outcome(_text(before, process.folder), stop=Stop.DEATH)
            break
        pending += chunk or b""
    return Session(outcomes, lacks or frozenset())


def _outcome(output: str, message: dict[str, Any], limits: Limits) -> Outcome:
    """Return what came of a block, by what its process says; a block that finds the mark can lie, but of itself alone."""
    if len(output) > limits.output:
        return Outcome(stop=Stop.OUTPUT)
    if "raised" in message:
        return Outcome(output, _raised(message["raised"]))
    status = message.get("ended")
    stop = Stop.MEMORY if message.get("is_out_of_memory") else Stop.DEATH
    return Outcome(output, None, stop, status if isinstance(status, int) else None)


def _text(data: bytes, folder: Path) -> str:
    """Return what was printed as text; the folder, which is another each time, is the home that the code was given."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace(str(folder), "~")


def _message(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _raised(found: Any) -> Raised | None:
    if not isinstance(found, dict):
        return None
    line, said = found.get("line"), str(found.get("said"))
    return Raised(line if isinstance(line, int) else 1, said.encode("utf-8", "replace").decode("utf-8"))


class _Process:
    """A process that runs blocks, a thread that reads what it prints, and how all of it is ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chunks: queue.Queue[bytes] = queue.Queue(8)
        self._is_over = False
        # -I would have Python overlook PYTHONHASHSEED, without which sets come out in another order each time.
        command = [sys.executable, "-P", "-s", "-B", "-X", "utf8", confined.__file__]
        own_group: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x200}
        try:
            self._process = subprocess.Popen(  # noqa: S603  # this Python and our own program; the blocks come by its input
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
                env=_environment(folder), **own_group,
            )  # fmt: skip
        except (OSError, ValueError) as problem:
            raise LecprepError(f"No process can be started to run code in ({problem}).") from problem
        assert self._process.stdin and self._process.stdout
        self._stdin = self._process.stdin
        threading.Thread(target=self._read_all, args=(self._process.stdout,), daemon=True).start()

    def order(self, order: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # it has ended already, which reading tells
            self._stdin.write(json.dumps(order).encode() + b"\n")
            self._stdin.flush()

    def read(self, seconds: float) -> bytes | None:
        """Return what was printed next; None when nothing is in that time, and nothing at all at the end."""
        if self._is_over:
            return b""
        try:
            chunk = self._chunks.get(timeout=seconds)
        except queue.Empty:
            return None
        self._is_over = not chunk
        return chunk

    def _read_all(self, stream: IO[bytes]) -> None:
        with stream, contextlib.suppress(OSError):
            while chunk := os.read(stream.fileno(), 65_536):
                self._chunks.put(chunk)
        self._chunks.put(b"")

    def end(self) -> None:
        """Have the process end whatever it has started; if it does not soon, end its group."""
        with contextlib.suppress(OSError):
            self._stdin.close()
        until = time.monotonic() + 2
        while os.name == "posix" and time.monotonic() < until and self.read(0.1) != b"":
            pass
        # Its own end has not been waited for yet, so its number is nobody else's.
        if os.name == "posix":
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            task = ["taskkill", "/F", "/T", "/PID", str(self._process.pid)]
            subprocess.run(task, check=False, capture_output=True)  # noqa: S603  # of Windows, with a number that is ours
        self._process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Return all that the code is told of this machine; with one thread, sums come out the same everywhere."""
    own = {name: str(folder) for name in ("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE")}
    windows = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**own, **windows, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
