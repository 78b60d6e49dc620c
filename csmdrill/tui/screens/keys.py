"""Keys: every binding that has a name, and a key of the person's own for it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError
from csmdrill.practice.keymap import ANOTHER, BINDINGS, Bound, bound_by, clashes, key_name, key_sign, row_name
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

ASK = "Press the new key. Escape leaves it as it is."
TOLD = "Enter, then the new key. Backspace goes back to the usual one."
NO_KEY = frozenset({"escape"})


class KeysScreen(RoomScreen):
    """The keys; enter and a key give a deed that key."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "usual", "The usual key"),
        Binding("u", "undo", "Undo", id="settings.undo"),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._asked_for: Bound | None = None

    def compose_room(self) -> ComposeResult:
        """Lay out the list and the sentence below it."""
        yield TitleBar(self.room.practice_clock)
        yield RowList(*(Option(self._row(each), id=each.id) for each in BINDINGS), id="keys", markup=False)
        yield Static(TOLD, id="told")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Settings · Keys"))

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that do something now: while the new one is waited for, only escape."""
        found = super().active_bindings
        if self._asked_for is None:
            return found
        return {
            key: each._replace(binding=replace(each.binding, description="Leave it as it is"))
            for key, each in found.items()
            if key in NO_KEY
        }

    @on(RowList.OptionSelected)
    def _selected(self, event: RowList.OptionSelected) -> None:
        self._ask_for(bound_by(event.option.id or ""))
        self._tell(plain(ASK, "$accent"))

    def _ask_for(self, bound: Bound | None) -> None:
        self._asked_for = bound
        self.refresh_bindings()

    async def on_event(self, event: events.Event) -> None:
        """Take the key that was asked for, before it does what it does otherwise."""
        if isinstance(event, events.Key) and self._asked_for is not None and not self.too_small:
            event.stop()
            event.prevent_default()
            bound = self._asked_for
            self._ask_for(None)
            if event.key in NO_KEY:
                self._tell(plain(TOLD))
            else:
                await self._set({**self.room.keymap, bound.id: event.key})
            return
        await super().on_event(event)

    async def action_usual(self) -> None:
        """Give the deed of the row its usual key."""
        picked = self.query_one("#keys", RowList).highlighted_option
        if picked is not None:
            await self._set({name: key for name, key in self.room.keymap.items() if name != picked.id})

    async def action_undo(self) -> None:
        """Take the last change of a setting back."""
        try:
            _, settings = await self.room.work.settings.take_back()
        except CsmdrillError as error:
            self.say(error.sentence)
            return
        self.room.obey(settings)
        self._show_rows()

    def action_back(self) -> None:
        """Go back to the settings."""
        self.app.pop_screen()

    async def _set(self, wanted: dict[str, str]) -> None:
        words = ",".join(f"{name}={key}" for name, key in wanted.items())
        try:
            for clash in clashes({name: key_name(key) for name, key in wanted.items()}, row_name):
                self._tell(plain(f"{clash} {ANOTHER}", "$warning"))
                return
            self.room.obey(await self.room.work.settings.adjust("keys", words))
        except CsmdrillError as error:
            self._tell(plain(f"{error.sentence} {error.hint}", "$warning"))
            return
        self._tell(plain(TOLD))
        self._show_rows()

    def _tell(self, words: Content) -> None:
        self.query_one("#told", Static).update(words)

    def _show_rows(self) -> None:
        rows = self.query_one("#keys", RowList)
        for each in BINDINGS:
            rows.replace_option_prompt(each.id, self._row(each))

    def _row(self, bound: Bound) -> Content:
        own = self.room.keymap.get(bound.id)
        keys = key_sign(own) if own else ", ".join(map(key_sign, bound.keys))
        return Content.assemble(
            plain(f"{bound.room:<10}{bound.meaning:<44}"), plain(keys, "bold $accent" if own else "bold")
        )
