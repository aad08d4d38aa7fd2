"""Quizzes of mdbook-quiz, which are TOML: https://github.com/cognitive-engineering-lab/mdbook-quiz."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from lecprep.diagnostics import Span
from lecprep.drafts import Body, Choices, Draft
from lecprep.importers.base import Foreign, Ids, Imported, Notes, lectures_of, only_lecture
from lecprep.importers.rich import Rich, choices, typed

DEEPEST = 4  # of what a question holds
_OWN_CODE = re.compile(
    r"^(?P<fence>[ ]{0,3}(?P<ticks>`{3,}))(?P<plugin>ide|aquascope)\b.*\n(?P<code>(?:(?![ ]{0,3}(?P=ticks)).*\n)*)",
    re.M,
)
_MARK = re.compile(r"`[\[({](.{0,500}?)[\])}]`")
_DOES_NOT_COMPILE = "It does not compile"


def read(files: Sequence[Foreign]) -> Imported:
    """Return the questions of quizzes, a lecture for each file."""
    notes, ids = Notes(), Ids()
    rich = Rich(notes)
    groups: dict[str, list[Draft]] = {}
    for file in files:
        text = file.text()
        try:
            quiz = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            raise file.refused(f"this is not TOML that can be read: {problem}") from None
        questions = quiz.get("questions")
        if not isinstance(questions, list) or not all(isinstance(question, dict) for question in questions):
            raise file.refused("this is no quiz of mdbook-quiz: it has no [[questions]]")
        lines = [n for n, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*questions\s*\]\]", line)]
        contexts = quiz.get("multipart") or {}
        for i, entry in enumerate(questions):
            span = Span(file.name, lines[i] if i < len(lines) else 0)
            if entry.get("promptExplanation") is True:
                notes.aside(file.name, "that some answers must be explained", "only model answers are written out here")
            if draft := _draft(entry, contexts if isinstance(contexts, dict) else {}, span, rich, ids):
                groups.setdefault(only_lecture([file]), []).append(draft)
    return Imported(lectures_of(groups), rich.images, tuple(notes.found), notes.left_out)


def _draft(entry: Mapping[str, Any], contexts: Mapping[str, Any], span: Span, rich: Rich, ids: Ids) -> Draft | None:
    words = _text(_table(entry.get("prompt")).get("prompt")) or "What does this program print?"
    rich.about(span, " ".join(words.split())[:60])
    entry = _with_our_code(entry, rich)
    prompt, answer = _table(entry.get("prompt")), _table(entry.get("answer"))
    words = _text(prompt.get("prompt")) or words
    text = rich.markdown(words)
    if shared := _with_our_code(_text(contexts.get(_text(entry.get("multipart")))), rich):
        text = f"{rich.markdown(shared)}\n\n{text}"
    explanation = rich.markdown(_text(entry.get("context")))
    body: Body | None
    match entry.get("type"):
        case "MultipleChoice":
            body = _choices(prompt, answer, rich)
        case "ShortAnswer":
            body = typed([_plain(a) for a in (answer.get("answer"), *_list(answer.get("alternatives")))], rich)
        case "Tracing":
            text = "\n\n".join(filter(None, (text, _fence(_text(prompt.get("program")), "rust no-check"))))
            body, explanation = _tracing(answer, explanation, rich)
        case kind:
            rich.leave_out(f"lecprep has no kind of question like {str(kind)[:40]!r}")
            return None
    if body is None:
        return None
    return Draft(id=ids.of(_text(entry.get("id")), words), prompt=text, body=body, explanation=explanation, span=span)


def _with_our_code(value: Any, rich: Rich, depth: int = 0) -> Any:
    """Return a table in which code of the book's own plugins is Rust, without its marks and the lines that it hides."""
    if isinstance(value, dict) and depth < DEEPEST:
        return {key: _with_our_code(each, rich, depth + 1) for key, each in value.items()}
    if isinstance(value, list) and depth < DEEPEST:
        return [_with_our_code(each, rich, depth + 1) for each in value]
    if not isinstance(value, str):
        return value

    def rust(match: re.Match[str]) -> str:
        code = _MARK.sub(r"\1", match["code"])
        if match["plugin"] == "aquascope":
            rich.lost("the diagram of a program", "aquascope draws it; add a picture in its place")
            code = re.sub(r"^#(?!!?\[).*\n", "", code, flags=re.M)
        elif code != match["code"]:
            rich.lost("the marks on parts of the code", "code has none here; what is marked must be said")
        return f"{match['fence']}rust\n{code}"

    return _OWN_CODE.sub(rust, value)


def _choices(prompt: Mapping[str, Any], answer: Mapping[str, Any], rich: Rich) -> Choices | None:
    given = answer.get("answer")
    right = [_text(text) for text in (given if isinstance(given, list) else [given])]
    wrong = [_text(text) for text in _list(prompt.get("distractors"))]
    options = [(rich.line(text, "markdown"), True, "") for text in right if text]
    others = [(rich.line(text, "markdown"), False, "") for text in wrong if text]
    index = prompt.get("answerIndex")
    if isinstance(index, int) and 0 <= index <= len(others):
        ordered = [*others[:index], *options, *others[index:]]
        return choices(ordered, is_multiple=isinstance(given, list), keep_order=True)
    if prompt.get("sortAnswers") is True:
        return choices(sorted([*options, *others]), is_multiple=isinstance(given, list), keep_order=True)
    # They are shuffled anyway, and the right one should not always stand first in the file.
    at = sum(map(ord, "".join(right))) % (len(others) + 1)
    return choices([*others[:at], *options, *others[at:]], is_multiple=isinstance(given, list))


def _tracing(answer: Mapping[str, Any], explanation: str, rich: Rich) -> tuple[Body | None, str]:
    """Return what a program prints as a typed answer; one line is what can be typed."""
    if answer.get("doesCompile") is False:
        line = answer.get("lineNumber")
        found = f"{_DOES_NOT_COMPILE}{f': the error is on line {line}' if isinstance(line, int) else ''}."
        return _compiles(False), f"{found}\n\n{explanation}".strip()
    printed = _text(answer.get("stdout")).strip("\n")
    if not printed.strip():
        return _compiles(True), explanation
    if "\n" in printed:
        shown = f"It prints:\n\n{_fence(printed, '')}"
        return typed([_plain(" ".join(printed.split()))], rich), f"{shown}\n\n{explanation}".strip()
    return typed([_plain(printed)], rich), explanation


def _compiles(truth: bool) -> Choices:
    return choices([("It compiles and runs", truth, ""), (_DOES_NOT_COMPILE, not truth, "")], keep_order=True)


def _fence(text: str, info: str) -> str:
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}{info}\n{text.strip(chr(10))}\n{ticks}" if text.strip() else ""


def _plain(value: object) -> str:
    """Return an answer in which a star is a star."""
    return _text(value).replace("*", r"\*")


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
