"""Whatever is read, fed with whatever there is: `python -m tests.fuzz --minutes 60`.

Nothing may escape but the errors that say "this cannot go on", and nothing may take a second of the processor's time, twice
over, for an input of at most 100,000 characters. What is found is printed, as small as Hypothesis can make it, and ends the
run with exit code 1.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lecprep import build, output, sources
from lecprep.cache import Cache
from lecprep.checks import baseline, fixes
from lecprep.diagnostics import LecprepError, Span
from lecprep.exporters import FORMATS as EXPORTS
from lecprep.importers import FORMATS as IMPORTS
from lecprep.importers import Foreign, plan
from lecprep.model import SourceFile
from lecprep.reader import read
from lecprep.settings import COURSE_KEYS, EXAM_KEYS, LECTURE_KEYS, read_settings
from tests.conftest import CASES, REPOSITORY

CORPORA = REPOSITORY.parent / "shared" / "corpora"
LONGEST = 1.0  # seconds of the processor's time
LARGEST = 100_000  # characters, as many as a long chapter of a book has

# What Markdown, our front matter and our questions are made of.
PIECES = [
    "\n", "\n\n", " ", "    ", "\t", "> ", "- ", "1. ", "- [ ] ", "- [x] ", "# ", "## ", "### ", "#### ", "===",
    "---\n", "***", "```", "~~~", "````\n", "| a | b |\n", "|---|:-:|\n", "|", ": ", "[^1]", "[^1]: ", "^[", "]",
    "[a]", "(b)", "[a]: /b ", "![", "(../images/a.svg)", "<", ">", "<!--", "-->", "<b>", "<br>", "&amp;", "&#xD800;",
    "&#0;", "$", "$$", "\\frac{", "\\text{", "}", "\\begin{matrix}", "&", "\\\\", "\\", "`", "*", "**", "_", "~~",
    "www.a.org", "https://a.org/", "mailto:a@b.org", "javascript:", "a@b", "word", "é", "e\u0301", "𝛼", "\u202e",
    "\u2028", "\0", "\ufeff", "\r", "\x0b", "\x85", "0", "9", "1e999", "50 %", "± 0.1", "{#id .c}",
    "{#q marks=2 see=x}", "{.unnumbered}", "{", "[!NOTE] ", "[!KEY]- ", "[!DEFINITION] ", "Table: ", "Figure: ",
    "```python title=\"x\" {1,3-5}\n", "```output\n", "## Practice questions\n\n", "### Q {#q}\n\n",
    "#### Answer\n\n", "#### Order\n\n", "#### Match\n\n", "#### Model answer\n\n", "#### Solution\n\n",
    "#### Marking\n\n", "#### Hint\n\n", "#### Explanation\n\n", "- b (1)\n", "title: ", "title: T\n",
    "url: https://a.org/\n", "exams:\n", "  - ", "{id: e, title: E, questions: 5}", "draw: syllabus\n",
    "syllabus: 1-3\n", "parts:\n", "'", '"', "&a ", "*a", "!!python/object:os.system ", "? ", "|\n", ">-\n",
    "%YAML 1.1\n", "...\n", "2026-13-41", "12:30", "no", "~", "0x1F", ".inf", "<<: *a\n", "\\ud800", "[", "{}", ",",
    "#", "<!-- check-ignore: ", "<!-- check-ignore-file: ", "longest-choice-is-correct", "{.keep-order}", "- [ ] 7\n",
]  # fmt: skip
# What banks of other programs are made of, beside that.
FOREIGN = [
    "</text>", "<text>", "<![CDATA[", "]]>", "<question type=\"", "<answer fraction=\"", "<p>", "<table>", "<tr>", "<td>",
    "<img src=\"@@PLUGINFILE@@/a.png\">", "<li>", "<pre>", "<math>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "{{c1::",
    "}}", "::", "{=", "~%50%", "%-100%", "->", "####", "=", "~", "\\n", "$CATEGORY: ", "TRUE}", "#1:0.1", "1..", "1e400",
    "A. ", "A) ", "ANSWER: A\n", '"""', "\'\'\'", "[[questions]]\n", "prompt.prompt = ", "<quiz>", "</quiz>", ";",
    "\x1f", "\x1a", "\uffff", "null", "[" * 900, "-1", "9" * 20, "9" * 5000,
]  # fmt: skip
KEYS = sorted({key.name for table in (COURSE_KEYS, LECTURE_KEYS, EXAM_KEYS) for key in table})


@cache
def corpus() -> list[str]:
    """Return texts to begin with: our own courses and cases, and the corpora where they lie beside the project."""
    folders = [CASES, REPOSITORY / "content", REPOSITORY / "docs"]
    texts = [file.read_text("utf-8") for folder in folders for file in sorted(folder.rglob("*.md"))]
    for file in sorted(CORPORA.glob("*.json")):
        texts += list(_strings(json.loads(file.read_text("utf-8"))))
    return texts


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _slice(text: str, start: int, length: int) -> str:
    at = start % (len(text) + 1)
    return text[at : at + length]


