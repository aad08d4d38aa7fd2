"""What authors may write at the head of a lecture and in course.yml, and what they are told when it is not that."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from lecprep import yaml_source
from lecprep.diagnostics import Diagnostic, Severity, Span
from lecprep.model import Draw, FrontMatter, Quota, Settings, Topic
from lecprep.settings import (
    CODES,
    COURSE_KEYS,
    EXAM_KEYS,
    LARGEST_FRONT_MATTER,
    LARGEST_SETTINGS,
    LECTURE_KEYS,
    PART_KEYS,
    QUOTA_KEYS,
    TOPIC_KEYS,
    Key,
    json_schema,
    read_front_matter,
    read_settings,
)
from tests.conftest import REPOSITORY


def front(text: str) -> FrontMatter:
    """Read front matter that has nothing wrong with it."""
    values, diagnostics = read_front_matter(text, "14.md", 2)
    assert not diagnostics
    return values


def course(text: str) -> Settings:
    """Read a course.yml that has nothing wrong with it; the title is not the matter here."""
    values, diagnostics = read_settings(f"title: A course\n{text}", "course.yml")
    assert not diagnostics
    return values


# --- what can be written ---------------------------------------------------------------------------------------------


def test_front_matter_is_read_as_the_format_shows_it() -> None:
    """The example of the format, and the keys it names beside."""
    assert front(
        """\
number: 14
title: Fine-Tuning
summary: Change what a model does by default, and know when not to.
icon: ⚡
syllabus: 54-57          # or [54, 55, 56, 57]; ids from course.yml
slug: fine-tuning
tags: [training, adapters]
prerequisites: [12-prompting, 13-rag]
draft: true
minutes: 23
updated: 2026-11-22
"""
    ) == FrontMatter(
        number=14,
        title="Fine-Tuning",
        summary="Change what a model does by default, and know when not to.",
        icon="⚡",
        slug="fine-tuning",
        syllabus=("54", "55", "56", "57"),
        tags=("training", "adapters"),
        prerequisites=("12-prompting", "13-rag"),
        draft=True,
        minutes=23,
        updated="2026-11-22",
        spans={
            "number": Span("14.md", 2, 9),
            "title": Span("14.md", 3, 8),
            "summary": Span("14.md", 4, 10),
            "icon": Span("14.md", 5, 7),
            "syllabus": Span("14.md", 6, 11),
            "syllabus.54": Span("14.md", 6, 11),
            "syllabus.55": Span("14.md", 6, 11),
            "syllabus.56": Span("14.md", 6, 11),
            "syllabus.57": Span("14.md", 6, 11),
            "slug": Span("14.md", 7, 7),
            "tags": Span("14.md", 8, 7),
            "tags.training": Span("14.md", 8, 8),
            "tags.adapters": Span("14.md", 8, 18),
            "prerequisites": Span("14.md", 9, 16),
            "prerequisites.12-prompting": Span("14.md", 9, 17),
            "prerequisites.13-rag": Span("14.md", 9, 31),
            "draft": Span("14.md", 10, 8),
            "minutes": Span("14.md", 11, 10),
            "updated": Span("14.md", 12, 10),
        },
    )


def test_course_yml_is_read_as_the_format_shows_it() -> None:
    """The example of the format, with two more exams: quotas add up, and an exam may have no clock."""
    values, diagnostics = read_settings(
        """\
title: GenAI Exam Prep
description: From the first prompt to a fine-tuned adapter.
language: en
url: https://example.org/genai
exam_date: 2027-01-20
repository: https://github.com/you/course.git
branch: trunk
parts:
  - {title: Adapting a model, lectures: [12, 13-rag, 14]}
syllabus:
  - {id: 54, title: The optimisation spectrum, weight: 3}
  - {id: 2.10, title: Retrieval}
exams:
  - id: full
    title: Full mock exam
    minutes: 60
    questions: 40
    pass: 60%
    draw: syllabus
  - id: weak-spots
    title: Weak spots
    minutes: untimed
    pass: 0.75
    draw: [{lecture: 14, questions: 5}, {topic: 2.10, questions: 2}]
    pause: true
    certainty: true
""",
        "course.yml",
    )
    assert not diagnostics
    assert values.title == "GenAI Exam Prep"
    assert values.description == "From the first prompt to a fine-tuned adapter."
    assert (values.language, values.url, values.exam_date) == ("en", "https://example.org/genai/", "2027-01-20")
    assert (values.repository, values.branch) == ("https://github.com/you/course", "trunk")
    assert [(part.title, part.lectures, part.span) for part in values.parts] == [
        ("Adapting a model", ("12", "13-rag", "14"), Span("course.yml", 9, 5))
    ]
    assert values.syllabus == (Topic("54", "The optimisation spectrum", 3.0), Topic("2.10", "Retrieval", 1.0))
    full, weak = values.exams
    assert (full.id, full.title, full.minutes, full.questions) == ("full", "Full mock exam", 60, 40)
    assert (full.pass_mark, full.draw, full.quotas) == (0.6, Draw.SYLLABUS, ())
    assert (full.pause, full.certainty, full.span) == (False, False, Span("course.yml", 14, 5))
    assert (weak.minutes, weak.questions, weak.pass_mark, weak.draw) == (None, 7, 0.75, Draw.QUOTAS)
    assert weak.quotas == (Quota("14", "", 5), Quota("", "2.10", 2))
    assert (weak.pause, weak.certainty) == (True, True)
    assert values.spans["parts.0.lectures.13-rag"] == Span("course.yml", 9, 46)
    assert values.spans["exams.0.pass"] == Span("course.yml", 18, 11)
    assert values.spans["exams.1.draw.1.topic"] == Span("course.yml", 24, 49)


@pytest.mark.parametrize(
    ("written", "topics"),
    [
        ("54", ["54"]),
        ("54-57", ["54", "55", "56", "57"]),
        ("54 – 57", ["54", "55", "56", "57"]),
        ("54, 56", ["54", "56"]),
        ("54 56", ["54", "56"]),
        ("54, 56-58", ["54", "56", "57", "58"]),
        ("[54, 56-58, 54]", ["54", "56", "57", "58"]),
        ("\n- 54\n- 55", ["54", "55"]),
        ("08-11", ["08", "09", "10", "11"]),
        ("7-7", ["7"]),
        ("[A.1, B-2]", ["A.1", "B-2"]),
        ("2.10", ["2.10"]),
        ("[]", []),
    ],
)
def test_topics_of_a_lecture_are_a_range_a_list_or_one(written: str, topics: list[str]) -> None:
    """However an author writes the topics, each comes out by its id, once, in order."""
    assert list(front(f"syllabus: {written}").syllabus) == topics


@pytest.mark.parametrize(
    ("written", "tags"),
    [("[a, b]", ["a", "b"]), ("a, b", ["a", "b"]), ("deep learning", ["deep learning"]), ('["#exam", exam]', ["exam"])],
)
def test_tags_are_a_list_or_a_text_with_commas(written: str, tags: list[str]) -> None:
    """As in Obsidian, whose # before a tag is left out."""
    assert list(front(f"tags: {written}").tags) == tags


