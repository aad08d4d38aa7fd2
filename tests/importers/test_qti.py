"""QTI of both generations, single items and packages."""

# ruff: noqa: E501  # XML in long lines

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lecprep.drafts import ChoiceDraft, Choices, Number, Pairs, Steps, Texts, Written
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
