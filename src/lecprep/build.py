"""The line from an author's folder to a site, on one screen: load → read → assemble → check → plan → render → publish."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass
from enum import Enum
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import quote

from lecprep import (
    assets,
    checks,
    course,
    diagnostics,
    exams,
    model,
    offline,
    output,
    pages,
    policy,
    search,
    sources,
)
from lecprep.cache import Cache, Packed, name_of, program, user_folder
from lecprep.checks import silence
from lecprep.diagnostics import Diagnostic, LecprepError, Severity, Span, did_you_mean, error, ordered
from lecprep.model import Course, Image, Lecture, Reading, Settings, SourceFile
from lecprep.output import Written
from lecprep.processes import spread
from lecprep.prose import PARTS
from lecprep.words import Catalogue, catalogue, stamp

if TYPE_CHECKING:
    from lecprep.exporters import Export, PaperOrder
    from lecprep.theme import Theme

NOTHING_KEPT = Cache(None)
OWN_HEADERS = "assets/_headers"  # a course's own static/_headers takes the place of ours

Progress = Callable[[str, int, int], None]


class Checked(NamedTuple):
    """A course as far as it could be read (None: nothing to show), with everything that is wrong with it.

    `texts` holds every file that was read, by its path; the text of one in which nothing is wrong is left out.
    """

    folder: sources.Folder
    course: Course | None
    attachments: frozenset[str]
    texts: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def written_by_hand(self) -> tuple[Path, ...]:
        """The folders and files of the author, which nothing is written over."""
        return (*self.folder.written_by_hand, *(self.folder.content / path for path in sorted(self.attachments)))

    @property
    def worst(self) -> Severity:
        """How much the worst of the diagnostics matters; a hint where there is none."""
        return max((diagnostic.severity for diagnostic in self.diagnostics), default=Severity.HINT)

    def is_refused(self, *, strict: bool) -> bool:
        """Tell whether the course must be mended before it is published: for an error, or when `strict` for a warning."""
        return self.worst >= (Severity.WARNING if strict else Severity.ERROR)


def cache_of(root: Path, version: str = "", *, in_memory: bool = False) -> Cache:
    """Return what is remembered of a course between runs: readings, images, which file of a site shows what.

    `version` is what `program` returned to whoever has asked it already. A program that builds again and again keeps
    what is remembered `in_memory` as well.
    """
    classes = [thing for module in (diagnostics, model) for thing in vars(module).values() if isinstance(thing, type)]
    values = [
        thing for thing in classes if is_dataclass(thing) or issubclass(thing, (Enum, tuple, model.QuestionHeader))
    ]
    return Cache(
        user_folder(root),
        version or program(),
        [*values, *PARTS, Catalogue, assets.Assets],
        in_memory=in_memory,
    )


def no_progress(what: str, done: int, total: int) -> None:
    """Report nothing: the default where nobody watches."""


def check(
    root: Path,
    *,
    drafts: bool = True,
    review: bool = False,
    whole: bool = True,
    requests: Sequence[checks.Request] = (),
    jobs: int = 1,
    progress: Progress = no_progress,
    cache: Cache = NOTHING_KEPT,
    meanwhile: Callable[[Settings], None] = lambda settings: None,
) -> Checked:
    """Read a course and judge it: everything that comes before a page is made. Raises LecprepError where there is no folder.

    A `review` judges how its questions are written, too, which keeps nobody from publishing them; without `whole` it judges
    lectures only, and not the bank, which takes longer the longer a course is. `requests` are checks that nobody gets unasked. While
    other processes read, this one does `meanwhile`.
    """
    exams.DRAWN.update(cache.load("papers") or {})
    folder = sources.find(root)
    found = sources.load(folder)
    settings, settings_problems = _settings(found.settings, cache)
    judged = _read_all(found.lectures, jobs, progress, cache, partial(meanwhile, settings))
    lectures = [reading.lecture for reading, _ in judged if reading.lecture]
    shown = [lecture for lecture in lectures if drafts or not lecture.draft]
    images, image_problems = _images(folder, shown, cache)
    attachments = frozenset(path for path in course.link_targets(shown) if sources.is_attachment(folder, path))
    assembled, problems = course.assemble(lectures, settings, images, attachments, folder=folder.name, drafts=drafts)
    if not assembled.lectures:
        problems = (*problems, _no_lectures(folder, bool(lectures)))
    everything = [*found.diagnostics, *settings_problems, *image_problems, *problems, *checks.run(assembled)]
    for reading, judgement in judged:
        everything += reading.diagnostics
        if reading.lecture and (drafts or not reading.lecture.draft):
            everything += judgement
    reviewers = None
    if review:
        reviewed, reviewers = _review(assembled, found.lectures, jobs, progress, cache, whole=whole)
        everything += reviewed
        reviewers = {*reviewers, *(code for request in requests for code in request.codes)}
    for request in requests:
        everything += request.check(assembled)
    said = ordered(silence.unsilenced(everything, lectures, reviewers))
    shown_again = {diagnostic.span.path for diagnostic in said}
    files = (*found.lectures, *([found.settings] if found.settings else []))
    texts = {source.path: source.text if source.path in shown_again else "" for source in files}
    return Checked(folder, assembled if assembled.lectures else None, attachments, texts, said)


def review_bank(assembled: Course, goes_on: Callable[[], bool]) -> tuple[Diagnostic, ...] | None:
    """Return what a check without `whole` leaves out: what the rules say about the bank. None as soon as it need not go on."""
    from lecprep.checks import registry

    found: list[Diagnostic] = []
    for said in registry.review_course(assembled):
        if not goes_on():
            return None
        found += said
    return ordered(silence.unsilenced(found, assembled.lectures))


def render(checked: Checked, *, base_url: str = "") -> dict[str, bytes]:
    """Return every file of the site by its path, but for those of the search (see `search_index`).

    Raises LecprepError when a template, a static file or an image is unusable.
    """
    files: dict[str, bytes] = {}

    def make(works: Sequence[Work]) -> list[str]:
        made = [work.file() for work in works]
        files.update(made)
        return [path for path, _ in made]

    make_site(checked, make, base_url=base_url)
    return files


def export(checked: Checked, name: str, changed: int | None = None, paper: PaperOrder | None = None) -> Export:
    """Return the bank of a course in another format; `changed` (seconds since 1970) is when it did, else its files tell; `paper` what
    is printed, for the format of that name.

    Raises LecprepError when an image cannot be read, or what the format needs is not installed.
    """
    from lecprep.exporters import FORMATS, PaperOrder, Source

    assert checked.course is not None
    if changed is None:
        images = sources.all_paths(checked.course.images.values())
        changed = sources.changed(checked.folder, [*checked.texts, *images])
    return FORMATS[name].export(Source(checked.course, partial(_asset, checked.folder), changed, paper or PaperOrder()))


def build(root: Path, destination: Path, *, base_url: str = "", drafts: bool = False, strict: bool = False, jobs: int = 1,
          searchable: bool = True, keep_offline: bool = True, progress: Progress = no_progress, cache: Cache = NOTHING_KEPT,
          ) -> tuple[Checked, Written | None]:  # fmt: skip
    """Make the site of a course at `destination`; nothing is written when the course has errors (or warnings, if `strict`).

    Raises LecprepError when there is no course, the place is no place for a site, or the disk refuses.
    """
    folder = sources.find(root)
    output.check_place(destination, folder.root, _source_folders(folder))
    prepare = partial(_prepare, folder, searchable, cache)
    checked = check(root, drafts=drafts, jobs=jobs, progress=progress, cache=cache, meanwhile=prepare)
    if checked.course is None or checked.is_refused(strict=strict):
        return checked, None
    name = f"site-{name_of(destination.resolve())}"
    with output.Site(destination, cache.load(name)) as site, _indexing(checked.course, cache, searchable) as index:

        def make(works: Sequence[Work]) -> list[str]:
            why = {work.path: site.keep(work.path, work.shows) for work in works}
            changed = [work for work in works if why[work.path]]
            # Two lectures' or three: a page has its questions from the process that drew them for the exam.
            files = spread(
                lambda work: site.add(*work.file()), changed, jobs, partial(progress, "Rendering"), neighbours=6
            )
            for work, file in zip(changed, files, strict=True):
                site.note(work.path, work.shows, file, why[work.path])
            return [site.files[work.path].path for work in works]

        program = make_site(
            checked, make, base_url=base_url, searchable=searchable, keep_offline=keep_offline, cache=cache
        )
        make([_ready(path, data) for path, data in index().items()])
        if keep_offline:
            make([_ready(output.WORKER, offline.worker(site.files.values(), program))])
        written = site.publish()
    cache.save(name, site.record)
    return checked, written


def search_index(course: Course, cache: Cache = NOTHING_KEPT) -> Mapping[str, bytes]:
    """Return the files of a course's search index, none where Pagefind is not installed. Raises LecprepError when it fails."""
    with _indexing(course, cache) as index:
        return index()


