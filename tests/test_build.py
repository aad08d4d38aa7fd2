"""From a folder to a site: whole, the same every time, and never over what somebody else wrote."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lecprep.build import build, check, render
from lecprep.diagnostics import LecprepError, WrongUse
from tests.conftest import CASES, REPOSITORY, MakeCourse

ALL_KINDS = (CASES / "all-kinds.md").read_text("utf-8")
PLAIN = "# Tuning\n\nText.\n"


def site(root: Path) -> dict[str, bytes]:
    """Return the files of a folder by their path."""
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


def test_building_twice_gives_the_same_bytes_and_writes_nothing(tmp_path: Path) -> None:
    """The repository's own course: the second build finds every file as it should be."""
    build(REPOSITORY, tmp_path / "out")
    before = site(tmp_path / "out")
    _, written = build(REPOSITORY, tmp_path / "out")
    assert written and not written.created and not written.updated and not written.removed
    assert site(tmp_path / "out") == before
    build(REPOSITORY, tmp_path / "again")
    assert site(tmp_path / "again") == before


def test_a_course_with_errors_leaves_the_site_as_it_was(make_course: MakeCourse, tmp_path: Path) -> None:
    """Old or new, whole: never half of either."""
    root = make_course({"lectures/01.md": PLAIN})
    build(root, tmp_path / "out")
    before = site(tmp_path / "out")
    (root / "content" / "lectures" / "01.md").write_text("# Tuning\n\n[x](nowhere.md)\n", encoding="utf-8")
    checked, written = build(root, tmp_path / "out")
    assert written is None
    assert [diagnostic.code for diagnostic in checked.diagnostics] == ["broken-link"]
    assert site(tmp_path / "out") == before


def test_strict_builds_nothing_while_there_are_warnings(make_course: MakeCourse, tmp_path: Path) -> None:
    """What check --strict refuses, build --strict does not publish."""
    root = make_course({"lectures/01.md": "# Tuning\n\nA <b>bold</b> claim.\n"})
    assert build(root, tmp_path / "out", strict=True)[1] is None
    assert build(root, tmp_path / "out")[1] is not None


def test_pages_that_went_away_are_removed_and_nothing_else(make_course: MakeCourse, tmp_path: Path) -> None:
    """A file that lecprep did not write stays, even beside its own."""
    root = make_course({"lectures/01.md": PLAIN, "lectures/02.md": PLAIN})
    out = tmp_path / "out"
    build(root, out)
    (out / "lectures" / "notes.txt").write_text("mine")
    (root / "content" / "lectures" / "02.md").unlink()
    _, written = build(root, out)
    assert written
    assert [path for path in written.removed if not path.startswith("pagefind/")] == ["lectures/02.html"]
    assert (out / "lectures" / "notes.txt").read_text() == "mine"


def test_an_output_that_is_no_place_for_a_site_is_refused(make_course: MakeCourse, tmp_path: Path) -> None:
    """The sources, a folder around or inside them, a file, a folder with other people's files."""
    root = make_course({"lectures/01.md": PLAIN})
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for place in (
        root,
        root / "content",
        root / "content" / "lectures" / "out",
        tmp_path,
        tmp_path / "full",
        tmp_path / "file",
    ):
        with pytest.raises(WrongUse):
            build(root, place)
    assert (tmp_path / "full" / "thesis.txt").read_text() == "mine"


