"""A server for writing: pages made as they are asked for, and told what changed when a file of the course is saved."""

from __future__ import annotations

import gc
import json
import logging
import mimetypes
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler
from tornado import web
from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClosedError

from lecprep.assets import PREVIEW, static_file
from lecprep.diagnostics import LecprepError, WrongUse
from lecprep.preview import NOT_FOUND, Preview, State

# Seconds between two looks at the files: the more, the longer a look takes, so that this share of a core is kept looking.
LEAST, MOST = 0.03, 0.07
SHARE = 0.04
PAUSE = 0.02  # seconds without a change after which a save is over
CALM = 0.3  # seconds after a build before the bank is reviewed, in which the pages load themselves again
PORTS_TRIED = 20
NOT_WATCHED = frozenset({"node_modules", "__pycache__"})

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("image/avif", ".avif")


def serve(
    preview: Preview, watched: Iterable[Path], *, build: Callable[[Iterable[str]], None], review: Callable[[], None], host: str,
    port: int, ready: Callable[[], None],
) -> None:  # fmt: skip
    """Serve a preview until interrupted, building it anew whenever one of the watched folders changes.

    `build` updates the preview, given the files that are on screens; it is called once before the server answers. `review`
    adds what is found about the bank, in a thread of its own, when there was no other build for a moment. `port` is one that
    `free_port` gave; `ready` is called when the server answers.
    """
    build(())
    gc.freeze()
    server = _Server(preview, host)
    loop = IOLoop.current()

    was_built = threading.Event()
    was_built.set()
    left: list[State] = []

    def changed() -> None:
        # A course makes no circles of objects, and a long one is many: whoever looks for some now, or takes its last state
        # apart, keeps the page waiting.
        gc.disable()
        left[:] = [preview.now]
        build({listener.file for listener in list(_Listener.open_ones)})
        was_built.set()
        loop.add_callback(_Listener.tell_all)

    def review_when_calm() -> None:
        longest = 0.0  # seconds that a review took
        while was_built.wait():
            was_built.clear()
            # A build while the bank is reviewed takes twice as long. Where that is long, it waits for a longer break.
            if was_built.wait(max(CALM, 2 * longest)):
                continue
            left.clear()
            gc.collect()  # requests do make some
            gc.freeze()
            gc.enable()
            began = time.perf_counter()
            review()
            longest = max(longest, time.perf_counter() - began)
            loop.add_callback(_Listener.tell_all)

    threading.Thread(target=_watch, args=(list(watched), changed), daemon=True).start()
    threading.Thread(target=review_when_calm, daemon=True).start()
    loop.call_later(0, ready)
    server.serve(port=port, host=host)


def address(host: str, port: int) -> str:
    """Return where a browser finds the server."""
    return f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/"


def free_port(host: str, port: int) -> int:
    """Return `port`, or the next one that is free. Raises WrongUse when there is none near, or `host` is not this machine's."""
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except PermissionError:
                continue
            except OSError as problem:
                if isinstance(problem, socket.gaierror) or problem.errno not in (48, 98, 10048):
                    raise WrongUse(f"This machine cannot serve at {host}: {problem.strerror or problem}.") from None
                continue
            return candidate
    raise WrongUse(f"The ports {port} to {port + PORTS_TRIED - 1} are all taken. Choose another with --port.")


def _watch(folders: list[Path], changed: Callable[[], None]) -> None:
    before = _stamps(folders)
    tick = LEAST
    while True:
        time.sleep(tick)
        began = time.thread_time()
        now = _stamps(folders)
        tick = min(max(LEAST, (time.thread_time() - began) / SHARE), MOST)
        if now == before:
            continue
        # A save of many files is one build: wait until nothing changes between two looks.
        while True:
            time.sleep(PAUSE)
            later = _stamps(folders)
            if later == now:
                break
            now = later
        before = now
        changed()


def _stamps(folders: list[Path]) -> dict[str, tuple[int, int]]:
    return {entry.path: (stat.st_mtime_ns, stat.st_size) for folder in folders for entry, stat in _files(str(folder))}


