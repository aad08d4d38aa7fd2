"""What strangers write into a course does not run: thousands of known payloads at every place where text can land.

The pages are opened with the content security policy switched off, so that escaping is what stands alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lecprep.build import check, render
from tests.browser.conftest import Visitor
from tests.conftest import REPOSITORY

CORPORA = REPOSITORY.parent / "shared" / "corpora"
A_PAGE = 150

ELEMENTS_THAT_ARE_OURS = """() => {
    const faults = [];
    for (const element of document.querySelectorAll('*')) {
        if (/^(iframe|object|embed|base|link|style|meta|audio|video|frame|applet|animate|set|foreignobject)$/i.test(element.localName)
            && !element.closest('head')
            && !element.matches('body > link[rel=prefetch][href$=".html"]')) faults.push(element.outerHTML.slice(0, 200));
        for (const { name, value } of element.attributes) {
            if (/^on/i.test(name) || name === 'style' || name === 'srcdoc') faults.push(`${name}=${value}`.slice(0, 200));
            if (/^(href|src|action|formaction|xlink:href|data)$/i.test(name) && !/^(#|https?:|mailto:|[\\w./%-]*(#|$))/i.test(value))
                faults.push(`${name}=${value}`.slice(0, 200));
        }
    }
    // Besides data, which does not run, and what the page has fetched: one in the head, at its place, and one with an address.
    const fetched = /^(?:(?:questions|cards)\\/[\\w.-]+|assets\\/deck[\\w.]*)$/;
    const here = new URL('.', location.href).href;
    const scripts = [...document.querySelectorAll('script:not([type="application/json"])')]
        .filter(({ src }) => !src.startsWith(here) || !fetched.test(src.slice(here.length)));
    for (const script of scripts.filter(({ src }) => !src)) {
        if (!script.matches('head > link[rel=apple-touch-icon] + script')) faults.push(script.outerHTML.slice(0, 200));
    }
    if (scripts.length !== 2) faults.push(`${scripts.length} scripts`);
    return faults;
}"""


def payloads() -> list[str]:
    """Return every payload of the corpora, each on one line."""
    if not CORPORA.is_dir():
        pytest.skip("the corpora of payloads are not beside the project")
    found = [item["payload"] for item in json.loads((CORPORA / "dompurify-payloads.json").read_text("utf-8"))]
    for name in ("patt-xss-intruders.json", "patt-svg.json"):
        for texts in json.loads((CORPORA / name).read_text("utf-8")).values():
            found += texts if isinstance(texts, list) else [texts]
    return [" ".join(str(payload).split()) for payload in found if str(payload).strip()]


def lecture(number: int, texts: list[str]) -> str:
    """Return a lecture that has each text at every place a lecture has."""
    quoted = json.dumps(texts[0], ensure_ascii=True)
    lines = [f"---\nnumber: {number}\ntitle: {quoted}\nsummary: {quoted}\nicon: {quoted}\ntags: [{quoted}]\n---\n"]
    for i, text in enumerate(texts):
        cell = text.replace("|", "\\|")
        lines.append(
            f"## {text}\n\n{text}\n\n### {text} {{#h{number}-{i}}}\n\n> [!DEFINITION] {text}\n> {text}\n\n> [!TIP] {text}\n> {text}\n\n"
            f"Table: {text}\n\n| {cell} | b |\n|---|---|\n| {cell} | {cell} {{.better}} |\n\n"
            f'[{text}]({text}) [x](<{text}>) ![{text}](<{text}> "{text}") <{text}> `{text}` $ {text} $ ${text}$\n\n'
            f'```{text}\n{text}\n```\n\n```python title="{text}"\n{text}\n```\n\n```output\n{text}\n```\n\n'
            f"[ref{i}]\n\n[ref{i}]: {text}\n\nTerm {text}\n: {text}\n"
        )
    lines.append("## Practice questions\n")
    for i, text in enumerate(texts):
        cell = text.replace("|", "\\|")
        lines.append(
            f"### {text} {{#c{number}-{i}}}\n\n{text}\n\n- [x] {text}\n\n  {text}\n\n- [ ] other {text}\n\n"
            f"#### Hint\n\n{text}\n\n#### Explanation\n\n{text}\n\n"
            f"### T {{#t{number}-{i}}}\n\nWhat?\n\n#### Answer\n\n- {text}\n\n"
            f"### O {{#o{number}-{i}}}\n\nOrder?\n\n#### Order\n\n1. {text}\n2. b\n\n"
            f"### M {{#m{number}-{i}}}\n\nMatch?\n\n#### Match\n\n| {cell} | b |\n|---|---|\n| {cell} | {cell} |\n| c | d |\n\n"
            f"### W {{#w{number}-{i}}}\n\nWhy?\n\n#### Model answer\n\n{text}\n\n#### Marking\n\n- {text} (1)\n"
        )
    return "\n".join(lines)


def test_no_payload_runs_anywhere(tmp_path: Path, visit: Callable[..., Visitor]) -> None:
    """No script, no handler, no element that an author cannot write, no dialog, and no address but those allowed."""
    every = payloads()
    lectures = tmp_path / "content" / "lectures"
    lectures.mkdir(parents=True)
    chunks = [every[i : i + A_PAGE] for i in range(0, len(every), A_PAGE)]
    for number, chunk in enumerate(chunks, 1):
        (lectures / f"{number:02}.md").write_text(lecture(number, chunk), encoding="utf-8")
    first = json.dumps(every[0])
    (tmp_path / "content" / "course.yml").write_text(
        f"title: {first}\ndescription: {first}\nparts:\n  - {{title: {first}, lectures: [1]}}\n"
        f"syllabus:\n  - {{id: 1, title: {first}}}\nexams:\n  - {{id: e, title: {first}, questions: 5, draw: lectures}}\n",
        encoding="utf-8",
    )
    checked = check(tmp_path)
    assert checked.course and len(checked.course.lectures) == len(chunks)
    site = tmp_path / "site"
    for path, data in render(checked, base_url="https://example.org/genai/").items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    visitor = visit(site, bypass_csp=True)
    visitor.context.on("dialog", lambda dialog: visitor.faults.append(f"dialog: {dialog.message}"))
    visitor.context.route(
        "**/*", lambda route: route.abort() if route.request.resource_type == "image" else route.continue_()
    )
    for file in sorted(site.rglob("*.html")):
        page = visitor.open(file.relative_to(site).as_posix())
        assert page.evaluate(ELEMENTS_THAT_ARE_OURS) == [], file.name
        page.close()
    # Images and links of payloads lead nowhere, and asking for them is no harm.
    visitor.faults[:] = [fault for fault in visitor.faults if fault.startswith(("dialog", "exception"))]
    assert len(every) > 1_900
