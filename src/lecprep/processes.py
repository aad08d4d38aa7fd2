"""Work in several processes. They are forks, so that what is known before needs no carrying; only results do."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lecprep.diagnostics import LecprepError

# Below this many pieces of work a second process costs more than it saves.
ENOUGH = 24

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def spread(
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    jobs: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[_Result]:
    """Return what `work` makes of each item, in their order, worked out in at most so many processes.

    The first is worked on before they fork, so that they share what is loaded for it. `work` may write files and must
    change nothing else. A LecprepError that it raises is raised here. Where processes cannot fork safely there is one.
    """
    first = [work(item) for item in items[:1]]
    rest = items[1:]
    count = max(1, min(jobs, len(items) // (ENOUGH // 2)) if _can_fork() else 1)
    children = [_Child(work, rest[place::count]) for place in range(1, count)]
    try:
        results: list[_Result | None] = [None] * len(rest)
        for place in range(0, len(rest), count):
            progress(place, len(items))
            results[place] = work(rest[place])
        for place, child in enumerate(children, 1):
            results[place::count] = child.results()
    finally:
        for child in children:
            child.end()
    return [*first, *results]  # type: ignore[list-item]  # every place is filled


def _can_fork() -> bool:
    # macOS may end a process whose fork calls into its libraries; a fork of one thread may wait for another for ever.
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


class _Child:
    def __init__(self, work: Callable[[_Item], _Result], items: Sequence[_Item]) -> None:
        self._reading, writing = os.pipe()
        self._id = os.fork()
        if self._id:
            os.close(writing)
            return
        try:
            os.close(self._reading)
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(_outcome(work, items), pipe, 5)
        finally:
            os._exit(0)

    def results(self) -> list[Any]:
        with os.fdopen(self._reading, "rb", closefd=False) as pipe:
            data = pipe.read()
        if not data:
            raise LecprepError("A process that did a part of the work has ended: try again with --jobs 1.")
        results, problem = pickle.loads(data)  # noqa: S301  # from our own process
        if problem is not None:
            raise problem
        return results  # type: ignore[no-any-return]

    def end(self) -> None:
        os.close(self._reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._id, signal.SIGKILL)
        os.waitpid(self._id, 0)


def _outcome(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> tuple[list[_Result], Exception | None]:
    try:
        return [work(item) for item in items], None
    except LecprepError as problem:
        return [], type(problem)(str(problem))
    except Exception:
        return [], RuntimeError(traceback.format_exc())
