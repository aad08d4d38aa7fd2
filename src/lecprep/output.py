"""Files to disk: only those that changed, nothing half-written, nothing that is not ours touched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lecprep.diagnostics import LecprepError, WrongUse

MANIFEST = ".lecprep.json"
_TEMPORARY = ".lecprep-tmp"


@dataclass(frozen=True, slots=True)
class Written:
    """What publishing did: paths created, updated, left as they were, and removed; and the size of the whole site in bytes."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    identical: tuple[str, ...]
    removed: tuple[str, ...]
    size: int


def check_place(output: Path, root: Path, sources: Iterable[Path]) -> None:
    """Raise WrongUse when `output` is no place for a site.

    It may not be or hold the course's folder `root`, nor be, hold or lie in one of its `sources`, nor be full of other files.
    """
    output = output.resolve()
    for source in (root, *sources):
        source = source.resolve()
        if output == source or output in source.parents or (source != root.resolve() and source in output.parents):
            raise WrongUse(
                f"The site cannot be written to {output}: it is, holds or lies in the course's folder {source}. Choose another --output."
            )
    if output.exists() and not output.is_dir():
        raise WrongUse(f"The site cannot be written to {output}: that is a file. Choose another --output.")
    if output.is_dir() and any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise WrongUse(
            f"{output} holds files that lecprep did not write, and they stay. Choose an empty folder for --output, or empty this one."
        )


def publish(files: Mapping[str, bytes], output: Path) -> Written:
    """Write a site's files to `output`, and remove those that an earlier build wrote and this one does not.

    Every file is replaced whole. What pages load is written before them and removed after them, so that a visitor who
    comes in the middle finds an old page or a new one, each with all that it needs. Raises LecprepError when the disk
    refuses; what was there before then still stands.
    """
    try:
        return _publish(files, output)
    except OSError as problem:
        name = f" ({problem.filename})" if problem.filename else ""
        raise LecprepError(
            f"The site could not be written to {output}: {problem.strerror or problem}{name}."
        ) from problem


def _publish(files: Mapping[str, bytes], output: Path) -> Written:
    output.mkdir(parents=True, exist_ok=True)
    earlier = _manifest(output)
    # Named before they are written: after an interruption the next build still knows which files are ours.
    _replace(output / MANIFEST, _manifest_text({*earlier, *files}))
    created: list[str] = []
    updated: list[str] = []
    identical: list[str] = []
    for path in sorted(files, key=_publishing_order):
        file = _inside(output, path)
        existing = _contents(file)
        if existing == files[path]:
            identical.append(path)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, files[path])
        (updated if existing is not None else created).append(path)
    removed = [path for path in sorted(earlier - set(files)) if _remove(output, path)]
    _replace(output / MANIFEST, _manifest_text(files))
    return Written(tuple(created), tuple(updated), tuple(identical), tuple(removed), sum(map(len, files.values())))


def _publishing_order(path: str) -> tuple[int, str]:
    """Assets and images first, then pages, the home page last."""
    return (2 if path == "index.html" else 1 if path.endswith(".html") else 0, path)


def _manifest(output: Path) -> set[str]:
    try:
        found = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {path for path in found if isinstance(path, str)} if isinstance(found, list) else set()


def _manifest_text(paths: Iterable[str]) -> bytes:
    note = "Written by lecprep: the files of this folder that it may replace and remove."
    return (json.dumps({"note": note, "files": sorted(paths)}, indent=0) + "\n").encode()


def _inside(output: Path, path: str) -> Path:
    """Return the file at a path of the output. Raises LecprepError where a symbolic link would lead out of it."""
    file = output
    for part in path.split("/"):
        file = file / part
        if part in ("", ".", "..") or file.is_symlink():
            raise LecprepError(
                f"{file} is a symbolic link or no plain name; the site is not written through it. Remove it."
            )
    return file


def _contents(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _replace(file: Path, data: bytes) -> None:
    temporary = file.with_name(f".{file.name[:100]}.{os.getpid()}{_TEMPORARY}")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _remove(output: Path, path: str) -> bool:
    """Remove a file that an earlier build wrote, and its folder if that leaves it empty."""
    try:
        file = _inside(output, path)
        file.unlink()
    except (FileNotFoundError, LecprepError):
        return False
    for folder in file.parents:
        if folder == output or any(folder.iterdir()):
            break
        folder.rmdir()
    return True
