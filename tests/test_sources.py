"""Files as they come: other line ends, other encodings, links, things that are no text."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from lecprep import sources
from lecprep.build import build, check
from lecprep.diagnostics import LecprepError
from lecprep.model import Image
from tests.conftest import MakeCourse

LECTURE = "# Tuning\n\nText.\n"


def png(width: int, height: int) -> bytes:
    """Return a PNG as small as it can be."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (b"IHDR" + header, b"IDAT" + zlib.compress(b""), b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )


@pytest.mark.parametrize(
    "data",
    [LECTURE.replace("\n", "\r\n").encode(), LECTURE.replace("\n", "\r").encode(), b"\xef\xbb\xbf" + LECTURE.encode()],
    ids=["windows", "old mac", "byte order mark"],
)
def test_line_ends_and_byte_order_marks_make_no_difference(data: bytes, make_course: MakeCourse) -> None:
    """Whatever editor saved it."""
    checked = check(make_course({"lectures/01.md": data}))
    assert checked.diagnostics == ()
    assert checked.course and checked.course.lectures[0].title == "Tuning"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("# Tuning\n\nÜber.\n".encode("latin-1"), ("lectures/01.md:3", "not-utf-8")),
        (b"# Tuning\n\n\0", ("lectures/01.md:3", "not-text")),
        (b"x" * 2_000_001, ("lectures/01.md", "file-too-large")),
        (b"x" * 8_000_001, ("lectures/01.md", "file-too-large")),
    ],
    ids=["latin-1", "zero byte", "large", "huge"],
)
def test_what_is_no_text_of_an_author_is_refused(
    data: bytes, expected: tuple[str, str], make_course: MakeCourse
) -> None:
    """With a word about what to do, and the other lectures are read all the same."""
    checked = check(make_course({"lectures/01.md": data, "lectures/02.md": LECTURE}))
    assert [(str(d.span), d.code) for d in checked.diagnostics] == [expected]
    assert checked.course and len(checked.course.lectures) == 1


def test_a_symbolic_link_is_not_followed(make_course: MakeCourse, tmp_path: Path) -> None:
    """Neither for a lecture, nor for an image, nor through a folder."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n\nText.\n")
    (outside / "secret.png").write_bytes(png(2, 2))
    root = make_course({"lectures/01.md": "# T\n\n![a](../images/link.png) ![b](../folder/secret.png)\n"})
    (root / "content" / "lectures" / "02.md").symlink_to(outside / "secret.md")
    (root / "content" / "images").mkdir()
    (root / "content" / "images" / "link.png").symlink_to(outside / "secret.png")
    (root / "content" / "folder").symlink_to(outside)
    checked = check(root)
    assert [d.code for d in checked.diagnostics] == ["bad-image", "bad-image", "symbolic-link"]
    assert checked.course and not checked.course.images


def test_an_unreadable_file_is_named(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when it vanishes between the listing and the reading."""
    root = make_course({"lectures/01.md": LECTURE, "lectures/02.md": LECTURE})

    def vanish(folder: sources.Folder, path: str) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", path)

    monkeypatch.setattr(sources, "_bytes", vanish)
    found = sources.load(sources.find(root))
    assert [d.code for d in found.diagnostics] == ["unreadable-file", "unreadable-file"]


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """A user who may not read everything: root, who may, gives that right up for as long (capset(2))."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this thread
    rights = (ctypes.c_uint32 * 6)()  # twice: effective, permitted, inheritable
    assert libc.capget(header, rights) == 0
    effective = rights[0]
    rights[0] = effective & ~(1 << 1 | 1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, rights) == 0
    yield
    rights[0] = effective
    assert libc.capset(header, rights) == 0


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("mode", [0o000, 0o111, 0o444])
@pytest.mark.parametrize(
    "path",
    [
        *("content/course.yml", "content/lectures/01.md", "content/images/a.svg", "content/a.csv"),
        *("static/css/print.css", "templates/pages/404.html"),
        *("content", "content/lectures", "content/lectures/part", "content/images"),
        *("static", "static/css", "templates", "templates/pages"),
    ],
)
def test_what_may_not_be_read_is_named_and_nothing_is_built_without_it(
    path: str, mode: int, make_course: MakeCourse, tmp_path: Path
) -> None:
    """A file, or a folder that may not be listed (111) or not be entered (444): a course that lacks a part is not published."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>'
    files = {"course.yml": "title: T\n", "images/a.svg": svg, "a.csv": "1", "lectures/part/02.md": LECTURE}
    root = make_course({**files, "lectures/01.md": f"{LECTURE}\n![A dot](../images/a.svg) [a](../a.csv)\n"})
    for own in ("static/css/print.css", "templates/pages/404.html"):
        (root / own).parent.mkdir(parents=True)
        (root / own).write_text("")
    place = root / path
    if place.is_file() and mode == 0o444:
        pytest.skip("that is how most files are")
    place.chmod(mode)
    try:
        checked, written = build(root, tmp_path / "out", searchable=False)
    except LecprepError as problem:
        said = str(problem)
    else:
        said = str(checked.diagnostics)
        # Whoever may enter a folder reads the files there that he knows the names of.
        assert (
            (written is None)
            == bool(checked.diagnostics)
            == (mode != 0o111 or path not in ("content", "content/images"))
        )
        if written:
            return
    finally:
        place.chmod(0o755)
    assert "cannot be read" in said and Path(path).name in said
    assert not list(tmp_path.rglob("out/**/*.html"))


def test_images_tell_their_size_their_dark_variant_and_the_heavier_of_the_two(make_course: MakeCourse) -> None:
    """So that the page keeps a place for them."""
    svg = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>'
    folder = sources.find(
        make_course({"images/a.svg": svg, "images/a.dark.svg": svg + "\n", "images/b.png": png(30, 10)})
    )
    assert sources.read_image(folder, "images/a.svg") == Image(
        "images/a.svg", 40, 20, "images/a.dark.svg", len(svg) + 1
    )
    assert sources.read_image(folder, "images/b.png") == Image("images/b.png", 30, 10, None, len(png(30, 10)))
