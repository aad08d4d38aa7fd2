"""The line from an author's folder to a site, on one screen: load → read → assemble → check → plan → render → publish.

What is not needed to begin reading is imported after that, or while another process reads.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lecprep import assets, course, diagnostics, model, sources
from lecprep.cache import Cache, Packed, name_of, program, user_folder
from lecprep.course import Checked
from lecprep.diagnostics import Diagnostic, LecprepError, Span, did_you_mean, error, ordered
from lecprep.model import Course, Image, Lecture, Reading, Settings, SourceFile
from lecprep.processes import spread
from lecprep.prose import PARTS
from lecprep.words import Catalogue

if TYPE_CHECKING:
    from lecprep.checks import Request
    from lecprep.exporters import Export, PaperOrder
    from lecprep.making import Materials, Work
    from lecprep.output import Written

NOTHING_KEPT = Cache(None)

Progress = Callable[[str, int, int], None]


def cache_of(root: Path, version: str = "", *, in_memory: bool = False) -> Cache:
    """Return what is remembered of a course between runs: readings, images, which file of a site shows what.

    `version` is what `program` returned to whoever has asked it already. A program that builds again and again keeps
    what is remembered `in_memory` as well.
    """
    classes = [thing for module in (diagnostics, model) for thing in vars(module).values() if isinstance(thing, type)]
    values = [thing for thing in classes if issubclass(thing, (Enum, tuple, model.Value))]
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
    requests: Sequence[Request] = (),
    jobs: int = 1,
    progress: Progress = no_progress,
    cache: Cache = NOTHING_KEPT,
    meanwhile: Callable[[Settings], None] | None = None,
) -> Checked:
    """Read a course and judge it: everything that comes before a page is made. Raises LecprepError where there is no folder.

    A `review` judges how its questions are written, too, which keeps nobody from publishing them; without `whole` it judges
    lectures only, and not the bank, which takes longer the longer a course is. `requests` are checks that nobody gets unasked. While
    other processes read, this one does `meanwhile`.
    """
    folder = sources.find(root)
    found = sources.load(folder)
    read_settings = lru_cache(partial(_settings, found.settings, cache))
    others = (lambda: meanwhile(read_settings()[0])) if meanwhile else None
    judged, keys = _read_all(found.lectures, jobs, progress, cache, others)
    settings, settings_problems = read_settings()

    from lecprep import checks, exams
    from lecprep.checks import silence

    exams.DRAWN.update(cache.load("papers") or {})
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
        reviewed, reviewers = _review(assembled, found.lectures, keys, jobs, progress, cache, whole=whole)
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
    from lecprep.checks import registry, silence

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
    from lecprep import making

    assert checked.course is not None
    files: dict[str, bytes] = {}

    def make(
        works: Sequence[Work], meanwhile: Callable[[], object] = making.nothing, *, apart: bool = False
    ) -> list[str]:
        made = [work.file() for work in works]
        files.update(made)
        return [path for path, _ in made]

    materials = making.materials(checked.folder, checked.course.language, NOTHING_KEPT)
    making.make_site(checked, make, materials, NOTHING_KEPT, base_url=base_url)
    return files


def export(checked: Checked, name: str, changed: int | None = None, paper: PaperOrder | None = None) -> Export:
    """Return the bank of a course in another format; `changed` (seconds since 1970) is when it did, else its files tell; `paper` what
    is printed, for the format of that name.

    Raises LecprepError when an image cannot be read, or what the format needs is not installed.
    """
    from lecprep.exporters import FORMATS, PaperOrder, Source
    from lecprep.making import asset

    assert checked.course is not None
    if changed is None:
        images = sources.all_paths(checked.course.images.values())
        changed = sources.changed(checked.folder, [*checked.texts, *images])
    return FORMATS[name].export(Source(checked.course, partial(asset, checked.folder), changed, paper or PaperOrder()))


def build(root: Path, destination: Path, *, base_url: str = "", drafts: bool = False, strict: bool = False, jobs: int = 1,
          searchable: bool = True, keep_offline: bool = True, progress: Progress = no_progress, cache: Cache = NOTHING_KEPT,
          ) -> tuple[Checked, Written | None]:  # fmt: skip
    """Make the site of a course at `destination`; nothing is written when the course has errors (or warnings, if `strict`).

    Raises LecprepError when there is no course, the place is no place for a site, or the disk refuses.
    """
    from lecprep import output

    folder = sources.find(root)
    output.check_place(destination, folder.root, _source_folders(folder))
    materials: Materials | None = None

    def prepare(settings: Settings) -> None:
        from lecprep import making

        nonlocal materials
        with suppress(LecprepError):  # which is said when pages are made
            materials = making.materials(folder, settings.language, cache, searchable=searchable)
            making.load(folder, materials, cache, jobs)

    checked = check(root, drafts=drafts, jobs=jobs, progress=progress, cache=cache, meanwhile=prepare)
    if checked.course is None or checked.is_refused(strict=strict):
        return checked, None
    from lecprep import making, offline

    materials = materials or making.materials(folder, checked.course.language, cache, searchable=searchable)

    name = f"site-{name_of(destination.resolve())}"
    with output.Site(destination, cache.load(name)) as site, _indexing(checked.course, cache, searchable) as index:

        def make(
            works: Sequence[Work], meanwhile: Callable[[], object] = making.nothing, *, apart: bool = False
        ) -> list[str]:
            why = {work.path: site.keep(work.path, work.shows) for work in works}
            changed = [work for work in works if why[work.path]]
            # Two lectures' or three: a page has its questions from the process that drew them for the exam.
            files = spread(
                lambda work: site.add(*work.file()),
                changed,
                jobs,
                partial(progress, "Rendering"),
                neighbours=6,
                meanwhile=meanwhile,
                apart=apart,
            )
            for work, file in zip(changed, files, strict=True):
                site.note(work.path, work.shows, file, why[work.path])
            return [site.files[work.path].path for work in works]

        program = making.make_site(checked, make, materials, cache, base_url=base_url, keep_offline=keep_offline)
        make([making.ready(path, data) for path, data in index().items()])
        if keep_offline:
            make([making.ready(output.WORKER, offline.worker(site.files.values(), program))])
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
    from lecprep import pages, search

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
    files: Sequence[SourceFile], jobs: int, progress: Progress, cache: Cache, meanwhile: Callable[[], None] | None
) -> tuple[list[Judged], Mapping[str, str]]:
    """Read and judge every file, and return what came of each, in their order, and its key, by its path."""
    names = {file.path: f"readings/{name_of(file.path)}" for file in files}
    kept = cache.load("keys") or {}  # of all readings: to look into each would take longer than to read one
    keys = {file.path: _key(file) for file in files if file.path in kept}
    judged: dict[str, Judged] = {}

    def read(file: SourceFile) -> tuple[str, Judged] | Packed[tuple[str, Judged]]:
        found = _judged(file, cache.last(names[file.path]))
        return cache.save(names[file.path], (keys.get(file.path) or _key(file), found))

    def read_some(some: Sequence[SourceFile], others: Callable[[], None] = lambda: None) -> None:
        apart = meanwhile is not None and "lecprep.reader" not in sys.modules
        if apart and some:  # what both processes will need is loaded once, before there are two
            import inspect  # noqa: F401  # for Jinja and for markdown-it

            from lecprep import checks  # noqa: F401  # of a lecture, and of the whole
        found = spread(read, some, jobs, partial(progress, "Reading"), meanwhile=others, apart=apart)
        for file, keyed in zip(some, found, strict=True):
            keys[file.path], judged[file.path] = keyed
            cache.hold(names[file.path], keyed)

    def recall() -> None:
        for path, key in keys.items():
            if kept.get(path) == key and path not in judged and (known := cache.recall(names[path], key)):
                judged[path] = known[0]

    def recall_meanwhile() -> None:
        recall()
        if meanwhile:
            meanwhile()

    changed = [file for file in files if file.path not in kept or kept[file.path] != keys[file.path]]
    read_some(changed, recall_meanwhile)
    recall()
    read_some([file for file in files if file.path not in judged])  # what was kept, and is damaged
    if kept != keys:
        cache.save("keys", keys)
    cache.forget_all_but("readings", names.values())
    return [judged[file.path] for file in files], keys


def _key(file: SourceFile) -> str:
    return hashlib.sha256(f"{file.path}\0{file.text}".encode("utf-8", "surrogatepass")).hexdigest()


def _judged(file: SourceFile, earlier: Judged | None) -> Judged:
    """Read and judge a file; what came of it when its text was another one saves work where the two agree."""
    from lecprep import reader  # what it needs takes as long to load as a lecture to read
    from lecprep.checks import run_lecture

    reading = reader.read(file, earlier[0].notes if earlier else None)
    if not reading.lecture:
        return reading, ()
    # Every build asks for these: so they are kept, too.
    _ = reading.lecture.collected, reading.lecture.questions, reading.lecture.by_id
    sound = earlier[0].lecture if earlier and not earlier[1] else None
    return reading, run_lecture(reading.lecture, sound)


def _review(
    assembled: Course,
    files: Sequence[SourceFile],
    keys: Mapping[str, str],
    jobs: int,
    progress: Progress,
    cache: Cache,
    *,
    whole: bool,
) -> tuple[list[Diagnostic], Collection[str]]:
    """Return what the rules say about a course, and the names of all of them. What they say of a lecture is remembered."""
    from lecprep.checks import registry

    texts = {file.path: file for file in files}
    names = {lecture.path: f"reviews/{name_of(lecture.path)}" for lecture in assembled}

    def review(lecture: Lecture) -> tuple[Diagnostic, ...]:
        file = texts[lecture.path]
        return cache.remember(names[file.path], keys[file.path], lambda: registry.review_lecture(lecture, file.text))

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
    remembered = cache.load("images")
    known = remembered or {}
    stamps = {path: sources.image_stamp(folder, path) for path in paths}
    found = {
        path: known[path][1] if path in known and known[path][0] == stamps[path] else sources.read_image(folder, path)
        for path in paths
    }
    kept = {path: (stamps[path], found[path]) for path in paths if stamps[path]}
    if kept != remembered:
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
