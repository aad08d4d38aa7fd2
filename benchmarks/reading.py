"""What a page costs its reader, measured in Chromium: bytes and requests, the first paint, and how much moves about."""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, CDPSession, Request, sync_playwright
from tests.browser import chromium

HELD_BACK = 1.0  # seconds by which scripts are late when a page is looked at for the second time
_SMALL = {"viewport": {"width": 390, "height": 844}}


@dataclass(frozen=True, slots=True)
class Reading:
    """One page's cost. Bytes are those on the wire, compressed, by kind; `elsewhere` counts requests to other hosts.

    `paint` is the first paint in milliseconds on this machine; it is `blocked` when it waits for a script that comes late.
    `shift` is the cumulative layout shift.
    """

    tool: str
    lectures: int
    requests: int
    elsewhere: int
    bytes: int
    html: int
    scripts: int
    styles: int
    paint: float
    blocked: bool
    shift: float

    def __str__(self) -> str:
        kinds = f"{self.html / 1000:.1f} html, {self.scripts / 1000:.1f} scripts, {self.styles / 1000:.1f} styles"
        return (
            f"{self.tool:12}{self.bytes / 1000:8.1f} KB ({kinds}) in {self.requests} requests, {self.elsewhere} to other hosts; "
            f"first paint {self.paint:.0f} ms{', blocked by scripts' if self.blocked else ''}; layout shift {self.shift:.3f}"
        )


def read_pages(pages: Mapping[str, tuple[Path, Path]]) -> list[Reading]:
    """Return the cost of each tool's page, given its site's folder and the page in it; nothing where there is no Chromium."""
    path = chromium.find()
    if path is None:
        print("There is no Chromium here: what pages cost their readers is not measured. Set CHROMIUM to one's path.")
        return []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=chromium.arguments())
        readings = []
        for tool, (site, page) in pages.items():
            path = str(page.relative_to(site)).removesuffix("index.html")
            with _serving(site) as address, _serving(site, late=HELD_BACK) as address_of_late:
                readings.append(_read(browser, tool, address + path, address_of_late + path))
        browser.close()
    return readings


class _Traffic:
    """The bytes that come over the wire, by kind, as Chromium's own protocol counts them."""

    def __init__(self, session: CDPSession) -> None:
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        session.on("Network.responseReceived", lambda event: self.kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _finished(self, event: Mapping[str, object]) -> None:
        kind = self.kinds.get(str(event["requestId"]), "Other")
        self.bytes[kind] = self.bytes.get(kind, 0) + int(str(event["encodedDataLength"]).partition(".")[0])


def _read(browser: Browser, tool: str, url: str, url_of_late: str) -> Reading:
    host = urlsplit(url).netloc
    own: list[str] = []
    others: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            (own if urlsplit(request.url).netloc == host else others).append(request.url)

    # First on a small screen from a cold start, scrolled through; then again with scripts that come late.
    with browser.new_context(**_SMALL) as context:  # type: ignore[arg-type]  # a mapping of options
        page = context.new_page()
        page.on("request", note)
        traffic = _Traffic(context.new_cdp_session(page))
        page.add_init_script(_OBSERVE)
        page.goto(url, wait_until="load")
        page.wait_for_timeout(500)
        page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(500)
        paint, shift, _ = page.evaluate(_OBSERVED)
    with browser.new_context(**_SMALL) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.add_init_script(_OBSERVE)
        page.goto(url_of_late, wait_until="load")
        page.wait_for_timeout(500)
        late_paint, _, first_script = page.evaluate(_OBSERVED)
    sizes = traffic.bytes
    return Reading(
        tool=tool,
        lectures=0,
        requests=len(own),
        elsewhere=len(others),
        bytes=sum(sizes.values()),
        html=sizes.get("Document", 0),
        scripts=sizes.get("Script", 0),
        styles=sizes.get("Stylesheet", 0),
        paint=paint,
        blocked=first_script is not None and late_paint >= first_script,
        shift=shift,
    )


_OBSERVE = """(() => {
  globalThis.benchShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.benchShift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
})();"""
_OBSERVED = """() => [
  performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  globalThis.benchShift,
  performance.getEntriesByType("resource").filter((entry) => entry.initiatorType === "script")
    .map((entry) => entry.responseEnd).sort((a, b) => a - b)[0] ?? null,
]"""


class _Handler(http.server.BaseHTTPRequestHandler):
    """Files as a usual host sends them: text compressed."""

    protocol_version = "HTTP/1.1"
    root: Path
    late: float

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        file = self.root / path
        file = file / "index.html" if file.is_dir() else file
        found = file.is_file() and file.resolve().is_relative_to(self.root)
        data = file.read_bytes() if found else b"There is no such page."
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind.endswith("javascript"):
            time.sleep(self.late)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        with suppress(ConnectionError):  # the browser may have left
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _serving(folder: Path, late: float = 0) -> Iterator[str]:
    handler = type("_SiteHandler", (_Handler,), {"root": folder.resolve(), "late": late})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
