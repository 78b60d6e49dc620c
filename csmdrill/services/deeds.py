"""Actions on cards as the facts have them, and in words."""

from __future__ import annotations

from typing import Literal, get_args

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.storage.facts import (
    BuryPayload,
    DuePayload,
    FlagPayload,
    Handling,
    NotePayload,
    ResetPayload,
    SuspendPayload,
)
from csmdrill.storage.fold import CardState

Action = Literal["suspend", "unsuspend", "bury", "reset", "flag", "unflag", "due", "note"]
ACTIONS: tuple[Action, ...] = get_args(Action)

VERBS: dict[Action, tuple[str, str]] = {
    "suspend": ("Suspend", "suspended"),
    "unsuspend": ("Bring back", "brought back"),
    "bury": ("Leave out until tomorrow", "left out until tomorrow"),
    "reset": ("Make new again", "made new again"),
    "flag": ("Flag", "flagged"),
    "unflag": ("Take the flag off", "cleared of the flag"),
    "due": ("Set due", "set due"),
    "note": ("Write the note on", "noted"),
}
"""What is asked before an action, and what is said after it."""


def said_of(action: Action, day: StudyDay, group: str, text: str) -> Handling:
    """Return what an action says of a card; the words of a note are kept elsewhere."""
    match action:
        case "suspend" | "unsuspend":
            return SuspendPayload(on=action == "suspend", group=group)
        case "flag" | "unflag":
            return FlagPayload(on=action == "flag", group=group)
        case "bury":
            return BuryPayload(day=day, group=group)
        case "due":
            return DuePayload(day=day, group=group)
        case "reset":
            return ResetPayload(group=group)
        case "note":
            return NotePayload(text="?" if text.strip() else None, group=group)


def changes(state: CardState, said: Handling) -> bool:
    """Return whether a handling would change anything."""
    match said:
        case SuspendPayload(on=on):
            return state.suspended != on
        case FlagPayload(on=on):
            return state.flagged != on
        case BuryPayload(day=day):
            return state.buried_day != day
        case DuePayload(day=day):
            return state.memory is not None and state.memory.due_day != day
        case ResetPayload():
            return state.memory is not None
        case NotePayload(text=text):
            return text is not None or state.noted is not None


def action_of(said: Handling) -> Action:
    """Return the action that said it."""
    match said:
        case SuspendPayload(on=on):
            return "suspend" if on else "unsuspend"
        case FlagPayload(on=on):
            return "flag" if on else "unflag"
        case BuryPayload():
            return "bury"
        case DuePayload():
            return "due"
        case ResetPayload():
            return "reset"
        case NotePayload():
            return "note"


def deed(said: Handling) -> str:
    """Return a handling in words."""
    match said:
        case SuspendPayload(on=on):
            return "suspended" if on else "brought back"
        case FlagPayload(on=on):
            return "flagged" if on else "flag taken off"
        case BuryPayload():
            return "left out for the day"
        case DuePayload(day=day):
            return f"set due on {day_date(StudyDay(day))}"
        case ResetPayload():
            return "made new again"
        case NotePayload(text=text):
            return "note taken away" if text is None else "noted"