@pytest.mark.parametrize(
    ("written", "share"), [("60%", 0.6), ("62.5 %", 0.625), ("0.6", 0.6), (".5", 0.5), ("100%", 1.0), ("0%", 0.0)]
)
def test_a_pass_mark_is_a_percentage_or_a_share(written: str, share: float) -> None:
    """Both come out as a share of the marks."""
    (exam,) = course(f"exams: [{{id: a, title: A, questions: 1, pass: {written}}}]").exams
    assert exam.pass_mark == share


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/genai/", "https://example.org/genai/"),
        ("http://localhost:8000/a/b", "http://localhost:8000/a/b/"),
        ("https://[::1]:8000", "https://[::1]:8000/"),
        ("https://例え.jp/授業", "https://例え.jp/授業/"),
    ],
)
def test_the_site_is_a_folder_of_any_host(written: str, address: str) -> None:
    """Its address always ends with a slash, so that a page's path can follow."""
    assert course(f"url: '{written}'").url == address


def test_what_yaml_would_change_stays_as_typed() -> None:
    """Norway is `no`, version 14.10 is not 14.1, half past twelve is not 750 minutes, and a date is a text."""
    assert course("language: no").language == "no"
    assert course("description: 14.10").description == "14.10"
    assert front("title: No").title == "No"
    assert front("title: on").title == "on"
    assert front("title: 12:30").title == "12:30"
    assert front("title: 2027-01-20").title == "2027-01-20"
    assert front("title: null").title == "null"
    assert front("title: ~").title == "~"
    assert front("title: 0x1F").title == "0x1F"
    assert front("title: 1_000").title == "1_000"
    assert front("title: <<").title == "<<"
    assert front("number: 014").number == 14
    assert front('number: "14"').number == 14


def test_a_text_over_several_lines_becomes_one_line() -> None:
    """In any of YAML's ways: a title and a summary are shown on one line."""
    text = "Change what a model does, and know when not to."
    assert front("summary: >\n  Change what a model does,\n  and know when not to.\n").summary == text
    assert front("summary: |\n  Change what a model does,\n\n  and know when not to.\n").summary == text
    assert front("summary: Change what a model does,\n  and know when not to.\n").summary == text
    assert front('summary: "Change what a model does,\n  and know when not to."\n').summary == text


def test_a_key_without_a_value_is_as_good_as_absent() -> None:
    """Editors like Obsidian write the keys of a form and leave them empty."""
    assert front('title:\nnumber:\ntags:\ndraft:\nupdated:\nsummary: ""\n') == FrontMatter()


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n", "---\n", "---\n...\n", "\ufeff"])
def test_empty_front_matter_has_defaults(text: str) -> None:
    """A lecture needs no front matter: its first heading is its title."""
    assert front(text) == FrontMatter()


def test_a_course_without_course_yml_has_defaults() -> None:
    """A folder of Markdown files is a course."""
    assert Settings() == Settings(title="", language="en", branch="main", url="", parts=(), syllabus=(), exams=())


def test_an_exam_that_does_not_say_how_it_draws_draws_by_what_there_is() -> None:
    """By the syllabus where there is one, and over the lectures where there is none; 60 % pass, and no clock."""
    exams = "exams: [{id: a, title: A, questions: 10}]\n"
    (by_lectures,) = course(exams).exams
    (by_syllabus,) = course(f"{exams}syllabus: [{{id: 1, title: One}}]").exams
    assert (by_lectures.draw, by_syllabus.draw) == (Draw.LECTURES, Draw.SYLLABUS)
    assert (by_lectures.minutes, by_lectures.pass_mark) == (None, 0.6)


def test_line_ends_and_byte_order_marks_of_other_systems_change_nothing() -> None:
    """A file saved on Windows says the same at the same places."""
    text = "number: 3\ntitle: Tuning\ntags: [a]\n"
    assert read_front_matter(f"\ufeff{text}".replace("\n", "\r\n"), "14.md", 2) == read_front_matter(text, "14.md", 2)


def test_the_course_of_this_repository_has_nothing_wrong_with_it() -> None:
    """Our own course.yml is an example."""
    path = REPOSITORY / "content" / "course.yml"
    values, diagnostics = read_settings(path.read_text("utf-8"), "course.yml")
    assert diagnostics == ()
    assert values.title == "GenAI Exam Prep"


def test_what_was_read_can_be_sent_to_another_process() -> None:
    """Lectures are read in several processes at once."""
    values, _ = read_front_matter("title: Tuning\ntags: [a, b]", "14.md", 2)
    assert pickle.loads(pickle.dumps(values)) == values


# --- what goes wrong -------------------------------------------------------------------------------------------------

# A sentence after ===, what the author wrote, and after --- what is said: `line:column code: message`, then the help.
# `{U+0007}` stands for that character, `{[ * 30}` for thirty brackets.

