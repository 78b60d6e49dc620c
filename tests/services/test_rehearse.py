"""An attempt at a role-play: played, kept, replayed, broken off, gone on with, taken again, erased."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmdrill.core.errors import AttemptRejected, RolePlayRejected
from csmdrill.core.home import Home
from csmdrill.roleplay import engine
from csmdrill.roleplay.gaps import after_gap
from csmdrill.roleplay.model import Event, Finished, Input, Log, Noted, Passed, Said, Speaking
from csmdrill.services import attempts, rating, rehearse, submission
from csmdrill.services.attempt_text import markdown
from csmdrill.services.history import export_to, import_from
from csmdrill.services.workspace import Workspace
from tests.services.conftest import GOOD, Room, scenario_text


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


def test_lines_that_are_no_longer_kept_are_counted(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = attempts.load(room.ws, room.play())
    assert whole.unshown == 0
    assert "not shown" not in markdown(whole)
    monkeypatch.setattr("csmdrill.services.kept.MOST_BYTES", 10)
    cut = attempts.load(room.ws, room.play())
    assert cut.unshown == whole.metrics["lines"] > 1
    assert f"{cut.unshown} later lines of yours are not shown" in markdown(cut)


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


def test_a_benchmark_that_was_broken_off_is_void_and_told_once(room: Room) -> None:
    room.reserve()
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
    room.reserve()
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
    room.reserve()
    with pytest.raises(RolePlayRejected, match="reserved"):
        rehearse.prepare(room.ws, "exam", "practice")
    with pytest.raises(RolePlayRejected, match="only reserved"):
        rehearse.prepare(room.ws, "call", "benchmark")
    assert rehearse.prepare(room.ws, "exam").kind == "benchmark"


def test_looking_at_the_brief_of_a_benchmark_draws_nothing_new_that_day(room: Room) -> None:
    room.reserve()
    briefs = [rehearse.prepare(room.ws, "exam").brief for _ in range(3)]
    assert briefs[0] == briefs[1] == briefs[2]
    room.crash()
    assert rehearse.prepare(room.ws, "exam").brief == briefs[0]
    others = []
    for _ in range(4):
        room.days(1)
        others.append(rehearse.prepare(room.ws, "exam").brief.text)
    assert len({briefs[0].text, *others}) > 2
    assert len({rehearse.prepare(room.ws, "call").brief.text for _ in range(8)}) > 2


def test_nobody_chooses_the_facts_of_a_benchmark(room: Room) -> None:
    room.reserve()
    with pytest.raises(RolePlayRejected, match="the day decides") as caught:
        rehearse.refuse_seed(rehearse.prepare(room.ws, "exam", seed=5), 5)
    assert caught.value.hint == "Leave --seed out."
    rehearse.refuse_seed(rehearse.prepare(room.ws, "exam"), None)
    rehearse.refuse_seed(rehearse.prepare(room.ws, "call", seed=5), 5)


def test_only_the_first_attempt_of_a_day_is_a_benchmark(room: Room) -> None:
    room.reserve()
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
    told, sentence = after_gap(kind, gap)  # type: ignore[arg-type]
    assert told == meaning
    assert bool(sentence) == (meaning != "go on")


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


@pytest.mark.parametrize(
    ("lines", "letter"), [(130, "x"), (250, "x"), (250, "ü"), (130, '"'), (600, "\U0001f600")]
)
def test_a_long_attempt_comes_back_from_an_export(
    room: Room, tmp_path: Path, lines: int, letter: str
) -> None:
    rehearsal = room.begin()
    said = [Said(1000 + 10 * each, letter * 4000) for each in range(lines)]
    events = tuple(Event(each.at, "you", text=each.text) for each in said)
    log = Log(drawn=rehearsal.drawn, inputs=tuple(said), events=events)
    name = rehearse.finish(room.ws, rehearsal, log, "left")
    target = tmp_path / "out.jsonl"
    export_to(room.ws, target, with_text=True)
    if letter == "ü":
        escaped = [json.dumps(json.loads(line)) for line in target.read_text("utf-8").splitlines()]
        target.write_text("\n".join(escaped), "utf-8")
    other = Workspace(Home(tmp_path / "other"), room.clock)
    assert import_from(other, target).bad == ()
    log_back = attempts.load(other, name).log
    assert log_back is not None
    kept = len(log_back.inputs)
    assert log_back.inputs == log.inputs[:kept]
    assert kept == lines or (lines == 600 and kept > 200)
    other.close()
