"""QTI 2.1, 2.2 and 3.0 to drafts, packages and single items: https://www.imsglobal.org/spec/qti/v3p0/.

The versions differ in their names alone (`choiceInteraction`, `qti-choice-interaction`): here both are `choiceinteraction`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Draft, Number, Steps
from lecprep.importers.base import Foreign, Ids, Imported, Notes, Refused, lectures_of, only_lecture
from lecprep.importers.package import members
from lecprep.importers.rich import FindFile, Rich, choices, found_in, marks_of, pairs, typed, written
from lecprep.importers.xml import html_of, line_of, parse, text_of

_BLANK = "____"


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of QTI packages or items, a lecture for each file."""
    notes, ids = Notes(), Ids()
    images: dict[str, bytes] = {}
    groups: dict[str, list[Draft]] = {}
    for file in files:
        whole = members(file) if file.data[:2] == b"PK" else {"item.xml": file.data}
        found = False
        for name, item in _items(file, whole):
            found = True
            place = Span(f"{file.name}/{name}" if len(whole) > 1 else file.name, line_of(item))
            rich = Rich(notes, _beside(found_in(whole), name))
            draft = _Item(item, place, rich, ids).read()
            images |= rich.images
            if draft:
                groups.setdefault(only_lecture([file]), []).append(draft)
        if not found:
            raise file.refused("there is no assessment item of QTI 2 or 3 in it")
    return Imported(lectures_of(groups), images, tuple(notes.found), notes.left_out)


def _items(file: Foreign, whole: Mapping[str, bytes]) -> Iterator[tuple[str, Element]]:
    names = [name for name in whole if name.lower().endswith(".xml") and posixpath.basename(name) != "imsmanifest.xml"]
    if "imsmanifest.xml" in whole:
        manifest = parse(Foreign(f"{file.name}/imsmanifest.xml", whole["imsmanifest.xml"]))
        order = [posixpath.normpath(element.get("href", "")) for element in manifest.iter("resource")]
        names = sorted(names, key=lambda name: order.index(name) if name in order else len(order))
    for name in names:
        try:
            root = parse(Foreign(f"{file.name}/{name}" if len(whole) > 1 else file.name, whole[name]))
        except Refused:
            if len(whole) == 1:
                raise
            continue
        if _kind(root) == "assessmentitem":
            yield name, root


def _beside(find: FindFile, name: str) -> FindFile:
    folder = posixpath.dirname(name)
    return lambda path: find(posixpath.join(folder, path)) or find(path)


def _kind(element: Element) -> str:
    return element.tag.removeprefix("qti-").replace("-", "").lower()


def _value(element: Element, name: str) -> str:
    wanted = name.lower()
    return next((v for key, v in element.attrib.items() if key.replace("-", "").lower() == wanted), "")


def _all(element: Element, *kinds: str) -> list[Element]:
    return [child for child in element.iter() if _kind(child) in kinds]


