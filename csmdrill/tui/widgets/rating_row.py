"""A rating from 1 to 5 with its anchors in view."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from csmdrill.content.rubric import Anchors
from csmdrill.tui.safe import plain

LEVELS = (1, 2, 3, 4, 5)
NOT_RATED = 0
"""Stands for a rating that has not been given; None is N/A."""


class RatingRow(Vertical):
    """Shows what 1, 3 and 5 look like, and which rating was given."""

    DEFAULT_CSS = """
    RatingRow .anchor { height: auto; }
    RatingRow .level { width: 4; }
    RatingRow .words { width: 1fr; }
    RatingRow .levels { margin-top: 1; height: 1; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the anchors and the ratings below them."""
        for level in (1, 3, 5):
            with Horizontal(classes="anchor"):
                yield Static(plain(f"{level}", "$accent bold"), classes="level")
                yield Static(classes=f"words at-{level}")
        yield Static(classes="levels")

    def show(self, anchors: Anchors, level: int | None) -> None:
        """Show anchors and a rating: 1-5, None for N/A, `NOT_RATED`."""
        for number, text in ((1, anchors.low), (3, anchors.middle), (5, anchors.high)):
            style = "bold" if level == number else ""
            self.query_one(f".at-{number}", Static).update(plain(text, style))
        given = [_sign(f"{each}", level == each) for each in LEVELS]
        words: list[Content] = [plain("your rating "), *given, plain("  "), _sign("n/a", level is None)]
        self.query_one(".levels", Static).update(Content.assemble(*words))


def _sign(word: str, chosen: bool) -> Content:
    return plain(f"[{word}]", "$accent bold reverse") if chosen else plain(f" {word} ")
