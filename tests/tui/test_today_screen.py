"""Today as a person meets it: what is due, what is known, what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from bench.history import practise_until
from csmdrill.core.text import make_safe
from csmdrill.services.leave import add_leave
from csmdrill.services.plan import NOTHING_FAILED, Plan
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.commands import set_setting
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.room import NOW, open_room

NOTHING_LEFT = 200


async def test_a_newcomer_is_told_how_it_works(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("8 new cards")
        await room.until_shown("say your answer aloud")
        assert "know, last 30 days" not in room.text()


async def test_after_weeks_what_is_known_stands_with_its_count_and_interval(home: Path) -> None:
    practise_until(home, datetime.fromisoformat(NOW), 14)
    async with open_room(home) as room:
        await room.until_shown("know, last 30 days")
        row = next(
            line for line in room.text().splitlines() if line.strip().startswith("Renewal negotiation")
        )
        assert " of " in row
        assert "–" in row
        await room.until_shown("The last 7 days")
        assert "say your answer aloud" not in room.text()


async def test_when_nothing_is_due_enter_says_so_and_stays(home: Path) -> None:
    async with open_room(home, new=0) as room:
        await room.until_shown("Nothing is due")
        await room.press("enter")
        await room.until_shown("with practice --new N")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_on_leave_today_says_so_and_when_it_ends(home: Path) -> None:
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        add_leave(workspace, date(2026, 11, 20), date(2026, 11, 25))
    async with open_room(home) as room:
        await room.until_shown("You are on leave: nothing is due. Back on Thu 26 Nov.")


async def test_who_is_behind_meets_no_wall_of_cards_and_reads_no_debt_but_when_it_is_over(home: Path) -> None:
    practise_until(home, datetime.fromisoformat("2026-09-24T09:00:00+02:00"), 40)
    async with open_room(home) as room:
        await room.until_shown("Welcome back")
        assert "cards, about" not in room.text()
        screen = await room.to_first_card()
        assert screen.view is not None
        assert not screen.view.new
        await room.press("escape")
        await room.until_shown("The rest can wait.")
        await room.until(lambda: "10 minutes of what matters most" in " ".join(room.text().split()))
        assert "due" not in room.text()
        await room.until_shown("Level again on ")


async def test_broken_decks_are_counted_and_the_rest_works(home: Path) -> None:
    (home / "decks").mkdir(parents=True, exist_ok=True)
    broken = (
        "format: csmdrill/deck@1\nid: b\ntitle: B\ncards:\n  - {id: x, kind: recal, prompt: a, answer: b}\n"
    )
    (home / "decks" / "b.deck.yaml").write_text(broken, encoding="utf-8")
    async with open_room(home) as room:
        await room.until_shown("1 problem in your decks: l opens the Library, which shows where.")
        await room.until_shown("8 new cards")


async def test_warnings_are_no_problems_of_the_day_but_stand_in_the_library(home: Path) -> None:
    (home / "decks").mkdir(parents=True, exist_ok=True)
    unsaid = (
        "format: csmdrill/deck@1\nid: a\ntitle: A\ncards:\n  - {id: x, kind: recall, prompt: a, answer: b}\n"
    )
    (home / "decks" / "a.deck.yaml").write_text(unsaid, encoding="utf-8")
    async with open_room(home) as room:
        await room.until_shown("8 new cards")
        assert "in your decks" not in await room.final_text()
        await room.press("l")
        await room.until_shown("Warnings ")


async def test_a_deck_added_meanwhile_is_found_on_request(home: Path) -> None:
    async with open_room(home, new=NOTHING_LEFT) as room:
        await room.until_shown("new cards")
        (home / "decks").mkdir(parents=True, exist_ok=True)
        card = "{id: x, kind: recall, prompt: a, answer: b, why: w}"
        mine = f"format: csmdrill/deck@1\nid: m\ntitle: M\ncards:\n  - {card}\n"
        (home / "decks" / "m.deck.yaml").write_text(mine, encoding="utf-8")
        await room.press("ctrl+r")
        await room.until_shown("Decks changed: 1 new.")


async def test_when_the_day_is_done_more_new_cards_can_be_asked_for(home: Path) -> None:
    async with open_room(home, new=0) as room:
        await room.until_shown("new cards waiting")
        await room.press("n")
        screen = await room.practising()
        assert screen.view is not None
        assert screen.view.new
        await room.until_shown("8 to go")


async def test_help_opens_everywhere_and_leads_back(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("Practise")
        await room.press("question_mark")
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))
        await room.to_first_card()
        await room.press("question_mark")
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        await room.press("question_mark")
        await room.until(lambda: isinstance(room.app.screen, PracticeScreen))


async def test_the_theme_follows_the_terminal_and_a_choice_is_kept(home: Path) -> None:
    async with open_room(home, COLORFGBG="0;15") as room:
        await room.until_shown("Practise")
        await room.until(lambda: room.app.opened and room.app.theme == "csmdrill-light")
        await set_setting(room.app, "theme", "dark")
        await room.until(lambda: room.app.theme == "csmdrill-dark")
    async with open_room(home, COLORFGBG="0;15") as room:
        await room.until(lambda: room.app.theme == "csmdrill-dark")


async def test_the_practice_clock_is_said_on_the_screen(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("practice clock Tue 24 Nov 2026, 09:00")


async def test_every_screen_says_that_the_clock_is_a_practice_clock(home: Path) -> None:
    def first_line() -> str:
        return room.text().splitlines()[0]

    async with open_room(home) as room:
        await room.until(lambda: "practice clock" in first_line())
        await room.to_first_card()
        await room.until(lambda: "8 to go" in first_line())
        assert "practice clock" in first_line()
        await room.press("question_mark")
        await room.until(lambda: "Help" in first_line())
        assert "practice clock" in first_line()
        await room.press("escape")
        await room.until(lambda: "Help" not in first_line())
        await room.press("escape")
        await room.until(lambda: "Summary" in first_line())
        assert "practice clock" in first_line()
        await room.press("enter")
        await room.until_shown("s Stats")
        await room.press("s")
        await room.until(lambda: "Stats" in first_line())
        assert "practice clock" in first_line()


async def test_the_usual_clock_is_said_nowhere(home: Path) -> None:
    async with open_room(home, CSMDRILL_NOW="") as room:
        await room.to_first_card()
        assert "practice clock" not in room.text()


@pytest.mark.parametrize("text", ["[/x] odd", "[@click=app.quit]go[/]", "\x1b[31mred"])
async def test_a_banner_shows_untrusted_text_as_it_is(home: Path, text: str) -> None:
    async with open_room(home) as room:
        await room.until_shown("Practise")
        screen = room.app.screen
        assert isinstance(screen, TodayScreen)
        screen.say(text, title=text, severity="warning")
        await room.until(lambda: room.text().count(make_safe(text)) == 2)


async def test_who_failed_nothing_is_told_so(home: Path) -> None:
    async with open_room(home, plan=Plan("practice", failed=True)) as room:
        await room.until(
            lambda: (
                any(NOTHING_FAILED in each.message for each in room.app._notifications)
                or NOTHING_FAILED in " ".join(room.text().split())
            )
        )
