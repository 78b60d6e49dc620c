"""All of chance in a role-play, drawn before its start: names, facts, and what the clock will bring."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from csmdrill.content.deck import Case, FakeFact, FakeOf, NumberAnswer, PickFact
from csmdrill.content.scenario import ClockRule, Person, Scenario
from csmdrill.core.text import fold
from csmdrill.practice.cases import draw as draw_case
from csmdrill.practice.cases import seeded
from csmdrill.roleplay.model import Drawn
from csmdrill.roleplay.scene import Scene, clock_times
from csmdrill.roleplay.wording import first_name

TRIES = 40
DAY = "2026-01-05"
SPARE = ("Ingrid", "Tobias", "Leila", "Marek", "Noemi", "Viktor")

AMBIGUOUS = frozenset(
    {"april", "art", "august", "autumn", "bill", "billy", "bob", "chance", "chase", "chuck", "dawn", "dean"}
    | {"drew", "earnest", "faith", "frank", "gene", "grace", "grant", "harmony", "hope", "jack", "joy"}
    | {"june", "lance", "mark", "may", "miles", "norm", "pat", "price", "reed", "rich", "rob", "rose", "sky"}
    | {"star", "sterling", "sue", "summer", "trinity", "victor", "will", "christian", "angel", "destiny"}
)
"""First names that are also words of a talk: in `Will you sign?` nobody is addressed."""


STAND_INS: Mapping[FakeOf, tuple[str, ...]] = {
    "company": ("Arden Works", "Bellmoor Group", "Castell Foods", "Dunmore Energy"),
    "name": tuple(f"{first} Ashdown" for first in ("Ingrid", "Tobias", "Leila", "Marek", "Noemi", "Viktor")),
    "first_name": ("Ingrid", "Tobias", "Leila", "Marek", "Noemi", "Viktor"),
    "last_name": ("Ashdown", "Brandt", "Castell", "Dunmore"),
    "job": ("Controller", "Planner", "Analyst"),
    "city": ("Aalen", "Bergen", "Cork", "Delft"),
}
"""Made-up words for where nobody reads them, as in a check: making them up takes a library of its own."""


def draw(scene: Scene | Scenario, seed: int, day: str = DAY, *, stand_ins: bool = False) -> Drawn:
    """Return what chance decides for a run; the same seed always gives the same.

    Args:
        scene: the scenario, without check errors.
        seed: any number.
        day: ISO date from which `|date` counts.
        stand_ins: made-up names and words come from a short list; numbers and the clock are the same.
    """
    scenario = scene.scenario if isinstance(scene, Scene) else scene
    return Drawn(
        seed=seed,
        names=_names(scenario.people, seed, stand_ins),
        facts=_facts(scenario, seed, stand_ins),
        clock=clock_of(scenario, seed),
        day=day,
    )


def clock_of(scenario: Scenario, seed: int) -> dict[str, tuple[int, ...]]:
    """Return the times in ms at which each rule about the clock will fire; one that will not is left out."""
    return {
        rule.id: clock_times(rule)
        for rule in scenario.rules
        if isinstance(rule, ClockRule) and _comes(rule, seed)
    }


def _comes(rule: ClockRule, seed: int) -> bool:
    """Return whether a rule about the clock will fire; chance is only asked where there is one."""
    return rule.chance >= 1 or seeded(f"{seed}:clock:{rule.id}").random() < rule.chance


def _names(people: Mapping[str, Person], seed: int, stand_ins: bool) -> dict[str, str]:
    """Return a full name for each person; no two have the same first name, and none is a common word."""
    drawn: dict[str, str] = {}
    taken: set[str] = set()
    for person, each in people.items():
        way = _way(each.name, stand_ins)
        tries = (_one(person, way, f"{seed}:{attempt}") for attempt in range(TRIES))
        fitting = (name for name in tries if _fits(name, taken, made_up=isinstance(way, FakeFact)))
        name = next(fitting, None) or _spare(_one(person, way, f"{seed}:0"), taken)
        taken.add(fold(first_name(name)))
        drawn[person] = name
    return drawn


def _way(fact: FakeFact | PickFact, stand_ins: bool) -> FakeFact | PickFact:
    return PickFact(among=list(STAND_INS[fact.of])) if stand_ins and isinstance(fact, FakeFact) else fact


def _one(name: str, fact: FakeFact | PickFact, seed: str) -> str:
    """Return one word, drawn for itself."""
    return str(draw_case(_case({name: fact}, {}), seed).values[name])


def _fits(name: str, taken: set[str], *, made_up: bool) -> bool:
    first = fold(first_name(name))
    return first not in taken and not (made_up and first in AMBIGUOUS)


def _spare(name: str, taken: set[str]) -> str:
    """Return a name whose first name is replaced by one that nobody at the table has."""
    first = next(each for each in SPARE if fold(each) not in taken)
    return " ".join((first, *name.split()[1:]))


def _facts(scenario: Scenario, seed: int, stand_ins: bool) -> dict[str, str]:
    """Return facts as texts; what is made up is drawn for itself, so that it moves no number."""
    made_up = {
        name: _one(name, _way(fact, stand_ins), str(seed))
        for name, fact in scenario.facts.items()
        if isinstance(fact, FakeFact)
    }
    others = {name: fact for name, fact in scenario.facts.items() if name not in made_up}
    found = draw_case(_case(others, scenario.let), str(seed)).values if others or scenario.let else {}
    return made_up | {
        name: str(value) if isinstance(value, Fraction) else value for name, value in found.items()
    }


def _case(facts: Mapping[str, object], let: Mapping[str, str]) -> Case:
    """Return a case card that has these facts and asks nothing, so no draw is put on an edge."""
    return Case(
        facts=dict(facts),  # type: ignore[arg-type]
        let=dict(let),
        prompt="-",
        answer=NumberAnswer(value="0"),
    )
