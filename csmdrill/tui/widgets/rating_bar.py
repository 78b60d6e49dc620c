"""The ratings on offer, when each would bring the card back, and the one suggested."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from csmdrill.practice.model import Rating
from csmdrill.tui.messages import RatingChosen, UndoAsked
from csmdrill.tui.safe import plain

TWO = (Rating.AGAIN, Rating.GOOD)


class RatingMark(Static):
    """One rating; posts it when it is clicked."""

    def __init__(self, rating: Rating) -> None:
        super().__init__(classes="rating")
        self.rating = rating

    def on_click(self, event: events.Click) -> None:
        """Post the rating."""
        event.stop()
        self.post_message(RatingChosen(self.rating))


class UndoMark(Static):
    """Asks for the last answer to be taken back when it is clicked."""

    def on_click(self, event: events.Click) -> None:
        """Ask for undo."""
        event.stop()
        self.post_message(UndoAsked())


class RatingBar(Horizontal):
    """Two ratings, or four; hidden until the answer is shown."""

    def compose(self) -> ComposeResult:
        """Lay out all four ratings and the undo mark."""
        for rating in Rating:
            yield RatingMark(rating)
        yield Static(id="alike")
        yield UndoMark(id="undo-mark")

    def offer(
        self, previews: Mapping[Rating, str], suggestion: Rating, buttons: int, keys: Mapping[Rating, str]
    ) -> None:
        """Show the ratings.

        Args:
            previews: when each would bring the card back; where all say the same, it is said once.
            suggestion: the one that enter accepts.
            buttons: 2 or 4.
            keys: the key of each, as shown.
        """
        offered = {previews[rating] for rating in Rating if buttons == 4 or rating in TWO}
        alike = len(offered) == 1
        both = f"{'both' if buttons == 2 else 'all'} {previews[suggestion]}" if alike else ""
        self.query_one("#alike", Static).update(plain(both))
        for mark in self.query(RatingMark):
            rating = mark.rating
            mark.display = buttons == 4 or rating in TWO
            chosen = rating is suggestion
            word = rating.word.upper() if chosen else rating.word
            mark.set_class(chosen, "-suggested")
            when = plain("" if alike else f" {previews[rating]}")
            mark.update(Content.assemble((f"{keys[rating]} {word}", "bold" if chosen else ""), when))

    def withdraw(self) -> None:
        """Hide the ratings."""
        for mark in self.query(RatingMark):
            mark.display = False
        self.query_one("#alike", Static).update("")

    def show_undo(self, undoable: bool, key: str) -> None:
        """Show or hide the undo mark, with the key that works: where one types, letters do not."""
        mark = self.query_one("#undo-mark", UndoMark)
        mark.update(Content.assemble((key, "$accent bold"), " undo") if undoable else "")
