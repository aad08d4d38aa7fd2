"""All rules of the review, and what runs them. Only a command that reviews, or explains, imports this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lecprep.checks.bank import (
    answers_another_question,
    key_position,
    longest_is_right,
    questions_disagree,
    recurring_distractor,
    repeated_question,
    topic_not_asked,
    topic_not_taught,
    topic_outweighs_questions,
)
from lecprep.checks.rule import (
    AnyRule,
    ChoiceRule,
    CourseRule,
    Finding,
    LectureRule,
    QuestionRule,
    located,
)
from lecprep.checks.writing import (
    absolute_words_in_distractors,
    all_of_the_above,
    blank_in_the_middle,
    choice_about_choices,
    combined_statements,
    duplicate_choices,
    explanation_names_a_letter,
    grammar_gives_key_away,
    key_repeats_the_question,
    long_question,
    longest_choice_is_correct,
    negative_stem,
    none_of_the_above,
    numbers_out_of_order,
    odd_one_out,
    overlapping_choices,
    question_asks_nothing,
    reading,
    true_or_false_in_disguise,
)
from lecprep.diagnostics import Diagnostic
from lecprep.model import Course, Lecture, MultipleChoice, Question, SingleChoice

# By what they look at, then by how much they matter: the order of the manual.
RULES: tuple[AnyRule, ...] = (
    # one question, by itself: errors, warnings, hints
    *reading.RULES,
    all_of_the_above.RULE,
    none_of_the_above.RULE,
    blank_in_the_middle.RULE,
    numbers_out_of_order.RULE,
    longest_choice_is_correct.RULE,
    absolute_words_in_distractors.RULE,
    grammar_gives_key_away.RULE,
    duplicate_choices.RULE,
    overlapping_choices.RULE,
    explanation_names_a_letter.RULE,
    choice_about_choices.RULE,
    negative_stem.RULE,
    key_repeats_the_question.RULE,
    combined_statements.RULE,
    question_asks_nothing.RULE,
    true_or_false_in_disguise.RULE,
    odd_one_out.RULE,
    long_question.RULE,
    # the whole bank
    key_position.RULE,
    longest_is_right.RULE,
    recurring_distractor.RULE,
    repeated_question.RULE,
    questions_disagree.RULE,
    answers_another_question.RULE,
    topic_not_taught.RULE,
    topic_not_asked.RULE,
    topic_outweighs_questions.RULE,
)

BY_NAME: Mapping[str, AnyRule] = {rule.name: rule for rule in RULES}

_CHOICE_RULES = tuple(rule for rule in RULES if isinstance(rule, ChoiceRule))
_QUESTION_RULES = tuple(rule for rule in RULES if isinstance(rule, QuestionRule))
_LECTURE_RULES = tuple(rule for rule in RULES if isinstance(rule, LectureRule))
_COURSE_RULES = tuple(rule for rule in RULES if isinstance(rule, CourseRule))


def review_lecture(lecture: Lecture, text: str) -> tuple[Diagnostic, ...]:
    """Return what the rules for questions and for lectures have to say about a lecture that was read from a text."""
    lines = text.split("\n")
    found = [diagnostic for question in lecture.questions for diagnostic in _review_question(question, lines)]
    found += [
        rule.diagnostic(located(finding, lines, finding.span.line, len(lines)))
        for rule in _LECTURE_RULES
        for finding in rule.check(lecture)
    ]
    return tuple(found)


def review_course(course: Course) -> Iterator[tuple[Diagnostic, ...]]:
    """Yield what each rule for the whole has to say about a course, rule by rule, so that one may stop in between."""
    for rule in _COURSE_RULES:
        yield tuple(rule.diagnostic(finding) for finding in rule.check(course))


def _review_question(question: Question, lines: list[str]) -> Iterator[Diagnostic]:
    for rule, findings in _findings(question):
        for finding in findings:
            # The heading of a question may hold the words, too, and says nothing.
            begin = finding.span.line + (finding.span == question.span)
            yield rule.diagnostic(located(finding, lines, begin, question.last_line))


def _findings(question: Question) -> Iterator[tuple[AnyRule, Iterable[Finding]]]:
    for rule in _QUESTION_RULES:
        yield rule, rule.check(question)
    if isinstance(question, SingleChoice | MultipleChoice):
        for choice_rule in _CHOICE_RULES:
            yield choice_rule, choice_rule.check(question)
