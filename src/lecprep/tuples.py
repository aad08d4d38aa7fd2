"""Named tuples as `typing` has them, made in a fifth of the time: every program that runs makes dozens first."""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Named(tuple):
        """What all named tuples do in the same way; `collections` gives each methods of its own."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **values):
            made = type(self)(*map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return type(self).__name__ + self._format % self

        def __getnewargs__(self):
            return tuple(self)

    class _Maker(type):
        """Makes a named tuple of what is written as a class; `typing` would compile its annotations, and a function for each."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            code = _code(len(fields)).replace(co_varnames=("_cls", *fields))
            body |= {
                "__slots__": (),
                "__new__": FunctionType(code, {"_new": tuple.__new__}, "__new__", tuple(defaults.values())),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
                "_format": f"({'=%r, '.join(fields)}=%r)" if fields else "()",
            }
            body |= zip(fields, _attributes(max(32, len(fields))), strict=False)
            return type(name, (_Named,), body)

    class NamedTuple(metaclass=_Maker):
        """What a named tuple is declared with."""

    @cache
    def _code(count: int) -> CodeType:
        """Return what makes a tuple of so many values; its names may be replaced."""
        names = "".join(f"_{place}, " for place in range(count))
        return eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__  # noqa: S307  # nobody's text but this one

    @cache
    def _attributes(count: int) -> list[object]:
        """Return what gives the value at each of so many places, as `collections` does."""
        sample = namedtuple("sample", [f"at_{place}" for place in range(count)])
        return [vars(sample)[field] for field in sample._fields]
