"""Every word of the interface stands in a catalogue, and every catalogue has all of them."""

from __future__ import annotations

import gettext
import re

import pytest

from lecprep import assets
from lecprep.words import SOURCE, catalogue, direction, languages, names_in, parse
from tests.conftest import REPOSITORY

ENGLISH = catalogue(SOURCE)
OTHERS = [language for language in languages() if language != SOURCE]
# Authors read English, as in the terminal.
FOR_AUTHORS = REPOSITORY / "templates" / "pages" / "stats.html"
ASKING = [
    *(REPOSITORY / "templates").rglob("*.html"),
    *(REPOSITORY / "static" / "js").rglob("*.js"),
    *(REPOSITORY / "src" / "lecprep").rglob("*.py"),
]


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_word(language: str) -> None:
    """The same keys as the English one, each with the same names to fill in, and a form for a number where English has."""
    words = catalogue(language)
    assert set(words.messages) == set(ENGLISH.messages)
    differing = {
        key
        for key, text in ENGLISH.messages.items()
        if names_in(text) != names_in(words.messages[key])
        or isinstance(text, str) != isinstance(words.messages[key], str)
    }
    assert differing == set()


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_can_be_used(language: str) -> None:
    """Every number has a form, every month a name; no text has a bar, which parts the forms in scripts."""
    words = catalogue(language)
    used = {words.form("count.questions", {"n": number}) for number in range(1000)}
    assert used == set(words.messages["count.questions"])
    assert len(words.months) == 12
    assert [key for key, text in words.messages.items() if "|" in "".join(text)] == []


@pytest.mark.parametrize("language", languages())
def test_a_number_has_the_form_that_gettext_gives_it(language: str) -> None:
    """Also where gettext is not asked."""
    words = catalogue(language)
    forms = words.messages["count.questions"]
    rule = gettext.c2py(words.rule)
    assert [words.form("count.questions", {"n": n}) for n in range(1000)] == [forms[rule(n)] for n in range(1000)]


def test_no_word_is_there_for_nothing() -> None:
    """Each key is asked for by a template, a script or a module: by its name, or by a name with something put into it."""
    text = "\n".join(path.read_text("utf-8") for path in ASKING)
    open_names = re.findall(r"""f["']([a-z-]+\.[a-z-]*\{[\w.]+\}|[a-z-]+\.[a-z-]+\{\w+\})["']""", text)
    patterns = [re.sub(r"\\\{.*?\\\}", r"[\\w-]*", re.escape(name)) for name in open_names]
    named = set(re.findall(r"""["']([a-z-]+\.[a-z0-9-]+)["']""", text))
    unused = {
        key
        for key in ENGLISH.messages
        if key not in named and not any(re.fullmatch(pattern, key) for pattern in patterns)
    }
    assert unused == {"language.name", "language.plural"}


def test_templates_have_no_words_of_their_own() -> None:
    """What remains of a template without its tags and expressions has no letters, but for the keys of the keyboard."""
    found = []
    for path in sorted({*(REPOSITORY / "templates").rglob("*.html")} - {FOR_AUTHORS}):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|<svg class=\"sprite\".*?</svg>|<kbd>[A-Z?]</kbd>",
            "",
            path.read_text("utf-8"),
            flags=re.S,
        )
        text = re.sub(r"\{\{.*?\}\}", "", text, flags=re.S)
        said = re.findall(r'(?:aria-label|title|placeholder|alt|data-label)="([^"]*[^\W\d_][^"]*)"', text)
        said += re.findall(r">([^<>=]*[^\W\d_][^<>=]*)<", text)
        found += [(path.name, words) for words in said]
    assert found == [("review.html", "U")]


@pytest.mark.parametrize(
    ("course", "words", "locale"),
    [
        ("en", "en", "en-GB"),
        ("en-US", "en-US", "en-US"),
        ("de", "de", "de"),
        ("de-AT", "de-AT", "de-AT"),
        ("fi", "en", "en-GB"),
    ],
)
def test_a_variety_has_the_words_of_its_language(course: str, words: str, locale: str) -> None:
    """And dates of its own. Where there are no words they are English, and known to be."""
    found = catalogue(course)
    assert (found.language, found.locale, found.is_foreign) == (words, locale, course == "fi")


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    """With the signs and the order of each."""
    german = catalogue("de")
    assert [ENGLISH.number(1234.5), german.number(1234.5)] == ["1,234.5", "1.234,5"]
    assert [ENGLISH.percent(0.6), german.percent(0.6)] == ["60%", "60\u00a0%"]
    assert [ENGLISH.date("2027-01-20"), german.date("2027-01-20")] == ["20 January 2027", "20. Januar 2027"]
    assert [german.say("count.questions", n=number) for number in (1, 2)] == ["1 Frage", "2 Fragen"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("de", "ltr"), ("are", "ltr")],
)
def test_the_direction_is_that_of_the_script(language: str, expected: str) -> None:
    """Which a language has by itself, unless its code names another."""
    assert direction(language) == expected


def test_scripts_hold_their_words_whatever_signs_these_have() -> None:
    """A quotation mark, a backslash or a line separator in a text ends no string."""
    text = (REPOSITORY / "src" / "lecprep" / "locales" / "en.yml").read_text("utf-8")
    odd = parse(text.replace("slash: The / key opens this", 'slash: "It\'s \\\\ \\u2028 ${a}"'), "en", "en")
    script = assets.collect(None, odd).files[assets.collect(None, odd).names["search_script"]].decode()
    assert r"'It\u0027s \u005c \u2028 ${a}'" in script


def test_styles_know_no_left_and_no_right() -> None:
    """They speak of the beginning and the end of a line, so that pages turn around by themselves, but where that is told."""
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-\w+)-)?(?:left|right)\s*:|(?:text-align|float|clear):\s*(?:left|right)"
    )
    styles = {path.name: path.read_text("utf-8") for path in (REPOSITORY / "static" / "css").rglob("*.css")}
    turned = re.compile(r'\[dir="rtl"\][^{}]*\{[^{}]*\}')
    assert [name for name, text in styles.items() if physical.search(turned.sub("", text))] == []
