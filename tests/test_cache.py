"""What is remembered: found again as it was, or not at all."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from lecprep.cache import Cache, program, user_folder
from lecprep.diagnostics import Severity, Span


class Command:
    """What an attacker would put into a pickle."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.file}",)


def test_a_value_is_computed_once_a_key(tmp_path: Path) -> None:
    """And again, for another key, in the place of the first."""
    cache = Cache(tmp_path, "1", [Span, Severity])
    value = (Span("a.md", 3), Severity.HINT, {"x": [1, None]})
    assert cache.remember("a/b", "key", lambda: value) == value
    assert cache.remember("a/b", "key", lambda: pytest.fail("computed again")) == value
    assert cache.remember("a/b", "other", lambda: 2) == 2
    assert cache.recall("a/b", "key") is None


def test_what_another_version_kept_is_not_there(tmp_path: Path) -> None:
    """Its values may have had another meaning."""
    Cache(tmp_path, "1").save("a", 1)
    assert Cache(tmp_path, "1").load("a") == 1
    assert Cache(tmp_path, "2").load("a") is None


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 400, "cut", "flipped", "renamed"])
def test_a_damaged_file_is_a_miss(tmp_path: Path, damage: bytes | str) -> None:
    """Emptied, cut off, one bit turned over, under another name: computed again, never an error."""
    cache = Cache(tmp_path, "1")
    cache.save("a", ["value"] * 20)
    good = (tmp_path / "a").read_bytes()
    bad = {"cut": good[:-3], "flipped": good[:40] + bytes([good[40] ^ 1]) + good[41:], "renamed": good}
    if damage == "renamed":
        cache.save("a", "another")
        (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes())
        (tmp_path / "b").write_bytes(good)
        assert cache.load("b") is None
        return
    (tmp_path / "a").write_bytes(bad[damage] if isinstance(damage, str) else damage)
    assert cache.load("a") is None
    assert cache.remember("a", "key", lambda: 1) == 1


def test_no_file_makes_it_run_anything(tmp_path: Path) -> None:
    """Not even one with the right checksum: what is not among the classes is not made."""
    cache = Cache(tmp_path / "cache", "1", [Span])
    cache.save_bytes("a", pickle.dumps(Command(tmp_path / "ran")))
    assert cache.load("a") is None
    cache.save("b", Severity.ERROR)
    assert cache.load("b") is None
    assert not (tmp_path / "ran").exists()


def test_without_a_folder_everything_works_and_nothing_is_kept(tmp_path: Path) -> None:
    """No home, a full disk, a file in the way: slower, and otherwise the same."""
    (tmp_path / "file").write_text("x")
    for cache in (Cache(None), Cache(tmp_path / "file" / "below")):
        assert cache.remember("a", 1, lambda: 2) == 2
        assert cache.load("a") is None


def test_what_is_kept_is_its_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies in the cache folder of the user, not in the course, and nobody else may look into it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = user_folder(tmp_path / "course")
    assert folder and folder.is_relative_to(tmp_path / "cache")
    Cache(folder).save("a", 1)
    assert folder.stat().st_mode & 0o077 == 0


def test_what_is_not_needed_any_more_goes(tmp_path: Path) -> None:
    """A course that is written for years leaves no heap behind."""
    cache = Cache(tmp_path)
    for name in ("readings/a", "readings/b", "other"):
        cache.save(name, 1)
    cache.forget_all_but("readings", ["readings/b"])
    assert [cache.load(name) for name in ("readings/a", "readings/b", "other")] == [None, 1, 1]


def test_another_program_has_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However deep the file lies that is another; what no Python runs does not matter."""
    deep = tmp_path / "checks" / "writing"
    deep.mkdir(parents=True)
    (tmp_path / "cache.py").write_text("")
    (deep / "rule.py").write_text("LONGEST = 1")
    monkeypatch.setattr("lecprep.cache.__file__", str(tmp_path / "cache.py"))
    before = program()
    (tmp_path / "notes.txt").write_text("nothing")
    assert program() == before
    (deep / "rule.py").write_text("LONGEST = 2")
    assert program() != before
