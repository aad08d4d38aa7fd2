"""A build that remembers another makes what it would have made alone, and no more of it than has changed."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jinja2 import Environment

from lecprep.assets import default_folder
from lecprep.build import build, cache_of
from lecprep.diagnostics import LecprepError
from lecprep.output import WORKER, Written
from tests.conftest import MakeCourse, needs_forks
from tests.test_build import site

SETTINGS = (
    "title: T\nparts:\n  - {title: One, lectures: [l01, l02]}\n  - {title: Two, lectures: [l03, l04]}\n"
    "syllabus:\n  - {id: 54, title: A}\n  - {id: 55, title: B}\n"
    "exams:\n  - {id: e, title: E, questions: 3, draw: lectures}\n"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="2"></svg>'
LECTURES = [f"l0{number}" for number in range(1, 5)]
PIECE = re.compile(r"((?:questions|cards)/.*|assets/deck)\.\w{10}\.js")


def lecture(name: str, following: str) -> str:
    """Return a lecture with something of everything that other pages show, under names of its own."""
    return (
        f"---\ntitle: Title {name}\nsyllabus: ['54']\n---\n\nIntro of {name}.\n\n## Part {name} {{#part}}\n\nPlain text.\n\n"
        f'```python title="Code" hl_lines="1"\nright = 54\n```\n\n```json\n{{"Term": "What"}}\n```\n\n'
        f"See [the next]({following}.md#part). ![A figure](../images/a.svg)\n\n"
        f"> [!DEFINITION] Term {name}\n> What it means.\n\n> [!KEY] Idea\n> The idea of {name}.\n\n"
        f"## Practice questions\n\n### Q {{#{name}-q}}\n\nWhich {name}?\n\n- [x] right\n- [ ] wrong\n"
    )


@pytest.fixture
def course(make_course: MakeCourse) -> Path:
    """Four lectures in two parts, each linked to the next."""
    files = {f"lectures/{name}.md": lecture(name, LECTURES[(i + 1) % 4]) for i, name in enumerate(LECTURES)}
    return make_course({"course.yml": SETTINGS, "images/a.svg": SVG % 1, **files})


def made(root: Path, out: Path) -> set[str]:
    """Build with what is remembered, and return which files were written: see `named`."""
    _, written = build(root, out, cache=cache_of(root))
    assert written
    assert {*written.created, *written.updated} <= written.why.keys()
    return named(written)


def printed(code: str, course: Path, out: Path) -> str:
    """Return what a program prints that is told of a course and of a place for its site; it has one thread, and so may fork."""
    program = [sys.executable, "-c", code, str(course), str(out)]
    return subprocess.run(program, check=True, capture_output=True, text=True).stdout


def named(written: Written) -> set[str]:
    """Return which files were written: those of questions by their lecture, those of the search as one.

    The worker, which names every file, goes without saying.
    """
    paths = {*written.created, *written.updated}
    assert (WORKER in paths) is bool(paths)
    paths.discard(WORKER)
    return {"search" if path.startswith("pagefind/") else PIECE.sub(r"\1", path) for path in paths}


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Change a file of the content folder."""
    file = root / "content" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


