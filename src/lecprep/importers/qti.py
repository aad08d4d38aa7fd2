"""QTI 2.1, 2.2 and 3.0 to drafts, packages and single items: https://www.imsglobal.org/spec/qti/v3p0/.

The versions differ in their names alone (`choiceInteraction`, `qti-choice-interaction`): here both are `choiceinteraction`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from lecprep.diagnostics import Span
from lecprep.drafts import Draft
from lecprep.importers.base import Foreign, Ids, Imported, Notes, Refused, is_known, lectures_of, only_lecture
from lecprep.importers.package import members
from lecprep.importers.qti_item import Packed, read_item
from lecprep.importers.qti_marking import kind, value, within
from lecprep.importers.rich import FindFile, Rich, found_in
from lecprep.importers.xml import html_of, line_of, parse, text_of

_MANIFEST = "imsmanifest.xml"
# What a test says that a lecture has no place for.
_OF_TESTS: Mapping[str, str] = {
    "rubricblock": "instructions of a section",
    "testfeedback": "feedback on the whole test",
    "timelimits": "time limits",
    "selection": "that some of its questions are drawn",
    "precondition": "conditions for a question to be asked",
    "branchrule": "conditions for a question to be asked",
    "outcomeprocessing": "how scores make a result",
}
_DIFFICULTY = {"very easy": "easy", "easy": "easy", "medium": "medium", "difficult": "hard", "very difficult": "hard"}
# What a manifest says of itself, or twice.
_NO_CONTENT = frozenset(
    ("schema", "schemaversion", "identifier", "catalog", "entry", "source", "language", "format", "location", "structure",
     "metadatascheme", "interactiontype", "feedbacktype", "timedependent", "composite", "solutionavailable", "scoringmode",
     "toolname", "toolversion", "toolvendor", "title", "itemtemplate")
)  # fmt: skip

# What a text of metadata is put into.
_WRAPPERS = frozenset(("string", "langstring", "source", "value", "vcard", "datetime"))


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of QTI packages or items: a lecture for each section of a test, else for each file."""
    notes, ids = Notes(), Ids()
    images: dict[str, bytes] = {}
    groups: dict[str, list[Draft]] = {}
    for file in files:
        whole = members(file) if file.data[:2] == b"PK" else {"item.xml": file.data}
        package = _Package(file, whole, notes)
        if not package.items:
            raise file.refused("there is no assessment item of QTI 2 or 3 in it")
        for name, title in package.in_order().items():
            rich = Rich(notes, _beside(found_in(whole), name))
            draft = read_item(package.packed(name), rich, ids)
            images |= rich.images
            if draft:
                groups.setdefault(title or only_lecture([file]), []).append(draft)
    return Imported(lectures_of(groups), images, tuple(notes.found), notes.left_out)


def _beside(find: FindFile, name: str) -> FindFile:
    folder = posixpath.dirname(name)
    return lambda path: find(posixpath.join(folder, path)) or find(path)


def _resolved(name: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href)))


