"""Pages to HTML: the Jinja environment, and the components that prose is rendered through."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment, TemplateError
from markupsafe import Markup, escape

from lecprep.assets import digest_of, template_folders
from lecprep.diagnostics import LecprepError
from lecprep.model import Course, Prose, Question
from lecprep.pages import Page, QuestionView, TermCard, lecture_url, relative_url
from lecprep.policy import page_policy
from lecprep.prose import (
    CalloutBlock,
    Code,
    CodeBlock,
    FigureBlock,
    Formula,
    FormulaBlock,
    ImageBlock,
    Labelled,
    Rendering,
    TableBlock,
    markup,
    render,
)
from lecprep.templating import Compiled, called, compile_all, environment
from lecprep.words import Catalogue, catalogue, direction


class Theme:
    """Templates that render a course's pages. Make one a build."""

    def __init__(
        self,
        course: Course,
        assets: Mapping[str, str],
        blocks: Components | None = None,
        *,
        boot: str = "",
        dev: bool = False,
    ) -> None:
        self._blocks = blocks or Components(catalogue(course.language))
        self._course = course
        self._assets = assets
        self._search = [assets[role] for role in ("search_script", "search_stylesheet") if role in assets]
        self._boot = Markup(boot)  # the text of a script: no markup, and it does not end itself
        self._policy = Markup(
            page_policy(boot, dev=dev)
        )  # it holds quotation marks that an attribute may hold as they are
        self._dev = dev
        self._drawn = _Drawn(self._blocks)
        self._lectures = {lecture.path: lecture for lecture in course.lectures}

    def render(self, page: Page) -> str:
        """Return the HTML of a page.

        Raises LecprepError when a template is missing or wrong; the message names its file and line.
        """
        with self._showing(_RenderState(self._rendering(page.url), self._drawn)):
            template = self._blocks.environment.get_template(f"pages/{page.template}.html")
            return template.render(
                site=page.site,
                page=page,
                assets={role: page.site.root + path for role, path in self._assets.items()},
                search=self._search,
                boot=self._boot,
                policy=self._policy,
                offline="manifest" in self._assets,
                dev=self._dev,
                **page.context,
            )

    def question(self, view: QuestionView, url: str) -> str:
        """Return the HTML of one question as the page at `url` shows it, whatever else stands there.

        No place inside its prose can be linked to, for the same ids stand on the page of its lecture. Where the question
        looks the same there, that page is going to have it from here. Raises LecprepError as `render` does.
        """
        state = _RenderState(self._rendering(url, f"lp-{view.html_id}"), self._drawn, ids=False)
        with self._showing(state):
            return self._drawn.anew(view, state)

    def term(self, view: TermCard, url: str) -> str:
        """Return the HTML of a definition's card, as `question` does."""
        with self._showing(_RenderState(self._rendering(url, "lp-card"), self._drawn, ids=False)):
            return self._blocks.term(view)

    @contextmanager
    def _showing(self, state: _RenderState) -> Iterator[None]:
        token = _STATE.set(state)
        try:
            yield
        except TemplateError as problem:
            raise LecprepError(explain(problem)) from problem
        finally:
            _STATE.reset(token)

    def _rendering(self, url: str, prefix: str = "lp") -> Rendering:
        return Rendering(
            self._blocks,
            lambda *link: self._link(url, *link),
            lambda *image: self._image(url, *image),
            prefix=prefix,
            words=self._blocks.words,
        )

    def _link(self, url: str, target: str, fragment: str) -> str:
        lecture = self._lectures.get(target)
        if lecture is None:
            # A draft is no page of this site.
            return "" if target.lower().endswith(".md") else relative_url(url, target)
        anchor = lecture.by_id.get(fragment)
        return relative_url(url, lecture_url(lecture) + (f"#{anchor.html_id}" if anchor else ""))

    def _image(self, url: str, path: str, alt: str) -> ImageBlock:
        image = self._course.images.get(path)
        if image is None:  # reported when the course was read; nothing is published with it missing
            return ImageBlock("", "", None, None, alt)
        dark = relative_url(url, image.dark) if image.dark else ""
        return ImageBlock(relative_url(url, path), dark, image.width, image.height, alt)


class _RenderState:
    """The rendering of one page, and the prose that it has shown: shown again, prose repeats no id.

    `is_of_its_page` tells whether some of that prose looks different on another page.
    """

    def __init__(self, rendering: Rendering, drawn: _Drawn, *, ids: bool = True) -> None:
        self.rendering = rendering
        self.drawn = drawn
        self.ids = ids
        self.shown: set[int] = set()
        self.is_of_its_page = False

    def html(self, prose: Prose) -> Markup:
        first = id(prose) not in self.shown
        self.shown.add(id(prose))
        self.is_of_its_page = self.is_of_its_page or not _EVERYWHERE.issuperset(map(type, prose.parts))
        self.rendering.ids = self.ids and first
        return render(prose, self.rendering)


