r"""GIFT to drafts: https://docs.moodle.org/en/GIFT_format.

Blank lines divide questions; `// [id:…] [tag:…]` above one names it; `\` escapes what GIFT uses. Text is HTML, Markdown or
plain, as `[html]`, `[markdown]`, `[plain]` or `[moodle]` before it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Draft, Number, Written
from lecprep.importers.base import (
    LONGEST_QUESTION,
    NOT_A_QUESTION,
    Foreign,
    Ids,
    Imported,
    Notes,
    lectures_of,
    level_and_topics,
    only_lecture,
)
from lecprep.importers.rich import Rich, choices, length, marks_of, pairs, typed, written

_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.I)
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d*)?)%")
_ESCAPED = re.compile(r"\\(.)", re.S)
_META = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.){0,500})\]")
_NUMBER = re.compile(r"\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*(?:(:|\.\.)\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?))?\s*$")
_SEVERAL = "it has several places to answer"
_BLANK = "_____"
# What our export sets between a model answer and the explanation.
_LINE = re.compile(r"^\*\*\*$", re.M)


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of GIFT files: a lecture for each category that has some."""
    notes, ids = Notes(), Ids()
    rich = Rich(notes)
    groups: dict[str, list[Draft]] = {}
    for file in files:
        title = only_lecture([file])
        for block in _with_answers(_blocks(file.text())):
            if (category := _category(block.text)) is not None:
                title = category or title
                continue
            reader = _Question(file, block, rich, ids)
            if draft := reader.read():
                groups.setdefault(title, []).append(draft)
    if not groups and not notes.found:
        raise files[0].refused("there is no question in it that reads as GIFT")
    return Imported(lectures_of(groups), rich.images, tuple(notes.found), notes.left_out)


@dataclass(frozen=True)
class _Block:
    text: str
    line: int
    id: str
    tags: tuple[str, ...]


def _blocks(text: str) -> Iterator[_Block]:
    """Yield what stands between blank lines, outside of braces, without its comments."""
    lines: list[str] = []
    first, found_id, tags = 0, "", []
    depth = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if not line and not lines:
            continue
        if line.lstrip().startswith("//") and depth == 0:
            for key, value in _META.findall(line[:2_000]):
                if key == "id":
                    found_id = _unescaped(value)
                else:
                    tags.append(_unescaped(value))
            continue
        if line.lstrip().startswith("//"):
            continue
        starts_anew = line.startswith("::") and "".join(lines).rstrip().endswith("}") and depth <= 0
        if (not line.strip() and depth <= 0) or starts_anew or line.startswith("$CATEGORY:"):
            if lines:
                yield _Block("\n".join(lines), first, found_id, tuple(tags))
                lines, found_id, tags = [], "", []
            depth = 0
        if not line.strip() and not lines:
            continue
        if line.startswith("$CATEGORY:"):
            yield _Block(line, number, "", ())
            continue
        first = first if lines else number
        lines.append(line)
        bare = _ESCAPED.sub("", line)
        depth += bare.count("{") - bare.count("}")
        if depth > 0 and not line.strip() and number - first > 400:
            depth = 0  # a brace that is never closed must not swallow the rest
    if lines:
        yield _Block("\n".join(lines), first, found_id, tuple(tags))


