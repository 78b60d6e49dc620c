"""Every action of the daily habit by keys in a real terminal, several of them in the way of one person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from csmdrill.practice.model import Rating
from tests.terminal.drilling import RATINGS, leave, to_today

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

ONES = ("alpha", "bravo", "cedar", "delta")
DECK = "format: csmdrill/deck@1\nid: mine\ntitle: Mine\ncompetency: renewal-negotiation\ncards:\n"
CARD = "  - {{id: {0}, kind: recall, prompt: What is {0}?, answer: It is {0}., why: w, tags: [tag-{0}]}}\n"
READY = "f flag"
"""Stands on the screen of the library while its keys act on cards."""


@pytest.fixture
def mine(desk: Desk) -> Desk:
    """A desk with a deck of its own: alpha forgotten yesterday, bravo known, two new, one retired."""
    deck = "home/decks/mine.deck.yaml"
    desk.write(deck, DECK + "".join(map(CARD.format, (*ONES, "retired"))))
    desk.practised("2026-11-10", (key_of("alpha"), Rating.EASY))
    desk.practised("2026-11-20", (key_of("bravo"), Rating.EASY), (key_of("retired"), Rating.EASY))
    desk.practised("2026-11-23", (key_of("alpha"), Rating.AGAIN))
    desk.write(deck, DECK + "".join(map(CARD.format, ONES)))
    return desk


def key_of(name: str) -> str:
    """Return the key of a card of that deck."""
    return f"my/mine/{name}"


def to_library(terminal: Terminal, query: str) -> None:
    """Go from Today to the library and search; the keys then act on the cards found."""
    to_today(terminal)
    terminal.press("l")
    terminal.wait_for(READY)
    search(terminal, query)


def search(terminal: Terminal, query: str) -> None:
    """Type a search from the cards, and go back to them."""
    terminal.press("/")
    terminal.wait_for("Take it")
    terminal.press(query, "enter")  # the line is selected: what is typed takes the place of what was there
    terminal.wait_for(lambda: READY in terminal.flowing and f"/ {query}" in terminal.flowing)


def shows(terminal: Terminal, *names: str) -> bool:
    """Return whether the table has these cards and no others of the deck."""
    rows = {name: f"What is {name}?" for name in ONES} | {"retired": key_of("retired")}
    return {name for name, row in rows.items() if row in terminal.text} == {*names}


def home(terminal: Terminal) -> None:
    """Go back from the library to Today, quit, and see that all went well."""
    terminal.press("escape")
    to_today(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0


def handle_one(terminal: Terminal, mine: Desk) -> None:
    """Bury one card, note it, set it due, suspend it, bring it back and make it new."""
    search(terminal, "deck:mine bravo")
    terminal.wait_for(lambda: shows(terminal, "bravo"))
    terminal.press("b")
    terminal.wait_for("1 card left out until tomorrow.")
    terminal.press("m")
    terminal.wait_for("What do you want to note?")
    terminal.press("ask Dana first", "enter")
    terminal.wait_for("1 card noted.")
    terminal.press("d")
    terminal.wait_for("On which day?")
    terminal.press("soon", "enter")
    terminal.wait_for("'soon' is no day.")
    terminal.press(*["backspace"] * 4)
    terminal.wait_for(lambda: any(line.strip().startswith("a day like") for line in terminal.lines))
    terminal.press("2026-12-24", "enter")
    terminal.wait_for("1 card set due")
    terminal.press("s")
    terminal.wait_for("1 card suspended.")
    terminal.press("s")
    terminal.wait_for("1 card brought back.")
    terminal.press("u")
    terminal.wait_for("Taken back: unsuspend")
    search(terminal, "is:suspended")
    terminal.wait_for(lambda: shows(terminal, "bravo"))
    terminal.press("s")
    terminal.wait_for("1 card brought back.")
    search(terminal, "deck:mine bravo")
    terminal.wait_for(lambda: shows(terminal, "bravo"))
    terminal.press("r")
    terminal.wait_for("Make new again 1 card?")
    assert mine.card(key_of("bravo")).due == date(2026, 12, 24)
    terminal.press("enter")
    terminal.wait_for("1 card made new again.")


def test_what_a_search_finds_and_one_card_are_handled_and_taken_back(mine: Desk) -> None:
    terminal = mine.open()
    to_library(terminal, "deck:mine")
    terminal.wait_for(lambda: shows(terminal, *ONES))
    terminal.press("/")
    terminal.wait_for(lambda: READY not in terminal.flowing)
    terminal.press("deck:mine is:nwe", "enter")
    terminal.wait_for("Did you mean new?")
    assert any(line.rstrip().endswith("^") for line in terminal.lines)
    terminal.press(*["backspace"] * 3)
    terminal.wait_for(lambda: "nwe" not in terminal.text)
    terminal.press("new", "enter")
    terminal.wait_for(lambda: READY in terminal.flowing and shows(terminal, "cedar", "delta"))
    terminal.press("ctrl+a")
    terminal.wait_for("2 marked")
    terminal.press("s")
    terminal.wait_for("Suspend 2 cards?")
    terminal.wait_for(lambda: shows(terminal, "cedar", "delta"))
    terminal.press("escape")
    terminal.wait_for("2 marked")
    assert mine.facts("suspend") == []
    terminal.press("s")
    terminal.wait_for("Suspend 2 cards?")
    terminal.press("enter")
    terminal.wait_for("2 cards suspended.")
    groups = {fact["payload"]["group"] for fact in mine.facts("suspend")}
    terminal.press("u")
    terminal.wait_for("Taken back: suspend, 2 cards.")
    terminal.wait_for(lambda: READY in terminal.flowing)
    handle_one(terminal, mine)
    home(terminal)
    assert (len(groups), len(mine.facts("suspend"))) == (1, 2 + 3)
    assert [mine.card(key_of(name)).suspended for name in ("cedar", "delta")] == [False, False]
    seen = mine.card(key_of("bravo"))
    assert (seen.due, seen.reps, seen.suspended) == (None, 0, False)
    assert (seen.buried, seen.note) == (True, "ask Dana first")
    assert [event.what for event in seen.events][:1] == ["review"]
    assert [(fact["payload"]["on"]) for fact in mine.facts("suspend")[2:]] == [True, False, False]


def test_the_lists_show_leeches_flagged_suspended_and_retired_cards(mine: Desk) -> None:
    mine.practised("2026-11-23", *[(key_of("alpha"), rating) for rating in (Rating.GOOD, Rating.AGAIN) * 8])
    terminal = mine.open()
    to_library(terminal, "deck:mine cedar")
    terminal.wait_for(lambda: shows(terminal, "cedar"))
    terminal.press("f")
    terminal.wait_for("1 card flagged.")
    search(terminal, "deck:mine delta")
    terminal.wait_for(lambda: shows(terminal, "delta"))
    terminal.press("s")
    terminal.wait_for("1 card suspended.")
    search(terminal, "deck:mine")
    terminal.wait_for(lambda: shows(terminal, *ONES))
    terminal.press("tab")
    terminal.wait_for(lambda: READY not in terminal.flowing)
    lists = (("due", "alpha"), ("leech", "alpha"), ("flagged", "cedar"), ("noted", ""))
    for mark, name in (*lists, ("suspended", "delta"), ("retired", "retired")):
        terminal.press("down")
        terminal.wait_for(f"/ is:{mark}")
        terminal.wait_for(lambda: shows(terminal, *filter(None, [name])))  # noqa: B023
    terminal.press("enter")
    terminal.wait_for(READY)
    terminal.press("enter")
    terminal.wait_for("retired: no deck has it")
    terminal.press("escape")
    terminal.wait_for(READY)
    home(terminal)
    kept = {name: mine.card(key_of(name)) for name in ONES}
    assert (kept["alpha"].leech, kept["cedar"].flagged, kept["delta"].suspended) == (True, True, True)


def test_settings_leave_and_a_key_of_one_s_own(desk: Desk) -> None:
    terminal = desk.open()
    to_today(terminal)
    terminal.press(",")
    terminal.wait_for("Minutes of a session")
    terminal.press("enter")
    terminal.wait_for("Take it")
    terminal.press("25", "enter")
    terminal.wait_for(lambda: row_of(terminal, "Minutes of a session").endswith(" 25"))
    terminal.press("u")
    terminal.wait_for("Minutes of a session: 10 again.")
    terminal.press("up")
    terminal.wait_for("Days on which nothing is due.")
    terminal.press("enter")
    terminal.wait_for("No leave is planned.")
    terminal.press("a")
    terminal.wait_for(lambda: "a Add" not in terminal.flowing)
    terminal.press("2026-12-28 2027-13-10", "enter")
    terminal.wait_for("Write both days")
    terminal.press(*["backspace"] * 5)
    terminal.wait_for(lambda: any(line.strip() == "2026-12-28 2027-" for line in terminal.lines))
    terminal.press("01-10", "enter")
    terminal.wait_for("14 days")
    terminal.wait_for("a Add")
    assert len(desk.facts("leave")) == 1
    terminal.press("delete")
    terminal.wait_for("No leave is planned.")
    terminal.press("escape")
    terminal.wait_for("Days on which nothing is due.")
    terminal.press(*["up"] * (line_of(terminal, "Leave") - line_of(terminal, "Keys")), "enter")
    terminal.wait_for("then the new key")
    library = line_of(terminal, "today     the library")
    terminal.press(*["down"] * (library - line_of(terminal, "app")), "enter")
    terminal.wait_for("Press the new key.")
    terminal.press("z")
    terminal.wait_for(lambda: row_of(terminal, "today     the library").endswith(" z"))
    terminal.press("escape")
    terminal.wait_for("1 key of your own")
    terminal.press("escape")
    terminal.wait_for("z Library")
    terminal.press("z")
    terminal.wait_for(READY)
    home(terminal)
    values = [(fact["payload"]["name"], fact["payload"]["value"]) for fact in desk.facts("setting")]
    assert values == [("minutes", 25), ("keys", "today.library=z")]
    assert desk.run("config", "get", "minutes") == "10\n"
    assert [fact["payload"]["on"] for fact in desk.facts("leave")] == [True, False]


def line_of(terminal: Terminal, title: str) -> int:
    """Return on which line of the screen a setting stands."""
    return next(at for at, line in enumerate(terminal.lines) if line.strip().startswith(f"{title}  "))


def row_of(terminal: Terminal, title: str) -> str:
    """Return the line of the screen with a title, without the edge of its list."""
    lines = [line for line in terminal.lines if title in line]
    return lines[0].rstrip(" ▁▂▃▄▅▆▇█│▐▕") if lines else ""


def test_what_was_failed_is_practised_without_effect_then_with(mine: Desk) -> None:
    before = mine.card(key_of("alpha"))
    terminal = mine.open("practice", "--failed", "--cram")
    rate_good(terminal, "What is alpha?", "recall for practice")
    terminal.wait_for("Done for now. 1 answer")
    terminal.press("q")
    assert terminal.exit_code() == 0
    crammed = mine.card(key_of("alpha"))
    assert (crammed.due, crammed.stability) == (before.due, before.stability)
    assert crammed.events[-1].scheduled is False

    terminal = mine.open("practice", "--failed")
    rate_good(terminal, "What is alpha?", "")
    assert "for practice" not in terminal.flowing
    terminal.wait_for("Done for now. 1 answer")
    terminal.press("enter")
    to_today(terminal)
    terminal.press("s")
    terminal.wait_for("answers on")
    terminal.wait_for(" a day")  # what the days to come will take
    terminal.press("escape")
    to_today(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0
    after = mine.card(key_of("alpha"))
    assert (after.events[-1].scheduled, after.stability != before.stability) == (True, True)


def rate_good(terminal: Terminal, prompt: str, beside: str) -> None:
    """Reveal the card that asks something, with some words on the screen, and rate it good."""
    terminal.wait_for(lambda: prompt in terminal.flowing and beside in terminal.flowing)
    terminal.press("space")
    terminal.wait_for(RATINGS)
    terminal.press("3")


def test_a_warm_up_asks_three_cards_of_the_skill(mine: Desk) -> None:
    terminal = mine.open("warmup", "renewal", "--in", "10m")
    terminal.wait_for("Warm-up · Renewal negotiation")
    terminal.wait_for("3 to go")
    rate_good(terminal, "What is ", "Warm-up")
    terminal.wait_for("2 to go")
    leave(terminal)
    assert mine.facts("review")[-1]["payload"]["scheduled"] is True
    assert mine.facts("session")[-2]["payload"]["minutes"] == 10
