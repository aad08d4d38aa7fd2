"""Parts of a library that are loaded when something of them is called, and not with the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any


def load_without(library: str, parts: Sequence[str]) -> None:
    """Load a library but for some of its modules, which are loaded as soon as anything that it imports from them is called.

    A library that is there already is left as it is. One that needs these modules at once, as another version of it
    may, is loaded whole.
    """
    if library in sys.modules:
        return
    absent = {f"{library}.{part}": _Absent(f"{library}.{part}") for part in parts}
    sys.modules.update(absent)
    try:
        import_module(library)
    except Exception:
        for name in _modules(library):
            del sys.modules[name]
    # Whoever else asks for one of these modules is to have it.
    for name, module in absent.items():
        if sys.modules.get(name) is module:
            del sys.modules[name]
    import_module(library)


def _modules(library: str) -> list[str]:
    return [name for name in sys.modules if name == library or name.startswith(f"{library}.")]


class _Absent(ModuleType):
    """Stands for a module while others import from it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


class _Later:
    """Stands for what was imported from an absent module until anything of it is called; then it only hands on calls."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._called(*args, **kwargs)

    @cached_property
    def _called(self) -> Any:
        for module in map(sys.modules.__getitem__, _modules(self._module.partition(".")[0])):
            for name, value in list(vars(module).items()):
                if isinstance(value, _Later):
                    setattr(module, name, value._itself)
        return self._itself

    @property
    def _itself(self) -> Any:
        return getattr(import_module(self._module), self._name)
