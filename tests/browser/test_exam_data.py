"""The mistake book, and what a student takes along: export, erase, import; and files that strangers have made."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor, until
from tests.browser.exam_pages import (
    SETUP,
    act,
    answer,
    answer_all,
    choice,
    data_of,
    dialog,
    field,
    go_on,
    go_to,
    hand_in,
    hook,
    is_at,
    leave,
    mark_written,
    next_question,
    open_all,
    plain_page,
    records,
    resume,
    saved,
    score_is,
    sit,
    store,
    view,
    with_movable_time,
)
from tests.browser.test_hostile import ELEMENTS_THAT_ARE_OURS

Visit = Callable[..., Visitor]


# --- the mistake book ------------------------------------------------------------------------------------------------


def practise(visitor: Visitor, name: str, right: bool) -> None:
    """Answer a question of the lecture about rivers, in practice."""
    page = visitor.open("lectures/rivers.html")
    form = page.locator(f"#q-{name}")
    if any(record["question"] == name for record in records(page, "answers")):
        expect(form).to_have_attribute("data-marked", re.compile("right|wrong"))
        try_again(form)
    form.locator(".opt label").filter(has_text=", true" if right else ", false").first.click()
    expect(form).to_have_attribute("data-marked", "right" if right else "wrong")
    until_kept(page, name, right)
    page.close()


def try_again(form: Locator) -> None:
    """Begin another try of a marked question."""
    button = form.get_by_role("button", name="Try again")
    if not button.is_visible():
        form.locator("details.answer > summary").click()
    button.click()


def until_kept(page: Page, name: str, right: bool) -> None:
    """Wait until the last try of a question is in the storage."""

    def is_kept() -> bool:
        tries = [record["tries"] for record in records(page, "answers") if record["question"] == name]
        return any(each and (each[-1]["result"]["verdict"] == "right") is right for each in tries)

    until(page, is_kept, f"{name} is not kept")


def book(visitor: Visitor) -> Page:
    """Open the mistake book and wait until it is put together."""
    page = visitor.open("mistakes.html")
    expect(page.locator("[data-rows] form.q").or_(field(page, "empty")).locator("visible=true").first).to_be_visible()
    return page


def in_book(page: Page, name: str) -> Locator:
    """Return a question of the mistake book."""
    return page.locator(f"form.q[data-question*='\"{name}\"']")


def names_in(page: Page) -> list[str]:
    """Return the ids of the questions in the mistake book."""
    ids: list[str] = page.locator("[data-rows] form.q").evaluate_all(
        "forms => forms.map(form => JSON.parse(form.dataset.question).id)"
    )
    return ids


def days_go_by(visitor: Visitor, days: float) -> None:
    """Let days go by."""
    page = plain_page(visitor)
    page.evaluate("by => world.wall(by)", days * 24 * 3_600_000)
    page.close()


def answer_in_book(page: Page, name: str, right: bool = True) -> None:
    """Answer a question in the mistake book."""
    form = in_book(page, name)
    form.locator(".opt label").filter(has_text=", true" if right else ", false").first.click()
    expect(form).to_have_attribute("data-marked", "right" if right else "wrong")
    until_kept(page, name, right)


def test_without_mistakes_the_book_is_empty(exam_site: Path, visit: Visit) -> None:
    """And says what will stand in it."""
    visitor = visit(exam_site)
    practise(visitor, "rivers-1", right=True)
    page = book(visitor)
    expect(field(page, "empty")).to_be_visible()
    expect(page.locator("[data-rows] form.q")).to_have_count(0)


def test_what_was_wrong_in_practice_and_in_an_exam_stands_in_the_book(exam_site: Path, visit: Visit) -> None:
    """From anywhere, newest first, each with when it was wrong; what was right does not."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    practise(visitor, "rivers-7", right=False)
    practise(visitor, "rivers-8", right=True)
    days_go_by(visitor, 1)
    page = sit(visitor, "free")
    missed = data_of(page)["id"]
    answer_all(page, wrong=(1,))
    hand_in(page)
    page = book(visitor)
    expect(page.locator("[data-rows] form.q")).to_have_count(2)
    assert names_in(page) == [missed, "rivers-7"]
    expect(field(page, "count")).to_contain_text("2")
    expect(field(page, "line").first).to_contain_text(re.compile(r"wrong", re.IGNORECASE))


