"""Images that come with questions: each is checked to be what its name says before it is written anywhere."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

from lecprep.exporters.base import MEDIA_TYPES
from lecprep.importers.base import LARGEST_IMAGE, file_slug
from lecprep.sources import has_signature

_DATA = re.compile(r"data:(?P<type>[\w.+/-]*)(?:;[\w=.-]+)*?(?P<base64>;base64)?,(?P<data>.*)", re.S | re.I)
# An SVG is shown as an image, where no script runs; what would is refused all the same, for whoever opens the file.
_ACTIVE = re.compile(rb"<(?:[\w-]+:)?script[\s>/]|<!ENTITY|\son\w+\s*=|javascript:|<(?:[\w-]+:)?foreignObject", re.I)


def from_data_uri(address: str) -> bytes | None:
    """Return the bytes that a `data:` address holds, or None where it holds none."""
    match = _DATA.fullmatch(address.strip())
    if not match or len(match["data"]) > LARGEST_IMAGE * 2:
        return None
    if not match["base64"]:
        return unquote_to_bytes(match["data"])
    return from_base64(match["data"])


def from_base64(text: str) -> bytes | None:
    """Return what base64 encodes, or None where it is none."""
    try:
        return b64decode(re.sub(r"\s+", "", text), validate=True)
    except ValueError:
        return None


def is_image(path: str, data: bytes) -> bool:
    """Tell whether bytes are an image of the kind that the ending of a path names, harmless and of bearable size."""
    return (
        len(data) <= LARGEST_IMAGE
        and has_signature(path, data)
        and not (path.lower().endswith(".svg") and _ACTIVE.search(data))
    )


def image_path(name: str, data: bytes) -> str | None:
    """Return where an image goes below the content folder, by what it is; None when browsers show no such image.

    Two images of one name get different paths when they differ, and the same when they do not.
    """
    stem = file_slug(PurePosixPath(name.replace("\\", "/")).stem) if name else "image"
    suffix = next((suffix for suffix in MEDIA_TYPES if suffix != ".jpeg" and is_image(f"x{suffix}", data)), None)
    return f"images/{stem}-{sha256(data).hexdigest()[:8]}{suffix}" if suffix else None
