"""What a microphone hears lies in a file at once, whatever becomes of the microphone or the program."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import wave
from array import array
from pathlib import Path

import pytest

from csmdrill.audio.microphone import RATE, Microphone, sound_module
from csmdrill.audio.wav import recording_at
from csmdrill.core.errors import AudioRejected
from tests.audio.fakes import FakeSound

SOUND = array("h", [index % 200 for index in range(RATE)])

CRASH = """
import os, signal, sys
from pathlib import Path
from csmdrill.audio.microphone import Microphone
from tests.audio.fakes import FakeSound
from tests.audio.test_microphone import SOUND
microphone = Microphone(FakeSound())
microphone.start(Path(sys.argv[1]))
for _ in range(3):
    microphone.write(SOUND.tobytes())
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_comes_is_recorded_for_its_owner_alone(tmp_path: Path) -> None:
    sound, path = FakeSound(), tmp_path / "recordings" / "a.wav"
    microphone = Microphone(sound)
    microphone.start(path)
    sound.send(SOUND)
    microphone.write(microphone.take())
    microphone.stop()
    (block,) = recording_at(path).blocks()
    assert block == SOUND
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_recording_is_whole_while_it_goes_on(tmp_path: Path) -> None:
    microphone = Microphone(FakeSound())
    microphone.start(tmp_path / "a.wav")
    for seconds in (1, 2, 3):
        microphone.write(SOUND.tobytes())
        with wave.open(str(tmp_path / "a.wav")) as file:
            assert file.getnframes() == seconds * RATE
    microphone.stop()


def test_a_killed_program_leaves_what_was_said(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(path)],
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    assert done.returncode < 0, done.stderr
    assert recording_at(path).ms == 3000


def test_an_older_recording_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"older")
    with pytest.raises(AudioRejected, match="cannot be written"):
        Microphone(FakeSound()).start(tmp_path / "a.wav")
    assert (tmp_path / "a.wav").read_bytes() == b"older"


@pytest.mark.parametrize("sound", [FakeSound(there=False), FakeSound(starts=False)], ids=["none", "refused"])
def test_without_a_microphone_it_is_told_and_no_file_is_left(tmp_path: Path, sound: FakeSound) -> None:
    with pytest.raises(AudioRejected, match="no microphone") as caught:
        Microphone(sound).start(tmp_path / "a.wav")
    assert "key" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_microphone_that_goes_is_noticed_either_way(tmp_path: Path) -> None:
    for index, go in enumerate((FakeSound.stop_itself, FakeSound.unplug)):
        sound = FakeSound()
        microphone = Microphone(sound)
        microphone.start(tmp_path / f"{index}.wav")
        microphone.write(SOUND.tobytes())
        assert not microphone.lost
        go(sound)
        assert microphone.lost
        microphone.stop()
        assert recording_at(tmp_path / f"{index}.wav").ms == 1000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_ends_the_recording_with_a_sentence(tmp_path: Path) -> None:
    microphone = Microphone(FakeSound())
    microphone.start(tmp_path / "a.wav")
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, microphone._file.fileno())  # type: ignore[union-attr]
    os.close(full)
    with pytest.raises(AudioRejected, match="The recording stops here"):
        microphone.write(SOUND.tobytes())
    assert not microphone.writes
    microphone.write(SOUND.tobytes())
    microphone.stop()


def test_without_the_extra_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(AudioRejected) as caught:
        sound_module()
    assert "csmdrill[audio]" in caught.value.hint


def test_without_portaudio_one_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(AudioRejected, match="PortAudio") as caught:
        sound_module()
    assert "libportaudio2" in caught.value.hint
