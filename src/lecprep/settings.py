"""Front matter and course.yml as typed values, every mistake with its line and column.

Tables say all there is to say about a key: its name, what kind of value it takes, its default, what it is for and an
example (`LECTURE_KEYS`, `COURSE_KEYS` and the tables of what stands below them). Reading, messages, suggestions and the
JSON Schema come from these tables alone. `yaml_source` gives the texts as typed; the kinds here decide what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from lecprep.diagnostics import Diagnostic, Span, did_you_mean, error, ordered
from lecprep.model import Draw, ExamBlueprint, FrontMatter, PartSetting, Quota, Settings, Topic
from lecprep.tuples import NamedTuple
from lecprep.yaml_source import (
    Problems,
    YamlList,
    YamlMapping,
    YamlNode,
    YamlText,
    YamlUnusable,
    describe,
    quote,
    read_mapping,
)

CODES: Final[Mapping[str, str]] = {
    "bad-pass-mark": "A pass mark is neither a percentage such as 60% nor a share such as 0.6.",
    "duplicate-exam": "Two exams have the same id.",
    "duplicate-topic": "Two topics of the syllabus have the same id.",
    "invalid-branch": "A branch has a name that git does not allow.",
    "invalid-date": "A date is not written year-month-day, or there is no such day.",
    "invalid-id": "The id of a topic holds blanks, commas or quotation marks, or reads like a range.",
    "invalid-slug": "A slug holds something else than a-z, 0-9 and hyphens.",
    "invalid-syllabus-range": "A range of topics runs backwards, is too long, or does not count whole numbers.",
    "invalid-url": "An address is not one that a site or a repository can have.",
    "language-tag": "A language is not written as its code, such as en or pt-BR.",
    "missing-key": "Something that must be there is not.",
    "out-of-range": "A number is too small or too large, or a text or a list too long.",
    "too-many-problems": "A file has so many problems that not all of them are listed.",
    "unknown-draw": "An exam's draw is neither syllabus nor lectures nor a list of quotas.",
    "unknown-key": "A key is not one that lecprep knows at this place.",
    "wrong-type": "A value is not of the kind that its key takes.",
    "yaml-alias": "YAML's anchors (&), aliases (*) and merge keys (<<) are not allowed.",
    "yaml-control-character": "There is an invisible character that nobody means to type.",
    "yaml-duplicate-key": "A key occurs twice at one place.",
    "yaml-hidden-text": "A part of a value begins with # and is a comment to YAML.",
    "yaml-not-a-mapping": "The YAML is a text or a list, and not lines of keys and values.",
    "yaml-syntax": "YAML cannot be read any further.",
    "yaml-tag": "YAML's tags (!) are not allowed.",
    "yaml-too-deep": "Lists and keys are nested deeper than any setting needs.",
    "yaml-too-large": "There is far more YAML than settings need.",
}

LARGEST_FRONT_MATTER: Final = 64 * 1024
LARGEST_SETTINGS: Final = 1024 * 1024
LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 2_000
LONGEST_WORD: Final = 100
LONGEST_LIST: Final = 1_000

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def read_front_matter(text: str, path: str, first_line: int) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    """Return what a lecture's front matter says, and every mistake in it.

    `text` is the YAML between the `---` lines, `path` the lecture's, `first_line` the line of the file on which `text`
    begins. Never raises; text without keys gives the defaults. That a lecture needs a title is for its reader to say.
    """
    problems = Problems(path)
    root = read_mapping(text, path, problems, first_line=first_line, largest=LARGEST_FRONT_MATTER)
    if root is None:
        return FrontMatter(), ordered(problems.all())
    place = _Place("", "", problems, {})
    values = _read_record(root, LECTURE_KEYS, "the front matter", place)
    front = FrontMatter(
        number=values[NUMBER],
        title=values[LECTURE_TITLE],
        summary=values[SUMMARY],
        icon=values[ICON],
        slug=values[SLUG],
        syllabus=values[LECTURE_SYLLABUS],
        tags=values[TAGS],
        prerequisites=values[PREREQUISITES],
        draft=values[DRAFT],
        minutes=values[LECTURE_MINUTES],
        updated=values[UPDATED],
        spans=place.spans,
    )
    return front, ordered(problems.all())


def read_settings(text: str, path: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Return what course.yml says, and every mistake in it.

    `text` is the whole file, `path` what the diagnostics call it. Never raises; whatever is unusable has its default,
    and a part, topic or exam that lacks what it cannot do without is left out.
    """
    problems = Problems(path)
    root = read_mapping(text, path, problems, first_line=1, largest=LARGEST_SETTINGS)
    if root is None:
        return Settings(), ordered(problems.all())
    place = _Place("", "", problems, {})
    values = _read_record(root, COURSE_KEYS, "course.yml", place)
    settings = Settings(
        title=values[COURSE_TITLE],
        description=values[DESCRIPTION],
        language=values[LANGUAGE],
        url=values[URL],
        repository=values[REPOSITORY],
        branch=values[BRANCH],
        exam_date=values[EXAM_DATE],
        publish_questions=values[PUBLISH_QUESTIONS],
        parts=tuple(_part(part) for part in values[PARTS] if PART_LECTURES in part),
        syllabus=_syllabus(values[SYLLABUS], problems),
        exams=_exams(values[EXAMS], has_syllabus=values.was_tried(SYLLABUS), problems=problems),
        spans=place.spans,
    )
    return settings, ordered(problems.all())


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of course.yml, for editors that complete and check YAML.

    It knows every key and kind of value; ids that occur twice, sums, real days and real addresses only `check` knows.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "course.yml of lecprep",
        "description": "A course: its titles, its syllabus, its mock exams, and where its site will be.",
        **_record_schema(COURSE_KEYS),
    }


