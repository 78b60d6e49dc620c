"""The help: all keys, opened where those of the screen one came from stand."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from csmdrill.services.workspace import open_workspace
from csmdrill.tui import screens
from csmdrill.tui.screens.help import KEYS, SECTIONS, HelpScreen
from csmdrill.tui.screens.room import RoomScreen
from tests.tui.browsing import key_table, to_library
from tests.tui.room import NOW, Room, open_room


def all_kinds(kind: type[RoomScreen]) -> list[type[RoomScreen]]:
    """Return all screens below one."""
    return [each for below in kind.__subclasses__() for each in (below, *all_kinds(below))]


async def helped(room: Room, key: str) -> list[str]:
    """Open the help; returns its lines, those of the title and the foot left out."""
    await room.press(key)
    await room.until(lambda: isinstance(room.app.screen, HelpScreen))
    await room.until_shown("esc Back")
    return [line.strip() for line in (await room.final_text()).splitlines()[2:-1] if line.strip()]


@pytest.mark.parametrize("own", ["usual", "practice.undo=k"])
async def test_it_opens_at_the_keys_of_the_screen_below(home: Path, own: str) -> None:
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        workspace.change("keys", own)
    async with open_room(home) as room:
        await to_library(room)
        assert (await helped(room, "question_mark"))[0] == "Library"
        await room.press("escape")
        await room.until_gone("Help ·")
        await room.press("enter")
        await room.until_shown("b not today")
        assert "Card" in await helped(room, "question_mark")


async def test_from_today_it_opens_at_its_top(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("8 new cards")
        assert (await helped(room, "f1"))[0] == "Everywhere"


def test_every_screen_but_the_first_ones_has_its_part() -> None:
    folder = Path(screens.__file__).parent
    for path in folder.glob("*.py"):
        import_module(f"{screens.__name__}.{path.stem}")
    names = {each.__name__ for each in all_kinds(RoomScreen) if each.__module__.startswith("csmdrill.")}
    assert names - SECTIONS.keys() == {"TodayScreen", "StatsScreen", "ChooseScreen", "HelpScreen"}
    assert SECTIONS.keys() <= names


def test_every_screen_that_has_a_part_of_its_own_finds_it() -> None:
    assert set(SECTIONS.values()) <= {title for title, _ in KEYS}


def test_every_row_has_room_at_80_columns() -> None:
    assert [line for line in key_table({}) if len(line) > 76] == []


def test_that_marking_goes_to_the_next_card_is_said() -> None:
    (row,) = (line for line in key_table({}) if line.split()[:1] == ["x"])
    assert "go to the next" in row
