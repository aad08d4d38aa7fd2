"""The questions of each lecture as a script of its own: an exam loads those that it draws from, and works from disk."""

from __future__ import annotations

from typing import Any

from lecprep import pages
from lecprep.assets import Assets, fingerprinted
from lecprep.bank import script_json
from lecprep.model import Course
from lecprep.pages import QuestionView
from lecprep.theme import Theme
from lecprep.tree import tree


def collect(course: Course, theme: Theme) -> Assets:
    """Return the files of questions, and the file of each lecture by its slug."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for slug, views in pages.questions(course).items():
        entries = [_entry(view, theme) for view in views]
        data = f"(self.lecprepPieces??={{}})[{script_json(slug)}]={script_json(entries)};\n".encode()
        names[slug] = fingerprinted(f"questions/{slug}.js", data)
        files[names[slug]] = data
    return Assets(files, names)


def _entry(view: QuestionView, theme: Theme) -> dict[str, Any]:
    see = view.see
    return {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
        "tree": tree(theme.question(view, pages.MOCK_EXAM_URL))[2],
    }
