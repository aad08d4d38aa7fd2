"""Setting up a mock exam: the course's exams, one's own, what the front page says, and papers that are shared by code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.exam_course import FULL_MARKS
from tests.browser.exam_pages import (
    SETUP,
    act,
    answer_all,
    choose,
    data_of,
    field,
    hand_in,
    hook,
    is_at,
    next_question,
    order_of,
    place,
    question,
    remaining,
    set_up,
    sit,
    start,
    tick,
    view,
)

Visit = Callable[..., Visitor]


def front(page: Page, name: str) -> Locator:
    """Return a field of the paper's front page."""
    return field(page.locator("[data-front]"), name)


def boxes(page: Page, name: str, *values: str) -> None:
    """Tick those boxes of a name, and no others."""
    for box in hook(page, "exam-form").locator(f'input[name="{name}"]').all():
        tick(box, on=box.get_attribute("value") in values)


def radio(page: Page, name: str, value: str) -> None:
    """Choose a radio button of the form."""
    tick(hook(page, "exam-form").locator(f'input[name="{name}"][value="{value}"]'))


def own_exam(visitor: Visitor, *, by: str, count: str = "all", pace: str = "exam") -> Page:
    """Open the form for one's own exam."""
    page = set_up(visitor, "own")
    radio(page, "by", by)
    many(page, count)
    radio(page, "pace", pace)
    return page


def many(page: Page, count: str) -> None:
    """Say how many questions: a number, or all."""
    form = hook(page, "exam-form")
    if count == "all":
        act(form, "count").and_(form.locator('[value="all"]')).click()
    else:
        form.locator('[name="count"]').fill(count)


def paper(page: Page) -> list[tuple[str, list[str]]]:
    """Turn over the whole paper: each question's id, and its choices or items as they stand."""
    _, count = place(page)
    seen = []
    for number in range(1, count + 1):
        data = data_of(page)
        match data["kind"]:
            case "ordering":
                shown = order_of(page)
            case "matching":
                shown = question(page).locator("select").first.locator("option").all_inner_texts()
            case _:
                shown = question(page).locator(".opt .txt").all_inner_texts()
        seen.append((data["id"], shown))
        if number < count:
            next_question(page)
    return seen


def use_code(page: Page, code: str) -> None:
    """Type somebody's code and ask for that paper."""
    control = hook(page, "exam-form").locator('input[name="code"]')
    if not control.is_visible():
        page.locator("details.by-code > summary").click()
    control.fill(code)
    act(page, "code").click()


def code_on(page: Page) -> str:
    """Hand the paper in and read its code from the result."""
    hand_in(page)
    code = field(view(page, "result"), "code").first.inner_text().strip()
    assert code
    return code


# --- the course's exams ----------------------------------------------------------------------------------------------


def test_the_front_page_follows_the_form(exam_site: Path, visit: Visit) -> None:
    """Title, time, questions and marks are those of the exam that is chosen."""
    page = set_up(visit(exam_site), "kinds")
    expect(front(page, "title")).to_contain_text("Every kind")
    expect(front(page, "questions")).to_contain_text("8")
    expect(front(page, "marks")).to_contain_text(f"{FULL_MARKS}")
    expect(front(page, "time")).to_contain_text("30")
    expect(front(page, "pass")).to_contain_text("60")
    choose(page, "free")
    expect(front(page, "title")).to_contain_text("Without a clock")
    expect(front(page, "questions")).to_contain_text("4")
    expect(front(page, "time")).not_to_contain_text(re.compile(r"\d"))


@pytest.mark.parametrize(("extra", "minutes"), [("1", 30), ("1.25", 37.5), ("1.5", 45), ("2", 60)])
def test_extra_time_is_ordinary(exam_site: Path, visit: Visit, extra: str, minutes: float) -> None:
    """A quarter, a half, double."""
    page = set_up(visit(exam_site), "kinds")
    radio(page, "extra", extra)
    start(page)
    assert minutes * 60_000 - 15_000 < remaining(page) <= minutes * 60_000


