"""The questions and the cards of each lecture as scripts of their own: what is asked for is loaded, from disk too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lecprep import pages
from lecprep.bank import as_json
from lecprep.pages import Cards, Questions, QuestionView
from lecprep.theme import Theme


def render(questions: Questions, theme: Theme) -> bytes:
    """Return the file of a lecture's questions."""
    entries = [_entry(view, theme) for view in questions.make_views()]
    return f"(self.lecprepPieces??={{}})[{as_json(questions.slug)}]={_parsed(entries)};\n".encode()


def render_cards(cards: Cards, theme: Theme) -> bytes:
    """Return the file of a lecture's definitions and drills."""
    terms, drills = cards.make_views()
    entries: list[dict[str, Any]] = [{"id": view.id, "html": theme.term(view, pages.REVIEW_URL)} for view in terms]
    entries += [{"id": view.question.id, **_entry(view, theme)} for view in drills]
    return f"(self.lecprepCards??={{}})[{as_json(cards.slug)}]={_parsed(entries)};\n".encode()


def render_deck(deck: Mapping[str, Any]) -> bytes:
    """Return the file that says what there is to review."""
    return f"self.lecprepDeck={_parsed(deck)};\n".encode()


def _parsed(value: object) -> str:
    """Return JSON as a script: browsers read it in a string in half the time that a script of the same size takes them."""
    quoted = as_json(value).replace("\\", r"\\").replace("'", r"\'")
    return f"JSON.parse('{quoted}')"


def _entry(view: QuestionView, theme: Theme) -> dict[str, Any]:
    see = view.see
    return {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
        "html": theme.question(view, pages.MOCK_EXAM_URL),
    }
