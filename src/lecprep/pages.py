"""Which pages a course has, and what each of them shows. Sorting, counting and URLs are done here, not in templates."""

from __future__ import annotations

import hashlib
import posixpath
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, partial
from itertools import groupby
from typing import Any, assert_never
from urllib.parse import quote, urlsplit

from markupsafe import escape

from lecprep.bank import bank, card_ids, deck, script_json
from lecprep.course import beside
from lecprep.exams import LETTERS, PRINTED_SEED, PaperQuestion, bank_of, code_of, digest_of, draw
from lecprep.model import (
    Anchor,
    Choice,
    Coding,
    Course,
    Definition,
    Draw,
    Essential,
    ExamBlueprint,
    Lecture,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Prose,
    Question,
    ShortAnswer,
    SingleChoice,
    TypedAnswer,
)
from lecprep.tuples import NamedTuple
from lecprep.words import Catalogue, catalogue, direction

HOME_URL = "index.html"
GLOSSARY_URL = "glossary.html"
CHEAT_SHEET_URL = "cheat-sheet.html"
MOCK_EXAM_URL = "mock-exam.html"
MISTAKES_URL = "mistakes.html"
REVIEW_URL = "review.html"
PROGRESS_URL = "progress.html"
NOT_FOUND_URL = "404.html"

# Where a site is one of many under a name of the host's: no domain of the author's.
HOSTS_DOMAINS = (".github.io", ".gitlab.io", ".netlify.app", ".pages.dev")

# A page lists at most so many lectures beside its own; of a longer course, those around it.
MOST_BESIDE = 60

# The kinds of question by their letters, in the order in which forms name them.
KIND_NAMES: Mapping[str, str] = {
    "s": "single",
    "m": "multiple",
    "n": "numeric",
    "t": "typed",
    "o": "ordering",
    "a": "matching",
    "w": "short",
    "c": "coding",
}


# --- what templates see ---------------------------------------------------------------------------------------------


class NavLink(NamedTuple):
    """A link of the site's navigation."""

    title: str
    url: str
    is_current: bool


class LectureLink(NamedTuple):
    """A lecture as lists show it: `label` is its number or nothing, `url` relative to the page that shows it."""

    label: str
    title: str
    url: str
    slug: str
    minutes: int
    question_count: int
    section_count: int


class PartLinks(NamedTuple):
    """A titled group of lectures; the title is empty when the course has no parts.

    `url` leads to the part in the course map; a part that a page only mentions has no lectures there.
    """

    title: str
    url: str
    lectures: tuple[LectureLink, ...]


class Reference(NamedTuple):
    """A link to a section: its number (or nothing), its title and where it is."""

    label: str
    title: str
    url: str


class TocEntry(NamedTuple):
    """A line of the contents of a page."""

    label: str
    title: Prose | str
    url: str


class ChoiceView(NamedTuple):
    """A choice with its letter in the author's order; `index` is its identity in stored answers."""

    index: int  # type: ignore[assignment]  # no method of tuples
    letter: str
    choice: Choice


class ItemView(NamedTuple):
    """An item to be put in order, or the right side of a pair; `index` is its place in the key."""

    index: int  # type: ignore[assignment]  # no method of tuples
    text: Prose


class QuestionView(NamedTuple):
    """A question as a page shows it.

    `number` is what stands in its number box; `data` is what the script needs to mark it, and goes into one attribute as
    JSON; `choices` is filled for choice questions, `items` (scrambled, the same on every build) for ordering and matching.
    """

    question: Question
    kind: str
    number: str
    html_id: str
    see: Reference | None
    data: Mapping[str, Any]
    choices: tuple[ChoiceView, ...] = ()
    items: tuple[ItemView, ...] = ()

    @property
    def answer_letters(self) -> str:
        """The letters of the key in the author's order, such as "A, C"."""
        return ", ".join(view.letter for view in self.choices if view.choice.is_correct)

    @property
    def has_feedback(self) -> bool:
        """Tell whether the author said something about one of the choices."""
        return any(view.choice.feedback for view in self.choices)


class SectionView(NamedTuple):
    """A section with its number ("14.2" or nothing), its id on the page, and its body."""

    label: str
    html_id: str
    title: Prose
    body: tuple[Prose | QuestionView, ...]


class PracticeView(NamedTuple):
    """The practice section: `label` is the range of its question numbers."""

    label: str
    html_id: str
    title: Prose
    intro: Prose
    questions: tuple[QuestionView, ...]
    marks: int


class LectureView(NamedTuple):
    """Everything that a lecture's page shows. `beside` is what it lists of the course, which need not be all of it."""

    lecture: Lecture
    label: str
    syllabus: str
    question_count: int
    marks: int
    sections: tuple[SectionView, ...]
    practice: PracticeView | None
    toc: tuple[TocEntry, ...]
    beside: tuple[PartLinks, ...]
    beside_is_all: bool
    prerequisites: tuple[LectureLink, ...]
    previous: LectureLink | None
    next: LectureLink | None
    edit_url: str

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        """Every question on the page, in reading order."""
        checkpoints = tuple(part for section in self.sections for part in section.body if not isinstance(part, Prose))
        return (*checkpoints, *(self.practice.questions if self.practice else ()))


class TermView(NamedTuple):
    """A glossary entry and the section that introduces it."""

    definition: Definition
    html_id: str
    source: Reference


class TermCard(NamedTuple):
    """A definition as a card of the review: its id, what it defines, and where that is introduced."""

    id: str
    definition: Definition
    source: Reference


