"""A server for writing: the site is built in memory, and pages reload when a file of the course is saved."""

from __future__ import annotations

import logging
import mimetypes
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado import web
from tornado.ioloop import IOLoop

from lecprep.diagnostics import WrongUse

TICK = 0.15  # seconds between two looks at the files
PORTS_TRIED = 20
NOT_WATCHED = frozenset({"node_modules", "__pycache__"})

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("image/avif", ".avif")

Files = Mapping[str, bytes]
Site = Callable[[], Files | None]


def serve(site: Site, watched: Iterable[Path], *, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve a site until interrupted, building it anew whenever one of the watched folders changes.

    `site` builds and returns the files (None: keep what was there); `port` is one that `free_port` gave; `ready` is
    called once the server answers.
    """
    state = _State(site() or {})
    server = _Server(state, host)
    loop = IOLoop.current()
    watcher = threading.Thread(target=_watch, args=(list(watched), lambda: _rebuild(site, state, loop)), daemon=True)
    watcher.start()
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


class _State:
    """What is served just now."""

    def __init__(self, files: Files) -> None:
        self.files = files


def _rebuild(site: Site, state: _State, loop: IOLoop) -> None:
    files = site()
    if files is not None:
        state.files = files
        loop.add_callback(LiveReloadHandler.reload_waiters, "*")


def _watch(folders: list[Path], changed: Callable[[], None]) -> None:
    before = _stamps(folders)
    while True:
        time.sleep(TICK)
        now = _stamps(folders)
        if now == before:
            continue
        # A save of many files is one build: wait until nothing changes between two looks.
        while (later := _stamps(folders)) != now:
            now = later
            time.sleep(TICK / 3)
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
    """livereload's server with our handlers: files from memory, and its script in the template instead of injected."""

    def __init__(self, state: _State, host: str) -> None:
        super().__init__(watcher=_NoWatcher())
        self._state = state
        self._host = host

    def application(
        self, port: int, host: str, liveport: int | None = None, debug: bool | None = None, live_css: bool = True
    ) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = live_css
        names = (
            {f"{name}:{port}" for name in (host, "localhost", "127.0.0.1", "[::1]")}
            if host in ("127.0.0.1", "::1")
            else None
        )
        options = {"state": self._state, "names": names}
        web.Application(
            [
                (r"/livereload", _Reloader),
                (r"/livereload\.js", LiveReloadJSHandler),
                (r"/(.*)", _FileHandler, options),
            ]
        ).listen(port, address=host)

    def _setup_logging(self) -> None:
        logging.getLogger("livereload").setLevel(logging.WARNING)
        logging.getLogger("tornado.access").setLevel(logging.ERROR)


class _NoWatcher:
    """Stands where livereload expects its own watcher, whose work our thread does."""

    filepath = None

    def __init__(self) -> None:
        self._changes: list[Any] = []
        self._tasks = {"": None}

    def start(self, callback: object) -> bool:
        return True


class _Reloader(LiveReloadHandler):  # type: ignore[misc]
    DEFAULT_RELOAD_TIME = 0

    def check_origin(self, origin: str) -> bool:
        return bool(urlsplit(origin).netloc == self.request.host)


class _FileHandler(web.RequestHandler):
    """GET and HEAD of the site's files, for requests that name this server."""

    def initialize(self, state: _State, names: set[str] | None) -> None:
        self.state = state
        self.names = names

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def get(self, path: str) -> None:
        if self.names is not None and self.request.host not in self.names:
            raise web.HTTPError(403)
        path = unquote(path)
        if path == "" or path.endswith("/"):
            path += "index.html"
        files = self.state.files
        found = next((name for name in (path, f"{path}.html", f"{path}/index.html") if name in files), None)
        if found is None:
            self.set_status(404)
            found = "404.html"
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        self.set_header(
            "Content-Type",
            f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "json")) else kind,
        )
        self.finish(files.get(found, b"There is no such page."))

    head = get
