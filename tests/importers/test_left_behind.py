"""What a format says and a question of ours has no place for: listed, with its file, and never dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.places import planned

ESSAY = (
    "<quiz><question type='category'><category><text>Cells</text></category><info><text>&lt;p&gt;All &amp;amp; more&lt;/p&gt;</text></info>"
    "</question><question type='essay'><name><text>Why</text></name><questiontext format='html'><text>Why? See "
    "&lt;a href='x.html'&gt;x&lt;/a&gt;</text></questiontext>"
    "<penalty>0.5</penalty><hidden>1</hidden><responsetemplate><text>Because</text></responsetemplate><graderinfo>"
    "<text>So.</text></graderinfo><tags><tag><text>cells</text></tag><tag><text>level:hard</text></tag></tags></question></quiz>"
)
QUIZ = """
[[questions]]
type = "ShortAnswer"
prompt.prompt = "Why?"
answer.answer = "So"
promptExplanation = true
"""


@pytest.mark.parametrize(
    ("format_", "text", "whats"),
    [
        ("moodle", ESSAY, {
            "the link to x.html", "what the field for the answer begins with", "that it is hidden", "penalties such as 0.5",
            "tags such as 'cells'",
        }),
        ("gift", "// [tag:cells] [tag:level:hard]\n::Why::Why? {=So}\n", {"tags such as 'cells'"}),
        ("gift", "// [tag:level:expert]\n::Why::Why? {=So}\n", {"tags such as 'level:expert'"}),
        ("csv", "kind,prompt,item_1,colour,Bloom\ntyped,Why?,So,red,1\n", {"the columns colour, bloom"}),
        ("mdbook-quiz", QUIZ, {"that some answers must be explained"}),
    ],
)  # fmt: skip
def test_it_is_listed(format_: str, text: str, whats: set[str], tmp_path: Path) -> None:
    """Once a file, or with its question."""
    plan = planned(format_, text, tmp_path, "bank.txt")
    assert {loss.what for loss in plan.losses} == whats
    assert all(loss.span.path == "bank.txt" for loss in plan.losses)
    assert plan.questions == 1


def test_what_is_said_of_a_category_is_the_summary(tmp_path: Path) -> None:
    """As our export writes it."""
    [text] = planned("moodle", ESSAY, tmp_path, "bank.txt").files.values()
    assert b'summary: "All & more"' in text