EXAM = {"mock-exam.html", "mistakes.html"}
DECK = {"assets/deck", "index.html", "review.html", "progress.html"}


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("lectures/l02.md", "Plain text", "Other text", {"lectures/l02.html", "search"}),
        (
            "lectures/l02.md",
            "What it means",
            "What is meant",
            {"lectures/l02.html", "glossary.html", "search", "cards/l02", *DECK},
        ),
        ("lectures/l02.md", "The idea", "An idea", {"lectures/l02.html", "cheat-sheet.html", "search"}),
        ("lectures/l02.md", "] wrong", "] false", {"lectures/l02.html", "questions/l02", "exams/e.html", *EXAM, *DECK}),
        ("lectures/l02.md", "{#part}", "{#other}", set()),
        (
            "lectures/l02.md",
            "Title l02",
            "Another",
            {f"lectures/{name}.html" for name in LECTURES} | {"index.html", "search", *EXAM, *DECK},
        ),
        ("course.yml", "title: E,", "title: F,", {"index.html", "exams/e.html", *EXAM}),
        ("images/a.svg", "1", "3", {"images/a.svg", *(f"lectures/{name}.html" for name in LECTURES)}),
        ("lectures/l02.md", "\n", "\n", set()),
    ],
    ids=["text", "term", "idea", "question", "broken", "title", "exam", "image", "nothing"],
)
def test_an_edit_writes_the_pages_that_show_it(
    course: Path, tmp_path: Path, name: str, old: str, new: str, expected: set[str]
) -> None:
    """These and no others; and what is then there is what a build without memory makes."""
    made(course, tmp_path / "out")
    before = time.time() - 10
    os.utime(course / "content" / name, (before, before))
    edit(course, name, old, new)
    checked, written = build(course, tmp_path / "out", cache=cache_of(course))
    if written is None:
        assert [diagnostic.code for diagnostic in checked.diagnostics] == ["broken-anchor"]
        return
    assert named(written) == expected
    build(course, tmp_path / "cold")
    assert site(tmp_path / "out") == site(tmp_path / "cold")


def test_after_any_edits_a_build_that_remembers_makes_what_one_without_memory_makes(
    course: Path, tmp_path: Path
) -> None:
    """Sixty edits at random: words, titles, ids, numbers of lectures, files that come and go."""
    chance = random.Random(7)
    lectures = course / "content" / "lectures"
    words = [
        "Plain",
        "Title",
        "Term",
        "Idea",
        "Which",
        "right",
        "What",
        "Intro",
        "Part",
        "54",
        "json",
        "python",
        "lines",
    ]
    for turn in range(60):
        file = lectures / f"{chance.choice(LECTURES)}.md"
        match chance.randrange(6):
            case 0 if len(list(lectures.iterdir())) > 2:
                file.unlink(missing_ok=True)
            case 1:
                file.write_text(lecture(file.stem, chance.choice(LECTURES)), "utf-8")
            case 2:
                (course / "content" / "images" / "a.svg").write_text(SVG % chance.randrange(1, 9))
            case _ if file.exists():
                text = file.read_text("utf-8")
                file.write_text(text.replace(chance.choice(words), f"{chance.choice(words)} {turn}", 1), "utf-8")
        checked, warm = build(course, tmp_path / "warm", cache=cache_of(course))
        alone, cold = build(course, tmp_path / f"cold{turn}")
        assert checked.diagnostics == alone.diagnostics
        assert (warm is None) == (cold is None)
        if warm:
            assert site(tmp_path / "warm") == site(tmp_path / f"cold{turn}"), turn


def test_an_edit_of_prose_loads_nothing_that_reads_code_or_yaml(course: Path, tmp_path: Path) -> None:
    """Lexers and parsers take longer to load than a lecture takes to be read; what they said before is remembered."""
    made(course, tmp_path / "out")
    edit(course, "lectures/l02.md", "Plain text", "Other text")
    code = (
        "import sys; from pathlib import Path; from lecprep.build import build, cache_of; root, out = map(Path, sys.argv[1:]); "
        "print('lectures/l02.html' in build(root, out, cache=cache_of(root))[1].updated, "
        "*({'pygments', 'yaml', 'lecprep.settings'} & sys.modules.keys()))"
    )
    assert printed(code, course, tmp_path / "out").split() == ["True"]


