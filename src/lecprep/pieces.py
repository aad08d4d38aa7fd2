"""The questions of each lecture as a script of its own: an exam loads those that it draws from, and works from disk."""

from __future__ import annotations

from lecprep import pages
from lecprep.bank import script_json, script_safe
from lecprep.pages import Questions, QuestionView
from lecprep.theme import Theme
from lecprep.tree import tree


def render(questions: Questions, theme: Theme) -> bytes:
    """Return the file of a lecture's questions."""
    entries = ",".join(_entry(view, theme) for view in questions.make_views())
    # Browsers read JSON in a string in half the time that a script of the same size takes them.
    text = entries.replace("\\", r"\\").replace("'", r"\'")
    return f"(self.lecprepPieces??={{}})[{script_json(questions.slug)}]=JSON.parse('[{text}]');\n".encode()


def _entry(view: QuestionView, theme: Theme) -> str:
    see = view.see
    entry = {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
    }
    return f'{script_json(entry)[:-1]},"tree":{script_safe(tree(theme.question(view, pages.MOCK_EXAM_URL)))}}}'
