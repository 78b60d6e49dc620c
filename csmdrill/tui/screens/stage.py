"""The stage: a stakeholder who drives, a clock that runs, one line to say; nothing can be taken back."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from csmdrill.content.duration import clock_text
from csmdrill.core.errors import CsmdrillError
from csmdrill.services.rehearsal_views import Rehearsal
from csmdrill.tui import rehearsing
from csmdrill.tui.messages import LineCut
from csmdrill.tui.performance import Performance
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.brief import BriefAgainScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.told import words_said
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.lamp_clock import LampClock, left_text
from csmdrill.tui.widgets.say_line import SayLine
from csmdrill.tui.widgets.silence_bar import SilenceBar
from csmdrill.tui.widgets.speech_line import SpeechLine
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

TICK = 0.1
SAY = "your line; silence is an answer"
NOTE = "what did you say? a few words, enter; the clock stands still"
OVER = "It is over."

State = Literal["running", "paused", "leaving", "over", "void"]

WORKS: dict[str, tuple[State, ...]] = {
    "speak": ("running",),
    "note": ("running",),
    "done": ("running",),
    "pause": ("running",),
    "brief": ("running", "paused"),
    "resume": ("paused",),
    "restart": ("paused",),
    "leave": ("running", "paused"),
    "stay": ("leaving",),
    "end_here": ("leaving",),
    "reflect": ("over",),
    "away": ("void",),
}
"""In which states an action can be done."""

PRACTICE = ("pause", "brief", "resume", "restart")


class StageScreen(RoomScreen):
    """The stage.

    Args:
        rehearsal: what is played.
        resumed: some of it has happened before, so it begins at a pause.
    """

    CSS_PATH = "stage.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ctrl+@", "speak", "Speak, stop", key_display="space"),
        Binding("enter", "reflect", "Go on"),
        Binding("enter", "away", "Back"),
        Binding("enter,f3,p,space", "resume", "Go on", key_display="enter"),
        Binding("enter", "end_here", "End it"),
        Binding("n", "note", "Note it"),
        Binding("ctrl+d", "done", "Done", priority=True),
        Binding("d", "done", "Done", show=False),
        Binding("f2,b", "brief", "Brief", key_display="f2", id="stage.brief"),
        Binding("f3,p", "pause", "Pause", key_display="f3", id="stage.pause"),
        Binding("f4,r", "restart", "From the start", key_display="f4", id="stage.restart"),
        Binding("escape", "stay", "Go on"),
        Binding("escape", "leave", "End"),
    ]

    def __init__(self, rehearsal: Rehearsal, resumed: bool = False) -> None:
        super().__init__()
        self._rehearsal = rehearsal
        self._resumed = resumed
        self._play: Performance | None = None
        self._state: State = "paused"
        self._before: State = "running"
        self._said_from = 0.0
        self._noting = False

    @property
    def state(self) -> State:
        """How it stands with the run."""
        return self._state

    @property
    def play(self) -> Performance:
        """The run."""
        assert self._play is not None  # noqa: S101 - there is one from mounting on
        return self._play

    def compose_room(self) -> ComposeResult:
        """Lay out who is there, the clock, what is said, and where to reply."""
        yield TitleBar(self.room.practice_clock)
        with Horizontal(id="scene"):
            yield Static(self._people(), id="people")
            yield LampClock()
        yield Static(id="ledger")
        yield TranscriptPane()
        yield SilenceBar()
        yield Static(id="notice")
        with Horizontal(id="reply", classes="-spoken" if self._rehearsal.spoken else ""):
            yield SpeechLine()
            yield SayLine(SAY)
        yield KeyBar()

    async def on_mount(self) -> None:
        """Begin, or stand still where it was broken off."""
        title = Content.assemble(plain(self._rehearsal.scenario.title, "bold"), f" · {self._rehearsal.kind}")
        self.query_one(TitleBar).show(left=title)
        self._play = Performance(self._rehearsal, self.room.stage_seconds, self._broke)
        await self._show_told()
        if self._resumed:
            self.query_one(TranscriptPane).say(None)
            self._said_from = -1e9
        if self.play.run.ended:
            self._end()
        elif self._resumed and self._rehearsal.kind == "practice":
            self._pause(f"It goes on from {clock_text(self.play.now)}.")
        else:
            self._run()
        self._show_time()
        self.set_interval(TICK, self._tick)

    def on_screen_suspend(self) -> None:
        """In practice, time stands still while another screen covers the stage."""
        if self._state == "running" and self._rehearsal.kind == "practice":
            self._pause()

    def on_resize(self) -> None:
        """In practice, time stands still while the window is too small to see the stage."""
        super().on_resize()
        if self.too_small:
            self.on_screen_suspend()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not super().check_action(action, parameters):
            return False
        states = WORKS.get(action)
        if self._noting and action in ("pause", "brief", "speak", "done", "note"):
            return False
        if states is None:
            return True
        if self._state not in states or (action in PRACTICE and self._rehearsal.kind != "practice"):
            return False
        if action == "speak":
            return self._rehearsal.spoken
        if action == "note":
            return self.play.run.is_noting and self.play.run.speaking is None
        if action == "done":
            return self.play.closable
        return True

    async def _tick(self) -> None:
        if self._state in ("running", "leaving") and self.play.tick():
            await self._happened(done=False)
        self._show_time()

    async def _happened(self, done: bool = True) -> None:
        """Keep and show what has just happened; what the trainee did is on the disk before it is shown."""
        if done:
            await self._keep()
        else:
            self.start(self._keep(), group="keep")
        await self._show_told()
        if self.play.noting and not self._noting:
            self._show_note()
        if self.play.run.ended and not self.play.noting:
            self._end()
        self.refresh_bindings()

    async def _show_told(self) -> None:
        if await self.query_one(TranscriptPane).tell(self.play.told):
            self._said_from = self.room.stage_seconds()
            self._show_saying()
            self.query_one(TranscriptPane).follow()
        self.query_one("#ledger", Static).update(plain(self.play.run.ledger))
        self.query_one("#ledger").display = bool(self.play.run.ledger)

    def _show_saying(self) -> bool:
        """Say the last line as far as it has come; returns whether it is still being said."""
        pane = self.query_one(TranscriptPane)
        if not pane.told:
            return False
        passed = round((self.room.stage_seconds() - self._said_from) * 1000)
        words = None if self.app.animation_level == "none" else words_said(pane.told[-1], passed)
        pane.say(words)
        return words is not None

    def _show_time(self) -> None:
        run, now = self.play.run, self.play.now
        figures, note = left_text(now, run.over_at, run.closes_at)
        note = "" if run.ended else note
        self.query_one(LampClock).show(figures, run.lamp, note)
        saying = self._show_saying()
        hush = None if saying or run.ended else run.hush
        self.query_one(SilenceBar).show(now, hush)
        if self._rehearsal.spoken:
            self.query_one(SpeechLine).show(self.play.speaking_ms, "space")

    async def _keep(self) -> None:
        try:
            await self.room.work.rehearse.keep(self._rehearsal, self.play.run.inputs)
        except CsmdrillError as error:
            self.complain(error)

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.too_small or self._state != "running":
            return
        if self._noting:
            self._noting = False
            self.play.note(event.value)
        elif not self.play.say(event.value):
            return
        event.input.value = ""
        await self._happened()
        if self._state == "running":
            self._show_reply()

    @on(LineCut)
    def _cut(self, event: LineCut) -> None:
        self.app.clear_notifications()
        self.say(f"A line has room for {event.longest:,} characters; what was more is left out.")

    async def action_speak(self) -> None:
        """Mark that one begins to speak, or stops."""
        if self.play.speak():
            await self._happened()

    def action_note(self) -> None:
        """Write down what one said so far; time stands still meanwhile."""
        if self.play.ask_note():
            self._show_note()

    async def action_done(self) -> None:
        """Say that one is through."""
        if self.play.done():
            await self._happened()

    def action_pause(self) -> None:
        """Let time stand still."""
        self._pause()

    def action_resume(self) -> None:
        """Let time pass again."""
        self._run()

    def action_brief(self) -> None:
        """Show the brief again; time stands still meanwhile."""
        self._pause()
        self.app.push_screen(BriefAgainScreen(self._rehearsal))

    async def action_restart(self) -> None:
        """Forget this run and begin it again."""
        work = self.room.work.rehearse
        before = self._rehearsal
        try:
            await work.drop(before.id)
            fresh = await work.prepare(before.key, before.kind, seed=before.drawn.seed, spoken=before.spoken)
        except CsmdrillError as error:
            self.complain(error)
            return
        await rehearsing.to_stage(self, fresh, before.predicted)

    def action_leave(self) -> None:
        """Ask once whether to end here."""
        self._before = self._state
        if self._rehearsal.kind == "practice":
            self.play.stop()
        self._be("leaving")
        told = (
            "End it here?" if self._rehearsal.kind == "practice" else "End it here? Then it does not count."
        )
        self._notice(told)

    def action_stay(self) -> None:
        """Go on after all."""
        if self._before == "paused":
            self._pause()
        else:
            self._run()

    async def action_end_here(self) -> None:
        """End the run before its end."""
        self.play.stop()
        spoken = any(event.kind in ("you", "speaking") for event in self.play.run.events)
        if self._rehearsal.kind == "practice" and not spoken:
            await self._forget()
        elif self._rehearsal.kind == "practice":
            rehearsing.to_reflection(self, self._rehearsal, self.play.run.log, "left")
        else:
            await self._close("left", "You left it, so it does not count.")

    def action_reflect(self) -> None:
        """Go on to the reflection."""
        rehearsing.to_reflection(self, self._rehearsal, self.play.run.log, self.play.reason)

    def action_away(self) -> None:
        """Go back to where it was begun."""
        rehearsing.leave(self)

    def _broke(self, verdict: str, sentence: str) -> None:
        """Act on a gap in the time."""
        if verdict == "void":
            self._be("void")
            self._notice(sentence)
            self.start(self._close("void", ""))
        else:
            self._pause(sentence)

    async def _forget(self) -> None:
        """Leave a run in which nothing was said, as if it had not been begun."""
        try:
            await self.room.work.rehearse.drop(self._rehearsal.id)
        except CsmdrillError as error:
            self.complain(error)
            return
        rehearsing.leave(self)

    async def _close(self, reason: Literal["left", "void"], sentence: str) -> None:
        try:
            await self.room.work.rehearse.finish(self._rehearsal, self.play.run.log, reason)
        except CsmdrillError as error:
            self.complain(error)
            return
        if sentence:
            rehearsing.leave(self, sentence)

    def _run(self) -> None:
        self.play.go()
        self._be("running")
        self._notice("")
        self._show_reply()

    def _pause(self, why: str = "") -> None:
        self.play.stop()
        self._be("paused")
        self._notice(f"{why} Paused: enter goes on.".lstrip())

    def _end(self) -> None:
        self._be("over")
        self._notice(OVER)
        self.query_one(SayLine).display = self.query_one(SpeechLine).display = False

    def _show_note(self) -> None:
        """Let the trainee write what they said aloud."""
        self._noting = True
        if self.play.run.ended:
            self._notice(f"{OVER} What did you say last?")
        self._show_reply()
        self.refresh_bindings()

    def _be(self, state: State) -> None:
        self._state = state
        if state != "running":
            self.query_one(SayLine).disabled = True
        self.refresh_bindings()

    def _notice(self, words: str) -> None:
        self.query_one("#notice", Static).update(plain(words, "bold"))
        self.query_one("#notice").display = bool(words)

    def _show_reply(self) -> None:
        """Show where to reply: the line, or the marks of speech."""
        line = self.query_one(SayLine)
        typed = not self._rehearsal.spoken or self._noting
        line.display = typed
        self.query_one(SpeechLine).display = not typed
        line.placeholder = NOTE if self._noting else SAY
        line.disabled = not typed
        if typed:
            line.focus()
        else:
            self.set_focus(None)

    def _people(self) -> Content:
        names = self._rehearsal.drawn.names
        return plain(
            "\n".join(
                f"{names[id_]}, {person.role}" for id_, person in self._rehearsal.scenario.people.items()
            )
        )
