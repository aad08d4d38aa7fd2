"""One item of QTI to a draft: what is asked, what is right, what is said of it; what else it holds is noted as lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Draft, Number, Steps
from lecprep.exporters.base import decimal
from lecprep.exporters.qti import bounds
from lecprep.importers.base import Ids, level_and_topics
from lecprep.importers.place import words
from lecprep.importers.qti_marking import Marking, kind, literals, number_of, read_marking, shares, value, within
from lecprep.importers.rich import HINTS, Rich, choices, marks_of, pairs, typed, written
from lecprep.importers.xml import html_of, text_of
from lecprep.questions import keeps_place

_BLANK = "____"
_FEEDBACK = ("modalfeedback", "feedbackinline", "feedbackblock")
_NUMBERS = ("float", "integer")
_LINES = ("textentryinteraction", "inlinechoiceinteraction")
_UNIT = re.compile(r"[^\d\s±+\-−/^*×·=<>.,][^\d\n±]{0,29}")
# What a package may say for those who hear or cannot see, and what it wants at hand.
_APART: Mapping[str, str] = {
    "companionmaterialsinfo": "calculators, rulers and other material",
    "cataloginfo": "texts for other ways to take the item",
    "accessibilityinfo": "texts for other ways to take the item",
    "printedvariable": "a value that is worked out",
}


@dataclass(frozen=True)
class Packed:
    """An item with what its package says of it: the tags it is found by, and the HTML of texts that it shares with others."""

    item: Element
    place: Span
    tags: tuple[str, ...] = ()
    shared: str = ""


def read_item(packed: Packed, rich: Rich, ids: Ids) -> Draft | None:
    """Return the question that an item asks, or None and a note where lecprep has no such question."""
    return _Item(packed, rich, ids).read()


class _Item:
    def __init__(self, packed: Packed, rich: Rich, ids: Ids) -> None:
        self._packed = packed
        self._item = packed.item
        self._rich = rich
        self._ids = ids
        self._is_ours = value(self._item, "toolName") == "lecprep"
        self._title = " ".join(self._item.get("title", "").split())
        self._parents = {child: parent for parent in self._item.iter() for child in parent}
        self._marking = Marking()
        # What is written in place of an element.
        self._instead: dict[Element, str] = {
            image: f'<img src="{escape(value(image, "data"))}" alt="{escape(" ".join(text_of(image).split()))}">'
            for image in within(self._item, "object")
            if value(image, "type").startswith("image/")
        }
        rich.about(packed.place, self._title[:80] or self._item.get("identifier", ""))

    def read(self) -> Draft | None:
        body = next(iter(within(self._item, "itembody")), None)
        fields = [e for e in body.iter() if kind(e).endswith("interaction")] if body is not None else []
        asking = [field for field in fields if kind(field) != "endattemptinteraction"]
        if within(self._item, "templatedeclaration", "templateprocessing"):
            self._rich.leave_out("its values are drawn anew for each student")
            return None
        if body is None or len(asking) != 1:
            self._rich.leave_out("it has several places to answer" if asking else "it asks nothing")
            return None
        interaction = asking[0]
        self._marking = read_marking(self._item, value(interaction, "responseIdentifier"))
        around = self._around(interaction)
        for field in fields:
            if field is not interaction:
                self._rich.lost(f"the button {value(field, 'title')[:40]!r}", "a page has no such button")
                self._instead[field] = ""
        hints = self._hints(body, around)
        rubrics = self._rubrics(interaction)
        of_choices, explanation = self._said(interaction, around)
        answer = self._answer(interaction, of_choices, rubrics)
        if answer is None:
            return None
        answer = self._entered(interaction, answer)
        for name in {kind(element) for element in self._item.iter()} & _APART.keys():
            self._rich.lost(_APART[name], "lecprep has no place for them")
        asked = self._packed.shared + html_of(body, self._instead)
        prompt, answer = self._rich.restored(self._rich.blocks(asked, "html"), answer, asked, "html")
        prompt = prompt or self._rich.blocks(self._title, "plain")
        level, topics = level_and_topics(self._packed.tags)
        return Draft(
            id=self._ids.of(self._id(), self._title),
            prompt=prompt,
            body=answer,
            label="" if self._title == self._id() else self._rich.label(self._title, prompt),
            explanation=explanation,
            hints=hints,
            marks=marks_of(answer, self._worth(interaction)),
            level=level,
            topics=topics,
            span=self._packed.place,
        )

    # -- what it is called and worth

    def _id(self) -> str:
        return (self._item.get("label", "") if self._is_ours else "") or self._item.get("identifier", "")

    def _worth(self, interaction: Element) -> float:
        outcomes = {value(o, "identifier"): o for o in within(self._item, "outcomedeclaration")}
        worth = number_of(text_of(outcomes["MAXSCORE"])) if "MAXSCORE" in outcomes else 0
        worth = worth or number_of(value(outcomes.get("SCORE"), "normalMaximum")) or self._marking.best
        if worth != round(worth) and kind(interaction) not in ("matchinteraction", "orderinteraction"):
            self._rich.lost(f"its {worth:g} marks", "marks are whole numbers, and at least 1")
        return worth or 1

    # -- what is said beside the question

    def _around(self, interaction: Element) -> set[Element]:
        return {interaction, *self._up(interaction)}

    def _hints(self, body: Element, around: set[Element]) -> tuple[str, ...]:
        """Return what is hidden until it is asked for."""
        hints = []
        for element in within(body, "infocontrol", "details"):
            if element in around:
                continue
            summary = next((child for child in element if kind(child) == "summary"), None)
            title = " ".join((text_of(summary) if summary is not None else value(element, "title")).split())
            parent = self._parents[element]
            is_alone = len(parent) == 1 and not f"{parent.text or ''}{element.tail or ''}".strip()
            self._instead[parent if kind(parent) == "div" and is_alone else element] = ""
            inside = self._instead | ({summary: ""} if summary is not None else {})
            head = f"<p><strong>{escape(title)}</strong></p>" if title and title not in HINTS else ""
            hints.append(self._rich.blocks(head + html_of(element, inside), "html"))
        return tuple(filter(None, hints))

    def _rubrics(self, interaction: Element) -> str:
        """Return what only those who mark may see; what students may see stays in the prompt."""
        found = []
        for rubric in within(self._item, "rubricblock"):
            views = value(rubric, "view").split()
            if "candidate" in views:
                continue
            if kind(interaction) == "extendedtextinteraction":
                found.append(self._blocks(rubric))
            elif text_of(rubric).strip():
                self._rich.lost(f"a rubric for {' and '.join(views)[:40]}", "only written answers have one")
            self._instead[rubric] = ""
        return "\n\n".join(filter(None, found))

    def _said(self, interaction: Element, around: set[Element]) -> tuple[Mapping[str, str], str]:
        """Return what is said of single choices, by their identifiers, and what is said after any answer."""
        names = [value(choice, "identifier") for choice in within(interaction, "simplechoice", "inlinechoice")]
        of_choices: dict[str, list[str]] = {}
        rest: dict[str, bool] = {}
        for element in within(self._item, *_FEEDBACK):
            if element in around:
                continue
            outcome, name = value(element, "outcomeIdentifier"), value(element, "identifier")
            text = self._blocks(element)
            self._instead[element] = ""
            if not text or (self._is_ours and outcome == "ANSWER"):  # the model answer, which the rubric has, too
                continue
            shown = self._marking.said.get((outcome, name), ())
            own = next(
                (value(p, "identifier") for p in self._up(element) if kind(p) in ("simplechoice", "inlinechoice")), ""
            )
            hides = value(element, "showHide") == "hide"
            if own or (name in names and not hides and (outcome in self._marking.own or not shown)):
                of_choices.setdefault(own or name, []).append(text)
            elif shown is not None and len(shown) == 1 and shown[0] in names and not hides:
                of_choices.setdefault(shown[0], []).append(text)
            else:
                rest[text] = rest.get(text, False) or hides or shown is None or bool(shown)
        if any(rest.values()) and (len(rest) > 1 or not self._is_of_right(rest)):
            self._rich.lost(
                "after which answer its feedback is shown", "the explanation is shown after any; all of it stands there"
            )
        return {name: "\n\n".join(dict.fromkeys(texts)) for name, texts in of_choices.items()}, "\n\n".join(rest)

    def _is_of_right(self, rest: Mapping[str, bool]) -> bool:
        """Tell whether all that is said is said of the right answer: as an explanation is."""
        told = [texts for texts in self._marking.said.values() if texts != ()]
        return all(texts is not None and set(texts) <= set(self._marking.right) for texts in told)

    def _up(self, element: Element) -> Iterable[Element]:
        at = self._parents.get(element)
        while at is not None:
            yield at
            at = self._parents.get(at)

    # -- kinds

    def _answer(self, interaction: Element, said: Mapping[str, str], rubrics: str) -> Body | None:
        right = self._marking.right
        match kind(interaction):
            case "choiceinteraction" | "inlinechoiceinteraction":
                return self._choices(interaction, said)
            case "orderinteraction":
                items = {value(c, "identifier"): self._blocks(c) for c in within(interaction, "simplechoice")}
                if unused := [text for name, text in items.items() if name not in right]:
                    self._rich.lost(f"the items {', '.join(unused)[:60]}", "the right order does not have them")
                return Steps(tuple(items[name] for name in right if name in items))
            case "matchinteraction":
                return self._pairs(interaction)
            case "extendedtextinteraction":
                is_code = value(interaction, "format") == "preformatted"
                model = rubrics or "\n\n".join(self._rich.blocks(text, "plain") for text in right)
                return written(model, self._rich, is_code=is_code)
            case "textentryinteraction" if self._marking.base_type in _NUMBERS:
                return self._number()
            case "textentryinteraction":
                return self._typed()
            case name:
                self._rich.leave_out(f"lecprep has no kind of question like {name[:40]}")
                return None

    def _choices(self, interaction: Element, said: Mapping[str, str]) -> Body | None:
        several = value(interaction, "maxChoices") not in ("1", "") or len(self._marking.right) > 1
        full = [text for test in self._marking.full for text in test.texts]
        mapped = [text for _, test in self._marking.scored for text in test.texts]
        right = self._marking.right or (mapped if several else full)
        if not right:
            unread = ", ".join(self._marking.unread)
            self._rich.leave_out(
                f"it does not say what is right{f' in a way that is read here ({unread})' if unread else ''}"
            )
            return None
        if part := {text: share for text, share in shares(self._marking.partial).items() if text not in right}:
            self._rich.lost(
                f"{', '.join(f'{s:.0%}' for s in part.values())[:40]} of the marks for a choice",
                "a choice is right or wrong here",
            )
        elif several and not self._marking.right and len({score for score, _ in self._marking.scored}) > 1:
            self._rich.lost("that its right choices earn different marks", "all marks are for the whole key here")
        options = []
        held: list[bool] = []
        for choice in within(interaction, "simplechoice", "inlinechoice"):
            name, text = value(choice, "identifier"), self._rich.line(html_of(choice, self._instead), "html")
            options.append((text, name in right, said.get(name, "")))
            held.append(value(choice, "fixed") == "true" and not keeps_place(words(text)))
        is_shuffled = value(interaction, "shuffle") == "true" and not any(held)
        if any(held) and not all(held) and value(interaction, "shuffle") == "true":
            self._rich.lost("the shuffle", "some of its choices keep their place; here all of them do")
        return choices(options, is_multiple=several, keep_order=not is_shuffled)

    def _pairs(self, interaction: Element) -> Body | None:
        sets = within(interaction, "simplematchset")
        if len(sets) != 2:
            self._rich.leave_out("its pairs are not two columns")
            return None
        left, other = (
            {
                value(c, "identifier"): self._rich.cell(html_of(c, self._instead), "html")
                for c in within(each, "simpleassociablechoice")
            }
            for each in sets
        )
        right = self._marking.right or tuple(text for _, test in self._marking.scored for text in test.texts)
        named = [pair.split() for pair in right if len(pair.split()) == 2]
        rows = [(left[a], other[b]) for a, b in named if a in left and b in other]
        used = {b for _, b in rows}
        for name, text in left.items():
            if name not in {a for a, _ in named}:
                self._rich.lost(f"the left side {text[:40]!r}", "it belongs to nothing, as only right sides may here")
        return pairs([*rows, *(("", text) for text in other.values() if text not in used)])

    def _number(self) -> Body | None:
        marking = self._marking
        tests = [test for test in marking.full if test.number or test.bounds or test.texts]
        right = list(dict.fromkeys([*marking.right, *(t.number or "".join(t.texts) for t in tests if not t.bounds)]))
        best = next((test for test in tests if test.bounds or test.tolerance), None)
        if best and best.bounds:
            low, high = map(number_of, best.bounds)
            center = right[0] if right else decimal((low + high) / 2)
            near = _near(number_of(center), best.bounds)
            answer = f"{center}{f' ± {near}' if near else ''}"
            if abs(number_of(center) - (low + high) / 2) > 1e-6 * max(abs(high - low), abs(high)):
                self._rich.lost("that more is right on one side of the number", "a tolerance is the same on both sides")
        elif right:
            near = next(iter(best.tolerance), "") if best and best.number else ""
            if best and len(set(best.tolerance)) > 1:
                self._rich.lost("that more is right on one side of the number", "a tolerance is the same on both sides")
            answer = right[0] + (f" ± {near}{'%' if best and best.is_relative else ''}" if near.strip("0.") else "")
        else:
            self._rich.leave_out("it does not say which number is right")
            return None
        if len(right) > 1 or marking.partial:
            self._rich.lost("further numbers", "there is one right number here")
        self._report_unread()
        return Number(answer)

    def _typed(self) -> Body | None:
        texts = list(self._marking.right)
        for test in self._marking.full:
            if test.pattern and literals(test.pattern) is None:
                self._rich.lost(f"the pattern {test.pattern[:40]!r}", "here an answer is taken as it stands")
            else:
                texts += literals(test.pattern) or () if test.pattern else test.texts or filter(None, [test.number])
        for text, share in shares(self._marking.partial).items():
            if text not in texts:
                self._rich.lost(
                    f"the answer {text[:40]!r}", f"it earns only {share:.0%}; an answer is right or wrong here"
                )
        if any(test.counts_capitals for test in self._marking.full):
            self._rich.lost("that capitals count", "they never do here")
        self._report_unread()
        return typed([text.replace("*", r"\*") for text in dict.fromkeys(texts)], self._rich)

    def _report_unread(self) -> None:
        if self._marking.unread:
            named = ", ".join(dict.fromkeys(self._marking.unread))[:60]
            self._rich.lost(
                f"a rule by which it is marked ({named})", "lecprep cannot read it; look at what is accepted"
            )

    # -- the place to answer

    def _entered(self, interaction: Element, answer: Body) -> Body:
        """Put what a student sees there in the place of an interaction; a line for the answer alone is no part of the prompt."""
        own = [child for child in interaction if kind(child) == "prompt"]
        self._instead[interaction] = "".join(f"<p>{html_of(child, self._instead)}</p>" for child in own)
        if kind(interaction) not in _LINES:
            return answer
        self._instead[interaction] = _BLANK
        parent = self._parents[interaction]
        after = " ".join((interaction.tail or "").split())
        if kind(parent) not in ("p", "div") or (parent.text or "").strip() or len(parent) > 1:
            return answer
        if isinstance(answer, Number) and after and _UNIT.fullmatch(after):
            answer, after = Number(f"{answer.written} {after}"), ""
        if not after:
            self._instead[parent] = ""
        return answer

    def _blocks(self, element: Element) -> str:
        return self._rich.blocks(html_of(element, self._instead), "html")


def _near(center: float, given: tuple[str, str]) -> str:
    """Return the tolerance that these bounds mean: half of what lies between them, or that of which our export makes them."""
    half = (number_of(given[1]) - number_of(given[0])) / 2
    rounded = (float(f"{half - 1e-9 * max(abs(center), half):.{digits}g}") for digits in range(1, 16))
    ours = (near for near in (0.0, *rounded) if near >= 0 and bounds(center, near) == given)
    near = min(decimal(half), decimal(next(ours, half)), key=len)
    return near if near.strip("0.") else ""
