"""A terminal shows, step by step, what the program would paint anew: rows, marks, pages and scroll bars."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.terminal.drilling import to_today

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

SIZE = 100, 30
PATIENCE = 20.0
"""Less than elsewhere: what is not painted in seconds is not painted at all."""

CARDS = 70
DECK = "format: csmdrill/deck@1\nid: mine\ntitle: Mine\ncompetency: renewal-negotiation\ncards:\n"
CARD = "  - {{id: c{0:02}, kind: recall, prompt: Number {0:02}?, answer: a, why: w}}\n"


def rows(terminal: Terminal) -> dict[int, tuple[bool, str]]:
    """Return the cards that are shown by their numbers: whether they are marked, and their background."""
    found = {}
    for row, line in enumerate(terminal.lines):
        before, sign, rest = line.partition("Number ")
        if sign:
            found[int(rest[:2])] = ("▸" in before, terminal.cell(row, len(before)).bg)
    return found


def cursor(terminal: Terminal) -> list[int]:
    """Return the cards whose row stands out."""
    shown = rows(terminal)
    usual = Counter(colour for _, colour in shown.values()).most_common(1)
    return [number for number, (_, colour) in shown.items() if colour != usual[0][0]]


def step(terminal: Terminal, keys: tuple[str, ...], to: int, marked: set[int]) -> None:
    """Press keys that lead to a card, and go down and up, so that nothing of what they did is on its way."""

    def there(place: int) -> bool:
        shown = rows(terminal)
        marks = {number for number, (mark, _) in shown.items() if mark}
        return cursor(terminal) == [place] and marks == marked & shown.keys()

    for key, place in ((keys, to), (("down",), to + 1), (("up",), to)):
        terminal.press(*key)
        terminal.wait_for(lambda: there(place), PATIENCE)  # noqa: B023 - it waits here
    shown = list(rows(terminal))
    assert shown == list(range(shown[0], shown[-1] + 1))


def same_when_painted_anew(terminal: Terminal) -> None:
    """See that a blank screen, painted whole in another width and in its own, is what it was before."""
    before = terminal.picture
    foot = terminal.lines[-1].split("▏")[0].strip()
    terminal.wipe()
    terminal.resize(SIZE[0] + 1, SIZE[1])
    terminal.wait_for(lambda: foot in terminal.lines[-1])
    terminal.wipe()
    terminal.resize(*SIZE)
    terminal.wait_for(lambda: terminal.picture == before, PATIENCE)


def test_what_is_seen_is_what_is_there(desk: Desk) -> None:
    desk.write("home/decks/mine.deck.yaml", DECK + "".join(CARD.format(each) for each in range(1, CARDS + 1)))
    terminal = desk.open(size=SIZE, environ={"TEXTUAL_ANIMATIONS": "none"})
    to_today(terminal)
    terminal.press("l")
    terminal.wait_for("f flag")
    terminal.press("/")
    terminal.wait_for(lambda: "f flag" not in terminal.flowing)
    terminal.press("deck:mine", "enter")
    terminal.wait_for(lambda: "f flag" in terminal.flowing and cursor(terminal) == [1])
    page = len(rows(terminal))
    step(terminal, ("down", "down"), 3, set())
    step(terminal, ("x", "x"), 5, {3, 4})
    step(terminal, ("pagedown",), 5 + page, {3, 4})
    step(terminal, ("x",), 6 + page, {3, 4, 5 + page})
    same_when_painted_anew(terminal)
    step(terminal, ("pageup",), 6, {3, 4, 5 + page})
    terminal.resize(80, 24)
    terminal.wait_for(lambda: "Back" in terminal.lines[-1] and cursor(terminal) == [6])
    terminal.resize(*SIZE)
    step(terminal, ("escape",), 6, set())
    step(terminal, ("ctrl+a",), 6, {*range(1, CARDS + 1)})
    same_when_painted_anew(terminal)
    the_help_is_there(terminal)
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0


def the_help_is_there(terminal: Terminal) -> None:
    """Open the help, go through it, and see the same at each place when it is painted anew."""
    terminal.press("?")
    terminal.wait_for(lambda: terminal.lines[3].strip() == "Library")
    for size in ((80, 24), SIZE):
        terminal.resize(*size)
        terminal.wait_for(lambda: "Back" in terminal.lines[size[1] - 1])  # noqa: B023 - it waits here
    for key in ("pagedown", "pageup"):
        top = terminal.lines[3]
        terminal.press(key)
        terminal.wait_for(lambda: terminal.lines[3] != top)  # noqa: B023 - it waits here
        for way in ("up", "down"):
            top = terminal.lines[3]
            terminal.press(way)
            terminal.wait_for(lambda: terminal.lines[3] != top)  # noqa: B023 - it waits here
        same_when_painted_anew(terminal)
