"""Our own folders, and what a system can do with any: two change places in one step, one is held by one process, one is made for a file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SWAP = 2  # RENAME_EXCHANGE of Linux's renameat2(2), and RENAME_SWAP of macOS's renamex_np(2)
_HERE = -100  # AT_FDCWD of Linux: paths begin in the current folder


def ours(name: str) -> Path:
    """Return where our own `templates` or `static` folder lies: inside the installed package, or at the top of its repository."""
    packaged = Path(__file__).resolve().parent / name
    return packaged if packaged.is_dir() else packaged.parents[2] / name


def exchange(one: Path, other: Path) -> None:
    """Let two folders of one disk change places in one step. Raises OSError where the system or the disk cannot do that."""
    import ctypes  # takes longer to import than all the rest of publishing

    library: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, names[0], _HERE, names[1], _SWAP)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _SWAP)
    else:
        raise OSError("no exchange of folders on this system")
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one))


def write_bytes(file: str, data: bytes, mode: int = 0o777) -> None:
    """Write a file, and make its folder if need be, with that mode. Raises OSError where the system refuses."""
    try:
        # Unbuffered, which asks the system for half as much; then a full disk may take a part.
        with open(file, "wb", buffering=0) as target:  # noqa: PTH123  # thousands of times a build
            left = memoryview(data)
            while left:
                left = left[target.write(left) :]
    except FileNotFoundError:
        Path(file).parent.mkdir(mode, parents=True, exist_ok=True)
        Path(file).write_bytes(data)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Hold a folder, after whoever holds it now; yield whether that is known. Whoever ends, killed or not, lets go."""
    descriptor = _hold(folder)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _hold(folder: Path) -> int | None:
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    while True:
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # While we waited, another may have taken its place.
            if os.path.samestat(os.fstat(descriptor), folder.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        except OSError:  # a disk of another machine that knows no locks
            os.close(descriptor)
            return None
        os.close(descriptor)
