"""QTI of both generations, single items and packages."""

# ruff: noqa: E501  # XML in long lines

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lecprep.drafts import Body, ChoiceDraft, Choices, Number, Pairs, Steps, Texts, Written
from lecprep.importers import Refused
from tests.importers.places import planned, taken_in

HEAD = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{0}" title="{0}">'
CHOICE = (
    HEAD.format("pick")
    + '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>B</value></correctResponse>'
    '</responseDeclaration><itemBody><p>Look: <img src="images/dot.png" alt="A dot"/></p><choiceInteraction responseIdentifier="R" shuffle="true"'
    ' maxChoices="1"><prompt>Which <b>one</b>?</prompt><simpleChoice identifier="A">This<feedbackInline identifier="A" outcomeIdentifier="F">No.'
    '</feedbackInline></simpleChoice><simpleChoice identifier="B">That &lt;x&gt;</simpleChoice></choiceInteraction></itemBody>'
    '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show"><p>Because.</p></modalFeedback></assessmentItem>'
)
THREE = (
    '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="order" title="Order"><qti-response-declaration '
    'identifier="R" cardinality="ordered" base-type="identifier"><qti-correct-response><qti-value>b</qti-value><qti-value>a</qti-value>'
    '</qti-correct-response></qti-response-declaration><qti-item-body><qti-order-interaction response-identifier="R"><qti-prompt>Order?'
    '</qti-prompt><qti-simple-choice identifier="a">A</qti-simple-choice><qti-simple-choice identifier="b">B</qti-simple-choice>'
    "</qti-order-interaction></qti-item-body></qti-assessment-item>"
)
MATCH = (
    HEAD.format("match")
    + '<responseDeclaration identifier="R" cardinality="multiple" baseType="directedPair"><correctResponse><value>a x</value><value>b y</value>'
    '</correctResponse></responseDeclaration><itemBody><matchInteraction responseIdentifier="R"><prompt>Pairs?</prompt><simpleMatchSet>'
    '<simpleAssociableChoice identifier="a">A</simpleAssociableChoice><simpleAssociableChoice identifier="b">B</simpleAssociableChoice>'
    '</simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="x">X</simpleAssociableChoice><simpleAssociableChoice identifier="y">'
    'Y</simpleAssociableChoice><simpleAssociableChoice identifier="z">Z</simpleAssociableChoice></simpleMatchSet></matchInteraction></itemBody>'
    "</assessmentItem>"
)
ENTRY = (
    HEAD.format("{0}")
    + '<responseDeclaration identifier="R" cardinality="single" baseType="{1}"><correctResponse><value>{2}</value></correctResponse>'
    '</responseDeclaration><itemBody><p>How much is <textEntryInteraction responseIdentifier="R"/> of it?</p></itemBody></assessmentItem>'
)
ESSAY = (
    HEAD.format("essay")
    + '<responseDeclaration identifier="R" cardinality="single" baseType="string"/><itemBody><rubricBlock view="scorer"><p>Say this.</p>'
    '</rubricBlock><extendedTextInteraction responseIdentifier="R"><prompt>Why?</prompt></extendedTextInteraction></itemBody></assessmentItem>'
)
ITEM = (
    HEAD.format("x")
    + '<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{type}">{key}</responseDeclaration>'
    '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    "<itemBody><p>How much?</p>{field}</itemBody><responseProcessing{template}>{rules}</responseProcessing>{said}</assessmentItem>"
)
R = '<variable identifier="R"/>'
CORRECT = '<correct identifier="R"/>'
BOX = '<p><textEntryInteraction responseIdentifier="R"/></p>'
OPTIONS = (
    '<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="{0}"><simpleChoice identifier="A">a</simpleChoice>'
    '<simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice></choiceInteraction>'
)


def key(*values: str) -> str:
    return f"<correctResponse>{''.join(f'<value>{value}</value>' for value in values)}</correctResponse>"


def mapping(*entries: str) -> str:
    pairs = (entry.rpartition("=") for entry in entries)
    written = "".join(f'<mapEntry mapKey="{text}" mappedValue="{worth}"/>' for text, _, worth in pairs)
    return f"<mapping>{written}</mapping>"


