"""What a rule can do, and which rule does it."""

from __future__ import annotations

from collections.abc import Callable

from csmdrill.roleplay.engine import Run, take
from csmdrill.roleplay.model import Passed, Said, decode_log, encode_log

Play = Callable[..., Run]
Told = Callable[[Run], list[str]]


def lines(run: Run) -> list[str]:
    return [event.text for event in run.events if event.kind == "line"]


def test_several_lines_take_turns(play: Play) -> None:
    over = 'rules: [{id: probe, event: reply, do: {say: ["Says who?", "By when?"]}}]'
    run = play(over, [Said(1_000 * n, f"line {n}") for n in range(1, 4)])
    assert lines(run)[1:] == ["Says who?", "By when?", "Says who?"]


def test_the_first_rule_that_fits_answers_and_every_lets_another_answer_too(play: Play, told: Told) -> None:
    over = """
rules:
  - {id: mark, event: reply, every: true, match: {any: [~outcome]}, do: {tag: asked}}
  - {id: one, event: reply, match: {any: [~outcome]}, do: {say: One.}}
  - {id: two, event: reply, do: {say: Two.}}
"""
    assert told(play(over, [Said(1_000, "your goal? your outcome?")]))[2:] == [
        "1 tag asked",
        "1 line dana One.",
    ]
    assert told(play(over, [Said(1_000, "hello")]))[2:] == ["1 line dana Two."]


def test_a_limit_a_phase_and_a_condition_keep_a_rule_from_firing(play: Play) -> None:
    over = """
rules:
  - {id: once, event: reply, limit: 1, do: {say: Once., add: {trust: 2}}}
  - {id: deep, event: reply, in: [open], do: {say: Deep.}}
  - {id: warm, event: reply, when: trust >= 3, do: {say: Warm., to: open}}
  - {id: cold, event: reply, do: {say: Cold., add: {trust: 1}}}
"""
    run = play(over, [Said(1_000 * n, "x") for n in range(1, 6)])
    assert lines(run)[1:] == ["Once.", "Cold.", "Warm.", "Deep.", "Deep."]
    assert (run.phase, run.vars) == ("open", {"trust": 3})


def test_counting_is_seen_in_the_ledger(play: Play, told: Told) -> None:
    over = """
vars: {given: 0}
facts: {value: {kind: range, from: 180000, to: 180000}}
show: "conceded {{given|money}} of {{value|money}}"
rules:
  - {id: reset, event: reply, match: {any: [back]}, do: {set: {given: 0}, say: No.}}
  - {id: give, event: reply, do: {add: {given: 9000}, say: More.}}
"""
    run = play(over, [Said(1_000, "five"), Said(2_000, "five")])
    assert run.ledger == "conceded $18,000 of $180,000"
    assert "2 var given 18000" in told(run)
    assert take(run, Said(3_000, "I take it back")).ledger == "conceded $0 of $180,000"


def test_your_words_are_thrown_back_as_you_typed_them(play: Play, told: Told) -> None:
    over = """
concepts: {date: ["/by (mon|tues|wednes|thurs|fri)day/", "next week"]}
rules:
  - {id: date, event: reply, match: {any: [~date]}, do: {quote: date, say: "{{quote.date}}? Sure?"}}
  - {id: fallback, event: reply, do: {quote: all, say: "You said “{{quote.all}}”, and {{quote.date}}."}}
"""
    run = play(over, [Said(1_000, "Fine"), Said(2_000, "You  get it By FRIDAY, promised")])
    assert lines(run)[1:] == ["You said “Fine”, and that.", "By FRIDAY? Sure?"]
    assert "2 quote date By FRIDAY" in told(run)


def test_a_quote_without_a_match_is_the_line_cut_to_80_characters(play: Play) -> None:
    over = "rules: [{id: all, event: reply, do: {quote: it, say: '{{quote.it}}'}}]"
    words = "word " * 40
    (quoted,) = lines(play(over, [Said(1_000, words)]))[1:]
    assert len(quoted) <= 80
    assert quoted.endswith("…")


def test_what_is_quoted_is_never_read_as_a_template(play: Play) -> None:
    over = "rules: [{id: all, event: reply, do: {quote: it, say: 'You: {{quote.it}}'}}]"
    assert lines(play(over, [Said(1_000, "{{trust}} {{nobody}}")]))[1:] == ["You: {{trust}} {{nobody}}"]


