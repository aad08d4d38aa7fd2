"""How much of a real question bank comes in whole: `python -m benchmarks.banks mdquiz FOLDER '*.md' [--list]`.

The folder holds a bank of one format, which is no part of this repository. It is imported into a course of its own, which
must build without an error. The questions are counted by `plain`, a second and much simpler reading, and each is held
against what the course says then: its stem, its choices and which are right, what is said of them, and all the rest.
"""

from __future__ import annotations

import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.plain import READERS, Plain, Reader, bare, is_in, letters
from lecprep import importers
from lecprep.build import build
from lecprep.diagnostics import LecprepError, Severity
from lecprep.drafts import Choices, Draft, Number, Pairs, Steps, Texts, draft_of
from lecprep.exporters.base import Loss
from lecprep.importers import Foreign, Imported
from lecprep.importers.base import NOTHING_LOST


def main(name: str, folder: Path, pattern: str, *options: str) -> None:
    """Print how many questions there are, how many came in whole, lost something that was said, or lost it in silence."""
    files = importers.read_files(sorted(file for file in folder.rglob(pattern) if file.is_file()))
    files = [file for file in files if _is_read(name, file)]
    imported = importers.FORMATS[name](files)
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        planned = importers.plan(imported, root / "content" / "lectures")
        importers.write(planned)
        checked, site = build(root, root / "site", searchable=False)
    errors = sum(problem.severity is Severity.ERROR for problem in checked.diagnostics)
    course = {question.id: draft_of(question) for lecture in checked.course or () for question in lecture.questions}
    counts: Counter[str] = Counter()
    for file in files:
        for plain, drafts, losses in _side_by_side(READERS[name], file, imported, course, planned.losses):
            lost = [loss for loss in losses if not loss.what.startswith(NOTHING_LOST)]
            differs = min((_difference(plain, draft) for draft in drafts), key=len, default="it is not there")
            outcome = "whole" if not lost and not differs else "said" if lost else "silent"
            counts[outcome] += 1
            if options and outcome == "silent":
                print(f"{file.name}:{plain.line}: {differs}")
    total = counts.total()
    print(f"{total} questions: {counts['whole']} whole ({counts['whole'] / max(total, 1):.1%}), {counts['said']} not, and it "
          f"is said, {counts['silent']} not, in silence. The import counts {planned.questions + planned.left_out}, "
          f"{planned.whole} whole. The course {'is built' if site else 'is not built'}, {errors} errors.")  # fmt: skip
    for what, times in Counter(f"{loss.what}: {loss.why}"[:110] for loss in planned.losses).most_common(25):
        print(f"{times:6}  {what}")


def _is_read(name: str, file: Foreign) -> bool:
    try:
        importers.FORMATS[name]([file])
    except LecprepError as problem:
        print(f"refused: {problem}")
        return False
    return True


def _side_by_side(
    reader: Reader, file: Foreign, imported: Imported, course: dict[str, Draft], losses: Iterable[Loss]
) -> Iterable[tuple[Plain, list[Draft], list[Loss]]]:
    """Return the questions of a file, each with those of the course and the losses that begin between it and the next."""
    plains = list(reader(file.text()))
    lines = sorted({plain.line for plain in plains})
    drafts: dict[int, list[Draft]] = {line: [] for line in lines}
    lost: dict[int, list[Loss]] = {line: [] for line in lines}

    def place(line: int) -> int:
        found: int = lines[max(bisect_right(lines, line) - 1, 0)]
        return found

    for lecture in imported.lectures:
        for draft in lecture.all_questions:
            if draft.span.path == file.name and draft.id in course:
                drafts[place(draft.span.line)].append(course[draft.id])
    for loss in losses:
        if loss.span.path == file.name and plains:
            lost[place(loss.span.line)].append(loss)
    return [(plain, drafts[plain.line], lost[plain.line]) for plain in plains]


def _difference(plain: Plain, draft: Draft) -> str:
    """Return what of a question the course does not say, or nothing."""
    if not is_in(plain.stem, draft.prompt):
        return f"the stem {plain.stem[:60]!r} is not in {draft.prompt[:60]!r}"
    if plain.choices:
        if not isinstance(draft.body, Choices):
            return "it has no choices"
        found = list(draft.body.choices)
        for text, right, feedback in plain.choices:
            # Those that say just this first, of them those that are right or wrong as this: `//` and `///` have no letters.
            fitting = sorted(
                (letters(choice.text) != bare(text), choice.is_correct != right, i)
                for i, choice in enumerate(found)
                if is_in(text, choice.text)
            )
            if not fitting:
                return f"the choice {text[:60]!r} is not there"
            choice = found.pop(fitting[0][2])
            if choice.is_correct != right:
                return f"the choice {text[:60]!r} is {'right' if right else 'wrong'}"
            if not is_in(feedback, choice.feedback):
                return f"the feedback {feedback[:60]!r} is not there"
        if found:
            return f"the choice {found[0].text[:60]!r} is too much"
    whole = _words(draft)
    return next((f"{said[:60]!r} is not there" for said in plain.said if not is_in(said, whole)), "")


def _words(draft: Draft) -> str:
    """Return all that a question says but its choices, answers twice: they may stand before or after what is said of them."""
    match draft.body:
        case Texts(accepted):
            answer: Sequence[str] = accepted
        case Number(written):
            answer = [written]
        case Steps(items):
            answer = items
        case Pairs(columns, pairs, decoys):
            answer = [*columns, *(cell for pair in pairs for cell in pair), *decoys]
        case Choices():
            answer = [part for choice in draft.body.choices for part in (choice.text, choice.feedback)]
        case written:
            answer = [written.answer, *(text for text, _ in written.marking)]
    return " ".join([draft.prompt, *answer, draft.explanation, *draft.hints])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