@needs_forks
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_edit_is_read_while_the_theme_is_loaded(jobs: int, course: Path, tmp_path: Path) -> None:
    """By another process where there may be one: then this one never loads the parser."""
    made(course, tmp_path / "out")
    edit(course, "lectures/l02.md", "Plain text", "Other text [nowhere](nowhere.md)")
    code = (
        "import sys; from pathlib import Path; from lecprep.build import build, cache_of; root, out = map(Path, sys.argv[1:]); "
        f"checked, written = build(root, out, cache=cache_of(root), jobs={jobs}); "
        "print(*(each.code for each in checked.diagnostics), 'markdown_it' in sys.modules)"
    )
    assert printed(code, course, tmp_path / "out").split() == ["broken-link", str(jobs == 1)]


def test_garbage_in_every_file_of_the_cache_changes_nothing(course: Path, tmp_path: Path) -> None:
    """Whatever it is: the site is made as if nothing were remembered."""
    made(course, tmp_path / "out")
    before = site(tmp_path / "out")
    files = [file for file in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if file.is_file()]
    assert len(files) > 10
    for number, file in enumerate(files):
        file.write_bytes([b"", b"garbage", file.read_bytes()[:-1], b"\x80\x05cos\nsystem\n."][number % 4])
    shutil.rmtree(tmp_path / "out")
    made(course, tmp_path / "out")
    assert site(tmp_path / "out") == before


def damage(files: list[Path], kind: int) -> None:
    """Do one of fifty kinds of damage: ten ways, each with other files and other places in them."""
    chance = random.Random(kind)
    for file in chance.sample(files, chance.randrange(1, len(files))):
        data = bytearray(file.read_bytes())
        at = chance.randrange(len(data))
        match kind % 10:
            case 0:
                del data[at:]
            case 1:
                del data[:at]
            case 2:
                data[at] ^= 1 << chance.randrange(8)
            case 3:
                data[at:at] = chance.randbytes(9)
            case 4:
                data[at : at + 40] = bytes(40)
            case 5:
                data = bytearray(chance.choice(files).read_bytes())
            case 6:
                data = bytearray(b"\x80\x05cos\nsystem\n(S'exit 1'\ntR.")
            case 7:
                data.reverse()
            case 8:
                file.unlink()
                continue
            case _:
                file.unlink()
                file.mkdir()
                continue
        file.write_bytes(data)


def test_fifty_kinds_of_damage_to_the_cache_do_no_harm(course: Path, tmp_path: Path) -> None:
    """Cut, filled, turned over, exchanged, gone, a folder in its place: the site is the same, and the next build, too."""
    made(course, tmp_path / "out")
    before = site(tmp_path / "out")
    cache = Path(os.environ["XDG_CACHE_HOME"])
    shutil.copytree(cache, tmp_path / "cache")
    for kind in range(50):
        shutil.rmtree(cache)
        shutil.copytree(tmp_path / "cache", cache)
        damage([file for file in sorted(cache.rglob("*")) if file.is_file()], kind)
        for file in (tmp_path / "out" / "lectures").iterdir():
            file.unlink()
        for _ in range(2):
            build(course, tmp_path / "out", cache=cache_of(course))
            assert site(tmp_path / "out") == before, kind


def test_a_file_of_the_site_that_something_else_changed_is_made_again(course: Path, tmp_path: Path) -> None:
    """Changed or gone; and it is said why."""
    made(course, tmp_path / "out")
    before = site(tmp_path / "out")
    (tmp_path / "out" / "index.html").write_text("mine")
    (tmp_path / "out" / "lectures" / "l01.html").unlink()
    _, written = build(course, tmp_path / "out", cache=cache_of(course))
    assert written and written.why == {
        "index.html": "its file was written by something else",
        "lectures/l01.html": "its file is gone",
    }
    assert site(tmp_path / "out") == before


