"""What earlier runs found out, in files of the user's own cache folder; knows nothing of lectures.

Whatever is damaged, unreadable or of another version of the program is as good as absent. Values are pickled, and read
back by an unpickler that makes values of the classes it was told of and nothing else: no file can make it run code.
They lie in the user's cache folder, not in the course's, which may be a stranger's.
"""

from __future__ import annotations

import contextlib
import copyreg
import hashlib
import io
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, TypeVar

from lecprep.folders import write_bytes

_Value = TypeVar("_Value")
_CHECKSUM = 16  # bytes


class Packed(Generic[_Value]):
    """A value that has been pickled already, and need not be again on its way to another process."""

    def __init__(self, value: _Value, data: bytes) -> None:
        self.value = value
        self.data = data

    def __reduce__(self) -> tuple[Any, ...]:
        return pickle.loads, (self.data,)


class Cache:
    """Named values in a folder; without a folder, nothing is kept.

    `program` is whatever must be the same for a value to be of use; `classes` are those that values consist of, besides
    Python's own simple ones. With `in_memory`, values that nobody changes are also kept there.
    """

    def __init__(
        self, folder: Path | None, program: str = "", classes: Iterable[type] = (), *, in_memory: bool = False
    ) -> None:
        self._folder = folder if folder and _is_private(folder) else None
        self._program = program
        self._values: dict[str, Any] | None = {} if in_memory else None
        self._classes = {(known.__module__, known.__qualname__): known for known in classes}
        self._ways = {known: _taken_apart for known in self._classes.values() if issubclass(known, tuple)}

    def remember(self, name: str, key: object, compute: Callable[[], _Value]) -> _Value:
        """Return what `compute` returned when the key was the same, or does now. One value is kept a name."""
        found = self.recall(name, key)
        if found is not None:
            known: _Value = found[0]
            return known
        value = compute()
        self.save(name, (key, value))
        return value

    def recall(self, name: str, key: object) -> tuple[Any] | None:
        """Return the value that is kept under a name, alone in a tuple, or None if it was computed for another key."""
        found = self.load(name)
        is_known = isinstance(found, tuple) and len(found) == 2 and found[0] == key
        return (found[1],) if is_known else None

    def last(self, name: str) -> Any:
        """Return the value that was remembered last under a name, for whatever key, or None."""
        found = self.load(name)
        return found[1] if isinstance(found, tuple) and len(found) == 2 else None

    def load(self, name: str) -> Any:
        """Return the value of a name, or None."""
        if self._values is None:
            return self._read(name)
        if name not in self._values:
            self._values[name] = self._read(name)
        return self._values[name]

    def _read(self, name: str) -> Any:
        data = self.load_bytes(name)
        if data is None:
            return None
        try:
            return _Unpickler(io.BytesIO(data), self._classes).load()
        except Exception:  # whatever a strange file makes of unpickling, it is a miss
            return None

    def save(self, name: str, value: _Value) -> _Value | Packed[_Value]:
        """Keep a value under a name, and return it, packed if that was needed. That it cannot be kept harms nobody."""
        self.hold(name, value)
        if self._folder is None:
            return value
        file = io.BytesIO()
        pickler = pickle.Pickler(file, 5)
        pickler.dispatch_table = self._ways
        pickler.dump(value)
        packed = Packed(value, file.getvalue())
        self.save_bytes(name, packed.data)
        return packed

    def hold(self, name: str, value: object) -> None:
        """Keep a value in memory, as another process has saved it already."""
        if self._values is not None:
            self._values[name] = value

    def load_bytes(self, name: str) -> bytes | memoryview | None:
        """Return the bytes of a name, or None."""
        if self._folder is None:
            return None
        try:
            with open(f"{self._folder}/{name}", "rb") as file:  # noqa: PTH123  # a thousand times a build
                whole = memoryview(file.read())
        except OSError:
            return None
        checksum, data = whole[:_CHECKSUM], whole[_CHECKSUM:]
        return data if checksum == self._checksum(name, data) else None

    def save_bytes(self, name: str, data: bytes) -> None:
        """Keep bytes under a name."""
        if self._folder is None:
            return
        file = f"{self._folder}/{name}"
        temporary = f"{file}.{os.getpid()}.tmp"
        try:
            write_bytes(temporary, self._checksum(name, data) + data, mode=0o700)
            os.replace(temporary, file)  # noqa: PTH105  # as above
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108  # as above

    def forget_all_but(self, folder: str, names: Iterable[str]) -> None:
        """Remove what lies in a folder of the cache under other names."""
        kept = set(names)
        for name in list(self._values or ()):
            if name.startswith(f"{folder}/") and name not in kept:
                del self._values[name]  # type: ignore[union-attr]
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder / folder):  # noqa: PTH208  # a thousand, and a Path for none of them
                if f"{folder}/{name}" not in kept and not name.endswith(".tmp"):
                    (self._folder / folder / name).unlink()

    def _checksum(self, name: str, data: bytes | memoryview) -> bytes:
        state = hashlib.sha256(f"{self._program}\0{name}\0".encode("utf-8", "surrogatepass"))
        state.update(data)
        return state.digest()[:_CHECKSUM]


def user_folder(root: Path) -> Path | None:
    """Return the folder for what is remembered of a course, or None where the system names none for its user."""
    if sys.platform == "win32":
        top = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        top = os.path.expanduser("~/Library/Caches")  # noqa: PTH111  # Path raises where there is no home
    else:
        top = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    if not top or not os.path.isabs(top):  # noqa: PTH117
        return None
    return Path(top, "lecprep", name_of(os.path.realpath(root)))


def program(own: str = "") -> str:
    """Return what changes with this program, the libraries beside it, and Python; its `own` part may be known already."""
    state = hashlib.sha256(f"{sys.version}\0{own or modules()}\0".encode())
    library = find_spec("markdown_it")
    if library and library.origin:
        beside = os.listdir(Path(library.origin).parents[1])  # noqa: PTH208  # in this module every millisecond counts
        state.update("\0".join(sorted(name for name in beside if name.endswith(".dist-info"))).encode())
    return state.hexdigest()


def modules() -> str:
    """Return what changes with any of our own modules."""
    # By what they hold, not by when they were written: what one machine of a workflow remembers serves the next.
    here = os.path.dirname(__file__)  # noqa: PTH120  # as above
    files: list[str] = []
    for folder, folders, names in os.walk(here):
        folders[:] = [name for name in folders if name != "__pycache__"]
        files += [f"{folder}/{name}" for name in names if name.endswith(".py")]
    state = hashlib.sha256()
    for path in sorted(files):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # as above
            state.update(f"{path[len(here) :]}\0".encode() + file.read())
    return state.hexdigest()


def name_of(text: object) -> str:
    """Return a file name, always the same, for what may be any text; of anything else, for how it writes itself."""
    return hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _is_private(folder: Path) -> bool:
    """Make the folder, for its user alone; tell whether it is there and belongs to him."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
    except OSError:
        return False


def _taken_apart(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """What pickle asks a named tuple for, which gives it in twice the time."""
    return copyreg.__newobj__, (type(value), *value)  # type: ignore[attr-defined]  # what protocol 2 writes; typeshed leaves it out


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, classes: dict[tuple[str, str], type]) -> None:
        super().__init__(file)
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        return self._classes[module, name]
