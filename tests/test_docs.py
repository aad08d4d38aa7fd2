"""The documentation says all that there is to say, and what it shows works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from lecprep import assets, settings
from lecprep.build import build, check
from lecprep.cli.commands import commands
from lecprep.diagnostics import Severity
from lecprep.markdown import slugify
from lecprep.markdown.parse import CALLOUT_KINDS, EMOJI_KINDS, IMAGE_TYPES
from lecprep.model import FrontMatter, Settings, SourceFile
from lecprep.output import MANIFEST
from lecprep.policy import host_headers, page_policy
from lecprep.questions import ATTRIBUTES, CLASSES, PART_NAMES
from lecprep.reader import read
from lecprep.settings import Key, read_front_matter, read_settings
from lecprep.sources import ATTACHMENT_TYPES
from tests.conftest import REPOSITORY, MakeCourse

README = REPOSITORY / "README.md"
DOCS = REPOSITORY / "docs"
AUTHORING = (DOCS / "authoring.md").read_text("utf-8")
COMMANDS = (DOCS / "commands.md").read_text("utf-8")
DIAGNOSTICS = (DOCS / "diagnostics.md").read_text("utf-8")
PAGES = (README, REPOSITORY / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))

KINDS_OF_QUESTION = (
    "Single choice",
    "Multiple choice",
    "Numeric",
    "Typed answer",
    "Ordering",
    "Matching",
    "Short answer",
    "Coding",
)
FENCE = re.compile(r"^(?P<mark>`{3,})(?P<language>\w+)[^\n]*\n(?P<text>.*?)^(?P=mark)$", re.M | re.S)
# The examples of the guide, by the line on which they begin.
MARKDOWN_EXAMPLES = {
    AUTHORING.count("\n", 0, match.start()) + 1: match["text"]
    for match in FENCE.finditer(AUTHORING)
    if match["language"] == "markdown"
}
# What they link to: enough of a course for them to lead somewhere.
NEIGHBOUR = "# Retrieval\n\n## Why retrieval\n\nText.\n\n## Chunking\n\nText.\n"


# --- the README -----------------------------------------------------------------------------------------------------


def test_the_readme_opens_with_a_lecture_that_builds(make_course: MakeCourse, tmp_path: Path) -> None:
    """Whoever copies it has a course: no error, no warning, no hint."""
    lecture = next(_examples(README.read_text("utf-8"), "markdown"))
    checked, written = build(make_course({"lectures/fine-tuning.md": lecture}), tmp_path / "site")
    assert checked.diagnostics == ()
    assert checked.course and len(checked.course.lectures[0].questions) == 1
    assert written and "lectures/fine-tuning.html" in written.created


def test_the_lecture_of_the_readme_is_short() -> None:
    """Short enough to be read at one glance."""
    lecture = next(_examples(README.read_text("utf-8"), "markdown"))
    assert sum(bool(line.strip()) for line in lecture.split("\n")) <= 12


def test_the_readme_names_targets_that_make_knows() -> None:
    """A command that is shown is there."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    targets = re.findall(r"^make ([a-z-]+)", README.read_text("utf-8"), re.M)
    assert {"site", "test"} <= set(targets)
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.M)] == []


# --- commands -------------------------------------------------------------------------------------------------------


def test_every_command_has_a_section_with_an_example() -> None:
    """In the order in which `lecprep --help` lists them."""
    headings = re.findall(r"^## lecprep (\w+)$", COMMANDS, re.M)
    assert headings == list(commands.commands)
    for name in headings:
        assert f"```sh\nlecprep {name}" in _section(COMMANDS, f"lecprep {name}"), name