FRONT_MATTER_CASES = r"""
=== A misspelt key is named, and so is the one that was meant
titel: Fine-Tuning
sumary: Change what a model does.
---
2:1 unknown-key: the front matter has no key "titel"
    Did you mean "title"?
3:1 unknown-key: the front matter has no key "sumary"
    Did you mean "summary"?
=== A key that other tools use leads to ours
title: Fine-Tuning
description: Change what a model does.
keywords: [training]
date: 2026-11-22
---
3:1 unknown-key: the front matter has no key "description"
    Did you mean "summary"?
4:1 unknown-key: the front matter has no key "keywords"
    Did you mean "tags"?
5:1 unknown-key: the front matter has no key "date"
    Did you mean "updated"?
=== A key that is like no other is answered with all there are
title: Fine-Tuning
layout: post
---
3:1 unknown-key: the front matter has no key "layout"
    The keys of the front matter are: number, title, summary, icon, slug, syllabus, tags, prerequisites, draft, minutes, updated.
=== A key occurs once
title: Fine-Tuning
number: 14
title: Tuning
---
4:1 yaml-duplicate-key: "title" is here a second time; the first is on line 2
    Keep one of the two.
=== A whole number is written in digits
number: fourteen
minutes: 12.5
---
2:9 wrong-type: number: expected a whole number, found "fourteen"
    For example: number: 14
3:10 wrong-type: minutes: expected a whole number, found "12.5"
    For example: minutes: 20
=== Numbers have bounds
number: -1
minutes: 100000000000000000000
---
2:9 out-of-range: number: expected a whole number from 0 to 9,999, found "-1"
    For example: number: 14
3:10 out-of-range: minutes: expected a whole number from 1 to 1,440, found "100000000000000000000"
    For example: minutes: 20
=== A title is a text, and not a list in brackets
title: [Draft]
---
2:8 wrong-type: title: expected text, found a list
    If the brackets or the colon belong to the text, put the whole text in quotes.
=== A title that reads like a template is put in quotes
title: {{ title }}
---
2:9 wrong-type: expected a key, found keys with values
    If these brackets belong to a text, put the whole text in quotes.
=== Tags are words
tags: {training: adapters}
---
2:7 wrong-type: tags: expected a list of tags, found keys with values
    For example: tags: [training, adapters]
=== A tag is one word, and not a list of its own
tags: [training, [adapters]]
---
2:18 wrong-type: tags: expected a tag, found a list
    For example: tags: [training, adapters]
=== True and false are the only answers to yes or no
draft: yes
---
2:8 wrong-type: draft: expected true or false, found "yes"
    Write true or false; words such as "yes" and "on" are only words here.
=== A date is written year-month-day
updated: 22.11.2026
---
2:10 invalid-date: updated: expected a date, year-month-day, found "22.11.2026"
    For example: updated: 2026-11-22
=== A date is one that the calendar has
updated: 2026-02-30
---
2:10 invalid-date: updated: expected a day that the calendar has, found "2026-02-30"
    For example: updated: 2026-11-22
=== A slug has small letters, digits and hyphens
slug: Fine Tuning (2)
---
2:7 invalid-slug: slug: expected a slug of a-z, 0-9 and hyphens, found "Fine Tuning (2)"
    For example: fine-tuning-2
=== A prerequisite is a slug, and not a file
prerequisites: [13-rag.md, ../lectures/12-prompting.md, Prömpting!]
---
2:17 invalid-slug: prerequisites: expected a lecture's number or slug, found "13-rag.md"
    For example: 13-rag
2:28 invalid-slug: prerequisites: expected a lecture's number or slug, found "../lectures/12-prompting.md"
    For example: 12-prompting
2:57 invalid-slug: prerequisites: expected a lecture's number or slug, found "Prömpting!"
    For example: prompting
=== An icon is a sign, and not a name
icon: high voltage sign
---
2:7 out-of-range: icon: expected at most 16 characters, found "high voltage sign"
    There are 17 of them here.
=== A title has a length
title: {word * 100}
---
2:8 out-of-range: title: expected at most 300 characters, found "wordwordwordwordwordwordwordwordwordword…"
    There are 400 of them here.
=== A tag has a length
tags: [{word * 30}]
---
2:8 out-of-range: tags: expected a tag of at most 100 characters, found "wordwordwordwordwordwordwordwordwordword…"
    For example: tags: [training, adapters]
=== A range of topics runs upwards
syllabus: 57-54
---
2:11 invalid-syllabus-range: syllabus: expected a range that runs upwards, found "57-54"
    Write 54-57.
=== A range of topics counts whole numbers
syllabus: 2.1-2.4
---
2:11 invalid-syllabus-range: syllabus: expected a range of whole numbers such as 54-57, found "2.1-2.4"
    Or name each topic: [54, 55, 56, 57].
=== A range of topics has an end
syllabus: [50, 54-]
---
2:16 invalid-syllabus-range: syllabus: expected a range of whole numbers such as 54-57, found "54-"
    Or name each topic: [54, 55, 56, 57].
=== A range of topics is no longer than a syllabus can be
syllabus: 1-99999
---
2:11 invalid-syllabus-range: syllabus: expected a range of at most 1,000 topics, found "1-99999"
    For example: syllabus: 54-57
=== The id of a topic has no quotation marks
syllabus: ["54", "'55'"]
---
2:18 invalid-id: syllabus: expected the id of a topic, found "'55'"
    For example: syllabus: 54-57
=== A lecture has a thousand topics at most
syllabus: [1-600, 1001-1600]
---
2:11 out-of-range: syllabus: expected at most 1,000 topics, found a list
    For example: syllabus: 54-57
=== Tabs do not indent
title: Fine-Tuning
tags:
	- training
---
4:1 yaml-syntax: there is a tab character here
    Indent with spaces: YAML does not accept tabs.
=== A colon inside a title is put in quotes
title: RAG: an introduction
---
2:11 yaml-syntax: there is a ":" inside this value
    Put the whole value in quotes: title: "RAG: an introduction"
=== A colon inside a title that has quotation marks is put in single quotes
title: Say "yes": it's easy
---
2:17 yaml-syntax: there is a ":" inside this value
    Put the whole value in quotes: title: 'Say "yes": it''s easy'
=== A line that is indented too far belongs to the value above it
title: Fine-Tuning
  summary: Change what a model does.
---
3:3 yaml-syntax: this line is indented further than the key above, so that YAML reads it as a part of that value
    Start a key in the same column as the key above; put a text of several lines in quotes.
=== After a colon comes a space
title:Fine-Tuning
number: 14
---
2:1 yaml-syntax: there is no space after the colon
    Write "title: Fine-Tuning".
=== A single line without space after its colon is found too
title:Fine-Tuning
---
2:1 yaml-not-a-mapping: expected lines such as "title: …", found "title:Fine-Tuning"
    Write a space after the colon: "title: Fine-Tuning".
=== A line has a colon
Fine-Tuning
number: 14
---
2:1 yaml-syntax: this line has no ":"
    Write "key: value"; a text of several lines is indented below its key.
=== A line between others has a colon
number: 14
Fine-Tuning
title: Fine-Tuning
---
3:1 yaml-syntax: this line has no ":"
    Write "key: value"; a text of several lines is indented below its key.
=== A line stands in the column of its siblings
tags:
  - training
 - adapters
---
4:2 yaml-syntax: this line does not fit the lines above it
    Keys of one level start in the same column; the items of a list start with "- " below their key.
=== A key stands in the column of its siblings
  number: 14
title: Fine-Tuning
---
3:1 yaml-syntax: this line does not fit the lines above it
    Keys of one level start in the same column; the items of a list start with "- " below their key.
=== A list follows its key
title: Fine-Tuning
- training
---
3:1 yaml-syntax: this line does not fit the lines above it
    Keys of one level start in the same column; the items of a list start with "- " below their key.
=== A quotation mark is closed
title: "Fine-Tuning
number: 14
---
2:8 yaml-syntax: this quotation mark is never closed
    End the value with another ".
=== An apostrophe does not end a text in single quotes by chance
title: 'It's easy'
---
2:12 yaml-syntax: there is more text after the closing '
    Put the whole value in double quotes.
=== Nothing follows a text in quotes
title: "RAG" explained
---
2:14 yaml-syntax: there is more text after the closing "
    Put the whole value in single quotes.
=== Nothing follows a list in brackets
title: [Draft] Fine-Tuning
---
2:16 yaml-syntax: there is more text after the closing ]
    Put the whole value in single quotes.
=== A list in brackets is closed
tags: [training, adapters
number: 14
---
2:7 yaml-syntax: this "[" is not closed, or a comma is missing after it
    Close it with ]; if it belongs to a text, put the whole text in quotes.
=== A bracket that nothing follows is closed
tags: [
---
2:7 yaml-syntax: this "[" is not closed, or a comma is missing after it
    Close it with ]; if it belongs to a text, put the whole text in quotes.
=== A list begins below its key
title: - Fine-Tuning
---
2:8 yaml-syntax: a list cannot begin on the line of its key
    Write [one, two], or one "- item" a line; if "-" belongs to a text, put the whole text in quotes.
=== Some signs cannot begin a value
title: @home
---
2:8 yaml-syntax: a value cannot begin with "@"
    Put the whole value in quotes.
=== A percent sign cannot begin a value
title: %d and %s
---
2:8 yaml-syntax: a value cannot begin with "%"
    Put the whole value in quotes.
=== A percent sign cannot begin a line
%d: Fine-Tuning
---
2:1 yaml-syntax: a line that begins with "%" is a command to YAML readers; none are allowed
    Delete the line, or put the value that it belongs to in quotes.
=== A bracket cannot begin a value by closing it
title: ] or [
---
2:8 yaml-syntax: a value cannot begin with "]"
    Put the whole value in quotes.
=== A sign for long texts is no part of the text
title: > 50 % of all exams
---
2:8 yaml-syntax: ">" at the start of a value says that its text is on the lines below
    Put the text there, indented; if the sign belongs to the text, put it all in quotes.
=== A backslash in double quotes begins a code
title: "C:\my-course"
---
2:11 yaml-syntax: in double quotes a backslash begins a code such as \n, and this is none
    Use single quotes: in them a backslash is only a backslash.
=== A backslash in double quotes begins a code, even where that is not to be seen
title: "The \alpha of statistics"
---
2:8 yaml-control-character: a code in double quotes puts an invisible character here, U+0007
    Use single quotes: in them a backslash is only a backslash.
=== Front matter is one document
title: Fine-Tuning
...
number: 14
---
4:1 yaml-syntax: this line does not fit the lines above it
    Keys of one level start in the same column; the items of a list start with "- " below their key.
=== Words in bold begin with what YAML takes for an alias
summary: **Fine-tuning** changes the model.
---
2:10 yaml-alias: "*" at the start of a value is an alias to YAML; these are not allowed
    Write the value out where it is needed; if the sign belongs to a text, put the whole text in quotes.
=== An alias is not allowed
title: *title
---
2:8 yaml-alias: "*title" is an alias to YAML; these are not allowed
    Write the value out where it is needed; if the sign belongs to a text, put the whole text in quotes.
=== An anchor is not allowed
title: &title Fine-Tuning
---
2:8 yaml-alias: "&title" is an anchor to YAML; these are not allowed
    Write the value out where it is needed; if the sign belongs to a text, put the whole text in quotes.
=== An ampersand alone is an anchor too
title: & so on
---
2:8 yaml-alias: "&" at the start of a value is an anchor to YAML; these are not allowed
    Write the value out where it is needed; if the sign belongs to a text, put the whole text in quotes.
=== A merge key is not allowed
<<: *defaults
title: Fine-Tuning
---
2:1 yaml-alias: "<<" is a merge key to YAML; these are not allowed
    Write the value out where it is needed; if the sign belongs to a text, put the whole text in quotes.
=== A tag is not allowed
number: !!int 14
title: !important Fine-Tuning
---
2:9 yaml-tag: a value that begins with "!" has a tag to YAML; tags are not allowed
    Delete it; if the "!" belongs to a text, put the whole text in quotes.
3:8 yaml-tag: a value that begins with "!" has a tag to YAML; tags are not allowed
    Delete it; if the "!" belongs to a text, put the whole text in quotes.
=== A tag of one's own is not allowed
title: !my!tag Fine-Tuning
---
2:8 yaml-tag: a value that begins with "!" has a tag to YAML; tags are not allowed
    Delete it; if the "!" belongs to a text, put the whole text in quotes.
=== A hash hides the rest of a title
number: 3
title: Lecture #3
---
3:16 warning yaml-hidden-text: "#3" is a comment to YAML, and not part of the value
    Put the whole value in quotes; where you do mean a comment, write a space after "#".
=== A hash at the start hides the whole title
title: #3 of 12
---
2:8 warning yaml-hidden-text: "#3 of 12" is a comment to YAML, and not part of the value
    Put the whole value in quotes; where you do mean a comment, write a space after "#".
=== Control characters are found, and not the lines around them
title: Fine{U+0007}-Tuning
number: 14{U+2028}
---
2:12 yaml-control-character: there is an invisible character here, U+0007
    Delete it; it often comes with text copied from a PDF or a web page.
3:11 yaml-control-character: there is an invisible character here, U+2028
    Delete it; it often comes with text copied from a PDF or a web page.
=== Half a character is none
title: Fine{U+D83D}-Tuning
---
2:12 yaml-control-character: there is an invisible character here, U+D83D
    Delete it; it often comes with text copied from a PDF or a web page.
=== Brackets that are never closed end at a depth
tags: {[ * 30}
---
2:26 yaml-too-deep: lists and keys are nested more than 20 deep
    No setting needs that: look for brackets that are never closed.
=== A list is no front matter
- Fine-Tuning
- 14
---
2:1 yaml-not-a-mapping: expected lines such as "title: …", found a list
    Write a key before it, for example "tags:".
=== Front matter has a size
title: Fine-Tuning
summary: {word * 20000}
---
2:1 yaml-too-large: this YAML is larger than 64 KB
    Keep only settings here, and text in the lectures.
=== Everything is said in one run
titel: Fine-Tuning
number: soon
syllabus: 57-54
draft: on
updated: today
---
2:1 unknown-key: the front matter has no key "titel"
    Did you mean "title"?
3:9 wrong-type: number: expected a whole number, found "soon"
    For example: number: 14
4:11 invalid-syllabus-range: syllabus: expected a range that runs upwards, found "57-54"
    Write 54-57.
5:8 wrong-type: draft: expected true or false, found "on"
    Write true or false; words such as "yes" and "on" are only words here.
6:10 invalid-date: updated: expected a date, year-month-day, found "today"
    For example: updated: 2026-11-22
"""