def test_a_paper_has_no_repeats_and_its_sections_in_order(exam_site: Path, visit: Visit) -> None:
    """Choosing first, then filling in, then writing."""
    page = sit(visit(exam_site), "kinds")
    seen = []
    for _ in range(8):
        seen.append(data_of(page)["kind"])
        if len(seen) < 8:
            next_question(page)
    assert set(seen[:2]) == {"single", "multiple"}
    assert set(seen[2:6]) == {"numeric", "typed", "ordering", "matching"}
    assert set(seen[6:]) == {"short", "coding"}


def test_quotas_are_kept(exam_site: Path, visit: Visit) -> None:
    """Two of one lecture, three of another, two of a topic."""
    ids = [name for name, _ in paper(sit(visit(exam_site), "mixed"))]
    assert len(set(ids)) == 7
    assert sum(name.startswith("rivers-") for name in ids) == 3
    assert sum(name.startswith("towns-") for name in ids) == 2


def test_a_choice_that_keeps_its_place_does(exam_site: Path, visit: Visit) -> None:
    """None of the above stays the last, in whatever paper."""
    for _ in range(3):
        shown = dict(paper(sit(visit(exam_site), "kinds")))["multiple"]
        assert shown[-1] == "None of the above"
        assert sorted(shown[:-1]) == ["Fine-tuning", "Prompting", "Retrieval"]


def test_a_bank_that_is_too_small_is_told_and_sat_all_the_same(exam_site: Path, visit: Visit) -> None:
    """What the course can offer stands on the front page before the exam begins."""
    page = set_up(visit(exam_site), "huge")
    expect(front(page, "shortage")).to_be_visible()
    expect(front(page, "shortage")).to_contain_text("22")
    expect(front(page, "questions")).to_contain_text("22")
    assert place(start(page))[1] == 22


def test_an_exam_that_the_course_can_fill_says_nothing_of_shortage(exam_site: Path, visit: Visit) -> None:
    """No word where there is nothing to say."""
    page = set_up(visit(exam_site), "rivers")
    expect(front(page, "shortage")).to_be_hidden()


# --- one's own -------------------------------------------------------------------------------------------------------


def test_ones_own_exam_by_lectures(exam_site: Path, visit: Visit) -> None:
    """Only the lectures that are ticked, and as many questions as were asked for."""
    page = own_exam(visit(exam_site), by="lectures", count="10")
    boxes(page, "lecture", "rivers", "towns")
    expect(front(page, "questions")).to_contain_text("10")
    ids = [name for name, _ in paper(start(page))]
    assert len(ids) == len(set(ids)) == 10
    assert all(name.startswith(("rivers-", "towns-")) for name in ids)
    assert remaining(page) > 0


def test_ones_own_exam_by_topics(exam_site: Path, visit: Visit) -> None:
    """Only the topics that are ticked."""
    page = own_exam(visit(exam_site), by="topics")
    boxes(page, "topic", "3")
    ids = [name for name, _ in paper(start(page))]
    assert sorted(ids) == [f"towns-{i}" for i in range(1, 7)]


def test_ones_own_exam_by_kinds(exam_site: Path, visit: Visit) -> None:
    """Only the kinds that are ticked."""
    page = own_exam(visit(exam_site), by="lectures")
    boxes(page, "kind", "n", "t", "w")
    assert sorted(name for name, _ in paper(start(page))) == ["numeric", "short", "typed"]


def test_ones_own_exam_without_a_clock(exam_site: Path, visit: Visit) -> None:
    """Nothing runs, nothing warns."""
    page = own_exam(visit(exam_site), by="lectures", count="10", pace="none")
    start(page)
    expect(hook(page, "exam-timer").locator("time")).to_be_hidden()
    assert place(page)[1] == 10


def test_ones_own_exam_that_the_bank_cannot_fill(exam_site: Path, visit: Visit) -> None:
    """The page says how many there are, and takes those."""
    page = own_exam(visit(exam_site), by="lectures", count="10")
    boxes(page, "lecture", "towns")
    expect(front(page, "shortage")).to_be_visible()
    expect(front(page, "shortage")).to_contain_text("6")
    assert place(start(page))[1] == 6


