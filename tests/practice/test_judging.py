"""How replies are judged, as the person at the keyboard would expect."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.practice.judging import judge, judge_moment, judge_points, parse_number, within_slips
from csmdrill.practice.model import Option, Question, Rating, ReplyForm

CHOICE = Question(
    form="letter",
    kind="choice",
    prompt="?",
    answer="Wait.",
    options=(
        Option("a", "Explain.", because="It fills the silence."),
        Option("b", "Wait.", right=True),
        Option("c", "Offer ten %"),
    ),
)
ORDER = Question(
    form="letters",
    kind="order",
    prompt="?",
    answer="b a c",
    options=(Option("a", "own it"), Option("b", "their impact"), Option("c", "the cause")),
    accept=("bac",),
)
TYPED = Question(
    form="text",
    kind="typed",
    prompt="?",
    answer="mutual action plan",
    accept=("mutual action plan", "Success plan", "NRR"),
)
NUMBER = Question(
    form="number", kind="number", prompt="?", answer="104.5 %", unit="%", value="209/2", within="1/2"
)
ALOUD = Question(form="aloud", kind="recall", prompt="?", answer="!")
POINTS = Question(form="points", kind="points", prompt="?", answer="", points=("x", "y", "z"), need=2)


@pytest.mark.parametrize("reply", ["b", "B", " b ", "b)", "(b)", "b.", "wait", "WAIT.", "  Wait! "])
def test_right_option_by_letter_or_words(reply: str) -> None:
    verdict = judge(CHOICE, reply)
    assert (verdict.right, verdict.suggestion, verdict.note) == (True, Rating.GOOD, "")


def test_wrong_option_says_why_it_tempts() -> None:
    verdict = judge(CHOICE, "a")
    assert (verdict.right, verdict.suggestion) == (False, Rating.AGAIN)
    assert verdict.note == "It fills the silence."
    assert judge(CHOICE, "offer ten").right is False


@pytest.mark.parametrize("reply", ["d", "2", "ab", "?", "something else"])
def test_no_such_option_asks_again(reply: str) -> None:
    verdict = judge(CHOICE, reply)
    assert verdict.unclear
    assert verdict.note == "Type one of the letters a, b, c."


@pytest.mark.parametrize("reply", ["bac", "b a c", "b,a,c", "B A C", "b, a, c.", "b-a-c", "b > a > c"])
def test_right_order_however_it_is_set_apart(reply: str) -> None:
    assert judge(ORDER, reply).right


def test_wrong_order_says_how_far_it_was_right() -> None:
    assert judge(ORDER, "bca").note == "Right as far as b."
    assert judge(ORDER, "abc").note == ""
    assert judge(ORDER, "abc").suggestion is Rating.AGAIN


@pytest.mark.parametrize("reply", ["ba", "bacb", "bad", "bbc", "1 2 3"])
def test_an_order_names_each_letter_once(reply: str) -> None:
    verdict = judge(ORDER, reply)
    assert verdict.unclear
    assert "each letter once" in verdict.note


@pytest.mark.parametrize(
    "reply",
    [
        "mutual action plan",
        "Mutual  Action Plan.",
        "mútual action plan",
        "mutual-action-plan",
        "“mutual action plan”",
        "success plan!",
        "nrr",
        "mutualaction plan",
    ],
)
def test_typed_reply_folds_case_accents_spaces_and_hyphens(reply: str) -> None:
    assert judge(TYPED, reply).right


@pytest.mark.parametrize(
    "reply", ["mutual acton plan", "mutaul action plan", "a mutual action plan", "mutual action plans"]
)
def test_near_miss_is_wrong_but_said(reply: str) -> None:
    verdict = judge(TYPED, reply)
    assert (verdict.right, verdict.suggestion) == (False, Rating.AGAIN)
    assert verdict.note == "Close: mutual action plan"


@pytest.mark.parametrize("reply", ["account plan", "grr", "...", "mutual"])
def test_something_else_is_not_close(reply: str) -> None:
    verdict = judge(TYPED, reply)
    assert (verdict.right, verdict.note, verdict.unclear) == (False, "", False)


@pytest.mark.parametrize("reply", ["104.5", "104,5 %", "105", "104", "about 104.5", "104.5 percent"])
def test_number_within_its_tolerance_inclusive(reply: str) -> None:
    assert judge(NUMBER, reply).right


@pytest.mark.parametrize("reply", ["105.01", "103.99", "-104.5", "104.5k", "0"])
def test_number_outside_is_wrong(reply: str) -> None:
    verdict = judge(NUMBER, reply)
    assert (verdict.right, verdict.suggestion, verdict.unclear) == (False, Rating.AGAIN, False)


@pytest.mark.parametrize("reply", ["many", "104 or 105", "1/2", "%", "1,2,3"])
def test_no_number_asks_again(reply: str) -> None:
    verdict = judge(NUMBER, reply)
    assert verdict.unclear
    assert verdict.note == "Type one number, like 95,000 or 4.5."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("95,000", 95_000),
        ("1,234.5", Fraction(2469, 2)),
        ("1 234,5", Fraction(2469, 2)),
        ("1.234,5", Fraction(2469, 2)),
        ("1'234.5", Fraction(2469, 2)),
        ("1\u202f234,5", Fraction(2469, 2)),
        ("1.234.567", 1_234_567),
        ("4,5", Fraction(9, 2)),
        ("0,125", Fraction(1, 8)),
        ("1.234", Fraction(617, 500)),
        ("€ 95k", 95_000),
        ("$1.2m", 1_200_000),
        ("95 thousand", 95_000),
        ("2 bn", 2_000_000_000),
        ("-$5,000", -5_000),
        ("$-5,000", -5_000),
        ("\u22125", -5),
        ("minus 5", -5),
        ("- 5", -5),
        ("nrr - 105", 105),
        (".5", Fraction(1, 2)),
        ("１２", 12),
        ("9 months", 9),
        ("5-10", None),
        ("12,34,567", None),
        ("1 2", None),
        ("1..2", None),
        ("95,000,00", None),
        ("9" * 41, None),
        ("", None),
    ],
)
def test_numbers_as_people_write_them(text: str, value: Fraction | int | None) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("9 m", "months", 9),
        ("9m", "m", 9),
        ("95k", "k$", 95),
        ("95k", "$k", 95),
        ("95k", "$", 95_000),
        ("9 m", "$", 9_000_000),
    ],
)
def test_a_suffix_that_may_be_the_unit_multiplies_nothing(text: str, unit: str, value: int) -> None:
    assert parse_number(text, unit) == value


@pytest.mark.parametrize("question", [CHOICE, ORDER, TYPED, NUMBER])
@pytest.mark.parametrize("reply", ["", "   ", "\n\t"])
def test_empty_reply_is_not_answered(question: Question, reply: str) -> None:
    verdict = judge(question, reply)
    assert (verdict.right, verdict.suggestion) == (False, Rating.AGAIN)
    assert (verdict.note, verdict.unclear) == ("Not answered.", False)


@pytest.mark.parametrize("question", [ALOUD, POINTS])
@pytest.mark.parametrize("reply", ["", "anything"])
def test_only_the_person_can_tell_what_was_said_aloud(question: Question, reply: str) -> None:
    verdict = judge(question, reply)
    assert (verdict.right, verdict.suggestion, verdict.unclear) == (None, Rating.GOOD, False)


@pytest.mark.parametrize(
    ("ticked", "right"), [(0, False), (1, False), (2, True), (3, True), (99, True), (-1, False)]
)
def test_enough_points_are_right(ticked: int, right: bool) -> None:
    verdict = judge_points(POINTS, ticked)
    assert verdict.right is right
    assert verdict.suggestion is (Rating.GOOD if right else Rating.AGAIN)


def test_points_are_counted_in_words() -> None:
    assert judge_points(POINTS, 1).note == "You made 1."


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [
        ("plan", "plan", 0),
        ("plan", "paln", 1),
        ("plan", "plans", 1),
        ("plan", "pla", 1),
        ("plan", "clan", 1),
        ("kitten", "sitting", 3),
    ],
)
def test_slips_are_counted(a: str, b: str, slips: int) -> None:
    assert within_slips(a, b, slips)
    assert within_slips(b, a, slips)
    assert not slips or not within_slips(a, b, slips - 1)


numbers = st.fractions(min_value=-(10**9), max_value=10**9).map(
    lambda value: Fraction(round(value * 100), 100)
)


@settings(max_examples=100, deadline=None)
@given(numbers, st.sampled_from(["{:,.2f}", "${:,.2f}", "{:.2f} %", "about {:,.2f} months"]))
def test_a_written_number_is_read_back(value: Fraction, form: str) -> None:
    assert parse_number(form.format(float(value)).replace("$-", "-$")) == value


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([CHOICE, ORDER, TYPED, NUMBER, ALOUD, POINTS]),
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="0123456789.,-+'$€%kmbn /", max_size=40),
        st.text(alphabet="abc ,.-()", max_size=12),
        st.text(alphabet=st.characters(), max_size=30).map(lambda text: text * 200),
        st.sampled_from(
            ["\ud800", "\x00", "٣", "½", "⑳" * 4000, "9" * 10_000, "1," * 5000, "- " * 5000, "ﷺ" * 4000]
        ),
    ),
)
def test_judging_never_raises(question: Question, reply: str) -> None:
    verdict = judge(question, reply)
    assert verdict.suggestion in (Rating.AGAIN, Rating.GOOD)
    assert not (verdict.unclear and verdict.right)
    assert (verdict.right is None) == (not question.graded)
    assert len(verdict.note) < 200


@pytest.mark.parametrize("form", ["letter", "letters", "text", "number"])
def test_a_question_without_its_answer_is_no_crash(form: ReplyForm) -> None:
    bare = Question(form=form, kind="choice", prompt="?", answer="", value="0")
    assert judge(bare, "x").right is False


def test_only_the_first_four_thousand_characters_are_read() -> None:
    assert judge(TYPED, "nrr" + " " * 3997 + "x").right
    assert not judge(TYPED, "nrr" + " " * 3900 + "x").right


MOMENT = Question(
    form="moment", kind="moment", prompt="l", answer="s", points=("x", "y"), need=2, clock_ms=1000
)


@pytest.mark.parametrize(
    ("ticked", "late", "suggestion"),
    [(2, False, Rating.GOOD), (1, False, Rating.AGAIN), (0, False, Rating.AGAIN), (2, True, Rating.AGAIN)],
)
def test_a_moment_wants_every_check_within_its_clock(ticked: int, late: bool, suggestion: Rating) -> None:
    verdict = judge_moment(MOMENT, ticked, late)
    assert verdict.suggestion is suggestion
    assert f"Your reply did {ticked} of 2." in verdict.note
    assert ("The moment had passed." in verdict.note) is late


@pytest.mark.parametrize(("late", "suggestion"), [(True, Rating.GOOD), (False, Rating.AGAIN)])
def test_where_silence_is_the_answer_the_clock_must_run_out(late: bool, suggestion: Rating) -> None:
    silence = msgspec.structs.replace(MOMENT, silent=True)
    assert judge_moment(silence, 0, late).suggestion is suggestion