def test_right_on_two_different_days_leaves_the_book(exam_site: Path, visit: Visit) -> None:
    """Right twice on one day does not; wrong in between begins anew."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    practise(visitor, "rivers-1", right=False)
    practise(visitor, "rivers-2", right=False)
    page = book(visitor)
    answer_in_book(page, "rivers-1")
    answer_in_book(page, "rivers-2")
    try_again(in_book(page, "rivers-1"))
    answer_in_book(page, "rivers-1")
    page = book(visitor)
    assert sorted(names_in(page)) == ["rivers-1", "rivers-2"]
    expect(page.locator("article", has=in_book(page, "rivers-1"))).to_contain_text(re.compile("1 of 2", re.IGNORECASE))
    days_go_by(visitor, 1)
    practise(visitor, "rivers-2", right=False)
    practise(visitor, "rivers-1", right=True)
    assert names_in(book(visitor)) == ["rivers-2"]
    days_go_by(visitor, 1)
    practise(visitor, "rivers-2", right=True)
    assert names_in(book(visitor)) == ["rivers-2"]
    days_go_by(visitor, 1)
    practise(visitor, "rivers-2", right=True)
    expect(field(book(visitor), "empty")).to_be_visible()


def test_right_in_an_exam_counts_for_the_book(exam_site: Path, visit: Visit) -> None:
    """Practice on one day, an exam on another."""
    visitor = visit(exam_site)
    with_movable_time(visitor.context)
    page = sit(visitor, "free")
    answer_all(page, right=False)
    hand_in(page)
    act(view(page, "result"), "retry").click()
    is_at(page, "sitting")
    answer_all(page)
    hand_in(page)
    score_is(page, 4, 4)
    expect(book(visitor).locator("[data-rows] form.q")).to_have_count(4)
    days_go_by(visitor, 1)
    page = sit(visitor, "weighed")
    page.close()
    page = visitor.open(SETUP)
    page.locator('[data-lp="exam-history"] tbody tr').filter(has_text="4 of 4").get_by_role("link").click()
    is_at(page, "result")
    act(view(page, "result"), "again").click()
    is_at(page, "sitting")
    answer_all(page)
    hand_in(page)
    expect(field(book(visitor), "empty")).to_be_visible()


def test_a_question_in_the_book_is_practised_as_anywhere(exam_site: Path, visit: Visit) -> None:
    """Every kind, with its explanation, and kept."""
    visitor = visit(exam_site)
    page = sit(visitor, "kinds")
    answer_all(page, right=False)
    hand_in(page)
    mark_written(page, full=False)
    page = book(visitor)
    expect(page.locator("[data-rows] form.q")).to_have_count(8)
    form = in_book(page, "numeric").first
    form.get_by_role("textbox").fill("7400")
    form.get_by_role("button", name="Check answer").click()
    expect(form).to_have_attribute("data-marked", "right")
    expect(form.get_by_text("A subtraction.")).to_be_visible()
    link = form.locator(".after a[href]").first.get_attribute("href") or ""
    other = visitor.open(link)
    expect(other.locator(f"[id='{link.partition('#')[2]}']")).to_be_in_viewport()


def test_a_mistake_whose_question_is_gone_does_not_stand_in_the_way(exam_site: Path, visit: Visit) -> None:
    """The rest is there."""
    visitor = visit(exam_site)
    practise(visitor, "rivers-1", right=False)
    practise(visitor, "rivers-2", right=False)
    page = plain_page(visitor)
    (gone,) = [record for record in records(page, "answers") if record["question"] == "rivers-2"]
    store(page, "answers", [{**gone, "id": "no-more@000000000000", "question": "no-more", "version": "000000000000"}])
    page.close()
    assert sorted(names_in(book(visitor))) == ["rivers-1", "rivers-2"]


# --- export, erase, import -------------------------------------------------------------------------------------------


def export(visitor: Visitor) -> dict[str, Any]:
    """Export everything and read the file."""
    page = visitor.open("progress.html")
    with page.expect_download() as download:
        hook(page, "progress-export").click()
    assert download.value.suggested_filename.endswith(".json")
    found: dict[str, Any] = json.loads(Path(download.value.path()).read_text("utf-8"))
    page.close()
    return found


def bring_in(visitor: Visitor, content: bytes, name: str = "progress.json") -> Page:
    """Import a file, and wait for what the page says."""
    page = visitor.open("progress.html")
    hook(page, "progress-import").set_input_files({"name": name, "mimeType": "application/json", "buffer": content})
    expect(field(page, "data-said")).to_contain_text(re.compile(r"\w{3}"), timeout=30_000)
    return page


def file_of(content: dict[str, Any]) -> bytes:
    """Return what an export would have been."""
    return json.dumps(content).encode()


def test_all_that_was_exported_comes_back(exam_site: Path, visit: Visit) -> None:
    """Export, erase, import: practice, finished exams, one that is under way, and the mistake book."""
    visitor = visit(exam_site)
    practise(visitor, "rivers-1", right=False)
    page = sit(visitor, "free")
    answer_all(page, wrong=(1,))
    hand_in(page)
    page = sit(visitor, "rivers")
    answer(page)
    act(page, "flag").click()
    saved(page)
    leave(visitor, page)
    before = export(visitor)
    assert before["format"] == "lecprep-progress"
    assert before["version"] == 1
    page = visitor.open("progress.html")
    act(page, "erase").click()
    act(dialog(page, "erase"), "close").click()
    expect(hook(page, "exam-history")).to_be_visible()
    act(page, "erase").click()
    act(dialog(page, "erase"), "erase-all").click()
    expect(hook(page, "exam-history")).to_be_hidden()
    expect(field(book(visitor), "empty")).to_be_visible()
    after = export(visitor)
    assert not any(after["records"].values())
    bring_in(visitor, file_of(before))
    again = export(visitor)
    assert sort_records(again) == sort_records(before)
    assert len(names_in(book(visitor))) == 2
    page = resume(visitor)
    expect(choice(page, ", true").locator("input")).to_be_checked()
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "true")
    hand_in(page)
    score_is(page, 1, 6)


def sort_records(content: dict[str, Any]) -> dict[str, list[str]]:
    """Return the records of an export in an order that two exports share."""
    return {
        kind: sorted(json.dumps(record, sort_keys=True) for record in found)
        for kind, found in content["records"].items()
        if found
    }


def test_an_import_merges_and_never_puts_older_work_over_newer(exam_site: Path, visit: Visit) -> None:
    """What is newer here stays; what is only there comes in; twice is as good as once."""
    visitor = visit(exam_site)
    page = sit(visitor, "rivers")
    answer(page, right=False)
    saved(page)
    leave(visitor, page)
    older = export(visitor)
    practise(visitor, "rivers-1", right=False)
    page = resume(visitor)
    answer(page, right=True)
    next_question(page)
    answer(page)
    saved(page)
    leave(visitor, page)
    newer = export(visitor)
    for content in (older, older, newer):
        bring_in(visitor, file_of(content))
        assert sort_records(export(visitor)) == sort_records(newer)
    elsewhere = visit(exam_site)
    for content in (newer, older):
        bring_in(elsewhere, file_of(content))
    assert sort_records(export(elsewhere)) == sort_records(newer)


def test_an_import_while_an_exam_is_open_in_another_tab_disturbs_nothing(exam_site: Path, visit: Visit) -> None:
    """The answers of the open exam are newer and stay."""
    visitor = visit(exam_site)
    page = sit(visitor, "free")
    answer(page, right=False)
    saved(page)
    older = export(visitor)
    choice(page, ", true").locator("label").click()
    saved(page)
    bring_in(visitor, file_of(older))
    page.bring_to_front()
    expect(choice(page, ", true").locator("input")).to_be_checked()
    hand_in(page)
    score_is(page, 1, 4)


# --- files that strangers have made ------------------------------------------------------------------------------------

PWNED = "javascript:window.pwned=true"


def tree_of(html: str) -> list[Any]:
    """Return the first element as nested lists."""

    def lists(element: Any) -> list[Any]:
        children = [part for child in element for part in (lists(child), child.tail or "")]
        return [element.tag, dict(element.attrib), element.text or "", *children]

    return lists(html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)[0])


def markup_of(tree: Any) -> str:
    """Return nested lists as markup, which whoever writes such a file need not escape."""
    if isinstance(tree, str):
        return tree
    tag, attributes, *children = tree
    pairs = "".join(f' {name}="{value}"' for name, value in attributes.items())
    end = "" if tag == "form" else f"</{tag}>"  # it would be the end of the question's own
    return f"<{tag}{pairs}>{''.join(map(markup_of, children))}{end}"


def hostile(content: dict[str, Any], addresses: bool) -> dict[str, Any]:
    """Return an export whose papers and words, and perhaps its addresses, hold whatever might run."""
    evil = copy.deepcopy(content)
    bad = [
        ["script", {}, "window.pwned = true"],
        ["script", {"src": "https://evil.example/x.js"}],
        ["img", {"src": "x", "onerror": "window.pwned = true"}],
        ["p", {"onclick": "window.pwned = true", "style": "position:fixed;inset:0", "class": "ok"}, "press me"],
        ["a", {"href": PWNED}, "a link"],
        ["a", {"href": " \u0001jAvAsCrIpT:alert(1)"}, "another link"],
        ["a", {"href": "data:text/html,<script>alert(1)</script>"}, "a third"],
        ["a", {"href": "//evil.example/"}, "a fourth"],
        ["iframe", {"srcdoc": "<script>parent.pwned = true</script>"}],
        ["iframe", {"src": PWNED}],
        ["object", {"data": PWNED}],
        ["embed", {"src": PWNED}],
        ["form", {"action": PWNED, "class": "q"}, ["button", {"type": "submit", "formaction": PWNED}, "send"]],
        ["base", {"href": "https://evil.example/"}],
        ["meta", {"http-equiv": "refresh", "content": "0;url=https://evil.example/"}],
        ["link", {"rel": "stylesheet", "href": "https://evil.example/x.css"}],
        ["style", {}, "body { display: none }"],
        ["svg", {"onload": "window.pwned = true"}, ["animate", {"attributeName": "href", "values": PWNED}]],
        ["svg", {}, ["use", {"href": "data:image/svg+xml,<svg onload=alert(1)>"}]],
        ["svg", {}, ["foreignObject", {}, ["script", {}, "window.pwned = true"]]],
        ["math", {}, ["maction", {"actiontype": "statusline", "xlink:href": PWNED}, "x"]],
        ["<img src=x onerror=alert(1)>", {}, "x"],
        ["x-element", {"is": "y"}, "x"],
        ["div", {"id": "lp-main", "data-lp": "exam", "data-act": "erase-all"}, "a second main"],
        ["input", {"type": "file", "data-lp": "progress-import", "autofocus": ""}],
        ["video", {"src": "x", "onerror": "window.pwned = true"}],
        ["details", {"ontoggle": "window.pwned = true", "open": ""}, "x"],
        ["template", {}, ["script", {}, "window.pwned = true"]],
        ["textarea", {"formaction": PWNED, "autofocus": "", "onfocus": "window.pwned = true"}, "x"],
    ]
    markup = '<img src=x onerror="window.pwned=true"><script>window.pwned=true</script>'
    for paper in evil["records"]["papers"]:
        paper["title"] = markup
        for number, each in enumerate(paper["questions"]):
            if number % 2:  # as attempts from before hold it
                tag, attributes, *children = tree_of(each.pop("html"))
                each["tree"] = [tag, attributes, *bad, *children]
            else:
                head, _, rest = each["html"].partition(">")
                each["html"] = f"{head}>{''.join(map(markup_of, bad))}{rest}"
            each["stem"] = each["label"] = markup
            each["see"] = {"label": markup, "title": markup, "url": PWNED if addresses else each["see"]["url"]}
            each["lecture"] = {**each["lecture"], "title": markup, **({"url": PWNED} if addresses else {})}
            each["topics"] = [{"id": markup, "title": markup}]
    for attempt in evil["records"]["attempts"]:
        attempt["title"] = attempt["code"] = markup
    for response in evil["records"]["responses"]:
        if isinstance(response["response"], str):
            response["response"] = markup
    return evil


def harmless(page: Page) -> None:
    """Nothing ran, and nothing stands in the page that could."""
    assert page.evaluate("window.pwned === undefined")
    faults = page.evaluate(ELEMENTS_THAT_ARE_OURS)
    # The exam's script sets the lengths of bars; it has one script element more, which holds data.
    assert [fault for fault in faults if not re.match(r"style=--|\d+ scripts", fault)] == []
    assert page.locator("#lp-main").count() == 1
    assert page.evaluate(
        "[...document.querySelectorAll('a[href]')].every(({ protocol }) => /^(https?|mailto|file):$/.test(protocol))"
    )


def watch_for_dialogs(visitor: Visitor) -> None:
    """Count an alert as a fault."""
    visitor.context.on("dialog", lambda box: visitor.faults.append(f"dialog: {box.message}"))


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with the policy", "without the policy"])
def test_a_hostile_file_runs_nothing(exam_site: Path, visit: Visit, bypass_csp: bool) -> None:
    """In the sitting, on the result, in the history: with the policy and without it."""
    author = visit(exam_site)
    page = sit(author, "kinds")
    answer_all(page)
    leave(author, page)
    running = export(author)
    page = resume(author)
    hand_in(page)
    mark_written(page)
    finished = export(author)
    for content, addresses in ((running, False), (finished, False), (finished, True)):
        victim = visit(exam_site, bypass_csp=bypass_csp)
        watch_for_dialogs(victim)
        harmless(bring_in(victim, file_of(hostile(content, addresses))))
        page = victim.open(SETUP)
        harmless(page)
        if content is running:
            go_on(page)
            harmless(page)
            for number in range(1, 9):
                go_to(page, number)
                harmless(page)
        elif not addresses:
            page.locator('[data-lp="exam-history"] a').first.click()
            is_at(page, "result")
            open_all(page)
            harmless(page)
        for path in ("progress.html", "mistakes.html"):
            harmless(victim.open(path))
        # Its images lead nowhere, and asking for them is no harm. Nor is what the policy says aloud of markup that is but read.
        victim.faults[:] = [fault for fault in victim.faults if not re.search("404|Content Security Policy", fault)]


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("no JSON", b"This is my diary."),
        ("nothing", b""),
        ("binary", bytes(range(256)) * 20),
        ("half a file", b'{"format": "lecprep-progress", "version": 1, "records": {"answers": [{"id'),
        ("another file", b'{"name": "package", "version": "1.0.0"}'),
        ("a list", b"[1, 2, 3]"),
        ("null", b"null"),
        ("a later version", b'{"format": "lecprep-progress", "version": 99, "records": {}}'),
        ("depth", b"[" * 100_000 + b"]" * 100_000),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(
    exam_site: Path, visit: Visit, what: str, content: bytes
) -> None:
    """And nothing that is there is touched."""
    visitor = visit(exam_site)
    practise(visitor, "rivers-1", right=True)
    before = sort_records(export(visitor))
    page = bring_in(visitor, content)
    harmless(page)
    assert sort_records(export(visitor)) == before


def test_records_of_the_wrong_shape_are_left_out_and_counted(exam_site: Path, visit: Visit) -> None:
    """The sound ones of the same file come in."""
    author = visit(exam_site)
    practise(author, "rivers-1", right=False)
    content = export(author)
    sound = content["records"]["answers"][0]
    content["records"]["answers"] += [
        None, 7, "x", [], {}, {**sound, "id": 3}, {**sound, "id": "a", "tries": "many"},
        {**sound, "id": "b", "tries": [{"id": 1}]}, {**sound, "id": "c", "changed": "soon"}, {**sound, "id": "d", "schema": 99},
    ]  # fmt: skip
    content["records"]["attempts"] = "none"
    content["records"]["papers"] = [
        {"id": "p", "schema": 1, "questions": [None]},
        {"id": "q", "schema": 1, "questions": {}},
    ]
    content["records"]["__proto__"] = [{"id": "polluted"}]
    content["records"]["constructor"] = [{"id": "polluted"}]
    visitor = visit(exam_site)
    page = bring_in(visitor, file_of(content))
    assert page.evaluate("({}).id === undefined")
    page = book(visitor)
    assert names_in(page) == ["rivers-1"]
    for path in ("progress.html", SETUP):
        visitor.open(path).close()


def test_a_huge_file_neither_hangs_nor_breaks_the_page(exam_site: Path, visit: Visit) -> None:
    """Three thousand records of somebody, and twenty megabytes of nothing: the page answers, in words."""
    author = visit(exam_site)
    practise(author, "rivers-1", right=False)
    content = export(author)
    sound = content["records"]["answers"][0]
    content["records"]["answers"] = [
        {**sound, "id": f"x{i}@{sound['version']}", "question": f"x{i}"} for i in range(3_000)
    ]
    visitor = visit(exam_site)
    page = bring_in(visitor, file_of(content))
    expect(field(page, "data-said")).to_contain_text("3,000", timeout=30_000)
    content["records"]["answers"] = ["x" * 1000] * 20_000
    page = bring_in(visitor, file_of(content))
    expect(field(page, "data-said")).to_contain_text("20,000", timeout=30_000)
    hook(page, "progress-export").focus()
    expect(hook(page, "progress-export")).to_be_focused()