SHORTER = """
rules:
  - {id: phone, event: clock, at: [20s], do: {say: "One minute less.", clock: 15s}}
  - {id: late, event: clock, at: [22s], do: {clock: 5m}}
  - {id: fallback, event: reply, do: {say: Hm.}}
"""


def test_shortened_time_moves_the_lamp_and_the_end_and_never_lengthens(play: Play, told: Told) -> None:
    run = play(SHORTER, until=21_000)
    assert "20 clock until 35" in told(run)
    assert (run.over_at, run.closes_at, run.lamp) == (35_000, 40_000, "amber")
    run = take(run, Passed(60_000))
    assert told(run)[1:] == [
        "20 squeeze",
        "20 clock until 35",
        "20 line dana One minute less.",
        "20 lamp amber",
        "22 squeeze",
        "25 lamp red",
        "35 lamp over",
        "40 line dana I have to drop.",
        "40 end drifted",
    ]


TWO = """
people:
  dana: {name: {kind: pick, among: [Dana Whitfield, Dana Whitfield]}, role: CFO}
  tom: {name: {kind: pick, among: [Zoë Brandt, Zoë Brandt]}, role: Procurement}
rules:
  - {id: tom, event: reply, person: tom, do: {say: "Price.", who: tom}}
  - {id: dana, event: reply, person: dana, match: {any: [roi]}, do: {say: "ROI, then."}}
  - {id: anyone, event: reply, do: {say: "I am listening."}}
"""


def who_said(run: Run) -> list[str]:
    return [f"{event.who}: {event.text}" for event in run.events if event.kind == "line"][1:]


def test_the_person_who_is_named_answers_whatever_the_accents(play: Play) -> None:
    assert who_said(play(TWO, [Said(1_000, "and you, ZOE?")])) == ["tom: Price."]
    assert who_said(play(TWO, [Said(1_000, "Zoë Brandt, what is it?")])) == ["tom: Price."]
    assert who_said(play(TWO, [Said(1_000, "the zoeys are many")])) == ["dana: I am listening."]


def test_who_spoke_last_is_spoken_to_until_another_is_named(play: Play) -> None:
    acts = [Said(1_000, "Zoe, price?"), Said(2_000, "and the roi?"), Said(3_000, "Dana, the roi")]
    assert who_said(play(TWO, acts)) == ["tom: Price.", "tom: Price.", "dana: ROI, then."]


def test_the_log_says_what_was_understood_and_who_was_named(play: Play) -> None:
    run = play("", [Said(1_000, "Dana, how many percent, and which outcome?")])
    (you,) = [event for event in run.events if event.kind == "you"]
    assert you.read == ("outcome", "number", "dana")


def test_an_end_stops_the_rest(play: Play, told: Told) -> None:
    over = """
rules:
  - {id: stop, event: reply, every: true, do: {say: Enough., end: advanced}}
  - {id: more, event: reply, do: {say: More.}}
"""
    assert told(play(over, [Said(1_000, "x")]))[2:] == ["1 line dana Enough.", "1 end advanced"]


def test_the_largest_numbers_are_kept_as_they_are(play: Play) -> None:
    over = f"rules: [{{id: up, event: reply, do: {{add: {{trust: {2**62}}}, say: Up.}}}}]"
    run = play(over, [Said(1_000 * n, "x") for n in range(1, 9)])
    assert decode_log(encode_log(run.log)) == run.log


def test_typed_text_is_made_safe_and_cut_and_an_empty_line_is_no_reply(play: Play) -> None:
    run = play("", [Said(1_000, " \n\t "), Said(2_000, "a\x1b[31m\u202eb\nc"), Said(3_000, "x y " * 50_000)])
    texts = [event.text for event in run.events if event.kind == "you"]
    assert texts[0] == "a\ufffd[31m\ufffdb c"
    assert len(texts) == 2
    assert len(texts[1]) <= 4_000


def test_a_clock_that_goes_back_stands_still(play: Play) -> None:
    run = play("", [Said(9_000, "later"), Said(2_000, "earlier")])
    assert [event.at for event in run.events if event.kind == "you"] == [9_000, 9_000]
