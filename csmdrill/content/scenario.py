"""The models of a scenario file: people, clock, concepts and rules, and the source of the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from csmdrill.content.competency import Competency, Department, Philosophy
from csmdrill.content.deck import Fact, FakeFact, Formula, Id, Line, Name, PickFact, Text
from csmdrill.content.duration import Duration

FORMAT = "csmdrill/scenario@1"

Words = Annotated[str, Meta(min_length=1, max_length=600)]
Term = Annotated[str, Meta(min_length=1, max_length=200)]
Key = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*$", max_length=130)]
Outcome = Literal["pass", "fail"]
Mode = Literal["dialogue", "monologue"]

Says = (
    Annotated[str, Meta(min_length=1, max_length=600)]
    | Annotated[list[Words], Meta(min_length=1, max_length=12)]
)
"""A line, or several that take turns each time the rule fires."""


class Timebox(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The clock of a scenario, in time from its start.

    Args:
        total: when time is up.
        amber: when the lamp turns amber.
        red: when the lamp turns red.
        grace: after `total`, in which a sentence may still be finished; then the timeout comes.
        green: of a monologue, the least that must be spoken; ending before it is too short and fails.
    """

    total: Duration
    amber: Duration
    red: Duration
    grace: Duration = "10s"
    green: Duration | None = None


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody at the table.

    Args:
        name: how the full name is drawn; texts say `{{id}}` for the first name, `{{id.name}}` for all of it.
        role: as the brief and the stage show it.
        wants: what they want for themselves; part of the seat's confidential sheet.
        floor: the least they would settle for; part of the sheet.
    """

    name: FakeFact | PickFact
    role: Line
    wants: Annotated[str, Meta(max_length=400)] = ""
    floor: Annotated[str, Meta(max_length=400)] = ""


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a line must say; every key that is given must hold.

    A term is `~concept`, whole words with `stem*`, or `/RE2 pattern/`; case and accents are folded.

    Args:
        any: at least one of these.
        all: each of these.
        none: not one of these.
        ask: whether the line must be a question, or must not.
    """

    any: Annotated[list[Term], Meta(min_length=1, max_length=40)] | None = None
    all: Annotated[list[Term], Meta(min_length=1, max_length=40)] | None = None
    none: Annotated[list[Term], Meta(min_length=1, max_length=40)] | None = None
    ask: bool | None = None


class Do(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What happens when a rule fires, in this order: quote, set, add, tag, clock, to, say, hush, end.

    Args:
        say: what a stakeholder says; several lines take turns. `(in brackets)` is seen, not heard.
        who: the person who says it; without, the one who was addressed, else the first.
        tag: evidence for the debrief, never points.
        hush: the stakeholder falls silent for so long; holding it and filling it are events.
        add: to variables.
        set: variables to values.
        to: the phase that follows.
        clock: so much time is left from now; it never lengthens.
        quote: keeps the matched words of the line under a name, to be thrown back as `{{quote.name}}`.
        end: ends the scenario; one of `ends`.
    """

    say: Says | None = None
    who: Id | None = None
    tag: Id | None = None
    hush: Duration | None = None
    add: Annotated[dict[Name, int], Meta(max_length=8)] = {}
    set: Annotated[dict[Name, int], Meta(max_length=8)] = {}
    to: Id | None = None
    clock: Duration | None = None
    quote: Name | None = None
    end: Id | None = None


class RuleFields(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"phases": "in"}
):
    """What every rule may carry; the first that fits an event fires.

    Args:
        id: the rule's name.
        phases: in which it may fire; without, in all.
        when: a condition over the variables and the facts that are numbers.
        limit: how often it may fire; a rule about the clock or idleness fires once per time unless given.
        every: it fires and the search goes on, so that another rule answers too.
        do: what happens.
    """

    id: Id
    phases: list[Id] = []
    when: Formula | None = None
    limit: Annotated[int, Meta(ge=1, le=99)] | None = None
    every: bool = False
    do: Do


class ReplyRule(RuleFields, frozen=True, kw_only=True, tag="reply", tag_field="event"):
    """The trainee sent a line, or finished speaking and noted it.

    Args:
        match: what the line must say; without, any line.
        person: the line must address this person by name, or nobody after this person spoke last.
    """

    match: Match | None = None
    person: Id | None = None


class FilledRule(RuleFields, frozen=True, kw_only=True, tag="filled", tag_field="event"):
    """A line was sent, or speech began, inside a hush; the same line then fires `reply` too."""


class HeldRule(RuleFields, frozen=True, kw_only=True, tag="held", tag_field="event"):
    """A hush passed in silence."""


class IdleRule(RuleFields, frozen=True, kw_only=True, tag="idle", tag_field="event"):
    """Nobody spoke for `after`, outside a hush."""

    after: Duration


class LongRule(RuleFields, frozen=True, kw_only=True, tag="long", tag_field="event"):
    """One sent line has more than `words`, or speech went on for `after` without a pause: a cut-in."""

    words: Annotated[int, Meta(ge=5, le=500)] | None = None
    after: Duration | None = None


class ClockRule(RuleFields, frozen=True, kw_only=True, tag="clock", tag_field="event"):
    """A time from the start has come.

    Args:
        at: the times.
        chance: share of runs, drawn before the start, in which it happens.
    """

    at: Annotated[list[Duration], Meta(min_length=1, max_length=12)]
    chance: Annotated[float, Meta(gt=0, le=1)] = 1.0


class DoneRule(RuleFields, frozen=True, kw_only=True, tag="done", tag_field="event"):
    """The trainee says that they are through: the end of a monologue, or of a call they close themselves."""


Rule = ReplyRule | FilledRule | HeldRule | IdleRule | LongRule | ClockRule | DoneRule


class ScriptLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One act of a script, at a time from the start: a line sent, speech noted as `say`, or done.

    Args:
        at: when the line is sent, or speech begins.
        say: the words; `{{id}}` or a person's id stands for the drawn first name.
        until: when speech ends; without, the line is typed.
        done: the trainee says that they are through.
    """

    at: Duration
    say: Annotated[str, Meta(max_length=4000)] = ""
    until: Duration | None = None
    done: bool = False


class Expect(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"missing": "not"},
):
    """What a test expects of a run.

    Args:
        tags: that must be given.
        missing: tags that must not.
        end: how it must end.
        vars: values at the end.
        says: pieces of what stakeholders must have said.
    """

    tags: list[Id] = []
    missing: list[Id] = []
    end: Id | None = None
    vars: dict[Name, int] = {}
    says: list[Words] = []


