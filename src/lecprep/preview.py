"""The site in memory while its author writes: a file is made when it is asked for, and again when it shows something new."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from lecprep import search, sources, unchanged
from lecprep.build import cache_of, check, review_bank, search_index
from lecprep.course import Checked
from lecprep.diagnostics import Diagnostic, LecprepError, Severity
from lecprep.making import Work, make_site, materials, nothing
from lecprep.model import Course
from lecprep.pages import lecture_url

NOT_FOUND = "404.html"
NOTHING = b"There is no such page."


@dataclass(frozen=True)
class Mistake:
    """What the author should look up for: its place in a file ("" for the whole), what is wrong, and what to do."""

    place: str
    what: str
    help: str = ""


@dataclass(frozen=True)
class News:
    """What a page has to do that was loaded some time ago: load itself again, or only styles and images (by their paths).

    `mistakes` are those of the course, which keep it from being published, `remarks` the warnings about what the page shows.
    """

    build: int
    reload: bool
    styles: tuple[str, ...]
    images: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    remarks: tuple[Mistake, ...]


@dataclass(frozen=True)
class State:
    """The site after a build: `top` is its path on the server, `changed` says which build last changed a file.

    `remarks` are warnings, by the page that shows what they are about; those about the bank as a whole come after the build.
    """

    build: int = 0
    top: str = "/"
    works: Mapping[str, Work] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    remarks: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    bank_remarks: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    course: Course | None = None

    def file(self, address: str) -> str:
        """Return the file that most hosts give for the path of an address; that for what is not there, if nothing is."""
        path = address.removeprefix(self.top)
        if not address.startswith(self.top):
            return NOT_FOUND
        if not path or path.endswith("/"):
            path += "index.html"
        if path.startswith(f"{search.FOLDER}/"):
            return path
        return next((name for name in (path, f"{path}.html", f"{path}/index.html") if name in self.works), NOT_FOUND)

    def news(self, file: str, since: int) -> News:
        """Return what became new for a page after build `since`."""
        new = sorted(name for name, build in self.changed.items() if build > since)
        # What the exam loads later is no part of its page.
        loads_questions = file in self.works and "the questions" in self.works[file].shows
        scripts = [
            name for name in new if name.endswith(".js") and (loads_questions or not name.startswith("questions/"))
        ]
        return News(
            self.build,
            bool(scripts) or file in new or since > self.build,
            tuple(name for name in new if name.endswith(".css")),
            tuple(name for name in new if not name.endswith((".css", ".js", ".html"))),
            self.mistakes,
            (*self.remarks.get(file, ()), *self.bank_remarks.get(file, ())),
        )


class Preview:
    """One state of a course's site after the other. While the next one is made, `now` and `read` give the last."""

    def __init__(self, root: Path, address: str, jobs: int = 1) -> None:
        self._root = root
        self._address = address
        self._jobs = jobs
        self._cache = cache_of(root, in_memory=True)
        self._made: dict[str, tuple[Mapping[str, str], bytes]] = {}
        self._index: tuple[Course | None, Mapping[str, bytes]] = None, {}
        self._reviewed: Course | None = None
        self._updates = 0
        self._checked: tuple[Mapping[str, unchanged.Look], Checked] | None = None
        self._changing = threading.Lock()
        self.now = State()

    @property
    def address(self) -> str:
        """Where a browser finds the home page."""
        return self._address.rstrip("/") + self.now.top

    def update(self, shown: Iterable[str] = ()) -> Checked:
        """Read the course again, and the files that are `shown` somewhere.

        Raises LecprepError when that cannot be; then the site stays as it was, and only says what is wrong.
        """
        self._updates += 1
        try:
            checked = self._check()
            mistakes = tuple(_mistake(each) for each in checked.diagnostics if each.severity is Severity.ERROR)
            if checked.course is None:
                self._change(lambda now: replace(now, build=now.build + 1, mistakes=mistakes))
            else:
                made = self._next(checked, mistakes, shown)
                self._change(lambda now: replace(made, bank_remarks=now.bank_remarks))
        except (LecprepError, OSError) as problem:
            # A file may go between two looks at it, or a disk be full for a moment: the next save is another try.
            of_system = f"{problem.filename or 'A file'}: {problem.strerror}." if isinstance(problem, OSError) else ""
            said = of_system or str(problem)
            self._change(lambda now: replace(now, build=now.build + 1, mistakes=(Mistake("", said),)))
            raise LecprepError(said) from problem
        return checked

    def _check(self) -> Checked:
        # A template or a style changes nothing that is said of the content.
        content = sources.find(self._root).content
        looks = unchanged.content_looks(content)
        if not self._checked or self._checked[0] != looks:
            checked = check(self._root, review=True, whole=False, jobs=self._jobs, cache=self._cache)
            self._checked = None if unchanged.is_fresh(looks) else (looks, checked)
            return checked
        return self._checked[1]

    def review(self) -> tuple[Diagnostic, ...] | None:
        """Review the bank of the course as it is now, which takes too long for an edit to wait for, and return what was found.

        Its warnings join the remarks. None when it was reviewed before, or an update began before this was finished: then the
        review stops after the rule that it is at.
        """
        updates, course = self._updates, self.now.course
        if course is None or course is self._reviewed:
            return None
        found = review_bank(course, lambda: self._updates == updates)
        if found is not None:
            self._reviewed = course
            remarks = _remarks(course, found)
            self._change(lambda now: replace(now, bank_remarks=remarks))
        return found

    def _change(self, change: Callable[[State], State]) -> None:
        # The bank may be reviewed while the next site is made: neither takes back what the other has found.
        with self._changing:
            self.now = change(self.now)

    def read(self, file: str) -> bytes:
        """Return what a file of the site holds. Raises LecprepError when it cannot be made."""
        if file.startswith(f"{search.FOLDER}/"):
            return self._searched().get(file, NOTHING)
        work = self.now.works.get(file)
        return self._data(work) if work else NOTHING

    def _searched(self) -> Mapping[str, bytes]:
        """The course is indexed when somebody searches it, so that no reload waits for that."""
        course = self.now.course
        if course and self._index[0] is not course:
            self._index = course, search_index(course, self._cache)
        return self._index[1]

    def _next(self, checked: Checked, mistakes: tuple[Mistake, ...], shown: Iterable[str]) -> State:
        assert checked.course is not None
        works: dict[str, Work] = {}

        def make(some: Sequence[Work], meanwhile: Callable[[], object] = nothing, *, apart: bool = False) -> list[str]:
            works.update((work.path, work) for work in some)
            return [work.path for work in some]

        top = "/" + urlsplit(checked.course.url).path.lstrip("/")
        found = materials(checked.folder, checked.course.language, self._cache, dev=True)
        make_site(checked, make, found, self._cache, base_url=self._address.rstrip("/") + top, dev=True)
        before = self.now.works
        changed = {path for path in before.keys() | works.keys() if not _is_same(before.get(path), works.get(path))}
        # What is on a screen is made now: a template's mistake keeps the last good site.
        for path in {*shown, "index.html"} & changed & works.keys():
            last = self._made.get(path)
            if self._data(works[path]) == (last and last[1]):
                changed.discard(path)
        build = self.now.build + 1
        return State(
            build,
            top,
            works,
            {**self.now.changed, **dict.fromkeys(changed, build)},
            mistakes,
            _remarks(checked.course, checked.diagnostics),
            course=checked.course,
        )

    def _data(self, work: Work) -> bytes:
        known = self._made.get(work.path)
        if known and known[0] == work.shows:
            return known[1]
        data = work.make()
        self._made[work.path] = work.shows, data
        return data


def _mistake(diagnostic: Diagnostic) -> Mistake:
    return Mistake(str(diagnostic.span), diagnostic.message, diagnostic.help)


def _remarks(course: Course, found: Iterable[Diagnostic]) -> dict[str, tuple[Mistake, ...]]:
    """Return the warnings by the page that shows what they are about: a lecture's own, and the home page for all else."""
    pages = {lecture.path: lecture_url(lecture) for lecture in course}
    remarks: dict[str, list[Mistake]] = defaultdict(list)
    for each in found:
        if each.severity is Severity.WARNING:
            remarks[pages.get(each.span.path, "index.html")].append(_mistake(each))
    return {page: tuple(some) for page, some in remarks.items()}


def _is_same(before: Work | None, after: Work | None) -> bool:
    return before is not None and after is not None and before.shows == after.shows
