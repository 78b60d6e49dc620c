"""Role-plays as services: played, broken off, rated, revealed, corrected, repeated, sent, received."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmdrill.core.errors import AttemptRejected, NothingToUndo, RolePlayRejected
from csmdrill.core.home import Home
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Finished, Input, Noted, Passed, Said, Speaking
from csmdrill.services import attempts, rating, rehearse, scenarios, submission
from csmdrill.services.attempt_text import markdown
from csmdrill.services.rating import RatingDraft
from csmdrill.services.rehearsal_views import Reason, Rehearsal, Reveal
from csmdrill.services.workspace import Workspace

ANCHORS = '{"1": Poor., "3": Fair., "5": Good.}'


def rubric_text(name: str = "talk", competency: str = "renewal-negotiation") -> str:
    """Return a rubric of four criteria, one a blocker."""
    head = f"format: csmdrill/rubric@1\nid: {name}\ntitle: A talk\ncompetency: {competency}\n"
    criteria = "".join(
        f"  - id: {each}\n    title: Does {each}\n    weight: {weight}\n"
        f"    checks: [{{id: {each}-x, text: The x was done.}}, {{id: {each}-y, text: The y was done.}}]\n"
        f"    anchors: {ANCHORS}\n" + ("    blocker: true\n" if each == "asks" else "")
        for each, weight in (("asks", 40), ("waits", 30), ("sums", 20), ("closes", 10))
    )
    return f"{head}overall: {ANCHORS}\ncriteria:\n{criteria}"


def scenario_text(name: str = "call", **more: str) -> str:
    """Return a scenario in which one asks for the outcome, waits, and closes."""
    lines = {
        "title": "A call",
        "rubric": "talk",
        "difficulty": "1",
        "train": "waits",
        "timebox": "{total: 2m, amber: 1m, red: 90s}",
        "brief": "{{dana}} expects your call about {{amount|money}}.",
    } | more
    head = "".join(
        f"{key}: {json.dumps(value) if key == 'brief' else value}\n" for key, value in lines.items()
    )
    return f"""\
format: csmdrill/scenario@1
id: {name}
{head}people:
  dana: {{name: {{kind: fake, of: name}}, role: CFO, wants: A faster close., floor: Four days.}}
facts:
  amount: {{kind: range, from: 1000, to: 90000, step: 1000}}
concepts:
  outcome: [outcome, goal*]
  price: [price, discount]
phases: [opening, closing]
start: {{say: "Hello. Go on."}}
rules:
  - id: asked
    event: reply
    in: [opening]
    match: {{any: ["~outcome"]}}
    do: {{tag: asked, say: "It is the {{{{quote.words}}}}.", quote: words, to: closing, hush: 3s}}
  - id: waited
    event: held
    do: {{tag: waited, say: I can do that.}}
  - id: done
    event: reply
    in: [closing]
    do: {{say: Good., end: won}}
  - id: pressed
    event: clock
    at: [20s]
    do: {{say: Get on with it.}}
  - id: other
    event: reply
    do: {{say: Hm.}}
timeout: {{say: I must go., end: lost}}
ends: {{won: pass, lost: fail}}
examples:
  strong: {{script: [{{at: 2s, say: Which outcome?}}, {{at: 8s, say: Good.}}], note: Asked first.}}
