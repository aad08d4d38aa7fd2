"""Sites in other languages than English: every word is the catalogue's, says its language, and the page turns around where it must."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lecprep import words
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.exam_course import COURSE, build_course
from tests.browser.exam_pages import FORBIDDEN_STORAGE, act, hook, with_movable_time
from tests.browser.test_exam_kept import FULL
from tests.browser.test_exam_looks import STATES

Visit = Callable[..., Visitor]

# What browsers say by themselves where they write dates, times and lists; and names of keys, formats and languages.
BROWSERS_WORDS = frozenset(
    re.findall(
        r"\w+",
        """Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec January February March April June July August September
        October November December Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday
        in and min hr day days mo yr MC Python JSON""",
    )
)
# Every text with its language; what stands in one line with the course's own words has that of neither.
SPOKEN = """() => {
  const found = [[document.title, 'title']];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const langOf = (element) => element.closest('[lang]').lang;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'data-label'])
        if (node.hasAttribute(name)) found.push([node.getAttribute(name), 'attribute']);
    } else if (!node.parentElement.closest('script, style, title, kbd, math'))
      found.push([node.data, node.parentElement.closest('[data-f="what"]') ? 'either' : langOf(node.parentElement)]);
  }
  return found;
}"""


# The first choice, the second of each list, and a text that is right nowhere.
FILL = """form => {
  form.querySelector('.opt input')?.click();
  for (const field of form.querySelectorAll('input[type=text]')) field.value = '0.1';
  for (const list of form.querySelectorAll('.match-row select')) list.selectedIndex = 1;
}"""


@contextmanager
def bracketed(*known: str) -> Iterator[None]:
    """The English words, each between brackets, so that a word without them is seen to come from elsewhere.

    They are those of the `known` languages, too.
    """

    def marked(text: Any) -> Any:
        return {name: marked(each) for name, each in text.items()} if isinstance(text, dict) else f"⟦{text}⟧"

    tree = yaml.load(words._text("en"), yaml.BaseLoader)
    text = yaml.safe_dump({place: each if place == "language" else marked(each) for place, each in tree.items()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_text", lambda name: text)
        patch.setattr(words, "languages", lambda: ("en", *known))
        words.catalogue.cache_clear()
        yield
    words.catalogue.cache_clear()


@pytest.fixture(scope="session")
def marked_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of the exam as if it were in Arabic, for which there are no words: those of the interface are in brackets."""
    with bracketed():
        return build_course(tmp_path_factory.mktemp("marked"), course=f"language: ar\n{COURSE}")


@pytest.fixture(scope="session")
def turned_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with words that are taken for Arabic, so that all of its pages go from right to left."""
    with bracketed("ar"):
        return build_course(tmp_path_factory.mktemp("turned"), course=f"language: ar\n{COURSE}")


@pytest.fixture(scope="session")
def german_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of the exam with German words."""
    return build_course(tmp_path_factory.mktemp("german"), course=f"language: de\n{COURSE}")


