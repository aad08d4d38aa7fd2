"""The least that a site of this format can cost with these libraries: `python -m benchmarks.floor COURSE OUTPUT --jobs 2`.

markdown-it-py with the plugins that the format needs, Pygments with remembered lexers, one Jinja page, an atomic write.
No questions, no checks, no links between lectures, no glossary. With `--cache`, files whose content is known are left
out; then nothing is imported that has no work to do. `benchmarks/build.py` measures lecprep against this.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

ENOUGH_FOR_PROCESSES = 24  # lectures
CACHE = ".floor.json"

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title><link rel="stylesheet" href="style.css"></head>
<body>
<nav><ol>{% for name in neighbours %}<li><a href="{{ name }}.html">{{ name }}</a></li>{% endfor %}</ol></nav>
<main><h1>{{ title }}</h1>
{{ body | safe }}
</main>
</body>
</html>
"""


def build(course: Path, output: Path, jobs: int, *, remember: bool) -> int:
    """Write the page of every lecture, or of those that changed, and return how many there were to write."""
    files = sorted((course / "content" / "lectures").glob("*.md"))
    output.mkdir(parents=True, exist_ok=True)
    known: dict[str, str] = {}
    keys: dict[str, str] = {}
    if remember:
        keys = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        known = json.loads((output / CACHE).read_text("utf-8")) if (output / CACHE).exists() else {}
        files = [file for file in files if known.get(file.name) != keys[file.name]]
    names = sorted(file.stem for file in (course / "content" / "lectures").glob("*.md"))
    _in_processes(jobs if len(files) >= ENOUGH_FOR_PROCESSES else 1, files, lambda part: _write(part, names, output))
    if remember and keys != known:
        (output / CACHE).write_text(json.dumps(keys), "utf-8")
    return len(files)


def _in_processes(jobs: int, files: Sequence[Path], work: Callable[[Sequence[Path]], None]) -> None:
    """Deal the files to this process and its children, which share what was imported before the fork."""
    if not files:
        return
    _page(), _parser()
    children = []
    for place in range(1, jobs):
        child = os.fork()
        if child == 0:
            work(files[place::jobs])
            os._exit(0)
        children.append(child)
    work(files[::jobs])
    if any(os.waitpid(child, 0)[1] for child in children):
        raise SystemExit("a process of the floor failed")


def _write(files: Sequence[Path], names: Sequence[str], output: Path) -> None:
    for file in files:
        _, front, text = file.read_text("utf-8").split("---\n", 2)
        title = front.partition("title: ")[2].partition("\n")[0]
        at = names.index(file.stem)
        html = _page()(title=title, body=_parser()(text), neighbours=names[max(0, at - 6) : at + 6])
        page = output / f"{file.stem}.html"
        temporary = page.with_suffix(".tmp")
        temporary.write_text(html, "utf-8")
        temporary.replace(page)


@cache
def _page() -> Callable[..., str]:
    from jinja2 import Environment

    return Environment(autoescape=True).from_string(_PAGE).render


@cache
def _parser() -> Callable[[str], str]:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    formatter = HtmlFormatter(nowrap=True)

    def colour(code: str, language: str, attributes: str) -> str:
        return highlight(code, _lexer(language), formatter)

    parser = MarkdownIt("commonmark", {"html": False, "tasklists": True, "highlight": colour})
    parser.enable(["table", "strikethrough"]).use(gfm_autolink_plugin).use(deflist_plugin).use(footnote_plugin)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    return parser.render


@cache
def _lexer(language: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)


def main() -> None:
    """Build once, as a program of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("course", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--cache", action="store_true")
    arguments = parser.parse_args()
    written = build(arguments.course, arguments.output, arguments.jobs, remember=arguments.cache)
    print(f"{written} pages")


if __name__ == "__main__":
    main()
