"""Each term of a search finds the cards it names in a real store, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from csmdrill.content.deck import Case, LibraryCard, NumberAnswer, RangeFact, Recall
from csmdrill.content.library import DeckFile
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.practice.search import parse
from csmdrill.storage.facts import BuryPayload, DuePayload, FlagPayload, SuspendPayload
from tests.storage.conftest import Desk, Making

Find = Callable[[str], set[str]]

LONG_AGO, HARD, LATER, STEPS, HELD, NEW, CASE, BACK, GONE = [
    "ago",
    "hard",
    "later",
    "steps",
    "held",
    "new",
    "case",
    "back",
    "gone",
]


def asked(prompt: str, answer: str = "That.", why: str = "") -> Recall:
    """Return a recall card."""
    return Recall(prompt=prompt, answer=answer, why=why)


def cards(make: type[Making]) -> list[LibraryCard]:
    """Return the cards of a deck on talks and of one on money."""
    case = Case(
        facts={"arr": RangeFact(low=1, high=9)}, prompt="{{arr}} at stake", answer=NumberAnswer(value="arr")
    )
    return [
        make.card(f"p/talks/{LONG_AGO}", card=asked("Who is the Sponsor?"), tags=("edge",)),
        make.card(f"p/talks/{HARD}", card=asked("50% off?", "Nö_"), tags=("edge-case",)),
        make.card(f"p/talks/{LATER}", card=asked("Why?", why="The sponsor left")),
        make.card(f"p/talks/{STEPS}", card=asked('Say "no" at once')),
        make.card(f"p/money/{HELD}", competency="renewal-negotiation"),
        make.card(f"p/money/{NEW}", competency=""),
        make.card(f"p/money/{CASE}", card=case, tags=("edge",)),
        make.card(f"p/money/{BACK}"),
        make.card(f"p/money/{GONE}", card=asked("Sponsor gone?"), tags=("edge",)),
    ]


@pytest.fixture(scope="module")
def find(make: type[Making], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Find]:
    """Return a search in a home with a past; it gives the last parts of keys."""
    desk = make.desk(Home(tmp_path_factory.mktemp("searched")), make.clock())
    many = cards(make)
    talks = [card for card in many if "/talks/" in card.key]
    money = [card for card in many if "/money/" in card.key]
    desk.has(deck("talks", "Übergabe: money", talks), deck("money", "Money", money))
    live_through(desk)
    kept = [card for card in money if not card.key.endswith(GONE)]
    edited = [replace(card, hash="h2") if card.key.endswith(BACK) else card for card in kept]
    desk.has(deck("money", "Money", edited, "d2"))

    def found(query: str) -> set[str]:
        keys = desk.store.found_keys(parse(query), desk.clock.moment.day)
        assert len(keys) == desk.store.found_count(parse(query), desk.clock.moment.day)
        return {key.rpartition("/")[2] for key in keys}

    yield found
    desk.store.close()


def deck(name: str, title: str, held: list[LibraryCard], digest: str = "d1") -> DeckFile:
    """Return a deck file."""
    return DeckFile(
        path=f"/decks/{name}.deck.yaml",
        pack="p",
        origin="shipped",
        digest=digest,
        deck_key=f"p/{name}",
        title=title,
        cards=tuple(replace(card, path=f"/decks/{name}.deck.yaml", deck_title=title) for card in held),
    )


def live_through(desk: Desk) -> None:
    """Answer and handle cards over two weeks, so that each stands elsewhere."""
    for name in (f"p/talks/{LONG_AGO}", f"p/money/{BACK}", f"p/money/{GONE}"):
        desk.learn(name)
    desk.clock.pass_by(days=4)
    for _ in range(9):
        desk.learn(f"p/talks/{HARD}")
        desk.clock.pass_by(days=1)
        desk.answer(f"p/talks/{HARD}", Rating.AGAIN)
    desk.learn(f"p/talks/{HARD}")
    for name in (f"p/talks/{LATER}", f"p/money/{HELD}"):
        desk.answer(name, Rating.EASY)
    desk.answer(f"p/talks/{STEPS}")
    now = desk.clock.moment
    desk.store.handle([f"p/money/{HELD}"], SuspendPayload(on=True), now)
    desk.store.handle([f"p/money/{HELD}"], DuePayload(day=now.day), now)
    desk.store.handle([f"p/money/{BACK}"], BuryPayload(day=now.day), now)
    desk.store.handle([f"p/talks/{LATER}"], FlagPayload(on=True), now)
    desk.store.note([f"p/money/{BACK}"], "ask Kim", "", now)


LIVE = {LONG_AGO, HARD, LATER, STEPS, HELD, NEW, CASE, BACK}
TALKS = {LONG_AGO, HARD, LATER, STEPS}
FINDS = [
    ("", LIVE),
    ("sponsor", {LONG_AGO, LATER}),
    ("SPÖNSOR", {LONG_AGO, LATER}),
    ('"the sponsor"', {LONG_AGO, LATER}),
    ('"sponsor the"', set()),
    ("sponsor left", {LATER}),
    ("sponsor -left", {LONG_AGO}),
    ("talks", TALKS),
    ("p/money/new", {NEW}),
    ("50%", {HARD}),
    ("%", {HARD}),
    ("_", {HARD}),
    ('"\\"no\\""', {STEPS}),
    ("\\\\", set()),
    ("/", LIVE),
    ("arr", set()),
    ("stake", {CASE}),
    ("nothing", set()),
    ("-sponsor", LIVE - {LONG_AGO, LATER}),
    ("left OR stake", {LATER, CASE}),
    ("-(left OR stake)", LIVE - {LATER, CASE}),
    ("left OR is:new", {LATER, NEW, CASE}),
    ("-(sponsor -is:flagged)", LIVE - {LONG_AGO}),
    ("tag:edge", {LONG_AGO, CASE}),
    ("tag:EDGE", {LONG_AGO, CASE}),
    ("tag:ed", set()),
    ('tag:"edge\\",\\"x"', set()),
    ("-tag:edge", LIVE - {LONG_AGO, CASE}),
    ("deck:talks", TALKS),
    ("deck:p/talks", TALKS),
    ("deck:ubergabe", TALKS),
    ('deck:"Übergabe: Money"', TALKS),
    ("deck:money", LIVE - TALKS),
    ("deck:mone", LIVE),
    ("deck:tal", TALKS),
    ("deck:p", LIVE),
    ("deck:%", set()),
    ("-deck:talks", LIVE - TALKS),
    ("deck:talks sponsor is:flagged", {LATER}),
    ("competency:renewal", {HELD}),
    ("competency:none", {NEW}),
    ("skill:outcome", LIVE - {HELD, NEW}),
    ("kind:case", {CASE}),
    ("is:new", {NEW, CASE}),
    ("is:learning", {STEPS}),
    ("is:review", LIVE - {NEW, CASE, STEPS}),
    ("is:suspended", {HELD}),
    ("is:buried", {BACK}),
    ("is:flagged", {LATER}),
    ("is:noted", {BACK}),
    ("is:leech", {HARD}),
    ("is:changed", {BACK}),
    ("is:retired", {GONE}),
    ("is:retired sponsor", set()),
    ("is:retired gone", {GONE}),
    ("is:retired deck:money", {GONE}),
    ("is:retired deck:talks", set()),
    ("is:retired tag:edge", set()),
    ("is:retired -tag:edge", {GONE}),
    ("is:retired OR is:flagged", {GONE, LATER}),
    ("-is:retired", LIVE),
    ("is:due", {LONG_AGO, STEPS}),
    ("-is:due", LIVE - {LONG_AGO, STEPS}),
    ("due:<0", {LONG_AGO, BACK}),
    ("due:0", {STEPS, HELD}),
    ("due:>0", {HARD, LATER}),
    ("-due:<0", LIVE - {LONG_AGO, BACK}),
    ("seen:0", {HARD, LATER, STEPS, HELD}),
    ("seen:13", {LONG_AGO, BACK}),
    ("seen:>=14", set()),
    ("lapses:9", {HARD}),
    ("lapses:0", LIVE - {HARD}),
    ("reps:0", {NEW, CASE}),
    ("reps:1", {LATER, STEPS, HELD}),
    ("reps:>2 reps:<100", {HARD}),
    ("stability:>5", {LATER, HELD}),
    ("-stability:>5", LIVE - {LATER, HELD}),
    ("difficulty:>9", {HARD}),
    ("interval:<3", {LONG_AGO, HARD, STEPS, BACK, HELD}),
]


@pytest.mark.parametrize(("query", "keys"), FINDS, ids=[query for query, _ in FINDS])
def test_a_search_finds(query: str, keys: set[str], find: Find) -> None:
    assert find(query) == keys
