"""`s` in Practice leaves the card out from now on, and `u` takes it back; a note shows after the reveal."""

from __future__ import annotations

from pathlib import Path

from csmdrill.services.cards import act, history
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.summary import SummaryScreen
from tests.tui.room import NOW, open_room

DECK = """\
format: csmdrill/deck@1
id: small
title: A small deck
competency: outcome-discovery
cards:
  - {id: first, kind: recall, prompt: First prompt?, answer: First answer., why: w}
  - {id: second, kind: recall, prompt: Second prompt?, answer: Second answer., why: w}
"""


async def test_s_suspends_and_u_takes_it_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    deck = tmp_path / "small.deck.yaml"
    deck.write_text(DECK, encoding="utf-8")
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        first = screen.view
        assert first is not None
        await room.until_shown("Suspend")
        await room.press("s")
        await room.until(lambda: screen.view is not first)
        second = screen.view
        assert second is not None
        assert second.key != first.key
        await room.until(lambda: "u takes it back" in room.text())
        await room.press("u")
        await room.until(lambda: screen.view is not second)
        assert screen.view is not None
        assert screen.view.key == first.key
        await room.press("s")
        await room.until(lambda: screen.view is not None and screen.view.key == second.key)
        await room.press("s")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        assert history(workspace, first.key).suspended
        assert history(workspace, second.key).suspended


async def test_a_note_shows_after_the_reveal(tmp_path: Path) -> None:
    home = tmp_path / "home"
    deck = tmp_path / "small.deck.yaml"
    deck.write_text(DECK, encoding="utf-8")
    environ = {"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}
    with open_workspace(environ, [deck]) as workspace:
        from csmdrill.services import library

        library.refresh(workspace)
        keys = workspace.store.known_keys(["my/small/first", "my/small/second"])
        act(workspace, keys, "note", text="Ask [b]Dana[/b].")
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        assert "Dana" not in room.text()
        await room.press("space")
        await room.until(lambda: "note  Ask [b]Dana[/b]." in room.text())
        assert isinstance(screen, PracticeScreen)
