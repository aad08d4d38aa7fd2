"""What is wrong with a question beyond doubt is found while it is read; here is what the manual says of it."""

from __future__ import annotations

from lecprep.checks.rule import HALADYNA, ReadingRule
from lecprep.diagnostics import Severity

_NO_KEY = """A question with choices has a right one.

Put an `x` into the box of each choice that is right.

FAIL::

    ### Memory {#memory}

    What fits into the context window?

    - [ ] Text
    - [ ] Stones

PASS::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text
    - [ ] Stones
"""

_EMPTY_CHOICE = """A choice says something.

FAIL::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text
    - [ ] Stones
    - [ ]

PASS::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text
    - [ ] Stones
"""

_TOO_FEW = """A question with choices has at least two.

Two or three wrong choices are enough, if students really believe them.

FAIL::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text

PASS::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text
    - [ ] Stones
"""

_TWO_IDS = """No two questions of a course have one id.

What students did with a question is kept under its id; so are its cards in Anki and its copies in Moodle and Canvas.

FAIL::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text
    - [ ] Stones

    ### More memory {#memory}

    What takes up room in it?

    - [x] The system prompt
    - [ ] The weights

PASS::

    ### Memory {#memory}

    What fits into the context window?

    - [x] Text
    - [ ] Stones

    ### More memory {#more-memory}

    What takes up room in it?

    - [x] The system prompt
    - [ ] The weights
"""

RULES = (
    ReadingRule(name="no-correct-choice", severity=Severity.ERROR, manual=_NO_KEY),
    ReadingRule(name="empty-choice", severity=Severity.ERROR, manual=_EMPTY_CHOICE),
    ReadingRule(name="too-few-choices", severity=Severity.ERROR, manual=_TOO_FEW, source=f"{HALADYNA}, guideline 18"),
    ReadingRule(name="duplicate-question-id", severity=Severity.ERROR, manual=_TWO_IDS),
)