def states_of_the_rest(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Home, the lecture with every kind of question answered wrongly, the review, the search, a printed paper."""
    for path in ("index.html", "exams/kinds.html"):
        yield path, visitor.open(path)
    page = visitor.open("lectures/kinds.html")
    for form in page.locator("form.q").all():
        check = form.locator('[data-act="check"]')
        if check.count():
            check.evaluate("button => button.click()")
            form.evaluate(FILL)
            check.evaluate("button => button.click()")
        form.locator("details.answer > summary").click()
    yield "practice", page
    page.keyboard.press("Control+k")
    box = page.locator("dialog.search input[type=search]")
    expect(box).to_be_visible()
    box.fill("rivers")
    expect(page.locator("dialog.search .hit").first).to_be_visible()
    yield "search", page
    page = visitor.open("index.html")
    expect(page.locator('[data-continue="label"]')).not_to_be_empty()
    yield "home of one who has begun", page
    page = visitor.open("review.html")
    expect(page.locator(".index-card")).to_be_visible()
    yield "review", page
    page.locator("[data-f=body] details.answer > summary, [data-act=show]").locator("visible=true").first.click()
    page.locator("[data-rating]").locator("visible=true").first.click()
    expect(page.locator('[data-act="undo"]')).to_be_visible()
    yield "the next card", page


def states_of_the_notices(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Nothing can be kept, because there is no room or because the browser lets nothing be kept; a later version is there."""
    for why in ("full", "forbidden"):
        if why == "forbidden":
            visitor.context.add_init_script(FORBIDDEN_STORAGE)
        page = visitor.open("lectures/kinds.html")
        if why == "full":
            page.evaluate(FULL)
        page.locator("form.q .opt label").first.click()
        expect(act(hook(page, "storage-warning"), "download")).to_be_visible()
        hook(page, "update").evaluate("notice => { notice.hidden = false; }")
        yield why, page


EVERY_STATE = {**STATES, "rest": states_of_the_rest, "notices": states_of_the_notices}


def vocabulary(site: Path) -> set[str]:
    """Return the words of the course itself."""
    sources = (site.parent / "content").rglob("*.*")
    return {word for path in sources for word in re.findall(r"[^\W\d_]{2,}", path.read_text("utf-8"))}


def strangers(page: Page, known: set[str]) -> set[str]:
    """Return what a page says that is neither the course's nor in brackets, or that is said in the wrong language."""
    found = set()
    depth = 0
    for text, place in page.evaluate(SPOKEN):
        inside = outside = ""
        for sign in text:
            depth += (sign == "⟦") - (sign == "⟧")
            if depth or sign == "⟧":
                inside += sign
            else:
                outside += sign
        assert depth == 0 or place not in ("title", "attribute"), text
        said = set(re.findall(r"[^\W\d_]{2,}", re.sub(r"\w+-[0-9a-z]{5}-[0-9a-z]{3,4}", "", outside)))
        if said - known - BROWSERS_WORDS:
            found.add(f"no words of the catalogue: {text.strip()}")
        if place == "en" and said - BROWSERS_WORDS and not inside:
            found.add(f"the course's, marked as English: {text.strip()}")
        # The title of a paper is the course's, unless the student has put it together.
        if place == "ar" and re.search(r"[^\W\d_]{2,}", inside) and "Your own exam" not in text:
            found.add(f"English, marked as Arabic: {text.strip()}")
    return found


@pytest.mark.parametrize("states", EVERY_STATE)
def test_every_word_is_of_the_catalogue_and_in_its_language(marked_site: Path, visit: Visit, states: str) -> None:
    """In every state of every page, whether a template or a script says it; and nothing scrolls sideways from right to left."""
    visitor = visit(marked_site)
    with_movable_time(visitor.context)
    known = vocabulary(marked_site)
    problems: dict[str, set[str]] = {}
    for name, page in EVERY_STATE[states](visitor):
        assert page.evaluate("document.dir") == "rtl"
        if found := strangers(page, known):
            problems[name] = found
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    assert problems == {}


@pytest.mark.parametrize(
    ("language", "width", "states"),
    [
        *(("german", PHONE, states) for states in EVERY_STATE),
        *(("turned", PHONE if states in ("set-up", "result") else DESKTOP, states) for states in EVERY_STATE),
    ],
)
def test_axe_finds_nothing_in_other_languages(
    request: pytest.FixtureRequest, visit: Visit, language: str, width: int, states: str
) -> None:
    """Long words find room on a phone, and from right to left everything is where it is looked for."""
    visitor = visit(
        request.getfixturevalue(f"{language}_site"), width=width, theme="dark" if width == PHONE else "light"
    )
    with_movable_time(visitor.context)
    for name, page in EVERY_STATE[states](visitor):
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def test_scripts_choose_the_plural_that_templates_choose(browser: Browser) -> None:
    """A browser's own rules and those of the catalogue say the same of every number."""
    page = browser.new_page()
    for language in words.languages():
        catalogue = words.catalogue(language)
        chosen = page.evaluate(
            "locale => [...Array(1000).keys()].map(n => new Intl.PluralRules(locale).select(n))", catalogue.locale
        )
        forms = catalogue.messages["count.questions"]
        assert [forms[catalogue.categories.index(each)] for each in chosen] == [
            catalogue.form("count.questions", {"n": n}) for n in range(1000)
        ]
    page.close()


def test_a_german_course_is_german_throughout(german_site: Path, visit: Visit) -> None:
    """Words, plurals and percentages, made by templates and by scripts."""
    page = visit(german_site, locale="de-DE").open("mock-exam.html")
    expect(page.locator("h1").first).to_have_text("Probeklausur")
    expect(page.locator('[data-front] [data-f="pass"]')).to_have_text("60\u00a0%")
    expect(page.locator('[data-front] [data-f="scope"]')).to_have_text("Aus 1 Vorlesung gezogen")
    act(page, "all").first.evaluate("button => button.closest('form').querySelector('[value=own]').click()")
    expect(page.locator('[data-front] [data-f="title"]')).to_have_text("Deine eigene Klausur")