def base(value: str) -> str:
    return f'<baseValue baseType="string">{value}</baseValue>'


def when(condition: str, score: str = "1", more: str = "") -> str:
    earns = f'<setOutcomeValue identifier="SCORE">{base(score)}</setOutcomeValue>'
    return f"<responseCondition><responseIf>{condition}{earns}{more}</responseIf></responseCondition>"


def item(field: str = BOX, key: str = "", rules: str = "", **more: str) -> str:
    given = {"cardinality": "single", "type": "string", "template": "", "said": ""} | more
    return ITEM.format(field=field, key=key, rules=rules, **given)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db40000000049454e44ae426082"
)


def package(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def test_items_of_both_generations_are_read(tmp_path: Path) -> None:
    """Choices with feedback and an image of the package, order, pairs with a decoy, text, number, essay."""
    files: dict[str, str | bytes] = {
        "a.xml": CHOICE, "b.xml": THREE, "c.xml": MATCH, "d.xml": ENTRY.format("text", "string", "a*b"),
        "e.xml": ENTRY.format("number", "float", "3.5"), "f.xml": ESSAY, "images/dot.png": PNG,
    }  # fmt: skip
    questions, plan = taken_in("qti", package(files), tmp_path, "bank.zip")
    assert plan.losses == ()
    assert [question.body for question in questions] == [
        Choices((ChoiceDraft("This", False, "No."), ChoiceDraft(r"That \<x>", True))),
        Steps(("B", "A")),
        Pairs(("", ""), (("A", "X"), ("B", "Y")), ("Z",)),
        Texts(("a*b",)),
        Number("3.5"),
        Written("Say this."),
    ]
    assert questions[0].prompt == "Look: ![A dot](../images/dot-cd08723e.png)\n\nWhich **one**?"
    assert questions[0].explanation == "Because."
    assert questions[3].prompt == r"How much is \_\_\_\_ of it?"
    assert questions[5].prompt == "Why?"
    assert [question.id for question in questions] == ["pick", "order", "match", "text", "number", "essay"]


NUMBER = {"type": "float"}
MAPPED = {"template": ' template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"'}


@pytest.mark.parametrize(
    ("given", "body", "lost"),
    [
        (item(key=key("4.2"), rules=when(f'<equal toleranceMode="absolute" tolerance="0.1 0.1">{R}{CORRECT}</equal>'), **NUMBER),
         Number("4.2 ± 0.1"), []),
        (item(key=key("200"), rules=when(f'<equal toleranceMode="relative" tolerance="5">{R}{CORRECT}</equal>'), **NUMBER),
         Number("200 ± 5%"), []),
        (item(rules=when(f"<and><gte>{R}{base('9')}</gte><lte>{R}{base('11')}</lte></and>"), **NUMBER), Number("10 ± 1"), []),
        (item(key=key("3.14"), rules=when(f'<equalRounded roundingMode="decimalPlaces" figures="2">{R}{CORRECT}</equalRounded>'),
              **NUMBER), Number("3.14 ± 0.005"), []),
        (item(key=key("5") + mapping("5=1", "6=0.5"), **NUMBER, **MAPPED), Number("5"), ["further numbers"]),
        (item('<p><textEntryInteraction responseIdentifier="R"/> m/s</p>', key("5"), **NUMBER), Number("5 m/s"), []),
        (item(key=key("York") + mapping("York=1", "New York=1", "york=0.5"), **MAPPED), Texts(("York", "New York")),
         ["the answer 'york'"]),
        (item(rules=when(f'<or><stringMatch caseSensitive="false">{R}{base("a")}</stringMatch>'
                         f'<stringMatch caseSensitive="true">{R}{base("b")}</stringMatch></or>')),
         Texts(("a", "b")), ["that capitals count"]),
        (item(rules=when(f'<patternMatch pattern="colou?r">{R}</patternMatch>'), key=key("colour")), Texts(("colour",)),
         ["the pattern 'colou?r'"]),
        (item(rules=when(f'<patternMatch pattern="^(red|blue)$">{R}</patternMatch>')), Texts(("red", "blue")), []),
        (item(rules=when(f"<customOperator>{R}</customOperator>"), key=key("x")), Texts(("x",)),
         ["a rule by which it is marked (customoperator)"]),
        (item(OPTIONS.format(1), mapping("A=0", "B=2", "C=1"), type="identifier", **MAPPED),
         Choices((ChoiceDraft("a", False), ChoiceDraft("b", True), ChoiceDraft("c", False))), ["50% of the marks for a choice"]),
        (item(OPTIONS.format(0), mapping("A=1", "B=1", "C=-1"), type="identifier", cardinality="multiple", **MAPPED),
         Choices((ChoiceDraft("a", True), ChoiceDraft("b", True), ChoiceDraft("c", False)), True), []),
        (item(OPTIONS.format(0), cardinality="multiple", type="identifier",
              rules=when(f"<and><member>{base('A')}{R}</member><member>{base('C')}{R}</member><not><member>{base('B')}{R}"
                         "</member></not></and>")),
         Choices((ChoiceDraft("a", True), ChoiceDraft("b", False), ChoiceDraft("c", True)), True), []),
        (item(OPTIONS.format(1), key("B"), when(f"<match>{R}{CORRECT}</match>") + "".join(
                  when(f"<match>{R}{base(name)}</match>", "0", f'<setOutcomeValue identifier="F">{base("f" + name)}</setOutcomeValue>')
                  for name in "AB"), type="identifier", said="".join(
                  f'<modalFeedback outcomeIdentifier="F" identifier="f{name}" showHide="show">Said of {name}</modalFeedback>' for name in "AB")),
         Choices((ChoiceDraft("a", False, "Said of A"), ChoiceDraft("b", True, "Said of B"), ChoiceDraft("c", False))), []),
    ],
)  # fmt: skip
def test_what_is_right_is_read_from_how_it_is_marked(given: str, body: Body, lost: list[str], tmp_path: Path) -> None:
    """The templates of the standard, and the rules that tools write; what cannot be read is listed, with its place."""
    [question], plan = taken_in("qti", given, tmp_path, "item.xml")
    assert question.body == body
    assert question.prompt == "How much?"
    assert [loss.what for loss in plan.losses] == lost
    assert {str(loss.span) for loss in plan.losses} <= {"item.xml:1"}


def test_feedback_of_wrong_answers_is_no_secret(tmp_path: Path) -> None:
    """The explanation has both, and the report says that it is shown after any answer."""
    rules = (
        f"<responseCondition><responseIf><match>{R}{CORRECT}</match><setOutcomeValue identifier='F'>{base('yes')}</setOutcomeValue></responseIf>"
        f"<responseElse><setOutcomeValue identifier='F'>{base('no')}</setOutcomeValue></responseElse></responseCondition>"
    )
    said = (
        f'<modalFeedback outcomeIdentifier="F" identifier="{n}" showHide="show">Say {n}</modalFeedback>'
        for n in ("yes", "no")
    )
    [question], plan = taken_in("qti", item(key=key("x"), rules=rules, said="".join(said)), tmp_path, "item.xml")
    assert question.explanation == "Say yes\n\nSay no"
    assert [loss.what for loss in plan.losses] == ["after which answer its feedback is shown"]


def test_what_stands_beside_the_question_is_kept_or_listed(tmp_path: Path) -> None:
    """Hints, instructions for students, rubrics, images as objects, further material; none is shown where it would tell the answer."""
    field = (
        '<rubricBlock view="candidate"><p>Take your time.</p></rubricBlock><rubricBlock view="scorer">Be strict.</rubricBlock>'
        '<infoControl title="Hint"><p>Think.</p></infoControl><feedbackBlock outcomeIdentifier="F" identifier="f" showHide="show">'
        f'<p>Because.</p></feedbackBlock><p><object type="image/png" data="dot.png">A dot</object></p>{BOX}'
    )
    text = item(field, key("x")).replace("<itemBody>", "<companionMaterialsInfo/><itemBody>")
    files: dict[str, str | bytes] = {"a.xml": text, "dot.png": PNG}
    [question], plan = taken_in("qti", package(files), tmp_path, "bank.zip")
    assert question.prompt == "How much?\n\nTake your time.\n\n![A dot](../images/dot-cd08723e.png)"
    assert (question.hints, question.explanation) == (("Think.",), "Because.")
    assert {loss.what for loss in plan.losses} == {"a rubric for scorer", "calculators, rulers and other material"}


def test_a_package_says_more_than_its_items(tmp_path: Path) -> None:
    """Sections become lectures, tags topics and levels, texts for several items stand above each; the rest is listed."""
    manifest = (
        '<manifest><resources><resource identifier="a" href="items/a.xml"><metadata><lom><general><keyword><string>topic:54</string></keyword>'
        "<keyword><string>level:expert</string></keyword><keyword><string>cells</string></keyword><description><string>About it</string></description></general><educational><difficulty>"
        "<source>LOMv1.0</source><value>difficult</value></difficulty></educational></lom></metadata></resource></resources></manifest>"
    )
    test = (
        '<assessmentTest title="All"><testPart><assessmentSection title="Cells"><rubricBlock view="candidate">Read.</rubricBlock>'
        '<assessmentItemRef href="items/b.xml"/></assessmentSection><assessmentSection title="Genes"><assessmentItemRef href="items/a.xml"/>'
        '<assessmentItemRef href="items/z.xml"/></assessmentSection></testPart></assessmentTest>'
    )
    stimulus = "<assessmentStimulus><stimulusBody><p>Read this.</p></stimulusBody></assessmentStimulus>"
    one = CHOICE.replace("<itemBody>", '<assessmentStimulusRef href="../s.xml"/><itemBody>')
    files: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest, "test.xml": test, "items/a.xml": one, "items/b.xml": ESSAY, "s.xml": stimulus,
        "items/broken.xml": "<x", "items/images/dot.png": PNG,
    }  # fmt: skip
    (first, second), plan = taken_in("qti", package(files), tmp_path, "bank.zip")
    assert [path.name for path in plan.lectures] == ["cells.md", "genes.md"]
    assert first.id == "essay" and (second.topics, second.level) == (("54",), "hard")
    assert second.prompt.startswith("Read this.\n\nLook:")
    assert {(str(loss.span), loss.what) for loss in plan.losses} == {
        ("bank.zip/imsmanifest.xml", "of its metadata: description, the keyword 'cells', the keyword 'level:expert'"),
        ("bank.zip/test.xml:1", "instructions of a section"),
        ("bank.zip/test.xml:1", "the item items/z.xml"),
        ("bank.zip/items/broken.xml", "this file"),
    }


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"../evil.xml": CHOICE}, "leads out of it"),
        ({"/etc/x.xml": CHOICE}, "leads out of it"),
        ({"bomb.xml": b"0" * 40_000_000}, "far more than any bank needs"),
        ({"readme.txt": "x"}, "no assessment item"),
        ({f"{n}.xml": "" for n in range(10_001)}, "more than 10,000 files"),
    ],
)
def test_a_package_that_does_harm_is_refused(files: dict[str, str | bytes], says: str, tmp_path: Path) -> None:
    """Zip bombs by size, by number, and names that lead elsewhere."""
    with pytest.raises(Refused, match=says):
        planned("qti", package(files), tmp_path, "bank.zip")


@pytest.mark.parametrize(
    ("title", "label"),
    [("x", ""), ("How much?", ""), ("Much", "Much"), ("How", "How"), ("How much is the fish", "How much is the fish")],
)
def test_a_title_that_says_again_what_is_asked_is_no_heading(title: str, label: str, tmp_path: Path) -> None:
    """Nor is one that is the identifier; the rule is that of all formats."""
    text = item(key=key("5")).replace('title="x"', f'title="{title}"')
    (found,), _ = taken_in("qti", text, tmp_path, "bank.xml")
    assert found.label == label


def test_a_title_that_is_how_a_long_question_begins_is_no_heading(tmp_path: Path) -> None:
    """Authoring tools cut it wherever it becomes too long."""
    asked = "How much does the fish in the window cost?"
    text = item(key=key("5")).replace('title="x"', f'title="{asked[:33]}..."').replace("How much?", asked)
    (found,), _ = taken_in("qti", text, tmp_path, "bank.xml")
    assert (found.prompt, found.label) == (asked, "")
