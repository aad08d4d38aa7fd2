"""The words of the interface: a catalogue for each language, in `locales/`, and how that language writes numbers and dates.

A course whose language has no catalogue is shown with English words, which its pages mark as English.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lecprep.tuples import NamedTuple

SOURCE = "en"
_LOCALES = Path(__file__).parent / "locales"
# What is written from right to left: languages by their codes, and scripts.
_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
_SCRIPTS = frozenset(["Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"])
_NAME = re.compile(r"\{(\w+)\}")


class Catalogue(NamedTuple):
    """The words in one language: for each key a text, or one text for each of the plural `categories`.

    `course_language` is the language of the course, as its author wrote it; `language` is that of the words, the same
    unless there is no catalogue for it. `locale` is how browsers write dates and lists beside these words.
    """

    course_language: str
    language: str
    locale: str
    categories: tuple[str, ...]
    rule: str
    months: tuple[str, ...]
    messages: Mapping[str, str | tuple[str, ...]]

    def __hash__(self) -> int:
        return hash(self[:-1])

    @property
    def is_foreign(self) -> bool:
        """Whether the words are in another language than the course."""
        return self.language != self.course_language

    @property
    def digest(self) -> str:
        """What changes with any word."""
        return _digest(self)

    def word(self, key: str) -> str:
        """Return the text of a key. Raises KeyError when there is none, or when it needs a number."""
        message = self.messages[key]
        if not isinstance(message, str):
            raise KeyError(f"{key} depends on a number")
        return message

    def say(self, key: str, **values: object) -> str:
        """Return the text of a key with what is filled in; its form is the one that the number `n` takes."""
        return self.form(key, values).format_map(self.shown(values))

    def form(self, key: str, values: Mapping[str, object]) -> str:
        """Return the form that a text has with these values, before they are filled in."""
        message = self.messages[key]
        if isinstance(message, str):
            return message
        number = values["n"]
        assert isinstance(number, int)
        return message[_rule(self.rule)(number)]

    def shown(self, values: Mapping[str, object]) -> dict[str, Any]:
        """Return values as the language writes them."""
        return {name: self._shown(value) for name, value in values.items()}

    def _shown(self, value: object) -> object:
        return self.number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    def for_scripts(self, key: str) -> str:
        """Return what stands for a key in scripts: one text, the forms of one that has several between bars."""
        if key == "language.locale":
            return self.locale
        if key == "language.plurals":
            return "|".join(self.categories)
        message = self.messages[key]
        return message if isinstance(message, str) else "|".join(message)

    def number(self, number: float) -> str:
        """Return a number with the language's own signs: "1,000.5" or "1.000,5"."""
        text = f"{number:,}"
        signs = {",": self.word("language.group"), ".": self.word("language.decimal")}
        return "".join(signs.get(sign, sign) for sign in text)

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 in whole per cent: "60%" or "60 %"."""
        return self.say("language.percent", n=round(share * 100))

    def date(self, iso: str) -> str:
        """Return a day, "2027-01-20", as the language writes it out."""
        year, month, day = iso.split("-")
        return self.say("language.date", day=str(int(day)), month=self.months[int(month) - 1], year=year)

    def join(self, items: list[str]) -> str:
        """Return items as a list in a line."""
        return self.word("language.list").join(items)


@lru_cache(maxsize=8)
def _digest(words: Catalogue) -> str:
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


@cache
def catalogue(language: str) -> Catalogue:
    """Return the words for a course in this language: its own, those of the language that it is a variety of, or English."""
    name = nearest(language)
    return parse(_text(name or SOURCE), name or SOURCE, language, is_foreign=not name)


def stamp(language: str) -> str:
    """Return what changes with the file that a course's words come from."""
    return hashlib.sha256(_text(nearest(language) or SOURCE).encode()).hexdigest()[:16]


def nearest(language: str) -> str:
    """Return the language among `languages` that is this one, or that this one is a variety of; "" where there is none."""
    known = {name.lower(): name for name in languages()}
    tag = language.lower()
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    return known.get(tag, "")


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are catalogues for."""
    names = (file.name for file in _LOCALES.iterdir())
    return tuple(sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml")))


@cache
def in_all_languages(key: str) -> tuple[str, ...]:
    """Return what stands for a key in each language."""
    return tuple(catalogue(language).word(key) for language in languages())


def direction(language: str) -> str:
    """Return "rtl" for a language that is written from right to left, else "ltr"."""
    first, *others = language.split("-")
    scripts = {part.capitalize() for part in others if len(part) == 4}
    return "rtl" if scripts & _SCRIPTS or (not scripts and first.lower() in _RIGHT_TO_LEFT) else "ltr"


def names_in(message: str | tuple[str, ...]) -> set[str]:
    """Return the names of what is filled into a text."""
    return set(_NAME.findall(message if isinstance(message, str) else " ".join(message)))


def parse(text: str, name: str, course_language: str, *, is_foreign: bool = False) -> Catalogue:
    """Return the catalogue that a YAML text is, that of the language `name`, for a course in its own language."""
    import yaml  # not before a catalogue is read: a build remembers its own

    # Nothing is a number or a truth value here, whatever it looks like.
    tree = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  # it makes texts, lists and mappings alone
    about = tree["language"]
    categories = tuple(about["plurals"])
    is_variety = not is_foreign and course_language.lower() != name.lower()
    return Catalogue(
        course_language=course_language,
        language=name if is_foreign else course_language,
        locale=course_language if is_variety else about["locale"],
        categories=categories,
        rule=about["plural"],
        months=tuple(about["months"]),
        messages={
            f"{place}.{key}": words if isinstance(words, str) else tuple(words[category] for category in categories)
            for place, section in tree.items()
            for key, words in section.items()
            if isinstance(words, str | dict)
        },
    )


def _text(name: str) -> str:
    return (_LOCALES / f"{name}.yml").read_text("utf-8")


@cache
def _rule(expression: str) -> Callable[[int], int]:
    # That of most languages; what understands all takes longer to load than a page to render.
    if expression == "n != 1":
        return lambda number: int(number != 1)
    import gettext

    # Only our own catalogues come here; gettext lets nothing through but arithmetic with n.
    return gettext.c2py(expression)
