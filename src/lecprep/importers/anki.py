"""Anki's packages of decks (`.apkg`, `.colpkg`) to drafts: https://docs.ankiweb.net/exporting.html.

A front and a back become a short answer, a text with one gap a typed answer, and the choices of our own cards choices.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from html import unescape
from typing import Any

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Draft, Number, Pairs, Steps
from lecprep.importers.base import (
    MOST_QUESTIONS,
    Foreign,
    Ids,
    Imported,
    Notes,
    lectures_of,
    level_and_topics,
    only_lecture,
)
from lecprep.importers.html import Element, inner_html, tree
from lecprep.importers.package import members
from lecprep.importers.rich import Rich, choices, found_in, marks_of, typed, written
from lecprep.tuples import NamedTuple

_GAP = re.compile(r"\{\{c\d+::(.*?)(?:::(.*?))?\}\}", re.S)
_FIELD = re.compile(r"\{\{(?![#^/])(?:[^{}:]{1,50}:)*\s*([^{}:]{1,100}?)\s*\}\}")
_SOUND = re.compile(r"\[(?:sound|anki):[^\]]*\]")
_ASKED = '<div class="asked" data-kind='
_STEPS = 20_000_000  # of SQLite's machine: a hostile file must not keep it busy


class _Note(NamedTuple):
    number: int
    deck: str
    kind: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    shown: tuple[Sequence[str], Sequence[str]]  # the fields of its front and of its back


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
                kind, shown = str(model["name"]), _shown(model, names)
                yield _Note(int(number), deck.rpartition("::")[2], kind, fields, tuple(str(tags).split()), shown)
        except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise file.refused(f"its collection cannot be read: {problem}") from None


def _shown(model: Mapping[str, Any], names: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the fields that the first card of a kind of note shows in front and at its back."""
    template: Mapping[str, Any] = next(iter(model.get("tmpls") or ()), {})
    front, back = (
        [name for name in dict.fromkeys(_FIELD.findall(str(template.get(side, "")))) if name in names]
        for side in ("qfmt", "afmt")
    )
    rest = back if front else names[1:]
    return front or names[:1], [name for name in rest if name not in front]


def _draft(note: _Note, place: Span, rich: Rich, ids: Ids) -> Draft | None:
    fields = {name: _SOUND.sub("", value) for name, value in note.fields.items()}
    is_ours = note.kind.startswith("lecprep: ")
    before, after = ([fields[name] for name in side if fields.get(name)] for side in note.shown)
    front = fields.get("Question", "") if is_ours else "<br>".join(before)
    words = " ".join(unescape(re.sub(r"<[^>]*>|\{\{c\d+::", " ", front.partition(_ASKED)[0])).split())
    rich.about(place, words[:60])
    if any(sound != value for sound, value in zip(fields.values(), note.fields.values(), strict=True)):
        rich.lost("a sound", "lectures have none")
    if is_ours and "Term" in fields:
        rich.leave_out("it is a definition, which belongs into the text of a lecture")
        return None
    read = _ours(fields, front, rich) if is_ours else _foreign(front, list(dict.fromkeys(after)), rich)
    if read is None:
        return None
    if not read.prompt:
        rich.leave_out("its front is empty")
        return None
    tags = [tag.replace("::", ":", 1) for tag in note.tags]
    level, topics = level_and_topics(tags)
    rich.notes.other_tags(place.path.partition("#")[0], tags)
    return replace(
        read,
        id=ids.of(read.id, words),
        level=level,
        topics=topics,
        span=place,
    )


def _foreign(front: str, back: Sequence[str], rich: Rich) -> Draft | None:
    """Return what other people's notes ask: one gap in a text, or a front with its back as the answer."""
    more = "".join(f"<div>{value}</div>" for value in back)
    if gaps := _GAP.findall(front):
        if len(gaps) > 1:
            rich.leave_out("it has several gaps")
            return None
        body = typed([re.sub(r"<[^>]*>", "", gaps[0][0]).replace("*", r"\*")], rich)
        front = _GAP.sub(lambda match: "____" + (f" ({match[2]})" if match[2] else ""), front)
        explanation = rich.blocks(more, "html")
        return Draft(id="", prompt=rich.blocks(front, "html"), body=body, explanation=explanation) if body else None
    answer = written(rich.blocks(more, "html"), rich)
    return Draft(id="", prompt=rich.blocks(front, "html"), body=answer, marks=marks_of(answer, 1))


def _ours(fields: Mapping[str, str], front: str, rich: Rich) -> Draft | None:
    """Return the question that our export made a note of; decks of earlier versions do not say its kind."""
    prompt, _, asked = front.rpartition(_ASKED) if _ASKED in front else (front, "", "")
    about = re.match(r'"(\w+)" data-marks="(\d{1,3})">', asked)
    body = (
        _choices(fields["Choices"], rich) if fields.get("Choices") else _body(fields, about[1] if about else "", rich)
    )
    if body is None:
        return None
    label = re.search(r'<span class="label">(.*)</span>', fields.get("About", ""), re.S)
    hints = _parts(fields.get("Hints", ""), "hint") or fields.get("Hints", "").split("<hr>")
    return Draft(
        id=fields.get("Id", ""),
        prompt=rich.blocks(prompt if about else re.sub(r'<p class="about">.*?</p>', "", prompt), "html"),
        body=body,
        label=unescape(re.sub(r"<[^>]*>", "", label[1])) if label else "",
        explanation=rich.blocks(fields.get("Explanation", ""), "html"),
        hints=tuple(filter(None, (rich.blocks(hint, "html") for hint in hints))),
        marks=marks_of(body, int(about[2]) if about else 1),
    )


def _body(fields: Mapping[str, str], kind: str, rich: Rich) -> Body | None:
    html = fields.get("Answer", "")
    whole = tree(html)
    match kind:
        case "numeric":
            return Number(" ".join(whole.words().split()))
        case "typed":
            return typed([each.words().replace("*", r"\*") for each in _within(whole, "span")], rich)
        case "ordering":
            return Steps(tuple(rich.blocks(inner_html(item), "html") for item in _items(whole, "ol")))
        case "matching":
            rows = [
                [rich.cell(inner_html(cell), "html") for cell in row.children if isinstance(cell, Element)]
                for table in whole.children
                if isinstance(table, Element) and table.tag == "table"
                for row in _within(table, "tr")
            ]
            columns, *pairs = [(row[0], row[1]) for row in rows if len(row) == 2] or [("", "")]
            decoys = tuple(rich.cell(inner_html(item), "html") for item in _items(whole, "ul"))
            return Pairs(columns, tuple(pairs), decoys)
        case _:
            return written(rich.blocks(html, "html"), rich, is_code=kind == "coding")


def _within(element: Element, tag: str) -> Iterator[Element]:
    """Yield the outermost elements of a tag."""
    for child in element.children:
        if isinstance(child, Element) and child.tag == tag:
            yield child
        elif isinstance(child, Element):
            yield from _within(child, tag)


def _items(element: Element, tag: str) -> Iterator[Element]:
    """Yield the items of the lists that stand in an element itself."""
    lists = (child for child in element.children if isinstance(child, Element) and child.tag == tag)
    return (item for each in lists for item in each.children if isinstance(item, Element))


def _parts(html: str, name: str) -> list[str]:
    """Return the HTML of the elements of a class that stand at the top."""
    found = (child for child in tree(html).children if isinstance(child, Element))
    return [inner_html(child) for child in found if child.attributes.get("class") == name]


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
