"""The real program in a real terminal: what a person sees, types, and finds again the next time."""

from __future__ import annotations

import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.practice.model import Rating
from tests.terminal.drilling import ALL_KINDS, CARDS, CLEAN_SHELL, RATINGS, answer, leave, to_today

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk

SOON = "format: csmdrill/deck@1\nid: d\ntitle: D\ncards:\n" + "".join(
    f"  - {{id: c{n}, kind: recall, prompt: What of c{n}, answer: a, why: w}}\n" for n in range(1, 3)
)


@pytest.mark.no_home
def test_the_first_run_is_one_key_from_the_shell_to_a_card_also_before_the_decks_are_read(desk: Desk) -> None:
    terminal = desk.open()
    terminal.wait_for("Today")
    terminal.press("enter")
    terminal.wait_for(lambda: terminal.lines[0].endswith("left · 8 to go"))
    assert re.search(r"\x1b\[[0-9;]*38;2;", terminal.said)  # in colours
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0


def test_ten_cards_two_undone_stopped_in_the_middle_and_begun_again(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for("The eleventh one?")
    terminal.press("u")
    terminal.wait_for("The tenth one?")
    terminal.press("u")
    terminal.wait_for("twice. In all?")
    terminal.press("escape")
    terminal.wait_for("Stopped here. 8 answers")
    terminal.press("q")
    assert terminal.exit_code() == 0

    names = [f"my/kinds/c{number:02}{'#nrr' if number == 2 else ''}" for number in range(1, 11)]
    reviews = desk.facts("review")
    assert [fact["key"] for fact in reviews] == names
    assert [fact["payload"]["rating"] for fact in reviews] == [int(rating) for _, _, rating in CARDS]
    assert [fact["key"] for fact in desk.facts("undo")] == names[:7:-1]

    again = desk.open("practice", "--deck", kinds)
    again.wait_for("twice. In all?")
    again.wait_for("11 to go")
    for prompt, typed, rating in CARDS[8:]:
        answer(again, prompt, typed, rating)
    again.wait_for("The eleventh one?")
    leave(again)
    assert desk.facts("review")[:10] == reviews
    assert [fact["key"] for fact in desk.facts("review")[10:]] == names[8:]


def test_what_was_typed_is_judged_and_can_be_overruled(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS[:3]:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for("The plan you both sign?")
    terminal.press("Mutual-Plan", "enter")
    terminal.wait_for("✓ Right.")
    terminal.wait_for("3 GOOD")
    terminal.press("1")
    terminal.wait_for("Six times seven?")
    terminal.press("many", "enter")
    terminal.wait_for("Type one number, like 95,000 or 4.5.")
    terminal.press(*["backspace"] * 4)
    terminal.wait_for("a number, enter reveals")
    terminal.press("41", "enter")
    terminal.wait_for("✗ Not right.")
    terminal.wait_for("1 AGAIN")
    terminal.press("3")
    terminal.wait_for("In order?")
    leave(terminal)
    kept = [(fact["payload"]["suggested"], fact["payload"]["rating"]) for fact in desk.facts("review")]
    assert kept[3:] == [(3, 1), (1, 3)]


def test_a_session_ends_by_itself_and_leads_back_to_today_also_in_the_c_locale(desk: Desk) -> None:
    deck = desk.write("two.deck.yaml", ALL_KINDS.split("  - {id: c02")[0])
    terminal = desk.open("practice", "--deck", deck, environ={"LC_ALL": "C", "LANG": "C"})
    answer(terminal, *CARDS[0])
    answer(terminal, CARDS[0][0], ("space",), "enter")
    terminal.wait_for("Done for now. 2 answers")
    terminal.press("enter")
    terminal.wait_for("Today so far: 2 answers.")
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert desk.facts("session")[-1]["payload"]["reason"] == "done"


def test_a_program_that_is_killed_loses_no_answer(desk: Desk, kinds: Path) -> None:
    answered: list[int] = []
    for deadly, cards, code in (
        (signal.SIGKILL, CARDS[:2], -signal.SIGKILL),
        (signal.SIGTERM, CARDS[2:4], 0),
    ):
        terminal = desk.open("practice", "--deck", kinds)
        for prompt, keys, rating in cards:
            answer(terminal, prompt, keys, rating)
            answered.append(int(rating))
        terminal.wait_for(CARDS[len(answered)][0])
        assert terminal.kill(deadly) == code
        assert [fact["payload"]["rating"] for fact in desk.facts("review")] == answered
        assert "Nothing is wrong." in desk.run("doctor")
    again = desk.open("practice", "--deck", kinds)
    again.wait_for(CARDS[len(answered)][0])


def test_help_leads_back_to_the_card_and_no_colour_is_sent_where_none_is_wanted(
    desk: Desk, kinds: Path
) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ={"NO_COLOR": "1"})
    terminal.wait_for(CARDS[0][0])
    for key, back in (("?", "escape"), ("f1", "?")):
        terminal.press(key)
        terminal.wait_for("take the last answer back, up to 30")
        terminal.press(back)
        terminal.wait_for(CARDS[0][0])
    answer(terminal, *CARDS[0])
    terminal.wait_for(CARDS[1][0])
    terminal.press("?")
    terminal.wait_for("accept the rating suggested")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    sent = {
        number
        for codes in re.findall(r"\x1b\[([0-9;:]*)m", terminal.said)
        for number in re.split("[;:]", codes)
    }
    assert sent <= {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27", "39", "49"}


def test_the_first_screen_is_today_and_a_theme_chosen_from_the_palette_is_remembered(desk: Desk) -> None:
    terminal = desk.open()
    to_today(terminal)
    terminal.wait_for(lambda: "Today" in terminal.lines[0])
    terminal.wait_for(lambda: "practice clock Tue 24 Nov 2026, 09:00" in terminal.lines[0])
    dark = terminal.cells("Practise")[0].bg
    terminal.press("ctrl+p")
    terminal.wait_for("Search for commands")
    terminal.press("theme: light")
    terminal.wait_for(lambda: "Theme: light" in terminal.text and "Theme: dark" not in terminal.text)
    terminal.press("enter")
    terminal.wait_for(lambda: "▸ Practise" in terminal.flowing and terminal.cells("Practise")[0].bg != dark)
    light = terminal.cells("Practise")[0].bg
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert desk.run("config", "get", "theme") == "light\n"
    again = desk.open()
    again.wait_for(lambda: "▸ Practise" in again.flowing and again.cells("Practise")[0].bg == light)


@pytest.mark.no_home
@pytest.mark.parametrize(
    ("words", "rubbish"), [((), b""), (("practice",), b"no database at all " * 300)], ids=["empty", "junk"]
)
def test_a_damaged_database_is_a_sentence_in_a_clean_shell(
    desk: Desk, words: tuple[str, ...], rubbish: bytes
) -> None:
    database = desk.home / "practice.db"
    desk.home.mkdir()
    database.write_bytes(rubbish)
    terminal = desk.open(*words)
    assert terminal.exit_code() == 5
    last = terminal.said.rpartition(CLEAN_SHELL)[2]
    assert str(database) in last.replace("\r\n", "\n")
    assert "csmdrill doctor --rebuild" in last
    assert database.read_bytes() == rubbish


def test_a_dumb_terminal_is_told_about_line_mode(desk: Desk) -> None:
    terminal = desk.open(environ={"TERM": "dumb"})
    assert terminal.exit_code() == 7
    assert "csmdrill practice --plain" in terminal.said
    assert "\x1b" not in terminal.said


def test_line_mode_in_a_terminal_takes_enter_alone_and_asks_again_where_a_reply_cannot_be_read(
    desk: Desk,
) -> None:
    head, _, cards = ALL_KINDS.partition("  - {id: c01")
    recall, choice = cards[: cards.index("  - {id: c02")], cards[cards.index("  - id: c03") :]
    two = head + "  - {id: c01" + recall + choice[: choice.index("  - {id: c04")]
    terminal = desk.open("practice", "--plain", "--deck", desk.write("two.deck.yaml", two))
    terminal.wait_for("answer>")
    terminal.press("\n")
    terminal.wait_for("Who decides.")
    terminal.wait_for("rating [3]>")
    terminal.press("\n")
    terminal.wait_for(lambda: terminal.flowing.endswith("answer>"))
    terminal.press("z\n")
    terminal.wait_for("Type one of the letters a, b. answer>")
    terminal.press("q\n")
    terminal.wait_for("Stopped. 1 answer")
    assert terminal.exit_code() == 0
    assert "\x1b" not in terminal.said


def test_keys_pressed_as_soon_as_the_first_card_stands_answer_it(desk: Desk) -> None:
    desk.write("home/decks/d.deck.yaml", SOON)
    desk.practised("2026-11-20", ("my/d/c1", Rating.GOOD), ("my/d/c2", Rating.GOOD))
    begun = len(desk.facts("review"))
    terminal = desk.open("practice")
    terminal.wait_for("What of c")
    terminal.press("space", "3")
    terminal.wait_for(lambda: len(desk.facts("review")) > begun and RATINGS not in terminal.flowing)
    leave(terminal)
    (kept,) = desk.facts("review")[begun:]
    assert (str(kept["key"])[:-1], kept["payload"]["rating"]) == ("my/d/c", 3)


def test_a_session_left_at_its_first_card_leaves_no_trace_and_one_that_is_quit_has_an_end(desk: Desk) -> None:
    desk.write("home/decks/d.deck.yaml", SOON)
    desk.practised("2026-11-20", ("my/d/c1", Rating.GOOD), ("my/d/c2", Rating.GOOD))
    begun = len(desk.facts("session"))
    terminal = desk.open("practice")
    terminal.wait_for("What of c")
    terminal.press("escape")
    terminal.wait_for(lambda: "What of c" not in terminal.text)
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert len(desk.facts("session")) == begun
    terminal = desk.open("practice")
    terminal.wait_for("What of c")
    terminal.press("space", "3")
    terminal.wait_for(lambda: len(desk.facts("session")) > begun)
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    told = [(fact["payload"]["event"], fact["payload"]["answered"]) for fact in desk.facts("session")]
    assert told[begun:] == [("start", None), ("end", 1)]


def test_quitting_while_another_program_holds_the_store_says_that_the_rating_was_not_kept(desk: Desk) -> None:
    desk.write("home/decks/d.deck.yaml", SOON)
    desk.practised("2026-11-20", ("my/d/c1", Rating.GOOD), ("my/d/c2", Rating.GOOD))
    begun = len(desk.facts("review"))
    with closing(sqlite3.connect(desk.home / "practice.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        terminal = desk.open("practice")
        terminal.wait_for("What of c")
        terminal.press("space")
        terminal.wait_for("GOOD")
        terminal.press("3")
        terminal.wait_for("The practice history is not free yet")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
    assert "Your last rating was not kept. Another program holds" in " ".join(terminal.said.split())
    assert len(desk.facts("review")) == begun
