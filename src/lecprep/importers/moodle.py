"""Moodle XML to drafts: https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from itertools import count
from xml.etree.ElementTree import Element

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Draft, Number, Steps
from lecprep.importers.base import Foreign, Ids, Imported, Notes, lectures_of, level_and_topics, only_lecture
from lecprep.importers.images import from_base64
from lecprep.importers.rich import Rich, choices, found_in, marks_of, pairs, typed, written
from lecprep.importers.xml import line_of, parse, text_of

_FORMS = {"html": "html", "moodle_auto_format": "moodle", "markdown": "markdown", "plain_text": "plain"}
_GAP = re.compile(r"\[\[(\d{1,3})\]\]")
_GENERAL = {
    "correctfeedback": "what is said of a right answer",
    "partiallycorrectfeedback": "what is said of an answer that is right in part",
    "incorrectfeedback": "what is said of a wrong answer",
}
# What Moodle sets when nobody says otherwise, in its versions and for true and false.
_USUAL_PENALTIES = ("0.0000", "0.1", "0.33", "1")
_UNKNOWN = {
    "cloze": "it has several places to answer within its text",
    "calculated": "its numbers are drawn anew for each student",
    "calculatedsimple": "its numbers are drawn anew for each student",
    "calculatedmulti": "its numbers are drawn anew for each student",
    "description": "it asks nothing: it is a text between questions",
    "random": "it stands for another question",
}


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of Moodle XML files: a lecture for each category that has some."""
    notes, ids = Notes(), Ids()
    images: dict[str, bytes] = {}
    groups: dict[str, list[Draft]] = {}
    summaries: dict[str, str] = {}
    for file in files:
        root = parse(file)
        if root.tag != "quiz":
            raise file.refused(f"this is not Moodle XML: it begins with <{root.tag}>, not <quiz>")
        title = only_lecture([file])
        usual = Counter(_general(element, what) for element in root.iter("question") for what in _GENERAL)
        for element in root.iter("question"):
            kind = element.get("type", "")
            if kind == "category":
                path = text_of(element, "category") or text_of(element, "name")
                steps = re.split(r"(?<!/)/(?!/)", path.strip())
                title = steps[-1].replace("//", "/").strip().removeprefix("$course$") or only_lecture([file])
                summaries[title] = summaries.get(title, "") or _general(element, "info")
                continue
            question = _Question(file, element, notes, ids)
            draft = question.read(kind)
            images |= question.rich.images
            for what in _GENERAL:
                # What is said of several questions is what Moodle says when nobody says otherwise.
                if draft and (said := _general(element, what)) and usual[said] == 1:
                    question.rich.lost(_GENERAL[what], "feedback is of a choice, or of the whole as its explanation")
            if draft:
                groups.setdefault(title, []).append(draft)
    if not groups and not notes.found:
        raise files[0].refused("there is no question in it")
    lectures = (replace(each, summary=unescape(summaries.get(each.title, ""))) for each in lectures_of(groups))
    return Imported(tuple(lectures), images, tuple(notes.found), notes.left_out)


def _general(element: Element, what: str) -> str:
    """Return one of the texts that Moodle shows for a whole answer, without mark-up."""
    return " ".join(re.sub(r"<[^>]*>|&nbsp;", " ", text_of(element, what)).split())


