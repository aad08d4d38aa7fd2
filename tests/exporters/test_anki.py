"""A deck as Anki's own library takes it: once, again, and after the course has changed; and its cards in a browser."""

from __future__ import annotations

import builtins
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lecprep.build import export
from lecprep.diagnostics import LecprepError
from tests.conftest import REPOSITORY, MakeCourse
from tests.exporters.course import FILES, HOSTILE, checked, exported

EARLY, LATE = 1_700_000_000, 1_700_009_000


class Anki:
    """A collection of Anki's, and what its own importer says of a deck."""

    def __init__(self, folder: Path) -> None:
        from anki.collection import Collection

        self.folder = folder
        self.collection = Collection(str(folder / "collection.anki2"))

    def take(self, deck: bytes) -> dict[str, int]:
        """Import a deck, and return how many notes were new, updated, or known already."""
        from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        file = self.folder / "deck.apkg"
        file.write_bytes(deck)
        options = ImportAnkiPackageOptions(with_scheduling=False)
        log = self.collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=options)).log
        assert not log.conflicting and not log.missing_notetype and not log.missing_deck and not log.empty_first_field
        return {"new": len(log.new), "updated": len(log.updated), "known": len(log.duplicate)}

    def note(self, name: str) -> Any:
        [note_id] = self.collection.find_notes(f"Id:{name}")
        return self.collection.get_note(note_id)

    def sides(self, name: str) -> tuple[str, str]:
        """Return both sides of a card as Anki makes them, styles inside."""
        card = self.note(name).cards()[0]
        return card.question(), card.answer()


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    pytest.importorskip("anki.collection", reason="Anki's library is not installed here")
    folder = tmp_path / "anki"
    folder.mkdir()
    opened = Anki(folder)
    yield opened
    opened.collection.close()


def deck(
    make_course: MakeCourse, changed: int = EARLY, files: dict[str, str | bytes] | None = None, name: str = "course"
) -> bytes:
    return export(checked(make_course(files or FILES, name=name)), "anki", changed).data  # fmt: skip


def count(root: Path) -> tuple[int, int]:
    course = checked(root).course
    assert course
    return sum(len(x.questions) for x in course), sum(len(x.definitions) for x in course)


def test_a_deck_that_is_imported_twice_makes_no_duplicate(anki: Anki, make_course: MakeCourse) -> None:
    """A note for each question and each definition, and the second time none."""
    first = deck(make_course)
    notes = sum(count(make_course(FILES)))
    assert anki.take(first) == {"new": notes, "updated": 0, "known": 0}
    assert anki.take(first) == {"new": 0, "updated": 0, "known": notes}
    assert anki.collection.note_count() == anki.collection.card_count() == notes


def test_the_course_of_the_repository_is_imported_twice_without_a_duplicate(anki: Anki) -> None:
    """With everything in it: nothing is lost."""
    made = export(checked(REPOSITORY), "anki")
    notes = sum(count(REPOSITORY))
    assert made.losses == ()
    assert anki.take(made.data)["new"] == notes
    assert anki.take(made.data) == {"new": 0, "updated": 0, "known": notes}


def test_a_changed_course_updates_its_notes(anki: Anki, make_course: MakeCourse) -> None:
    """In place, with what was learned of them; what is new comes to it."""
    anki.take(deck(make_course))
    before = anki.note("fixed")
    changed = HOSTILE.replace("Which one?", "Which of *these*?").replace(
        "### Number", "### New {#brand-new}\n\nNew?\n\n- [x] Yes\n- [ ] No\n\n### Number"
    )
    again = deck(make_course, LATE, FILES | {"lectures/15-hostile.md": changed}, "changed")
    found = anki.take(again)
    assert found["new"] == 1 and found["updated"] > 0
    after = anki.note("fixed")
    assert (after.id, after.card_ids()) == (before.id, before.card_ids())
    assert after["Question"].startswith("<p>Which of <em>these</em>?</p>")
    assert anki.collection.note_count() == sum(count(make_course(FILES))) + 1


def test_an_older_deck_takes_nothing_back(anki: Anki, make_course: MakeCourse) -> None:
    """Whoever imports the deck of last term after that of this one keeps what is newer."""
    changed = FILES | {"lectures/15-hostile.md": HOSTILE.replace("Which one?", "Which of these?")}
    anki.take(deck(make_course, LATE, changed, "changed"))
    anki.take(deck(make_course, EARLY))
    assert anki.note("fixed")["Question"].startswith("<p>Which of these?</p>")


