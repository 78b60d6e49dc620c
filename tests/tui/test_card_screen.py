"""A card's own screen: all its words, its history, and what is done to it there."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Static

from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.widgets.card_table import CardTable
from tests.tui.browsing import MINE, handled, names, to_library
from tests.tui.room import Room, open_room

KINDS = """\
format: csmdrill/deck@1
id: kinds
title: Kinds
cards:
  - {id: k1, kind: recall, prompt: Front, answer: "Back [@click=app.quit]x[/]", why: Because, reverse: true}
  - {id: k2, kind: cloze, text: "Ask {{a::first}} and {{b::last}}.", why: w}
  - id: k3
    kind: choice
    prompt: Which?
    options: [{text: This, right: true}, {text: That, because: Too late}]
    why: w
  - {id: k4, kind: typed, prompt: Say, accept: [hello, hi], why: w}
  - {id: k5, kind: number, prompt: How many?, number: 42, within: 2, unit: days, why: w}
  - {id: k6, kind: order, prompt: Sort, steps: [one, two, three], why: w}
  - {id: k7, kind: points, prompt: Tell, points: [first point, second point], need: 1, why: w}
  - id: k8
    kind: case
    facts: {seats: {kind: range, from: 10, to: 20}}
    prompt: "{{seats}} seats. Twice?"
    answer: {kind: number, value: seats * 2}
    why: w
"""
WHOLE = {
    "k1": "Question Front Answer Back [@click=app.quit]x[/] Why Because",
    "k1#reverse": "Question Back [@click=app.quit]x[/] Answer Front Why Because",
    "k2#b": "Question Ask first and [...]. Answer last Why w",
    "k3": "Question Which? Options ✓ This - That Too late Why w",
    "k4": "Question Say Accepted answers - hello - hi Why w",
    "k5": "Question How many? Answer 42 days, within 2 Why w",
    "k6": "Question Sort Steps 1. one 2. two 3. three Why w",
    "k7": "Question Tell Points, 1 of 2 are enough - first point - second point Why w",
    "k8": "Question {{seats}} seats. Twice? Answer seats * 2 Facts seats: 10 to 20 in steps of 1 Why w",
}


async def until_row(room: Room, table: CardTable, row: int) -> None:
    """Wait until the cursor is in a row."""
    await room.until(lambda: table.cursor_row == row)


async def test_cards_are_shown_as_they_are_written(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        await room.until_shown("[bold red]Zero[/] zones?")
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, CardHistoryScreen))
        await room.until_shown("[bold red]Zero[/] zones?")


async def test_the_whole_card_of_every_kind_can_be_read(home: Path) -> None:
    (home / "decks").mkdir(parents=True, exist_ok=True)
    (home / "decks" / "kinds.deck.yaml").write_text(KINDS, encoding="utf-8")
    async with open_room(home) as room:
        table = await to_library(room, "deck:kinds")
        read = {}
        for row, name in enumerate(names(table), 1):
            await room.press("enter")
            await room.until(lambda: isinstance(room.app.screen, CardHistoryScreen) and room.app.screen.shown)
            read[name] = " ".join(str(room.app.screen.query_one("#card", Static).render()).split())
            await room.press("escape")
            await room.until(lambda: isinstance(room.app.screen, LibraryScreen))
            await room.press("down")
            await until_row(room, table, min(row, len(table.cards) - 1))
        assert {name: read[name] for name in WHOLE} == WHOLE


async def test_a_long_card_is_not_cut_and_scrolls(home: Path) -> None:
    (home / "decks").mkdir(parents=True, exist_ok=True)
    text = MINE.replace("Zwei?", "word " * 400 + "the end").replace("answer: b", "answer: the very answer")
    (home / "decks" / "mine.deck.yaml").write_text(text, encoding="utf-8")
    async with open_room(home) as room:
        await to_library(room, "deck:mine")
        await room.press("down", "enter")
        await room.until_shown("word word")
        assert "the very answer" not in room.text()
        await room.press("end")
        await room.until_shown("the very answer")


async def test_a_note_is_typed_and_stands_in_the_history(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        await room.press("m")
        await room.until_typing()
        await room.press(*"ask Dana", "enter")
        await room.until_shown("1 card noted.")
        await room.press("enter")
        await room.until_shown("note  ask Dana")
        place = f"{mine / 'decks' / 'mine.deck.yaml'}:5"
        await room.until(lambda: place in "".join(line.strip() for line in room.text().splitlines()))


async def test_the_history_of_a_card_tells_each_review_and_its_place(practised: Path) -> None:
    async with open_room(practised, size=(80, 60)) as room:
        await to_library(room, "reps:>2")
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, CardHistoryScreen) and room.app.screen.shown)
        text = await room.final_text()
        assert "stability" in text
        words = " ".join(text.split())
        assert "Stability" in text
        assert " s" in text
        assert "answers, forgotten" in words
        assert ".deck.yaml:" in "".join(line.strip() for line in text.splitlines())
        assert text.count("good") + text.count("again") >= 3
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen))


async def test_the_card_is_handled_on_its_own_screen_and_the_list_knows(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room, "deck:mine")
        await room.press("down", "enter")
        await room.until_shown("b not today")
        await room.press("s")
        await room.until_shown("1 card suspended. u takes it back.")
        await room.until(lambda: "suspended" in room.text().splitlines()[0])
        await room.press("s")
        await room.until_shown("1 card brought back.")
        await room.press("f")
        await room.until(lambda: "flagged" in room.text().splitlines()[0])
        await room.press("u")
        await room.until_shown("Taken back: flag")
        await room.until(lambda: "flagged" not in room.text().splitlines()[0])
        await room.press("m")
        await room.until_typing()
        await room.press(*"ask Dana", "enter")
        await room.until_shown("note  ask Dana")
        await room.press("b")
        await room.until(lambda: "not today" in room.text().splitlines()[0])
        await room.press("escape")
        await room.until(lambda: table.cards[1].marks == ("buried", "noted"))
        assert table.cursor_row == 1
    kinds = ("suspend", "suspend", "flag", "note", "bury")
    assert handled(mine) == [(kind, "c02") for kind in kinds]


async def test_heavy_deeds_are_asked_for_on_the_card_s_screen_too(practised: Path) -> None:
    async with open_room(practised, size=(80, 60)) as room:
        await to_library(room, "is:review")
        await room.press("enter")
        await room.until_shown("r make new")
        await room.press("r")
        await room.until_shown("Make new again 1 card?")
        await room.press("enter")
        await room.until_shown("New: never answered.")
        await room.press("u")
        await room.until_gone("New: never answered.")
