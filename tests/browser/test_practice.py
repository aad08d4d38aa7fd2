"""Practising on the page: every kind of question, by mouse and by keyboard, with and without script, and there on return."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Visitor, until
from tests.browser.exam_pages import records

Visit = Callable[..., Visitor]
KINDS = "lectures/14-kinds.html"
LECTURE = "lectures/14-fine-tuning.html"


def form(page: Page, name: str) -> Locator:
    """Return the question with this id."""
    return page.locator(f"#q-{name}")


def chip(page: Page, name: str) -> Locator:
    """Return the question's place in the strip of results."""
    return page.locator(f'.strip [data-q="{name}"]')


def label_of(question: Locator, words: str) -> Locator:
    """Return the label of the choice with these words, whatever its letter."""
    return question.locator(".opt label").filter(has_text=words)


def saved(page: Page, *names: str, draft: str = "") -> None:
    """Wait until these questions have a try in the storage, or any has where none is named, and one a `draft`."""
    database = until(
        page, lambda: page.evaluate("indexedDB.databases().then((all) => all[0]?.name)"), "there is no storage"
    )

    def is_saved() -> bool:
        kept = records(page, "answers", database)
        tried = {record["question"] for record in kept if record["tries"]}
        begun = {record["question"] for record in kept if record["draft"]}
        return bool(tried) and tried >= {*names} and (not draft or draft in begun)

    until(page, is_saved, f"not saved: {names} {draft}")


def test_a_wrong_choice_is_marked_at_once_and_explained(kinds_site: Path, visit: Visit) -> None:
    """The feedback of that choice, the right one, the explanation, where to read again, and the strip."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "fresh-documents")
    label_of(question, "A larger model").click()
    expect(question.get_by_text("Your answer: not this one")).to_be_visible()
    expect(question.get_by_text("Size does not bring in facts")).to_be_visible()
    expect(question.get_by_text("The correct answer")).to_be_visible()
    expect(question.get_by_text("Prices change daily.")).to_be_visible()
    expect(question.get_by_role("link", name="Read 14.1 again")).to_have_attribute("href", "#s-when-to-use")
    expect(question.locator(".q-got")).to_have_text("0 of 1")
    expect(chip(page, "fresh-documents")).to_have_attribute("data-state", "wrong")
    expect(page.locator("#lp-say")).to_contain_text("Not this one. Size does not bring in facts")
    question.get_by_role("button", name="Try again").click()
    label_of(question, "Retrieval over the price list").click()
    expect(question.get_by_text("Correct", exact=True)).to_be_visible()
    expect(chip(page, "fresh-documents")).to_have_attribute("data-state", "wrong")  # the first answer counts


def test_arrow_keys_move_and_enter_marks(kinds_site: Path, visit: Visit) -> None:
    """Nothing is committed by accident."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "fresh-documents")
    question.locator("input").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(question).not_to_have_attribute("data-marked", "right")
    expect(question).not_to_have_attribute("data-marked", "wrong")
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-marked", re.compile("right|wrong"))


def test_several_choices_are_checked_together(kinds_site: Path, visit: Visit) -> None:
    """Part of the marks for a part of the key; the choice that makes sense in its place stays last."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "two")
    expect(question.locator(".opt").last).to_contain_text("None of the above")
    expect(question.get_by_role("button", name="Check answer")).to_be_hidden()  # appears with the first choice
    label_of(question, "Prompting").click()
    question.get_by_role("button", name="Check answer").click()
    expect(question.locator(".q-got")).to_have_text("1 of 2")
    expect(chip(page, "two")).to_have_attribute("data-state", "part")


@pytest.mark.parametrize("typed", ["7400", "7,400", "7 400 tokens", "7.4e3"])
def test_a_number_is_read_as_people_write_it(kinds_site: Path, visit: Visit, typed: str) -> None:
    """With or without unit, point, comma or blank."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "window")
    question.get_by_role("textbox").fill(typed)
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-marked", "right")


