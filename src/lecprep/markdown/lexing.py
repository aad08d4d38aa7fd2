"""Pygments' lexers, made quick: the rules of a state are one regular expression, whose engine sees which can begin at a place.

Pygments tries them one after the other, nearly sixty for most of Python. The tokens are the same, as `tests/test_lexing.py`
holds, in a quarter of the time; the expressions have to be compiled once more, which a hundred blocks of code repay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, TypeAlias

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

from lecprep.tuples import NamedTuple

# As Pygments keeps it: what finds it, what it is (a type, or a function that yields tokens), and which states follow.
Rule: TypeAlias = tuple[Any, Any, Any]

# What would not be the same within another expression: groups by number or name, comments, and flags but for those it begins with.
_BY_ITSELF = re.compile(r"\\[1-9]|(?!\A)\(\?[aiLmsux]+\)|\(\?[P(#]")
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_BEGINNING = re.compile(r"\A\(\?[imsu]+\)")
# The bracket of a group, behind what may hold one that is none.
_GROUP = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\((?!\?)", re.DOTALL)


class _Rules(NamedTuple):
    """Neighbouring rules as one expression, in which each is followed by a group of its own; here is what matches it at a place."""

    match: Callable[[str, int], re.Match[str] | None]
    by_group: Mapping[int | None, Rule]


def quicken(lexer: Lexer) -> None:
    """Make a lexer quick, if it is one of rules and nothing else. Raises nothing where another Pygments keeps rules in another way."""
    is_of_rules = (
        isinstance(lexer, RegexLexer) and type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    )
    if is_of_rules and _is_understood(lexer):
        lexer.get_tokens_unprocessed = _Quick(lexer).tokens  # type: ignore[method-assign]


def _is_understood(lexer: Lexer) -> bool:
    rules = [rule for state in getattr(lexer, "_tokens", {}).values() for rule in state]
    return bool(rules) and all(
        len(rule) == 3 and isinstance(getattr(rule[0], "__self__", None), re.Pattern) for rule in rules
    )


class _Quick:
    def __init__(self, lexer: Lexer) -> None:
        self._lexer = lexer
        self._states: dict[str, Sequence[_Rules]] = {}

    def tokens(self, text: str, stack: Iterable[str] = ("root",)) -> Iterator[tuple[int, _TokenType, str]]:
        """Yield the place, the type and the text of each token, as `RegexLexer.get_tokens_unprocessed` does."""
        states = list(stack)
        rules = self._rules(states[-1])
        at = 0
        while True:
            for matches, by_group in rules:  # noqa: B007  # it is used below, when one was found
                if found := matches(text, at):
                    break
            else:
                if at >= len(text):
                    return
                if text[at] == "\n":
                    states = ["root"]
                    rules = self._rules("root")
                yield at, Whitespace if text[at] == "\n" else Error, text[at]
                at += 1
                continue
            match, kind, following = by_group[found.lastindex]
            if type(kind) is _TokenType:
                yield at, kind, found.group()
            elif kind is not None:
                yield from kind(self._lexer, match(text, at))
            at = found.end()
            if following is not None:
                _follow(states, following)
                rules = self._rules(states[-1])

    def _rules(self, state: str) -> Sequence[_Rules]:
        rules = self._states.get(state)
        if rules is None:
            rules = self._states[state] = _joined(self._lexer._tokens[state])  # type: ignore[attr-defined]
        return rules


def _follow(states: list[str], following: Any) -> None:
    """Change the stack of states as a rule says: the first of them always stays."""
    if isinstance(following, int):
        del states[max(1, len(states) + following) :]
        return
    for state in (following,) if isinstance(following, str) else following:
        if state == "#push":
            states.append(states[-1])
        elif state != "#pop":
            states.append(state)
        elif len(states) > 1:
            states.pop()


def _joined(rules: Sequence[Rule]) -> Sequence[_Rules]:
    runs: list[list[Rule]] = []
    for rule in rules:
        if runs and _is_a_part(rule) and _is_a_part(runs[-1][-1]):
            runs[-1].append(rule)
        else:
            runs.append([rule])
    return [_join(run) for run in runs]


def _join(rules: Sequence[Rule]) -> _Rules:
    expressions: list[re.Pattern[str]] = [match.__self__ for match, _, _ in rules]
    if len(rules) == 1:
        return _Rules(rules[0][0], dict.fromkeys((None, *range(1, expressions[0].groups + 1)), rules[0]))
    common = reduce(and_, (expression.flags for expression in expressions))
    whole = "|".join(f"{_as_part(expression, common)}()" for expression in expressions)
    return _Rules(re.compile(whole, common).match, dict(enumerate(rules, 1)))


def _is_a_part(rule: Rule) -> bool:
    expression: re.Pattern[str] = rule[0].__self__
    is_plain = not expression.flags & ~(re.UNICODE | reduce(or_, _FLAGS.values()))
    return is_plain and not _BY_ITSELF.search(expression.pattern)


def _as_part(expression: re.Pattern[str], common: int) -> str:
    """Return an expression as a part of another with flags that all have in `common`, and without groups of its own.

    The engine looks at the first character of a part before it tries it, and sees none behind the bracket of a group.
    """
    own = "".join(letter for letter, flag in _FLAGS.items() if expression.flags & flag & ~common)
    pattern = _GROUP.sub(lambda found: found[1] or "(?:", _BEGINNING.sub("", expression.pattern))
    return f"(?{own}:{pattern})"
