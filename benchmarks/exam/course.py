"""Seeded courses of 2,000 questions, in the author's own Markdown."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = """
    model prompt token retrieval index passage vector adapter weight layer answer context window training example score
    policy reward latency batch cache chunk ranking query document citation ground truth evaluation sampling temperature
""".split()  # noqa: SIM905 - a list of words reads best as words
QUESTIONS = 60
MINUTES = 90


def write_course(root: Path, *, lectures: int, each: int, seed: int = 2026) -> Path:
    """Write a course with that many lectures of that many questions each; the same for the same seed."""
    chance = random.Random(seed)
    folder = root / "content" / "lectures"
    folder.mkdir(parents=True)
    for number in range(1, lectures + 1):
        text = f"---\nnumber: {number}\ntitle: {_words(chance, 3).title()}\nslug: lecture-{number}\n---\n\n"
        text += f"## One\n\n{_words(chance, 60)}.\n\n## Practice questions\n\n"
        text += "".join(_question(chance, f"q{number}-{i}") for i in range(1, each + 1))
        (folder / f"{number:03}.md").write_text(text, encoding="utf-8")
    (root / "content" / "course.yml").write_text(
        f"title: A large course\nexams:\n  - {{id: large, title: Large, minutes: {MINUTES}, questions: {QUESTIONS}, draw: lectures}}\n",
        encoding="utf-8",
    )
    return root


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def _question(chance: random.Random, name: str) -> str:
    """Return a question: seven in ten are single choice, and every other kind has its part."""
    kind = chance.choices("smntoaw", (70, 10, 4, 4, 4, 4, 4))[0]
    head = f"### {_words(chance, 2).title()} {{#{name} see=one}}\n\n{_words(chance, chance.randint(8, 30)).capitalize()}?\n\n"
    tail = f"#### Explanation\n\n{_words(chance, 40).capitalize()}.\n\n"
    match kind:
        case "s" | "m":
            right = {0} if kind == "s" else {0, 2}
            choices = "".join(
                f"- [{'x' if i in right else ' '}] {_words(chance, chance.randint(3, 12))} {i}\n\n  {_words(chance, 15)}.\n\n"
                for i in range(4)
            )
            return head + choices + tail
        case "n":
            return f"{head}#### Answer\n\n{chance.randint(1, 999)} ± 1\n\n{tail}"
        case "t":
            return f"{head}#### Answer\n\n- {_words(chance, 2)}\n\n{tail}"
        case "o":
            items = "".join(f"{i}. {_words(chance, 3)} {i}\n" for i in range(1, 5))
            return f"{head}#### Order\n\n{items}\n{tail}"
        case "a":
            pairs = "".join(f"| {_words(chance, 2)} {i} | {_words(chance, 2)} {i} |\n" for i in range(3))
            return f"{head}#### Match\n\n| Left | Right |\n|---|---|\n{pairs}\n{tail}"
    return f"{head}#### Model answer\n\n{_words(chance, 30)}.\n\n#### Marking\n\n- {_words(chance, 5)} (1)\n\n"
