"""Many lectures to one course: order, numbers, cross-references, what only the whole can know."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from lecprep.diagnostics import Diagnostic, Severity, Span, did_you_mean, error, hint, ordered, warning
from lecprep.model import Course, Image, Lecture, Link, Part, Question, Settings
from lecprep.sources import Folder
from lecprep.tuples import NamedTuple
from lecprep.words import catalogue, languages, nearest

LECTURE_SUFFIX = ".md"


class Checked(NamedTuple):
    """A course as far as it could be read (None: nothing to show), with everything that is wrong with it.

    `texts` holds every file that was read, by its path; the text of one in which nothing is wrong is left out.
    """

    folder: Folder
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


def assemble(
    lectures: Sequence[Lecture],
    settings: Settings,
    images: Mapping[str, Image],
    attachments: frozenset[str],
    *,
    folder: str = "",
    drafts: bool = False,
) -> tuple[Course, tuple[Diagnostic, ...]]:
    """Return the course that the lectures and settings make, and every mistake that shows only between them.

    `images` holds each image that lectures show and that can be shown, `attachments` the other files that they link to;
    `folder` is the content folder's path in its repository. Drafts are left out unless asked for.
    """
    shown = _in_order(lecture for lecture in lectures if drafts or not lecture.draft)
    parts, problems = _parts(shown, settings)
    course = Course(
        title=settings.title
        or (shown[0].title if len(shown) == 1 else catalogue(settings.language).word("course.untitled")),
        description=settings.description,
        language=settings.language,
        url=settings.url,
        repository=settings.repository,
        branch=settings.branch,
        folder=folder,
        exam_date=settings.exam_date,
        publish_questions=settings.publish_questions,
        parts=parts,
        syllabus=settings.syllabus,
        exams=settings.exams,
        lectures=tuple(lecture for part in parts for lecture in part.lectures),
        images=images,
    )
    problems += _clashes(shown)
    problems += _question_ids(shown)
    problems += _references(
        course, {lecture.path for lecture in lectures} - {lecture.path for lecture in shown}, attachments
    )
    problems += _syllabus(course)
    problems += _words(settings)
    return course, ordered(problems)


def _words(settings: Settings) -> list[Diagnostic]:
    if nearest(settings.language) or "language" not in settings.spans:
        return []
    return [
        hint(
            settings.spans["language"],
            "language-without-words",
            f"what the site itself says, it says in English: there are no words in {settings.language}",
            f"The course stays marked as {settings.language}. There are words in {', '.join(languages())}.",
        )
    ]


def link_targets(lectures: Iterable[Lecture]) -> set[str]:
    """Return the paths of the files that lectures link to and that are not lectures."""
    return {
        link.target
        for lecture in lectures
        for link in lecture.links
        if not link.target.lower().endswith(LECTURE_SUFFIX)
    }


def image_paths(lectures: Iterable[Lecture]) -> set[str]:
    """Return the paths of the images that lectures show."""
    return {image.target for lecture in lectures for image in lecture.images}


def _in_order(lectures: Iterable[Lecture]) -> tuple[Lecture, ...]:
    """Numbered lectures by number, then the others by file name with numbers in it counting as numbers."""
    return tuple(
        sorted(
            lectures,
            key=lambda lecture: (lecture.number is None, lecture.number or 0, _natural(lecture.path), lecture.path),
        )
    )


def _natural(path: str) -> list[tuple[int, str]]:
    # Bounded, because int() refuses numbers of thousands of digits.
    return [
        (int(part[:18]), "") if part.isascii() and part.isdigit() else (0, part) for part in re.split(r"(\d+)", path)
    ]


def _parts(lectures: Sequence[Lecture], settings: Settings) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """Group the lectures as course.yml says; those it does not name follow in a part without title."""
    problems: list[Diagnostic] = []
    if not settings.parts:
        return (Part("", tuple(lectures)),) if lectures else (), problems
    by_name = {lecture.slug: lecture for lecture in lectures}
    by_name |= {str(lecture.number): lecture for lecture in lectures if lecture.number is not None}
    placed: dict[str, str] = {}
    parts = []
    for part in settings.parts:
        members = []
        for name in part.lectures:
            lecture = by_name.get(name)
            if lecture is None:
                problems.append(
                    error(
                        part.span,
                        "unknown-lecture",
                        f"the part {part.title!r} names a lecture {name!r} that does not exist.{did_you_mean(name, by_name)}",
                        "Write a lecture's number or its slug (its file name without .md).",
                    )
                )
            elif lecture.slug in placed:
                problems.append(
                    error(
                        part.span,
                        "lecture-in-two-parts",
                        f"lecture {name!r} stands in the parts {placed[lecture.slug]!r} and {part.title!r}",
                        "Keep it in one.",
                    )
                )
            else:
                placed[lecture.slug] = part.title
                members.append(lecture)
        if members:
            parts.append(Part(part.title, tuple(members)))
    rest = tuple(lecture for lecture in lectures if lecture.slug not in placed)
    if rest:
        names = ", ".join(lecture.slug for lecture in rest[:5])
        problems.append(
            warning(
                settings.parts[0].span,
                "lecture-without-part",
                f"{len(rest)} lecture{'s stand' if len(rest) > 1 else ' stands'} in no part: {names}",
                "Name it in one of the parts; until then it follows at the end.",
            )
        )
        parts.append(Part(catalogue(settings.language).word("course.more-lectures"), rest) if parts else Part("", rest))
    return tuple(parts), problems


def _clashes(lectures: Sequence[Lecture]) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    slugs: dict[str, Lecture] = {}
    numbers: dict[int, Lecture] = {}
    for lecture in lectures:
        if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?", lecture.slug):
            problems.append(
                error(
                    Span(lecture.path),
                    "invalid-slug",
                    f"{lecture.slug[:60]!r} cannot be the address of a page",
                    "Name the file with a-z, 0-9 and hyphens, such as 14-fine-tuning.md, or set `slug:` in its front matter.",
                )
            )
        if (other := slugs.setdefault(lecture.slug, lecture)) is not lecture:
            problems.append(
                error(
                    Span(lecture.path),
                    "duplicate-slug",
                    f"this lecture and {other.path} would have the same address, {lecture.slug}",
                    "Rename one of the files, or set `slug:` in its front matter.",
                )
            )
        if lecture.number is not None and (other := numbers.setdefault(lecture.number, lecture)) is not lecture:
            problems.append(
                error(
                    lecture.place("number"),
                    "duplicate-number",
                    f"this lecture and {other.path} both have the number {lecture.number}",
                    "Give one of them another number.",
                )
            )
    return problems


def _question_ids(lectures: Sequence[Lecture]) -> list[Diagnostic]:
    questions = [question for lecture in lectures for question in lecture.questions]
    if len({question.id for question in questions}) == len(questions):  # as nearly always
        return []
    problems: list[Diagnostic] = []
    first: dict[str, Question] = {}
    for question in questions:
        other = first.setdefault(question.id, question)
        if other is question:
            continue
        if question.has_own_id or other.has_own_id:
            problems.append(
                error(
                    question.span,
                    "duplicate-question-id",
                    f"the question id {question.id!r} is taken by the question at {other.span}",
                    "Give this one another id: {#another-id}",
                )
            )
        else:
            problems.append(
                error(
                    question.span,
                    "duplicate-question",
                    f"this question and the one at {other.span} read the same",
                    "Take one away, or give each an id: {#some-id}",
                )
            )
    return problems


def _references(course: Course, hidden: set[str], attachments: frozenset[str]) -> list[Diagnostic]:
    """Check links, `see=`, prerequisites: each must lead somewhere."""
    problems: list[Diagnostic] = []
    by_path = {lecture.path: lecture for lecture in course.lectures}
    anchors = {path: lecture.by_id.keys() for path, lecture in by_path.items()}
    slugs = {lecture.slug for lecture in course.lectures}
    for lecture in course.lectures:
        for link in lecture.links:
            problems += _link(link, by_path, anchors, hidden, attachments)
        for question in lecture.questions:
            if question.see is None:
                continue
            target, _, fragment = question.see.rpartition("#")
            path = beside(lecture.path, target) if target else lecture.path
            if path not in anchors or fragment not in anchors[path]:
                problems.append(
                    error(
                        question.span,
                        "broken-see",
                        f"see={question.see} names no section.{did_you_mean(fragment, anchors.get(path, ()))}",
                        "Write the id of a heading of this lecture, or file.md#id.",
                    )
                )
        for slug in lecture.prerequisites:
            if slug not in slugs or slug == lecture.slug:
                problems.append(
                    error(
                        lecture.place(f"prerequisites.{slug}"),
                        "unknown-prerequisite",
                        f"the prerequisite {slug!r} is {'this lecture itself' if slug == lecture.slug else 'no lecture of this course'}."
                        + did_you_mean(slug, slugs),
                        "Write a lecture's slug: its file name without .md.",
                    )
                )
    return problems


def beside(path: str, target: str) -> str:
    """Return the path that a relative one means in the file at `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _link(
    link: Link,
    lectures: Mapping[str, Lecture],
    anchors: Mapping[str, Collection[str]],
    hidden: set[str],
    attachments: frozenset[str],
) -> list[Diagnostic]:
    if link.target in lectures:
        if not link.fragment or link.fragment in anchors[link.target]:
            return []
        return [
            error(
                link.span,
                "broken-anchor",
                f"{link.target} has no heading #{link.fragment}.{did_you_mean(link.fragment, anchors[link.target])}",
                "Link to the id of one of its headings.",
            )
        ]
    if link.target in hidden:
        return [
            warning(
                link.span,
                "link-to-draft",
                f"{link.target} is a draft and not part of this site",
                "Publish it, or wait with the link; it is shown as plain text.",
            )
        ]
    if link.target in attachments:
        return []
    if link.target.lower().endswith(LECTURE_SUFFIX):
        message = f"there is no lecture {link.target}.{did_you_mean(link.target, lectures)}"
    else:
        message = f"{link.target[:80]} does not exist, is too large, or is not a kind of file that a course can offer"
    return [error(link.span, "broken-link", message, "Write the path relative to this file, as on GitHub.")]


def _syllabus(course: Course) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    if not course.syllabus:
        return problems
    known = {topic.id for topic in course.syllabus}
    for lecture in course.lectures:
        problems += [
            error(
                lecture.place(f"syllabus.{topic}"),
                "unknown-topic",
                f"the syllabus has no topic {topic!r}.{did_you_mean(topic, known)}",
                "Add it to `syllabus` in course.yml, or mend `syllabus` in this lecture's front matter.",
            )
            for topic in lecture.syllabus
            if topic not in known
        ]
        problems += [
            error(
                question.span,
                "unknown-topic",
                f"the syllabus has no topic {topic!r}.{did_you_mean(topic, known)}",
                "Mend topics= of this question.",
            )
            for question in lecture.questions
            for topic in question.topics
            if topic not in known
        ]
    return problems


def lecture_named(lectures: Iterable[Lecture], name: str) -> Lecture | None:
    """Return the lecture that course.yml means by a number or a slug; a number comes first."""
    names = {lecture.slug: lecture for lecture in lectures}
    names |= {str(lecture.number): lecture for lecture in names.values() if lecture.number is not None}
    return names.get(name)


def topics_of(question: Question, lecture: Lecture) -> tuple[str, ...]:
    """Return the syllabus topics that a question belongs to: its own, or else those of its lecture."""
    return question.topics or lecture.syllabus
