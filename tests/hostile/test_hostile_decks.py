"""Hostile and broken deck files: what is refused, where, and that the rest of the file still loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content import draws
from csmdrill.content.checking import CheckedDeck, check_deck
from csmdrill.content.codes import CODES
from csmdrill.content.expressions import Exact, Expression, reckon
from csmdrill.core.text import find_unsafe

DECKS = Path(__file__).parent / "decks"
HEAD = """format: csmdrill/deck@1
id: h
title: H
competency: renewal-negotiation
cards:
  - {id: sound, kind: recall, prompt: p, answer: a, why: w}
"""

# file, number of good cards left, every problem as CODE@line:col
FILES: list[tuple[str, int, str]] = [
    ("alias-to-nothing", 2, "Y203@7:52"),
    ("anchor-in-card", 2, "Y202@9:13"),
    ("attribute", 1, "D412@12:37"),
    ("bidi", 0, "T104@7:40 T104@7:45 T104@7:62 T104@7:64"),
    (
        "billion-laughs",
        0,
        (
            "M301@1:1 Y202@1:4 M301@2:1 Y202@2:4 Y203@2:8 Y203@2:12 Y203@2:16 M301@3:1 Y202@3:4 "
            "Y203@3:8 Y203@3:12 Y203@3:16 Y203@7:8"
        ),
    ),
    ("bom-inside", 0, "T104@7:37"),
    ("bom", 0, "T102@1:1"),
    ("c1-escaped", 2, "T104@10:13 T104@11:10"),
    ("c1-raw", 0, "T104@7:36"),
    ("cloze-braces", 1, "D409@7:33 D409@8:34 D409@9:38 D407@10:32 D409@11:35 D409@12:35 D408@13:35"),
    ("colon-in-text", 0, "Y201@9:21"),
    ("complex-key", 0, "Y208@7:7"),
    ("conflict", 0, "T106@7:1 T106@9:1 T106@11:1"),
    ("control-esc", 0, "T104@7:36 T104@7:40"),
    ("deep-block", 0, "Y206@26:41"),
    ("deep", 0, "Y206@7:23"),
    ("division-by-zero", 2, "D415@12:40"),
    ("duplicate-id", 3, "D402@8:10"),
    ("duplicate-key-card", 2, "Y207@11:5"),
    ("duplicate-key-deck", 0, "Y207@7:1"),
    ("empty", 0, "T108@1:1"),
    ("escaped-key", 2, "M302@7:5 M301@7:38 T104@7:38"),
    (
        "formula-calls",
        1,
        (
            "D412@7:125 D412@8:125 D412@9:126 D412@10:131 D412@11:127 D412@12:128 D412@13:126 "
            "D412@14:125 M305@15:124 D412@16:145 D412@17:146 D412@18:133 D412@19:126 D412@20:126"
        ),
    ),
    ("latin-1", 0, "T101@7:36"),
    ("line-separators", 0, "T104@7:37 T104@7:39 T104@7:41"),
    ("list-not-deck", 0, "M303@1:1"),
    ("lone-cr", 0, "T104@7:37"),
    ("markup", 2, ""),
    ("merge-key", 1, "Y202@7:5 M302@8:5 Y205@8:6 Y203@8:10 M302@9:5 Y205@9:6 Y203@9:11 Y203@9:18"),
    ("newer-format", 0, "M309@1:9"),
    ("no-head", 0, "M302@1:1 M302@1:1 M302@1:1 D453@2:5"),
    ("norway", 2, ""),
    ("nul", 0, "T104@7:37"),
    ("nulls", 1, "M308@9:12 M308@10:13 M308@11:10 M308@13:13 M308@14:4 M308@15:46"),
    ("odd-flags", 1, "M303@7:59 M303@8:59 M303@9:59 M303@10:59 M303@11:59 M303@12:59"),
    (
        "odd-ids",
        1,
        "M304@7:10 M304@8:10 M304@9:10 M304@10:10 M304@11:10 M304@12:10 M305@13:10 M304@14:10",
    ),
    (
        "odd-numbers",
        1,
        (
            "M303@7:47 M303@8:47 M303@9:47 M303@10:47 M303@11:47 M303@12:47 M306@13:47 M303@14:47 "
            "M303@15:47 M301@16:49 M303@17:48 M303@18:48 M303@19:48"
        ),
    ),
    ("odd-ranges", 2, "D416@7:37 M306@8:73 M306@9:73 D417@10:37 D417@11:37 D417@12:37"),
    ("only-comments", 0, "T108@1:1"),
    ("osc52-escaped", 2, "T104@7:35"),
    ("osc52-raw", 0, "T104@7:36 T104@7:55"),
    ("overlong", 0, "T101@7:36"),
    ("power-tower", 1, "D422@12:11"),
    ("quoted-merge", 1, "M301@7:6"),
    ("sexagesimal", 2, ""),
    ("shadows-elsewhere", 0, "D420@4:10 D453@6:5"),
    ("surrogate-escape", 0, "Y201@7:38"),
    ("tab-indent", 0, "Y201@8:1"),
    ("tag-directive", 1, ""),
    ("tag-local", 2, "Y204@7:5 Y204@7:43 Y204@7:62"),
    ("tag-python", 2, "M303@9:13 Y204@9:13"),
    ("template-recursion", 2, "D409@16:17 D409@17:11"),
    ("template-unquoted", 0, "Y208@9:14"),
    ("text-not-deck", 0, "M303@1:1"),
    ("two-documents", 0, "Y209@7:1"),
    ("unclosed-bracket", 0, "Y201@7:5"),
    ("unclosed-quote", 0, "Y201@7:35"),
    ("unknown-keys", 1, "M302@7:5 M301@7:27 M301@7:56 M301@7:73 M307@8:19 M302@9:5"),
    ("utf-16", 0, "T101@1:1"),
    ("utf-32", 0, "T101@1:1"),
    ("wide-characters", 1, "M301@7:43"),
    ("wrong-shapes", 1, "M303@7:5 M303@8:5 M303@9:34 M303@9:50 M303@9:60 M303@10:21"),
]


def spots(checked: CheckedDeck) -> str:
    """Return the problems as the table writes them."""
    return " ".join(f"{each.code}@{each.line}:{each.col}" for each in checked.problems)


@pytest.mark.parametrize(("name", "good", "expected"), FILES, ids=[row[0] for row in FILES])
def test_file_is_refused_at_the_right_place(name: str, good: int, expected: str) -> None:
    checked = check_deck((DECKS / f"{name}.yaml").read_bytes(), f"{name}.yaml")
    assert spots(checked) == expected
    assert len(checked.cards) == good


def test_every_file_stands_in_the_table() -> None:
    assert sorted(path.stem for path in DECKS.glob("*.yaml")) == sorted(row[0] for row in FILES)


@pytest.mark.parametrize("name", [row[0] for row in FILES])
def test_messages_are_one_line_and_safe_to_print(name: str) -> None:
    for problem in check_deck((DECKS / f"{name}.yaml").read_bytes(), f"{name}.yaml").problems:
        assert not find_unsafe(problem.message)
        assert "\n" not in problem.message
        assert problem.severity == CODES[problem.code].severity


def test_texts_that_only_look_dangerous_stay_as_they_are() -> None:
    checked = check_deck((DECKS / "markup.yaml").read_bytes(), "markup.yaml")
    card = checked.cards[1].card
    assert getattr(card, "prompt", None) == "[@click=app.quit]press[/] [/x] [red]"
    assert card.why == "**b** <b>x</b> %s {0}"


def test_yaml_words_stay_text() -> None:
    norway = check_deck((DECKS / "norway.yaml").read_bytes(), "norway.yaml").cards[1].card
    clock = check_deck((DECKS / "sexagesimal.yaml").read_bytes(), "sexagesimal.yaml").cards[1].card
    assert getattr(norway, "accept", None) == ["no", "NO thanks", "on", "y", "null and void"]
    assert getattr(clock, "accept", None) == [
        "12:30:45",
        "0777",
        "0x1F",
        "1_000",
        "2026-11-24",
        "1e3",
        ".inf",
    ]


def _cards(count: int) -> str:
    card = "  - {{id: c{}, kind: recall, prompt: p, answer: a, why: w}}\n"
    return HEAD + "".join(card.format(number) for number in range(count - 1))


# too large to be kept as files: text, its one problem
MADE: dict[str, tuple[Callable[[], str], str]] = {
    "brackets": (lambda: "[" * 100_000, "T105@1:20001"),
    "brackets in lines": (lambda: "[\n" * 100_000, "Y206@21:1"),
    "braces in lines": (lambda: "{a:\n" * 100_000, "Y206@21:1"),
    "question marks": (lambda: "? " * 9_000, "Y208@1:3"),
    "dashes": (lambda: "- " * 9_000, "Y206@1:41"),
    "larger than 1 MiB": (lambda: "#\n" * 524_289, "T103@1:1"),
    "long line": (lambda: HEAD + "# " + "x" * 19_999, "T105@7:20001"),
    "long text": (lambda: HEAD + "  - |\n" + ("    " + "x" * 1_000 + "\n") * 21, "Y211@7:5"),
    "5,001 cards": (lambda: _cards(5_001), "Y210@5006:5"),
    "many keys": (lambda: "".join(f"k{i}: x\n" for i in range(60_000)), "Y210@201:1"),
    "only line ends": (lambda: "\n" * 1_000_000, "T108@1:1"),
    "nothing but values": (lambda: "".join(f"k{i}:\n" + "- 1\n" * 4_999 for i in range(50)), "Y212@149972:3"),
}


def test_lines_and_texts_may_be_as_long_as_is_said_and_no_longer() -> None:
    def codes(text: str) -> list[str]:
        return [each.code for each in check_deck((HEAD + text).encode(), "long.yaml").problems]

    assert codes("#" + "x" * 19_999) == []
    assert codes("#" + "x" * 19_999 + "\n# more\n") == []
    assert codes("#" + "x" * 20_000) == ["T105"]
    assert codes("#" + "x" * 20_000 + "\n# more\n") == ["T105"]
    block = "  - |\n" + ("    " + "x" * 199 + "\n") * 100
    assert codes(block) == ["M303"]
    assert codes(block + "    x\n") == ["Y211"]


def test_a_merge_key_said_twice_is_refused_twice_but_is_no_unknown_key() -> None:
    card = "  - {id: a, kind: recall, prompt: p, answer: a, why: w, <<: {x: y}, <<: {z: y}}\n"
    checked = check_deck((HEAD + card).encode(), "merged.yaml")
    assert [each.code for each in checked.problems] == ["Y205", "Y205"]


@pytest.mark.parametrize("name", MADE)
def test_bomb_is_refused_as_a_whole(name: str) -> None:
    make, expected = MADE[name]
    checked = check_deck(make().encode(), "bomb.yaml")
    assert spots(checked) == expected
    assert checked.cards == ()
    assert checked.head is None


@pytest.mark.parametrize(
    "line",
    [
        "k{}: &a{} x\n",
        "k{}: *a{}\n",
        "k{}: !t{} x\n",
        "k{}: {{<<: x{}}}\n",
        "# {}{}\n<<<<<<< \n",
        "\x1b{}{}\n",
    ],
)
def test_a_flood_of_faults_ends_early(line: str) -> None:
    text = "".join(line.format(number, number) for number in range(20_000))
    assert 50 <= len(check_deck(text.encode(), "flood.yaml").problems) <= 102


def test_as_many_cards_as_are_allowed_are_read() -> None:
    assert len(check_deck(_cards(5_000).encode(), "large.yaml").cards) == 5_000


def test_a_flood_of_bad_cards_is_cut_and_says_so() -> None:
    text = HEAD + "  - {id: same, kind: recal, answr: x}\n" * 3_000
    checked = check_deck(text.encode(), "flood.yaml")
    assert len(checked.problems) == 101
    assert checked.problems[-1].code == "T109"
    assert [placed.card.id for placed in checked.cards] == ["sound"]


def test_warnings_never_crowd_out_an_error() -> None:
    bare = "".join(f"  - {{id: c{i}, kind: recall, prompt: p, answer: a}}\n" for i in range(300))
    checked = check_deck((HEAD + bare + "  - {id: last, kind: recal}\n").encode(), "warned.yaml")
    assert sum(each.is_error for each in checked.problems) == 1
    assert "T110" in {each.code for each in checked.problems}
    assert len(checked.cards) == 301


CASE = """  - id: c{i}
    kind: case
    facts: {{x: {{kind: range, from: 1, to: 99999}}, y: {{kind: range, from: 1, to: 99999}}}}
    prompt: "{{{{x}}}} {{{{y}}}}"
    answer: {answer}
    why: w
