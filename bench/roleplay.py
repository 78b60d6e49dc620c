"""Measures of the engine of role-plays: events, a replay, the clock, a reply matched, a scenario checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import yaml

from bench.measure import Row, at_least, at_most, usual
from csmdrill.content.scenario import Match, Scenario
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.cues import LONGEST_LINE, Cues
from csmdrill.roleplay.engine import begin, replay, replay_with, setup_of, take
from csmdrill.roleplay.model import Input, Passed, Said
from csmdrill.roleplay.scene import Scene, compile_scene
from csmdrill.roleplay.verify import verify

SCENARIO = Path(__file__).parents[1] / "tests" / "roleplay" / "silent.scenario.yaml"
TERMS = 400
RUNS = 100
LINES = (
    "Dana, what outcome matters most to you this year?",
    "Our new dashboards are great.",
    "How many days does the close take now?",
    "We could do 10 % if that helps, and I can send you the next steps.",
)


def rows(path: Path = SCENARIO) -> Iterator[Row]:
    """Yield the measures of the engine.

    Args:
        path: of a scenario of about four minutes, without check errors.
    """
    scenario = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Scenario)
    scene = compile_scene(scenario)
    matched = max(
        _matched(_words(), _line_of_words()),
        _matched(_patterns(), _line_of_words()),
        _matched(_ends(), _line_of_one_token()),
    )
    yield at_least("role-play: events", 20_000, _events_per_second(scene), "/s")
    yield at_most("role-play: an attempt of 4 minutes replayed", 50, _replayed(scene) * 1e3, "ms")
    yield at_most("role-play: one look at the clock", 1, _ticked(scene) * 1e3, "ms")
    yield at_most("role-play: a reply matched, at worst", 5, matched * 1e3, "ms")
    checked = usual(lambda: verify(scenario), 3)
    yield at_most("role-play: a scenario checked, 1,000 players", 1.5, checked, "s")


def _acts(scene: Scene) -> list[Input]:
    """Return a busy attempt: a line every three seconds until time is up."""
    acts: list[Input] = [
        Said(at, f"{LINES[at // 3_000 % len(LINES)]} {at}") for at in range(3_000, scene.total, 3_000)
    ]
    return [*acts, Passed(scene.total + scene.grace)]


def _events_per_second(scene: Scene) -> float:
    setup = setup_of(scene, draw(scene, 1))
    acts = _acts(scene)
    events = len(replay_with(setup, acts).events)
    return events * RUNS / usual(lambda: [replay_with(setup, acts) for _ in range(RUNS)])


def _replayed(scene: Scene) -> float:
    drawn = draw(scene, 1)
    acts = _acts(scene)
    return usual(lambda: replay(compile_scene(scene.scenario), drawn, acts))


def _ticked(scene: Scene) -> float:
    run = begin(scene, draw(scene, 1))

    def tick() -> None:
        now = run
        for at in range(0, 20_000, 20):
            now = take(now, Passed(at))

    return usual(tick) / 1_000


def _matched(terms: Iterable[str], line: str) -> float:
    """Return the seconds that the first hearing of a line takes."""
    cues = Cues({f"c{i}": part for i, part in enumerate(_parted(list(terms), 40))}, {})
    cues.needs(Match(any=["plain"], ask=True))
    fresh = (f"{line[:-4]}{i:4d}" for i in range(1_000))
    cues.hear(next(fresh))
    return usual(lambda: cues.hear(next(fresh)), 20)


def _words() -> list[str]:
    """Return terms of the dearest kind of words: stems of many lengths that begin alike."""
    return [f"{'con' * (1 + i % 12)}{chr(97 + i % 26)}{'*' if i % 2 else ''} w{i}*" for i in range(TERMS)]


def _patterns() -> list[str]:
    return [f"/\\bw{i} .{{1,8}} (the|a|w[0-9]{{3}}|no) x{i}$/" for i in range(TERMS)]


def _line_of_words() -> str:
    return " ".join(f"conconcon{i % 10} É{i}" for i in range(LONGEST_LINE))[:LONGEST_LINE]


def _ends() -> list[str]:
    """Return terms that all stand at the end of one long token."""
    return [f"/[0-9]+%by.{{{i % 20}}}/" if i % 2 else f"/friday( who)?|x{i}/" for i in range(TERMS)]


def _line_of_one_token() -> str:
    """Return a line of one token that folding makes longer, with what is sought at its end."""
    end = "10%by friday who decides"
    return "ß" * (LONGEST_LINE - len(end) - 4) + end + "    "


def _parted(items: list[str], size: int) -> list[list[str]]:
    return [items[i : i + size] for i in range(0, len(items), size)]
