"""What was measured of a role-play, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from csmdrill.content.duration import clock_text
from csmdrill.services.wording import counted

WORDS: Mapping[str, Callable[[float], str]] = {
    "talk_share": lambda value: f"{100 * value:.0f} % of all that was said was yours",
    "longest_seconds": lambda value: f"at most {value:.0f} s at a stretch",
    "gap_seconds": lambda value: f"answered after {value:.1f} s on average",
    "held": lambda value: f"{counted(round(value), 'silence')} held" if value else "",
    "filled": lambda value: f"{counted(round(value), 'silence')} filled" if value else "",
    "cut_ins": lambda value: f"cut off {counted(round(value), 'time')}" if value else "",
    "longest_pause_seconds": lambda value: f"longest pause {value:.1f} s" if value else "",
}
"""By metric, in the order in which they are told; the others stay figures."""


def metric_words(metrics: Mapping[str, float]) -> str:
    """Return what was measured; of speech aloud its length, of typed words that they count as speech."""
    words = [told for name, tell in WORDS.items() if name in metrics and (told := tell(metrics[name]))]
    if "pauses" in metrics and not metrics.get("estimated"):  # all of it was spoken aloud and marked
        words.insert(0, f"you spoke for {clock_text(round(1000 * metrics['speech_seconds']))} in all")
    if words and metrics.get("estimated"):
        words.append("typed words count as speech at 150 a minute")
    return "; ".join(words)