@contextmanager
def _indexing(course: Course, cache: Cache, searchable: bool = True) -> Iterator[Callable[[], Mapping[str, bytes]]]:
    """Begin to index the course while its pages are made; what is yielded waits for the files, where they are not known."""
    pagefind = search.program() if searchable else None
    if pagefind is None:
        yield dict
        return
    documents = search.documents(course)
    key = pages.digest(sorted(documents.items()))
    known = cache.recall("search", key)
    if known is not None:
        yield lambda: known[0]
        return
    with search.indexing(documents, pagefind) as finished:

        def files() -> Mapping[str, bytes]:
            made = finished()
            cache.save("search", (key, made))
            return made

        yield files


# --- making the site ------------------------------------------------------------------------------------------------


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


def make_site(
    checked: Checked,
    make: Callable[[Sequence[Work]], list[str]],
    *,
    base_url: str = "",
    searchable: bool = True,
    dev: bool = False,
    keep_offline: bool = False,
    cache: Cache = NOTHING_KEPT,
) -> str:
    """Have every file of the site made, in the order in which they need each other; `make` returns their paths.

    With `dev`, names stay the same whatever files hold, and pages listen for changes. With `keep_offline` they ask for
    the service worker, which is made of all files and not among these; without, there is one that removes an older one.
    What is returned is the program of that worker.
    """
    assert checked.course is not None
    words = _words(checked.course.language, cache)
    site_assets = _assets(checked.folder, words, searchable, dev, cache)
    if keep_offline:
        site_assets = site_assets._replace(
            files={**site_assets.files, offline.MANIFEST: offline.manifest(checked.course)},
            names={**site_assets.names, "manifest": offline.MANIFEST},
        )
    else:
        make([_ready(output.WORKER, assets.alone(checked.folder.static, assets.NO_WORKER).encode())])
    planner = pages.Planner(checked.course, base_url, words)
    theme = _Theme(checked, site_assets, words, dev, cache)
    files = dict(site_assets.files)
    headers = files.pop(OWN_HEADERS, None) or policy.host_headers(site_assets.boot)
    make([_ready(path, data) for path, data in files.items()])
    lectures = planner.lectures()
    questions = {part.slug: part for part in planner.questions()}
    cards = {part.slug: part for part in planner.cards()}
    works: list[Work] = []
    for lecture, page in zip(checked.course, lectures, strict=True):
        if part := questions.get(lecture.slug):
            works.append(theme.piece(part))
        if others := cards.get(lecture.slug):
            works.append(theme.cards(others))
        works.append(theme.page(page))
    paths = dict(zip((work.path for work in works), make(works), strict=True))
    pieces = {slug: paths[_piece_path(slug)] for slug in questions}
    deck = planner.deck(pieces, {slug: paths[_cards_path(slug)] for slug in cards})
    deck_paths = make([theme.deck(deck)] if deck else [])
    home, *pages_of_all = planner.others(pieces, "".join(deck_paths))
    make([theme.page(page) for page in (home, *pages_of_all)])
    machines = {**pages.machine_files((home, *lectures, *pages_of_all), checked.course, base_url), "_headers": headers}
    make([_ready(path, data) for path, data in machines.items()])
    if checked.course.publish_questions:
        make([_published(checked.course)])
    copied = [*sources.all_paths(checked.course.images.values()), *sorted(checked.attachments)]
    make([_copy(checked.folder, path) for path in copied])
    if cache.load("papers") != exams.DRAWN:
        cache.save("papers", dict(exams.DRAWN))
    return site_assets.worker


