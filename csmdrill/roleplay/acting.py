"""What happens at the table: rules that fit an event fire, and their actions change the state and the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from csmdrill.content.expressions import ExpressionProblem, reckon
from csmdrill.roleplay.cues import Heard, Needs, cut
from csmdrill.roleplay.model import Event, EventKind, Lamp
from csmdrill.roleplay.scene import Action, Scene, SceneRule
from csmdrill.roleplay.wording import Cast

FIRED: Mapping[str, EventKind] = {"idle": "idle", "long": "cut-in", "clock": "squeeze"}
"""The events that are logged only when a rule answers them."""

TIMED_OUT = "timeout"


class Ending(Struct, frozen=True):
    """How a run ended, and whether that is a pass."""

    name: str
    passed: bool


class Setup(Struct, frozen=True):
    """What stays the same during a run.

    Args:
        scene: what is played.
        cast: who plays.
        fill: fills a template with variables and quotes.
        schedule: times in ms at which rules about the clock wait, with the ids of those rules.
    """

    scene: Scene
    cast: Cast
    fill: Callable[[str, Mapping[str, int], Mapping[str, str]], str]
    schedule: tuple[tuple[int, frozenset[str]], ...]


class State(Struct):
    """Where a run is; a run never changes its own, the next one is made from a copy.

    Args:
        over_at, amber_at, red_at: of the clock, ms; a shortened clock moves them.
        phase: the phase.
        vars, quotes: by name.
        fired: how often, by the rule's place in the file.
        at: the virtual clock, ms.
        lamp: its colour.
        clock_next: how many times of the schedule are over.
        hush: since when and until when it would last.
        owed: ms, rule and person of a hush that begins once the trainee has noted what they say now.
        speaking: since when the trainee speaks.
        speech: ms that they have spoken.
        typed: whether they have typed a line.
        unnoted: whether speech stopped and nothing was noted yet.
        quiet: since when nobody spoke.
        idle_upto: ms of quiet that idle rules have answered.
        long_upto: ms of this speech that long rules have answered.
        last_speaker: the id of who spoke last for the scenario.
        ended: how it ended.
    """

    over_at: int
    amber_at: int
    red_at: int
    phase: str
    vars: dict[str, int]
    quotes: dict[str, str]
    fired: list[int]
    at: int = 0
    lamp: Lamp = "green"
    clock_next: int = 0
    hush: tuple[int, int] | None = None
    owed: tuple[int, str, str] | None = None
    speaking: int | None = None
    speech: int = 0
    typed: bool = False
    unnoted: bool = False
    quiet: int = 0
    idle_upto: int = 0
    long_upto: int = 0
    last_speaker: str = ""
    ended: Ending | None = None


class Words(Struct, frozen=True):
    """A line of the trainee: what was heard, whom it names, and to whom it is said."""

    heard: Heard
    named: tuple[str, ...]
    to: str


class Occasion(Struct, frozen=True):
    """What a rule must fit besides phase, count and condition.

    Args:
        event: the kind of rule that is asked.
        words: of `reply` and `filled`, the line; none where only speech began.
        count: of a typed line, how many words.
        after: of silence or speech, after how many ms.
        ids: of the clock, the rules whose time it is.
        to: to whom the trainee speaks, else empty.
    """

    event: str
    words: Words | None = None
    count: int = 0
    after: int = 0
    ids: frozenset[str] = frozenset()
    to: str = ""


class Play:
    """A run in the making: a copy of a state and of a log, changed until it is a run again."""

    __slots__ = ("_numbers", "events", "setup", "state")

    def __init__(self, setup: Setup, state: State, events: list[Event]) -> None:
        self.setup = setup
        self.state = state
        self.events = events
        self._numbers = {**setup.cast.numbers, **state.vars}

    def log(
        self, kind: EventKind, rule: str = "", *, who: str = "", text: str = "", name: str = "",
        value: int | None = None, until: int | None = None, read: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Add to the log what happens now."""
        self.events.append(Event(self.state.at, kind, who, text, name, value, until, rule, read))

    def fire(self, occasion: Occasion) -> bool:
        """Let the first rule that fits act, and each before it that has `every`; return whether one did."""
        state = self.state
        fired = False
        for rule in self._waiting(occasion):
            if not self._fits(rule, occasion):
                continue
            if not fired and occasion.event in FIRED:
                self.log(FIRED[occasion.event], rule.id, who=self._speaker(rule.action, occasion))
            fired = True
            state.fired[rule.index] += 1
            self.act(rule.action, occasion, state.fired[rule.index] - 1, rule.needs)
            if state.ended is not None or not rule.every:
                break
        return fired

    def act(self, action: Action, occasion: Occasion, turn: int = 0, needs: Needs | None = None) -> None:
        """Do what an action says: quote, set, add, tag, clock, to, say, hush, end.

        Args:
            action: of a rule, or of start, timeout or short.
            occasion: why.
            turn: how often it was done before; of several lines, the next one comes.
            needs: what the line had to say, for the quote.
        """
        state = self.state
        if action.quote and occasion.words is not None:
            self._quote(action, needs, occasion.words.heard)
        for name, value in action.put:
            self._count(name, value, action.rule)
        for name, value in action.add:
            self._count(name, state.vars[name] + value, action.rule)
        if action.tag:
            self.log("tag", action.rule, name=action.tag)
        if action.clock is not None:
            self._shorten(action.clock, action.rule)
        if action.to and action.to != state.phase:
            state.phase = action.to
            self.log("phase", action.rule, name=action.to)
        if action.say:
            self._say(action, occasion, turn)
        if action.hush:
            self._hush(action, occasion)
        if action.end:
            self.end(action.end, action.rule)

    def begin_hush(self, ms: int, rule: str, who: str) -> None:
        """Let silence begin now."""
        until = self.state.at + ms
        self.state.hush = (self.state.at, until)
        self.log("hush", rule, who=who, until=until)

    def stop_speech(self) -> None:
        """Let the trainee's speech, if they speak, stop now."""
        state = self.state
        if state.speaking is not None:
            state.speech += state.at - state.speaking
            state.speaking = None
            state.unnoted = True
            self.spoke()
            self.log("spoke", who="you")

    def spoke(self) -> None:
        """Note that somebody spoke until now."""
        self.state.quiet = self.state.at
        self.state.idle_upto = 0

    def end(self, name: str, rule: str) -> None:
        """End the run."""
        self.stop_speech()
        self.state.hush = None
        self.state.ended = Ending(name, self.setup.scene.scenario.ends.get(name) == "pass")
        self.log("end", rule, name=name)

    def run_out(self) -> None:
        """Let time be up, or the trainee leave without a rule that answers."""
        self.act(self.setup.scene.timeout, Occasion("timeout"))
        if self.state.ended is None:
            self.end(TIMED_OUT, TIMED_OUT)

    def _waiting(self, occasion: Occasion) -> tuple[SceneRule, ...]:
        """Return the rules that wait for such an event; of those that wait for a line, what it says fits."""
        scene = self.setup.scene
        if occasion.event == "reply" and occasion.words is not None:
            return scene.replies.to(occasion.words.heard)
        return scene.by_event[occasion.event]

    def _fits(self, rule: SceneRule, occasion: Occasion) -> bool:
        state = self.state
        if rule.phases and state.phase not in rule.phases:
            return False
        if rule.limit is not None and state.fired[rule.index] >= rule.limit:
            return False
        if occasion.event == "reply":
            fits = occasion.words is not None and _is_addressed(rule, occasion.words)
        elif occasion.event == "clock":
            fits = rule.id in occasion.ids
        elif occasion.event == "idle" or occasion.after:
            fits = rule.after == occasion.after
        elif occasion.event == "long":
            fits = rule.words is not None and occasion.count > rule.words
        else:
            fits = True
        return fits and (rule.when is None or self._holds(rule))

    def _holds(self, rule: SceneRule) -> bool:
        if rule.when is None:
            return True
        try:
            return bool(reckon(rule.when, self._numbers))
        except ExpressionProblem:  # a variable became 0 below a fraction's line: no such state, no such rule
            return False

    def _quote(self, action: Action, needs: Needs | None, heard: Heard) -> None:
        kept = needs.words_in(heard) if needs is not None else cut(heard.text)
        self.state.quotes[action.quote] = kept
        self.log("quote", action.rule, name=action.quote, text=kept)

    def _count(self, name: str, value: int, rule: str) -> None:
        if self.state.vars[name] != value:
            self.state.vars[name] = self._numbers[name] = value
            self.log("var", rule, name=name, value=value)

    def _shorten(self, ms: int, rule: str) -> None:
        state = self.state
        until = state.at + ms
        if until >= state.over_at:
            return
        moved = state.over_at - until
        state.over_at = until
        state.amber_at = max(state.at, state.amber_at - moved)
        state.red_at = max(state.at, state.red_at - moved)
        self.log("clock", rule, until=until)

    def _say(self, action: Action, occasion: Occasion, turn: int) -> None:
        state = self.state
        text = self.setup.fill(action.say[turn % len(action.say)], state.vars, state.quotes)
        who = self._speaker(action, occasion)
        self.log("line", action.rule, who=who, text=text)
        if is_seen(text):
            return
        state.last_speaker = who
        state.hush = None  # they broke their own silence: it is neither held nor filled
        if occasion.event != "idle":
            self.spoke()

    def _hush(self, action: Action, occasion: Occasion) -> None:
        if self.state.speaking is not None or self.is_noting:
            self.state.owed = (action.hush, action.rule, self._speaker(action, occasion))
        else:
            self.begin_hush(action.hush, action.rule, self._speaker(action, occasion))

    @property
    def is_noting(self) -> bool:
        """Whether what was said is still being noted; a monologue is noted when it is over."""
        return self.state.unnoted and not self.setup.scene.is_monologue

    def _speaker(self, action: Action, occasion: Occasion) -> str:
        return action.who or occasion.to or self.setup.scene.people[0]


def _is_addressed(rule: SceneRule, words: Words) -> bool:
    return not rule.person or rule.person == words.to or rule.person in words.named


def is_seen(text: str) -> bool:
    """Return whether a stakeholder's line is only seen, `(in brackets)`, and breaks no silence."""
    return text.startswith("(") and text.find(")") == len(text) - 1
