"""The tokens of one question to its kind: the shape of what the author wrote decides.

| what it holds | kind |
|---|---|
| a task list with one `[x]` | single choice |
| a task list with several `[x]`, or `{.multiple}` | multiple choice |
| `#### Model answer` | short answer |
| `#### Solution` | coding |
| `#### Answer` with a number | numeric |
| `#### Answer` with a list | typed answer |
| `#### Order` with a list | ordering |
| `#### Match` with a two-column table | matching |
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from lecprep import markdown
from lecprep.diagnostics import Diagnostic, Span, did_you_mean, error, hint, warning
from lecprep.markdown.parse import Attributes
from lecprep.markdown.source import block_source, inline_source, item_source
from lecprep.model import (
    Choice,
    Coding,
    Level,
    MarkingPoint,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Prose,
    Question,
    ShortAnswer,
    Silence,
    SingleChoice,
    TypedAnswer,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

PARTS = {
    "explanation": "explanation",
    "hint": "hint",
    "hints": "hint",
    "model answer": "model answer",
    "solution": "solution",
    "answer": "answer",
    "answers": "answer",
    "order": "order",
    "match": "match",
    "matching": "match",
    "marking": "marking",
    "mark scheme": "marking",
}
PART_NAMES = ("Explanation", "Hint", "Model answer", "Solution", "Answer", "Order", "Match", "Marking")
# The parts of which a question has exactly one, and which decide its kind.
SHAPES = {
    "model answer": "short answer",
    "solution": "coding",
    "answer": "numeric or typed",
    "order": "ordering",
    "match": "matching",
}

ATTRIBUTES = ("marks", "level", "see", "topics")
CLASSES = ("question", "multiple", "keep-order")
MOST_CHOICES = 26
MOST_MARKS = 100

_LETTERS_NAMED = re.compile(
    r"^(?:both|neither|either|only)?\s*\(?[A-H]\)?(?:\s*,\s*\(?[A-H]\)?)*,?\s+(?:and|or|nor|&)\s+\(?[A-H]\)?\.?$", re.I
)
_PLACE_NAMED = re.compile(
    r"\b(?:all|none|both|neither|either|any|two|some)\s+of\s+(?:the\s+above|the\s+previous|these|those|them)\b|"
    r"\b(?:all|none)\s+(?:the\s+)?above\b",
    re.I,
)
# What stands for a sign or a space in numbers; a pattern of these takes thrice as long to compile as one without.
_ALIKE = str.maketrans("−\u202f\u2009", "-\xa0\xa0")
_NUMBER = r"[-+]?(?:\d(?:[\d\xa0_']| (?=\d{3}(?!\d)))*(?:[.,]\d+)*|\.\d+)(?:[eE][-+]?\d+)?"
# What a unit may begin with: not what would make a fraction, a power or a product of the number before it.
_UNIT = r"[^\d\s±+\-/^*×·=<>.,]"
_NUMERIC = re.compile(
    rf"(?P<value>{_NUMBER})\s*(?P<unit1>{_UNIT}[^±]*?)?\s*"
    rf"(?:(?:±|\+/-|\+-)\s*(?P<tolerance>{_NUMBER})\s*(?P<percent>%(?!\w))?\s*(?P<unit2>{_UNIT}.*)?)?"
)


class _Header(TypedDict):
    id: str
    anchor: str
    has_own_id: bool
    label: str
    prompt: Prose
    explanation: Prose | None
    hints: tuple[Prose, ...]
    marks: int
    level: Level | None
    see: str | None
    topics: tuple[str, ...]
    silenced: tuple[Silence, ...]
    fingerprint: str
    span: Span
    last_line: int


@dataclass(slots=True)
class _Parts:
    """The pieces of a question, before it is known what they make."""

    prompt: list[Token] = field(default_factory=list)
    choices: list[Token] = field(default_factory=list)
    explanation: list[Token] = field(default_factory=list)
    hints: list[Prose] = field(default_factory=list)
    named: dict[str, list[Token]] = field(default_factory=dict)
    named_at: dict[str, Span] = field(default_factory=dict)
    silenced: list[Silence] = field(default_factory=list)


def read_question(
    tokens: Sequence[Token], path: str, anchor: str, lines: Sequence[str]
) -> tuple[Question | None, list[Diagnostic]]:
    """Return the question that a heading and what follows it make, and every mistake in it.

    `tokens` begin with the heading's three; `anchor` is the question's id on the page, `lines` are those of the file. The
    question is None when its kind or its key cannot be told.
    """
    reader = _QuestionReader(tokens, path, anchor, lines)
    return reader.read(), reader.diagnostics


def is_part(heading: str) -> bool:
    """Tell whether a heading's words name a part of a question, such as "Model answer" or "Hint 2"."""
    return bool(_part_name(heading))


