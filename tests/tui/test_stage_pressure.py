"""Pressure on the stage: a shipped scenario shows each kind of it, and the debrief has all of them."""

from __future__ import annotations

from pathlib import Path

from csmdrill.services import attempts
from csmdrill.services.attempt_text import markdown
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.widgets.transcript_pane import TranscriptPane
from tests.tui.playing import Play, open_play
from tests.tui.room import NOW

COST = "csmdrill/renewal-cost-pressure"
SEED = 3
"""One by which the next call shortens the time."""

SPEECH = (
    "Thank you for the time, we do value this partnership and before we begin I would like to say how proud"
    " everybody at our end is of what your sites have done over these last two years, and what a pleasure it"
    " has been to work with all of your people, every single week of it."
)
STAGE = (
    "(cuts in)",
    "silence, 8 s",
    "Then it's the tender. Unless somebody here tells me I can't.",
    "silence, 2 s",
    "I've got an offer here.",
    '"5 %". Good. That\'s where we start, then.',
    "The time is shorter now: 1:10 left.",
)
"""What is cut in on, held, answered after it, filled, squeezed, quoted and shortened, in order of time."""

DEBRIEF = (
    "(cuts in)",
    "silence held 8 s",
    "Then it's the tender. Unless somebody here tells me I can't.",
    "silence filled after 2 s",
    "I've got an offer here.",
    "(words that were kept: “5 %”)",
    '"5 %". Good. That\'s where we start, then.',
    "The time is shorter now: 1:10 left.",
)
STORED = ("cut-in", "held", "filled", "quote", "clock")
"""The same in the attempt that is kept, where nothing else is of these kinds."""

TRANSCRIPT = (
    "- 0:08 (cut off)",
    "- 0:12 (silence held 8 s)",
    "- 0:25 (silence filled after 2 s)",
    "- 0:40 (pressure)",
    "I've got an offer here.",
    "- 0:55 kept: “5 %”",
    '"5 %". Good. That\'s where we start, then.',
    "- 2:00 (the time is shorter now: 1:10 left)",
)
"""The same in the transcript that is exported."""


def told(play: Play) -> str:
    """Return the rows of the transcript as words."""
    return "\n".join(f"{row.who} {row.words}" for row in play.room.app.screen.query_one(TranscriptPane).told)


def missing(play: Play, wanted: tuple[str, ...]) -> list[str]:
    """Return what is not in the transcript after what should stand before it."""
    text, at, left = told(play), 0, []
    for words in wanted:
        found = text.find(words, at)
        at = max(at, found)
        left += [words] if found < 0 else []
    return left


async def say(play: Play, words: str) -> None:
    """Say a line and see that it is on the stage."""
    await play.say(words)
    await play.until(lambda: words.split(",")[0] in told(play))


async def test_every_kind_of_pressure_is_on_the_stage_and_in_the_debrief(home: Path) -> None:
    async with open_play(home) as play:
        play.room.app.animation_level = "none"
        stage = await play.to_stage(COST, seed=SEED)
        vic = stage.play.run.drawn.names["vic"].split()[0]
        await play.move(8)
        await say(play, SPEECH)
        await play.room.until_shown("(cuts in)")
        await play.move(4)
        await say(play, f"{vic}, our price stays as it is.")
        await play.move(5)
        await play.room.until_shown("silence, 5 s")
        await play.move(4)
        await play.room.until_shown("silence, 8 s")
        await play.move(4)
        await say(play, f"{vic}, the price does not move.")
        await play.move(2)
        await say(play, "really, it does not")
        await play.room.until_shown("silence, 2 s")
        for _ in range(2):
            await play.move(14)
        await play.room.until_shown("I've got an offer here.")
        await say(play, "Okay, 5 %.")
        await play.room.until_shown('"5 %". Good.')
        for _ in range(4):
            await play.move(19)
        await play.until(lambda: "The time is shorter now" in told(play))
        assert stage.play.run.over_at < 240_000
        assert missing(play, STAGE) == []
        await play.room.press("escape", "enter")
        await play.on(ReflectScreen)
        assert missing(play, STAGE) == []
        await play.room.press("enter")
        await play.on(DebriefScreen)
        assert missing(play, DEBRIEF) == []
        await play.room.press("3", "enter")
        await play.on(RevealScreen)
        assert missing(play, DEBRIEF) == []
        for found in ("cut in", "held silence", "filled silence", "time shortened"):
            assert found in " ".join(play.text().split())
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        view = attempts.load(workspace, "last")
    kinds = [line.kind for line in view.lines]
    assert [kind for kind in kinds if kind in STORED] == list(STORED)
    text, at = markdown(view), 0
    for words in TRANSCRIPT:
        assert words in text[at:]
        at = text.index(words, at)