class _Package:
    """The documents of a file, by name: items, tests, sections, stimuli, and what the manifest says of them."""

    def __init__(self, file: Foreign, whole: Mapping[str, bytes], notes: Notes) -> None:
        self._file = file
        self._is_one = len(whole) == 1
        self._notes = notes
        self._roots: dict[str, Element] = {}
        for name in whole:
            if name.lower().endswith(".xml") and name != _MANIFEST:
                try:
                    self._roots[name] = parse(Foreign(self._name(name), whole[name]))
                except Refused as problem:
                    if self._is_one:
                        raise
                    notes.add(Span(self._name(name)), "", "this file", str(problem).rpartition(": ")[2].rstrip("."))
        self.items = dict.fromkeys(name for name, root in self._roots.items() if kind(root) == "assessmentitem")
        # In the order of the manifest.
        self._tags: Mapping[str, tuple[str, ...]] = self._manifest(whole[_MANIFEST]) if _MANIFEST in whole else {}

    def _name(self, name: str) -> str:
        return self._file.name if self._is_one else f"{self._file.name}/{name}"

    def _aside(self, what: str, why: str, name: str = "", line: int = 0) -> None:
        self._notes.add(Span(self._name(name) if name else self._file.name, line), "", what, why)

    # -- which items there are

    def in_order(self) -> dict[str, str]:
        """Return the names of the items, each with the title of its section in a test, where it has one."""
        found: dict[str, str] = {}
        for name, root in self._roots.items():
            if kind(root) == "assessmenttest":
                for element in within(root, *_OF_TESTS):
                    self._aside(_OF_TESTS[kind(element)], "a lecture has none", name, line_of(element))
                for item, title in self._of_sections(name, root, value(root, "title"), set()):
                    found.setdefault(item, title)
        places = {item: place for place, item in enumerate(self._tags)}
        rest = sorted(self.items, key=lambda item: places.get(item, len(places)))
        return found | {item: "" for item in rest if item not in found}

    def _of_sections(self, name: str, element: Element, title: str, seen: set[str]) -> Iterator[tuple[str, str]]:
        for child in element:
            target = _resolved(name, value(child, "href"))
            match kind(child):
                case "assessmentitemref" if target in self.items:
                    yield target, " ".join(title.split())
                case "assessmentitemref":
                    self._aside(
                        f"the item {value(child, 'href')[:60]}", "it is not in the package", name, line_of(child)
                    )
                case "assessmentsectionref" if target in self._roots and target not in seen:
                    root = self._roots[target]
                    yield from self._of_sections(target, root, value(root, "title") or title, seen | {target})
                case "assessmentsection" | "testpart":
                    yield from self._of_sections(name, child, value(child, "title") or title, seen)

    # -- what is said of an item elsewhere

    def packed(self, name: str) -> Packed:
        """Return an item with what belongs to it."""
        item = self._roots[name]
        shared = []
        for reference in within(item, "assessmentstimulusref"):
            target = _resolved(name, value(reference, "href"))
            bodies = within(self._roots[target], "stimulusbody") if target in self._roots else []
            shared += [html_of(body) for body in bodies]
            if not bodies:
                self._aside(
                    f"the text {value(reference, 'href')[:60]}", "it is not in the package", name, line_of(reference)
                )
        place = Span(self._name(name), line_of(item))
        return Packed(item, place, self._tags.get(name, ()), "".join(shared))

    def _manifest(self, data: bytes) -> Mapping[str, tuple[str, ...]]:
        """Return the tags of each item that a manifest names, by the names of their files."""
        tags: dict[str, tuple[str, ...]] = {}
        left: set[str] = set()
        for resource in within(parse(Foreign(self._name(_MANIFEST), data)), "resource"):
            name = _resolved(_MANIFEST, resource.get("href", ""))
            metadata = next((child for child in resource if kind(child) == "metadata"), None)
            tags[name] = tuple(_tags_in(metadata, left)) if metadata is not None else ()
        if left:
            named = ", ".join(sorted(left))
            self._aside(f"of its metadata: {named[:200]}", "questions have topics and a level", _MANIFEST)
        return tags


def _tags_in(metadata: Element, left: set[str]) -> Iterator[str]:
    """Yield what questions have of metadata, as our tags; add the rest to what is left."""
    for element in metadata:
        text = " ".join(text_of(element).split())
        match kind(element):
            case "keyword" if is_known(text):
                yield text
            case "difficulty" if level := next(
                (_DIFFICULTY[t] for t in map(_lower, element.itertext()) if t in _DIFFICULTY), ""
            ):
                yield f"level:{level}"
            case name if name in _NO_CONTENT or not text:
                pass
            case name if any(kind(child) not in _WRAPPERS for child in element):
                yield from _tags_in(element, left)
            case "keyword":
                left.add(f"the keyword {text[:30]!r}")
            case name:
                left.add(name)


def _lower(text: str) -> str:
    return text.strip().lower()
