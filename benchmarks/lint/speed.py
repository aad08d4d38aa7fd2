"""How long a bank of 10,000 questions takes to be checked, on one core and with nothing remembered: `python -m benchmarks.lint.speed`.

The bank is the course of this repository over and over, every question under another id and with other numbers, so that no answer
is shared. A first line says how long one core needs for a fixed amount of work, to compare machines by.
"""

from __future__ import annotations

import re
import tempfile
import time
from functools import partial
from pathlib import Path

from lecprep.build import check

QUESTIONS = 10_000
COURSE = Path(__file__).resolve().parents[2] / "content"


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
        practice = re.sub(r"^(### .*?)\{#([\w-]+)([^}]*)\}", partial(_renamed, number), practice, flags=re.M)
        practice = re.sub(r"\]\([^)]*\)", "]", practice)
        (root / "content" / "lectures" / f"{number:04}.md").write_text(f"# Lecture {number}\n\n{practice}", "utf-8")
        made += len(re.findall(r"^### ", practice, re.M))
    return made


def _renamed(number: int, heading: re.Match[str]) -> str:
    return f"{heading[1]}{{#{heading[2]}-{number}}}"


def main() -> None:
    """Print how long it takes to read the bank, and to read and judge it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        count = write(root, QUESTIONS)
        times = {}
        for review in (False, True):
            started = time.process_time()
            checked = check(root, review=review)
            times[review] = time.process_time() - started
            assert checked.course and sum(len(lecture.questions) for lecture in checked.course) >= QUESTIONS * 0.9
    print(
        f"{count:,} questions: read in {times[False]:.1f} s, read and judged in {times[True]:.1f} s of one core's time;"
    )
    print(f"judging takes {(times[True] - times[False]) / times[False]:.0%} of the time that reading takes.")


if __name__ == "__main__":
    main()
