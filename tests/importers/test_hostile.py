"""Files that are made to do harm, or are not what their names say, are refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from lecprep import importers
from lecprep.diagnostics import Span
from lecprep.importers import FORMATS, Refused
from lecprep.importers.base import Notes
from lecprep.importers.rich import Rich
from tests.importers.places import planned, taken_in

BOMB = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><quiz><question>&b;</question></quiz>'
FILE = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


NOT_BANKS = [
    (BOMB, "not safe to read"),
    (FILE, "not safe to read"),
    ("<a>" * 5000, "deep"),
    ("<quiz>", "not XML"),
    ("<html/>", "not Moodle XML"),
    ("<quiz></quiz>", "no question"),
]


@pytest.mark.parametrize(("data", "says"), NOT_BANKS)
def test_xml_that_is_no_bank_is_refused(data: str, says: str, tmp_path: Path) -> None:
    """Entities are never expanded, outside files never asked for, and nesting has an end."""
    with pytest.raises(Refused, match=says):
        planned("moodle", data, tmp_path)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02" * 1000,
        b"\xff\xfe\x00",
        b"PK\x03\x04" + b"x" * 100,
        b"{" * 10_000,
        b"<" * 10_000,
        "\u202e\n\n{=".encode(),
    ],
)
def test_no_format_falls_over_any_bytes(name: str, data: bytes, tmp_path: Path) -> None:
    """There is a clear word, or nothing is found."""
    try:
        plan = planned(name, data, tmp_path)
    except Refused as problem:
        assert "bank.txt" in str(problem)
    else:
        assert plan.questions == 0


def test_a_file_of_a_hundred_megabytes_is_not_even_read(tmp_path: Path) -> None:
    """Its size alone says enough."""
    file = tmp_path / "huge.xml"
    with file.open("wb") as out:
        out.truncate(100_000_000)
    with pytest.raises(Refused, match="100 MB; 50 MB is the most"):
        importers.read_files([file])


def test_a_moodle_file_cannot_name_a_path_outside(tmp_path: Path) -> None:
    """Images are named by what they hold and lie in images/, whatever path they come with."""
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC"
    question = (
        '<quiz><question type="truefalse"><questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/../../evil.png" alt="x"&gt;</text>'
        f'<file name="evil.png" path="/../../" encoding="base64">{png}</file></questiontext>'
        '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>'
    )
    to = tmp_path / "content" / "lectures"
    plan = planned("moodle", question, to)
    assert [path.relative_to(tmp_path).parts[:2] for path in plan.files] == [
        ("content", "lectures"),
        ("content", "images"),
    ]


def test_a_question_has_an_end(tmp_path: Path) -> None:
    """What is longer than any question, or has more answers, is left out in a word, whatever the format."""
    long = "(" * 300_000
    many = "<answer fraction='0'><text>b</text></answer>" * 5_000
    banks = {
        "gift": f"{long}{{=a ~b}}",
        "moodle": f"<quiz><question type='multichoice'><questiontext><text>Q</text></questiontext>{many}</question></quiz>",
        "mkdocs-quiz": f"<quiz>\n{long}\n- [x] a\n- [ ] b\n</quiz>",
        "aiken": f"{long}\nA. a\nB. b\nANSWER: A\n",
    }
    for name, bank in banks.items():
        plan = planned(name, bank, tmp_path)
        assert plan.questions == 0
        assert {loss.why for loss in plan.losses} & {
            "it has more than 200,000 characters",
            "it has more than 1,000 answers",
        }


def test_more_questions_than_an_import_takes_are_refused(tmp_path: Path) -> None:
    """Ids of one name do not take longer the more there are."""
    with pytest.raises(Refused, match="more than 20,000 questions"):
        planned("csv", "kind,prompt,item_1\n" + "typed,q,a\n" * 20_001, tmp_path)


XML = (
    "<quiz><question type='shortanswer'><questiontext><text>Größe</text></questiontext>"
    "<answer fraction='100'><text>é</text></answer></question></quiz>"
)


@pytest.mark.parametrize(
    "text",
    [
        "![",
        "[a](b ",
        "![a](b '",
        "[a](b){",
        "```a\n~~~b\n",
        "# a" + " " * 90_000,
        "`".join("x" * n for n in range(400)),
        "x\n\n\n",
    ],
    ids=lambda text: text[:8],
)
def test_markdown_that_begins_much_and_ends_nothing_is_read_once(text: str) -> None:
    """Whatever it begins, nobody looks for its end again and again: it would take minutes. Its words stay."""
    rich = Rich(Notes())
    rich.about(Span("bank.md"), "q")
    assert rich.markdown(text * (98_000 // len(text)) + "\n\nthe end").endswith("the end")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("````\n# a\n```\n# b\n````\n# c", "````\n# a\n```\n# b\n````\n**c**"),
        ("````\n# a\n```\n# b", "````\n# a\n```\n**b**"),
        ("```\n# a\n~~~\n# b", "```\n**a**\n~~~\n**b**"),
        ("`` <b>`</b> `` <b>c</b>", "`` <b>`</b> `` **c**"),
        ("`a ``<b>b</b>`` c", "`a ``<b>b</b>`` c"),
    ],
)
def test_what_is_code_stays_as_it_is(text: str, expected: str) -> None:
    """A fence ends where one as long does, or else with a shorter one; code in a line with as many signs as it began with."""
    assert Rich(Notes()).markdown(text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_xml_of_any_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    """An editor on Windows says nothing of the encoding that it writes."""
    (question,), _ = taken_in("moodle", XML.encode(encoding), tmp_path)
    assert question.prompt == "Größe"


def test_html_that_stands_in_xml_as_it_is(tmp_path: Path) -> None:
    """Characters by HTML's names are read; names that nobody knows are refused with their line."""
    (question,), _ = taken_in("moodle", XML.replace("Größe", "a &hellip; &eacute;"), tmp_path)
    assert question.prompt == "a … é"
    with pytest.raises(Refused, match=r"bank\.txt:1: .*undefined entity"):
        planned("moodle", XML.replace("Größe", "&nobody;"), tmp_path)