# --- kinds of values -----------------------------------------------------------------------------------------------


class _Wrong(NamedTuple):
    """Why a text is not of its kind: the code, what was expected where the kind's own words say less, what to do."""

    code: str = "wrong-type"
    expected: str = ""
    help: str = ""


class _Place(NamedTuple):
    """Where a value stands: its key and an example for messages, the way to it for `spans`, and where both are kept."""

    key: str
    way: str
    problems: Problems
    spans: dict[str, Span]
    example: str = ""

    def below(self, index: int) -> _Place:
        return _Place(self.key, self._way_to(index), self.problems, self.spans, self.example)

    def at_key(self, key: Key[Any]) -> _Place:
        return _Place(key.name, self._way_to(key.name), self.problems, self.spans, key.example)

    def _way_to(self, step: str | int) -> str:
        return f"{self.way}.{step}" if self.way else str(step)

    def keep(self, span: Span) -> None:
        self.spans.setdefault(self.way, span)

    def refuse(self, node: YamlNode, wrong: _Wrong, expected: str) -> None:
        """Report a value that is not what it should be."""
        message = f"{self.key}: expected {wrong.expected or expected}, found {describe(node)}"
        advice = wrong.help or (f"For example: {self.key}: {self.example}" if self.example else "")
        self.problems.add(error(node.span, wrong.code, message, advice))


class _Kind(Protocol[T_co]):
    """A kind of value: its JSON Schema, and how it is read. None means that it was unusable, and reported."""

    @property
    def schema(self) -> Mapping[str, Any]: ...

    def read(self, node: YamlNode, place: _Place) -> T_co | None: ...


class _Word(NamedTuple, Generic[T]):
    """A kind that is written as one text; `expected` is its name in messages."""

    expected: str
    parse: Callable[[str], T | _Wrong]
    schema: Mapping[str, Any]

    def read(self, node: YamlNode, place: _Place) -> T | None:
        if isinstance(node, YamlText):
            text = _one_line(node.text)
            value = self.parse(text) if len(text) <= LONGEST_TEXT else _too_long(text, LONGEST_TEXT)
            if not isinstance(value, _Wrong):
                return value
            place.refuse(node, value, self.expected)
        elif not isinstance(node, YamlUnusable):
            place.refuse(node, _Wrong(help=_QUOTE_HELP if self.expected == "text" else ""), self.expected)
        return None


class _Words(NamedTuple):
    """A list of words, or one text with commas in it. One may stand for several (a range); none is kept twice."""

    one: str
    several: str
    parse: Callable[[str], tuple[str, ...] | _Wrong]
    word_schema: Mapping[str, Any]

    @property
    def schema(self) -> Mapping[str, Any]:
        return {"anyOf": [_TEXT_SCHEMA, {"type": "array", "items": self.word_schema}]}

    def read(self, node: YamlNode, place: _Place) -> tuple[str, ...] | None:
        if isinstance(node, YamlUnusable):
            return None
        if isinstance(node, YamlMapping):
            place.refuse(node, _Wrong(), f"a list of {self.several}")
            return None
        found: dict[str, Span] = {}
        count = 0
        for item in node.items if isinstance(node, YamlList) else (node,):
            for word in self._words(item, place):
                found.setdefault(word, item.span)
                count += 1
                if count > LONGEST_LIST:
                    place.refuse(node, _Wrong("out-of-range", f"at most {LONGEST_LIST:,} {self.several}"), "")
                    return None
        place.spans.update({f"{place.way}.{word}": span for word, span in found.items()})
        return tuple(found)

    def _words(self, item: YamlNode, place: _Place) -> Iterator[str]:
        if not isinstance(item, YamlText) or not item.text.strip():
            if not isinstance(item, YamlUnusable):
                place.refuse(item, _Wrong(), self.one)
            return
        for piece in filter(None, map(_one_line, item.text.split(",", LONGEST_LIST))):
            words = self.parse(piece) if len(piece) <= LONGEST_TEXT else _too_long(piece, LONGEST_TEXT)
            if isinstance(words, _Wrong):
                place.refuse(YamlText(item.span, piece), words, self.one)
            else:
                yield from words


