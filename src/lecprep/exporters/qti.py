"""The bank as a package of QTI 3.0 or 2.1: an item for each question, a test with a section for each lecture, a manifest.

Sources: https://www.imsglobal.org/spec/qti/v3p0/impl and https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html. The
two say the same in other words: `assessmentItem` of 2.1 is `qti-assessment-item` in 3.0, `baseType` is `base-type`. All is
written in the words of 2.1; `_Version` knows those of 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from html import escape
from itertools import groupby
from typing import assert_never
from urllib.parse import quote

from lecprep.exams import bank_of, fnv
from lecprep.exporters.base import Export, Losses, Source, archive, decimal, lecture_name, scrambled, tags
from lecprep.exporters.rich import CODE_STYLES, Plain, Rich, as_mathml, hidden
from lecprep.exporters.xhtml import xhtml
from lecprep.model import (
    Coding,
    Lecture,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Prose,
    Question,
    ShortAnswer,
    SingleChoice,
    TypedAnswer,
)
from lecprep.pages import shortened
from lecprep.prose import FormulaBlock

STYLES = (
    "table { border-collapse: collapse }\nth, td { border: 1px solid #6c7f7e; padding: 0.25em 0.5em }\n"
    "pre { overflow-x: auto }\n.struck { text-decoration: line-through }\n"
    + "".join(f".{name} {{ {style} }}\n" for name, style in CODE_STYLES.items())
)
METADATA = "http://ltsc.ieee.org/xsd/LOM"
LONGEST_TITLE = 200
LONGEST_ANSWER = 40

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# What of HTML both versions know (2.1, section 8); what else there is becomes something like it.
_ELEMENTS = re.compile(
    "a|abbr|blockquote|br|caption|cite|code|dd|div|dl|dt|em|h[1-6]|hr|img|kbd|li|ol|p|pre|samp|small|span|strong|sub|sup|"
    "table|tbody|td|tfoot|th|thead|tr|ul|var"
)
_LIKE: Mapping[str, str] = {"s": "span.struck", "del": "span.struck", "u": "em", "b": "strong", "i": "em"}
_ATTRIBUTES = ("alt", "class", "colspan", "height", "href", "rowspan", "src", "width")
_BOOLEAN = {True: "true", False: "false"}


@dataclass(frozen=True)
class _Version:
    """What the two versions say differently."""

    is_3: bool
    namespace: str
    schema: str
    package: str
    package_schema: str
    item_type: str
    test_type: str

    def tag(self, name: str) -> str:
        return f"qti-{_kebab(name)}" if self.is_3 else name

    def element(self, name: str, attributes: Mapping[str, object] | None = None, *content: str) -> str:
        """Return an element; its name and attributes are given as 2.1 has them."""
        tag = self.tag(name)
        written = "".join(
            f' {_kebab(key) if self.is_3 and ":" not in key else key}="{escape(_text(value))}"'
            for key, value in (attributes or {}).items()
        )
        inner = "".join(content)
        return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"

    def root(self, name: str, attributes: Mapping[str, object], *content: str) -> bytes:
        """Return a document with an element of this version's namespace."""
        xsi = "http://www.w3.org/2001/XMLSchema-instance"
        spaces = {"xmlns": self.namespace, "xmlns:xsi": xsi, "xsi:schemaLocation": f"{self.namespace} {self.schema}"}
        tag = self.tag(name)
        head = "".join(f' {key}="{escape(value)}"' for key, value in spaces.items())
        made = self.element(name, attributes, "\n", "\n".join(content), "\n")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<{tag}{head}{made[len(tag) + 1 :]}\n'.encode()

    def block(self, html: str) -> str:
        """Return what a block of feedback holds: 3.0 puts it into an element of its own."""
        return self.element("contentBody", None, html) if self.is_3 else html


_QTI_21 = _Version(
    is_3=False,
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    package="http://www.imsglobal.org/xsd/imscp_v1p1",
    package_schema="<schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion>",
    item_type="imsqti_item_xmlv2p1",
    test_type="imsqti_test_xmlv2p1",
)
_QTI_30 = _Version(
    is_3=True,
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    package_schema="<schema>QTI Package</schema><schemaversion>3.0.0</schemaversion>",
    item_type="imsqti_item_xmlv3p0",
    test_type="imsqti_test_xmlv3p0",
)


