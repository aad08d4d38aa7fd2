"""The line from an author's folder to a site, on one screen: load → read → assemble → check → plan → render → publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lecprep import assets, checks, course, output, pages, reader, sources
from lecprep.diagnostics import Diagnostic, LecprepError, Severity, Span, did_you_mean, error, ordered
from lecprep.model import Course, Image, Lecture, SourceFile
from lecprep.output import Written
from lecprep.settings import Settings, read_settings

# Below this many lectures a second process costs more than it saves.
ENOUGH_FOR_PROCESSES = 24

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Checked:
    """A course as far as it could be read (None: nothing to show), with everything that is wrong with it."""

    folder: sources.Folder
    course: Course | None
    attachments: frozenset[str]
    texts: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def worst(self) -> Severity:
        """How much the worst of the diagnostics matters; a hint where there is none."""
        return max((diagnostic.severity for diagnostic in self.diagnostics), default=Severity.HINT)

    def is_refused(self, *, strict: bool) -> bool:
        """Tell whether the course must be mended before it is published: for an error, or when `strict` for a warning."""
        return self.worst >= (Severity.WARNING if strict else Severity.ERROR)


def no_progress(what: str, done: int, total: int) -> None:
    """Report nothing: the default where nobody watches."""


def check(root: Path, *, drafts: bool = True, jobs: int = 1, progress: Progress = no_progress) -> Checked:
    """Read a course and judge it: everything that comes before a page is made. Raises LecprepError where there is no folder."""
    folder = sources.find(root)
    found = sources.load(folder)
    settings, settings_problems = _settings(found.settings)
    readings = _read_all(found.lectures, jobs, progress)
    lectures = [reading.lecture for reading in readings if reading.lecture]
    shown = [lecture for lecture in lectures if drafts or not lecture.draft]
    images, image_problems = _images(folder, shown)
    attachments = frozenset(path for path in course.link_targets(shown) if sources.is_attachment(folder, path))
    assembled, problems = course.assemble(lectures, settings, images, attachments, folder=folder.name, drafts=drafts)
    if not assembled.lectures:
        problems = (*problems, _no_lectures(folder, bool(lectures)))
    everything = [*found.diagnostics, *settings_problems, *image_problems, *problems, *checks.run(assembled)]
    everything += [diagnostic for reading in readings for diagnostic in reading.diagnostics]
    texts = {source.path: source.text for source in (*found.lectures, found.settings) if source}
    return Checked(folder, assembled if assembled.lectures else None, attachments, texts, ordered(everything))


def render(
    checked: Checked, *, base_url: str = "", dev: bool = False, progress: Progress = no_progress
) -> dict[str, bytes]:
    """Return every file of the site by its path. Raises LecprepError when a template, a static file or an image is unusable."""
    from lecprep import pieces
    from lecprep.theme import Theme

    assert checked.course is not None
    site_assets = assets.collect(checked.folder.static)
    theme = Theme(checked.course, site_assets.names, checked.folder.templates, dev=dev)
    questions = pieces.collect(checked.course, theme)
    planned = pages.plan(checked.course, base_url, questions.names)
    files = {**site_assets.files, **questions.files}
    for done, page in enumerate(planned):
        progress("Rendering", done, len(planned))
        files[page.url] = theme.render(page).encode("utf-8")
    files |= pages.machine_files(planned, checked.course, base_url)
    for path in [*sources.all_paths(checked.course.images.values()), *sorted(checked.attachments)]:
        data = sources.read_asset(checked.folder, path)
        if isinstance(data, str):
            raise LecprepError(f"{path} cannot be published: {data}.")
        files[path] = data
    return files


def build(root: Path, destination: Path, *, base_url: str = "", drafts: bool = False, strict: bool = False, jobs: int = 1,
          progress: Progress = no_progress) -> tuple[Checked, Written | None]:  # fmt: skip
    """Make the site of a course at `destination`; nothing is written when the course has errors (or warnings, if `strict`).

    Raises LecprepError when there is no course, the place is no place for a site, or the disk refuses.
    """
    folder = sources.find(root)
    output.check_place(destination, folder.root, _source_folders(folder))
    checked = check(root, drafts=drafts, jobs=jobs, progress=progress)
    if checked.course is None or checked.is_refused(strict=strict):
        return checked, None
    return checked, output.publish(render(checked, base_url=base_url, progress=progress), destination)


def _settings(source: SourceFile | None) -> tuple[Settings, Sequence[Diagnostic]]:
    return read_settings(source.text, source.path) if source else (Settings(), ())


def _read_all(files: Sequence[SourceFile], jobs: int, progress: Progress) -> list[reader.Reading]:
    """Read every file, in processes when there is enough work. The order of the result is that of the files."""
    if jobs > 1 and len(files) >= ENOUGH_FOR_PROCESSES:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(jobs) as pool:
            results = pool.map(reader.read, files, chunksize=max(1, len(files) // (jobs * 4)))
            return list(_counted(results, len(files), progress))
    return list(_counted(map(reader.read, files), len(files), progress))


def _counted(results: Iterable[reader.Reading], total: int, progress: Progress) -> Iterable[reader.Reading]:
    for done, result in enumerate(results):
        progress("Reading", done, total)
        yield result


def _images(folder: sources.Folder, lectures: Sequence[Lecture]) -> tuple[Mapping[str, Image], list[Diagnostic]]:
    images: dict[str, Image] = {}
    problems: list[Diagnostic] = []
    why: dict[str, str] = {}
    for path in sorted(course.image_paths(lectures)):
        found = sources.read_image(folder, path)
        if isinstance(found, Image):
            images[path] = found
        else:
            why[path] = found
    for image in (image for lecture in lectures for image in lecture.images if image.target in why):
        near = did_you_mean(image.target, sources.similar_paths(folder, image.target))
        problems.append(_bad_image(image.span, image.target, why[image.target], near))
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
    own = [path for path in (folder.templates, folder.static) if path]
    inside = (
        [folder.content / name for name in ("lectures", "images")]
        if folder.content == folder.root
        else [folder.content]
    )
    return [*(path for path in inside if path.is_dir()), *own]