class _Records(NamedTuple):
    """A list of mappings that all have the same keys; `what` names one of them in messages."""

    what: str
    keys: tuple[Key[Any], ...]

    @property
    def schema(self) -> Mapping[str, Any]:
        return {"type": "array", "items": _record_schema(self.keys)}

    def read(self, node: YamlNode, place: _Place) -> tuple[_Values, ...] | None:
        if isinstance(node, YamlUnusable):
            return None
        if not isinstance(node, YamlList):
            place.refuse(node, _Wrong(help='Begin each item with "- " on a line of its own.'), "a list")
            return None
        records = []
        for index, item in enumerate(node.items):
            if isinstance(item, YamlMapping):
                here = place.below(index)
                here.keep(item.span)
                records.append(_read_record(item, self.keys, self.what, here))
            elif not isinstance(item, YamlUnusable):
                keys = [key for key in self.keys if key.required or key is self.keys[0]]
                example = ", ".join(f"{key.name}: {key.example}" for key in keys)
                place.refuse(item, _Wrong(help=f"For example: {{{example}}}"), f"{self.what} with its keys")
        return tuple(records)


class _DrawKind(NamedTuple):
    """How an exam draws: one of two words, or a list of quotas."""

    quotas: _Records

    @property
    def schema(self) -> Mapping[str, Any]:
        either = {
            "anyOf": [{"required": ["lecture"]}, {"required": ["topic"]}],
            "not": {"required": ["lecture", "topic"]},
        }
        quotas = self.quotas.schema
        return {"anyOf": [{"enum": list(_DRAWS)}, {**quotas, "minItems": 1, "items": {**quotas["items"], **either}}]}

    def read(self, node: YamlNode, place: _Place) -> Draw | tuple[Quota, ...] | None:
        if isinstance(node, YamlText):
            word = _one_line(node.text)
            if word not in _DRAWS:
                advice = did_you_mean(word[:LONGEST_WORD], _DRAWS).strip() or _DRAW_HELP
                place.refuse(node, _Wrong("unknown-draw", help=advice), "syllabus, lectures or a list of quotas")
            return _DRAWS.get(word)
        if isinstance(node, YamlMapping) or node == YamlList(node.span, ()):
            place.refuse(node, _Wrong("unknown-draw", help=_DRAW_HELP), "syllabus, lectures or a list of quotas")
            return None
        quotas = [_quota(record, place.problems) for record in self.quotas.read(node, place) or ()]
        usable = tuple(quota for quota in quotas if quota)
        return usable if isinstance(node, YamlList) and len(usable) == len(node.items) else None


class Key(NamedTuple, Generic[T]):
    """One key of the format: its name, the kind of its value, its default, and what the docs and editors say about it.

    `example` is a value as an author would type it; `also` holds the words that authors of other tools write instead.
    """

    name: str
    kind: _Kind[T]
    default: T
    description: str
    example: str = ""
    required: bool = False
    also: str = ""


class _Values:
    """The values of one mapping by their keys: as written, or the default.

    `spans` has the keys that were written, `tried` also those that an unknown key was probably meant to be.
    """

    def __init__(self, span: Span, values: dict[str, object], spans: dict[str, Span], tried: set[str]) -> None:
        self.span = span
        self._values = values
        self._spans = spans
        self._tried = tried

    def __getitem__(self, key: Key[T]) -> T:
        return cast(T, self._values.get(key.name, key.default))

    def __contains__(self, key: Key[Any]) -> bool:
        return key.name in self._values

    def was_tried(self, key: Key[Any]) -> bool:
        return key.name in self._tried

    def span_of(self, key: Key[Any]) -> Span:
        return self._spans.get(key.name, self.span)


def _read_record(node: YamlMapping, keys: tuple[Key[Any], ...], what: str, place: _Place) -> _Values:
    """Read the keys of a mapping; report those that are unknown, and those that are missing."""
    known = {key.name: key for key in keys}
    values: dict[str, object] = {}
    spans: dict[str, Span] = {}
    empty: dict[str, Span] = {}
    tried: set[str] = set()
    for written, value in node.entries:
        key = known.get(written.text)
        if key is None:
            tried.add(_report_unknown_key(written, keys, what, place.problems))
        elif isinstance(value, YamlText) and not value.text.strip():
            empty[key.name] = value.span
        else:
            spans[key.name] = value.span
            here = place.at_key(key)
            here.keep(value.span)
            read = key.kind.read(value, here)
            if read is not None:
                values[key.name] = read
    tried |= set(spans)
    for key in keys:
        if key.required and key.name not in tried:
            lacks = f"{key.name} has no value" if key.name in empty else f"{what} has no {key.name}"
            advice = f"For example: {key.name}: {key.example}"
            place.problems.add(error(empty.get(key.name, node.span), "missing-key", lacks, advice))
    return _Values(node.span, values, spans, tried)


def _report_unknown_key(written: YamlText, keys: Sequence[Key[Any]], what: str, problems: Problems) -> str:
    """Report a key that is not known, and return the name of the one that was probably meant, or nothing."""
    nearest = "" if problems.is_full or len(written.text) > LONGEST_WORD else _nearest(written.text, keys)
    advice = (
        f'Did you mean "{nearest}"?' if nearest else f"The keys of {what} are: {', '.join(key.name for key in keys)}."
    )
    problems.add(error(written.span, "unknown-key", f"{what} has no key {quote(written.text)}", advice))
    return nearest


def _nearest(word: str, keys: Sequence[Key[Any]]) -> str:
    """Return the name of the key that a word is near to; what other tools call a key counts too."""
    for key in keys:
        if word.lower().replace("-", "_") in key.also.split():
            return key.name
    _, _, near = did_you_mean(word, [key.name for key in keys]).partition('"')
    return near.partition('"')[0]