class _Drawn:
    """Questions that were drawn for the exam, so that the pages of their lectures need not draw them again.

    For templates that are all ours show nothing of a question's page but the number it has there, and the way to where it
    can be read about.
    """

    def __init__(self, blocks: Components) -> None:
        self._blocks = blocks
        self._known: dict[Question, _Cut] = {}

    def anew(self, view: QuestionView, state: _RenderState) -> str:
        """Return the HTML of a question, and keep it where but for marks it is the same on every page."""
        if not self._blocks.are_ours:
            return self._blocks.question(view)
        see = view.see._replace(url=_URL) if view.see else None
        html = self._blocks.question(view._replace(number=_NUMBER, see=see))
        cut = [part.split(_URL) for part in html.split(self._blocks.number(_NUMBER))]
        if not state.is_of_its_page and view.html_id == view.question.anchor:
            if len(self._known) >= _MOST_DRAWN:
                self._known.clear()
            self._known[view.question] = cut
        return self._filled(cut, view)

    def again(self, view: QuestionView) -> str:
        """Return the HTML of a question on the page of its lecture."""
        cut = self._known.pop(view.question, None)
        return self._filled(cut, view) if cut else self._blocks.question(view)

    def _filled(self, cut: _Cut, view: QuestionView) -> str:
        url = str(escape(view.see.url)) if view.see else ""
        return self._blocks.number(view.number).join([url.join(parts) for parts in cut])


# HTML, cut where the number stands, and that where the way stands.
_Cut: TypeAlias = list[list[str]]

# Marks where a question differs from page to page. They are in no text: Markdown has no such character, nor has YAML.
_NUMBER, _URL = "\0number", "\0url"
_MOST_DRAWN = 500
_EVERYWHERE = frozenset({str, Labelled, Formula, Code})


# Filters are called from macros, which do not see the page's context.
_STATE: ContextVar[_RenderState] = ContextVar("rendering")


def _prose(prose: Prose) -> Markup:
    """Rich text."""
    parts = prose.parts
    if len(parts) == 1 and type(parts[0]) is str:  # as most are, which are the same wherever they are shown
        return markup(parts[0])
    return _STATE.get().html(prose)


def _question(view: QuestionView) -> Markup:
    """A question of the page's lecture."""
    return Markup(_STATE.get().drawn.again(view))


def language_marks(words: Catalogue) -> dict[str, Markup]:
    """Return the attributes that say where a page changes its language, where it does.

    The page is in the course's language: `in_words` stands where the interface speaks, and `in_course` where the course
    does in the midst of that. The interface's says no direction: boxes keep the page's, and the styles turn its text alone.
    """
    if not words.is_foreign:
        return {"in_words": Markup(), "in_course": Markup()}
    course = words.course_language
    return {
        "in_words": Markup(' lang="{}"').format(words.language),
        "in_course": Markup(' lang="{}" dir="{}"').format(course, direction(course)),
    }


class Components:
    """The theme's macros as the blocks of prose, in the words of the interface; those in `own_templates` take the place of ours.

    Those that have to be compiled are shared among so many `jobs`; the `digest` is that of the folders, if it is known.
    """

    def __init__(
        self,
        words: Catalogue,
        own_templates: Path | None = None,
        compiled: Compiled | None = None,
        jobs: int = 1,
        *,
        digest: str = "",
    ) -> None:
        folders = template_folders(own_templates)
        self.words = words
        self.are_ours = own_templates is None
        self.environment: Environment = environment(tuple(folders), digest or digest_of(folders), words, compiled)
        self.environment.filters |= {"prose": _prose, "question": _question, "digits": tuple, "day": words.date}
        self.environment.globals |= language_marks(words)
        compile_all(self.environment, jobs)
        self._formula = escape(words.word("block.formula"))
        self._macros: dict[str, Any] = {}
        self.number = cache(partial(self._render, "question-number"))

    def callout(self, block: CalloutBlock) -> str:
        return self._render("callout", block)

    def code(self, block: CodeBlock) -> str:
        return self._render("code", block)

    def table(self, block: TableBlock) -> str:
        return self._render("table", block)

    def figure(self, block: FigureBlock) -> str:
        return self._render("figure", block)

    def image(self, block: ImageBlock) -> str:
        return self._render("image", block).strip()

    def formula(self, block: FormulaBlock) -> str:
        if not block.is_block:
            return block.mathml
        # One that is wider than the page scrolls in its own box, which a keyboard must be able to reach.
        return f'<div class="math" tabindex="0" role="group" aria-label="{self._formula}">{block.mathml}</div>\n'

    def question(self, view: QuestionView) -> str:
        return self._render("question", view)

    def term(self, view: TermCard) -> str:
        return self._render("term-card", view)

    def sprite(self) -> str:
        """Return the icons that blocks show, which stand on their page once."""
        return self._render("sprite")

    def _render(self, name: str, *block: object) -> str:
        if name not in self._macros:
            self._macros[name] = getattr(
                self.environment.get_template(f"components/{name}.html").module, name.replace("-", "_")
            )
        return called(self._macros[name], block)


def explain(problem: TemplateError) -> str:
    """Return what is wrong with a template, and where."""
    where = ""
    traceback = problem.__traceback__
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if posixpath.splitext(name)[1] in (".html", ".xml"):
            where = f"{name}:{traceback.tb_lineno}: "
        traceback = traceback.tb_next
    line = getattr(problem, "lineno", None)
    if line and getattr(problem, "filename", None):
        where = f"{problem.filename}:{line}: "  # type: ignore[attr-defined]  # only syntax errors have it
    return f"{where}the template cannot be used: {problem.message or type(problem).__name__}"