class ScenarioTest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A script that is played against the scenario by `check`, and what must come of it."""

    name: Line
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 1
    script: Annotated[list[ScriptLine], Meta(max_length=60)] = []
    expect: Expect


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A run that is shown after the rating: how it may go well, or badly, and what made the difference."""

    script: Annotated[list[ScriptLine], Meta(min_length=1, max_length=60)]
    note: Text
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 1


class Examples(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A strong and a weak run."""

    strong: Example | None = None
    weak: Example | None = None


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pressure drill.

    Args:
        format: always `csmdrill/scenario@1`.
        id: the scenario's name within its pack.
        title: shown in lists and above the stage.
        rubric: by which it is rated, `rubric` of the same pack or `pack/rubric`; with its competency.
        also: competencies that steer the choice, but get no score.
        mode: a dialogue, or a monologue such as a briefing.
        spoken: said aloud, with a key that marks start and stop, or typed; by default a monologue is spoken.
        difficulty: 1 easy to 3 hard.
        benchmark: reserved: never offered for practice.
        seat: best with a coach in the stakeholder's seat.
        philosophies, departments, segment, tags, level, owner, source: as of a card or deck.
        timebox: the clock.
        brief: what the trainee knows before; at most 120 words. A template.
        train: the criterion of the rubric that practice asks to rate.
        people: by id; the first speaks where nobody is named.
        facts, let: drawn from the seed, as of a case card; texts show them.
        vars: whole numbers that rules count in, with their values at the start.
        show: a line about variables that the stage keeps in sight, like `conceded {{given|money}}`.
        concepts: lists of terms by name; they may not name other concepts.
        titles: by concept, how it is called where a line is said to have been understood so; see `title_of`.
        phases: in their order; the first is where it begins.
        start: what happens first.
        rules: in order of precedence.
        timeout: when the grace is over.
        short: of a monologue, when it is ended before `green`.
        ends: by name, whether that is a pass.
        paraphrases: by concept, ways to say it that the rules were not written for.
        tests: played by `check`.
        examples: shown after the rating.
    """

    format: Literal["csmdrill/scenario@1"]
    id: Id
    title: Line
    rubric: Key
    also: list[Competency] = []
    mode: Mode = "dialogue"
    spoken: bool | None = None
    difficulty: Annotated[int, Meta(ge=1, le=3)] = 2
    benchmark: bool = False
    seat: bool = False
    philosophies: list[Philosophy] = []
    departments: list[Department] = []
    segment: Id | None = None
    tags: list[Id] = []
    level: Annotated[int, Meta(ge=1, le=3)] = 1
    owner: Annotated[str, Meta(max_length=120)] = ""
    source: Annotated[str, Meta(max_length=400)] = ""
    timebox: Timebox
    brief: Text
    train: Id | None = None
    people: Annotated[dict[Name, Person], Meta(min_length=1, max_length=6)]
    facts: Annotated[dict[Name, Fact], Meta(max_length=20)] = {}
    let: Annotated[dict[Name, Formula], Meta(max_length=20)] = {}
    vars: Annotated[dict[Name, int], Meta(max_length=12)] = {}
    show: Annotated[str, Meta(max_length=120)] = ""
    concepts: Annotated[
        dict[Name, Annotated[list[Term], Meta(min_length=1, max_length=60)]], Meta(max_length=30)
    ] = {}
    titles: Annotated[dict[Name, Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=30)] = {}
    phases: Annotated[list[Id], Meta(max_length=12)] = []
    start: Do
    rules: Annotated[list[Rule], Meta(min_length=1, max_length=80)]
    timeout: Do
    short: Do | None = None
    ends: Annotated[dict[Id, Outcome], Meta(min_length=1, max_length=12)]
    paraphrases: Annotated[dict[Name, Annotated[list[Line], Meta(max_length=60)]], Meta(max_length=30)] = {}
    tests: Annotated[list[ScenarioTest], Meta(max_length=40)] = []
    examples: Examples = Examples()


def title_of(scenario: Scenario, concept: str) -> str:
    """Return what a concept is called in front of people: its title, else its name in plain words."""
    return scenario.titles.get(concept) or concept.replace("_", " ")
