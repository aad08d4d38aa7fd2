"""The questions of each lecture as a script of its own: an exam loads those that it draws from, and works from disk."""

from __future__ import annotations

from dataclasses import replace

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


# Stands for the id of a question while it is rendered, so that the elements of all questions look the same to `tree`. It
# is in no text: what cannot be written as UTF-8 cannot be read from it.
_ANY_ID = "\ud800"


def _entry(view: QuestionView, theme: Theme) -> str:
    see = view.see
    entry = {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
    }
    html = theme.question(replace(view, html_id=_ANY_ID), pages.MOCK_EXAM_URL)
    return f'{script_json(entry)[:-1]},"tree":{script_safe(tree(html)).replace(_ANY_ID, view.html_id)}}}'
