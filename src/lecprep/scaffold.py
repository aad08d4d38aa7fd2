"""The files that `lecprep init` and `lecprep new` write: a small course that builds clean, and one lecture more."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from lecprep import __version__, sources
from lecprep.diagnostics import WrongUse
from lecprep.markdown import slugify
from lecprep.reader import read
from lecprep.settings import LONGEST_TITLE
from lecprep.writer import yaml_text

_COURSE = """\
title: {title}
description: What this course is about, in one sentence.
language: en
# url: https://example.org/course/    # where the site will be: for search engines and link previews
syllabus:
  - {{id: 1, title: The first topic, weight: 1}}
exams:
  - {{id: mock, title: Mock exam, minutes: 10, questions: 2, pass: 50%, draw: lectures}}
"""

_LECTURE = """\
---
number: {number}
title: {title}
summary: What a student can do after this lecture, in one sentence.
{syllabus}---

## The first section

Write as you would on GitHub. What a term means goes into a definition, which the glossary collects:

> [!DEFINITION] Spaced practice
> Several short sessions over days, instead of one long one.

> [!KEY] The one thing to keep
> A key idea goes onto the cheat sheet.

## Practice questions

### Choosing {{#{id}-choice see=the-first-section}}

You have two hours for lecture {number} before an exam in four days. How do you spend them?

- [ ] In one sitting on the evening before

  It feels effective, and most of it is gone within days.

- [x] In four half-hours on four days

  Each return strengthens what you had begun to forget.

#### Explanation

Spaced practice makes you recall, and recalling is what lasts.

### In your own words {{#{id}-words marks=2}}

Why does a second session on lecture {number}, on another day, help more than a longer first one?

#### Hint

What has happened in between?

#### Model answer

Between the sessions you forget a little. Bringing it back is an effort, and that effort strengthens the memory.

#### Marking

- Says that something is forgotten between the sessions (1)
- Says that the effort of recalling strengthens memory (1)
"""

_IGNORED = "site/\n"
LONGEST_SLUG = 60

# What checks a course and publishes it, by host: where its file lies in the course.
HOSTS = {
    "github": ".github/workflows/site.yml",
    "gitlab": ".gitlab-ci.yml",
    "netlify": "netlify.toml",
    "cloudflare": "wrangler.toml",
}
_REQUIREMENTS = """\
# What the workflow installs. Until lecprep is on the package index, name where your copy of it is instead:
# lecprep @ git+https://example.org/you/lecprep@COMMIT
lecprep=={version}
"""


def create_course(root: Path) -> list[Path]:
    """Write a small course into a new or empty folder and return its files. Raises WrongUse when the folder holds something."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WrongUse(f"{root} exists and is not empty. Name a new folder.")
    title = _plain(root.resolve().name.replace("-", " ").replace("_", " ")).capitalize() or "My course"
    files = {
        "content/course.yml": _COURSE.format(title=yaml_text(title)),
        "content/lectures/01-first-lecture.md": _LECTURE.format(
            number=1, title="The first lecture", syllabus="syllabus: 1\n", id="first-lecture"
        ),
        ".gitignore": _IGNORED,
    }
    written = []
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(file)
    return written


def is_course(root: Path) -> bool:
    """Tell whether a folder holds a lecture already."""
    return root.is_dir() and bool(sources.load(sources.find(root)).lectures)


def create_workflow(root: Path, host: str) -> list[Path]:
    """Write what checks and publishes a course on one of the HOSTS, and return its files: those that are not there yet.

    Raises WrongUse when the course has such a file already.
    """
    place = root / HOSTS[host]
    if place.exists():
        raise WrongUse(f"{place} exists already, and stays as it is. Remove it first, to begin with a new one.")
    ours = resources.files("lecprep") / "workflows" / f"{host}{place.suffix}"
    files = {place: ours.read_text("utf-8"), root / "requirements.txt": _REQUIREMENTS.format(version=__version__)}
    written = [file for file in files if not file.exists()]
    for file in written:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files[file], encoding="utf-8", newline="\n")
    return written


def create_lecture(root: Path, title: str) -> Path:
    """Write the next lecture of a course and return its file. Raises WrongUse for a title that gives no file name, or its file exists."""
    folder = sources.find(root)
    numbers = [
        lecture.number
        for source in sources.load(folder).lectures
        if (lecture := read(source).lecture) and lecture.number is not None
    ]
    number = max(numbers, default=0) + 1
    title = _plain(title)
    if len(title) > LONGEST_TITLE:
        raise WrongUse(f"The title has {len(title):,} characters; {LONGEST_TITLE} is the most.")
    slug = "-".join(re.findall(r"[a-z0-9]+", slugify(title))[:8])[:LONGEST_SLUG].strip("-")
    if not slug:
        raise WrongUse(
            f"The title {title!r} has no letters a-z or digits for a file name. Add some, and change the title in the file."
        )
    lectures = folder.content / "lectures"
    file = (lectures if lectures.is_dir() or folder.name else folder.content) / f"{number:02}-{slug}.md"
    if file.exists():
        raise WrongUse(f"{file} exists already.")
    file.parent.mkdir(parents=True, exist_ok=True)
    text = _LECTURE.format(number=number, title=yaml_text(title), syllabus="", id=slug)
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def _plain(text: str) -> str:
    """Return a text as one line, without what no file can hold or nobody can see."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
