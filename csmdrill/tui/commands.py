"""What the command palette offers: the settings that screens obey, and every key that works now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

if TYPE_CHECKING:
    from textual.screen import Screen

    from csmdrill.tui.app import CsmdrillApp


def commands(app: CsmdrillApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """Return the commands for a screen."""
    other = 2 if app.settings.buttons == 4 else 4
    yield SystemCommand(
        f"{other} rating buttons", "Change how many ratings are offered", partial(_set, app, "buttons", other)
    )
    for name in ("dark", "light", "auto"):
        yield SystemCommand(f"Theme: {name}", "Change the colours", partial(_set, app, "theme", name))
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.description and active.enabled and not binding.system:
            key = f"Key {app.get_key_display(binding)}"
            yield SystemCommand(binding.description, key, partial(screen.run_action, binding.action))


def _set(app: CsmdrillApp, name: str, value: int | str) -> None:
    app.run_worker(app.set_setting(name, value))
