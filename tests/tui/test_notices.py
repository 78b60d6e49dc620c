"""What the program says beside its cards: a sentence for every key, and none that outlives its card."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bench.history import practise_until
from csmdrill.practice.model import Rating
from csmdrill.services.views import Missed
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.summary import SummaryScreen, missed_list
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.browsing import key_table
from tests.tui.room import NOW, Room, graded, open_room

HEAD = "format: csmdrill/deck@1\nid: own\ntitle: Own\ncompetency: renewal-negotiation\ncards:\n"
CHOICE = """\
  - {id: case, kind: choice, prompt: Go?, why: w,
     options: [{text: Hold, right: true, because: Under 60 %.}, {text: Go, because: Only if 60 %.}]}
"""
RECALL = "  - {id: one, kind: recall, prompt: Who pays?, answer: The owner., why: Money talks.}\n"
BROKEN = "  - {id: two, kind: recal, prompt: a, answer: b, why: w}\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A deck whose cards a test writes."""
    return tmp_path / "own.deck.yaml"


async def reveal(room: Room, screen: PracticeScreen, key: str = "space") -> None:
    """Show the answer of the card on the screen."""
    await room.press(key)
    await room.until(lambda: screen.revealed)


def flowing(room: Room) -> str:
    """Return the screen as running words, without the edges of notices."""
    return " ".join(room.text().replace("▌", " ").split())


async def test_what_a_named_deck_lacks_is_said_at_the_start_and_on_today(home: Path, own: Path) -> None:
    own.write_text(HEAD + RECALL + BROKEN)
    async with open_room(home, own, start="practice") as room:
        await room.practising()
        await room.until_shown("1 problem in it")
        assert "left out is what is wrong: csmdrill check" in flowing(room)
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))
        await room.until_shown("1 problem in your decks: l opens the Library, which shows where.")


async def test_a_wrong_option_and_the_right_one_are_named_before_their_reasons(home: Path, own: Path) -> None:
    own.write_text(HEAD + CHOICE)
    async with open_room(home, own, start="practice") as room:
        screen = await room.practising()
        assert screen.view is not None
        await reveal(room, screen, next(o.letter for o in screen.view.question.options if not o.right))
        await room.until_shown("Not right. Go – Only if 60 %.")
        await room.until_shown("Hold – Under 60 %.")


@pytest.mark.parametrize("way", ["reveal", "another card", "another screen"])
async def test_no_notice_outlives_its_card(home: Path, own: Path, way: str) -> None:
    own.write_text(HEAD + RECALL + RECALL.replace("one", "two"))
    async with open_room(home, own, start="practice") as room:
        screen = await room.practising()
        if way == "another card":
            await reveal(room, screen)
        screen.notify("A notice.", timeout=600)
        await room.until_shown("A notice.")
        await room.press({"reveal": "space", "another card": "3", "another screen": "escape"}[way])
        await room.until_gone("A notice.")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen) is (way == "another screen"))


async def test_keys_that_can_do_nothing_say_so(home: Path, own: Path) -> None:
    own.write_text(HEAD + RECALL + CHOICE)
    async with open_room(home, own, start="practice") as room:
        screen = await room.practising()
        await room.press("u")
        await room.until_shown("There is no answer left to take back.")
        await room.press("w")
        await room.until_shown("The reason comes with the answer.")
        await room.until_gone("take back")
        await reveal(room, screen)
        await room.press("w")
        await room.until(lambda: screen.query_one("#why").has_class("-here"))
        await room.press("3")
        await room.until_shown("Go?")
        for key in ("space", "f"):
            await room.press(key)
            await room.until_shown("Press the letter of your answer first: a or b.")
        assert not screen.revealed
        await room.press("A")  # caps lock
        await room.until(lambda: screen.revealed)


async def test_n_brings_more_new_cards_even_while_some_are_due(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("8 new cards")
        await room.until_shown("n 8 more new")
        await room.press("n")
        await room.practising()
        await room.until_shown("16 to go")


async def test_n_says_why_no_more_new_cards_come(home: Path) -> None:
    async with open_room(home, new=200) as room:
        await room.until_shown("new cards")
        assert "n 8 more new" not in room.text()
        await room.press("n")
        await room.until_shown("There are no more new cards than those of today")
        assert isinstance(room.app.screen, TodayScreen)


@pytest.mark.parametrize(
    ("new", "when"), [(1, "more come tomorrow, or now with n."), (0, "They come with n.")]
)
async def test_a_deck_added_after_the_day_s_new_cards_says_when_it_comes(
    home: Path, new: int, when: str
) -> None:
    async with open_room(home, new=new) as room:
        if new:
            await room.to_first_card()
            await graded(room.app.work, Rating.EASY)
            await room.press("escape")
            await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
            await room.press("escape")
        await room.until_shown("Nothing is due")
        (home / "decks").mkdir(parents=True, exist_ok=True)
        (home / "decks" / "own.deck.yaml").write_text(HEAD + RECALL)
        await room.press("ctrl+r")
        await room.until_shown("Decks changed: 1 new.")
        await room.until(lambda: when in flowing(room))


async def test_who_practised_lately_is_not_welcomed_back(home: Path) -> None:
    practise_until(home, datetime.fromisoformat(NOW), 12)
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        workspace.change("minutes", 1)
    async with open_room(home, CSMDRILL_NOW="2026-11-25T09:00:00+01:00") as room:
        await room.until_shown("1 minute of what matters most")
        assert "Welcome back" not in room.text()
        await room.press("n")
        await room.until(lambda: "No new cards until what is due fits into your minutes" in flowing(room))
    async with open_room(home, CSMDRILL_NOW="2026-11-28T09:00:00+01:00") as room:
        await room.until_shown("Welcome back. 1 minute of what matters most")


def test_hard_cards_are_cut_after_a_word() -> None:
    shown = missed_list((Missed("a/b/c", "Go?", "Escalate – " + "only if both months " * 6),)).plain
    last = shown.splitlines()[-1]
    assert last == "    Escalate – only if both months only if both months only if both…"
    assert len(last) <= 4 + 70
    whole = "x" * 200
    assert missed_list((Missed("a/b/c", whole, "y"),)).plain.splitlines()[1] == "x" * 69 + "…"


async def test_the_summary_names_each_rating_that_was_given(home: Path) -> None:
    async with open_room(home) as room:
        await room.to_first_card()
        for rating in (Rating.HARD, Rating.EASY, Rating.GOOD, Rating.HARD):
            await graded(room.app.work, rating)
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
        await room.until_shown("2 hard, 1 good, 1 easy.")
        assert "again" not in room.text().partition("first time")[0]


def test_help_names_the_key_that_works_while_typing() -> None:
    assert any("f1" in line for line in key_table({}))
