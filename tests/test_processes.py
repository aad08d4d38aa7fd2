"""Work in several processes comes out as in one."""

from __future__ import annotations

import os

import pytest

from lecprep.diagnostics import LecprepError
from lecprep.processes import spread


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 25, 100])
def test_results_come_in_the_order_of_the_work(jobs: int, count: int) -> None:
    """However many there are, and however they were dealt."""
    assert spread(lambda number: number * 2, range(count), jobs) == [number * 2 for number in range(count)]


def test_enough_work_is_shared() -> None:
    """And little is not."""
    assert len(set(spread(lambda _: os.getpid(), range(100), 2))) == 2
    assert set(spread(lambda _: os.getpid(), range(10), 2)) == {os.getpid()}


@pytest.mark.parametrize("place", [0, 50, 51])
def test_a_problem_is_raised_whichever_process_met_it(place: int) -> None:
    """With its words; the others end."""

    def work(number: int) -> int:
        if number == place:
            raise LecprepError(f"no {number}")
        return number

    with pytest.raises(LecprepError, match=f"no {place}"):
        spread(work, range(100), 2)


def test_a_process_that_dies_is_missed() -> None:
    """Rather than its part of the site."""
    parent = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != parent:
            os._exit(9)
        return number

    with pytest.raises(LecprepError, match="has ended"):
        spread(work, range(100), 2)
