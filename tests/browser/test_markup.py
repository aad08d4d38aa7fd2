"""A question in the exam is what it is in its lecture: nothing of its markup is lost by what is allowed."""

from __future__ import annotations

from playwright.sync_api import Browser

from lecprep import assets, pages
from lecprep.build import check
from lecprep.theme import Theme
from tests.browser.static_server import serving
from tests.conftest import CASES, REPOSITORY, MakeCourse

# Those that a browser makes otherwise when it reads the markup itself.
DIFFERENT = """async questions => {
  const { elementsOf } = await import('/static/js/components/tree.js');
  const read = markup => new DOMParser().parseFromString(markup, 'text/html').body.firstElementChild;
  return questions.filter(markup => !elementsOf({ html: markup }).isEqualNode(read(markup)));
}"""


def test_a_question_becomes_what_a_browser_makes_of_its_markup(make_course: MakeCourse, browser: Browser) -> None:
    """Every element with all its attributes, every word and space, for all kinds of question, formulas and code among them."""
    formula = (
        "\n### F {#formula}\n\nWhat is $\\sqrt{x^2}$?\n\n$$\\frac{a}{b}$$\n\n"
        "- [x] $x$\n\n  ```python\n  a\n\n    b\n  ```\n- [ ] `a  b` &nbsp;&rarr; <c>\n"
    )
    own = check(make_course({"lectures/01.md": (CASES / "all-kinds.md").read_text("utf-8") + formula})).course
    repository = check(REPOSITORY).course
    assert own and repository
    kinds = set()
    questions = []
    for course in (own, repository):
        theme = Theme(course, assets.collect(None).names)
        for views in pages.questions(course).values():
            kinds |= {view.kind for view in views}
            questions += [theme.question(view, pages.MOCK_EXAM_URL) for view in views]
    assert len(kinds) == 8
    with serving(REPOSITORY) as address:
        page = browser.new_context().new_page()
        page.goto(address)
        assert page.evaluate(DIFFERENT, questions) == []
        # What is not allowed does make a difference.
        assert page.evaluate(DIFFERENT, ['<p onclick="x()">a</p>', "<p>a<script>b</script></p>"]) != []
        page.context.close()
