"""The bank at a glance: what a course has and what it lacks, counted, as text, as JSON and as a page for its authors."""

from lecprep.stats.count import Stats, count
from lecprep.stats.data import as_json
from lecprep.stats.page import BEGINS, as_page
from lecprep.stats.text import as_text

__all__ = ["BEGINS", "Stats", "as_json", "as_page", "as_text", "count"]
