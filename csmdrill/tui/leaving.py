"""Leaving the program: a screen on which something runs asks first, and the system may ask as well."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
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


def leave(room: CsmdrillApp) -> None:
    """Leave the program, and tell what a screen says to that; nothing waits for another one any longer."""
    rooms = [screen for screen in reversed(room.screen_stack) if isinstance(screen, RoomScreen)]
    room.farewell = room.farewell or next((screen.parting for screen in rooms if screen.parting), "")
    room.work.leave()
    room.exit()


def leave_when_told(room: CsmdrillApp) -> None:
    """Give the terminal back as it was when the system asks the program to end (SIGTERM)."""
    with suppress(NotImplementedError):  # Windows has no such signal to wait for
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave, room)