def texts(pieces: list[str]) -> st.SearchStrategy[str]:
    """Return texts of such pieces, of parts of the corpus, of repetitions, and of any characters."""
    part = st.builds(_slice, st.sampled_from(corpus()), st.integers(0, 5000), st.integers(1, 3000))
    piece = st.sampled_from(pieces)
    many = st.builds(lambda text, times: text * times, st.lists(piece, min_size=1, max_size=3).map("".join),
                     st.sampled_from([2, 2, 3, 9, 9, 60, 600, 4000]))  # fmt: skip
    anything = st.text(max_size=40)
    parts = st.lists(st.one_of(piece, piece, piece, part, many, anything), max_size=30)
    return parts.map(lambda found: "".join(found)[:LARGEST])


@cache
def banks() -> list[tuple[str, bytes]]:
    """Return a bank in each format, to be damaged: every kind of question as we export it, or a few by hand."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "content" / "lectures").mkdir(parents=True)
        (Path(folder) / "content" / "lectures" / "a.md").write_bytes((CASES / "all-kinds.md").read_bytes())
        checked = build.check(Path(folder))
        ours = {name: build.export(checked, name).data for name in EXPORTS if name != "paper"}
    names = {"qti3": "qti", "qti21": "qti"}
    return [(names.get(name, name), data) for name, data in ours.items()] + [
        ("aiken", b"How many?\nA. One\nB) Two\nANSWER: B\n\nAnd now?\nA. Three\nB. Four\nANSWER: A\n"),
        ("mdquiz", b"---\nquestion: How many?\ntitle: T\n---\n\n> Hint\n\n- [x] One\n> Yes\n- [ ] Two\n> No\n"),
        ("mkdocs-quiz", b"<quiz>\nHow many?\n- [x] One\n- [ ] Two\n\nWhy.\n</quiz>\n\n<quiz>\nIt is [[blue]]\n</quiz>\n"),
        ("mdbook-quiz", b'[[questions]]\nid = "a"\ntype = "MultipleChoice"\nprompt.prompt = "How?"\n'
                        b'prompt.distractors = ["b"]\nanswer.answer = "a"\ncontext = """\nc\n"""\n\n'
                        b'[[questions]]\ntype = "ShortAnswer"\nprompt.prompt = "p"\nanswer.answer = "x"\n'),
    ]  # fmt: skip


Damage = list[tuple[int, int, str]]
DAMAGE: st.SearchStrategy[Damage] = st.lists(
    st.tuples(
        st.integers(0, 200_000),
        st.integers(0, 60),
        st.one_of(st.sampled_from([*FOREIGN, *PIECES]), st.text(max_size=5)),
    ),
    max_size=8,
)


def damaged(data: bytes, damage: Damage) -> bytes:
    """Return bytes with something else in some places; in a zip one of its files is damaged."""
    if data.startswith(b"PK") and damage:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            held = {name: package.read(name) for name in package.namelist()}
        chosen = sorted(held)[damage[0][0] % len(held)]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, inner in held.items():
                package.writestr(name, damaged(inner, damage[1:]) if name == chosen else inner)
        return out.getvalue()
    for at, length, piece in damage:
        start = at % (len(data) + 1)
        data = data[:start] + piece.encode("utf-8", "surrogatepass") + data[start + length :]
    return data


MARKDOWN = texts(PIECES)
YAML = texts([*PIECES, *(f"{key}: " for key in KEYS), *(f"\n{key}: " for key in KEYS)])
BYTES = st.one_of(st.binary(max_size=400), MARKDOWN.map(lambda text: text.encode("utf-8", "surrogatepass")))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(PIECES)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=20,
)


# --- what reads ------------------------------------------------------------------------------------------------------


def lecture(text: str) -> None:
    """A lecture."""
    found = read(SourceFile("lectures/x.md", text))
    assert found.lecture is not None or found.diagnostics


def front_matter(text: str) -> None:
    """A lecture's front matter."""
    read(SourceFile("lectures/x.md", f"---\n{text}\n---\n\n# T\n"))


def course_settings(text: str) -> None:
    """course.yml."""
    read_settings(text, "course.yml")