def _prepare(folder: sources.Folder, searchable: bool, cache: Cache, settings: Settings) -> None:
    """Have ready what all pages are made with. What is wrong with it will be said when they are made."""
    from lecprep import theme

    words = _words(settings.language, cache)
    with suppress(LecprepError):
        _assets(folder, words, searchable, False, cache)
    theme.load_templates(words, folder.templates, cache)


def _words(language: str, cache: Cache) -> Catalogue:
    return cache.remember("words", (language, stamp(language)), lambda: catalogue(language))


def _assets(folder: sources.Folder, words: Catalogue, searchable: bool, dev: bool, cache: Cache) -> assets.Assets:
    """Return the site's assets, which take longer to join than to read."""
    has_search = searchable and search.program() is not None
    key = (assets.digest_of(assets.static_folders(folder.static)), words.digest, has_search)

    return cache.remember(
        "preview-assets" if dev else "assets",
        key,
        lambda: assets.collect(folder.static, words, fingerprints=not dev, search=has_search),
    )


class _Theme:
    """The theme, which is not even imported until there is something to render."""

    def __init__(self, checked: Checked, found: assets.Assets, words: Catalogue, dev: bool, cache: Cache) -> None:
        self._checked = checked
        self._assets = found
        self._words = words
        self._dev = dev
        self._cache = cache
        folders = assets.template_folders(checked.folder.templates)
        # Questions by themselves name no style and no script.
        self.piece_shows = {"the templates": assets.digest_of(folders), "the words": words.digest}
        self.page_shows = {
            **self.piece_shows,
            "styles and scripts": pages.digest(sorted(found.names.items()), found.boot, dev),
        }

    @cached_property
    def _theme(self) -> Theme:
        from lecprep.theme import Theme

        assert self._checked.course is not None
        templates = self._checked.folder.templates
        names, boot = self._assets.names, self._assets.boot
        course, words = self._checked.course, self._words
        return Theme(course, names, templates, boot=boot, dev=self._dev, compiled=self._cache, words=words)

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


