"""What holds of every run, whatever the scenario, the script and the seed: it replays exactly."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.scenario import Scenario
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.engine import Run, begin, replay, take
from csmdrill.roleplay.model import (
    Finished,
    Input,
    Noted,
    Passed,
    Said,
    Speaking,
    decode_log,
    encode_log,
)
from csmdrill.roleplay.scene import Scene, compile_scene

WORDS = ["alpha", "beta", "gamma", "Dana", "Tom", "how", "?", "ten %", "É", "friday"]
PHASES = ["p1", "p2"]
seconds = st.integers(1, 40).map("{}s".format)
texts = st.sampled_from(
    ["Hm.", "(nods)", "{{dana}}: {{trust}}", "You said {{quote.q}}.", "{{tom.role}}, {{value|money}}"]
)


def optional(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=fields)


dos = optional(
    say=texts | st.lists(texts, min_size=1, max_size=3),
    who=st.sampled_from(["dana", "tom"]),
    tag=st.sampled_from(["t1", "t2"]),
    hush=seconds,
    add=st.dictionaries(st.sampled_from(["trust", "given"]), st.integers(-3, 3), max_size=2),
    set=st.dictionaries(st.just("given"), st.integers(-3, 3), max_size=1),
    to=st.sampled_from(PHASES),
    clock=seconds,
    quote=st.just("q"),
    end=st.sampled_from(["won", "lost"]),
)
matches = optional(
    any=st.lists(st.sampled_from(["~a", "beta", "/t[a-z]+ %/"]), min_size=1, max_size=2),
    none=st.just(["gamma"]),
    ask=st.booleans(),
)
common = {
    "in": st.lists(st.sampled_from(PHASES), max_size=1),
    "when": st.sampled_from(["trust >= 1", "given < 2 or value > 5", "trust / given > 0"]),
    "limit": st.integers(1, 3),
    "every": st.booleans(),
}
events = st.one_of(
    st.just({"event": "filled"}),
    st.just({"event": "held"}),
    st.just({"event": "done"}),
    seconds.map(lambda after: {"event": "idle", "after": after}),
    st.tuples(st.integers(5, 8), seconds).map(lambda it: {"event": "long", "words": it[0], "after": it[1]}),
    st.lists(seconds, min_size=1, max_size=3).map(lambda at: {"event": "clock", "at": at, "chance": 0.7}),
    matches.map(lambda match: {"event": "reply", "match": match}),
    st.sampled_from(["dana", "tom"]).map(lambda person: {"event": "reply", "person": person}),
)
rules = st.lists(
    st.tuples(events, optional(**common), dos).map(lambda it: {**it[0], **it[1], "do": it[2]}),
    min_size=1,
    max_size=9,
)


@st.composite
def scenes(draw_from: st.DrawFn) -> Scene:
    """Return a small scenario that could be a file."""
    monologue = draw_from(st.booleans())
    fields = {
        "format": "csmdrill/scenario@1",
        "id": "any",
        "title": "Any",
        "rubric": "any",
        "mode": "monologue" if monologue else "dialogue",
        "timebox": {
            "total": "60s",
            "amber": "40s",
            "red": "50s",
            "grace": "5s",
            "green": "20s" if monologue else None,
        },
        "brief": "-",
        "people": {
            name: {
                "name": {"kind": "pick", "among": [f"{name.title()} Ash", f"{name.title()} Élan"]},
                "role": "CFO",
            }
            for name in ("dana", "tom")
        },
        "facts": {"value": {"kind": "range", "from": 1, "to": 9}},
        "vars": {"trust": 0, "given": 0},
        "concepts": {"a": ["alph*", "/fri(day)?/"]},
        "phases": PHASES,
        "start": draw_from(dos.map(lambda do: {name: each for name, each in do.items() if name != "end"})),
        "rules": [{**rule, "id": f"r{i}"} for i, rule in enumerate(draw_from(rules))],
        "timeout": {"say": "Time.", "end": "lost"},
        "ends": {"won": "pass", "lost": "fail"},
    }
    return compile_scene(msgspec.convert(fields, Scenario))


times = st.integers(0, 70_000)
lines = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
acts = st.lists(
    st.one_of(
        st.builds(Said, times, lines),
        st.builds(Speaking, times, st.booleans()),
        st.builds(Noted, times, lines),
        st.builds(Passed, times),
        st.builds(Finished, times) | st.builds(Said, times, lines),
    ),
    max_size=14,
).map(lambda found: sorted(found, key=lambda act: act.at))
seeds = st.integers(0, 2**31)


def played(scene: Scene, seed: int, inputs: list[Input]) -> Run:
    run = begin(scene, draw(scene, seed))
    for act in inputs:
        run = take(run, act)
    return run


@settings(max_examples=150, deadline=None)
@given(scenes(), seeds, acts)
def test_a_kept_log_replays_to_the_same_events(scene: Scene, seed: int, inputs: list[Input]) -> None:
    run = played(scene, seed, inputs)
    kept = decode_log(encode_log(run.log))
    again = replay(scene, kept.drawn, kept.inputs)
    assert again.events == run.events
    assert again == run or again.log == kept


@settings(max_examples=150, deadline=None)
@given(scenes(), seeds, acts)
def test_a_log_goes_forward_and_ends_once(scene: Scene, seed: int, inputs: list[Input]) -> None:
    run = take(played(scene, seed, inputs), Passed(10**6))
    assert [event.at for event in run.events] == sorted(event.at for event in run.events)
    assert [event.kind for event in run.events].count("end") == 1
    assert run.ended is not None
    assert run.clock <= scene.total + scene.grace


@settings(max_examples=150, deadline=None)
@given(scenes(), seeds, acts, st.lists(times, max_size=30))
def test_looking_at_the_clock_changes_nothing(
    scene: Scene, seed: int, inputs: list[Input], ticks: list[int]
) -> None:
    """The screen looks as often as it likes."""
    ticked = sorted([*inputs, *map(Passed, ticks)], key=lambda act: act.at)
    end = Passed(80_000)
    often, seldom = played(scene, seed, [*ticked, end]), played(scene, seed, [*inputs, end])
    assert often.events == seldom.events
    assert often.inputs == seldom.inputs


@settings(max_examples=150, deadline=None)
@given(scenes(), seeds, acts, times)
def test_a_line_taken_again_begins_with_the_run_before_it(
    scene: Scene, seed: int, inputs: list[Input], at: int
) -> None:
    run = played(scene, seed, [*inputs, Passed(80_000)])
    before = replay(scene, run.drawn, [*(act for act in run.inputs if act.at < at), Passed(max(0, at - 1))])
    assert before.events == tuple(event for event in run.events if event.at < at) or at == 0


@settings(max_examples=100, deadline=None)
@given(scenes(), seeds, acts)
def test_a_run_never_changes_its_past(scene: Scene, seed: int, inputs: list[Input]) -> None:
    runs = [begin(scene, draw(scene, seed))]
    told = [(runs[0].events, msgspec.json.encode(runs[0].state))]
    for act in inputs:
        runs.append(take(runs[-1], act))
        told.append((runs[-1].events, msgspec.json.encode(runs[-1].state)))
    assert [(run.events, msgspec.json.encode(run.state)) for run in runs] == told
