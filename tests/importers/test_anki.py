"""Packages of Anki: our own, and what people make with it."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from lecprep.drafts import Choices, Texts, Written
from lecprep.importers import Refused
from tests.conftest import MakeCourse
from tests.exporters.course import PNG, exported
from tests.importers.places import planned, questions_of, taken_in
from tests.importers.test_qti import package


def collection(notes: list[tuple[str, str]]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE col (models TEXT, decks TEXT)")
        database.execute("CREATE TABLE notes (id INTEGER, mid INTEGER, flds TEXT, tags TEXT)")
        database.execute("CREATE TABLE cards (nid INTEGER, did INTEGER)")
        models = {"1": {"name": "Basic", "flds": [{"name": "Front"}, {"name": "Back"}]}}
        decks = {"2": {"name": "Biology::Cells"}}
        database.execute("INSERT INTO col VALUES (?, ?)", (json.dumps(models), json.dumps(decks)))
        for number, (front, back) in enumerate(notes, 1):
            database.execute("INSERT INTO notes VALUES (?, 1, ?, ' level:hard ')", (number, f"{front}\x1f{back}"))
            database.execute("INSERT INTO cards VALUES (?, 2)", (number,))
        database.commit()
        return bytes(database.serialize())


def test_cards_become_questions(tmp_path: Path) -> None:
    """Front and back, one gap, an image, a sound that stays behind; the deck is the lecture."""
    notes = [
        ("What is <b>this</b>?<br><img src='cell.png' alt='A cell'>", "A cell [sound:cell.mp3]"),
        ("The {{c1::mitochondrion::organelle}} makes energy.", "Always."),
        ("{{c1::a}} and {{c2::b}}", ""),
    ]
    files: dict[str, str | bytes] = {
        "collection.anki2": collection(notes), "media": json.dumps({"0": "cell.png"}), "0": PNG
    }  # fmt: skip
    (first, second), plan = taken_in("anki", package(files), tmp_path, "biology.apkg")
    assert first.prompt == "What is **this**?\\\n![A cell](../images/cell-cd08723e.png)"
    assert (first.body, first.level) == (Written("A cell"), "hard")
    assert second.prompt == r"The \_\_\_\_ (organelle) makes energy."
    assert (second.body, second.explanation) == (Texts(("mitochondrion",)), "Always.")
    assert [path.name for path in plan.lectures] == ["cells.md"]
    assert sorted(loss.why for loss in plan.losses) == ["it has several gaps", "lectures have none"]


def test_what_the_card_shows_is_asked(tmp_path: Path) -> None:
    """The first field may be a number that no card shows; what stands on both sides is not said twice."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection([]))
        fields = [{"name": name} for name in ("number", "sound", "word", "meaning", "again")]
        template = {
            "qfmt": "<b>{{word}}</b>",
            "afmt": "{{FrontSide}}{{text:word}}{{#again}}{{meaning}} {{again}}{{/again}}",
        }
        model = {"name": "Words", "flds": fields, "tmpls": [template]}
        database.execute("UPDATE col SET models = ?", (json.dumps({"1": model}),))
        database.execute("INSERT INTO notes VALUES (1, 1, ?, '')", ("17\x1f\x1f愛\x1fto love\x1fto love",))
        database.commit()
        data = bytes(database.serialize())
    (question,), _ = taken_in("anki", package({"collection.anki2": data}), tmp_path, "words.apkg")
    assert (question.prompt, question.body) == ("愛", Written("to love"))


def test_decks_of_earlier_versions_come_back(make_course: MakeCourse, tmp_path: Path) -> None:
    """Choices with their key and ids; of other kinds, which Anki shows as front and back, such a deck does not say which they are."""
    pytest.importorskip("genanki")
    files = {}
    with zipfile.ZipFile(io.BytesIO(exported(make_course, "anki").data)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files["collection.anki2"])
        database.create_function(
            "before", 1, lambda text: re.sub('<div class="asked"[^>]*>(.*?)</div>', r"\\1", text, flags=re.S)
        )
        database.execute("UPDATE notes SET flds = before(flds)")
        database.commit()
        older = package({**files, "collection.anki2": bytes(database.serialize())})
    questions, _ = taken_in("anki", older, tmp_path / "again", "course.apkg")
    originals = {question.id: question for question in questions_of(tmp_path / "course")}
    assert {question.id for question in questions} == set(originals)
    for question in questions:
        original = originals[question.id]
        if isinstance(original.body, Choices):
            assert isinstance(question.body, Choices)
            assert [c.is_correct for c in question.body.choices] == [c.is_correct for c in original.body.choices]
            assert question.body.is_multiple == original.body.is_multiple
        else:
            assert isinstance(question.body, Written)


def test_a_card_that_somebody_changed_is_no_trap(make_course: MakeCourse, tmp_path: Path) -> None:
    """Where the back is no longer what the front says, the question is left out, or is what the back still says."""
    pytest.importorskip("genanki")
    with zipfile.ZipFile(io.BytesIO(exported(make_course, "anki").data)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    for back in ("", "<p>x</p>", "<table><tr><td>a</td></tr></table>", "<ol>a</ol>", "</span><table>"):
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(files["collection.anki2"])
            database.create_function("emptied", 1, lambda text, back=back: _with_back(text, back))
            database.execute("UPDATE notes SET flds = emptied(flds)")
            database.commit()
            changed = package({**files, "collection.anki2": bytes(database.serialize())})
        planned("anki", changed, tmp_path / "lectures", "course.apkg")


def _with_back(fields: str, back: str) -> str:
    parts = fields.split("\x1f")
    return "\x1f".join([*parts[:3], back, *parts[4:]]) if "data-kind" in parts[1] else fields


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"collection.anki21b": b"x", "collection.anki2": b"y"}, "Support older Anki versions"),
        ({"media": b"{}"}, "no collection"),
        ({"collection.anki2": b"SQLite format 3\0" + b"x" * 5000}, "cannot be read"),
    ],
)
def test_other_packages_are_refused(files: dict[str, str | bytes], says: str, tmp_path: Path) -> None:
    """The newer form says how to export it again."""
    with pytest.raises(Refused, match=says):
        planned("anki", package(files), tmp_path, "x.apkg")