def whole_course(files: tuple[bytes, bytes, bytes]) -> None:
    """A course on disk: its settings, a lecture and an image; read, judged, rendered, exported."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "lectures").mkdir()
        (root / "images").mkdir()
        (root / "lectures" / "a.md").write_bytes(files[0])
        (root / "lectures" / "b.md").write_bytes(b"# Another\n\nText.\n")
        (root / "course.yml").write_bytes(files[1])
        (root / "images" / "a.svg").write_bytes(files[2])
        checked = build.check(root)
        if checked.course is None:
            return
        # With its errors, as `serve` does.
        for data in build.render(checked).values():
            assert isinstance(data, bytes)
        for name in () if checked.is_refused(strict=False) else EXPORTS:
            build.export(checked, name)


def image(data: bytes) -> None:
    """An image of every type that there is."""
    with tempfile.TemporaryDirectory() as folder:
        for ending, head in (("svg", b"<svg "), ("png", b"\x89PNG\r\n\x1a\n"), ("jpg", b"\xff\xd8\xff"), ("gif", b"GIF89a"),
                             ("webp", b"RIFF0000WEBP"), ("avif", b"0000ftypavif")):  # fmt: skip
            (Path(folder) / f"a.{ending}").write_bytes(head + data)
            sources.read_image(sources.find(Path(folder)), f"a.{ending}")


def foreign_bank(data: bytes) -> None:
    """A file of another program, in each format that is imported."""
    with tempfile.TemporaryDirectory() as folder:
        for name, importer in IMPORTS.items():
            plan(importer([Foreign(f"bank.{name}", data)]), Path(folder) / "course")


def known_bank(given: tuple[tuple[str, bytes], Damage]) -> None:
    """A bank in the format that it says it is in, damaged in some places."""
    (name, data), damage = given
    with tempfile.TemporaryDirectory() as folder:
        plan(IMPORTS[name]([Foreign("bank", damaged(data, damage))]), Path(folder) / "course")


def mended(text: str) -> None:
    """A lecture in which what has one right answer is mended."""
    fixes.fix("lectures/x.md", text)


def remembered(data: bytes) -> None:
    """What is remembered, with anything in its place: never more than a miss."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Cache(Path(folder), "", [Span])
        kept.save("a", ("what", "was", "there"))
        (Path(folder) / "a").write_bytes(data)
        if (found := kept.load("a")) is not None:
            raise AssertionError(f"{found!r} was never remembered")


def lists(data: bytes) -> None:
    """The list of a site's files, and the list of mistakes that are known."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / output.MANIFEST).write_bytes(data)
        with output.Site(Path(folder)) as site:
            site.note("a", {}, site.add("a", b"a"), "")
            site.publish()
        baseline.new((), {}, data)


def _lists(value: Any) -> bytes:
    known = [{"file": "a", "rule": "b", "line": "", "count": value}]
    return json.dumps({"format": baseline.FORMAT, "version": baseline.VERSION, "files": value, "known": known}).encode()


def _bank(value: Any) -> bytes:
    return json.dumps({"format": "lecprep-bank", "version": 1, "lectures": value}).encode()


TARGETS: dict[Callable[[Any], None], tuple[st.SearchStrategy[Any], int]] = {
    lecture: (MARKDOWN, 8),
    front_matter: (YAML, 4),
    course_settings: (YAML, 4),
    whole_course: (st.tuples(MARKDOWN.map(str.encode), st.one_of(st.just(b"title: T\n"), YAML.map(str.encode)), BYTES), 8),
    image: (BYTES, 2),
    known_bank: (st.tuples(st.deferred(lambda: st.sampled_from(banks())), DAMAGE), 6),
    mended: (MARKDOWN, 2),
    foreign_bank: (st.one_of(BYTES, JSON.map(lambda value: json.dumps(value).encode()), JSON.map(_bank)), 2),
    remembered: (BYTES, 1),
    lists: (st.one_of(BYTES, JSON.map(_lists)), 1),
}  # fmt: skip


# --- running ---------------------------------------------------------------------------------------------------------


class TooLong(BaseException):
    """An input took a second."""


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        signal.setitimer(
            signal.ITIMER_PROF, LONGEST
        )  # once more: what is raised in a callback of the collector is lost
        raise TooLong(f"more than {LONGEST} s of the processor's time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def feed(seconds: float, start: int) -> Counter[str]:
    """Feed every target for its share of the time; return how many inputs each was given. Raises what escapes."""
    whole = sum(weight for _, weight in TARGETS.values())
    counts: Counter[str] = Counter()
    for target, (strategy, weight) in TARGETS.items():
        until = time.monotonic() + seconds * weight / whole
        turn = start
        while time.monotonic() < until:
            turn += 1
            try:
                _some_inputs(target, strategy, counts, turn)
            except BaseException as problem:
                problem.add_note(f"{target.__name__}, seed {turn}")
                raise
    return counts


def _some_inputs(
    target: Callable[[Any], None], strategy: st.SearchStrategy[Any], counts: Counter[str], turn: int
) -> None:
    @seed(turn)
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(strategy)
    def run(value: Any) -> None:
        counts[target.__name__] += 1
        # The second time decides: on a busy machine the same work now and then takes several times as long.
        for is_last in (False, True):
            try:
                with _bounded():
                    target(value)
                return
            except LecprepError:
                return
            except TooLong as problem:
                if is_last:
                    raise AssertionError(str(problem)) from None

    run()


def main() -> int:
    """Run for the time that is asked for and print how many inputs each target was given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    print(f"{options.minutes} minutes from seed {options.seed}", flush=True)
    counts = feed(options.minutes * 60, options.seed * 1_000_000)
    for name, count in counts.items():
        print(f"{count:>9,}  {name}")
    print(f"{sum(counts.values()):>9,}  inputs, no exception escaped, none took {LONGEST} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
