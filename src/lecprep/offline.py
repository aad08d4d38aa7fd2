"""Reading offline: the service worker with what it keeps, and the manifest that lets a browser install the site.

Sources: https://www.w3.org/TR/service-workers/, https://www.w3.org/TR/appmanifest/.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from lecprep.model import Course
from lecprep.output import QUESTIONS, WORKER, File
from lecprep.words import direction

MANIFEST = "manifest.webmanifest"

# What a browser keeps without having been asked, in bytes: pages and what they need, and images and other files of the
# course. What is beyond that is kept when it is visited.
MOST_OF_PAGES = 60_000_000
MOST_OF_IMAGES = 20_000_000

# For search engines and hosts; what begins with one of these signs, hosts keep to themselves.
_FOR_PROGRAMS = frozenset({WORKER, QUESTIONS, "robots.txt", "sitemap.xml", "CNAME"})
_HIDDEN = (".", "_")
_OF_PAGES = (".html", ".js", ".css", ".webmanifest")
_DIGEST = 16  # hexadecimal digits


def manifest(course: Course) -> bytes:
    """Return the web app manifest. Its addresses are relative to it, so it works under any path."""
    icons = [
        {"src": f"assets/icons/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": course.title,
        "description": course.description,
        "lang": course.language,
        "dir": direction(course.language),
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#ebf3f0",
        "theme_color": "#ebf3f0",
        "icons": icons,
    }
    return (json.dumps({name: value for name, value in content.items() if value}, ensure_ascii=False) + "\n").encode()


def worker(files: Iterable[File], program: str) -> bytes:
    """Return the service worker of a site that consists of these files: what to keep, and the program that keeps it."""
    kept: dict[str, str] = {}
    visited: dict[str, str] = {}
    room = {True: MOST_OF_PAGES, False: MOST_OF_IMAGES}
    for file in sorted(files, key=_order):
        if file.path in _FOR_PROGRAMS or file.path.startswith(_HIDDEN):
            continue
        is_of_pages = _is_of_pages(file)
        room[is_of_pages] -= file.size
        (kept if room[is_of_pages] >= 0 else visited)[file.path] = file.digest[:_DIGEST]
    version = hashlib.sha256(repr((kept, visited)).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    site = json.dumps({"version": version, "kept": kept, "visited": visited}, separators=(",", ":"))
    return f"self.lecprepSite={site};\n{program}".encode()


def _order(file: File) -> tuple[bool, bool, int, str]:
    """What every page needs comes first, then pages by their names, then images from the smallest."""
    is_of_pages = _is_of_pages(file)
    is_lecture = file.path.startswith(("lectures/", "exams/", "questions/", "cards/"))
    return not is_of_pages, is_lecture, 0 if is_of_pages else file.size, file.path


def _is_of_pages(file: File) -> bool:
    return file.path.endswith(_OF_PAGES) or file.path.startswith(("assets/", "pagefind/"))
