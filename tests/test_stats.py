"""The bank at a glance: what is counted is what is there, each thing once, in every form in which it is shown."""

from __future__ import annotations

import html as html_module
import json
import re
import unicodedata
from pathlib import Path

import html5lib
import pytest

from lecprep import stats
from lecprep.build import build, check
from lecprep.checks.registry import review_course
from lecprep.exams import bank_of
from lecprep.exporters.base import KINDS
from lecprep.model import Course
from lecprep.stats import Stats
from lecprep.stats.words import KIND_NAMES, gaps
from tests.conftest import CASES, REPOSITORY, MakeCourse
from tests.exporters.course import FILES
from tests.test_cli import lecprep

SETTINGS = """\
title: Marine biology
syllabus:
  - {id: tides, title: Tides, weight: 3}
  - {id: reefs, title: Reefs}
  - {id: ice, title: Life under ice}
exams:
  - {id: full, title: The whole sea, questions: 10, draw: syllabus}
  - {id: even, title: A bit of each, questions: 2, draw: lectures}
  - {id: mine, title: My own, draw: [{lecture: 1, questions: 2}, {topic: ice, questions: 1}]}
"""
TIDES = """\
---
number: 1
title: Tides
syllabus: tides
minutes: 12
---

## Practice questions

### Moon {#moon level=easy}

What pulls the water?

- [ ] The wind
- [x] The moon

#### Explanation

Its pull is stronger on the side that is nearer.

### Springs {#springs topics="reefs tides" marks=3}

When are tides highest?

- [ ] At half moon
- [x] At new moon
- [ ] At dawn

### Both {#both level=hard}

Which bodies raise tides?

- [x] Moon
- [x] Sun

  It is larger and farther away.

- [ ] Mars
"""
REEFS = """\
---
number: 2
title: Reefs
syllabus: reefs
---

Corals build.

## Practice questions

### Corals {#corals marks=2}

What are corals?

#### Model answer

Animals.

### Heat {#heat}

At how many degrees do they bleach?

#### Answer

30 ± 1
"""
DRAFT = "---\nnumber: 3\ntitle: Ice\nsyllabus: ice\ndraft: true\n---\n\nText.\n"
SEA = {"course.yml": SETTINGS, "lectures/1.md": TIDES, "lectures/2.md": REEFS, "lectures/3.md": DRAFT}


def course_at(root: Path, *, drafts: bool = False) -> Course:
    course = check(root, drafts=drafts).course
    assert course
    return course


def counted(root: Path, *, drafts: bool = False) -> Stats:
    return stats.count(course_at(root, drafts=drafts))


def words(page: bytes) -> str:
    """Return what a page says, without its elements and styles."""
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.decode(), flags=re.S)
    return " ".join(html_module.unescape(text).split())