def test_a_typed_answer_forgives_case_and_blanks(kinds_site: Path, visit: Visit) -> None:
    """Not another word."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "name-it")
    question.get_by_role("textbox").fill("  rag ")
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-marked", "right")
    question.get_by_role("button", name="Try again").click()
    question.get_by_role("textbox").fill("prompting")
    question.get_by_role("button", name="Check answer").click()
    expect(question).to_have_attribute("data-marked", "wrong")


@pytest.mark.parametrize("touch", [False, True], ids=["keyboard", "touch"])
def test_an_order_is_made_with_buttons(kinds_site: Path, visit: Visit, touch: bool) -> None:
    """No dragging; focus stays on the item that moves, and its new place is said."""
    page = visit(kinds_site, width=PHONE if touch else DESKTOP, has_touch=touch).open(KINDS)
    question = form(page, "the-order")
    for place, word in enumerate(["Prompting", "Retrieval", "Fine-tuning"]):
        while True:
            items = question.locator("li[data-item]").all_inner_texts()
            at = next(i for i, text in enumerate(items) if word in text)
            if at == place:
                break
            button = question.get_by_role("button", name=f"Move up: {word}")
            if touch:
                button.tap()
            else:
                button.focus()
                page.keyboard.press("Enter")
                expect(question.locator(":focus")).to_have_count(1)
            expect(page.locator("#lp-say")).to_contain_text(f"{at} of 3")
    question.get_by_role("button", name="Check answer").click()
    expect(question).to_have_attribute("data-marked", "right")
    expect(question.locator(".q-got")).to_have_text("3 of 3")


def test_pairs_are_chosen_from_lists(kinds_site: Path, visit: Visit) -> None:
    """The decoy is on offer, and belongs to nothing."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "needs")
    question.get_by_label("Fresh facts").select_option("Retrieval")
    question.get_by_label("A steady voice").select_option("A larger batch")
    question.get_by_role("button", name="Check answer").click()
    expect(question.locator(".q-got")).to_have_text("1 of 2")
    expect(chip(page, "needs")).to_have_attribute("data-state", "part")


def test_a_written_answer_is_marked_by_its_student(kinds_site: Path, visit: Visit) -> None:
    """Against model answer and marking points, with a running total."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "brand-voice")
    question.get_by_role("textbox").fill("Fine-tuning, I think.")
    question.get_by_text("Hint", exact=False).first.click()
    expect(question.get_by_text("Is voice a fact or a behaviour?")).to_be_visible()
    question.get_by_text("Show the model answer").click()
    question.get_by_label("Says that voice is behaviour").check()
    expect(question.locator(".scheme output")).to_contain_text("2 of 3")
    expect(chip(page, "brand-voice")).to_have_attribute("data-state", "part")


def test_hints_come_one_at_a_time(kinds_site: Path, visit: Visit) -> None:
    """The second is offered when the first has been read, with script or without."""
    for script in (True, False):
        page = visit(kinds_site, script=script).open(KINDS)
        hints = form(page, "fresh-documents").locator("details.hint")
        expect(hints.nth(1)).to_be_hidden()
        hints.nth(0).locator("summary").click()
        expect(hints.nth(1)).to_be_visible()


def test_an_answer_can_be_read_without_answering(kinds_site: Path, visit: Visit) -> None:
    """The question is then spent: seen, not wrong."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "fresh-documents")
    question.get_by_text("Show answer and explanation").click()
    expect(question.get_by_text("Prices change daily.")).to_be_visible()
    expect(chip(page, "fresh-documents")).to_have_attribute("data-state", "seen")


def test_the_answer_that_is_named_is_the_one_that_is_shown(kinds_site: Path, visit: Visit) -> None:
    """Choices are shuffled, and letters follow; an order that its author fixed is kept."""
    page = visit(kinds_site).open(KINDS)
    question = form(page, "fresh-documents")
    letter = question.locator(".opt").filter(has_text="Retrieval over").locator(".key").inner_text()
    question.get_by_text("Show answer and explanation").click()
    expect(question.get_by_text(f"Answer: {letter}")).to_be_visible()
    assert question.locator(".key").all_inner_texts() == ["A", "B", "C", "D"]
    assert [text.split("\n")[-1] for text in form(page, "one-of-many").locator("label").all_inner_texts()] == [
        "Prompting",
        "Fine-tuning",
    ]


