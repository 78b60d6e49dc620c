"""Change a setting as a person asked for it, and take such a change back."""

from __future__ import annotations

from csmdrill.core.clock import zone_named
from csmdrill.practice.settings import parse_setting
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import FactRef


def adjust(workspace: Workspace, name: str, text: str) -> FactRef | None:
    """Give a setting the value that was typed; returns its fact, None where it had that value already.

    Raises:
        SettingRejected: no such setting, or the value is not possible.
    """
    value = parse_setting(name, text)
    if name == "zone":
        zone_named(str(value), workspace.clock)
    if value == getattr(workspace.settings, name):
        return None
    return workspace.change(name, value)


def take_back(workspace: Workspace, ref: FactRef) -> None:
    """Take a change back: the setting has the value that it had before.

    Raises:
        NothingToUndo: it was taken back already.
    """
    workspace.store.undo(ref, workspace.now())
    workspace.settings = workspace.store.settings()
