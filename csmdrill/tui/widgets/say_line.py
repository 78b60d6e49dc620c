"""The line into which the trainee types what they say; what is pasted is made one safe line and cut."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from csmdrill.core.text import make_safe
from csmdrill.tui.messages import LineCut
from csmdrill.tui.widgets.line_input import SafeInput
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

LONGEST = 4000


class SayLine(SafeInput):
    """A line to say; Enter is irrevocable.

    Args:
        placeholder: shown while nothing is typed.
        id: as every widget has it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Say"),
        *(Binding(key, f"scroll_told('{key}')", show=False) for key in ("up", "down", "pageup", "pagedown")),
    ]

    def __init__(self, placeholder: str, id: str = "say") -> None:  # noqa: A002 - as every widget has it
        super().__init__(
            id=id, placeholder=placeholder, max_length=LONGEST, compact=True, select_on_focus=False
        )
        self._told_full = False

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own takes the first line alone, and all of a line that is too long or none of it.
        event.stop()
        event.prevent_default()
        room = LONGEST - len(self.value) + len(self.selected_text)
        # Of an endless paste no more is looked at than may fit, white space taken together.
        # That comes first: many terminals send the ends of lines as control characters.
        words = make_safe(" ".join(event.text[: 4 * LONGEST].split()))
        if len(words) > room or len(event.text) > 4 * LONGEST:
            self.post_message(LineCut(LONGEST))
        self.replace(words[: max(0, room)], *sorted(self.selection))

    def action_scroll_told(self, key: str) -> None:
        """Scroll what was said, which stands above and never takes the focus from the line."""
        for pane in self.screen.query(TranscriptPane):
            far = pane.scrollable_content_region.height if key.startswith("page") else 1
            pane.scroll_relative(y=far if key.endswith("down") else -far, animate=False)

    def restricted(self) -> None:
        """Say that the line is full, once: a paste that comes as keys would have it said for each of them."""
        if not self._told_full:
            self._told_full = True
            self.post_message(LineCut(LONGEST))

    def watch_value(self, value: str) -> None:
        """Say so again when the line has been full, was made shorter, and is full again."""
        if len(value) < LONGEST:
            self._told_full = False
