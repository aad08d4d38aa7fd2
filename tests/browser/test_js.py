"""The scripts' own tests, in the browser that will run them: no Node needed."""

from __future__ import annotations

import functools
import http.server
import threading
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.conftest import REPOSITORY

TESTS = sorted((REPOSITORY / "tests" / "js").glob("*.test.js"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/empty.html":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Tests</title>")
        else:
            super().do_GET()


@pytest.mark.parametrize("module", TESTS, ids=lambda path: path.stem)
def test_scripts(module: Any, browser: Browser) -> None:
    """Each test of the module holds; how they are run is said in `harness.js`."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(REPOSITORY)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_context().new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/empty.html")
    results = page.evaluate(
        "async module => { await import(module); await finished(); return results; }", f"/tests/js/{module.name}"
    )
    page.context.close()
    server.shutdown()
    server.server_close()
    assert results
    assert [f"{result['name']}: {result['error']}" for result in results if not result["ok"]] == []