"""


class ToldClock:
    """A clock that stands still until it is moved."""

    home_zone: tzinfo | None = timezone(timedelta(hours=1))
    simulated = True

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, tzinfo=self.home_zone)

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time


class Room:
    """A person with a shelf of their own; what is shipped is left out."""

    def __init__(self, folder: Path) -> None:
        self.clock = ToldClock()
        self.home = Home(folder / "home")
        self.ws = Workspace(self.home, self.clock)
        self.has("talk.rubric.yaml", rubric_text())
        self.has("call.scenario.yaml", scenario_text())

    def has(self, name: str, text: str) -> Path:
        """Write a file into the home's folder of scenarios."""
        path = self.home.scenarios / name
        path.write_text(text, encoding="utf-8")
        return path

    def days(self, days: int) -> None:
        """Let days pass."""
        self.clock.time += timedelta(days=days)

    def crash(self) -> None:
        """End without any goodbye, and start again."""
        self.ws.close()
        self.ws = Workspace(self.home, self.clock)

    def begin(self, key: str = "my/call", **about: object) -> Rehearsal:
        """Prepare and begin an attempt."""
        prepared = rehearse.prepare(self.ws, key, seed=3, **about)  # type: ignore[arg-type]
        return rehearse.begin(self.ws, prepared, 3.5)

    def play(self, *acts: Input, key: str = "my/call", reason: Reason = "ended", **about: object) -> str:
        """Make a whole attempt."""
        rehearsal = self.begin(key, **about)
        run = engine.replay(rehearsal.scene, rehearsal.drawn, acts or GOOD)
        rehearse.keep(self.ws, rehearsal, run.inputs)
        return rehearse.finish(self.ws, rehearsal, run.log, reason, "It went.")

    def rate(self, attempt: str = "last", level: int = 4, **about: object) -> Reveal:
        """Rate an attempt with the same level everywhere."""
        asked = rating.sheet(self.ws, attempt)
        levels: dict[str, int | None] = {each.id: level for each in asked.asked}
        return rating.save_rating(self.ws, asked, RatingDraft(levels=levels, **about))  # type: ignore[arg-type]


