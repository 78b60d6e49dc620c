"""The stage: a stakeholder who drives, a clock that runs, one line to say; nothing can be taken back."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from csmdrill.content.duration import clock_text
from csmdrill.core.errors import AudioRejected, CsmdrillError
from csmdrill.services.rehearsal_views import Rehearsal
from csmdrill.tui import rehearsing, stage_words
from csmdrill.tui.messages import LineCut
from csmdrill.tui.performance import Performance
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.brief import BriefAgainScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.stage_states import PASSES, SETTLING_SECONDS, WORKS, State, can_be_done
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.reply_line import ReplyLine
from csmdrill.tui.widgets.speech_line import Marks, SpeechLine
from csmdrill.tui.widgets.stage_pane import StagePane, people_at
from csmdrill.tui.widgets.title_bar import TitleBar

TICK = 0.1


class StageScreen(RoomScreen):
    """The stage.

    Args:
        rehearsal: what is played.
        resumed: some of it has happened before, so it begins at a pause.
        by_key: speech is marked by a key, also where there is a microphone.
    """

    CSS_PATH = "stage.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ctrl+@", "speak", "Speak, stop", key_display="space"),
        Binding("enter", "reflect", "Go on"),
        Binding("enter", "away", "Back"),
        Binding("enter,f3,p,space", "resume", "Go on", key_display="enter"),
        Binding("enter", "end_here", "End it"),
        Binding("enter", "quit_here", "Quit"),
        Binding("n", "note", "Note it"),
        Binding("enter", "note", "Note it", show=False),
        Binding("ctrl+d", "done", "Done", priority=True),
        Binding("ctrl+d", "no_done", show=False, priority=True),
        Binding("d", "done", "Done", show=False),
        Binding("f2,b", "brief", "Brief", key_display="f2", id="stage.brief"),
        Binding("f3,p", "pause", "Pause", key_display="f3", id="stage.pause"),
        Binding("f4,r", "restart", "From the start", key_display="f4", id="stage.restart"),
        Binding("escape", "stay", "Go on"),
        Binding("escape", "leave", "End"),
    ]

    def __init__(self, rehearsal: Rehearsal, resumed: bool = False, by_key: bool = False) -> None:
        super().__init__()
        self._rehearsal = rehearsal
        self._resumed = resumed
        self._by_key = by_key
        self._play: Performance | None = None
        self._state: State = "paused"
        self._before: State = "running"
        self._noting = False
        self._settled_at = 0.0

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
        yield StagePane(people_at(self._rehearsal), self.room.stage_seconds)
        yield ReplyLine(self._rehearsal.spoken)
        yield KeyBar()

    async def on_mount(self) -> None:
        """Begin, or stand still where it was broken off."""
        title = Content.assemble(plain(self._rehearsal.scenario.title, "bold"), f" · {self._rehearsal.kind}")
        self.query_one(TitleBar).show(left=title)
        self._play = Performance(self._rehearsal, self.room.stage_seconds, self._broke)
        await self._pane.tell(self.play.told, self.play.run.ledger)
        if self._resumed:
            self._pane.tell_whole()
        trouble = await self._listen()
        if self.play.run.ended:
            self._end()
        elif self._resumed and self._rehearsal.kind == "practice":
            self._pause(f"It goes on from {clock_text(self.play.now)}.")
        else:
            self._run()
        if trouble and not self.play.run.ended:
            self._pane.notice(trouble)
        self._show_time()
        self.set_interval(TICK, self._tick)

    def on_unmount(self) -> None:
        """Let go of the microphone, also where the program is left."""
        if self._play is not None:
            self._play.close()

    def on_screen_suspend(self) -> None:
        """In practice, time stands still while another screen covers the stage."""
        if self._state == "running" and self._rehearsal.kind == "practice":
            self._pause()

    def on_resize(self) -> None:
        """In practice, time stands still while the window is too small to see the stage."""
        super().on_resize()
        if self.too_small:
            self.on_screen_suspend()
        else:
            self.tell_small()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not super().check_action(action, parameters):
            return False
        if action in WORKS and self._settling:
            return False
        if not can_be_done(action, self._state, self._rehearsal.kind, self._noting):
            return False
        if action == "speak":
            return self._rehearsal.spoken and not self.play.listens
        if action == "note":
            return self.play.run.is_noting and self.play.run.speaking is None
        if action in ("done", "no_done"):
            return self.play.closable is (action == "done")
        return True

    def on_key(self, event: events.Key) -> None:
        """Let no letter do anything where letters are typed, but not taken now; a key of one's own may."""
        own = (key for name, key in self.room.keymap.items() if name.startswith("stage."))
        if self._state == "paused" and self._types and event.is_printable and event.key not in own:
            event.stop()
            self._say_once(stage_words.NOT_TAKEN)

    @property
    def _settling(self) -> bool:
        """Whether a gap in the time has only just been noticed."""
        return self.room.stage_seconds() < self._settled_at

    async def _tick(self) -> None:
        if self._state in PASSES:
            if self.play.tick():
                await self._happened(done=False)
            if self.play.note_left_ms == 0:
                await self._note()
            trouble = self.play.trouble()
            if trouble:
                self._pane.notice(trouble)
                self.refresh_bindings()
        if self._settled_at and not self._settling:
            self._settled_at = 0.0
            self.refresh_bindings()
        self._show_time()

    async def _listen(self) -> str:
        """Let the microphone mark the speech, if there is one; returns why it does not, as sentences."""
        rehearsal, listener = self._rehearsal, None
        if rehearsal.spoken and not self._by_key and not self.play.run.ended:
            listener = await rehearsing.listener(self)
        if listener is None:
            return ""
        try:
            self.play.listen(listener, await self.room.work.rehearse.recording_path(rehearsal.id))
        except AudioRejected as error:
            return f"{error.sentence} {error.hint}".rstrip()
        except CsmdrillError as error:
            self.complain(error)
        return ""

    async def _happened(self, done: bool = True) -> None:
        """Keep and show what has just happened; what the trainee did is on the disk before it is shown."""
        if done:
            await self._keep()
        else:
            self.start(self._keep(), group="keep")
        await self._pane.tell(self.play.told, self.play.run.ledger)
        if self.play.noting and not self._noting:
            self._show_note()
        if self.play.run.ended and not self.play.noting:
            self._end()
        self.refresh_bindings()

    def _show_time(self) -> None:
        self._pane.show(self.play.run, self.play.now)
        left = self.play.note_left_ms
        if left is not None and self._state == "running":
            self._pane.notice(f"{stage_words.STILL} {clock_text(left + 999)} for it.")
        if self._rehearsal.spoken:
            note = "n note what you said: that is answered" if self._notable else ""
            marks: Marks = "microphone" if self.play.listens else "key"
            self.query_one(SpeechLine).show(self.play.speaking_ms, marks, note)

    @property
    def _types(self) -> bool:
        """Whether a line is typed now: what is said, or what was said aloud."""
        return self._noting or not self._rehearsal.spoken

    @property
    def _pane(self) -> StagePane:
        return self.query_one(StagePane)

    @property
    def _reply(self) -> ReplyLine:
        return self.query_one(ReplyLine)

    @property
    def _notable(self) -> bool:
        """Whether something was said aloud that is not noted yet, in a dialogue."""
        run = self.play.run
        return run.is_noting and run.speaking is None and self._rehearsal.scenario.mode == "dialogue"

    async def _keep(self) -> None:
        await rehearsing.keep(self, self._rehearsal, self.play.run.inputs)

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.too_small or self._state != "running":
            return
        if self._noting:
            await self._note()
        elif self.play.say(event.value):
            event.input.value = ""
            await self._happened()

    async def _note(self) -> None:
        """Take the note as far as it is written; time goes on."""
        self._noting = False
        self.play.note(self._reply.line.value)
        self._reply.line.value = ""
        await self._happened()
        if self._state == "running":
            self._pane.notice("")
            self._reply.offer(noting=False)

    @on(LineCut)
    def _cut(self, event: LineCut) -> None:
        self._say_once(f"A line has room for {event.longest:,} characters; what was more is left out.")

    async def action_speak(self) -> None:
        """Mark that one begins to speak, or stops."""
        if self.play.speak():
            await self._happened()

    def action_note(self) -> None:
        """Write down what one said so far; time stands still meanwhile."""
        if self.play.ask_note():
            self._show_note()

    async def action_done(self) -> None:
        """Say that one is through; a line that is being typed is said first, by its own key."""
        if self._reply.line.display and self._reply.line.value.strip():
            self._say_once(stage_words.NOT_SAID)
        elif self.play.done():
            await self._happened()

    def action_no_done(self) -> None:
        """Say that there is no end of speech to announce."""
        self._say_once(stage_words.NO_DONE)

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
        self.play.close()
        await rehearsing.begin_again(self, self._rehearsal, self._by_key)

    async def action_leave(self) -> None:
        """Ask once whether to end here; where it has ended only the note is left out."""
        if self.play.run.ended:
            await self._note()
            return
        self._ask("leaving", stage_words.LEAVE[self._rehearsal.kind])

    def asks_to_quit(self) -> bool:
        """Ask before a run is broken off by leaving the program; whoever asks for that again means it."""
        if self.play.run.ended or self._state in ("over", "void"):
            return False
        if self._state == "quitting":
            self.start(self.action_quit_here(), group="quit", alone=True)
        elif self.too_small and self._rehearsal.kind == "practice":
            return False
        else:
            self._ask("quitting", stage_words.QUIT[self._rehearsal.kind])
            self.tell_small(stage_words.UNSEEN)
        return True

    def _ask(self, state: State, question: str) -> None:
        """Ask something; in practice, time stands still meanwhile."""
        if self._state not in ("leaving", "quitting"):
            self._before = self._state
        if self._rehearsal.kind == "practice":
            self.play.stop()
        self._be(state)
        self._pane.notice(question)

    def action_stay(self) -> None:
        """Go on after all."""
        if self._before == "paused":
            self._pause()
        else:
            self._run()

    async def action_end_here(self) -> None:
        """End the run before its end."""
        self.play.close()
        if self._rehearsal.kind == "practice" and self.play.has_begun:
            rehearsing.to_reflection(self, self._rehearsal, self.play.run.log, "left")
        elif await rehearsing.give_up(self, self._rehearsal, self.play.run.log):
            rehearsing.leave(self, "" if self._rehearsal.kind == "practice" else stage_words.GIVEN_UP)

    async def action_quit_here(self) -> None:
        """Leave the program in the middle of the run; practice can be gone on with."""
        self.play.close()
        kept = self._rehearsal.kind == "practice" and self.play.has_begun
        if kept or await rehearsing.give_up(self, self._rehearsal, self.play.run.log):
            self.app.exit()

    def action_reflect(self) -> None:
        """Go on to the reflection."""
        rehearsing.to_reflection(self, self._rehearsal, self.play.run.log, self.play.reason)

    def action_away(self) -> None:
        """Go back to where it was begun."""
        rehearsing.leave(self)

    def _broke(self, verdict: str, sentence: str) -> None:
        """Act on a gap in the time; no key that is still on its way answers."""
        self._settled_at = self.room.stage_seconds() + SETTLING_SECONDS
        if verdict == "void":
            self.play.close()
            self._be("void")
            self._pane.notice(sentence)
            self._reply.end()
            self.start(rehearsing.finish(self, self._rehearsal, self.play.run.log, "void"))
        else:
            self._pause(sentence)

    def _run(self) -> None:
        self.play.go()
        self._be("running")
        self._pane.notice("")
        self._reply.offer(self._noting)

    def _pause(self, why: str = "") -> None:
        self.play.stop()
        self._be("paused")
        self._pane.notice(f"{why} {stage_words.PAUSED[self._types]}".lstrip())

    def _end(self) -> None:
        self.parting = rehearsing.not_rated(self._rehearsal)
        self._be("over")
        self._pane.notice(stage_words.OVER)
        self._reply.end()

    def _say_once(self, sentence: str) -> None:
        self.hush()
        self.say(sentence)

    def _show_note(self) -> None:
        """Let the trainee write what they said aloud."""
        self._noting = True
        self._pane.notice(stage_words.LAST if self.play.run.ended else stage_words.STILL)
        self._reply.offer(noting=True)
        self.refresh_bindings()

    def _be(self, state: State) -> None:
        self._state = state
        if state != "running":
            self._reply.shut()
        self.refresh_bindings()
