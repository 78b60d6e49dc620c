"""Reads a WAV file as samples of 16 bit of one channel, and refuses what is none with a sentence."""

from __future__ import annotations

import stat
import wave
from array import array
from collections.abc import Callable, Iterator, Mapping
from operator import add
from pathlib import Path

from msgspec import Struct

from csmdrill.core.errors import AudioRejected

MOST_BYTES = 200_000_000
MOST_SECONDS = 3_600
RATES = range(8_000, 48_001)
CHANNELS = (1, 2)
BLOCK_SECONDS = 1
AGAIN = "Save it as a WAV file of 16 bit, mono, 16 kHz, as any recorder can."

_FLIP = bytes(value ^ 0x80 for value in range(256))


class Recording(Struct, frozen=True):
    """A WAV file that can be read.

    Args:
        path: where it is.
        rate: samples a second, 8,000-48,000.
        channels: 1 or 2.
        width: bytes a sample, 1-4.
        samples: how many there are of each channel.
    """

    path: Path
    rate: int
    channels: int
    width: int
    samples: int

    @property
    def ms(self) -> int:
        """How long it is."""
        return round(1000 * self.samples / self.rate)

    def blocks(self) -> Iterator[array[int]]:
        """Yield the samples, a second at a time, of 16 bit (`array("h")`); of two channels the mean.

        Raises:
            AudioRejected: the file ends early, or was changed meanwhile.
        """
        left = self.samples
        try:
            with self.path.open("rb") as file, wave.open(file) as source:
                while left > 0:
                    wanted = min(left, BLOCK_SECONDS * self.rate)
                    content = source.readframes(wanted)
                    if len(content) != wanted * self.channels * self.width:
                        raise _broken(self.path)
                    left -= wanted
                    yield _mono(array("h", _SIXTEEN[self.width](content)), self.channels)
        except (wave.Error, EOFError, RuntimeError, ValueError) as error:
            raise _broken(self.path) from error
        except OSError as error:
            raise _unreadable(self.path, error) from error


def recording_at(path: Path) -> Recording:
    """Return the recording in a WAV file: 8, 16, 24 or 32 bit, mono or stereo, 8-48 kHz.

    Raises:
        AudioRejected: there is none, it is of another form, over 200 MB or 60 minutes, or not whole.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise AudioRejected(f"{path} is no file.", "Name a WAV file.")
        if found.st_size > MOST_BYTES:
            raise AudioRejected(f"{path} is larger than 200 MB.", AGAIN)
        with path.open("rb") as file, wave.open(file) as source:
            recording = Recording(
                path, source.getframerate(), source.getnchannels(), source.getsampwidth(), source.getnframes()
            )
            _check_form(recording)
            _check_whole(recording, source)
    except OSError as error:
        raise _unreadable(path, error) from error
    except EOFError as error:
        raise _broken(path) from error
    except (wave.Error, RuntimeError, ValueError) as error:
        # The words of the library are for programmers; which of its forms it is makes no difference here.
        raise AudioRejected(f"{path} is no WAV file of plain samples.", AGAIN) from error
    return recording


def _check_form(recording: Recording) -> None:
    path = recording.path
    if recording.rate not in RATES:
        raise AudioRejected(f"{path} has {recording.rate:,} samples a second, not 8,000 to 48,000.", AGAIN)
    if recording.channels not in CHANNELS:
        raise AudioRejected(f"{path} has {recording.channels} channels, not one or two.", AGAIN)
    if recording.width not in _SIXTEEN:
        raise AudioRejected(f"{path} has samples of {8 * recording.width} bit, not 8, 16, 24 or 32.", AGAIN)
    if recording.samples == 0:
        raise AudioRejected(f"{path} has no sound in it.", "Record it again.")


def _check_whole(recording: Recording, source: wave.Wave_read) -> None:
    """Refuse what the header promises and the file does not hold; then what is too long."""
    try:
        source.setpos(recording.samples - 1)
        last = source.readframes(1)
    except (wave.Error, RuntimeError) as error:
        raise _broken(recording.path) from error
    if len(last) != recording.channels * recording.width:
        raise _broken(recording.path)
    if recording.samples > MOST_SECONDS * recording.rate:
        raise AudioRejected(f"{recording.path} is longer than 60 minutes.", "Cut it to the role-play.")


def _broken(path: Path) -> AudioRejected:
    return AudioRejected(f"{path} is not whole: it ends before its header says.", "Save or copy it again.")


def _unreadable(path: Path, error: OSError) -> AudioRejected:
    return AudioRejected(f"{path} cannot be read: {error.strerror or error}.", "Look at its name and rights.")


def _from_8(content: bytes) -> bytes:
    """Return samples of 8 bit, which have no sign, as the upper bytes of 16."""
    wide = bytearray(2 * len(content))
    wide[1::2] = content.translate(_FLIP)
    return bytes(wide)


def _upper(content: bytes, width: int) -> bytes:
    """Return the two upper bytes of each sample."""
    wide = bytearray(2 * (len(content) // width))
    wide[0::2] = content[width - 2 :: width]
    wide[1::2] = content[width - 1 :: width]
    return bytes(wide)


_SIXTEEN: Mapping[int, Callable[[bytes], bytes]] = {
    1: _from_8,
    2: bytes,
    3: lambda content: _upper(content, 3),
    4: lambda content: _upper(content, 4),
}
"""How samples become samples of 16 bit, by their width in bytes; the lower byte comes first."""


def _mono(samples: array[int], channels: int) -> array[int]:
    if channels == 1:
        return samples
    return array("h", (each >> 1 for each in map(add, samples[0::2], samples[1::2])))