def _ready(path: str, data: bytes) -> Work:
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
    return Work(path, shows, lambda: _asset(folder, path))


def _asset(folder: sources.Folder, path: str) -> bytes:
    data = sources.read_asset(folder, path)
    if isinstance(data, str):
        raise LecprepError(f"{path} cannot be published: {data}.")
    return data


# --- reading --------------------------------------------------------------------------------------------------------

Judged: TypeAlias = tuple[Reading, tuple[Diagnostic, ...]]


def _settings(source: SourceFile | None, cache: Cache) -> tuple[Settings, Sequence[Diagnostic]]:
    if source is None:
        return Settings(), ()
    return cache.remember("settings", _key(source), lambda: _read_settings(source))


def _read_settings(source: SourceFile) -> tuple[Settings, tuple[Diagnostic, ...]]:
    from lecprep.settings import read_settings  # not before there are some that are not remembered

    return read_settings(source.text, source.path)


def _read_all(
    files: Sequence[SourceFile], jobs: int, progress: Progress, cache: Cache, meanwhile: Callable[[], None]
) -> list[Judged]:
    """Read and judge every file. The order of the result is that of the files."""
    names = {file.path: f"readings/{name_of(file.path)}" for file in files}
    keys = {file.path: _key(file) for file in files}
    known = {file.path: cache.recall(names[file.path], keys[file.path]) for file in files}

    def read(file: SourceFile) -> tuple[str, Judged] | Packed[tuple[str, Judged]]:
        judged = _judged(file, cache.last(names[file.path]))
        return cache.save(names[file.path], (keys[file.path], judged))

    unknown = [file for file in files if not known[file.path]]
    is_loaded = "lecprep.reader" in sys.modules
    found = spread(read, unknown, jobs, partial(progress, "Reading"), meanwhile=meanwhile, apart=not is_loaded)
    new = dict(zip(unknown, found, strict=True))
    for file, keyed in new.items():
        cache.hold(names[file.path], keyed)
    cache.forget_all_but("readings", names.values())
    return [kept[0] if (kept := known[file.path]) else new[file][1] for file in files]