"""
COSTLY = {
    "zeros that cannot be ruled out": "{kind: number, value: 1/(x*x-2*y*y+%d.5)}",
    "options that cannot be shown idle": "{kind: choose, options: [{label: a, when: x*x-2*y*y > 1%011d}, "
    "{label: b}]}",
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_deck_takes_no_more_steps_than_a_deck_may(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = {"values": 0, "formulas": 0}
    value = draws.Grid.value

    def counted_value(grid: draws.Grid, index: int) -> Exact:
        taken["values"] += 1
        return value(grid, index)

    def counted_reckon(formula: Expression, names: Mapping[str, Exact]) -> Exact | bool:
        taken["formulas"] += 1
        return reckon(formula, names)

    monkeypatch.setattr(draws.Grid, "value", counted_value)
    monkeypatch.setattr("csmdrill.content.draws.reckon", counted_reckon)
    cards = "".join(CASE.format(i=i, answer=COSTLY[name] % i) for i in range(300))
    checked = check_deck((HEAD + cards).encode(), "costly.yaml")
    assert taken["values"] <= draws.FILE_EFFORT
    assert taken["formulas"] <= draws.FILE_EFFORT
    codes = {problem.code for problem in checked.problems}
    if name.startswith("zeros"):  # what cannot be ruled out is told, never taken on trust
        assert (len(checked.cards), codes) == (1, {"D415", "T109"})
    else:
        assert (len(checked.cards), codes) == (301, set())


def test_an_honest_card_at_the_end_of_a_costly_deck_is_told_rather_than_trusted() -> None:
    narrow = CASE.replace("99999", "100")
    answer = "{kind: number, value: 1/(x*x-2*y*y+0.5)}"
    alone = check_deck((HEAD + narrow.format(i=1, answer=answer)).encode(), "alone.yaml")
    assert (len(alone.cards), spots(alone)) == (2, "")
    cards = "".join(narrow.format(i=i, answer=answer) for i in range(60))
    checked = check_deck((HEAD + cards).encode(), "many.yaml")
    assert len(checked.cards) + len(checked.problems) == 61
    assert {problem.code for problem in checked.problems} == {"D415"}
    assert checked.cards[1].card.id == "c0"
    again = check_deck((HEAD + cards).encode(), "many.yaml")
    assert again.problems == checked.problems


def test_more_formulas_than_a_deck_may_have_are_not_even_read() -> None:
    long = "+".join(["x*x"] * 99)
    cards = "".join(CASE.format(i=i, answer=f"{{kind: number, value: {long}+y}}") for i in range(700))
    checked = check_deck((HEAD + cards).encode(), "wordy.yaml")
    assert len(checked.cards) == 1 + draws.MAX_FORMULAS // len(f"{long}+y")
    assert {problem.code for problem in checked.problems} == {"D412"}


@given(st.binary(max_size=300))
@settings(max_examples=70)
def test_no_bytes_ever_raise(content: bytes) -> None:
    checked = check_deck(content, "any.yaml")
    assert checked.problems


BITS = [*"abc:-?[]{}&*!|>'\"%@`#,<~ \n\t\\0.", "\r\n", "\n  - ", ": ", "{{", "}}", "prompt: ", "kind: case"]
YAMLISH = st.lists(st.sampled_from(BITS), max_size=100).map("".join)


@given(YAMLISH, st.sampled_from(["", HEAD, HEAD + "  - {id: x, kind: recall, prompt: "]))
@settings(max_examples=120)
def test_no_text_ever_raises(text: str, head: str) -> None:
    checked = check_deck((head + text).encode(), "any.yaml")
    for problem in checked.problems:
        assert problem.line >= 1
        assert problem.col >= 1
    if head == "":
        assert checked.problems


def test_without_libyaml_the_same_is_refused_at_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    differently_read = {"norway", "surrogate-escape"}  # for its `?,` and for its lone surrogate
    for name, good, expected in FILES:
        if name not in differently_read:
            checked = check_deck((DECKS / f"{name}.yaml").read_bytes(), f"{name}.yaml")
            assert (name, len(checked.cards), spots(checked)) == (name, good, expected)
