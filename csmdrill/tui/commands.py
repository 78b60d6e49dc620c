"""What the command palette offers: the settings that screens obey, and every key that works now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from csmdrill.core.errors import CsmdrillError
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.screens.role_plays import RolePlaysScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.screens.settings import SettingsScreen
from csmdrill.tui.screens.skills import SkillsScreen

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from csmdrill.tui.app import CsmdrillApp


ELSEWHERE = (
    ("Library", "Search, read and handle cards", LibraryScreen),
    ("Role-plays", "Scenarios, attempts, ratings to finish", RolePlaysScreen),
    ("Skills", "Levels, baselines, drift; self and coach", SkillsScreen),
    ("Settings", "Minutes, new cards, keys, leave", SettingsScreen),
)


def commands(app: CsmdrillApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """Return the commands for a screen."""
    other = 2 if app.settings.buttons == 4 else 4
    yield SystemCommand(
        f"{other} rating buttons", "Change how many ratings are offered", partial(_set, app, "buttons", other)
    )
    for name in ("dark", "light", "auto"):
        yield SystemCommand(f"Theme: {name}", "Change the colours", partial(_set, app, "theme", name))
    first_key = {each.binding.description: each for each in reversed(screen.active_bindings.values())}
    for active in first_key.values():
        binding = active.binding
        if binding.description and active.enabled and is_ours(active.node, binding.action):
            key = f"Key {app.get_key_display(binding)}"
            run = partial(app.run_action, binding.action, default_namespace=active.node)
            yield SystemCommand(binding.description, key, run)
    for title, told, opened in ELSEWHERE:
        if title not in first_key and not isinstance(screen, opened):
            yield SystemCommand(title, told, partial(_open, app, opened))
    yield SystemCommand("Quit", "Rated cards are kept; a role-play that runs asks first", app.action_quit)


def is_ours(node: DOMNode, action: str) -> bool:
    """Return whether an action is csmdrill's, not one that every Textual screen has."""
    method = getattr(type(node), f"action_{action.partition('(')[0]}", None)
    return getattr(method, "__module__", "").startswith("csmdrill")


def _set(app: CsmdrillApp, name: str, value: int | str) -> None:
    app.run_worker(set_setting(app, name, value))


def _open(app: CsmdrillApp, screen: type[Screen[None]]) -> None:
    app.push_screen(screen())


async def set_setting(app: CsmdrillApp, name: str, value: int | float | str) -> None:
    """Change a setting and act on it at once."""
    try:
        app.obey(await app.work.settings.adjust(name, str(value)))
    except CsmdrillError as error:
        if isinstance(app.screen, RoomScreen):
            app.screen.complain(error)
