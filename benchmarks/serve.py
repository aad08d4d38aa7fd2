"""From the save to the screen: `python -m benchmarks.serve` edits a served course and watches the page in Chromium.

Calm edits of each kind wait until the last one is seen. Then come 50 in a row, 0.1 to 2 s apart, of kinds that chance
picks. Time runs from just before the file is written to the frame after the one in which the page shows it. An edit is
lost when neither it nor a later one is on screen in time: before the next edit, if that leaves a second (1.5 for large
courses), and within three seconds otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.browser import chromium

from benchmarks import corpus
from benchmarks.contest import SCRATCH, save
from benchmarks.dialects import write
from benchmarks.measure import warn_if_busy

REPOSITORY = Path(__file__).resolve().parents[1]
KINDS = ("lecture", "template", "style", "image")
TOO_LATE = 3.0  # seconds
LARGE = 500  # lectures


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit and what came of it: `latency` in seconds, None when it was never seen; `gap` to the next edit."""

    kind: str
    version: int
    gap: float
    latency: float | None

    def is_lost(self, enough: float) -> bool:
        """Tell whether the page showed it too late, or never; `enough` is the gap in which it has to be seen itself."""
        return self.latency is None or self.latency > (self.gap if self.gap >= enough else TOO_LATE)


@dataclass(frozen=True, slots=True)
class Served:
    """What was measured at one size: calm edits by kind, those in a row, and what a reload does to the reader."""

    lectures: int
    first_build: float
    calm: Mapping[str, list[Edit]]
    row: list[Edit]
    lost: int
    style_reloads: int
    reloads_of_ten_files: int
    scroll_kept: bool
    answers_kept: bool

    def __str__(self) -> str:
        lines = [f"{self.lectures} lectures, served after {self.first_build:.2f} s"]
        lines += [f"  {kind:10}{_spread(edits)}" for kind, edits in self.calm.items()]
        lines.append(f"  {'in a row':10}{_spread(self.row)}; {self.lost} of {len(self.row)} lost")
        lines.append(
            f"  a save of ten files: {self.reloads_of_ten_files} reloads; all edits of styles: {self.style_reloads}"
        )
        kept = {True: "kept", False: "lost"}
        lines.append(
            f"  after a reload: scroll position {kept[self.scroll_kept]}, open answers {kept[self.answers_kept]}"
        )
        return "\n".join(lines)


def percentile(edits: list[Edit], share: float) -> float | None:
    """Return the latency below which this share of the edits lies, lost ones being later than all; None when that is one of them."""
    latencies = sorted(edit.latency if edit.latency is not None else float("inf") for edit in edits)
    value = latencies[min(len(latencies) - 1, int(share * len(latencies)))] if latencies else float("inf")
    return None if value == float("inf") else value


def _spread(edits: list[Edit]) -> str:
    seen = [edit.latency for edit in edits if edit.latency is not None]
    if not seen:
        return "never seen"
    late = percentile(edits, 0.95)
    return f"median {statistics.median(seen) * 1000:.0f} ms, 95 % within {f'{late * 1000:.0f} ms' if late else '– (unseen)'}"


