"""A process that loads what it will need while this one finds out what there is to do. Nothing is imported here, for time's sake."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import FileIO


class Waiting:
    """A process that waits for work: its number, and files that it shares with this one, of which none has a name.

    The work is put into one of them, what comes of it into another; who begins what is dealt through a pipe.
    """

    def __init__(self) -> None:
        self.work = file_in_memory("work")
        self.results = file_in_memory("results")
        self.deck, self.dealer = os.pipe()
        self.id = 0

    def end(self) -> None:
        """End it, whatever it is at."""
        os.kill(self.id, 9)  # SIGKILL


def file_in_memory(name: str) -> FileIO:
    """Return a new file that is on no disk, where the system has such (Linux)."""
    return open(os.memfd_create(name), "r+b", buffering=0)  # noqa: PTH123  # no path leads to it


_waiting: list[Waiting] = []


def begin(live: Callable[[Waiting], None]) -> None:
    """Begin a process that does nothing but `live`, where a system can do that safely and has another core for it."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return
    try:
        waiting = Waiting()
        if waiting.work.fileno() < 3:  # whoever started us has closed a standard stream, whose place must stay free
            waiting.work.close()
            waiting.results.close()
            os.close(waiting.deck)
            os.close(waiting.dealer)
            return
        waiting.id = os.fork()
    except OSError:
        return
    if waiting.id:
        _waiting.append(waiting)
        return
    try:
        os.close(waiting.dealer)
        live(waiting)
    finally:
        os._exit(0)


def take() -> Waiting | None:
    """Return the process that waits, if there is one; from now on it is the caller's."""
    return _waiting.pop() if _waiting else None


def dismiss() -> None:
    """End the process that waits, if there is one."""
    if waiting := take():
        waiting.end()
