"""Publishing: the old site or the new one at every instant, on any disk, and nothing of anybody else's touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lecprep import output
from lecprep.diagnostics import LecprepError, WrongUse
from tests import kills
from tests.kills import contents, killed, make, steps, watched, write

NEEDS_EXCHANGE = pytest.mark.skipif(
    os.uname().sysname != "Linux", reason="only on Linux is it sure that folders change places"
)


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of one megabyte, mounted on a folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@NEEDS_EXCHANGE
def test_at_every_step_the_old_site_is_there_or_the_new_one(tmp_path: Path) -> None:
    """Whole, and with what others put there; and a server or a shell that stands in the folder sees the new one, too."""
    root, out = tmp_path / "course", tmp_path / "out"
    write(root, 0)
    make(root, out)
    (out / "theirs").mkdir()
    (out / "theirs" / "notes.txt").write_text("mine")
    before = contents(out)
    write(root, 1)
    make(root, tmp_path / "clean")
    after = {**contents(tmp_path / "clean"), "theirs/notes.txt": b"mine"}
    seen: list[dict[str, bytes]] = []

    def look(event: str) -> None:
        seen.append(contents(out))

    standing = os.open(out, os.O_RDONLY)
    with watched(look):
        make(root, out)
    assert [found for found in seen if found not in (before, after)] == []
    assert seen[0] == before != after == seen[-1]
    assert set(os.listdir(standing)) == set(os.listdir(out)) and "index.html" in os.listdir(standing)
    os.close(standing)


@NEEDS_EXCHANGE
def test_a_build_that_is_killed_anywhere_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    """Forty builds, each at a random step; the next one makes all that it should. `python -m tests.kills` tries more."""
    count, olds, news = kills.run(40, 7, tmp_path)
    assert count > 20 and olds > 5 and news > 5


def test_where_folders_cannot_change_places_files_are_replaced_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page names what is not there; after a kill the next build completes it; what others put there stays."""

    def refuse(*_: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(output, "exchange", refuse)
    root, out = tmp_path / "course", tmp_path / "out"
    write(root, 0)
    make(root, out)
    (out / "notes.txt").write_text("mine")
    number = 0
    for turn in range(1, 9):
        write(root, turn)
        number = number or steps(root, tmp_path / "clean")
        killed(root, out, number - turn * 4)
        for page in out.rglob("*.html"):
            text = page.read_text("utf-8")
            for name in ("assets/lecprep.", "assets/main."):
                start = text.find(name)
                assert start < 0 or (out / text[start:].split('"')[0]).is_file(), (turn, page, name)
        make(root, out)
        make(root, tmp_path / "clean")
        assert contents(out) == {**contents(tmp_path / "clean"), "notes.txt": b"mine"}, turn


def test_an_output_that_a_disk_is_mounted_on_is_written_as_well(tmp_path: Path, mount: Path) -> None:
    """As in a container."""
    write(tmp_path / "course", 0)
    make(tmp_path / "course", mount)
    write(tmp_path / "course", 1)
    make(tmp_path / "course", mount)
    make(tmp_path / "course", tmp_path / "clean")
    assert contents(mount) == contents(tmp_path / "clean")


@pytest.mark.parametrize("place", ["", "site"])
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, mount: Path, place: str) -> None:
    """And says so; with room again the next build goes well. The output is the disk itself, or lies on it."""
    root, out = tmp_path / "course", mount / place
    write(root, 0)
    make(root, out)
    before = contents(out)
    image = root / "content" / "images" / "a.svg"
    image.write_text(image.read_text() + f"<!--{'x' * 2_000_000}-->")
    with pytest.raises(LecprepError, match="No space left on device"):
        make(root, out)
    assert contents(out) == before
    # Room for some of the files, for more of them, for all but the last.
    refused = 0
    for room in range(0, 160_000, 20_000):
        write(root, 1)
        free = os.statvfs(mount)
        (mount / "filler.bin").write_bytes(b"x" * (free.f_bavail * free.f_frsize - room))
        try:
            make(root, out)
        except LecprepError:
            refused += 1
            (mount / "filler.bin").unlink()
            assert contents(out) == before, room
        else:
            (mount / "filler.bin").unlink()
            write(root, 0)
            make(root, out)
    assert refused > 2
    write(root, 1)
    make(root, out)
    make(root, tmp_path / "clean")
    assert contents(out) == contents(tmp_path / "clean")


