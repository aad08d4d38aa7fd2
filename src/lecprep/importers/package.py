"""Zip packages that anybody may have made: bounded in members, size and ratio, and no name leads anywhere."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lecprep.importers.base import Foreign, Refused

MOST_MEMBERS = 10_000
LARGEST_WHOLE = 300_000_000
LARGEST_MEMBER = 50_000_000
HIGHEST_RATIO = 200


def members(file: Foreign) -> dict[str, bytes]:
    """Return the files of a package by their names. Raises Refused for what is no zip, or is made to do harm."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_MEMBERS:
                raise file.refused(f"it holds more than {MOST_MEMBERS:,} files")
            total = 0
            for entry in entries:
                name = entry.filename.replace("\\", "/")
                if name.startswith("/") or ":" in name or ".." in name.split("/"):
                    raise file.refused(f"a name in it leads out of it: {name[:60]!r}")
                if entry.flag_bits & 1:
                    raise file.refused("it is encrypted")
                total += entry.file_size
                too_tight = entry.file_size > 1_000_000 and entry.file_size > HIGHEST_RATIO * max(
                    entry.compress_size, 1
                )
                if entry.file_size > LARGEST_MEMBER or total > LARGEST_WHOLE or too_tight:
                    raise file.refused(f"{name[:60]!r} in it unpacks to far more than any bank needs")
                with package.open(entry) as opened:
                    data = opened.read(LARGEST_MEMBER + 1)
                if len(data) > entry.file_size:
                    raise file.refused(f"{name[:60]!r} in it is larger than it says")
                found[posixpath.normpath(name)] = data
    except Refused:
        raise
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as problem:
        raise file.refused(f"this is not a zip package that can be read: {problem}") from None
    except Exception as problem:  # zlib and its relatives have errors of their own
        raise file.refused(f"this package is damaged: {problem}") from None
    return found
