"""The schedule in the browser against the reference: the package `fsrs`, on ten thousand random histories of reviews."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler
from playwright.sync_api import Browser

from tests.browser.static_server import serving
from tests.conftest import REPOSITORY

HISTORIES = 10_000
START = datetime(2027, 1, 4, 8, tzinfo=UTC)
RUN = """async histories => {
  const { reviewed } = await import('/static/js/core/fsrs.js');
  return histories.map(reviews => {
    let memory = null;
    return reviews.map(([rating, at]) => {
      memory = reviewed(memory, rating, at);
      return [memory.state, memory.stability, memory.difficulty, memory.due];
    });
  });
}"""


def history(number: int) -> list[tuple[int, int]]:
    """Return the ratings of a card and when they were given (milliseconds): minutes, hours, days or months apart."""
    chance = random.Random(number)
    at = round(START.timestamp() * 1000) + chance.randrange(10**9)
    reviews = []
    for _ in range(chance.randint(1, 12)):
        reviews.append((chance.choices((1, 2, 3, 4), (2, 1, 5, 1))[0], at))
        unit = chance.choice((60, 3600, 86_400, 2_592_000))
        at += round(chance.uniform(0.2, 20) * unit) * 1000
    return reviews


def reference(reviews: list[tuple[int, int]]) -> list[tuple[str, float, float, float]]:
    """Return what the package makes of them, after each."""
    scheduler = Scheduler(enable_fuzzing=False)
    card = Card(card_id=1)
    states = []
    for rating, at in reviews:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at)
        card, _ = scheduler.review_card(card, Rating(rating), moment)
        assert card.stability is not None and card.difficulty is not None
        states.append((card.state.name.lower(), card.stability, card.difficulty, card.due.timestamp() * 1000))
    return states


def test_the_schedule_agrees_with_the_reference_on_ten_thousand_histories(browser: Browser) -> None:
    """In the state, the stability, the difficulty and the due date after every one of their reviews."""
    histories = [history(number) for number in range(HISTORIES)]
    with serving(REPOSITORY) as address:
        page = browser.new_page()
        page.goto(address)
        found: list[Any] = page.evaluate(RUN, histories)
        page.close()
    for number, (reviews, ours) in enumerate(zip(histories, found, strict=True)):
        for (state, *numbers), theirs in zip(ours, reference(reviews), strict=True):
            assert state == theirs[0], number
            assert numbers == pytest.approx(theirs[1:], rel=1e-9), number
