"""JSON holds the whole bank: whoever reads its Markdown again has the same questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lecprep import markdown
from lecprep.diagnostics import Span
from lecprep.exporters.base import KINDS
from lecprep.model import Choice, Lecture, MarkingPoint, Prose, Question, QuestionHeader, Silence, SourceFile
from lecprep.reader import read
from tests.conftest import CASES, REPOSITORY, MakeCourse
from tests.exporters.course import FILES, HOSTILE, PNG, checked, exported


def bank(make_course: MakeCourse) -> dict[str, Any]:
    loaded = json.loads(exported(make_course, "json").data)
    assert isinstance(loaded, dict)
    return loaded


def proses(value: object) -> Iterator[Prose]:
    if isinstance(value, Prose):
        yield value
    elif isinstance(value, QuestionHeader):
        for part in vars(value).values():
            yield from proses(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from proses(item)


LECTURES = {
    **{path.name: path.read_text("utf-8") for path in sorted((REPOSITORY / "content/lectures").glob("*.md"))},
    "all-kinds.md": (CASES / "all-kinds.md").read_text("utf-8"),
    "hostile.md": HOSTILE,
    "lists.md": """\
# Lists

## Practice questions

### Where things stand {#where}

Before

- a

<!-- a comment -->

* b

      code

 indented by one

- [ ] One `two`
  lazily

  Feedback:

      code of spaces

  ```python
  if x:
  \tpass
  ```

  ```output
  x
  ```

- [x]    Two

   > [!KEY] Key
   > Body

  Table: A caption

  | a | b |
  |---|---|
  | c \\| d | e |

#### Model answers are no part of this

### Steps {#steps}

Order?

#### Order

1. One

   more

       code
10. ```python
    x = 1
    ```
3. - a
   - b

### Points {#points}

Say it.

#### Model answer

Term
: What it is

<!-- apart -->

    code

#### Marking

- Names *it* (2)
- In two paragraphs

  with `more` (3)
-     code
""".replace("#### Model answers are no part of this\n", "#### Explanation\n\n1. x\n   ```\n   y\n   ```\n2. z\n"),
}


@pytest.mark.parametrize("name", LECTURES)
def test_the_markdown_of_each_text_reads_as_the_text(name: str) -> None:
    """With the lecture's references beside it, and its marks of a table cell taken off: the same HTML, part by part."""
    lecture = read(SourceFile(f"lectures/{name}", LECTURES[name])).lecture
    assert lecture and lecture.questions
    for question in lecture.questions:
        for prose in proses(question):
            assert again(prose, lecture) == prose.parts, prose.source


def again(prose: Prose, lecture: Lecture) -> tuple[object, ...]:
    text = "\n\n".join([prose.source.removesuffix(" {.better}"), *lecture.references.values()])
    tokens = [token for token in markdown.parse(text, lecture.path).tokens if token.type != "comment"]
    parts = markdown.prose(tokens).parts
    is_line = len(tokens) == 3 and not str(prose.parts[0]).startswith("<p>")
    return markdown.prose(tokens[1:2]).parts if is_line else parts


def test_every_question_is_there_with_everything_it_has(make_course: MakeCourse) -> None:
    """One entry a question, in the order of the course; what is not Markdown stands as it was written."""
    found = checked(make_course(FILES))
    assert found.course
    questions = [question for lecture in found.course for question in lecture.questions]
    entries = [entry for lecture in bank(make_course)["lectures"] for entry in lecture["questions"]]
    assert [entry["id"] for entry in entries] == [question.id for question in questions]
    assert [entry["kind"] for entry in entries] == [KINDS[type(question)] for question in questions]
    assert {entry["kind"] for entry in entries} == set(KINDS.values())
    by_id = {entry["id"]: entry for entry in entries}
    assert by_id["signs"]["choices"][1] == {"text": "%50%half", "correct": True, "feedback": "", "fixed": False}
    assert by_id["signs"]["label"] == "=x->y"
    assert by_id["checkpoint"]["section"] == "Reading"
    assert by_id["typed"]["accepted"] == ["=x->y", "%50%", "{any} thing", "a * b"]
    assert by_id["matching"]["decoys"] == ["~decoy"]
    assert by_id["fresh-documents"]["ignore"] == [{"rule": "longest-choice-is-correct", "reason": ""}]
    assert by_id["written"]["marking"][0] == {"text": "Names **brackets**", "marks": 1}


def test_what_questions_show_and_name_is_inside(make_course: MakeCourse) -> None:
    """Images by their path, link definitions and footnotes by what names them."""
    found = bank(make_course)
    assert list(found["images"]) == ["images/dot.png", "images/levels.svg"]
    assert found["images"]["images/dot.png"].startswith("data:image/png;base64,iVBOR")
    assert found["lectures"][1]["references"] == {
        "[site]": "[SITE]: <https://example.org/a?b=1&c=2> \"A 'title'\"",
        "[^note]": "[^note]: A note about brackets.",
    }
    assert len(PNG) > 0 and found["lectures"][0]["references"] == {}