def columns(line: str) -> int:
    """Return how many columns of a terminal a line takes."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line)


@pytest.fixture(params=["sea", "hostile", "repository"])
def any_course(request: pytest.FixtureRequest, make_course: MakeCourse) -> Course:
    if request.param == "repository":
        return course_at(REPOSITORY)
    return course_at(make_course(SEA if request.param == "sea" else FILES), drafts=True)


def test_every_question_is_counted_once(any_course: Course) -> None:
    """In the whole, by kind, by level, by marks, and in its lecture: all come to the same."""
    found = stats.count(any_course)
    questions = [item.question for item in bank_of(any_course)]
    assert found.tally.questions == len(questions)
    assert found.tally.marks == sum(question.marks for question in questions)
    lectures = [lecture.tally for lecture in found.lectures]
    assert sum(tally.questions for tally in lectures) == len(questions)
    assert sum(tally.marks for tally in lectures) == found.tally.marks
    assert sum(tally.bare for tally in lectures) == found.tally.bare == len(found.bare)
    assert found.minutes == sum(lecture.minutes for lecture in found.lectures)
    for tally in (found.tally, *lectures):
        assert sum(tally.kinds.values()) == sum(tally.levels.values()) == tally.questions
    assert sum(found.marks.values()) == len(questions)
    assert sum(marks * count for marks, count in found.marks.items()) == found.tally.marks
    for kind in found.tally.kinds:
        assert found.tally.kinds[kind] == sum(lecture.tally.kinds[kind] for lecture in found.lectures)


def test_a_topic_counts_what_is_drawn_for_it_and_what_names_it(any_course: Course) -> None:
    """As its first topic a question counts once; where it has several, for each of them."""
    found = stats.count(any_course)
    assert sum(topic.first for topic in found.topics) == found.tally.questions - found.topicless.questions
    assert sum(topic.due for topic in found.topics) == pytest.approx(sum(topic.first for topic in found.topics))
    assert all(topic.first <= topic.tally.questions for topic in found.topics)
    named = sum(len(set(item.topics)) for item in bank_of(any_course))
    assert sum(topic.tally.questions for topic in found.topics) == named


def test_the_sea_by_topic(make_course: MakeCourse) -> None:
    """Five questions by the weights 3, 1, 1: three are due for tides; the question of two topics counts for reefs first."""
    tides, reefs, ice = counted(make_course(SEA)).topics
    assert (tides.first, tides.tally.questions, tides.due) == (2, 3, 3)
    assert (reefs.first, reefs.tally.questions, reefs.due) == (3, 3, 1)
    assert (ice.first, ice.due) == (0, 1)
    assert [topic.id for topic in (tides, reefs, ice) if topic.is_thin] == ["ice"]


def test_what_says_nowhere_why(make_course: MakeCourse) -> None:
    """An explanation, feedback on any choice, or a model answer is a reason."""
    found = counted(make_course(SEA))
    assert [(each.id, each.path) for each in found.bare] == [("springs", "lectures/1.md"), ("heat", "lectures/2.md")]
    assert TIDES.split("\n")[found.bare[0].line - 1].startswith("### Springs")


def test_the_places_of_the_right_choice(make_course: MakeCourse) -> None:
    """Of questions with one right choice; by chance each place is as likely as the others of its question."""
    keys = counted(make_course(SEA)).keys
    assert keys and keys.questions == 2
    assert [place.right for place in keys.places] == [0, 2, 0]
    assert [place.due for place in keys.places] == pytest.approx([1 / 2 + 1 / 3, 1 / 2 + 1 / 3, 1 / 3])
    # Pearson: the sum of (right - due)² / due
    assert keys.square == pytest.approx(5 / 6 + (2 - 5 / 6) ** 2 / (5 / 6) + 1 / 3)
    assert keys.freedom == 2


def test_what_is_missing_agrees_with_the_rules_of_the_bank(any_course: Course, make_course: MakeCourse) -> None:
    """A bank of which `check` says that its keys stand in one place, or are the longest, is called so here, and no other."""
    seven = course_at(make_course({"lectures/14.md": (CASES / "seven-flaws.md").read_text("utf-8")}, name="seven"))
    for course in (any_course, seven):
        said = {each.code for found in review_course(course) for each in found}
        missing = {gap.what for gap in gaps(stats.count(course))}
        assert ("key-position" in said) == ("The right choice stands in one place too often" in missing)
        assert ("longest-is-right" in said) == ("The right choice is the longest too often" in missing)
    assert said >= {"key-position", "longest-is-right"}


def test_what_each_exam_draws_from(make_course: MakeCourse) -> None:
    """By weight, evenly, or by quotas: how many are due, how many there are, how many a paper has."""
    full, even, own = counted(make_course(SEA)).exams
    assert [(each.name, each.due, each.has, each.short) for each in full.sources] == [
        ("tides", 6, 2, 4),
        ("reefs", 2, 3, 0),
        ("ice", 2, 0, 2),
    ]
    assert (full.questions, full.pool, full.on_paper) == (10, 5, 5)
    assert [(each.name, each.due, each.has) for each in even.sources] == [("1", 1, 3), ("2", 1, 2)]
    assert [(each.name, each.due, each.has, each.short) for each in own.sources] == [("1", 2, 3, 0), ("ice", 1, 0, 1)]
    assert (own.questions, own.pool, own.on_paper) == (3, 3, 2)


def test_drafts_are_counted_when_they_are_asked_for(make_course: MakeCourse) -> None:
    """And are called drafts."""
    root = make_course(SEA)
    assert [lecture.slug for lecture in counted(root).lectures] == ["1", "2"]
    assert "3 Ice (draft)" in stats.as_text(counted(root, drafts=True))


@pytest.mark.parametrize(
    "files",
    [
        {"lectures/1.md": "# Only text\n\nText.\n"},
        {"lectures/1.md": "# Only text\n\nText.\n", "course.yml": SETTINGS},
        {"lectures/1.md": TIDES.replace("syllabus: tides\n", "").replace('topics="reefs tides" ', "")},
    ],
    ids=["no question", "no question but exams", "no syllabus"],
)
def test_a_course_that_has_only_begun_is_counted_too(make_course: MakeCourse, files: dict[str, str]) -> None:
    """Nothing is divided by nothing; what there is not is said, or left out."""
    found = counted(make_course(files))
    text, page = stats.as_text(found), words(stats.as_page(found))
    assert json.loads(stats.as_json(found))["questions"] == found.tally.questions
    for said in (text, page):
        assert ("There is no question yet" in said) == (not found.tally.questions)
        assert ("There is no syllabus in course.yml" in said) == (not found.topics)


def test_the_text_fits_into_a_terminal(any_course: Course) -> None:
    """80 columns, whatever the course is called, and nothing that steers the terminal."""
    text = stats.as_text(stats.count(any_course))
    for line in text.split("\n"):
        assert line.isprintable() and line == line.rstrip()
        assert columns(line) <= 80, line


def test_long_and_wide_names_are_cut(make_course: MakeCourse) -> None:
    """A Chinese title takes two columns a sign; one that is long is no reason for a longer line."""
    titles = ("海" * 90, "x" * 190)
    files = {f"lectures/{i}.md": f"---\ntitle: {title}\n---\n\nText.\n" for i, title in enumerate(titles)}
    text = stats.as_text(counted(make_course(files | {"course.yml": f"title: {titles[0]}\n"})))
    assert "海海…" in text and "xx…" in text
    assert max(map(columns, text.split("\n"))) <= 80


def test_every_kind_has_a_name_here(make_course: MakeCourse) -> None:
    """One that is as short as it stands above a column, too; and a course that has all kinds shows all."""
    assert set(KIND_NAMES) == set(KINDS.values())
    found = counted(make_course({"lectures/14.md": (CASES / "all-kinds.md").read_text("utf-8")}))
    text, page = stats.as_text(found), words(stats.as_page(found))
    for kind in found.kinds:
        name, short = KIND_NAMES[kind]
        assert f"{name} ({short})" in text and f"{name} ({short})" in page
    assert len(found.kinds) == len(KINDS)


def test_the_same_course_gives_the_same_bytes(make_course: MakeCourse) -> None:
    """In any folder, whatever came before."""
    one, other = (counted(make_course(SEA, name=name)) for name in ("one", "other"))
    for form in (stats.as_text, stats.as_json, stats.as_page):
        assert form(one) == form(other)


def test_the_page_is_one_file_without_a_script(any_course: Course) -> None:
    """It asks for nothing, and its policy allows no more than the styles that it holds; a strict parser finds no error."""
    page = stats.as_page(stats.count(any_course)).decode()
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    names = {element.tag for element in document.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert not [
        element.attrib
        for element in document.iter()
        if element.keys() and {"src", "href", "style"} & set(element.keys())
    ]
    policy = document.find(".//meta[@http-equiv]").get("content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "url(" not in page and "@import" not in page


def test_the_bars_say_nothing_that_the_table_does_not(any_course: Course) -> None:
    """They are hidden from those who hear the page, in a cell after the number."""
    page = stats.as_page(stats.count(any_course)).decode()
    bars = re.findall(r"<svg[^>]*>", page)
    assert bars and all('aria-hidden="true"' in bar for bar in bars)
    assert len(re.findall(r"</td><td>\s*<svg", page)) == len(bars)


def test_the_page_shows_what_the_text_shows(any_course: Course) -> None:
    """The names of lectures, topics and exams, and what is missing."""
    found = stats.count(any_course)
    page = words(stats.as_page(found))
    for gap in gaps(found):
        assert gap.what in page and gap.more in page
    for lecture in found.lectures:
        assert " ".join(lecture.name.split()) in page
    for topic in found.topics:
        assert topic.title in page
    for exam in found.exams:
        assert exam.title in page


def test_every_key_of_the_json_is_documented(any_course: Course) -> None:
    """In the table of its command, at any depth, but for the kinds and what is a number."""

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return {*value, *(key for each in value.values() for key in keys(each))}
        return {key for each in value for key in keys(each)} if isinstance(value, list) else set()

    _, _, rest = (REPOSITORY / "docs" / "commands.md").read_text("utf-8").partition("## lecprep stats")
    documented = set(re.findall(r"`(\w+)`", rest.partition("\n## ")[0]))
    found = keys(json.loads(stats.as_json(stats.count(any_course))))
    assert {key for key in found if not key.isdigit()} - set(KINDS.values()) <= documented


def test_a_course_has_its_own_look_here_too(make_course: MakeCourse) -> None:
    """Its tokens and its template; a style that would end its element does not; a broken template is named."""
    root = make_course(SEA)
    (root / "static" / "css").mkdir(parents=True)
    (root / "static" / "css" / "tokens.css").write_text(":root{--mine:1;content:'</style><script>'}")
    found = counted(root)
    page = stats.as_page(found, None, root / "static").decode()
    assert "--mine:1" in page and page.count("</style>") == 1
    templates = root / "templates"
    (templates / "pages").mkdir(parents=True)
    (templates / "pages" / "stats.html").write_text("{{ nothing }}\n")
    said = lecprep("stats", root, "--page", root / "bank.html")
    assert said.returncode == 1 and "stats.html:1" in said.stderr and "Traceback" not in said.stderr


def test_the_page_is_never_part_of_the_site(make_course: MakeCourse, tmp_path: Path) -> None:
    """No build writes it, and it is not written where it would be published."""
    root = make_course(SEA)
    _, written = build(root, tmp_path / "site")
    assert written and not [path for path in written.created if "stats" in path or "bank" in path]
    (root / "static").mkdir()
    for place in (
        tmp_path / "site" / "bank.html",
        tmp_path / "site" / "lectures" / "bank.html",
        root / "static" / "x.html",
    ):
        said = lecprep("stats", root, "--page", place)
        assert (said.returncode, place.exists()) == (2, False)
        assert "site" in said.stderr


def test_a_page_replaces_an_older_one_and_nothing_else(tmp_path: Path) -> None:
    """Among the lectures, too, where a course is a folder of Markdown files."""
    (tmp_path / "01.md").write_text(TIDES)
    (tmp_path / "mine.html").write_text("<p>Mine</p>")
    for _ in range(2):
        assert lecprep("stats", "--page", "bank.html", cwd=tmp_path).returncode == 0
    refused = lecprep("stats", "--page", "mine.html", cwd=tmp_path)
    assert refused.returncode == 2 and "--page" in refused.stderr
    assert (tmp_path / "mine.html").read_text() == "<p>Mine</p>"


def test_the_command_prints_text_or_json_or_writes_the_page(make_course: MakeCourse) -> None:
    """The page in place of the text; JSON goes to standard output alone."""
    root = make_course(SEA)
    text = lecprep("stats", root)
    assert text.returncode == 0 and text.stdout.startswith("Marine biology: 2 lectures, 5 questions")
    page = lecprep("stats", root, "--page", root / "bank.html")
    assert page.returncode == 0 and "Marine" not in page.stdout
    assert (root / "bank.html").read_bytes() == stats.as_page(counted(root))
    both = lecprep("stats", root, "--format", "json", "--page", root / "bank.html")
    assert json.loads(both.stdout)["format"] == "lecprep-stats"
    assert json.loads(both.stdout) == json.loads(stats.as_json(counted(root)))


def test_a_course_with_errors_is_counted_as_far_as_it_can_be_read(make_course: MakeCourse) -> None:
    """It is said that something is missing; without any lecture there is nothing to count."""
    broken = make_course(
        SEA | {"lectures/4.md": "# Broken\n\n## Practice questions\n\n### Q\n\n- [ ] One\n- [ ] Two\n"}
    )
    said = lecprep("stats", broken)
    assert said.returncode == 1 and "Marine biology" in said.stdout and "error" in said.stderr
    empty = lecprep("stats", make_course({}, name="empty"))
    assert (empty.returncode, empty.stdout) == (1, "")
    assert "error[no-lectures]" in empty.stderr


def test_a_title_cannot_be_more_than_a_title(make_course: MakeCourse) -> None:
    """Neither markup on the page nor commands to the terminal."""
    title = '"<script>alert(1)</script>\\e[2J\\u202e"'
    files = {"course.yml": f"title: {title}\n", "lectures/1.md": f"---\ntitle: {title}\n---\n\nText.\n"}
    found = counted(make_course(files))
    assert "<script" not in stats.as_page(found).decode()
    text = stats.as_text(found)
    assert "\x1b" not in text and "\u202e" not in text
