"""The page that a card stands on; where some of it is below the fold the footer names the key for that."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size


class CardPage(VerticalScroll):
    """Scrolls a card."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "scroll_down", "More", key_display="↓")]
    _offered = False

    @property
    def goes_on(self) -> bool:
        """Whether there is more below what is seen."""
        return self.scroll_target_y < self.max_scroll_y

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to scroll down only where there is more."""
        return action != "scroll_down" or self.goes_on

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Offer the key anew at the end, and above it."""
        super().watch_scroll_y(old_value, new_value)
        self._offer()

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        self._offer()
        return changed

    def _offer(self) -> None:
        if self._offered != self.goes_on:
            self._offered = self.goes_on
            self.call_later(self.screen.refresh_bindings)
