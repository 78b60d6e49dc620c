"""A year of practice at a glance: a column a week, a shade a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content
from textual.widgets import Static

from csmdrill.services.charts import SHADES, heat_rows, month_row

WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
STYLES = dict(zip(SHADES, ("dim", "$accent 60%", "$accent 75%", "$accent 90%", "$accent"), strict=True))


class Heatmap(Static):
    """Seven rows of days below the names of the months; a fuller sign is a fuller day."""

    def show(self, first: date, year: Sequence[int]) -> None:
        """Draw the answers of each day; the first is a Monday."""
        rows = [Content.styled(f"    {month_row(first, len(year))}", "dim")]
        rows += [
            Content.assemble((f"{name:<4}", "dim"), *((mark, STYLES[mark]) for mark in days))
            for name, days in zip(WEEKDAYS, heat_rows(year), strict=True)
        ]
        self.update(Content("\n").join(rows))
