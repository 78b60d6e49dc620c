"""Listens: a recording, or a microphone while one plays, becomes marks of where speech starts and stops."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from csmdrill.audio.microphone import RATE, WIDTH, Microphone, Sound, sound_module
from csmdrill.audio.wav import recording_at
from csmdrill.content.duration import clock_text
from csmdrill.content.scenario import Mode
from csmdrill.core.errors import AudioRejected
from csmdrill.roleplay.engine import Run, replay, take
from csmdrill.roleplay.model import Finished, Input, Noted, Passed, Speaking
from csmdrill.roleplay.voice import Stretch, Voice, speech_of
from csmdrill.services.rehearsal_views import Rehearsal

BREATH_MS = 700
"""Silence that is shorter is breath, and belongs to the speech: one second of pause is always found."""

LOST_MS = 3_000
"""A microphone from which nothing came for so long has gone; some are slower than 2 s to wake."""

LATE_MS, USUAL_MS = 300, 100
"""Sound that lags behind the stage by more than the first was lost in between; by the second it may lag."""

TOO_LOUD = "The room was too loud to tell speech from silence; the marks may be wrong."

JUDGED_MS = 10_000
"""Sound that must have come before the room is called too loud while one plays."""


class Heard(Struct, frozen=True):
    """What was heard in a recording.

    Args:
        ms: how long it is.
        stretches: speech and silence by turns, over all of it.
        too_loud: the room, so that the stretches may be wrong.
    """

    ms: int
    stretches: tuple[Stretch, ...]
    too_loud: bool = False

    @property
    def speech(self) -> tuple[Stretch, ...]:
        """The stretches in which somebody speaks."""
        return speech_of(self.stretches)


def heard_in(path: Path) -> Heard:
    """Return what is heard in a WAV file.

    Raises:
        AudioRejected: it cannot be read.
    """
    recording = recording_at(path)
    voice = Voice(recording.rate, BREATH_MS)
    for block in recording.blocks():
        voice.hear(block)
    stretches = voice.finish()
    return Heard(recording.ms, stretches, voice.doubtful)


def recorded_inputs(heard: Heard, mode: Mode, notes: Sequence[str] = ()) -> tuple[Input, ...]:
    """Return a recording as acts: its marks, what was noted of it, and for a monologue that it is done.

    Args:
        heard: the recording; the run begins with it.
        mode: a monologue has one note for all, a dialogue one for each speech.
        notes: in order; an empty one stands for none.
    """
    acts: list[Input] = []
    for index, stretch in enumerate(heard.speech):
        acts += [Speaking(stretch.since, True), Speaking(stretch.until, False)]
        if mode == "dialogue" and index < len(notes) and notes[index]:
            acts.append(Noted(stretch.until, notes[index]))
    if mode == "monologue" and heard.speech:
        words = " ".join(filter(None, notes))
        acts += [Noted(heard.speech[-1].until, words)] if words else []
        acts.append(Finished(heard.ms))
    return tuple(acts)


def play_heard(rehearsal: Rehearsal, heard: Heard, notes: Sequence[str] = ()) -> Run:
    """Return the run of a recording, after whose end nothing is done until the scenario ends."""
    acts = recorded_inputs(heard, rehearsal.scenario.mode, notes)
    run = replay(rehearsal.scene, rehearsal.drawn, acts)
    return run if run.ended is not None else take(run, Passed(run.closes_at))


class Listener:
    """A microphone that is listened to while one plays; what it marks goes into the engine.

    Times are ms of the stage: sound that was lost leaves a silence of its length in the recording, and while
    the stage stands still nothing is recorded, so that a place in the file is a time on the stage.

    Args:
        sound: the module `sounddevice`; None looks for it when it is started.
    """

    def __init__(self, sound: Sound | None = None) -> None:
        self._sound = sound
        self._microphone: Microphone | None = None
        self._voice = Voice(RATE, BREATH_MS)
        self._from = 0
        self._samples = 0
        self._last_at = 0
        self._paused = False
        self._speaks = False
        self._told_until = 0
        self._trouble = ""
        self._warned = False

    @property
    def listens(self) -> bool:
        """Whether the microphone is there."""
        return self._microphone is not None

    def start(self, path: Path, at: int = 0) -> None:
        """Begin to listen and to record into a new file.

        Args:
            path: where to; see `recordings.recording_path`.
            at: the time on the stage.

        Raises:
            AudioRejected: there is no microphone, or the file cannot be made; the attempt goes on by keys.
        """
        microphone = Microphone(self._sound or sound_module())
        microphone.start(path)
        self._microphone = microphone
        self._from = self._told_until = self._last_at = at

    def poll(self, at: int) -> tuple[Speaking, ...]:
        """Listen to what came until now; call it some ten times a second.

        Returns the new marks. They lie a little back: speech is known as such after 0.1 s, and its end only
        when 0.7 s were silent.

        Args:
            at: the time on the stage.
        """
        microphone = self._microphone
        if microphone is None:
            return ()
        content = microphone.take()
        if self._paused:
            return ()
        if content:
            self._last_at = at
            self._fill_gap(microphone, at, len(content) // WIDTH)
            self._take(microphone, content)
        if microphone.lost or at - self._last_at > LOST_MS:
            return self._lose(at)
        return self._marks()

    def pause(self, at: int) -> tuple[Speaking, ...]:
        """Stand still with the stage: what comes until `resume` is not recorded. Returns the last marks."""
        marks = self.poll(at)
        self._paused = True
        return marks

    def resume(self, at: int) -> None:
        """Go on with the stage."""
        if self._microphone is not None:
            self._microphone.take()
        self._last_at = at
        self._paused = False

    def stop(self, at: int) -> tuple[Speaking, ...]:
        """Close the microphone and its file; returns the last marks."""
        if self._microphone is None:
            return ()
        marks = self.poll(at)
        return (*marks, *self._close())

    def stretches(self) -> tuple[Stretch, ...]:
        """Return speech and silence so far, in ms from where it was started."""
        return self._voice.stretches()

    def trouble(self) -> str:
        """Return what went wrong since one last asked, as a sentence to show; empty if nothing did."""
        told, self._trouble = self._trouble, ""
        return told

    def _fill_gap(self, microphone: Microphone, at: int, coming: int) -> None:
        """Let silence stand for sound that was lost, or that a device that wakes up did not send yet."""
        gap = at - self._from - 1000 * (self._samples + coming) // RATE
        if gap <= LATE_MS:
            return
        missing = (gap - USUAL_MS) * RATE // 1000
        self._samples += missing
        self._write(microphone, bytes(WIDTH * missing))
        self._voice.miss(gap - USUAL_MS)

    def _take(self, microphone: Microphone, content: bytes) -> None:
        samples = array("h", content[: len(content) - len(content) % WIDTH])
        self._samples += len(samples)
        self._write(microphone, samples.tobytes())
        self._voice.hear(samples)
        if not (self._warned or self._trouble) and self._voice.heard_ms >= JUDGED_MS and self._voice.doubtful:
            self._trouble, self._warned = TOO_LOUD, True

    def _write(self, microphone: Microphone, content: bytes) -> None:
        try:
            microphone.write(content)
        except AudioRejected as error:
            self._trouble = f"{error.sentence} Your speech is still marked."

    def _lose(self, at: int) -> tuple[Speaking, ...]:
        self._trouble = (
            f"The microphone was lost at {clock_text(at)}; what was said before is kept."
            " Mark start and stop of your speech with the key."
        )
        return (*self._marks(), *self._close())

    def _close(self) -> tuple[Speaking, ...]:
        """Let go of the microphone; speech that is on stops where it was last heard."""
        microphone, self._microphone = self._microphone, None
        if microphone is not None:
            microphone.stop()
        self._voice.finish()
        marks = self._marks()
        if not self._speaks:
            return marks
        self._speaks = False
        spoken = speech_of(self._voice.stretches())
        return (*marks, Speaking(self._from + spoken[-1].until, on=False))

    def _marks(self) -> tuple[Speaking, ...]:
        """Return the starts and stops that were not told yet."""
        marks: list[Speaking] = []
        spoken = [
            each for each in speech_of(self._voice.stretches()) if self._at(each.until) > self._told_until
        ]
        for stretch in spoken:
            if not self._speaks:
                marks.append(Speaking(max(self._at(stretch.since), self._told_until), on=True))
                self._speaks = True
            if stretch is not spoken[-1] or not self._voice.speaking:
                marks.append(self._stopped(self._at(stretch.until)))
        if self._speaks and not self._voice.speaking:
            # What passed for speech turned out to be an even noise.
            marks.append(self._stopped(self._at(self._voice.heard_ms)))
        return tuple(marks)

    def _stopped(self, at: int) -> Speaking:
        self._speaks = False
        self._told_until = at
        return Speaking(at, on=False)

    def _at(self, ms: int) -> int:
        """Return a time on the stage."""
        return self._from + ms


def microphone_there() -> bool:
    """Return whether the extra for recording is installed, without opening anything."""
    with suppress(AudioRejected):
        sound_module()
        return True
    return False
