"""The statistics of a bank as a page for its authors: one file that loads nothing, runs nothing, and is no part of a site."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateError
from markupsafe import Markup

from lecprep.assets import STATS_STYLESHEET, digest_of, styles_alone, template_folders
from lecprep.diagnostics import LecprepError
from lecprep.policy import policy_alone
from lecprep.stats import words
from lecprep.stats.count import Stats
from lecprep.templating import environment
from lecprep.theme import explain
from lecprep.words import catalogue

# How one begins, so that it may be written over.
BEGINS = b"<!doctype html>\n<!-- Written by lecprep stats. -->\n"


def as_page(stats: Stats, own_templates: Path | None = None, own_static: Path | None = None) -> bytes:
    """Return the page, in the course's own theme where it has one. Raises LecprepError when a template or style is unusable."""
    folders = template_folders(own_templates)
    styles = styles_alone(own_static, STATS_STYLESHEET)
    try:
        template = environment(tuple(folders), digest_of(folders), catalogue("en"), None).get_template(
            "pages/stats.html"
        )
        html = template.render(
            stats=stats,
            words=words,
            gaps=words.gaps(stats),
            styles=Markup(styles),  # a stylesheet that cannot end its element
            policy=Markup(policy_alone(styles)),  # it holds quotation marks that an attribute may hold
        )
    except TemplateError as problem:
        raise LecprepError(explain(problem)) from problem
    return html.encode()