def test_what_changes_the_look_makes_the_pages_anew(course: Path, tmp_path: Path) -> None:
    """A style reaches every page; a template whatever is made with templates, the files of questions too."""
    made(course, tmp_path / "out")
    style = course / "static" / "css" / "print.css"
    style.parent.mkdir(parents=True)
    style.write_text("@layer print { p { color: #123; } }\n", "utf-8")
    pages = {path for path in site(tmp_path / "out") if path.endswith(".html")}
    assert {path for path in made(course, tmp_path / "out") if not path.startswith("assets/")} == pages
    own = course / "templates" / "components" / "choices.html"
    own.parent.mkdir(parents=True)
    own.write_text("{% macro choices(view, type) %}<p>Choose</p>{% endmacro %}", "utf-8")
    assert made(course, tmp_path / "out") >= {f"questions/{name}" for name in LECTURES}
    build(course, tmp_path / "cold")
    assert site(tmp_path / "out") == site(tmp_path / "cold")


@pytest.mark.parametrize(
    ("path", "one", "other", "shown"),
    [
        ("static/css/print.css", "p{color:#123}", "p{color:#321}", "#321"),
        (
            "templates/components/choices.html",
            "{% macro choices(view, type) %}Choose{% endmacro %}",
            "{% macro choices(view, type) %}Select{% endmacro %}",
            "Select",
        ),
        ("static/node_modules/notes.txt", "This is old.", "This is new.", "This is new."),
    ],
)
def test_a_file_of_the_theme_is_read_again_when_it_looks_new(
    path: str, one: str, other: str, shown: str, course: Path, tmp_path: Path
) -> None:
    """Though it is as long as before, and says that it is as old."""
    file = course / path
    file.parent.mkdir(parents=True)
    for text in (one, other):
        file.write_text(text)
        os.utime(file, (0, 0))
        made(course, tmp_path / "out")
        assert made(course, tmp_path / "out") == set()
    assert any(shown.encode() in data for data in site(tmp_path / "out").values())


