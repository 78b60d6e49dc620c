"""Whether the program may be left now: a screen on which something runs asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.tui.screens.room import RoomScreen

if TYPE_CHECKING:
    from csmdrill.tui.app import CsmdrillApp


def agreed(room: CsmdrillApp) -> bool:
    """Return whether the program may be left; a screen that asks first is brought to the front for that."""
    rooms = [screen for screen in reversed(room.screen_stack) if isinstance(screen, RoomScreen)]
    asking = next((screen for screen in rooms if screen.asks_to_quit()), None)
    while asking is not None and room.screen is not asking:
        room.pop_screen()
    return asking is None
