"""Settings, keys and leave as a person meets them: by keyboard, kept as facts, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.settings import SettingsScreen
from csmdrill.tui.screens.stats import StatsScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.browsing import key_table
from tests.tui.room import NOW, Room, facts_of, open_room


async def to_settings(room: Room) -> None:
    """Go from Today to the settings."""
    await room.until_shown(", Settings")
    await room.press("comma")
    await room.until_shown("Minutes of a session")


async def go_to(room: Room, row: str) -> None:
    """Move to a row of the list."""
    rows = room.app.screen.query_one(OptionList)
    await room.press(*["down"] * rows.get_option_index(row))
    await room.until(lambda: rows.highlighted == rows.get_option_index(row))


def kept(home: Path) -> dict[str, object]:
    """Return the settings as the next run finds them."""
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        settings = workspace.settings
        return {name: getattr(settings, name) for name in settings.__struct_fields__}


async def test_a_number_is_typed_kept_as_a_fact_and_taken_back(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        await room.press("enter")
        await room.until_typing()
        await room.press("2", "5", "enter")
        await room.until(lambda: room.app.settings.minutes == 25)
        await room.until_shown("25")
        await room.press("u")
        await room.until(lambda: room.app.settings.minutes == 10)
        await room.until_shown("Minutes of a session: 10 again.")
        await room.press("u")
        await room.until_shown("Nothing was changed since csmdrill was opened.")
    kinds = [fact["kind"] for fact in facts_of(home)]
    assert kinds == ["install", "setting", "undo"]
    assert kept(home)["minutes"] == 10


async def test_what_cannot_be_is_told_and_the_line_stays(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        await room.press("enter")
        await room.until_typing()
        await room.press(*"9000", "enter")
        await room.until_shown("minutes cannot be 9000. It takes 1 to 120.")
        await room.press("escape")
        await room.until_gone("9000")
        await room.until_shown("It takes 1 to 120. In a new home: 10.")
        assert isinstance(room.app.screen, SettingsScreen)
    assert kept(home)["minutes"] == 10


async def test_a_setting_with_few_values_goes_through_them(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        await go_to(room, "theme")
        await room.press("enter")
        await room.until(lambda: room.app.settings.theme == "dark")
        await room.press("enter")
        await room.until(lambda: room.app.theme == "csmdrill-light")
        await room.press("enter")
        await room.until(lambda: room.app.settings.theme == "auto")
        await room.press("u")
        await room.until(lambda: room.app.settings.theme == "light")
    assert kept(home)["theme"] == "light"


async def test_a_zone_that_nobody_knows_is_refused(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        await go_to(room, "zone")
        await room.press("enter")
        await room.until_typing()
        await room.press(*"Mars", "enter")
        await room.until_shown("There is no time zone named 'Mars'.")
    assert kept(home)["zone"] == "auto"


async def test_every_setting_has_a_row_that_fits(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        for words in ("New cards a day", "90 %", "Rating buttons", "4:00", "Time zone", "Colours", "Leave"):
            await room.until_shown(words)
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_a_key_is_changed_by_pressing_it_and_works_at_once(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        await go_to(room, "keys")
        await room.press("enter")
        await room.until_shown("Enter, then the new key.")
        await go_to(room, "today.stats")
        await room.press("enter")
        await room.until_shown("Press the new key.")
        await room.press("t")
        await room.until(lambda: room.app.keymap == {"today.stats": "t"})
        await room.press("escape")
        await room.until_shown("1 key of your own")
        await room.press("escape")
        await room.until_shown("t Stats")
        await room.press("s")
        await room.pilot.pause()
        assert isinstance(room.app.screen, TodayScreen)
        await room.press("t")
        await room.until(lambda: isinstance(room.app.screen, StatsScreen))
    assert kept(home)["keys"] == "today.stats=t"


async def test_a_key_that_is_taken_is_refused_and_backspace_brings_the_usual_one(home: Path) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        await go_to(room, "keys")
        await room.press("enter")
        await room.until_shown("Enter, then the new key.")
        await go_to(room, "today.stats")
        await room.press("enter")
        await room.until_shown("Press the new key.")
        await room.until_shown("esc Leave it as it is")
        waiting = (await room.final_text()).splitlines()[-1]
        assert not any(word in waiting for word in ("Choose", "Undo", "Back", "Help", "palette"))
        await room.press("l")
        await room.until_shown("“statistics” (today) and “the library” (today) would both be l.")
        await room.until_shown("enter Choose")
        await room.press("enter")
        await room.until_shown("Press the new key.")
        await room.press("y")
        await room.until(lambda: room.app.keymap == {"today.stats": "y"})
        await room.press("backspace")
        await room.until(lambda: room.app.keymap == {})
        await room.press("enter")
        await room.until_shown("Press the new key.")
        await room.press("escape")
        await room.until_shown("Enter, then the new key.")
    assert kept(home)["keys"] == "usual"


async def test_own_keys_rate_and_undo_and_the_help_says_them(home: Path, deck: Path) -> None:
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        workspace.change("keys", "practice.good=j,practice.undo=k,practice.reveal=i")
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        first = screen.view
        await room.until_shown("then press i.")
        await room.press("space")
        assert not screen.revealed
        await room.press("i")
        await room.until_shown("j GOOD")
        await room.press("3")
        assert screen.view is first
        await room.press("j")
        await room.until(lambda: screen.view is not first)
        await room.until_shown("k undo" if not screen.view or screen.view.question.form != "text" else "^z")
        await room.press("f1")
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        await room.final_text()  # it opens at the keys of Practice
        await room.press("home")
        await room.until_shown("Your own keys")
        await room.until_shown("practice: rate good")
    rows = [line.strip() for line in key_table({"practice.good": "j", "practice.undo": "k"})]
    assert any(row.startswith("1, j ") and row.endswith("again, good") for row in rows)
    assert any(row.startswith("k, ctrl+z ") and "take the last answer back" in row for row in rows)


async def test_settings_open_from_the_palette_in_the_middle_of_a_session(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        await room.practising()
        titles = {each.title for each in room.app.get_system_commands(room.app.screen)}
        assert {"Settings", "Library"} <= titles
        run = next(each for each in room.app.get_system_commands(room.app.screen) if each.title == "Settings")
        run.callback()
        await room.until_shown("Minutes of a session")
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, PracticeScreen))


@pytest.mark.parametrize(("without", "background"), [("1", ""), ("", "0;15")], ids=["plain", "light"])
async def test_it_reads_the_same_without_colours_and_in_light(
    home: Path, without: str, background: str
) -> None:
    async with open_room(home) as room:
        await to_settings(room)
        usual = await room.final_text()
    async with open_room(home, NO_COLOR=without, COLORFGBG=background) as room:
        await to_settings(room)
        await room.until(lambda: room.text() == usual)
