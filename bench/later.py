"""The clock of a day on which every card of a home is due, as all have been answered long before."""

from __future__ import annotations

from datetime import datetime, timedelta

from csmdrill.core.clock import SystemClock

YEARS = timedelta(days=20 * 365)
"""More than the longest interval that ten answers lead to."""


class LaterClock(SystemClock):
    """The machine's clock, years ahead."""

    def now(self) -> datetime:
        """Return the machine's time, `YEARS` later."""
        return super().now() + YEARS
