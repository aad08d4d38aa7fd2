"""Lighthouse and the Nu validator over a built site: `python tests/audit.py site`. Needs Node, npm and Java.

Prints Lighthouse's four scores for a lecture (they must each be at least 99) and every message of the validator.
Both tools come through npm, into a folder of their own in the cache.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser import chromium
from tests.browser.static_server import serving

LIGHTHOUSE = "lighthouse@13"
VALIDATOR = "vnu-jar@26"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LOWEST = 99


def main() -> int:
    """Run both; return 1 when one of them finds something."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site").resolve()
    missing = [tool for tool in ("npm", "node", "java") if not shutil.which(tool)]
    if missing:
        print(f"The audit needs {' and '.join(missing)}, which this machine does not have.")
        return 2
    tools = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lecprep-audit"
    tools.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tools), LIGHTHOUSE, VALIDATOR],
        check=True,
    )
    pages = sorted(site.rglob("*.html"))
    lecture = next(path for path in reversed(pages) if path.parent.name == "lectures").relative_to(site).as_posix()
    with serving(site) as address:
        return max(_validate(tools, pages), _lighthouse(tools, address, lecture))


def _validate(tools: Path, pages: list[Path]) -> int:
    jar = next(tools.rglob("vnu.jar"))
    done = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", *map(str, pages)], capture_output=True, text=True
    )
    # Read from disk a page has no origin, so that nothing is 'self'; the browser tests watch the policy over HTTP.
    messages = [
        m
        for m in json.loads(done.stderr)["messages"]
        if not m["message"].startswith("Resource violates Content Security Policy")
    ]
    for message in messages:
        print(f"{message.get('url')}:{message.get('lastLine')}: {message['type']}: {message['message']}")
        print(f"    {message.get('extract', '').strip()[:160]!r}")
    print(f"Nu validator: {len(messages)} messages on {len(pages)} pages")
    return 1 if messages else 0


def _lighthouse(tools: Path, address: str, lecture: str) -> int:
    browser = chromium.find_or_install()
    if browser is None:
        print("Lighthouse needs a Chromium, and there is none.")
        return 2
    worst = 100
    for form in ("mobile", "desktop"):
        with tempfile.NamedTemporaryFile(suffix=".json") as report:
            command = [
                str(tools / "node_modules" / ".bin" / "lighthouse"),
                address + lecture,
                "--quiet",
                "--output=json",
                f"--output-path={report.name}",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags=--headless=new {' '.join(chromium.arguments())}",
                *(["--preset=desktop"] if form == "desktop" else []),
            ]
            subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": browser})
            result = json.loads(Path(report.name).read_text("utf-8"))
        scores = {name: round(result["categories"][name]["score"] * 100) for name in CATEGORIES}
        print(f"Lighthouse, {form}: {lecture}: " + ", ".join(f"{name} {score}" for name, score in scores.items()))
        for audit in result["audits"].values():
            if (
                audit.get("score") is not None
                and audit["score"] < 0.9
                and audit.get("scoreDisplayMode") != "informative"
            ):
                print(f"    {audit['id']}: {audit['title']} {audit.get('displayValue', '')}")
        worst = min(worst, *scores.values())
    return 0 if worst >= LOWEST else 1


if __name__ == "__main__":
    sys.exit(main())
