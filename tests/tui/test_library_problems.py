"""Problems of decks in the library, and editing from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

import csmdrill.tui.editing
from tests.tui.browsing import BROKEN, MINE, to_library
from tests.tui.room import Room, open_room

UNSAID = "format: csmdrill/deck@1\nid: a\ntitle: A\ncards:\n  - {kind: recall, prompt: a, answer: b}\n"


async def test_problems_are_listed_with_their_place_and_opened_there(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, int]] = []

    def opens(_: object, __: object, path: Path, line: int) -> str:
        opened.append((path, line))
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", opens)
    broken = mine / "decks" / "b.deck.yaml"
    broken.write_text(BROKEN, encoding="utf-8")
    async with open_room(mine, EDITOR="vi") as room:
        await to_library(room)
        await room.until_shown("Problems 1")
        shelves = room.app.screen.query_one("#groups", OptionList)
        shelves.focus()
        await room.until(lambda: shelves.has_focus)
        await room.press("down")
        await room.until_shown("did you mean")
        await room.press("enter")
        await room.until(lambda: room.app.screen.query_one("#problems").has_focus)
        await room.press("enter")
        await room.until(lambda: bool(opened))
    assert opened == [(broken, 5)]


async def to_problems(room: Room) -> OptionList:
    """Go from Today to the list of problems."""
    await to_library(room)
    shelves = room.app.screen.query_one("#groups", OptionList)
    shelves.focus()
    await room.until(lambda: shelves.has_focus)
    await room.press("down", "enter")
    problems = room.app.screen.query_one("#problems", OptionList)
    await room.until(lambda: problems.has_focus)
    return problems


async def test_errors_are_listed_before_warnings_and_each_says_which_it_is(mine: Path) -> None:
    (mine / "decks" / "a.deck.yaml").write_text(UNSAID, encoding="utf-8")
    (mine / "decks" / "b.deck.yaml").write_text(BROKEN, encoding="utf-8")
    async with open_room(mine) as room:
        problems = await to_problems(room)
        grave = [str(option.prompt).split()[0] for option in problems.options]
        assert set(grave) == {"error", "warning"}
        errors = grave.count("error")
        await room.until_shown(f"Problems {errors} + {len(grave) - errors} warn.")
        assert grave == sorted(grave)


async def test_after_editing_a_problem_one_is_back_at_the_problems(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [mine / "decks" / f"b{number}.deck.yaml" for number in range(2)]
    for number, path in enumerate(broken):
        path.write_text(BROKEN.replace("id: b", f"id: b{number}"), encoding="utf-8")

    def mends(_: object, __: object, path: Path, ___: int) -> str:
        path.write_text(path.read_text(encoding="utf-8").replace("recal,", "recall,"), encoding="utf-8")
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", mends)
    async with open_room(mine, EDITOR="vi") as room:
        problems = await to_problems(room)

        def errors() -> int:
            return sum("did you mean" in str(each.prompt) for each in problems.options)

        assert errors() == 2
        await room.press("enter")
        await room.until(lambda: errors() == 1)
        await room.until(lambda: problems.display and problems.has_focus)


async def test_a_problem_whose_file_is_gone_is_not_opened(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def opens(*given: object) -> str:
        opened.append(given)
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", opens)
    broken = mine / "decks" / "b.deck.yaml"
    broken.write_text(BROKEN, encoding="utf-8")
    async with open_room(mine, EDITOR="vi") as room:
        problems = await to_problems(room)
        broken.unlink()
        await room.press("enter")
        await room.until(lambda: any("is gone" in each.message for each in room.app._notifications))
        await room.until(lambda: not any("did you mean" in str(each.prompt) for each in problems.options))
        await room.until(lambda: problems.has_focus)
    assert opened == []


async def test_a_card_is_edited_at_its_line(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Path, int]] = []

    def edits(_: object, __: object, path: Path, line: int) -> str:
        opened.append((path, line))
        path.write_text(MINE.replace("Zwo?", "Drei?"), encoding="utf-8")
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", edits)
    async with open_room(mine, EDITOR="vi") as room:
        await to_library(room, "deck:mine")
        await room.press("down", "down", "e")
        await room.until_shown("Drei?")
    assert opened == [(mine / "decks" / "mine.deck.yaml", 7)]
