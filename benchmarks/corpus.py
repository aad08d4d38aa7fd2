"""A course of any size, the same bytes every time: `python -m benchmarks.corpus DIR --lectures 100 --dialect author`.

Lecture 7 is the same in a course of 14 and of 1,000: its chance is seeded by its number, and it links to earlier lectures
only. A lecture is a list of blocks; `benchmarks/dialects.py` writes them the way each tool has them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PART = 12  # lectures
IMAGES = 12
MARKER = "Revised 0 times."  # the sentence of a lecture that an edit changes


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its id; level 2 begins a section."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. Links stand in it as [words](lecture number#id), with no number for the lecture itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A box: `kind` is lecprep's word for it."""

    kind: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, the head first."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Fence:
    """Code; `marked` are its highlighted lines, such as "2-3"."""

    language: str
    title: str
    code: str
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An image with a caption; `path` is below the course's folder."""

    path: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice with what is said of it afterwards."""

    text: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A practice question. What it holds decides its kind, as in the author's format."""

    id: str
    label: str
    see: str
    prompt: str
    explanation: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    answer: tuple[str, ...] = ()  # one: a number; several: accepted texts
    order: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    model: str = ""
    solution: Fence | None = None
    marking: tuple[str, ...] = ()


Block = Heading | Text | Items | Callout | Table | Fence | Figure | Question


@dataclass(frozen=True, slots=True)
class Lecture:
    """A lecture: its blocks end with the questions and a box of what to remember."""

    number: int
    title: str
    summary: str
    blocks: tuple[Block, ...]

    @property
    def slug(self) -> str:
        """The name of its file and page."""
        return f"{self.number:04}-{_slug(self.title)}"

    @property
    def part(self) -> int:
        """The part of the course it belongs to, from 1."""
        return (self.number - 1) // PART + 1


_NOUNS = """adapter batch baseline cluster context corpus dataset decoder embedding encoder entropy estimate evaluation example
feature filter gradient heuristic index instruction kernel label layer margin memory metric model norm objective optimiser
outlier parameter pipeline policy posterior prior prompt query rank regression residual retriever reward sample score
sequence signal store summary threshold token trace vector weight window""".split()  # noqa: SIM905
_ADJECTIVES = """adaptive bounded calibrated causal coarse cumulative dense discrete frozen greedy hidden linear local
marginal noisy optimal parallel recurrent robust shallow sparse stable static weighted""".split()  # noqa: SIM905
_VERBS = "adjusts bounds changes compares corrects filters limits measures orders predicts replaces summarises".split()  # noqa: SIM905
_SENTENCES = (
    "The {a} {n} {v} the {n}, and the {m} that follows from it is seldom larger than {d}.",
    "Before you trust a {n}, ask which {m} it was measured against and who chose the {n}.",
    "A **{n}** is cheap to compute; a {a} {m} is not, so most systems keep it for {d} requests or more.",
    "Suppose the {n} holds {d} items and the {m} holds {e}.",
    "When the {n} grows, the {m} shrinks, because both share one {a} {n}.",
    "Nobody reads {d} rows by hand, so the {n} stands for the {m} in every report.",
    "That is why a *{a}* {n} comes first and the {m} last.",
    "In practice `{n}_{m}` is set once, at the start, and stays as it is for the {a} {n}.",
    "It {v} what the {n} has left over; the {m} does the rest.",
    'The useful question is never "Which {n} is the largest?" but "Which {m} is enough?"',
    "If one {n} in {e} is wrong, expect the {m} to be wrong about as often.",
    "The {n} {v} the {m} at each step, which costs {d} ms and saves {e}.",
    "Two {n}s that agree tell you less than a {m} that does not.",
    "Compare it with the {a} {n} of the last section: there the {m} was given, here it has to be found.",
)
_LABELS = ("Definition", "When to use", "Arithmetic", "Strategy", "Concept", "Method", "Comparison", "Cause")


