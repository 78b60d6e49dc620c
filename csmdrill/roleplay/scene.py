"""A scenario made ready to be played: times in ms, rules by event, terms and formulas read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from csmdrill.content.duration import milliseconds
from csmdrill.content.expressions import Expression, parse
from csmdrill.content.scenario import ClockRule, Do, IdleRule, LongRule, ReplyRule, Rule, Scenario
from csmdrill.roleplay.cues import MOST_REMEMBERED, Cues, Heard, Needs

RuleEvent = Literal["reply", "filled", "held", "idle", "long", "clock", "done"]
EVENTS: tuple[RuleEvent, ...] = ("reply", "filled", "held", "idle", "long", "clock", "done")
SHORTEST = 1_000

START, TIMEOUT, SHORT = "start", "timeout", "short"
TOO_SHORT = "too-short"


class Action(Struct, frozen=True):
    """What happens when a rule fires, with its times in ms; the rest is as in `Do`."""

    rule: str
    say: tuple[str, ...]
    who: str
    tag: str
    hush: int
    add: tuple[tuple[str, int], ...]
    put: tuple[tuple[str, int], ...]
    to: str
    clock: int | None
    quote: str
    end: str


class SceneRule(Struct, frozen=True):
    """A rule, read.

    Args:
        index: its place in the file.
        id: its name.
        phases: in which it may fire; without, in all.
        when: a condition.
        limit: how often it may fire.
        every: the search goes on after it.
        needs: of a line, what it must say.
        person: whom the line must address.
        words: more than so many make a line too long.
        after: ms of silence, or of speech.
        action: what happens.
    """

    index: int
    id: str
    phases: frozenset[str]
    when: Expression | None
    limit: int | None
    every: bool
    needs: Needs | None
    person: str
    words: int | None
    after: int | None
    action: Action


class Replies:
    """Finds the rules that may answer a line, in the order of the file; the same line is looked up once.

    What is remembered changes nothing but the time it takes.

    Args:
        rules: those that wait for a line.
    """

    def __init__(self, rules: tuple[SceneRule, ...]) -> None:
        self._rules = rules
        self._known: dict[str, tuple[SceneRule, ...]] = {}

    def to(self, heard: Heard) -> tuple[SceneRule, ...]:
        """Return the rules whose words a line says, whatever phase, count, person and condition want."""
        found = self._known.get(heard.text)
        if found is None:
            found = tuple(rule for rule in self._rules if rule.needs is None or rule.needs.met_by(heard))
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[heard.text] = found
        return found


class Scene(Struct, frozen=True):
    """A scenario, ready to be played.

    Args:
        scenario: as written.
        people: ids, the first first.
        total, amber, red, grace: of the clock, ms.
        green: of a monologue, the least speech in ms; 0 for none.
        spoken: whether it is meant to be said aloud.
        rules: in the order of the file.
        by_event: the same by the event that they wait for.
        replies: finds those among them that wait for what a line says.
        idle_after: all times of `idle` rules in ms, shortest first.
        long_after: all times of `long` rules in ms, shortest first.
        start, timeout: once each.
        short: of a monologue that was ended too soon.
        cues: finds the scenario's terms in a line.
    """

    scenario: Scenario
    people: tuple[str, ...]
    total: int
    amber: int
    red: int
    grace: int
    green: int
    spoken: bool
    rules: tuple[SceneRule, ...]
    by_event: Mapping[str, tuple[SceneRule, ...]]
    replies: Replies
    idle_after: tuple[int, ...]
    long_after: tuple[int, ...]
    start: Action
    timeout: Action
    short: Action
    cues: Cues

    @property
    def is_monologue(self) -> bool:
        """Whether the trainee alone speaks, as in a briefing."""
        return self.scenario.mode == "monologue"

    @property
    def first_phase(self) -> str:
        """The phase it begins in; empty where there is none."""
        return self.scenario.phases[0] if self.scenario.phases else ""


def compile_scene(scenario: Scenario, understood: Mapping[str, str] | None = None) -> Scene:
    """Return a scenario, ready to be played.

    Args:
        scenario: one without check errors.
        understood: by folded line, the concept that a person said it means.

    Raises:
        TermProblem, ExpressionProblem: a term or a condition cannot be read, which `check` would have
            reported.
    """
    cues = Cues(scenario.concepts, understood or {})
    rules = tuple(_rule(rule, index, cues) for index, rule in enumerate(scenario.rules))
    by_event: dict[str, tuple[SceneRule, ...]] = {
        event: tuple(
            rule for rule, written in zip(rules, scenario.rules, strict=True) if _event_of(written) == event
        )
        for event in EVENTS
    }
    box = scenario.timebox
    return Scene(
        scenario=scenario,
        people=tuple(scenario.people),
        total=milliseconds(box.total),
        amber=milliseconds(box.amber),
        red=milliseconds(box.red),
        grace=milliseconds(box.grace),
        green=milliseconds(box.green) if box.green else 0,
        spoken=scenario.mode == "monologue" if scenario.spoken is None else scenario.spoken,
        rules=rules,
        by_event=by_event,
        replies=Replies(by_event["reply"]),
        idle_after=_times(by_event["idle"]),
        long_after=_times(by_event["long"]),
        start=_action(START, scenario.start),
        timeout=_action(TIMEOUT, scenario.timeout),
        short=_action(SHORT, scenario.short or Do(end=TOO_SHORT)),
        cues=cues,
    )


def _rule(rule: Rule, index: int, cues: Cues) -> SceneRule:
    after = rule.after if isinstance(rule, IdleRule | LongRule) else None
    return SceneRule(
        index=index,
        id=rule.id,
        phases=frozenset(rule.phases),
        when=None if rule.when is None else parse(rule.when),
        limit=rule.limit,
        every=rule.every,
        needs=cues.needs(rule.match) if isinstance(rule, ReplyRule) and rule.match else None,
        person=(rule.person or "") if isinstance(rule, ReplyRule) else "",
        words=rule.words if isinstance(rule, LongRule) else None,
        after=None if after is None else max(SHORTEST, milliseconds(after)),
        action=_action(rule.id, rule.do),
    )


def _action(rule: str, do: Do) -> Action:
    return Action(
        rule=rule,
        say=(do.say,) if isinstance(do.say, str) else tuple(do.say or ()),
        who=do.who or "",
        tag=do.tag or "",
        hush=milliseconds(do.hush) if do.hush else 0,
        add=tuple(do.add.items()),
        put=tuple(do.set.items()),
        to=do.to or "",
        clock=None if do.clock is None else milliseconds(do.clock),
        quote=do.quote or "",
        end=do.end or "",
    )


def _times(rules: tuple[SceneRule, ...]) -> tuple[int, ...]:
    return tuple(sorted({rule.after for rule in rules if rule.after is not None}))


def _event_of(rule: Rule) -> str:
    return str(rule.__struct_config__.tag)


def clock_times(rule: ClockRule) -> tuple[int, ...]:
    """Return when a rule about the clock waits to fire, in ms, earliest first."""
    return tuple(sorted({milliseconds(at) for at in rule.at}))