class LetterView(NamedTuple):
    """The glossary's entries under one letter."""

    letter: str
    html_id: str
    terms: tuple[TermView, ...]


class GlossaryView(NamedTuple):
    """The glossary; `alphabet` has an entry a letter, with an empty URL where no term begins with it."""

    letters: tuple[LetterView, ...]
    alphabet: tuple[TocEntry, ...]
    term_count: int


class EssentialView(NamedTuple):
    """A block of the cheat sheet and the section it comes from."""

    essential: Essential
    source: Reference


class CheatSheetView(NamedTuple):
    """One side of A4: a part of the course (or one lecture, in a course without parts)."""

    title: str
    scope: str
    html_id: str
    blocks: tuple[EssentialView, ...]


class PaperView(NamedTuple):
    """The front of a mock exam's paper, with ways there from the page that shows this view.

    `url` leads to the paper to print, `setup_url` to this exam on screen with a paper of its own, and `sit_url` to the
    printed paper on screen, which `code` stands for. `time` and `pass_mark` are words ("45 min", "60%"); `scope` says
    where the questions come from.
    """

    exam: ExamBlueprint
    url: str
    setup_url: str
    sit_url: str
    code: str
    time: str
    pass_mark: str
    scope: str
    question_count: int
    marks: int


class PaperSectionView(NamedTuple):
    """A section of a printed paper: its letter, what it asks for ("choose", "fill in", "write"), and its questions."""

    letter: str
    title: str
    questions: tuple[QuestionView, ...]


class TopicView(NamedTuple):
    """A topic of the syllabus and how many questions belong to it."""

    id: str
    title: str
    question_count: int


class KindView(NamedTuple):
    """A kind of question by its letter in the bank, its name for students, and how many questions are of it."""

    letter: str
    name: str
    question_count: int


class ExamPageView(NamedTuple):
    """What the mock exam, the mistake book and the progress page show.

    Lectures, topics and kinds are those that have questions. `bank` is what the script draws from: JSON, safe inside a
    `<script>` as it is.
    """

    papers: tuple[PaperView, ...]
    parts: tuple[PartLinks, ...]
    topics: tuple[TopicView, ...]
    kinds: tuple[KindView, ...]
    question_count: int
    marks: int
    bank: str


class HomeView(NamedTuple):
    """The course map and its facts; `deck` is the file of what there is to review, or empty."""

    parts: tuple[PartLinks, ...]
    lecture_count: int
    topic_count: int
    question_count: int
    marks: int
    first: LectureLink | None
    papers: tuple[PaperView, ...]
    deck: str
    review_url: str
    exam_url: str


class SiteView(NamedTuple):
    """What every page knows of the site; `root` leads from the page to the site's top ("" or "../").

    `data_url` leads to where students export and erase what is kept of them, and is empty where nothing is.
    """

    title: str
    description: str
    language: str
    direction: str
    root: str
    nav: tuple[NavLink, ...]
    exam_date: str
    data_url: str


class Page(NamedTuple):
    """A page to render: `url` is its file below the site's top, `context` what its template is given.

    `title` and `description` are plain text for the head; `canonical` is empty when the site's address is not known.
    `shows` tells by digests what the page is made from: while they stay the same, so does the page. `context` is worked
    out whenever it is asked for, and not kept: a thousand of them are more than the course itself.
    """

    url: str
    template: str
    title: str
    description: str
    canonical: str
    og_type: str
    site: SiteView
    shows: Mapping[str, str]
    make_context: Callable[[], Mapping[str, Any]]

    @property
    def context(self) -> Mapping[str, Any]:
        """What the template is given, besides the page and the site."""
        return self.make_context()


class Questions(NamedTuple):
    """The questions of a lecture as the pages of the exam show them: below the site's top. `shows` is as in `Page`."""

    slug: str
    shows: Mapping[str, str]
    make_views: Callable[[], tuple[QuestionView, ...]]


class Cards(NamedTuple):
    """The cards of a lecture besides its questions, as the review shows them: its definitions and its drills."""

    slug: str
    shows: Mapping[str, str]
    make_views: Callable[[], tuple[tuple[TermCard, ...], tuple[QuestionView, ...]]]


# --- which pages there are ------------------------------------------------------------------------------------------


def plan(course: Course, base_url: str = "", pieces: Mapping[str, str] | None = None) -> tuple[Page, ...]:
    """Return every page of the site.

    `base_url` overrides the course's own `url`; it ends with a slash, or is empty where the address is not known.
    `pieces` names the file of questions of each lecture, for the script of the exam.
    """
    planner = Planner(course, base_url)
    planner.of_exams(pieces or {})
    home, *others = planner.others()
    return (home, *planner.lectures(), *others)


def questions(course: Course) -> dict[str, tuple[QuestionView, ...]]:
    """Return the questions of each lecture that has some, as the pages of the exam show them: below the site's top."""
    return {part.slug: part.make_views() for part in Planner(course, "").questions()}


def machine_files(pages: Iterable[Page], course: Course, base_url: str = "") -> dict[str, bytes]:
    """Return what is written for programs: robots.txt, sitemap.xml where the site's address is known, and notes for GitHub.

    Sources: RFC 9309 (robots), https://www.sitemaps.org/protocol.html.
    """
    robots = "User-agent: *\nAllow: /\n"
    files = {".nojekyll": b""}
    address = base_url or course.url
    if address:
        robots += f"Sitemap: {address}sitemap.xml\n"
        updated = {lecture_url(lecture): lecture.updated for lecture in course if lecture.updated}
        entries = (
            f"  <url><loc>{escape(page.canonical)}</loc>{f'<lastmod>{updated[page.url]}</lastmod>' if page.url in updated else ''}</url>\n"
            for page in pages
            if page.canonical
        )
        files["sitemap.xml"] = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            + "".join(entries)
            + "</urlset>\n"
        ).encode()
        if domain := _own_domain(address):
            files["CNAME"] = f"{domain}\n".encode()
    return files | {"robots.txt": robots.encode()}


