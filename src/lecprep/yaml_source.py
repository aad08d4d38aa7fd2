"""YAML as the author typed it: a tree of texts, lists and mappings in which everything knows its line and column.

Nothing is converted: `14.10`, `No`, `12:30` and `2027-01-20` are texts, and what they mean is for `settings` to say.
Tags, anchors, aliases, merge keys and repeated keys are mistakes here. Size, depth and number of values are bounded
while the parser runs, so that neither of PyYAML's loaders is ever given what would crash it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from lecprep.diagnostics import Diagnostic, Span, error, warning
from lecprep.model import with_plain_ends
from lecprep.tuples import NamedTuple

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

DEEPEST: Final = 20
MOST_EVENTS: Final = 50_000  # the parser's unit: a text, or the beginning or end of a list or mapping
MOST_PROBLEMS: Final = 100
LONGEST_QUOTE: Final = 40


class YamlText(NamedTuple):
    """A key or value, exactly as typed but for its quotation marks and escapes."""

    span: Span
    text: str


class YamlList(NamedTuple):
    """A list, in either of YAML's two ways of writing one."""

    span: Span
    items: tuple[YamlNode, ...]


class YamlMapping(NamedTuple):
    """Keys and values in the author's order; no key occurs twice."""

    span: Span
    entries: tuple[tuple[YamlText, YamlNode], ...]


class YamlUnusable(NamedTuple):
    """A value that has been reported already, so that nobody complains of it again."""

    span: Span


YamlNode: TypeAlias = YamlText | YamlList | YamlMapping | YamlUnusable


class Problems:
    """The mistakes found in one file, up to a bound: a hostile file can hold more than anybody wants to read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Diagnostic] = []
        self._left_out = 0

    @property
    def is_full(self) -> bool:
        """Whether further mistakes are only counted, and need not be worded with care."""
        return len(self._found) >= MOST_PROBLEMS

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a mistake, or count it when there are too many."""
        if self.is_full:
            self._left_out += 1
        else:
            self._found.append(diagnostic)

    def all(self) -> tuple[Diagnostic, ...]:
        """Return what was found, and how much was left out."""
        if not self._left_out:
            return tuple(self._found)
        message = f"there are {self._left_out:,} more problems in this file"
        advice = "Mend the first ones; the next run shows the others."
        return (*self._found, error(Span(self._path), "too-many-problems", message, advice))


def quote(text: str) -> str:
    """Return a text in quotation marks for a message: on one line, nothing invisible in it, shortened when long."""
    shown = _UNWELCOME.sub(_VISIBLE_SIGN, re.sub(r"\s+", " ", text[: LONGEST_QUOTE * 4]))
    is_long = len(shown) > LONGEST_QUOTE or len(text) > LONGEST_QUOTE * 4
    return f'"{shown[:LONGEST_QUOTE].rstrip()}…"' if is_long else f'"{shown}"'


def read_mapping(text: str, path: str, problems: Problems, *, first_line: int, largest: int) -> YamlMapping | None:
    """Return the keys and values of a YAML text, or None when it cannot be read at all; nothing is ever raised.

    `path` and `first_line` say where the text stands (lines count from 1), `largest` how many bytes it may have.
    Whatever is wrong goes to `problems`. A text that holds nothing, or only comments, is an empty mapping.
    """
    start = Span(path, first_line, 1)
    if len(text) > largest or len(text.encode("utf-8", "surrogatepass")) > largest:
        limit = f"{largest // 1024:,} KB"
        message = f"this YAML is larger than {limit}"
        problems.add(error(start, "yaml-too-large", message, "Keep only settings here, and text in the lectures."))
        return None
    text = with_plain_ends(text.removeprefix("\ufeff"))
    clean = _without_unwelcome(text, path, first_line, problems)
    if directive := re.search(r"^%", clean, re.MULTILINE):
        line = first_line + clean.count("\n", 0, directive.start())
        message = 'a line that begins with "%" is a command to YAML readers; none are allowed'
        advice = "Delete the line, or put the value that it belongs to in quotes."
        problems.add(error(Span(path, line, 1), "yaml-syntax", message, advice))
        return None
    root = _TreeBuilder(clean, path, first_line, problems, is_mended=clean is not text).build()
    match root:
        case YamlMapping():
            return root
        case None:
            return YamlMapping(start, ())
        case YamlText(text=""):
            return YamlMapping(root.span, ())
        case YamlText():
            _report_lone_text(root, problems)
        case YamlList():
            message = 'expected lines such as "title: …", found a list'
            problems.add(error(root.span, "yaml-not-a-mapping", message, 'Write a key before it, for example "tags:".'))
        case YamlUnusable():
            pass
    return None


