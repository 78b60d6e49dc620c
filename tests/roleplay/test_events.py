"""What happens when: each event of a scenario, as the trainee would see it."""

from __future__ import annotations

from collections.abc import Callable

from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.engine import Run, begin, take
from csmdrill.roleplay.model import Finished, Noted, Passed, Said, Speaking
from csmdrill.roleplay.scene import Scene

Play = Callable[..., Run]
Told = Callable[[Run], list[str]]
MakeScene = Callable[..., Scene]


def ending(run: Run) -> tuple[str, bool]:
    """Return how a run ended, and whether that is a pass."""
    assert run.ended is not None
    return run.ended.name, run.ended.passed


HUSH = """
start: {say: "Well?", hush: 8s}
rules:
  - {id: filled, event: filled, do: {tag: filled-it, say: "(still silent)", hush: 8s}}
  - {id: held, event: held, do: {tag: held-it, say: "Go on then."}}
  - {id: fallback, event: reply, do: {say: "Hm."}}
"""


def test_a_silence_that_is_held_makes_them_go_on(play: Play, told: Told) -> None:
    run = play(HUSH, until=10_000)
    assert told(run) == [
        "0 line dana Well?",
        "0 hush until 8",
        "8 held",
        "8 tag held-it",
        "8 line dana Go on then.",
    ]


def test_a_line_in_a_silence_fills_it_and_gets_its_reply_as_well(play: Play, told: Told) -> None:
    run = play(HUSH, [Said(3_000, "So, ehm")])
    assert told(run)[2:] == [
        "3 filled",
        "3 you So, ehm",
        "3 tag filled-it",
        "3 line dana (still silent)",
        "3 hush until 11",
        "3 line dana Hm.",
    ]
    assert run.hush is None, "who speaks has broken their own silence"


def test_speech_begun_in_a_silence_fills_it_once_and_the_next_silence_waits_for_the_note(
    play: Play, told: Told
) -> None:
    over = HUSH.replace('say: "Hm."', "add: {trust: 1}")
    run = play(
        over, [Speaking(3_000, True), Speaking(20_000, False), Noted(21_000, "I rambled")], until=29_000
    )
    assert told(run)[2:] == [
        "3 speaking",
        "3 filled",
        "3 tag filled-it",
        "3 line dana (still silent)",
        "20 spoke",
        "21 you I rambled",
        "21 hush until 29",
        "21 var trust 1",
        "29 held",
        "29 tag held-it",
        "29 line dana Go on then.",
    ]


def test_a_line_after_the_silence_fills_nothing(play: Play, told: Told) -> None:
    assert "filled" not in " ".join(told(play(HUSH, [Said(8_000, "now")])))
    assert "7.999 filled" in told(play(HUSH, [Said(7_999, "now")]))


def test_a_stakeholder_who_speaks_breaks_the_silence_and_a_seen_line_does_not(play: Play, told: Told) -> None:
    over = """
start: {say: "Well?", hush: 8s}
rules:
  - {id: phone, event: clock, at: [2s], do: {say: %s}}
  - {id: fallback, event: reply, do: {say: "Hm."}}
"""
    assert "8 held" not in told(play(over % '"One minute."', until=9_000))
    assert "8 held" in told(play(over % '"(her phone buzzes)"', until=9_000))


IDLE = """
rules:
  - {id: nudge, event: idle, after: 10s, do: {say: "Still there?"}}
  - {id: drop, event: idle, after: 25s, do: {say: "Last chance."}}
  - {id: fallback, event: reply, do: {say: "Hm."}}
"""


def test_idleness_is_noticed_once_each_time_nobody_speaks(play: Play, told: Told) -> None:
    run = play(IDLE, [Said(30_000, "sorry")], until=41_000)
    assert [line for line in told(run) if "line dana" in line] == [
        "0 line dana Well?",
        "10 line dana Still there?",
        "25 line dana Last chance.",
        "30 line dana Hm.",
        "40 line dana Still there?",
    ]