def export_30(source: Source) -> Export:
    """Return the bank as a package of QTI 3.0."""
    return _export(source, _QTI_30)


def export_21(source: Source) -> Export:
    """Return the bank as a package of QTI 2.1."""
    return _export(source, _QTI_21)


def _export(source: Source, version: _Version) -> Export:
    losses = Losses()
    writer = _Writer(source, losses, version)
    items: dict[str, bytes] = {}
    names: list[str] = []
    resources: list[str] = []
    sections: list[str] = []
    for number, (_, group) in enumerate(groupby(bank_of(source.course), key=lambda item: item.lecture.slug), 1):
        references = []
        questions = [(item.question, item.lecture) for item in group]
        for question, lecture in questions:
            name, file = _identifier(question.id), f"items/{_identifier(question.id)}.xml"
            items[file] = writer.item(question, lecture)
            names.append(name)
            resources.append(writer.resource(name, file, tags(question, lecture)))
            references.append(version.element("assessmentItemRef", {"identifier": name, "href": file}))
        title = writer.title(lecture_name(questions[0][1]), None)
        about = {"identifier": f"lecture_{number}", "title": title, "visible": True}
        sections.append(version.element("assessmentSection", about, *references))
    part = {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "individual"}
    title = writer.title(source.course.title, None)
    test = version.root(
        "assessmentTest", {"identifier": "test", "title": title}, version.element("testPart", part, "\n".join(sections))
    )
    files = {"imsmanifest.xml": _manifest(version, names, resources, source.course.title), "test.xml": test}
    images = {f"media/{path}": source.read(path) for path in sorted(writer.images)}
    return Export(archive({**files, **items, "media/lecprep.css": STYLES.encode(), **images}), tuple(losses.found))


def _manifest(version: _Version, names: Iterable[str], resources: Sequence[str], title: str) -> bytes:
    identifier = "M" + sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    test = f'<resource identifier="test-resource" type="{version.test_type}" href="test.xml"><file href="test.xml"/>'
    test += "".join(f'<dependency identifierref="{name}"/>' for name in names)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{version.package}" identifier="{identifier}">\n'
        f"<metadata>{version.package_schema}</metadata>\n<organizations/>\n<resources>\n"
        + "\n".join([f"{test}</resource>", *resources])
        + "\n</resources>\n</manifest>\n"
    ).encode()


