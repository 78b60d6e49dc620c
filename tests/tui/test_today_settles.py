"""Today settles in one step after its first row: nothing that is read later pushes about what one reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from bench.history import practise_until
from csmdrill.tui.rehearse_work import RehearseWork
from csmdrill.tui.skills_work import SkillsWork
from csmdrill.tui.work import Work
from tests.tui.room import open_room

LONG_AGO = "2026-09-24T09:00:00+02:00"


class Held:
    """Holds a job of the program back until it is let go.

    Args:
        monkeypatch: puts itself in the job's place.
        owner, name: of the job.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        self.asked, self.free = asyncio.Event(), asyncio.Event()
        job: Callable[..., Awaitable[object]] = getattr(owner, name)

        async def held(*args: object) -> object:
            self.asked.set()
            await self.free.wait()
            return await job(*args)

        monkeypatch.setattr(owner, name, held)


def below_the_first_row(shown: str) -> str:
    return "".join(shown.splitlines()[2:]).strip()


@pytest.mark.parametrize(
    "late", [(RehearseWork, "suggested"), (RehearseWork, "circuit"), (SkillsWork, "view")]
)
async def test_the_rows_of_a_first_start_come_together(
    home: Path, monkeypatch: pytest.MonkeyPatch, late: tuple[type, str]
) -> None:
    held = Held(monkeypatch, *late)
    async with open_room(home) as room:
        await room.until(held.asked.is_set)
        rows = room.text().splitlines()
        assert not "".join(rows[4:20]).strip()
        seen: list[str] = []

        def all_there() -> bool:
            seen.append("\n".join(room.text().splitlines()[2:20]))
            return "Circuit" in seen[-1]

        held.free.set()
        await room.until(all_there)
        assert all(each == seen[-1] or not below_the_first_row(each) for each in seen)
        for words in ("8 new cards", "Role-play", "say your answer aloud"):
            assert words in seen[-1]


async def test_when_one_will_be_level_again_takes_the_place_kept_for_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise_until(home, datetime.fromisoformat(LONG_AGO), 14)
    held = Held(monkeypatch, Work, "level_again")
    async with open_room(home) as room:
        await room.until(held.asked.is_set)
        await room.until_shown("Counting when you will be level again")
        before = room.text().splitlines()
        held.free.set()
        await room.until_shown("Level again on ")
        after = room.text().splitlines()
        assert [row for row in range(len(after)) if before[row] != after[row]] == [
            row for row, words in enumerate(after) if "Level again on" in words
        ]
