"""Quizzes that are written in Markdown or TOML, or in plain lines, as their tools document them."""

from __future__ import annotations

from pathlib import Path

from lecprep.drafts import ChoiceDraft, Choices, Texts
from tests.importers.places import taken_in

MDBOOK = """\
[[questions]]
id = "889ca9ac"
type = "MultipleChoice"
prompt.prompt = "Which of *these*?"
prompt.distractors = ["`a`", "b | c"]
prompt.answerIndex = 1
answer.answer = "**two**"
context = "See [the page](other.html)."

[[questions]]
type = "ShortAnswer"
prompt.prompt = "Type `a * b`."
answer.answer = "a * b"
answer.alternatives = ["a*b"]

[[questions]]
type = "Tracing"
prompt.program = "fn main() { x }"
answer.doesCompile = false
answer.lineNumber = 1
"""


def test_mdbook_quiz(tmp_path: Path) -> None:
    """The right answer keeps its place, stars are stars, and a program that does not compile is a choice."""
    (first, second, third), plan = taken_in("mdbook-quiz", MDBOOK, tmp_path, "quizzes/ch01-start.toml")
    assert (first.id, first.prompt, first.explanation) == ("889ca9ac", "Which of *these*?", "See the page.")
    assert isinstance(first.body, Choices)
    assert [(c.text, c.is_correct) for c in first.body.choices] == [("`a`", False), ("**two**", True), ("b | c", False)]
    assert first.body.keep_order
    assert second.body == Texts(("a * b", "a*b"))
    assert "```rust" in third.prompt
    assert third.explanation == "It does not compile: the error is on line 1."
    assert [(loss.span.line, loss.what) for loss in plan.losses] == [(1, "the link to other.html")]
    assert [path.name for path in plan.lectures] == ["ch01-start.md"]


AIKEN = """\
What is the right answer,
on two lines?
A. Not this
B) This one:
it goes on
C. # Neither
ANSWER: B

Which two?
A. One
B. Two
C. Three
ANSWER: A, C

Never answered?
A. One
"""


def test_aiken(tmp_path: Path) -> None:
    """Letters with point or bracket, several answers, and a question without one."""
    (first, second), plan = taken_in("aiken", AIKEN, tmp_path)
    assert first.prompt == "What is the right answer,\\\non two lines?"
    assert first.body == Choices(
        (ChoiceDraft("Not this", False), ChoiceDraft("This one: it goes on", True), ChoiceDraft(r"\# Neither", False))
    )
    assert isinstance(second.body, Choices)
    assert [choice.is_correct for choice in second.body.choices] == [True, False, True]
    assert [(loss.span.line, loss.why) for loss in plan.losses] == [(15, "no line ANSWER: follows it")]


MKDOCS = """\
# The page

```markdown
<quiz>
Not one
</quiz>
```

<quiz>
What is **it**?
- [x] `a`
- [ ] b

## Because

It is.
</quiz>

<quiz>
2+2 = [[4|four]]

---
Sums.
</quiz>

<?quiz?>
question: Old?
answer-correct: <code>Yes</code>
answer: No
content:
<p>It was.</p>
<?/quiz?>
"""


def test_mkdocs_quiz(tmp_path: Path) -> None:
    """Boxes, a blank, the first version's keys; what stands in code is no quiz."""
    (first, second, third), plan = taken_in("mkdocs-quiz", MKDOCS, tmp_path, "docs/page.md")
    assert first.prompt == "What is **it**?"
    assert first.body == Choices((ChoiceDraft("`a`", True), ChoiceDraft("b", False)))
    assert first.explanation == "**Because**\n\nIt is."
    assert (second.body, second.explanation) == (Texts(("4", "four")), "Sums.")
    assert third.body == Choices((ChoiceDraft("`Yes`", True), ChoiceDraft("No", False)))
    assert third.explanation == "It was."
    assert plan.losses == ()


MDQUIZ = """\
---
question: "Which `job` is right?"
documentation: "https://example.org"
---

> https://example.org/hint

```yaml
on: push
```

- [x]
```yaml
a:
  b: 1
```
- [ ] plain
> Because.
"""


def test_mdquiz(tmp_path: Path) -> None:
    """Code above and in choices, a hint, feedback."""
    (first,), plan = taken_in("mdquiz", MDQUIZ, tmp_path, "questions/actions/question-001.md")
    assert first.id == "actions-question-001"
    assert first.prompt == "Which `job` is right?\n\n```yaml\non: push\n```"
    assert first.hints == ("https://example.org/hint",)
    assert first.explanation == "<https://example.org>"
    assert first.body == Choices(
        (ChoiceDraft("`a:`\\\n`\u00a0\u00a0b: 1`", True), ChoiceDraft("plain", False, "Because."))
    )
    assert plan.losses == ()
    assert [path.name for path in plan.lectures] == ["actions.md"]


TABS = """\
# Tabs

=== "Example"

    <quiz>
    What does the line in yellow do?

    ``` { .python title="a.py" hl_lines="2 9" }
    def a():
        return 1
    ```

    - [x] It returns
    > Yes.
    - [ ] >
    - [ ] It ends
    This comes afterwards.
    </quiz>

=== "Syntax"

    ```markdown
    <quiz>
    Not one
    </quiz>
    ```

<quiz>
Which one?
- [x] a
- [ ] b
So it is.

And which then?
- [x] c
- [ ] d
</quiz>
"""


def test_mkdocs_quiz_within_tabs(tmp_path: Path) -> None:
    """A choice is one line; what is quoted below it is its feedback; lines stay highlighted; a quiz not ended is told."""
    (first, second), plan = taken_in("mkdocs-quiz", TABS, tmp_path, "docs/page.md")
    assert '```python title="a.py" hl_lines="2"\ndef a():\n    return 1\n```' in first.prompt
    assert first.body == Choices(
        (ChoiceDraft("It returns", True, "Yes."), ChoiceDraft(r"\>", False), ChoiceDraft("It ends", False))
    )
    assert first.explanation == "This comes afterwards."
    assert second.body == Choices((ChoiceDraft("a", True), ChoiceDraft("b", False)))
    assert "And which then?" in second.explanation
    assert [(loss.span.line, loss.what) for loss in plan.losses] == [
        (5, "the highlight of the lines 2 9"),
        (28, "a second list of choices"),
    ]


BOOK_CODE = '''\
[[questions]]
type = "ShortAnswer"
prompt.prompt = """
How many boxes are there?

```aquascope,interpreter
#fn main() {
#[allow(unused)]
let a = Box::new(1);`[]`
#}
```
"""
answer.answer = "1"

[[questions]]
type = "MultipleChoice"
prompt.prompt = "Which fix?"
prompt.distractors = ["```ide\\nfn a() -> `[&str]` {}\\n```"]
answer.answer = "`b`"
'''


def test_code_of_the_plugins_of_mdbook(tmp_path: Path) -> None:
    """It becomes Rust, without what only the plugin understands; that its picture or its marks are gone is told."""
    (drawn, marked), plan = taken_in("mdbook-quiz", BOOK_CODE, tmp_path, "quizzes/ch02.toml")
    assert drawn.prompt.endswith("```rust\n#[allow(unused)]\nlet a = Box::new(1);\n```")
    assert isinstance(marked.body, Choices)
    assert "`fn a() -> &str {}`" in [choice.text for choice in marked.body.choices]
    assert [(loss.span.line, loss.what) for loss in plan.losses] == [
        (1, "the diagram of a program"),
        (15, "the marks on parts of the code"),
    ]