class _Writer:
    """Questions to items; `images` are those that any of them shows."""

    def __init__(self, source: Source, losses: Losses, version: _Version) -> None:
        self._losses = losses
        self._version = version
        self._language = source.course.language
        self._rich = Rich(source, losses, image=self._image, blocks=partial(Plain, _with_tex))
        self._shown: list[str] = []
        self.images: set[str] = set()

    def title(self, text: str, question: Question | None) -> str:
        return shortened(" ".join(self._rich.printable(text, question).split()), LONGEST_TITLE)

    def resource(self, name: str, file: str, found_by: Iterable[str]) -> str:
        """Return what the manifest says of the item that was made last: its files, and the words by which it is found."""
        keywords = "".join(f"<keyword><string>{escape(word, quote=False)}</string></keyword>" for word in found_by)
        lom = f'<metadata><lom xmlns="{METADATA}"><general>{keywords}</general></lom></metadata>'
        shown = [file, "media/lecprep.css", *(f"media/{quote(path)}" for path in sorted(set(self._shown)))]
        files = "".join(f'<file href="{escape(path)}"/>' for path in shown)
        return f'<resource identifier="{name}" type="{self._version.item_type}" href="{file}">{lom}{files}</resource>'

    def item(self, question: Question, lecture: Lecture) -> bytes:
        """Return an item: what is asked, what is right, how it is marked, and what is said then."""
        self._shown.clear()
        element = self._version.element
        explanation = self._html(question.explanation, question) + self._xml(self._rich.see(question, lecture))
        after = {}
        if isinstance(question, ShortAnswer | Coding):
            after["answer"] = self._xml(self._rich.answer(question))
        if explanation:
            after["explanation"] = explanation
        said: dict[str, str] = {}
        if isinstance(question, SingleChoice | MultipleChoice):
            texts = (
                (_choice(n), self._html(choice.feedback, question)) for n, choice in enumerate(question.choices, 1)
            )
            said = {name: html for name, html in texts if html}
        declaration, interaction, processing = self._kind(question)
        outcomes = [self._score(question), element("outcomeDeclaration",
            {"identifier": "MAXSCORE", "cardinality": "single", "baseType": "float"},
            element("defaultValue", None, element("value", None, str(question.marks))))]  # fmt: skip
        if said:
            is_single = isinstance(question, SingleChoice)
            outcomes.append(self._names("FEEDBACK", "single" if is_single else "multiple"))
            processing = [*processing, element("setOutcomeValue", {"identifier": "FEEDBACK"}, self._given())]
        for name in after:
            outcomes.append(self._names(name.upper(), "single"))
            shown = self._value("identifier", name)
            processing = [*processing, element("setOutcomeValue", {"identifier": name.upper()}, shown)]
        hints = "".join(self._hint(self._html(hint, question)) for hint in question.hints)
        body = self._html(question.prompt, question) + interaction + hints
        about = {
            "identifier": _identifier(question.id),
            "title": self.title(question.label or question.prompt.text or question.id, question),
            "label": self._rich.printable(question.id, question),
            "adaptive": False,
            "timeDependent": False,
            "xml:lang": self._language,
            "toolName": "lecprep",
        }
        return self._version.root(
            "assessmentItem",
            about,
            declaration,
            *outcomes,
            element("stylesheet", {"href": "../media/lecprep.css", "type": "text/css"}),
            element("itemBody", None, body),
            *([element("responseProcessing", None, *processing)] if processing else []),
            *(self._feedback("FEEDBACK", name, html) for name, html in said.items()),
            *(self._feedback(name.upper(), name, html) for name, html in after.items()),
        )

    # -- kinds: the declaration of the response, the interaction, and how it is marked

    def _kind(self, question: Question) -> tuple[str, str, list[str]]:
        match question:
            case SingleChoice() | MultipleChoice():
                return self._choices(question)
            case Numeric():
                return self._numeric(question)
            case TypedAnswer():
                return self._typed(question)
            case Ordering():
                return self._ordering(question)
            case Matching():
                return self._matching(question)
            case ShortAnswer() | Coding():
                return self._written(question)
            case _:
                assert_never(question)

    def _choices(self, question: SingleChoice | MultipleChoice) -> tuple[str, str, list[str]]:
        is_single = isinstance(question, SingleChoice)
        right = [_choice(number) for number, choice in enumerate(question.choices, 1) if choice.is_correct]
        choices = (
            self._version.element(
                "simpleChoice",
                {"identifier": _choice(number), **({"fixed": True} if choice.is_fixed else {})},
                self._html(choice.text, question),
            )
            for number, choice in enumerate(question.choices, 1)
        )
        about = {"responseIdentifier": "RESPONSE", "shuffle": not question.keep_order, "maxChoices": int(is_single)}
        return (
            self._response("single" if is_single else "multiple", "identifier", right),
            self._version.element("choiceInteraction", about, *choices),
            [self._if(self._is_correct(), question.marks)],
        )

    def _numeric(self, question: Numeric) -> tuple[str, str, list[str]]:
        element = self._version.element
        # `equal` has a tolerance, too, but not every player knows it.
        lowest, highest = (self._value("float", bound) for bound in bounds(question.value, question.tolerance))
        above, below = element("gte", None, self._given(), lowest), element("lte", None, self._given(), highest)
        is_near = element("and", None, above, below)
        unit = f" {self._plain(question.unit, question)}" if question.unit else ""
        entry = element("textEntryInteraction", {"responseIdentifier": "RESPONSE", "expectedLength": 12})
        return (
            self._response("single", "float", [decimal(question.value)]),
            f"<p>{entry}{unit}</p>",
            [self._if(is_near, question.marks)],
        )

    def _typed(self, question: TypedAnswer) -> tuple[str, str, list[str]]:
        element = self._version.element
        accepted = [self._rich.printable(text, question) for text in question.accepted]
        same = [
            element("stringMatch", {"caseSensitive": False}, self._given(), self._value("string", text))
            for text in accepted
        ]
        length = min(max(map(len, accepted)) + 4, LONGEST_ANSWER)
        entry = element("textEntryInteraction", {"responseIdentifier": "RESPONSE", "expectedLength": length})
        return (
            self._response("single", "string", accepted[:1]),
            f"<p>{entry}</p>",
            [self._if(element("or", None, *same), question.marks)],
        )

    def _ordering(self, question: Ordering) -> tuple[str, str, list[str]]:
        element = self._version.element
        count = len(question.items)
        # Neither their places nor their names tell the right order.
        order = scrambled(count, f"qti {question.id}")
        names = {index: f"item_{place}" for place, index in enumerate(order, 1)}
        items = (
            element("simpleChoice", {"identifier": names[index]}, self._html(question.items[index], question))
            for index in order
        )
        # Each item that stands in its place earns its share, as on the site.
        marking = [
            element("responseCondition", None, element("responseIf", None,
                element("match", None, element("index", {"n": place + 1}, self._given()), self._value("identifier", names[place])),
                self._add(question.marks / count)))
            for place in range(count)
        ]  # fmt: skip
        return (
            self._response("ordered", "identifier", [names[index] for index in range(count)]),
            element("orderInteraction", {"responseIdentifier": "RESPONSE", "shuffle": True}, *items),
            [self._if(self._is_correct(), question.marks, self._no_score(), *marking)],
        )

    def _matching(self, question: Matching) -> tuple[str, str, list[str]]:
        element = self._version.element
        # What is written twice is one thing that belongs to two.
        rights: dict[str, int] = {}
        for text in (*(right for _, right in question.pairs), *question.decoys):
            html = self._html(text, question)
            rights[html] = rights.get(html, 0) + 1
        mixed = sorted(rights, key=lambda html: fnv(f"qti {question.id} {html}"))
        names = {html: f"right_{number}" for number, html in enumerate(mixed, 1)}
        key = [
            f"left_{number} {names[self._html(right, question)]}" for number, (_, right) in enumerate(question.pairs, 1)
        ]
        associable = "simpleAssociableChoice"
        lefts = [
            element(associable, {"identifier": f"left_{number}", "matchMax": 1}, self._html(left, question))
            for number, (left, _) in enumerate(question.pairs, 1)
        ]
        others = [element(associable, {"identifier": names[html], "matchMax": rights[html]}, html) for html in mixed]
        worth = decimal(question.marks / len(key))
        mapping = element("mapping", {"defaultValue": 0, "lowerBound": 0},
            *(element("mapEntry", {"mapKey": pair, "mappedValue": worth}) for pair in key))  # fmt: skip
        heading = ""
        if all(question.columns):
            left, right = (self._html(column, question) for column in question.columns)
            heading = f"<p><strong>{left}</strong> → <strong>{right}</strong></p>"
        about = {"responseIdentifier": "RESPONSE", "shuffle": True, "maxAssociations": len(key)}
        sets = (element("simpleMatchSet", None, *choices) for choices in (lefts, others))
        mapped = self._set_score(element("mapResponse", {"identifier": "RESPONSE"}))
        return (
            self._response("multiple", "directedPair", key, mapping),
            heading + element("matchInteraction", about, *sets),
            [self._if(self._is_correct(), question.marks, mapped)],
        )

    def _written(self, question: ShortAnswer | Coding) -> tuple[str, str, list[str]]:
        """Return what a person marks: the model answer and the marking points stand in a rubric that only they see."""
        element = self._version.element
        rubric = self._xml(self._rich.answer(question)) + self._xml(self._rich.marking(question))
        use = {"use": "scoring"} if self._version.is_3 else {}
        lines = {"responseIdentifier": "RESPONSE", "expectedLines": min(max(question.marks * 2, 5), 40)}
        form = "preformatted" if isinstance(question, Coding) else "plain"
        entry = element("extendedTextInteraction", {**lines, "format": form})
        return (
            self._response("single", "string", []),
            entry + element("rubricBlock", {**use, "view": "scorer"}, self._version.block(rubric)),
            [],
        )

    # -- pieces

    def _score(self, question: Question) -> str:
        is_by_hand = isinstance(question, ShortAnswer | Coding)
        about: dict[str, object] = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
        if is_by_hand and self._version.is_3:
            about["externalScored"] = "human"
        about["normalMaximum"] = question.marks
        element = self._version.element
        value = [] if is_by_hand else [element("defaultValue", None, element("value", None, "0"))]
        return element("outcomeDeclaration", about, *value)

    def _response(self, cardinality: str, base_type: str, key: Sequence[str], *more: str) -> str:
        element = self._version.element
        about = {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": base_type}
        values = (element("value", None, escape(value, quote=False)) for value in key)
        return element(
            "responseDeclaration", about, *([element("correctResponse", None, *values)] if key else []), *more
        )

    def _given(self) -> str:
        return self._version.element("variable", {"identifier": "RESPONSE"})

    def _is_correct(self) -> str:
        element = self._version.element
        return element("match", None, self._given(), element("correct", {"identifier": "RESPONSE"}))

    def _value(self, base_type: str, value: str) -> str:
        return self._version.element("baseValue", {"baseType": base_type}, escape(value, quote=False))

    def _if(self, condition: str, marks: int, *otherwise: str) -> str:
        """Return the rule that gives all marks where a condition holds, and else what the other rules give."""
        element = self._version.element
        full = self._set_score(self._value("float", str(marks)))
        return element(
            "responseCondition",
            None,
            element("responseIf", None, condition, full),
            element("responseElse", None, *(otherwise or (self._no_score(),))),
        )

    def _set_score(self, value: str) -> str:
        return self._version.element("setOutcomeValue", {"identifier": "SCORE"}, value)

    def _no_score(self) -> str:
        return self._set_score(self._value("float", "0"))

    def _add(self, marks: float) -> str:
        element = self._version.element
        total = element("sum", None, element("variable", {"identifier": "SCORE"}), self._value("float", decimal(marks)))
        return self._set_score(total)

    def _names(self, name: str, cardinality: str) -> str:
        about = {"identifier": name, "cardinality": cardinality, "baseType": "identifier"}
        return self._version.element("outcomeDeclaration", about)

    def _hint(self, html: str) -> str:
        """Return what is hidden until it is asked for."""
        if self._version.is_3:
            return f"<div>{hidden(self._rich.hint, _in_block(html))}</div>"
        return self._version.element("infoControl", {"title": self._rich.hint}, _in_block(html))

    def _feedback(self, outcome: str, name: str, html: str) -> str:
        about = {"outcomeIdentifier": outcome, "identifier": name, "showHide": "show"}
        return self._version.element("modalFeedback", about, self._version.block(_in_block(html)))

    def _html(self, prose: Prose | None, question: Question) -> str:
        return self._xml(self._rich.html(prose, question))

    def _xml(self, html: str) -> str:
        return xhtml(html, lambda tag: tag if _ELEMENTS.fullmatch(tag) else _LIKE.get(tag), _ATTRIBUTES)

    def _plain(self, text: str, question: Question) -> str:
        return escape(self._rich.printable(text, question), quote=False)

    def _image(self, path: str) -> str:
        self._shown.append(path)
        self.images.add(path)
        return f"../media/{quote(path)}"


def bounds(value: float, tolerance: float) -> tuple[str, str]:
    """Return between what a number is right. Decimal fractions are not exact in binary: 0.3 must lie within 0.1 of 0.2."""
    near = tolerance + 1e-9 * max(abs(value), tolerance)
    return decimal(value - near), decimal(value + near)


def _with_tex(block: FormulaBlock) -> str:
    """Return a formula as MathML that says which LaTeX it was made of."""
    opening, inner = block.mathml.removesuffix("</math>").split(">", 1)
    tex = escape(block.latex, quote=False)
    annotated = (
        f'<semantics><mrow>{inner}</mrow><annotation encoding="application/x-tex">{tex}</annotation></semantics>'
    )
    return as_mathml(block._replace(mathml=f"{opening}>{annotated}</math>"))


def _choice(number: int) -> str:
    return f"choice_{number}"


def _identifier(text: str) -> str:
    """Return an id as QTI and file names can have it: the question's own where it can be."""
    if _IDENTIFIER.fullmatch(text):
        return text
    if _IDENTIFIER.fullmatch(f"q-{text}"):
        return f"q-{text}"
    return "q-" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _in_block(html: str) -> str:
    """Return HTML in a paragraph where it is a line of text alone."""
    return html if re.match(r"<(?:p|div|ul|ol|dl|pre|blockquote|table|h\d|hr)\b", html) else f"<p>{html}</p>"


def _text(value: object) -> str:
    return _BOOLEAN[value] if isinstance(value, bool) else str(value)


def _kebab(name: str) -> str:
    return re.sub("([A-Z])", r"-\1", name).lower()