def _own_domain(address: str) -> str:
    """Return the domain that an address is the top of, where it is not one of the host's: GitHub asks for it in a file.

    Source: https://docs.github.com/en/pages/configuring-a-custom-domain-for-your-github-pages-site.
    """
    parts = urlsplit(address)
    domain = parts.hostname or ""
    return "" if parts.path != "/" or parts.port or "." not in domain or domain.endswith(HOSTS_DOMAINS) else domain


def lecture_url(lecture: Lecture) -> str:
    """Return the address of a lecture's page below the site's top."""
    return f"lectures/{lecture.slug}.html"


def paper_url(exam: ExamBlueprint) -> str:
    """Return the address of a mock exam's paper below the site's top."""
    return f"exams/{exam.id}.html"


@lru_cache(maxsize=16_384)  # those of a thousand lectures, which a server plans again and again
def relative_url(from_url: str, to_url: str) -> str:
    """Return the way from one page to another, so that the site works under any address and from disk."""
    path, hash_mark, fragment = to_url.partition("#")
    if path == from_url:
        path = "" if fragment else posixpath.basename(path)
    else:
        here, there = from_url.split("/")[:-1], path.split("/")
        shared = len(posixpath.commonprefix([here, there[:-1]]))
        path = "../" * (len(here) - shared) + "/".join(there[shared:])
    return quote(path, safe="/.-_~") + hash_mark + quote(fragment, safe="-._~!$&'()*+,;=:@/?")


def _link(from_url: str, to_url: str, root: str | None) -> str:
    """Return the way from one page to another, or from `root` where a page is shown at any address."""
    return root + to_url if root else relative_url(from_url, to_url)


class _Listed(NamedTuple):
    """What many pages list of the course, and a digest of it."""

    parts: tuple[PartLinks, ...]
    digest: str