def test_a_template_is_compiled_when_it_is_another(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other one is, unless the words are; and one that cannot be used is told of as long as it cannot."""
    compiled: list[str] = []
    compile_one = Environment.compile

    def counted(self: Environment, source: str, name: str, filename: str) -> object:
        compiled.append(name)
        return compile_one(self, source, name, filename)

    def now() -> set[str]:
        compiled.clear()
        made(course, tmp_path / "out")
        return set(compiled)

    monkeypatch.setattr(Environment, "compile", counted)
    assert len(ours := now()) > 50
    edit(course, "lectures/l02.md", "Plain text", "Other text")
    assert now() == set()
    own = course / "templates" / "components" / "choices.html"
    own.parent.mkdir(parents=True)
    own.write_text("{% macro choices(view, type) %}<p>Choose</p>{% endmacro %}", "utf-8")
    assert now() == {"components/choices.html"}
    good = site(tmp_path / "out")
    own.write_text("{% macro choices(view, type) %}", "utf-8")
    for _ in range(2):
        with pytest.raises(LecprepError, match=r"choices\.html:1: the template cannot be used"):
            now()
        assert set(compiled) == {"components/choices.html"}
    own.write_text("{% macro choices(view, type) %}<p>Choose</p>{% endmacro %}", "utf-8")
    assert now() == set()
    assert site(tmp_path / "out") == good
    edit(course, "course.yml", "title: T\n", "title: T\nlanguage: de\n")
    assert now() == ours


@needs_forks
def test_the_pages_of_the_exams_of_a_long_course_are_made_by_another_process(course: Path, tmp_path: Path) -> None:
    """While this one makes the others; the site is the same."""
    code = (
        "import os, sys; from pathlib import Path; from lecprep import making; from lecprep.build import build, cache_of; "
        "from lecprep.theme import Theme; root, out = map(Path, sys.argv[1:]); making._LONG = 0; render = Theme.render; "
        "told = lambda page: os.write(1, f'{os.getpid() == here} {page.url}\\n'.encode()); "  # at once: two processes write
        "Theme.render = lambda self, page: told(page) and render(self, page); "
        "here = os.getpid(); build(root, out, cache=cache_of(root), jobs=2)"
    )
    said = printed(code, course, tmp_path / "out").splitlines()
    assert {"False mock-exam.html", "False mistakes.html", "True index.html", "True progress.html"} <= {*said}
    build(course, tmp_path / "cold")
    assert site(tmp_path / "out") == site(tmp_path / "cold")


@needs_forks
def test_templates_are_compiled_by_several_processes(course: Path, tmp_path: Path) -> None:
    """All of them, each once; the site is the same."""
    code = (
        "import sys; from pathlib import Path; from jinja2 import Environment; from lecprep.build import build, cache_of; "
        "root, out = map(Path, sys.argv[1:]); compiled = []; compile = Environment.compile; "
        "Environment.compile = lambda self, *template: compiled.append(template[1]) or compile(self, *template); "
        "build(root, out, cache=cache_of(root), jobs=2); print(len(compiled), len(set(compiled))); compiled.clear(); "
        "build(root, out.with_name('again'), cache=cache_of(root), jobs=2); print(len(compiled))"
    )
    here, once, again = printed(code, course, tmp_path / "out").split()
    ours = len(list(default_folder("templates").rglob("*.html")))
    assert (0 < int(here) < ours, once, again) == (True, here, "0")
    build(course, tmp_path / "cold")
    assert site(tmp_path / "out") == site(tmp_path / "again") == site(tmp_path / "cold")


def command(course: Path, out: Path, *options: str) -> list[str]:
    """Return the command that builds a course."""
    return [sys.executable, "-m", "lecprep", "build", str(course), "--output", str(out), *options]


def said(course: Path, out: Path, *options: str) -> str:
    """Build as an author does and return what is said."""
    done = subprocess.run(command(course, out, *options), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def rest(course: Path) -> None:
    """Let the files of a course be old enough to be known by their looks."""
    before = time.time() - 10
    for file in course.rglob("*"):
        os.utime(file, (before, before))


def test_a_build_without_a_change_says_the_same_and_touches_nothing(course: Path, tmp_path: Path) -> None:
    """Its warnings too; and after a change it looks again."""
    edit(course, "lectures/l01.md", "Plain text", "Plain <b>text</b>")
    rest(course)
    first = said(course, tmp_path / "out")
    assert "raw-html" in first
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*")}
    again = said(course, tmp_path / "out", "--explain")
    assert "raw-html" in again and " 0 written" in again and "left alone" in again
    assert before == {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*")}
    edit(course, "lectures/l01.md", "<b>text</b>", "text")
    third = said(course, tmp_path / "out", "--explain")
    assert "raw-html" not in third
    assert [line for line in third.splitlines() if ".html: " in line] == ["lectures/l01.html: its text"]
    (tmp_path / "out" / "index.html").unlink()
    assert "index.html: its file is gone\n" in said(course, tmp_path / "out", "--explain")


def test_two_builds_at_once_do_no_harm(course: Path, tmp_path: Path) -> None:
    """Of one course into one folder: both end well, and the site is whole."""
    runs = [subprocess.Popen(command(course, tmp_path / "out"), stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    build(course, tmp_path / "cold")
    assert site(tmp_path / "out") == site(tmp_path / "cold")
    said(course, tmp_path / "out")
    assert site(tmp_path / "out") == site(tmp_path / "cold")


@pytest.mark.parametrize("after", [0.05, 0.2, 0.35])
def test_a_build_that_is_killed_leaves_the_next_one_to_make_all(course: Path, tmp_path: Path, after: float) -> None:
    """Whenever it was: the folder is still ours, and nothing of what was half done is seen."""
    run = subprocess.Popen(command(course, tmp_path / "out"), stdout=subprocess.DEVNULL)
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    run.wait()
    for folder in (tmp_path / "out").glob(".*-tmp"):
        os.utime(folder, (0, 0))
    said(course, tmp_path / "out")
    build(course, tmp_path / "cold")
    assert site(tmp_path / "out") == site(tmp_path / "cold")
