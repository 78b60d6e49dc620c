"""What was measured of a role-play, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from csmdrill.content.duration import clock_text
from csmdrill.services.wording import counted

YOURS, THEIRS = "yours", "the trainee's"

WORDS: Mapping[str, Callable[[float], str]] = {
    "talk_share": lambda value: f"{100 * value:.0f} % of all that was said was {YOURS}",
    "longest_seconds": lambda value: f"at most {value:.0f} s at a stretch",
    "gap_seconds": lambda value: f"answered after {value:.1f} s on average",
    "held": lambda value: f"{counted(round(value), 'silence')} held" if value else "",
    "filled": lambda value: f"{counted(round(value), 'silence')} filled" if value else "",
    "cut_ins": lambda value: f"cut off {counted(round(value), 'time')}" if value else "",
    "longest_pause_seconds": lambda value: f"longest pause {value:.1f} s" if value else "",
}
"""By metric, in the order in which they are told; the others stay figures."""


def metric_words(metrics: Mapping[str, float], to_coach: bool = False) -> str:
    """Return what was measured; of speech aloud its length, of typed words that they count as speech.

    Args:
        metrics: as of `csmdrill.roleplay.transcript`.
        to_coach: it is told to somebody else than whose words they were.
    """
    words = [said for name, tell in WORDS.items() if name in metrics and (said := tell(metrics[name]))]
    if "pauses" in metrics and not metrics.get("estimated"):  # all of it was spoken aloud and marked
        length = clock_text(round(1000 * metrics["speech_seconds"]))
        words.insert(0, f"{'they' if to_coach else 'you'} spoke for {length} in all")
    if words and metrics.get("estimated"):
        words.append("typed words count as speech at 150 a minute")
    told = "; ".join(words)
    return told.replace(YOURS, THEIRS) if to_coach else told
