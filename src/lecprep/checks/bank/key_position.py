"""The right choice stands now here, now there.

Teachers who write quickly put it second again and again. The site shuffles choices, but paper, exports, and pages without a
script show them as you wrote them. Up to some forty questions the rule asks how likely the most frequent place is; beyond, it
takes Pearson's chi-square. A course without the flaw hears of it in at most one of a hundred cases.

FAIL::

    ### One {#one}

    What is frozen?

    - [ ] The adapter
    - [x] The base model

    ### Two {#two}

    What is trained?

    - [ ] The base model
    - [x] The adapter

    ### Three {#three}

    What grows with a long prompt?

    - [ ] The model
    - [x] The cost

    ### Four {#four}

    What cites its sources?

    - [ ] Tuning
    - [x] Retrieval

    ### Five {#five}

    What carries a tone?

    - [ ] Retrieval
    - [x] Tuning

    ### Six {#six}

    What comes first?

    - [ ] Tuning
    - [x] Prompting

    ### Seven {#seven}

    What comes last?

    - [ ] Prompting
    - [x] Tuning

    ### Eight {#eight}

    What is quickest?

    - [ ] Retrieval
    - [x] Prompting

PASS::

    ### One {#one}

    What is frozen?

    - [x] The base model
    - [ ] The adapter

    ### Two {#two}

    What is trained?

    - [ ] The base model
    - [x] The adapter
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lecprep.checks.bank.chance import groups, limit, tail, uneven
from lecprep.checks.rule import HALADYNA, ChoiceQuestion, CourseRule, Finding
from lecprep.diagnostics import Severity
from lecprep.model import Course

ENOUGH_FOR_SQUARES = 10  # expected in each place


def check(course: Course) -> Iterator[Finding]:
    """Find a lecture, or the course, whose right choices stand in one place more often than by chance."""
    bound = limit(course)
    for title, questions in groups(course):
        place, likely = favourite(questions)
        if likely < bound:
            count = sum(_place(question) == place for question in questions)
            first = next(question for question in questions if _place(question) == place)
            where = "of this lecture" if title else "of the course"
            yield Finding(
                first.choices[place].span,
                f"the right choice is {_letter(place)} in {count} of {len(questions)} questions {where}; by chance it would be in"
                f" {sum(1 / len(question.choices) for question in questions if place < len(question.choices)):.0f}",
                "Move the right choice to other places: the site shuffles, but paper, exports and pages without a script do not.",
            )
            if not title:
                return


def favourite(questions: Sequence[ChoiceQuestion]) -> tuple[int, float]:
    """Return the place where right choices stand most, beyond what is due, and how likely such unevenness is by chance."""
    seen = Counter(map(_place, questions))
    most = max(len(question.choices) for question in questions)
    chances = [[1 / len(each.choices) for each in questions if place < len(each.choices)] for place in range(most)]
    due = [sum(each) for each in chances]
    place = max(range(most), key=lambda place: seen[place] - due[place])
    if min(due) >= ENOUGH_FOR_SQUARES:
        return place, uneven([seen[each] for each in range(most)], due)
    # Each place could have been the one: what is likely for one is so much likelier for any.
    return place, min(1.0, most * tail(seen[place], chances[place]))


def _place(question: ChoiceQuestion) -> int:
    return next(at for at, choice in enumerate(question.choices) if choice.is_correct)


def _letter(place: int) -> str:
    return chr(ord("A") + place)


RULE = CourseRule(
    name="key-position", severity=Severity.WARNING, manual=__doc__, source=f"{HALADYNA}, guideline 20", check=check
)