def _part_name(heading: str) -> str:
    words = heading.removesuffix(":").rstrip()
    end = len(words)
    while end and words[end - 1].isdecimal():
        end -= 1
    return PARTS.get(words[:end].strip().lower(), "")


def parse_number(text: str) -> float:
    """Return the number that a text writes, with point or comma for decimals and spaces or commas between thousands.

    A single comma followed by exactly three digits groups thousands ("1,000"); otherwise it is a decimal comma.
    Raises ValueError when the text is not a number.
    """
    digits = re.sub(r"[\s_']", "", text).replace("−", "-")
    if "," in digits and "." in digits:
        digits = (
            digits.replace(",", "")
            if digits.rindex(".") > digits.rindex(",")
            else digits.replace(".", "").replace(",", ".")
        )
    elif digits.count(",") > 1 or re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", digits):
        digits = digits.replace(",", "")
    else:
        digits = digits.replace(",", ".")
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("the number is too large")
    return number


class _QuestionReader:
    def __init__(self, tokens: Sequence[Token], path: str, anchor: str, lines: Sequence[str]) -> None:
        self.tokens = tokens
        self.path = path
        self.anchor = anchor
        self.lines = lines
        self.diagnostics: list[Diagnostic] = []
        self.attributes: Attributes = tokens[0].meta["attributes"]
        self.here = self._span(tokens[0])

    def read(self) -> Question | None:
        parts = self._parts()
        shapes = [*(["choice"] if parts.choices else []), *(SHAPES[name] for name in parts.named if name in SHAPES)]
        if not shapes:
            self._error(
                self.here,
                "question-without-answer",
                f"the question {self._label()!r} has nothing to answer with",
                "Add a task list (- [x] right, - [ ] wrong), or one of: "
                + ", ".join(f"#### {name}" for name in PART_NAMES[2:7])
                + ".",
            )
            return None
        if len(shapes) > 1:
            self._error(
                self.here,
                "mixed-kinds",
                f"this question is {' and '.join(shapes)} at once",
                "Keep one way of answering, and make a second question of the other.",
            )
            return None
        marking = self._marking(parts)
        header = self._header(parts, marking)
        if not header["prompt"]:
            self._error(
                self.here,
                "question-without-prompt",
                "this question asks nothing",
                "Write the question below its heading.",
            )
        if parts.choices:
            return self._choice(parts, header)
        if "model answer" in parts.named:
            return ShortAnswer(**header, model_answer=self._prose(parts.named["model answer"]), marking=marking)
        if "solution" in parts.named:
            solution = parts.named["solution"]
            language = next((token.meta["language"] for token in solution if token.type == "code"), "")
            return Coding(**header, solution=self._prose(solution), marking=marking, language=language)
        if "answer" in parts.named:
            return self._answer(parts, header)
        if "order" in parts.named:
            return self._ordering(parts, header)
        return self._matching(parts, header)

    # -- taking it apart

    def _parts(self) -> _Parts:
        parts = _Parts()
        inline_rest = self.tokens[3:]
        into: list[Token] = parts.prompt
        name = ""
        at = 0
        while at < len(inline_rest):
            token = inline_rest[at]
            end = _end(inline_rest, at)
            if token.type == "comment":
                parts.silenced += silences(token, self.path)
            elif token.type == "heading_open" and token.tag == "h4" and token.level == 0:
                name, into = self._open_part(token, parts)
            elif not name and _is_task_list(token, inline_rest, at, end):
                if parts.choices:
                    self._error(
                        self._span(token),
                        "two-choice-lists",
                        "this question has two lists of choices",
                        "Join them, or begin a second question with a heading ###.",
                    )
                else:
                    parts.choices = list(inline_rest[at:end])
                into = parts.explanation
            else:
                into += inline_rest[at:end]
            at = end
        self._close_parts(parts)
        return parts

    def _open_part(self, heading: Token, parts: _Parts) -> tuple[str, list[Token]]:
        words = str(heading.meta["text"])
        name = _part_name(words)
        span = self._span(heading)
        if not name:
            self._error(
                span,
                "unknown-part",
                f"a question has no part {words!r}.{did_you_mean(words, PART_NAMES)}",
                "Known parts: " + ", ".join(PART_NAMES) + ".",
            )
            return "unknown", []
        tokens: list[Token] = []
        key = name
        if name == "hint":
            key = f"hint {sum(part.startswith('hint') for part in parts.named)}"
        elif name in parts.named:
            self._error(
                span,
                "second-part",
                f"this question has a second #### {words}; the first is on line {parts.named_at[name].line}",
                "Join the two.",
            )
            return name, tokens
        parts.named[key] = tokens
        parts.named_at[key] = span
        return name, tokens

    def _close_parts(self, parts: _Parts) -> None:
        for name in list(parts.named):
            tokens = parts.named[name]
            if not tokens:
                self._error(
                    parts.named_at[name],
                    "empty-part",
                    f"this part, {name.split()[0]!r}, is empty",
                    "Write it, or take its heading away.",
                )
            if name.startswith("hint"):
                del parts.named[name]
                if tokens:
                    parts.hints.append(self._prose(tokens))
            elif name == "explanation":
                del parts.named[name]
                parts.explanation += tokens
            elif not tokens:
                parts.named[name] = []

    # -- what all kinds share

    def _label(self) -> str:
        return str(self.tokens[0].meta["text"])

    def _header(self, parts: _Parts, marking: Sequence[MarkingPoint]) -> _Header:
        values = self.attributes.values
        for key in values:
            if key not in ATTRIBUTES:
                self._error(
                    self.here,
                    "unknown-attribute",
                    f"a question has no attribute {key!r}.{did_you_mean(key, ATTRIBUTES)}",
                    "Known: #id, " + ", ".join(f"{name}=" for name in ATTRIBUTES) + ", .multiple, .keep-order.",
                )
        for word in self.attributes.classes:
            if word not in CLASSES and (near := did_you_mean(word, CLASSES)):
                self.diagnostics.append(
                    warning(
                        self.here,
                        "unknown-attribute",
                        f"the class {word!r} means nothing to a question.{near}",
                        "Known: .multiple, .keep-order.",
                    )
                )
        prompt = self._prose(parts.prompt)
        fingerprint = hashlib.sha256(
            "\0".join(
                [prompt.text, markdown.plain_text(parts.choices), *map(markdown.plain_text, parts.named.values())]
            ).encode("utf-8", "surrogatepass")
        ).hexdigest()[:12]
        own_id = self.attributes.id
        question_id = own_id
        if not own_id:
            words = "-".join(markdown.slugify(prompt.text).strip("-").split("-")[:6])
            question_id = f"{words or 'question'}-{fingerprint[:6]}"
            self.diagnostics.append(
                warning(
                    self.here,
                    "question-without-id",
                    f"the question {self._label()!r} has no id; what students did with it is lost when its wording changes",
                    f"Add one to its heading: {{#{words or 'some-id'}}}",
                )
            )
        return _Header(
            id=question_id,
            anchor=self.anchor,
            has_own_id=bool(own_id),
            label=self._label(),
            prompt=prompt,
            explanation=self._prose(parts.explanation) if parts.explanation else None,
            hints=tuple(parts.hints),
            marks=self._marks(marking),
            level=self._level(),
            see=values.get("see"),
            topics=tuple(re.split(r"[\s,]+", values["topics"].strip())) if values.get("topics", "").strip() else (),
            silenced=tuple(parts.silenced),
            fingerprint=fingerprint,
            span=self.here,
            last_line=max([token.map[1] for token in self.tokens if token.map]) - 1,
        )

    def _marks(self, marking: Sequence[MarkingPoint]) -> int:
        total = sum(point.marks for point in marking)
        written = self.attributes.values.get("marks")
        if written is None:
            return total or 1
        if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= MOST_MARKS:
            self._error(
                self.here,
                "bad-marks",
                f"marks={written!r} is not a whole number from 1 to {MOST_MARKS}",
                "Write {marks=4}.",
            )
            return total or 1
        if total and total != int(written):
            self._error(
                self.here,
                "marks-disagree",
                f"marks={written}, but the marking points add up to {total}",
                "Change one of them: students tick the points one by one.",
            )
            return total
        return int(written)

    def _level(self) -> Level | None:
        written = self.attributes.values.get("level")
        if written is None:
            return None
        try:
            return Level(written)
        except ValueError:
            names = [level.value for level in Level]
            self._error(
                self.here,
                "bad-level",
                f"there is no level {written!r}.{did_you_mean(written, names)}",
                "Known: " + ", ".join(names) + ".",
            )
            return None

    def _marking(self, parts: _Parts) -> tuple[MarkingPoint, ...]:
        if "marking" not in parts.named:
            return ()
        tokens = parts.named.pop("marking")
        span = parts.named_at["marking"]
        if not ({"model answer", "solution"} & parts.named.keys()):
            self.diagnostics.append(
                warning(
                    span,
                    "marking-without-use",
                    "only written answers and code are marked by points",
                    "Take #### Marking away, or add #### Model answer.",
                )
            )
            return ()
        items = _list_items(tokens)
        if tokens and not items:
            self._error(
                span,
                "marking-not-a-list",
                "the marking is not a list",
                "Write one item for each thing that earns marks: - Names it (1)",
            )
        # The marks are taken off an item before what is left becomes its text.
        marks = [_take_marks(item) for item in items]
        texts = [self._item_prose(item) for item in items]
        return tuple(
            MarkingPoint(Prose(text.parts, text.text, _split_marks(text.source)[0]), worth)
            for text, worth in zip(texts, marks, strict=True)
        )

    # -- the kinds

    def _choice(self, parts: _Parts, header: _Header) -> Question | None:
        choices: list[Choice] = []
        keep_order = "keep-order" in self.attributes.classes
        for item in _list_items(parts.choices):
            span = self._span(item[0])
            checked = item[0].meta.get("checked")
            inner = item[1:-1]
            wording = inner[1:2] if inner and inner[0].type == "paragraph_open" else ()
            is_bare = bool(wording) and wording[0].content in ("[ ]", "[x]", "[X]")
            if checked is None and not is_bare:
                self._error(
                    span, "choice-without-box", "this choice has no box", "Begin it with [ ] or, if it is right, [x]."
                )
            text = markdown.prose(wording, inline_source(wording[0]) if wording else "")
            if is_bare or (
                not text.text
                and not any(child.type in ("image", "math") for token in wording for child in token.children or [])
            ):
                self._error(span, "empty-choice", "this choice is empty", "Write what it says after the box.")
            feedback = inner[3:]
            if _LETTERS_NAMED.match(text.text):
                keep_order = True
                self._keeps_place(
                    span, text.text, "all choices of this question keep their order, because this one names letters"
                )
            is_fixed = keeps_place(text.text)
            if is_fixed:
                self._keeps_place(span, text.text, "this choice keeps its place when the others are shuffled")
            why = markdown.prose(feedback, item_source(item, self.lines, 4)) if feedback else None
            choices.append(Choice(text, why, bool(checked), is_fixed, span))
        right = sum(choice.is_correct for choice in choices)
        is_multiple = right > 1 or "multiple" in self.attributes.classes
        if len(choices) < 2:
            self._error(
                self.here,
                "too-few-choices",
                "a choice question needs at least two choices",
                "Add a wrong one that students really believe.",
            )
            return None
        if len(choices) > MOST_CHOICES:
            self._error(
                self.here,
                "too-many-choices",
                f"this question has {len(choices)} choices; there are {MOST_CHOICES} letters",
                "Divide the question.",
            )
            return None
        if not right:
            self._error(
                self.here,
                "no-correct-choice",
                "no choice of this question is right",
                "Put an x into the box of the right one: - [x]",
            )
            return None
        if is_multiple:
            return MultipleChoice(**header, choices=tuple(choices), keep_order=keep_order)
        return SingleChoice(**header, choices=tuple(choices), keep_order=keep_order)

    def _keeps_place(self, span: Span, text: str, message: str) -> None:
        self.diagnostics.append(
            hint(
                span,
                "choice-kept-in-place",
                f"{message}: {text[:40]!r}",
                "Nothing to do; a choice that stands for itself is easier to answer fairly.",
            )
        )

    def _answer(self, parts: _Parts, header: _Header) -> Question | None:
        tokens = parts.named["answer"]
        span = parts.named_at["answer"]
        if items := _list_items(tokens):
            accepted = tuple(filter(None, (markdown.plain_text(item) for item in items)))
            if not accepted:
                self._error(span, "empty-part", "no answer is accepted", "Write the accepted texts, one an item.")
                return None
            return TypedAnswer(**header, accepted=accepted)
        written = markdown.plain_text(tokens)
        if not written:
            return None
        match = _NUMERIC.fullmatch(written.translate(_ALIKE))
        try:
            if not match:
                raise ValueError
            value = parse_number(match["value"])
            tolerance = parse_number(match["tolerance"]) if match["tolerance"] else 0.0
        except ValueError:
            self._error(
                span,
                "unreadable-answer",
                f"{written[:40]!r} is neither a number nor a list of accepted texts",
                "Write 42, 42 ± 0.5 or 42 ± 1% (a unit may follow), or a list with one accepted text an item.",
            )
            return None
        unit1, unit2 = (written[slice(*match.span(name))].strip() if match[name] else "" for name in ("unit1", "unit2"))
        if unit1 and unit2 and unit1 != unit2:
            self._error(
                span, "two-units", f"this answer has two units, {unit1!r} and {unit2!r}", "Write one unit, at the end."
            )
        if tolerance < 0:
            self._error(span, "bad-tolerance", f"the tolerance {match['tolerance']} is negative", "Write 42 ± 0.5.")
            return None
        if match["percent"]:
            tolerance = abs(value) * tolerance / 100
        return Numeric(**header, value=value, tolerance=tolerance, unit=unit1 or unit2, written=written)

    def _ordering(self, parts: _Parts, header: _Header) -> Question | None:
        tokens = parts.named["order"]
        span = parts.named_at["order"]
        items = _list_items(tokens)
        if tokens and (not items or tokens[0].type != "ordered_list_open"):
            self._error(
                span,
                "order-not-a-list",
                "the order is not a numbered list",
                "Write the items in the right order: 1. First",
            )
        if len(items) < 2:
            if items or not tokens:
                self._error(span, "order-too-short", "an order needs at least two items", "Add the other steps.")
            return None
        texts = tuple(self._item_prose(item) for item in items)
        self._report_repeats(span, [text.text for text in texts], "duplicate-item", "these two items read the same")
        return Ordering(**header, items=texts)

    def _matching(self, parts: _Parts, header: _Header) -> Question | None:
        tokens = parts.named["match"]
        span = parts.named_at["match"]
        table = next((token for token in tokens if token.type == "table"), None)
        rows = _table_rows(table) if table else []
        if not rows or len(rows[0]) != 2:
            self._error(
                span,
                "match-not-a-table",
                "the pairs are not a table of two columns",
                "Write | Left | Right | with a row for each pair.",
            )
            return None
        columns, *pairs = rows
        decoys = tuple(right for left, right in pairs if not left.text and right.text)
        whole = tuple((left, right) for left, right in pairs if left.text and right.text)
        for left, right in pairs:
            if left.text and not right.text:
                self._error(
                    span,
                    "match-half-empty",
                    f"{left.text[:40]!r} has nothing to be matched with",
                    "Fill the second column; only the first may be empty, for a decoy.",
                )
        if len(whole) < 2:
            self._error(span, "match-too-short", "matching needs at least two pairs", "Add the other pairs.")
            return None
        self._report_repeats(
            span, [left.text for left, _ in whole], "duplicate-item", "two rows have the same left side"
        )
        self._report_repeats(
            span,
            [right.text for _, right in whole] + [decoy.text for decoy in decoys],
            "duplicate-item",
            "two rows have the same right side",
        )
        return Matching(**header, columns=(columns[0], columns[1]), pairs=whole, decoys=decoys)

    def _report_repeats(self, span: Span, texts: Sequence[str], code: str, message: str) -> None:
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            self._error(span, code, f"{message}: {text[:40]!r}", "Make each different: only one place can be right.")

    def _error(self, span: Span, code: str, message: str, help: str) -> None:
        self.diagnostics.append(error(span, code, message, help))

    def _span(self, token: Token) -> Span:
        return Span(self.path, token.map[0] if token.map else 0)

    def _prose(self, tokens: Sequence[Token]) -> Prose:
        return markdown.prose(tokens, block_source(tokens, self.lines))

    def _item_prose(self, item: Sequence[Token]) -> Prose:
        """Return the text of a list item: inline when it is one paragraph."""
        inner = item[1:-1]
        if len(inner) == 3 and inner[0].type == "paragraph_open":
            return markdown.prose(inner[1:2], inline_source(inner[1]))
        return markdown.prose(inner, item_source(item, self.lines))


