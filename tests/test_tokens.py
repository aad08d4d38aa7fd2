"""The colours of the design can be told apart: WCAG 2.2 contrast of every pair in use, light and dark, on every paper."""

from __future__ import annotations

import math
import re

import pytest

from tests.conftest import REPOSITORY

TEXT, GRAPHICS = 4.5, 3.0
SURFACES = ("paper", "desk", "sunk", "raised", "cover")
WASHES = ("hi-wash", "pen-wash", "right-wash", "wrong-wash", "flag-wash", "cover-deep", "fanfold")

PAIRS: dict[tuple[str, str], float] = {
    **{(ink, surface): TEXT for ink in ("ink", "ink-2", "ink-3") for surface in SURFACES},
    **{(ink, wash): TEXT for ink in ("ink", "ink-2") for wash in WASHES},
    **{("pen", surface): TEXT for surface in (*SURFACES, "pen-wash", "hi-wash")},
    **{("pen-strong", surface): TEXT for surface in ("paper", "desk", "sunk", "raised", "pen-wash")},
    **{("right", surface): TEXT for surface in ("paper", "desk", "raised", "right-wash", "sunk")},
    **{("wrong", surface): TEXT for surface in ("paper", "desk", "raised", "wrong-wash", "sunk")},
    **{(f"code-{kind}", surface): TEXT for kind in ("comment", "key", "string", "number", "call") for surface in ("sunk", "paper")},
    **{("rule", surface): GRAPHICS for surface in (*SURFACES, "pen-wash")},
    **{("pen", wash): GRAPHICS for wash in ("right-wash", "wrong-wash", "flag-wash", "hi")},
    **{("paper", colour): TEXT for colour in ("right", "wrong", "ink")},
    ("on-hi", "hi"): TEXT,
    ("ink", "hi"): TEXT,
    ("on-pen", "pen"): TEXT,
    ("on-pen", "pen-strong"): TEXT,
}  # fmt: skip

Colour = tuple[float, ...]


def luminance(oklch: Colour) -> float:
    """Return the relative luminance of an OKLCH colour (https://bottosson.github.io/posts/oklab, WCAG 2.2)."""
    lightness, chroma, hue = oklch
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    red, green, blue = (
        min(1.0, max(0.0, value))
        for value in (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def papers() -> dict[str, dict[str, tuple[Colour, Colour]]]:
    """Return the tokens (light, dark) for white paper and for each tinted one."""
    css = (REPOSITORY / "static" / "css" / "tokens.css").read_text("utf-8")
    found: dict[str, dict[str, tuple[Colour, Colour]]] = {}
    for name, body in re.findall(r':root(?:\[data-paper="(\w+)"\])?\s*\{([^}]*)\}', css):
        pairs = re.findall(r"--([\w-]+):\s*light-dark\(oklch\(([^)/]*)\),\s*oklch\(([^)/]*)\)\)", body)
        tokens = {
            token: (tuple(map(float, light.split())), tuple(map(float, dark.split()))) for token, light, dark in pairs
        }
        if name or "desk" in tokens:
            found[name or "white"] = {**found.get("white", {}), **tokens}
    return found


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["white", "cream", "blue"])
def test_every_pair_of_colours_has_the_contrast_it_needs(paper: str, theme: int) -> None:
    """4.5 for text, 3 for what only has to be seen."""
    tokens = papers()[paper]
    for (front, back), least in PAIRS.items():
        brighter, darker = sorted((luminance(tokens[front][theme]), luminance(tokens[back][theme])), reverse=True)
        ratio = (brighter + 0.05) / (darker + 0.05)
        assert ratio >= least, f"{front} on {back}: {ratio:.2f}"
