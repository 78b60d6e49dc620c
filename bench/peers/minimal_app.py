"""The least that Textual can show: a sentence and the keys. Run by itself, as the measure of a start."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Static

SENTENCE = "This is all there is"


class MinimalApp(App[None]):
    """A sentence and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Lay the two out."""
        yield Static(SENTENCE)
        yield Footer()


if __name__ == "__main__":
    MinimalApp().run()
