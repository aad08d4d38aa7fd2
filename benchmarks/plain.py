"""Foreign banks read in the plainest way that can be: to count, and to hold what an import made against what stands there.

Nothing here is shared with `lecprep.importers`. A reader takes the text of a file and gives a `Plain` for each question.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.etree import ElementTree


@dataclass(frozen=True)
class Plain:
    """A question as it stands in its file: the line it begins on, its stem, its choices, and whatever else it says.

    A choice is its text, whether it is right, and what is said of it. Other answers are among `said`.
    """

    line: int
    stem: str
    choices: tuple[tuple[str, bool, str], ...] = ()
    said: tuple[str, ...] = ()


Reader: TypeAlias = Callable[[str], Iterator[Plain]]


def bare(text: str) -> str:
    """Return the letters and digits of a text that may be HTML or Markdown: what must be there whatever it is written in."""
    text = re.sub(r"\]\([^)\s]*\)|\[\[\d+\]\]", "]", text)  # where a picture lies, which word belongs into a gap
    text = re.sub(r"<!--.*?-->|</?[A-Za-z][^<>]*>", " ", text, flags=re.S)
    return letters(html.unescape(text))


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def is_in(wanted: str, found: str) -> bool:
    """Tell whether the letters of one text come in another, in their order: it may say more, but not less."""
    rest = iter(letters(found))
    return all(letter in rest for letter in bare(wanted))


def moodle(text: str) -> Iterator[Plain]:
    """Yield the questions of Moodle XML; categories and descriptions ask nothing."""
    xml = re.sub(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w*);", lambda m: html.unescape(m[0]), text)
    places = [
        m.start()
        for m in re.finditer(r"<question\b", re.sub(r"<!--.*?-->", lambda m: " " * len(m[0]), xml, flags=re.S))
    ]
    for at, element in zip(places, ElementTree.fromstring(xml.encode()).iter("question"), strict=True):
        kind = element.get("type", "")
        if kind in ("category", "description"):
            continue
        get = element.findtext
        answers = [
            (a.findtext("text") or "", float(a.get("fraction") or 0), a.findtext("feedback/text") or "")
            for a in element.findall("answer")
        ]
        said = [get("generalfeedback/text") or "", *(hint.findtext("text") or "" for hint in element.findall("hint"))]
        choices: tuple[tuple[str, bool, str], ...] = ()
        if kind in ("multichoice", "truefalse"):
            most = max((worth for _, worth, _ in answers), default=0)
            is_single = kind == "truefalse" or (get("single") or "true").strip() in ("true", "1")
            choices = tuple((t, worth > 0 and (worth >= most or not is_single), f) for t, worth, f in answers)
        else:
            said += [part for t, worth, f in answers for part in (t if worth > 0 else "", f)]
        for pair in element.findall("subquestion"):
            said += [pair.findtext("text") or "", pair.findtext("answer/text") or ""]
        yield Plain(xml.count("\n", 0, at) + 1, get("questiontext/text") or "", choices, tuple(said))


def gift(text: str) -> Iterator[Plain]:
    """Yield the questions of GIFT: texts with braces, up to a blank line or the next title."""
    text = re.sub(r"^[ \t]*//.*$", "\u200b", text, flags=re.M)  # a comment is no blank line
    text = re.sub(r"^\$CATEGORY.*$", "", text, flags=re.M)
    braces = list(re.finditer(r"(?<!\\)\{((?:\\.|[^}\\])*)\}", text, re.S))
    end = 0
    for i, brace in enumerate(braces):
        between = text[end : brace.start()]
        end = brace.end()
        if i and between.strip() and not re.search(r"\n[ \t]*\n|^::", between, re.M):
            continue  # another blank of the same text
        lead = re.split(r"\n[ \t]*\n", between.rstrip())[-1]
        line = text.count("\n", 0, brace.start() - len(lead.lstrip()) - (len(between) - len(between.rstrip()))) + 1
        stem = re.sub(r"^[\s\u200b]*::.*?(?<!\\)::", "", lead, count=1, flags=re.S)
        tail = re.split(r"\n[ \t]*\n|\n::|(?<!\\)\{", text[end:])[0]
        body, _, general = brace[1].partition("####")
        pieces = re.findall(r"(?<!\\)([=~])((?:\\.|[^=~\\])*)", body, re.S)
        answers = [
            (mark, *answer.groups())
            for mark, rest in pieces
            if rest.strip() and (answer := re.fullmatch(r"\s*(?:%(-?[\d.]+)%)?(.*?)(?:(?<!\\)#(.*))?", rest, re.S))
        ]
        is_choice = any(mark == "~" for mark, *_ in answers)
        choices = tuple(
            (
                _ungift(words),
                mark == "=" or (float(worth or 0) > 0 and all(m == "~" for m, *_ in answers)),
                _ungift(more or ""),
            )
            for mark, worth, words, more in answers
        )
        said = [general] if is_choice else [general, *(part for words, _, more in choices for part in (words, more))]
        yield Plain(line, _ungift(f"{stem} {tail}"), choices if is_choice else (), tuple(map(_ungift, said)))


def _ungift(text: str) -> str:
    text = re.sub(r"^\s*\[(?:html|markdown|plain|moodle)\]", "", text)
    return re.sub(r"\\([~=#{}:\\])", r"\1", text.replace(r"\n", "\n")).replace("->", " ")


def aiken(text: str) -> Iterator[Plain]:
    """Yield the questions of Aiken: all between one `ANSWER:` and the next."""
    line = 1
    for block, key in re.findall(r"(.*?)^\s*ANSWER\s*:\s*([A-Z, ]+?)\s*$", text, re.S | re.M | re.I):
        stem, *options = re.split(r"^\s*([A-Z])[.)]\s+", block, flags=re.M)
        choices = tuple((words, letter in key, "") for letter, words in zip(options[::2], options[1::2], strict=True))
        yield Plain(line + block.count("\n", 0, len(block) - len(block.lstrip())), stem, choices)
        line += block.count("\n") + 1


def mdquiz(text: str) -> Iterator[Plain]:
    """Yield the question of a file of mdquiz."""
    front = re.search(r"^question:[ \t]*(.*(?:\n[ \t]+.*)*)", text, re.M)
    stem = re.sub(r"^['\"|>+-]+|['\"]$", "", front[1].strip()) if front else ""
    more = re.search(r"^documentation:[ \t]*(.*)$", text, re.M)
    choices = _boxes(text.split("\n---", 1)[-1])
    yield Plain(2, stem.replace('\\"', '"').replace("''", "'"), choices, (more[1],) if more else ())


def mdbook_quiz(text: str) -> Iterator[Plain]:
    """Yield the questions of a quiz of mdbook-quiz."""
    lines = [text.count("\n", 0, match.start(1)) + 1 for match in re.finditer(r"^\s*(\[\[\s*questions)", text, re.M)]
    for line, entry in zip(lines, tomllib.loads(text)["questions"], strict=True):
        prompt, answer = entry.get("prompt", {}), entry.get("answer", {})
        # Code in a choice is lines of code, of no language; `ide` is none.
        right, wrong = (
            [re.sub(r"^[ ]*```\w*", "", words, flags=re.M) for words in _many(value)]
            for value in (answer.get("answer"), prompt.get("distractors"))
        )
        said = [entry.get("context", ""), prompt.get("program", ""), answer.get("stdout", "")]
        choices = tuple((words, words in right, "") for words in (*right, *wrong)) if wrong else ()
        said += [] if wrong else [*right, *_many(answer.get("alternatives"))]
        yield Plain(line, prompt.get("prompt", "").replace("```ide", "```"), choices, tuple(said))


def _many(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value] if value else []


def mkdocs_quiz(text: str) -> Iterator[Plain]:
    """Yield the quizzes of a page, outside of code."""
    fence = r"^[ ]*(`{3,}|~{3,}).*?^[ ]*\1[`~]*[ \t]*$"
    for match in re.finditer(rf"{fence}|^[ \t]*<\??quiz\??>[ \t]*\n(?P<quiz>.*?)^\s*<\??/quiz\??>", text, re.S | re.M):
        if match["quiz"] is None:
            continue
        quiz = match["quiz"]
        line = text.count("\n", 0, match.start("quiz"))
        if re.search(r"^\s*[-*] \[[ xX]?\]", quiz, re.M):
            stem, *lines = re.split(r"^(?=[ \t]*[-*] \[[ xX]?\])|\n", quiz, flags=re.M)
            while lines and not re.match(r"[ \t]*[-*] \[[ xX]?\]", lines[0]):
                stem += f"\n{lines.pop(0)}"
            choices: list[tuple[str, bool, str]] = []
            while lines and (box := re.match(r"[ \t]*[-*] \[([ xX]?)\](.*)|[ \t]*(?:>(.*))?$", lines[0])):
                if box[2] is not None:
                    choices.append((box[2], box[1] in ("x", "X"), ""))
                elif box[3]:
                    choices[-1] = (*choices[-1][:2], f"{choices[-1][2]} {box[3]}")
                lines.pop(0)
            yield Plain(line, stem, tuple(choices), ("\n".join(lines),))
        elif options := re.findall(r"^\s*answer(-correct)?:[ \t]*(.*)$", quiz, re.M):
            stem = re.search(r"question:(.*)", quiz)
            yield Plain(line, stem[1] if stem else "", tuple((words, bool(right), "") for right, words in options))
        else:
            yield Plain(
                line,
                re.sub(r"\[\[.*?\]\]|\n\s*---\s*\n.*", " ", quiz, flags=re.S),
                (),
                tuple(re.findall(r"\[\[(.*?)\]\]", quiz)),
            )


def _boxes(text: str) -> tuple[tuple[str, bool, str], ...]:
    """Return each box with what follows it up to a blank line, and what is said of it in quotations."""
    box = r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+\["
    found = re.findall(rf"^{box}([ xX])\][ \t]*(.*(?:\n(?![ \t]*\n|{box}).*)*)", text, re.M)
    code = r"^[ \t]*```[ \t]*\w*"  # code in a choice is lines of code, of no language
    return tuple(
        (
            re.sub(rf"^[ \t]*>.*$|{code}", "", words, flags=re.M),
            tick != " ",
            " ".join(re.findall(r"^[ \t]*>(.*)$", words, re.M)),
        )
        for tick, words in found
    )


READERS: Mapping[str, Reader] = {
    "moodle": moodle,
    "gift": gift,
    "aiken": aiken,
    "mdquiz": mdquiz,
    "mdbook-quiz": mdbook_quiz,
    "mkdocs-quiz": mkdocs_quiz,
}