class _Item:
    def __init__(self, item: Element, place: Span, rich: Rich, ids: Ids) -> None:
        self._item = item
        self._place = place
        self._rich = rich
        self._ids = ids
        self._title = " ".join(item.get("title", "").split())
        rich.about(place, self._title[:80] or item.get("identifier", ""))

    def read(self) -> Draft | None:
        body = next(iter(_all(self._item, "itembody")), None)
        interactions = [e for e in self._item.iter() if _kind(e).endswith("interaction")] if body is not None else []
        if body is None or len(interactions) != 1:
            self._rich.leave_out("it has several places to answer" if interactions else "it asks nothing")
            return None
        interaction = interactions[0]
        answer = self._answer(interaction)
        if answer is None:
            return None
        feedback = _all(self._item, "modalfeedback")
        said = "\n\n".join(filter(None, dict.fromkeys(self._blocks(each) for each in feedback)))
        asked = self._prompt(body, interaction)
        prompt, answer = self._rich.restored(self._rich.blocks(asked, "html"), answer, asked, "html")
        return Draft(
            id=self._ids.of(self._item.get("identifier", ""), self._title),
            prompt=prompt or self._rich.blocks(self._title, "plain"),
            body=answer,
            label=self._title[:200],
            explanation=said,
            marks=marks_of(answer, self._worth()),
            span=self._place,
        )

    def _worth(self) -> float:
        for outcome in _all(self._item, "outcomedeclaration"):
            if outcome.get("identifier") == "MAXSCORE":
                try:
                    return min(max(float(text_of(outcome)), 1), 100)
                except ValueError:
                    return 1
        return 1

    def _prompt(self, body: Element, interaction: Element) -> str:
        """Return what is asked, in HTML."""
        inline = _kind(interaction) in ("textentryinteraction", "inlinechoiceinteraction")
        own = [child for child in interaction if _kind(child) == "prompt"]
        inside = "".join(f"<p>{html_of(child)}</p>" for child in own)
        return _without(body, interaction, _BLANK if inline else inside)

    def _declared(self, interaction: Element) -> tuple[Element | None, list[str]]:
        name = _value(interaction, "responseIdentifier")
        found = next((d for d in _all(self._item, "responsedeclaration") if d.get("identifier") == name), None)
        right = (
            [text_of(v).strip() for c in _all(found, "correctresponse") for v in _all(c, "value")]
            if found is not None
            else []
        )
        return found, right

    def _answer(self, interaction: Element) -> Body | None:
        declared, right = self._declared(interaction)
        match _kind(interaction):
            case "choiceinteraction" | "inlinechoiceinteraction":
                return self._choices(interaction, right)
            case "orderinteraction":
                items = {choice.get("identifier"): self._line(choice) for choice in _all(interaction, "simplechoice")}
                return Steps(tuple(items[name] for name in right if name in items))
            case "matchinteraction":
                return self._pairs(interaction, right)
            case "extendedtextinteraction":
                model = [*_all(self._item, "modelfeedback"), *_all(self._item, "rubricblock")]
                return written("\n\n".join(filter(None, map(self._blocks, model))), self._rich)
            case "textentryinteraction":
                return self._typed(declared, right)
            case kind:
                self._rich.leave_out(f"lecprep has no kind of question like {kind[:40]}")
                return None

    def _choices(self, interaction: Element, right: Sequence[str]) -> Body:
        options = []
        fixed = False
        for choice in _all(interaction, "simplechoice", "inlinechoice"):
            said = [*_all(choice, "feedbackinline"), *_all(choice, "feedbackblock")]
            fixed = fixed or choice.get("fixed") == "true"
            text = self._rich.line(_without(choice, said[0] if said else None, ""), "html")
            options.append((text, choice.get("identifier", "") in right, "\n\n".join(map(self._blocks, said))))
        is_multiple = _value(interaction, "maxChoices") not in ("1", "") or len(right) > 1
        shuffles = interaction.get("shuffle", "false") == "true" and not fixed
        return choices(options, is_multiple=is_multiple, keep_order=not shuffles)

    def _pairs(self, interaction: Element, right: Sequence[str]) -> Body | None:
        sets = _all(interaction, "simplematchset")
        if len(sets) != 2:
            self._rich.leave_out("its pairs are not two columns")
            return None
        left, other = (
            {c.get("identifier", ""): self._rich.cell(html_of(c), "html") for c in _all(s, "simpleassociablechoice")}
            for s in sets
        )
        named = [pair.split() for pair in right if len(pair.split()) == 2]
        rows = [(left[a], other[b]) for a, b in named if a in left and b in other]
        used = {b for _, b in rows}
        return pairs([*rows, *(("", text) for text in other.values() if text not in used)])

    def _typed(self, declared: Element | None, right: Sequence[str]) -> Body | None:
        if declared is not None and _value(declared, "baseType") in ("float", "integer") and right:
            equal = next(iter(_all(self._item, "equal")), None)
            tolerance = _value(equal, "tolerance").split() if equal is not None else []
            is_relative = equal is not None and _value(equal, "toleranceMode") == "relative"
            near = f" ± {tolerance[0]}{'%' if is_relative else ''}" if tolerance and tolerance[0].strip("0.") else ""
            return Number(f"{right[0]}{near}")
        mapped = [_value(e, "mapKey") for e in _all(declared, "mapentry")] if declared is not None else []
        return typed([text.replace("*", r"\*") for text in dict.fromkeys([*right, *mapped])], self._rich)

    def _line(self, element: Element) -> str:
        return self._rich.line(html_of(element), "html")

    def _blocks(self, element: Element) -> str:
        return self._rich.blocks(html_of(element), "html")


def _without(whole: Element, part: Element | None, instead: str) -> str:
    """Return what an element holds as HTML, with something in place of one element in it; of rubrics nothing is shown."""
    marker = "\ue000lecprep\ue001"
    removed = [
        (parent, child) for parent in whole.iter() for child in parent if child is part or _kind(child) == "rubricblock"
    ]
    saved = [(child, child.tag, list(child), child.text) for _, child in removed]
    for _, child in removed:
        child.text = marker if child is part else ""
        for inner in list(child):
            child.remove(inner)
        child.tag = "span" if instead == _BLANK or not instead else "div"
    html = html_of(whole).replace(marker, instead)
    for child, tag, inner_elements, text in saved:
        child.tag, child.text = tag, text
        child.extend(inner_elements)
    return html