COURSE_CASES = r"""
=== A course has a title
description: From the first prompt to a fine-tuned adapter.
---
1:1 missing-key: course.yml has no title
    For example: title: GenAI Exam Prep
=== A title has words
title:
---
1:7 missing-key: title has no value
    For example: title: GenAI Exam Prep
=== An empty file has no title
---
1:1 missing-key: course.yml has no title
    For example: title: GenAI Exam Prep
=== A misspelt key is named, and so is the one that was meant
title: GenAI
sylabus: []
site_url: https://example.org/
---
2:1 unknown-key: course.yml has no key "sylabus"
    Did you mean "syllabus"?
3:1 unknown-key: course.yml has no key "site_url"
    Did you mean "url"?
=== A misspelt title is a title
titel: GenAI
---
1:1 unknown-key: course.yml has no key "titel"
    Did you mean "title"?
=== Keys below others are checked too
title: GenAI
parts:
  - {titel: Adapting a model, lectures: [12]}
syllabus:
  - {id: 54, title: The spectrum, wieght: 3}
exams:
  - {id: full, title: Full, questions: 40, time: 60}
---
3:6 unknown-key: a part has no key "titel"
    Did you mean "title"?
5:35 unknown-key: a topic has no key "wieght"
    Did you mean "weight"?
7:44 unknown-key: an exam has no key "time"
    Did you mean "minutes"?
=== A language is a code
title: GenAI
language: English
---
2:11 language-tag: language: expected a language code such as en or pt-BR, found "English"
    English is en, German is de, Brazilian Portuguese is pt-BR.
=== A language is written with a hyphen
title: GenAI
language: pt_BR
---
2:11 language-tag: language: expected a language code such as en or pt-BR, found "pt_BR"
    Write it with a hyphen: pt-BR.
=== An address of the web begins with https
title: GenAI
url: example.org/genai
---
2:6 invalid-url: url: expected a web address such as https://example.org/course/, found "example.org/genai"
    Write it with https:// in front: "https://example.org/genai".
=== An address is one of the web
title: GenAI
url: javascript:alert(1)
---
2:6 invalid-url: url: expected a web address such as https://example.org/course/, found "javascript:alert(1)"
    For example: url: https://example.org/course/
=== An address is a folder, and nobody's password
title: GenAI
url: https://me:secret@example.org/
---
2:6 invalid-url: url: expected a plain web address: a host and its folders, and nothing else, found "https://me:secret@example.org/"
    For example: url: https://example.org/course/
=== An address is a folder, and not its page
title: GenAI
url: https://example.org/genai/index.html
---
2:6 invalid-url: url: expected a web address such as https://example.org/course/, found "https://example.org/genai/index.html"
    Leave the page out: "https://example.org/genai/".
=== A repository is an address, and not git's short form
title: GenAI
repository: git@github.com:you/course.git
---
2:13 invalid-url: repository: expected an address such as https://github.com/you/course, found "git@github.com:you/course.git"
    Write its web address: https://github.com/you/course
=== A repository is an address, and not a name
title: GenAI
repository: you/course
---
2:13 invalid-url: repository: expected an address such as https://github.com/you/course, found "you/course"
    Write its web address, such as https://github.com/you/course
=== A repository is reached safely
title: GenAI
repository: http://github.com/you/course
---
2:13 invalid-url: repository: expected an address such as https://github.com/you/course, found "http://github.com/you/course"
    For example: repository: https://github.com/you/course
=== A branch has a name that git allows
title: GenAI
branch: my branch
---
2:9 invalid-branch: branch: expected the name of a branch, found "my branch"
    For example: branch: main
=== The exam has a date
title: GenAI
exam_date: 20.1.2027
---
2:12 invalid-date: exam_date: expected a date, year-month-day, found "20.1.2027"
    For example: exam_date: 2027-01-20
=== Parts are a list
title: GenAI
parts: {title: Adapting a model, lectures: [12]}
---
2:8 wrong-type: parts: expected a list, found keys with values
    Begin each item with "- " on a line of its own.
=== A part has keys, a title and lectures
title: GenAI
parts:
  - Adapting a model
  - {title: Adapting a model}
  - {title: , lectures: [12, 13-rag.md]}
---
3:5 wrong-type: parts: expected a part with its keys, found "Adapting a model"
    For example: {title: Adapting a model, lectures: [12, 13, 14]}
4:5 missing-key: a part has no lectures
    For example: lectures: [12, 13, 14]
5:13 missing-key: title has no value
    For example: title: Adapting a model
5:30 invalid-slug: lectures: expected a lecture's number or slug, found "13-rag.md"
    For example: 13-rag
=== A topic has an id and a title
title: GenAI
syllabus:
  - {title: The spectrum}
  - {id: 54}
---
3:5 missing-key: a topic has no id
    For example: id: 54
4:5 missing-key: a topic has no title
    For example: title: The optimisation spectrum
=== Two topics cannot have one id
title: GenAI
syllabus:
  - {id: 54, title: The spectrum}
  - {id: "54", title: Three levels}
---
4:10 duplicate-topic: the topic "54" is here a second time; the first is on line 3
    Give one of the two another id.
=== The id of a topic is no range, and has no blanks
title: GenAI
syllabus:
  - {id: 54-57, title: The spectrum}
  - {id: fine tuning, title: Fine-tuning}
---
3:10 invalid-id: id: expected the id of one topic, found "54-57"
    It would read as a range of topics: give each topic its own line.
4:10 invalid-id: id: expected an id without blanks, commas and quotation marks, found "fine tuning"
    For example: id: 54
=== A weight is a number above zero
title: GenAI
syllabus:
  - {id: 54, title: The spectrum, weight: 0}
  - {id: 55, title: Methods, weight: 15%}
  - {id: 56, title: Adapters, weight: heavy}
  - {id: 57, title: Sources, weight: 5000}
---
3:43 out-of-range: weight: expected a number above 0 and up to 1,000, found "0"
    For example: weight: 3
4:38 wrong-type: weight: expected a number above 0, found "15%"
    Write "15" without the %: weights are compared with each other, whatever their sum.
5:39 wrong-type: weight: expected a number above 0, found "heavy"
    For example: weight: 3
6:38 out-of-range: weight: expected a number above 0 and up to 1,000, found "5000"
    For example: weight: 3
=== An exam has an id, a title and questions
title: GenAI
exams:
  - {minutes: 60}
---
3:5 missing-key: an exam has no id
    For example: id: full
3:5 missing-key: an exam has no questions
    For example: questions: 40
3:5 missing-key: an exam has no title
    For example: title: Full mock exam
=== Two exams cannot have one id
title: GenAI
exams:
  - {id: full, title: Full, questions: 40}
  - {id: full, title: Short}
---
4:5 missing-key: an exam has no questions
    For example: questions: 40
4:10 duplicate-exam: the exam "full" is here a second time; the first is on line 3
    Give one of the two another id.
=== The id of an exam is a slug
title: GenAI
exams:
  - {id: Full exam, title: Full, questions: 40}
---
3:10 invalid-slug: id: expected an id of a-z, 0-9 and hyphens, found "Full exam"
    For example: full-exam
=== An exam lasts some minutes, or is untimed
title: GenAI
exams:
  - {id: a, title: A, questions: 40, minutes: an hour}
  - {id: b, title: B, questions: 40, minutes: 0}
---
3:47 wrong-type: minutes: expected a whole number or untimed, found "an hour"
    For example: minutes: 60
4:47 out-of-range: minutes: expected a whole number from 1 to 1,440, found "0"
    For example: minutes: 60
=== An exam has some questions
title: GenAI
exams:
  - {id: a, title: A, questions: all}
  - {id: b, title: B, questions: 501}
---
3:34 wrong-type: questions: expected a whole number, found "all"
    For example: questions: 40
4:34 out-of-range: questions: expected a whole number from 1 to 500, found "501"
    For example: questions: 40
=== A pass mark is a percentage or a share
title: GenAI
exams:
  - {id: a, title: A, questions: 40, pass: 60}
  - {id: b, title: B, questions: 40, pass: "0,6"}
  - {id: c, title: C, questions: 40, pass: 160%}
---
3:44 bad-pass-mark: pass: expected a percentage such as 60% or a share such as 0.6, found "60"
    Did you mean 60%?
4:44 bad-pass-mark: pass: expected a percentage such as 60% or a share such as 0.6, found "0,6"
    For example: pass: 60%
5:44 bad-pass-mark: pass: expected a percentage such as 60% or a share such as 0.6, found "160%"
    For example: pass: 60%
=== An exam draws in one of three ways
title: GenAI
exams:
  - {id: a, title: A, questions: 40, draw: sylabus}
  - {id: b, title: B, questions: 40, draw: []}
  - {id: c, title: C, questions: 40, draw: {lecture: 14, questions: 5}}
---
3:44 unknown-draw: draw: expected syllabus, lectures or a list of quotas, found "sylabus"
    Did you mean "syllabus"?
4:44 unknown-draw: draw: expected syllabus, lectures or a list of quotas, found a list
    Write syllabus, lectures, or a list such as [{lecture: 14, questions: 5}, {topic: 54, questions: 2}].
5:44 unknown-draw: draw: expected syllabus, lectures or a list of quotas, found keys with values
    Write syllabus, lectures, or a list such as [{lecture: 14, questions: 5}, {topic: 54, questions: 2}].
=== A quota has a lecture or a topic, and a number of questions
title: GenAI
exams:
  - id: a
    title: A
    draw:
      - {questions: 5}
      - {lecture: 14, topic: 54, questions: 5}
      - {lecture: 14}
      - {topik: 54, questions: 5}
      - 14
---
6:9 missing-key: a quota has neither lecture nor topic
    For example: {lecture: 14, questions: 5}
7:30 wrong-type: a quota has both lecture and topic
    Keep one of them, or make two quotas of it.
8:9 missing-key: a quota has no questions
    For example: questions: 5
9:10 unknown-key: a quota has no key "topik"
    Did you mean "topic"?
10:9 wrong-type: draw: expected a quota with its keys, found "14"
    For example: {lecture: 14, questions: 5}
=== The quotas add up to the questions
title: GenAI
exams:
  - {id: a, title: A, questions: 40, draw: [{lecture: 14, questions: 5}, {topic: 54, questions: 2}]}
---
3:34 out-of-range: questions: expected 7, the sum of the quotas, found "40"
    Leave it out: it is the sum of the quotas.
=== The quotas add up to no more than an exam may have
title: GenAI
exams:
  - {id: a, title: A, draw: [{lecture: 14, questions: 400}, {topic: 54, questions: 200}]}
---
3:29 out-of-range: draw: the quotas add up to 600 questions, and an exam may have 500
    Ask for fewer questions in some of them.
=== A course is not a list
- title: GenAI
---
1:1 yaml-not-a-mapping: expected lines such as "title: …", found a list
    Write a key before it, for example "tags:".
=== A text in the wrong place is no course
GenAI Exam Prep
---
1:1 yaml-not-a-mapping: expected lines such as "title: …", found "GenAI Exam Prep"
    Write a key, a colon, a space and the value: "title: Fine-tuning".
=== Lists are nested no deeper than settings need
title: GenAI
parts: {[ * 30}
---
2:27 yaml-too-deep: lists and keys are nested more than 20 deep
    No setting needs that: look for brackets that are never closed.
=== A course has a size
title: GenAI
description: {word * 300000}
---
1:1 yaml-too-large: this YAML is larger than 1,024 KB
    Keep only settings here, and text in the lectures.
=== A course has a number of values
title: GenAI
parts: [{1, * 50000}]
---
2:99997 yaml-too-large: there are more than 25,000 keys and values up to here
    Divide the course, or delete what is not needed.
=== A course is one document
{---\n * 2}title: GenAI
---
2:1 yaml-syntax: a second YAML document begins here
    Delete this line "---": all settings are one document.
=== A mistake in the syntax ends the reading, and is all that is said
title: GenAI
parts: [
exams: none
---
2:8 yaml-syntax: this "[" is not closed, or a comma is missing after it
    Close it with ]; if it belongs to a text, put the whole text in quotes.
"""


