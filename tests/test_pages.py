"""Which pages a course has, and what those of the exam are given."""

from __future__ import annotations

import gzip
import re

from lecprep import assets
from lecprep.build import check, render
from lecprep.course import assemble
from lecprep.model import Course, Settings
from lecprep.pages import ExamPageView, Page, plan
from lecprep.theme import Theme
from tests.conftest import CASES, REPOSITORY, MakeCourse

PLAIN = "# Tuning\n\nText.\n"
ALL_KINDS = (CASES / "all-kinds.md").read_text("utf-8")
EXAM_PAGES = {"mock-exam.html", "mistakes.html", "review.html", "progress.html"}


def pages_of(course: Course | None, base_url: str = "") -> dict[str, Page]:
    assert course
    return {page.url: page for page in plan(course, base_url)}


def exam_of(page: Page) -> ExamPageView:
    view = page.context["exam"]
    assert isinstance(view, ExamPageView)
    return view


def test_a_course_with_questions_has_the_pages_of_the_exam(make_course: MakeCourse) -> None:
    """Even when course.yml names no exam: students set their own. Without a question there is none of them."""
    with_questions = pages_of(check(make_course({"lectures/01.md": ALL_KINDS}, "a")).course)
    without = pages_of(check(make_course({"lectures/01.md": PLAIN}, "b")).course)
    assert with_questions.keys() >= EXAM_PAGES
    assert not without.keys() & EXAM_PAGES
    assert [link.title for link in without["index.html"].site.nav] == ["Home"]
    assert without["index.html"].site.data_url == ""


def test_a_lecture_of_a_long_course_weighs_no_more(make_course: MakeCourse) -> None:
    """Beside it stand the lectures around it, not all thousand."""
    sizes = []
    for count in (61, 1000):
        files = {f"lectures/{i:04}.md": f"---\nnumber: {i}\n---\n# L{i}\n\nText.\n" for i in range(1, count + 1)}
        checked = check(make_course(files, f"of-{count}"))
        assert checked.course
        page = next(page for page in plan(checked.course) if page.url == "lectures/0030.html")
        sizes.append(len(gzip.compress(Theme(checked.course, assets.collect(None).names).render(page).encode())))
    assert sizes[1] < sizes[0] + 300


def test_an_exam_of_a_course_without_questions_is_nowhere(make_course: MakeCourse) -> None:
    """Its author is told; its readers are led to no page that does not exist."""
    settings = "title: T\nexams:\n  - {id: e, title: E, questions: 5, draw: lectures}\n"
    checked = check(make_course({"course.yml": settings, "lectures/01.md": PLAIN}))
    assert [diagnostic.code for diagnostic in checked.diagnostics] == ["bank-too-small"]
    files = render(checked)
    assert not [path for path in files if "exam" in path and path.endswith(".html")]
    assert not re.search(rb'href="[^"]*exam[^"]*\.html', files["index.html"])


def test_the_navigation_has_its_order() -> None:
    """From every depth, and from the page that hosts show anywhere."""
    pages = pages_of(check(REPOSITORY).course, "https://example.org/genai/")
    for url, root in (("index.html", ""), ("exams/full.html", "../"), ("404.html", "/genai/")):
        nav = pages[url].site.nav
        assert [(link.title, link.url) for link in nav] == [
            ("Home", f"{root}index.html"),
            ("Mock exam", f"{root}mock-exam.html"),
            ("Mistakes", f"{root}mistakes.html"),
            ("Review", f"{root}review.html"),
            ("Glossary", f"{root}glossary.html"),
            ("Cheat sheet", f"{root}cheat-sheet.html"),
            ("Progress", f"{root}progress.html"),
        ]
        assert pages[url].site.data_url == f"{root}progress.html#data"


def test_pages_that_show_a_stranger_nothing_are_not_in_the_sitemap() -> None:
    """What one got wrong is nobody's search result."""
    files = render(check(REPOSITORY), base_url="https://example.org/genai/")
    sitemap = files["sitemap.xml"].decode()
    assert "/mock-exam.html<" in sitemap
    assert "mistakes" not in sitemap and "progress" not in sitemap


def test_a_printed_paper_can_be_sat_on_screen_and_an_exam_set_up_from_the_home_page() -> None:
    """One by its code, the other by its id; each from where it is shown."""
    pages = pages_of(check(REPOSITORY).course)
    paper = pages["exams/full.html"].context["paper"]
    assert re.fullmatch("full-00000-[0-9a-z]{3}", paper.code)
    assert paper.sit_url == f"../mock-exam.html#paper={paper.code}"
    home = pages["index.html"].context["home"].papers[0]
    assert (home.setup_url, home.url) == ("mock-exam.html#exam=full", "exams/full.html")


def test_the_sections_of_a_printed_paper_are_lettered_one_after_the_other(make_course: MakeCourse) -> None:
    """Without a gap where a paper has none of a kind, and numbered through."""
    text = (
        "# T\n\n## Practice questions\n\n### W {#w}\n\nWhy?\n\n#### Model answer\n\nSo.\n\n"
        "### A {#a}\n\nWhich?\n\n- [x] a\n- [ ] b\n\n### B {#b}\n\nWhich then?\n\n- [x] a\n- [ ] b\n"
    )
    settings = "title: T\nexams:\n  - {id: e, title: E, questions: 3, draw: lectures}\n"
    page = pages_of(check(make_course({"course.yml": settings, "lectures/01.md": text})).course)["exams/e.html"]
    assert [(s.letter, s.title, [q.number for q in s.questions]) for s in page.context["sections"]] == [
        ("A", "choose", ["1", "2"]),
        ("B", "write", ["3"]),
    ]
    assert [q.data["id"].rpartition("/")[0] for q in page.context["questions"]] == ["exams/e"] * 3


def test_the_set_up_offers_what_has_questions_alone(make_course: MakeCourse) -> None:
    """Lectures by part, topics, kinds: each with how many questions there are, and none with none."""
    settings = (
        "title: T\nparts:\n  - {title: One, lectures: [14]}\n  - {title: Two, lectures: [15]}\n"
        "syllabus:\n  - {id: 54, title: A}\n  - {id: 55, title: B}\n  - {id: 56, title: C}\n"
    )
    plain = "---\nnumber: 15\ntitle: Plain\n---\n\nText.\n"
    files = {"course.yml": settings, "lectures/14.md": ALL_KINDS, "lectures/15.md": plain}
    view = exam_of(pages_of(check(make_course(files)).course)["mock-exam.html"])
    ((part, (lecture,)),) = [(part.title, part.lectures) for part in view.parts]
    assert (part, lecture.label, lecture.question_count) == ("One", "14", view.question_count)
    assert [(topic.id, topic.question_count) for topic in view.topics] == [
        ("54", view.question_count),
        ("55", view.question_count),
    ]
    assert "".join(kind.letter for kind in view.kinds) == "smntoawc"
    assert sum(kind.question_count for kind in view.kinds) == view.question_count
    assert view.papers == ()


def test_a_course_without_lectures_has_a_plan_all_the_same() -> None:
    """For whoever begins."""
    course, _ = assemble([], Settings(title="T"), {}, frozenset())
    assert [page.url for page in plan(course)] == ["index.html", "404.html"]