@pytest.mark.parametrize("name", commands.commands)
def test_every_option_of_a_command_is_documented(name: str) -> None:
    """Under its command, and no option that the command does not have."""
    rows = set(re.findall(r"`(-[\w-]+)`", "\n".join(_rows(_section(COMMANDS, f"lecprep {name}"), column=1))))
    options = {
        option
        for parameter in commands.commands[name].params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert rows == options


def test_the_options_of_lecprep_itself_are_documented() -> None:
    """Those that stand before any command."""
    for option in ("--version", "-V", "--help", "-h", "NO_COLOR", "python -m lecprep"):
        assert f"`{option}`" in COMMANDS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_line_that_is_shown_is_one(path: Path) -> None:
    """Its command exists, and so do its options."""
    for line in re.findall(r"^(?:NO_COLOR=1 )?lecprep ([a-z].*?)(?: *#.*)?$", _code(path, "sh"), re.M):
        name, *words = line.split()
        known = {option for parameter in commands.commands[name].params for option in parameter.opts}
        assert [word for word in words if word.startswith("-") and word not in known] == [], line


# --- keys -----------------------------------------------------------------------------------------------------------

TABLES: Mapping[str, tuple[Key[Any], ...]] = {
    "Front matter": settings.LECTURE_KEYS,
    "course.yml": settings.COURSE_KEYS,
    "Parts": settings.PART_KEYS,
    "Syllabus": settings.TOPIC_KEYS,
    "Exams": (*settings.EXAM_KEYS, *settings.QUOTA_KEYS),
}


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_in_the_authoring_guide(heading: str) -> None:
    """In the table of its section, and no key that does not exist; one that is required is called so."""
    table, _, _ = FENCE.sub("", _section(AUTHORING, heading)).partition("\n#")
    rows = [row for row in _table_rows(table) if re.fullmatch("`[a-z_]+`", row[0])]
    assert {row[0].strip("`") for row in rows} == {key.name for key in TABLES[heading]}
    for key in TABLES[heading]:
        row = next(row for row in rows if row[0] == f"`{key.name}`")
        assert not key.required or "Required" in row[1], key.name


def test_the_settings_of_the_guide_are_read_without_a_mistake() -> None:
    """Every example of front matter and of course.yml, and between them they use every key."""
    used: set[str] = set()
    for example in _examples(AUTHORING, "yaml"):
        if example.startswith("---\n"):
            front, problems = read_front_matter(example.strip("\n-") + "\n", "lecture.md", 2)
            assert front != FrontMatter()
            used |= set(front.spans)
        else:
            course, problems = read_settings(example, "course.yml")
            assert course != Settings()
            used |= {re.sub(r"\.\d+", "", way) for way in course.spans}
        assert problems == ()
    assert {*Settings._fields} - {"spans"} <= used
    assert {f"exams.{key.name}" for key in settings.EXAM_KEYS} <= used
    assert {f"exams.draw.{key.name}" for key in settings.QUOTA_KEYS} <= used


# --- blocks and questions -------------------------------------------------------------------------------------------


def test_every_callout_is_in_the_authoring_guide() -> None:
    """Each kind, each other name of one, and each emoji that stands for one."""
    section = _section(AUTHORING, "Callouts")
    assert set(re.findall(r"`([A-Z]+)`", "\n".join(_rows(section, column=1)))) == {
        kind.upper() for kind in CALLOUT_KINDS
    }
    assert [emoji for emoji in EMOJI_KINDS if emoji not in section] == []


def test_every_kind_of_question_is_in_the_authoring_guide() -> None:
    """A section for each, with an example that the reader takes for that kind."""
    section = _section(AUTHORING, "Kinds of question")
    assert tuple(re.findall(r"^### (.+)$", _without_code(section), re.M)) == KINDS_OF_QUESTION
    for kind in KINDS_OF_QUESTION:
        example = next(_examples(_section(AUTHORING, kind), "markdown"))
        lecture = read(SourceFile("lectures/14-example.md", _as_lecture(example))).lecture
        assert lecture
        assert [type(question).__name__ for question in lecture.questions] == [kind.title().replace(" ", "")]


def test_every_part_and_attribute_of_a_question_is_in_the_authoring_guide() -> None:
    """And none that a question does not have."""
    parts = re.findall(r"`#### ([A-Z][a-z ]+)`", "\n".join(_rows(_section(AUTHORING, "Parts of a question"), column=1)))
    assert sorted(parts) == sorted(PART_NAMES)
    written = "\n".join(_rows(_section(AUTHORING, "Attributes of a question"), column=1))
    assert set(re.findall(r"`(\w+)=", written)) == set(ATTRIBUTES)
    assert set(re.findall(r"`\.([\w-]+)`", written)) == set(CLASSES)


def test_every_type_of_file_is_in_the_authoring_guide() -> None:
    """What a link may offer, and what an image may be."""
    assert set(re.findall(r"`(\.\w+)`", _section(AUTHORING, "Links"))) == set(ATTACHMENT_TYPES)
    images = _section(AUTHORING, "Images and figures").lower()
    assert [kind for kind in IMAGE_TYPES if kind != ".jpeg" and kind[1:] not in images] == []


@pytest.mark.parametrize("line", MARKDOWN_EXAMPLES, ids=lambda line: f"line {line}")
def test_an_example_of_the_guide_is_read_without_a_mistake(line: int, make_course: MakeCourse) -> None:
    """As a lecture of a course with neighbours: no error and no warning, of the writing neither."""
    files = {
        "lectures/14-example.md": _as_lecture(MARKDOWN_EXAMPLES[line]),
        "lectures/13-rag.md": NEIGHBOUR,
        "images/levels.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>\n',
        "files/prices.csv": "item,price\n",
    }
    found = check(make_course(files), review=True).diagnostics
    assert [f"{d.span} {d.code}: {d.message}" for d in found if d.severity > Severity.HINT] == []


# --- diagnostics ----------------------------------------------------------------------------------------------------


def test_what_settings_report_is_documented() -> None:
    """Their codes stand in a table of the program; here is the one of the docs."""
    documented = {row[0].strip("`") for row in _table_rows(DIAGNOSTICS)}
    assert [code for code in settings.CODES if code not in documented] == []


def test_the_rows_of_the_diagnostics_are_whole() -> None:
    """A code once, its severity, what is wrong and what to do."""
    rows = [row for row in _table_rows(DIAGNOSTICS) if row[0].startswith("`")]
    assert len({row[0] for row in rows}) == len(rows) > 100
    severities = "|".join(severity.name.lower() for severity in Severity)
    for row in rows:
        assert len(row) == 4, row
        assert re.fullmatch(rf"(?:{severities})(?: or (?:{severities}))?", row[1]), row
        assert row[2].endswith(".") and row[3].endswith((".", "`.")), row


# --- links ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_the_docs_lead_somewhere(path: Path) -> None:
    """To a file that is there, and to a heading that it has."""
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", _without_code(path.read_text("utf-8"))):
        if re.match("https?:", target):
            continue
        name, _, fragment = target.partition("#")
        file = (path.parent / name) if name else path
        assert file.is_file(), f"{path.name} links to {target}"
        assert not fragment or fragment in _anchors(file), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_images_of_the_docs_exist_and_say_what_they_show(path: Path) -> None:
    """And they are small enough to be looked at on a train."""
    text = _without_code(path.read_text("utf-8"))
    shown = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text)
    shown += [(alt, source) for source, alt in re.findall(r'<img src="([^"]+)"[^>]*alt="([^"]*)"', text)]
    assert len(shown) == text.count("![") + text.count("<img")
    for alt, source in shown:
        assert len(alt) > 20, source
        assert (path.parent / source).stat().st_size < 150_000, source