@dataclass(frozen=True)
class Case:
    sentence: str
    text: str
    expected: list[str]


def cases(text: str) -> list[Case]:
    found = []
    for block in re.split(r"^=== ", text, flags=re.M)[1:]:
        sentence, _, rest = block.partition("\n")
        written, _, expected = rest.partition("---\n")
        written = re.sub(r"\{U\+([0-9A-F]{4})\}", lambda m: chr(int(m[1], 16)), written)
        written = re.sub(r"\{(\S+) \* (\d+)\}", lambda m: m[1].replace("\\n", "\n") * int(m[2]), written)
        found.append(Case(sentence, written, expected.rstrip("\n").split("\n")))
    return found


def said(diagnostics: tuple[Diagnostic, ...], path: str) -> list[str]:
    """Return diagnostics as the cases write them."""
    lines = []
    for diagnostic in diagnostics:
        place = str(diagnostic.span).removeprefix(path).removeprefix(":") or "0:0"
        severity = "" if diagnostic.severity is Severity.ERROR else f"{diagnostic.severity.name.lower()} "
        lines += [f"{place} {severity}{diagnostic.code}: {diagnostic.message}", f"    {diagnostic.help}"]
    return lines


@pytest.mark.parametrize("case", cases(FRONT_MATTER_CASES), ids=lambda case: case.sentence)
def test_front_matter(case: Case) -> None:
    """Its lines are those of the whole file: the first one is the second, after `---`."""
    _, diagnostics = read_front_matter(case.text, "lectures/14.md", 2)
    assert said(diagnostics, "lectures/14.md") == case.expected


