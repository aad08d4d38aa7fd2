"""Simulate a month of study: `python -m benchmarks.planner`. What is measured, and how, is in README.md."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.browser.static_server import serving

REPOSITORY = Path(__file__).parents[2]
DAYS, STUDENTS = 30, 20
# Cards of the course, cards a day.
SETTINGS = ((150, 20), (150, 40), (300, 20), (300, 40), (600, 40), (600, 60))
# How much the student differs from the model.
SPREADS = (0.0, 0.7)
# Against the rival that introduces all cards in time, the plan may be no worse than this.
AS_GOOD = 0.01
RUN = """async settings => {
  const { compare } = await import('/benchmarks/planner/simulate.js');
  return settings.map(compare);
}"""


def outcomes(settings: list[dict[str, Any]]) -> list[Any]:
    """Return what each of the settings comes to, worked out by the site's own scripts in a browser."""
    path = chromium.find()
    if path is None:
        sys.exit("no Chromium: set CHROMIUM to the path of one")
    with serving(REPOSITORY) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=chromium.arguments())
        page = browser.new_page()
        page.goto(address)
        found: list[Any] = page.evaluate(RUN, settings)
        browser.close()
    return found


def main() -> int:
    """Print a table, and return 1 when the plan exceeds its cap or is not ahead of plain FSRS."""
    is_good = True
    print(
        "| cards | a day | differs | rival | its minutes | plan's | rival, predicted | plan, predicted | rival, truly | plan, truly |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for cards, cap in SETTINGS:
        for spread in SPREADS:
            settings = [
                {"cards": cards, "cap": cap, "days": DAYS, "student": f"student {number}", "spread": spread}
                for number in range(STUDENTS)
            ]
            runs = outcomes(settings)
            for name in ("due", "even"):
                rivals, plans = [run["rivals"][name] for run in runs], [run["plans"][name] for run in runs]

                def mean(them: list[Any], key: str) -> float:
                    return statistics.fmean(each[key] for each in them)

                spent = [statistics.fmean(each["minutes"][-1] for each in them) for them in (rivals, plans)]
                print(
                    f"| {cards} | {cap} | {spread} | {name} | {spent[0]:.0f} | {spent[1]:.0f} "
                    f"| {mean(rivals, 'predicted'):.1%} | {mean(plans, 'predicted'):.1%} "
                    f"| {mean(rivals, 'real'):.1%} | {mean(plans, 'real'):.1%} |"
                )
                is_good &= max(plan["most"] for plan in plans) <= cap
                gain = mean(plans, "predicted") - mean(rivals, "predicted")
                is_good &= gain > 0 if name == "due" else gain > -AS_GOOD
    print("The plan kept to its cap and was ahead." if is_good else "The plan failed.")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