def _report_lone_text(root: YamlText, problems: Problems) -> None:
    message = f'expected lines such as "title: …", found {quote(root.text)}'
    advice = 'Write a key, a colon, a space and the value: "title: Fine-tuning".'
    if near := re.match(r"([\w-]+):(\S.*)", root.text):
        advice = f"Write a space after the colon: {quote(f'{near[1]}: {near[2]}')}."
    problems.add(error(root.span, "yaml-not-a-mapping", message, advice))


# --- characters ----------------------------------------------------------------------------------------------------

# Control characters, halves of surrogate pairs, and the line ends (NEL, LS, PS) that YAML sees and editors do not show.
_VISIBLE_SIGN: Final = "\N{REPLACEMENT CHARACTER}"
_UNWELCOME: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def _without_unwelcome(text: str, path: str, first_line: int, problems: Problems) -> str:
    """Report characters that no author means to type, and put a visible sign in their place: columns stay."""

    def report(found: re.Match[str]) -> str:
        line_start = text.rfind("\n", 0, found.start()) + 1
        span = Span(path, first_line + text.count("\n", 0, found.start()), found.start() - line_start + 1)
        message = f"there is an invisible character here, U+{ord(found[0]):04X}"
        advice = "Delete it; it often comes with text copied from a PDF or a web page."
        problems.add(error(span, "yaml-control-character", message, advice))
        return _VISIBLE_SIGN

    if not _UNWELCOME.search(text):
        return text
    # Past the bound nothing is reported, so that a text full of them is not counted through again and again.
    return _UNWELCOME.sub(_VISIBLE_SIGN, _UNWELCOME.sub(report, text, count=MOST_PROBLEMS))


# --- the tree ------------------------------------------------------------------------------------------------------


class _Open:
    """A list or mapping of which the end has not come yet; `key` is the key that waits for its value."""

    def __init__(self, span: Span, *, is_mapping: bool, is_flow: bool, is_usable: bool) -> None:
        self.span = span
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.is_usable = is_usable
        self.items: list[YamlNode] = []
        self.entries: list[tuple[YamlText, YamlNode]] = []
        self.lines: dict[str, int] = {}
        self.key: YamlNode | None = None

    def closed(self) -> YamlNode:
        if not self.is_usable:
            return YamlUnusable(self.span)
        if self.is_mapping:
            return YamlMapping(self.span, tuple(self.entries))
        return YamlList(self.span, tuple(self.items))