@pytest.mark.parametrize("case", cases(COURSE_CASES), ids=lambda case: case.sentence)
def test_course_yml(case: Case) -> None:
    """Everything that is wrong is said in one run, in the order of the file."""
    _, diagnostics = read_settings(case.text, "course.yml")
    assert said(diagnostics, "course.yml") == case.expected


def test_every_code_has_a_case() -> None:
    """No code can be added without an example of what is said."""
    expected = "\n".join(line for case in cases(FRONT_MATTER_CASES + COURSE_CASES) for line in case.expected)
    in_cases = set(re.findall(r"^\d+:\d+ (?:warning )?([a-z-]+): ", expected, re.M))
    assert in_cases | {"too-many-problems"} == set(CODES)
    assert list(CODES) == sorted(CODES)
    assert all(meaning.endswith(".") for meaning in CODES.values())


def test_a_hundred_problems_are_enough_for_one_run() -> None:
    """A file in which everything is wrong does not fill the screen for minutes; the count stands at its top."""
    _, diagnostics = read_front_matter("a:\n" * 130, "14.md", 2)
    assert len(diagnostics) == yaml_source.MOST_PROBLEMS + 1
    assert said(diagnostics[:2], "14.md") == [
        "0:0 too-many-problems: there are 30 more problems in this file",
        "    Mend the first ones; the next run shows the others.",
        '3:1 yaml-duplicate-key: "a" is here a second time; the first is on line 2',
        "    Keep one of the two.",
    ]


