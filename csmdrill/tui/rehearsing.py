"""The way through a role-play: which screen follows which, and what is kept in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.wording import way_on_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csmdrill.roleplay.model import Input, Kind, Log
    from csmdrill.services.listening import Listener
    from csmdrill.services.rehearsal_views import Reason, Rehearsal, Reveal
    from csmdrill.tui.screens.room import RoomScreen

ON_TODAY = 2
"""How many screens there are where one stands on Today, with nothing in between."""

# The engine and its screens are imported where they are first needed, so that Today need not wait for them.


async def to_brief(
    screen: RoomScreen,
    key: str,
    kind: Kind | None = None,
    seed: int | None = None,
    spoken: bool | None = None,
) -> None:
    """Prepare an attempt and show its brief on top of a screen."""
    from csmdrill.tui.screens.brief import BriefScreen

    try:
        rehearsal = await screen.room.work.rehearse.prepare(key, kind, seed=seed, spoken=spoken)
    except CsmdrillError as error:
        screen.complain(error)
        return
    _go(screen, BriefScreen(rehearsal), on_top=True)


async def to_stage(
    screen: RoomScreen, rehearsal: Rehearsal, predicted: float | None, by_key: bool = False
) -> None:
    """Keep that an attempt begins and open the stage in place of a screen.

    Args:
        screen: that asks for it.
        rehearsal: what is to be played.
        predicted: the rating that one expects of oneself.
        by_key: speech is marked by a key, also where there is a microphone.
    """
    from csmdrill.tui.screens.stage import StageScreen

    try:
        begun = await screen.room.work.rehearse.begin(rehearsal, predicted)
    except CsmdrillError as error:
        screen.complain(error)
        return
    # What has happened before is told by the inputs of what was prepared, not by the store.
    _go(screen, StageScreen(begun, by_key=by_key), on_top=False)


async def go_on(screen: RoomScreen, attempt: str) -> None:
    """Open the stage on top of a screen where a crash broke an attempt off."""
    from csmdrill.tui.screens.stage import StageScreen

    try:
        rehearsal = await screen.room.work.rehearse.resume(attempt)
    except CsmdrillError as error:
        screen.complain(error)
        return
    _go(screen, StageScreen(rehearsal, resumed=True), on_top=True)


async def again_from(screen: RoomScreen, attempt: str, at: int) -> None:
    """Take a line of an attempt again, on top of a screen: all before it is replayed, then it is live."""
    from csmdrill.tui.screens.stage import StageScreen

    work = screen.room.work.rehearse
    try:
        begun = await work.begin(await work.again_from(attempt, at), None)
    except CsmdrillError as error:
        screen.complain(error)
        return
    _go(screen, StageScreen(begun, resumed=True), on_top=True)


async def begin_again(screen: RoomScreen, rehearsal: Rehearsal, by_key: bool) -> None:
    """Forget a run and begin it again, with the same names and facts and the same prediction."""
    work = screen.room.work.rehearse
    seed, spoken = rehearsal.drawn.seed, rehearsal.spoken
    try:
        await work.drop(rehearsal.id)
        fresh = await work.prepare(rehearsal.key, rehearsal.kind, seed=seed, spoken=spoken)
    except CsmdrillError as error:
        screen.complain(error)
        return
    await to_stage(screen, fresh, rehearsal.predicted, by_key)


async def listener(screen: RoomScreen) -> Listener | None:
    """Return what listens to a microphone, None where what it needs is not installed.

    While the library for sound is loaded it sends descriptor 2, to which the screen is drawn, to nowhere for
    a moment; what was drawn then is drawn again.
    """
    found = await screen.room.work.rehearse.listener(screen.room.sound)
    screen.app.refresh(layout=True)
    return found


async def keep(screen: RoomScreen, rehearsal: Rehearsal, inputs: Sequence[Input]) -> None:
    """Keep what was done so far."""
    try:
        await screen.room.work.rehearse.keep(rehearsal, inputs)
    except CsmdrillError as error:
        screen.complain(error)


async def give_up(screen: RoomScreen, rehearsal: Rehearsal, log: Log) -> bool:
    """Forget practice in which nothing was said, or end a benchmark, which does not count then.

    Returns whether that could be done.
    """
    if rehearsal.kind == "benchmark":
        return await finish(screen, rehearsal, log, "left")
    try:
        await screen.room.work.rehearse.drop(rehearsal.id)
    except CsmdrillError as error:
        screen.complain(error)
        return False
    return True


async def finish(screen: RoomScreen, rehearsal: Rehearsal, log: Log, reason: Reason) -> bool:
    """Make an attempt that was not played to its end a fact; returns whether that could be done."""
    try:
        await screen.room.work.rehearse.finish(rehearsal, log, reason)
    except CsmdrillError as error:
        screen.complain(error)
        return False
    return True


def not_rated(rehearsal: Rehearsal) -> str:
    """Return what is told where the program is left with an attempt that is over, but not rated."""
    return f"{rehearsal.scenario.title} is not rated yet. {way_on_words(rehearsal.key)}"


def to_reflection(screen: RoomScreen, rehearsal: Rehearsal, log: Log, reason: Reason) -> None:
    """Ask for one line about an attempt that is over."""
    from csmdrill.tui.screens.reflect import ReflectScreen

    _go(screen, ReflectScreen(rehearsal, log, reason), on_top=False)


async def to_rating(screen: RoomScreen, attempt: str, on_top: bool = False) -> None:
    """Open the self-rating of an attempt."""
    from csmdrill.tui.screens.debrief import DebriefScreen

    work = screen.room.work.rehearse
    try:
        sheet = await work.sheet(attempt)
    except CsmdrillError as error:
        screen.complain(error)
        return
    _go(screen, DebriefScreen(sheet), on_top)


async def to_reveal(screen: RoomScreen, reveal: Reveal, on_top: bool = False) -> None:
    """Show what may be told once an attempt is rated."""
    from csmdrill.tui.screens.reveal import RevealScreen

    try:
        view = await screen.room.work.rehearse.attempt(reveal.attempt)
    except CsmdrillError as error:
        screen.complain(error)
        return
    _go(screen, RevealScreen(reveal, view), on_top)


async def to_replay(screen: RoomScreen, attempt: str) -> None:
    """Show an attempt again, on top of a screen."""
    from csmdrill.tui.screens.replay import ReplayScreen

    try:
        view = await screen.room.work.rehearse.attempt(attempt)
    except CsmdrillError as error:
        screen.complain(error)
        return
    if view.log is None:
        screen.say("What was said in this attempt was erased, so it cannot be replayed.")
        return
    _go(screen, ReplayScreen(view), on_top=True)


def is_station(screen: RoomScreen) -> bool:
    """Return whether what is played on a screen is a station: it is rated after the last of them."""
    from csmdrill.tui.screens.circuit import CircuitScreen

    return any(isinstance(below, CircuitScreen) for below in screen.app.screen_stack)


def leave(screen: RoomScreen, sentence: str = "") -> None:
    """Go back to where the role-play was begun, and say why where there is a reason.

    Whoever named it at the shell goes back to the shell, where the reason is told.
    """
    room = screen.room
    if room.plan.is_for_one_role_play and len(room.screen_stack) == ON_TODAY:
        room.farewell = sentence
        room.exit()
        return
    room.pop_screen()
    from csmdrill.tui.screens.room import RoomScreen

    if sentence and isinstance(room.screen, RoomScreen):
        room.screen.say(sentence)


def _go(screen: RoomScreen, to: RoomScreen, on_top: bool) -> None:
    """Show another screen; nothing happens where the person has gone elsewhere meanwhile."""
    if screen.app.screen is not screen:
        return
    if on_top:
        screen.app.push_screen(to)
    else:
        screen.app.switch_screen(to)
