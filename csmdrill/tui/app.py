"""The terminal program: its screens, themes and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType

from csmdrill.core.errors import CsmdrillError
from csmdrill.practice.settings import Settings
from csmdrill.services.wording import change_words
from csmdrill.tui.editor import command_at, editor_words, run_editor
from csmdrill.tui.plan import Plan
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.theme import DARK, LIGHT, theme_name
from csmdrill.tui.work import Work

if TYPE_CHECKING:
    from textual.screen import Screen

    from csmdrill.services.views import CardView


class CsmdrillApp(App[None]):
    """The program.

    Args:
        environ: the process's environment.
        plan: what to open on.
    """

    TITLE = "csmdrill"
    CSS_PATH = "app.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {"today": TodayScreen}
    DEFAULT_MODE = "today"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("f1", "help", "Help"),
    ]

    def __init__(self, environ: Mapping[str, str], plan: Plan) -> None:
        # With ansi_color Textual answers NO_COLOR by sending no colours; otherwise it would send greys.
        super().__init__(ansi_color=True if environ.get("NO_COLOR") else None)
        self.environ = environ
        self.plan = plan
        self.work = Work(environ, plan)
        self.settings = Settings()
        self.opened = False
        self.failure: CsmdrillError | None = None
        self.fault: Exception | None = None
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = theme_name("auto", environ)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Return what the command palette offers."""
        other = 2 if self.settings.buttons == 4 else 4
        yield SystemCommand("Practise", "Begin a session with what is due", self.practise)
        yield SystemCommand(
            f"{other} rating buttons", "Change how many ratings are offered", self._switch_buttons
        )
        for name in ("dark", "light", "auto"):
            yield SystemCommand(
                f"Theme: {name}", "Change the colours", lambda chosen=name: self._switch_theme(chosen)
            )
        yield SystemCommand("Help", "The keys, and how practice works", self.action_help)
        yield SystemCommand("Quit", "Every answer is kept", self.exit)

    async def open_store(self) -> bool:
        """Open the practice history; where it cannot be, leave with a sentence and return False."""
        try:
            self.settings = await self.work.open()
        except CsmdrillError as error:
            self.failure = error
            self.exit()
            return False
        self.opened = True
        self.theme = theme_name(self.settings.theme, self.environ)
        return True

    def practise(self) -> None:
        """Begin a session, unless one is on the screen."""
        if not isinstance(self.screen, PracticeScreen):
            self.push_screen(PracticeScreen())

    def leave_practice(self, error: CsmdrillError | None) -> None:
        """Go back to Today without a summary: nothing is due, or the session could not begin."""
        self.pop_screen()
        if isinstance(self.screen, RoomScreen):
            if error is None:
                self.screen.say("Nothing is due now.")
            else:
                self.screen.complain(error)

    def resume_practice(self, view: CardView) -> None:
        """Go from the summary back into the session."""
        self.switch_screen(PracticeScreen(view))

    async def end_practice(self, reason: str | None) -> None:
        """Close the session and show its summary.

        Args:
            reason: `stopped` when the person ends it; None means as the session ended itself.
        """
        try:
            summary = await self.work.finish(reason)
        except CsmdrillError as error:
            self.leave_practice(error)
            return
        self.switch_screen(SummaryScreen(summary))

    async def edit_card(self, key: str) -> None:
        """Open a card in the person's editor, then read what changed; the card shown stays as it is."""
        room = self.screen
        if not isinstance(room, RoomScreen):
            return
        try:
            place = await self.work.editable(key)
            words = editor_words(self.environ)
            if not words:
                room.say(f"{place.path}:{place.line}", "Set EDITOR to open cards from here", "warning")
                return
            with self.suspend():
                fault = run_editor(command_at(words, place.path, place.line))
            change = await self.work.refresh()
        except SuspendNotSupported:
            room.say(f"{place.path}:{place.line}", "This terminal cannot be lent to an editor", "warning")
            return
        except CsmdrillError as error:
            room.complain(error)
            return
        sentences = [fault, place.sentence, change_words(change)]
        room.say("\n".join(filter(None, sentences)) or "Nothing was changed.")

    async def set_setting(self, name: str, value: int | float | str) -> None:
        """Change a setting and act on it at once."""
        try:
            self.settings = await self.work.change(name, value)
        except CsmdrillError as error:
            if isinstance(self.screen, RoomScreen):
                self.screen.complain(error)
            return
        self.theme = theme_name(self.settings.theme, self.environ)
        if isinstance(self.screen, PracticeScreen):
            self.screen.offer_again()

    def action_help(self) -> None:
        """Show the help page, once."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def on_unmount(self) -> None:
        """Close the store."""
        self.work.close()

    def _switch_buttons(self) -> None:
        self.run_worker(self.set_setting("buttons", 2 if self.settings.buttons == 4 else 4))

    def _switch_theme(self, name: str) -> None:
        self.run_worker(self.set_setting("theme", name))

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback; a person gets a sentence instead (see cli.main). Tests, which
        # run headless, still see the error itself.
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self.fault = error
            self.exit()