def _files(folder: str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in NOT_WATCHED:
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry, entry.stat(follow_symlinks=False)
        except OSError:  # gone between the two calls
            continue


class _Server(Server):  # type: ignore[misc]  # livereload has no types
    """livereload's server with our handlers: files from memory, and what pages are told."""

    def __init__(self, preview: Preview, host: str) -> None:
        super().__init__(watcher=_NoWatcher())
        self._preview = preview
        self._host = host

    def application(
        self, port: int, host: str, liveport: int | None = None, debug: bool | None = None, live_css: bool = True
    ) -> None:
        LiveReloadHandler.watcher = self.watcher
        names = (
            {f"{name}:{port}" for name in (host, "localhost", "127.0.0.1", "[::1]")}
            if host in ("127.0.0.1", "::1")
            else None
        )
        options = {"preview": self._preview, "names": names}
        web.Application(
            [
                (r"/-/news", _Listener, options),
                (r"/-/preview\.js", _Script, options),
                (r"(/.*)", _FileHandler, options),
            ]
        ).listen(port, address=host)

    def _setup_logging(self) -> None:
        logging.getLogger("livereload").setLevel(logging.WARNING)
        logging.getLogger("tornado.access").setLevel(logging.CRITICAL)


class _NoWatcher:
    """Stands where livereload expects its own watcher, whose work our thread does."""

    filepath = None

    def __init__(self) -> None:
        self._changes: list[Any] = []
        self._tasks = {"": None}

    def start(self, callback: object) -> bool:
        return True


class _Listener(LiveReloadHandler):  # type: ignore[misc]
    """A page that is open in a browser: its file, and the build that it shows."""

    open_ones: ClassVar[set[_Listener]] = set()

    def initialize(self, preview: Preview, names: set[str] | None) -> None:
        self.preview = preview
        self.names = names

    def check_origin(self, origin: str) -> bool:
        here = self.request.host
        return bool(urlsplit(origin).netloc == here) and (self.names is None or here in self.names)

    def open(self) -> None:
        self.file = self.preview.now.file(unquote(self.get_query_argument("page", "/")))
        written = self.get_query_argument("build", "")
        self.build = int(written) if written.isascii() and written.isdigit() else 0
        self.open_ones.add(self)
        self.tell()

    def on_message(self, message: str | bytes) -> None:
        """Pages have nothing to say."""

    def on_close(self) -> None:
        self.open_ones.discard(self)

    def tell(self) -> None:
        """Send what is new since the page was told last, or nothing if it knows."""
        news = self.preview.now.news(self.file, self.build)
        self.build = news.build
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps(asdict(news)))

    @classmethod
    def tell_all(cls) -> None:
        """Tell every page that is open."""
        for listener in list(cls.open_ones):
            listener.tell()


class _Handler(web.RequestHandler):
    """GET and HEAD, for requests that name this server."""

    def initialize(self, preview: Preview, names: set[str] | None) -> None:
        self.preview = preview
        self.names = names

    def prepare(self) -> None:
        if self.names is not None and self.request.host not in self.names:
            raise web.HTTPError(403)

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def send(self, file: str, data: bytes) -> None:
        """Answer with a file."""
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        is_text = kind.startswith("text/") or kind.endswith(("xml", "json"))
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.finish(data)


class _Script(_Handler):
    """The script that listens, which no site has."""

    def get(self) -> None:
        self.send("preview.js", static_file(PREVIEW))

    head = get


class _FileHandler(_Handler):
    """The files of the site."""

    def get(self, path: str) -> None:
        state = self.preview.now
        address = unquote(path)
        if address == "/" != state.top:
            self.redirect(state.top)
            return
        file = state.file(address)
        if file == NOT_FOUND:
            self.set_status(404)
        try:
            if not state.works:
                raise LecprepError(
                    "There is nothing to show yet. This page looks again when a file of the course is saved."
                )
            data = self.preview.read(file)
        except LecprepError as problem:
            self.set_status(500)
            file, data = "problem.html", _PROBLEM.format(escape(str(problem))).encode()
        # The page says which build it is of; what came after that it is told when it listens.
        mark = f'<meta name="lecprep-build" content="{state.build}">\n</head>'.encode()
        self.send(file, data.replace(b"</head>", mark, 1) if file.endswith(".html") else data)

    head = get


_PROBLEM = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>This page cannot be made</title></head>
<body><main><h1>This page cannot be made</h1><p>{}</p></main><script src="/-/preview.js"></script></body>
</html>
"""
