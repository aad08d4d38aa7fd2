"""What many tests use: a course written from texts, and the cases that stand in files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
CASES = REPOSITORY / "tests" / "cases"

MakeCourse = Callable[..., Path]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another has left behind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """Write files (path → text or bytes) into a new course folder and return it."""

    def make(files: Mapping[str, str | bytes], name: str = "course") -> Path:
        root = tmp_path / name
        for path, text in files.items():
            file = root / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        (root / "content").mkdir(parents=True, exist_ok=True)
        return root

    return make