class _Course:
    """The served course, with a template and a style of its own, and an edit of each kind."""

    def __init__(self, lectures: int) -> None:
        self.folder = SCRATCH / "serve" / f"course-{lectures}"
        shutil.rmtree(self.folder, ignore_errors=True)
        write(self.folder, lectures, "author")
        self.lectures = sorted((self.folder / "content" / "lectures").glob("*.md"))
        self.shown = self.lectures[lectures // 2]
        self._template = self._own("templates/components/site-footer.html")
        self._style = self._own("static/css/tokens.css")
        self._image = re.findall(r"images/chart-(\d+)", self.shown.read_text("utf-8"))[0]

    def edit(self, kind: str, version: int) -> None:
        match kind:
            case "lecture":
                corpus.edit(self.shown, version)
            case "template":
                file, text = self._template
                file.write_text(text.replace("</footer>", f'<b data-bench="{version}">{version}</b></footer>'), "utf-8")
            case "style":
                file, text = self._style
                file.write_text(f"{text}\n:root {{ --bench-edit: {version}; }}\n", "utf-8")
            case _:
                text = corpus.image(int(self._image), colour=f"#0080{version:02x}")
                (self.folder / f"content/images/chart-{self._image}.svg").write_text(text, "utf-8")

    def _own(self, path: str) -> tuple[Path, str]:
        file = self.folder / path
        file.parent.mkdir(parents=True)
        text = (REPOSITORY / path).read_text("utf-8")
        file.write_text(text, "utf-8")
        return file, text


class _Screen:
    """The page in the browser, and when it showed which version of what."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[tuple[str, int, float]] = []
        self.reloads = 0
        page.expose_binding("benchSeen", lambda _, kind, version, at: self.seen.append((kind, version, at)))
        page.add_init_script(_LOOK)
        page.on("load", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.reloads += 1

    def wait(self, seconds: float) -> None:
        """Let time pass; what the page says meanwhile is heard."""
        self.page.wait_for_timeout(max(1, seconds * 1000))

    def shown(self, kind: str, version: int) -> float | None:
        """Return when this version of a kind, or a later one, was first on screen."""
        return min((at for what, number, at in self.seen if what == kind and number >= version), default=None)

    def wait_for(self, kind: str, version: int) -> None:
        """Wait until it is on screen, or far too long."""
        limit = time.monotonic() + TOO_LATE + 2
        while self.shown(kind, version) is None and time.monotonic() < limit:
            self.wait(0.02)


def measure(page: Page, lectures: int, calm: int, row: int, seed: int) -> Served:
    """Serve a course of so many lectures, edit it, and return what the page showed and when."""
    chance = random.Random(seed)
    course = _Course(lectures)
    started = time.perf_counter()
    with _serving(course.folder) as address:
        first_build = time.perf_counter() - started
        screen = _Screen(page)
        page.goto(f"{address}lectures/{course.shown.stem}.html")
        screen.wait(1)
        version = 0
        edits: dict[str, list[Edit]] = {}
        style_reloads = 0
        for kind in KINDS:
            before = screen.reloads
            edits[kind] = []
            for _ in range(calm):
                version += 1
                edits[kind].append(_edit(course, screen, kind, version, None))
                screen.wait(chance.uniform(0.2, 0.6))
            style_reloads += screen.reloads - before if kind == "style" else 0
        plan = [(chance.choice(KINDS), version + i, chance.uniform(0.1, 2)) for i in range(1, row + 1)]
        written = [(kind, number, gap, _write(course, screen, kind, number, gap)) for kind, number, gap in plan]
        screen.wait(TOO_LATE)
        in_a_row = [
            Edit(kind, number, gap, _since(at, screen.shown(kind, number))) for kind, number, gap, at in written
        ]
        enough = 1.5 if lectures >= LARGE else 1.0
        scroll_kept, answers_kept = _kept(course, screen, version + row + 1)
        return Served(
            lectures=lectures,
            first_build=first_build,
            calm=edits,
            row=in_a_row,
            lost=sum(edit.is_lost(enough) for edit in in_a_row),
            style_reloads=style_reloads,
            reloads_of_ten_files=_reloads_of_ten_files(course, screen, version + row + 2),
            scroll_kept=scroll_kept,
            answers_kept=answers_kept,
        )


def _edit(course: _Course, screen: _Screen, kind: str, version: int, gap: float | None) -> Edit:
    at = time.time()
    course.edit(kind, version)
    screen.wait_for(kind, version)
    return Edit(kind, version, gap or TOO_LATE, _since(at, screen.shown(kind, version)))


def _write(course: _Course, screen: _Screen, kind: str, version: int, gap: float) -> float:
    at = time.time()
    course.edit(kind, version)
    screen.wait(gap)
    return at


def _since(at: float, shown: float | None) -> float | None:
    return None if shown is None else shown - at


def _kept(course: _Course, screen: _Screen, version: int) -> tuple[bool, bool]:
    """Scroll to a question, open its answer, edit the lecture, and tell whether both are as they were."""
    screen.page.evaluate(_OPEN_AN_ANSWER)
    screen.wait(1)
    before, _ = screen.page.evaluate(_SCROLL_AND_ANSWER)
    course.edit("lecture", version)
    screen.wait_for("lecture", version)
    screen.wait(2)
    after, is_open = screen.page.evaluate(_SCROLL_AND_ANSWER)
    return before > 0 and abs(after - before) < 5, bool(is_open)


def _reloads_of_ten_files(course: _Course, screen: _Screen, version: int) -> int:
    before = screen.reloads
    for file in {*course.lectures[:9], course.shown}:
        corpus.edit(file, version)
    screen.wait_for("lecture", version)
    screen.wait(2)
    return screen.reloads - before


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Run `lecprep serve` on a course, yield its address, and end it as Ctrl-C does."""
    command = [str(Path(sys.executable).with_name("lecprep")), "serve", ".", "--port", "8640"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "XDG_CACHE_HOME": str(folder / ".cache")}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        for line in process.stdout or ():
            said.append(line)
            if "http://" in line:
                ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        ready.wait(300)
        found = re.search(r"http://\S+", "".join(said))
        if not found:
            raise RuntimeError(f"lecprep serve did not start: {''.join(said)[-800:]}")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


# Looks at the page once a frame, and reports a version one frame after it was found there: then it has been painted.
_LOOK = """(() => {
  const probes = {
    lecture: () => /Revised (\\d+) times/.exec(document.querySelector("main")?.textContent ?? "")?.[1],
    template: () => document.querySelector("[data-bench]")?.dataset.bench,
    style: () => getComputedStyle(document.documentElement).getPropertyValue("--bench-edit"),
    image: () => {
      const image = document.querySelector('img[src*="chart-"]');
      if (!image?.complete || !image.naturalWidth) return undefined;
      const canvas = new OffscreenCanvas(320, 160).getContext("2d", { willReadFrequently: true });
      canvas.drawImage(image, 0, 0, 320, 160);
      const [red, green, blue] = canvas.getImageData(30, 135, 1, 1).data;
      return red === 0 && green === 128 ? blue : undefined;
    },
  };
  const last = {};
  const look = () => {
    for (const [kind, probe] of Object.entries(probes)) {
      const version = Number(probe() || 0);
      if (version === last[kind]) continue;
      last[kind] = version;
      requestAnimationFrame(() => benchSeen(kind, version, (performance.timeOrigin + performance.now()) / 1000));
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""
_OPEN_AN_ANSWER = """() => {
  const answer = document.querySelectorAll("details.answer")[3];
  answer.open = true;
  answer.scrollIntoView({ block: "start", behavior: "instant" });
}"""
_SCROLL_AND_ANSWER = """() => [scrollY, document.querySelectorAll("details.answer")[3].open]"""


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=(14, 1000), help="numbers of lectures")
    parser.add_argument("--calm", type=int, default=8, help="calm edits of each kind")
    parser.add_argument("--row", type=int, default=50, help="edits in a row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the figures for the report")
    options = parser.parse_args()
    path = chromium.find()
    if path is None:
        sys.exit("There is no Chromium here, and this is measured in one. Set CHROMIUM to its path.")
    warn_if_busy()
    kept = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=chromium.arguments())
        for size in options.sizes:
            page = browser.new_page(viewport={"width": 1280, "height": 2400})
            served = measure(page, size, options.calm, options.row, options.seed)
            page.close()
            print(f"{served}\n", flush=True)
            kept.append(asdict(served))
        browser.close()
    if options.keep:
        save("serve", served=kept)


if __name__ == "__main__":
    main()
