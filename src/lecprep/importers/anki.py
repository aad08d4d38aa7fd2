"""Anki's packages of decks (`.apkg`, `.colpkg`) to drafts: https://docs.ankiweb.net/exporting.html.

A front and a back become a short answer, a text with one gap a typed answer, and the choices of our own cards choices.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Draft
from lecprep.importers.base import MOST_QUESTIONS, Foreign, Ids, Imported, Notes, lectures_of, only_lecture
from lecprep.importers.html import Element, inner_html, tree
from lecprep.importers.package import members
from lecprep.importers.rich import Rich, choices, found_in, marks_of, typed, written

_GAP = re.compile(r"\{\{c\d+::(.*?)(?:::(.*?))?\}\}", re.S)
_SOUND = re.compile(r"\[(?:sound|anki):[^\]]*\]")
_STEPS = 20_000_000  # of SQLite's machine: a hostile file must not keep it busy


class _Note(NamedTuple):
    number: int
    deck: str
    kind: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]


def read(files: Sequence[Foreign]) -> Imported:
    """Return the notes of packages, a lecture for each deck."""
    notes, ids = Notes(), Ids()
    images: dict[str, bytes] = {}
    groups: dict[str, list[Draft]] = {}
    for file in files:
        whole = members(file)
        rich = Rich(notes, found_in(_media(whole)))
        for note in _notes(file, whole):
            if draft := _draft(note, Span(f"{file.name}#{note.number}"), rich, ids):
                groups.setdefault(note.deck or only_lecture([file]), []).append(draft)
        images |= rich.images
    return Imported(lectures_of(groups), images, tuple(notes.found), notes.left_out)


def _media(whole: Mapping[str, bytes]) -> dict[str, bytes]:
    try:
        names = json.loads(whole.get("media", b"{}"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(names, dict):
        return {}
    return {str(name): whole[number] for number, name in names.items() if number in whole}


def _notes(file: Foreign, whole: Mapping[str, bytes]) -> Iterator[_Note]:
    if "collection.anki21b" in whole:
        raise file.refused(
            "this is Anki's newer form, which is compressed in a way of its own. In Anki export it again with "
            "“Support older Anki versions” ticked"
        )
    data = whole.get("collection.anki21") or whole.get("collection.anki2")
    if data is None or not data.startswith(b"SQLite format 3\0"):
        raise file.refused("this is no package of Anki: there is no collection in it")
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(data)
            database.execute("PRAGMA trusted_schema=OFF")
            database.set_progress_handler(lambda: 1, _STEPS)
            models, decks = map(json.loads, database.execute("SELECT models, decks FROM col").fetchone())
            in_deck = dict(database.execute("SELECT nid, did FROM cards").fetchmany(MOST_QUESTIONS * 10))
            rows = database.execute("SELECT id, mid, flds, tags FROM notes ORDER BY id").fetchmany(MOST_QUESTIONS + 1)
            for number, model_id, values, tags in rows:
                model = models[str(model_id)]
                names = [str(field["name"]) for field in model["flds"]]
                deck = str(decks.get(str(in_deck.get(number)), {}).get("name", "")).replace("\x1f", "::")
                fields = dict(zip(names, str(values).split("\x1f"), strict=False))
                yield _Note(int(number), deck.rpartition("::")[2], str(model["name"]), fields, tuple(str(tags).split()))
        except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise file.refused(f"its collection cannot be read: {problem}") from None


def _draft(note: _Note, place: Span, rich: Rich, ids: Ids) -> Draft | None:
    fields = {name: _SOUND.sub("", value) for name, value in note.fields.items()}
    names = list(fields)
    is_ours = note.kind.startswith("lecprep: ")
    front = fields.get("Question", "") if is_ours else fields[names[0]] if names else ""
    words = " ".join(re.sub(r"<[^>]*>|\{\{c\d+::", " ", front).split())
    rich.about(place, words[:60])
    if any(sound != value for sound, value in zip(fields.values(), note.fields.values(), strict=True)):
        rich.lost("a sound", "lectures have none")
    if is_ours and "Term" in fields:
        rich.leave_out("it is a definition, which belongs into the text of a lecture")
        return None
    explanation = rich.blocks(fields.get("Explanation", ""), "html") if is_ours else ""
    hints: tuple[str, ...] = ()
    body: Body | None
    if is_ours and fields.get("Choices"):
        body = _choices(fields["Choices"], rich)
        front = re.sub(r'<p class="about">.*?</p>', "", front)
    elif _GAP.search(front):
        gaps = _GAP.findall(front)
        extra = rich.blocks("<br>".join(fields[name] for name in names[1:] if not is_ours), "html")
        explanation = extra
        if len(gaps) > 1:
            rich.leave_out("it has several gaps")
            return None
        body = typed([re.sub(r"<[^>]*>", "", gaps[0][0]).replace("*", r"\*")], rich)
        front = _GAP.sub(lambda match: "____" + (f" ({match[2]})" if match[2] else ""), front)
    else:
        back = fields.get("Answer", "") if is_ours else "<hr>".join(fields[name] for name in names[1:] if fields[name])
        body = written(rich.blocks(back, "html"), rich)
        front = re.sub(r'<p class="about">.*?</p>', "", front)
    if body is None:
        return None
    prompt = rich.blocks(front, "html")
    if not prompt:
        rich.leave_out("its front is empty")
        return None
    if is_ours:
        hints = tuple(filter(None, (rich.blocks(hint, "html") for hint in fields.get("Hints", "").split("<hr>"))))
    level = next((t.removeprefix("level:") for t in note.tags if t in ("level:easy", "level:medium", "level:hard")), "")
    return Draft(
        id=ids.of(fields.get("Id", "") if is_ours else "", words),
        prompt=prompt,
        body=body,
        explanation=explanation,
        hints=hints,
        marks=marks_of(body, 1),
        level=level,
        topics=tuple(tag.removeprefix("topic:") for tag in note.tags if tag.startswith("topic:")),
        span=place,
    )


def _choices(html: str, rich: Rich) -> Body:
    options = []
    root = next((child for child in tree(html).children if isinstance(child, Element)), Element("ul"))
    keeps = True
    for item in root.children:
        if not isinstance(item, Element):
            continue
        keeps = keeps and "data-fixed" in item.attributes
        parts = {
            each.attributes.get("class", ""): inner_html(each) for each in item.children if isinstance(each, Element)
        }
        text = rich.line(parts.get("choice", ""), "html")
        options.append((text, "data-right" in item.attributes, rich.blocks(parts.get("feedback", ""), "html")))
    return choices(options, is_multiple="data-several" in root.attributes, keep_order=keeps)