class _TreeBuilder:
    """Makes nodes of the parser's events, one at a time and without recursion."""

    def __init__(self, text: str, path: str, first_line: int, problems: Problems, *, is_mended: bool) -> None:
        self.text = text
        self.is_mended = is_mended
        self.path = path
        self.first_line = first_line
        self.problems = problems
        self.open: list[_Open] = []
        self.root: YamlNode | None = None

    def build(self) -> YamlNode | None:
        """Return the root, None when there is nothing, or an unusable node when the end could not be reached."""
        import yaml

        documents = 0
        try:
            for count, event in enumerate(yaml.parse(self.text, Loader=_loader())):
                if count > MOST_EVENTS:
                    message = f"there are more than {MOST_EVENTS // 2:,} keys and values up to here"
                    advice = "Divide the course, or delete what is not needed."
                    return self._stop(event, "yaml-too-large", message, advice)
                match event:
                    case yaml.ScalarEvent():
                        self._scalar(event)
                    case yaml.CollectionStartEvent():
                        if len(self.open) >= DEEPEST:
                            message = f"lists and keys are nested more than {DEEPEST} deep"
                            advice = "No setting needs that: look for brackets that are never closed."
                            return self._stop(event, "yaml-too-deep", message, advice)
                        self._begin(event)
                    case yaml.CollectionEndEvent():
                        self._place(self.open.pop().closed())
                    case yaml.AliasEvent():
                        self._alias(event)
                    case yaml.DocumentStartEvent():
                        documents += 1
                        if documents > 1:
                            message = "a second YAML document begins here"
                            advice = 'Delete this line "---": all settings are one document.'
                            return self._stop(event, "yaml-syntax", message, advice)
        except yaml.MarkedYAMLError as problem:
            flow = self.open[-1].span if self.open and self.open[-1].is_flow else None
            self.problems.add(_Explainer(self.text, self.path, self.first_line, flow).explain(problem))
            return YamlUnusable(Span(self.path, self.first_line, 1))
        except Exception:  # PyYAML's loaders raise seven other kinds on texts that an author could type
            message = "YAML cannot read this text"
            advice = "Look for unusual characters and for codes such as \\U in double quotes."
            self.problems.add(error(Span(self.path, self.first_line), "yaml-syntax", message, advice))
            return YamlUnusable(Span(self.path, self.first_line, 1))
        return self.root

    def _span(self, mark: Any) -> Span:
        return Span(self.path, self.first_line + mark.line, mark.column + 1)

    def _stop(self, event: Any, code: str, message: str, advice: str) -> YamlUnusable:
        span = self._span(event.start_mark)
        self.problems.add(error(span, code, message, advice))
        return YamlUnusable(span)

    def _alias(self, event: Any) -> None:
        span = self._span(event.start_mark)
        waiting = self.open[-1].key if self.open else None
        if not (isinstance(waiting, YamlText) and waiting.text == "<<"):  # a merge key is reported as a whole
            self.problems.add(_alias_problem(span, f'"*{_short(event.anchor)}"', "an alias"))
        self._place(YamlUnusable(span))

    def _scalar(self, event: Any) -> None:
        span = self._span(event.start_mark)
        is_usable = self._is_plainly_written(event, span)
        text = event.value
        if self.is_mended:
            text = text.replace(_VISIBLE_SIGN, "")
        if unwelcome := _UNWELCOME.search(text):  # as itself it has been reported: this one was written as a code
            message = f"a code in double quotes puts an invisible character here, U+{ord(unwelcome[0]):04X}"
            advice = "Use single quotes: in them a backslash is only a backslash."
            self.problems.add(error(span, "yaml-control-character", message, advice))
            text = _UNWELCOME.sub("", text)
        if not event.style:
            self._warn_of_hidden_text(event)
        self._place(YamlText(span, text) if is_usable else YamlUnusable(span))

    def _begin(self, event: Any) -> None:
        import yaml

        span = self._span(event.start_mark)
        self.open.append(
            _Open(
                span,
                is_mapping=isinstance(event, yaml.MappingStartEvent),
                is_flow=bool(event.flow_style),
                is_usable=self._is_plainly_written(event, span),
            )
        )

    def _is_plainly_written(self, event: Any, span: Span) -> bool:
        """Report an anchor or a tag; an anchored value can be read all the same."""
        if event.anchor is not None:
            self.problems.add(_alias_problem(span, f'"&{_short(event.anchor)}"', "an anchor"))
        if event.tag is not None:
            self.problems.add(_tag_problem(span))
        return event.tag is None

    def _warn_of_hidden_text(self, event: Any) -> None:
        """`title: Lecture #3` is "Lecture" to YAML: say so where a comment looks like a part of the value."""
        hidden = _HIDDEN_TEXT.match(self.text, event.end_mark.index)
        if hidden:
            message = f"{quote(hidden[1])} is a comment to YAML, and not part of the value"
            end = self._span(event.end_mark)
            span = Span(self.path, end.line, end.column + hidden.start(1) - hidden.start())
            advice = 'Put the whole value in quotes; where you do mean a comment, write a space after "#".'
            self.problems.add(warning(span, "yaml-hidden-text", message, advice))

    def _place(self, node: YamlNode) -> None:
        """Put a finished node where it belongs: the root, the next item, a key, or the value of the key that waits."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            self._enter(parent, parent.key, node)
            parent.key = None

    def _enter(self, parent: _Open, key: YamlNode, value: YamlNode) -> None:
        if isinstance(key, YamlUnusable):
            return
        if not isinstance(key, YamlText):
            parent.is_usable = False
            message = f"expected a key, found {describe(key)}"
            advice = "If these brackets belong to a text, put the whole text in quotes."
            self.problems.add(error(key.span, "wrong-type", message, advice))
        elif key.text == "<<":
            self.problems.add(_alias_problem(key.span, '"<<"', "a merge key"))
        elif key.text in parent.lines:
            message = f"{quote(key.text)} is here a second time; the first is on line {parent.lines[key.text]}"
            self.problems.add(error(key.span, "yaml-duplicate-key", message, "Keep one of the two."))
        else:
            parent.lines[key.text] = key.span.line
            parent.entries.append((key, value))


# From the end of an unquoted value: blanks, "#", and a word right after it. "#!" and "##" are how comments look.
_HIDDEN_TEXT: Final = re.compile(r"[ \t]+(#[^\s#!][^\n]*)")


def describe(node: YamlNode) -> str:
    """Return a value in the words of a message: the text in quotation marks, or what else it is."""
    match node:
        case YamlText(text=""):
            return "nothing"
        case YamlText():
            return quote(node.text)
        case YamlList():
            return "a list"
        case YamlMapping() | YamlUnusable():
            return "keys with values"


def _loader() -> Any:
    """Return PyYAML's parser in C, 15 times faster, or the one in Python where that was not compiled."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_QUOTE else f"{name[:LONGEST_QUOTE]}…"


