"""Every named binding is one that a screen has, with the keys that the keymap says."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from csmdrill.practice.keymap import BINDINGS, EVERYWHERE, FIXED
from csmdrill.tui.app import CsmdrillApp
from csmdrill.tui.screens.brief import BriefScreen
from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.coach_rating import CoachRevealScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.keys import KeysScreen
from csmdrill.tui.screens.leave import LeaveScreen
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.replay import ReplayScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.role_plays import RolePlaysScreen
from csmdrill.tui.screens.settings import SettingsScreen
from csmdrill.tui.screens.skill import SkillScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.screens.today import TodayScreen

ROOMS = {
    EVERYWHERE: CsmdrillApp,
    "today": TodayScreen,
    "practice": PracticeScreen,
    "summary": SummaryScreen,
    "library": LibraryScreen,
    "card": CardHistoryScreen,
    "role-plays": RolePlaysScreen,
    "brief": BriefScreen,
    "stage": StageScreen,
    "debrief": DebriefScreen,
    "reveal": RevealScreen,
    "replay": ReplayScreen,
    "skill": SkillScreen,
    "coach": CoachRevealScreen,
    "settings": SettingsScreen,
}


DEEDS = {f"library.{deed}" for deed in ("suspend", "flag", "note", "bury", "due", "reset", "undo")}
"""What is done to a card on its own screen as well, by the keys of the library."""


def bindings_of(room: type) -> list[Binding]:
    """Return the bindings of a screen, each with one key."""
    return list(Binding.make_bindings(room.BINDINGS))  # type: ignore[attr-defined]


def test_the_names_and_keys_are_those_of_the_screens() -> None:
    there: dict[str, list[str]] = {}
    for name, room in ROOMS.items():
        for binding in bindings_of(room):
            if binding.id and not (room is CardHistoryScreen and binding.id in DEEDS):
                assert binding.id.startswith(f"{name}.")
                keys = there.setdefault(binding.id, [])
                keys += [binding.key] if binding.key not in keys else []
    assert there == {each.id: list(each.keys) for each in BINDINGS}


def test_keys_without_a_name_are_not_given_to_another_deed() -> None:
    for name, room in ROOMS.items():
        usual = {key for each in BINDINGS if each.room == name for key in each.keys}
        nameless = {binding.key for binding in bindings_of(room) if not binding.id}
        capitals = {*"ABCDEFGH"} if name == "practice" else set()  # these give way to a key of one's own
        assert nameless - usual - capitals <= FIXED[name], name


@pytest.mark.parametrize("room", [KeysScreen, LeaveScreen])
def test_what_belongs_to_the_settings_undoes_with_their_key(room: type) -> None:
    assert {binding.id for binding in bindings_of(room)} - {None} == {"settings.undo"}


def test_a_card_is_handled_on_its_screen_by_the_keys_of_the_library() -> None:
    def deeds(room: type) -> set[tuple[str | None, str, str]]:
        return {(each.id, each.key, each.action) for each in bindings_of(room) if each.id in DEEDS}

    assert deeds(CardHistoryScreen) == deeds(LibraryScreen)
    assert {name for name, _, _ in deeds(LibraryScreen)} == DEEDS