# --- tokens ---------------------------------------------------------------------------------------------------------


def _end(tokens: Sequence[Token], at: int) -> int:
    """Return the index after the block that begins at `at`."""
    depth = 0
    for i in range(at, len(tokens)):
        depth += tokens[i].nesting
        if depth <= 0:
            return i + 1
    return len(tokens)


def _is_task_list(token: Token, tokens: Sequence[Token], at: int, end: int) -> bool:
    return token.type in ("bullet_list_open", "ordered_list_open") and any(
        inner.type == "list_item_open" and inner.level == token.level + 1 and "checked" in inner.meta
        for inner in tokens[at:end]
    )


def _list_items(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Return the items of the first list among the tokens, each with its opening and closing token."""
    start = next((i for i, token in enumerate(tokens) if token.type in ("bullet_list_open", "ordered_list_open")), None)
    if start is None:
        return []
    items = []
    at, end = start + 1, _end(tokens, start) - 1
    while at < end:
        item_end = _end(tokens, at)
        items.append(tokens[at:item_end])
        at = item_end
    return items


def _take_marks(item: Sequence[Token]) -> int:
    """Take `(2)` off the end of a marking point and return its number, 1 if it has none."""
    inline = next((token for token in reversed(item) if token.type == "inline"), None)
    last = inline.children[-1] if inline and inline.children else None
    if last is None or last.type != "text":
        return 1
    last.content, marks = _split_marks(last.content)
    return marks


def _split_marks(text: str) -> tuple[str, int]:
    """Return a text without `(2)` at its end, and that number, 1 where there is none."""
    before, bracket, number = text.rstrip().rpartition("(")
    if bracket and re.fullmatch(r"\d{1,3}\)", number):
        return before.rstrip(), int(number[:-1])
    return text, 1


def _table_rows(table: Token) -> list[list[Prose]]:
    rows: list[list[Prose]] = []
    children = table.children or []
    for i, token in enumerate(children):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(markdown.prose([children[i + 1]], inline_source(children[i + 1])))
    return rows


def keeps_place(text: str) -> bool:
    """Tell whether a choice says that it makes sense only where it stands."""
    lower = text.lower()
    return ("of" in lower or "above" in lower) and _PLACE_NAMED.search(text) is not None


def silences(comment: Token, path: str, word: str = "check-ignore") -> Iterator[Silence]:
    """Yield the rules that `<!-- check-ignore: a, b: why -->` names."""
    if match := re.fullmatch(rf"{word}:\s*([^:]*?)\s*(?::\s*(.*))?", comment.content, re.S):
        span = Span(path, comment.map[0] if comment.map else 0)
        for name in filter(None, map(str.strip, match[1].split(","))):
            yield Silence(name, " ".join((match[2] or "").split()), span)
