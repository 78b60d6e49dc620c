"""WAV files of every form are heard alike; what is none, too long or not whole is refused with a sentence."""

from __future__ import annotations

import os
import struct
import wave
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.audio import wav
from csmdrill.audio.wav import recording_at
from csmdrill.core.errors import AudioRejected

TONE = [round(12_000 * (1 if index // 20 % 2 else -1) * (index % 97) / 97) for index in range(8_000)]


def written(
    path: Path, values: list[int] = TONE, *, width: int = 2, channels: int = 1, rate: int = 8_000
) -> Path:
    """Write samples, given with 16 bit, in another form."""
    pack: dict[int, Callable[[int], bytes]] = {
        1: lambda value: bytes([(value >> 8) + 128]),
        2: lambda value: value.to_bytes(2, "little", signed=True),
        3: lambda value: (value << 8).to_bytes(3, "little", signed=True),
        4: lambda value: (value << 16).to_bytes(4, "little", signed=True),
    }
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"".join(pack[width](value) * channels for value in values))
    return path


def header(
    *, form: int = 1, channels: int = 1, rate: int = 8_000, bits: int = 16, promised: int = 16
) -> bytes:
    """Return the header of a WAV file that says whatever it is told to."""
    bytes_each = channels * max(1, bits // 8)
    fmt = struct.pack("<HHIIHH", form, channels, rate, (rate * bytes_each) % 2**32, bytes_each, bits)
    return (
        b"RIFF"
        + struct.pack("<I", min(36 + promised, 2**32 - 1))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + fmt
        + b"data"
        + struct.pack("<I", promised)
    )


def heard(path: Path) -> array[int]:
    """Return all samples of a file."""
    found = array("h")
    for block in recording_at(path).blocks():
        found += block
    return found


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_all_widths_and_channels_give_the_same_samples(tmp_path: Path, width: int, channels: int) -> None:
    found = heard(written(tmp_path / "a.wav", width=width, channels=channels))
    lost = 255 if width == 1 else 0
    assert len(found) == len(TONE)
    assert max(abs(a - b) for a, b in zip(found, TONE, strict=True)) <= lost


def test_two_channels_that_differ_are_heard_together(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(struct.pack("<4h", 1000, 0, -3000, -1000))
    assert list(heard(path)) == [500, -2000]


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_the_length_comes_from_rate_and_samples(tmp_path: Path, rate: int) -> None:
    recording = recording_at(written(tmp_path / "a.wav", rate=rate))
    assert (recording.rate, recording.ms) == (rate, round(8_000_000 / rate))


def test_several_seconds_come_in_blocks(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", TONE * 3 + TONE[:100])
    assert [len(block) for block in recording_at(path).blocks()] == [8_000, 8_000, 8_000, 100]


BAD = {
    "text": (b"No sound at all, only words.", "is no WAV file"),
    "empty file": (b"", "is not whole"),
    "header only": (header(promised=0), "has no sound"),
    "cut off": (header(promised=1_000) + bytes(600), "is not whole"),
    "a header of a pipe": (header(promised=2**32 - 2) + bytes(600), "is not whole"),
    "cut in the header": (header()[:30], "is not whole"),
    "floating point": (header(form=3, bits=32) + bytes(16), "is no WAV file"),
    "compressed": (header(form=7, bits=8) + bytes(16), "is no WAV file"),
    "six channels": (header(channels=6, promised=24) + bytes(24), "has 6 channels"),
    "no channel": (header(channels=0) + bytes(16), "is no WAV file"),
    "64 bit": (header(bits=64) + bytes(16), "has samples of 64 bit"),
    "too slow": (header(rate=4_000) + bytes(16), "has 4,000 samples a second"),
    "too fast": (header(rate=192_000) + bytes(16), "has 192,000 samples a second"),
    "no rate": (header(rate=0) + bytes(16), "has 0 samples a second"),
    "big-endian": (b"RIFX" + header()[4:] + bytes(16), "is no WAV file"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_heard_is_refused_with_a_sentence_and_a_way_out(tmp_path: Path, name: str) -> None:
    content, sentence = BAD[name]
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(AudioRejected) as caught:
        heard(path)
    assert caught.value.sentence.startswith(f"{path} {sentence}")
    assert caught.value.hint


def test_no_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for name in ("missing.wav", "", "pipe.wav"):
        with pytest.raises(AudioRejected):
            recording_at(tmp_path / name)


def test_over_sixty_minutes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    seconds = 3_601
    path.write_bytes(header(bits=8, promised=8_000 * seconds))
    os.truncate(path, 44 + 8_000 * seconds)
    with pytest.raises(AudioRejected, match="longer than 60 minutes"):
        recording_at(path)


def test_over_200_mb_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.wav"
    path.write_bytes(header())
    os.truncate(path, wav.MOST_BYTES + 1)
    with pytest.raises(AudioRejected, match="larger than 200 MB"):
        recording_at(path)


def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", TONE * 5)
    recording = recording_at(path)
    os.truncate(path, 20_000)
    with pytest.raises(AudioRejected, match="is not whole"):
        list(recording.blocks())


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=120), at=st.integers(0, 60), part=st.binary(min_size=1, max_size=8))
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int, part: bytes
) -> None:
    whole = bytearray(header(promised=64) + bytes(64))
    whole[at : at + len(part)] = part
    path = tmp_path_factory.getbasetemp() / "any.wav"
    for each in (content, bytes(whole), bytes(whole[: len(whole) - at])):
        path.write_bytes(each)
        with suppress(AudioRejected):
            heard(path)
