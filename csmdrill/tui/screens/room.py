"""What all screens share: the sentence for a window that is too small, the focus, and plain banners."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.css.query import NoMatches
from textual.geometry import Size
from textual.screen import UPDATE_PERIOD, Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.text import make_safe
from csmdrill.practice.keymap import bound_by, key_sign
from csmdrill.tui.frames import FrameTimer
from csmdrill.tui.safe import plain
from csmdrill.tui.widgets.long_page import LongPage

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from csmdrill.tui.app import CsmdrillApp

WIDTH, HEIGHT = 80, 24
TOO_SMALL = f"csmdrill needs a window of {WIDTH}x{HEIGHT}.\nMake it larger; nothing is lost."
ALWAYS = ("quit", "help_quit", "app.quit")


class RoomScreen(Screen[None]):
    """A screen of csmdrill; below 80x24 it says so, and takes no answer that cannot be seen."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDTH, "-wide")]  # noqa: RUF012 - Textual declares it so
    DEFAULT_CLASSES = "-wide -tall"  # as most windows are; else every screen is styled twice at once
    VERTICAL_BREAKPOINTS = [(0, "-short"), (HEIGHT, "-tall")]  # noqa: RUF012
    parting = ""  # told in the shell if the program is left here
    _laying_out = False
    _frames: Timer | None = None
    _hidden: Widget | None = None

    def compose(self) -> ComposeResult:
        """Lay out the sentence for a small window, then the room itself."""
        yield Static(TOO_SMALL, id="too-small")
        yield from self.compose_room()

    def on_resize(self) -> None:
        """Offer the keys anew: which of them work depends on the size; what had the focus has it again."""
        hidden = self._hidden
        if hidden is not None and not self.too_small:
            self._hidden = None
            if self.focused is None and hidden.is_attached:
                # As Textual does for a window that comes to the front: what is typed is not marked whole.
                self.set_focus(hidden, scroll_visible=False, from_app_focus=True)
        self.refresh_bindings()

    @property
    def focus_chain(self) -> list[Widget]:
        """What tab goes to: lines, lists and tables; a page that only scrolls where there is nothing else."""
        chain = super().focus_chain
        return [each for each in chain if not isinstance(each, (VerticalScroll, LongPage))] or chain

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a click gives the focus to: as with tab, no page takes it from a line or a list."""
        widget = super().get_focusable_widget_at(x, y)
        return widget if widget in self.focus_chain else None

    def _reset_focus(self, widget: Widget, avoiding: list[Widget] | None = None) -> None:
        # Textual takes the focus from what it hides, by a message that may come when it is seen again.
        if self.focused is not widget or avoiding or not widget.focusable:
            super()._reset_focus(widget, avoiding)
        elif self.too_small:
            self._hidden = widget
            self.set_focus(None)
        elif not all(node.display for node in widget.ancestors_with_self):
            super()._reset_focus(widget, avoiding)

    def on_unmount(self) -> None:
        """Let what this screen was made of go."""
        if self.app.is_running:
            self.room.collector.collect_soon()

    @property
    def _update_timer(self) -> Timer:
        if self._frames is None:
            self._frames = FrameTimer(
                self, UPDATE_PERIOD, name="frames", callback=self._on_timer_update, pause=True
            )
            self._frames._start()
            self._timers.add(self._frames)
        return self._frames

    def _screen_resized(self, size: Size) -> None:
        # Textual lays a screen out anew also when it has that size, and so do all screens below a new one.
        if size != self.outer_size:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        if not self.size and len(self.app.screen_stack) > 1:
            self.refresh()  # Textual asks for that, too, but only once a screen was painted half made
        self._laying_out = True
        super()._refresh_layout(size, scroll)
        self._laying_out = False

    def _compositor_refresh(self) -> None:
        # What a layout has changed need not be painted where all is painted in the next frame; but nobody
        # waits a frame longer for the first screen.
        if self._laying_out and self._repaint_required and len(self.app.screen_stack) > 1:
            self.check_idle()  # the layout has stopped the frames, and may be another's that sends nothing
        else:
            super()._compositor_refresh()

    def compose_room(self) -> ComposeResult:
        """Lay out the room."""
        yield from ()

    @property
    def room(self) -> CsmdrillApp:
        """The program."""
        from csmdrill.tui.app import CsmdrillApp

        assert isinstance(self.app, CsmdrillApp)  # noqa: S101 - tells mypy what is always so
        return self.app

    @property
    def too_small(self) -> bool:
        """Whether the window is below 80x24."""
        return self.size.width < WIDTH or self.size.height < HEIGHT

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a window that is too small only quitting works."""
        return action in ALWAYS or not self.too_small

    def tell_small(self, sentence: str = TOO_SMALL) -> None:
        """Say something where the window is too small."""
        self.query_one("#too-small", Static).update(plain(sentence))

    def offer_again(self) -> None:
        """Show again what a setting has changed; most screens look at none."""

    def asks_to_quit(self) -> bool:
        """Return whether the program must not be left yet, since this screen asks first."""
        return False

    def key_for(self, name: str) -> str:
        """Return the key of a named binding as it is shown; one of the person's own if there is one."""
        bound = bound_by(name)
        return key_sign(self.room.keymap.get(name, bound.keys[0] if bound else ""))

    def start(
        self, job: Coroutine[object, object, object], group: str = "default", alone: bool = False
    ) -> None:
        """Let a job of this screen run beside the event loop's other work.

        Args:
            job: may touch the screen's widgets also after it had to wait.
            group: jobs that replace each other if they run alone.
            alone: whether it ends what runs in its group.
        """
        self.run_worker(self._while_there(job), group=group, exclusive=alone)

    async def _while_there(self, job: Coroutine[object, object, object]) -> None:
        try:
            await job
        except NoMatches:
            # When a screen closes, its widgets go one after the other, and before its jobs do.
            if any(widget.is_parent_active for widget in self.children):
                raise

    async def painted(self) -> None:
        """Come back when what has been changed is on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def say(self, sentence: str, title: str = "", severity: SeverityLevel = "information") -> None:
        """Show a banner; the text is taken as it is."""
        seconds = 12 if severity == "error" else 5
        self.notify(
            make_safe(sentence), title=make_safe(title), severity=severity, timeout=seconds, markup=False
        )

    def hush(self) -> None:
        """Take every banner away, also one that is on its way: many keys may come before it is there."""
        self.app.call_later(self.app.clear_notifications)

    def complain(self, error: CsmdrillError) -> None:
        """Show an error's sentence and the way out."""
        self.say(error.hint or error.sentence, error.sentence if error.hint else "", "error")