class _Writer:
    """Chance for one lecture, and the words that it picks."""

    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self._random = random.Random(f"lecprep {seed} {number}")

    def upto(self, stop: int) -> int:
        return self._random.randrange(stop)

    def pick(self, words: Sequence[str]) -> str:
        return words[self.upto(len(words))]

    def different(self, words: Sequence[str], count: int) -> list[str]:
        left = list(words)
        return [left.pop(self.upto(len(left))) for _ in range(count)]

    def sentence(self) -> str:
        noun, other = self.different(_NOUNS, 2)
        words = {"n": noun, "m": other, "a": self.pick(_ADJECTIVES), "v": self.pick(_VERBS)}
        return self.pick(_SENTENCES).format(**words, d=self.upto(900) + 20, e=self.upto(18) + 3)

    def text(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def short(self) -> str:
        """Return a few words, such as a choice; two of them are hardly ever the same."""
        words = (self.pick(_ADJECTIVES), self.pick(_NOUNS), self.pick(_VERBS), self.pick(_NOUNS), self.upto(90) + 10)
        return "A {} {} that {} the {} {} times".format(*words)

    def shorts(self, count: int) -> list[str]:
        texts: dict[str, None] = {}
        while len(texts) < count:
            texts[self.short()] = None
        return list(texts)

    def section(self) -> str:
        """Return the id of a section; every lecture has the same four."""
        return f"section-{self.upto(4) + 1}"

    def link(self) -> str:
        """Return a link to a section of this lecture or of one up to 30 before it."""
        back = min(self.number - 1, self.upto(30))
        target = f"{self.number - back}" if back else ""
        return f"[{self.pick(_ADJECTIVES)} {self.pick(_NOUNS)}]({target}#{self.section()})"


def lecture(number: int, seed: int = 1) -> Lecture:
    """Return a lecture: about 13 KB in the author's format, 6 fences, 12 questions."""
    w = _Writer(number, seed)
    adjective, noun, other = w.pick(_ADJECTIVES), w.pick(_NOUNS), w.pick(_NOUNS)
    intro = f"{w.text(2)} {MARKER} For what came before, see {w.link()}."
    blocks: list[Block] = [Text(intro)]
    for section, middle in enumerate((_figure_and_table, _code_with_output, _data, _settings), 1):
        term, of = w.pick(_NOUNS), w.pick(_NOUNS)
        blocks += [
            Heading(2, f"The {term} and its {of}", f"section-{section}"),
            Text(w.text(3)),
            Text(f"{w.text(2)} It follows from the {w.link()}."),
            *middle(w),
            Heading(3, f"A {w.pick(_ADJECTIVES)} {w.pick(_NOUNS)}", f"detail-{section}"),
            Text(w.text(2)),
        ]
    blocks.append(Heading(2, "Practice questions", "practice"))
    blocks += _questions(w)
    lines = tuple(f"**{w.pick(_NOUNS).title()}:** {w.short().lower()}." for _ in range(4))
    blocks.append(Callout("REMEMBER", "", "\n".join(f"- {line}" for line in lines)))
    return Lecture(number, f"{adjective.title()} {noun} and {other}", w.sentence().replace("*", ""), tuple(blocks))


def _figure_and_table(w: _Writer) -> list[Block]:
    term = f"{w.pick(_ADJECTIVES).title()} {w.pick(_NOUNS)} {w.number}"
    rows = [(name.title(), w.short(), w.short()) for name in w.different(_NOUNS, 4)]
    return [
        Callout("DEFINITION", term, w.text(2)),
        Figure(f"images/chart-{w.number % IMAGES}.svg", f"Bars of rising height: {w.short().lower()}.", w.sentence()),
        Table(f"Three ways to choose a {w.pick(_NOUNS)}", (("Approach", "What it is", "What it costs"), *rows)),
        Items(tuple(f"**{name.title()}.** {w.sentence()}" for name in w.different(_NOUNS, 3))),
    ]


def _code_with_output(w: _Writer) -> list[Block]:
    name, item = w.different(_NOUNS, 2)
    numbers = [w.upto(90) + 10 for _ in range(5)]
    code = (
        f"from statistics import fmean\n\n\ndef {name}_of({item}s: list[float], limit: float = {w.upto(9) + 1}.5) -> float:\n"
        f'    """Return the mean of the {item}s above a limit."""\n'
        f"    kept = [{item} for {item} in {item}s if {item} > limit]  # the rest is noise\n"
        f'    return fmean(kept) if kept else float("nan")\n\n\nprint({name}_of({numbers}))\n'
    )
    return [
        Fence("python", f"The {name} of five {item}s", code, marked="6-7"),
        Fence("output", "", f"{sum(numbers) / 5}\n"),
        Callout("MISCONCEPTION", f"A larger {name} is a better {item}", w.text(2)),
    ]


def _data(w: _Writer) -> list[Block]:
    rows = ",\n".join(
        f'    {{"id": {w.upto(9000)}, "{name}": "{w.pick(_ADJECTIVES)}", "score": 0.{w.upto(90) + 10}, "kept": true}}'
        for name in w.different(_NOUNS, 3)
    )
    code = f'{{\n  "name": "{w.pick(_NOUNS)}",\n  "limit": null,\n  "rows": [\n{rows}\n  ]\n}}\n'
    table = [(name.title(), str(w.upto(900)), str(w.upto(90))) for name in w.different(_NOUNS, 3)]
    return [
        Fence("json", "As it is stored", code),
        Callout("KEY", "", w.text(2)),
        Table("What was measured", (("Run", "Rows", "Errors"), *table)),
    ]


def _settings(w: _Writer) -> list[Block]:
    keys = "".join(f"  {name}: {w.upto(900)}  # {w.pick(_ADJECTIVES)}\n" for name in w.different(_NOUNS, 4))
    names = w.different(_NOUNS, 3)
    log = "".join(f"{w.upto(24):02}:{w.upto(60):02}  {name} ready, {w.upto(99)} {name}s left\n" for name in names)
    return [
        Fence("yaml", "The settings of a run", f"run:\n{keys}"),
        Fence("text", "What it prints", log),
        Callout("EXAM", "", w.text(2)),
    ]


def _questions(w: _Writer) -> list[Question]:
    names = [f"q{w.number}-{place}" for place in range(1, 13)]
    questions = []
    for place, rights in enumerate((1, 1, 1, 2, 1, 2)):
        right = set(w.different(["0", "1", "2", "3"], rights))
        choices = tuple(
            Choice(text, str(i) in right, w.sentence() if i % 2 == place % 2 else "")
            for i, text in enumerate(w.shorts(4))
        )
        prompt = f"Which {w.pick(_ADJECTIVES)} {w.pick(_NOUNS)} would you choose for the {w.pick(_NOUNS)}?"
        questions.append(Question(names[place], w.pick(_LABELS), w.section(), prompt, w.sentence(), choices=choices))
    rate, hours = w.upto(80) + 12, w.upto(9) + 2
    prompt = f"A {w.pick(_NOUNS)} takes in {rate} rows an hour. How many rows is that in {hours} hours?"
    sums = f"{rate} × {hours} = {rate * hours}."
    questions.append(Question(names[6], "Arithmetic", w.section(), prompt, sums, answer=(f"{rate * hours} rows",)))
    term = w.pick(_NOUNS)
    prompt = f"What is the {w.pick(_ADJECTIVES)} part of a {w.pick(_NOUNS)} called that {w.pick(_VERBS)} the rest?"
    accepted = (term, f"{w.pick(_ADJECTIVES)} {term}")
    questions.append(Question(names[7], "Method", w.section(), prompt, w.sentence(), answer=accepted))
    prompt = f"In which order do you look at these to mend a {w.pick(_NOUNS)}?"
    order = tuple(name.title() for name in w.different(_NOUNS, 4))
    questions.append(Question(names[8], "Strategy", w.section(), prompt, w.sentence(), order=order))
    prompt = f"Which cause belongs to which {w.pick(_NOUNS)}?"
    pairs = tuple(zip((name.title() for name in w.different(_NOUNS, 3)), w.shorts(3), strict=True))
    questions.append(Question(names[9], "Cause", w.section(), prompt, w.sentence(), pairs=pairs))
    marking = tuple(f"Names {text[0].lower()}{text[1:]}" for text in w.shorts(3))
    prompt = f"Why does a {w.pick(_ADJECTIVES)} {w.pick(_NOUNS)} need a {w.pick(_NOUNS)}? Give two reasons."
    questions.append(
        Question(names[10], "Concept", w.section(), prompt, "", w.sentence(), model=w.text(3), marking=marking)
    )
    name = w.pick(_NOUNS)
    code = f"def count_{name}s(rows: list[dict[str, int]]) -> int:\n    return sum(row[{name!r}] for row in rows)\n"
    prompt = f"Write a function that adds up the field `{name}` of a list of rows."
    solution = Fence("python", "One possible answer", code)
    points = ("Goes through every row", "Returns the sum")
    questions.append(
        Question(names[11], "Code", w.section(), prompt, "", w.sentence(), solution=solution, marking=points)
    )
    return questions


def image(number: int, colour: str = "#2a7f6f") -> str:
    """Return one of the course's figures, an SVG."""
    heights = [20 + (number * 37 + bar * 23) % 100 for bar in range(6)]
    bars = "".join(f'<rect x="{20 + 50 * i}" y="{140 - h}" width="36" height="{h}"/>' for i, h in enumerate(heights))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160" viewBox="0 0 320 160">'
        f'<rect width="320" height="160" fill="{colour}" fill-opacity=".1"/><g fill="{colour}">{bars}</g></svg>\n'
    )


def edit(file: Path, number: int) -> None:
    """Change one word of a lecture, as an author does: the file says afterwards that it was revised `number` times."""
    before, _, rest = file.read_text("utf-8").partition("Revised ")
    _, _, after = rest.partition(" times.")
    file.write_text(f"{before}Revised {number} times.{after}", "utf-8")


def _slug(text: str) -> str:
    return text.lower().replace(" ", "-")


def main() -> None:
    """Write a course as one of the tools has it."""
    from benchmarks.dialects import DIALECTS, write

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a new folder, or an empty one")
    parser.add_argument("--lectures", type=int, default=14)
    parser.add_argument("--dialect", choices=DIALECTS, default="author")
    arguments = parser.parse_args()
    if arguments.folder.exists() and any(arguments.folder.iterdir()):
        parser.error(f"{arguments.folder} is not empty")
    print(f"{write(arguments.folder, arguments.lectures, arguments.dialect)} files")


if __name__ == "__main__":
    main()
