"""Circuit: the stations of the day; one goes out from here to each of them, and then to their ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.circuit_words import HAND_OVER, NO_STATION
from csmdrill.services.wording import counted
from csmdrill.tui import rehearsing
from csmdrill.tui.circuit_words import about, stations
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.circuit_views import Circuit
    from csmdrill.services.rehearsal_views import Interrupted

RULES = (
    "One after the other, each in one take and without a pause. You rate yourself after the last.\n"
    "If something breaks it off, it goes on at the next station; one that was begun is not offered again "
    "that day."
)
OVER = "That was the last station. Rate them now, one after the other, by all criteria."


class CircuitScreen(RoomScreen):
    """The stations; enter does what comes next.

    Args:
        competency: three stations of this one, due or not; empty for what the plan asks for.
    """

    CSS_PATH = "circuit.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "finish", "Go on"),
        Binding("enter", "play", "Next station"),
        Binding("enter", "rate", "Rate the next"),
        Binding("enter", "back", "Done"),
        Binding("escape,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self, competency: str = "") -> None:
        super().__init__()
        self._competency = competency
        self._circuit: Circuit | None = None
        self._over: Interrupted | None = None
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out why, the stations, and the rules."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="circuit", can_focus=False):
            yield Static(id="why")
            yield Static(id="stations")
            yield Static(id="rules")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(plain("Circuit", "bold"))

    def on_screen_resume(self) -> None:
        """See what is left, also after a station."""
        self.shown = False
        self.refresh_bindings()
        self.start(self._fetch(), alone=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let enter do the one thing that comes next."""
        if not super().check_action(action, parameters):
            return False
        return action == self._step if action in ("finish", "play", "rate") else True

    @property
    def _step(self) -> str:
        """What comes next: to finish what had come to its end, to play, to rate, or nothing."""
        if not self.shown or self._circuit is None:
            return ""
        if self._over is not None:
            return "finish"
        if self._circuit.next_station is not None:
            return "play"
        return "rate" if self._circuit.to_rate else ""

    async def action_finish(self) -> None:
        """Go on with what had come to its end when it was broken off."""
        if self._over is not None:
            await rehearsing.go_on(self, self._over.id)

    async def action_play(self) -> None:
        """Open the brief of the next station."""
        station = self._circuit.next_station if self._circuit else None
        if station is not None:
            await rehearsing.to_brief(self, station.key, "benchmark", spoken=station.spoken)

    async def action_rate(self) -> None:
        """Rate the next of what was played."""
        if self._circuit is not None and self._circuit.to_rate:
            await rehearsing.to_rating(self, self._circuit.to_rate[0], on_top=True)

    def action_back(self) -> None:
        """Go back; what is left stays for later."""
        rehearsing.leave(self)

    async def _fetch(self) -> None:
        work = self.room.work.rehearse
        try:
            broken = (await work.unfinished()).interrupted
            self._circuit = await work.circuit(self._competency)
        except CsmdrillError as error:
            self.complain(error)
            return
        benchmarks = [each for each in broken if each.kind == "benchmark"]
        self._over = next((each for each in benchmarks if each.over), None)
        for each in benchmarks:
            self.say(each.sentence)
        self._show()
        self.shown = True
        self.refresh_bindings()

    def _show(self) -> None:
        circuit = self._circuit
        if circuit is None:
            self.query_one("#why", Static).update(plain(NO_STATION))
            return
        minutes = f"{counted(circuit.minutes, 'minute')} at most" if circuit.next_station else ""
        self.query_one(TitleBar).show(plain(f"Circuit · {circuit.title}", "bold"), plain(minutes))
        self.query_one("#why", Static).update(about(circuit))
        self.query_one("#stations", Static).update(stations(circuit))
        done = f"{circuit.following}\n{HAND_OVER}" if circuit.is_begun else circuit.following
        last = OVER if circuit.to_rate else done
        self.query_one("#rules", Static).update(plain(RULES if circuit.next_station else last, "dim"))
