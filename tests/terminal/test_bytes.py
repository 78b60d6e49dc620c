"""Every byte that the terminal receives over hostile texts is printable, or one of our own sequences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.strings import hostile
from csmdrill.core.text import find_unsafe
from tests.terminal.drilling import to_today
from tests.tui.wire import left_of

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk

DECK = "format: csmdrill/deck@1\nid: mine\ntitle: '[/x] [@click=app.quit]'\ncards:\n"
CARD = "  - {{id: c{0}, kind: recall, prompt: {1!r}, answer: {1!r}, why: {1!r}}}\n"
PASTE = "\x1b[200~{}\x1b[201~"
LIKE_OURS = "q\x1b[31mq\x1b[Hq\x1b[2Jq\x1b[Kq\x1b[3Aq"
"""What Textual sends as well, but never between two letters of one word."""


def test_nothing_but_our_own_sequences_reaches_the_terminal(desk: Desk) -> None:
    texts = [each for each in hostile(1, 300) if not find_unsafe(each) and each.isascii() and each.strip()]
    rows = [CARD.format(n, each.replace("\n", " ").replace("'", "")) for n, each in enumerate(texts[:60], 1)]
    desk.write("home/decks/mine.deck.yaml", DECK + "".join(rows))
    desk.write(f"home/decks/[b]\x1b]0;t\x07\x9b31m\u202e{LIKE_OURS}.deck.yaml", "[")
    terminal = desk.open()
    to_today(terminal)
    for key, shown in (
        ("l", "f flag"),
        ("s", "csmdrill · Stats"),
        ("k", "csmdrill · Skills"),
        (",", "Minutes of a"),
    ):
        terminal.press(key)
        terminal.wait_for(shown)
        terminal.press("escape")
        terminal.wait_for("csmdrill · Today")
    terminal.press("l")
    terminal.wait_for("f flag")
    terminal.press("tab", "down", "enter")
    terminal.wait_for("q\N{REPLACEMENT CHARACTER}[31mq")
    terminal.press("escape")
    terminal.wait_for("csmdrill · Today")
    terminal.press("l")
    terminal.wait_for("f flag")
    terminal.press("/")
    terminal.wait_for(lambda: "f flag" not in terminal.flowing)
    terminal.press("deck:mine", "enter")
    terminal.wait_for(lambda: "f flag" in terminal.flowing and "60 cards" in terminal.flowing)
    terminal.press("enter")
    terminal.wait_for("csmdrill · Library · Card")
    terminal.press("m")
    terminal.wait_for("What do you want to note?")
    terminal.press(PASTE.format("a\x07\x9b31m\u202e[/x][@click=app.quit]x"), "enter")
    terminal.wait_for("[@click=app.quit]x")
    terminal.press("escape")
    terminal.wait_for("f flag")
    terminal.press("escape")
    to_today(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0
    received = terminal.received.decode()
    assert re.findall(r"q\x1b\[\d*[mHJKA]q", received) == []
    left = left_of(received)
    assert [left[at : at + 12] for at, _ in find_unsafe(left)] == []
    assert "[@click=app.quit]" in terminal.said


def test_what_is_not_ours_is_found() -> None:
    for bad in (
        "\x1b]52;c;AAAA\x07",
        "\x1b]8;;x\x1b\\",
        "\x9b31m",
        "\x00",
        "\x07",
        "\x1bP1$r",
        "\u202e",
        "\x1bc",
    ):
        assert find_unsafe(left_of(f"\x1b[1mA{bad}B\x1b[0m"))