def digest(*values: object) -> str:
    """Return what changes with values that are written in one way alone: texts, numbers, tuples, named or not, and dataclasses of them."""
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Planner:
    """The course seen as pages: the course, the site's address, and what several pages look up."""

    def __init__(self, course: Course, base_url: str, words: Catalogue | None = None) -> None:
        self.course = course
        self.words = words or catalogue(course.language)
        self.base_url = base_url or course.url
        self.pieces: Mapping[str, str] = {}
        self.bank = bank_of(course)
        self.has_cards = bool(self.bank) or any(lecture.definitions or lecture.drills for lecture in course)
        self.deck_path = ""
        self.by_slug = {lecture.slug: lecture for lecture in course}
        self.by_path = {lecture.path: lecture for lecture in course}
        self.part_of = {lecture.slug: number for number, part in enumerate(course.parts) for lecture in part.lectures}
        self._listed: dict[object, _Listed] = {}
        self.terms = sorted(
            ((definition, lecture) for lecture in course for definition in lecture.definitions),
            key=lambda pair: (_sort_key(pair[0].term.text), pair[1].path, pair[0].anchor),
        )
        self.has_cheat_sheet = any(lecture.essentials for lecture in course)
        self._leads: dict[str, dict[str, str]] = {}
        self._links: dict[tuple[str, str], LectureLink] = {}
        self._sites: dict[tuple[str, str | None], tuple[SiteView, str]] = {}

    def lectures(self) -> tuple[Page, ...]:
        """Return the page of each lecture."""
        return tuple(self.lecture(i) for i in range(len(self.course.lectures)))

    def of_exams(self, pieces: Mapping[str, str]) -> tuple[Page, ...]:
        """Return those of the others that need to know the bank; `pieces` names the file of questions of each lecture."""
        self.pieces = pieces
        return (self.mock_exam, self.mistakes) if self.bank else ()

    def others(self, deck_path: str = "") -> tuple[Page, ...]:
        """Return the pages of the whole course, the home page first; `deck_path` names the file of the deck."""
        self.deck_path = deck_path
        pages = [self.home()]
        if self.terms:
            pages.append(self.glossary)
        if self.has_cheat_sheet:
            pages.append(self.cheat_sheet)
        if self.bank:
            pages += [self.mock_exam, self.mistakes, *self.exam_papers]
        if self.has_cards:
            pages += [self.review(), self.progress()]
        pages.append(self.not_found)
        return tuple(pages)

    def ahead(self) -> tuple[Page, ...]:
        """Return those of the others that need no names of files, and work out what takes longest of the rest."""
        assert self.home_parts
        pages = [self.not_found]
        if self.terms:
            pages.append(self.glossary)
        if self.has_cheat_sheet:
            pages.append(self.cheat_sheet)
        return (*pages, *(self.exam_papers if self.bank else ()))

    def questions(self) -> tuple[Questions, ...]:
        """Return the questions of each lecture that has some."""
        return tuple(
            Questions(lecture.slug, self._leads_of(lecture), partial(self._piece, lecture))
            for lecture in self.course
            if lecture.questions
        )

    def cards(self) -> tuple[Cards, ...]:
        """Return the cards of each lecture that has some besides its questions."""
        return tuple(
            Cards(lecture.slug, self._leads_of(lecture), partial(self._cards, lecture))
            for lecture in self.course
            if lecture.definitions or lecture.drills
        )

    def deck(self, pieces: Mapping[str, str], cards: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Return what there is to review, if anything; `pieces` and `cards` name the files of each lecture."""
        return deck(self.course, pieces, cards, lecture_url) if self.has_cards else None

    @cached_property
    def papers(self) -> Mapping[str, tuple[PaperQuestion, ...]]:
        """The printed paper of each exam."""
        return {exam.id: draw(self.course, exam, PRINTED_SEED) for exam in self.course.exams}

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The code of the printed paper of each exam."""
        return {exam.id: code_of(self.course, exam, PRINTED_SEED) for exam in self.course.exams}

    @cached_property
    def bank_json(self) -> str:
        """What the script of the exam draws from."""
        return script_json(bank(self.course, self.pieces, lecture_url))

    @cached_property
    def home_parts(self) -> tuple[PartLinks, ...]:
        """The course map."""
        return self._parts(HOME_URL)

    @cached_property
    def exam_papers(self) -> tuple[Page, ...]:
        """The page of each printed paper."""
        return tuple(map(self.paper, self.course.exams))

    @cached_property
    def exam_view(self) -> ExamPageView:
        """What the page of the exam shows, and of it the bank alone the mistake book and the progress page."""
        return self._exam_view(MOCK_EXAM_URL)

    # -- what pages are made from

    def _leads_of(self, lecture: Lecture) -> dict[str, str]:
        """Return what a lecture shows wherever it is shown: what it says, and what that leads to."""
        if lecture.slug not in self._leads:
            links = [
                (link.target, other.slug, anchor.html_id if anchor else "")
                for link in lecture.links
                if (other := self.by_path.get(link.target))
                for anchor in [other.by_id.get(link.fragment)]
            ]
            sees = [
                found and (found[0].slug, found[0].number, found[1].section, found[1].text, found[1].html_id)
                for question in lecture.questions
                if question.see and question.see[0] != "#"  # what it says of itself, its text tells
                for found in [self._seen(question, lecture)]
            ]
            self._leads[lecture.slug] = {
                "its text": digest(lecture.path, lecture.slug, lecture.fingerprint),
                "what it links to": digest(links, sees),
                "its images": digest([self.course.images.get(image.target) for image in lecture.images]),
            }
        return self._leads[lecture.slug]

    def _many_lead(self, lectures: Iterable[Lecture]) -> str:
        leads = [self._leads_of(lecture) for lecture in lectures]
        return digest([(lead["what it links to"], lead["its images"]) for lead in leads])

    # -- pages

    def home(self) -> Page:
        course = self.course
        parts = self.home_parts
        view = HomeView(
            parts=parts,
            lecture_count=len(course.lectures),
            topic_count=len(course.syllabus),
            question_count=len(self.bank),
            marks=sum(item.question.marks for item in self.bank),
            first=parts[0].lectures[0] if parts else None,
            papers=tuple(self._paper(exam, HOME_URL) for exam in course.exams) if self.bank else (),
            deck=self.deck_path,
            review_url=REVIEW_URL,
            exam_url=MOCK_EXAM_URL,
        )
        shows = {
            "the lectures that it lists": digest(parts),
            "the cards": digest(self.deck_path),
            "the exams": digest(view.papers, view.marks, view.topic_count),
        }
        return self._page(HOME_URL, "home", course.title, course.description, shows, lambda: {"home": view})

    def lecture(self, index: int) -> Page:
        lectures = self.course.lectures
        lecture = lectures[index]
        url = lecture_url(lecture)
        beside = self._beside(lecture, url)
        previous = self._lecture_link(lectures[index - 1], url) if index else None
        next = self._lecture_link(lectures[index + 1], url) if index + 1 < len(lectures) else None
        prerequisites = tuple(
            self._lecture_link(self.by_slug[slug], url)
            for slug in lecture.prerequisites
            if slug in self.by_slug and slug != lecture.slug
        )

        def context() -> Mapping[str, Any]:
            return {"view": self._lecture_view(lecture, url, beside.parts, previous, next, prerequisites)}

        title = f"{lecture.number} {lecture.title}" if lecture.number is not None else lecture.title
        description = lecture.summary or shortened(
            lecture.intro.text or (lecture.sections[0].title.text if lecture.sections else lecture.title)
        )
        near = digest(beside.digest, previous, next, prerequisites)
        shows = {**self._leads_of(lecture), "the lectures beside it": near}
        return self._page(
            url, "lecture", f"{title} · {self.course.title}", description, shows, context, og_type="article"
        )

    def _lecture_view(
        self,
        lecture: Lecture,
        url: str,
        beside: tuple[PartLinks, ...],
        previous: LectureLink | None,
        next: LectureLink | None,
        prerequisites: tuple[LectureLink, ...],
    ) -> LectureView:
        practice = self._practice(lecture, url) if lecture.practice else None
        sections = tuple(self._sections(lecture, url))
        return LectureView(
            lecture=lecture,
            label=str(lecture.number) if lecture.number is not None else "",
            syllabus=compress_ids(lecture.syllabus),
            question_count=len(lecture.questions),
            marks=sum(question.marks for question in lecture.questions),
            sections=sections,
            practice=practice,
            toc=tuple(self._toc(lecture, sections, practice)),
            beside=beside,
            beside_is_all=len(self.course.lectures) <= MOST_BESIDE,
            prerequisites=prerequisites,
            previous=previous,
            next=next,
            edit_url=self._edit_url(lecture),
        )

    @cached_property
    def glossary(self) -> Page:
        lectures = [lecture for lecture in self.course if lecture.definitions]
        shows = {
            "the terms": digest([lecture.collected for lecture in lectures]),
            "what they link to": self._many_lead(lectures),
        }
        description = self.words.say("about.glossary", n=len(self.terms), course=self.course.title)
        return self._page(
            GLOSSARY_URL,
            "glossary",
            self._titled("glossary.title"),
            description,
            shows,
            lambda: {"glossary": self._glossary_view()},
        )

    def _glossary_view(self) -> GlossaryView:
        letters: dict[str, list[TermView]] = {}
        for definition, lecture in self.terms:
            source = self._source(lecture, definition.section, definition.anchor, GLOSSARY_URL)
            view = TermView(definition, f"term-{lecture.slug}-{definition.anchor}", source)
            letters.setdefault(_letter(definition.term.text), []).append(view)
        latin = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        # A language with other letters has no use for these.
        alphabet = latin if letters.keys() & {*latin} else []
        alphabet = [*alphabet, *(letter for letter in letters if letter not in alphabet)]
        return GlossaryView(
            letters=tuple(LetterView(letter, _letter_id(letter), tuple(terms)) for letter, terms in letters.items()),
            alphabet=tuple(
                TocEntry(letter, letter, f"#{_letter_id(letter)}" if letter in letters else "") for letter in alphabet
            ),
            term_count=len(self.terms),
        )

    @cached_property
    def cheat_sheet(self) -> Page:
        lectures = [lecture for lecture in self.course if lecture.essentials]
        shows = {
            "the key ideas": digest([lecture.collected for lecture in lectures]),
            "the parts": digest(
                [(part.title, [lecture.slug for lecture in part.lectures]) for part in self.course.parts]
            ),
            "what they link to": self._many_lead(lectures),
        }
        description = self.words.say("about.cheat-sheet", course=self.course.title)
        title = self._titled("cheat-sheet.title")
        return self._page(CHEAT_SHEET_URL, "cheat-sheet", title, description, shows, lambda: {"sheets": self._sheets()})

    def _sheets(self) -> tuple[CheatSheetView, ...]:
        sheets = []
        groups = [(part.title, part.lectures) for part in self.course.parts if part.title]
        if len(groups) != len(self.course.parts):
            groups = [(lecture.title, (lecture,)) for lecture in self.course]
        for number, (title, lectures) in enumerate(groups, 1):
            blocks = tuple(
                EssentialView(essential, self._source(lecture, essential.section, essential.anchor, CHEAT_SHEET_URL))
                for lecture in lectures
                for essential in lecture.essentials
            )
            if blocks:
                sheets.append(CheatSheetView(title, self._scope(lectures), f"sheet-{number}", blocks))
        return tuple(sheets)

    @cached_property
    def mock_exam(self) -> Page:
        description = self.words.say("about.mock-exam", n=len(self.bank), course=self.course.title)
        return self._exam_page(MOCK_EXAM_URL, "mock-exam", "set-up.title", description)

    @cached_property
    def mistakes(self) -> Page:
        return self._exam_page(MISTAKES_URL, "mistakes", "mistakes.tab", self.words.word("about.mistakes"))

    def review(self) -> Page:
        description = self.words.say("about.review", course=self.course.title)
        return self._deck_page(REVIEW_URL, "review", "review.title", description)

    def progress(self) -> Page:
        return self._deck_page(PROGRESS_URL, "progress", "progress.title", self.words.word("about.progress"))

    def _deck_page(self, url: str, template: str, title: str, description: str) -> Page:
        context = {"deck": self.deck_path, "has_questions": bool(self.bank), "exam_date": self.course.exam_date}
        shows = {"the cards": digest(context)}
        return self._page(url, template, self._titled(title), description, shows, lambda: context)

    def paper(self, exam: ExamBlueprint) -> Page:
        url = paper_url(exam)
        view = self._paper(exam, url)
        lectures = {item.lecture.slug: item.lecture for item in self.papers[exam.id]}
        shows = {
            "the exam": digest(view),
            "the questions that are drawn": digest([item.question for item in self.papers[exam.id]]),
            "what they link to": self._many_lead(lectures.values()),
        }
        description = self.words.say(
            "about.paper",
            exam=exam.title,
            questions=self.words.say("count.questions", n=view.question_count),
            marks=self.words.say("count.marks", n=view.marks),
            time=view.time,
        )
        title = f"{exam.title} · {self.course.title}"
        return self._page(url, "paper", title, description, shows, lambda: self._paper_context(exam, view, url))

    def _paper_context(self, exam: ExamBlueprint, view: PaperView, url: str) -> Mapping[str, Any]:
        numbered = enumerate(self.papers[exam.id], 1)
        sections = tuple(
            PaperSectionView(
                letter,
                self.words.word(f"section.{section}"),
                tuple(
                    # What was done with a question in its lecture is kept under another name: here it is answered anew.
                    self.question(
                        item.question,
                        item.lecture,
                        url,
                        str(number),
                        html_id=f"q-{number}",
                        name=f"exams/{exam.id}/{item.question.id}",
                    )
                    for number, item in group
                ),
            )
            for letter, (section, group) in zip(
                "ABC", groupby(numbered, key=lambda pair: pair[1].section), strict=False
            )
        )
        questions = tuple(question for section in sections for question in section.questions)
        return {"paper": view, "sections": sections, "questions": questions}

    @cached_property
    def not_found(self) -> Page:
        # Hosts show this page at any depth, so its links cannot be relative: they begin at the site's own top.
        root = urlsplit(self.base_url).path or "/"
        return self._page(
            NOT_FOUND_URL,
            "404",
            self._titled("not-found.title"),
            self.words.word("about.not-found"),
            {},
            dict,
            root=root,
        )

    # -- their pieces

    def _piece(self, lecture: Lecture) -> tuple[QuestionView, ...]:
        return tuple(
            self.question(question, lecture, MOCK_EXAM_URL, "0", html_id=f"q-{question.id}")
            for question in lecture.questions
        )

    def _cards(self, lecture: Lecture) -> tuple[tuple[TermCard, ...], tuple[QuestionView, ...]]:
        terms = tuple(
            TermCard(id, definition, self._source(lecture, definition.section, definition.anchor, REVIEW_URL))
            for id, definition in zip(card_ids(lecture), lecture.definitions, strict=False)
        )
        drills = tuple(
            self.question(drill, lecture, REVIEW_URL, "0", html_id=f"q-{drill.id.replace('/', '-')}")
            for drill in lecture.drills
        )
        return terms, drills

    def _exam_page(self, url: str, template: str, title: str, description: str) -> Page:
        shows = self._exam_shows
        return self._page(url, template, self._titled(title), description, shows, lambda: {"exam": self.exam_view})

    @cached_property
    def _exam_shows(self) -> Mapping[str, str]:
        heads = [(lecture.slug, lecture.number, lecture.title, lecture.syllabus) for lecture in self.course]
        return {
            "the questions": digest(digest_of(self.course), sorted(self.pieces.items())),
            "the lectures": digest(heads, [(part.title, len(part.lectures)) for part in self.course.parts]),
            "the exams": digest(self.course.exams, self.course.syllabus, self.codes),
        }

    def _exam_view(self, url: str) -> ExamPageView:
        topics = Counter(topic for item in self.bank for topic in item.topics)
        kinds = Counter(LETTERS[type(item.question)] for item in self.bank)
        parts = (
            part._replace(lectures=tuple(lecture for lecture in part.lectures if lecture.question_count))
            for part in self._parts(url)
        )
        return ExamPageView(
            papers=tuple(self._paper(exam, url) for exam in self.course.exams),
            parts=tuple(part for part in parts if part.lectures),
            topics=tuple(
                TopicView(topic.id, topic.title, topics[topic.id])
                for topic in self.course.syllabus
                if topic.id in topics
            ),
            kinds=tuple(
                KindView(letter, self.words.word(f"kind.{name}"), kinds[letter])
                for letter, name in KIND_NAMES.items()
                if letter in kinds
            ),
            question_count=len(self.bank),
            marks=sum(item.question.marks for item in self.bank),
            bank=self.bank_json,
        )

    def _titled(self, key: str) -> str:
        """Return the title of a page's tab."""
        return f"{self.words.word(key)} · {self.course.title}"

    def _page(
        self,
        url: str,
        template: str,
        title: str,
        description: str,
        shows: Mapping[str, str],
        context: Callable[[], Mapping[str, Any]],
        og_type: str = "website",
        root: str | None = None,
    ) -> Page:
        site, site_digest = self._site(url, root)
        canonical = self.base_url and self.base_url + ("" if url == HOME_URL else quote(url))
        return Page(
            url=url,
            template=template,
            title=title,
            description=shortened(description),
            # What shows nothing to a stranger is not offered to search engines.
            canonical="" if template in ("404", "mistakes", "review", "progress") else canonical,
            og_type=og_type,
            site=site,
            shows={**shows, "the course": site_digest},
            make_context=context,
        )

    def _site(self, url: str, root: str | None) -> tuple[SiteView, str]:
        # The same on all pages of a folder, except for those at the top, which know themselves.
        key = (url.rpartition("/")[0] or url, root)
        if key not in self._sites:
            course = self.course
            site = SiteView(
                title=course.title,
                description=course.description,
                language=course.language,
                direction=direction(course.language),
                root="../" * url.count("/") if root is None else root,
                nav=tuple(self._nav(url, root)),
                exam_date=course.exam_date,
                data_url=_link(url, f"{PROGRESS_URL}#data", root) if self.has_cards else "",
            )
            self._sites[key] = (
                site,
                digest(site, self.base_url, course.repository, course.branch, course.folder, self.words.digest),
            )
        return self._sites[key]

    def _nav(self, url: str, root: str | None) -> Iterable[NavLink]:
        links = [("home", HOME_URL)]
        if self.bank:
            links += [("mock-exam", MOCK_EXAM_URL), ("mistakes", MISTAKES_URL)]
        if self.has_cards:
            links.append(("review", REVIEW_URL))
        if self.terms:
            links.append(("glossary", GLOSSARY_URL))
        if self.has_cheat_sheet:
            links.append(("cheat-sheet", CHEAT_SHEET_URL))
        if self.has_cards:
            links.append(("progress", PROGRESS_URL))
        for name, target in links:
            yield NavLink(self.words.word(f"nav.{name}"), _link(url, target, root), target == url)

    def _parts(self, url: str) -> tuple[PartLinks, ...]:
        return tuple(self._part(number, part.lectures, url) for number, part in enumerate(self.course.parts))

    def _part(self, number: int, lectures: Iterable[Lecture], url: str) -> PartLinks:
        return PartLinks(
            self.course.parts[number].title,
            relative_url(url, f"{HOME_URL}#part-{number + 1}"),
            tuple(self._lecture_link(lecture, url) for lecture in lectures),
        )

    def _beside(self, lecture: Lecture, url: str) -> _Listed:
        """Return the course as the page of a lecture lists it; of a long one, the part around it and the next on either side."""
        if len(self.course.lectures) <= MOST_BESIDE:
            return self._once("all", lambda: self._parts(url))
        number = self.part_of[lecture.slug]
        members = self.course.parts[number].lectures
        first = 0
        if len(members) > MOST_BESIDE:
            at = next(i for i, member in enumerate(members) if member is lecture)
            first = max(0, min(at - MOST_BESIDE // 2, len(members) - MOST_BESIDE))

        def around() -> tuple[PartLinks, ...]:
            before = [self._part(number - 1, (), url)] if number else []
            after = [self._part(number + 1, (), url)] if number + 1 < len(self.course.parts) else []
            return (*before, self._part(number, members[first : first + MOST_BESIDE], url), *after)

        return self._once((number, first), around)

    def _once(self, key: object, make: Callable[[], tuple[PartLinks, ...]]) -> _Listed:
        # Every lecture lies in one folder, so that what one page lists the others can list as well.
        if key not in self._listed:
            parts = make()
            self._listed[key] = _Listed(parts, digest(parts, len(self.course.lectures) <= MOST_BESIDE))
        return self._listed[key]

    def _lecture_link(self, lecture: Lecture, url: str) -> LectureLink:
        # The same on all pages of a folder.
        key = (posixpath.dirname(url), lecture.path)
        if key not in self._links:
            self._links[key] = LectureLink(
                label=str(lecture.number) if lecture.number is not None else "",
                title=lecture.title,
                url=relative_url(url, lecture_url(lecture)),
                slug=lecture.slug,
                minutes=lecture.minutes,
                question_count=len(lecture.questions),
                section_count=len(lecture.sections),
            )
        return self._links[key]

    def _sections(self, lecture: Lecture, url: str) -> Iterable[SectionView]:
        checkpoint = 0
        for section in lecture.sections:
            body: list[Prose | QuestionView] = []
            for part in section.body:
                if isinstance(part, Prose):
                    body.append(part)
                else:
                    checkpoint += 1
                    body.append(self.question(part, lecture, url, f"C{checkpoint}"))
            yield SectionView(section_label(lecture, section.number), section.id, section.title, tuple(body))

    def _practice(self, lecture: Lecture, url: str) -> PracticeView:
        practice = lecture.practice
        assert practice is not None
        count = len(practice.questions)
        return PracticeView(
            label=f"1–{count}" if count > 1 else str(count or ""),
            html_id=practice.id,
            title=practice.title,
            intro=practice.intro,
            questions=tuple(
                self.question(question, lecture, url, str(number))
                for number, question in enumerate(practice.questions, 1)
            ),
            marks=sum(question.marks for question in practice.questions),
        )

    def _toc(
        self, lecture: Lecture, sections: Iterable[SectionView], practice: PracticeView | None
    ) -> Iterable[TocEntry]:
        for section in sections:
            yield TocEntry(section.label, section.title, f"#{section.html_id}")
        if practice and practice.questions:
            yield TocEntry(practice.label, practice.title, f"#{practice.html_id}")
        if lecture.closing:
            yield TocEntry("", self.words.word("lecture.must-remember"), f"#{lecture.closing_id}")

    def question(
        self, question: Question, lecture: Lecture, url: str, number: str, *, html_id: str = "", name: str = ""
    ) -> QuestionView:
        """Return a question as the page at `url` shows it; `html_id` and `name` tell it from the one in its lecture."""
        kind, key, choices, items = _key(question)
        data = {
            "id": name or question.id,
            "kind": kind,
            "version": question.fingerprint,
            "marks": question.marks,
            **key,
        }
        see = self._see(question, lecture, url)
        return QuestionView(question, kind, number, html_id or question.anchor, see, data, choices, items)

    def _paper(self, exam: ExamBlueprint, url: str) -> PaperView:
        items = self.papers[exam.id]
        code = self.codes[exam.id]
        return PaperView(
            exam=exam,
            url=relative_url(url, paper_url(exam)),
            setup_url=relative_url(url, f"{MOCK_EXAM_URL}#exam={exam.id}"),
            sit_url=relative_url(url, f"{MOCK_EXAM_URL}#paper={code}"),
            code=code,
            time=self.words.say("count.minutes-short", n=exam.minutes)
            if exam.minutes
            else self.words.word("paper.no-limit"),
            pass_mark=self.words.percent(exam.pass_mark),
            scope=self._drawn_from(exam.draw),
            question_count=len(items),
            marks=sum(item.question.marks for item in items),
        )

    def _drawn_from(self, draw: Draw) -> str:
        """Return where the questions of an exam come from."""
        match draw:
            case Draw.SYLLABUS:
                return self.words.word("paper.by-syllabus")
            case Draw.LECTURES:
                evenly = "-evenly"
            case Draw.QUOTAS:
                evenly = ""
            case _:
                assert_never(draw)
        numbers = [str(lecture.number) for lecture in self.course if lecture.number is not None]
        if not numbers:
            return self.words.word(f"paper.from-course{evenly}")
        return self.words.say(f"paper.from-lectures{evenly}", n=len(numbers), numbers=compress_ids(numbers))

    def _scope(self, lectures: Iterable[Lecture]) -> str:
        """Return what a cheat sheet covers: "Lectures 12–14, topics 46–57"."""
        numbers = [str(lecture.number) for lecture in lectures if lecture.number is not None]
        topics = list(dict.fromkeys(topic for lecture in lectures for topic in lecture.syllabus))
        found = {"lecture": numbers, "topic": topics}
        return self.words.join(
            [
                self.words.say(f"cheat-sheet.{name}", n=len(ids), numbers=compress_ids(ids))
                for name, ids in found.items()
                if ids
            ]
        )

    def _see(self, question: Question, lecture: Lecture, url: str) -> Reference | None:
        found = self._seen(question, lecture)
        if found is None:
            return None
        other, anchor = found
        label = section_label(other, anchor.section)
        return Reference(label, anchor.text, relative_url(url, f"{lecture_url(other)}#{anchor.html_id}"))

    def _seen(self, question: Question, lecture: Lecture) -> tuple[Lecture, Anchor] | None:
        """Return what a question refers to."""
        if question.see is None:
            return None
        target, _, fragment = question.see.rpartition("#")
        path = beside(lecture.path, target) if target else lecture.path
        other = self.by_path.get(path)
        anchor = other and other.by_id.get(fragment)
        return (other, anchor) if other and anchor else None

    def _source(self, lecture: Lecture, section: int | None, anchor: str, url: str) -> Reference:
        title = next(
            (s.title.text for s in lecture.sections if section is not None and s.number == section), lecture.title
        )
        label = section_label(lecture, section) or (
            str(lecture.number) if lecture.number is not None else lecture.title
        )
        return Reference(label, title, relative_url(url, f"{lecture_url(lecture)}#{anchor}"))

    def _edit_url(self, lecture: Lecture) -> str:
        repository = self.course.repository.rstrip("/")
        if not repository:
            return ""
        path = posixpath.join(self.course.folder, lecture.path)
        edit = "-/edit" if "gitlab" in (urlsplit(repository).hostname or "") else "edit"
        return f"{repository}/{edit}/{quote(self.course.branch)}/{quote(path)}"


@lru_cache(maxsize=64)  # the page of a lecture asks soon after what it shares with the exam
def _key(question: Question) -> tuple[str, dict[str, Any], tuple[ChoiceView, ...], tuple[ItemView, ...]]:
    """Return a question's kind as templates and scripts name it, what marks it, its choices and its scrambled items."""
    match question:
        case SingleChoice() | MultipleChoice():
            kind = "single" if isinstance(question, SingleChoice) else "multiple"
            choices = tuple(ChoiceView(i, chr(ord("A") + i), choice) for i, choice in enumerate(question.choices))
            right = [view.index for view in choices if view.choice.is_correct]
            fixed = [view.index for view in choices if view.choice.is_fixed]
            data = {"key": right, "keepOrder": question.keep_order, "choices": len(choices)}
            return kind, {**data, "fixed": fixed} if fixed else data, choices, ()
        case Numeric():
            return "numeric", {"value": question.value, "tolerance": question.tolerance, "unit": question.unit}, (), ()
        case TypedAnswer():
            return "typed", {"accepted": list(question.accepted)}, (), ()
        case Ordering():
            return "ordering", {"count": len(question.items)}, (), _scrambled(question.items, question.id)
        case Matching():
            rights = (*(right for _, right in question.pairs), *question.decoys)
            data = {"count": len(question.pairs), "choices": len(rights)}
            return "matching", data, (), _scrambled(rights, question.id)
        case ShortAnswer():
            return "short", {"points": [point.marks for point in question.marking]}, (), ()
        case Coding():
            return "coding", {"points": [point.marks for point in question.marking]}, (), ()
        case _:
            assert_never(question)


def _scrambled(items: Iterable[Prose], seed: str) -> tuple[ItemView, ...]:
    """Return the items in an order that is not the right one and is the same on every build."""
    views = [ItemView(i, text) for i, text in enumerate(items)]
    order = sorted(
        views, key=lambda view: hashlib.sha256(f"{seed}\0{view.index}".encode("utf-8", "surrogatepass")).digest()
    )
    return tuple(order if order != views else [*order[1:], order[0]])


def section_label(lecture: Lecture, section: int | None) -> str:
    """Return "14.2", or "2" where the lecture has no number; nothing for what lies in no section."""
    if section is None:
        return ""
    return f"{lecture.number}.{section}" if lecture.number is not None else str(section)


def _letter(term: str) -> str:
    first = next((character for character in unicodedata.normalize("NFKD", term) if character.isalnum()), "#").upper()[
        :1
    ]
    return "0–9" if first.isdigit() else first


def _letter_id(letter: str) -> str:
    return "letter-" + (
        letter if letter.isascii() and letter.isalpha() else "-".join(f"{ord(character):x}" for character in letter)
    )


def _sort_key(text: str) -> str:
    """Accents and case do not count in the alphabet."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def compress_ids(ids: Iterable[str]) -> str:
    """Return ids with runs of numbers shortened: "54–57, 60"."""
    runs: list[list[str]] = []
    for topic in ids:
        last = runs[-1][-1] if runs else ""
        if (
            topic.isascii()
            and topic.isdigit()
            and last.isascii()
            and last.isdigit()
            and int(topic[:18]) == int(last[:18]) + 1
        ):
            runs[-1].append(topic)
        else:
            runs.append([topic])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}{'–' if len(run) > 2 else ', '}{run[-1]}" for run in runs)


def shortened(text: str, most: int = 300) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0] + "…"
