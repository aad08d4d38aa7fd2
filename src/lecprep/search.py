"""The search index: the course as Pagefind is told of it, and the files that it makes of that.

Pagefind is given no page of the site, but a plain one for each lecture, made for it here: what the reader may find, each
under the id where it stands. What would give an answer away is not in it, whatever a theme shows, and an index is made
anew only when something that can be found has changed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from lecprep.diagnostics import LecprepError
from lecprep.model import Course, Lecture, Prose
from lecprep.pages import lecture_url, section_label, shortened

if TYPE_CHECKING:
    import subprocess

FOLDER = "pagefind"
# What names the other files of the index.
ENTRY = f"{FOLDER}/pagefind-entry.json"

# The words that a query is better without: they stand everywhere, and their part of the index is the largest.
COMMON = f"{FOLDER}/common.json"

_LONGEST_TITLE = 90
_LONG_COURSE = 50  # lectures
_MOST_COMMON = 60
_ENOUGH_TO_COUNT = 100  # lectures
_PATIENCE = 600  # seconds
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W\d_]+")

Files = Mapping[str, bytes]


def program() -> Path | None:
    """Return where Pagefind is, or None where it is not installed: it is not made for every machine."""
    with suppress(ImportError, FileNotFoundError):
        from pagefind_bin import get_executable

        return Path(get_executable())
    return None


def documents(course: Course) -> dict[str, str]:
    """Return what can be found of each lecture, as a plain page under the address of its own.

    The element tells what a heading stands for: `h2` a section, `h3` a question (as it is asked, and no answer), `h4` a
    definition. What follows a heading belongs to it, so what stands between sections comes after them.
    """
    return {lecture_url(lecture): _document(lecture, course.language) for lecture in course}


def common_words(documents: Mapping[str, str]) -> list[str]:
    """Return the words that a long course uses most, in whatever language, in alphabetical order; none of a short one."""
    if len(documents) < _LONG_COURSE:
        return []
    some = sorted(documents.items())[:: max(1, len(documents) // _ENOUGH_TO_COUNT)]
    counts = Counter(word for _, text in some for word in _WORD.findall(_TAG.sub(" ", text).lower()))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return sorted(word for word, _ in ranked[:_MOST_COMMON])


@contextmanager
def indexing(documents: Mapping[str, str], pagefind: Path) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Begin to index documents, in a process of its own; what is yielded waits for it and returns the files of the index.

    The same documents give the same files. Raises LecprepError when Pagefind cannot.
    """
    import subprocess  # not before there is something to index
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="lecprep-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        for url, text in documents.items():
            file = site / url
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", errors="replace")
        command = [str(pagefind), "--site", str(site), "--output-path", str(out), "--silent"]
        try:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)  # noqa: S603  # our own dependency
        except OSError as problem:
            raise LecprepError(f"The search index could not be made: {problem.strerror or problem}.") from problem
        with process:
            try:
                yield lambda: {**_finished(process, out), COMMON: json.dumps(common_words(documents)).encode()}
            finally:
                process.kill()


def _finished(process: subprocess.Popen[bytes], out: Path) -> dict[str, bytes]:
    from subprocess import TimeoutExpired

    try:
        _, said = process.communicate(timeout=_PATIENCE)
    except TimeoutExpired:
        raise LecprepError("The search index could not be made: it took longer than ten minutes.") from None
    if process.returncode:
        raise LecprepError(f"The search index could not be made: {said.decode('utf-8', 'replace').strip()[-500:]}")
    # Its interfaces are not ours, and they and a second copy of its program would be most of the index.
    languages = json.loads((out / "pagefind-entry.json").read_bytes())["languages"].values()
    programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages}
    kept = [out / name for name in ("pagefind-entry.json", "pagefind-worker.js", *programs)]
    kept += [*out.glob("*.pf_meta"), *out.glob("index/*"), *out.glob("fragment/*")]
    return {f"{FOLDER}/{file.relative_to(out).as_posix()}": file.read_bytes() for file in sorted(kept)}


# --- what can be found ----------------------------------------------------------------------------------------------


def _document(lecture: Lecture, language: str) -> str:
    title = f"{lecture.number} {lecture.title}" if lecture.number is not None else lecture.title
    lines = [f'<!doctype html><html lang="{escape(language)}"><title>{escape(title)}</title><h1>{escape(title)}</h1>']
    lines += _paragraphs(lecture.summary, lecture.intro.text, ", ".join(lecture.tags))
    for section in lecture.sections:
        label = section_label(lecture, section.number)
        lines.append(_heading("h2", section.id, f"{label} {section.title.text}".strip()))
        lines += _paragraphs(*(part.text for part in section.body if isinstance(part, Prose)))
    if lecture.practice:
        lines.append(_heading("h2", lecture.practice.id, lecture.practice.title.text))
        lines += _paragraphs(lecture.practice.intro.text)
    for question in lecture.questions:
        asked = " ".join(question.prompt.text.split())
        lines.append(_heading("h3", question.anchor, question.label or shortened(asked, _LONGEST_TITLE)))
        lines += _paragraphs(asked)
    for definition in lecture.definitions:
        lines.append(_heading("h4", definition.anchor, definition.term.text))
        lines += _paragraphs(definition.body.text)
    return "\n".join(lines) + "\n"


def _heading(tag: str, html_id: str, text: str) -> str:
    return f'<{tag} id="{escape(html_id)}">{escape(text)}</{tag}>'


def _paragraphs(*texts: str) -> list[str]:
    return [f"<p>{escape(text)}</p>" for text in texts if text]
