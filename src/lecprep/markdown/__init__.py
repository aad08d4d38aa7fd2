"""The one configured Markdown: parse a text to tokens, and make prose of any slice of them.

Everything an author may write is CommonMark, GitHub's tables, task lists and alerts, footnotes, definition lists and
dollar maths. Raw HTML is off. Blocks that have a look of their own (callouts, code, tables, figures) become single
tokens here; how they look is the business of whoever renders (`lecprep.prose.Blocks`).
"""

from lecprep.markdown.parse import Parsed, parse, plain_text, prose, slugify

__all__ = ["Parsed", "parse", "plain_text", "prose", "slugify"]
