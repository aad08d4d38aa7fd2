"""Code in a text format must parse, and Python must compile: students copy it.

FAIL, an object over two lines of JSON Lines::

    ```jsonl
    {"role": "user",
     "content": "Hello"}
    ```

PASS::

    ```jsonl
    {"role": "user", "content": "Hello"}
    ```

A block that is meant to be broken, or to be a part of something, says so: ```` ```json no-check ````.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lecprep.diagnostics import Diagnostic, Span, error
from lecprep.model import CodeBlock, Lecture

LARGEST_BLOCK = 200_000
PYTHON = ("python", "py", "python3")

# The one in C lets pass some tabs, tags and comments that the one in Python does not.
_ONLY_IN_C = re.compile(r"[\t!%\ufeff]|[|>][-+0-9]*#")
_SILENCE = "Mend it, or write no-check after the language if it is meant to be so."


def check(lecture: Lecture, sound: Lecture | None = None) -> Iterator[Diagnostic]:
    """Yield an error for each code block that does not parse as what it says it is.

    What stands in the `sound` lecture, too, of which nothing was said, need not be looked at again.
    """
    known = {(block.language, block.text) for block in (sound.code if sound else ()) if block.checked}
    for block in lecture.code:
        parse = PARSERS.get(block.language) if (block.language, block.text) not in known else None
        if parse and block.checked and len(block.text) <= LARGEST_BLOCK:
            for line, message in parse(block):
                yield error(Span(block.span.path, block.span.line + line), "code-does-not-parse", message, _SILENCE)


def _json(block: CodeBlock) -> Iterable[tuple[int, str]]:
    import json

    try:
        json.loads(block.text)
    except ValueError as problem:
        yield getattr(problem, "lineno", 1) - 1, f"this is not valid JSON: {_short(problem)}"
    except RecursionError:
        yield 0, "this JSON is nested too deeply"


def _json_lines(block: CodeBlock) -> Iterable[tuple[int, str]]:
    import json

    for number, line in enumerate(block.text.split("\n")):
        if not line.strip():
            continue
        try:
            json.loads(line)
        except (ValueError, RecursionError) as problem:
            yield number, f"this line is not one JSON value: {_short(problem)}"
            return  # what follows is mostly the rest of the same object


def _yaml(block: CodeBlock) -> Iterable[tuple[int, str]]:
    import yaml

    if _is_sound_to_c(block.text):
        return
    try:
        for _ in yaml.parse(block.text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        # A bracket that is never closed is found at the end of the stream, one line after the last.
        yield (
            min(mark.line, block.text.rstrip().count("\n")) if mark else 0,
            f"this is not valid YAML: {getattr(problem, 'problem', '') or _short(problem)}",
        )
    except (ValueError, RecursionError) as problem:
        yield 0, f"this is not valid YAML: {_short(problem)}"


def _is_sound_to_c(text: str) -> bool:
    """Tell whether PyYAML's parser in C, which is ten times faster, has nothing to say, and the one in Python would not either."""
    import yaml

    if not yaml.__with_libyaml__ or _ONLY_IN_C.search(text):
        return False
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except (yaml.YAMLError, ValueError):
        return False
    return True


def _toml(block: CodeBlock) -> Iterable[tuple[int, str]]:
    import tomllib

    try:
        tomllib.loads(block.text)
    except (ValueError, RecursionError) as problem:
        yield 0, f"this is not valid TOML: {_short(problem)}"


def _python(block: CodeBlock) -> Iterable[tuple[int, str]]:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is the course's business, not the terminal's
            ast.parse(block.text)
    except SyntaxError as problem:
        yield (problem.lineno or 1) - 1, f"this Python does not compile: {problem.msg}"
    except (ValueError, RecursionError, MemoryError):
        yield 0, "this Python does not compile: it is nested too deeply or holds a zero byte"


def _short(problem: Exception) -> str:
    return str(problem).split("\n")[0].partition(": line")[0][:100]


PARSERS: Mapping[str, Callable[[CodeBlock], Iterable[tuple[int, str]]]] = {
    "json": _json,
    "jsonl": _json_lines,
    "ndjson": _json_lines,
    "yaml": _yaml,
    "yml": _yaml,
    "toml": _toml,
    **dict.fromkeys(PYTHON, _python),
}
