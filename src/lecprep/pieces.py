"""The questions of each lecture as a script of its own: an exam loads those that it draws from, and works from disk."""

from __future__ import annotations

from lecprep import pages
from lecprep.assets import Assets, fingerprinted
from lecprep.bank import script_json, script_safe
from lecprep.model import Course
from lecprep.pages import Questions, QuestionView
from lecprep.theme import Theme
from lecprep.tree import tree


def collect(course: Course, theme: Theme) -> Assets:
    """Return the files of questions, and the file of each lecture by its slug."""
    rendered = {part.slug: render(part, theme) for part in pages.Planner(course, "").questions()}
    return Assets(dict(rendered.values()), {slug: path for slug, (path, _) in rendered.items()})


def render(questions: Questions, theme: Theme) -> tuple[str, bytes]:
    """Return the path of a file of questions, which is named by its content, and the file."""
    entries = ",".join(_entry(view, theme) for view in questions.make_views())
    data = f"(self.lecprepPieces??={{}})[{script_json(questions.slug)}]=[{entries}];\n".encode()
    return fingerprinted(f"questions/{questions.slug}.js", data), data


def _entry(view: QuestionView, theme: Theme) -> str:
    see = view.see
    entry = {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
    }
    return f'{script_json(entry)[:-1]},"tree":{script_safe(tree(theme.question(view, pages.MOCK_EXAM_URL)))}}}'