def test_an_output_that_may_not_be_written_to_stays_and_is_named(tmp_path: Path, mount: Path) -> None:
    """Of a disk that is mounted for reading."""
    write(tmp_path / "course", 0)
    make(tmp_path / "course", mount)
    before = contents(mount)
    write(tmp_path / "course", 1)
    subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
    with pytest.raises(LecprepError, match=f"could not be written to {mount}"):
        make(tmp_path / "course", mount)
    assert contents(mount) == before


def test_a_file_of_somebody_elses_is_not_written_over(tmp_path: Path) -> None:
    """The site is not published until it is out of the way; nor does one in the way of a folder stop anything quietly."""
    root, out = tmp_path / "course", tmp_path / "out"
    write(root, 0)
    make(root, out)
    (out / "lectures" / "9.html").write_text("mine")
    (root / "content" / "lectures" / "9.md").write_text("# Nine\n\nText.\n")
    before = contents(out)
    with pytest.raises(LecprepError, match=r"9\.html was not written by lecprep"):
        make(root, out)
    assert contents(out) == before
    (out / "lectures" / "9.html").unlink()
    make(root, out)
    assert b"Nine" in contents(out)["lectures/9.html"]


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 5000, "null", '{"files": 1}', '{"files": [null, "", "..", "/etc", "a/../b", "\\u0000"]}']
)
def test_a_list_of_files_that_is_none_is_as_good_as_none(text: str, tmp_path: Path) -> None:
    """Then nothing of the folder is known to be ours: what has the name of a page of the site is in its way."""
    root, out = tmp_path / "course", tmp_path / "out"
    write(root, 0)
    make(root, out)
    before = contents(out)
    (out / output.MANIFEST).write_text(text)
    with pytest.raises(LecprepError, match="was not written by lecprep"):
        write(root, 1)
        make(root, out)
    assert contents(out) == before


def test_the_sources_are_known_by_whatever_name(tmp_path: Path) -> None:
    """As on a disk to which `Content` is `content`: here a folder is mounted under a second name."""
    root, other = tmp_path / "course", tmp_path / "other"
    write(root, 0)
    other.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(["mount", "--bind", root / "content", other], capture_output=True).returncode
    ):
        pytest.skip("this machine does not let us mount a folder")
    try:
        for place in (other, other / "lectures", other / "site"):
            with pytest.raises(WrongUse, match="lies in the course's folder"):
                output.check_place(place, root, [root / "content"])
        output.check_place(tmp_path / "out", root, [root / "content"])
    finally:
        subprocess.run(["umount", "--lazy", other], check=True)


def test_a_link_to_the_output_stays_a_link(tmp_path: Path) -> None:
    """As when a web server's folder is linked into the course."""
    write(tmp_path / "course", 0)
    (tmp_path / "www").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "www")
    for version in (0, 1):
        write(tmp_path / "course", version)
        make(tmp_path / "course", tmp_path / "out")
    assert (tmp_path / "out").is_symlink() and (tmp_path / "www" / "index.html").is_file()


def test_links_and_empty_folders_of_others_stay(tmp_path: Path) -> None:
    """Even one that takes the place of a file that is not needed any more."""
    root, out = tmp_path / "course", tmp_path / "out"
    write(root, 0)
    make(root, out)
    (out / "empty" / "inside").mkdir(parents=True)
    (out / "link").symlink_to("nowhere")
    (out / "lectures" / "1.html").unlink()
    (out / "lectures" / "1.html").mkdir()
    (out / "lectures" / "1.html" / "mine.txt").write_text("mine")
    write(root, 1)
    make(root, out)
    assert (out / "empty" / "inside").is_dir() and os.readlink(out / "link") == "nowhere"
    assert (out / "lectures" / "1.html" / "mine.txt").read_text() == "mine"
