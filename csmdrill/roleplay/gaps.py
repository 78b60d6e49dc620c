"""What it means for an attempt that time went by unnoticed, as when a machine sleeps."""

from __future__ import annotations

from typing import Literal

from csmdrill.content.duration import clock_text
from csmdrill.roleplay.model import Kind

LONGEST_GAP_MS = 30_000
"""A longer gap between two ticks means that the machine slept."""

VOIDED = "does not count: a benchmark is made in one go. It can be made again tomorrow."


def after_gap(kind: Kind, gap_ms: int) -> tuple[Literal["go on", "pause", "void"], str]:
    """Return what a gap between two ticks means for an attempt, and a sentence to say; empty for nothing."""
    if gap_ms <= LONGEST_GAP_MS:
        return "go on", ""
    slept = f"The clock jumped by {clock_text(gap_ms)}, as when a machine sleeps."
    if kind == "benchmark":
        return "void", f"{slept} This attempt {VOIDED}"
    return "pause", f"{slept} Practice is paused."