def test_what_is_right_is_kept_beside_what_is_wrong() -> None:
    """One mistake does not hide the rest of a lecture, or of a course."""
    lecture, _ = read_front_matter("title: Tuning\nnumber: soon\nsyllabus: [54, x y z, '']\ncolour: red", "14.md", 2)
    assert (lecture.title, lecture.number, lecture.syllabus) == ("Tuning", None, ("54", "x", "y", "z"))
    text = "title: A\nurl: nowhere\nsyllabus: [{id: 1}, {id: 2, title: B, weight: -1}]"
    whole, _ = read_settings(text, "course.yml")
    assert (whole.title, whole.url) == ("A", "")
    assert whole.syllabus == (Topic("1", "1", 1.0), Topic("2", "B", 1.0))


# --- the tables ------------------------------------------------------------------------------------------------------

TABLES = (LECTURE_KEYS, COURSE_KEYS, PART_KEYS, TOPIC_KEYS, EXAM_KEYS, QUOTA_KEYS)


@pytest.mark.parametrize("key", [key for key in LECTURE_KEYS if key.example], ids=lambda key: key.name)
def test_the_example_of_a_lecture_s_key_is_one(key: Key[Any]) -> None:
    """What messages and docs show as an example can be copied."""
    assert getattr(front(f"{key.name}: {key.example}"), key.name) != key.default


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (COURSE_KEYS, None),
        (PART_KEYS, "title: A\nparts: [{}]"),
        (TOPIC_KEYS, "title: A\nsyllabus: [{}]"),
        (EXAM_KEYS, "title: A\nexams: [{}]"),
        (QUOTA_KEYS, "title: A\nexams: [{{id: a, title: A, draw: [{}]}}]"),
    ],
    ids=["course.yml", "part", "topic", "exam", "quota"],
)
def test_the_examples_of_course_yml_are_examples(keys: tuple[Key[Any], ...], place: str | None) -> None:
    """A record made of all examples together is read without a word; a quota has only one of its two places."""
    lines = [f"{key.name}: {key.example}" for key in keys if key.example and key.name != "topic"]
    text = place.format("{" + ", ".join(lines) + "}") if place else "\n".join(lines)
    assert read_settings(text, "course.yml")[1] == ()


def test_every_key_becomes_a_value_and_every_value_has_a_key() -> None:
    """The tables and what comes out have the same names and the same defaults."""
    for values, keys in ((FrontMatter(), LECTURE_KEYS), (Settings(), COURSE_KEYS)):
        assert {*values._fields} - {"spans"} == {key.name for key in keys}
        assert all(getattr(values, key.name) == key.default for key in keys)


def test_every_key_is_described() -> None:
    """Editors and the docs show these sentences."""
    for table in TABLES:
        assert len({key.name for key in table}) == len(table)
        assert all(key.description.endswith(".") for key in table)
        assert not {key.name for key in table} & {word for key in table for word in key.also.split()}


def test_the_json_schema_says_what_the_tables_say() -> None:
    """Every key with a title and a description, nothing else allowed, and what must be there."""
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == ["title"]
    exam = schema["properties"]["exams"]["items"]
    quota = exam["properties"]["draw"]["anyOf"][1]["items"]
    topic = schema["properties"]["syllabus"]["items"]
    part = schema["properties"]["parts"]["items"]
    for record, keys in (
        (schema, COURSE_KEYS),
        (exam, EXAM_KEYS),
        (quota, QUOTA_KEYS),
        (topic, TOPIC_KEYS),
        (part, PART_KEYS),
    ):
        assert list(record["properties"]) == [key.name for key in keys]
        assert record["additionalProperties"] is False
        assert record.get("required", []) == [key.name for key in keys if key.required]
        assert all(value["title"] and value["description"] for value in record["properties"].values())
    assert schema["properties"]["language"]["default"] == "en"
    assert exam["properties"]["pass"]["default"] == 0.6
    assert exam["properties"]["pause"] == {
        "title": "Pause",
        "description": "Whether the clock may be stopped.",
        "type": "boolean",
        "default": False,
    }