def test_nothing_is_written_through_a_symbolic_link(make_course: MakeCourse, tmp_path: Path) -> None:
    """A link inside the output would lead out of it."""
    root = make_course({"lectures/01.md": PLAIN})
    out = tmp_path / "out"
    build(root, out)
    (tmp_path / "elsewhere").mkdir()
    (out / "lectures" / "01.html").unlink()
    (out / "lectures").rmdir()
    (out / "lectures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LecprepError):
        build(root, out)
    assert not any((tmp_path / "elsewhere").iterdir())


def test_a_folder_of_plain_markdown_is_a_course(tmp_path: Path) -> None:
    """No course.yml, no front matter, no questions, no folders: files in the order of the numbers in their names."""
    for name, text in {
        "10-last.md": "# Last\n\nText.\n",
        "2-first.md": "# First\n\nText.\n",
        "README.md": "# Not a lecture\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    checked, written = build(tmp_path, tmp_path / "site")
    assert checked.course and [lecture.title for lecture in checked.course.lectures] == ["First", "Last"]
    assert checked.diagnostics == ()
    assert written and "lectures/2-first.html" in written.created
    assert "README" not in " ".join(written.created)


def test_a_course_overrides_templates_and_static_files_one_by_one(make_course: MakeCourse, tmp_path: Path) -> None:
    """A file at the same path takes the place of ours; every other stays ours."""
    root = make_course({"lectures/01.md": PLAIN})
    footer = root / "templates" / "components" / "site-footer.html"
    footer.parent.mkdir(parents=True)
    footer.write_text("{% macro site_footer(site) %}<footer>Our own foot</footer>{% endmacro %}", encoding="utf-8")
    icon = root / "static" / "icons" / "favicon.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    build(root, tmp_path / "out")
    assert "Our own foot" in (tmp_path / "out" / "index.html").read_text("utf-8")
    assert (tmp_path / "out" / "assets" / "icons" / "favicon.svg").read_text() == icon.read_text()


def test_a_broken_template_is_named_with_its_line(make_course: MakeCourse, tmp_path: Path) -> None:
    """Whoever changes the theme is told where it broke."""
    root = make_course({"lectures/01.md": PLAIN})
    page = root / "templates" / "pages" / "404.html"
    page.parent.mkdir(parents=True)
    for text, line in (("\n{% if %}", 2), ("\n\n{{ nothing.here }}", 3)):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(LecprepError, match=rf"404\.html:{line}: the template cannot be used"):
            build(root, tmp_path / "out")


def test_addresses_in_head_sitemap_and_robots(make_course: MakeCourse, tmp_path: Path) -> None:
    """Where the site's address is known, every page says its own; the 404 page begins its links at the site's top."""
    root = make_course({"course.yml": "title: T\nurl: https://example.org/a/\n", "lectures/01.md": PLAIN})
    build(root, tmp_path / "out", base_url="https://example.org/genai/")
    out = site(tmp_path / "out")
    assert b'<link rel="canonical" href="https://example.org/genai/lectures/01.html">' in out["lectures/01.html"]
    assert b'<link rel="canonical" href="https://example.org/genai/">' in out["index.html"]
    assert b"Sitemap: https://example.org/genai/sitemap.xml" in out["robots.txt"]
    locations = [
        element.text for element in ElementTree.fromstring(out["sitemap.xml"]).iter() if element.tag.endswith("loc")
    ]
    assert locations == ["https://example.org/genai/", "https://example.org/genai/lectures/01.html"]
    assert b'href="/genai/index.html"' in out["404.html"] and b"canonical" not in out["404.html"]


def test_every_question_stands_on_its_page_exactly_once(tmp_path: Path) -> None:
    """No question is lost between the text and the site, and none is shown twice."""
    checked, _ = build(REPOSITORY, tmp_path / "out")
    assert checked.course
    for lecture in checked.course.lectures:
        html = (tmp_path / "out" / "lectures" / f"{lecture.slug}.html").read_text("utf-8")
        for question in lecture.questions:
            assert html.count('<form class="q q--') == len(lecture.questions)
            assert html.count(f'id="{question.anchor}"') == 1


def test_drafts_are_left_out_unless_asked_for(make_course: MakeCourse, tmp_path: Path) -> None:
    """A draft is for its author's eyes."""
    root = make_course({"lectures/01.md": PLAIN, "lectures/02.md": "---\ntitle: Draft\ndraft: true\n---\n\nText.\n"})
    build(root, tmp_path / "out")
    assert "lectures/02.html" not in site(tmp_path / "out")
    build(root, tmp_path / "out", drafts=True)
    assert "lectures/02.html" in site(tmp_path / "out")


def test_lecture_14_holds_what_was_asked_of_it(tmp_path: Path) -> None:
    """Five numbered sections, three tables, three definitions, three figures, each kind of box, twelve questions."""
    build(REPOSITORY, tmp_path / "out")
    html = (tmp_path / "out" / "lectures" / "14-fine-tuning.html").read_text("utf-8")
    counts = {
        '<span class="no">14.': 5, "<table": 3, "note--definition": 3, "note--analogy": 1, "note--mistake": 1, "note--tip": 1,
        "q--single": 8, "q--short": 2, "q--coding": 2, '<figure class="fig': 3,
    }  # fmt: skip
    assert {text: html.count(text) for text in counts} == counts
    assert "note--key" in html and 'id="remember"' in html and "gpt-4o-mini-2024-07-18" in html
    assert "about 23 min" in html and "54–57" in html and "⚡" in html


def test_a_link_to_a_draft_is_plain_text(make_course: MakeCourse, tmp_path: Path) -> None:
    """Its words stay; it leads nowhere until the draft is published."""
    draft = "---\ntitle: Draft\ndraft: true\n---\n\nText.\n"
    root = make_course(
        {
            "lectures/01.md": "# T\n\nSee [the *draft*](02.md) and [this](#t).\n\n## T\n\nText.\n",
            "lectures/02.md": draft,
        }
    )
    build(root, tmp_path / "out")
    assert b'<p>See the <em>draft</em> and <a href="#s-t">this</a>.</p>' in site(tmp_path / "out")["lectures/01.html"]


def test_the_contents_lead_to_the_box_that_closes_the_lecture(make_course: MakeCourse, tmp_path: Path) -> None:
    """Not to one of the same kind in a section before it."""
    box = "> [!REMEMBER]\n> - **{}**\n\n"
    questions = "## Practice questions\n\n### Q {#q}\n\nWhy?\n\n#### Model answer\n\nSo.\n\n"
    text = f"# T\n\n## S\n\n{box.format('First')}{questions}{box.format('Last')}"
    build(make_course({"lectures/01.md": text}), tmp_path / "out")
    html = site(tmp_path / "out")["lectures/01.html"].decode()
    (target,) = set(re.findall(r'<a href="#([^"]+)">[^\n]*Must remember', html))
    assert html.index("Last") > html.index(f'id="{target}"') > html.index("First")


def test_files_that_lectures_link_to_come_along_unless_they_are_too_large(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    """No link of the site is dead."""
    root = make_course({"lectures/01.md": "# T\n\n[data](../files/data.csv)\n", "files/data.csv": "a,b\n"})
    build(root, tmp_path / "out")
    assert site(tmp_path / "out")["files/data.csv"] == b"a,b\n"
    with (root / "content" / "files" / "data.csv").open("r+b") as file:
        file.truncate(20_000_001)
    checked, written = build(root, tmp_path / "out")
    assert written is None
    assert [d.code for d in checked.diagnostics] == ["broken-link"]


def test_what_only_a_draft_links_to_is_not_published_without_it(make_course: MakeCourse, tmp_path: Path) -> None:
    """A draft's files are for its author's eyes, too."""
    draft = "---\ntitle: Draft\ndraft: true\n---\n\n[answers](../files/answers.pdf)\n"
    root = make_course({"lectures/01.md": PLAIN, "lectures/02.md": draft, "files/answers.pdf": b"%PDF-1.7\n"})
    build(root, tmp_path / "out")
    assert "files/answers.pdf" not in site(tmp_path / "out")
    build(root, tmp_path / "out", drafts=True)
    assert "files/answers.pdf" in site(tmp_path / "out")


def test_an_image_that_vanishes_before_it_is_published_is_named(make_course: MakeCourse, tmp_path: Path) -> None:
    """Rather than leave a hole in the page."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>'
    root = make_course({"lectures/01.md": "# T\n\n![A figure](../images/a.svg)\n", "images/a.svg": svg})
    checked = check(root)
    (root / "content" / "images" / "a.svg").unlink()
    with pytest.raises(LecprepError, match=r"images/a\.svg cannot be published: there is no such file"):
        render(checked)


def test_a_note_may_stand_in_the_text_itself(make_course: MakeCourse, tmp_path: Path) -> None:
    """The short form of a footnote, and one that says nothing."""
    build(make_course({"lectures/01.md": "# T\n\nMemory^[Of the card.] is short^[].\n"}), tmp_path / "out")
    html = site(tmp_path / "out")["lectures/01.html"].decode()
    assert html.count('role="doc-noteref"') == html.count('role="doc-backlink"') == 2
    assert "Of the card." in html


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://course.example.org/", b"course.example.org\n"),
        ("https://example.org/genai/", None),
        ("https://you.github.io/", None),
        ("https://localhost/", None),
        ("", None),
    ],
)
def test_the_domain_is_named_where_it_is_the_authors_own(
    make_course: MakeCourse, url: str, domain: bytes | None
) -> None:
    """GitHub Pages asks for it in a file; for a folder of a host, or a name below the host's, there is nothing to say."""
    files = render(check(make_course({"a.md": "# A\n"})), base_url=url)
    assert files.get("CNAME") == domain


def test_hosts_are_told_what_pages_say(make_course: MakeCourse) -> None:
    """The policy of the pages is in the headers, and what only headers can forbid; a file of the author's own goes first."""
    root = make_course({"a.md": "# A\n"})
    files = render(check(root))
    page = re.search(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', files["index.html"])
    assert page
    headers = files["_headers"].decode()
    said = headers.replace(" 'wasm-unsafe-eval'", "")
    assert f"Content-Security-Policy: {page[1].decode()}; frame-ancestors 'none'\n" in said
    (root / "static").mkdir()
    (root / "static" / "_headers").write_text("/*\n  X-Frame-Options: SAMEORIGIN\n")
    files = render(check(root))
    assert files["_headers"] == b"/*\n  X-Frame-Options: SAMEORIGIN\n"
    assert "assets/_headers" not in files
