"""The one configured Markdown: parse a text to tokens, and render any slice of them.

Everything an author may write is CommonMark, GitHub's tables, task lists and alerts, footnotes, definition lists and
dollar maths. Raw HTML is off. Blocks that have a look of their own (callouts, code, tables, figures) become single
tokens here; how they look is the business of whoever renders (`render.Blocks`).
"""

from lecprep.markdown.parse import Parsed, parse, plain_text, prose, slugify
from lecprep.markdown.render import Blocks, Rendering, render

__all__ = ["Blocks", "Parsed", "Rendering", "parse", "plain_text", "prose", "render", "slugify"]