def _record_schema(keys: tuple[Key[Any], ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": {key.name: _key_schema(key) for key in keys}}
    if required := [key.name for key in keys if key.required]:
        schema["required"] = required
    return {**schema, "additionalProperties": False}


def _key_schema(key: Key[Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "title": key.name.replace("_", " ").capitalize(),
        "description": key.description,
        **key.kind.schema,
    }
    if isinstance(key.default, (str, int, float)) and key.default != "":
        schema["default"] = key.default
    return schema


# --- readers of one text each --------------------------------------------------------------------------------------

# Editors read YAML's own types: `title: 2027` is a number to them, and a text to us.
_TEXT_SCHEMA: Final[Mapping[str, Any]] = {"type": ["string", "number", "boolean"]}
_QUOTE_HELP: Final = "If the brackets or the colon belong to the text, put the whole text in quotes."
_SLUG: Final = "[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?"
_DATE: Final = "([12][0-9]{3})-([0-9]{2})-([0-9]{2})"
_LANGUAGE_TAG: Final = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}"
_RANGE: Final = "([0-9]{1,9}) ?[-–] ?([0-9]{1,9})"
_TOPIC_ID: Final = "[^ \"'`,;<>{}\\[\\]]{1,50}"
_DRAWS: Final[Mapping[str, Draw]] = {"syllabus": Draw.SYLLABUS, "lectures": Draw.LECTURES}
_DRAW_HELP: Final = (
    "Write syllabus, lectures, or a list such as [{lecture: 14, questions: 5}, {topic: 54, questions: 2}]."
)


def _one_line(text: str) -> str:
    return " ".join(filter(None, map(str.strip, text.split("\n"))))


def _text(longest: int) -> _Word[str]:
    def parse(text: str) -> str | _Wrong:
        return text if len(text) <= longest else _too_long(text, longest)

    return _Word("text", parse, {**_TEXT_SCHEMA, "maxLength": longest})


def _too_long(text: str, longest: int) -> _Wrong:
    return _Wrong("out-of-range", f"at most {longest:,} characters", f"There are {len(text):,} of them here.")


def _whole(least: int, most: int) -> _Word[int]:
    def parse(text: str) -> int | _Wrong:
        if not re.fullmatch("[-+]?[0-9]+", text):
            return _Wrong()
        number = int(text) if len(text) <= 12 else most + 1
        return number if least <= number <= most else _Wrong("out-of-range", f"a whole number from {least} to {most:,}")

    return _Word("a whole number", parse, {"type": "integer", "minimum": least, "maximum": most})


def _minutes_or_untimed(text: str) -> int | _Wrong | None:
    return None if text == "untimed" else _MINUTES.parse(text)


def _true_or_false(text: str) -> bool | _Wrong:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return _Wrong(help='Write true or false; words such as "yes" and "on" are only words here.')


def _date(text: str) -> str | _Wrong:
    import datetime

    if found := re.fullmatch(_DATE, text):
        try:
            datetime.date(*map(int, found.groups()))
        except ValueError:
            return _Wrong("invalid-date", "a day that the calendar has")
        return text
    return _Wrong("invalid-date")


def _language(text: str) -> str | _Wrong:
    if re.fullmatch(_LANGUAGE_TAG, text):
        return text
    if re.fullmatch(_LANGUAGE_TAG, text.replace("_", "-")):
        return _Wrong("language-tag", help=f"Write it with a hyphen: {text.replace('_', '-')}.")
    return _Wrong("language-tag", help="English is en, German is de, Brazilian Portuguese is pt-BR.")


def _url(text: str) -> str | _Wrong:
    if re.fullmatch(r"(www\.|localhost\b|[\w-]+\.)[^\s:@]*(:[0-9]+)?(/\S*)?", text):
        return _Wrong("invalid-url", help=f"Write it with https:// in front: {quote(f'https://{text}')}.")
    if not re.match("https?://", text):
        return _Wrong("invalid-url")
    if not _is_web_address(text):
        return _Wrong("invalid-url", "a plain web address: a host and its folders, and nothing else")
    if re.search(r"/[^/]+\.html?/?$", text):
        return _Wrong("invalid-url", help=f"Leave the page out: {quote(text[: text.rstrip('/').rindex('/') + 1])}.")
    return text.rstrip("/") + "/"


def _repository(text: str) -> str | _Wrong:
    if ssh := re.fullmatch(r"(?:ssh://)?git@([\w.-]+)[:/]([\w./-]+?)(?:\.git)?/?", text):
        return _Wrong("invalid-url", help=f"Write its web address: https://{ssh[1]}/{ssh[2]}")
    if re.fullmatch(r"[\w-]+/[\w.-]+", text):
        return _Wrong("invalid-url", help=f"Write its web address, such as https://github.com/{text}")
    if not text.startswith("https://") or not _is_web_address(text):
        return _Wrong("invalid-url")
    return text.rstrip("/").removesuffix(".git")


def _is_web_address(text: str) -> bool:
    """Whether an http(s) address has a host, and nothing but a host, a port and a path of plain steps."""
    from urllib.parse import urlsplit

    if len(text) > LONGEST_TEXT or re.search(r"[\s\"'<>\\^`{|}?#@]", text):
        return False
    try:
        address = urlsplit(text)
        host, _ = address.hostname or "", address.port
    except ValueError:
        return False
    has_host = re.fullmatch(r"[\w-]+(\.[\w-]+)*|[0-9a-f:.]+", host)
    return bool(has_host) and not {".", ".."} & set(address.path.split("/"))


def _branch(text: str) -> str | _Wrong:
    is_name = re.fullmatch(r"[^\s~^:?*\[\]\\\"'<>]{1,200}", text) and not re.search(
        r"^[-/.]|[/.]$|\.\.|//|@\{|\.lock$", text
    )
    return text if is_name else _Wrong("invalid-branch")


def _slug(text: str) -> str | _Wrong:
    if re.fullmatch(_SLUG, text):
        return text
    import unicodedata

    letters = (
        unicodedata.normalize("NFKD", text.removesuffix(".md").rpartition("/")[2]).encode("ascii", "ignore").decode()
    )
    better = re.sub("[^a-z0-9]+", "-", letters.lower()).strip("-")[:LONGEST_WORD].strip("-")
    return _Wrong("invalid-slug", help=f"For example: {better}" if better else "")


def _exam_id(text: str) -> str | _Wrong:
    if text == "own":
        expected = "an id other than own, which stands for the exams that students set themselves"
        return _Wrong("invalid-slug", expected, "For example: full")
    return _slug(text)


def _slugs(text: str) -> tuple[str, ...] | _Wrong:
    slug = _slug(text)
    return slug if isinstance(slug, _Wrong) else (slug,)


def _tags(text: str) -> tuple[str, ...] | _Wrong:
    tag = text.lstrip("#").strip()
    if len(tag) > LONGEST_WORD:
        return _Wrong("out-of-range", f"a tag of at most {LONGEST_WORD} characters")
    return (tag,) if tag else _Wrong()


def _topic_id(text: str) -> str | _Wrong:
    if re.fullmatch(rf"[0-9.]+ ?[-–] ?[0-9.]+|{_RANGE}", text):
        return _Wrong(
            "invalid-id", "the id of one topic", "It would read as a range of topics: give each topic its own line."
        )
    return text if re.fullmatch(_TOPIC_ID, text) else _Wrong("invalid-id")


def _topic_ids(text: str) -> tuple[str, ...] | _Wrong:
    """One id, several with blanks between them, or a range of whole numbers."""
    if found := re.fullmatch(_RANGE, text):
        first, last = int(found[1]), int(found[2])
        if first > last:
            return _Wrong("invalid-syllabus-range", "a range that runs upwards", f"Write {found[2]}-{found[1]}.")
        if last - first >= LONGEST_LIST:
            return _Wrong("invalid-syllabus-range", f"a range of at most {LONGEST_LIST:,} topics")
        return tuple(str(number).zfill(len(found[1])) for number in range(first, last + 1))
    if re.fullmatch(r"[-–0-9. ]+", text) and re.search("[-–]", text):
        return _Wrong(
            "invalid-syllabus-range", "a range of whole numbers such as 54-57", "Or name each topic: [54, 55, 56, 57]."
        )
    ids = tuple(text.split(" "))
    if all(re.fullmatch(_TOPIC_ID, topic) for topic in ids if topic):
        return tuple(filter(None, ids))
    return _Wrong("invalid-id")


def _weight(text: str) -> float | _Wrong:
    if text.endswith("%"):
        bare = quote(text[:-1].strip())
        return _Wrong(help=f"Write {bare} without the %: weights are compared with each other, whatever their sum.")
    weight = _decimal(text)
    if weight is None:
        return _Wrong()
    return (
        weight if 0 < weight <= MOST_WEIGHT else _Wrong("out-of-range", f"a number above 0 and up to {MOST_WEIGHT:,}")
    )


def _share(text: str) -> float | _Wrong:
    percent = text.endswith("%")
    number = _decimal(text.removesuffix("%").strip())
    if number is None:
        return _Wrong("bad-pass-mark")
    share = round(number / 100, 6) if percent else number
    if 0 <= share <= 1:
        return share
    return _Wrong("bad-pass-mark", help=f"Did you mean {text}%?" if not percent and 1 < number <= 100 else "")


def _decimal(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}", text) else None


def _pattern(pattern: str, **more: Any) -> Mapping[str, Any]:
    return {"type": "string", "pattern": f"^(?:{pattern})$", **more}


MOST_WEIGHT: Final = 1_000
MOST_QUESTIONS: Final = 500
MOST_MINUTES: Final = 24 * 60

_TITLE: Final = _text(LONGEST_TITLE)
_TEXT: Final = _text(LONGEST_TEXT)
_MINUTES: Final = _whole(1, MOST_MINUTES)
_QUESTIONS: Final = _whole(1, MOST_QUESTIONS)
_FLAG: Final = _Word("true or false", _true_or_false, {"type": "boolean"})
_DAY: Final = _Word("a date, year-month-day", _date, _pattern(_DATE, format="date"))
_LECTURE_NAME_SCHEMA: Final = {"anyOf": [{"type": "integer", "minimum": 0}, _pattern(_SLUG)]}
_LECTURE_NAME: Final = _Word("a lecture's number or slug", _slug, _LECTURE_NAME_SCHEMA)
_TOPIC_ID_SCHEMA: Final = {"anyOf": [{"type": "number", "minimum": 0}, _pattern(_TOPIC_ID)]}
_ID_OF_TOPIC: Final = _Word("an id without blanks, commas and quotation marks", _topic_id, _TOPIC_ID_SCHEMA)
_SLUG_WORD: Final = _Word("a slug of a-z, 0-9 and hyphens", _slug, _pattern(_SLUG))
_EXAM_ID: Final = _Word("an id of a-z, 0-9 and hyphens", _exam_id, _pattern(f"(?!own$){_SLUG}"))
_TOPICS: Final = _Words("the id of a topic", "topics", _topic_ids, _TOPIC_ID_SCHEMA)
_TAGS: Final = _Words("a tag", "tags", _tags, _TEXT_SCHEMA)
_LECTURES: Final = _Words("a lecture's number or slug", "lecture numbers or slugs", _slugs, _LECTURE_NAME_SCHEMA)
_LANGUAGE: Final = _Word("a language code such as en or pt-BR", _language, _pattern(_LANGUAGE_TAG))
_URL: Final = _Word(
    "a web address such as https://example.org/course/", _url, _pattern("https?://[^?# ]+", format="uri")
)
_BRANCH: Final = _Word("the name of a branch", _branch, {"type": "string", "minLength": 1, "maxLength": 200})
_REPOSITORY: Final = _Word(
    "an address such as https://github.com/you/course", _repository, _pattern("https://[^?# ]+", format="uri")
)
_WEIGHT: Final = _Word("a number above 0", _weight, {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_WEIGHT})
_MINUTES_OR_UNTIMED: Final = _Word(
    "a whole number or untimed", _minutes_or_untimed, {"anyOf": [_MINUTES.schema, {"const": "untimed"}]}
)
_PASS_MARK: Final = _Word(
    "a percentage such as 60% or a share such as 0.6",
    _share,
    {"anyOf": [_pattern(r"[0-9]{1,2}(\.[0-9]+)? ?%|100 ?%"), {"type": "number", "minimum": 0, "maximum": 1}]},
)


# --- the keys ------------------------------------------------------------------------------------------------------

NUMBER: Final[Key[int | None]] = Key(
    "number",
    _whole(0, 9_999),
    None,
    "Orders the lectures and numbers their sections; a lecture without one follows the others.",
    "14",
    also="order no nr position weight nav_order sidebar_position",
)
LECTURE_TITLE: Final = Key("title", _TITLE, "", "The lecture's title.", "Fine-Tuning", also="name")
SUMMARY: Final = Key(
    "summary",
    _TEXT,
    "",
    "What the lecture is about, in one sentence.",
    "Change what a model does by default.",
    also="description abstract excerpt subtitle",
)
ICON: Final = Key("icon", _text(16), "", "An emoji or sign that stands before the title.", "⚡", also="emoji symbol")
SLUG: Final = Key(
    "slug",
    _SLUG_WORD,
    "",
    "The lecture's address, where it is not to be the file's name.",
    "fine-tuning",
    also="url permalink id path",
)
LECTURE_SYLLABUS: Final = Key(
    "syllabus",
    _TOPICS,
    (),
    "The topics of the syllabus that the lecture covers: a range, a list or one id from course.yml.",
    "54-57",
    also="topic topics",
)
TAGS: Final = Key(
    "tags", _TAGS, (), "Words that group lectures.", "[training, adapters]", also="tag keywords categories category"
)
PREREQUISITES: Final = Key(
    "prerequisites",
    _LECTURES,
    (),
    "The slugs of lectures to read before this one.",
    "[12-prompting, 13-rag]",
    also="requires needs after",
)
DRAFT: Final = Key(
    "draft", _FLAG, False, "Shown by `serve`, and left out of the site by `build`.", "true", also="hidden"
)
LECTURE_MINUTES: Final[Key[int | None]] = Key(
    "minutes",
    _MINUTES,
    None,
    "How long reading takes, where the computed time is not to be shown.",
    "20",
    also="time duration reading_time",
)
UPDATED: Final = Key(
    "updated",
    _DAY,
    "",
    "The day of the last change that matters to readers.",
    "2026-11-22",
    also="date lastmod modified",
)
LECTURE_KEYS: Final[tuple[Key[Any], ...]] = (
    NUMBER,
    LECTURE_TITLE,
    SUMMARY,
    ICON,
    SLUG,
    LECTURE_SYLLABUS,
    TAGS,
    PREREQUISITES,
    DRAFT,
    LECTURE_MINUTES,
    UPDATED,
)

PART_TITLE: Final = Key(
    "title", _TITLE, "", "The heading of the group.", "Adapting a model", required=True, also="name"
)
PART_LECTURES: Final = Key(
    "lectures",
    _LECTURES,
    (),
    "The lectures of the group, by number or slug.",
    "[12, 13, 14]",
    required=True,
    also="lecture chapters items",
)
PART_KEYS: Final[tuple[Key[Any], ...]] = (PART_TITLE, PART_LECTURES)

TOPIC_ID: Final = Key(
    "id", _ID_OF_TOPIC, "", "What lectures and questions call the topic.", "54", required=True, also="number nr"
)
TOPIC_TITLE: Final = Key(
    "title", _TITLE, "", "The topic's title.", "The optimisation spectrum", required=True, also="name"
)
TOPIC_WEIGHT: Final = Key(
    "weight",
    _WEIGHT,
    1.0,
    "The topic's share of an exam that is drawn by syllabus, compared with the others.",
    "3",
    also="share marks percent",
)
TOPIC_KEYS: Final[tuple[Key[Any], ...]] = (TOPIC_ID, TOPIC_TITLE, TOPIC_WEIGHT)

QUOTA_LECTURE: Final = Key(
    "lecture", _LECTURE_NAME, "", "The lecture to draw from, by number or slug.", "14", also="lectures"
)
QUOTA_TOPIC: Final = Key("topic", _ID_OF_TOPIC, "", "The topic to draw from, by its id.", "54", also="topics syllabus")
QUOTA_QUESTIONS: Final = Key(
    "questions", _QUESTIONS, 0, "How many questions to draw from there.", "5", required=True, also="count number"
)
QUOTA_KEYS: Final[tuple[Key[Any], ...]] = (QUOTA_LECTURE, QUOTA_TOPIC, QUOTA_QUESTIONS)

EXAM_ID: Final = Key(
    "id",
    _EXAM_ID,
    "",
    "What the exam is called in addresses and in saved attempts; keep it once students have sat it.",
    "full",
    required=True,
    also="slug",
)
EXAM_TITLE: Final = Key("title", _TITLE, "", "The exam's title.", "Full mock exam", required=True, also="name")
EXAM_MINUTES: Final[Key[int | None]] = Key(
    "minutes",
    _MINUTES_OR_UNTIMED,
    None,
    "How long the exam lasts; without it, or with `untimed`, as long as one likes.",
    "60",
    also="time duration limit time_limit",
)
EXAM_QUESTIONS: Final[Key[int | None]] = Key(
    "questions",
    _QUESTIONS,
    None,
    "How many questions are drawn; where `draw` is a list of quotas, it is their sum.",
    "40",
    also="count number size",
)
EXAM_PASS: Final = Key(
    "pass", _PASS_MARK, 0.6, "The share of the marks that passes.", "60%", also="pass_mark passing passmark threshold"
)
EXAM_DRAW: Final[Key[Draw | tuple[Quota, ...] | None]] = Key(
    "draw",
    _DrawKind(_Records("a quota", QUOTA_KEYS)),
    None,
    "How questions are chosen: by the weights of the `syllabus` (the default where there is one), evenly over the "
    "`lectures`, or by a list of quotas.",
    "syllabus",
    also="from by selection source",
)
EXAM_PAUSE: Final = Key("pause", _FLAG, False, "Whether the clock may be stopped.", "true", also="pausable")
EXAM_CERTAINTY: Final = Key(
    "certainty",
    _FLAG,
    False,
    "Whether students say how sure they are, and are marked for it: 1, 2 or 3 when right, 0, -2 or -6 when wrong.",
    "true",
    also="confidence",
)
EXAM_KEYS: Final[tuple[Key[Any], ...]] = (
    EXAM_ID,
    EXAM_TITLE,
    EXAM_MINUTES,
    EXAM_QUESTIONS,
    EXAM_PASS,
    EXAM_DRAW,
    EXAM_PAUSE,
    EXAM_CERTAINTY,
)

COURSE_TITLE: Final = Key(
    "title", _TITLE, "", "The course's title.", "GenAI Exam Prep", required=True, also="name site_name course"
)
DESCRIPTION: Final = Key(
    "description",
    _TEXT,
    "",
    "What the course is about, in a sentence: for search engines and link previews.",
    "Lecture notes and mock exams.",
    also="summary subtitle site_description",
)
LANGUAGE: Final = Key("language", _LANGUAGE, "en", "The language of the course, as its code.", "en", also="lang locale")
URL: Final = Key(
    "url",
    _URL,
    "",
    "Where the site will be; any folder of a host will do.",
    "https://example.org/course/",
    also="site_url base_url baseurl address site",
)
REPOSITORY: Final = Key(
    "repository",
    _REPOSITORY,
    "",
    "Where the sources are: gives every lecture its link “edit this page”.",
    "https://github.com/you/course",
    also="repo repo_url github source",
)
BRANCH: Final = Key("branch", _BRANCH, "main", "The branch of the repository that “edit this page” leads to.", "main")
EXAM_DATE: Final = Key(
    "exam_date",
    _DAY,
    "",
    "The day of the real exam: the home page counts the days to it.",
    "2027-01-20",
    also="date exam exam_day examdate",
)
PUBLISH_QUESTIONS: Final = Key(
    "publish_questions",
    _FLAG,
    False,
    "Whether the site has all questions and their answers as questions.json, for other programs.",
    "true",
    also="questions_json export_questions",
)
PARTS: Final[Key[Sequence[_Values]]] = Key(
    "parts", _Records("a part", PART_KEYS), (), "Groups the lectures in the course map.", also="sections modules units"
)
SYLLABUS: Final[Key[Sequence[_Values]]] = Key(
    "syllabus", _Records("a topic", TOPIC_KEYS), (), "The topics that the real exam is about.", also="topics curriculum"
)
EXAMS: Final[Key[Sequence[_Values]]] = Key(
    "exams", _Records("an exam", EXAM_KEYS), (), "The mock exams.", also="mock_exams mocks tests quizzes"
)
COURSE_KEYS: Final[tuple[Key[Any], ...]] = (
    COURSE_TITLE,
    DESCRIPTION,
    LANGUAGE,
    URL,
    REPOSITORY,
    BRANCH,
    EXAM_DATE,
    PUBLISH_QUESTIONS,
    PARTS,
    SYLLABUS,
    EXAMS,
)


# --- from records to the course's own types ------------------------------------------------------------------------


def _part(record: _Values) -> PartSetting:
    return PartSetting(title=record[PART_TITLE], lectures=record[PART_LECTURES], span=record.span)


def _syllabus(records: Sequence[_Values], problems: Problems) -> tuple[Topic, ...]:
    topics: dict[str, Span] = {}
    return tuple(
        Topic(record[TOPIC_ID], record[TOPIC_TITLE] or record[TOPIC_ID], record[TOPIC_WEIGHT])
        for record in records
        if _is_first(record, TOPIC_ID, topics, "duplicate-topic", problems)
    )


def _exams(records: Sequence[_Values], *, has_syllabus: bool, problems: Problems) -> tuple[ExamBlueprint, ...]:
    ids: dict[str, Span] = {}
    exams = [
        (_exam(record, has_syllabus, problems), _is_first(record, EXAM_ID, ids, "duplicate-exam", problems))
        for record in records
    ]
    return tuple(exam for exam, is_first in exams if exam and is_first)


def _is_first(record: _Values, key: Key[str], first: dict[str, Span], code: str, problems: Problems) -> bool:
    """Whether a record has an id that none before it has; report it when one has."""
    if key not in record:
        return False
    span = record.span_of(key)
    before = first.setdefault(record[key], span)
    if before != span:
        what = f"the {code.removeprefix('duplicate-')} {quote(record[key])}"
        message = f"{what} is here a second time; the first is on line {before.line}"
        problems.add(error(span, code, message, "Give one of the two another id."))
    return before == span


def _exam(record: _Values, has_syllabus: bool, problems: Problems) -> ExamBlueprint | None:
    draw, questions = record[EXAM_DRAW], record[EXAM_QUESTIONS]
    if isinstance(draw, tuple):
        questions = _sum_of_quotas(record, draw, problems)
    elif not record.was_tried(EXAM_QUESTIONS) and (draw or not record.was_tried(EXAM_DRAW)):
        advice = f"For example: {EXAM_QUESTIONS.name}: {EXAM_QUESTIONS.example}"
        problems.add(error(record.span, "missing-key", "an exam has no questions", advice))
    if questions is None or EXAM_ID not in record or EXAM_TITLE not in record:
        return None
    if draw is None:
        draw = Draw.SYLLABUS if has_syllabus else Draw.LECTURES
    return ExamBlueprint(
        id=record[EXAM_ID],
        title=record[EXAM_TITLE],
        minutes=record[EXAM_MINUTES],
        questions=questions,
        pass_mark=record[EXAM_PASS],
        draw=Draw.QUOTAS if isinstance(draw, tuple) else draw,
        quotas=draw if isinstance(draw, tuple) else (),
        pause=record[EXAM_PAUSE],
        certainty=record[EXAM_CERTAINTY],
        span=record.span,
    )


def _sum_of_quotas(record: _Values, quotas: tuple[Quota, ...], problems: Problems) -> int:
    """Return how many questions the quotas draw; report a number of questions beside them that says otherwise."""
    total = sum(quota.questions for quota in quotas)
    if total > MOST_QUESTIONS:
        message = f"draw: the quotas add up to {total:,} questions, and an exam may have {MOST_QUESTIONS}"
        problems.add(
            error(record.span_of(EXAM_DRAW), "out-of-range", message, "Ask for fewer questions in some of them.")
        )
    elif EXAM_QUESTIONS in record and record[EXAM_QUESTIONS] != total:
        message = f"questions: expected {total}, the sum of the quotas, found {quote(str(record[EXAM_QUESTIONS]))}"
        problems.add(
            error(record.span_of(EXAM_QUESTIONS), "out-of-range", message, "Leave it out: it is the sum of the quotas.")
        )
    return total


def _quota(record: _Values, problems: Problems) -> Quota | None:
    """Return the quota, or None when it is unusable: it needs a lecture or a topic, and a number of questions."""
    tried = [key for key in (QUOTA_LECTURE, QUOTA_TOPIC) if record.was_tried(key)]
    if not tried:
        message = "a quota has neither lecture nor topic"
        problems.add(error(record.span, "missing-key", message, "For example: {lecture: 14, questions: 5}"))
    elif len(tried) > 1:
        message = "a quota has both lecture and topic"
        problems.add(
            error(record.span_of(QUOTA_TOPIC), "wrong-type", message, "Keep one of them, or make two quotas of it.")
        )
    elif tried[0] in record and QUOTA_QUESTIONS in record:
        return Quota(record[QUOTA_LECTURE], record[QUOTA_TOPIC], record[QUOTA_QUESTIONS])
    return None