def _with_answers(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Yield blocks, a question and its braces as one where people left a line between them."""
    waiting: _Block | None = None
    for block in blocks:
        if waiting and block.text.lstrip().startswith("{"):
            block, waiting = replace(waiting, text=f"{waiting.text}\n{block.text}"), None
        elif waiting:
            yield waiting
            waiting = None
        if _find(block.text, "{") < 0 and not block.text.startswith("$CATEGORY:"):
            waiting = block
        else:
            yield block
    if waiting:
        yield waiting


def _category(text: str) -> str | None:
    if not text.startswith("$CATEGORY:"):
        return None
    steps = re.split(r"(?<!/)/(?!/)", text.removeprefix("$CATEGORY:").strip())
    return _unescaped(steps[-1].replace("//", "/").strip()).removeprefix("$course$") if steps else ""


class _Question:
    def __init__(self, file: Foreign, block: _Block, rich: Rich, ids: Ids) -> None:
        self._block = block
        self._span = Span(file.name, block.line)
        self._rich = rich
        self._ids = ids
        self._name = ""
        self._said = ""  # of single answers

    def read(self) -> Draft | None:
        text = self._block.text.strip()
        name = ""
        if len(text) > LONGEST_QUESTION and length(_unescaped(text)) > LONGEST_QUESTION:
            why = f"it has more than {LONGEST_QUESTION:,} characters"
            self._rich.notes.leave_out(self._span, " ".join(text[:60].split()), why)
            return None
        if text.startswith("::") and (end := _find(text, "::", 2)) >= 0:
            name, text = _unescaped(text[2:end]).strip(), text[end + 2 :]
        opening = _find(text, "{")
        form = match[1].lower() if (match := _FORMAT.match(text)) else "moodle"
        text_from = match.end() if match else 0
        words = re.sub(r"<[^>]*>", " ", _unescaped(text[text_from : opening if opening >= 0 else len(text)]))
        self._name = name or " ".join(words.split())[:60]
        if opening < 0:
            self._rich.notes.add(self._span, self._name, NOT_A_QUESTION, "it asks nothing, and is left out")
            return None
        closing = _find(text, "}", opening + 1)
        if closing < 0:
            self._rich.notes.leave_out(self._span, self._name, "its answers never end: a } is missing")
            return None
        before, inner, after = text[text_from:opening], text[opening + 1 : closing], text[closing + 1 :]
        if _find(after, "{") >= 0:
            is_cloze = re.search(r"\{\d*:[A-Z]{1,2}", text)
            why = "it is a text with gaps, as Moodle's cloze questions are, and GIFT has none" if is_cloze else _SEVERAL
            self._rich.notes.leave_out(self._span, self._name, why)
            return None
        self._rich.about(self._span, self._name)
        stem = before + (f" {_BLANK} {after.lstrip()}" if after.strip() else "")
        stem, stem_form = self._formed(stem, form)
        stem, hints = self._rich.hints(stem, stem_form)
        prompt = self._rich.blocks(stem, stem_form)
        inner, explanation = self._feedback(inner, form)
        body = self._body(inner, form)
        if body is None:
            return None
        if isinstance(body, Written):
            *answer, last = _LINE.split(explanation)
            explanation = last.strip() if answer else ""
            body = written("***".join(answer or [last]).strip(), self._rich)
        prompt, body = self._rich.restored(prompt, body, stem, stem_form)
        self._rich.notes.other_tags(self._span.path, self._block.tags)
        level, topics = level_and_topics(self._block.tags)
        own_id = self._ids.of(self._block.id, name or words)
        return Draft(
            id=own_id,
            prompt=prompt,
            body=body,
            hints=hints,
            label=self._rich.label(name, prompt),
            explanation="\n\n".join(filter(None, (explanation, self._said))),
            marks=marks_of(body, 1),
            level=level,
            topics=topics,
            span=self._span,
        )

    def _feedback(self, inner: str, form: str) -> tuple[str, str]:
        at = _find(inner, "####")
        if at < 0:
            return inner, ""
        return inner[:at], self._markdown(inner[at + 4 :], form)

    def _body(self, inner: str, form: str) -> Body | None:
        text = inner.strip()
        if not text:
            return Written("")
        if match := re.match(r"(TRUE|FALSE|T|F)\s*(?=#|$)", text, re.I):
            return self._truth(match[1].upper().startswith("T"), text[match.end() :], form)
        if text.startswith("#"):
            return self._number(text[1:], form)
        answers = list(_answers(text))
        if not answers:
            self._rich.notes.leave_out(self._span, self._name, "its answer does not read as any of GIFT's kinds")
            return None
        if all(mark == "=" and _find(answer, "->") >= 0 for mark, answer in answers):
            return self._pairs(answers, form)
        weights = [_weight(answer) for _, answer in answers]
        if all(mark == "=" for mark, _ in answers):
            return self._typed(answers, weights, form)
        return self._choices(answers, weights, form)

    def _truth(self, is_true: bool, rest: str, form: str) -> Body:
        parts = [part for part in _split(rest, "#") if part.strip()]
        wrong = self._markdown(parts[0], form) if parts else ""
        right = self._markdown(parts[1], form) if len(parts) > 1 else ""
        return choices(
            [("True", is_true, right if is_true else wrong), ("False", not is_true, wrong if is_true else right)],
            keep_order=True,
        )

    def _number(self, text: str, form: str) -> Body | None:
        options = list(_answers(text)) or [("=", text)]
        best = next(((m, a) for m, a in options if m == "=" and (_weight(a) in (None, 100))), options[0])
        answer = _without_weight(best[1])
        answer = next(iter(_split(answer, "#")), "")
        match = _NUMBER.match(_unescaped(answer))
        if not match:
            self._rich.notes.leave_out(self._span, self._name, f"{answer.strip()[:40]!r} is no number")
            return None
        if len(options) > 1:
            self._rich.lost("the numbers for a part of the marks", "a number is right or wrong here")
        self._said = self._rich.said_of([self._taken_apart(answer, form) for _, answer in options])
        return Number(_range(match[1], match[2], match[3]))

    def _typed(self, answers: Sequence[tuple[str, str]], weights: Sequence[float | None], form: str) -> Body | None:
        texts = []
        for (_, answer), weight in zip(answers, weights, strict=True):
            text = _FORMAT.sub("", _split(_without_weight(answer), "#")[0], count=1)
            if weight is not None and 0 < weight < 100:
                self._rich.lost(
                    f"the answer {_unescaped(text).strip()[:40]!r}",
                    f"it earns only {weight:g} %; an answer is right or wrong here",
                )
            elif weight is None or weight > 0:
                texts.append(_unescaped(text))
        self._said = self._rich.said_of([self._taken_apart(answer, form) for _, answer in answers])
        return typed(texts, self._rich)

    def _taken_apart(self, answer: str, form: str, *, weighed: bool = True) -> tuple[str, str]:
        """Return an answer as plain text, and what is said of it as Markdown."""
        text, *more = _split(_without_weight(answer) if weighed else answer, "#")
        return _unescaped(_FORMAT.sub("", text, count=1)).strip(), self._markdown("#".join(more), form)

    def _pairs(self, answers: Sequence[tuple[str, str]], form: str) -> Body:
        rows, said = [], []
        for _, answer in answers:
            at = _find(answer, "->")
            right, feedback = self._taken_apart(answer[at + 2 :], form, weighed=False)
            rows.append((self._cell(answer[:at], form), self._rich.plain_cell(right)))
            said.append((f"{_unescaped(answer[:at]).strip()} → {right}", feedback))
        self._said = self._rich.said_of(said)
        return pairs(rows)

    def _choices(self, answers: Sequence[tuple[str, str]], weights: Sequence[float | None], form: str) -> Body:
        any_right = any(mark == "=" for mark, _ in answers)
        options = []
        for (mark, answer), weight in zip(answers, weights, strict=True):
            text, *feedback = _split(_without_weight(answer), "#")
            is_right = mark == "=" or (weight is not None and weight > 0 and not any_right)
            if weight is not None and 0 < weight < 100 and any_right:
                self._rich.lost(
                    f"{weight:g} % of the marks for a choice", "beside a right one, a choice is right or wrong here"
                )
            options.append((self._line(text, form), is_right, self._markdown("#".join(feedback), form)))
        positive = [w for w in weights if w is not None and w > 0]
        is_multiple = not any_right and (
            len(positive) != 1 or positive[0] < 100 or any(w is not None and w < 0 for w in weights)
        )
        return choices(options, is_multiple=is_multiple)

    def _markdown(self, text: str, form: str) -> str:
        return self._rich.blocks(*self._formed(text, form))

    def _line(self, text: str, form: str) -> str:
        return self._rich.line(*self._formed(text, form))

    def _cell(self, text: str, form: str) -> str:
        return self._rich.cell(*self._formed(text, form))

    def _formed(self, text: str, form: str) -> tuple[str, str]:
        if match := _FORMAT.match(text):
            form, text = match[1].lower(), text[match.end() :]
        return _unescaped(text).strip(), form


def _answers(text: str) -> Iterator[tuple[str, str]]:
    """Yield each answer with its mark, `=` or `~`."""
    at = next((i for i in _bare(text) if text[i] in "=~"), -1)
    while at >= 0:
        end = next((i for i in _bare(text, at + 1) if text[i] in "=~"), len(text))
        if answer := text[at + 1 : end].strip():  # people write `~=` for a right one among wrong ones
            yield text[at], answer
        at = end if end < len(text) else -1


def _bare(text: str, start: int = 0) -> Iterator[int]:
    """Yield the places of a text that no backslash escapes."""
    i = start
    while i < len(text):
        if text[i] == "\\":
            i += 2
            continue
        yield i
        i += 1


def _find(text: str, sign: str, start: int = 0) -> int:
    """Return where a sign stands that nothing escapes, or -1."""
    at = text.find(sign, start)
    while at >= 0 and _is_escaped(text, at, start):
        at = text.find(sign, at + 1)
    return at


def _is_escaped(text: str, at: int, start: int) -> bool:
    first = at
    while first > start and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _split(text: str, sign: str) -> list[str]:
    parts, at = [], 0
    for i in _bare(text):
        if text[i] == sign:
            parts.append(text[at:i])
            at = i + 1
    return [*parts, text[at:]]


def _weight(answer: str) -> float | None:
    match = _WEIGHT.match(answer)
    return float(match[1]) if match else None


def _without_weight(answer: str) -> str:
    match = _WEIGHT.match(answer)
    return answer[match.end() :] if match else answer


def _range(first: str, sign: str | None, second: str | None) -> str:
    """Return a number with its tolerance, `1:0.5` or `0.5..1.5`, as we write it."""
    from decimal import Decimal

    if not sign or second is None:
        return first
    a, b = Decimal(first), Decimal(second)
    value, tolerance = (a, b) if sign == ":" else ((a + b) / 2, abs(b - a) / 2)
    return f"{value:f} ± {tolerance:f}" if tolerance else f"{value:f}"


def _unescaped(text: str) -> str:
    r"""Return a text without the backslashes that GIFT needs; `\n` is a line break."""

    def sign(match: re.Match[str]) -> str:
        c = match[1]
        return "\n" if c == "n" else c if c in "~=#{}:\\" else match[0]

    return _ESCAPED.sub(sign, text)
