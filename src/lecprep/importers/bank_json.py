"""The bank from our own JSON: the inverse of `exporters.bank_json`, and lossless."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lecprep.diagnostics import Span
from lecprep.drafts import (
    Body,
    ChoiceDraft,
    Choices,
    Draft,
    LectureDraft,
    Number,
    Pairs,
    SectionDraft,
    Silenced,
    Steps,
    Texts,
    Written,
)
from lecprep.exporters.bank_json import FORMAT, VERSION
from lecprep.importers.base import Foreign, Imported, Notes, file_slug, silences
from lecprep.importers.images import from_data_uri, is_image

DEEPEST = 50


def read(files: Sequence[Foreign]) -> Imported:
    """Return the lectures of one or several exported banks. Raises Refused for any other JSON."""
    notes = Notes()
    lectures: list[LectureDraft] = []
    images: dict[str, bytes] = {}
    topics: dict[str, str] = {}
    for file in files:
        bank = _bank(file)
        reader = _Reader(file, notes)
        try:
            lectures += [reader.lecture(lecture) for lecture in bank["lectures"]]
            topics |= {str(topic["id"]): str(topic["title"]) for topic in bank.get("topics", ())}
            images |= dict(reader.images(bank.get("images", {})))
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise file.refused(f"this is no question bank of ours: {problem!r} is missing or wrong") from None
    return Imported(tuple(lectures), images, tuple(notes.found), notes.left_out, topics)


def _bank(file: Foreign) -> dict[str, Any]:
    text = file.text()
    if _depth(text) > DEEPEST:
        raise file.refused(f"its lists and objects lie more than {DEEPEST} deep in each other")
    try:
        bank = json.loads(text)
    except ValueError as problem:
        line = getattr(problem, "lineno", 0)
        raise file.refused(f"this is not JSON: {getattr(problem, 'msg', problem)}", line) from None
    if not isinstance(bank, dict) or bank.get("format") != FORMAT:
        raise file.refused(f'this is not what `lecprep export json` writes: "format" is not "{FORMAT}"')
    version = bank.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise file.refused(f"a newer lecprep wrote this: its version is {version!r}, and this one knows {VERSION}")
    return bank


def _depth(text: str) -> int:
    deepest = depth = 0
    quoted = escaped = False
    for c in text:
        if quoted:
            quoted = escaped or c != '"'
            escaped = c == "\\" and not escaped
        elif c == '"':
            quoted = True
        elif c in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif c in "]}":
            depth -= 1
    return deepest


class _Reader:
    def __init__(self, file: Foreign, notes: Notes) -> None:
        self._file = file
        self._notes = notes

    def lecture(self, given: Mapping[str, Any]) -> LectureDraft:
        if given.get("part"):
            self._notes.aside(self._file.name, "the parts of the course", "course.yml says which lectures make a part")
        titles = {section["title"]: section["id"] for section in given["sections"]}
        by_section: dict[str, list[Draft]] = {title: [] for title in titles}
        practice: list[Draft] = []
        for entry in given["questions"]:
            by_section[entry["section"]].append(self._draft(entry)) if entry["section"] else practice.append(
                self._draft(entry)
            )
        return LectureDraft(
            name=file_slug(posixpath.basename(_text(given["path"])).removesuffix(".md")),
            title=_text(given["title"]),
            questions=tuple(practice),
            number=None if given["number"] is None else int(given["number"]),
            summary=_text(given["summary"]),
            topics=_texts(given["topics"]),
            silenced=self._silences(given.get("ignore", [])),
            sections=tuple(SectionDraft(titles[title], title, tuple(drafts)) for title, drafts in by_section.items()),
            references={_text(label): _text(text) for label, text in given["references"].items()},
        )

    def images(self, given: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
        for path, address in given.items():
            data = from_data_uri(_text(address))
            if data is None or not is_image(path, data):
                self._notes.add(Span(self._file.name), "", f"the image {path[:60]}", "it is not the image it should be")
            else:
                yield path, data

    def _draft(self, entry: Mapping[str, Any]) -> Draft:
        return Draft(
            id=_text(entry["id"]),
            prompt=_text(entry["prompt"]),
            body=_body(entry),
            label=_text(entry["label"]),
            explanation=_text(entry["explanation"]),
            hints=_texts(entry["hints"]),
            marks=int(entry["marks"]),
            level=_text(entry["level"]),
            see=_text(entry["see"]),
            topics=_texts(entry["topics"]),
            silenced=self._silences(entry["ignore"]),
            span=Span(self._file.name),
        )

    def _silences(self, given: Sequence[Any]) -> Silenced:
        # Version 1 had the rules without their reasons.
        pairs = (
            (_text(each), "") if isinstance(each, str) else (_text(each["rule"]), _text(each["reason"]))
            for each in given
        )
        return silences(pairs, Span(self._file.name), self._notes)


def _body(entry: Mapping[str, Any]) -> Body:
    match entry["kind"]:
        case "single" | "multiple" as kind:
            choices = (
                ChoiceDraft(_text(choice["text"]), bool(choice["correct"]), _text(choice["feedback"]))
                for choice in entry["choices"]
            )
            return Choices(tuple(choices), kind == "multiple", bool(entry["keep_order"]))
        case "numeric":
            return Number(_text(entry["answer"]))
        case "typed":
            return Texts(_texts(entry["accepted"]))
        case "ordering":
            return Steps(_texts(entry["items"]))
        case "matching":
            left, right = _texts(entry["columns"])
            pairs = tuple((_text(a), _text(b)) for a, b in entry["pairs"])
            return Pairs((left, right), pairs, _texts(entry["decoys"]))
        case "short":
            return Written(_text(entry["model_answer"]), _marking(entry))
        case "coding":
            return Written(_text(entry["solution"]), _marking(entry), is_code=True)
        case kind:
            raise ValueError(f"the kind {kind!r}")


def _marking(entry: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((_text(point["text"]), int(point["marks"])) for point in entry["marking"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} in place of a text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} in place of a list")
    return tuple(_text(value) for value in values)
