"""Makes tests/audio/fixtures/four_sentences.wav: synthesised sentences with pauses of 1.0, 2.5 and 4.0 s.

usage: python -m bench.make_speech_fixture [FILE]

Needs `espeak-ng` and `sox`; it was made with espeak-ng 1.51 and sox 14.4.2, and other versions may say the
sentences a little faster or slower."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.usage import refuse, taken

TARGET = Path(__file__).parents[1] / "tests" / "audio" / "fixtures" / "four_sentences.wav"
SENTENCES = (
    "Renewals are at risk.",
    "Nobody uses the report.",
    "Usage fell by half.",
    "We need a decision.",
)
PAUSES = (1.0, 2.5, 4.0)
ROOM = "0.0015"
"""Loudness of the pink noise over all of it, some 40 dB under the speech."""


def make(target: Path) -> list[tuple[float, float]]:
    """Write the recording; return from when to when each sentence is said, in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts: list[Path] = []
        spoken: list[tuple[float, float]] = []
        at = 0.2
        for index, sentence in enumerate(SENTENCES):
            said = _say(sentence, folder / f"said{index}.wav")
            pause = PAUSES[index] if index < len(PAUSES) else 0.2
            padded = folder / f"padded{index}.wav"
            _sox(str(said), str(padded), "pad", "0.2" if index == 0 else "0", str(pause))
            spoken.append((at, at + _seconds(said)))
            at += _seconds(said) + pause
            parts.append(padded)
        whole, room = folder / "whole.wav", folder / "room.wav"
        _sox(*map(str, parts), str(whole))
        _sox("-r", "8000", "-n", "-c", "1", str(room), "synth", f"{at:.3f}", "pinknoise", "vol", ROOM)
        target.parent.mkdir(parents=True, exist_ok=True)
        _sox("-m", "-v", "1", str(whole), "-v", "1", str(room), "-b", "16", str(target))
    return spoken


def _say(sentence: str, path: Path) -> Path:
    """Say a sentence, without the silence before and after it, at 8 kHz."""
    raw = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", "en-gb", "-s", "175", "-w", str(raw), sentence], check=True)  # noqa: S607
    trim = ["silence", "1", "0.005", "0.5%", "reverse"]
    _sox(str(raw), "-r", "8000", "-c", "1", str(path), *trim, *trim)
    return path


def _seconds(path: Path) -> float:
    done = subprocess.run(["soxi", "-D", str(path)], check=True, capture_output=True, text=True)  # noqa: S607
    return float(done.stdout)


def _sox(*words: str) -> None:
    subprocess.run(["sox", "-R", *words], check=True)  # noqa: S607


if __name__ == "__main__":
    into = Path(*taken(sys.argv[1:], __doc__, most=1) or [str(TARGET)])
    if not into.parent.is_dir():
        refuse(f"There is no folder {into.parent}.", __doc__)
    for since, until in make(into):
        print(f"{since:.2f} - {until:.2f}")
