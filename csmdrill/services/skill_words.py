"""What is said of skills in words, the same on the screen and in plain lines."""

from __future__ import annotations

from collections.abc import Mapping

from csmdrill.services.skill_views import NextAct
from csmdrill.services.wording import counted, date_words
from csmdrill.skills.gaps import LEAST_SESSIONS, Bias
from csmdrill.skills.model import Role, State

_COACH: Mapping[State, str] = {
    "UNKNOWN": "not known yet",
    "STALE": "retest",
    "DRIFT": "drifting",
    "IMPROVED": "improved",
    "WATCH": "look again",
    "STEADY": "steady",
}
_SELF: Mapping[State, str] = {
    "DRIFT": "rated lower than at the baseline",
    "IMPROVED": "rated higher than at the baseline",
    "WATCH": "perhaps rated lower",
}

_DOUBT = "Either the skill has slipped, or you have become stricter: a coach's rating would tell."


def state_words(state: State, role: Role) -> str:
    """Return a state in words; of self-ratings, which fall also because one learns, never "drift"."""
    return _SELF.get(state, _COACH[state]) if role == "self" else _COACH[state]


def doubt_words(state: State, role: Role) -> str:
    """Return what else a fall of self-ratings can mean, and what would tell; empty for anything else."""
    return _DOUBT if (state, role) == ("DRIFT", "self") else ""


def shown_state(state: State, role: Role) -> str:
    """Return a state in capitals for a heading; of self-ratings never DRIFT."""
    if role == "self" and state in ("DRIFT", "IMPROVED"):
        return "RATED LOWER" if state == "DRIFT" else "RATED HIGHER"
    return state


def when_words(act: NextAct) -> str:
    """Return from when and by when something is to be done: ` from Sun 29 Nov on, by Fri 4 Dec`; or empty."""
    if act.kind == "nothing":
        return ""
    parts = (
        f" from {date_words(act.day)} on" if act.day is not None else "",
        f" by {date_words(act.by)}" if act.by is not None else "",
    )
    return ",".join(filter(None, parts))


def ahead_words(ahead: int) -> str:
    """Return that benchmarks lie after this day, as where a clock was set back; empty for none."""
    if not ahead:
        return ""
    lies = "benchmark lies" if ahead == 1 else "benchmarks lie"
    return f"{ahead} {lies} after this day and {'does' if ahead == 1 else 'do'} not count yet."


def gap_words(bias: Bias) -> str:
    """Return how one's own ratings lie to the coach's; empty where nothing was rated by both."""
    if bias.mean is None:
        return ""
    seen = counted(bias.sessions, "benchmark")
    if bias.verdict:
        side = "higher" if bias.verdict == "over" else "lower"
        return f"You rate yourself about {abs(bias.shrunk):.1f} points {side} than your coach, over {seen}."
    if bias.sessions < LEAST_SESSIONS:
        return f"{seen} rated by both; from {LEAST_SESSIONS} on it is told whether one of you rates higher."
    return f"Neither of you clearly rates higher, over {seen} rated by both."
