"""What is kept for reading offline, and when the worker that keeps it comes to its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lecprep import offline, output
from lecprep.build import build, cache_of, check, render
from lecprep.cli.commands import commands
from lecprep.output import IDENTICAL, File
from tests.conftest import MakeCourse

LECTURE = "# Rivers\n\n## Bends\n\nText.\n\n![A bend](../images/a.svg)\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>'
FILES = {"lectures/rivers.md": LECTURE, "images/a.svg": SVG}


def site_of(worker: bytes) -> dict[str, dict[str, str]]:
    """Return what a worker is told of its site."""
    line = worker.decode().partition("\n")[0]
    found = json.loads(line.removeprefix("self.lecprepSite=").removesuffix(";"))
    assert isinstance(found, dict)
    return found


def file(path: str, size: int = 10, digest: str = "0123456789abcdef0123") -> File:
    return File(path, size, 0, IDENTICAL, digest)


def test_pages_and_images_are_kept_with_their_digests() -> None:
    """What is meant for programs is not."""
    files = [
        file(path)
        for path in ("index.html", "images/a.svg", "robots.txt", "sitemap.xml", ".nojekyll", "_headers", "sw.js")
    ]
    site = site_of(offline.worker(files, ""))
    assert site["kept"] == {"index.html": "0123456789abcdef", "images/a.svg": "0123456789abcdef"}
    assert site["visited"] == {}


def test_what_is_too_much_waits_until_it_is_visited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images from the smallest; of pages, what every other needs comes first."""
    monkeypatch.setattr(offline, "MOST_OF_PAGES", 25)
    monkeypatch.setattr(offline, "MOST_OF_IMAGES", 12)
    files = [file("lectures/a.html"), file("lectures/b.html"), file("index.html"), file("z.png", 3), file("a.png", 10)]
    site = site_of(offline.worker(files, ""))
    assert list(site["kept"]) == ["index.html", "lectures/a.html", "z.png"]
    assert list(site["visited"]) == ["lectures/b.html", "a.png"]


def test_a_version_is_named_by_what_it_holds() -> None:
    """The same files give the same worker, in whatever order they come."""
    files = [file("index.html"), file("glossary.html")]
    assert offline.worker(files, "x") == offline.worker(files[::-1], "x")
    other = [file("index.html", digest="f" * 64), file("glossary.html")]
    assert site_of(offline.worker(files, ""))["version"] != site_of(offline.worker(other, ""))["version"]


def test_the_worker_of_a_site_names_its_files_whether_made_or_kept(make_course: MakeCourse) -> None:
    """A build that remembers makes the same worker as one that does not."""
    root = make_course(FILES)
    build(root, root / "site", cache=cache_of(root))
    (root / "content" / "lectures" / "rivers.md").write_text(LECTURE.replace("Text", "Words"), "utf-8")
    _, written = build(root, root / "site", cache=cache_of(root))
    build(root, root / "cold")
    assert written and "sw.js" in written.updated
    assert (root / "site" / "sw.js").read_bytes() == (root / "cold" / "sw.js").read_bytes()
    kept = site_of((root / "site" / "sw.js").read_bytes())["kept"]
    assert {"index.html", "lectures/rivers.html", "images/a.svg", "pagefind/pagefind-entry.json"} <= kept.keys()


def test_the_worker_is_moved_to_its_place_when_all_that_it_names_is_there(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where folders cannot change places, a browser that comes in the middle of a build never finds a worker without its files."""
    root = make_course(FILES)
    monkeypatch.setattr(output, "_can_exchange", lambda *_: False)
    moved: list[str] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        if root / "site" in Path(target).parents and Path(target).name != output.MANIFEST:
            moved.append(Path(target).name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    build(root, root / "site")
    assert moved[-2:] == ["index.html", output.WORKER]


def test_the_manifest_works_under_any_path(make_course: MakeCourse) -> None:
    """Its addresses are relative, its icons are there, and it speaks the course's language."""
    root = make_course({**FILES, "course.yml": "title: Flüsse\nlanguage: de\n"})
    build(root, root / "site")
    manifest = json.loads((root / "site" / offline.MANIFEST).read_text("utf-8"))
    assert manifest["name"] == "Flüsse" and manifest["lang"] == "de"
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "./"
    for icon in manifest["icons"]:
        assert (root / "site" / icon["src"]).read_bytes().startswith(b"\x89PNG")
    assert '<link rel="manifest" href="../manifest.webmanifest">' in (
        root / "site" / "lectures" / "rivers.html"
    ).read_text("utf-8")


def test_no_offline_leaves_a_worker_that_removes_an_older_one(make_course: MakeCourse) -> None:
    """And nothing that asks for it; building again with it brings it back."""
    root = make_course(FILES)
    for options, is_kept in (([], True), (["--no-offline"], False), ([], True)):
        result = CliRunner().invoke(commands, ["build", str(root), *options])
        assert result.exit_code == 0, result.output
        worker = (root / "site" / "sw.js").read_text("utf-8")
        assert ("lecprepSite" in worker) is is_kept and ("unregister" in worker) is not is_kept
        assert (root / "site" / offline.MANIFEST).exists() is is_kept
        assert ('data-worker="sw.js"' in (root / "site" / "index.html").read_text("utf-8")) is is_kept


def test_a_preview_keeps_nothing(make_course: MakeCourse) -> None:
    """What was kept of a site that was served at this address before is removed."""
    files = render(check(make_course(FILES)))
    assert b"unregister" in files["sw.js"] and offline.MANIFEST not in files