GOOD = (Said(5000, "Which OUTCOME matters?"), Passed(10_000), Said(12_000, "So be it."))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A person with one scenario and no shipped ones."""
    empty = tmp_path / "shipped"
    empty.mkdir()
    monkeypatch.setattr("csmdrill.content.places.shipped_root", lambda *_: empty)
    made = Room(tmp_path)
    yield made
    made.ws.close()


def test_the_shelf_lists_what_there_is_and_says_why_the_rest_is_not_offered(room: Room) -> None:
    room.has("bad.scenario.yaml", scenario_text("bad").replace("hush: 3s", "hush: soon"))
    room.has("alone.scenario.yaml", scenario_text("alone", rubric="none"))
    shelf = scenarios.shelf(room.ws)
    rows = {row.key: row for row in shelf.scenarios}
    assert [row.key for row in shelf.rubrics] == ["my/talk"]
    assert (rows["my/call"].title, rows["my/call"].seconds, rows["my/call"].problem) == ("A call", 120, "")
    assert rows["my/call"].competency == "renewal-negotiation"
    assert "bad.scenario.yaml:" in rows["my/bad"].problem
    assert "my/none" in rows["my/alone"].problem
    for key in ("my/bad", "my/alone"):
        with pytest.raises(RolePlayRejected, match="not offered"):
            rehearse.prepare(room.ws, key)


def test_an_edited_file_is_read_again(room: Room) -> None:
    assert scenarios.shelf(room.ws).scenarios[0].title == "A call"
    room.has("call.scenario.yaml", scenario_text(title="Another, longer call"))
    assert scenarios.shelf(room.ws).scenarios[0].title == "Another, longer call"


@pytest.mark.parametrize("name", ["my/call", "call"])
def test_a_scenario_is_found_by_its_key_its_end_or_its_file(room: Room, name: str, tmp_path: Path) -> None:
    assert rehearse.prepare(room.ws, name).key == "my/call"
    path = room.has("../elsewhere.scenario.yaml", scenario_text("elsewhere"))
    assert rehearse.prepare(room.ws, str(path)).key == "my/elsewhere"
    with pytest.raises(RolePlayRejected, match="no scenario 'cal'") as caught:
        rehearse.prepare(room.ws, "cal")
    assert "call" in caught.value.hint


def test_the_seed_decides_names_and_facts(room: Room) -> None:
    one, two = (rehearse.prepare(room.ws, "call", seed=7) for _ in range(2))
    assert one.drawn == two.drawn
    assert one.id != two.id
    texts = {rehearse.prepare(room.ws, "call", seed=seed).brief.text for seed in range(8)}
    assert len(texts) > 3


def test_a_whole_attempt_is_kept_and_read_back(room: Room) -> None:
    name = room.play()
    room.crash()
    (row,) = attempts.attempts(room.ws)
    assert (row.id, row.key, row.end, row.passed, row.reason) == (name, "my/call", "won", True, "ended")
    assert (row.seconds, row.predicted, row.day, row.rated) == (12, 3.5, date(2026, 11, 24), False)
    view = attempts.load(room.ws, name[:4])
    assert view.tags == ("asked", "waited")
    assert view.reflection == "It went."
    assert "It is the OUTCOME." in [line.text for line in view.lines]
    assert attempts.load(room.ws, "last").row == row
    assert rehearse.interrupted(room.ws) == ()
    assert room.ws.store.check(deep=True) == []


def test_time_that_ran_out_is_told_apart_from_an_end(room: Room) -> None:
    room.play(Passed(500_000))
    assert attempts.attempts(room.ws)[0].reason == "timeout"
    room.play(Finished(3000))
    assert attempts.attempts(room.ws)[0].reason == "ended"


acts = st.lists(
    st.tuples(
        st.integers(0, 20_000),
        st.sampled_from(["say", "pass", "speak", "stop", "note", "done"]),
        st.sampled_from(["the outcome", "a discount", "", "x " * 40, "Ünï \x1b[31m", "Why? outcome" * 300]),
    ),
    max_size=12,
)


def act_of(at: int, kind: str, text: str) -> Input:
    """Return an act."""
    made: dict[str, Input] = {
        "say": Said(at, text),
        "pass": Passed(at),
        "speak": Speaking(at, True),
        "stop": Speaking(at, False),
        "note": Noted(at, text),
        "done": Finished(at),
    }
    return made[kind]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts, seed=st.integers(0, 2**31))
def test_every_attempt_replays_to_the_same_log_also_after_its_file_was_edited(
    room: Room, acts: list[tuple[int, str, str]], seed: int
) -> None:
    room.has("call.scenario.yaml", scenario_text())
    rehearsal = rehearse.begin(room.ws, rehearse.prepare(room.ws, "call", seed=seed), None)
    at = 0
    run = engine.begin(rehearsal.scene, rehearsal.drawn)
    for gap, kind, text in acts:
        at += gap
        run = engine.take(run, act_of(at, kind, text))
        rehearse.keep(room.ws, rehearsal, run.inputs)
    name = rehearse.finish(room.ws, rehearsal, run.log, "left")
    room.has("call.scenario.yaml", scenario_text(title="Edited").replace("Good.", "Never."))
    view = attempts.load(room.ws, name)
    assert view.log == run.log
    assert view.scene is not None
    assert engine.replay(view.scene, view.log.drawn, view.log.inputs).log == run.log
    (line,) = [each for each in room.ws.store.export_lines(with_text=True) if name.encode() in each]
    assert room.ws.store.import_lines([line]).already == 1


def test_too_many_words_to_be_kept_are_kept_without_what_follows_from_them(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csmdrill.services.kept.MOST_BYTES", 800)
    name = room.play()
    (ref,) = room.ws.store.with_words()
    assert "I can do that" not in room.ws.store.words_of([ref])[ref]
    assert "I can do that." in [line.text for line in attempts.load(room.ws, name).lines]


def test_practice_that_was_broken_off_is_gone_on_with_to_the_same_end(room: Room) -> None:
    rehearsal = room.begin()
    run = engine.take(engine.begin(rehearsal.scene, rehearsal.drawn), GOOD[0])
    rehearse.keep(room.ws, rehearsal, run.inputs)
    assert rehearse.interrupted(room.ws) == ()  # it is on
    room.has("call.scenario.yaml", "broken: [")
    room.crash()
    (left,) = rehearse.interrupted(room.ws)
    assert (left.id, left.seconds, left.resumable, left.over) == (rehearsal.id, 5, True, False)
    assert "0:05" in left.sentence
    resumed = rehearse.resume(room.ws, left.id)
    assert rehearse.interrupted(room.ws) == ()
    assert (resumed.predicted, resumed.train.id, resumed.brief) == (3.5, "waits", rehearsal.brief)
    again = engine.replay(resumed.scene, resumed.drawn, resumed.inputs)
    assert again.log == run.log
    whole = engine.take(engine.take(again, GOOD[1]), GOOD[2])
    rehearse.finish(room.ws, resumed, whole.log, "ended")
    assert attempts.attempts(room.ws)[0].end == "won"
    assert rehearse.interrupted(room.ws) == ()


def test_practice_may_be_dropped(room: Room) -> None:
    rehearsal = room.begin()
    rehearse.drop(room.ws, rehearsal.id)
    room.crash()
    assert rehearse.interrupted(room.ws) == ()
    assert attempts.attempts(room.ws) == ()
    with pytest.raises(AttemptRejected):
        rehearse.resume(room.ws, rehearsal.id)


def test_two_terminals_do_not_take_an_attempt_from_each_other(room: Room) -> None:
    rehearsal = room.begin()
    with Workspace(room.home, room.clock) as other:
        assert rehearse.interrupted(other) == ()
        rehearse.drop(room.ws, rehearsal.id)


def reserve(room: Room) -> None:
    """Put a reserved scenario on the shelf."""
    room.has("exam.scenario.yaml", scenario_text("exam", benchmark="true", title="An exam"))


def test_a_benchmark_that_was_broken_off_is_void_and_told_once(room: Room) -> None:
    reserve(room)
    rehearsal = room.begin("my/exam")
    run = engine.take(engine.begin(rehearsal.scene, rehearsal.drawn), GOOD[0])
    rehearse.keep(room.ws, rehearsal, run.inputs)
    room.crash()
    (left,) = rehearse.interrupted(room.ws)
    assert not left.resumable
    assert "does not count" in left.sentence
    assert "tomorrow" in left.sentence
    assert rehearse.interrupted(room.ws) == ()
    (row,) = attempts.attempts(room.ws)
    assert (row.reason, row.kind, row.seconds) == ("void", "benchmark", 5)
    assert attempts.load(room.ws, row.id).lines
    with pytest.raises(AttemptRejected, match="void"):
        rating.sheet(room.ws, row.id)
    with pytest.raises(RolePlayRejected, match="tried today"):
        rehearse.prepare(room.ws, "exam")


def test_a_benchmark_that_had_come_to_its_end_is_not_void(room: Room) -> None:
    reserve(room)
    rehearsal = room.begin("my/exam")
    run = engine.replay(rehearsal.scene, rehearsal.drawn, GOOD)
    rehearse.keep(room.ws, rehearsal, run.inputs)
    room.crash()
    (left,) = rehearse.interrupted(room.ws)
    assert (left.resumable, left.over) == (True, True)
    resumed = rehearse.resume(room.ws, left.id)
    rehearse.finish(room.ws, resumed, run.log, "ended")
    assert attempts.attempts(room.ws)[0].passed is True


def test_reserved_and_practised_scenarios_stay_apart(room: Room) -> None:
    reserve(room)
    with pytest.raises(RolePlayRejected, match="reserved"):
        rehearse.prepare(room.ws, "exam", "practice")
    with pytest.raises(RolePlayRejected, match="only reserved"):
        rehearse.prepare(room.ws, "call", "benchmark")
    assert rehearse.prepare(room.ws, "exam").kind == "benchmark"


def test_only_the_first_attempt_of_a_day_is_a_benchmark(room: Room) -> None:
    reserve(room)
    name = room.play(key="my/exam")
    with pytest.raises(RolePlayRejected, match="tried today"):
        rehearse.prepare(room.ws, "exam")
    attempts.take_back(room.ws, name)
    with pytest.raises(RolePlayRejected, match="tried today"):
        rehearse.prepare(room.ws, "exam")
    room.days(1)
    begun = room.begin("my/exam")
    with pytest.raises(RolePlayRejected, match="on already"):
        rehearse.prepare(room.ws, "exam")
    with pytest.raises(AttemptRejected, match="cannot be dropped"):
        rehearse.drop(room.ws, begun.id)


@pytest.mark.parametrize(
    ("kind", "gap", "meaning"),
    [("practice", 30_000, "go on"), ("practice", 30_001, "pause"), ("benchmark", 30_001, "void")],
)
def test_a_machine_that_slept(kind: str, gap: int, meaning: str) -> None:
    told, sentence = rehearse.after_gap(kind, gap)  # type: ignore[arg-type]
    assert told == meaning
    assert bool(sentence) == (meaning != "go on")


def test_practice_rates_what_was_trained_and_a_benchmark_everything(room: Room) -> None:
    reserve(room)
    room.play()
    asked = rating.sheet(room.ws, "last")
    assert ([each.id for each in asked.asked], asked.overall_asked) == (["waits"], False)
    assert [each.id for each in rating.sheet(room.ws, "last", "coach").asked] == [
        "asks",
        "waits",
        "sums",
        "closes",
    ]
    room.play(train="sums")
    assert [each.id for each in rating.sheet(room.ws, "last").asked] == ["sums"]
    room.play(key="my/exam")
    asked = rating.sheet(room.ws, "last")
    assert (len(asked.asked), asked.overall_asked) == (4, True)
    with pytest.raises(RolePlayRejected, match="no criterion"):
        rehearse.prepare(room.ws, "call", train="sings")


def test_a_half_made_rating_survives_a_crash(room: Room) -> None:
    name = room.play()
    asked = rating.sheet(room.ws, name)
    half = RatingDraft(checks={"waits": ("waits-x",)}, comments={"waits": "Ünï"}, evidence={"waits": (5000,)})
    rating.keep_rating(room.ws, asked, half)
    room.crash()
    assert rating.unrated(room.ws) == (name,)
    again = rating.sheet(room.ws, name)
    assert again.draft == half
    assert rating.sheet(room.ws, name, "coach").draft == RatingDraft()
    told = rating.save_rating(room.ws, again, msgspec.structs.replace(half, levels={"waits": 4}))
    assert told.mine is not None
    assert told.mine.given == msgspec.structs.replace(half, levels={"waits": 4})
    assert rating.sheet(room.ws, name).draft == RatingDraft()
    assert rating.unrated(room.ws) == ()


def test_an_unfinished_or_impossible_rating_is_refused(room: Room) -> None:
    room.play()
    asked = rating.sheet(room.ws, "last")
    for levels in ({}, {"waits": 6}, {"waits": 0}):
        with pytest.raises(AttemptRejected):
            rating.save_rating(room.ws, asked, RatingDraft(levels=levels))  # type: ignore[arg-type]
    assert attempts.attempts(room.ws)[0].rated is False


def test_the_reveal_tells_everything_and_only_after_the_self_rating(room: Room) -> None:
    reserve(room)
    room.play(key="my/exam")
    with pytest.raises(AttemptRejected, match="yourself first"):
        rating.reveal(room.ws, "last")
    asked = rating.sheet(room.ws, "last")
    levels: dict[str, int | None] = {"asks": 1, "waits": 4, "sums": None, "closes": 5}
    told = rating.save_rating(
        room.ws, asked, RatingDraft(levels=levels, overall=2, checks={"asks": ("no", "asks-y")})
    )
    assert told.mine is not None
    assert told.mine.score == pytest.approx((40 * 1 + 30 * 4 + 10 * 5) / 80)
    assert told.mine.blockers == ("Does asks",)
    assert list(told.mine.given.levels) == ["asks", "waits", "sums", "closes"]
    assert told.mine.given.checks == {"asks": ("asks-y",)}
    assert (told.end, told.passed, told.predicted, told.coach) == ("won", True, 3.5, None)
    assert told.tags == ("asked", "waited")
    assert told.metrics["held"] == 1
    assert [each.concepts for each in told.read_as] == [("outcome",), ()]
    assert [each.name for each in told.examples] == ["strong"]
    assert (told.due_day, told.correctable) == (None, False)
    assert rating.reveal(room.ws, "last") == told


def test_too_little_rated_gives_no_score(room: Room) -> None:
    reserve(room)
    room.play(key="my/exam")
    levels: dict[str, int | None] = {"asks": 5, "waits": None, "sums": None, "closes": 5}
    told = rating.save_rating(room.ws, rating.sheet(room.ws, "last"), RatingDraft(levels=levels))
    assert told.mine is not None
    assert told.mine.score is None
    assert "50 %" in told.mine.why_none


def test_a_coach_rates_blind_and_is_seen_only_beside_a_self_rating(room: Room) -> None:
    name = room.play()
    asked = rating.sheet(room.ws, name, "coach", "Ada")
    assert asked.predicted is None
    rating.save_rating(
        room.ws, asked, RatingDraft(levels=dict.fromkeys(("asks", "waits", "sums", "closes"), 2))
    )
    assert attempts.attempts(room.ws)[0].coach_score is None
    assert attempts.load(room.ws, name).ratings == ()
    told = room.rate(name, 5)
    assert told.coach is not None
    assert (told.coach.rater, told.coach.score) == ("Ada", 2.0)
    assert attempts.attempts(room.ws)[0].coach_score == 2.0


@pytest.mark.parametrize(("level", "days"), [(1, 7), (2, 7), (3, 7), (5, 8)])
def test_a_scenario_comes_back_after_a_week_to_a_quarter(room: Room, level: int, days: int) -> None:
    room.play()
    told = room.rate(level=level)
    assert told.due_day == date(2026, 11, 24) + timedelta(days=days)


def test_intervals_grow_with_good_ratings_up_to_a_quarter_and_fall_after_a_bad_one(room: Room) -> None:
    spans = []
    for level in (5, 5, 5, 5, 5, 5, 1):
        room.play()
        told = room.rate(level=level)
        assert told.due_day is not None
        spans.append((told.due_day - room.clock.time.date()).days)
        room.days(spans[-1])
    assert spans[:-1] == sorted(spans[:-1])
    assert spans[-2] == 92
    assert spans[-1] < 92


def test_a_rating_that_is_taken_back_moves_the_due_day_back(room: Room) -> None:
    room.play()
    room.rate()
    attempts.take_back(room.ws, "last", "rating")
    assert scenarios.shelf(room.ws).scenarios[0].due_day is None
    with pytest.raises(NothingToUndo):
        attempts.take_back(room.ws, "last", "rating")


def test_a_day_to_repeat_on_counts_until_the_next_attempt(room: Room) -> None:
    room.play()
    room.rate()
    rating.repeat_on(room.ws, "last", 2)
    assert rating.reveal(room.ws, "last").due_day == date(2026, 11, 26)
    room.days(2)
    room.play()
    assert room.rate().due_day == date(2026, 12, 7)
    with pytest.raises(AttemptRejected):
        rating.repeat_on(room.ws, "last", 0)


def test_suggestions_and_their_reasons(room: Room) -> None:
    reserve(room)
    room.has("talk2.rubric.yaml", rubric_text("talk2", "outcome-discovery"))
    room.has("two.scenario.yaml", scenario_text("two", rubric="talk2", difficulty="3"))
    room.has("table.scenario.yaml", scenario_text("table", seat="true"))
    first = scenarios.suggested(room.ws)
    assert first is not None
    assert first.row.key == "my/call"  # the easier of two competencies never practised
    room.play()
    room.rate(level=2)
    second = scenarios.suggested(room.ws)
    assert second is not None
    assert second.row.key == "my/two"
    assert second.why == "Not tried yet; Outcome discovery was practised least."
    room.play(key="my/two")
    room.rate(level=4)
    room.days(1)
    third = scenarios.suggested(room.ws)
    assert third is not None
    assert (third.row.key, third.why) == ("my/call", "Your lowest score so far: 2.0 of 5.")
    room.days(8)
    fourth = scenarios.suggested(room.ws)
    assert fourth is not None
    assert fourth.why.startswith("Due again since Tue 1 Dec")
    room.play(key=fourth.row.key)
    fifth = scenarios.suggested(room.ws)
    assert fifth is not None
    assert fifth.row.key != fourth.row.key  # not twice on a day
    assert "my/exam" not in {each.row.key for each in (first, second, third, fourth, fifth)}


def test_what_needs_a_coach_is_suggested_only_where_nothing_else_is(room: Room) -> None:
    room.has("call.scenario.yaml", scenario_text(seat="true"))
    found = scenarios.suggested(room.ws)
    assert found is not None
    assert found.row.seat
    room.has("call.scenario.yaml", "no: yaml: at: all")
    assert scenarios.suggested(room.ws) is None


def test_a_corrected_line_is_understood_in_later_practice_and_replays_stay_as_they_were(room: Room) -> None:
    line = Said(5000, "What are you  AFTER this year")
    name = room.play(line, Passed(10_000))
    told = room.rate(name)
    assert told.read_as[0].concepts == ()
    rating.correct(room.ws, name, 5000, "outcome")
    assert rating.reveal(room.ws, name).read_as[0].corrected == "outcome"
    later = room.play(Said(5000, "what are you after this year"), Passed(10_000))
    assert attempts.load(room.ws, later).tags == ("asked", "waited")
    for each in (name, later):
        view = attempts.load(room.ws, each)
        assert view.log is not None
        assert view.scene is not None
        assert engine.replay(view.scene, view.log.drawn, view.log.inputs).log == view.log
    attempts.take_back(room.ws, name, "correction")
    assert attempts.load(room.ws, room.play(line, Passed(10_000))).tags == ()
    for at, concept in ((4000, "outcome"), (5000, "weather")):
        with pytest.raises(AttemptRejected):
            rating.correct(room.ws, name, at, concept)


def test_a_benchmark_is_never_corrected_nor_taken_again(room: Room) -> None:
    reserve(room)
    name = room.play(key="my/exam")
    with pytest.raises(AttemptRejected, match="benchmark"):
        rating.correct(room.ws, name, 5000, "outcome")
    with pytest.raises(AttemptRejected, match="benchmark"):
        rehearse.again(room.ws, attempts.load(room.ws, name), 12_000)


def test_a_line_is_taken_again_from_where_it_stood(room: Room) -> None:
    view = attempts.load(room.ws, room.play())
    again = rehearse.again(room.ws, view, 12_000)
    assert again.id != view.row.id
    assert attempts.retake(view, 12_000) == again.inputs
    run = engine.replay(again.scene, again.drawn, again.inputs)
    assert view.log is not None
    assert run.events == tuple(event for event in view.log.events if event.at < 12_000)
    begun = rehearse.begin(room.ws, again, None)
    run = engine.take(run, Said(13_000, "Something else."))
    rehearse.finish(room.ws, begun, run.log, "ended")
    assert len(attempts.attempts(room.ws)) == 2


def test_what_was_erased_leaves_numbers_and_says_so(room: Room) -> None:
    name = room.play()
    room.rate(comments={"waits": "private"})
    room.ws.store.erase_texts()
    view = attempts.load(room.ws, name)
    assert (view.log, view.lines, view.reflection, view.row.has_text) == (None, (), "", False)
    assert view.row.score == 4.0
    assert "no longer kept" in markdown(view)
    with pytest.raises(AttemptRejected, match="no longer kept"):
        submission.submission_of(room.ws, name)


def test_markdown_tells_all_and_is_no_markup(room: Room) -> None:
    room.play(Said(5000, "The outcome *is* <b>[x](y)</b> # 1"), Passed(9000))
    room.rate(comments={"waits": "so_so"})
    text = markdown(attempts.load(room.ws, "last"))
    assert text.startswith("# A call\n")
    assert r"- 0:05 you: The outcome \*is\* \<b\>\[x\](y)\</b\> \# 1" in text
    assert "- 0:08 " in text
    assert r"Does waits: 4 – so\_so" in text


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Workspace]:
    """A coach with a home of their own and no scenario in it."""
    opened = Workspace(Home(tmp_path / "coach"), ToldClock())
    yield opened
    opened.close()


def sent(room: Room, path: Path, rated: bool = True) -> Path:
    """Play, rate, and write a submission."""
    room.play()
    if rated:
        room.rate(comments={"waits": "my SECRET"})
    submission.write_new(path, submission.encoded(submission.submission_of(room.ws, "last")))
    return path


def rate_sent(coach: Workspace, path: Path, level: int = 3) -> tuple[Path, submission.Sealed]:
    """Rate a submission as a coach and write the rating."""
    came = submission.read_submission(path)
    asked = submission.sheet_of(coach, came, "Ada")
    levels: dict[str, int | None] = {each.id: level for each in asked.asked}
    back, sealed = submission.save_for(
        coach, came, asked, RatingDraft(levels=levels, comments={"asks": "Well."})
    )
    target = path.with_name(f"back{level}.json")
    submission.write_new(target, submission.encoded(back))
    return target, sealed


def test_an_attempt_goes_to_a_coach_and_the_rating_comes_back(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    path = sent(room, tmp_path / "sent.json")
    text = path.read_text(encoding="utf-8")
    assert "SECRET" not in text
    assert '"predicted": null' in text
    said = submission.contents_of(submission.submission_of(room.ws, "last"))
    assert any("It went." in sentence for sentence in said)
    back, sealed = rate_sent(coach, path)
    assert sealed.rating is not None
    assert (sealed.rating.levels, sealed.comments, sealed.predicted) == (
        {"waits": 4},
        {"waits": "my SECRET"},
        3.5,
    )
    assert [each.fact.kind for each in coach.store.played()] == ["rating"]
    assert coach.store.check(deep=True) == []
    assert "is here" in submission.receive(room.ws, back)
    assert "already" in submission.receive(room.ws, back)
    told = rating.reveal(room.ws, "last")
    assert told.coach is not None
    assert (told.coach.rater, told.coach.score, told.coach.given.comments) == ("Ada", 3.0, {"asks": "Well."})
    assert room.ws.store.check(deep=True) == []


def test_a_rating_that_comes_first_waits_for_the_self_rating(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    back, sealed = rate_sent(coach, sent(room, tmp_path / "sent.json", rated=False))
    assert sealed.rating is None
    assert "once you rated it" in submission.receive(room.ws, back)
    assert attempts.attempts(room.ws)[0].coach_score is None
    assert room.rate().coach is not None


def test_a_half_made_rating_of_a_coach_is_kept(room: Room, coach: Workspace, tmp_path: Path) -> None:
    came = submission.read_submission(sent(room, tmp_path / "sent.json"))
    half = RatingDraft(levels={"asks": 2})
    submission.keep_for(coach, submission.sheet_of(coach, came), half)
    assert submission.sheet_of(coach, came).draft == half


def test_files_that_are_no_submission_or_rating_are_refused(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    path = sent(room, tmp_path / "sent.json")
    with pytest.raises(AttemptRejected, match="not written over"):
        submission.write_new(path, b"x")
    good = json.loads(path.read_text(encoding="utf-8"))
    broken = tmp_path / "broken.json"
    changes: tuple[dict[str, object], ...] = (
        {"rubric": "another"},
        {"format": "csmdrill/attempt@2"},
        {"person": "\x1b[31m"},
        {"attempt": {}},
        {"words": 7},
    )
    for change in changes:
        broken.write_text(json.dumps(good | change), encoding="utf-8")
        with pytest.raises(AttemptRejected):
            submission.read_submission(broken)
    for content in (b"", b"\xff", b"[" * 5000, b'"x"', b"x" * 4_000_001):
        broken.write_bytes(content)
        with pytest.raises(AttemptRejected):
            submission.read_submission(broken)
        with pytest.raises(AttemptRejected):
            submission.receive(room.ws, broken)
    assert (
        submission.unsealed(msgspec.structs.replace(submission.read_submission(path), sealed="AAAA")).rating
        is None
    )
    back, _ = rate_sent(coach, path)
    with pytest.raises(AttemptRejected, match="not in this home"):
        submission.receive(coach, back)


def test_a_packed_bomb_is_never_unpacked(room: Room, tmp_path: Path) -> None:
    import base64
    import zlib

    came = submission.read_submission(sent(room, tmp_path / "sent.json"))
    bomb = base64.b64encode(zlib.compress(b"[" * 50_000_000)).decode()
    assert submission.unsealed(msgspec.structs.replace(came, sealed=bomb)).rating is None
