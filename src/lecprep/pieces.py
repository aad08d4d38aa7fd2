"""The questions and the cards of each lecture as scripts of their own: what is asked for is loaded, from disk too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lecprep import pages
from lecprep.bank import as_json
from lecprep.pages import Cards, Questions, QuestionView
from lecprep.theme import Theme


def render(questions: Questions, theme: Theme) -> bytes:
    """Return the file of a lecture's questions."""
    return _file("Pieces", questions.slug, (_entry(view, theme) for view in questions.make_views()))


def render_cards(cards: Cards, theme: Theme) -> bytes:
    """Return the file of a lecture's definitions and drills."""
    terms, drills = cards.make_views()
    entries = [({"id": view.id}, theme.term(view, pages.REVIEW_URL)) for view in terms]
    for view in drills:
        about, html = _entry(view, theme)
        entries.append(({"id": view.question.id, **about}, html))
    return _file("Cards", cards.slug, entries)


def render_deck(deck: Mapping[str, Any]) -> bytes:
    """Return the file that says what there is to review."""
    return f"self.lecprepDeck={_parsed(_quoted(as_json(deck)))};\n".encode()


def _entry(view: QuestionView, theme: Theme) -> tuple[dict[str, Any], str]:
    """Return what is said about a question, and its HTML."""
    see = view.see
    about = {
        "data": view.data,
        "label": view.question.label,
        "stem": pages.shortened(" ".join(view.question.prompt.text.split()), 200),
        "see": {"label": see.label, "title": see.title, "url": see.url} if see else None,
    }
    return about, theme.question(view, pages.MOCK_EXAM_URL)


_PLACE = "\ud800"  # for HTML; it is in no text: what cannot be written as UTF-8 cannot be read from it


def _file(name: str, slug: str, entries: Iterable[tuple[Mapping[str, Any], str]]) -> bytes:
    abouts, htmls = zip(*entries, strict=True)
    before, *texts = _quoted(as_json([{**about, "html": _PLACE} for about in abouts])).split(_PLACE)
    quoted = before + "".join(_quoted_html(html) + text for html, text in zip(htmls, texts, strict=True))
    return f"(self.lecprep{name}??={{}})[{as_json(slug)}]={_parsed(quoted)};\n".encode()


def _parsed(quoted: str) -> str:
    """Return JSON as a script: browsers read it in a string in half the time that a script of the same size takes them.

    In a raw template, where less would have to be quoted, it takes them longer: they keep it twice.
    """
    return f"JSON.parse('{quoted}')"


def _quoted(json: str) -> str:
    return json.replace("\\", r"\\").replace("'", r"\'")


_CONTROLS = bytes(code for code in range(32) if code != ord("\n"))


def _quoted_html(html: str) -> str:
    """Return the inside of a string of JSON inside one of a script: `_quoted(as_json(html)[1:-1])`, in half the time."""
    data = html.encode()
    if len(data.translate(None, _CONTROLS)) < len(data):
        return _quoted(as_json(html)[1:-1])
    return html.replace("\\", r"\\\\").replace('"', r'\\"').replace("\n", r"\\n").replace("'", r"\'")