def _alias_problem(span: Span, sign: str, name: str) -> Diagnostic:
    advice = "Write the value out where it is needed; if the sign belongs to a text, put the whole text in quotes."
    return error(span, "yaml-alias", f"{sign} is {name} to YAML; these are not allowed", advice)


def _tag_problem(span: Span) -> Diagnostic:
    message = 'a value that begins with "!" has a tag to YAML; tags are not allowed'
    return error(span, "yaml-tag", message, 'Delete it; if the "!" belongs to a text, put the whole text in quotes.')


# --- syntax errors in plain words ----------------------------------------------------------------------------------

_DOES_NOT_FIT = "this line does not fit the lines above it"
_DOES_NOT_FIT_HELP = 'Keys of one level start in the same column; the items of a list start with "- " below their key.'
_NO_COLON = 'this line has no ":"'
_NO_COLON_HELP = 'Write "key: value"; a text of several lines is indented below its key.'
_IN_QUOTES = "Put the whole value in quotes."


class _Explainer:
    """Says in an author's words what PyYAML says in a parser's."""

    def __init__(self, text: str, path: str, first_line: int, open_bracket: Span | None) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.first_line = first_line
        self.open_bracket = open_bracket

    def explain(self, problem: MarkedYAMLError) -> Diagnostic:
        words = f"{problem.context or ''}: {problem.problem or ''}"
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        begin = (problem.context_mark.line, problem.context_mark.column) if problem.context_mark else (line, column)
        at = self._character(line, column)
        if re.search("scanning an (alias|anchor)", words):
            sign = self._character(*begin)
            name = "an alias" if sign == "*" else "an anchor"
            return _alias_problem(self._span(*begin), f'"{sign}" at the start of a value', name)
        if re.search("(scanning|parsing) a tag|tag handle", words):
            return _tag_problem(self._span(*begin))
        if re.search("quoted scalar: found unexpected", words):
            advice = f"End the value with another {self._character(*begin)}."
            return self._error(*begin, "this quotation mark is never closed", advice)
        if "escape" in words:
            message = "in double quotes a backslash begins a code such as \\n, and this is none"
            return self._error(line, column, message, "Use single quotes: in them a backslash is only a backslash.")
        if "block scalar" in words:
            message = f'"{self._character(*begin)}" at the start of a value says that its text is on the lines below'
            advice = "Put the text there, indented; if the sign belongs to the text, put it all in quotes."
            return self._error(*begin, message, advice)
        if "tab character" in words or ("start any token" in words and at == "\t"):
            advice = "Indent with spaces: YAML does not accept tabs."
            return self._error(line, column, "there is a tab character here", advice)
        if self.open_bracket and "flow" in words:
            bracket = self._character(self.open_bracket.line - self.first_line, self.open_bracket.column - 1)
            message = f'this "{bracket}" is not closed, or a comma is missing after it'
            partner = "]" if bracket == "[" else "}"
            advice = f"Close it with {partner}; if it belongs to a text, put the whole text in quotes."
            return error(self.open_bracket, "yaml-syntax", message, advice)
        if "start any token" in words or "node content" in words:
            return self._error(line, column, f'a value cannot begin with "{at}"', _IN_QUOTES)
        if "mapping values" in words:
            return self._explain_colon(line, column)
        if "expected ':'" in words:
            return self._error(*begin, _NO_COLON, _NO_COLON_HELP)
        if "sequence entries" in words:
            message = "a list cannot begin on the line of its key"
            advice = 'Write [one, two], or one "- item" a line; if "-" belongs to a text, put the whole text in quotes.'
            return self._error(line, column, message, advice)
        if re.search("expected key|block end|indicator|document start", words):
            before = self._line(line)[:column].strip()
            if before.endswith(("'", '"', "]", "}")):
                other = "double" if before[-1] == "'" else "single"
                advice = f"Put the whole value in {other} quotes."
                return self._error(line, column, f"there is more text after the closing {before[-1]}", advice)
            return self._error(line, column, _DOES_NOT_FIT, _DOES_NOT_FIT_HELP)
        return self._error(line, column, f"YAML cannot read this: {problem.problem}", _DOES_NOT_FIT_HELP)

    def _explain_colon(self, line: int, column: int) -> Diagnostic:
        """A colon where none can be: inside a value, or because of the line above, or of the indentation."""
        text = self._line(line)
        in_value = re.match(r"\s*(?:- +)*([\w-]+:) +(\S.*)", text)
        if in_value and in_value.end(1) <= column:
            value = in_value[2].rstrip()
            mark = '"' if '"' not in value and "\\" not in value else "'"
            quoted = mark + (value if mark == '"' else value.replace("'", "''")) + mark
            is_short = len(quoted) <= 2 * LONGEST_QUOTE
            advice = f"Put the whole value in quotes: {in_value[1]} {quoted}" if is_short else _IN_QUOTES
            return self._error(line, column, 'there is a ":" inside this value', advice)
        above = next((i for i in range(line - 1, -1, -1) if self._line(i).strip()), None)
        if above is not None:
            start = len(self._line(above)) - len(self._line(above).lstrip())
            if tight := re.match(r"\s*([\w-]+):(\S.*)", self._line(above)):
                advice = f"Write {quote(f'{tight[1]}: {tight[2]}')}."
                return self._error(above, start, "there is no space after the colon", advice)
            if not re.search(r":(\s|$)", self._line(above)):
                return self._error(above, start, _NO_COLON, _NO_COLON_HELP)
        start = len(text) - len(text.lstrip())
        message = "this line is indented further than the key above, so that YAML reads it as a part of that value"
        advice = "Start a key in the same column as the key above; put a text of several lines in quotes."
        return self._error(line, start, message, advice)

    def _error(self, line: int, column: int, message: str, advice: str) -> Diagnostic:
        return error(self._span(line, column), "yaml-syntax", message, advice)

    def _span(self, line: int, column: int) -> Span:
        return Span(self.path, self.first_line + line, column + 1)

    def _line(self, line: int) -> str:
        return self.lines[line] if line < len(self.lines) else ""

    def _character(self, line: int, column: int) -> str:
        return self._line(line)[column : column + 1]
