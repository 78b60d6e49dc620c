"""A view that scrolls can be scrolled to its end, also where only its margins have changed."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Size

from csmdrill.tui.widgets.still_bar import StillBar

LINES = 50
ROWS = 20
MARGIN = 3


class LongView(StillBar):
    """A view of many lines."""

    DEFAULT_CSS = "LongView { height: 1fr; }"

    def on_mount(self) -> None:
        """Say how long it is."""
        self.virtual_size = Size(10, LINES)


class OneView(App[None]):
    """Shows the view and nothing else."""

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield LongView()


async def test_the_last_line_can_still_be_reached_where_the_margins_change() -> None:
    app = OneView()
    async with app.run_test(size=(20, ROWS)) as pilot:
        view = app.query_one(LongView)
        await pilot.pause()
        assert view.max_scroll_y == LINES - ROWS
        view.styles.padding = (MARGIN, 0)
        await pilot.pause()
        assert view.max_scroll_y == LINES - (ROWS - 2 * MARGIN)
