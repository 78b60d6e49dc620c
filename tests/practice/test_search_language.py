"""The search language: what each form asks, and what is said, and where, of one that cannot be read."""

from __future__ import annotations

import pytest

from csmdrill.core.errors import SearchRejected
from csmdrill.practice.query import (
    EVERY_CARD,
    All,
    Deck,
    Either,
    Kind,
    Mark,
    Measure,
    Not,
    Query,
    Skill,
    Tag,
    Words,
    asks_for,
    nodes,
    quoted,
)
from csmdrill.practice.search import DEEPEST, LONGEST, MOST_TERMS, parse

READ: list[tuple[str, Query]] = [
    ("", EVERY_CARD),
    (" \t\n", EVERY_CARD),
    ("Café", Words("cafe")),
    ("10:30", Words("10:30")),
    ("follow-up", Words("follow-up")),
    ("or", Words("or")),
    ('"Key  Account"', Words("key account")),
    (r'"a \"b\" \\ c"', Words('a "b" \\ c')),
    ('"OR"', Words("or")),
    ('"-x"', Words("-x")),
    ("a b", All((Words("a"), Words("b")))),
    ('a"b c"d', All((Words("a"), Words("b c"), Words("d")))),
    ("a OR b c", Either((Words("a"), All((Words("b"), Words("c")))))),
    ("(a OR b) c", All((Either((Words("a"), Words("b"))), Words("c")))),
    ("((a))", Words("a")),
    ("-a", Not(Words("a"))),
    ("--a", Not(Not(Words("a")))),
    ("-(a b)", Not(All((Words("a"), Words("b"))))),
    ("-is:new", Not(Mark("new"))),
    ("deck:Renewal", Deck("renewal")),
    ('deck:"My Deck"', Deck("my deck")),
    ("tag:Edge", Tag("edge")),
    ("competency:renewal", Skill("renewal-negotiation")),
    ('skill:"Outcome discovery"', Skill("outcome-discovery")),
    ("skill:none", Skill("")),
    ("KIND:Case", Kind("case")),
    ("is:due", Mark("due")),
    ("stability:>30", Measure("stability", ">", 30)),
    ("difficulty:<=7.25", Measure("difficulty", "<=", 7.25)),
    ("lapses:3", Measure("lapses", "=", 3)),
    ("reps:=3", Measure("reps", "=", 3)),
    ("due:<-7", Measure("due", "<", -7)),
    ("interval:>=21", Measure("interval", ">=", 21)),
    ('seen:"<7"', Measure("seen", "<", 7)),
]

REFUSED = [
    ("(a", 0, "bracket that opens here is not closed"),
    ("a (b (c)", 2, "bracket that opens here is not closed"),
    ("a (", 2, "bracket that opens here is not closed"),
    ("a)", 1, "No bracket is open"),
    ("a ()", 2, "Nothing stands between"),
    ("OR a", 0, "Nothing stands before this OR"),
    ("a OR", 2, "Nothing follows this OR"),
    ("a OR OR b", 2, "Nothing follows this OR"),
    ("(a OR)", 3, "Nothing follows this OR"),
    ("a AND b", 2, "leave the AND out"),
    ("a NOT b", 2, "Write a minus"),
    ("a -", 2, "A minus must stand right before"),
    ("a - b", 2, "A minus must stand right before"),
    ("(a -)", 3, "A minus must stand right before"),
    ('a "b', 2, "quote that begins here has no end"),
    ('a "b\\"', 2, "quote that begins here has no end"),
    ('tag:"b', 4, "quote that begins here has no end"),
    ('a ""', 2, "nothing to search for"),
    ('a "  "', 2, "nothing to search for"),
    ("a \u0301", 2, "nothing to search for"),
    ("tag:", 4, "Something must follow tag: at once"),
    ("tag: x", 4, "Something must follow tag: at once"),
    ("tag:(x)", 4, "Something must follow tag: at once"),
    ("a tga:x", 2, "There is no field tga. Did you mean tag?"),
    ("http://x", 0, "There is no field http."),
    ("is:deu", 3, "Did you mean due?"),
    ("kind:essay", 5, "kind: takes recall, cloze"),
    ("skill:zzz", 6, "competency: takes outcome-discovery"),
    ("skill:e", 6, "a part of one is enough"),
    ("stability:much", 10, "takes a number"),
    ("stability:2,5", 10, "takes a number"),
    ("stability:>>2", 10, "takes a number"),
    ("due:<1234567", 4, "takes a number"),
    ("lapses:1.5", 7, "takes a whole number"),
    ("seen:<-1", 5, "never below 0"),
    ("a \x1b[31m", 2, "ESC (U+001B)"),
    ("a \ud800", 2, "lone surrogate"),
    ("\x00", 0, "NUL"),
    ("x" * 10_000, LONGEST, "this one has 10,000"),
    ("(" * 500, DEEPEST, f"{DEEPEST} deep"),
    ("-" * 500 + "a", DEEPEST, f"{DEEPEST} deep"),
    ("a " * 100, 2 * MOST_TERMS, f"{MOST_TERMS} terms"),
]


@pytest.mark.parametrize(("text", "query"), READ, ids=[text for text, _ in READ])
def test_a_search_is_read(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(("text", "at", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_a_search_that_cannot_be_read_is_told_with_its_place(text: str, at: int, sentence: str) -> None:
    with pytest.raises(SearchRejected) as refused:
        parse(text)
    assert sentence in refused.value.sentence
    assert (refused.value.at, refused.value.query) == (at, text)
    assert refused.value.hint.splitlines()[1].strip() == "^"


def test_every_term_knows_where_it_stands() -> None:
    text = 'one -tag:two (deck:three OR is:new) "four" stability:>5 kind:case skill:renewal'
    starts = {type(node): text[node.at :] for node in nodes(parse(text)) if node.at}
    begun = {Tag: "tag:two", Not: "-tag", Either: "deck:", Deck: "deck:", Mark: "is:new", Words: '"four"'}
    begun |= {Measure: "stability:", Kind: "kind:", Skill: "skill:"}
    assert starts.keys() == begun.keys()
    assert all(starts[node].startswith(start) for node, start in begun.items())


def test_a_mark_is_seen_wherever_it_stands() -> None:
    assert asks_for(parse("a OR -(b is:retired)"), "retired")
    assert not asks_for(parse('"is:retired" is:new'), "retired")


@pytest.mark.parametrize("text", ["a", "a-b", "csmdrill/outcome", "it's"])
def test_plain_words_need_no_quotes(text: str) -> None:
    assert quoted(text) == text
    assert parse(f"deck:{quoted(text)}") == Deck(text)
