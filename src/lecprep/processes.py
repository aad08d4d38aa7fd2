"""Work in several processes. They are forks, so that what is known before needs no carrying; only results do."""

from __future__ import annotations

import contextlib
import itertools
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NoReturn, TypeVar

from lecprep import early
from lecprep.cache import Packed
from lecprep.diagnostics import LecprepError
from lecprep.tuples import NamedTuple

# Below this many pieces of work a second process costs more than it saves.
ENOUGH = 24

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# A thousand runs of neighbours fit into what a pipe holds.
_MOST_RUNS = 1000
_CARD = 4  # bytes that say where a run begins
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
    ready: early.Waiting | None = None,
) -> list[_Result]:
    """Return what `work` makes of each item, in their order, worked out in at most so many processes.

    The first is worked on before they fork, so that they share what is loaded for it; then each takes what comes next,
    so many `neighbours` at a time. `work` may write files and must change nothing else. A LecprepError that it raises is
    raised here. Where processes cannot fork safely there is one; where there are several, this one does `meanwhile` first.

    With `apart`, others begin before anything is worked on, since what is loaded for it takes longer than some of it, and
    even a little work is begun by another process: this one loads that only if there is work left after `meanwhile`. If what
    works can be pickled, a little is handed to a process that is `ready`, for it has loaded that by now; it ends unused otherwise.
    """
    jobs = jobs if _can_fork() else 1
    count = max(1, min(jobs, len(items) // (ENOUGH // 2)))
    is_little = count == 1
    apart = apart and jobs > 1 and bool(items)
    count, first = (max(count, 2), 0) if apart else (count, 1)
    results: list[Any] = [_unpacked(work(item)) for item in items[:first]] + [None] * (len(items) - first)
    if ready and not (apart and is_little):  # of much, those who share what is loaded do more
        ready.end()
        ready = None
    with contextlib.ExitStack() as running:
        runs = iter([range(first, len(items))])
        children: list[_Child] = []
        if count > 1:
            deal = _Deal(first, len(items), max(neighbours, -(-len(items) // _MOST_RUNS)))
            deck, dealer = (ready.deck, ready.dealer) if ready else os.pipe()
            running.callback(os.close, deck)
            if ready:
                children.append(running.enter_context(_handed(ready, (work, items, deal))))
            deal.out(dealer)
            runs = deal.runs(deck)
            for _ in range(1 + len(children), count):
                with contextlib.suppress(OSError):  # where there may be no more processes, fewer do the work
                    children.append(running.enter_context(_forked(work, items, runs, is_little)))
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


def serve(waiting: early.Waiting) -> NoReturn:
    """Do what is handed to this process, which was there before it (see `ready` of `spread`), as far as others have not, and end."""
    card = os.read(waiting.deck, _CARD)
    if not card:  # others have done all of it, or there was none
        _do(_unpacked, (), iter(()), waiting.results)
    waiting.work.seek(0)
    work, items, deal = pickle.loads(waiting.work.read())  # noqa: S301  # from our own process
    _do(work, items, itertools.chain([deal.run(card)], deal.runs(waiting.deck)), waiting.results)


def _unpacked(result: _Result | Packed[_Result]) -> _Result:
    return result.value if isinstance(result, Packed) else result


def _can_fork() -> bool:
    # macOS may end a process whose fork calls into its libraries; a fork of one thread may wait for another for ever.
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


class _Deal(NamedTuple):
    """How work is dealt: from the `first` place to below the `end`, so many at a time, to whichever process asks next."""

    first: int
    end: int
    size: int

    def out(self, dealer: int) -> None:
        """Deal all runs, into the pipe that ends there."""
        for start in range(0, self.end, self.size):
            os.write(dealer, start.to_bytes(_CARD, "big"))
        os.close(dealer)

    def runs(self, deck: int) -> Iterator[range]:
        """Yield the places of each run that this process is dealt."""
        while card := os.read(deck, _CARD):
            yield self.run(card)

    def run(self, card: bytes) -> range:
        """Return the places that a card stands for."""
        start = int.from_bytes(card, "big")
        return range(max(start, self.first), min(start + self.size, self.end))


def _file_without_name(in_memory: bool) -> IO[bytes]:
    if in_memory and sys.platform == "linux" and hasattr(os, "memfd_create"):
        return early.file_in_memory("results")
    import tempfile  # takes as long to import as a lecture to render

    return tempfile.TemporaryFile(buffering=0)


def _handed(waiting: early.Waiting, what: object) -> _Child:
    """Hand work to a process that waits for it."""
    with waiting.work:
        waiting.work.write(pickle.dumps(what, 5))
    return _Child(waiting.id, waiting.results)


def _forked(work: Callable[[_Item], _Result], items: Sequence[_Item], runs: Iterator[range], is_little: bool) -> _Child:
    """Begin a process; of little work, results are in memory, where the system has files there."""
    file = _file_without_name(is_little)
    child = _Child(os.fork(), file)
    if not child.id:
        _do(work, items, runs, file)
    return child


def _do(work: Callable[[_Item], _Result], items: Sequence[_Item], runs: Iterator[range], file: IO[bytes]) -> NoReturn:
    """Work, put what comes of it into a file, each result behind its length, and end."""

    def put(place: int, result: object) -> None:
        data = pickle.dumps((place, result), 5)
        data = len(data).to_bytes(_LENGTH, "big") + data
        if file.write(data) < len(data):
            os._exit(1)  # the disk is full; whoever waits finds no end

    try:
        for run in runs:
            for place in run:
                put(place, work(items[place]))
        outcome: object = None
    except LecprepError as problem:
        outcome = type(problem)(str(problem))
    except OSError as problem:
        outcome = problem
    except Exception:
        import traceback

        outcome = RuntimeError(traceback.format_exc())
    try:
        put(-1, outcome)
    finally:
        os._exit(0)


class _Child:
    """A process that works, and the file into which it puts what comes of that."""

    def __init__(self, id: int, file: IO[bytes]) -> None:
        self.id = id
        self._file = file
        self._read = 0  # bytes
        self._has_ended = False

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
                self._has_ended = True

    def last(self) -> Iterator[tuple[int, Any]]:
        """Wait for the process to end, and yield what is left."""
        os.waitpid(self.id, 0)
        self.id = 0
        yield from self.found()
        if not self._has_ended:
            raise LecprepError("A process that did a part of the work has ended: try again with --jobs 1.")

    def __exit__(self, *problem: object) -> None:
        if self.id:
            import signal

            with contextlib.suppress(ProcessLookupError):
                os.kill(self.id, signal.SIGKILL)
            os.waitpid(self.id, 0)
        self._file.close()
