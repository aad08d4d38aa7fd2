"""An exam on paper: versions that ask the same in other orders, and keys that fit each of them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from lecprep.build import export
from lecprep.diagnostics import LecprepError
from lecprep.exporters import PaperOrder
from lecprep.exporters.pdf import printed as as_pdf
from lecprep.exporters.pdf import same_each_time
from tests.browser import chromium
from tests.conftest import REPOSITORY, MakeCourse
from tests.exporters.course import FILES, checked

EXAMS = "exams:\n  - {id: full, title: 'Full <mock>', minutes: 60, questions: 40, pass: 60%, draw: lectures}\n"
PRINTED = FILES | {"course.yml": f"{FILES['course.yml']!s}{EXAMS}"}


def printed(make_course: MakeCourse, order: PaperOrder, name: str = "course") -> str:
    return export(checked(make_course(PRINTED, name=name)), "paper", None, order).data.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_each_version_asks_every_question_once_and_has_a_key(make_course: MakeCourse) -> None:
    """A cover, an answer sheet, and after the last version all keys."""
    html = printed(make_course, PaperOrder("full", 3, "june"))
    course = checked(make_course(PRINTED, name="other")).course
    assert course
    count = sum(len(lecture.questions) for lecture in course)
    versions = html.split('<section class="version">')[1:]
    assert len(versions) == 3 and html.count('<section class="key">') == 3
    assert html.rindex('class="version"') < html.index('class="key"')
    for version in versions:
        students, _, _ = version.partition('<section class="key">')
        assert re.findall(r"Question (\d+)<", students) == [str(number) for number in range(1, count + 1)]
        assert "Full <mock>" in words(students) and "Answer sheet" in students
        assert "Names brackets" not in words(students)
    assert html.count("Names <strong>brackets</strong> [1]") == 3


def test_the_letters_of_the_key_are_those_of_its_version(make_course: MakeCourse) -> None:
    """Wherever the right choice was moved to; a choice that has a place stays there."""
    html = printed(make_course, PaperOrder("full", 4, "june"))
    versions, keys = html.split('<section class="version">')[1:], html.split('<section class="key">')[1:]
    letters = set()
    for version, key in zip(versions, keys, strict=True):
        places = {text: letter for letter, text in re.findall(r"<span>([A-Z])</span><div>([^<]*)</div>", version)}
        assert places["All of the above"] == "C"
        assert f"<strong>{places['%50%half']}</strong> %50%half" in key
        letters.add(places["%50%half"])
    assert len(letters) > 1


def test_the_seed_draws_the_paper(make_course: MakeCourse) -> None:
    """The same seed the same bytes, in any folder; another seed another paper."""
    june = printed(make_course, PaperOrder("full", 2, "june"))
    assert june == printed(make_course, PaperOrder("full", 2, "june"), "other")
    assert june != printed(make_course, PaperOrder("full", 2, "july"), "third")


def test_the_page_needs_nothing_beside_it(make_course: MakeCourse) -> None:
    """No script, no file; what an author or a seed writes is text."""
    html = printed(make_course, PaperOrder("full", 1, "<script>"))
    assert "<script" not in html and 'src="data:image/png;base64,' in html
    assert not re.search(r'(?:src|href)="(?!data:|#i-|https://example\.org/)', html)
    assert "<math" in html


def test_blocks_are_those_of_the_site(make_course: MakeCourse) -> None:
    """Figures, callouts, tables, code with its output and formulas have the site's own structure, and the styles for it."""
    html = printed(make_course, PaperOrder("full", 1, "june"))
    styles, _, body = html.partition("</style>")
    for shape in (
        '<figure class="fig wide">',
        '<div class="note note--key" role="note"',
        '<div class="table wide table--pair">',
        '<figure class="code wide"',
        '<div class="output"><p>Output</p><pre tabindex="0"',
        '<div class="math" tabindex="0"',
    ):
        assert shape in body
    for name in re.findall(r'class="(tok-\w|hl|fig-art|better|note-label|icon)\b', body):
        assert re.search(rf"\.{name}\b[^{{}}]*\{{", styles), name


def test_what_is_named_on_the_page_is_there_once(make_course: MakeCourse) -> None:
    """Labels and icons, though each question stands in all versions and each explanation in all keys."""
    html = printed(make_course, PaperOrder("full", 3, "june"))
    ids = re.findall(r' id="([^"]*)"', html)
    named = re.findall(r' aria-labelledby="([^"]*)"| href="#([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert len(named) > 3 and {by or to for by, to in named} <= set(ids)


def test_an_exam_that_there_is_not_is_named(make_course: MakeCourse) -> None:
    """With the one that was probably meant."""
    with pytest.raises(LecprepError, match='Did you mean "full"'):
        printed(make_course, PaperOrder("ful"))


def test_the_course_of_the_repository_loses_nothing() -> None:
    """On paper."""
    assert export(checked(REPOSITORY), "paper", None, PaperOrder("full", 4)).losses == ()


def test_a_chromium_prints_a_tagged_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes each time."""
    found = chromium.find()
    if found is None:
        pytest.skip("no Chromium: set CHROMIUM to the path of one, or run `make test`")
    monkeypatch.setenv("CHROMIUM", found)
    html = export(checked(REPOSITORY), "paper", None, PaperOrder("full", 1)).data
    pdf = as_pdf(html)
    assert pdf.startswith(b"%PDF-") and b"/StructTreeRoot" in pdf and re.search(rb"/Marked true", pdf)
    assert as_pdf(html) == pdf
    other_numbers = re.sub(rb"\(node(\d{8})\)", lambda match: b"(node%08d)" % (int(match[1]) + 7), pdf)
    assert other_numbers != pdf
    assert same_each_time(other_numbers) == pdf


def test_without_a_browser_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML goes on without one."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(LecprepError, match="CHROMIUM"):
        as_pdf(b"<p>Paper</p>")
