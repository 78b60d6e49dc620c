"""Undo under fire: whatever two homes and three terminals do, the store says what a person expects."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.model import Rating, Verdict
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Passed, Said
from csmdrill.services import attempts, cards, rating, rehearse
from csmdrill.services.adjust import adjust, take_back
from csmdrill.services.rating import RatingDraft
from csmdrill.storage.fold import UNTOUCHED
from tests.property.expected import Expected
from tests.property.terminals import NAMES, Author, HandClock, Terminal
from tests.services.conftest import rubric_text, scenario_text

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
ACTS = (Said(5000, "Which OUTCOME matters?"), Passed(10_000), Said(12_000, "So be it."))
ROUNDS = int(os.environ.get("CSMDRILL_UNDO_ROUNDS", "0"))
"""Rounds of the long form; 0 for the short one."""

WHO = st.integers(0, 2)
NAME = st.sampled_from(NAMES)


class UndoUnderFire(RuleBasedStateMachine):
    """Two terminals on one home, one on another, and one deck that all of them read."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp()).resolve()
        clock, author = HandClock(), Author(self.folder / "desk.deck.yaml")
        homes = {name: (self.folder / name, clock, author, Expected()) for name in ("here", "there")}
        self.author, self.clock = author, clock
        self.terminals = [Terminal(*homes[name]) for name in ("here", "here", "there")]
        for home, *_ in homes.values():
            (home / "scenarios" / "talk.rubric.yaml").write_text(rubric_text(), encoding="utf-8")
            (home / "scenarios" / "call.scenario.yaml").write_text(scenario_text(), encoding="utf-8")

    @rule(who=WHO, given=st.sampled_from(Rating))
    def rate(self, who: int, given: Rating) -> None:
        """Rate the card on the screen."""
        here = self.terminals[who]
        here.answers("answer", here.today, lambda drill: drill.grade(given, 5000, SEEN, "Words."))
        self.agree(here)

    @rule(who=WHO)
    def suspend_on_screen(self, who: int) -> None:
        """Suspend the card on the screen."""
        self.terminals[who].answers("suspend", True, lambda drill: drill.suspend())
        self.agree(self.terminals[who])

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        """Press undo in Practice; what somebody took back before is passed over."""
        here = self.terminals[who]
        if here.drill is None:
            return
        if not here.past:
            with pytest.raises(NothingToUndo):
                here.drill.undo()
            return
        deed = here.past.pop()
        if here.expected.stands(deed):
            here.future.append((deed, here.does("undo", how=deed)))
            here.showed[here.future[-1][1]] = here.screen
        here.drill.undo()
        here.goes_back_to(deed)
        if here.expected.cards[deed.about][2] and not here.expected.left_out(deed.about, here.today):
            assert here.shown == deed.about
        self.agree(here)

    @rule(who=WHO)
    def redo(self, who: int) -> None:
        """Press redo in Practice."""
        here = self.terminals[who]
        if here.drill is None:
            return
        if not here.future:
            with pytest.raises(NothingToUndo):
                here.drill.redo()
            return
        deed, taken = here.future.pop()
        here.past.append(deed)
        here.does("undo", how=taken)
        here.drill.redo()
        here.goes_back_to(taken)
        self.agree(here)

    @rule(who=WHO, name=NAME, action=st.sampled_from(["suspend", "unsuspend", "bury"]))
    def handle(self, who: int, name: str, action: cards.Action) -> None:
        """Suspend a card, end that, or bury it, in the Library."""
        here, key = self.terminals[who], f"my/desk/{name}"
        what, how = ("bury", here.today) if action == "bury" else ("suspend", action == "suspend")
        changes = here.expected.last(what, about=key, how=None if action == "bury" else False) != how
        if changes:
            here.does(what, key, how)
        assert cards.act(here.workspace, [key], action).count == changes
        self.agree(here)

    @rule(who=WHO)
    def undo_last_action(self, who: int) -> None:
        """Take the last action on cards back, wherever it was done."""
        here = self.terminals[who]
        acted = here.expected.standing("suspend", "bury")
        if not acted:
            with pytest.raises(NothingToUndo):
                cards.undo_last_action(here.workspace)
            return
        here.does("undo", how=acted[-1])
        cards.undo_last_action(here.workspace)
        self.agree(here)

    @rule(who=WHO, minutes=st.integers(5, 8))
    def set(self, who: int, minutes: int) -> None:
        """Change a setting."""
        here = self.terminals[who]
        if minutes != here.workspace.settings.minutes:
            deed = here.does("set", "minutes", minutes)
            ref = adjust(here.workspace, "minutes", str(minutes))
            assert ref is not None
            here.changes.append((ref, deed))
        self.agree(here)

    @rule(who=WHO)
    def take_setting_back(self, who: int) -> None:
        """Take this terminal's last change of a setting back."""
        here = self.terminals[who]
        if here.changes:
            ref, deed = here.changes.pop()
            here.does("undo", how=deed)
            take_back(here.workspace, ref)
            self.agree(here)

    @rule(who=WHO)
    def rehearse(self, who: int) -> None:
        """Make an attempt."""
        here = self.terminals[who]
        begun = rehearse.begin(here.workspace, rehearse.prepare(here.workspace, "my/call", seed=3), 3.5)
        run = engine.replay(begun.scene, begun.drawn, ACTS)
        here.does("attempt", begun.id)
        rehearse.finish(here.workspace, begun, run.log, "ended", "It went.")
        self.agree(here)

    @rule(who=WHO, level=st.integers(1, 5))
    def rate_attempt(self, who: int, level: int) -> None:
        """Rate the newest attempt, perhaps once more."""
        here = self.terminals[who]
        if here.expected.attempts():
            sheet = rating.sheet(here.workspace, "last")
            here.does("rate", sheet.attempt, level)
            rating.save_rating(
                here.workspace, sheet, RatingDraft(levels={each.id: level for each in sheet.asked})
            )
            self.agree(here)

    @rule(who=WHO, what=st.sampled_from(["attempt", "rating"]))
    def take_attempt_back(self, who: int, what: str) -> None:
        """Take the newest attempt back, or its rating."""
        here = self.terminals[who]
        for attempt in list(here.expected.attempts())[-1:]:
            meant = here.expected.standing("rate" if what == "rating" else "attempt", about=attempt)
            if not meant:
                with pytest.raises(NothingToUndo):
                    attempts.take_back(here.workspace, attempt, what)
                return
            here.does("undo", how=meant[-1])
            attempts.take_back(here.workspace, attempt, what)
            self.agree(here)

    @rule(name=NAME, deed=st.sampled_from(["edit", "raise", "remove"]), who=st.none() | WHO)
    def edit(self, name: str, deed: str, who: int | None) -> None:
        """Let the author change the deck; somebody may look at it at once."""
        self.author.change(name, deed)
        if who is not None:
            self.terminals[who].refresh()
            self.agree(self.terminals[who])

    @rule(
        passed=st.sampled_from(
            [timedelta(minutes=2), timedelta(minutes=11), timedelta(hours=20), timedelta(days=9)]
        )
    )
    def wait(self, passed: timedelta) -> None:
        """Let time pass."""
        self.clock.time += passed

    @rule(who=WHO, properly=st.booleans())
    def quit_and_restart(self, who: int, properly: bool) -> None:
        """End the program, with a goodbye or without, and start it again."""
        here = self.terminals[who]
        if here.drill is not None and properly:
            here.drill.finish("stopped")
        here.workspace.close()
        here.start()
        self.agree(here)

    @rule(into=WHO)
    def bring(self, into: int) -> None:
        """Bring the facts of the other home in."""
        here = self.terminals[into]
        other = self.terminals[0 if here is self.terminals[2] else 2]
        lines = list(other.workspace.store.export_lines(with_text=True))
        assert here.workspace.store.import_lines(lines).bad == ()
        here.expected.take_in(other.expected)
        self.agree(here)

    def agree(self, changed: Terminal) -> None:
        """Each terminal of the home says what its person expects."""
        for here in self.terminals:
            if here.expected is changed.expected:
                self.agrees(here)

    def agrees(self, here: Terminal) -> None:
        """One terminal says what its person expects."""
        store, expected = here.workspace.store, here.expected
        states = store.states(expected.cards)
        for key, (words, _, there) in expected.cards.items():
            state, stored = states.get(key, UNTOUCHED), store.card(key)
            answered = len(expected.standing("answer", about=key))
            assert (state.memory.reps if state.memory else 0) == answered
            assert state.suspended == bool(expected.last("suspend", about=key))
            assert state.buried_day == expected.last("bury", about=key)
            assert (stored is not None and stored.live) == there
            assert not there or f"No. {words}?" in str(stored)
        days = Counter(each.how for each in expected.standing("answer"))
        assert store.counts(here.workspace.now().day).reviews_today == days[here.today]
        assert store.settings().minutes == expected.last("set", how=10)
        rows = {row.id: row.rated for row in attempts.attempts(here.workspace)}
        assert rows == expected.attempts()
        group, acted = store.last_group(), expected.standing("suspend", "bury")
        assert [fact.key for fact in store.facts_of_group(group or "-")] == [
            each.about for each in acted[-1:]
        ]
        view = here.drill.view() if here.drill else None
        if view is not None:
            assert (view.undoable, view.redoable) == (bool(here.past), bool(here.future))

    def teardown(self) -> None:
        """At the end both homes can be brought to one state, the doctor finds nothing and changes nothing."""
        for into in (0, 2, 0):
            self.bring(into)
        dumps = [list(here.workspace.store.canonical_dump()) for here in self.terminals]
        assert dumps[0] == dumps[1] == dumps[2]
        for here in self.terminals:
            here.workspace.close()
        for here in self.terminals[1:]:
            assert here.doctor() == (False, ())
            here.start()
            assert list(here.workspace.store.canonical_dump()) == dumps[0]
            here.workspace.close()
        shutil.rmtree(self.folder)


