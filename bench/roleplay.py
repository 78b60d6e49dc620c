"""Measure the engine of role-plays against what csmdrill promises.

usage: python -m bench.roleplay [FILE.scenario.yaml]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml

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
ROUNDS = 5
LINES = (
    "Dana, what outcome matters most to you this year?",
    "Our new dashboards are great.",
    "How many days does the close take now?",
    "We could do 10 % if that helps, and I can send you the next steps.",
)


class Row(NamedTuple):
    """One measure: its goal, and whether it is met."""

    name: str
    goal: str
    value: float
    unit: str
    met: bool


def rows(path: Path = SCENARIO) -> list[Row]:
    """Return the measures of the engine.

    Args:
        path: of a scenario of about four minutes, without check errors.
    """
    scenario = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Scenario)
    scene = compile_scene(scenario)
    speed = _events_per_second(scene)
    replayed = _replayed(scene)
    ticked = _ticked(scene)
    matched = max(
        _matched(_words(), _line_of_words()),
        _matched(_patterns(), _line_of_words()),
        _matched(_ends(), _line_of_one_token()),
    )
    checked = _fastest(lambda: verify(scenario), 3)
    return [
        Row("role-play: events", ">= 20,000/s", speed, "/s", speed >= 20_000),
        Row(
            "role-play: an attempt of 4 minutes replayed", "<= 50 ms", replayed * 1e3, "ms", replayed <= 0.05
        ),
        Row("role-play: one look at the clock", "<= 1 ms", ticked * 1e3, "ms", ticked <= 0.001),
        Row("role-play: a reply matched, at worst", "<= 5 ms", matched * 1e3, "ms", matched <= 0.005),
        Row("role-play: a scenario checked, 1,000 players", "<= 1.5 s", checked, "s", checked <= 1.5),
    ]


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
    return events * RUNS / _fastest(lambda: [replay_with(setup, acts) for _ in range(RUNS)])


def _replayed(scene: Scene) -> float:
    drawn = draw(scene, 1)
    acts = _acts(scene)
    return _fastest(lambda: replay(compile_scene(scene.scenario), drawn, acts))


def _ticked(scene: Scene) -> float:
    run = begin(scene, draw(scene, 1))

    def tick() -> None:
        now = run
        for at in range(0, 20_000, 20):
            now = take(now, Passed(at))

    return _fastest(tick) / 1_000


def _matched(terms: Iterable[str], line: str) -> float:
    """Return the seconds that the first hearing of a line takes."""
    cues = Cues({f"c{i}": part for i, part in enumerate(_parted(list(terms), 40))}, {})
    cues.needs(Match(any=["plain"], ask=True))
    fresh = (f"{line[:-4]}{i:4d}" for i in range(1_000))
    cues.hear(next(fresh))
    return _fastest(lambda: cues.hear(next(fresh)), 20)


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


def _fastest(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the seconds of the fastest of several rounds: what the work takes when nothing disturbs it."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def main() -> int:
    """Print each measure; return 1 if one misses its goal."""
    found = rows(Path(sys.argv[1])) if len(sys.argv) > 1 else rows()
    for row in found:
        print(f"{row.name:46} {row.value:12,.2f} {row.unit:3} {row.goal:12} {'met' if row.met else 'MISSED'}")
    return 0 if all(row.met for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
