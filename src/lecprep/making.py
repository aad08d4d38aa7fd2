"""Every file of a site, in the order in which they need each other. What renders them is loaded when there is something to render."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from lecprep import assets, deferred, exams, offline, output, pages, policy, search, sources, unchanged
from lecprep.cache import Cache
from lecprep.course import Checked
from lecprep.diagnostics import LecprepError
from lecprep.model import Course
from lecprep.tuples import NamedTuple
from lecprep.words import Catalogue, catalogue, stamp

if TYPE_CHECKING:
    from lecprep.theme import Theme

OWN_HEADERS = "assets/_headers"  # a course's own static/_headers takes the place of ours


class Materials(NamedTuple):
    """What all pages are made with: the words of the interface, styles and scripts, and of the templates a digest."""

    words: Catalogue
    assets: assets.Assets
    templates: str


def materials(
    folder: sources.Folder, language: str, cache: Cache, *, searchable: bool = True, dev: bool = False
) -> Materials:
    """Return what pages are made with, which takes longer to join than to read, and so is remembered.

    With `dev`, names stay the same whatever files hold. Raises LecprepError when a static file cannot be used.
    """
    words = cache.remember("words", (language, stamp(language)), lambda: catalogue(language))
    has_search = searchable and search.program() is not None
    folders = assets.static_folders(folder.static), assets.template_folders(folder.templates)
    static, templates = unchanged.remember(
        cache, "digests", chain(*folders), lambda: tuple(map(assets.digest_of, folders))
    )
    key = (static, words.digest, has_search)
    found = cache.remember(
        "preview-assets" if dev else "assets",
        key,
        lambda: assets.collect(folder.static, words, fingerprints=not dev, search=has_search),
    )
    return Materials(words, found, templates)


def load(folder: sources.Folder, materials: Materials, cache: Cache, jobs: int) -> None:
    """Load what is needed when all is read: what renders a lecture's page, and what publishes it.

    Templates that have to be compiled are shared among so many processes.
    """
    import ctypes  # noqa: F401  # for publishing, which changes places of folders by it

    if cache.load("images") is None:
        import imagesize  # noqa: F401  # for whoever looks at an image that nothing is known of

    # What compiles templates is a third of Jinja, and its cache of them loads another ten modules.
    deferred.load_without("jinja2", ("lexer", "parser", "compiler", "bccache"))
    from lecprep import pieces, templating, theme  # noqa: F401  # for whoever renders

    templates = theme.Components(materials.words, folder.templates, cache, jobs, digest=materials.templates).environment
    for name in filter(_OF_LECTURES.fullmatch, templating.compiled(templates)):
        with suppress(Exception):  # whoever renders it will say what is wrong with it
            template = templates.get_template(name)
            if name.startswith("components/"):
                _ = template.module


# Lectures of a course whose pages of exams take longer to make than a process to begin.
_LONG = 200

# The templates of a lecture's page, by their names.
_OF_LECTURES = re.compile(r"(base|pages/lecture|components/(questions/)?[\w-]+)\.html")


class Work(NamedTuple):
    """A file of the site that is still to be made; it comes out the same while what it `shows` does (see `pages.Page`).

    `is_named_by_content` where its name on disk is `path` with a fingerprint.
    """

    path: str
    shows: Mapping[str, str]
    make: Callable[[], bytes]
    is_named_by_content: bool = False

    def file(self) -> tuple[str, bytes]:
        """Make it, and return its path and what it holds."""
        data = self.make()
        return assets.fingerprinted(self.path, data) if self.is_named_by_content else self.path, data


class Make(Protocol):
    """Makes files, and returns their paths; where other processes do, this one does something else `meanwhile`.

    With `apart`, another process makes even a few.
    """

    def __call__(
        self, works: Sequence[Work], /, meanwhile: Callable[[], object] = ..., *, apart: bool = False
    ) -> list[str]: ...


def nothing() -> None:
    """Do nothing meanwhile."""


def make_site(
    checked: Checked,
    make: Make,
    materials: Materials,
    cache: Cache,
    *,
    base_url: str = "",
    dev: bool = False,
    keep_offline: bool = False,
) -> str:
    """Have every file of the site made, in the order in which they need each other.

    With `dev`, pages listen for changes. With `keep_offline` they ask for
    the service worker, which is made of all files and not among these; without, there is one that removes an older one.
    What is returned is the program of that worker.
    """
    assert checked.course is not None
    site_assets = materials.assets
    if keep_offline:
        site_assets = site_assets._replace(
            files={**site_assets.files, offline.MANIFEST: offline.manifest(checked.course)},
            names={**site_assets.names, "manifest": offline.MANIFEST},
        )
    else:
        make([ready(output.WORKER, assets.alone(checked.folder.static, assets.NO_WORKER).encode())])
    planner = pages.Planner(checked.course, base_url, materials.words)
    theme = _Theme(checked, materials._replace(assets=site_assets), dev, cache)
    files = dict(site_assets.files)
    headers = files.pop(OWN_HEADERS, None) or policy.host_headers(site_assets.boot)
    make([ready(path, data) for path, data in files.items()])
    lectures = planner.lectures()
    questions = {part.slug: part for part in planner.questions()}
    cards = {part.slug: part for part in planner.cards()}
    works: list[Work] = []
    for lecture, page in zip(checked.course, lectures, strict=True):
        if part := questions.get(lecture.slug):
            works.append(theme.piece(part))
        if definitions := cards.get(lecture.slug):
            works.append(theme.cards(definitions))
        works.append(theme.page(page))

    # Once: meanwhile, or when what comes of it is asked for.
    @lru_cache
    def made_ahead() -> Set[str]:
        found = planner.ahead()
        make([theme.page(page) for page in found])
        return {page.url for page in found}

    paths = dict(zip((work.path for work in works), make(works, made_ahead), strict=True))
    pieces = {slug: paths[_piece_path(slug)] for slug in questions}
    of_exams = planner.of_exams(pieces)
    made = {*made_ahead(), *(page.url for page in of_exams)}

    @lru_cache
    def others() -> tuple[pages.Page, ...]:
        deck = planner.deck(pieces, {slug: paths[_cards_path(slug)] for slug in cards})
        deck_paths = make([theme.deck(deck)] if deck else [])
        found = planner.others("".join(deck_paths))
        make([theme.page(page) for page in found if page.url not in made])
        return found

    make([theme.page(page) for page in of_exams], others, apart=len(lectures) > _LONG)
    home, *pages_of_all = others()
    machines = {**pages.machine_files((home, *lectures, *pages_of_all), checked.course, base_url), "_headers": headers}
    make([ready(path, data) for path, data in machines.items()])
    if checked.course.publish_questions:
        make([_published(checked.course)])
    copied = [*sources.all_paths(checked.course.images.values()), *sorted(checked.attachments)]
    make([_copy(checked.folder, path) for path in copied])
    if cache.load("papers") != exams.DRAWN:
        cache.save("papers", dict(exams.DRAWN))
    return site_assets.worker


class _Theme:
    """The theme, which is not even imported until there is something to render."""

    def __init__(self, checked: Checked, materials: Materials, dev: bool, cache: Cache) -> None:
        self._checked = checked
        self._materials = materials
        self._dev = dev
        self._cache = cache
        words, found, templates = materials
        # Questions by themselves name no style and no script.
        self.piece_shows = {"the templates": templates, "the words": words.digest}
        self.page_shows = {
            **self.piece_shows,
            "styles and scripts": pages.digest(sorted(found.names.items()), found.boot, dev),
        }

    @cached_property
    def _theme(self) -> Theme:
        from lecprep.theme import Components, Theme

        assert self._checked.course is not None
        words, found, digest = self._materials
        blocks = Components(words, self._checked.folder.templates, self._cache, digest=digest)
        return Theme(self._checked.course, found.names, blocks, boot=found.boot, dev=self._dev)

    def page(self, page: pages.Page) -> Work:
        shows = {**page.shows, **self.page_shows}
        return Work(page.url, shows, lambda: self._theme.render(page).encode("utf-8"))

    def piece(self, questions: pages.Questions) -> Work:
        shows = {**questions.shows, **self.piece_shows}
        return self._piece(_piece_path(questions.slug), shows, lambda of: of.render(questions, self._theme))

    def cards(self, cards: pages.Cards) -> Work:
        shows = {**cards.shows, **self.piece_shows}
        return self._piece(_cards_path(cards.slug), shows, lambda of: of.render_cards(cards, self._theme))

    def deck(self, deck: Mapping[str, Any]) -> Work:
        return self._piece(
            "assets/deck.js", {"what there is to review": pages.digest(deck)}, lambda of: of.render_deck(deck)
        )

    def _piece(self, path: str, shows: Mapping[str, str], render: Callable[[Any], bytes]) -> Work:
        """Return a script of data; `render` is given the module that makes them, which is not imported before."""

        def make() -> bytes:
            from lecprep import pieces

            return render(pieces)

        return Work(path, shows, make, not self._dev)


def _cards_path(slug: str) -> str:
    return f"cards/{slug}.js"


def _piece_path(slug: str) -> str:
    return f"questions/{slug}.js"


def ready(path: str, data: bytes) -> Work:
    """Return a file that needs no making."""
    return Work(path, {"what it holds": hashlib.sha256(data).hexdigest()}, lambda: data)


def _published(shown: Course) -> Work:
    """Return the questions for other programs; their images are addresses on the site."""
    about = (shown.title, shown.description, shown.language, shown.url, shown.syllabus)
    parts = [(part.title, [lecture.slug for lecture in part.lectures]) for part in shown.parts]
    lectures = [(lecture.path, lecture.slug, lecture.fingerprint) for lecture in shown]

    def make() -> bytes:
        from lecprep.exporters import bank_json

        return bank_json.write(shown, quote)

    return Work(
        output.QUESTIONS, {"the course": pages.digest(about, parts), "its lectures": pages.digest(lectures)}, make
    )


def _copy(folder: sources.Folder, path: str) -> Work:
    shows = {"the file": pages.digest(sources.stamp(folder, path))}
    return Work(path, shows, lambda: asset(folder, path))


def asset(folder: sources.Folder, path: str) -> bytes:
    """Return an image or an attachment. Raises LecprepError when it cannot be published."""
    data = sources.read_asset(folder, path)
    if isinstance(data, str):
        raise LecprepError(f"{path} cannot be published: {data}.")
    return data