UndoUnderFire.TestCase.settings = settings(
    max_examples=ROUNDS or 6,
    stateful_step_count=50 if ROUNDS else 16,
    deadline=None,
    phases=(Phase.generate,),  # to shrink what is found takes minutes
    suppress_health_check=list(HealthCheck),
)
TestUndoUnderFire = UndoUnderFire.TestCase


@pytest.fixture(autouse=True, scope="module")
def _no_shipped_cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    empty = tmp_path_factory.mktemp("shipped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("csmdrill.content.places.shipped_root", lambda *_: empty)
        yield


@pytest.fixture
def machine() -> Iterator[UndoUnderFire]:
    """Return two homes and three terminals; at the end they agree."""
    made = UndoUnderFire()
    yield made
    made.teardown()


def test_a_card_that_another_terminal_suspended_does_not_come(machine: UndoUnderFire) -> None:
    machine.rate(0, Rating.EASY)
    shown = machine.terminals[0].shown
    coming = [
        name
        for name in NAMES
        if not machine.terminals[0].expected.standing("answer", about=f"my/desk/{name}")
    ]
    for name in coming:
        if f"my/desk/{name}" != shown:
            machine.handle(1, name, "suspend")
    machine.rate(0, Rating.EASY)
    assert machine.terminals[0].shown == ""


def test_what_another_terminal_took_back_is_passed_over_by_undo(machine: UndoUnderFire) -> None:
    machine.rate(0, Rating.EASY)
    machine.suspend_on_screen(0)
    machine.undo_last_action(1)
    machine.undo(0)
    machine.undo(0)
    machine.redo(0)
    machine.redo(0)


def test_redo_of_what_another_home_took_back_as_well(machine: UndoUnderFire) -> None:
    machine.suspend_on_screen(0)
    machine.bring(2)
    machine.undo(0)
    machine.undo_last_action(2)
    machine.bring(0)
    machine.redo(0)
    machine.undo(0)
    machine.undo(0)