def test_nobody_is_idle_who_speaks_or_notes_what_was_said(play: Play, told: Told) -> None:
    acts = [Speaking(5_000, True), Speaking(18_000, False), Noted(35_000, "long note")]
    assert not [line for line in told(play(IDLE, acts, until=44_000)) if "Still" in line]


def test_idleness_does_not_run_in_a_silence(play: Play, told: Told) -> None:
    run = play(IDLE.replace("rules:", "start: {say: Well, hush: 8s}\nrules:"), until=19_000)
    assert "18 line dana Still there?" in told(run)
    assert "10 line dana Still there?" not in told(run)


LONG = """
rules:
  - {id: stop, event: long, words: 6, after: 20s, do: {tag: rambled, say: "Let me stop you there."}}
  - {id: fallback, event: reply, do: {say: "Hm."}}
"""


def test_a_line_of_too_many_words_is_cut_in_on_and_still_answered(play: Play, told: Told) -> None:
    run = play(LONG, [Said(1_000, "one two three four five six seven")])
    assert told(run)[1:] == [
        "1 you one two three four five six seven",
        "1 cut-in dana",
        "1 tag rambled",
        "1 line dana Let me stop you there.",
        "1 line dana Hm.",
    ]
    assert "1 cut-in dana" not in told(play(LONG, [Said(1_000, "one two three four five six")]))


def test_speech_without_a_pause_is_cut_in_on_while_it_lasts(play: Play, told: Told) -> None:
    run = play(LONG, [Speaking(1_000, True)], until=22_000)
    assert told(run)[1:] == [
        "1 speaking",
        "21 cut-in dana",
        "21 tag rambled",
        "21 line dana Let me stop you there.",
    ]
    paused = play(
        LONG, [Speaking(1_000, True), Speaking(20_000, False), Speaking(22_000, True)], until=41_000
    )
    assert "cut-in" not in " ".join(told(paused))


def test_who_talks_on_is_cut_in_on_again_at_each_time_that_a_rule_names(play: Play, told: Told) -> None:
    over = """
rules:
  - {id: first, event: long, after: 10s, do: {say: "Yes?"}}
  - {id: second, event: long, after: 25s, do: {say: "Stop."}}
"""
    run = play(over, [Speaking(1_000, True)], until=60_000)
    assert [line for line in told(run) if " line " in line][1:] == ["11 line dana Yes?", "26 line dana Stop."]


def test_a_note_is_short_for_what_was_said_and_never_too_long(play: Play, told: Told) -> None:
    acts = [Speaking(1_000, True), Speaking(2_000, False), Noted(2_000, "one two three four five six seven")]
    assert "cut-in" not in " ".join(told(play(LONG, acts)))


SQUEEZE = """
rules:
  - {id: squeeze, event: clock, at: [10s, 20s], do: {say: [Ten percent., Fifteen.]}}
  - {id: fallback, event: reply, do: {say: "Hm."}}
"""


def test_pressure_comes_at_its_times_whatever_is_said(play: Play, told: Told) -> None:
    run = play(SQUEEZE, [Said(9_000, "no"), Said(15_000, "no")], until=21_000)
    assert [line for line in told(run) if line.startswith(("10 ", "20 "))] == [
        "10 squeeze",
        "10 line dana Ten percent.",
        "20 squeeze",
        "20 line dana Fifteen.",
    ]


def test_chance_is_drawn_before_the_start_and_kept(make_scene: MakeScene) -> None:
    scene = make_scene(SQUEEZE.replace("at: [10s, 20s]", "at: [10s, 20s], chance: 0.5"))
    happened = [bool(draw(scene, seed).clock) for seed in range(200)]
    assert 70 < sum(happened) < 130
    assert draw(scene, 7) == draw(scene, 7)


def test_time_runs_out_after_the_grace_and_the_lamp_tells_it(play: Play, told: Told) -> None:
    run = play("", until=64_999)
    assert told(run)[1:] == ["40 lamp amber", "50 lamp red", "60 lamp over"]
    assert run.ended is None
    assert run.lamp == "over"
    run = take(run, Passed(65_000))
    assert told(run)[4:] == ["65 line dana I have to drop.", "65 end drifted"]
    assert ending(run) == ("drifted", False)


