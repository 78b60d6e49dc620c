"""`roleplay --audio`: a recording is played, told with its silences, noted, kept; or only measured."""

from __future__ import annotations

import json
import re
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.roleplay.sounds import pink, samples, speech, together

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

RECORDING = str(Path(__file__).parents[1] / "audio" / "fixtures" / "four_sentences.wav")
BRIEFING = "board-briefing-90s"


def test_a_recording_gives_its_pauses(shell: Shell) -> None:
    told = shell("roleplay", BRIEFING, "--audio", RECORDING, "--seed", "3", "--json")
    found = json.loads(told.out)
    pauses = [(until - since) / 1000 for since, until in found["silence"][1:-1]]
    assert pauses == pytest.approx([1.0, 2.5, 4.0], abs=0.3)
    assert found["metrics"]["longest_pause_seconds"] == pytest.approx(4.0, abs=0.3)
    assert found["end"] == "too-short"
    assert told.code == 1
    assert shell("attempts").out == ""


def test_a_recording_from_a_loud_room_is_not_trusted(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(samples(together(pink(4, 8_000, level=-18), speech(4, 8_000, level=-20))).tobytes())
    told = shell("roleplay", BRIEFING, "--audio", str(path), "--seed", "3", "--json")
    assert json.loads(told.out)["too_loud"] is True
    assert "too loud to tell speech from silence" in told.err
    still = shell("roleplay", BRIEFING, "--audio", RECORDING, "--seed", "3", "--json")
    assert json.loads(still.out)["too_loud"] is False
    assert "too loud" not in still.err


def test_a_recording_is_told_noted_and_kept(shell: Shell) -> None:
    told = shell(
        "roleplay", BRIEFING, "--audio", RECORDING, "--seed", "3", stdin="Renewals are at risk\nfine\nq\n"
    )
    assert told.code == 0
    before, after = told.out.split("what did you say?")
    silences = [float(seconds) for seconds in re.findall(r"\(silence, (\S+) s\)", before)]
    assert silences == pytest.approx([1.0, 2.5, 4.0], abs=0.3)
    assert "you: Renewals are at risk" in after
    assert "Kept as" in after
    assert "Ninety seconds" in shell("attempts").out


def test_notes_may_be_given_at_once(shell: Shell) -> None:
    words = ("--note", "Who decides?", "--note", "What does a day cost?")
    told = shell("roleplay", "renewal-silent-cfo", "--audio", RECORDING, "--seed", "3", *words, stdin="")
    assert ": Who decides?" in told.out
    assert ": What does a day cost?" in told.out
    assert "what did you say" not in told.out


def test_without_an_answer_nothing_is_kept(shell: Shell) -> None:
    told = shell("roleplay", BRIEFING, "--audio", RECORDING, stdin="")
    assert "Not kept." in told.err
    assert shell("attempts").out == ""


def test_what_is_no_recording_is_told_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    told = shell("roleplay", BRIEFING, "--audio", str(tmp_path / "a.wav"))
    assert (told.code, told.out) == (2, "")
    assert "is no WAV file" in told.err


@pytest.mark.parametrize("words", [("--seat",), ("--script", "x.yaml")])
def test_a_recording_is_not_mixed_with_other_ways_to_play(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell("roleplay", BRIEFING, "--audio", RECORDING, *words).code == 2


def test_a_note_needs_a_recording(shell: Shell) -> None:
    assert shell("roleplay", BRIEFING, "--note", "x").code == 2


def test_erasing_texts_deletes_recordings(shell: Shell) -> None:
    folder = shell.home / "recordings"
    shell("due")
    folder.mkdir()
    (folder / "ab.wav").write_bytes(b"voice")
    told = shell("data", "erase-text", "--yes")
    assert "1 recording" in told.err
    assert list(folder.iterdir()) == []
