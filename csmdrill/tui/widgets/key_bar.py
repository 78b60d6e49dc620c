"""The keys of a screen at its foot; one widget, since it changes with every card."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

GAP = "  "
EDGE = " "
RETURN = "⏎"
"""What Textual calls a key that is named in words everywhere else."""

KEY = "key"
"""Under which the key of a part of the line stands in its style."""


class KeyBar(Static):
    """Shows the keys that do something now, and takes clicks on them.

    Textual's Footer has a widget for each key and lays all of them out anew whenever one changes. Here what
    has no room is left away from the palette's key backwards, but never the last key of the screen's own.

    Args:
        most: lines that it takes at most, where the keys have no room in one.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def __init__(self, most: int = 1) -> None:
        super().__init__()
        self._most = most

    def on_mount(self) -> None:
        """Follow the keys of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._change)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the keys out for the new width."""
        del event
        self._lay_out()

    def on_click(self, event: events.Click) -> None:
        """Do what a key does when it is clicked."""
        key = event.style.meta.get(KEY)
        if key:
            self.app.simulate_key(key)

    def _change(self, screen: Screen[object]) -> None:
        if screen is self.screen and screen.app.app_focus:
            self.call_next(self._lay_out)  # so that it is painted in one frame with what changed the keys

    def _lay_out(self) -> None:
        if not self.is_attached or not self.size.width:
            return
        room = self.size.width - len(EDGE)
        active = self.screen.active_bindings
        keys = [self._key(binding) for binding in _shown(active.values())]
        while len(keys) > 1 and len(_lines(keys, room)) > self._most:
            del keys[-2]
        *above, line = [Content(EDGE) + Content(GAP).join(each) for each in _lines(keys, room)]
        palette = self._palette(active.get(self.app.COMMAND_PALETTE_BINDING))
        gap = self.size.width - line.cell_length - palette.cell_length
        if palette and gap >= len(GAP):
            line = line + Content(" " * gap) + palette
        whole = Content("\n").join([*above, line])
        if whole != self.content:
            self.update(whole, layout=False)  # its height is set, whatever it says
        if len(above) + 1 != self.size.height:
            self.styles.height = len(above) + 1

    def _palette(self, active: ActiveBinding | None) -> Content:
        if active is None:
            return Content()
        return Content.assemble(("▏", "$foreground 20%"), self._key(active.binding), EDGE)

    def _key(self, binding: Binding) -> Content:
        return Content.assemble(
            (self.app.get_key_display(binding).replace(RETURN, "enter"), "bold $footer-key-foreground"),
            " ",
            (binding.description, "$footer-description-foreground"),
        ).stylize(Style.from_meta({KEY: binding.key}))


def _shown(active: Iterable[ActiveBinding]) -> list[Binding]:
    """Return the first binding of each action that is to be shown, in the order of their screen.

    Textual puts a key of the person's own behind all others; here it stays where the usual one was.
    """
    nodes: dict[DOMNode, list[Binding]] = {}
    for node, binding, enabled, _ in active:
        if binding.show and enabled:
            nodes.setdefault(node, []).append(binding)
    found: dict[str, Binding] = {}
    for node, shown in nodes.items():
        for binding in _in_order(node, shown):
            found.setdefault(binding.action, binding)
    return list(found.values())


def _in_order(node: DOMNode, shown: list[Binding]) -> list[Binding]:
    """Return bindings of a widget, a screen or the program in the order in which it declares them."""
    declared = [(each.action, each.id) for _, each in node._bindings]  # as no keymap has changed them
    return sorted(shown, key=lambda each: declared.index((each.action, each.id)))


def _lines(keys: list[Content], room: int) -> list[list[Content]]:
    """Return the keys line by line, as many on each as it has room for, but at least one."""
    lines: list[list[Content]] = [[]]
    left = room
    for key in keys:
        if lines[-1] and key.cell_length > left:
            lines.append([])
            left = room
        lines[-1].append(key)
        left -= key.cell_length + len(GAP)
    return lines