def test_no_picture_lies_about_unused() -> None:
    """What nobody shows is not kept."""
    text = "\n".join(path.read_text("utf-8") for path in PAGES)
    assert [image.name for image in (DOCS / "images").iterdir() if image.name not in text] == []


def test_every_page_is_linked_from_the_readme() -> None:
    """Nobody looks for documentation in a folder."""
    text = README.read_text("utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"(docs/{page.name})" not in text] == []


def test_publishing_names_what_a_build_writes(make_course: MakeCourse, tmp_path: Path) -> None:
    """Every file beside the pages and images of a course, by its name."""
    lecture = next(_examples(README.read_text("utf-8"), "markdown"))
    files = {"course.yml": "title: GenAI\nurl: https://example.org/genai/\n", "lectures/fine-tuning.md": lecture}
    _, written = build(make_course(files), tmp_path / "site")
    assert written
    text = (DOCS / "publishing.md").read_text("utf-8")
    plain = [path for path in written.created if "/" not in path]
    assert [path for path in (*plain, MANIFEST) if f"`{path}`" not in text] == []


def test_the_policy_in_publishing_is_that_of_the_pages() -> None:
    """The header says what the pages say, and forbids frames besides, which pages cannot."""
    boot = assets.collect(None).boot
    headers = host_headers(boot).decode()
    assert headers in (DOCS / "publishing.md").read_text("utf-8")
    # A header reaches the worker that searches, too.
    assert page_policy(boot) in headers.replace(" 'wasm-unsafe-eval'", "")


# --- reading the docs -----------------------------------------------------------------------------------------------


def _examples(text: str, language: str) -> Iterator[str]:
    """Yield the code blocks of a language."""
    return (match["text"] for match in FENCE.finditer(text) if match["language"] == language)


def _code(path: Path, language: str) -> str:
    return "\n".join(_examples(path.read_text("utf-8"), language))


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def _section(text: str, heading: str) -> str:
    """Return what stands between a heading and the next one of its level or a higher one; headings in code do not count."""
    hidden = FENCE.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
    begin = re.search(rf"^(#+) {re.escape(heading)}$", hidden, re.M)
    assert begin, f"there is no section {heading!r}"
    end = re.compile(rf"^#{{1,{len(begin[1])}}} ", re.M).search(hidden, begin.end())
    return text[begin.end() : end.start() if end else len(text)]


def _table_rows(text: str) -> list[list[str]]:
    """Return the cells of every table row, those of headings too."""
    lines = re.findall(r"^\|(.+)\|$", FENCE.sub("", text), re.M)
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    return [row for row in rows if not re.fullmatch("[-:]+", row[0])]


def _rows(text: str, column: int) -> list[str]:
    return [row[column - 1] for row in _table_rows(text)]


def _anchors(file: Path) -> set[str]:
    hidden = FENCE.sub("", file.read_text("utf-8"))
    return {slugify(heading.replace("`", "")) for heading in re.findall(r"^#+ (.+)$", hidden, re.M)}


def _as_lecture(example: str) -> str:
    """Return a lecture with an example in it, and the sections that the examples' links and `see=` name."""
    parts = ["# Example\n"]
    if example.startswith("###"):
        parts.append("## Practice questions\n")
    parts.append(example)
    if "see=rag-vs-fine-tuning" in example:
        parts.insert(1, "## RAG versus fine-tuning {#rag-vs-fine-tuning}\n\nText.\n")
    return "\n".join(parts)