def test_a_question_written_from_its_entry_is_the_same_question(make_course: MakeCourse) -> None:
    """Its Markdown under its heading makes every value that the model has, and the fingerprint too."""
    found = checked(make_course(FILES))
    assert found.course
    entries = {
        entry["id"]: (entry, lecture) for lecture in bank(make_course)["lectures"] for entry in lecture["questions"]
    }
    for lecture in found.course:
        for question in lecture.questions:
            entry, of = entries[question.id]
            text = "\n\n".join(["## Practice questions", *written(entry), *of["references"].values()])
            read_again = read(SourceFile(of["path"], text)).lecture
            assert read_again
            assert placeless(read_again.questions[0]) == placeless(question)


def written(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the blocks of a question: as little of an importer as proves the point."""
    classes = ("" if entry["kind"] != "multiple" else " .multiple") + (
        " .keep-order" if entry.get("keep_order") else ""
    )
    values = f" marks={entry['marks']}" + (f" level={entry['level']}" if entry["level"] else "")
    values += (f" see={entry['see']}" if entry["see"] else "") + f' topics="{" ".join(entry["topics"])}"'
    label = entry["label"].replace("=", "\\=").replace("<", "\\<")
    yield f"### {label} {{#{entry['id']}{classes}{values}}}"
    yield from (f"<!-- check-ignore: {each['rule']}: {each['reason']} -->" for each in entry["ignore"])
    yield entry["prompt"]
    yield from body(entry)
    for hint in entry["hints"]:
        yield from ("#### Hint", hint)
    if entry["explanation"]:
        yield from ("#### Explanation", entry["explanation"])


def body(entry: dict[str, Any]) -> Iterator[str]:
    match entry["kind"]:
        case "single" | "multiple":
            yield "\n".join(
                item(
                    f"- [{'x' if choice['correct'] else ' '}] ",
                    "\n\n".join(filter(None, (choice["text"], choice["feedback"]))),
                    2,
                )
                for choice in entry["choices"]
            )
        case "numeric":
            yield from ("#### Answer", entry["answer"])
        case "typed":
            escaped = (text.replace("*", "\\*").replace("=", "\\=") for text in entry["accepted"])
            yield from ("#### Answer", "\n".join(f"- {text}" for text in escaped))
        case "ordering":
            yield from ("#### Order", "\n".join(item("1. ", text, 3) for text in entry["items"]))
        case "matching":
            rows = [entry["columns"], ["---", "---"], *entry["pairs"], *(["", decoy] for decoy in entry["decoys"])]
            cells = ([cell if cell == "---" else cell.replace("|", "\\|") for cell in row] for row in rows)
            yield from ("#### Match", "\n".join(f"| {left} | {right} |" for left, right in cells))
        case "short" | "coding":
            name = "Model answer" if entry["kind"] == "short" else "Solution"
            yield from (f"#### {name}", entry[name.lower().replace(" ", "_")])
            if entry["marking"]:
                yield "#### Marking"
                yield "\n".join(item("- ", f"{point['text']} ({point['marks']})", 2) for point in entry["marking"])


def item(marker: str, text: str, width: int) -> str:
    return marker + text.replace("\n", "\n" + " " * width) + "\n"


# What of the model has another name in JSON; what is made from the rest has None.
NAMES: Mapping[str, str | None] = {
    "silenced": "ignore", "is_correct": "correct", "is_fixed": "fixed", "written": "answer",
    "anchor": None, "has_own_id": None, "fingerprint": None, "span": None, "last_line": None,
}  # fmt: skip


def test_json_names_all_that_the_model_has(make_course: MakeCourse) -> None:
    """Every field of every kind, of choices, marking points and silences: none can be added to the model alone."""
    entries = [entry for lecture in bank(make_course)["lectures"] for entry in lecture["questions"]]
    parts: list[tuple[Any, Mapping[str, Any]]] = [
        *((kind, next(e for e in entries if e["kind"] == name)) for kind, name in KINDS.items()),
        *((Choice, choice) for e in entries for choice in e.get("choices", [])),
        *((MarkingPoint, point) for e in entries for point in e.get("marking", [])),
        *((Silence, silence) for e in entries for silence in e["ignore"]),
    ]
    assert {kind for kind, _ in parts} == {*KINDS, Choice, MarkingPoint, Silence}
    for kind, entry in parts:
        named = {NAMES.get(name, name) for name in kind._fields}
        assert named - {None} == entry.keys() - {"kind", "section"}, kind


def placeless(question: Question) -> Question:
    """Return a question without its place in the file and on the page, and without how its Markdown was spaced."""

    def stripped(value: Any) -> Any:
        if isinstance(value, Prose):
            return value._replace(source="")
        if isinstance(value, Span):
            return None
        if isinstance(value, QuestionHeader):
            return value._replace(**{name: stripped(part) for name, part in vars(value).items()})
        if isinstance(value, tuple):
            parts = map(stripped, value)
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        return value

    return stripped(question._replace(anchor="", has_own_id=True, last_line=0))  # type: ignore[no-any-return]  # `replace` forgets its type here


def test_the_same_course_gives_the_same_bytes(make_course: MakeCourse, tmp_path: Path) -> None:
    """In another folder, at another time."""
    one = exported(make_course, "json").data
    other = exported(lambda files: make_course(files, name="other"), "json").data
    assert one == other
