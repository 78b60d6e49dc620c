"""Skills as a person meets them: the list, one competency by channel, self and coach, a new baseline."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.ratings import rate_benchmarks
from csmdrill.services.skill_views import SkillsView
from csmdrill.services.workspace import open_workspace
from csmdrill.skills.published import PERFORMANCE
from csmdrill.storage.store import Store
from csmdrill.tui import next_steps
from csmdrill.tui.screens.brief import BriefScreen
from csmdrill.tui.screens.skill import SkillScreen
from csmdrill.tui.screens.skills import SkillsScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.skills_work import SkillsWork
from csmdrill.tui.widgets.row_list import RowList
from tests.tui.room import NOW, Room, open_room


@pytest.fixture(scope="module")
def rated_once(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with months of rated benchmarks, made once; it is only read."""
    home = Path(shutil.copytree(furnished, tmp_path_factory.mktemp("rated") / "home"))
    rate_benchmarks(home, datetime.fromisoformat(NOW))
    return home


@pytest.fixture
def rated(rated_once: Path, tmp_path: Path) -> Path:
    """A home of its own with months of rated benchmarks."""
    return Path(shutil.copytree(rated_once, tmp_path / "rated"))


async def to_list(room: Room) -> str:
    """Go from Today to the skills; returns what the screen shows."""
    await room.until_shown("k Skills")
    await room.press("k")
    await room.until(lambda: isinstance(room.app.screen, SkillsScreen) and room.app.screen.shown)
    return await room.final_text()


async def to_skill(room: Room, place: int) -> str:
    """Go to the competency at a place of the list, from 0 on; returns what the screen shows."""
    await to_list(room)
    await room.press(*["down"] * place, "enter")
    await room.until(lambda: isinstance(room.app.screen, SkillScreen) and room.app.screen.shown)
    return await room.final_text()


def words(shown: str) -> str:
    """Return what a screen says as one line, however it is broken."""
    return " ".join(shown.split())


async def test_today_shows_each_skill_that_has_something_to_say(rated: Path) -> None:
    async with open_room(rated) as room:
        await room.until_shown("self  ")
        rows = {line[2:26].strip(): line for line in (await room.final_text()).splitlines()}
    assert rows["Renewal negotiation"].split()[2:] == ["–", "3.7", "▆▆▆▅▅", "3.3", "±.7", "▅▆▅▄▄", "WATCH"]
    assert rows["Adoption intervention"].split()[2:] == ["–", "baseline", "3/6", "–", "unknown"]
    assert rows["Executive communication"].split()[-1] == "improved"


async def test_the_list_tells_three_channels_and_what_is_next_in_light_too(rated: Path) -> None:
    async with open_room(rated) as room:
        dark = await to_list(room)
    async with open_room(rated, COLORFGBG="0;15", NO_COLOR="1") as room:
        light = await to_list(room)
    assert dark == light
    assert "▸ the rating that counts" in dark
    assert "▸look again" in dark
    assert "No change from the baseline shown: 3.2 ± 0.7 against 3.2." in dark
    assert "Next: Nothing now. The next benchmark is asked for from Sat 19 Dec on." in dark


