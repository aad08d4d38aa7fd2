"""Parts of a library that are loaded when they are needed: nobody can tell, but by the clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LIBRARY = {
    "__init__": "from shelf.books import read, Book\nfrom shelf.lamps import lit\ndef title(): return read('a book')",
    "books": "from shelf import lamps\nclass Book:\n    pages = 3\ndef read(what): return f'{what} by {lamps.lit()}'",
    "lamps": "def lit(): return 'lamplight'",
    "user": "from shelf.books import Book\nclass Novel(Book): pass",
}


def said(folder: Path, program: str, **modules: str) -> list[str]:
    """Return the lines that a program prints which has a library of its own."""
    (folder / "shelf").mkdir()
    for name, text in {**LIBRARY, **modules}.items():
        (folder / "shelf" / f"{name}.py").write_text(text)
    program = (
        f"import sys; sys.path.insert(0, {str(folder)!r})\nfrom lecprep.deferred import load_without\n"
        "def loaded(): return [name for name in ('shelf', 'shelf.books', 'shelf.lamps') if name in sys.modules]\n"
        + program
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_a_part_is_loaded_when_something_of_it_is_called(tmp_path: Path) -> None:
    """And from then on nothing stands for anything: classes are classes again."""
    program = """
load_without("shelf", ("books", "lamps"))
import shelf
kept = shelf.read
print(loaded())
print(shelf.title(), loaded())
print(isinstance(shelf.Book(), shelf.Book), shelf.read is sys.modules["shelf.books"].read, kept("another"))
"""
    assert said(tmp_path, program) == [
        "['shelf']",
        "a book by lamplight ['shelf', 'shelf.books', 'shelf.lamps']",
        "True True another by lamplight",
    ]


def test_whoever_else_asks_for_a_part_has_it(tmp_path: Path) -> None:
    """To subclass what is in it, say."""
    program = """
load_without("shelf", ("books",))
import shelf.user
print(shelf.user.Novel.pages, loaded())
"""
    assert said(tmp_path, program) == ["3 ['shelf', 'shelf.books', 'shelf.lamps']"]


def test_a_library_that_needs_a_part_at_once_is_loaded_whole(tmp_path: Path) -> None:
    """As its next version may."""
    program = """
load_without("shelf", ("books", "lamps"))
import shelf
print(shelf.Novel.pages, shelf.lit(), loaded())
"""
    changed = LIBRARY["__init__"] + "\nclass Novel(Book): pages = Book.pages + 1"
    assert said(tmp_path, program, __init__=changed) == ["4 lamplight ['shelf', 'shelf.books', 'shelf.lamps']"]


def test_a_library_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    """Whoever has loaded it may use all of it."""
    program = """
import shelf
load_without("shelf", ("books",))
print(shelf.Book.pages)
"""
    assert said(tmp_path, program) == ["3"]


def test_a_library_that_is_not_there_is_missed_as_ever(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(subprocess.CalledProcessError) as problem:
        said(tmp_path, 'load_without("desk", ("drawers",))')
    assert "No module named 'desk'" in problem.value.stderr


def test_a_lecture_is_read_without_rules_that_it_does_not_need() -> None:
    """markdown-it is still such that these can be left out; what the theme leaves out of Jinja, `test_building` holds."""
    program = (
        "import sys; from lecprep import reader, markdown; markdown.parse('# A *b* [c](d) `e`\\n\\n> f', 'x.md', 1)\n"
        "off = ('smartquotes', 'linkify', 'html_block')\n"
        "print(*(name for name in sys.modules if name.startswith('markdown_it.rules_') and name.endswith(off)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "\n"
