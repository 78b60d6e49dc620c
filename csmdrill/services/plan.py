"""What a session is to be of, as the command line says it, and the session that comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from csmdrill.roleplay.model import Kind
    from csmdrill.services.practise import Drill
    from csmdrill.services.workspace import Workspace
    from csmdrill.storage.queries import Scope

MOST_CHOSEN = 20_000
NOTHING_CHOSEN = "There is no such card to practise."
NOTHING_FAILED = "No card was rated Again in the last 7 days."


class Plan(msgspec.Struct, frozen=True):
    """The words of the command line.

    Args:
        start: the first screen.
        minutes: length of a session; None means the person's setting.
        competency, tag, deck_paths: what to practise; None and empty mean everything.
        new: new cards on top of the day's; 0 means none at all, None the day's.
        query: only the cards that a search finds, due or not.
        failed: only the cards rated Again in the last 7 study days, due or not.
        cram: due or not, without effect on due dates.
        scenario: the key of the role-play to start with, or its file; empty shows them all.
        kind, seed: of that role-play; None for what it is meant for, and for one by chance.
        warm_up: three cards of this competency or tag, due or not.
        circuit: the competency of the circuit to start with; empty for the one that is due.
        folder, rater: the inbox of a coach, and their name.
    """

    start: Literal["today", "practice", "role-play", "circuit", "coach"] = "today"
    minutes: int | None = None
    competency: str | None = None
    tag: str | None = None
    deck_paths: tuple[Path, ...] = ()
    new: int | None = None
    query: str | None = None
    failed: bool = False
    cram: bool = False
    warm_up: str | None = None
    scenario: str = ""
    kind: Kind | None = None
    seed: int | None = None
    folder: Path | None = None
    rater: str = ""
    circuit: str = ""

    @property
    def on_purpose(self) -> bool:
        """Whether cards are asked that are not due."""
        return self.cram or self.failed or self.query is not None or self.warm_up is not None

    @property
    def is_usual(self) -> bool:
        """Whether the session is what the day asks for; at most its minutes were given."""
        return self == Plan(start=self.start, minutes=self.minutes)

    @property
    def is_for_one_role_play(self) -> bool:
        """Whether the program was opened to play one scenario or circuit; leaving it ends the program."""
        return self.start == "circuit" or (self.start == "role-play" and bool(self.scenario))

    @property
    def occasion(self) -> str:
        """What the session is, where it is not the day's."""
        return "Warm-up" if self.warm_up is not None else ""


def planned_scope(workspace: Workspace, plan: Plan) -> Scope:
    """Return which cards a session is of; its deck files have been read."""
    from csmdrill.services import library
    from csmdrill.storage.queries import Scope

    return Scope(plan.competency, plan.tag, library.deck_files_given(workspace))


def why_none_chosen(workspace: Workspace, plan: Plan) -> str:
    """Return in a sentence why a session on purpose has no card."""
    if plan.failed and not workspace.store.failed(workspace.now().day):
        return NOTHING_FAILED
    return NOTHING_CHOSEN


def planned_drill(workspace: Workspace, plan: Plan, scope: Scope, extra_new: int | None = None) -> Drill:
    """Begin the session that was asked for.

    Raises:
        SearchRejected: the search cannot be read.
        CardRejected: no card has the competency or tag of a warm-up.
    """
    from csmdrill.services.cards import found
    from csmdrill.services.practise import Drill
    from csmdrill.services.warm_up import warm_up_keys

    keys: tuple[str, ...] | None = None
    if plan.query is not None:
        keys = found(workspace, plan.query)[:MOST_CHOSEN]
    elif plan.warm_up is not None:
        keys = warm_up_keys(workspace, plan.warm_up)
    elif plan.failed:
        keys = tuple(workspace.store.failed(workspace.now().day)[:MOST_CHOSEN])
    new = plan.new if extra_new is None else extra_new
    return Drill(workspace, plan.minutes, scope, new, cram=plan.cram, keys=keys)
