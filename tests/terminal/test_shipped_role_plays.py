"""Silence, cost pressure and ninety seconds: played at 80x24 in a real terminal, by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.renderables.digits import DIGITS, DIGITS3X3

from tests.terminal.hand_clock import HandClock

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

SILENT, COST, BRIEFING = "The silent stakeholder", "Thirty percent by Friday", "Ninety seconds with the board"
HOME, END = "\x1b[H", "\x1b[F"


def figures(text: str) -> list[str]:
    """Return large figures as their three lines."""
    places = [DIGITS.index(sign) * 3 for sign in text]
    return ["".join(f"{DIGITS3X3[place + line]:<3}" for place in places).rstrip() for line in range(3)]


class Player:
    """Somebody who plays one role-play after the other, from Today each time.

    Args:
        terminal: where the program runs.
        clock: the one of its stage.
    """

    def __init__(self, terminal: Terminal, clock: HandClock) -> None:
        self.terminal = terminal
        self.clock = clock

    def sees(self, *words: str) -> None:
        """Wait for words, in any order."""
        for each in words:
            self.terminal.wait_for(each)

    def to_stage(self, title: str, expects: str) -> str:
        """Choose a scenario from Today and begin; returns the brief as running words."""
        self.sees("▸ Practise", "Role-play ")
        self.terminal.press("r")
        self.terminal.wait_for(lambda: BRIEFING in self.listed())
        above = self.listed()
        self.terminal.press(END)
        self.terminal.wait_for(lambda: COST in self.listed())  # the last of all
        place = list(above | self.listed()).index(title)
        self.terminal.press(HOME, *["down"] * place, "enter")
        self.sees(f"{title} · practice · brief", "What will you rate yourself afterwards?")
        brief = self.terminal.flowing
        self.terminal.press(expects)
        self.sees(f"[{expects}]")
        self.terminal.press("enter")
        self.sees("f3 Pause")
        return brief

    def listed(self) -> dict[str, None]:
        """Return the titles that are in sight in the list of role-plays, in order."""
        rows = (line.strip(" ▸★") for line in self.terminal.lines if re.search(r" \d+:\d\d ", line))
        return {re.split(r" +\d+:\d\d ", row)[0]: None for row in rows}

    def first_name(self, role: str) -> str:
        """Return by which name somebody on the stage is spoken to."""
        line = next(line for line in self.terminal.lines if f", {role}" in line)
        return line.split()[0]

    def waits(self, seconds: float, shows: str = "", *words: str) -> None:
        """Let time pass until large figures and words are on the screen."""
        self.clock.move(seconds)
        if shows:
            self.terminal.wait_for(lambda: self.shows(shows))
        self.sees(*words)

    def shows(self, text: str) -> bool:
        """Return whether lines of the screen end in large figures."""
        lines, wanted = self.terminal.lines, figures(text)
        return any(
            all(line.endswith(part) for line, part in zip(lines[at:], wanted, strict=False))
            for at in range(len(lines) - 2)
        )

    def says(self, line: str, *words: str) -> None:
        """Say a line for good and wait for what comes of it."""
        self.terminal.press(line, "enter")
        self.sees(*words)

    def rates(self, criterion: str, level: str, end: str) -> None:
        """Reflect, rate oneself, be told only then how it ended, and go back to Today."""
        self.sees("It is over.")
        assert end not in self.terminal.flowing
        self.terminal.press("enter")
        self.sees("What would you do differently?")
        self.says("say less", criterion)
        self.terminal.press("a", level)
        self.sees(f"[{level}]", "[x]")
        assert end not in self.terminal.flowing
        self.terminal.press("enter")
        self.sees(end)
        self.terminal.press("escape")
        self.sees("h Attempts")
        self.terminal.press("escape")


def play_silent(player: Player) -> None:
    """Ask her by name, wait twice, and leave with a step in which she has a part."""
    player.to_stage(SILENT, "4")
    dana = player.first_name("CFO")
    player.waits(9, "3:51", "Who starts?")
    player.says(f"{dana}, what would make this a good year for you?", "silence, 0 s")
    player.waits(5, "3:46", "silence, 5 s")
    player.waits(3, "3:43", "silence, 7 s")
    player.waits(5, "3:38", "And it's slow.")
    player.says("How long does the close take today?", "silence, 0 s")
    player.waits(8, "3:30", "0:22 silence, 7 s")
    player.waits(5, "3:25", "I've told the board")
    player.says("I'd like to go through the last close with your controller by Thursday.", "you I'd like")
    player.waits(5, "3:20", '"by Thursday". And')
    player.says("Would you tell the controller that this is yours?", "It is over.")
    player.rates("question or price stand", "4", "It ended as advanced (pass).")


def play_cost(player: Player) -> None:
    """Ask who would have to switch, hold the price, and trade it against a second year."""
    player.to_stage(COST, "3")
    lena, vic = player.first_name("head of warehouses"), player.first_name("lead buyer")
    player.waits(8, "3:52", "I've got four minutes.")
    player.says("Where does the thirty come from?", "you Where does")
    player.says(f"{lena}, what would it take to switch to somebody else?", "silence, 0 s")
    player.waits(9, "3:43", "0:08 silence, 8 s")
    player.waits(5, "3:38", "Changing over takes us")
    player.says(f"{vic}, our price stays as it is.", "silence, 0 s")
    player.waits(12, "3:26", "0:22 silence, ")
    player.waits(5, "3:21", "for a five?")
    player.says("5 percent, if you sign for two years.", "conceded $10,000 a year")
    player.waits(5, "3:16", "The cheap half")
    player.says("The five belongs to the second year.", "silence, 0 s")
    player.waits(9, "3:07", "silence, 7 s")
    player.waits(5, "3:02", "With the string on it.")
    player.says("You get the paper tomorrow.", "you You get")
    player.says("And it comes back signed by Thursday.", "It is over.")
    player.rates("without getting something", "3", "It ended as agreed (pass).")


def play_briefing(player: Player) -> None:
    """Speak for more than a minute, be interrupted, end it, and note what was said."""
    brief = player.to_stage(BRIEFING, "5")
    assert "Aloud: space marks when you speak" in brief
    fact = re.search(r"Planned were (\d), today it is (\d).* by the (\d+)th\.", brief)
    assert fact is not None
    plan, days, date = fact.groups()
    player.terminal.press("space")
    player.sees("speaking 0:00")
    player.waits(18, "", "speaking 0:18", "You've got ninety seconds.")
    player.waits(18, "", "speaking 0:36", "0:35")
    player.terminal.press("space")
    player.sees("(spoke for 36 s)", "when you begin to speak")
    player.terminal.press("space")
    player.sees("speaking 0:00")
    player.waits(20, "", "speaking 0:20", "Whose fault is that?")
    player.waits(10, "", "speaking 0:30")
    player.terminal.press("d")
    player.sees("(spoke for 30 s)", "The clock stands still while you note what you said.")
    player.clock.move(20)
    player.says(
        f"You planned for {plan} days, it takes {days}, because the interface was late. We delivered late."
        f" I need one person from warehouse IT by the {date}th.",
        "It is over.",
    )
    player.waits(5, "", f'"by the {date}th". Against?')
    player.rates("Makes one ask", "5", "It ended as decided (pass).")


def test_three_shipped_role_plays_are_played_from_today_to_the_saved_rating(desk: Desk) -> None:
    clock = HandClock(desk.folder)
    terminal = desk.open(clock=clock)
    player = Player(terminal, clock)
    for play in (play_silent, play_cost, play_briefing):
        play(player)
    player.sees("▸ Practise")
    terminal.press("q")
    assert terminal.exit_code() == 0
    kept = [line.split("  ")[-1] for line in desk.run("attempts").splitlines()]
    assert kept == [
        f"{BRIEFING} · practice, 1:06, decided (pass), you 5.00",
        f"{COST} · practice, 0:58, agreed (pass), you 3.00",
        f"{SILENT} · practice, 0:40, advanced (pass), you 4.00",
    ]
