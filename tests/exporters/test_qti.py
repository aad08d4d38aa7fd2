"""QTI as readers find it: well-formed, complete, and, in version 3.0, played and scored by another program's player."""

from __future__ import annotations

import io
import itertools
import os
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page

from lecprep.build import export
from lecprep.model import MultipleChoice, SingleChoice
from tests.conftest import REPOSITORY, MakeCourse
from tests.exporters import node
from tests.exporters.course import FILES, PNG, checked, exported

VERSIONS = ("qti3", "qti21")
PLAYER = REPOSITORY / "node_modules/@citolab/qti-components/cdn/index.global.js"


def package(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def plain(name: str) -> str:
    """Return an element's name in the words of 2.1, without its namespace."""
    name = name.rpartition("}")[2]
    first, *rest = name.removeprefix("qti-").split("-")
    return first + "".join(map(str.title, rest)) if name.startswith("qti-") else name


def items(files: dict[str, bytes]) -> dict[str, ET.Element]:
    """Return the items by the ids of their questions."""
    roots = [ET.fromstring(data) for name, data in files.items() if name.startswith("items/")]
    return {root.get("label", ""): root for root in roots}


def found(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if plain(element.tag) == name]


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("version", VERSIONS)
def test_every_question_is_an_item_of_its_kind(make_course: MakeCourse, version: str) -> None:
    """Eight kinds here, five interactions there."""
    course = checked(make_course(FILES)).course
    assert course
    read = items(package(exported(lambda f: make_course(f, name="other"), version).data))
    assert list(read) == [question.id for lecture in course for question in lecture.questions]
    kinds = {
        "signs": "choiceInteraction", "several": "choiceInteraction", "number": "textEntryInteraction",
        "typed": "textEntryInteraction", "ordering": "orderInteraction", "matching": "matchInteraction",
        "written": "extendedTextInteraction", "coding": "extendedTextInteraction",
    }  # fmt: skip
    for name, kind in kinds.items():
        assert len(found(read[name], kind)) == 1, name


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_manifest_names_is_there(make_course: MakeCourse, version: str) -> None:
    """Every file of the package but the manifest, and no other; what an item shows stands among its files."""
    files = package(exported(make_course, version).data)
    manifest = ET.fromstring(files["imsmanifest.xml"])
    resources = [element for element in manifest.iter() if plain(element.tag) == "resource"]
    named = {unquote(f.get("href", "")) for resource in resources for f in resource if plain(f.tag) == "file"}
    assert named == files.keys() - {"imsmanifest.xml"}
    assert files["media/images/dot.png"] == PNG
    for resource in resources:
        own = {unquote(f.get("href", "")) for f in resource if plain(f.tag) == "file"}
        root = ET.fromstring(files[resource.get("href", "")])
        shown = {element.get("src", "") for element in root.iter() if element.get("src")}
        assert {posixpath.normpath(f"items/{unquote(address)}") for address in shown} <= own
    test = ET.fromstring(files["test.xml"])
    assert [element.get("title") for element in found(test, "assessmentSection")] == [
        "14 Every kind",
        "15 Marks & {signs} = 50%",
    ]
    assert {element.get("href") for element in found(test, "assessmentItemRef")} <= files.keys()
    [keywords] = [
        [words(k) for k in resource.iter() if plain(k.tag) == "keyword"]
        for resource in resources
        if resource.get("identifier") == "signs"
    ]
    assert keywords == ["lecture:15-hostile", "topic:54", "topic:55", "level:hard"]


@pytest.mark.parametrize("version", VERSIONS)
def test_signs_of_xml_are_words(make_course: MakeCourse, version: str) -> None:
    """In prompts, choices, accepted answers, feedback, pairs and rubrics."""
    read = items(package(exported(make_course, version).data))
    [body] = found(read["signs"], "itemBody")
    assert words(body).startswith("=x->y %50% {} ~tilde # hash: colon \\backslash\\ \"quotes\" 'single' & <b>tag</b>")
    choices = [words(choice) for choice in found(read["signs"], "simpleChoice")]
    assert choices == ["=x->y", "%50%half", "{} []", "-> &amp; a -> b"]
    accepted = [words(value) for value in found(read["typed"], "baseValue")]
    assert accepted[:4] == ["=x->y", "%50%", "{any} thing", "a * b"]
    feedback = {element.get("identifier"): words(element) for element in found(read["signs"], "modalFeedback")}
    assert feedback["choice_1"] == "Feedback with code & {braces} and ~tilde#hash."
    assert feedback["explanation"].endswith("Read again: 15.1 Reading")
    [rubric] = found(read["written"], "rubricBlock")
    assert rubric.get("view") == "scorer" and words(rubric) == "Two brackets & >.Names brackets [1]Says >> [2]"
    formulas = [element for element in body.iter() if element.tag == "{http://www.w3.org/1998/Math/MathML}math"]
    assert len(formulas) == 2  # one of them in a hint


@pytest.mark.parametrize("version", VERSIONS)
def test_the_place_of_an_item_tells_nothing(make_course: MakeCourse, version: str) -> None:
    """Neither its name nor where it stands, should a player not shuffle."""
    read = items(package(exported(make_course, version).data))["ordering"]
    key = [words(value) for value in found(found(read, "correctResponse")[0], "value")]
    names = [choice.get("identifier") for choice in found(read, "simpleChoice")]
    assert sorted(key) == names == ["item_1", "item_2", "item_3"] and key != names


@pytest.mark.parametrize("version", VERSIONS)
def test_what_qti_cannot_hold_is_said(make_course: MakeCourse, version: str) -> None:
    """Footnotes, as everywhere."""
    losses = {(loss.question, loss.what) for loss in exported(make_course, version).losses}
    assert losses == {("written", "a footnote")}


@pytest.mark.parametrize(("version", "element"), [("qti3", "details"), ("qti21", "infoControl")])
def test_hints_are_hidden_until_they_are_asked_for(make_course: MakeCourse, version: str, element: str) -> None:
    """By what each version has for that, below the place to answer."""
    read = items(package(exported(make_course, version).data))
    [body] = found(read["signs"], "itemBody")
    hints = found(body, element)
    assert len(hints) == 2 and list(body.iter()).index(hints[0]) > list(body.iter()).index(
        found(body, "simpleChoice")[-1]
    )
    assert "First hint:" in words(hints[0])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_course_of_the_repository_loses_nothing(version: str) -> None:
    """All of its questions are items."""
    made = export(checked(REPOSITORY), version)
    assert len(items(package(made.data))) == 44
    assert made.losses == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_course_gives_the_same_bytes(make_course: MakeCourse, version: str) -> None:
    """In another folder, at another time."""
    other = exported(lambda files: make_course(files, name="other"), version)
    assert exported(make_course, version) == other


@pytest.mark.parametrize("version", VERSIONS)
def test_an_id_that_xml_cannot_have_is_written_otherwise(make_course: MakeCourse, version: str) -> None:
    """The label keeps it as it is."""
    files = {
        "lectures/1.md": "# T\n\n## Practice questions"
        + "".join(f"\n\n### Q {{#{name}}}\n\nWhich?\n\n- [x] a\n- [ ] b\n" for name in ("2nd", "größe"))
    }
    read = items(package(exported(make_course, version, files).data))
    assert list(read) == ["2nd", "größe"]
    identifiers = [root.get("identifier", "") for root in read.values()]
    assert identifiers[0] == "q-2nd" and identifiers[1].startswith("q-") and identifiers[1].isascii()


# --- in a player ----------------------------------------------------------------------------------------------------

# Shows an item in the player; `window.item` is there when it can be answered.
SHOW = """(xml) => new Promise((resolve) => {
  const holder = document.createElement('qti-item');
  const container = document.createElement('item-container');
  container.itemXML = xml;
  holder.append(container);
  holder.addEventListener('qti-assessment-item-connected', (event) => {
    window.item = event.detail;
    setTimeout(resolve, 0);
  });
  document.body.replaceChildren(holder);
})"""
# Takes back every answer, gives this one, and returns the score.
ANSWER = """async (value) => {
  const item = window.item;
  const interaction = item.querySelector('[response-identifier="RESPONSE"]');
  await interaction.updateComplete;
  if (Array.isArray(value)) {
    for (const name of value) {
      const choice = interaction.querySelector(`qti-simple-choice[identifier="${name}"]`);
      choice.click();
    }
    await interaction.updateComplete;
  } else {
    interaction.dispatchEvent(new CustomEvent('qti-interaction-response',
      { bubbles: true, composed: true, detail: { responseIdentifier: 'RESPONSE', response: value.given } }));
  }
  item.processResponse();
  const variable = item.variables.find((each) => each.identifier === 'SCORE');
  return { score: Number(variable.value), response: item.variables.find((each) => each.identifier === 'RESPONSE').value,
           feedback: item.variables.find((each) => each.identifier === 'FEEDBACK')?.value ?? null };
}"""


@pytest.fixture
def player(browser: Browser) -> Iterator[Callable[[str], Callable[[Any], Any]]]:
    """Show an item, and get a function that answers it and returns what the player made of that."""
    node.module("@citolab/qti-components")
    page: Page = browser.new_page()
    page.set_default_timeout(20_000)
    page.goto("about:blank")
    page.add_script_tag(path=PLAYER)

    def show(xml: str) -> Callable[[Any], Any]:
        def answer(value: Any) -> Any:
            page.evaluate(SHOW, xml)
            return page.evaluate(ANSWER, value)

        return answer

    yield show
    page.close()


def test_every_choice_question_of_the_repository_is_scored(player: Callable[[str], Callable[[Any], Any]]) -> None:
    """With all of its marks for the key, clicked choice by choice, and with 0 for any other answer."""
    course = checked(REPOSITORY)
    assert course.course
    files = package(export(course, "qti3").data)
    questions = [
        question
        for lecture in course.course
        for question in lecture.questions
        if isinstance(question, SingleChoice | MultipleChoice)
    ]
    assert len(questions) > 20
    for question in questions:
        answer = player(files[f"items/{question.id}.xml"].decode())
        names = [f"choice_{number}" for number in range(1, len(question.choices) + 1)]
        key = [name for name, choice in zip(names, question.choices, strict=True) if choice.is_correct]
        assert answer(key)["score"] / question.marks == 1, question.id
        sizes = (1,) if isinstance(question, SingleChoice) else range(1, len(names) + 1)
        for chosen in (list(some) for size in sizes for some in itertools.combinations(names, size)):
            if chosen != key:
                assert answer(chosen)["score"] == 0, (question.id, chosen)


def test_the_other_kinds_are_scored_as_on_the_site(
    make_course: MakeCourse, player: Callable[[str], Callable[[Any], Any]]
) -> None:
    """Numbers within their tolerance, texts in any case, a share for each place and each pair."""
    files = package(exported(make_course, "qti3").data)
    read = items(files)

    def score(name: str, given: Any) -> float:
        return float(player(files[f"items/{name}.xml"].decode())({"given": given})["score"])

    assert [score("number", given) for given in ("314.15", "315.72", "315.73", "312.58", "300")] == [2, 2, 0, 2, 0]
    assert [score("typed", given) for given in ("=x->y", "%50%", "{ANY} thing", "other")] == [1, 1, 1, 0]
    order = [words(value) for value in found(found(read["ordering"], "correctResponse")[0], "value")]
    assert score("ordering", order) == 1
    assert score("ordering", [order[0], order[2], order[1]]) == pytest.approx(1 / 3, abs=0.001)
    pairs = [words(value) for value in found(found(read["matching"], "correctResponse")[0], "value")]
    assert score("matching", pairs) == 1
    assert score("matching", pairs[:2]) == pytest.approx(2 / 3, abs=0.001)


def test_feedback_of_what_was_chosen_is_called_for(
    make_course: MakeCourse, player: Callable[[str], Callable[[Any], Any]]
) -> None:
    """And nothing of what was not."""
    files = package(exported(make_course, "qti3").data)
    assert player(files["items/signs.xml"].decode())(["choice_1"])["feedback"] == "choice_1"
    several = player(files["items/several.xml"].decode())(["choice_1", "choice_3"])
    assert sorted(several["response"]) == ["choice_1", "choice_3"]


@pytest.mark.skipif("QTI_SCHEMAS" not in os.environ, reason="QTI_SCHEMAS names no folder with 1EdTech's schemas")
@pytest.mark.parametrize(("version", "schema"), [("qti3", "imsqti_asiv3p0_v1p0.xsd"), ("qti21", "imsqti_v2p1.xsd")])
def test_items_are_valid(make_course: MakeCourse, version: str, schema: str) -> None:
    """By the schemas of 1EdTech, which no registry offers: whoever has them names their folder."""
    etree = pytest.importorskip("lxml.etree")
    known = etree.XMLSchema(etree.parse(os.path.join(os.environ["QTI_SCHEMAS"], schema)))
    for data in (exported(make_course, version).data, export(checked(REPOSITORY), version).data):
        for name, text in package(data).items():
            if name.endswith(".xml") and name != "imsmanifest.xml":
                assert known.validate(etree.fromstring(text)), f"{name}: {known.error_log}"