def test_an_exam_of_nothing_cannot_be_begun(exam_site: Path, visit: Visit) -> None:
    """The page stays, and says what to do."""
    page = own_exam(visit(exam_site), by="lectures")
    boxes(page, "lecture")
    hook(page, "exam-start").click()
    is_at(page, "setup")
    expect(front(page, "shortage").or_(front(page, "starting")).locator("visible=true").first).to_contain_text(
        re.compile(r"\w")
    )


# --- the same paper --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exam", ["kinds", "weighed", "mixed"])
def test_a_code_gives_the_same_paper_on_another_computer(exam_site: Path, visit: Visit, exam: str) -> None:
    """The same questions in the same order, with their choices in the same order."""
    page = sit(visit(exam_site), exam)
    mine = paper(page)
    code = code_on(page)
    theirs = set_up(visit(exam_site))
    use_code(theirs, code)
    assert paper(start(theirs)) == mine
    linked = start(set_up(visit(exam_site), fragment=f"#paper={code}"))
    assert paper(linked) == mine


def test_ones_own_exam_is_shared_by_code_too(exam_site: Path, visit: Visit) -> None:
    """With its lectures, kinds, number and clock."""
    page = own_exam(visit(exam_site), by="topics", count="10")
    boxes(page, "topic", "1", "2")
    boxes(page, "kind", "s", "m", "n")
    start(page)
    mine, time = paper(page), remaining(page)
    theirs = set_up(visit(exam_site))
    use_code(theirs, code_on(page))
    start(theirs)
    assert abs(remaining(theirs) - time) < 30_000
    assert paper(theirs) == mine


def test_a_code_is_read_kindly(exam_site: Path, visit: Visit) -> None:
    """Capitals, blanks, and letters for digits that look like them."""
    page = sit(visit(exam_site), "rivers")
    mine = paper(page)
    code = code_on(page)
    name, seed, check = code.rsplit("-", 2)
    theirs = set_up(visit(exam_site))
    use_code(theirs, f"  {name.upper()} - {seed.upper().replace('0', 'O').replace('1', 'I')} - {check.upper()} ")
    assert paper(start(theirs)) == mine


@pytest.mark.parametrize(
    "code",
    ["nonsense", "-", "nowhere-7k2xm-abc", "kinds-7k2", "own.x.y.z-7k2xm-abc", "kinds", "💥", "__proto__-7k2xm-abc"],
)
def test_a_code_that_cannot_be_read_is_told(exam_site: Path, visit: Visit, code: str) -> None:
    """In words, beside the field; and the exam that was chosen is as it was."""
    page = set_up(visit(exam_site), "rivers")
    use_code(page, code)
    expect(field(page, "code-problem")).to_be_visible()
    expect(field(page, "code-problem")).to_contain_text(re.compile(r"\w{4}"))
    assert place(start(page))[1] == 6


def test_a_linked_code_that_cannot_be_read_is_told(exam_site: Path, visit: Visit) -> None:
    """The set-up stays usable."""
    page = set_up(visit(exam_site), fragment="#paper=nonsense")
    expect(field(page, "code-problem")).to_be_visible()
    choose(page, "rivers")
    start(page)


def test_a_code_of_an_older_course_says_so(exam_site: Path, visit: Visit) -> None:
    """It is drawn all the same, with the word that the paper may differ."""
    page = sit(visit(exam_site), "rivers")
    name, seed, check = code_on(page).rsplit("-", 2)
    theirs = set_up(visit(exam_site))
    use_code(theirs, f"{name}-{seed}-{'000' if check != '000' else '111'}")
    expect(theirs.locator("main")).to_contain_text(re.compile("changed", re.IGNORECASE))
    assert place(start(theirs))[1] == 6


