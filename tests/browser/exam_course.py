"""A small course with every kind of question and exams of every sort, and the right answers to it, known by their words."""

from __future__ import annotations

from pathlib import Path

from lecprep.build import build

COURSE = """\
title: A small course
parts:
  - {title: First part, lectures: [1, 2]}
  - {title: Second part, lectures: [3]}
syllabus:
  - {id: 1, title: Kinds, weight: 2}
  - {id: 2, title: Rivers, weight: 1}
  - {id: 3, title: Towns, weight: 1}
exams:
  - {id: kinds, title: Every kind, minutes: 30, draw: [{lecture: kinds, questions: 8}]}
  - {id: rivers, title: Rivers alone, minutes: 20, draw: [{lecture: rivers, questions: 6}]}
  - {id: breaks, title: With breaks, minutes: 20, pause: true, draw: [{lecture: rivers, questions: 6}]}
  - {id: sure, title: How sure, minutes: 10, certainty: true, draw: [{lecture: rivers, questions: 4}]}
  - {id: free, title: Without a clock, minutes: untimed, draw: [{lecture: towns, questions: 4}]}
  - id: mixed
    title: Mixed
    minutes: 12
    draw: [{lecture: kinds, questions: 2}, {lecture: rivers, questions: 3}, {topic: 3, questions: 2}]
  - {id: weighed, title: By weight, minutes: 15, questions: 8, draw: syllabus}
  - {id: huge, title: Too much, minutes: 60, questions: 60, draw: lectures}
"""

KINDS = """\
---
number: 1
title: Every kind
slug: kinds
syllabus: 1
---

## When to use

Text of the section.

## What to measure

More text.

## Practice questions

### Single {#single see=when-to-use}

What quotes this morning's price list?

- [ ] A larger model

  Size brings in no fresh facts.

- [x] Retrieval over the list

  It reads the list when asked.

- [ ] A higher temperature

  That changes only the dice.

#### Hint

Where do prices live?

#### Explanation

Prices change daily.

### Multiple {#multiple marks=2 see=what-to-measure}

Which leave the weights alone?

- [x] Prompting

  The weights are as they were.

- [x] Retrieval

  So they are here.

- [ ] Fine-tuning

  It trains them.

- [ ] None of the above

  Two of them do.

#### Explanation

Only training changes weights.

### Numeric {#numeric see=what-to-measure}

How many tokens are left of 8,000 after a prompt of 600?

#### Answer

7,400 tokens

#### Explanation

A subtraction.

### Typed {#typed see=when-to-use}

What is text that is looked up and added to the prompt called?

#### Answer

- retrieval-augmented generation
- RAG

#### Explanation

Retrieval, then generation.

### Ordering {#ordering marks=3 see=when-to-use}

In which order are the three tried?

#### Order

1. Prompting
2. Retrieval
3. Fine-tuning

#### Explanation

From the cheapest to the most permanent.

### Matching {#matching marks=2 see=when-to-use}

Which need goes with which method?

#### Match

| Need | Method |
|------|--------|
| Fresh facts | Retrieval |
| A steady voice | Fine-tuning |
|  | A larger batch |

#### Explanation

Facts are looked up, behaviour is trained.

### Short {#short marks=3 see=when-to-use}

Which technique gives a consistent voice, and why?

#### Model answer

Fine-tuning: a voice is behaviour.

#### Marking

- Names fine-tuning (1)
- Says that voice is behaviour (2)

### Coding {#coding marks=2 see=what-to-measure}

Write a function that turns scores into probabilities.

#### Solution

```python
def share(scores):
    total = sum(scores)
    return [score / total for score in scores]
```

#### Marking

- Adds the scores (1)
- Divides by the sum (1)
"""

MARKS = {"single": 1, "multiple": 2, "numeric": 1, "typed": 1, "ordering": 3, "matching": 2, "short": 3, "coding": 2}
FULL_MARKS = sum(MARKS.values())
SELF_MARKS = MARKS["short"] + MARKS["coding"]


def lecture_of_choices(number: int, name: str, questions: int, word: str = "true") -> str:
    """Return a lecture of single-choice questions; the right choice of each is the one that ends in a certain word."""
    lines = [f"---\nnumber: {number}\ntitle: {name.title()}\nslug: {name}\nsyllabus: {number}\n---\n"]
    lines += ["## Near the source\n\nText.\n", "## Near the sea\n\nMore text.\n", "## Practice questions\n"]
    for i in range(1, questions + 1):
        choices = "\n".join(
            f"- [{'x' if c == i % 4 else ' '}] Choice {c} of {name} {i}, {word if c == i % 4 else 'false'}\n\n"
            f"  Reason {c} of {name} {i}.\n"
            for c in range(4)
        )
        section = "near-the-source" if i % 2 else "near-the-sea"
        lines.append(
            f"### About {name} {{#{name}-{i} see={section}}}\n\nWhat holds for {name} {i}?\n\n{choices}\n"
            f"#### Explanation\n\nThat is how {name} {i} are.\n"
        )
    return "\n".join(lines)


def write_course(root: Path, **changed: str) -> Path:
    """Write the course into a folder; `changed` replaces files, by `course`, `kinds`, `rivers` and `towns`."""
    files = {
        "course": COURSE,
        "kinds": KINDS,
        "rivers": lecture_of_choices(2, "rivers", 8),
        "towns": lecture_of_choices(3, "towns", 6),
        **changed,
    }
    places = {
        "course": "course.yml",
        "kinds": "lectures/01-kinds.md",
        "rivers": "lectures/02-rivers.md",
        "towns": "lectures/03-towns.md",
    }
    for name, text in files.items():
        file = root / "content" / places[name]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def build_course(root: Path, **changed: str) -> Path:
    """Write and build the course, at the same place every time, and return the site's folder."""
    site = root / "site"
    checked, written = build(write_course(root, **changed), site)
    assert written, checked.diagnostics
    return site
