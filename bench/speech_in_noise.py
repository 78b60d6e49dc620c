"""Prints how wrong the pauses of synthesised sentences are, for noises of several colours and loudnesses.

usage: python -m bench.speech_in_noise

Runs in a checkout, and takes some seconds.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.usage import taken
from csmdrill.audio.wav import recording_at
from csmdrill.roleplay.voice import Voice, pauses_of
from csmdrill.services.listening import BREATH_MS
from tests.roleplay.sounds import pink, samples, together, tone, white

SENTENCES = Path(__file__).parents[1] / "tests" / "audio" / "fixtures" / "four_sentences.wav"
SPOKEN_SECONDS = 4.46
PAUSES_MS = (1_000, 2_500, 4_000)
RATE = 8_000
RATIOS = (40, 20, 12, 10, 8, 5, 2, 0, -5)
"""dB of the voice over the noise, both over 0-4 kHz."""


def noise_of(colour: str, seconds: float, level: float) -> list[float]:
    """Return so much noise at a level in dB of full scale."""
    if colour == "hum":
        return tone(seconds, RATE, 50, level=level)
    return (white if colour == "white" else pink)(seconds, RATE, level=level)


def judged(sound: Sequence[float]) -> str:
    """Return the greatest error of a pause in s, `lost` if there are not three, and `?` if it is doubted."""
    voice = Voice(RATE, BREATH_MS)
    voice.hear(samples(sound))
    found = [each.ms for each in pauses_of(voice.finish())]
    doubt = "?" if voice.doubtful else ""
    if len(found) != len(PAUSES_MS):
        return f"lost{doubt}"
    return f"{max(abs(ms - known) for ms, known in zip(found, PAUSES_MS, strict=True)) / 1000:.2f}{doubt}"


def main() -> None:
    """Print a table, `?` where the program itself says that the room was too loud."""
    sentences = [each / 32_768 for block in recording_at(SENTENCES).blocks() for each in block]
    spoken = 10 * math.log10(sum(each * each for each in sentences) / (SPOKEN_SECONDS * RATE))
    print("dB", *(f"{ratio:>6}" for ratio in RATIOS), sep="\t")
    for colour in ("white", "pink", "hum"):
        noises = (noise_of(colour, len(sentences) / RATE, spoken - ratio) for ratio in RATIOS)
        print(colour, *(f"{judged(together(sentences, noise)):>6}" for noise in noises), sep="\t")


if __name__ == "__main__":
    taken(sys.argv[1:], __doc__, most=0)
    main()