def _key(file: SourceFile) -> str:
    return hashlib.sha256(f"{file.path}\0{file.text}".encode("utf-8", "surrogatepass")).hexdigest()


def _judged(file: SourceFile, earlier: Judged | None) -> Judged:
    """Read and judge a file; what came of it when its text was another one saves work where the two agree."""
    from lecprep import reader  # what it needs takes as long to load as a lecture to read

    reading = reader.read(file, earlier[0].notes if earlier else None)
    sound = earlier[0].lecture if earlier and not earlier[1] else None
    return reading, checks.run_lecture(reading.lecture, sound) if reading.lecture else ()


def _review(
    assembled: Course, files: Sequence[SourceFile], jobs: int, progress: Progress, cache: Cache, *, whole: bool
) -> tuple[list[Diagnostic], Collection[str]]:
    """Return what the rules say about a course, and the names of all of them. What they say of a lecture is remembered."""
    from lecprep.checks import registry

    texts = {file.path: file for file in files}
    names = {lecture.path: f"reviews/{name_of(lecture.path)}" for lecture in assembled}

    def review(lecture: Lecture) -> tuple[Diagnostic, ...]:
        file = texts[lecture.path]
        return cache.remember(names[file.path], _key(file), lambda: registry.review_lecture(lecture, file.text))

    found = spread(review, assembled.lectures, jobs, partial(progress, "Reviewing"))
    if whole:
        found += registry.review_course(assembled)
    cache.forget_all_but("reviews", names.values())
    return [diagnostic for diagnostics in found for diagnostic in diagnostics], registry.BY_NAME


def _images(
    folder: sources.Folder, lectures: Sequence[Lecture], cache: Cache
) -> tuple[Mapping[str, Image], list[Diagnostic]]:
    images: dict[str, Image] = {}
    problems: list[Diagnostic] = []
    why: dict[str, str] = {}
    paths = sorted(course.image_paths(lectures))
    known = cache.load("images") or {}
    stamps = {path: sources.image_stamp(folder, path) for path in paths}
    found = {
        path: known[path][1] if path in known and known[path][0] == stamps[path] else sources.read_image(folder, path)
        for path in paths
    }
    kept = {path: (stamps[path], found[path]) for path in paths if stamps[path]}
    if kept != known:
        cache.save("images", kept)
    for path, image in found.items():
        if isinstance(image, Image):
            images[path] = image
        else:
            why[path] = image
    for shown in (image for lecture in lectures for image in lecture.images if image.target in why):
        near = did_you_mean(shown.target, sources.similar_paths(folder, shown.target))
        problems.append(_bad_image(shown.span, shown.target, why[shown.target], near))
    return images, problems


def _bad_image(span: Span, path: str, why: str, near: str) -> Diagnostic:
    return error(
        span,
        "bad-image",
        f"the image {path} cannot be used: {why}.{near}",
        "Put the image there, or mend its path, which is relative to this file.",
    )


def _no_lectures(folder: sources.Folder, has_drafts: bool) -> Diagnostic:
    where = f"{folder.name}/lectures" if folder.name else "lectures"
    message = "every lecture of this course is a draft" if has_drafts else "there is no lecture in this folder"
    return error(
        Span(""),
        "no-lectures",
        message,
        f'Write one: {where}/01-my-lecture.md, or let `lecprep new "My lecture"` begin it.',
    )


def _source_folders(folder: sources.Folder) -> list[Path]:
    """The folders that a site must not be written into: the content, and the course's own templates and static files."""
    return [path for path in folder.folders if sources.folder_or_none(path)]
