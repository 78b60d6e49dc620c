"""docs/speaking.md tells the truth: a recording is played, noted, kept and measured as the page says."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from csmdrill.audio.wav import MOST_BYTES, MOST_SECONDS
from tests.docs.conftest import Reader
from tests.docs.pages import blocks_of, prose_of

PAGE = "docs/speaking.md"
RECORDING = Path(__file__).parents[1] / "audio" / "fixtures" / "four_sentences.wav"


def test_each_command_does_what_the_page_says(reader: Reader) -> None:
    shutil.copy(RECORDING, reader.folder / "mine.wav")
    (block,) = blocks_of(PAGE, "sh")
    asked, noted, measured = [shlex.split(line)[1:] for line in block.text.splitlines()]
    said = reader(*asked, stdin="Three at risk\n\nq\n").out
    assert said.count("what did you say?") == 1
    assert "(silence, " in said
    assert "what did you say?" not in reader(*noted, stdin="\nq\n").out
    made = len(reader("attempts", "--json").json)
    told = reader(*measured)
    assert told.code == (0 if told.json["passed"] else 1)
    assert all(until > since for since, until in [*told.json["speech"], *told.json["silence"]])
    assert len(reader("attempts", "--json").json) == made == 2


def test_a_recording_of_a_benchmark_is_refused(reader: Reader) -> None:
    assert reader("roleplay", "benchmark-renewal", "--audio", RECORDING).code == 2


def test_the_limits_are_those_of_the_program() -> None:
    told = f"up to {MOST_SECONDS // 60} minutes and {MOST_BYTES // 1_000_000} MB"
    assert told in " ".join(prose_of(PAGE).split())
