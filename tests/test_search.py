"""The search index: what can be found, what is kept out of it, and when it is made."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from lecprep import search
from lecprep.build import build, cache_of, check, render, search_index
from lecprep.diagnostics import LecprepError
from tests.conftest import CASES, MakeCourse

LECTURE = """\
---
number: 3
title: Rivers & lakes
summary: Where water goes.
tags: [hydrology]
---

An opening about springs.

## Meanders {#meanders}

A river bends. ```code``` stays.

> [!DEFINITION] Oxbow
> A bend that was cut off.

### Erosion check {#erosion .question}

Where is the water fastest?

- [ ] Innerbank
- [x] Outerbank

  Feedbackword about speed.

#### Explanation

Explanationword.

## Practice questions

### Levees {#levees}

What is a levee?

#### Hint

Hintword.

#### Model answer

Modelword.

#### Marking

- Markingword
"""


def documents_of(root: Path) -> dict[str, str]:
    course = check(root).course
    assert course
    return search.documents(course)


def test_sections_questions_and_definitions_can_be_found_under_their_ids(make_course: MakeCourse) -> None:
    """A heading with an id begins each; its element says what it is."""
    (text,) = documents_of(make_course({"lectures/rivers.md": LECTURE})).values()
    assert re.findall(r'<(h\d) id="([^"]+)">([^<]+)<', text) == [
        ("h2", "s-meanders", "3.1 Meanders"),
        ("h2", "s-practice-questions", "Practice questions"),
        ("h3", "q-erosion", "Erosion check"),
        ("h3", "q-levees", "Levees"),
        ("h4", "def-oxbow", "Oxbow"),
    ]
    assert "<h1>3 Rivers &amp; lakes</h1>" in text
    for word in (
        "Where water goes.",
        "hydrology",
        "springs",
        "A river bends.",
        "cut off",
        "Where is the water fastest?",
    ):
        assert word in text


def test_nothing_that_gives_an_answer_away_can_be_found(make_course: MakeCourse) -> None:
    """Neither choices nor feedback, hints, explanations, model answers and what earns marks; of no kind of question."""
    (text,) = documents_of(make_course({"lectures/rivers.md": LECTURE})).values()
    for word in ("Innerbank", "Outerbank", "Feedbackword", "Explanationword", "Hintword", "Modelword", "Markingword"):
        assert word not in text
    root = make_course({"lectures/kinds.md": (CASES / "all-kinds.md").read_text("utf-8")}, "kinds")
    course = check(root).course
    assert course
    (text,) = search.documents(course).values()
    for question in course.lectures[0].questions:
        assert question.explanation is None or question.explanation.text not in text
        for choice in getattr(question, "choices", ()):
            assert f"<p>{choice.text.text}</p>" not in text


def test_what_gives_answers_changes_no_index(make_course: MakeCourse) -> None:
    """An index is made anew when something that can be found has changed, and then alone."""
    before = documents_of(make_course({"lectures/rivers.md": LECTURE}))
    same = make_course({"lectures/rivers.md": LECTURE.replace("Explanationword", "Other")}, "same")
    other = make_course({"lectures/rivers.md": LECTURE.replace("A river bends", "A river turns")}, "other")
    assert documents_of(same) == before
    assert documents_of(other) != before


def test_the_same_course_gives_the_same_index(make_course: MakeCourse) -> None:
    """Byte for byte, remembered or not; its language is the course's; and interfaces that are not ours stay out."""
    root = make_course({"lectures/rivers.md": LECTURE, "course.yml": "title: Flüsse\nlanguage: de\n"})
    course = check(root).course
    assert course
    index = search_index(course)
    cache = cache_of(root)
    assert search_index(course) == search_index(course, cache) == search_index(course, cache) == index
    assert list(json.loads(index[search.ENTRY])["languages"]) == ["de"]
    names = {re.sub(r"de_\w+", "X", path) for path in index}
    assert names == {
        search.ENTRY, "pagefind/pagefind-worker.js", "pagefind/wasm.de.pagefind", "pagefind/pagefind.X.pf_meta",
        search.COMMON,
        "pagefind/index/X.pf_index", "pagefind/fragment/X.pf_fragment",
    }  # fmt: skip


def test_a_language_that_pagefind_has_no_stems_for_is_searched_all_the_same(make_course: MakeCourse) -> None:
    """Words are then found as they stand."""
    course = check(make_course({"lectures/rivers.md": LECTURE, "course.yml": "title: נהרות\nlanguage: he\n"})).course
    assert course
    assert "pagefind/wasm.unknown.pagefind" in search_index(course)


def test_of_a_long_course_the_words_that_stand_everywhere_are_known() -> None:
    """In whatever language; a short course has none, and the same course always has the same."""
    few = {f"lectures/{number}.html": "<p>der Fluss und der See</p>" for number in range(20)}
    assert search.common_words(few) == []
    rare = [f"wort{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}" for number in range(100)]
    many = {f"lectures/{word}.html": f"<p class='x'>der Fluss und der See, {word} {word}</p>" for word in rare}
    found = search.common_words(many)
    assert {"der", "fluss", "und", "see"} <= {*found} and len(found) == 60 and "class" not in found
    assert search.common_words(dict(reversed(many.items()))) == found


def test_a_site_has_its_index_and_an_older_one_is_removed(make_course: MakeCourse) -> None:
    """And pages know where the search is."""
    root = make_course({"lectures/rivers.md": LECTURE})
    _, written = build(root, root / "site", cache=cache_of(root))
    assert written
    index = {path for path in written.created if path.startswith("pagefind/")}
    assert len(index) == 7
    assert 'data-lp="search"' in (root / "site" / "index.html").read_text("utf-8")
    (root / "content" / "lectures" / "rivers.md").write_text(LECTURE.replace("A river bends", "A river turns"), "utf-8")
    _, written = build(root, root / "site", cache=cache_of(root))
    assert written
    assert {Path(path).suffix for path in written.removed if path.startswith("pagefind/")} >= {".pf_fragment"}
    assert {Path(path).suffix for path in written.identical if path.startswith("pagefind/")} >= {".js", ".pagefind"}


def test_without_pagefind_there_is_a_site_without_search(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not made for every machine."""
    monkeypatch.setattr(search, "program", lambda: None)
    root = make_course({"lectures/rivers.md": LECTURE})
    _, written = build(root, root / "site")
    assert written
    assert not any("search" in path or "pagefind" in path for path in written.created)
    assert 'data-lp="search"' not in (root / "site" / "index.html").read_text("utf-8")


def test_an_index_that_cannot_be_made_leaves_the_site_as_it_was(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half of a site; and the error says what it is about."""
    root = make_course({"lectures/rivers.md": LECTURE})
    failing = shutil.which("false")
    assert failing
    monkeypatch.setattr(search, "program", lambda: Path(failing))
    with pytest.raises(LecprepError, match="search index"):
        build(root, root / "site")
    assert not (root / "site" / "index.html").exists()


def test_a_page_in_memory_does_not_wait_for_its_index(make_course: MakeCourse) -> None:
    """The server of `serve` shows pages at once; the index follows."""
    checked = check(make_course({"lectures/rivers.md": LECTURE}))
    assert not any(path.startswith("pagefind/") for path in render(checked))
