"""How topics are named in what a rule says."""

from __future__ import annotations

from collections.abc import Sequence

from lecprep.model import Topic

MOST_NAMED = 6


def named(topics: Sequence[Topic]) -> str:
    """Return a topic with its title; of several, their number and the first of them."""
    if len(topics) == 1:
        return f"the topic {topics[0].id}, {topics[0].title}"
    ids = ", ".join(topic.id for topic in topics[:MOST_NAMED])
    return f"{len(topics)} topics of the syllabus: {ids}{' …' if len(topics) > MOST_NAMED else ''}"