def test_the_patterns_of_the_json_schema_agree_with_the_reader() -> None:
    """What an editor lets pass as a text, `check` lets pass too."""
    properties = json_schema()["properties"]
    exam = properties["exams"]["items"]["properties"]
    for pattern, key, right, wrong in (
        (properties["language"]["pattern"], "language", ["en", "pt-BR", "zh-Hant-TW"], ["english", "en_US", ""]),
        (properties["exam_date"]["pattern"], "exam_date", ["2027-01-20"], ["20.1.2027", "0027-01-20"]),
        (properties["url"]["pattern"], "url", ["https://a.org/b/"], ["a.org", "ftp://a.org", "https://a.org/?b"]),
        (exam["pass"]["anyOf"][0]["pattern"], "pass", ["60%", "7.5 %", "100%"], ["60", "101%", "%"]),
    ):
        for text in right:
            assert re.search(pattern, text), (key, text)
            if key != "pass":
                assert getattr(course(f"{key}: {text}"), key) == text
        assert not [text for text in wrong if re.search(pattern, text)], key


# --- whatever the text -----------------------------------------------------------------------------------------------

ODD = ["\x00", "\x85", "\u2028", "\ud800", "\ufeff", "\r\n"]
SYNTAX = ["\n  ", "\n- ", ": ", " #", "<<: ", "---\n", "...\n", "!!", '"\\U', *"[]{}:,-#&*!|>'\"%@`?\\\t\n ~=0😀"]
KEYS = [f"{key.name}: " for table in TABLES for key in table]
VALUES = ["54-57", "60%", "true", "2026-02-30", "untimed", "https://a.org", "{lecture: 14, questions: 5}"]
YAML_PIECES = st.sampled_from([*ODD, *SYNTAX, *KEYS, *VALUES, "title: A\n", "exams:\n"])


def assert_is_well_said(text: str, first_line: int, diagnostics: tuple[Diagnostic, ...]) -> None:
    lines = len(re.split("\r\n|\r|\n", text))
    for diagnostic in diagnostics:
        assert diagnostic.code in CODES
        assert diagnostic.message
        assert diagnostic.help
        assert len(diagnostic.message) < 250
        (diagnostic.message + diagnostic.help).encode("utf-8")
        assert diagnostic.span.line == 0 or first_line <= diagnostic.span.line <= first_line + lines


@how(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(YAML_PIECES, max_size=40).map("".join)))
def test_no_text_raises(text: str) -> None:
    """Whatever is in a file: values come out, and each mistake has a known code, a place in the file and a help."""
    lecture, diagnostics = read_front_matter(text, "14.md", 2)
    assert isinstance(lecture, FrontMatter)
    assert_is_well_said(text, 2, diagnostics)
    whole, diagnostics = read_settings(text, "course.yml")
    assert isinstance(whole, Settings)
    assert_is_well_said(text, 1, diagnostics)


@how(max_examples=100, deadline=None)
@given(st.lists(YAML_PIECES, max_size=40).map("".join))
def test_no_text_raises_without_the_parser_in_c(text: str) -> None:
    """PyYAML's parser in Python, for machines where the other one was not built, is held to the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_loader", python_loader)
        assert_is_well_said(text, 2, read_front_matter(text, "14.md", 2)[1])


@how(max_examples=100, deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"),
        max_size=300,
    )
)
def test_any_title_can_be_written_in_quotes(title: str) -> None:
    """In quotes, every text is itself, but for blanks at its ends."""
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert front(f"title: {quoted}").title == title.strip()


@how(max_examples=100, deadline=None)
@given(st.integers(0, 9_999), st.integers(1, 1_440), st.booleans(), st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_value_in_bounds_comes_back(number: int, minutes: int, draft: bool, day: date) -> None:
    """Numbers, truth and dates come out as what they are."""
    text = f"number: {number}\nminutes: {minutes}\ndraft: {str(draft).lower()}\nupdated: {day.isoformat()}\n"
    lecture = front(text)
    assert (lecture.number, lecture.minutes, lecture.draft, lecture.updated) == (
        number,
        minutes,
        draft,
        day.isoformat(),
    )


def python_loader() -> Any:
    import yaml

    return yaml.SafeLoader


@pytest.mark.parametrize("case", cases(FRONT_MATTER_CASES), ids=lambda case: case.sentence)
def test_both_parsers_say_the_same_of(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """With PyYAML's parser in Python the same mistakes are found on the same lines."""
    with_c = read_front_matter(case.text, "14.md", 2)[1]
    monkeypatch.setattr(yaml_source, "_loader", python_loader)
    with_python = read_front_matter(case.text, "14.md", 2)[1]
    assert [(d.span.line, d.code) for d in with_python] == [(d.span.line, d.code) for d in with_c]


HOSTILE = {
    "brackets": lambda n: "[" * n,
    "braces": lambda n: "{" * n,
    "dashes": lambda n: "- " * (n // 2),
    "question marks": lambda n: "? " * (n // 2),
    "keys": lambda n: "".join(f"k{i}: v\n" for i in range(n // 12)),
    "one long list": lambda n: "tags: [" + "b," * (n // 2 - 10) + "]",
    "ranges": lambda n: "syllabus: '" + "1-1000," * (n // 7 - 10) + "'",
    "bad slugs": lambda n: "title: A\nparts: [{title: A, lectures: '" + "É," * (n // 4) + "'}]",
    "aliases": lambda n: "tags: [" + "*a," * (n // 3 - 10) + "]",
    "anchors": lambda n: "tags: [" + "&a b," * (n // 5 - 10) + "]",
    "tag directives": lambda n: "".join(f"%TAG !a{i}! b\n" for i in range(n // 18)) + "---\n",
    "one key again and again": lambda n: "a: b\n" * (n // 5),
    "blanks": lambda n: "title: 'a" + " " * (n - 20) + "b'",
    "line ends": lambda n: "title: 'a" + "\n " * (n // 2 - 20) + "b'",
    "an address of slashes": lambda n: "title: A\nurl: a." + "/" * (n - 40) + ":",
    "digits": lambda n: "number: " + "9" * (n - 20),
    "control characters": lambda n: "\x01" * n,
    "line separators": lambda n: "\n\u2028" * (n // 4),
    "comments": lambda n: "tags: [" + "b #c\n," * (n // 6 - 10) + "]",
}  # fmt: skip


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_answered_at_once(make: Any) -> None:
    """As large as a text may be, of whatever makes parsers slow, deep or talkative."""
    start = time.process_time()
    for diagnostics in (
        read_front_matter(make(LARGEST_FRONT_MATTER), "14.md", 2)[1],
        read_settings(make(LARGEST_SETTINGS), "course.yml")[1],
    ):
        assert len(diagnostics) <= yaml_source.MOST_PROBLEMS + 1
    assert time.process_time() - start < 2  # half a second where nothing else runs


def test_importing_settings_is_cheap() -> None:
    """`lecprep --help` does not wait for a YAML parser."""
    heavy = {"yaml", "pydantic", "datetime", "difflib", "urllib.parse"}
    code = f"import sys, lecprep.settings; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