async def test_the_list_opens_with_what_today_knew_and_goes_over_to_what_holds_now(
    rated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed = asyncio.Event()
    review = SkillsWork.view

    async def later(work: SkillsWork) -> SkillsView:
        await reviewed.wait()
        return replace(await review(work), day=date(2027, 1, 3))

    async with open_room(rated) as room:
        await room.until_shown("k Skills")
        await room.final_text()
        monkeypatch.setattr(SkillsWork, "view", later)
        await room.press("k")
        await room.until_shown("▸ the rating that counts")
        assert "Next: Nothing now." in room.text()
        assert "Tue 24 Nov" in room.text()
        await room.press("down", "down", "enter")
        await room.until_shown("coach-rated · WATCH")
        assert "enter A benchmark by Thu 26 Nov." in words(room.text())
        await room.press("escape")
        reviewed.set()
        await room.until_shown("Sun 3 Jan")
        rows = room.app.screen.query_one(RowList)
        assert rows.highlighted == 2


async def test_one_skill_fits_a_small_window_and_says_how_often_it_is_wrong(rated: Path) -> None:
    async with open_room(rated, NO_COLOR="1") as room:
        shown = await to_skill(room, 2)
    said = words(shown)
    assert "coach-rated · WATCH" in shown
    assert "baseline 3.7" in shown
    assert "level 3.3 ± 0.7" in shown
    assert [row[:7].strip() for row in shown.splitlines() if "┤" in row] == [
        "5 ┤",
        "4 ┤",
        "3 ┤",
        "2 ┤",
        "1 ┤",
    ]
    assert "about one benchmark in ten shows this" in said
    assert "enter A benchmark by Thu 26 Nov." in said
    assert f"one quiet year in {1 / PERFORMANCE[2].false_alarm:.0f} raises a false alarm" in said
    assert f"of those by half a point {100 * PERFORMANCE[2].found_half:.0f} %." in said
    assert "Z =" not in said


async def test_channels_are_shown_one_at_a_time_and_z_only_on_request(rated: Path) -> None:
    async with open_room(rated, size=(120, 40)) as room:
        await to_skill(room, 2)
        await room.press("z")
        await room.until_shown("(Z): −1.5; −1.3 and less is WATCH, −2.6 and less")
        await room.press("left")
        await room.until_shown("self-rated · STEADY")
        assert "and less RATED LOWER" in room.text()
        assert "drift" not in room.text().lower()
        await room.press("left")
        await room.until_shown("No card of it has come back on a later day yet.")
        await room.until_shown("No figure yet: what you still know is measured when cards come back")
        await room.press("z")
        await room.until_gone("No figure yet")


async def test_enter_opens_the_benchmark_that_is_next(rated: Path) -> None:
    async with open_room(rated) as room:
        await to_skill(room, 2)
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, BriefScreen))
        assert "Benchmark: the renewal" in await room.final_text()


async def test_cards_are_practised_by_the_skill_where_they_come_next(rated: Path) -> None:
    async with open_room(rated) as room:
        await to_skill(room, 2)
        screen = room.app.screen
        assert isinstance(screen, SkillScreen)
        await next_steps.begin_cards(screen, "renewal-negotiation")
        practice = await room.practising()
        assert practice.view is not None
        assert practice.view.heading == "Renewal negotiation"
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
        await room.press("enter")
        await room.until_shown("[coach]")


async def test_self_and_coach_stand_side_by_side(rated: Path) -> None:
    async with open_room(rated) as room:
        assert "enter Next" not in await to_skill(room, 0)  # nothing is to be done now
        await room.press("c")
        await room.until_shown("self and coach")
        shown = await room.final_text()
        assert "95 % interval +0.1 to +0.5" in shown
        legend = "○ self-rating   ● coach's rating   ◉ both the same   gap: self minus coach"
        assert shown.index(legend) < shown.index("self  coach    gap") < shown.index("29 Oct 2026")
        row = next(line for line in shown.splitlines() if "29 Oct 2026" in line)
        assert "●───────○" in row
        assert row.rstrip().endswith("+0.75")
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SkillScreen))
        await room.press("escape", "down", "enter")
        await room.until_shown("[self]")
        await room.press("c")
        await room.until_shown("Nothing was rated by both yet.")


async def test_a_new_baseline_is_asked_for_and_taken_back(rated: Path) -> None:
    async with open_room(rated) as room:
        await to_skill(room, 3)
        await room.press("b")
        await room.until_shown("Make the last 6 benchmarks the new baseline?")
        assert "u takes the new one back" in room.text()
        await room.press("enter")
        await room.until_shown("coach-rated · STEADY")
        assert "The baseline is 3.2 from now on." in room.text()
        assert "b New baseline" not in await room.final_text()
        assert baselines(rated) == 1
        await room.press("u")
        await room.until_shown("coach-rated · IMPROVED")
        await room.until_shown("The old baseline is back.")
        await room.until_gone("u Undo")
    assert baselines(rated) == 0


async def test_where_nothing_was_ever_rated_the_way_in_is_told(home: Path) -> None:
    async with open_room(home) as room:
        assert "▸" not in await to_list(room)
        await room.press("enter")
        await room.until_shown("You have rated no benchmark of it yet.")
        await room.until_shown("Renewal negotiation gets its baseline")
        await room.press("z")
        told = "No figure yet: a change is measured from your baseline, and 8 more benchmarks"
        await room.until(lambda: told in " ".join(room.text().split()))
        await room.press("h")
        await room.until_shown("No role-play of this skill was played on this computer")
        await room.press("escape", "escape", "escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


def baselines(home: Path) -> int:
    """Return how many new baselines stand in a home."""
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        store: Store = workspace.store
        return len(store.rebaselines())
