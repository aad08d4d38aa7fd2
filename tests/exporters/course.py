"""A course for exports: every kind of question, and texts that some format could take for its own marks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lecprep.build import check, export
from lecprep.course import Checked
from lecprep.diagnostics import Severity
from lecprep.exporters import Export
from tests.conftest import CASES, MakeCourse

# A dot of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db4"
    "0000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>\n'

SETTINGS = """\
title: "Hostile & <quoted> course"
url: https://example.org/genai/
syllabus:
  - {id: 54, title: "The spectrum: first"}
  - {id: 55, title: Prompting / RAG}
"""

HOSTILE = r"""---
number: 15
title: "Marks & {signs} = 50%"
syllabus: 55
---

<!-- check-ignore-file: heading-skips-level, table-without-caption: imported: as it came -- mostly -->

## Reading {#reading}

> [!DEFINITION] Left-to-right mark
> What turns the direction, as in **שלום** and $x \to y$.

### A checkpoint {.question #checkpoint}

<!-- check-ignore: longest-choice-is-correct: what is right is "long" & 'true' -->

Is `]]>` the end of $\{x \mid x < 3\}$?

- [x] No: `<![CDATA[` and `]]>` are text
- [ ] Yes & <b>bold</b>

## Practice questions

### =x->y {#signs marks=2 topics="54 55" level=hard see=reading}

=x->y %50% {} ~tilde # hash: colon \\backslash\\ "quotes" 'single' & <b>tag</b> ::name:: // comment

שלום 🎓 $E = mc^2$ and ![A dot](../images/dot.png) then [RAG](14-every-kind.md#when-to-use) and [a site][site].

- [ ] =x->y

  Feedback with `code` & {braces} and ~tilde#hash.

- [x] %50%half
- [ ] {} []
- [ ] -&gt; &amp;amp; `a -> b`

#### Hint

First hint: $\frac{1}{2}$

#### Hint

```python
print("=x->y # {not} ~this~")  # ]]> a comment
```

#### Explanation

> [!KEY] Keep **this**
> It matters.

Table: A caption

| Sign | Meaning |
|------|---------|
| `=` | equals {.better} |
| a<br>b | c \| d |

![A picture](../images/levels.svg "Its caption")

- [x] done
- [ ] open

$$\int_0^1 x\,dx = \tfrac12$$

### Several {#several .multiple .keep-order marks=3}

Which of these begin with a sign?

- [x] -1
- [x] +2
- [x] @home
- [ ] None of the above

### Fixed {#fixed}

Which one?

- [ ] One
- [x] Two
- [ ] All of the above

### Number {#number marks=2}

How much is $\pi \times 100$?

#### Answer

314.15 ± 0.5 %

### Typed {#typed}

What does `*` stand for?

#### Answer

- =x->y
- %50%
- {any} *thing*
- a \* b

### Ordering {#ordering}

In which order?

#### Order

1. First: $a_1$
2. Then

   ```python
   x = {}
   ```
3. {Last} ~one~ =x->y

### Matching {#matching}

Which goes with which?

#### Match

| Left *side* | Right |
|------|--------|
| =x->y | `->` |
| {a} | $b$ |
| c | 100% |
|  | ~decoy |

### Written {#written}

Say "]]>" in words[^note].

#### Model answer

Two brackets & `>`.

#### Marking

- Names **brackets** (1)
- Says $>$ (2)

### Coding {#coding}

Write `f`.

#### Solution

```python title="f.py" hl_lines="1"
def f(x):
    return {"a": x} # ]]>
```

```output
{} <&>
```

[site]: https://example.org/a?b=1&c=2 "A 'title'"

[^note]: A note about brackets.
"""

FILES: dict[str, str | bytes] = {
    "course.yml": SETTINGS,
    "lectures/14-every-kind.md": (CASES / "all-kinds.md").read_text("utf-8").replace("number: 14", "number: 14"),
    "lectures/15-hostile.md": HOSTILE,
    "images/dot.png": PNG,
    "images/levels.svg": SVG,
}


def checked(root: Path) -> Checked:
    """Return a course that may be exported."""
    found = check(root)
    assert [str(d) for d in found.diagnostics if d.severity is Severity.ERROR] == []
    return found


def exported(make_course: MakeCourse, name: str, files: Mapping[str, str | bytes] | None = None) -> Export:
    """Return the course of `files` (this module's, unless others are given) in a format."""
    return export(checked(make_course(FILES if files is None else files)), name)
