"""The one configured Markdown: parse a text to tokens, and make prose of any slice of them.

Everything an author may write is CommonMark, GitHub's tables, task lists and alerts, footnotes, definition lists and
dollar maths. Raw HTML is off. Blocks that have a look of their own (callouts, code, tables, figures) become single
tokens here; how they look is the business of whoever renders (`lecprep.prose.Blocks`).
"""

from lecprep import deferred

# Rules that are off, and those for raw HTML and what looks like it: most lectures never need one of them.
deferred.load_without(
    "markdown_it",
    (
        "rules_block.html_block",
        "rules_core.linkify",
        "rules_core.replacements",
        "rules_core.smartquotes",
        "rules_inline.autolink",
        "rules_inline.html_inline",
        "rules_inline.linkify",
    ),
)

from lecprep.markdown.parse import Parsed, parse, plain_text, prose, slugify  # noqa: E402  # when that is settled

__all__ = ["Parsed", "parse", "plain_text", "prose", "slugify"]