def test_the_printed_paper_can_be_sat_on_screen(exam_site: Path, visit: Visit) -> None:
    """The same questions in the same order, by the code that stands on it."""
    visitor = visit(exam_site)
    printed = visitor.open("exams/mixed.html")
    ids = [
        printed.evaluate("text => JSON.parse(text).id.split('/').pop()", text)
        for text in printed.locator("form.q").evaluate_all("forms => forms.map(form => form.dataset.question)")
    ]
    link = printed.locator(f'a[href*="{SETUP}#paper="]').first
    code = (link.get_attribute("href") or "").partition("#paper=")[2]
    expect(printed.locator("main")).to_contain_text(code)
    link.click()
    expect(hook(printed, "exam-form")).to_be_visible()
    assert [name for name, _ in paper(start(printed))] == ids


def test_the_code_can_be_copied(exam_site: Path, visit: Visit) -> None:
    """With one press."""
    visitor = visit(exam_site)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = sit(visitor, "free")
    code = code_on(page)
    act(view(page, "result"), "copy-code").click()
    expect(page.locator("#lp-say")).to_contain_text(re.compile("copied", re.IGNORECASE))
    assert code in page.evaluate("navigator.clipboard.readText()")


def test_what_is_weak_or_new_can_be_asked_for(exam_site: Path, visit: Visit) -> None:
    """After an exam that was half wrong, the weak ones come; the new ones are those that were not in it."""
    visitor = visit(exam_site)
    page = sit(visitor, "rivers")
    seen = {name for name, _ in paper(page)}
    for _ in range(5):
        act(page, "back").click()
    answer_all(page, right=False)
    hand_in(page)
    for mix, expected in [
        ("new", {f"rivers-{i}" for i in range(1, 9)} - seen),
        ("weak", seen),
    ]:
        page = set_up(visitor, "own")
        radio(page, "by", "lectures")
        boxes(page, "lecture", "rivers")
        many(page, str(len(expected)) if mix == "weak" else "2")
        radio(page, "mix", mix)
        start(page)
        assert {name for name, _ in paper(page)} == expected, mix
        hand_in(page)


# --- without script, and what is remembered ----------------------------------------------------------------------------


def test_without_script_the_papers_are_linked(exam_site: Path, visit: Visit) -> None:
    """The page says what it needs, and what can be done without."""
    page = visit(exam_site, script=False).open(SETUP)
    expect(hook(page, "exam-form")).to_be_hidden()
    expect(hook(page, "exam-start")).to_be_hidden()
    expect(page.locator("main")).to_contain_text(re.compile("script", re.IGNORECASE))
    for exam in ("kinds", "rivers", "breaks", "sure", "free", "mixed", "weighed", "huge"):
        expect(page.locator(f'main a[href="exams/{exam}.html"]').first).to_be_visible()


def test_single_keys_can_be_switched_off_and_stay_off(exam_site: Path, visit: Visit) -> None:
    """As whoever speaks to the computer needs it."""
    visitor = visit(exam_site)
    page = set_up(visitor, "rivers")
    tick(hook(page, "exam-form").locator('input[name="keys"]'), on=False)
    start(page)
    page.keyboard.press("n")
    page.keyboard.press("f")
    page.keyboard.press("a")
    assert place(page)[0] == 1
    expect(act(page, "flag")).to_have_attribute("aria-pressed", "false")
    expect(question(page).locator("input:checked")).to_have_count(0)
    hand_in(page)
    again = set_up(visitor)
    expect(hook(again, "exam-form").locator('input[name="keys"]')).not_to_be_checked()


def test_a_course_without_exams_offers_ones_own(tmp_path: Path, visit: Visit) -> None:
    """Without a course.yml at all."""
    from lecprep.build import build
    from tests.browser.exam_course import lecture_of_choices

    file = tmp_path / "content" / "lectures" / "rivers.md"
    file.parent.mkdir(parents=True)
    file.write_text(lecture_of_choices(2, "rivers", 3).replace("syllabus: 2\n", ""), encoding="utf-8")
    assert build(tmp_path, tmp_path / "site")[1]
    page = set_up(visit(tmp_path / "site"))
    assert place(start(page))[1] == 3
