"""How long a bank of 10,000 questions takes to be checked, by one core: `python -m benchmarks.lint.speed`.

The bank is the practice questions of this repository's course over and over, every question under another id and, like each of its
choices, with a word of its own, so that no two are the same. What is measured is
`lecprep check --jobs 1` as a whole process: the time that any core works for it, because other programs do not change that much.
The first run finds nothing remembered; before the second, one lecture has been edited.
"""

from __future__ import annotations

import re
import sys
import tempfile
from functools import partial
from pathlib import Path
from string import ascii_lowercase

from benchmarks.measure import machine, run

QUESTIONS = 10_000
COURSE = Path(__file__).resolve().parents[2] / "content"
COMMAND = (sys.executable, "-m", "lecprep", "check", "--jobs", "1", "course")


def write(root: Path, count: int) -> int:
    """Write a course of at least so many questions, and return how many it has."""
    sources = [path.read_text("utf-8") for path in sorted((COURSE / "lectures").glob("*.md"))]
    (root / "content" / "lectures").mkdir(parents=True)
    (root / "content" / "images").symlink_to(COURSE / "images")
    made = number = 0
    while made < count:
        number += 1
        text = sources[number % len(sources)]
        begin = text.index("## Practice questions")
        practice = re.split(r"^> \[!REMEMBER\]", text[begin:], maxsplit=1, flags=re.M)[0]
        word = "".join(ascii_lowercase[number // 26**place % 26] for place in (2, 1, 0))
        practice = re.sub(r"^### .*", partial(_renamed, word), practice, flags=re.M)
        practice = re.sub(r"^(### .*\n\n(?:<!--.*-->\n\n)?)", rf"\1Of the {word}. ", practice, flags=re.M)
        practice = re.sub(r"^(- \[[x ]\] .*)", rf"\1 {word}", practice, flags=re.M)
        practice = re.sub(r"\]\([^)]*\)", "]", practice)
        (root / "content" / "lectures" / f"{number:04}.md").write_text(f"# Lecture {number}\n\n{practice}", "utf-8")
        made += len(re.findall(r"^### ", practice, re.M))
    return made


def _renamed(word: str, heading: re.Match[str]) -> str:
    """Return a heading with another id, and without what leads to sections that are not there."""
    return re.sub(r"#([a-z][\w-]+)", rf"#\1-{word}", re.sub(r" see=[^\s}]+", "", heading[0]))


def main() -> None:
    """Print how long the bank takes with nothing remembered, and after an edit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = write(folder / "course", QUESTIONS)
        cold = run(COMMAND, folder)
        lecture = folder / "course" / "content" / "lectures" / "0007.md"
        lecture.write_text(lecture.read_text("utf-8") + "\nRevised.\n", "utf-8")
        edited = run(COMMAND, folder)
    print(
        f"{machine()}. {count:,} questions are checked in {cold.work:.1f} s of one core's work, after an edit in {edited.work:.1f} s."
    )


if __name__ == "__main__":
    main()