def test_the_order_of_choices_is_stable_within_a_visit_and_new_in_another(site: Path, visit: Visit) -> None:
    """A reload does not move what the student has just read; the letter is never the thing remembered."""

    def orders(page: Page) -> list[list[str]]:
        return [question.locator(".txt").all_inner_texts() for question in page.locator("form.q--single").all()]

    visitor = visit(site)
    page = visitor.open(LECTURE)
    first = orders(page)
    page.reload()
    assert orders(page) == first
    assert orders(visit(site).open(LECTURE)) != first


def test_what_was_done_is_there_on_return(kinds_site: Path, visit: Visit) -> None:
    """Every kind, in its marked state, in a new tab with another shuffle; and on the home page."""
    visitor = visit(kinds_site)
    page = visitor.open(KINDS)
    label_of(form(page, "fresh-documents"), "Retrieval over").click()
    form(page, "window").get_by_role("textbox").fill("7400")
    page.keyboard.press("Enter")
    form(page, "brand-voice").get_by_role("textbox").fill("Half a thought")
    form(page, "needs").get_by_label("Fresh facts").select_option("Retrieval")
    form(page, "needs").get_by_label("A steady voice").select_option("Fine-tuning")
    form(page, "needs").get_by_role("button", name="Check answer").click()
    saved(page, "fresh-documents", "window", "needs", draft="brand-voice")
    page.close()
    page = visitor.open(KINDS)
    expect(form(page, "fresh-documents")).to_have_attribute("data-marked", "right")
    expect(form(page, "fresh-documents").locator(".opt[data-state='right']")).to_contain_text(
        "Retrieval over the price list"
    )
    expect(form(page, "window")).to_have_attribute("data-marked", "right")
    expect(form(page, "window").get_by_role("textbox")).to_have_value("7400")
    expect(form(page, "brand-voice").get_by_role("textbox")).to_have_value("Half a thought")
    expect(form(page, "needs")).to_have_attribute("data-marked", "right")
    expect(page.locator("[data-score]")).to_have_text("3")
    home = visitor.open()
    expect(home.locator(".map")).to_contain_text("3 of 10")


def test_a_second_tab_sees_what_was_answered_in_the_first(kinds_site: Path, visit: Visit) -> None:
    """And takes nothing back."""
    visitor = visit(kinds_site)
    first, second = visitor.open(KINDS), visitor.open(KINDS)
    label_of(form(first, "fresh-documents"), "A larger model").click()
    expect(form(second, "fresh-documents")).to_have_attribute("data-marked", "wrong")


def test_where_storage_is_forbidden_the_student_is_told_and_goes_on(kinds_site: Path, visit: Visit) -> None:
    """Practice works; what was done lasts as long as the page."""
    visitor = visit(kinds_site)
    visitor.context.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page = visitor.open(KINDS)
    label_of(form(page, "fresh-documents"), "Retrieval over").click()
    expect(form(page, "fresh-documents")).to_have_attribute("data-marked", "right")
    expect(page.locator("[data-lp='storage-warning']")).to_be_visible()


def test_a_question_that_was_reworded_starts_anew(kinds_site: Path, visit: Visit) -> None:
    """An answer to another question is not shown as the answer to this one, and it is not thrown away."""
    visitor = visit(kinds_site)
    page = visitor.open(KINDS)
    label_of(form(page, "fresh-documents"), "Retrieval over").click()
    form(page, "window").get_by_role("textbox").fill("7400")
    page.keyboard.press("Enter")
    saved(page, "fresh-documents", "window")

    def reword(route: Route) -> None:
        response = route.fetch()
        version = '"version": "'
        text = response.text()
        at = text.index(version, text.index('"id": "fresh-documents"')) + len(version)
        route.fulfill(response=response, body=text[:at] + "0" * 12 + text[at + 12 :])

    visitor.context.route("**/" + KINDS, reword)
    page = visitor.open(KINDS)
    expect(form(page, "window")).to_have_attribute("data-marked", "right")
    assert form(page, "fresh-documents").get_attribute("data-marked") is None
    visitor.context.unroute("**/" + KINDS)
    page = visitor.open(KINDS)
    expect(form(page, "fresh-documents")).to_have_attribute("data-marked", "right")


