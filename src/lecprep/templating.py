"""Jinja as the theme uses it: strict, escaping, unindented, its compiled templates kept; and quicker on its way to a macro."""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import markupsafe
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

from lecprep.processes import spread
from lecprep.prose import markup
from lecprep.tuples import NamedTuple


class Compiled(Protocol):
    """Where compiled templates may be kept, by name."""

    def load_bytes(self, name: str) -> bytes | memoryview | None: ...
    def save_bytes(self, name: str, data: bytes) -> None: ...
    def __hash__(self) -> int: ...


class Words(Protocol):
    """The words of the interface, by key; `digest` changes with any of them."""

    @property
    def digest(self) -> str: ...
    def form(self, key: str, values: Mapping[str, object]) -> str: ...
    def shown(self, values: Mapping[str, object]) -> Mapping[str, object]: ...
    def __hash__(self) -> int: ...


@lru_cache(maxsize=4)
def environment(folders: tuple[Path, ...], digest: str, words: Words, compiled: Compiled | None) -> Environment:
    """Return the environment of the templates in these folders, of which the first that has one wins.

    The filter `word` gives the words of a key, with what is filled in by name. Where nothing is, they are put into the
    template when it is compiled. While the `digest` of the folders is the same, so is the environment: a server does not
    load its templates again.
    """
    made = _Environment(
        loader=_Loader(folders, digest, words.digest, compiled),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["word"] = _word_of(words)
    return made


def _word_of(words: Words) -> Callable[..., Markup]:
    # Forms are few. Markup's own `format` does the same, and takes five times as long.
    escaped = cache(lambda form: str(markupsafe.escape(form)))

    def word(key: str, **values: object) -> Markup:
        try:
            text = escaped(words.form(key, values))
            shown = {name: markupsafe.escape(value) for name, value in words.shown(values).items()} if values else {}
            return Markup(text.format_map(shown) if values else text)
        except KeyError as problem:
            raise TemplateRuntimeError(f"there are no words {key} with these values ({problem})") from None

    # Most of what is filled in comes again: "2 marks", "Question 1."
    remembered = lru_cache(maxsize=1024, typed=True)(word)

    def word_again(key: str, **values: object) -> Markup:
        try:
            return remembered(key, **values)
        except TypeError:  # what cannot be a key
            return word(key, **values)

    return word_again


class _Templates(FileSystemLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            raise TemplateSyntaxError("it is not UTF-8 text", 1, template, template) from None


def compile_all(environment: Environment, jobs: int = 1) -> None:
    """Compile all templates of an environment that has its filters, where they can be kept and are not yet, in so many processes.

    Those that cannot be used are left to whoever uses them.
    """
    assert isinstance(environment.loader, _Loader)
    environment.loader.compile_all(environment, jobs)


def compiled(environment: Environment) -> Iterable[str]:
    """Return the names of the templates that need not be compiled any more."""
    assert isinstance(environment.loader, _Loader)
    return environment.loader.names


class _Kept(NamedTuple):
    """A template as it was compiled, and what that depends on besides the words: where it lies, and a digest of its source."""

    file: str
    source: bytes
    code: bytes


class _Loader(ChoiceLoader):
    """Loads templates from folders, or compiled: all of them are kept together, and none is read while no file has changed."""

    def __init__(self, folders: Sequence[Path], digest: str, words: str, compiled: Compiled | None) -> None:
        super().__init__([_Templates(folder) for folder in folders])
        self._all = (*map(str, folders), digest)
        self._words = words
        self._compiled = compiled
        self._kept: dict[str, _Kept] = {}
        self._is_whole = False
        if data := compiled and compiled.load_bytes(_NAME):
            kept_words, kept_all, kept = marshal.loads(data)  # noqa: S302  # ours, by its checksum
            if kept_words == words:
                self._kept = {name: _Kept(*values) for name, values in kept.items()}
                self._is_whole = kept_all == self._all

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        kept = self._kept.get(name) if self._is_whole else None
        if kept is None:
            return super().load(environment, name, globals)
        return environment.template_class.from_code(environment, marshal.loads(kept.code), globals or {})  # noqa: S302  # as above

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._kept) if self._is_whole else ()

    def compile_all(self, environment: Environment, jobs: int) -> None:
        if self._compiled is None or self._is_whole:
            return
        earlier, self._kept = self._kept, {}
        sources: dict[str, str] = {}
        for name in environment.list_templates(extensions=["html"]):
            with suppress(TemplateError, OSError):
                sources[name], file, _ = self.get_source(environment, name)
                source = hashlib.sha256(sources[name].encode("utf-8", "surrogatepass")).digest()
                kept = earlier.get(name)
                is_same = kept is not None and (kept.file, kept.source) == (file, source)
                self._kept[name] = kept if kept and is_same else _Kept(file or "", source, b"")
        new = [name for name, kept in self._kept.items() if not kept.code]

        def code(name: str) -> bytes:
            try:
                return marshal.dumps(environment.compile(sources[name], name, self._kept[name].file))
            except TemplateError:
                return b""

        for name, found in zip(new, spread(code, new, jobs), strict=True):
            self._kept[name] = self._kept[name]._replace(code=found)
        self._kept = {name: kept for name, kept in self._kept.items() if kept.code}
        self._is_whole = True
        self._compiled.save_bytes(
            _NAME, marshal.dumps((self._words, self._all, {name: tuple(kept) for name, kept in self._kept.items()}))
        )


_NAME = "theme"


# --- what a page does a thousand times ------------------------------------------------------------------------------

# What `markupsafe.escape` does with a string before it makes an object of it, which output does not need.
_escape_string = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def _output(value: Any) -> str:
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)  # no digit needs to be escaped
    return _escape_string(value) if kind is str else markupsafe.escape(value)


def called(macro: Macro, args: Sequence[object]) -> str:
    """Return what a macro comes to, as it does itself once it has sorted what it was given."""
    lacking = macro._argument_count - len(args)
    if lacking < 0 or macro.caller or macro.catch_kwargs or macro.catch_varargs:
        return str(macro(*args))
    said: str = macro._func(*args, *((missing,) * lacking))
    return said


class _Context(Context):
    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  # as Jinja has it: any name may be a keyword
        if type(__obj) is not Macro:
            return super().call(__obj, *args, **kwargs)
        # Macros take no context: there is nothing to find out about them.
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs) if kwargs else markup(called(__obj, args))


class _Template(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Whether a page has globals of its own, which it would have to look for at each import: none of ours has.
        return super()._get_default_module()


class _Environment(Environment):
    context_class = _Context
    template_class = _Template
    output = staticmethod(_output)

    @staticmethod
    def code_generator_class(*args: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # a class, to whoever calls it
        from lecprep.compiling import Generator  # seldom: templates are kept as they were compiled

        return Generator(*args, **kwargs)

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        # Templates are indented for those who write them; whoever reads the page need not load that.
        return re.sub(r"^[ \t]+(?=[<{])", "", source, flags=re.M)