def test_a_line_in_the_grace_still_counts(play: Play) -> None:
    over = "rules: [{id: agree, event: reply, do: {say: Good., end: advanced}}]"
    run = play(over, [Said(64_000, "Friday, in writing")])
    assert ending(run)[1]
    assert ending(play(over, [Said(65_000, "too late")]))[0] == "drifted"


def test_nothing_happens_after_the_end(play: Play) -> None:
    run = play("rules: [{id: agree, event: reply, do: {end: advanced}}]", [Said(1_000, "yes")])
    after = run
    for act in (
        Said(2_000, "and"),
        Passed(70_000),
        Speaking(3_000, True),
        Finished(4_000),
        Noted(5_000, "x"),
    ):
        after = take(after, act)
    assert after == run


DONE = """
rules:
  - {id: bye, event: done, when: trust >= 1, do: {say: Thanks., end: advanced}}
  - {id: warm, event: reply, do: {say: Hm., add: {trust: 1}}}
"""


def test_who_says_they_are_through_gets_the_rule_that_fits_or_is_left_standing(
    play: Play, told: Told
) -> None:
    assert ending(play(DONE, [Said(1_000, "hello"), Finished(2_000)]))[1]
    run = play(DONE, [Finished(2_000)])
    assert told(run)[1:] == ["2 line dana I have to drop.", "2 end drifted"]


BRIEFING = """
mode: monologue
timebox: {total: 90s, green: 60s, amber: 75s, red: 90s, grace: 10s}
short: {say: "Is that all?", end: thin}
rules:
  - {id: through, event: done, do: {say: "Clear.", end: advanced}}
ends: {advanced: pass, thin: fail, drifted: fail}
"""


def spoken(*spans: tuple[int, int]) -> list[Speaking]:
    return [Speaking(at * 1_000, on) for span in spans for at, on in zip(span, (True, False), strict=True)]


def test_a_briefing_is_measured_by_its_speech_not_by_its_pauses(play: Play) -> None:
    assert ending(play(BRIEFING, [*spoken((5, 40), (45, 70)), Finished(71_000)]))[0] == "advanced"
    assert ending(play(BRIEFING, [*spoken((5, 40), (50, 70)), Finished(71_000)]))[0] == "thin"


def test_ending_a_briefing_while_speaking_counts_what_was_said(play: Play, told: Told) -> None:
    run = play(BRIEFING, [Speaking(1_000, True), Finished(61_000)])
    assert ending(run)[0] == "advanced"
    assert "61 spoke" in told(run)


def test_a_typed_briefing_is_measured_from_the_start_and_an_empty_one_is_too_short(play: Play) -> None:
    assert ending(play(BRIEFING, [Said(59_000, "We save four days."), Finished(60_000)]))[0] == "advanced"
    assert ending(play(BRIEFING, [Said(50_000, "We save four days."), Finished(59_999)]))[0] == "thin"
    assert ending(play(BRIEFING, [Finished(80_000)]))[0] == "thin"


def test_without_an_action_a_short_briefing_fails_as_too_short(play: Play) -> None:
    run = play(BRIEFING.replace('short: {say: "Is that all?", end: thin}', ""), [Finished(1_000)])
    assert ending(run) == ("too-short", False)


def test_what_was_said_when_time_ran_out_can_still_be_noted(play: Play, told: Told) -> None:
    run = play(BRIEFING, [Speaking(1_000, True)], until=200_000)
    assert told(run)[-2:] == ["100 spoke", "100 end drifted"]
    assert run.is_noting
    noted = take(run, Noted(205_000, "The plan"))
    assert told(noted)[-1] == "100 you The plan"
    assert noted.ended == run.ended


def test_the_start_is_seen_at_once_and_begins_in_the_first_phase(make_scene: MakeScene, told: Told) -> None:
    scene = make_scene()
    run: Run = begin(scene, draw(scene, 1))
    assert told(run) == ["0 line dana Well?"]
    assert (run.phase, run.lamp, run.clock, run.next_at) == ("cold", "green", 0, 40_000)