def test_a_paper_is_answered_apart_from_the_lectures(site: Path, visit: Visit) -> None:
    """What was practised in a lecture does not give the paper's answers away."""
    visitor = visit(site)
    paper = visitor.open("exams/full.html")
    first = paper.locator("form.q--single").first
    wording = first.locator(".q-stem").inner_text()
    first.locator("label").first.click()
    saved(paper)
    for path in (LECTURE, "lectures/12-prompting.html", "lectures/13-rag.html"):
        same = visitor.open(path).locator("form.q").filter(has_text=wording)
        if same.count():
            assert same.get_attribute("data-marked") is None
            break
    else:
        pytest.fail("the paper's question stands in no lecture")
    expect(visitor.open("exams/full.html").locator("form[data-marked]")).to_have_count(1)


def test_without_script_everything_reads_and_answers_open(kinds_site: Path, visit: Visit) -> None:
    """The whole text, every question with its controls, and its answer behind a native fold."""
    page = visit(kinds_site, script=False).open(KINDS)
    assert page.locator("form.q").count() == 10
    expect(page.get_by_role("button", name="Check answer")).to_have_count(0)
    for question in page.locator("form.q").all():
        summary = question.locator("details.answer > summary")
        expect(summary).to_be_visible()
        summary.click()
        expect(question.locator(".answer-key")).to_be_visible()
    expect(form(page, "fresh-documents").get_by_text("Size does not bring in facts")).to_be_visible()
    expect(form(page, "fresh-documents").get_by_text("Answer: C")).to_be_visible()


def test_opened_from_disk_it_all_works(kinds_site: Path, visit: Visit) -> None:
    """By double-click, without any server: practice, and what was done is there on return."""
    visitor = visit(kinds_site, home=kinds_site.as_uri() + "/")
    page = visitor.open()
    page.get_by_role("link", name="14 Every kind").click()
    label_of(form(page, "fresh-documents"), "Retrieval over").click()
    expect(form(page, "fresh-documents")).to_have_attribute("data-marked", "right")
    saved(page)
    page.reload()
    expect(form(page, "fresh-documents")).to_have_attribute("data-marked", "right")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_axe_finds_nothing_in_any_marked_state(kinds_site: Path, visit: Visit, width: int, theme: str) -> None:
    """Right, wrong, in part, seen, self-marked, with hints open and every choice explained."""
    page = visit(kinds_site, width=width, theme=theme).open(KINDS)
    label_of(form(page, "fresh-documents"), "A larger model").click()
    form(page, "fresh-documents").get_by_role("button", name="Explain the rest").click()
    label_of(form(page, "two"), "Prompting").click()
    form(page, "two").get_by_role("button", name="Check answer").click()
    form(page, "window").get_by_role("textbox").fill("7400")
    form(page, "window").get_by_role("button", name="Check answer").click()
    form(page, "share").get_by_role("textbox").fill("much")
    form(page, "share").get_by_role("button", name="Check answer").click()
    form(page, "the-order").get_by_role("button", name="Check answer").click()
    form(page, "needs").get_by_label("Fresh facts").select_option("A larger batch")
    form(page, "needs").get_by_role("button", name="Check answer").click()
    form(page, "name-it").get_by_text("Show answer").click()
    form(page, "brand-voice").get_by_text("Show the model answer").click()
    form(page, "brand-voice").get_by_label("Names fine-tuning").check()
    for hint in page.locator("details.hint > summary").all():
        if hint.is_visible():
            hint.click()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
