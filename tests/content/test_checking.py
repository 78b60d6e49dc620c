"""A deck is checked in one run: every problem at its place, and only what is wrong is left out."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.checking import CheckedDeck, check_deck
from csmdrill.content.deck import (
    Card,
    Choice,
    ChoiceOption,
    Cloze,
    Deck,
    Number,
    Order,
    Points,
    Recall,
    Typed,
)
from csmdrill.core.text import fold

Check = Callable[[str], CheckedDeck]
Found = Callable[[str], list[str]]
Marked = Callable[[str, str], tuple[str, list[str]]]

SOUND = "  - {id: sound, kind: recall, prompt: p, answer: a, why: w}\n"


@pytest.mark.parametrize(
    ("codes", "card"),
    [
        ("D401", "^{kind: recall, prompt: p, answer: a, why: w}"),
        ("D452", "^{id: a, kind: recall, prompt: p, answer: a}"),
        ("M305", "{id: a, kind: recall, prompt: p, answer: ^' ', why: w}"),
        ("M306", "{id: a, kind: recall, prompt: p, answer: a, why: w, level: ^4}"),
        ("M303", "{id: a, kind: recall, prompt: p, answer: a, why: w, level: ^1.5}"),
        ("M304", "{id: a, kind: recall, prompt: p, answer: a, why: w, tags: [x, ^Good]}"),
        ("M307", "{id: a, kind: recall, prompt: p, answer: a, why: w, competency: ^renewal}"),
        ("M303", "{id: a, kind: recall, prompt: p, answer: a, why: w, reverse: ^yes}"),
        ("D407", "{id: a, kind: cloze, text: ^no holes, why: w}"),
        ("D408", '{id: a, kind: cloze, text: "x ^{{y}}", why: w}'),
        ("D409", '{id: a, kind: cloze, text: "x ^{{y::z}", why: w}'),
        ("D405", "{id: a, kind: choice, prompt: p, why: w, options: ^[{text: x}, {text: y}]}"),
        (
            "D405 D421",
            "{id: a, kind: choice, prompt: p, why: w, options: ^[&, {text: ^X , right: true}]}".replace(
                "&", "{text: x, right: true}"
            ),
        ),
        ("M305", "{id: a, kind: choice, prompt: p, why: w, options: ^[{text: x, right: true}]}"),
        ("D451", "{id: a, kind: typed, prompt: p, why: w, accept: [Mutual plan, ^mutual  PLAN]}"),
        ("M306", "{id: a, kind: number, prompt: p, why: w, number: 9, within: ^-1}"),
        ("D421", "{id: a, kind: order, prompt: p, why: w, steps: [x, y, É, ^é]}"),
        ("M305", "{id: a, kind: order, prompt: p, why: w, steps: ^[x, y]}"),
        (
            "D423",
            "{id: a, kind: moment, who: w, line: l, strong: s, weak: x, why: w, checks: [c], clock: ^4s}",
        ),
        (
            "D423",
            "{id: a, kind: moment, who: w, line: l, strong: s, weak: x, why: w, checks: [c], clock: ^3m}",
        ),
        (
            "M310",
            "{id: a, kind: moment, who: w, line: l, strong: s, weak: x, why: w, checks: [c], clock: ^fast}",
        ),
        ("M305", "{id: a, kind: moment, who: w, line: l, strong: s, weak: x, why: w, checks: ^[a, b, c, d]}"),
        ("D421", "{id: a, kind: moment, who: w, line: l, strong: s, weak: x, why: w, checks: [c, ^C]}"),
        ("D421", "{id: a, kind: moment, who: w, line: l, strong: Who?, weak: ^who?, why: w, checks: [c]}"),
        ("D406", "{id: a, kind: points, prompt: p, why: w, points: [x, y], need: ^3}"),
        ("D421", "{id: a, kind: points, prompt: p, why: w, points: [x, ^x]}"),
        ("D404", "{id: a, kind: recall, prompt: p, answer: a, why: w, aliases: [^sound]}"),
        ("D404", "{id: a, kind: recall, prompt: p, answer: a, why: w, aliases: [^trial/sound]}"),
        ("D404", "{id: a, kind: recall, prompt: p, answer: a, why: w, aliases: [old, ^trial/old]}"),
        ("M304", "{id: a, kind: recall, prompt: p, answer: a, why: w, aliases: [^a/b/c/d]}"),
        ("M304", '{id: ^"a\\n", kind: recall, prompt: p, answer: a, why: w}'),
    ],
)
def test_a_problem_is_told_at_its_place(
    check: Check, found: Found, marked: Marked, codes: str, card: str
) -> None:
    cards, problems = marked(f"  - {card}\n{SOUND}", codes)
    assert found(cards) == problems
    kept = [placed.card.id for placed in check(cards).cards]
    all_warnings = all(problem.severity == "warning" for problem in check(cards).problems)
    assert kept == (["a", "sound"] if all_warnings else ["sound"])


def test_texts_may_be_as_long_as_is_said_and_no_longer(found: Found) -> None:
    card = "  - {{id: a, kind: recall, prompt: {}, answer: a, why: w}}\n"
    assert found(card.format("x" * 4000)) == []
    assert found(card.format("x" * 4001)) == ["M305 6:35"]


def test_all_problems_come_in_one_run(found: Found) -> None:
    assert found(
        "  - id: one\n"
        "    kind: recal\n"
        "  - id: two\n"
        "    kind: recall\n"
        "    promt: p\n"
        "    answer:\n"
        "    level: nine\n" + SOUND
    ) == ["M307 7:11", "M302 8:5", "M301 10:5", "M308 11:12", "M303 12:12"]


def test_the_nearest_name_is_offered(check: Check) -> None:
    checked = check("  - {id: a, kind: recal}\n  - {id: b, kind: recall, promt: p, answer: a, why: w}\n")
    said = [problem.message for problem in checked.problems]
    assert said[0].endswith("did you mean 'recall'?")
    assert said[2].endswith("did you mean 'prompt'?")


def test_an_optional_key_of_the_deck_that_is_wrong_leaves_the_deck(head: str) -> None:
    text = head.replace("renewal-negotiation", "renewal").replace("title: Trial", "title: Trial\nautor: me")
    checked = check_deck((text + SOUND).encode(), "d")
    assert [problem.code for problem in checked.problems] == ["M301", "M307"]
    assert checked.head is not None
    assert len(checked.cards) == 1


@pytest.mark.parametrize("line", ["id: trial\n", "title: Trial\n", "format: csmdrill/deck@1\n"])
def test_a_deck_without_a_vital_key_is_left_out(head: str, line: str) -> None:
    checked = check_deck((head.replace(line, "") + SOUND).encode(), "d")
    assert [problem.code for problem in checked.problems] == ["M302"]
    assert checked.head is None
    assert checked.cards == ()


@pytest.mark.parametrize("line", ["retired: sound\n", "aliases: [A]\n", "shadows: x\n"])
def test_a_deck_whose_identity_is_in_doubt_is_left_out(head: str, line: str) -> None:
    checked = check_deck((line + head + SOUND).encode(), "d", may_shadow=True)
    assert checked.head is None
    assert len(checked.problems) == 1


def test_a_retired_id_is_refused(head: str) -> None:
    checked = check_deck(("retired: [sound, other]\n" + head + SOUND).encode(), "d")
    assert [(each.code, each.line, each.col) for each in checked.problems] == [("D403", 7, 10)]
    assert checked.cards == ()


def test_a_deck_cannot_be_its_own_alias(head: str) -> None:
    checked = check_deck(("aliases: [older, trial]\n" + head + SOUND).encode(), "d")
    assert [(each.code, each.line, each.col) for each in checked.problems] == [("D404", 1, 18)]


def test_only_the_own_folder_may_shadow(head: str) -> None:
    text = ("shadows: csmdrill/renewal-negotiation\n" + head + SOUND).encode()
    assert [problem.code for problem in check_deck(text, "d").problems] == ["D420"]
    assert check_deck(text, "d", may_shadow=True).problems == ()


def test_a_broken_card_still_owns_its_id(found: Found) -> None:
    assert found("  - {id: sound, kind: recall, promt: p}\n" + SOUND)[-1] == "D402 7:10"


def test_cards_without_a_competency_warn_once(head: str) -> None:
    cards = "".join(f"  - {{id: c{i}, kind: recall, prompt: p, answer: a, why: w}}\n" for i in range(3))
    text = head.replace("competency: renewal-negotiation\n", "") + cards
    checked = check_deck(text.encode(), "d")
    assert [(each.code, each.line) for each in checked.problems] == [("D453", 5)]
    assert "2 more" in checked.problems[0].message
    assert len(checked.cards) == 3


def test_places_are_counted_in_characters_in_every_kind_of_text(found: Found, marked: Marked) -> None:
    cards, problems = marked(
        "  - id: a\n"
        "    kind: cloze\n"
        "    why: w\n"
        "    text: |\n"
        "      Ünïcödé first,\n"
        "\n"
        "      then é ^{{Bad::x}}\n"
        "  - {id: b, kind: cloze, why: w, text: 'é👍 ^{{Bad::x}}'}\n"
        '  - {id: c, kind: cloze, why: w, text: ^"tab\\t{{Bad::x}}"}\n'
        "  - id: d\n"
        "    kind: cloze\n"
        "    why: w\n"
        "    text: plain ^{{Bad::x}}\n"
        "  - id: e\n"
        "    kind: cloze\n"
        "    why: w\n"
        "    text: ^>\n"
        "      folded\n"
        "      {{Bad::x}}\n",
        "D409 " * 5,
    )
    assert found(cards) == problems


def test_line_ends_of_windows_change_nothing(head: str) -> None:
    text = head + SOUND + '  - {id: b, kind: cloze, why: w, text: "x {{y}}"}\n  - id: c\n    kind: recall\n'
    unix, windows = (check_deck(each.encode(), "d") for each in (text, text.replace("\n", "\r\n")))
    assert windows.problems == unix.problems
    assert [placed.card for placed in windows.cards] == [placed.card for placed in unix.cards]


TEXTS = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from("aé日👍1-#&*!'\"%@`{[|>:?~"),
    st.text(st.sampled_from("ab é日👍1-:#'\"\\\n\t,[]{&*!|>%@`"), max_size=12),
).filter(lambda text: "{{" not in text)
LINES = st.lists(TEXTS, min_size=3, max_size=5, unique_by=fold)
CARDS: st.SearchStrategy[Card] = st.one_of(
    st.builds(Recall, prompt=TEXTS, answer=TEXTS, why=TEXTS, reverse=st.booleans()),
    st.builds(Cloze, text=TEXTS.map(lambda text: f"{text} {{{{a::words}}}} {text}"), why=TEXTS),
    st.builds(Typed, prompt=TEXTS, accept=LINES, why=TEXTS),
    st.builds(
        Number,
        prompt=TEXTS,
        number=st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
        within=st.integers(0, 9).map(float),
        unit=TEXTS,
        why=TEXTS,
    ),
    st.builds(Order, prompt=TEXTS, steps=LINES, why=TEXTS, revision=st.integers(1, 99)),
    st.builds(Points, prompt=TEXTS, points=LINES, need=st.integers(1, 3), why=TEXTS),
    LINES.flatmap(
        lambda lines: st.builds(
            Choice,
            prompt=TEXTS,
            why=TEXTS,
            options=st.just(
                [ChoiceOption(text=lines[0], right=True), *(ChoiceOption(text=line) for line in lines[1:])]
            ),
        )
    ),
)


@given(st.lists(CARDS, min_size=1, max_size=5))
@settings(max_examples=80)
def test_a_sound_deck_is_read_as_it_was_meant(cards: list[Card]) -> None:
    named = [msgspec.structs.replace(card, id=f"card-{i}", tags=["x"]) for i, card in enumerate(cards)]
    deck = Deck(format="csmdrill/deck@1", id="d", title="T", competency="renewal-negotiation", cards=named)
    checked = check_deck(msgspec.json.encode(deck), "d")  # JSON is YAML
    assert checked.problems == ()
    assert [placed.card for placed in checked.cards] == named
