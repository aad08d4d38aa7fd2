"""The site while it is written: what is said of the bank as a whole comes after the page, and never holds it up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lecprep.build import check
from lecprep.checks import registry
from lecprep.checks.rule import CourseRule, Finding
from lecprep.course import Checked
from lecprep.diagnostics import Severity, Span
from lecprep.model import Course
from lecprep.preview import Preview
from tests.conftest import MakeCourse

SAME = "### Q {#%s}\n\nWhat does LoRA freeze while it trains?\n\n- [x] The base model\n- [ ] The adapter\n\n"
TWICE = "# Tuning\n\n## Practice questions\n\n" + SAME % "one" + SAME % "two"
ONCE = "# Tuning\n\n## Practice questions\n\n" + SAME % "one"
PAGE = "lectures/01.html"


def remarks(preview: Preview, page: str = PAGE) -> list[str]:
    """Return what a page is told that was loaded a moment ago."""
    return [each.what for each in preview.now.news(page, preview.now.build).remarks]


def asks_the_same(preview: Preview) -> bool:
    return any("asks the same" in each for each in remarks(preview))


def test_the_bank_is_reviewed_when_the_page_is_there(make_course: MakeCourse) -> None:
    """An edit does not wait for it; what it found stays until the next review, and goes away when it is mended."""
    root = make_course({"lectures/01.md": TWICE})
    file = root / "content" / "lectures" / "01.md"
    preview = Preview(root, "http://localhost:8000/")
    preview.update()
    assert not asks_the_same(preview)
    assert preview.review()
    assert asks_the_same(preview)
    assert preview.review() is None  # nothing has changed
    file.write_text(ONCE, encoding="utf-8")
    preview.update()
    assert asks_the_same(preview)
    assert preview.review() == ()
    assert not asks_the_same(preview)


def test_an_edit_of_a_template_has_no_lecture_read_again(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one of a style; but whatever changes in the content is seen, as soon as two edits may follow each other."""
    root = make_course({"lectures/01.md": ONCE})
    file, template = root / "content" / "lectures" / "01.md", root / "templates" / "components" / "icon.html"
    template.parent.mkdir(parents=True)
    checks = 0

    def counted(*args: Any, **options: Any) -> Checked:
        nonlocal checks
        checks += 1
        return check(*args, **options)

    monkeypatch.setattr("lecprep.preview.check", counted)
    preview = Preview(root, "http://localhost:8000/")
    for number in range(4):
        template.write_text("{% macro icon(name, class='') %}drawn " + str(number) + "{% endmacro %}", encoding="utf-8")
        time.sleep(0.06)
        preview.update([PAGE])
        assert f"drawn {number}".encode() in preview.read(PAGE)
    assert checks == 1
    for number in range(20):
        file.write_text(ONCE.replace("Tuning", f"Tuning {number}"), encoding="utf-8")
        preview.update([PAGE])
        assert f"<title>Tuning {number} ".encode() in preview.read(PAGE)
    file.unlink()
    preview.update()
    assert preview.now.mistakes


def test_a_review_reloads_no_page(make_course: MakeCourse) -> None:
    """It is no build: it changes what a page is told, and nothing that it shows."""
    preview = Preview(make_course({"lectures/01.md": TWICE}), "http://localhost:8000/")
    preview.update()
    build = preview.now.build
    preview.review()
    news = preview.now.news(PAGE, build)
    assert (news.build, news.reload, news.styles, news.images) == (build, False, (), ())


def test_what_is_silenced_is_silent_here_too(make_course: MakeCourse) -> None:
    """For a file or a question."""
    ignore = "<!-- check-ignore-file: repeated-question: the second is for the resit -->\n\n"
    preview = Preview(make_course({"lectures/01.md": TWICE.replace("## P", f"{ignore}## P")}), "http://localhost:8000/")
    preview.update()
    assert preview.review() == ()


def test_what_is_about_course_yml_is_said_on_the_home_page(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everything that is about no lecture."""

    def of_the_syllabus(course: Course) -> Iterator[Finding]:
        yield Finding(Span("course.yml", 2), "the syllabus is short", "Write more.")

    rule = CourseRule(name="short-syllabus", severity=Severity.WARNING, manual="", check=of_the_syllabus)
    monkeypatch.setattr(registry, "_COURSE_RULES", (rule,))
    preview = Preview(make_course({"lectures/01.md": ONCE}), "http://localhost:8000/")
    preview.update()
    preview.review()
    assert remarks(preview, "index.html") == ["the syllabus is short"]
    assert remarks(preview) == []


def test_a_review_gives_way_to_an_edit(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was about to say is not said of a course that has changed; neither takes back what the other has made."""
    root = make_course({"lectures/01.md": TWICE})
    preview = Preview(root, "http://localhost:8000/")
    asked = []

    def slow(course: Course) -> Iterator[Finding]:
        asked.append(course)
        edit = threading.Thread(target=_edit, args=(preview, root / "content" / "lectures" / "01.md"))
        edit.start()
        edit.join()
        yield Finding(course.lectures[0].questions[0].span, "this is no longer so", "")

    rule = CourseRule(name="slow", severity=Severity.WARNING, manual="", check=slow)
    monkeypatch.setattr(registry, "_COURSE_RULES", (rule, rule))
    preview.update()
    assert preview.review() is None
    assert len(asked) == 1  # the second rule was not begun
    assert preview.now.build == 2 and preview.now.course is not asked[0]
    assert b"Edited" in preview.read(PAGE)
    assert remarks(preview) == []


def _edit(preview: Preview, file: Path) -> None:
    file.write_text(ONCE.replace("# Tuning", "# Edited"), encoding="utf-8")
    preview.update()
