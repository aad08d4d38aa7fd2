"""LaTeX to MathML, within bounds: the converter is native code, and deep nesting would end the process."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

LONGEST_FORMULA = 2_000
DEEPEST_NESTING = 40

_NESTING = re.compile(r"\\(?:left|right|begin|end)(?![A-Za-z])|(?<!\\)[{}]")


class MathError(ValueError):
    """A formula that cannot be shown; the message says why, in words for its author."""


@lru_cache(maxsize=4096)
def to_mathml(latex: str, display: bool) -> str:
    """Return a `<math>` element for a formula.

    Raises MathError when the formula is too long, nested too deeply, or not understood.
    """
    if len(latex) > LONGEST_FORMULA:
        raise MathError(f"the formula has {len(latex):,} characters; at most {LONGEST_FORMULA:,} are allowed")
    if _depth(latex) > DEEPEST_NESTING:
        raise MathError(f"the formula is nested more than {DEEPEST_NESTING} levels deep")
    from math_core import LatexError

    try:
        return _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as problem:
        # "offset: message" is the converter's short form; the offset means little to an author.
        raise MathError(re.sub(r"^\d+:\s*", "", str(problem))) from None


def _depth(latex: str) -> int:
    depth = deepest = 0
    for bracket in _NESTING.finditer(latex):
        depth += 1 if bracket[0] in ("{", "\\left", "\\begin") else -1
        deepest = max(deepest, depth)
    # Scripts and roots nest without braces as well: x^x^x is an error, \sqrt\sqrt is not.
    return deepest + latex.count("\\sqrt\\sqrt") + latex.count("\\frac\\frac")


@cache
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, macros={"dotsc": r"\ldots", "dotsb": r"\cdots", "textup": r"\text{#1}"})