class _Question:
    def __init__(self, file: Foreign, element: Element, notes: Notes, ids: Ids) -> None:
        self._element = element
        self._ids = ids
        files = {}
        for attached in element.iter("file"):
            data = from_base64(attached.text or "")
            if data is not None and attached.get("encoding", "base64") == "base64":
                path = posixpath.normpath(f"{attached.get('path', '/')}/{attached.get('name', '')}".lstrip("/"))
                files[path] = data
        self.rich = Rich(notes, found_in(files))
        self._span = Span(file.name, line_of(element))
        self._name = " ".join(text_of(element, "name").split())
        self._said = ""  # of single answers
        self.rich.about(self._span, self._name[:80])

    def read(self, kind: str) -> Draft | None:
        asked = self._element.find("questiontext")
        form = _form(asked) if asked is not None else "html"
        text, below = self.rich.hints(_with_blanks(text_of(asked, "text"), kind), form)
        prompt = self.rich.blocks(text, form)
        body = self._body(kind)
        if body is None:
            return None
        if prompt:
            prompt, body = self.rich.restored(prompt, body, text, form)
        else:
            prompt = self.rich.blocks(self._name, "plain")
        hints = (*below, *filter(None, map(self._blocks, self._element.findall("hint"))))
        number = text_of(self._element, "idnumber").strip()
        tags = [" ".join(text_of(tag).split()) for tag in self._element.iterfind("tags/tag")]
        level, topics = level_and_topics(tags)
        self.rich.notes.other_tags(self._span.path, tags)
        self._report_rest()
        try:
            grade = float(text_of(self._element, "defaultgrade") or 1)
        except ValueError:
            grade = 1
        return Draft(
            id=self._ids.of(number, self._name or text_of(self._element, "questiontext")),
            prompt=prompt,
            body=body,
            label=self.rich.label(self._name, prompt),
            explanation="\n\n".join(filter(None, (self._blocks(self._element.find("generalfeedback")), self._said))),
            hints=hints,
            marks=marks_of(body, grade if grade == grade and abs(grade) < 1e9 else 1),
            level=level,
            topics=topics,
            span=self._span,
        )

    def _body(self, kind: str) -> Body | None:
        match kind:
            case "gapselect" | "ddwtos":
                return self._gaps()
            case "multichoice" | "multichoiceset":
                return self._choices()
            case "truefalse":
                return self._truth()
            case "shortanswer":
                return self._typed()
            case "numerical":
                return self._number()
            case "matching" | "ddmatch":
                return self._pairs()
            case "ordering":
                return Steps(tuple(self._blocks(answer) for answer in self._by_fraction()))
            case "essay":
                is_code = text_of(self._element, "responseformat") == "monospaced"
                return written(self._blocks(self._element.find("graderinfo")), self.rich, is_code=is_code)
            case _:
                self.rich.leave_out(_UNKNOWN.get(kind, f"lecprep has no kind of question like {kind[:40]!r}"))
                return None

    def _answers(self) -> list[Element]:
        return self._element.findall("answer")

    def _by_fraction(self) -> list[Element]:
        return sorted(self._answers(), key=_fraction)

    def _choices(self) -> Body:
        is_single = (text_of(self._element, "single").strip().lower() or "true") in ("true", "1")
        answers = self._answers()
        best = max(map(_fraction, answers), default=0)
        options = []
        for answer in answers:
            fraction = _fraction(answer)
            is_right = fraction > 0 and (not is_single or fraction >= best)
            if is_single and 0 < fraction < best:
                self.rich.lost(f"{fraction:g} % of the marks for a choice", "a choice is right or wrong here")
            options.append((self._line(answer), is_right, self._blocks(answer.find("feedback"))))
        if is_single and sum(right for _, right, _ in options) > 1:
            self.rich.lost("that one of several right choices is enough", "all right ones must be chosen here")
        shuffles = text_of(self._element, "shuffleanswers").strip().lower() not in ("false", "0")
        return choices(options, is_multiple=not is_single, keep_order=not shuffles)

    def _truth(self) -> Body:
        options = [
            (text_of(answer, "text").strip().capitalize(), _fraction(answer) > 0, self._blocks(answer.find("feedback")))
            for answer in self._answers()
        ]
        return choices(sorted(options, key=lambda option: option[0] != "True"), keep_order=True)

    def _typed(self) -> Body | None:
        texts = []
        for answer in self._answers():
            text, fraction = text_of(answer, "text"), _fraction(answer)
            if 0 < fraction < 100:
                self.rich.lost(
                    f"the answer {text.strip()[:40]!r}",
                    f"it earns only {fraction:g} %; an answer is right or wrong here",
                )
            elif fraction > 0:
                texts.append(text)
        self._read_feedback()
        if text_of(self._element, "usecase").strip() == "1" and any(c.isalpha() for text in texts for c in text):
            self.rich.lost("that capitals count", "they never do here")
        return typed(texts, self.rich)

    def _number(self) -> Body | None:
        right = [answer for answer in self._answers() if _fraction(answer) >= 100]
        if not right:
            self.rich.leave_out("no number earns all its marks")
            return None
        if len(self._answers()) > len(right) or len(right) > 1:
            self.rich.lost("further numbers", "there is one right number here")
        self._read_feedback()
        value = text_of(right[0], "text").strip()
        tolerance = text_of(right[0], "tolerance").strip()
        unit = next((text_of(u, "unit_name").strip() for u in self._element.iterfind("units/unit")), "")
        near = f" ± {tolerance}" if tolerance.strip("0.") else ""
        return Number(f"{value}{near}{f' {unit}' if unit else ''}")

    def _read_feedback(self) -> None:
        self._said = self.rich.said_of(
            [(text_of(answer, "text"), self._blocks(answer.find("feedback"))) for answer in self._answers()]
        )

    def _pairs(self) -> Body:
        rows = []
        for row in self._element.iterfind("subquestion"):
            form = _FORMS.get(row.get("format", ""), "html")
            left = self.rich.cell(text_of(row, "text"), form)
            answer = row.find("answer")
            # Plain text, but for pairs that are dragged, which say so.
            form = _FORMS.get(answer.get("format", ""), "plain") if answer is not None else "plain"
            rows.append((left, self.rich.cell(text_of(answer, "text") or text_of(answer), form)))
        return pairs(rows)

    def _gaps(self) -> Body | None:
        """Return what belongs into the gaps of a text: choices for a single one, else pairs of a gap and its words."""
        words, groups = [], []
        for option in (*self._element.findall("selectoption"), *self._element.findall("dragbox")):
            words.append(self.rich.cell(text_of(option, "text"), "html"))
            groups.append(text_of(option, "group").strip())
        wanted = [int(number) for number in _GAP.findall(text_of(self._element.find("questiontext"), "text"))]
        if not wanted or any(number > len(words) for number in wanted):
            self.rich.leave_out("its gaps and the words for them do not fit together")
            return None
        if len(wanted) == 1:
            (right,) = wanted
            offered = [i for i, group in enumerate(groups, 1) if group == groups[right - 1]]
            return choices([(words[i - 1], i == right, "") for i in offered])
        if len({groups[number - 1] for number in wanted}) > 1:
            self.rich.lost("which words are offered for which gap", "all of them are offered for each here")
        rows = [(f"({at})", words[number - 1]) for at, number in enumerate(wanted, 1)]
        decoys = dict.fromkeys(words[i - 1] for i in range(1, len(words) + 1) if i not in wanted)
        return pairs([*rows, *(("", decoy) for decoy in decoys if decoy not in {right for _, right in rows})])

    def _report_rest(self) -> None:
        """Note what has no place in a question of ours."""
        if text_of(self._element, "responsetemplate").strip():
            self.rich.lost("what the field for the answer begins with", "it is empty here")
        if text_of(self._element, "hidden").strip() == "1":
            self.rich.lost("that it is hidden", "a lecture shows all of its questions")
        penalty = text_of(self._element, "penalty").strip()
        if penalty and not any(penalty.startswith(usual) for usual in _USUAL_PENALTIES):
            self.rich.notes.aside(
                self._span.path, f"penalties such as {penalty[:20]}", "another try costs no marks here"
            )

    def _blocks(self, element: Element | None) -> str:
        return self.rich.blocks(text_of(element, "text"), _form(element)) if element is not None else ""

    def _line(self, element: Element) -> str:
        return self.rich.line(text_of(element, "text"), _form(element))


def _with_blanks(text: str, kind: str) -> str:
    """Return a text with a line in each of its gaps, numbered where there are several."""
    if kind not in ("gapselect", "ddwtos"):
        return text
    is_single = len(_GAP.findall(text)) == 1
    at = count(1)
    return _GAP.sub(lambda _: "_____" if is_single else f"_____ ({next(at)})", text)


def _form(element: Element) -> str:
    return _FORMS.get(element.get("format", "html"), "html")


def _fraction(answer: Element) -> float:
    try:
        found = float(answer.get("fraction", "0"))
    except ValueError:
        return 0
    return found if found == found else 0
