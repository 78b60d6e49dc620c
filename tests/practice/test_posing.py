"""Every kind of card as a question: what is shown, what is hidden, what is right."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec
import pytest

from csmdrill.content.deck import Card, decode_card
from csmdrill.practice.judging import judge
from csmdrill.practice.model import Question
from csmdrill.practice.posing import pose, with_unit

TODAY = date(2026, 11, 1)


def posed(part: str = "", seed: str = "p/d/c:0", /, **fields: object) -> Question:
    card: Card = decode_card(msgspec.json.encode({"id": "c", **fields}))
    return pose(card, part, seed, TODAY)


def test_recall_is_said_aloud() -> None:
    question = posed(kind="recall", prompt="They ask for 10 %.", answer="For what?", why="Trade.")
    assert (question.form, question.prompt, question.answer) == ("aloud", "They ask for 10 %.", "For what?")
    assert (question.why, question.graded) == ("Trade.", False)


def test_reverse_asks_the_other_way_round() -> None:
    question = posed("reverse", kind="recall", prompt="front", answer="back", reverse=True)
    assert (question.prompt, question.answer, question.kind) == ("back", "front", "reversed")


CLOZE = (
    "{{nrr::NRR}} counts {{what::expansion::which part}}; {{grr::GRR}} never exceeds 100 %, {{nrr::NRR}} may."
)


def test_cloze_hides_what_is_asked_and_fills_in_the_others() -> None:
    question = posed("grr", kind="cloze", text=CLOZE)
    assert question.prompt == "NRR counts expansion; [...] never exceeds 100 %, NRR may."
    assert question.answer == "GRR"


def test_cloze_shows_its_hint() -> None:
    question = posed("what", kind="cloze", text=CLOZE)
    assert question.prompt.startswith("NRR counts [which part];")
    assert question.answer == "expansion"


def test_deletions_of_one_id_are_hidden_together() -> None:
    question = posed("nrr", kind="cloze", text=CLOZE)
    assert question.prompt == "[...] counts expansion; GRR never exceeds 100 %, [...] may."
    assert question.answer == "NRR"


OPTIONS = [
    {"text": "Wait.", "right": True},
    {"text": "Explain.", "because": "It fills the silence."},
    {"text": "Offer ten."},
    {"text": "Ask again."},
]


def test_choice_letters_its_options_and_keeps_what_belongs_to_each() -> None:
    question = posed(kind="choice", prompt="She breathes in.", options=OPTIONS)
    assert [option.letter for option in question.options] == ["a", "b", "c", "d"]
    assert {option.text: option.because for option in question.options}["Explain."] == "It fills the silence."
    assert [option.text for option in question.options if option.right] == ["Wait."]
    assert question.answer == "Wait."


def test_choice_is_shuffled_anew_each_time_but_the_same_for_a_seed() -> None:
    orders = [
        tuple(
            option.text for option in posed("", f"k:{n}", kind="choice", prompt="?", options=OPTIONS).options
        )
        for n in range(60)
    ]
    assert len(set(orders)) > 12
    assert {order.index("Wait.") for order in orders} == {0, 1, 2, 3}
    assert (
        posed("", "k:3", kind="choice", prompt="?", options=OPTIONS).options
        == posed("", "k:3", kind="choice", prompt="?", options=OPTIONS).options
    )


def test_what_is_said_for_the_right_option_stands_with_the_answer() -> None:
    options = [{"text": "Wait.", "right": True, "because": "She is about to answer."}, {"text": "Talk."}]
    assert posed(kind="choice", prompt="?", options=options).answer == "Wait.\nShe is about to answer."


def test_typed_shows_the_first_that_counts() -> None:
    question = posed(kind="typed", prompt="?", accept=["mutual plan", "mutual action plan"])
    assert (question.form, question.answer) == ("text", "mutual plan")
    assert question.accept == ("mutual plan", "mutual action plan")


def test_number_is_what_the_author_wrote() -> None:
    question = posed(kind="number", prompt="?", number=0.1, within=0.05, unit="months")
    assert (question.form, question.value, question.within) == ("number", "1/10", "1/20")
    assert (question.answer, question.unit) == ("0.1 months", "months")
    assert posed(kind="number", prompt="?", number=95000).answer == "95,000"
    assert posed(kind="number", prompt="?", number=12.345).answer == "12.345"


@pytest.mark.parametrize("count", [3, 4, 8])
def test_order_is_never_shown_in_its_order(count: int) -> None:
    steps = [f"step {n}" for n in range(count)]
    for n in range(80):
        question = posed("", f"k:{n}", kind="order", prompt="?", steps=steps)
        assert sorted(option.text for option in question.options) == steps
        assert [option.text for option in question.options] != steps
        by_letter = {option.letter: option.text for option in question.options}
        assert [by_letter[letter] for letter in question.accept[0]] == steps
        assert question.answer.splitlines() == [
            f"{letter}  {by_letter[letter]}" for letter in question.accept[0]
        ]


def test_points_need_all_unless_said_otherwise() -> None:
    points = ["asks for the date", "names the cost", "stops"]
    assert posed(kind="points", prompt="?", points=points).need == 3
    question = posed(kind="points", prompt="?", points=points, need=2)
    assert (question.form, question.need, question.points) == ("points", 2, tuple(points))
    assert question.answer == "- asks for the date\n- names the cost\n- stops"


ESCALATE = {
    "kind": "case",
    "facts": {"v": {"kind": "range", "from": 15, "to": 25}, "who": {"kind": "fake", "of": "company"}},
    "prompt": "{{who}}: {{v|percent}} short. Due {{v|date}}.",
    "why": "Say {{v}} aloud.",
    "answer": {
        "kind": "choose",
        "options": [
            {"label": "Escalate", "when": "v > 20", "because": "{{v}} is over 20."},
            {"label": "Hold", "because": "{{v}} is not over 20."},
        ],
    },
}


def test_case_fills_its_sentences_with_the_same_facts() -> None:
    for n in range(30):
        question = posed("", f"k:{n}", **ESCALATE)
        value = int(question.prompt.split(": ")[1].split(" %")[0])
        right = "Escalate" if value > 20 else "Hold"
        assert [option.text for option in question.options] == ["Escalate", "Hold"], "the author's order"
        assert [option.text for option in question.options if option.right] == [right]
        assert question.answer == f"{right}\n{value} is {'' if value > 20 else 'not '}over 20."
        assert question.why == f"Say {value} aloud."
        assert "{" not in question.prompt


def test_case_changes_with_each_repetition_only() -> None:
    prompts = {posed("", f"k:{n}", **ESCALATE).prompt for n in range(20)}
    assert len(prompts) == 20
    assert posed("", "k:1", **ESCALATE) == posed("", "k:1", **ESCALATE)


def number_case(value: str, within: float, unit: str = "") -> Question:
    return posed(
        kind="case",
        facts={"x": {"kind": "range", "from": 64, "to": 64}},
        prompt="?",
        answer={"kind": "number", "value": value, "within": within, "unit": unit},
    )


@pytest.mark.parametrize(
    ("value", "within", "unit", "shown"),
    [
        ("x", 0, "", "64"),
        ("x / 3", 0, "%", "21.3 %"),
        ("x / 3", 0.5, "%", "21.3 %"),
        ("x / 3", 0.05, "months", "21.33 months"),
        ("x / 3", 1, "months", "21 months"),
        ("x / 128", 0.5, "", "0.5"),
        ("x / 256", 0, "", "0.25"),
        ("1000 * x / 3", 500, "$", "$21,333"),
        ("-1000 * x", 500, "$", "-$64,000"),
    ],
)
def test_computed_numbers_are_shown_sensibly(value: str, within: float, unit: str, shown: str) -> None:
    assert number_case(value, within, unit).answer == shown


@pytest.mark.parametrize("within", [0, 0.001, 0.05, 0.5, 1, 40])
@pytest.mark.parametrize("value", ["x", "x / 3", "-x / 7", "1000 * x / 9", "x / 70000"])
def test_the_answer_shown_always_counts_as_right(value: str, within: float) -> None:
    question = number_case(value, within, "%")
    assert judge(question, question.answer).right
    assert Fraction(question.within) >= Fraction(str(within))


def test_units() -> None:
    assert with_unit("95,000", "$") == "$95,000"
    assert with_unit("-5", "€") == "-€5"
    assert with_unit("104.5", "%") == "104.5 %"
    assert with_unit("9", "") == "9"
