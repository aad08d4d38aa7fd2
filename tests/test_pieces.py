"""The questions as scripts and the bank that names them: whole, and closed to whatever an author writes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import html5lib
import pytest

from lecprep import assets, pages, pieces
from lecprep.bank import script_json
from lecprep.build import check, render
from lecprep.exams import LETTERS
from lecprep.theme import Components, Theme
from tests.browser.test_hostile import payloads
from tests.conftest import CASES, REPOSITORY, MakeCourse

LETTER_OF = {
    "single": "s", "multiple": "m", "numeric": "n", "typed": "t", "ordering": "o", "matching": "a", "short": "w", "coding": "c",
}  # fmt: skip
EXAM_PAGES = ("mock-exam.html", "mistakes.html")


def read_piece(data: bytes) -> tuple[str, list[dict[str, Any]]]:
    """Return the slug and the questions of a file of questions, which is one statement on one line."""
    match = re.fullmatch(
        r"""\(self\.lecprepPieces\?\?=\{\}\)\[("[^"]+")\]=JSON\.parse\('((?:[^'\\]|\\['\\])*)'\);\n""", data.decode()
    )
    assert match
    return json.loads(match[1]), json.loads(re.sub(r"\\(.)", r"\1", match[2]))


def read_bank(files: Mapping[str, bytes], page: str = "mock-exam.html") -> dict[str, Any]:
    """Return the bank that a page holds."""
    match = re.search(r'<script type="application/json" data-lp="bank">(.*?)</script>', files[page].decode(), re.S)
    assert match
    bank: dict[str, Any] = json.loads(match[1])
    return bank


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The site of the course in this repository."""
    return render(check(REPOSITORY, drafts=False))


def test_every_question_stands_in_one_piece_once_and_in_the_order_of_the_bank(files: dict[str, bytes]) -> None:
    """What the bank says of a question and what its piece says agree, and every piece is named."""
    course = check(REPOSITORY, drafts=False).course
    assert course
    bank = read_bank(files)
    assert {lecture["piece"] for lecture in bank["lectures"]} == {
        path for path in files if path.startswith("questions/")
    }
    found = []
    for lecture in bank["lectures"]:
        slug, entries = read_piece(files[lecture["piece"]])
        assert (slug, lecture["url"]) == (lecture["slug"], f"lectures/{slug}.html")
        assert lecture["url"] in files
        data = [entry["data"] for entry in entries]
        assert [[d["id"], LETTER_OF[d["kind"]], d["marks"]] for d in data] == [q[:3] for q in lecture["questions"]]
        found += [d["id"] for d in data]
    assert found == [question.id for lecture in course for question in lecture.questions]
    assert set(LETTER_OF.values()) == set(LETTERS.values())


def test_two_pages_hold_the_same_bank(files: dict[str, bytes]) -> None:
    """And no other page holds it."""
    first, *others = (read_bank(files, page) for page in EXAM_PAGES)
    assert all(bank == first for bank in others)
    assert [path for path in files if path.endswith(".html") and b'data-lp="bank"' in files[path]] == list(EXAM_PAGES)


def test_what_marks_a_question_is_the_same_in_its_lecture_and_in_its_piece(make_course: MakeCourse) -> None:
    """With the number of its choices, and which of them keep their place, so that it can be shuffled without the page."""
    files = render(check(make_course({"lectures/14-x.md": (CASES / "all-kinds.md").read_text("utf-8")})))
    page = files["lectures/14-x.html"].decode()
    on_page = [json.loads(text) for text in re.findall(r"data-question='([^']*)'", page)]
    _, entries = read_piece(files[read_bank(files)["lectures"][0]["piece"]])
    assert [entry["data"] for entry in entries] == on_page
    assert [json.loads(next(elements(entry["html"]))[1]["data-question"]) for entry in entries] == on_page
    by_id = {data["id"]: data for data in on_page}
    assert (by_id["two"]["choices"], by_id["two"]["fixed"]) == (4, [3])
    assert by_id["fresh-documents"]["choices"] == 4 and "fixed" not in by_id["fresh-documents"]
    assert {data["kind"] for data in on_page if "choices" in data} == {"single", "multiple", "matching"}


def test_ids_differ_from_question_to_question(files: dict[str, bytes]) -> None:
    """Many of them may stand on one page, whatever lectures they come from; each names only places of its own."""
    ids: Counter[str] = Counter()
    for lecture in read_bank(files)["lectures"]:
        for entry in read_piece(files[lecture["piece"]])[1]:
            here = [attributes["id"] for _, attributes in elements(entry["html"]) if "id" in attributes]
            ids.update(here)
            for _, attributes in elements(entry["html"]):
                for name in ("for", "aria-labelledby", "aria-describedby"):
                    assert set(attributes.get(name, "").split()) <= set(here)
    assert [id for id, count in ids.items() if count > 1] == []


def test_links_of_a_question_lead_where_they_led_in_its_lecture(make_course: MakeCourse) -> None:
    """From the top of the site, where the exam is; the note below a lecture's text stays there."""
    question = (
        "# A\n\n## Why {#why}\n\nText.\n\n## Practice questions\n\n### Q {#q see=why}\n\n"
        "See [here](#why), [there](02.md#s), [web](https://example.org), ![fig](../images/a.svg) and[^1].\n\n"
        "> [!DEFINITION] Term\n> Text.\n\n- [x] a\n- [ ] b\n\n[^1]: Note.\n"
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>'
    files = render(
        check(
            make_course({"lectures/01.md": question, "lectures/02.md": "# B\n\n## S\n\nText.\n", "images/a.svg": svg})
        )
    )
    ((_, (entry,)),) = [read_piece(files[path]) for path in files if path.startswith("questions/")]
    links = [attributes["href"] for tag, attributes in elements(entry["html"]) if tag == "a"]
    assert links == [
        "lectures/01.html#s-why",
        "lectures/02.html#s-s",
        "https://example.org",
        "lectures/01.html#s-why",
    ]
    assert [attributes["src"] for tag, attributes in elements(entry["html"]) if tag == "img"] == ["images/a.svg"]
    assert entry["see"] == {"label": "1", "title": "Why", "url": "lectures/01.html#s-why"}
    assert entry["stem"].startswith("See here, there, web")


LINKED = [f"### Q {{#linked-{n} see=why}}\n\nNumber {n}.\n\n- [x] a\n- [ ] b: [why](#why)\n\n" for n in range(3)]
PLAIN = [f"### Q {{#plain-{n} see=why}}\n\nNumber {n}, `code`, $x$.\n\n- [x] a\n- [ ] b\n\n" for n in range(110)]
OF_BOTH_SORTS = "# A\n\n## Why {#why}\n\nText.\n\n## Practice questions\n\n" + "".join(LINKED + PLAIN)


@pytest.mark.parametrize("text", [OF_BOTH_SORTS, (CASES / "all-kinds.md").read_text("utf-8")], ids=["links", "kinds"])
def test_a_page_is_the_same_whether_its_questions_were_drawn_for_the_exam_or_not(
    text: str, make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are drawn once where they look the same in both places: with their own number, address and id in each."""
    course = check(make_course({"lectures/01.md": text})).course
    assert course
    planner = pages.Planner(course, "")
    (page,), (questions,) = planner.lectures(), planner.questions()
    drawn: list[str] = []
    draw = Components.question

    def noted(self: Components, view: pages.QuestionView) -> str:
        drawn.append(view.question.id)
        return draw(self, view)

    monkeypatch.setattr(Components, "question", noted)
    alone = Theme(course, assets.collect(None).names).render(page)
    assert drawn == [question.id for question in course.lectures[0].questions]
    theme = Theme(course, assets.collect(None).names)
    pieces.render(questions, theme)
    drawn.clear()
    assert theme.render(page) == alone
    assert len(drawn) < len(course.lectures[0].questions) / 2
    assert text != OF_BOTH_SORTS or drawn == ["linked-0", "linked-1", "linked-2"]


def test_a_text_that_looks_like_a_mark_is_a_text(make_course: MakeCourse) -> None:
    """On the page and in the exam: what is filled into a drawn question is filled in at its own place alone."""
    looks = r'{"\ud803": ""} data-question=\'{"\ud803": ""}\' "data-question":"{\"\\ud803\": \"\"}" &#xd800;'
    text = f"# A\n\n## Practice questions\n\n### Q {{#q}}\n\nAsk `{looks}`\n\n- [x] a\n- [ ] b\n"
    files = render(check(make_course({"lectures/01.md": text})))
    shown = looks.translate({ord('"'): "&quot;", ord("&"): "&amp;"})
    page = files["lectures/01.html"].decode()
    assert f"<code>{shown}</code>" in page
    assert page.count('data-question=\'{"choices": 2,') == 1
    ((_, (entry,)),) = [read_piece(files[path]) for path in files if path.startswith("questions/")]
    assert f"<code>{shown}</code>" in entry["html"]
    assert json.loads(next(elements(entry["html"]))[1]["data-question"]) == entry["data"]


def test_no_text_ends_a_script_or_a_line_of_it(make_course: MakeCourse) -> None:
    """What stands in a page holds no end of a script and no comment's beginning; a file is one statement on one line."""
    text = "</script><!--<script>\u2028\u2029 ]]> \\u003c 'x' \"y\""
    lecture = f"# {text}\n\n## Practice questions\n\n### {text} {{#q}}\n\nWhy {text}?\n\n- [x] {text}\n- [ ] b\n"
    title = json.dumps(text)
    exam = f"exams:\n  - {{id: e, title: {title}, questions: 1, draw: lectures}}\n"
    files = render(check(make_course({"course.yml": f"title: {title}\n{exam}", "lectures/01.md": lecture})))
    (piece,) = (data.decode() for path, data in files.items() if path.startswith("questions/"))
    assert piece.count("\n") == 1
    _, (entry,) = read_piece(piece.encode())
    assert "</script><!--<script>" in entry["stem"]
    bank = read_bank(files)
    assert not re.search("[<\u2028\u2029]", script_json(text))
    assert bank["title"] == bank["exams"][0]["title"] == " ".join(text.split())
    assert json.loads(script_json(text)) == text


def test_a_question_travels_as_it_is_drawn(make_course: MakeCourse) -> None:
    """Whatever signs its text holds: quotation marks, backslashes, tabs, and controls that a browser may have no picture for."""
    texts = ("plain", "it's \\\\ \"so\" \\' \\n", "a\tb", "\x01\x1f\x7f", "\u2028 ü 😀 \xa0", "`${x}` \\` $ {")
    lecture = "# A\n\n## Practice questions\n\n" + "".join(
        f"### Q {{#q{n}}}\n\nWhy?\n\n```text\n{text}\n```\n\n- [x] `{text}`\n- [ ] b\n\n"
        for n, text in enumerate(texts)
    )
    course = check(make_course({"lectures/01.md": lecture})).course
    assert course
    theme = Theme(course, {})
    (part,) = pages.Planner(course, "").questions()
    _, entries = read_piece(pieces.render(part, theme))
    assert [entry["html"] for entry in entries] == [
        theme.question(view, pages.MOCK_EXAM_URL) for view in part.make_views()
    ]


def test_a_long_stem_is_cut_between_words(make_course: MakeCourse) -> None:
    """It stands in lists, on one line."""
    lecture = f"# A\n\n## Practice questions\n\n### Q {{#q}}\n\n{'word ' * 100}\nmore\n\n- [x] a\n- [ ] b\n"
    files = render(check(make_course({"lectures/01.md": lecture})))
    (data,) = (data for path, data in files.items() if path.startswith("questions/"))
    stem = read_piece(data)[1][0]["stem"]
    assert len(stem) <= 200 and stem.endswith("word…") and "\n" not in stem


def test_questions_without_own_topics_have_those_of_their_lecture(make_course: MakeCourse) -> None:
    """The bank says each topic once, by its place in the syllabus; quotas name lectures by slug."""
    question = "### Q {{#{0}{1}}}\n\nIs it {0}?\n\n- [x] a\n- [ ] b\n\n"
    text = "---\ntitle: A\nnumber: 7\nsyllabus: 20, 30\n---\n\n## Practice questions\n\n" + "".join(
        question.format(*each) for each in (("a", ""), ("b", " topics=10"), ("c", ' topics="20 30"'))
    )
    settings = (
        "title: T\nparts:\n  - {title: Part, lectures: [7]}\nsyllabus:\n  - {id: 10, title: Ten}\n  - {id: 20, title: Twenty}\n"
        "  - {id: 30, title: Thirty}\nexams:\n  - {id: e, title: E, draw: [{lecture: 7, questions: 1}, {topic: 10, questions: 1}]}\n"
    )
    bank = read_bank(render(check(make_course({"course.yml": settings, "lectures/07-a.md": text}))))
    (lecture,) = bank["lectures"]
    assert lecture["topics"] == [1, 2]
    assert lecture["questions"] == [["a", "s", 1], ["b", "s", 1, [0]], ["c", "s", 1]]
    assert (lecture["label"], lecture["part"]) == ("7", "Part")
    assert bank["exams"][0]["quotas"] == [
        {"lecture": "07-a", "topic": "", "questions": 1},
        {"lecture": "", "topic": "10", "questions": 1},
    ]


def test_no_payload_becomes_an_element_an_attribute_or_an_address(make_course: MakeCourse) -> None:
    """Thousands of known attacks at every place of a question: it holds what our templates and Markdown write, alone."""
    head = "# P\n\n## Practice questions\n\n"
    lectures = {f"lectures/p{i}.md": head + _question(i, text) for i, text in enumerate(payloads())}
    course = check(make_course(lectures)).course
    assert course
    theme = Theme(course, {})
    found = [pieces.render(part, theme) for part in pages.Planner(course, "").questions()]
    assert len(found) > 1_900
    for data in found:
        for entry in read_piece(data)[1]:
            for tag, attributes in elements(entry["html"]):
                assert _is_harmless(tag, attributes), (tag, attributes)


def _question(number: int, text: str) -> str:
    """Return a question with a text at every place; which kind it is goes round."""
    cell = text.replace("|", "\\|")
    link = f'[{text}]({text}) [x](<{text}>) ![{text}](<{text}> "{text}") <{text}> `{text}` ${text}$'
    answers = (
        f"- [x] {text}\n\n  {text}\n\n- [ ] other {link}\n",
        f"#### Answer\n\n- {text}\n",
        f"#### Order\n\n1. {text}\n2. b {link}\n",
        f"#### Match\n\n| {cell} | b |\n|---|---|\n| {cell} | {cell} |\n| c | d |\n",
        f"#### Model answer\n\n{link}\n\n#### Marking\n\n- {text} (1)\n",
        f"#### Solution\n\n```{text}\n{text}\n```\n",
    )
    head = f"### {text} {{#p{number}}}\n\n{text}\n\n{link}\n\n"
    return f"{head}{answers[number % len(answers)]}\n#### Hint\n\n{text}\n\n#### Explanation\n\n> [!TIP] {text}\n> {text}\n\n"


def _is_harmless(tag: str, attributes: Mapping[str, str]) -> bool:
    elements_of_ours = (
        "form div h3 span i p fieldset legend label input svg use details summary ul ol li button select option textarea output "
        "em strong s a img code pre samp figure figcaption blockquote br hr h4 h5 h6 table thead tbody tr th td dl dt dd dfn "
        "math mi mn mo mrow msup msub mtext mspace mfrac msqrt mover munder mstyle mpadded menclose merror mtable mtr mtd sup sub"
    )
    addresses = [attributes[name] for name in ("href", "src") if name in attributes]
    return (
        tag in elements_of_ours.split()
        and not any(re.match(r"on|style$|srcdoc$|srcset$|formaction$|action$|xlink", name) for name in attributes)
        and all(re.match(r"(?i)(#|https?:|mailto:|[\w./%-]*(#|$))", address) for address in addresses)
    )


def elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every element that a browser finds in HTML, with its attributes."""
    parsed = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in list(parsed.iter())[1:]:
        yield (
            re.sub(r"\{.*\}", "", element.tag),
            {re.sub(r"\{.*\}", "", name): value for name, value in element.attrib.items()},
        )
