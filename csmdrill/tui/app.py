"""The terminal program: its screens, themes and commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import find_home
from csmdrill.practice.keymap import usable
from csmdrill.practice.settings import Settings
from csmdrill.services.plan import Plan
from csmdrill.services.views import NOTHING, FirstLook
from csmdrill.tui import leaving
from csmdrill.tui.screens.room import ALWAYS, RoomScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.stage_clock import Seconds, seconds_awake_or_not
from csmdrill.tui.starting import Collector, keep_what_is_loaded, load_the_rest, sheets_for
from csmdrill.tui.theme import dress, theme_name
from csmdrill.tui.widgets.line_input import make_paste_safe
from csmdrill.tui.work import Work

if TYPE_CHECKING:
    from textual.screen import Screen

    from csmdrill.audio.microphone import Sound


class CsmdrillApp(App[None]):
    """The program.

    Args:
        environ, plan: the process's environment, and what to open on.
        seen: what the first screen shows, where somebody has begun to look.
    """

    TITLE = "csmdrill"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?", id="app.help"),
        Binding("f1", "help", "Help"),
    ]

    def __init__(self, environ: Mapping[str, str], plan: Plan, seen: FirstLook = NOTHING) -> None:
        # With ansi_color Textual answers NO_COLOR by sending no colours; otherwise it would send greys.
        ansi = True if environ.get("NO_COLOR") else None
        super().__init__(css_path=sheets_for(plan.start), ansi_color=ansi)
        self.environ, self.plan = environ, plan
        self.work = Work(environ, plan, seen)
        self.settings = Settings()
        self.keymap: dict[str, str] = {}
        self.collector = Collector(self)
        self.opened = False
        self.ready = False
        self.fault: Exception | None = None
        self.farewell = ""
        self.stage_seconds: Seconds = seconds_awake_or_not
        self.sound: Sound | None = None
        dress(self, theme_name("auto", environ))
        self.sub_title = "demo: made-up people" if find_home(environ).demo.is_file() else ""

    @property
    def practice_clock(self) -> bool:
        """Whether `CSMDRILL_NOW` sets the clock; known before anything is opened, so every frame says so."""
        return bool(self.environ.get("CSMDRILL_NOW"))

    def get_default_screen(self) -> Screen[Any]:
        """Return the first screen; as one of several modes it would have every style sheet read once more."""
        return TodayScreen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a window that is too small only quitting works."""
        blocked = isinstance(self.screen, RoomScreen) and self.screen.too_small and action not in ALWAYS
        return False if blocked else super().check_action(action, parameters)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Return what the command palette offers."""
        from csmdrill.tui.commands import commands

        return commands(self, screen)

    async def open_store(self) -> bool:
        """Open the practice history; where it cannot be, leave with a sentence and return False."""
        try:
            settings = await self.work.open()
        except CsmdrillError as error:
            self.fault = None if self.work.is_left else error
            self.exit()
            return False
        self.opened = True
        keep_what_is_loaded()
        self.obey(settings)
        return True

    def be_ready(self) -> None:
        """Once the first screen stands, load what the others need, so that none makes somebody wait."""
        if not self.ready:
            self.ready = True
            load_the_rest(self)

    async def on_event(self, event: events.Event) -> None:
        """Make what is pasted safe."""
        if isinstance(event, events.Paste):
            make_paste_safe(event, self.focused)
        await super().on_event(event)

    def on_mount(self) -> None:
        """Let no notice outlive the screen on which it was said, and leave in order when told to."""
        leaving.leave_when_told(self)
        self.screen_change_signal.subscribe(self, lambda _: self.clear_notifications(), immediate=True)

    def obey(self, settings: Settings) -> None:
        """Practise and look by these settings from now on."""
        self.settings = settings
        self.theme = theme_name(settings.theme, self.environ)
        self.keymap = usable(settings.keys)
        self.set_keymap(self.keymap)
        if isinstance(self.screen, RoomScreen):
            self.screen.offer_again()

    def action_help(self) -> None:
        """Show the help page, once."""
        from csmdrill.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    async def action_quit(self) -> None:
        """Leave the program, unless a screen asks first."""
        if leaving.agreed(self):
            leaving.leave(self)

    def on_unmount(self) -> None:
        """Close the store; in a terminal whoever opened the screens does it, once they are gone."""
        if self.is_headless:
            self.work.close()

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback; a person gets a sentence instead (see cli.main), tests the error.
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self.fault = error
            self.exit()
