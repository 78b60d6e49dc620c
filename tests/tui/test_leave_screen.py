"""Leave as a person meets it: planned, refused, removed, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csmdrill.services.leave import add_leave, remove_leave
from csmdrill.services.workspace import open_workspace
from tests.tui.room import NOW, Room, facts_of, open_room
from tests.tui.test_settings_screen import go_to, to_settings


async def to_leave(room: Room) -> None:
    """Go from Today to the leave."""
    await to_settings(room)
    await go_to(room, "leave")
    await room.press("enter")
    await room.until_shown("Settings · Leave")


async def plan(room: Room, days: str) -> None:
    """Type the days of a leave."""
    await room.press("a")
    await room.until_typing()
    await room.press(*days, "enter")


async def until_said(room: Room, words: str) -> None:
    """Wait for a notice; it may be broken across lines."""
    await room.until(lambda: any(words in f"{each.title} {each.message}" for each in room.app._notifications))


def planned(home: Path) -> int:
    """Return how many leaves the next run finds."""
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        return len(workspace.store.leaves())


async def test_leave_is_planned_refused_where_it_overlaps_and_removed(home: Path) -> None:
    async with open_room(home) as room:
        await to_leave(room)
        await room.until_shown("No leave is planned.")
        assert "Choose" not in room.text()
        await plan(room, "2026-12-21 2027-01-03")
        await room.until_shown("Mon 21 Dec 2026 to Sun 3 Jan 2027")
        await room.until_shown("14 days")
        await plan(room, "2027-01-01")
        await room.until_shown("It overlaps with your leave")
        await room.until_shown("esc, then del")
        assert "csmdrill leave" not in room.text()
        await room.press("escape")
        await room.until_gone("It overlaps")
        await plan(room, "next week")
        await room.until_shown("'next week' is no leave.")
        await room.press(*["backspace"] * 9, *"9999-12-30 9999-12-31", "enter")
        await room.until_shown("Take days to the end of 2125.")
        await room.press("escape")
        await room.until_gone("too far away")
        await room.press("delete")
        await room.until_shown("No leave is planned.")
    assert planned(home) == 0
    assert [fact["kind"] for fact in facts_of(home)].count("leave") == 2


async def test_one_key_takes_each_change_of_a_leave_back(home: Path) -> None:
    async with open_room(home) as room:
        await to_leave(room)
        await room.press("u")
        await until_said(room, "No leave was changed since csmdrill was opened.")
        await plan(room, "2026-12-21 2027-01-03")
        await room.until_shown("Mon 21 Dec 2026 to Sun 3 Jan 2027")
        await room.press("delete")
        await until_said(room, "is taken away. u takes that back.")
        await room.until_shown("No leave is planned.")
        await room.press("u")
        await until_said(room, "Your leave from Mon 21 Dec 2026 to Sun 3 Jan 2027 is back.")
        await room.until_gone("No leave is planned.")
        assert planned(home) == 1
        await room.press("u")
        await room.until_shown("No leave is planned.")
    assert planned(home) == 0
    kinds = [fact["kind"] for fact in facts_of(home)]
    assert [kind for kind in kinds if kind in ("leave", "undo")] == ["leave", "leave", "undo", "undo"]


async def test_a_leave_does_not_come_back_onto_one_that_was_planned_since(home: Path) -> None:
    environ = {"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}
    async with open_room(home) as room:
        await to_leave(room)
        await plan(room, "2026-12-21 2027-01-03")
        await room.until_shown("14 days")
        await room.press("delete")
        await room.until_shown("No leave is planned.")
        with open_workspace(environ) as workspace:
            add_leave(workspace, date(2027, 1, 2), date(2027, 1, 9))
        await room.press("u")
        await until_said(room, "would overlap with that from")
        with open_workspace(environ) as workspace:
            remove_leave(workspace, 1)
        await room.press("u")
        await until_said(room, "is back.")
    assert planned(home) == 1


@pytest.mark.parametrize(
    ("leaves", "words"),
    [
        ((), "none"),
        (((date(2026, 12, 7), date(2026, 12, 18)),), "Mon 7 Dec - Fri 18 Dec"),
        (
            ((date(2026, 12, 7), date(2026, 12, 18)), (date(2027, 3, 1), date(2027, 3, 2))),
            "2 planned",
        ),
    ],
)
async def test_the_settings_say_which_leave_is_planned(
    home: Path, leaves: tuple[tuple[date, date], ...], words: str
) -> None:
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        for first, last in leaves:
            add_leave(workspace, first, last)
    async with open_room(home) as room:
        await to_settings(room)
        await room.until(lambda: any(row.split()[:1] == ["Leave"] and words in row for row in rows(room)))


async def test_the_settings_know_of_a_leave_that_was_just_planned(home: Path) -> None:
    async with open_room(home) as room:
        await to_leave(room)
        await plan(room, "2026-12-07 2026-12-18")
        await room.until_shown("12 days")
        await room.press("escape")
        await room.until_shown("Mon 7 Dec - Fri 18 Dec")


def rows(room: Room) -> list[str]:
    """Return the lines of the screen."""
    return room.text().splitlines()
