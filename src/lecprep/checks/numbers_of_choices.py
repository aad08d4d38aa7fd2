"""Choices that are numbers, or ranges of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from lecprep.checks.rule import ChoiceQuestion
from lecprep.model import Choice
from lecprep.questions import parse_number

_NUMBER = r"[-+−]?(?:\d[\d,. \u00a0\u202f_]*(?<=\d)|\.\d+)"
_ONE = re.compile(rf"(?P<before>\D*?)(?P<value>{_NUMBER})(?:\s*/\s*(?P<over>\d+))?(?P<after>\D*)")
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "k": 1e3}
_PREFIXES = {
    "p": 1e-12,
    "n": 1e-9,
    "µ": 1e-6,
    "μ": 1e-6,
    "m": 1e-3,
    "": 1.0,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
}
_UNITS = ("s", "B", "m", "g", "W", "Hz", "V", "A", "J", "L", "l", "mol")


def number_of(text: str) -> tuple[float, str, str] | None:
    """Return the only number of a text, and what stands before and after it, or None."""
    text = text.strip().rstrip(".")
    if text.lower() in _WORDS:
        return float(_WORDS[text.lower()]), "", ""
    match = _ONE.fullmatch(text)
    if not match:
        return None
    before, after = match["before"], match["after"]
    try:
        value = parse_number(match["value"])
        if match["over"]:
            value /= int(match["over"])
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    scale, unit = _unit(after.strip())
    return value * scale, " ".join(before.split()), unit


def _unit(text: str) -> tuple[float, str]:
    """Return by what a unit multiplies, and what it is without that."""
    first, _, rest = text.partition(" ")
    if first.lower() in _SCALES:
        return _SCALES[first.lower()], rest.strip()
    for unit in _UNITS:
        prefix = text.removesuffix(unit)
        if prefix != text and prefix in _PREFIXES:
            return _PREFIXES[prefix], unit
    return 1.0, _singular(text)


def _singular(unit: str) -> str:
    return unit.lower().removesuffix("s") if len(unit) > 3 else unit


def numbers_of(question: ChoiceQuestion) -> list[tuple[float, Choice]] | None:
    """Return the choices that have no place of their own, with their numbers, when all are numbers of one kind."""
    found = []
    kinds = set()
    for choice in question.choices:
        if choice.is_fixed:
            continue
        parsed = number_of(choice.text.text)
        if parsed is None:
            return None
        value, before, after = parsed
        found.append((value, choice))
        kinds.add((before, after))
    # "0" and "100 ms" are of one kind.
    units = {kind for kind in kinds if kind != ("", "")}
    return found if len(found) > 2 and len(units) < 2 else None


def is_in_order(values: Sequence[float]) -> bool:
    """Tell whether numbers rise or fall."""
    rising = sorted(values)
    return list(values) in (rising, rising[::-1])


@dataclass(frozen=True)
class Interval:
    """The numbers from `low` to `high`; an end that is `open` is no part of it."""

    low: float
    high: float
    open_low: bool = False
    open_high: bool = False
    unit: str = ""

    def meets(self, other: Interval) -> bool:
        """Tell whether some number lies in both."""
        if self.unit != other.unit:
            return False
        first, second = sorted((self, other), key=lambda interval: (interval.low, interval.open_low))
        if second.low == first.high:
            return not (second.open_low or first.open_high)
        return second.low < first.high


_BETWEEN = re.compile(
    rf"(?P<between>between\s+)?(?:from\s+|about\s+)?(?P<a>{_NUMBER})\s*(?P<unit1>[^\d\s]*?)\s*(?P<join>–|—|-|to|and|through|…)\s*(?P<b>{_NUMBER})\s*(?P<unit>\D*)",
    re.I,
)
_BELOW = re.compile(
    rf"(?P<word>less than|fewer than|under|below|<|≤|<=|at most|up to|no more than)\s*(?P<a>{_NUMBER})\s*(?P<unit>\D*)",
    re.I,
)
_ABOVE = re.compile(
    rf"(?P<word>more than|greater than|over|above|exceeding|>|≥|>=|at least|no less than|no fewer than)\s*(?P<a>{_NUMBER})\s*(?P<unit>\D*)",
    re.I,
)
_OR = re.compile(rf"(?P<a>{_NUMBER})\s*(?P<unit>\D*?)\s+or\s+(?P<word>more|less|fewer|above|over|below)", re.I)
_CLOSED = ("≤", "<=", "≥", ">=", "at most", "up to", "no more than", "at least", "no less than", "no fewer than")


def interval_of(text: str) -> Interval | None:
    """Return the range of numbers that a text names, or None."""
    text = text.strip().rstrip(".")
    try:
        # "1 and 2" are two numbers.
        if (match := _BETWEEN.fullmatch(text)) and (match["between"] or match["join"].lower() != "and"):
            low, high = parse_number(match["a"]), parse_number(match["b"])
            return Interval(low, high, unit=_singular(match["unit"].strip())) if low < high else None
        if match := _BELOW.fullmatch(text):
            is_open = match["word"].lower() not in _CLOSED
            return Interval(-inf, parse_number(match["a"]), open_high=is_open, unit=_singular(match["unit"].strip()))
        if match := _ABOVE.fullmatch(text):
            is_open = match["word"].lower() not in _CLOSED
            return Interval(parse_number(match["a"]), inf, open_low=is_open, unit=_singular(match["unit"].strip()))
        if match := _OR.fullmatch(text):
            value, unit = parse_number(match["a"]), _singular(match["unit"].strip())
            return (
                Interval(value, inf, unit=unit)
                if match["word"].lower() in ("more", "above", "over")
                else Interval(-inf, value, unit=unit)
            )
    except ValueError:
        pass
    return None