def test_notes_are_found_by_lecture_topic_and_level(anki: Anki, make_course: MakeCourse) -> None:
    """In sub-decks of the course's deck."""
    plain: dict[str, str | bytes] = {
        "course.yml": "title: course\n",
        "lectures/15-hostile.md": HOSTILE.replace("Marks & {signs} = 50%", "Marks"),
    }
    anki.take(deck(make_course, EARLY, FILES | plain))
    assert sorted(anki.note("signs").tags) == ["lecture::15-hostile", "level::hard", "topic::54", "topic::55"]
    decks = {deck.name for deck in anki.collection.decks.all_names_and_ids()}
    assert {"course", "course::14 Every kind", "course::15 Marks"} <= decks
    assert len(anki.collection.find_notes("tag:definition tag:lecture::15-hostile")) == 1


def test_what_looks_like_marks_of_anki_is_text(anki: Anki, make_course: MakeCourse) -> None:
    """Fields hold formulas for MathJax, images by their names, and nothing that Anki would run."""
    anki.take(deck(make_course))
    signs = anki.note("signs")
    assert r"\(E = mc^2\)" in signs["Question"] and "&lt;b&gt;tag&lt;/b&gt;" in signs["Question"]
    [image] = re.findall(r'<img src="(dot-[0-9a-f]{12}\.png)"', signs["Question"])
    assert anki.collection.media.have(image)
    assert r"\[\int_0^1 x\,dx = \tfrac12\]" in signs["Explanation"]
    assert 'class="tok-' in signs["Hints"]
    assert anki.note("typed")["Answer"] == (
        "<p><strong><span>=x-&gt;y</span></strong></p>"
        "<p>Also: <span>%50%</span>; <span>{any} thing</span>; <span>a * b</span></p>"
    )


def test_an_order_is_not_given_away(anki: Anki, make_course: MakeCourse) -> None:
    """The front shows the items mixed, the back in their order."""
    anki.take(deck(make_course))
    note = anki.note("ordering")
    words = ("First", "Then", "{Last}")
    assert sorted(words, key=note["Answer"].index) == list(words)
    assert sorted(words, key=note["Question"].index) != list(words)


def test_only_what_is_a_footnote_is_lost(make_course: MakeCourse) -> None:
    """And it is said of which question."""
    losses = {(loss.question, loss.what) for loss in exported(make_course, "anki").losses}
    assert losses == {("written", "a footnote")}


def test_the_same_course_gives_the_same_bytes(make_course: MakeCourse) -> None:
    """In another folder; and with another time only times differ."""
    assert deck(make_course) == deck(make_course, name="other")
    assert deck(make_course, LATE, name="later") != deck(make_course)
    with zipfile.ZipFile(io.BytesIO(deck(make_course))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sorted(json.loads(package.read("media"))) == ["0", "1"]


def test_without_genanki_it_is_said_how_to_get_it(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """All other formats go on without it."""
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "genanki":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(LecprepError, match="pip install genanki"):
        exported(make_course, "anki")
    assert exported(lambda files: make_course(files, name="other"), "gift").data


# --- cards in a browser ---------------------------------------------------------------------------------------------


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Show a side of a card in a page, as Anki does: a new one for each side."""
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def shown(html: str) -> Page:
        file = tmp_path / "card.html"
        file.write_text(f'<!doctype html><meta charset="utf-8"><body class="card">{html}', "utf-8")
        page.goto(file.as_uri())
        return page

    yield shown
    assert problems == []
    page.close()


def test_a_choice_is_played_on_the_card(anki: Anki, make_course: MakeCourse, show: Callable[[str], Page]) -> None:
    """What was chosen on the front is marked on the back, where the choices stand in the same order."""
    anki.take(deck(make_course))
    front, back = anki.sides("signs")
    page = show(front)
    expect(page.get_by_role("radio")).to_have_count(4)
    expect(page.get_by_text("Feedback with")).to_be_hidden()
    page.get_by_role("radio", name="{} []").check()
    order = page.locator(".choice").all_inner_texts()
    page = show(back)
    assert page.locator(".choice").all_inner_texts() == order
    expect(page.locator("li.chosen")).to_have_text(re.compile(r"\{\} \[\]"))
    expect(page.locator("li[data-right]")).to_have_text(re.compile("%50%half"))
    expect(page.get_by_text("Feedback with")).to_be_visible()


def test_choices_are_shuffled_but_for_those_that_have_a_place(
    anki: Anki, make_course: MakeCourse, show: Callable[[str], Page]
) -> None:
    """ "All of the above" stays below; where the author keeps the order, all stay."""
    anki.take(deck(make_course))
    front, _ = anki.sides("fixed")
    orders = {tuple(show(front).locator(".choice").all_inner_texts()) for _ in range(30)}
    assert orders == {("One", "Two", "All of the above"), ("Two", "One", "All of the above")}
    front, _ = anki.sides("several")
    orders = {tuple(show(front).locator(".choice").all_inner_texts()) for _ in range(5)}
    assert orders == {("-1", "+2", "@home", "None of the above")}
    expect(show(front).get_by_role("checkbox")).to_have_count(4)
