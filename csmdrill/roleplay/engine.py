"""The event machine of a role-play: acts go in, a run with its log comes out; equal acts, equal log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from csmdrill.roleplay.acting import Ending, Occasion, Play, Setup, State, Words
from csmdrill.roleplay.clockwork import next_due, run_until
from csmdrill.roleplay.cues import clean, named_in
from csmdrill.roleplay.model import (
    YOU,
    Drawn,
    Event,
    Finished,
    Input,
    Lamp,
    Log,
    Noted,
    Passed,
    Said,
    Speaking,
)
from csmdrill.roleplay.scene import START, TOO_SHORT, Scene
from csmdrill.roleplay.wording import cast_of, speaker_of


class Run(Struct, frozen=True):
    """A run as far as it has come.

    Args:
        setup: scene and cast.
        state: where it is; only read it.
        inputs: what was done, in order of time; of mere waiting only how long the last one was.
        events: what happened, in order of time.
    """

    setup: Setup
    state: State
    inputs: tuple[Input, ...]
    events: tuple[Event, ...]

    @property
    def scene(self) -> Scene:
        """What is played."""
        return self.setup.scene

    @property
    def drawn(self) -> Drawn:
        """What chance decided before the start."""
        return self.setup.cast.drawn

    @property
    def log(self) -> Log:
        """The whole run, to be kept."""
        return Log(drawn=self.drawn, inputs=self.inputs, events=self.events)

    @property
    def clock(self) -> int:
        """The virtual clock, ms from the start."""
        return self.state.at

    @property
    def ended(self) -> Ending | None:
        """How it ended, if it did."""
        return self.state.ended

    @property
    def next_at(self) -> int | None:
        """When the clock alone makes something happen, in ms; None after the end."""
        return None if self.ended else next_due(Play(self.setup, self.state, []))[0]

    @property
    def lamp(self) -> Lamp:
        """The colour of the lamp."""
        return self.state.lamp

    @property
    def over_at(self) -> int:
        """When time is up, shortenings included, ms from the start."""
        return self.state.over_at

    @property
    def closes_at(self) -> int:
        """When the grace is over and the timeout comes, ms from the start."""
        return self.state.over_at + self.scene.grace

    @property
    def hush(self) -> tuple[int, int] | None:
        """A silence that is on: since when, and until when it would last."""
        return self.state.hush

    @property
    def speaking(self) -> int | None:
        """Since when the trainee speaks."""
        return self.state.speaking

    @property
    def speech(self) -> int:
        """How many ms they have spoken until now."""
        return self.state.speech + (0 if self.speaking is None else self.clock - self.speaking)

    @property
    def is_noting(self) -> bool:
        """Whether speech stopped and its note is awaited; it is taken even after the end."""
        return self.state.unnoted

    @property
    def last_speaker(self) -> str:
        """The id of who spoke last for the scenario; empty before."""
        return self.state.last_speaker

    @property
    def phase(self) -> str:
        """The phase; empty where there is none."""
        return self.state.phase

    @property
    def vars(self) -> Mapping[str, int]:
        """The variables."""
        return self.state.vars

    @property
    def ledger(self) -> str:
        """The line that the stage keeps in sight; empty where there is none."""
        return self.setup.fill(self.scene.scenario.show, self.state.vars, self.state.quotes)

    @property
    def fired(self) -> Mapping[str, int]:
        """How often each rule has fired, by its id."""
        return {rule.id: self.state.fired[rule.index] for rule in self.scene.rules}


def begin(scene: Scene, drawn: Drawn) -> Run:
    """Return a run at its start, with what happens first."""
    return begin_with(setup_of(scene, drawn))


def take(run: Run, act: Input) -> Run:
    """Return the run after one more act; first comes what fell due until then.

    A clock that went back counts as standing still. Text is made safe and cut. After the end nothing counts
    but the note of a speech that the end cut off.

    Args:
        run: before.
        act: with its time in ms from the start.
    """
    if run.ended is None and isinstance(act, Passed) and act.at < (run.next_at or 0):
        at = max(act.at, run.clock)
        return Run(
            run.setup,
            msgspec.structs.replace(run.state, at=at),
            (*_acts(run.inputs), Passed(at)),
            run.events,
        )
    play = Play(run.setup, _copy(run.state), list(run.events))
    inputs = list(run.inputs)
    _take(play, inputs, act)
    return Run(run.setup, play.state, tuple(inputs), tuple(play.events))


def replay(scene: Scene, drawn: Drawn, inputs: Iterable[Input]) -> Run:
    """Return the run that the same acts give again, event by event."""
    return replay_with(setup_of(scene, drawn), inputs)


def setup_of(scene: Scene, drawn: Drawn) -> Setup:
    """Return what stays the same during a run; many runs may share it."""
    cast = cast_of(scene.scenario, drawn)
    return Setup(scene, cast, speaker_of(cast), schedule_of(drawn.clock))


def schedule_of(clock: Mapping[str, Sequence[int]]) -> tuple[tuple[int, frozenset[str]], ...]:
    """Return the times in ms at which rules about the clock wait, earliest first, with their ids.

    Args:
        clock: times by the rule's id, as drawn.
    """
    waiting: dict[int, set[str]] = {}
    for rule, times in clock.items():
        for at in times:
            waiting.setdefault(at, set()).add(rule)
    return tuple((at, frozenset(ids)) for at, ids in sorted(waiting.items()))


def begin_with(setup: Setup) -> Run:
    """Return the same as `begin`."""
    play = _opened(setup)
    return Run(setup, play.state, (), tuple(play.events))


def replay_with(setup: Setup, inputs: Iterable[Input]) -> Run:
    """Return the same as `replay`."""
    play = _opened(setup)
    taken: list[Input] = []
    for act in inputs:
        _take(play, taken, act)
    return Run(setup, play.state, tuple(taken), tuple(play.events))


def _opened(setup: Setup) -> Play:
    scene = setup.scene
    state = State(
        over_at=scene.total,
        amber_at=scene.amber,
        red_at=scene.red,
        phase=scene.first_phase,
        vars=dict(scene.scenario.vars),
        quotes={},
        fired=[0] * len(scene.rules),
    )
    play = Play(setup, state, [])
    play.act(scene.start, Occasion(START))
    run_until(play, 0)
    return play


def _copy(state: State) -> State:
    return msgspec.structs.replace(
        state, vars=dict(state.vars), quotes=dict(state.quotes), fired=list(state.fired)
    )


def _take(play: Play, inputs: list[Input], act: Input) -> None:
    """Do one act, and add it to those that were done."""
    state = play.state
    was_on = state.ended is None
    if was_on:
        run_until(play, act.at)
    if state.ended is not None:
        if isinstance(act, Noted) and state.unnoted:
            _keep(inputs, _as_kept(act, state.at))
            _note_late(play, clean(act.text))
        elif was_on:
            _keep(inputs, Passed(state.at))
        return
    act = _as_kept(act, state.at)
    _keep(inputs, act)
    _DO[type(act)](play, act)
    if state.ended is None:
        run_until(play, state.at)


def _as_kept(act: Input, at: int) -> Input:
    """Return an act with the time at which it took place, and its text made safe."""
    if isinstance(act, Said | Noted):
        return type(act)(at, clean(act.text))
    return Speaking(at, act.on) if isinstance(act, Speaking) else type(act)(at)


def _acts(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """Return acts without a mere waiting at their end."""
    kept = tuple(inputs)
    return kept[:-1] if kept and isinstance(kept[-1], Passed) else kept


def _keep(inputs: list[Input], act: Input) -> None:
    if inputs and isinstance(inputs[-1], Passed):
        inputs.pop()
    inputs.append(act)


def _say(play: Play, act: Said) -> None:
    if not act.text:
        return
    state = play.state
    filled = state.hush is not None
    if filled:
        play.log("filled")
        state.hush = None
    words = _heard(play, act.text)
    state.typed = True
    state.unnoted = False
    if filled:
        play.fire(Occasion("filled", words=words, to=words.to))
    _answer(play, words, len(words.heard.text.split()))


def _note(play: Play, act: Noted) -> None:
    state = play.state
    state.unnoted = False
    words = _heard(play, act.text) if act.text else None
    _pay_hush(play)
    if words is not None:
        _answer(play, words, 0)


def _answer(play: Play, words: Words, count: int) -> None:
    """Let the scenario answer a line: cut in if it is long, then reply."""
    if play.state.ended is None and count:
        play.fire(Occasion("long", words=words, count=count, to=words.to))
    if play.state.ended is None:
        play.fire(Occasion("reply", words=words, to=words.to))


def _heard(play: Play, text: str) -> Words:
    """Log a line of the trainee; return what is heard."""
    heard = play.setup.scene.cues.hear(text)
    named = named_in(heard.words, play.setup.cast.names)
    play.spoke()
    play.log("you", who=YOU, text=heard.text, read=(*heard.concepts, *named))
    return Words(heard, named, named[0] if named else _listener(play))


def _note_late(play: Play, text: str) -> None:
    """Log what was said when the end came; nobody answers it."""
    play.state.unnoted = False
    if text:
        _heard(play, text)


def _listener(play: Play) -> str:
    return play.state.last_speaker or play.setup.scene.people[0]


def _speak(play: Play, act: Speaking) -> None:
    if act.on and play.state.speaking is None:
        _start_speech(play)
    elif not act.on and play.state.speaking is not None:
        play.stop_speech()
        if not play.is_noting:
            _pay_hush(play)


def _start_speech(play: Play) -> None:
    state = play.state
    filled = state.hush is not None
    state.hush = None
    state.speaking = state.at
    state.long_upto = 0
    play.log("speaking", who=YOU)
    if filled:
        play.log("filled")
        play.fire(Occasion("filled", to=_listener(play)))


def _pay_hush(play: Play) -> None:
    """Let a silence begin that a rule asked for while the trainee spoke."""
    owed, play.state.owed = play.state.owed, None
    if owed is not None:
        play.begin_hush(*owed)


def _finish(play: Play, _: Finished) -> None:
    scene, state = play.setup.scene, play.state
    play.stop_speech()
    if scene.is_monologue and _spoken(state) < scene.green:
        play.act(scene.short, Occasion("short"))
        if state.ended is None:
            play.end(TOO_SHORT, "short")
        return
    answered = play.fire(Occasion("done", to=_listener(play)))
    if state.ended is None and (scene.is_monologue or not answered):
        play.run_out()


def _spoken(state: State) -> int:
    """Return ms of a monologue: of speech, or where only lines were typed, from the start."""
    return state.at if state.typed and not state.speech else state.speech


def _pass(_play: Play, _act: Passed) -> None:
    """Do nothing: what fell due has happened."""


_DO: Mapping[type, Callable[[Play, Any], None]] = {
    Said: _say,
    Noted: _note,
    Speaking: _speak,
    Finished: _finish,
    Passed: _pass,
}
