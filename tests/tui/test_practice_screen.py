"""Practice as a person meets it: keys in, words on the screen, answers kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from textual.widgets import Input

from csmdrill.core.home import Home
from csmdrill.services.plan import Plan
from csmdrill.tui.commands import set_setting
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.room import Room, facts_of, open_room


def ratings_of(home: Path) -> list[tuple[str, int]]:
    """Return card and rating of every review, in order."""
    return [
        (str(fact["key"]).rpartition("/")[2], fact["payload"]["rating"])  # type: ignore[index]
        for fact in facts_of(home)
        if fact["kind"] == "review"
    ]


async def answer_rightly(room: Room, screen: PracticeScreen, rating: str = "3") -> None:
    """Answer the card on the screen, whatever its kind, and rate it."""
    await reveal_rightly(room, screen)
    before = screen.view
    await room.press(rating)
    await room.until(lambda: room.app.screen is not screen or screen.view is not before)


async def reveal_rightly(room: Room, screen: PracticeScreen) -> None:
    """Give the right answer to the card on the screen."""
    view = screen.view
    assert view is not None
    question = view.question
    if question.form == "letter":
        await room.press(next(option.letter for option in question.options if option.right))
    elif question.form in ("aloud", "points"):
        await room.press("space")
    else:
        await room.until_typing()
        screen.query_one("#reply", Input).value = (
            question.answer if question.form == "number" else question.accept[0]
        )
        await room.press("enter")
    await room.until(lambda: screen.revealed)


async def test_a_first_run_reaches_a_card_with_one_key(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("Today")
        await room.until_shown("8 new cards")
        screen = await room.to_first_card()
        assert screen.view is not None
        await room.until_shown(screen.view.question.prompt.split()[0])
        await room.until_shown("8 to go")


async def test_a_key_pressed_before_the_decks_are_read_is_not_lost(home: Path) -> None:
    async with open_room(home) as room:
        await room.press("enter")
        await room.until(
            lambda: isinstance(room.app.screen, PracticeScreen) and room.app.screen.view is not None
        )


async def test_ten_cards_of_every_kind_are_kept_and_two_are_taken_back(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice", new=20) as room:
        screen = await room.practising()
        kinds = []
        for _ in range(10):
            assert screen.view is not None
            kinds.append(screen.view.question.kind)
            last = screen.view.key
            await answer_rightly(room, screen)
        assert set(kinds) == {"recall", "cloze", "choice", "typed", "number", "order", "points", "case"}
        await room.press("ctrl+z")
        await room.until(lambda: screen.view is not None and screen.view.key == last)
        await room.press("ctrl+z")
        await room.until(lambda: screen.view is not None and screen.view.key != last)
        assert screen.view is not None
        assert screen.view.answered == 8
    kinds_kept = [fact["kind"] for fact in facts_of(home)]
    assert kinds_kept.count("review") == 10
    assert kinds_kept.count("undo") == 2


async def test_what_was_taken_back_can_be_brought_back(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        first = screen.view
        assert first is not None
        await answer_rightly(room, screen, "1")
        second = screen.view
        assert second is not None
        await room.press("ctrl+z")
        await room.until(lambda: screen.view is not None and screen.view.key == first.key)
        await room.press("ctrl+y")
        await room.until(lambda: screen.view is not None and screen.view.key == second.key)


async def test_a_wrong_option_is_told_and_can_be_overruled(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.until_kind("choice", answer_rightly)
        assert screen.view is not None
        wrong = next(option.letter for option in screen.view.question.options if not option.right)
        await room.press(wrong)
        await room.until_shown("Not right")
        await room.until_shown("it tempts")
        await room.until_shown("AGAIN")
        await room.press("3")
        await room.until(lambda: screen.view is not None and screen.view.question.kind != "choice")
    review = [fact for fact in facts_of(home) if fact["kind"] == "review"][-1]
    payload = review["payload"]
    assert isinstance(payload, dict)
    assert (payload["suggested"], payload["rating"]) == (1, 3)


async def test_the_suggested_rating_is_taken_with_space(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.until_kind("choice", answer_rightly)
        assert screen.view is not None
        wrong = next(option.letter for option in screen.view.question.options if not option.right)
        await room.press(wrong)
        await room.until(lambda: screen.revealed)
        await room.press("space")
        await room.until(lambda: not screen.revealed)
    assert ratings_of(home)[-1] == ("c03", 1)


async def test_points_are_ticked_and_decide_what_is_suggested(home: Path, deck: Path) -> None:
    five = deck.read_text(encoding="utf-8").replace("[alpha, beta, gamma]", "[a1, b2, c3, d4, epsilon]")
    deck.write_text(five, encoding="utf-8")
    async with open_room(home, deck, start="practice") as room:
        await room.until_kind("points", answer_rightly)
        await room.press("space")
        await room.until_shown("Good means 2 of 5")
        await room.until_shown("AGAIN")
        await room.press("a", "e")
        await room.until_shown("[x] epsilon")
        await room.until_shown("GOOD")
        await room.press("e")
        await room.until_shown("[ ] epsilon")
        await room.until_shown("AGAIN")


async def test_a_number_that_cannot_be_read_is_asked_again(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.until_kind("number", answer_rightly)
        await room.until_typing()
        await room.press(*"about")
        await room.press("enter")
        await room.until(lambda: "number" in room.text().splitlines()[7])
        assert not screen.revealed


async def test_a_cloze_hides_its_words_until_it_is_revealed(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        await room.until_kind("cloze", answer_rightly)
        assert "NRR" not in room.text()
        await room.press("space")
        await room.until_shown("NRR")


async def test_two_ratings_by_default_and_four_on_request(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        await room.press("space")
        await room.until_shown("GOOD")
        assert "hard" not in room.text()
        await room.press("2")
        assert screen.revealed
        await set_setting(room.app, "buttons", 4)
        await room.until_shown("2 hard")
        await room.press("4")
        await room.until(lambda: not screen.revealed)
    assert ratings_of(home) == [("c01", 4)]


async def test_a_rating_does_nothing_before_the_answer_is_shown(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        first = screen.view
        await room.press("3", "1")
        assert screen.view is first
    assert ratings_of(home) == []


async def test_stopping_shows_a_summary_and_undo_leads_back(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        first = screen.view
        assert first is not None
        await answer_rightly(room, screen, "1")
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
        await room.until_shown("1 answer")
        await room.until_shown("What do you ask first?")
        await room.press("u")
        again = await room.practising()
        assert again.view is not None
        assert again.view.key == first.key
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_the_next_start_goes_on_where_one_stopped(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice", new=20) as room:
        screen = await room.practising()
        await answer_rightly(room, screen)
        await answer_rightly(room, screen)
        third = screen.view
        assert third is not None
    async with open_room(home, deck, start="practice", new=20) as room:
        screen = await room.practising()
        assert screen.view is not None
        assert screen.view.key == third.key


async def test_ratings_and_options_can_be_clicked(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.until_kind("choice", answer_rightly)
        await room.final_text()  # where there is something to click no longer moves
        await room.pilot.click(".option")
        await room.until(lambda: screen.revealed)
        await room.final_text()
        await room.pilot.click(".rating.-suggested")
        await room.until(lambda: not screen.revealed)
        await room.final_text()
        await room.pilot.click("#undo-mark")
        await room.until(lambda: screen.view is not None and screen.view.question.kind == "choice")


async def test_a_small_window_takes_no_answer(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice", size=(60, 20)) as room:
        await room.until_shown("csmdrill needs a window of 80x24")
        await room.press("space", "3", "space", "3")
        await room.pilot.resize_terminal(80, 24)
        await room.until_shown("What do you ask first?")
    assert ratings_of(home) == []


async def test_a_locked_history_keeps_the_answer_on_the_screen(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        await room.press("space")
        await room.until(lambda: screen.revealed)
        with closing(sqlite3.connect(Home(home).database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await room.press("3")
            await room.until_shown("Another program holds")
            assert screen.revealed
            other.execute("ROLLBACK")
        await room.press("3")
        await room.until(lambda: not screen.revealed)
    assert ratings_of(home) == [("c01", 3)]


@pytest.mark.parametrize("text", ["[/x]", "[@click=app.quit]go[/]", "[red]no[/red]", "$accent [b"])
async def test_markup_in_a_card_is_shown_as_it_is(home: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.deck.yaml"
    quoted = msgspec.json.encode(text).decode()
    path.write_text(
        "format: csmdrill/deck@1\nid: m\n"
        f"title: {quoted}\ncards:\n"
        f"  - {{id: one, kind: choice, prompt: {quoted}, why: {quoted},\n"
        f"     options: [{{text: {quoted}, right: true}}, {{text: other, because: {quoted}}}]}}\n",
        encoding="utf-8",
    )
    async with open_room(home, path, start="practice") as room:
        screen = await room.practising()
        await room.until(lambda: room.text().count(text) == 3)
        await room.press("a")
        await room.until(lambda: screen.revealed)
        await room.until_shown(text)


async def test_bold_is_the_only_thing_interpreted(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.deck.yaml"
    path.write_text(
        "format: csmdrill/deck@1\nid: b\ntitle: B\ncards:\n"
        '  - {id: one, kind: recall, prompt: "say **this** and *that*", answer: a, why: w}\n',
        encoding="utf-8",
    )
    async with open_room(home, path, start="practice") as room:
        await room.practising()
        await room.until_shown("say this and *that*")


async def test_w_shows_the_reason_again_once_the_card_is_answered(home: Path, deck: Path) -> None:
    deck.write_text(
        deck.read_text(encoding="utf-8").replace(
            "answer: Who decides., why: w", "answer: Him., why: Ask first"
        ),
        encoding="utf-8",
    )
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        await room.press("w")
        assert "w Why" not in room.text()
        assert "Ask first" not in room.text()
        await answer_rightly(room, screen)
        await room.until_gone("Ask first")
        await room.press("w")
        await room.until_shown("Ask first")
        await room.press("u")
        await room.until(lambda: screen.view is not None and screen.view.answered == 0)
        await room.until(lambda: "w Why" not in room.text())  # it would give the answer away


async def test_w_brings_a_reason_below_the_fold_into_view(home: Path, deck: Path) -> None:
    long = "Who decides. " + "And then. " * 150
    deck.write_text(
        deck.read_text(encoding="utf-8").replace(
            "answer: Who decides., why: w", f"answer: {long}, why: The end"
        ),
        encoding="utf-8",
    )
    async with open_room(home, deck, start="practice") as room:
        await room.practising()
        await room.press("space")
        await room.until_shown("w Why")
        assert "The end" not in room.text()
        await room.press("w")
        await room.until_shown("why  The end")


@pytest.mark.parametrize("buttons", [2, 4])
async def test_every_key_of_a_revealed_card_stands_on_a_small_screen(
    home: Path, deck: Path, buttons: int
) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        await set_setting(room.app, "buttons", buttons)
        await answer_rightly(room, screen)
        await room.press("space")
        await room.until(lambda: screen.revealed)
        await room.until_shown("GOOD")
        last = (await room.final_text()).splitlines()[-1]
        for key in ("space Accept", "w Why", "s Suspend", "e Edit", "esc Stop", "? Help", "^p palette"):
            assert key in last
        assert room.text().lower().count("u undo") == 1


async def test_a_card_that_left_the_decks_is_skipped_with_a_sentence(home: Path, deck: Path) -> None:
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        text = deck.read_text(encoding="utf-8")
        gone = '  - {id: c02, kind: cloze, text: "{{nrr::NRR}} counts expansion.", why: w}\n'
        deck.write_text(text.replace(gone, ""), encoding="utf-8")
        await room.app.work.refresh()
        await answer_rightly(room, screen)
        await room.until_shown("1 card was skipped")
        await room.until_shown("Which?")
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
        await room.until_shown("1 card was skipped")


async def test_a_warm_up_says_that_it_is_one_and_the_next_session_is_the_days(home: Path) -> None:
    async with open_room(home, plan=Plan("practice", warm_up="renewal-negotiation")) as room:
        await room.practising()
        await room.until(lambda: "Warm-up · Renewal negotiation" in room.text().splitlines()[0])
        await room.until_shown("3 to go")
        await room.press("escape")
        await room.until_shown("Stopped here")
        await room.press("enter")
        await room.to_first_card()
        await room.until_gone("Warm-up")
