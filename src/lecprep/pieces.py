"""The questions and the cards of each lecture as scripts of their own: what is asked for is loaded, from disk too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lecprep import marks, pages
from lecprep.bank import script_json, script_safe
from lecprep.pages import Cards, Questions, QuestionView
from lecprep.theme import Theme
from lecprep.tree import tree


def render(questions: Questions, theme: Theme) -> bytes:
    """Return the file of a lecture's questions."""
    entries = ",".join(_entry(view, theme) for view in questions.make_views())
    return f"(self.lecprepPieces??={{}})[{script_json(questions.slug)}]={_parsed(f'[{entries}]')};\n".encode()


def render_cards(cards: Cards, theme: Theme) -> bytes:
    """Return the file of a lecture's definitions and drills."""
    terms, drills = cards.make_views()
    entries = [
        f'{{"id":{script_json(view.id)},"tree":{script_safe(tree(theme.term(view, pages.REVIEW_URL)))}}}'
        for view in terms
    ]
    entries += [f'{{"id":{script_json(view.question.id)},{_entry(view, theme)[1:]}' for view in drills]
    text = _parsed(f"[{','.join(entries)}]")
    return f"(self.lecprepCards??={{}})[{script_json(cards.slug)}]={text};\n".encode()


def render_deck(deck: Mapping[str, Any]) -> bytes:
    """Return the file that says what there is to review."""
    return f"self.lecprepDeck={_parsed(script_json(deck))};\n".encode()


def _parsed(text: str) -> str:
    """Return JSON as a script: browsers read it in a string in half the time that a script of the same size takes them."""
    quoted = text.replace("\\", r"\\").replace("'", r"\'")
    return f"JSON.parse('{quoted}')"


def _entry(view: QuestionView, theme: Theme) -> str:
    see = view.see
    entry = {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
    }
    # With marks for what is its own, the elements of one question look like those of others to `tree`.
    question = marks.in_json(tree(theme.question(view, pages.MOCK_EXAM_URL)), view)
    return f'{script_json(entry)[:-1]},"tree":{script_safe(question)}}}'
