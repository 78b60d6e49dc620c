"""What the clock alone brings: lamp, end of silence, planned pressure, long speech, idleness, the end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from csmdrill.roleplay.acting import Occasion, Play, State
from csmdrill.roleplay.model import Lamp

LAMPS: tuple[Lamp, ...] = ("green", "amber", "red", "over")
_RANK: Mapping[Lamp, int] = {lamp: rank for rank, lamp in enumerate(LAMPS)}

LAMP, HUSH, CLOCK, LONG, IDLE, CLOSE = range(6)
"""What falls due at the same ms happens in this order."""


def next_due(play: Play) -> tuple[int, int]:
    """Return when the clock alone makes something happen next, in ms, and what."""
    state, setup = play.state, play.setup
    due = [(state.over_at + setup.scene.grace, CLOSE)]
    if state.lamp != "over":
        due.append((_lamp_at(state), LAMP))
    if state.clock_next < len(setup.schedule):
        due.append((setup.schedule[state.clock_next][0], CLOCK))
    if state.speaking is not None:
        after = _following(setup.scene.long_after, state.long_upto)
        if after is not None:
            due.append((state.speaking + after, LONG))
    elif state.hush is not None:
        due.append((state.hush[1], HUSH))
    elif not play.is_noting:
        after = _following(setup.scene.idle_after, state.idle_upto)
        if after is not None:
            due.append((state.quiet + after, IDLE))
    return min(due)


def run_until(play: Play, at: int) -> None:
    """Let happen what falls due up to `at` ms, in order of time, and set the clock there."""
    state = play.state
    while state.ended is None:
        when, what = next_due(play)
        if when > at:
            break
        state.at = max(state.at, when)
        _HAPPENS[what](play)
    if state.ended is None:
        state.at = max(state.at, at)


def _lamp_at(state: State) -> int:
    turns = (state.amber_at, state.red_at, state.over_at)[_RANK[state.lamp] :]
    return min(turns)


def _lamp(play: Play) -> None:
    state = play.state
    if state.at >= state.over_at:
        state.lamp = "over"
    else:
        state.lamp = "red" if state.at >= state.red_at else "amber"
    play.log("lamp", name=state.lamp)


def _hush(play: Play) -> None:
    play.state.hush = None
    play.spoke()
    play.log("held")
    play.fire(Occasion("held"))


def _clock(play: Play) -> None:
    _, ids = play.setup.schedule[play.state.clock_next]
    play.state.clock_next += 1
    play.fire(Occasion("clock", ids=ids))


def _long(play: Play) -> None:
    after = _following(play.setup.scene.long_after, play.state.long_upto) or 0
    play.state.long_upto = after
    play.fire(Occasion("long", after=after))


def _idle(play: Play) -> None:
    after = _following(play.setup.scene.idle_after, play.state.idle_upto) or 0
    play.state.idle_upto = after
    play.fire(Occasion("idle", after=after))


def _close(play: Play) -> None:
    play.run_out()


def _following(times: tuple[int, ...], upto: int) -> int | None:
    place = bisect_right(times, upto)
    return times[place] if place < len(times) else None


_HAPPENS = (_lamp, _hush, _clock, _long, _idle, _close)
