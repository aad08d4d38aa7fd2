"""A question is drawn once for all its places: with marks where they differ, which are filled in as HTML or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from json.encoder import encode_basestring

from jinja2.utils import htmlsafe_json_dumps

from lecprep.pages import QuestionView

# They are in no text: what cannot be written as UTF-8 cannot be read from it.
ANY_ID, _NUMBER, _URL, _IN_DATA = "\ud800", "\ud801", "\ud802", "\ud803"


def _data_of(view: QuestionView) -> str:
    return str(htmlsafe_json_dumps(view.data, sort_keys=True))  # as Jinja's `tojson` does


def marked(view: QuestionView) -> QuestionView:
    """Return a question whose id, number, data and way to where it can be read about are marks."""
    see = view.see._replace(url=_URL) if view.see else None
    return view._replace(html_id=ANY_ID, number=_NUMBER, see=see, data={_IN_DATA: ""})


# No text can look like these: in HTML and in JSON, its quotation marks are written otherwise.
_DATA_IN_HTML = f"data-question='{htmlsafe_json_dumps({_IN_DATA: ''})}'"
_DATA_IN_JSON = f'"data-question":{encode_basestring(str(htmlsafe_json_dumps({_IN_DATA: ""})))}'


def in_html(html: str, view: QuestionView, number: Callable[[str], str]) -> str:
    """Return the HTML of a marked question as that of `view`; `number` gives the HTML of a number."""
    html = html.replace(number(_NUMBER), number(view.number)).replace(ANY_ID, view.html_id)
    html = html.replace(_DATA_IN_HTML, f"data-question='{_data_of(view)}'")
    return html.replace(_URL, escape(view.see.url)) if view.see else html


def in_json(tree: str, view: QuestionView) -> str:
    """Return the tree of a marked question, as JSON, as that of `view`. Its number has one character."""
    tree = tree.replace(ANY_ID, view.html_id).replace(_NUMBER, view.number)
    tree = tree.replace(_DATA_IN_JSON, f'"data-question":{encode_basestring(_data_of(view))}')
    return tree.replace(_URL, encode_basestring(view.see.url)[1:-1]) if view.see else tree
