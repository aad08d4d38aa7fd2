"""The scripts' own tests, in the browser that will run them: no Node needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lecprep.words import catalogue
from tests.browser.static_server import serving
from tests.conftest import REPOSITORY

# What stands for each key in the scripts of an English site.
ENGLISH = catalogue("en")
WORDS = {key: ENGLISH.for_scripts(key) for key in (*ENGLISH.messages, "language.plurals")}
TESTS = sorted((REPOSITORY / "tests" / "js").glob("*.test.js"))


@pytest.mark.parametrize("module", TESTS, ids=lambda path: path.stem)
def test_scripts(module: Path, browser: Browser) -> None:
    """Each test of the module holds; how they are run is said in `harness.js`."""
    with serving(REPOSITORY) as address:
        page = browser.new_context().new_page()
        page.goto(address)  # the list of files: any page of that server will do
        page.evaluate("words => { globalThis.lecprepWords = words; }", WORDS)
        results = page.evaluate(
            "async module => { await import(module); await finished(); return results; }", f"/tests/js/{module.name}"
        )
        page.context.close()
    assert results
    assert [f"{result['name']}: {result['error']}" for result in results if not result["ok"]] == []
