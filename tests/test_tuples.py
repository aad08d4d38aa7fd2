"""Our named tuples are those of `typing` to whoever uses them."""

from __future__ import annotations

import pickle
import typing

import pytest

from lecprep.tuples import NamedTuple


class Place(NamedTuple):
    """A place in a file."""

    path: str
    line: int = 0
    column: int | None = None

    @property
    def shown(self) -> str:
        """As it is printed."""
        return f"{self.path}:{self.line}"

    def __str__(self) -> str:
        return self.shown


class Twin(typing.NamedTuple):
    """A place in a file."""

    path: str
    line: int = 0
    column: int | None = None


def test_they_are_tuples_with_names() -> None:
    """With defaults, by place or by name, and what is written in the class."""
    place = Place("a.md", column=3)
    assert tuple(place) == tuple(Twin("a.md", column=3)) == ("a.md", 0, 3)
    assert (place.path, place.line, place.column) == tuple(place)
    assert (str(place), place.shown) == ("a.md:0", "a.md:0")
    assert repr(place) == repr(Twin("a.md", column=3)).replace("Twin", "Place")
    assert tuple(place._replace(line=2)) == ("a.md", 2, 3)
    assert Place._make(["a.md", 0, 3]) == place
    assert place._asdict() == {"path": "a.md", "line": 0, "column": 3}
    assert not hasattr(place, "__dict__")


def test_they_say_of_themselves_what_those_of_typing_say() -> None:
    """Whoever asks for fields, defaults, documentation or a module finds them."""
    for name in ("_fields", "_field_defaults", "__doc__", "__module__", "__match_args__", "__annotations__"):
        mine, its = getattr(Place, name), getattr(Twin, name)
        assert mine == its or name == "__annotations__"
        assert list(mine) == list(its)
    assert Place.__qualname__ == "Place"
    assert pickle.loads(pickle.dumps(Place("a.md"))) == Place("a.md")


@pytest.mark.parametrize("wrong", [{}, {"path": "a.md", "row": 1}])
def test_a_wrong_name_is_refused(wrong: dict[str, typing.Any]) -> None:
    """And so is one that is missing."""
    with pytest.raises(TypeError):
        Place(**wrong)
