"""Records a microphone to a WAV file as it goes, through the optional `sounddevice`."""

from __future__ import annotations

import os
import queue
import wave
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from csmdrill.audio.hush import hush_libraries
from csmdrill.core.errors import AudioRejected

RATE = 16_000
WIDTH = 2
BLOCK = RATE // 20
"""Samples that come at a time: 50 ms."""

MORE = "Mark start and stop of your speech with the key."
EXTRA = "Install it with: pip install 'csmdrill[audio]'"


class Stream(Protocol):
    """A microphone that is open."""

    @property
    def active(self) -> bool:
        """Whether sound comes."""
        ...

    def start(self) -> None:
        """Let sound come."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...


class Sound(Protocol):
    """What is needed of the module `sounddevice`."""

    PortAudioError: type[Exception]

    def RawInputStream(self, **how: Any) -> Stream:  # noqa: ANN401, N802 - as the module has it
        """Return the microphone, opened."""
        ...


def sound_module() -> Sound:
    """Return the module `sounddevice`; what the libraries under it would write on the screen is kept off it.

    Raises:
        AudioRejected: it is not installed, or the library that it needs is not.
    """
    hush_libraries()
    try:
        return cast("Sound", import_module("sounddevice"))
    except ImportError as error:
        raise AudioRejected("Recording needs the extra `audio`, which is not installed.", EXTRA) from error
    except OSError as error:
        raise AudioRejected(
            "Recording needs the library PortAudio, which is not installed.",
            "On Debian and Ubuntu it is the package libportaudio2.",
        ) from error


class Microphone:
    """The default microphone, and the file into which it is recorded.

    Args:
        sound: the module `sounddevice`, or what stands for it.
    """

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._stream: Stream | None = None
        self._file: BinaryIO | None = None
        self._wave: wave.Wave_write | None = None
        self._stopped_itself = False

    @property
    def writes(self) -> bool:
        """Whether what comes is written."""
        return self._wave is not None

    @property
    def lost(self) -> bool:
        """Whether the device has gone, as far as it tells; some only fall silent."""
        if self._stream is None:
            return False
        try:
            return self._stopped_itself or not self._stream.active
        except self._sound.PortAudioError:
            return True

    def start(self, path: Path) -> None:
        """Begin to record into a new file that its owner alone can read.

        Raises:
            AudioRejected: there is no microphone, it may not be used, or the file cannot be made.
        """
        try:
            self._stream = self._sound.RawInputStream(
                samplerate=RATE,
                channels=1,
                dtype="int16",
                blocksize=BLOCK,
                callback=self._hear,
                finished_callback=self._finished,
            )
            self._open(path)
            self._stream.start()
        except (self._sound.PortAudioError, ValueError) as error:
            self._withdraw(path)
            raise AudioRejected("There is no microphone that can be used.", MORE) from error
        except OSError as error:
            self._withdraw(path)
            raise AudioRejected(f"{path} cannot be written: {error.strerror or error}.", MORE) from error

    def take(self) -> bytes:
        """Return what came since the last time, samples of 16 bit; it is not written yet."""
        parts: list[bytes] = []
        with suppress(queue.Empty):
            while True:
                parts.append(self._came.get_nowait())
        return b"".join(parts)

    def write(self, content: bytes) -> None:
        """Write samples; a crash from now on leaves them in the file, under a header that fits.

        Raises:
            AudioRejected: they cannot be written; nothing is written from then on.
        """
        if self._wave is None or self._file is None:
            return
        try:
            self._wave.writeframes(content)
            self._file.flush()
        except OSError as error:
            self._shut()
            raise AudioRejected(f"The recording stops here: {error.strerror or error}.") from error

    def stop(self) -> None:
        """Let go of the device and close the file."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with suppress(self._sound.PortAudioError):  # a device that has gone cannot be closed
                stream.close()
        self._shut()

    def _open(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        only_mine = _owner_only if os.name == "posix" else None
        # Closed in `_shut`: the recording lasts longer than this call.
        self._file = cast("BinaryIO", open(path, "xb", opener=only_mine))  # noqa: SIM115
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115
        self._wave.setnchannels(1)
        self._wave.setsampwidth(WIDTH)
        self._wave.setframerate(RATE)
        self._wave.writeframes(b"")
        self._file.flush()

    def _withdraw(self, path: Path) -> None:
        """Let go of everything, and leave no empty file behind."""
        was_open = self._file is not None
        self.stop()
        if was_open:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _shut(self) -> None:
        written, self._wave = self._wave, None
        file, self._file = self._file, None
        # On a full disk closing fails as writing did; what was written before stays.
        if written is not None:
            with suppress(OSError):
                written.close()
        if file is not None:
            with suppress(OSError):
                file.close()

    def _hear(self, content: object, _frames: int, _time: object, _status: object) -> None:
        """Take what comes, on the thread of the device."""
        self._came.put(bytes(cast("bytes", content)))

    def _finished(self) -> None:
        self._stopped_itself = True


def _owner_only(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
