"""An image should say its size, so that the page does not jump when it arrives.

FAIL: an SVG without `width`, `height` or `viewBox`. PASS: `<svg viewBox="0 0 480 240" …>`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.diagnostics import Diagnostic, Span, warning
from lecprep.model import Course


def check(course: Course) -> Iterator[Diagnostic]:
    """Yield a warning for each image whose size cannot be told from its file."""
    for path, image in sorted(course.images.items()):
        if image.width is None:
            yield warning(
                Span(path),
                "image-without-size",
                "the size of this image cannot be told from its file",
                "Save it again; an SVG needs width and height, or a viewBox.",
            )
