"""What the trainee knows before a role-play: one screen of text, who will be there, and how long."""

from __future__ import annotations

from msgspec import Struct

from csmdrill.content.scenario import Mode
from csmdrill.roleplay.model import Drawn
from csmdrill.roleplay.scene import Scene
from csmdrill.roleplay.wording import cast_of, filled


class BriefPerson(Struct, frozen=True):
    """Somebody at the table."""

    id: str
    name: str
    role: str


class Brief(Struct, frozen=True):
    """A brief.

    Args:
        title: of the scenario.
        text: names and facts put in.
        people: with their drawn names.
        seconds: until time is up.
        least: of a monologue, seconds that must be spoken; 0 for none.
        spoken: whether it is meant to be said aloud.
        mode: a dialogue or a monologue.
    """

    title: str
    text: str
    people: tuple[BriefPerson, ...]
    seconds: int
    least: int
    spoken: bool
    mode: Mode

    @property
    def minutes(self) -> float:
        """How long it takes at most, in minutes."""
        return self.seconds / 60


def brief_of(scene: Scene, drawn: Drawn) -> Brief:
    """Return the brief of a run."""
    scenario = scene.scenario
    return Brief(
        title=scenario.title,
        text=filled(scenario.brief, cast_of(scenario, drawn), scenario.vars, {}),
        people=tuple(
            BriefPerson(person, drawn.names[person], each.role) for person, each in scenario.people.items()
        ),
        seconds=scene.total // 1000,
        least=scene.green // 1000,
        spoken=scene.spoken,
        mode=scenario.mode,
    )
