"""The line at the top of every screen: what this is on the left, what runs out on the right."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from csmdrill.tui.safe import plain


class TitleBar(Horizontal):
    """Two texts on one line, with a rule below; between them, that people or clock are not real.

    Args:
        practice_clock: the clock is one set by `CSMDRILL_NOW`.
    """

    def __init__(self, practice_clock: bool = False) -> None:
        super().__init__()
        self._practice_clock = practice_clock

    def compose(self) -> ComposeResult:
        """Lay out the texts."""
        yield Static(id="title-left")
        said = self.app.sub_title or ("practice clock" if self._practice_clock else "")
        if said:
            yield Static(plain(said), id="title-clock")
        yield Static(id="title-right")

    def show(self, left: Content | None = None, right: Content | None = None) -> None:
        """Replace the texts that are given; a bar that is going with its screen has none any more."""
        if left is not None:
            self._replace("#title-left", left)
        if right is not None:
            self._replace("#title-right", right)

    def _replace(self, name: str, text: Content) -> None:
        for shown in self.query(name).results(Static):
            if text != shown.content:
                shown.update(text)
