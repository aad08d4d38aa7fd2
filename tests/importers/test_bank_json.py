"""JSON is lossless: what was exported and is imported again is the same bank, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lecprep.diagnostics import LecprepError
from lecprep.importers import Refused
from tests.conftest import MakeCourse
from tests.exporters.course import FILES, exported
from tests.importers.places import planned, questions_of, taken_in


def test_an_import_of_an_export_is_the_same_bank(make_course: MakeCourse, tmp_path: Path) -> None:
    """Every kind, hostile texts, images, references, sections to read again; and exported once more it is the same file."""
    data = exported(make_course, "json").data
    again = tmp_path / "again"
    (again / "content").mkdir(parents=True)
    (again / "content" / "course.yml").write_bytes((tmp_path / "course" / "content" / "course.yml").read_bytes())
    questions, plan = taken_in("json", data, again)
    assert plan.losses == ()
    assert questions == questions_of(tmp_path / "course")
    files = {
        path.relative_to(again / "content").as_posix(): path.read_bytes()
        for path in again.rglob("*.*")
        if path.is_file()
    }
    assert exported(lambda _: again, "json", {}).data == data
    assert files["images/dot.png"] == FILES["images/dot.png"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "deep"),
        ("[]", "export json"),
        ('{"format": "lecprep-questions", "version": 3}', "newer"),
        ('{"format": "lecprep-questions", "version": 1, "lectures": [{}]}', "missing or wrong"),
        ("\0", "not a text file"),
    ],
)
def test_any_other_file_is_refused_in_words(text: str, says: str, tmp_path: Path) -> None:
    """An author learns what the file is not."""
    with pytest.raises(Refused, match=says):
        planned("json", text, tmp_path)


def test_an_image_is_written_inside_the_course_or_not_at_all(make_course: MakeCourse, tmp_path: Path) -> None:
    """Neither a path that leads out of it, nor a file that is no image."""
    bank = json.loads(exported(make_course, "json").data)
    image = bank["images"]["images/dot.png"]
    bank["images"] = {
        "../../evil.png": image,
        "/etc/evil.png": image,
        "images/dot.png": image,
        "images/page.svg": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        "images/run.sh": "data:text/plain,rm",
    }
    plan = planned("json", json.dumps(bank), tmp_path / "new" / "content" / "lectures")
    images = [path.relative_to(tmp_path).as_posix() for path in plan.files if path.suffix != ".md"]
    assert images == ["new/content/images/dot.png"]
    assert len([loss for loss in plan.losses if loss.what.startswith("the image")]) == 4


def test_the_first_version_is_read(make_course: MakeCourse, tmp_path: Path) -> None:
    """It had the rules that are silenced without the reasons, and none for the whole file."""
    bank = json.loads(exported(make_course, "json").data) | {"version": 1}
    for lecture in bank["lectures"]:
        del lecture["ignore"]
        for entry in lecture["questions"]:
            entry["ignore"] = [silence["rule"] for silence in entry["ignore"]]
    questions, _ = taken_in("json", json.dumps(bank), tmp_path / "again")
    assert {silence for question in questions for silence in question.silenced} == {("longest-choice-is-correct", "")}


def test_a_comment_ends_where_it_should(make_course: MakeCourse, tmp_path: Path) -> None:
    """Neither a name nor a reason ends it early."""
    bank = json.loads(exported(make_course, "json").data)
    bank["lectures"][0]["ignore"] = [
        {"rule": "a --> # x", "reason": ""}, {"rule": "b", "reason": "so --> # Heading\n\n## Section"}
    ]  # fmt: skip
    plan = planned("json", json.dumps(bank), tmp_path / "new" / "content" / "lectures")
    assert b"<!-- check-ignore-file: b: so \xe2\x86\x92 # Heading ## Section -->" in next(iter(plan.files.values()))
    assert [loss.what for loss in plan.losses] == ["the silence of 'a --> # x'"]


def test_nothing_is_written_over(make_course: MakeCourse, tmp_path: Path) -> None:
    """A lecture that is there stays, unless it is the same; so does what another lecture's students hang on: the ids."""
    data = exported(make_course, "json").data
    to = tmp_path / "course" / "content" / "lectures"
    before = (to / "15-hostile.md").read_bytes()
    with pytest.raises(LecprepError, match="is there already, and stays as it is"):
        planned("json", data, to)
    assert (to / "15-hostile.md").read_bytes() == before
    other = json.loads(data)
    other["lectures"] = [{**other["lectures"][0], "path": "lectures/20-copy.md", "number": 20}]
    plan = planned("json", json.dumps(other), to)
    text = plan.files[to / "20-copy.md"].decode()
    assert "{#fresh-documents-2 " in text
    assert any("has a question of that id" in loss.why for loss in plan.losses)
