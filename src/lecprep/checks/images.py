"""An image should say its size, so that the page does not jump when it arrives, and be light enough to arrive soon.

FAIL: an SVG without `width`, `height` or `viewBox`; a photograph of 4 MB, as it came from the camera.
PASS: `<svg viewBox="0 0 480 240" …>`; the photograph at 1600 pixels, as WebP, in 150 KB.
"""

from __future__ import annotations

from collections.abc import Iterator

from lecprep.diagnostics import Diagnostic, Span, hint, warning
from lecprep.model import Course

# In bytes. All scripts and styles of a page together are lighter than the first; a second on a slow phone (3G, 1.6 Mbit/s)
# and a half bring the first, five seconds the second. Sixty of the first, or twenty of the second, fill what a browser keeps
# for reading offline.
HEAVY, TOO_HEAVY = 300_000, 1_000_000


def check(course: Course) -> Iterator[Diagnostic]:
    """Yield what is to be said of each image, once: of its size where the file is meant, of its weight where it is shown first."""
    for path, image in sorted(course.images.items()):
        if image.width is None:
            yield warning(
                Span(path),
                "image-without-size",
                "the size of this image cannot be told from its file",
                "Save it again; an SVG needs width and height, or a viewBox.",
            )
    seen: set[str] = set()
    for lecture in course:
        for shown in lecture.images:
            weight = course.images[shown.target].weight if shown.target in course.images else 0
            if weight > HEAVY and shown.target not in seen:
                seen.add(shown.target)
                yield (warning if weight > TOO_HEAVY else hint)(
                    shown.span,
                    "heavy-image",
                    f"the image {shown.target} has {_size(weight)}; students on a slow line wait for it",
                    "Save it in the size at which it is shown, a photograph as WebP or AVIF, a drawing as SVG.",
                )


def _size(weight: int) -> str:
    return f"{weight / 1_000_000:.1f} MB" if weight >= TOO_HEAVY else f"{weight // 1000} KB"
