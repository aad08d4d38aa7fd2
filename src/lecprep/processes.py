"""Work in several processes. They are forks, so that what is known before needs no carrying; only results do."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, TypeVar

from lecprep.cache import Packed
from lecprep.diagnostics import LecprepError

# Below this many pieces of work a second process costs more than it saves.
ENOUGH = 24

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# A thousand runs of neighbours fit into what a pipe holds.
_MOST_RUNS = 1000
_LENGTH = 8  # bytes that say how many follow


def spread(
    work: Callable[[_Item], _Result | Packed[_Result]],
    items: Sequence[_Item],
    jobs: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    neighbours: int = 4,
    meanwhile: Callable[[], object] = lambda: None,
    apart: bool = False,
) -> list[_Result]:
    """Return what `work` makes of each item, in their order, worked out in at most so many processes.

    The first is worked on before they fork, so that they share what is loaded for it; then each takes what comes next,
    so many `neighbours` at a time. `work` may write files and must change nothing else. A LecprepError that it raises is
    raised here. Where processes cannot fork safely there is one; where there are several, this one does `meanwhile` first.

    With `apart`, others begin before anything is worked on, since what is loaded for it takes longer than some of it, and
    even a little work is begun by another process: this one loads that only if there is work left after `meanwhile`.
    """
    _ENDING[:] = [process for process in _ENDING if not _has_ended(process, os.WNOHANG)]
    jobs = jobs if _can_fork() else 1
    count = max(1, min(jobs, len(items) // (ENOUGH // 2)))
    is_little = count == 1
    apart = apart and jobs > 1 and bool(items)
    count, first = (max(count, 2), 0) if apart else (count, 1)
    results: list[Any] = [_unpacked(work(item)) for item in items[:first]] + [None] * (len(items) - first)
    with contextlib.ExitStack() as running:
        runs = _dealt(first, len(items), neighbours, running) if count > 1 else iter([range(first, len(items))])
        children: list[_Child] = []
        for _ in range(1, count):
            with contextlib.suppress(OSError):  # where there may be no more processes, fewer do the work
                children.append(running.enter_context(_Child(work, items, runs, is_little)))
        if children:
            meanwhile()
        for run in runs:
            for place in run:
                progress(place, len(items))
                results[place] = _unpacked(work(items[place]))
            # To unpack what others found is work, too: while they go on with theirs.
            for child in children:
                for place, result in child.found():
                    results[place] = result
        for child in children:
            for place, result in child.last():
                results[place] = result
    return results


def _unpacked(result: _Result | Packed[_Result]) -> _Result:
    return result.value if isinstance(result, Packed) else result


def _can_fork() -> bool:
    # macOS may end a process whose fork calls into its libraries; a fork of one thread may wait for another for ever.
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def _dealt(first: int, count: int, neighbours: int, running: contextlib.ExitStack) -> Iterator[range]:
    """Yield runs of the places from `first` to below `count`; whichever of the processes asks next is given the next run."""
    size = max(neighbours, -(-count // _MOST_RUNS))
    deck, dealer = os.pipe()
    running.callback(os.close, deck)
    for start in range(0, count, size):
        os.write(dealer, start.to_bytes(4, "big"))
    os.close(dealer)
    return (range(max(start, first), min(start + size, count)) for start in _starts(deck))


def _starts(deck: int) -> Iterator[int]:
    while card := os.read(deck, 4):
        yield int.from_bytes(card, "big")


def _file_without_name(in_memory: bool) -> IO[bytes]:
    if in_memory and sys.platform == "linux" and hasattr(os, "memfd_create"):
        return open(os.memfd_create("results"), "r+b", buffering=0)  # noqa: PTH123  # no path leads to it
    import tempfile  # takes as long to import as a lecture to render

    return tempfile.TemporaryFile(buffering=0)


_ENDING: list[int] = []  # processes that are done


def _has_ended(process: int, how: int = 0) -> bool:
    """Tell whether a process has ended, for the last time; wait for that unless `how` says otherwise."""
    try:
        return os.waitpid(process, how)[0] == process
    except ChildProcessError:  # whoever started us wants the system to tell nobody
        return True


class _Child:
    """A fork that works, and puts what comes of it into a file without a name: each result behind its length.

    Of little work (`is_little`), that is one in memory, where the system has such.
    """

    def __init__(
        self, work: Callable[[_Item], _Result], items: Sequence[_Item], runs: Iterator[range], is_little: bool
    ) -> None:
        self._file = _file_without_name(is_little)
        self._read = 0  # bytes
        self._is_done = False
        self._done, done = os.pipe()  # closed at the other end when all results are there, or the process is gone
        try:
            self._id = os.fork()
        except OSError:
            os.close(self._done)
            os.close(done)
            raise
        if self._id:
            os.close(done)
            return
        try:
            for run in runs:
                for place in run:
                    self._put(place, work(items[place]))
            outcome: object = None
        except LecprepError as problem:
            outcome = type(problem)(str(problem))
        except OSError as problem:
            outcome = problem
        except Exception:
            import traceback

            outcome = RuntimeError(traceback.format_exc())
        try:
            self._put(-1, outcome)
            os.close(done)
        finally:
            os._exit(0)

    def _put(self, place: int, result: object) -> None:
        data = pickle.dumps((place, result), 5)
        data = len(data).to_bytes(_LENGTH, "big") + data
        if self._file.write(data) < len(data):
            os._exit(1)  # the disk is full; whoever waits finds no end

    def __enter__(self) -> _Child:
        return self

    def found(self) -> Iterator[tuple[int, Any]]:
        """Yield each place with its result, as far as they are there and were not yielded before; raise what ended the work."""
        file = self._file.fileno()
        while len(length := os.pread(file, _LENGTH, self._read)) == _LENGTH:
            size = int.from_bytes(length, "big")
            data = os.pread(file, size, self._read + _LENGTH)
            if len(data) < size:
                return
            self._read += _LENGTH + size
            place, result = pickle.loads(data)  # noqa: S301  # from our own process
            if place >= 0:
                yield place, result
            elif result is not None:
                raise result
            else:
                self._is_done = True

    def last(self) -> Iterator[tuple[int, Any]]:
        """Wait for the process to be done, and yield what is left."""
        os.read(self._done, 1)
        yield from self.found()
        if not self._is_done:
            raise LecprepError("A process that did a part of the work has ended: try again with --jobs 1.")

    def __exit__(self, *problem: object) -> None:
        if not self._is_done:
            import signal

            with contextlib.suppress(ProcessLookupError):
                os.kill(self._id, signal.SIGKILL)
            _has_ended(self._id)
        else:  # to give its memory back takes a moment, for which nobody has to wait
            _ENDING.append(self._id)
        os.close(self._done)
        self._file.close()
