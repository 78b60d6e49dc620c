"""`csmdrill cards`: what a search finds, as columns, as JSON, and when it cannot be read."""

from __future__ import annotations

import pytest

from tests.cli.conftest import SMALL, Shell


@pytest.fixture
def own(shell: Shell) -> Shell:
    """A person with a deck of three cards of their own."""
    shell.write("home/decks/small.deck.yaml", SMALL)
    return shell


def test_columns(own: Shell) -> None:
    said = own("cards", "deck:small", "prompt")
    assert said.code == 0
    assert said.out.splitlines() == [
        "due  card             marks  question",
        "new  my/small/first          First prompt?",
        "new  my/small/second         Second prompt?",
        "new  my/small/third          Third prompt?",
    ]
    assert said.err == "3 cards.\n"


def test_columns_with_a_past(own: Shell) -> None:
    own("practice", "--plain", "--deck", "home/decks/small.deck.yaml", stdin="\n1\n")
    said = own("cards", "deck:small", "-is:new", "OR", "third")
    assert "my/small/first " in said.out
    assert "in " in said.out.splitlines()[1]
    assert "my/small/third" in said.out


def test_a_long_question_is_cut(own: Shell) -> None:
    own.write("home/decks/small.deck.yaml", SMALL.replace("First prompt?", "First " + "word " * 100))
    line = own("cards", "deck:small", "first").out.splitlines()[1]
    assert line.endswith("word…")
    assert len(line) < 120


def test_without_a_search_there_is_every_card_up_to_a_limit(own: Shell) -> None:
    said = own("cards")
    assert len(said.out.splitlines()) == 51
    assert said.err.startswith("50 of ")
    assert said.err.endswith("; --limit shows more.\n")
    assert len(own("cards", "--limit", "7").out.splitlines()) == 8
    assert own("cards", "--limit", "0").code == 2


def test_nothing_found(own: Shell) -> None:
    said = own("cards", "xylophone")
    assert (said.code, said.out, said.err) == (0, "", "No card fits.\n")


def test_json(own: Shell) -> None:
    said = own("cards", "deck:small", "--json", "--limit", "2").json
    assert (said["query"], said["total"]) == ("deck:small", 3)
    assert [card["key"] for card in said["cards"]] == ["my/small/first", "my/small/second"]
    assert own("cards", "xylophone", "--json").json == {"query": "xylophone", "total": 0, "cards": []}


@pytest.mark.parametrize(
    "words",
    [
        ("deck:small", "-first"),
        ("-first", "deck:small"),
        ("deck:small -first",),
        ("-is:due", "-first", "deck:small", "--limit", "9"),
        ("--limit=9", "deck:small", "-hfirst", "-(first OR is:due)"),
        ("--", "-first", "deck:small"),
    ],
)
def test_a_minus_leaves_out_wherever_it_stands(words: tuple[str, ...], own: Shell) -> None:
    said = own("cards", *words)
    assert [line.split()[1] for line in said.out.splitlines()[1:]] == ["my/small/second", "my/small/third"]


def test_help_is_still_there(own: Shell) -> None:
    assert own("cards", "-h").out == own("cards", "--help").out != ""


def test_an_unknown_option_is_refused(own: Shell) -> None:
    assert own("cards", "--josn").code == 2


def test_a_search_that_cannot_be_read_is_told_with_a_caret(own: Shell) -> None:
    said = own("cards", "renewal", "is:deu")
    assert (said.code, said.out) == (2, "")
    sentence, query, caret = said.err.splitlines()
    assert sentence.endswith("Did you mean due?")
    assert query == "  renewal is:deu"
    assert query[caret.index("^") :] == "deu"


@pytest.mark.parametrize(
    "hostile", ["(" * 10_000, "%" * 10_000, '"', "\x1b[31m", "'; DROP TABLE card; -- :x"]
)
def test_hostile_searches_get_a_sentence(hostile: str, own: Shell) -> None:
    said = own("cards", hostile)
    assert said.code in (0, 2)
    assert 1 <= len(said.err.splitlines()) <= 3
    assert max(map(len, said.err.splitlines())) < 200
    assert own("cards", "deck:small").code == 0


def test_a_reader_that_goes_away_is_no_error(own: Shell) -> None:
    own.process("due")
    with own.start("cards", "--limit", "1000") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 0
