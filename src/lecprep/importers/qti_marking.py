"""What QTI holds to be right, and what it says of which answer: declarations and response processing, read together.

Read are the templates of the standard and the rules that authoring tools write: a response that is compared with the key,
with texts or numbers, by itself or one of several, for a score or for a feedback. What else there is has its name in `unread`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lecprep.importers.xml import text_of

_CORRECT = "\0correct"
# Conditions that tell nothing of what is right.
_EMPTY = frozenset({"isnull"})
_BOUNDS = {"gte": 0, "gt": 0, "lte": 1, "lt": 1}


def kind(element: Element) -> str:
    """Return the name of an element as all versions have it: `choiceinteraction` for `qti-choice-interaction`, too."""
    return element.tag.removeprefix("qti-").replace("-", "").lower()


def value(element: Element | None, name: str) -> str:
    """Return an attribute, whose name is given as version 2 has it; empty where there is none."""
    wanted = name.lower()
    attributes = element.attrib.items() if element is not None else ()
    return next((v for key, v in attributes if key.replace("-", "").lower() == wanted), "")


def within(element: Element, *kinds: str) -> list[Element]:
    """Return the elements of some kinds in an element, and itself where it is one."""
    return [child for child in element.iter() if kind(child) in kinds]


@dataclass(frozen=True)
class Test:
    """A comparison of the response: with texts of which one (or, where `is_all`, each) must be there, or with numbers."""

    texts: tuple[str, ...] = ()
    is_all: bool = False
    counts_capitals: bool = False
    pattern: str = ""
    number: str = ""
    tolerance: tuple[str, ...] = ()
    is_relative: bool = False
    bounds: tuple[str, str] | None = None


@dataclass
class Marking:
    """What a response is compared with, as far as it can be read.

    `right` is the key as declared; `scored` are comparisons and what they earn, best first; `said` tells of a feedback (by
    outcome and name) after which responses it is shown: none of them for any, None where that cannot be read. `own` are
    outcomes that are the response itself.
    """

    base_type: str = ""
    right: tuple[str, ...] = ()
    scored: list[tuple[float, Test]] = field(default_factory=list)
    said: dict[tuple[str, str], tuple[str, ...] | None] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    @property
    def best(self) -> float:
        """What the best answer earns; 0 where nothing says so."""
        return max((score for score, _ in self.scored), default=0)

    @property
    def full(self) -> list[Test]:
        """The comparisons that earn all marks."""
        return [test for score, test in self.scored if score >= self.best]

    @property
    def partial(self) -> list[tuple[float, Test]]:
        """The comparisons that earn a part of them, and what part."""
        return [(score / self.best, test) for score, test in self.scored if score < self.best]


def read_marking(item: Element, response: str) -> Marking:
    """Return how a response of an item is marked."""
    declared = next((d for d in within(item, "responsedeclaration") if value(d, "identifier") == response), None)
    if declared is None:
        return Marking()
    keys = [text_of(v).strip() for c in within(declared, "correctresponse") for v in within(c, "value")]
    found = Marking(value(declared, "baseType"), tuple(keys))
    processing = next(iter(within(item, "responseprocessing")), None)
    is_mapped = (
        processing is None or "map_response" in value(processing, "template") or within(processing, "mapresponse")
    )
    for entry in within(declared, "mapentry") if is_mapped else ():
        score = number_of(value(entry, "mappedValue"))
        if score > 0:
            capitals = value(entry, "caseSensitive") == "true"
            found.scored.append((score, Test((value(entry, "mapKey").strip(),), counts_capitals=capitals)))
    if processing is not None:
        template = value(processing, "template")
        if template and not len(processing) and not re.search("match|map_response", template):
            found.unread.append(template.rpartition("/")[2])
        _Rules(item, response, found).read(processing, ())
    found.scored.sort(key=lambda each: -each[0])
    return found


def number_of(text: str) -> float:
    """Return a number, or 0 where there is none."""
    try:
        found = float(text)
    except ValueError:
        return 0
    return found if abs(found) < 1e9 else 0


class _Rules:
    """The rules of an item, as they bear on one response."""

    def __init__(self, item: Element, response: str, found: Marking) -> None:
        self._response = response
        self._found = found
        said = within(item, "modalfeedback", "feedbackinline", "feedbackblock")
        self._feedback = {value(each, "outcomeIdentifier") for each in said}
        self._numbers = {
            value(each, "identifier")
            for each in within(item, "outcomedeclaration")
            if value(each, "baseType") in ("float", "integer")
        }

    def read(self, rules: Iterable[Element], tests: Sequence[Test] | None) -> None:
        """Read rules that hold after some comparisons: none for always, None where they cannot be read."""
        for rule in rules:
            match kind(rule):
                case "setoutcomevalue" if len(rule):
                    self._set(value(rule, "identifier"), rule[0], tests)
                case "responsecondition":
                    for branch in rule:
                        if kind(branch) == "responseelse":
                            self.read(branch, None)
                        elif len(branch):
                            self._branch(branch)
                case "responseprocessingfragment":
                    self.read(rule, tests)
                case _:
                    pass

    def _branch(self, branch: Element) -> None:
        tests = self._tests(branch[0])
        before = len(self._found.scored)
        self.read(branch[1:], tests)
        earns = any(
            kind(rule) == "setoutcomevalue" and value(rule, "identifier") in self._numbers and _score(rule) > 0
            for rule in branch[1:]
        )
        if tests is None and earns and len(self._found.scored) == before:
            self._found.unread.append(kind(branch[0]))

    def _set(self, outcome: str, expression: Element, tests: Sequence[Test] | None) -> None:
        if outcome in self._feedback:
            if self._is_response(expression):
                self._found.own.add(outcome)
            elif kind(expression) == "basevalue":
                texts = None if tests is None else tuple(text for test in tests for text in test.texts)
                self._found.said[outcome, text_of(expression).strip()] = texts
        elif outcome in self._numbers and tests and kind(expression) == "basevalue":
            score = number_of(text_of(expression))
            if score > 0:
                self._found.scored += [(score, test) for test in tests if test != Test((_CORRECT,))]

    def _tests(self, expression: Element) -> list[Test] | None:
        """Return the comparisons of which one must hold, or None where they cannot be read."""
        name = kind(expression)
        if name in _EMPTY:
            return []
        if name == "or":
            each = [self._tests(child) for child in expression]
            return None if None in each else [test for tests in each if tests for test in tests]
        if name == "and":
            return self._all(expression)
        if name == "patternmatch" and len(expression) and self._is_response(expression[0]):
            return [Test(pattern=value(expression, "pattern"))]
        if name not in ("match", "equal", "equalrounded", "stringmatch", "member") or len(expression) != 2:
            return None
        first, second = expression
        if self._is_response(second) and not self._is_response(first):
            first, second = second, first
        texts = self._texts(second)
        if name == "match" and texts and len(texts) > 1:
            return [Test(texts, is_all=True)] if self._is_response(first) else None
        if not self._is_response(first) or texts is None or value(expression, "substring") == "true":
            return None
        if name == "equal":
            tolerance = tuple(value(expression, "tolerance").split())
            relative = value(expression, "toleranceMode") == "relative"
            return [Test(number=text, tolerance=tolerance, is_relative=relative) for text in texts]
        if name == "equalrounded":
            return _rounded(expression, texts)
        capitals = name == "stringmatch" and value(expression, "caseSensitive") == "true"
        return [Test((text,), counts_capitals=capitals) for text in texts]

    def _all(self, expression: Element) -> list[Test] | None:
        """Return comparisons that must hold together: two bounds, or choices that belong to the key."""
        bounds = ["", ""]
        texts: list[str] = []
        others: list[Test] = []
        for child in expression:
            name = kind(child)
            if name in _BOUNDS and len(child) == 2 and self._is_response(child[0]) and kind(child[1]) == "basevalue":
                bounds[_BOUNDS[name]] = text_of(child[1]).strip()
            elif name == "member" and len(child) == 2 and self._is_response(child[1]):
                texts.append(text_of(child[0]).strip())
            elif name == "not" and len(child) and kind(child[0]) in ("isnull", "member"):
                continue
            elif (tests := self._tests(child)) is not None:
                others += tests
            else:
                return None
        if all(bounds):
            return [Test(bounds=(bounds[0], bounds[1]))]
        if any(bounds) or (texts and others) or len(others) > 1:
            return None
        return [Test(tuple(texts), is_all=True)] if texts else others

    def _is_response(self, expression: Element) -> bool:
        return kind(expression) == "variable" and value(expression, "identifier") == self._response

    def _texts(self, expression: Element) -> tuple[str, ...] | None:
        """Return what a response is compared with."""
        match kind(expression):
            case "correct":
                return self._found.right or (_CORRECT,)
            case "basevalue":
                return (text_of(expression).strip(),)
            case "multiple" | "ordered" if all(kind(child) == "basevalue" for child in expression):
                return tuple(text_of(child).strip() for child in expression)
            case _:
                return None


def _score(rule: Element) -> float:
    return number_of(text_of(rule)) if len(rule) and kind(rule[0]) == "basevalue" else 1


def _rounded(expression: Element, texts: Iterable[str]) -> list[Test] | None:
    """Return a comparison of rounded numbers as one with a tolerance: half of the last place."""
    figures = value(expression, "figures")
    if not figures.isascii() or not figures.isdigit() or int(figures) > 15:
        return None
    if value(expression, "roundingMode") == "significantFigures":
        return None
    return [Test(number=text, tolerance=(f"{0.5 * 10 ** -int(figures):.{int(figures) + 1}f}",)) for text in texts]


def literals(pattern: str) -> tuple[str, ...] | None:
    """Return the texts that a regular expression stands for where it is but a choice of them, else None."""
    inner = pattern.strip().removeprefix("^").removesuffix("$")
    if match := re.fullmatch(r"\((?:\?:)?([^()]*)\)", inner):
        inner = match[1]
    texts = tuple(re.sub(r"\\([^\w\s])", "\\1", text) for text in inner.split("|"))
    is_plain = not re.search(r"(?<!\\)[.*+?\[\](){}^$]|\\\w", inner)
    return texts if is_plain and all(texts) else None


def shares(tests: Iterable[tuple[float, Test]]) -> Mapping[str, float]:
    """Return what each text of some comparisons earns, as a share."""
    return {text: share for share, test in tests for text in test.texts}
