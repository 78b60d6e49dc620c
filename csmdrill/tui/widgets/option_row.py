"""One lettered row: an option to choose, or a point to tick."""

from __future__ import annotations

from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from csmdrill.tui.messages import LetterChosen
from csmdrill.tui.safe import prose


class OptionRow(Horizontal):
    """A row that posts its letter when it is clicked."""

    letter = ""

    def show(self, letter: str, text: str, mark: str = "", state: str = "") -> None:
        """Show a row.

        Args:
            letter: a, b, c ...
            text: untrusted.
            mark: a sign of ours before the text (a tick, a cross, a box).
            state: `right`, `wrong` or nothing; a style class.
        """
        self.letter = letter
        self.set_class(state == "right", "-right")
        self.set_class(state == "wrong", "-wrong")
        if self.children:
            self.query_one(".mark", Static).update(_sign(letter, mark))
            self.query_one(".words", Static).update(prose(text))
        else:  # most rows of a card say nothing, ever
            self.mount(Static(_sign(letter, mark), classes="mark"), Static(prose(text), classes="words"))
        self.display = True

    def on_click(self, event: events.Click) -> None:
        """Post the letter."""
        event.stop()
        self.post_message(LetterChosen(self.letter))


def _sign(letter: str, mark: str) -> Content:
    return Content.assemble((letter, "$accent bold"), f" {mark}")
