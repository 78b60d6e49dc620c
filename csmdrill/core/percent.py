"""Shares as they are told everywhere: with a blank before the sign, as `83 %`."""

from __future__ import annotations


def percent(share: float, places: int = 0) -> str:
    """Return a share, 0-1, in percent, rounded to some decimal places."""
    return f"{100 * share:.{places}f} %"
