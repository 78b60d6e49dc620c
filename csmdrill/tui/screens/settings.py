"""Settings: each with its value and meaning; enter changes one, a change can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError
from csmdrill.practice.keymap import USUAL
from csmdrill.practice.settings import KEYS, SettingKey, Settings, key_named
from csmdrill.services.wording import counted, date_words
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.keys import KeysScreen
from csmdrill.tui.screens.leave import LeaveScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.line_input import LineInput
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.leave import Leave

LEAVE = "leave"
TITLES = {
    "minutes": "Minutes of a session",
    "new": "New cards a day",
    "retention": "Share you want to know",
    "buttons": "Rating buttons",
    "rollover": "A new day begins at",
    "zone": "Time zone",
    "theme": "Colours",
    "keys": "Keys",
    "focus": "Competency in focus",
}


class SettingsScreen(RoomScreen):
    """The settings; those with few values go through them, the others are typed."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", id="settings.undo"),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._leave = ""

    def compose_room(self) -> ComposeResult:
        """Lay out the list, what is said of the row, and the line for a value."""
        yield TitleBar(self.room.practice_clock)
        yield RowList(*(Option(words, id=name) for name, words in self._rows()), id="settings", markup=False)
        with Vertical(id="about-setting"):
            yield Static(id="meaning")
            yield LineInput(id="value", compact=True)
            yield Static(id="refused")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen; nothing is being typed yet."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Settings"))
        self.query_one("#value").display = False

    def on_screen_resume(self) -> None:
        """Show the values anew: keys and leave may have been changed meanwhile."""
        self._show_rows()
        self.start(self._fetch_leave(), alone=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is typed, letters belong to it."""
        if action == "undo" and self._typing:
            return False
        return super().check_action(action, parameters)

    @property
    def _typing(self) -> bool:
        return self.query_one("#value").display

    def action_back(self) -> None:
        """Leave the value as it is; else go back to Today."""
        if self._typing:
            self._stop_typing()
        else:
            self.app.pop_screen()

    async def action_undo(self) -> None:
        """Take the last change back."""
        try:
            name, settings = await self.room.work.settings.take_back()
        except CsmdrillError as error:
            self.say(error.sentence)
            return
        self.room.obey(settings)
        self._show_rows()
        self._highlight(name)
        again = f"{TITLES[name]}: {value_words(name, settings)} again."
        self.query_one("#refused", Static).update(plain(again))

    @on(RowList.OptionHighlighted)
    def _say_what_it_is(self, event: RowList.OptionHighlighted) -> None:
        self.query_one("#meaning", Static).update(about(event.option.id or LEAVE))

    @on(RowList.OptionSelected)
    async def _selected(self, event: RowList.OptionSelected) -> None:
        name = event.option.id or LEAVE
        if name == LEAVE:
            self.app.push_screen(LeaveScreen())
        elif name == "keys":
            self.app.push_screen(KeysScreen())
        elif choices := key_named(name).choices:
            now = str(getattr(self.room.settings, name))
            await self._set(name, choices[(choices.index(now) + 1) % len(choices)])
        else:
            self._type(name)

    def _type(self, name: str) -> None:
        """Ask for a value in a line of its own."""
        line = self.query_one("#value", LineInput)
        line.display = True
        line.value = str(getattr(self.room.settings, name))
        line.focus()
        line.action_select_all()
        self.refresh_bindings()

    def _stop_typing(self) -> None:
        self.query_one("#refused", Static).update("")
        self.query_one("#value").display = False
        self.query_one("#settings").focus()
        self.refresh_bindings()

    @on(Input.Submitted)
    async def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        picked = self.query_one("#settings", RowList).highlighted_option
        if picked is not None and picked.id and await self._set(picked.id, event.value):
            self._stop_typing()

    async def _set(self, name: str, text: str) -> bool:
        """Change a setting; returns whether it could be."""
        try:
            self.room.obey(await self.room.work.settings.adjust(name, text))
        except CsmdrillError as error:
            self.query_one("#refused", Static).update(plain(f"{error.sentence} {error.hint}", "$warning"))
            return False
        self._show_rows()
        return True

    def _highlight(self, name: str) -> None:
        rows = self.query_one("#settings", RowList)
        rows.highlighted = rows.get_option_index(name)

    def _show_rows(self) -> None:
        rows = self.query_one("#settings", RowList)
        for name, words in self._rows():
            rows.replace_option_prompt(name, words)

    def _rows(self) -> list[tuple[str, Content]]:
        settings = self.room.settings
        rows = [(key.name, row(TITLES[key.name], value_words(key.name, settings))) for key in KEYS]
        return [*rows, (LEAVE, row("Leave", self._leave))]

    async def _fetch_leave(self) -> None:
        try:
            self._leave = planned_words(await self.room.work.settings.leaves())
        except CsmdrillError as error:
            self.complain(error)
            return
        self._show_rows()


def row(title: str, value: str) -> Content:
    """Return a setting's title and value side by side."""
    return Content.assemble(plain(f"{title:<26}"), plain(value, "bold"))


def value_words(name: str, settings: Settings) -> str:
    """Return a setting's value as it is shown."""
    value = getattr(settings, name)
    if name == "retention":
        return f"{100 * value:g} %"
    if name == "rollover":
        return f"{value}:00"
    if name == "keys" and value != USUAL:
        return f"{counted(len(value.split(',')), 'key')} of your own"
    return str(value)


def planned_words(leaves: Sequence[Leave]) -> str:
    """Return which leave is taken or planned: its days, or how many there are."""
    coming = [leave for leave in leaves if leave.when != "past"]
    if not coming:
        return "none"
    if len(coming) > 1:
        return f"{len(coming)} planned"
    return f"{date_words(coming[0].first)} - {date_words(coming[0].last)}"


def about(name: str) -> Content:
    """Return what a row is about, which values it takes and which it has in a new home."""
    if name == LEAVE:
        return plain("Days on which nothing is due. Plan them ahead; what falls due in them is spread.")
    key = key_named(name)
    return Content.assemble(plain(f"{key.meaning}\n"), plain(takes_words(key), "dim"))


def takes_words(key: SettingKey) -> str:
    """Return which values a setting takes, and its default."""
    return f"It takes {key.takes}. In a new home: {getattr(Settings(), key.name)}."
